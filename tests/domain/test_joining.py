"""Joining: the steps live in the buttons, fit into them, and cannot be forged."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from collections.abc import Iterator
from dataclasses import replace
from hmac import digest

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.ids import Language
from bot.domain.joining import (
    Join,
    Mark,
    Step,
    age_gate,
    choices,
    from_wire,
    full_text,
    not_monitored,
    purposes,
    to_wire,
)
from bot.domain.lab import Lab
from bot.domain.message import Choice, Message
from bot.domain.press import MAX_DATA_BYTES
from bot.domain.press import from_wire as press_from_wire
from tests.builders import ENGLISH, WELSH, a_lab, a_study, words

EVERYTHING = ("check-ins", "event-reminders", "announcements", "quotation")


def mark_of(chat: str) -> Mark:
    """A keyed mark as the keyring gives it: eleven characters."""
    return lambda text: urlsafe_b64encode(digest(b"key", f"{chat}|{text}".encode(), "sha256"))[:11].decode()


MARK = mark_of("telegram|1001")
CODES = st.from_regex("[A-Za-z0-9_-]{0,24}", fullmatch=True)
JOINS = st.builds(
    Join,
    step=st.sampled_from(Step),
    language=st.sampled_from([ENGLISH, WELSH, Language("sgn-GB")]),
    code=CODES,
    ticked=st.frozensets(st.integers(0, 15)),
)


@given(JOINS)
def test_a_step_comes_back_as_it_was_sent_and_fits(join: Join) -> None:
    data = to_wire(join, MARK)
    assert from_wire(data, MARK) == join
    assert len(data.encode()) <= MAX_DATA_BYTES


@given(JOINS)
def test_a_step_of_another_chat_is_none(join: Join) -> None:
    assert from_wire(to_wire(join, MARK), mark_of("telegram|1002")) is None


@given(join=JOINS, other=JOINS)
def test_nobody_can_tick_for_somebody_else_with_a_mark_of_their_own_button(join: Join, other: Join) -> None:
    data, swapped = to_wire(join, MARK), to_wire(other, MARK)
    forged = f"{data.rpartition(':')[0]}:{swapped.rpartition(':')[2]}"
    assert from_wire(forged, MARK) == (join if join == other else None)


@given(join=JOINS, at=st.integers(0, 100), letter=st.characters())
def test_an_edited_step_is_none(join: Join, at: int, letter: str) -> None:
    data = to_wire(join, MARK)
    at %= len(data)
    for edited in (data[:at] + letter + data[at:], data[:at] + letter + data[at + 1 :], data[:at] + data[at + 1 :]):
        assert edited == data or from_wire(edited, MARK) is None


@given(st.text())
def test_any_other_text_is_no_step(data: str) -> None:
    assert from_wire(data, MARK) is None


@given(JOINS)
def test_a_step_is_no_button_of_a_check_in(join: Join) -> None:
    assert press_from_wire(to_wire(join, MARK)) is None


# What is shown.


def labels(message: Message) -> list[str]:
    return [choice.label for choice in buttons(message)]


def buttons(message: Message) -> list[Choice]:
    return [choice for row in message.rows for choice in row]


def shown(lab: Lab, join: Join) -> Message | None:
    """What stands in the chat after that button; None where joining ends or waits for the vault."""
    match join.step:
        case Step.OLD_ENOUGH:
            return not_monitored(lab, join, MARK)
        case Step.CHOICES | Step.FULL_TEXT:
            return choices(lab, join, MARK)
        case Step.TOO_YOUNG | Step.AGREE | Step.NOT_NOW:
            return None


def reachable(lab: Lab, first: Join) -> Iterator[tuple[Join, Choice]]:
    """Every button that can be reached by pressing buttons, with the step that it was shown in."""
    seen: set[str] = set()
    waiting: list[tuple[Join, Message]] = [(first, age_gate(lab, first, MARK))]
    while waiting:
        at, message = waiting.pop()
        for choice in buttons(message):
            if choice.data in seen:
                continue
            seen.add(choice.data)
            yield at, choice
            join = from_wire(choice.data, MARK)
            assert join is not None, f"{choice.label} is a dead button"
            if (following := shown(lab, join)) is not None:
                waiting.append((join, following))


def begun(language: Language = ENGLISH, code: str = "C" * 24) -> Join:
    return Join(step=Step.CHOICES, language=language, code=code)


@pytest.mark.parametrize("language", [ENGLISH, WELSH])
def test_every_button_that_can_be_reached_works_fits_and_keeps_language_and_code(language: Language) -> None:
    lab = a_lab(a_study(purposes=EVERYTHING))
    found = list(reachable(lab, begun(language)))
    ticked = set()
    for _, choice in found:
        join = from_wire(choice.data, MARK)
        assert join is not None
        assert (join.language, join.code) == (language, "C" * 24)
        assert len(choice.data.encode()) <= MAX_DATA_BYTES
        ticked.add(join.ticked)
    assert len(ticked) == 2 ** len(EVERYTHING)


def test_a_lab_of_many_studies_has_no_dead_button() -> None:
    lab = a_lab(*(a_study(f"study{place}", purposes=EVERYTHING) for place in range(8)))
    count = len(purposes(lab))
    assert count == 32
    all_ticked = replace(begun(Language("en")), ticked=frozenset(range(count)))
    for choice in buttons(choices(lab, all_ticked, MARK)):
        join = from_wire(choice.data, MARK)
        assert join is not None
        assert len(join.ticked) >= count - 1
        assert len(choice.data.encode()) <= MAX_DATA_BYTES


def test_nothing_is_ticked_beforehand_and_each_box_turns_itself_over_and_no_other() -> None:
    lab = a_lab(a_study(purposes=EVERYTHING))
    before = begun()
    boxes = buttons(choices(lab, before, MARK))[: len(EVERYTHING)]
    assert all(box.label.startswith("☐ ") for box in boxes)
    for place, box in enumerate(boxes):
        once = from_wire(box.data, MARK)
        assert once == replace(before, ticked=frozenset({place}))
        again = buttons(choices(lab, once, MARK))
        assert [choice.label[0] for choice in again[: len(EVERYTHING)]].count("☑") == 1
        assert again[place].label.startswith("☑ ")
        assert from_wire(again[place].data, MARK) == before


def test_what_is_ticked_is_what_is_agreed_to() -> None:
    lab = a_lab(a_study(purposes=EVERYTHING))
    join = replace(begun(), ticked=frozenset({0, 3}))
    agree = next(choice for choice in buttons(choices(lab, join, MARK)) if choice.label == words().say("join.agree"))
    assert from_wire(agree.data, MARK) == replace(join, step=Step.AGREE)


def test_the_age_is_asked_first_and_before_consent_it_is_said_that_nobody_reads_along() -> None:
    lab = a_lab()
    asked = age_gate(lab, begun(), MARK)
    assert "18" in asked.text.text()
    old, young = (from_wire(choice.data, MARK) for choice in buttons(asked))
    assert old is not None
    assert young is not None
    assert (old.step, young.step) == (Step.OLD_ENOUGH, Step.TOO_YOUNG)
    warned = not_monitored(lab, old, MARK)
    assert "Nobody reads this straight away." in warned.text.text()
    assert words().say("support.line") in warned.text.text()
    assert [choice.data for choice in buttons(warned)] == [to_wire(replace(old, step=Step.CHOICES), MARK)]


def test_the_choices_show_the_short_text_and_the_whole_is_one_button_away() -> None:
    lab = a_lab()
    assert choices(lab, begun(), MARK).text.text().startswith("Short.")
    assert words().say("join.full_text") in labels(choices(lab, begun(), MARK))
    assert full_text(lab, begun()).text.text() == "Full."


def test_a_hint_takes_the_place_of_the_introduction() -> None:
    hinted = choices(a_lab(), begun(), MARK, hint="Please tick one.").text.text()
    assert "Please tick one." in hinted
    assert words().say("join.consent_intro") not in hinted
