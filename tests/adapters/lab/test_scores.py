"""Scores in a file: what is read, and that each mistake is told at its line with what to do."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.lab.faults import Notes
from adapters.lab.outcomes import Outcomes, outcomes, sums
from adapters.lab.reading import Section
from adapters.lab.scores import MAX_SCORES, read_scores
from adapters.lab.yaml12 import parse
from bot.domain.answer import Answer, Chosen, Number
from bot.domain.ids import ItemId, OptionCode, ScoreId
from bot.domain.item import Item
from bot.domain.scoring import Band, Method, Score, score
from bot.domain.words import Localised
from tests.builders import ENGLISH, WELSH, an_item, an_option

STEPS = tuple(an_option(f"v{value}", value=value) for value in range(4))
ITEMS = (
    an_item("single_choice", "a", options=STEPS),
    an_item("single_choice", "b", options=STEPS),
    an_item("scale", "pain", ends=(0, 10)),
    an_item("scale", "rating", ends=(1, 5)),
    an_item("yes_no", "tired"),
    an_item("single_choice", "unvalued", options=("left", "right")),
    an_item("long_text", "words"),
)
BY_ID = {item.id: item for item in ITEMS}

GOOD = """\
scores:
  - id: total
    method: sum
    items: [a, b]
    reverse: [b]
    range: [0, 6]
    missing: {min_answered: 2}
    bands:
      - {id: low, from: 0, to: 2, text: {en: "Low", cy: "Isel"}}
      - {id: high, from: 3, to: 6, text: {en: "High"}}
