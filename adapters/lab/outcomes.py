"""What a score can come to: every outcome that some answers give, for the checks of ranges, bands and tables."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import lcm

from bot.domain.answer import Answer, Chosen, Number
from bot.domain.ids import ItemId, OptionCode
from bot.domain.item import Item
from bot.domain.scoring import Method, Score, score

_MAX_STEPS = 20_000  # partial sums that are looked at before the check gives up; well under 0.1 s
_MAX_POINTS = 100  # of a scale; a longer one has no buttons and is refused, so that its ends will do here

Given = dict[ItemId, Answer]
_Worth = tuple[Fraction, ItemId, Answer]
"""One answer to an item, after what it adds to the score."""
_Share = tuple[int, ItemId, Answer]
"""The same, told in a whole number that is quick to add up."""
_Way = tuple[int, int]
"""How many items are answered, and what their shares add up to."""


@dataclass(frozen=True, slots=True)
class Outcomes:
    """Numbers that a score can come to, from low to high. When not `all`, they are only the ends."""

    numbers: tuple[float, ...]
    all: bool


def is_scored(item: Item) -> bool:
    """Whether every answer to the item has a value."""
    if item.kind == "single_choice":
        return all(option.value is not None for option in item.options)
    return item.kind in {"scale", "yes_no"}


def outcomes(defined: Score, items: Mapping[ItemId, Item]) -> Outcomes:
    """What `defined` can come to; nothing when one of its items cannot be answered. Each must be one of `items`."""
    worths = [_worths(defined, items[item], items) for item in defined.items]
    if not all(worths):
        return Outcomes((), all=True)
    every = _every(defined, worths)
    tried = _ends(defined, worths) if every is None else every
    found = {outcome for given in tried if (outcome := score(defined, items, given)) is not None}
    return Outcomes(tuple(sorted(found)), every is not None)


def sums(defined: Score, items: Mapping[ItemId, Item]) -> Outcomes:
    """The sums of its items' values, which a lookup finds in its table."""
    return outcomes(replace(defined, method=Method.SUM, scale=1, offset=0, round=None), items)


def _answers(item: Item) -> Sequence[Answer]:
    """Every answer to the item that a score counts."""
    match item:
        case Item(kind="single_choice"):
            return [Chosen(option.code) for option in item.options]
        case Item(kind="yes_no"):
            return [Chosen(OptionCode("yes")), Chosen(OptionCode("no"))]
        case Item(kind="scale", minimum=int(least), maximum=int(greatest)):
            points = range(least, greatest + 1, item.step if isinstance(item.step, int) and item.step > 0 else 1)
            return [Number(point) for point in (points if len(points) <= _MAX_POINTS else points[:: len(points) - 1])]
    return []


def _worths(defined: Score, item: Item, items: Mapping[ItemId, Item]) -> list[_Worth]:
    """What each answer to the item adds, least first."""
    alone = replace(
        defined, method=Method.SUM, items=(item.id,), min_answered=1, scale=1, offset=0, round=None, table=()
    )
    valued = ((score(alone, items, {item.id: answer}), answer) for answer in _answers(item))
    found = [(Fraction(str(value)), item.id, answer) for value, answer in valued if value is not None]
    return sorted(found, key=lambda worth: worth[0])


def _every(defined: Score, worths: Sequence[Sequence[_Worth]]) -> Iterable[Given] | None:
    """Answers for each way in which enough items can be answered and add up; None when there are too many ways.

    Two ways with the same number of answers and the same total come to the same, so that one of them is enough.
    """
    ways: dict[_Way, Given] = {(0, 0): {}}
    steps = 0
    for place, answers in enumerate(_shares(defined, worths), 1):
        steps += len(ways) * (len(answers) + 1)
        if steps > _MAX_STEPS:
            return None
        needed = defined.min_answered - (len(worths) - place)
        ways = {way: given for way, given in _longer(ways, answers).items() if way[0] >= needed}
    return ways.values()


def _longer(ways: Mapping[_Way, Given], answers: Sequence[_Share]) -> Mapping[_Way, Given]:
    """The ways with one item more: left out, or answered in each way that makes a difference."""
    longer = dict(ways)
    for (count, total), given in ways.items():
        for share, item, answer in answers:
            way = count + 1, total + share
            if way not in longer:
                longer[way] = {**given, item: answer}
    return longer


def _shares(defined: Score, worths: Sequence[Sequence[_Worth]]) -> Sequence[Sequence[_Share]]:
    """The worths in whole numbers; where values are only counted, 1 for each that is not 0."""
    unit = lcm(*(value.denominator for answers in worths for value, _, _ in answers))
    counts = defined.method is Method.COUNT_TRUE
    return [
        [(int(value != 0) if counts else int(value * unit), item, answer) for value, item, answer in answers]
        for answers in worths
    ]


def _ends(defined: Score, worths: Sequence[Sequence[_Worth]]) -> Iterable[Given]:
    """The least and the greatest answers, to all of the items and to the fewest that give a score.

    The fewest are those whose ends lie furthest out, so that no mean goes past theirs.
    """
    low = sorted((answers[0] for answers in worths), key=lambda worth: worth[0])
    high = sorted((answers[-1] for answers in worths), key=lambda worth: worth[0], reverse=True)
    for end in (low, high):
        for count in (defined.min_answered, len(end)):
            yield {item: answer for _, item, answer in end[:count]}
