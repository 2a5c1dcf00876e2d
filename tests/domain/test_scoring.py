"""Scores: what each method makes of the answers, what is missing, how it is rounded, and which band it falls in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.answer import Answer, Chosen, Number, Seen, Skipped, UnderReview, Written
from bot.domain.ids import ItemId, OptionCode, ScoreId
from bot.domain.item import Item
from bot.domain.scoring import Band, Method, Score, band, score
from bot.domain.secret import Secret
from tests.builders import an_item, an_option

WORTH = (("never", 0), ("some", 1), ("often", 2), ("always", 5))
"""The options of `a` and `b`; the greatest is not the number of options, so that a reversal has to look."""

FORM: Mapping[ItemId, Item] = {
    item.id: item
    for item in (
        an_item("single_choice", "a", options=tuple(an_option(code, value=value) for code, value in WORTH)),
        an_item("single_choice", "b", options=tuple(an_option(code, value=value) for code, value in WORTH)),
        an_item("scale", "pain", ends=(1, 10)),
        an_item("yes_no", "tired"),
        an_item("single_choice", "unvalued", options=("left", "right")),
        an_item("long_text", "words"),
        an_item("statement", "intro"),
    )
}


def a_score(
    method: Method,
    *items: str,
    least: int | None = None,
    reverse: tuple[str, ...] = (),
    places: int | None = None,
    scale: float = 1,
    offset: float = 0,
    table: Mapping[float, float] | None = None,
) -> Score:
    """A score of these items, all of them needed unless `least` says how many."""
    return Score(
        id=ScoreId("total"),
        method=method,
        items=tuple(map(ItemId, items)),
        min_answered=len(items) if least is None else least,
        reverse=frozenset(map(ItemId, reverse)),
        round=places,
        scale=scale,
        offset=offset,
        table=tuple((table or {}).items()),
    )


def said(**answers: str | int | Answer) -> dict[ItemId, Answer]:
    """These answers: a text is an option's code, a number a point on a scale."""
    read: dict[ItemId, Answer] = {}
    for item, answer in answers.items():
        match answer:
            case str(code):
                read[ItemId(item)] = Chosen(OptionCode(code))
            case int(point):
                read[ItemId(item)] = Number(point)
            case _:
                read[ItemId(item)] = answer
    return read


def of(defined: Score, **answers: str | int | Answer) -> float | None:
    return score(defined, FORM, said(**answers))


# What each method makes of it.


@pytest.mark.parametrize(
    ("defined", "answers", "outcome"),
    [
        (a_score(Method.SUM, "a", "b"), {"a": "always", "b": "some"}, 6),
        (a_score(Method.SUM, "a", "pain", "tired"), {"a": "often", "pain": 7, "tired": "yes"}, 10),
        (a_score(Method.SUM, "tired"), {"tired": "no"}, 0),
        (a_score(Method.MEAN, "a", "b"), {"a": "always", "b": "often"}, 3.5),
        (a_score(Method.MEAN, "a", "b", scale=20), {"a": "always", "b": "often"}, 70),
        (a_score(Method.PRORATED_SUM, "a", "b"), {"a": "always", "b": "often"}, 7),
        (a_score(Method.LINEAR, "pain", scale=10, offset=-10), {"pain": 4}, 30),
        (a_score(Method.LINEAR, "a", scale=33.3333, places=1), {"a": "often"}, 66.7),
        (a_score(Method.LOOKUP, "a", "b", table={6: 41.6, 7: 49.6}), {"a": "always", "b": "some"}, 41.6),
        (a_score(Method.COUNT_TRUE, "a", "b", "tired"), {"a": "never", "b": "often", "tired": "yes"}, 2),
    ],
)
def test_each_method_comes_to_its_own_number(
    defined: Score, answers: dict[str, str | int | Answer], outcome: float
) -> None:
    assert of(defined, **answers) == outcome


def test_a_sum_that_is_not_in_the_table_has_no_outcome() -> None:
    defined = a_score(Method.LOOKUP, "a", table={5: 75.6})
    assert of(defined, a="always") == 75.6
    assert of(defined, a="often") is None


