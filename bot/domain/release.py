"""What leaves the vault for research, and nothing else: codes and values, no person, no time finer than the wave."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from bot.domain.ids import FormId, ItemId, StudyId

Value = str | int | float
"""An option's code, a month or a day, a number, or a missing code (negative)."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ReleasedReply:
    """One check-in as research reads it. `wave` is a label such as ``3`` or ``3-4``; `version` may be withheld."""

    study: StudyId
    wave: str
    code: str
    form: FormId
    version: str
    values: tuple[tuple[ItemId, Value], ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Denominator:
    """How many occasions of a form ended in a state, in one release."""

    form: FormId
    platform: str
    state: str
    n: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Release:
    """One shuffled batch. `id` is random and makes the batch land exactly once."""

    id: bytes
    study: StudyId
    wave: str
    replies: tuple[ReleasedReply, ...]
    denominators: tuple[Denominator, ...]


def written(value: Value) -> str:
    """The value as plain text. A number has every digit that it needs and no more: a point, and never an exponent."""
    if isinstance(value, float):
        return format(Decimal(repr(value)), "f").removesuffix(".0")
    return str(value)
