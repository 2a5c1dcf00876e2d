"""Conditions: each looks backwards, means something for what it looks at, and can come true."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain, combinations, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.lab.outcomes import outcomes
from adapters.lab.possible import comparisons
from adapters.lab.reach import Known, never
from bot.domain.answer import Answer, Chosen, Number, Several, Skipped
from bot.domain.expressions import (
    Answered,
    Both,
    Compare,
    Either,
    Expression,
    Literal,
    Name,
    Not,
    ScoreName,
    Side,
    holds,
    names,
    scores_in,
)
from bot.domain.ids import ItemId, OptionCode, ScoreId
from bot.domain.item import Item, Option
from bot.domain.scoring import Method, Score, score
from bot.domain.words import Localised
from tests.adapters.lab.forms import FIRST_ITEM, faults_of, read_form

PAIN = "{id: pain, type: scale, text: Pain, min: 0, max: 10, anchors: {0: None, 10: Worst}}"
SLEEP = (
    "{id: sleep, type: single_choice, text: Sleep, options: "
    "[{code: bad, value: 0, text: Bad}, {code: good, value: 1, text: Good}]}"
)
HELPED = (
    "{id: helped, type: multi_choice, text: Helped, select: {max: 2}, options: [{code: heat, text: Heat}, "
    "{code: rest, text: Rest}, {code: walking, text: Walking}, {code: none, text: Nothing, exclusive: true}]}"
)
DAYS = "{id: days, type: integer, text: Days, min: 0, max: 7}"
HOURS = "{id: hours, type: decimal, text: Hours, min: 0, max: 24}"
WHERE = "{id: where, type: body_area, text: Where, map: spine-7}"
SINCE = "{id: since, type: date, text: Since}"
UP = "{id: up, type: time, text: Up}"
WHY = "{id: why, type: short_text, text: Why, max_length: 80}"
HELLO = "{id: hello, type: statement, text: Hello}"
TIRED = "{id: tired, type: yes_no, text: Tired}"
BEFORE = (PAIN, SLEEP, HELPED, DAYS, HOURS, WHERE, SINCE, UP, WHY, HELLO, TIRED)
SCORES = """\
scores:
  - {id: total, method: sum, items: [pain, sleep], missing: {min_answered: 2}}
  - {id: late, method: sum, items: [pain, after], missing: {min_answered: 2}}
  - {id: own, method: sum, items: [it], missing: {min_answered: 1}}