def test_the_table_is_read_with_the_sum_that_was_meant_and_not_a_binary_neighbour() -> None:
    tenths = an_item("single_choice", "t", options=(an_option("low", value=0.1), an_option("high", value=0.2)))
    defined = a_score(Method.LOOKUP, "t", "u", table={0.3: 1})
    form = {ItemId("t"): tenths, ItemId("u"): replace(tenths, id=ItemId("u"))}
    assert score(defined, form, said(t="low", u="high")) == 1


@pytest.mark.parametrize(
    ("item", "answer", "outcome"),
    [
        ("a", "never", 5),
        ("a", "some", 4),
        ("a", "always", 0),
        ("pain", 1, 10),
        ("pain", 3, 8),
        ("tired", "yes", 0),
        ("tired", "no", 1),
    ],
)
def test_a_reversed_item_counts_from_its_own_greatest_value_down_to_its_least(
    item: str, answer: str | int, outcome: float
) -> None:
    assert of(a_score(Method.SUM, item, reverse=(item,)), **{item: answer}) == outcome


def test_only_the_items_named_are_reversed() -> None:
    defined = a_score(Method.SUM, "a", "b", reverse=("b",))
    assert of(defined, a="always", b="always") == 5


# What is missing.


@pytest.mark.parametrize(
    "missing",
    [None, Skipped(), Seen(), Written(Secret("some")), UnderReview("0" * 32), Number(1), Chosen(OptionCode("gone"))],
)
def test_what_has_no_value_is_missing_and_never_nought(missing: Answer | None) -> None:
    answers = said(a="often") | ({} if missing is None else {ItemId("b"): missing})
    assert score(a_score(Method.SUM, "a", "b"), FORM, answers) is None
    assert score(a_score(Method.MEAN, "a", "b", least=1), FORM, answers) == 2


@pytest.mark.parametrize("point", [0, 11, -99])
def test_a_point_that_is_not_on_the_scale_is_missing(point: int) -> None:
    assert of(a_score(Method.SUM, "pain"), pain=point) is None


@pytest.mark.parametrize("item", ["unvalued", "words", "intro", "unknown"])
def test_an_item_that_cannot_have_a_value_is_missing(item: str) -> None:
    assert of(a_score(Method.SUM, item, least=0), **{item: "left"}) is None


@pytest.mark.parametrize("method", Method)
def test_with_nothing_answered_there_is_no_score_however_few_are_needed(method: Method) -> None:
    assert of(a_score(method, "a", "b", least=0, table={0: 0})) is None


@pytest.mark.parametrize("method", Method)
def test_one_answer_too_few_gives_no_score(method: Method) -> None:
    table = {2.0: 1.0, 3.0: 1.0}
    assert of(a_score(method, "a", "b", "pain", least=2, table=table), a="often") is None
    assert of(a_score(method, "a", "b", "pain", least=2, table=table), a="often", b="some") is not None


def test_a_prorated_sum_gives_missing_items_the_mean_of_the_others() -> None:
    defined = a_score(Method.PRORATED_SUM, "a", "b", "tired", least=2)
    assert of(defined, a="always", b="often") == 10.5
    assert of(replace(defined, round=0), a="always", b="often") == 11
    assert of(replace(defined, round=0), a="always", b="often", tired=Skipped()) == 11


# How it is rounded.


@pytest.mark.parametrize(
    ("outcome", "places", "rounded"),
    [
        (0.5, 0, 1),
        (1.5, 0, 2),
        (2.5, 0, 3),
        (-0.5, 0, -1),
        (-2.5, 0, -3),
        (0.49, 0, 0),
        (-0.49, 0, 0),
        (2.675, 2, 2.68),
        (1.005, 2, 1.01),
        (0.125, 2, 0.13),
        (-0.125, 2, -0.13),
        (2.5, None, 2.5),
    ],
)
def test_a_half_goes_away_from_zero_as_written_in_decimal(outcome: float, places: int | None, rounded: float) -> None:
    defined = a_score(Method.LOOKUP, "tired", table={1: outcome}, places=places)
    assert of(defined, tired="yes") == rounded


@given(outcome=st.decimals(-1000, 1000, places=4), places=st.integers(0, 6))
def test_it_rounds_as_decimal_arithmetic_does(outcome: Decimal, places: int) -> None:
    defined = a_score(Method.LINEAR, "tired", scale=0, offset=float(outcome), places=places)
    expected = outcome.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    assert of(defined, tired="yes") == float(expected)


