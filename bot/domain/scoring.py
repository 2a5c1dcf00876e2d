"""Scores: what a person's answers to several items come to together, and the band in which that falls.

For researchers only: nobody is shown a score or a band, and nothing is decided by one.

A missing answer never counts as 0. It is left out, and a score of which too few items were answered is None. Missing
is all that has no value: what was skipped or not asked, an option without a value, a point that is not on the scale.

The arithmetic is exact, in fractions, and rounded once, at the end, half away from zero in decimal: 10.5 is 11, -10.5
is -11, and 2.345 is 2.35 at two places. Python's own ``round`` gives the even neighbour of a half, and sees the binary
fraction beside the number that was meant.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction
from functools import lru_cache
from typing import assert_never

from bot.domain.answer import Answer, Chosen, Number
from bot.domain.ids import ItemId, OptionCode, ScoreId
from bot.domain.item import Item
from bot.domain.words import Localised

_YES_NO: Mapping[OptionCode, Fraction] = {OptionCode("yes"): Fraction(1), OptionCode("no"): Fraction(0)}
"""The same values as the codebook gives."""


class Method(Enum):
    """How the values of the answered items become one number, before `scale` and `offset`."""

    SUM = "sum"
    MEAN = "mean"
    #: The sum that would be there if the missing items had the mean of the answered ones.
    PRORATED_SUM = "prorated_sum"
    #: The sum, brought onto another range by `scale` and `offset`.
    LINEAR = "linear"
    #: What `table` gives for the sum; None for a sum that is not in it.
    LOOKUP = "lookup"
    #: How many values are not 0.
    COUNT_TRUE = "count_true"


@dataclass(frozen=True, kw_only=True, slots=True)
class Band:
    """A stretch of a score, both ends included, with its name. A screening word, never a diagnosis."""

    id: str
    low: float
    high: float
    text: Localised | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Score:
    """How a score is made.

    `min_answered` is how many items must have a value. With fewer than all, a sum is that of the answered ones; an
    instrument whose owner fills gaps says so with PRORATED_SUM or MEAN. `reverse` are the items that count from their
    greatest value down. `round` is in decimal places, and None keeps every digit. `range` is the least and the
    greatest that can come out; it is told to researchers and cuts nothing off. `table` is pairs of sum and outcome.
    """

    id: ScoreId
    method: Method
    items: tuple[ItemId, ...]
    min_answered: int
    reverse: frozenset[ItemId] = frozenset()
    range: tuple[float, float] | None = None
    scale: float = 1
    offset: float = 0
    round: int | None = None
    table: tuple[tuple[float, float], ...] = ()
    bands: tuple[Band, ...] = ()


def score(defined: Score, items: Mapping[ItemId, Item], answers: Mapping[ItemId, Answer]) -> float | None:
    """The score of `answers`; None when too few of its items have a value. `items` are those of the form.

    No answers make it raise.
    """
    values = [value for item in defined.items if (value := _counted(defined, item, items, answers)) is not None]
    if not values or len(values) < defined.min_answered:
        return None
    figure = _figure(defined, values)
    if figure is None:
        return None
    return float(_rounded(figure * _exact(defined.scale) + _exact(defined.offset), defined.round))


def band(defined: Score, value: float) -> Band | None:
    """The first band that holds `value`; None between the bands and outside them."""
    return next((one for one in defined.bands if one.low <= value <= one.high), None)


def _counted(
    defined: Score, item_id: ItemId, items: Mapping[ItemId, Item], answers: Mapping[ItemId, Answer]
) -> Fraction | None:
    """What the item adds to the score, turned round when it is reversed; None when it is missing."""
    item, answer = items.get(item_id), answers.get(item_id)
    value = None if item is None or answer is None else _value(item, answer)
    if item is None or value is None or item_id not in defined.reverse:
        return value
    least, greatest = _ends(item)
    return least + greatest - value


def _value(item: Item, answer: Answer) -> Fraction | None:
    """The number behind an answer; None when it has none."""
    match item, answer:
        case Item(kind="single_choice" | "yes_no"), Chosen(code):
            return _worth(item).get(code)
        case Item(kind="scale", minimum=int(least), maximum=int(greatest)), Number(value) if least <= value <= greatest:
            return _exact(value)
    return None


def _worth(item: Item) -> Mapping[OptionCode, Fraction]:
    """What each option is worth; those without a value are left out."""
    if item.kind == "yes_no":
        return _YES_NO
    return {option.code: _exact(option.value) for option in item.options if option.value is not None}


def _ends(item: Item) -> tuple[Fraction, Fraction]:
    """The least and the greatest value of an item that has any."""
    match item:
        case Item(kind="scale", minimum=int(least), maximum=int(greatest)):
            return _exact(least), _exact(greatest)
    values = _worth(item).values()
    return min(values), max(values)


def _figure(defined: Score, values: Sequence[Fraction]) -> Fraction | None:
    """What the method makes of the values, of which there is at least one."""
    total = sum(values, Fraction())
    match defined.method:
        case Method.SUM | Method.LINEAR:
            return total
        case Method.MEAN:
            return total / len(values)
        case Method.PRORATED_SUM:
            return total * len(defined.items) / len(values)
        case Method.LOOKUP:
            return next((_exact(outcome) for of, outcome in defined.table if _exact(of) == total), None)
        case Method.COUNT_TRUE:
            return Fraction(sum(value != 0 for value in values))
    assert_never(defined.method)


@lru_cache(maxsize=4096)  # the values of options come again and again
def _exact(number: float) -> Fraction:
    """The number as it was written: 0.1 is a tenth, and not the binary fraction beside it."""
    return Fraction(str(number))


def _rounded(value: Fraction, places: int | None) -> Fraction:
    """`value` to that many decimal places, a half going away from zero."""
    if places is None:
        return value
    unit = Fraction(10) ** places
    size = math.floor(abs(value) * unit + Fraction(1, 2)) / unit
    return size if value >= 0 else -size