"""
IT = FIRST_ITEM + len(BEFORE)


def asked_if(condition: str) -> tuple[str, ...]:
    """An item with that condition, after one of each type and before one more."""
    item = f'{{id: it, type: yes_no, text: It, show_if: "{condition}"}}'
    return (*BEFORE, item, "{id: after, type: yes_no, text: After}")


@pytest.mark.parametrize(
    "condition",
    [
        "pain >= 4 and sleep == 'bad'",
        "'heat' in helped",
        "'heat' in helped and 'rest' in helped",
        "'none' in helped",
        "not 'heat' in helped",
        "'neck' in where",
        "sleep == 'bad' or pain > 3",
        "days == 7",
        "days > 6",
        "hours > 23.5 and hours < 23.6",
        "answered(since) or answered(up) or answered(why)",
        "answered(helped)",
        "tired == 'yes'",
        "tired != 'yes'",
        "'bad' in sleep",
        "pain > days",
        "score.total >= 11",
        "score.total < 1",
        "score.total > pain",
        "not score.total >= 11",
    ],
)
def test_a_condition_that_can_come_true_has_no_fault(condition: str) -> None:
    form = read_form(*asked_if(condition), rest=SCORES)
    assert form.item(ItemId("it")).show_if is not None


BAD = [
    ("pain >=", "cannot be read: ends too early", "Write it like"),
    ("after == 'yes'", "looks at 'after', which comes later", "Move 'after' before 'it'"),
    ("it == 'yes'", "which is this item itself", "an earlier item"),
    ("pian >= 4", "no item has that id", "Did you mean 'pain'?"),
    ("score.totl >= 4", "looks at the score 'totl', and no score has that id", "Did you mean 'total'?"),
    ("score.late >= 4", "looks at the score 'late', of which 'after' comes later", "Move 'after' before 'it'"),
    ("score.own >= 1", "looks at the score 'own', which this item is part of", "earlier items"),
    ("score.total > 11", "can never be true: 'score.total' goes from 0 to 11", "can be answered"),
    ("hello == 'x'", "looks at 'hello', which is a statement", "an item that asks something"),
    ("answered(hello)", "looks at 'hello', which is a statement", "an item that asks something"),
    ("since > 3", "compares 'since', which is a date", "Write answered(since)"),
    ("up == '19:30'", "compares 'up', which is a time", "Write answered(up)"),
    ("why == 'x'", "compares 'why', which is a short_text", "Write answered(why)"),
    ("helped == 'heat'", "to which there can be several answers, by '=='", "Write 'heat' in helped"),
    ("helped != 'heat'", "to which there can be several answers, by '!='", "Write 'heat' in helped"),
    ("helped in 'heat'", "to which there can be several answers, by 'in'", "Write 'heat' in helped"),
    ("where >= 3", "to which there can be several answers, by '>='", "Write 'neck' in where"),
    ("'heta' in helped", "compares 'helped', which has no option 'heta'", "Did you mean 'heat'?"),
    ("sleep != 'baad'", "compares 'sleep', which has no option 'baad'", "Did you mean 'bad'?"),
    ("tired == 'maybe'", "compares 'tired', which has no option 'maybe'", "Use one of: yes, no"),
    ("sleep >= 1", "can never be true: 'sleep' is one of 'bad', 'good'", "can be answered"),
    ("pain == 'bad'", "can never be true: 'pain' is a number from 0 to 10", "can be answered"),
    ("pain == 2.5", "can never be true: 'pain' is a number from 0 to 10", "can be answered"),
    ("days > 7", "can never be true: 'days' is a number from 0 to 7", "can be answered"),
    ("hours < 0", "can never be true: 'hours' is a number from 0 to 24", "can be answered"),
    ("sleep in helped", "can never be true", "can be answered"),
    ("'none' in helped and 'heat' in helped", "its parts exclude each other", "can be answered"),
    ("'heat' in helped and 'rest' in helped and 'walking' in helped", "its parts exclude each other", "can be"),
    ("pain > 7 and pain < 3", "its parts exclude each other", "can be answered"),
    ("pain >= 0 and not answered(pain)", "its parts exclude each other", "can be answered"),
    ("1 == 1", "it compares fixed values", "can be answered"),
]


@pytest.mark.parametrize(("condition", "said", "remedy"), BAD)
def test_a_condition_that_cannot_work_is_told_with_what_to_do(condition: str, said: str, remedy: str) -> None:
    faults = [fault for fault in faults_of(*asked_if(condition), rest=SCORES) if "show_if" in fault]
    assert len(faults) == 1, faults
    assert faults[0].startswith(f"tiny.yaml:{IT}: show_if ")
    assert said in faults[0]
    assert remedy in faults[0]


def test_a_mistake_in_an_item_is_not_told_again_by_each_condition_that_looks_at_it() -> None:
    faults = faults_of("{id: pain, type: scael, text: Pain}", "{id: it, type: yes_no, text: It, show_if: pain > 3}")
    assert len(faults) == 1
    assert "Did you mean 'scale'?" in faults[0]


def test_a_condition_with_too_many_cases_is_believed() -> None:
    items = [f"{{id: d{at}, type: integer, text: D}}" for at in range(12)]
    condition = " and ".join(f"d{at} == {at}" for at in range(12)) + " and d0 == 1"
    assert faults_of(*items, f"{{id: it, type: yes_no, text: It, show_if: {condition}}}") == []


# What stands for all answers does: whatever is tried on every answer comes out the same.


def item_of(kind: str, name: str, **more: object) -> Item:
    return Item(id=ItemId(name), kind=kind, text=Localised.of(en=name), **more)  # type: ignore[arg-type]  # a test's own fields


def options_of(*codes: str, alone: str = "") -> tuple[Option, ...]:
    return tuple(
        Option(code=OptionCode(code), text=Localised.of(en=code), value=float(place), exclusive=code == alone)
        for place, code in enumerate(codes)
    )


ITEMS = {
    item.id: item
    for item in (
        item_of("scale", "s", minimum=0, maximum=4, step=2),
        item_of("integer", "i", minimum=1, maximum=3),
        item_of("single_choice", "c", options=options_of("a", "b", "x")),
        item_of("multi_choice", "m", options=options_of("a", "b", "x", alone="x"), fewest=1, most=1),
        item_of("multi_choice", "n", options=options_of("a", "b", "c"), fewest=2),
        item_of("yes_no", "y"),
    )
}
SUMS = {
    one.id: one
    for one in (
        Score(id=ScoreId("t"), method=Method.SUM, items=(ItemId("s"), ItemId("c")), min_answered=2),
        Score(id=ScoreId("u"), method=Method.MEAN, items=(ItemId("y"), ItemId("c")), min_answered=1, scale=0.5),
    )
}

KNOWN = Known(items=ITEMS, scores={one.id: outcomes(one, ITEMS) for one in SUMS.values()})

literals = st.builds(
    Literal,
    st.one_of(st.sampled_from([0.0, 0.5, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0]), st.sampled_from(["a", "b", "x", "yes"])),
)
sides: st.SearchStrategy[Side] = st.one_of(
    literals, st.builds(Name, st.sampled_from(sorted(ITEMS))), st.builds(ScoreName, st.sampled_from(sorted(SUMS)))
)
comparing = st.builds(Compare, sides, st.sampled_from(["==", "!=", "<", "<=", ">", ">=", "in"]), sides)
leaves: st.SearchStrategy[Expression] = st.one_of(comparing, st.builds(Answered, st.sampled_from(sorted(ITEMS))))
expressions = st.recursive(
    leaves,
    lambda inner: st.one_of(st.builds(Not, inner), st.builds(Both, inner, inner), st.builds(Either, inner, inner)),
    max_leaves=4,
)


def every_answer(item: Item) -> Sequence[Answer]:
    """All that can be answered, in full."""
    match item.kind:
        case "scale" | "integer":
            return [
                Number(point)
                for point in range(int(item.minimum or 0), int(item.maximum or 0) + 1, int(item.step or 1))
            ]
        case "yes_no":
            return [Chosen(OptionCode("yes")), Chosen(OptionCode("no"))]
        case "single_choice":
            return [Chosen(option.code) for option in item.options]
    codes = [option.code for option in item.options]
    alone = {option.code for option in item.options if option.exclusive}
    sets = chain.from_iterable(combinations(codes, size) for size in range(item.fewest or 0, (item.most or 3) + 1))
    return [Several(chosen) for chosen in sets if len(chosen) == 1 or not alone & set(chosen)]


def every_case() -> Iterator[dict[ItemId, Answer]]:
    ranges = [[Skipped(), *every_answer(item)] for item in ITEMS.values()]
    for case in product(*ranges):
        yield dict(zip(ITEMS, case, strict=True))


CASES = [(case, {one.id: score(one, ITEMS, case) for one in SUMS.values()}) for case in every_case()]


@given(expressions)
def test_what_is_said_to_be_never_true_is_true_of_no_answers(expression: Expression) -> None:
    if never(expression, KNOWN):
        assert is_never(expression)


@given(expressions.filter(lambda expression: not scores_in(expression)))
def test_what_is_true_of_no_answers_is_said_to_be_never_true(expression: Expression) -> None:
    assert bool(never(expression, KNOWN)) == is_never(expression)


def is_never(expression: Expression) -> bool:
    """Whether the whole is true of no case, or a comparison in it is, or looks at nobody's answers."""
    compared = list(comparisons(expression))
    fixed = any(not names(one) and not scores_in(one) for one in compared)
    return fixed or any(not any(holds(part, *case) for case in CASES) for part in (expression, *compared))
