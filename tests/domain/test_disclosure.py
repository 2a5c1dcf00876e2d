"""What a count may say in public."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.disclosure import ROUNDED_TO, SUPPRESSED_BELOW, publishable


@pytest.mark.parametrize(
    ("people", "told"),
    [(0, 0), (1, None), (7, None), (8, 10), (10, 10), (12, 10), (13, 15), (17, 15), (18, 20), (1003, 1005)],
)
def test_a_count_is_told_to_the_nearest_five_and_a_small_one_not_at_all(people: int, told: int | None) -> None:
    assert publishable(people) == told


@given(st.integers(1, 10**6))
def test_what_is_told_is_a_multiple_of_five_and_nearer_than_any_other(people: int) -> None:
    told = publishable(people)
    assert (told is None) == (people < SUPPRESSED_BELOW)
    if told is not None:
        assert told % ROUNDED_TO == 0
        assert abs(told - people) * 2 < ROUNDED_TO


@given(st.integers(SUPPRESSED_BELOW, 10**6))
def test_one_person_more_never_makes_it_less(people: int) -> None:
    fewer, more = publishable(people), publishable(people + 1)
    assert fewer is not None
    assert more is not None
    assert fewer <= more


def test_a_count_below_nothing_is_a_bug_and_not_told() -> None:
    with pytest.raises(ValueError, match="negative"):
        publishable(-1)
