"""The demo always has a round to answer, whatever the date is."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from adapters.demo import in_season
from adapters.lab import EXAMPLE, read_lab
from bot.domain.lab import Lab

SHIPPED = read_lab(EXAMPLE)
DATES = st.dates(min_value=date(2000, 1, 1), max_value=date(2100, 1, 1))


@given(DATES)
def test_every_day_has_a_round_and_every_round_is_a_week_from_a_monday(today: date) -> None:
    assert isinstance(SHIPPED, Lab)
    [study] = in_season(SHIPPED, today).studies
    number = study.waves.number_on(today)
    assert number is not None
    first = study.waves.first_day(number)
    assert first <= today < first + timedelta(days=7)
    assert first.weekday() == 0


def test_within_its_own_year_the_calendar_stays_as_the_lab_wrote_it() -> None:
    assert isinstance(SHIPPED, Lab)
    assert in_season(SHIPPED, date(2026, 12, 25)) == SHIPPED
