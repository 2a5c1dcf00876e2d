"""What a person answered, and the record form in which it waits."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from bot.domain.ids import OptionCode
from bot.domain.secret import Secret


class MissingCode(Enum):
    """Why a value is missing, as researchers read it. The four codes are negative so that no scale can hold one."""

    PREFER_NOT_TO_SAY = -99
    SKIPPED = -98
    NOT_ASKED = -97
    WITHHELD = -96


@dataclass(frozen=True, slots=True)
class Chosen:
    """One option, by its code."""

    code: OptionCode


@dataclass(frozen=True, slots=True)
class Number:
    """A point on a scale, in the scale's own unit."""

    value: int


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


Answer = Chosen | Number | Written | Skipped | Seen | UnderReview


def to_record(answer: Answer) -> dict[str, str | int]:
    """The answer as a small JSON object of one key."""
    match answer:
        case Chosen(code):
            return {"c": code}
        case Number(value):
            return {"n": value}
        case Written(words):
            return {"w": words.reveal()}
        case Skipped():
            return {"s": 1}
        case Seen():
            return {"v": 1}
        case UnderReview(review):
            return {"r": review}


def from_record(record: dict[str, str | int]) -> Answer:
    """The answer that `to_record` wrote. Raises ValueError for anything else; the message never holds the content."""
    match record:
        case {"c": str(code)}:
            return Chosen(OptionCode(code))
        case {"n": int(value)}:
            return Number(value)
        case {"w": str(words)}:
            return Written(Secret(words))
        case {"s": 1}:
            return Skipped()
        case {"v": 1}:
            return Seen()
        case {"r": str(review)}:
            return UnderReview(review)
    raise ValueError("not an answer record: the vault and this version of Labbot do not fit together")
