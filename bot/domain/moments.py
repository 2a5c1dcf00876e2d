"""Kinds of question with a moment for an answer: a day, or a time of day."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time, timedelta

from bot.domain.answer import Answer, AtTime, OnDay
from bot.domain.item import Item
from bot.domain.kind import Asked, AtOnce, Misread, Offer, folded, western
from bot.domain.secret import Secret
from bot.domain.sheet import FieldKind
from bot.domain.words import Words

MAX_BUTTONS = 12  # half-hours; a longer span is typed
SHORTEST_MONTH = 3  # letters; fewer would be the beginning of two months
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2099, 12, 31)
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_NUMBERS = re.compile(r"(\d{1,2})[\s./-]+(\d{1,2})(?:[\s./-]+(\d{4}|\d{2}))?")
_NAMED = re.compile(
    r"(\d{1,2})(?:st|nd|rd|th|af|il|ydd|fed|ed|eg|ain)?\s+(?:of\s+)?([^\W\d]+)\.?(?:,?\s+(\d{4}|\d{2}))?"
)
_CLOCK = re.compile(r"(\d{1,2})(?:\s*[:.h]\s*(\d{2}))?\s*([^\d\s].*)?|(\d{2})(\d{2})")


@dataclass(frozen=True, slots=True)
class Date(AtOnce):
    """A day: today, yesterday, or typed with the day first."""

    def offer(self, asked: Asked) -> Offer:
        near = _near(asked)
        return Offer(
            labels=tuple(asked.words.say(key) for key, _ in near),
            columns=2,
            note=asked.words.say("checkin.type_date" if near else "checkin.type_day", example=_example(asked)),
            typed=True,
            field=FieldKind.DATE,
            page_note="",
        )

    def choose(self, asked: Asked, place: int) -> Answer | None:
        near = _near(asked)
        return OnDay(near[place][1]) if 0 <= place < len(near) else None

    def read(self, asked: Asked, typed: Secret) -> Answer | Misread:
        wanted = folded(typed.reveal())
        near = next((day for key, day in _near(asked) if wanted in _ways(asked.words, key)), None)
        day = near or _day(asked, wanted)
        if day is None:
            return Misread(asked.words.say("misread.date", example=_example(asked)))
        return _bounded(asked, day)

    def tell(self, asked: Asked, answer: Answer) -> str:
        return in_words(answer.day, asked.words) if isinstance(answer, OnDay) else ""

    def longest(self, item: Item) -> int:
        return 24


@dataclass(frozen=True, slots=True)
class Time(AtOnce):
    """A time of day: a half-hour to tap where few can be meant, or typed, by the 24-hour clock or with am and pm."""

    def offer(self, asked: Asked) -> Offer:
        labels = tuple(f"{at:%H:%M}" for at in _half_hours(asked.item))
        return Offer(
            labels=labels,
            columns=4 if labels else 1,
            note=asked.words.say("checkin.or_type_time" if labels else "checkin.type_time"),
            typed=True,
            field=FieldKind.TIME,
            page_note="",
        )

    def choose(self, asked: Asked, place: int) -> Answer | None:
        offered = _half_hours(asked.item)
        return AtTime(offered[place]) if 0 <= place < len(offered) else None

    def read(self, asked: Asked, typed: Secret) -> Answer | Misread:
        at = _time(folded(typed.reveal()), asked.words)
        if at is None:
            return Misread(asked.words.say("misread.time"))
        first, last = asked.item.opens or time(0), asked.item.closes or time(23, 59)
        if not first <= at <= last:
            return Misread(asked.words.say("misread.time_span", first=f"{first:%H:%M}", last=f"{last:%H:%M}"))
        return AtTime(at)

    def tell(self, asked: Asked, answer: Answer) -> str:
        return f"{answer.time:%H:%M}" if isinstance(answer, AtTime) else ""

    def longest(self, item: Item) -> int:
        return 16


def in_words(day: date, words: Words) -> str:
    """The day as people say it, with the day first."""
    return words.say("date.long", day=day.day, month=words.say(f"month.{day.month}"), year=day.year)


def _near(asked: Asked) -> list[tuple[str, date]]:
    """Today and yesterday, each by its sentence, when the item takes them."""
    both = (("checkin.today", asked.today), ("checkin.yesterday", asked.today - timedelta(days=1)))
    return [(key, day) for key, day in both if isinstance(_bounded(asked, day), OnDay)]


def _example(asked: Asked) -> str:
    """A day that could be meant, as it could be typed."""
    last = min(asked.item.latest or asked.today, asked.today - timedelta(days=3))
    day = max(last, asked.item.earliest or last)
    return f"{day.day}/{day.month}/{day.year}"


def _bounded(asked: Asked, day: date) -> OnDay | Misread:
    item, words = asked.item, asked.words
    if item.past and day > asked.today:
        return Misread(words.say("misread.date_future"))
    if day < (item.earliest or FIRST_DAY):
        return Misread(words.say("misread.date_early", first=in_words(item.earliest or FIRST_DAY, words)))
    if day > (item.latest or LAST_DAY):
        return Misread(words.say("misread.date_late", last=in_words(item.latest or LAST_DAY, words)))
    return OnDay(day)


def _day(asked: Asked, typed: str) -> date | None:
    """The day that was typed; without a year it is the nearest one, or the latest where only the past can be meant."""
    typed = western(typed)
    if (found := _ISO.fullmatch(typed)) is not None:
        return _valid(*map(int, found.groups()))
    if (found := _NUMBERS.fullmatch(typed)) is not None:
        day, month, year = int(found[1]), int(found[2]), found[3]
    elif (found := _NAMED.fullmatch(typed)) is not None:
        day, month, year = int(found[1]), _month(found[2], asked.words), found[3]
    else:
        return None
    return _nearest(asked, day, month) if year is None else _valid(_full(year, asked.today), month, day)


def _full(year: str, today: date) -> int:
    """The year of two or four digits; two mean the century that ends next year."""
    if len(year) == 4:
        return int(year)
    of_this = today.year // 100 * 100 + int(year)
    return of_this if of_this <= today.year + 1 else of_this - 100


def _nearest(asked: Asked, day: int, month: int) -> date | None:
    today = asked.today
    years = (today.year - 1, today.year) if asked.item.past else (today.year - 1, today.year, today.year + 1)
    days = [found for year in years if (found := _valid(year, month, day)) is not None]
    days = [one for one in days if isinstance(_bounded(asked, one), OnDay)] or days
    if asked.item.past:
        return max((one for one in days if one <= today), default=None)
    return min(days, key=lambda one: abs(one - today), default=None)


def _valid(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:  # there is no such day
        return None


def _month(name: str, words: Words) -> int:
    """The month of that name or of its beginning, in the language shown or in English; 0 when there is none."""
    for language in _languages(words):
        for month in range(1, 13):
            long, short = (folded(language.say(f"{key}.{month}")) for key in ("month", "month.short"))
            if name == short or (len(name) >= SHORTEST_MONTH and long.startswith(name)):
                return month
    return 0


def _languages(words: Words) -> Iterator[Words]:
    yield words
    if words.fallback is not None:
        yield words.fallback


def _half_hours(item: Item) -> tuple[time, ...]:
    """The half-hours to choose from; none where they are too many."""
    if item.opens is None or item.closes is None:
        return ()
    first, last = (at.hour * 60 + at.minute for at in (item.opens, item.closes))
    found = range(-(-first // 30) * 30, last + 1, 30)
    return tuple(time(at // 60, at % 60) for at in found) if len(found) <= MAX_BUTTONS else ()


def _time(typed: str, words: Words) -> time | None:
    """The time of day that was typed."""
    typed = western(typed)
    for key, at in (("time.noon_typed", time(12)), ("time.midnight_typed", time(0))):
        if typed in _ways(words, key):
            return at
    found = _CLOCK.fullmatch(typed)
    if found is None:
        return None
    hour, minute = int(found[1] or found[4]), int(found[2] or found[5] or 0)
    half = found[3]
    if found[1] and found[2] is None and half is None and 1 <= hour <= 12:
        return None  # in the morning or in the evening?
    if half is not None:
        turned = _turned(hour, half.strip(), words)
        if turned is None:
            return None
        hour = turned
    return time(hour, minute) if hour < 24 and minute < 60 else None


def _turned(hour: int, half: str, words: Words) -> int | None:
    """The hour of the 24-hour clock that an hour before or after noon is; None when it is none."""
    if not 1 <= hour <= 12:
        return None
    if half in _ways(words, "time.am_typed"):
        return hour % 12
    return hour % 12 + 12 if half in _ways(words, "time.pm_typed") else None


def _ways(words: Words, key: str) -> frozenset[str]:
    return frozenset(folded(way) for language in _languages(words) for way in language.say(key).split(","))
