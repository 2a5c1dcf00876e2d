"""Announcements: whom a draft is for, what became of a copy, and numbers that add up and single nobody out."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.announcement import (
    LONGEST,
    TYPED_WITHIN,
    Announcement,
    AnnouncementState,
    Audience,
    CopyState,
    Draft,
    Receipt,
    announced,
    copy_state,
    excerpt,
)
from bot.domain.delivery import Gone, Later, OutboxState, Refused, SendResult, Sent, Unsure
from bot.domain.drafting import (
    Press,
    Verb,
    asking_for_groups,
    asking_for_text,
    from_wire,
    latest,
    preview,
    progress,
    to_wire,
    toggled,
)
from bot.domain.ids import AnnouncementId, Group, StaffId
from bot.domain.message import Message, Urgency
from bot.domain.press import MAX_DATA_BYTES
from bot.domain.richtext import Style
from tests.builders import A_WEDNESDAY, a_lab, words

POLICY, NORTH = Group("policy"), Group("north")
LAB = replace(a_lab(), groups=(POLICY, NORTH))
COUNTS = st.dictionaries(st.sampled_from(CopyState), st.integers(0, 10_000))


def an_announcement(text: str = "Hello", state: AnnouncementState = AnnouncementState.DRAFT) -> Announcement:
    return Announcement(
        id=AnnouncementId(b"a" * 16),
        by=StaffId(b"s" * 16),
        state=state,
        draft=Draft(text=text, include=frozenset({POLICY})),
        started=A_WEDNESDAY,
    )


def labels(message: Message) -> list[str]:
    return [choice.label for row in message.rows for choice in row]


def presses(message: Message) -> dict[str, Press]:
    found = {choice.label: from_wire(choice.data) for row in message.rows for choice in row}
    return {label: press for label, press in found.items() if press is not None}


# Whom it is for.


@pytest.mark.parametrize(
    ("include", "exclude", "groups", "is_for"),
    [
        (None, (), (), True),
        (None, (), ("policy",), True),
        (None, ("policy",), ("policy",), False),
        (None, ("policy",), ("north",), True),
        (("policy",), (), ("policy", "north"), True),
        (("policy",), ("north",), ("policy", "north"), False),
        (("policy",), (), ("north",), False),
        (("policy",), (), (), False),
        ((), (), ("policy",), False),
    ],
)
def test_a_draft_is_for_the_groups_it_names_and_never_for_those_it_leaves_out(
    include: tuple[str, ...] | None, exclude: tuple[str, ...], groups: tuple[str, ...], is_for: bool
) -> None:
    draft = Draft(
        text="Hello",
        include=None if include is None else frozenset(map(Group, include)),
        exclude=frozenset(map(Group, exclude)),
    )
    assert draft.is_for(frozenset(map(Group, groups))) is is_for


def test_a_new_draft_is_for_nobody() -> None:
    assert not Draft().is_for(frozenset({POLICY}))


@given(places=st.lists(st.integers(0, 4), max_size=8))
def test_ticking_a_box_twice_changes_nothing_and_everybody_leaves_no_room_for_groups(places: list[int]) -> None:
    draft = Draft(text="Hello")
    for place in places:
        draft = toggled(draft, place, LAB.groups)
        assert draft.include is None or draft.include <= set(LAB.groups)
    for place in (1, 2):
        assert toggled(toggled(draft, place, LAB.groups), place, LAB.groups).include == (draft.include or frozenset())
    assert toggled(draft, 3, LAB.groups) == draft  # there is no third group


def test_an_edition_is_another_when_the_text_or_the_groups_are() -> None:
    first = Draft(text="Hello", include=frozenset({POLICY}))
    others = (
        replace(first, text="Hello."),
        replace(first, include=None),
        replace(first, include=frozenset({POLICY, NORTH})),
        replace(first, exclude=frozenset({NORTH})),
    )
    assert len({one.edition for one in (first, *others)}) == 5
    assert first.edition == replace(first).edition


# Waiting for the text.


def test_a_draft_waits_for_its_text_for_a_while_and_then_what_is_typed_is_something_else() -> None:
    empty = an_announcement(text="")
    assert empty.waits_for_text(A_WEDNESDAY)
    assert not empty.waits_for_text(A_WEDNESDAY + TYPED_WITHIN)
    assert not an_announcement(text="Hello").waits_for_text(A_WEDNESDAY)
    assert not replace(empty, state=AnnouncementState.SENDING).waits_for_text(A_WEDNESDAY)


# What became of a copy.


@pytest.mark.parametrize(
    ("state", "result", "became"),
    [
        (OutboxState.SENT, Sent(message_id="1"), CopyState.DELIVERED),
        (OutboxState.READY, Later(after=timedelta(seconds=1), why="held"), None),
        (OutboxState.REFUSED, Later(after=timedelta(seconds=1), why="held"), CopyState.FAILED),
        (OutboxState.REFUSED, Refused(why="form"), CopyState.FAILED),
        (OutboxState.REFUSED, Gone(why="blocked"), CopyState.BLOCKED),
        (OutboxState.IN_DOUBT, Unsure(why="timeout"), CopyState.IN_DOUBT),
    ],
)
def test_each_end_of_a_send_is_an_end_of_the_copy(
    state: OutboxState, result: SendResult, became: CopyState | None
) -> None:
    assert copy_state(state, result) is became


@given(counts=COUNTS)
def test_a_receipt_adds_up(counts: dict[CopyState, int]) -> None:
    receipt = Receipt(counts)
    assert receipt.targeted == sum(receipt.count(state) for state in CopyState)
    assert receipt.settled + receipt.count(CopyState.WAITING) == receipt.targeted


def test_the_text_arrives_as_it_was_written() -> None:
    message = announced("*not bold* <b>nor this</b> @nobody")
    assert message.text.text() == "*not bold* <b>nor this</b> @nobody"
    assert {part.style for part in message.text.parts} == {Style.PLAIN}
    assert message.urgency is Urgency.UNASKED
    assert message.rows == ()


@pytest.mark.parametrize(
    ("text", "shown"),
    [("Short", "Short"), ("Two\n\nlines", "Two lines"), ("x" * 40, "x" * 40), ("x" * 41, "x" * 39 + "…")],
)
def test_an_excerpt_is_one_line_that_fits(text: str, shown: str) -> None:
    assert excerpt(text) == shown


# Buttons and what they stand under.


@given(
    verb=st.sampled_from(Verb),
    place=st.integers(0, 65_535),
    announcement=st.binary(min_size=16, max_size=16).map(AnnouncementId),
)
def test_a_button_comes_back_as_it_was_and_is_short_enough(
    verb: Verb, place: int, announcement: AnnouncementId
) -> None:
    press = Press(verb=verb, place=place, announcement=announcement)
    assert from_wire(to_wire(press)) == press
    assert len(to_wire(press).encode()) <= MAX_DATA_BYTES


@given(data=st.text(max_size=64) | st.from_regex(r"a:[a-z][0-9]{0,6}:[0-9a-f]{30,34}", fullmatch=True))
def test_only_a_button_of_ours_is_read(data: str) -> None:
    press = from_wire(data)
    assert press is None or to_wire(press) == data


def test_the_question_for_whom_shows_what_is_ticked() -> None:
    draft = an_announcement()
    message = asking_for_groups(LAB, words(), draft)
    assert labels(message) == ["☐ Everybody", "☑ policy", "☐ north", "Continue", "Write it again", "Cancel"]
    assert presses(message)["☐ north"] == Press(verb=Verb.TOGGLE, place=2, announcement=draft.id)


def test_the_question_for_the_text_says_how_long_and_how_to_leave() -> None:
    message = asking_for_text(words(), an_announcement(text=""), "Too long.")
    assert str(LONGEST) in message.text.text()
    assert "Type cancel to leave" in message.text.text()
    assert message.text.text().startswith("Too long.")
    assert labels(message) == ["Cancel"]


def test_a_preview_is_the_message_itself_and_then_in_round_numbers_who_gets_it() -> None:
    draft = an_announcement("Come on Friday.")
    looks, below = preview(words(), draft, Audience(targeted=118, no_consent=13, stopped=2))
    assert looks.text == announced("Come on Friday.").text
    assert looks.rows == ()
    said = below.text.text()
    assert "People who get it: 120." in said
    assert "Have not agreed to announcements: 15." in said
    assert "Have stopped or paused: fewer than 8." in said
    assert "Cannot be reached" not in said
    assert presses(below)["Send"].place == draft.draft.edition


def test_what_nobody_would_get_has_no_button_to_send_it() -> None:
    _, below = preview(words(), an_announcement(), Audience(no_consent=20))
    assert "Nobody would get it" in below.text.text()
    assert "Send" not in labels(below)


@given(counts=COUNTS, state=st.sampled_from([AnnouncementState.SENDING, AnnouncementState.DONE]))
def test_no_small_number_is_told_in_a_chat(counts: dict[CopyState, int], state: AnnouncementState) -> None:
    one = an_announcement("Hello", state)
    for message in (progress(words(), one, Receipt(counts)), latest(LAB, words(), [(one, Receipt(counts))])):
        numbers = [line.rpartition(": ")[2] for line in message.text.text().splitlines() if ": " in line]
        told = [number for number in numbers if number.isdecimal()]
        assert all(int(number) % 5 == 0 and int(number) not in range(1, 8) for number in told)


def test_progress_can_be_stopped_while_it_is_sent_and_not_afterwards() -> None:
    sending = an_announcement("Hello", AnnouncementState.SENDING)
    counts = Receipt({CopyState.WAITING: 20, CopyState.DELIVERED: 100})
    message = progress(words(), sending, counts)
    assert message.text.text() == "Being sent: Hello\nFor: 120\nWaiting: 20\nDelivered: 100"
    assert presses(message)["Stop"].verb is Verb.STOP
    stopping = replace(sending, state=AnnouncementState.CANCELLED)
    assert progress(words(), stopping, counts).text.text().startswith("Being stopped: Hello")
    for ended in (replace(sending, state=AnnouncementState.DONE, ended=True), replace(stopping, ended=True)):
        assert progress(words(), ended, counts).rows == ()
    assert progress(words(), replace(stopping, ended=True), counts).text.text().startswith("Stopped: Hello")


def test_the_list_says_when_in_the_labs_own_time_and_stops_each_that_is_being_sent() -> None:
    done = an_announcement("Done", AnnouncementState.DONE)
    sending = an_announcement("Under way", AnnouncementState.SENDING)
    message = latest(LAB, words(), [(sending, Receipt({CopyState.WAITING: 10})), (done, Receipt())])
    assert "2026-11-25 12:30\nBeing sent: Under way" in message.text.text()
    assert labels(message) == ["Stop: Under way"]
    assert latest(LAB, words(), []).text.text() == "No announcement has been sent yet."


@pytest.mark.parametrize("language", ["en", "cy"])
def test_every_state_has_its_words_in_both_languages(language: str) -> None:
    counts = Receipt(dict.fromkeys(CopyState, 10))
    for state in (AnnouncementState.SENDING, AnnouncementState.DONE, AnnouncementState.CANCELLED):
        for ended in (False, True):
            said = progress(words(language), replace(an_announcement(state=state), ended=ended), counts).text.text()
            assert "{" not in said
            assert said.count("\n") == 1 + len(CopyState)
