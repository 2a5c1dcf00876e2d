"""What the words of a question ask for, read off them as a person would: how many, which number, what day or time.

Only what is on the screen counts. The sentences are English, which is what pretend people choose.
"""

from __future__ import annotations

import math
import random
import re
from datetime import date, time, timedelta

MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
)  # fmt: skip
DAYS_BACK = 6  # how far before an example of a day the day may lie that is typed
NEAR = 20  # how far above the least the number may lie that is typed

_COUNT = r"(\d+|one)"
_BETWEEN = re.compile(rf"choose from {_COUNT} to {_COUNT}")
_UP_TO = re.compile(rf"choose (?:up to|no more than) {_COUNT}")
_AT_LEAST = re.compile(rf"choose at least {_COUNT}")
_EXACTLY = re.compile(rf"choose {_COUNT}\b")
_NUMBER = re.compile(r"numbers? from (\d+(?:\.\d+)?) to (\d+(?:\.\d+)?)(, in steps)?")
_ONLY_DAY = re.compile(rf"give a day (?:from|up to) (\d{{1,2}}) ({'|'.join(MONTHS)}) (\d{{4}})")
_SOME_DAY = re.compile(r"date, day first, such as (\d{1,2})/(\d{1,2})/(\d{4})")
_ONLY_TIME = re.compile(r"give a time from (\d\d):(\d\d) to")
_ROOM = re.compile(r"so far: (\d+) of (\d+)|up to (\d+) characters")
_NOTED = re.compile(r"^we have: (.+)$", re.MULTILINE)
_ALONE = re.compile(r"'(.+)' goes with no other")


def how_many(words: str) -> tuple[int, int | None]:
    """The fewest that may be chosen, and the most; None for as many as there are."""
    text = words.lower()
    if (found := _BETWEEN.search(text)) is not None:
        return _count(found[1]), _count(found[2])
    least, most = _AT_LEAST.search(text), _UP_TO.search(text)
    if least or most:
        return _count(least[1]) if least else 1, _count(most[1]) if most else None
    exactly = _EXACTLY.search(text)
    return (1, None) if exactly is None else (_count(exactly[1]), _count(exactly[1]))


def noted(words: str) -> int:
    """How many are chosen already, where that is said."""
    found = _NOTED.search(words.lower())
    return 0 if found is None else found[1].count(",") + 1


def goes_alone(words: str) -> str | None:
    """The choice that is said to go with no other."""
    found = _ALONE.search(words)
    return None if found is None else found[1]


def room(words: str) -> int | None:
    """How many more characters can be written, where that is said."""
    found = _ROOM.search(words.lower())
    return None if found is None else int(found[2] or found[3]) - int(found[1] or 0) - 1


def typed(words: str, rng: random.Random) -> str | None:
    """The number, the day or the time to type; None where none of these is asked for."""
    if (day := some_day(words, rng)) is not None:
        return f"{day.day}/{day.month}/{day.year}"
    if (at := some_time(words, rng)) is not None:
        return f"{at:%H:%M}"
    return some_number(words, rng)


def numbers(words: str, among: int, rng: random.Random) -> str | None:
    """Numbers of a list, with commas, where it is said that they can be typed."""
    if "type the numbers" not in words.lower():
        return None
    fewest, most = how_many(words)
    many = rng.randint(fewest, max(fewest, min(most or among, among)))
    return ", ".join(str(one + 1) for one in sorted(rng.sample(range(among), min(many, among))))


def some_number(words: str, rng: random.Random) -> str | None:
    """A number within the bounds that are named, a whole one where there is any."""
    found = _NUMBER.search(words.lower())
    if found is None:
        return None
    return found[1] if found[3] else number_between(float(found[1]), float(found[2]), rng)


def number_between(least: float, greatest: float, rng: random.Random, *, halves: bool = False) -> str:
    """A number from the one to the other, near the least; `halves`: it may have a fraction."""
    first, last = math.ceil(least), math.floor(min(greatest, least + NEAR))
    if first > last:
        return f"{least:g}"
    whole = rng.randint(first, last)
    return f"{whole}.5" if halves and whole < last and rng.random() < 0.5 else str(whole)


def some_day(words: str, rng: random.Random) -> date | None:
    """The only day that is named, or one at or shortly before the example."""
    text = words.lower()
    if (found := _ONLY_DAY.search(text)) is not None:
        return date(int(found[3]), MONTHS.index(found[2]) + 1, int(found[1]))
    if (found := _SOME_DAY.search(text)) is None:
        return None
    example = date(int(found[3]), int(found[2]), int(found[1]))
    return example - timedelta(days=rng.randint(0, DAYS_BACK))


def some_time(words: str, rng: random.Random) -> time | None:
    """The first time of those that are named, or any half-hour of a waking day."""
    text = words.lower()
    if (found := _ONLY_TIME.search(text)) is not None:
        return time(int(found[1]), int(found[2]))
    return any_time(rng) if "type a time" in text else None


def any_time(rng: random.Random) -> time:
    return time(rng.randint(6, 22), rng.choice((0, 30)))


def _count(word: str) -> int:
    return 1 if word == "one" else int(word)
