"""Columns: what of a questionnaire is released, under which name, and how exactly."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.columns import Grain, column, grain, options_of, released_items, released_scores
from bot.domain.ids import OptionCode
from bot.domain.item import Role
from bot.domain.questionnaire import Questionnaire
from tests.builders import a_form, an_item
from tests.domain.asked import a_sum, asked, scored, several
from tests.domain.chats import forms

ROLES = st.sampled_from(Role)


@given(forms())
def test_own_words_and_statements_are_no_columns_and_everything_else_is(form: Questionnaire) -> None:
    kinds = {item.kind for item in form.items} - {item.kind for item in released_items(form)}
    assert kinds <= {"statement", "short_text", "long_text"}
    assert not {item.kind for item in released_items(form)} & {"statement", "short_text", "long_text"}


def test_several_options_are_a_column_each_and_one_option_is_none() -> None:
    assert options_of(several("helped", "walking", "rest")) == ("walking", "rest")
    assert options_of(an_item("single_choice")) == ()
    assert column(several("helped", "walking"), OptionCode("walking")) == "helped___walking"
    assert column(an_item("scale", "pain")) == "pain"


def test_parts_of_the_body_are_the_options_of_their_map() -> None:
    where = replace(asked("body_area", "where"), regions="spine-7")
    assert len(options_of(where)) == 7
    assert "lower_back" in options_of(where)


@pytest.mark.parametrize(
    ("kind", "role", "told"),
    [
        ("date", Role.QUASI, Grain.MONTH),
        ("date", Role.SENSITIVE, Grain.MONTH),
        ("date", Role.PLAIN, Grain.DAY),
        ("time", Role.QUASI, Grain.HOUR),
        ("time", Role.PLAIN, Grain.HOUR),
        ("integer", Role.QUASI, None),
        ("scale", Role.PLAIN, None),
    ],
)
def test_a_day_is_told_only_where_it_is_plain_and_a_minute_never(kind: str, role: Role, told: Grain | None) -> None:
    assert grain(asked(kind, "when", role)) is told


@given(st.lists(ROLES, min_size=1, max_size=4))
def test_a_score_is_released_only_when_everything_behind_it_is(roles: list[Role]) -> None:
    items = [an_item("scale", f"q{place}", role=role) for place, role in enumerate(roles)]
    form = scored(a_form(*items), a_sum("total", *(item.id for item in items)))
    assert bool(released_scores(form)) == (Role.DIRECT not in roles)
