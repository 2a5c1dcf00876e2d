"""Whether a condition can ever come true. It is tried on answers, and few of them stand for all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from math import prod

from adapters.lab.outcomes import Outcomes
from adapters.lab.possible import against, answers_to, codes_of, comparisons, some_of
from bot.domain.answer import Answer
from bot.domain.counting import ends_of
from bot.domain.expressions import Compare, Expression, Name, ScoreName, holds, names, scores_in
from bot.domain.ids import ItemId, ScoreId
from bot.domain.item import Item
from bot.domain.release import written

_MAX_CASES = 4_000  # combinations of answers that are tried before the check gives up; some 20 ms
_SHOWN = 8  # codes that a message lists


@dataclass(frozen=True, kw_only=True, slots=True)
class Known:
    """What a condition may look at: items, None for one that could not be read, and what scores can come to."""

    items: Mapping[ItemId, Item | None]
    scores: Mapping[ScoreId, Outcomes]


def never(expression: Expression, known: Known) -> str:
    """Why nobody could ever see what depends on the expression; empty when somebody could."""
    for compare in comparisons(expression):
        if not names(compare) and not scores_in(compare):
            return "it compares fixed values"
        if not _possible(compare, known):
            return _why(compare, known)
    is_whole = isinstance(expression, Compare)  # and has been tried
    return "" if is_whole or _possible(expression, known) else "its parts exclude each other"


def _possible(expression: Expression, known: Known) -> bool:
    """Whether some answers make the expression true. True as well when that cannot be told."""
    looked_at, reached = sorted(names(expression)), sorted(scores_in(expression))
    answers = [_answers(name, expression, known) for name in looked_at]
    outcomes = [_outcomes(name, expression, known) for name in reached]
    if not all(answers) or not all(outcomes) or prod(map(len, (*answers, *outcomes))) > _MAX_CASES:
        return True
    return any(
        holds(expression, _given(looked_at, given), dict(zip(reached, scored, strict=True)))
        for given in product(*answers)
        for scored in product(*outcomes)
    )


def _given(items: Sequence[ItemId], answers: Sequence[Answer | None]) -> dict[ItemId, Answer]:
    return {item: answer for item, answer in zip(items, answers, strict=True) if answer is not None}


def _answers(name: ItemId, expression: Expression, known: Known) -> Sequence[Answer | None]:
    """That the item was not answered, and what it can have been answered; empty when that cannot be told."""
    item = known.items[name]
    found = None if item is None else answers_to(item, against(Name(name), expression))
    return () if found is None else (None, *found)


def _outcomes(name: ScoreId, expression: Expression, known: Known) -> Sequence[float | None]:
    """That the score was not reached, and what it can come to; empty when that cannot be told."""
    found = some_of(known.scores[name], against(ScoreName(name), expression))
    return () if found is None else (None, *found)


def _why(compare: Compare, known: Known) -> str:
    """What is known of both sides, where they can never compare so."""
    of_items = [_of_item(item) for name in sorted(names(compare)) if (item := known.items[name]) is not None]
    of_scores = [_of_score(name, known.scores[name]) for name in sorted(scores_in(compare))]
    return " and ".join((*of_items, *of_scores))


def _of_item(item: Item) -> str:
    codes = codes_of(item)
    if codes:
        shown = ", ".join(f"'{code}'" for code in codes[:_SHOWN])
        return f"'{item.id}' is one of {shown}{' and others' if len(codes) > _SHOWN else ''}"
    least, greatest = map(written, ends_of(item))
    return f"'{item.id}' is a number from {least} to {greatest}"


def _of_score(name: ScoreId, can: Outcomes) -> str:
    return f"'score.{name}' goes from {written(can.numbers[0])} to {written(can.numbers[-1])}"