"""


def read(source: str, *, placed: tuple[Score, ...] = ()) -> tuple[tuple[Score, ...], list[str]]:
    """The scores, and what was wrong with them."""
    notes = Notes("tiny.yaml")
    root = parse(source, notes)
    assert root is not None, notes.faults
    top = Section.of(root, notes, "a questionnaire", required=("scores",))
    found = read_scores(top, ITEMS, (ENGLISH, WELSH), placed)
    return found, [str(fault) for fault in notes.faults]


def faults(source: str) -> list[str]:
    return read(source)[1]


def one(method: str, items: str, *rest: str) -> str:
    """A file of one score, on one line each."""
    return "\n    ".join((f"scores:\n  - id: total\n    method: {method}", f"items: [{items}]", *rest)) + "\n"


# What is read.


def test_a_good_score_is_read_whole() -> None:
    (total,), wrong = read(GOOD)
    assert wrong == []
    assert total == Score(
        id=ScoreId("total"),
        method=Method.SUM,
        items=(ItemId("a"), ItemId("b")),
        min_answered=2,
        reverse=frozenset({ItemId("b")}),
        range=(0, 6),
        bands=(
            Band(id="low", low=0, high=2, text=Localised.of(en="Low", cy="Isel")),
            Band(id="high", low=3, high=6, text=Localised.of(en="High")),
        ),
    )


@pytest.mark.parametrize("method", [method for method in Method if method is not Method.LOOKUP])
def test_scale_offset_and_round_go_with_every_method(method: Method) -> None:
    lines = ("scale: 2.5", "offset: 1", "round: 1", "missing: {min_answered: 2}")
    (total,), wrong = read(one(method.value, "a, pain", *lines))
    assert wrong == []
    assert (total.method, total.scale, total.offset, total.round) == (method, 2.5, 1, 1)


def test_a_table_says_of_each_sum_what_it_comes_to_and_null_where_nothing_is_published() -> None:
    (total,), wrong = read(
        one("lookup", "a", "missing: {min_answered: 1}", "table: {0: 41.6, 1: 50, 2: 60.5, 3: null}")
    )
    assert wrong == []
    assert total.table == ((0, 41.6), (1, 50), (2, 60.5))


@pytest.mark.parametrize("method", ["mean", "prorated_sum", "count_true"])
def test_methods_that_mean_something_with_a_gap_may_have_one(method: str) -> None:
    (total,), wrong = read(one(method, "a, b, pain", "missing: {min_answered: 1}"))
    assert (wrong, total.min_answered) == ([], 1)


@pytest.mark.parametrize(
    ("method", "items", "rest"),
    [
        ("sum", "a, b", ("range: [0, 6]", "bands: [{id: low, from: 0, to: 2.5}, {id: high, from: 2.6, to: 6}]")),
        ("mean", "a, b, pain", ("range: [0, 5.34]", "round: 2", "bands: [{id: low, from: 0, to: 5.34}]")),
        ("mean", "a, b", ("range: [0, 3]", "bands: [{id: low, from: 0, to: 1.4}, {id: high, from: 1.5, to: 3}]")),
        ("linear", "a", ("scale: 33.3333", "round: 1", "range: [0, 100]")),
        ("linear", "a", ("scale: -1", "offset: 3", "range: [0, 3]")),
        ("linear", "rating", ("scale: 25", "offset: -25", "range: [0, 100]")),
        ("sum", "a", ("range: [0, 10]",)),
        ("sum", "a", ("bands: [{id: some, from: 1, to: 1}, {id: much, from: 3, to: 3}]",)),
    ],
)
def test_bands_and_a_range_that_hold_every_outcome_are_good(method: str, items: str, rest: tuple[str, ...]) -> None:
    assert faults(one(method, items, f"missing: {{min_answered: {items.count(',') + 1}}}", *rest)) == []


# What is wrong.

BAD = [
    ("id: total", "id: Total", 2, "'Total' is not an id", "small letters"),
    ("id: total", "id: pain", 2, "'pain' is already an item or a score", "another id"),
    ("id: total", "id: wave", 2, "'wave' has a meaning of its own", "another id"),
    ("method: sum", "method: total", 3, "'total' is not known here", "sum"),
    ("method: sum", "method: lookup", 2, "a lookup needs its 'table'", "one entry for each sum"),
    ("items: [a, b]", "items: [a, c]", 4, "'c' is not known here", "Use one of: a, b"),
    ("items: [a, b]", "items: [a, a]", 4, "is there twice", "Keep one"),
    ("items: [a, b]", "items: []", 4, "'items' has 0 entries", "at least 1"),
    ("items: [a, b]", "items: [b, words]", 4, "'words' has no value to score", "counts single choices"),
    (
        "items: [a, b]",
        "items: [b, unvalued]",
        4,
        "'unvalued' has no value to score",
        "Give each of its options a value",
    ),
    ("reverse: [b]", "reverse: [pain]", 5, "'pain' is reversed but not scored", "Add it to 'items'"),
    ("range: [0, 6]", "range: [0]", 6, "not a least and a greatest number", "[0, 27]"),
    ("range: [0, 6]", "range: [6, 0]", 6, "not a least and a greatest number", "[0, 27]"),
    ("range: [0, 6]", "range: [0, 6, 9]", 6, "not a least and a greatest number", "[0, 27]"),
    ("range: [0, 6]", "range: [0, six]", 6, "'six' is not a number", "0.5"),
    ("range: [0, 6]", "range: [0, 7]", 9, "the bands go from 0 to 6, and the range from 0 to 7", "end together"),
    ("range: [0, 6]", "round: 7", 6, "7 is too large", "from 0 to 6"),
    ("range: [0, 6]", "scale: 0", 6, "times 0, the score is always the same", "another 'scale'"),
    ("range: [0, 6]", "offset: much", 6, "'much' is not a number", "0.5"),
    ("range: [0, 6]", "offset: -1", 2, "the score can come to -1, and numbers below 0 are", "Raise 'offset'"),
    ("range: [0, 6]", "table: {0: 1}", 6, "a sum has no 'table'", "choose the method lookup"),
    ("missing: {min_answered: 2}", "missing: {min_answered: 1}", 7, "would count as 0", "prorated_sum or mean"),
    ("missing: {min_answered: 2}", "missing: {min_answered: 3}", 7, "3 is too large", "from 1 to 2"),
    ("missing: {min_answered: 2}", "missing: {min_answered: 0}", 7, "0 is too small", "from 1 to 2"),
    ("missing: {min_answered: 2}", "missing: {}", 7, "has no 'min_answered'", "Add the line"),
    ("    missing: {min_answered: 2}\n", "", 2, "a score has no 'missing'", "Add the line"),
    ("from: 3, to: 6", "from: 2, to: 6", 10, "'low' and 'high' overlap", "from low to high, apart"),
    ("from: 3, to: 6", "from: 4, to: 6", 9, "no band holds 3", "Close the gap"),
    ("from: 3, to: 6", "from: 6, to: 3", 10, "the band 'high' goes from 6 to 3", "Turn the two round"),
    ("from: 3, to: 6", "from: 3", 10, "a band has no 'to'", "Add the line"),
    ("id: high", "id: low", 10, "two bands have the id 'low'", "another id"),
    ('text: {en: "High"}', 'text: {cy: "Uchel"}', 10, "has no 'en'", "Add it"),
    ('text: {en: "High"}', 'text: {en: "High", fr: "Haut"}', 10, "'fr' is not among", "en, cy"),
    ("id: total", "id: total\n    colour: red", 3, "a score has no key 'colour'", "Use one of"),
]


@pytest.mark.parametrize(("old", "new", "line", "said", "remedy"), BAD)
def test_a_mistake_is_told_at_its_line_with_what_to_do(old: str, new: str, line: int, said: str, remedy: str) -> None:
    assert GOOD.count(old) == 1, old
    found = faults(GOOD.replace(old, new))
    assert any(fault.startswith(f"tiny.yaml:{line}: ") and said in fault and remedy in fault for fault in found), found


@pytest.mark.parametrize(
    ("source", "said"),
    [
        (one("sum", "a, pain", "missing: {min_answered: 2}", "range: [0, 12]"), "range is from 0 to 12, and"),
        (one("sum", "a", "missing: {min_answered: 1}", "offset: 2", "range: [3, 5]"), "can come to from 2 to 5"),
        (one("sum", "a", "missing: {min_answered: 1}", "offset: -1"), "can come to -1"),
        (one("linear", "rating", "missing: {min_answered: 1}", "scale: -1"), "can come to -5"),
        (one("mean", "a, rating", "missing: {min_answered: 1}", "range: [0.5, 5]"), "can come to from 0 to 5"),
        (one("lookup", "a", "missing: {min_answered: 1}", "table: {0: 1, 1: 2}"), "says nothing of the sum 2, 3"),
        (one("lookup", "a", "missing: {min_answered: 1}", "table: {0: 1, 1: 2, 2: 3, 3: 4, 4: 5}"), "can never be 4"),
        (one("lookup", "a", "missing: {min_answered: 1}", "table: {0: 1, 1: 2, 2: 3, 2.0: 4}"), "table has 2 twice"),
        (one("lookup", "a", "missing: {min_answered: 1}", "table: {none: 1}"), "'none' is not a number"),
        (one("lookup", "a", "missing: {min_answered: 1}", "table: {0: few}"), "'few' is not a number"),
        (one("lookup", "a", "missing: {min_answered: 1}", "table: [1, 2]"), "'table' should be a map"),
        (one("lookup", "a", "missing: {min_answered: 1}", "table: {0: -2, 1: 1, 2: 2, 3: 3}"), "can come to -2"),
        (one("lookup", "pain", "missing: {min_answered: 1}", "table: {0: 1}"), "sum 1, 2, 3, 4, 5 and 5 others"),
        (
            one("mean", "a, b", "missing: {min_answered: 2}", "range: [0, 3]")
            + "    bands: [{id: low, from: 0, to: 1}, {id: high, from: 2, to: 3}]\n",
            "no band holds 1.5",
        ),
        ("scores: total\n", "'scores' should be a list"),
        ("scores: [total]\n", "a score should be a map"),
    ],
)  # fmt: skip
def test_what_cannot_come_out_right_is_told(source: str, said: str) -> None:
    found = faults(source)
    assert any(said in fault for fault in found), found


def test_two_scores_never_have_one_id_be_they_their_own_or_an_instruments() -> None:
    first = one("sum", "a", "missing: {min_answered: 1}")
    assert any("'total' is already" in fault for fault in faults(first + first.removeprefix("scores:\n")))
    (placed,), _ = read(first)
    assert any("'total' is already" in fault for fault in read(first, placed=(placed,))[1])


def test_there_is_an_end_to_how_many_scores_a_file_has() -> None:
    each = one("sum", "a", "missing: {min_answered: 1}").removeprefix("scores:\n")
    many = "scores:\n" + "".join(each.replace("total", f"s{number}") for number in range(MAX_SCORES + 1))
    found, wrong = read(many)
    assert len(found) == MAX_SCORES
    assert any(f"there are {MAX_SCORES + 1} scores" in fault for fault in wrong)


# What a score can come to.


def a_score(method: Method, *items: str, least: int, reverse: tuple[str, ...] = (), offset: float = 0) -> Score:
    return Score(
        id=ScoreId("total"),
        method=method,
        items=tuple(map(ItemId, items)),
        min_answered=least,
        reverse=frozenset(map(ItemId, reverse)),
        offset=offset,
        table=tuple((total, total * 2) for total in range(8)),
    )


def every_answer(item: Item) -> list[Answer | None]:
    """Told anew, in the simplest way."""
    if item.kind == "yes_no":
        return [None, Chosen(OptionCode("yes")), Chosen(OptionCode("no"))]
    if item.kind == "single_choice":
        return [None, *(Chosen(option.code) for option in item.options)]
    return [None, *(Number(point) for point in range(12) if (item.minimum or 0) <= point <= (item.maximum or 0))]


SCORED = ("a", "b", "pain", "rating", "tired")


@given(
    method=st.sampled_from(Method),
    items=st.lists(st.sampled_from(SCORED), min_size=1, max_size=3, unique=True),
    offset=st.sampled_from([0, -2, 0.5]),
    data=st.data(),
)
def test_the_outcomes_are_those_of_every_way_to_answer(
    method: Method, items: list[str], offset: float, data: st.DataObject
) -> None:
    least = data.draw(st.integers(1, len(items)))
    reverse = data.draw(st.lists(st.sampled_from(items), unique=True))
    defined = a_score(method, *items, least=least, reverse=tuple(reverse), offset=offset)
    found: set[float] = set()
    for answers in product(*(every_answer(BY_ID[item]) for item in defined.items)):
        given = {item: answer for item, answer in zip(defined.items, answers, strict=True) if answer is not None}
        outcome = score(defined, BY_ID, given)
        if outcome is not None:
            found.add(outcome)
    assert outcomes(defined, BY_ID) == Outcomes(tuple(sorted(found)), all=True)


def many(count: int) -> Mapping[ItemId, Item]:
    """So many scales with ends of their own that their sums cannot all be tried."""
    items = [an_item("scale", f"i{number}", ends=(number % 3, 90 - number % 5)) for number in range(count)]
    return {item.id: item for item in items}


@pytest.mark.parametrize("method", [Method.SUM, Method.MEAN, Method.PRORATED_SUM])
def test_of_too_many_outcomes_the_ends_are_told(method: Method) -> None:
    form = many(40)
    least = 40 if method is Method.SUM else 3
    found = outcomes(a_score(method, *form, least=least), form)
    low = sorted(int(item.minimum or 0) for item in form.values())
    high = sorted((int(item.maximum or 0) for item in form.values()), reverse=True)
    ends = {
        Method.SUM: (sum(low), sum(high)),
        Method.MEAN: (0, 90),
        Method.PRORATED_SUM: (0, 90 * 40),
    }[method]
    assert not found.all
    assert (found.numbers[0], found.numbers[-1]) == ends


def test_the_sums_of_a_lookup_are_those_before_its_table() -> None:
    assert sums(a_score(Method.LOOKUP, "a", "tired", least=2, offset=5), BY_ID).numbers == (0, 1, 2, 3, 4)


def test_a_mean_that_is_no_decimal_fraction_is_still_one_of_the_outcomes() -> None:
    found = outcomes(a_score(Method.MEAN, "a", "b", "tired", least=3), BY_ID)
    assert found.numbers[1] == float(Fraction(1, 3))


# Whatever is written.

VALUES: st.SearchStrategy[str] = st.sampled_from(
    ["a", "[a]", "[a, b, pain, rating, tired]", "[words]", "[[]]", "{}", "0", "-3", "1.5", "99999999999", "null", "",
     "sum", "mean", "lookup", "linear", "count_true", "prorated_sum", "{min_answered: 1}", "{min_answered: x}",
     "[0, 6]", "[6, 0]", "[{id: x, from: 0, to: 1}]", "[{id: x, from: 3}]", "{0: 1, 1: null}", "{x: y}", "nan", "~"]
)  # fmt: skip
KEYS = st.sampled_from(
    ["id", "method", "items", "missing", "reverse", "range", "scale", "offset", "round", "table", "bands", "colour"]
)


@given(st.lists(st.dictionaries(KEYS, VALUES, max_size=11), max_size=3))
def test_nothing_that_stands_there_makes_the_reader_raise(wild: list[dict[str, str]]) -> None:
    lines = ["scores:"]
    for each in wild:
        lines += [f"  {'-' if place == 0 else ' '} {key}: {value}" for place, (key, value) in enumerate(each.items())]
    notes = Notes("wild.yaml")
    root = parse("\n".join(lines), notes)
    if root is not None:
        read_scores(Section.of(root, notes, "a questionnaire", optional=("scores",)), ITEMS, (ENGLISH,))
    assert notes.faults or root is not None
