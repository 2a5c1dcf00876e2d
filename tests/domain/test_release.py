"""A value as text: every digit that it needs, with a point, and never an exponent."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.release import written


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_number_is_read_back_exactly_and_has_no_exponent(number: float) -> None:
    assert float(written(number)) == number
    assert re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", written(number))


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (3, "3"),
        (3.0, "3"),
        (3.5, "3.5"),
        (0.1, "0.1"),
        (1e-7, "0.0000001"),
        (1e16, "10000000000000000"),
        (100.0, "100"),
        (-95, "-95"),
        ("2026-11", "2026-11"),
        ("3.0", "3.0"),
        ("", ""),
    ],
)
def test_it_is_as_short_as_it_can_be_and_a_text_stays_itself(value: str | float, text: str) -> None:
    assert written(value) == text