def test_it_is_rounded_once_and_at_the_end() -> None:
    defined = a_score(Method.MEAN, "a", "b", "tired", scale=1.5, places=0)
    assert of(defined, a="some", b="never", tired="no") == 1  # a third times 1.5 is a half, and goes up


# Bands.


BANDS = (Band(id="low", low=0, high=4), Band(id="middle", low=5, high=9), Band(id="high", low=9, high=12))


@pytest.mark.parametrize(
    ("value", "name"),
    [
        (0, "low"),
        (4, "low"),
        (4.5, None),
        (5, "middle"),
        (9, "middle"),
        (9.01, "high"),
        (12, "high"),
        (13, None),
        (-1, None),
    ],
)
def test_a_band_holds_both_its_ends_and_the_first_one_wins(value: float, name: str | None) -> None:
    found = band(replace(a_score(Method.SUM, "a"), bands=BANDS), value)
    assert (found.id if found else None) == name


def test_a_score_without_bands_falls_in_none() -> None:
    assert band(a_score(Method.SUM, "a"), 3) is None


# Whatever is answered.


ANSWERS: st.SearchStrategy[Answer] = st.one_of(
    st.builds(Chosen, st.sampled_from(["never", "some", "always", "yes", "no", "left", "", "gone"]).map(OptionCode)),
    st.builds(Number, st.integers(-(10**400), 10**400) | st.integers(0, 11)),
    st.sampled_from([Skipped(), Seen(), Written(Secret("x")), UnderReview("0" * 32)]),
)
FORMS = st.dictionaries(st.sampled_from([*FORM, ItemId("unknown")]), ANSWERS)
DEFINED = st.builds(
    Score,
    id=st.just(ScoreId("total")),
    method=st.sampled_from(Method),
    items=st.lists(st.sampled_from([*FORM, ItemId("unknown")]), min_size=1, unique=True).map(tuple),
    min_answered=st.integers(0, 8),
    reverse=st.frozensets(st.sampled_from([*FORM])),
    round=st.none() | st.integers(0, 6),
    table=st.just(tuple((float(raw), raw / 3) for raw in range(25))),
)


def has_value(item: ItemId, answers: Mapping[ItemId, Answer]) -> bool:
    """Told anew, in the simplest way."""
    match answers.get(item):
        case Chosen(code):
            return (item in {"a", "b"} and code in dict(WORTH)) or (item == "tired" and code in {"yes", "no"})
        case Number(point):
            return item == "pain" and 1 <= point <= 10
    return False


@given(defined=DEFINED, answers=FORMS)
def test_no_answers_make_it_raise_and_too_few_never_give_a_number(
    defined: Score, answers: dict[ItemId, Answer]
) -> None:
    outcome = score(defined, FORM, answers)
    answered = sum(has_value(item, answers) for item in defined.items)
    if answered < max(1, defined.min_answered):
        assert outcome is None
    elif defined.method is not Method.LOOKUP:
        assert outcome is not None


@given(defined=DEFINED, answers=FORMS)
def test_it_stays_between_the_least_and_the_greatest_that_the_items_allow(
    defined: Score, answers: dict[ItemId, Answer]
) -> None:
    greatest = {"a": 5, "b": 5, "pain": 10, "tired": 1}
    outcome = score(replace(defined, round=None), FORM, answers)
    if outcome is not None:
        most = max(greatest.get(item, 0) for item in defined.items) * len(defined.items)
        assert 0 <= outcome <= most


@given(defined=DEFINED, answers=FORMS, others=FORMS)
def test_answers_to_other_items_change_nothing(
    defined: Score, answers: dict[ItemId, Answer], others: dict[ItemId, Answer]
) -> None:
    more = {item: answer for item, answer in others.items() if item not in defined.items}
    mine = {item: answer for item, answer in answers.items() if item in defined.items}
    assert score(defined, FORM, {**mine, **more}) == score(defined, FORM, mine)


@given(defined=DEFINED, answers=FORMS)
def test_what_was_skipped_counts_as_what_was_never_asked(defined: Score, answers: dict[ItemId, Answer]) -> None:
    unasked = {item: answer for item, answer in answers.items() if isinstance(answer, Chosen | Number)}
    assert score(defined, FORM, answers) == score(defined, FORM, unasked)
