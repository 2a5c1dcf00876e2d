"""What was filled in comes back as entries, and what a forged payload says is never more than an empty one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.slack.entries import acted, entries, places_of
from bot.domain.heard import Entry
from bot.domain.secret import Secret

ACTION = {"block_id": "i1.2", "action_id": "answer"}


def chosen(*values: object) -> dict[str, object]:
    return {"selected_options": [{"text": {"type": "plain_text", "text": "x"}, "value": value} for value in values]}


@pytest.mark.parametrize(
    ("told", "entry"),
    [
        ({"type": "radio_buttons", "selected_option": {"value": "1"}}, Entry(item=1, places=(1,))),
        ({"type": "static_select", "selected_option": None}, Entry(item=1)),
        ({"type": "checkboxes", **chosen("2", "0")}, Entry(item=1, places=(0, 2))),
        ({"type": "checkboxes", **chosen()}, Entry(item=1)),
        ({"type": "multi_static_select", **chosen("11")}, Entry(item=1, places=(11,))),
        ({"type": "plain_text_input", "value": "a <b>"}, Entry(item=1, words=Secret("a <b>"))),
        ({"type": "number_input", "value": "7.5"}, Entry(item=1, words=Secret("7.5"))),
        ({"type": "number_input", "value": None}, Entry(item=1)),
        ({"type": "datepicker", "selected_date": "2026-11-25"}, Entry(item=1, words=Secret("2026-11-25"))),
        ({"type": "datepicker", "selected_date": None, "initial_date": "2026-11-25"}, Entry(item=1)),
        ({"type": "timepicker", "selected_time": "19:30"}, Entry(item=1, words=Secret("19:30"))),
    ],
)
def test_each_element_says_in_its_own_way_what_stands_in_it(told: dict[str, object], entry: Entry) -> None:
    assert acted({**ACTION, **told}) == entry
    assert entries({"i1.2": {"answer": told}}) == (entry,)


@pytest.mark.parametrize(
    "forged",
    [
        {"selected_option": {"value": "-1"}},
        {"selected_option": {"value": 1}},
        {"selected_option": {"value": "١"}},
        {"selected_option": {"value": "10000"}},
        {"selected_option": "1"},
        {"selected_options": "1"},
        {"selected_options": {"value": "1"}},
        {"selected_options": [{"value": "1"}, {"value": "x"}]},
        {"selected_options": [{"value": "1"}, "2"]},
        {"selected_options": [None]},
        {"value": 7, "selected_date": 20261125, "selected_time": ["19:30"]},
    ],
)
def test_what_no_client_of_slack_sends_counts_as_left_empty(forged: dict[str, object]) -> None:
    assert acted({**ACTION, **forged}) == Entry(item=1)


def test_a_box_that_is_told_twice_is_ticked_once() -> None:
    assert acted({**ACTION, **chosen("3", "3", "03")}) == Entry(item=1, places=(3,))


def test_only_our_fields_are_entries() -> None:
    assert entries({"b": {"answer": {"value": "x"}}, "i1": {}, "i1.x": {}}) == ()
    assert entries({"i1.2": {}}) == (Entry(item=1),)
    assert places_of({"i1.2": {}, "i12345.1": {}, "other": {}}) == {1: "i1.2"}
    assert acted({"block_id": "i1.2", "action_id": "other"}) is None
    assert acted({"block_id": 7, "action_id": "answer"}) is None


json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)
names = st.sampled_from(["value", "selected_date", "selected_time", "selected_option", "selected_options"])


@given(st.dictionaries(names, json))
def test_whatever_a_client_says_is_places_or_words_and_never_an_error(told: dict[str, object]) -> None:
    entry = acted({**ACTION, **told})
    assert entry is not None
    assert all(0 <= place <= 9999 for place in entry.places)
    assert entry.words is None or not entry.places
