"""The small language of ``show_if``: what it says, what silence means, and that no text breaks it."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bot.domain.answer import Answer, Chosen, Number, Seen, Several, Skipped, UnderReview, Written
from bot.domain.expressions import (
    MAX_LENGTH,
    Answered,
    Both,
    Compare,
    Either,
    Expression,
    Literal,
    Malformed,
    Name,
    Not,
    ScoreName,
    holds,
    names,
    parse,
    scores_in,
)
from bot.domain.ids import ItemId, OptionCode, ScoreId
from bot.domain.scoring import Method, Score
from bot.domain.secret import Secret
from tests.builders import a_form, an_expression, an_item

SIGNS = ("==", "!=", "<", "<=", ">", ">=", "in")
NUMBERS, CODES = ("pain", "mood_2"), ("sleep", "notes", "order", "inner")
SAID: dict[ItemId, Answer] = {
    ItemId("pain"): Number(7),
    ItemId("sleep"): Chosen(OptionCode("bad")),
    ItemId("why"): Written(Secret("bad")),
    ItemId("held"): UnderReview("0" * 32),
    ItemId("skipped"): Skipped(),
    ItemId("read"): Seen(),
}


def says(text: str) -> bool:
    return holds(an_expression(text), SAID)


@pytest.mark.parametrize(
    ("text", "true"),
    [
        ("pain == 7", True),
        ("pain >= 7 and pain <= 7", True),
        ("pain > 7 or pain < 7", False),
        ("pain != 7", False),
        ("pain == 7.0", True),
        ("4.5 < pain", True),
        ("pain==7", True),
        ("  pain\n>= 4 ", True),
        ("sleep == 'bad'", True),
        ("'bad' in sleep", True),
        ("sleep in 'bad'", True),
        ("sleep != 'good'", True),
        ("sleep == 'Bad'", False),
        ("not sleep == 'bad'", False),
        ("not not sleep == 'bad'", True),
        ("answered(pain) and answered(sleep)", True),
        ("answered(why) and answered(held)", True),
        ("answered(skipped) or answered(read) or answered(unknown)", False),
        ("not answered(skipped)", True),
        ("sleep >= 4", False),
        ("pain >= 'bad'", False),
        ("pain == '7'", False),
        ("1 == 1", True),
    ],
)
def test_an_expression_means_what_it_says(text: str, true: bool) -> None:
    assert says(text) is true


@pytest.mark.parametrize("sign", SIGNS)
@pytest.mark.parametrize("silent", ["skipped", "read", "unknown", "why", "held"])
@pytest.mark.parametrize("other", ["7", "'bad'", "pain", "sleep", "skipped"])
def test_a_comparison_with_silence_or_own_words_is_false_whatever_its_sign(sign: str, silent: str, other: str) -> None:
    assert not says(f"{silent} {sign} {other}")
    assert not says(f"{other} {sign} {silent}")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "empty"),
        (" \n ", "empty"),
        ("pain", "ends too early"),
        ("pain >=", "ends too early"),
        ("pain >= 4 and", "ends too early"),
        ("not", "ends too early"),
        ("(pain >= 4", "ends too early"),
        ("pain >= 4)", "did not expect ')'"),
        ("pain 4", "expected a comparison"),
        ("pain = 4", "cannot read '= 4'"),
        ("pain >= 4 && x == 1", "cannot read '&&"),
        ("pain >= -4", "cannot read '-4'"),
        ("pain >= 4.", "cannot read '.'"),
        ("pain == 'bad", "cannot read"),
        ('pain == "bad"', "cannot read"),
        ("Pain >= 4", "cannot read 'Pain"),
        ("pain >= 4 mood < 3", "did not expect 'mood'"),
        ("1 < pain < 4", "did not expect '<'"),
        ("and == 1", "expected the name of an item and found 'and'"),
        ("answered == 1", "expected '('"),
        ("answered(4)", "expected the name of an item and found '4'"),
        ("answered('pain')", "expected the name of an item"),
        ("answered(in)", "expected the name of an item and found 'in'"),
        ("scores.x > 1", "cannot read '.x"),
        ("score. > 1", "cannot read '. >"),
        ("answered(score.x)", "expected the name of an item and found 'score.x'"),
        ("score.and > 1 and", "ends too early"),
        ("__class__ == 1", "cannot read '__class__"),
        ("lambda: 1", "cannot read ': 1'"),
    ],
)
def test_what_is_no_expression_says_why(text: str, why: str) -> None:
    parsed = parse(text)
    assert isinstance(parsed, Malformed)
    assert why in parsed.why


def test_an_expression_has_at_most_its_length() -> None:
    longest = "a == '" + "x" * (MAX_LENGTH - 7) + "'"
    assert len(longest) == MAX_LENGTH
    assert not isinstance(parse(longest), Malformed)
    assert parse(longest + " ") == Malformed("longer than 300 characters")


@pytest.mark.parametrize(("opens", "closes", "most"), [("(", ")", 20), ("not ", "", 20), ("not (", ")", 10)])
def test_an_expression_is_nested_no_deeper_than_a_person_can_read(opens: str, closes: str, most: int) -> None:
    assert not isinstance(parse(opens * most + "a == 1" + closes * most), Malformed)
    too_deep = parse(opens * (most + 1) + "a == 1" + closes * (most + 1))
    assert too_deep == Malformed("nested too deeply")


# Every expression there is.


def comparisons() -> st.SearchStrategy[Compare]:
    """Comparisons of which every side has a value of the same sort, once everything is answered."""
    number = st.sampled_from(NUMBERS).map(ItemId).map(Name) | st.sampled_from([0.0, 4.0, 2.5, 9999.0]).map(Literal)
    code = st.sampled_from(CODES).map(ItemId).map(Name) | st.sampled_from(["bad", "", "two words"]).map(Literal)
    return st.one_of(
        st.builds(Compare, number, st.sampled_from(SIGNS[:-1]), number),
        st.builds(Compare, code, st.sampled_from(SIGNS[:2]), code),
    )


LEAVES: st.SearchStrategy[Expression] = st.one_of(
    comparisons(), st.builds(Answered, st.sampled_from((*NUMBERS, *CODES)).map(ItemId))
)
POSITIVE = st.recursive(
    LEAVES, lambda inner: st.builds(Both, inner, inner) | st.builds(Either, inner, inner), max_leaves=8
)
EXPRESSIONS = st.recursive(
    LEAVES,
    lambda inner: st.builds(Both, inner, inner) | st.builds(Either, inner, inner) | st.builds(Not, inner),
    max_leaves=8,
)
ANSWERS = st.dictionaries(
    st.sampled_from((*NUMBERS, *CODES, "other")).map(ItemId),
    st.one_of(
        st.builds(Number, st.integers(0, 10)),
        st.builds(Chosen, st.sampled_from(["bad", "good"]).map(OptionCode)),
        st.sampled_from([Skipped(), Seen(), Written(Secret("bad")), UnderReview("0" * 32)]),
    ),
)
ALL_ANSWERED = st.fixed_dictionaries(
    {
        **{ItemId(name): st.builds(Number, st.integers(0, 10)) for name in NUMBERS},
        **{ItemId(name): st.builds(Chosen, st.sampled_from(["bad", "good"]).map(OptionCode)) for name in CODES},
    }
)


def spelled(expression: Expression, bound: int = 0) -> str:
    """The expression with no more brackets than it needs where `or` binds at 0, `and` at 1 and `not` at 2."""

    def bracketed(text: str, level: int) -> str:
        return f"({text})" if level < bound else text

    match expression:
        case Answered(item):
            return f"answered({item})"
        case Compare(left, sign, right):
            return f"{_side(left)} {sign} {_side(right)}"
        case Not(inner):
            return f"not {spelled(inner, 2)}"
        case Both(left, right):
            return bracketed(f"{spelled(left, 1)} and {spelled(right, 2)}", 1)
        case Either(left, right):
            return bracketed(f"{spelled(left, 0)} or {spelled(right, 1)}", 0)


def _side(side: Name | ScoreName | Literal) -> str:
    match side:
        case Name(item):
            return item
        case ScoreName(score):
            return f"score.{score}"
        case Literal(str(text)):
            return f"'{text}'"
        case Literal(value):
            return f"{value:g}"


@given(EXPRESSIONS)
def test_or_binds_loosest_then_and_then_not(expression: Expression) -> None:
    text = spelled(expression)
    assume(len(text) <= MAX_LENGTH)
    assert parse(text) == expression


@given(expression=EXPRESSIONS, answers=ALL_ANSWERED)
def test_with_everything_answered_it_means_what_python_would_mean(
    expression: Expression, answers: dict[ItemId, Answer]
) -> None:
    known: dict[str, object] = {"answered": lambda value: value is not None}
    known |= {item: _plain(answer) for item, answer in answers.items()}
    meant = eval(spelled(expression), {"__builtins__": {}}, known)  # noqa: S307  # the text is this test's own
    assert holds(expression, answers) is meant


def _plain(answer: Answer) -> float | str | None:
    match answer:
        case Number(value):
            return value
        case Chosen(code):
            return code
    return None


@given(EXPRESSIONS)
def test_it_looks_at_the_items_that_it_names(expression: Expression) -> None:
    bare = re.sub(r"'[^']*'", "", spelled(expression))
    assert names(expression) == set(re.findall(r"[a-z][a-z0-9_]*", bare)) - {"and", "or", "not", "answered"}


@given(expression=EXPRESSIONS, answers=ANSWERS, others=ANSWERS)
def test_answers_to_other_items_decide_nothing(
    expression: Expression, answers: dict[ItemId, Answer], others: dict[ItemId, Answer]
) -> None:
    looked_at = names(expression)
    more = {item: answer for item, answer in others.items() if item not in looked_at}
    assert holds(expression, {**answers, **more}) == holds(expression, answers)


@given(expression=EXPRESSIONS, answers=ANSWERS)
def test_what_was_skipped_counts_as_what_was_never_asked(expression: Expression, answers: dict[ItemId, Answer]) -> None:
    unasked = {item: answer for item, answer in answers.items() if not isinstance(answer, Skipped | Seen)}
    assert holds(expression, answers) == holds(expression, unasked)


@given(expression=POSITIVE, answers=ANSWERS)
def test_without_a_not_saying_less_never_makes_it_true(expression: Expression, answers: dict[ItemId, Answer]) -> None:
    for item in answers:
        fewer = {other: answer for other, answer in answers.items() if other != item}
        assert holds(expression, answers) or not holds(expression, fewer)


# Every text there is.


TOKENS = st.lists(
    st.sampled_from(
        [
            *SIGNS,
            "(",
            ")",
            "and",
            "or",
            "not",
            "answered",
            "(",
            ")",
            "pain",
            "sleep",
            "'bad'",
            "4",
            "2.5",
            " ",
            "٣",
            "'",
            ".",
        ]
    ),
    max_size=25,
).map(" ".join)


@given(text=st.one_of(st.text(max_size=400), TOKENS, EXPRESSIONS.map(spelled)), answers=ANSWERS)
def test_no_text_breaks_it(text: str, answers: dict[ItemId, Answer]) -> None:
    parsed = parse(text)
    if isinstance(parsed, Malformed):
        assert parsed.why
        return
    assert holds(parsed, answers) in {True, False}
    assert all(re.fullmatch("[a-z][a-z0-9_]*", name) for name in names(parsed))


SEVERAL = Several((OptionCode("walking"), OptionCode("other")))


@pytest.mark.parametrize(
    ("text", "true"),
    [
        ("'other' in helped", True),
        ("'heat' in helped", False),
        ("not 'heat' in helped", True),
        ("helped == 'other'", False),
        ("helped != 'heat'", False),
        ("helped in 'other'", False),
        ("helped > 1", False),
        ("answered(helped)", True),
    ],
)
def test_of_several_chosen_only_in_finds_one(text: str, true: bool) -> None:
    assert holds(an_expression(text), {ItemId("helped"): SEVERAL}) is true


@pytest.mark.parametrize(("value", "true"), [(3.0, True), (2.5, False), (None, False)])
def test_a_score_is_looked_at_by_its_name_and_none_is_never_evidence(value: float | None, true: bool) -> None:
    expression = an_expression("score.mood >= 3")
    assert scores_in(expression) == {ScoreId("mood")}
    assert names(expression) == frozenset()
    assert holds(expression, {}, {ScoreId("mood"): value}) is true


def test_an_item_can_depend_on_the_score_of_the_items_before_it() -> None:
    low = Score(id=ScoreId("low"), method=Method.SUM, items=(ItemId("a"), ItemId("b")), min_answered=2)
    form = replace(
        a_form(an_item("scale", "a"), an_item("scale", "b"), an_item("yes_no", "c", show_if="score.low <= 4")),
        scores=(low,),
    )
    both = {ItemId("a"): Number(1), ItemId("b"): Number(3)}
    assert [item.id for item in form.path(both)] == ["a", "b", "c"]
    assert [item.id for item in form.path(both | {ItemId("b"): Number(9)})] == ["a", "b"]
    assert [item.id for item in form.path({ItemId("a"): Number(1)})] == ["a", "b"], "not scored yet"
    assert [[item.id for item in page] for page in form.pages(8)] == [["a", "b"], ["c"]]
