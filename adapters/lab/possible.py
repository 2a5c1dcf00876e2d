"""What a condition can meet: of all answers and scores, so many that it tells none of the others from them.

``pain >= 4`` tells apart a 3 and a 4 and nothing else, so that a few points of a scale stand for all of them, and the
cases to try stay few.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, time
from fractions import Fraction
from itertools import combinations

from adapters.lab.outcomes import Outcomes
from adapters.lab.spans import PLACES
from bot.domain.answer import Answer, AtTime, Chosen, Number, OnDay, Several, Written
from bot.domain.body import MAPS
from bot.domain.choosing import YesNo
from bot.domain.counting import ends_of
from bot.domain.expressions import Answered, Both, Compare, Either, Expression, Literal, Name, Not, ScoreName
from bot.domain.ids import OptionCode
from bot.domain.item import Item
from bot.domain.secret import Secret

_MANY = 200  # values of one item that are tried one by one
_MANY_SETS = 8  # options of which every combination is tried


@dataclass(frozen=True, kw_only=True, slots=True)
class Against:
    """What an item or a score is compared with: numbers, texts, and whether with another item or score."""

    numbers: frozenset[float]
    texts: frozenset[str]
    others: bool


def comparisons(expression: Expression) -> Iterator[Compare]:
    """Every comparison in the expression."""
    match expression:
        case Compare():
            yield expression
        case Not(inner):
            yield from comparisons(inner)
        case Both(left, right) | Either(left, right):
            yield from comparisons(left)
            yield from comparisons(right)
        case Answered():
            return


def against(side: Name | ScoreName, expression: Expression) -> Against:
    """What the expression compares `side` with."""
    met = [compare for compare in comparisons(expression) if side in (compare.left, compare.right)]
    facing = [compare.right if compare.left == side else compare.left for compare in met]
    literals = [one.value for one in facing if isinstance(one, Literal)]
    return Against(
        numbers=frozenset(value for value in literals if not isinstance(value, str)),
        texts=frozenset(value for value in literals if isinstance(value, str)),
        others=len(literals) < len(facing),
    )


def codes_of(item: Item) -> tuple[OptionCode, ...]:
    """The codes that an answer to the item can have; none when it has no options."""
    match item:
        case Item(kind="yes_no"):
            return YesNo.CODES
        case Item(kind="body_area", regions=str(regions)):
            return MAPS[regions]
    return tuple(option.code for option in item.options)


def answers_to(item: Item, met: Against) -> Sequence[Answer] | None:
    """Answers that stand for all that the item can have; none for a statement, None when they cannot be told."""
    match item.kind:
        case "statement":
            return ()
        case "single_choice" | "yes_no":
            return [Chosen(code) for code in _some(codes_of(item), met)]
        case "multi_choice" | "body_area":
            return _sets(item, met)
        case "date":
            return (OnDay(date(2000, 1, 1)),)
        case "time":
            return (AtTime(time(0)),)
        case "short_text" | "long_text":
            return (Written(Secret("x")),)
    return _numbers(item, met)


def some_of(can: Outcomes, met: Against) -> Sequence[float] | None:
    """Outcomes that stand for all that a score can have; None when they cannot be told."""
    if not can.all or not can.numbers:
        return None
    if met.others:
        return can.numbers if len(can.numbers) <= _MANY else None
    return [can.numbers[place] for place in _around(can.numbers, met.numbers)]


def _some(codes: Sequence[OptionCode], met: Against) -> list[OptionCode]:
    """The codes that are told apart, and one of the others."""
    if met.others:
        return list(codes)
    named = [code for code in codes if code in met.texts]
    return named + [code for code in codes if code not in met.texts][:1]


def _sets(item: Item, met: Against) -> list[Answer] | None:
    """Each set of the codes that are told apart which can be chosen, filled up with others to what must be chosen."""
    codes = codes_of(item)
    apart = [code for code in codes if met.others or code in met.texts]
    if len(apart) > _MANY_SETS:
        return None
    alone = {option.code for option in item.options if option.exclusive}
    filling = [code for code in codes if code not in apart and code not in alone]
    most = len(codes) if item.most is None else item.most
    found: list[Answer] = []
    for size in range(len(apart) + 1):
        for chosen in combinations(apart, size):
            lacks = max((item.fewest or 0) - size, 0)
            by_itself = size == 1 and chosen[0] in alone
            with_others = not alone & set(chosen) and size <= most and lacks <= len(filling)
            if by_itself or with_others or (not chosen and alone - set(apart)):
                found.append(Several((*chosen, *filling[:lacks])))
    return found


def _numbers(item: Item, met: Against) -> list[Answer] | None:
    """Numbers on both sides of each that the item is compared with."""
    least, greatest = (Fraction(str(end)) for end in ends_of(item))
    finest = Fraction(1, 10**PLACES) if item.kind == "decimal" else Fraction(1)
    step = finest if item.step is None else Fraction(str(item.step))
    points = range(int((greatest - least) / step) + 1) if step > 0 else range(0)
    if met.others:
        chosen: Sequence[int] = points if len(points) <= _MANY else ()
    else:
        chosen = _around(points, [(Fraction(str(number)) - least) / step for number in met.numbers]) if points else ()
    return [Number(float(least + point * step)) for point in chosen] or None


def _around(numbers: Sequence[float], limits: Sequence[float | Fraction] | frozenset[float]) -> list[int]:
    """The places of the first number, and of the last one up to each limit and the next one after it."""
    places = {0}
    for limit in limits:
        after = bisect_right(numbers, limit)
        places |= {after - 1, after}
    return sorted(place for place in places if 0 <= place < len(numbers))
