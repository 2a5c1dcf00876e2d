"""How a score is made, told to researchers: the whole rule, and the names of its bands."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.domain.ids import ItemId, ScoreId
from bot.domain.scoring import Band, Method, Score
from bot.domain.scoring_words import bands, method, title
from tests.builders import ENGLISH, WELSH, localised

ITEMS = tuple(map(ItemId, ("a", "b", "c")))
PLAIN = Score(id=ScoreId("total"), method=Method.SUM, items=ITEMS, min_answered=3)


@pytest.mark.parametrize(
    ("how", "said"),
    [
        (Method.SUM, "Sum of 3 items"),
        (Method.MEAN, "Mean of 3 items"),
        (Method.PRORATED_SUM, "Sum of 3 items, gaps filled with the mean of the others"),
        (Method.LINEAR, "Sum of 3 items, on another range"),
        (Method.LOOKUP, "Outcome of a table for the sum of 3 items"),
        (Method.COUNT_TRUE, "How many of 3 items are not 0"),
    ],
    ids=lambda part: part.value if isinstance(part, Method) else "",
)
def test_every_method_has_its_words(how: Method, said: str) -> None:
    assert title(replace(PLAIN, method=how)) == said


def test_a_score_of_one_item_is_of_1_item() -> None:
    assert title(replace(PLAIN, items=ITEMS[:1])) == "Sum of 1 item"


def test_a_plain_rule_says_what_it_adds_and_that_all_are_needed() -> None:
    assert method(PLAIN) == "Sum of 3 items: a, b, c; 3 of 3 must be answered"


def test_a_rule_says_everything_that_it_does_to_the_answers() -> None:
    rule = replace(
        PLAIN,
        method=Method.LINEAR,
        min_answered=2,
        reverse=frozenset(ITEMS[1:]),
        scale=33.3333,
        offset=2.5,
        round=1,
    )
    assert method(rule) == (
        "Sum of 3 items, on another range: a, b, c; counted from the greatest value down: b, c; times 33.3333;"
        " plus 2.5; at least 2 of 3 must be answered; rounded to 1 decimal place, a half away from zero"
    )


@pytest.mark.parametrize(("places", "said"), [(0, "a whole number"), (2, "2 decimal places")])
def test_it_says_how_a_score_is_rounded(places: int, said: str) -> None:
    assert method(replace(PLAIN, round=places)).endswith(f"; rounded to {said}, a half away from zero")


def test_bands_have_their_ends_and_their_names_and_without_a_name_their_id() -> None:
    low = Band(id="low", low=0, high=4.99, text=localised("Low", "Isel"))
    rule = replace(PLAIN, bands=(low, Band(id="high", low=5, high=10)))
    assert bands(rule, ENGLISH) == (("0 to 4.99", "", "Low"), ("5 to 10", "", "high"))
    assert bands(rule, WELSH)[0] == ("0 to 4.99", "", "Isel")
