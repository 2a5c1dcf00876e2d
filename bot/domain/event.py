"""An event of the lab's calendar: when it is, which notices it brings and when, and what they say."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import Enum
from hashlib import sha256
from typing import assert_never
from zoneinfo import ZoneInfo

from bot.domain.quiet import QuietHours
from bot.domain.richtext import RichText, bold, paragraphs
from bot.domain.words import Words

HORIZON = timedelta(days=14)  # how long before it begins an event is told for the first time
_DAY = timedelta(days=1)
_MORNING = time(9)


class Detail(Enum):
    """What may be shown of an event beside its time. The names are those of the calendar's own properties."""

    SUMMARY = "summary"
    DESCRIPTION = "description"
    LOCATION = "location"
    URL = "url"


@dataclass(frozen=True, kw_only=True, slots=True)
class Timed:
    """From one instant to another, both in UTC; equal when the calendar gives no end."""

    starts: datetime
    ends: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class AllDay:
    """Whole days, the last one included. They are the same days in every zone."""

    first: date
    last: date


When = Timed | AllDay


@dataclass(frozen=True, kw_only=True, slots=True)
class Event:
    """One occurrence of an event. It holds what the lab shows and nothing else: no guest, no organiser.

    `key` is its UID and RECURRENCE-ID, so that it stays the same event when it is moved. `zone` is the zone name in
    which its calendar has it.
    """

    key: str
    when: When
    zone: str
    title: str | None = None
    description: str | None = None
    location: str | None = None
    url: str | None = None

    @property
    def begins(self) -> datetime:
        """The instant (UTC) before which it is told. Whole days are taken to begin at nine in the morning."""
        match self.when:
            case Timed(starts=starts):
                return starts
            case AllDay(first=first):
                return datetime.combine(first, _MORNING, ZoneInfo(self.zone)).astimezone(UTC)
        assert_never(self.when)

    def before(self, span: timedelta) -> datetime:
        """The instant (UTC) that is `span` before it begins.

        Whole days are counted by the calendar, so that "a day before" keeps its hour across a clock change; the rest
        is time that passes.
        """
        days, rest = divmod(span, _DAY)
        return (self.begins.astimezone(ZoneInfo(self.zone)) - days * _DAY).astimezone(UTC) - rest


@dataclass(frozen=True, kw_only=True, slots=True)
class Notice:
    """Something that is told of an event once, at the moment `at` (UTC). Without `before` it is the card."""

    event: Event
    before: timedelta | None
    at: datetime

    @property
    def name(self) -> str:
        """What it exists once by. It tells nothing of the event."""
        kind = "card" if self.before is None else f"{self.before // timedelta(minutes=1)}m"
        return f"event|{sha256(self.event.key.encode()).hexdigest()[:32]}|{kind}"

    def moment(self, quiet: QuietHours, zone: str) -> datetime:
        """When it comes for somebody in `zone`: a card waits for their morning, a reminder comes before their night."""
        return quiet.first_waking(self.at, zone) if self.before is None else quiet.last_waking(self.at, zone)


class Stage(Enum):
    """Everybody is visited twice for a reminder. Who is visited on time was perhaps not there the first time."""

    #: A day ahead, for those whose quiet hours move it earlier.
    EARLY = "early"
    ON_TIME = "on_time"


@dataclass(frozen=True, kw_only=True, slots=True)
class Telling:
    """One visit to everybody with a notice. `following` is the event's next notice."""

    notice: Notice
    following: Notice | None
    stage: Stage

    @property
    def name(self) -> str:
        return f"{self.notice.name}|{self.stage.value}"

    def send_at(self, quiet: QuietHours, zone: str, now: datetime) -> datetime | None:
        """When it is sent to somebody in `zone`; None when it is not, because it would come too late, or with the next.

        What could not be sent in its time is sent at the next moment that is not quiet.
        """
        own, begins = self.notice.moment(quiet, zone), self.notice.event.begins
        if self.stage is Stage.EARLY and own >= self.notice.at:
            return None
        at = quiet.first_waking(max(own, now), zone)
        superseded = self.following is not None and self.following.moment(quiet, zone) <= at
        return None if superseded or at >= begins else at


def notices(event: Event, reminders: tuple[timedelta, ...]) -> tuple[Notice, ...]:
    """The card, when the event comes within the horizon, and a reminder at each span; in the order of their times."""
    card = Notice(event=event, before=None, at=event.begins - HORIZON)
    rest = (Notice(event=event, before=span, at=event.before(span)) for span in reminders)
    return tuple(sorted((card, *rest), key=lambda one: one.at))


def due(event: Event, reminders: tuple[timedelta, ...], now: datetime) -> tuple[Telling, ...]:
    """The visits that `now` asks for. Of notices whose time has come only the last: nobody gets two at once.

    An event that has begun brings none.
    """
    if now >= event.begins:
        return ()
    every = notices(event, reminders)
    pairs = tuple(zip(every, (*every[1:], None), strict=True))
    on_time = [Telling(notice=one, following=next_, stage=Stage.ON_TIME) for one, next_ in pairs if one.at <= now]
    early = (
        Telling(notice=one, following=next_, stage=Stage.EARLY)
        for one, next_ in pairs
        if one.before is not None and now < one.at <= now + _DAY
    )
    return (*on_time[-1:], *early)


def text(notice: Notice, words: Words, zone: str, lab_zone: str) -> RichText:
    """What somebody in `zone` reads. The zone is named when it is not the lab's."""
    event = notice.event
    links = (
        event.location and words.say("event.where", place=event.location),
        event.url and words.say("event.link", url=event.url),
    )
    return paragraphs(
        words.say("event.card" if notice.before is None else "event.reminder"),
        bold(event.title or words.say("event.untitled")),
        _when(event.when, words, zone, lab_zone),
        event.description or "",
        "\n".join(filter(None, links)),
    )


def _when(when: When, words: Words, zone: str, lab_zone: str) -> str:
    match when:
        case AllDay(first=first, last=last):
            return _days(first, last, words)
        case Timed(starts=starts, ends=ends):
            local = ZoneInfo(zone)
            said = _times(starts.astimezone(local), ends.astimezone(local), words)
            place = zone.rpartition("/")[2].replace("_", " ")
            return said if zone == lab_zone else f"{said} {words.say('event.zone', place=place)}"
    assert_never(when)


def _days(first: date, last: date, words: Words) -> str:
    if first == last:
        return words.say("event.all_day", day=_day(first, words))
    return words.say("event.all_days", day=_day(first, words), last=_day(last, words))


def _times(starts: datetime, ends: datetime, words: Words) -> str:
    day, start, end = _day(starts, words), f"{starts:%H:%M}", f"{ends:%H:%M}"
    if ends.astimezone(UTC) <= starts.astimezone(UTC):  # two readings of one clock would not tell
        return words.say("event.at", day=day, start=start)
    if ends.date() == starts.date():
        return words.say("event.from_to", day=day, start=start, end=end)
    return words.say("event.until", day=day, start=start, last=_day(ends, words), end=end)


def _day(day: date, words: Words) -> str:
    """Such as "Thursday 26 November": the year goes without saying within the horizon."""
    return f"{words.say(f'weekday.{day.weekday()}')} {day.day} {words.say(f'month.{day.month}')}"
