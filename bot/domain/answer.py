"""What a person answered, and the record form in which it waits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from enum import Enum

from bot.domain.ids import OptionCode
from bot.domain.secret import Secret


class MissingCode(Enum):
    """Why a value is missing, as researchers read it. The codes are negative so that no scale or number can be one."""

    PREFER_NOT_TO_SAY = -99
    SKIPPED = -98
    NOT_ASKED = -97
    WITHHELD = -96
    #: Of a score: too few of its items have a value.
    NOT_SCORED = -95


@dataclass(frozen=True, slots=True)
class Chosen:
    """One option, by its code."""

    code: OptionCode


@dataclass(frozen=True, slots=True)
class Several:
    """Any number of options, by their codes, in the order in which they stand. None chosen is an answer too."""

    codes: tuple[OptionCode, ...]


@dataclass(frozen=True, slots=True)
class Number:
    """A point on a scale or a number, in its own unit; whole unless the item asks for a fraction."""

    value: int | float


@dataclass(frozen=True, slots=True)
class OnDay:
    """A day of the calendar."""

    day: date


@dataclass(frozen=True, slots=True)
class AtTime:
    """A time of day, to the minute, by the person's own clock."""

    time: time


@dataclass(frozen=True, slots=True)
class Written:
    """The person's own words. Held for review; never released with the other values."""

    words: Secret


@dataclass(frozen=True, slots=True)
class Skipped:
    """Asked, and passed over on purpose. Not the same as not asked."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A statement that was read. Nothing was asked, so nothing is recorded for research."""


@dataclass(frozen=True, slots=True)
class UnderReview:
    """Own words that have moved to the review queue under this id (hex)."""

    review: str


Answer = Chosen | Several | Number | OnDay | AtTime | Written | Skipped | Seen | UnderReview
Record = Mapping[str, str | int | float | list[str]]


def to_record(answer: Answer) -> Record:
    """The answer as a small JSON object of one key."""
    match answer:
        case Chosen(code):
            return {"c": code}
        case Several(codes):
            return {"m": list(codes)}
        case Number(value):
            return {"n": value}
        case OnDay(day):
            return {"d": day.isoformat()}
        case AtTime(at):
            return {"t": f"{at:%H:%M}"}
        case Written(words):
            return {"w": words.reveal()}
        case Skipped():
            return {"s": 1}
        case Seen():
            return {"v": 1}
        case UnderReview(review):
            return {"r": review}


def from_record(record: Record) -> Answer:
    """The answer that `to_record` wrote. Raises ValueError for anything else; the message never holds the content."""
    try:
        found = _answer_in(record)
    except ValueError:  # which would repeat a day or a time that is none
        found = None
    if found is None:
        raise ValueError("not an answer record: the vault and this version of Labbot do not fit together")
    return found


def _answer_in(record: Record) -> Answer | None:
    match record:
        case {"c": str(code)}:
            return Chosen(OptionCode(code))
        case {"m": list(codes)} if all(isinstance(code, str) for code in codes):
            return Several(tuple(map(OptionCode, codes)))
        case {"n": bool()}:
            return None
        case {"n": (int() | float()) as value}:
            return Number(value)
        case {"d": str(day)}:
            return OnDay(date.fromisoformat(day))
        case {"t": str(at)}:
            return AtTime(time.fromisoformat(at))
        case {"w": str(words)}:
            return Written(Secret(words))
        case {"s": 1}:
            return Skipped()
        case {"v": 1}:
            return Seen()
        case {"r": str(review)}:
            return UnderReview(review)
    return None
