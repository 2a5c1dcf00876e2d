"""The values of a check-in as researchers get them: one for every variable of its codebook, and no word of anybody's.

What is left out here cannot be found out from a pack: the day of a date, unless its author wrote that it is plain, and
the minutes of a time.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from bot.domain.answer import Answer, AtTime, Chosen, MissingCode, Number, OnDay, Several, Skipped
from bot.domain.columns import Grain, column, grain, is_of_many, options_of, released_items, released_scores
from bot.domain.ids import ItemId
from bot.domain.item import Item
from bot.domain.questionnaire import Questionnaire
from bot.domain.release import Value


def values(form: Questionnaire, answers: Mapping[ItemId, Answer]) -> tuple[tuple[ItemId, Value], ...]:
    """The value of each variable, in the codebook's order. `answers` are those that count; what is missing says why.

    Raises ValueError, without content, for own words or anything else that does not belong under its item.
    """
    items = (pair for item in released_items(form) for pair in _of_item(item, answers.get(item.id)))
    return (*items, *_scores(form, answers))


def _of_item(item: Item, answer: Answer | None) -> Iterator[tuple[ItemId, Value]]:
    if not is_of_many(item):
        yield item.id, _value(item, answer)
        return
    chosen = answer.codes if isinstance(answer, Several) else ()
    missing = None if isinstance(answer, Several) else _value(item, answer)
    for code in options_of(item):
        yield column(item, code), int(code in chosen) if missing is None else missing


def _value(item: Item, answer: Answer | None) -> Value:
    match answer:
        case None:
            return MissingCode.NOT_ASKED.value
        case Skipped():
            return MissingCode.SKIPPED.value
        case Chosen(code) if item.kind in {"single_choice", "yes_no"}:
            return code
        case Number(value) if item.kind in {"scale", "integer", "decimal"}:
            return value
        case OnDay(day) if item.kind == "date":
            return day.isoformat() if grain(item) is Grain.DAY else day.isoformat()[:7]
        case AtTime(time) if item.kind == "time":
            return time.hour
    raise ValueError(f"a {item.kind} has an answer that is never released under it: the vault was changed")


def _scores(form: Questionnaire, answers: Mapping[ItemId, Answer]) -> Iterator[tuple[ItemId, Value]]:
    scored = form.scored(answers)
    for score in released_scores(form):
        value = scored[score.id]
        yield ItemId(score.id), MissingCode.NOT_SCORED.value if value is None else value
