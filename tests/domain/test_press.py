"""Buttons of a check-in: what is on them, and that nothing else is taken for one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.press import MAX_DATA_BYTES, Press, Verb, from_wire, to_wire

PRESSES = st.builds(Press, verb=st.sampled_from(Verb), item=st.integers(0, 999), choice=st.integers(0, 999))
TOKENS = st.from_regex("[A-Za-z0-9_-]{6,16}", fullmatch=True)
WIRES = st.builds(to_wire, PRESSES, TOKENS)


@given(press=PRESSES, token=TOKENS)
def test_a_button_comes_back_as_it_was_sent_and_fits(press: Press, token: str) -> None:
    data = to_wire(press, token)
    assert from_wire(data) == (token, press)
    assert len(data.encode()) <= MAX_DATA_BYTES


@given(st.one_of(st.text(), WIRES.map(str.upper), WIRES.flatmap(lambda data: st.permutations(data).map("".join))))
def test_what_reads_as_a_button_is_one_that_we_could_have_made(data: str) -> None:
    read = from_wire(data)
    assert read is None or to_wire(read[1], read[0]) == data


@given(data=WIRES, at=st.integers(0, 100), letter=st.characters())
def test_an_edited_button_is_another_button_or_none(data: str, at: int, letter: str) -> None:
    at %= len(data) + 1
    for edited in (data[:at] + letter + data[at:], data[:at] + letter + data[at + 1 :], data[: at - 1] + data[at:]):
        read = from_wire(edited)
        assert read is None or to_wire(read[1], read[0]) == edited


@pytest.mark.parametrize(
    "data",
    [
        "",
        "q:",
        "q:tokentok:c1.2\n",
        " q:tokentok:c1.2",
        "q:tokentok:x1.2",
        "q:tokentok:c1",
        "q:tokentok:c1.",
        "q:tokentok:c-1.2",
        "q:tokentok:c1.2.3",
        "q:tokentok:c1000.2",
        "q:tokentok:c01.2",
        "q:tokentok:c٣.2",
        "q:short:c1.2",
        "q:a_token_of_17_char:c1.2",
        "q:tok en tok:c1.2",
        "q:tökentok:c1.2",
        "Q:tokentok:c1.2",
        "j:y0:en::aaaaaaaaaaa",
        "m:checkin",
        "q:tokentok:c1.2" * 1000,
    ],
)
def test_what_is_no_button_of_a_check_in_is_none(data: str) -> None:
    assert from_wire(data) is None
