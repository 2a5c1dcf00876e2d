"""The ways through a questionnaire: which items somebody can meet, by what they answer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import product
from math import prod

from bot.domain.answer import Answer, Chosen, Number, Several
from bot.domain.expressions import Answered, Both, Compare, Either, Expression, Literal, Name, Not, names, scores_in
from bot.domain.ids import ItemId, OptionCode
from bot.domain.item import Item
from bot.domain.questionnaire import Questionnaire

Way = tuple[Item, ...]

MAX_STEPS = 30_000  # combinations of answers, times items, that are tried; less than a second
_SOMETHING = Chosen(OptionCode("something"))
"""Stands for any answer of which a condition can see only that it was given."""


def ways(form: Questionnaire) -> Iterator[Way]:
    """Every way through; the one that has all items when there are too many to try.

    A condition that looks at a score is taken to be true: no way is then too short.
    """
    loose = _without_scores(form)
    conditions = [item.show_if for item in loose.items if item.show_if is not None]
    decisive = [item for item in loose.items if any(item.id in names(one) for one in conditions)]
    cases = [(None, *_telling(item, conditions)) for item in decisive]
    if prod(map(len, cases)) * len(form.items) > MAX_STEPS:
        yield form.items
        return
    for case in product(*cases):
        given = {item.id: answer for item, answer in zip(decisive, case, strict=True) if answer is not None}
        yield loose.path(given)


def _without_scores(form: Questionnaire) -> Questionnaire:
    items = tuple(
        replace(item, show_if=None) if item.show_if is not None and scores_in(item.show_if) else item
        for item in form.items
    )
    return replace(form, items=items)


def _telling(item: Item, conditions: Sequence[Expression]) -> tuple[Answer, ...]:
    """Answers to `item`, of which each makes another difference to the conditions."""
    compared = {value for condition in conditions for value in _compared(item.id, condition)}
    match item.kind:
        case "single_choice":
            return tuple(Chosen(option.code) for option in item.options)
        case "yes_no":
            return (Chosen(OptionCode("yes")), Chosen(OptionCode("no")))
        case "multi_choice" | "body_area":
            codes = tuple(sorted(OptionCode(value) for value in compared if isinstance(value, str)))
            return (Several(()), Several(codes), *(Several((code,)) for code in codes))
        case "scale" | "integer" | "decimal":
            return tuple(map(Number, _around(item, [value for value in compared if not isinstance(value, str)])))
    return (_SOMETHING,)


def _around(item: Item, values: Iterable[float]) -> list[float]:
    """The ends of a number, and each compared value with what is just below and just above it."""
    least, most = item.minimum or 0, item.maximum or 0
    near = {least, most, *(value + step for value in values for step in (-1, -0.5, 0, 0.5, 1))}
    whole = item.kind != "decimal"
    return sorted(value for value in near if least <= value <= most and not (whole and value % 1))


def _compared(item: ItemId, condition: Expression) -> Iterator[float | str]:
    """The fixed values that a condition compares `item` with."""
    match condition:
        case Compare(left, _, right):
            sides = (left, right)
            if Name(item) in sides:
                yield from (side.value for side in sides if isinstance(side, Literal))
        case Not(inner):
            yield from _compared(item, inner)
        case Both(left, right) | Either(left, right):
            yield from _compared(item, left)
            yield from _compared(item, right)
        case Answered():
            return
