"""One thing on the page of a questionnaire, as its author meant it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time
from enum import Enum

from bot.domain.expressions import Expression
from bot.domain.ids import ItemId, OptionCode
from bot.domain.words import Localised


class Role(Enum):
    """How much an item says about who answered; decides what an export may hold."""

    DIRECT = "direct"
    QUASI = "quasi"
    SENSITIVE = "sensitive"
    PLAIN = "plain"


@dataclass(frozen=True, kw_only=True, slots=True)
class Option:
    """One thing to choose. An `exclusive` one goes with no other; for an `open` one a later item asks what it was."""

    code: OptionCode
    text: Localised
    value: float | None = None
    exclusive: bool = False
    open: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Unit:
    """What a number counts: its code in UCUM (ucum.org), and its name for people."""

    code: str
    text: Localised | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Item:
    """One item. `kind` is a name in ``questions.KINDS``; which other fields count depends on it.

    `minimum`, `maximum` and `step` are of a scale or a number, and `minimum` is never below 0: missing codes are
    negative. `fewest` and `most` are how many options may be chosen. `earliest` and `latest` bound a date, and
    `past` means that the day may not lie ahead; `opens` and `closes` bound a time of day. `max_length` counts
    characters of free text. `regions` names a map of the body in ``body.MAPS``.

    `stem` is a line that several items share, read before the text. `instrument` is the locked instrument that the
    item was placed from, such as ``phq-4@1``.
    """

    id: ItemId
    kind: str
    text: Localised
    stem: Localised | None = None
    help: Localised | None = None
    required: bool = False
    show_if: Expression | None = None
    options: tuple[Option, ...] = ()
    fewest: int | None = None
    most: int | None = None
    minimum: int | float | None = None
    maximum: int | float | None = None
    step: int | float | None = None
    unit: Unit | None = None
    anchors: tuple[tuple[int, Localised], ...] = ()
    earliest: date | None = None
    latest: date | None = None
    past: bool = False
    opens: time | None = None
    closes: time | None = None
    regions: str | None = None
    max_length: int | None = None
    core: bool = False
    sensitive_support: bool = False
    role: Role = Role.PLAIN
    instrument: str | None = None
