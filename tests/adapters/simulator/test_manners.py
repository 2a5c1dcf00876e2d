"""What pretend people do with what is shown to them, and what they put into a form."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, time, timedelta

import pytest

from adapters.simulator.people import SENTENCES, Forms, Manners
from adapters.simulator.people.forms import Wish
from adapters.simulator.telegram import Message
from tests.adapters.simulator.conftest import keyboard


def shown(text: str, *labels: str) -> Message:
    return Message(
        message_id=1, chat_id=1, sender={}, by_bot=True, text=text, at=0, markup=keyboard(*labels) if labels else None
    )


def chosen(message: Message, *, seed: int = 0, manners: Manners | None = None) -> str:
    wish = (manners or Manners()).choose(message, rng=random.Random(seed))  # noqa: S311 - repeatable
    return "" if wish is None else wish if isinstance(wish, str) else wish.text


@pytest.mark.parametrize(
    ("text", "labels", "choice"),
    [
        ("Are you 18 or over?", ("I am under 18", "I am 18 or over"), "I am 18 or over"),
        ("Are you 18 or over?", ("No", "Yes"), "Yes"),
        ("Do you agree to take part?", ("Not now", "Read the full text", "✓ I agree"), "✓ I agree"),
        ("Which language?", ("Cymraeg", "English"), "English"),
        ("Your check-in is ready", ("Later", "Not today", "Continue"), "Continue"),
        ("Have a look before you send it", ("Back", "Send", "Later"), "Send"),
    ],
)
def test_the_button_that_goes_forward_is_pressed(text: str, labels: tuple[str, ...], choice: str) -> None:
    assert chosen(shown(text, *labels)) == choice


def test_a_question_is_answered_at_random_but_never_by_navigation() -> None:
    question = shown("3 of 7: How was it?", "Good", "Bad", "Back", "Later", "Shorter today", "Stop")
    assert {chosen(question, seed=seed) for seed in range(60)} == {"Good", "Bad"}


def test_skip_is_pressed_sometimes_only() -> None:
    question = shown("How was it?", "Good", "Bad", "Skip")
    skips = [chosen(question, seed=seed) for seed in range(400)].count("Skip")
    assert 5 < skips < 60


def test_boxes_are_ticked_before_going_on() -> None:
    boxes = shown("Which helped?", "☐ Walking", "☐ A bath", "Done", "Back")
    assert {chosen(boxes, seed=seed) for seed in range(20)} == {"☐ Walking", "☐ A bath"}
    ticked = shown("Which helped?", "☑ Walking", "☑ A bath", "Done", "Back")
    assert chosen(ticked) == "Done"


@pytest.mark.parametrize(
    ("text", "boxes", "choices"),
    [
        ("Choose up to 2, then tap Done.", "☑☑☐☐", {"Done"}),
        ("Choose one, then tap Done.", "☐☑☐☐", {"Done"}),
        ("Choose at least 3, then tap Done.", "☑☑☐☐", {"☐ 2", "☐ 3"}),
        ("Choose from 2 to 4, then tap Done.", "☑☐☐☐", {"☐ 1", "☐ 2", "☐ 3"}),
        ("Choose from 2 to 4, then tap Done.", "☑☑☐☐", {"☐ 2", "☐ 3", "Done"}),
        ("Please choose no more than 3.\nChoose up to 3.", "☑☑☑☐", {"Done"}),
        ("Choose up to 3.\nWe have: A, B, C", "☐☐☐☐", {"Done"}),
    ],
)
def test_as_many_boxes_are_ticked_as_are_asked_for(text: str, boxes: str, choices: set[str]) -> None:
    labels = [f"{box} {place}" for place, box in enumerate(boxes)]
    message = shown(text, *labels, "Done", "Back", "Skip")
    assert {chosen(message, seed=seed) for seed in range(60)} == choices


def test_the_numbers_of_boxes_are_typed_sometimes_where_they_can_be() -> None:
    boxes = shown("Choose up to 2, then tap Done. You can also type the numbers, such as 1, 3.", *["☐ A"] * 4, "Done")
    wishes = {chosen(boxes, seed=seed) for seed in range(200)}
    numbers = {wish for wish in wishes if wish[0].isdigit()}
    assert wishes - numbers == {"☐ A"}
    assert {len(wish.split(", ")) for wish in numbers} == {1, 2}
    assert {place for wish in numbers for place in wish.split(", ")} == {"1", "2", "3", "4"}


def test_a_long_list_is_turned_sometimes_and_never_back() -> None:
    first = shown("Which one?", "A", "B", "More choices", "Back")
    middle = shown("Which one?", "C", "D", "Earlier choices", "More choices", "Back")
    last = shown("Which one?", "E", "Earlier choices", "Back")
    assert {chosen(first, seed=seed) for seed in range(60)} == {"A", "B", "More choices"}
    assert {chosen(middle, seed=seed) for seed in range(60)} == {"C", "D", "More choices"}
    assert {chosen(last, seed=seed) for seed in range(60)} == {"E"}


def test_what_must_be_ticked_is_ticked_first() -> None:
    consent = shown("Do you agree?", "☐ Quote my words", "☐ Send me news", "☐ Ask me check-in questions", "I agree")
    assert {chosen(consent, seed=seed) for seed in range(20)} == {"☐ Ask me check-in questions"}


def test_an_answer_that_only_begins_like_navigation_is_an_answer() -> None:
    assert chosen(shown("Was it?", "Helpful", "Back")) == "Helpful"


def test_words_are_typed_where_words_are_asked_for() -> None:
    assert chosen(shown("What went well?", "Back", "Skip", "Later")) in SENTENCES
    assert chosen(shown("Good morning.")) == ""
    cut = chosen(shown("What was it? Write up to 12 characters.", "Back", "Later"))
    assert any(words.startswith(cut) for words in SENTENCES)
    assert 0 < len(cut) < 12


def test_more_is_written_sometimes_while_there_is_room() -> None:
    roomy = shown("We have that. Characters so far: 40 of 500. Write more, or tap Done.", "Done", "Back")
    wishes = {chosen(roomy, seed=seed) for seed in range(200)}
    assert wishes - set(SENTENCES) == {"Done"}
    assert wishes & set(SENTENCES)
    full = shown("We have that. Characters so far: 495 of 500. Write more, or tap Done.", "Done", "Back")
    assert {chosen(full, seed=seed) for seed in range(60)} == {"Done"}


@pytest.mark.parametrize(
    ("text", "fits"),
    [
        ("Type a number from 0 to 28 (days).", lambda words: 0 <= int(words) <= 20),
        ("Please type a whole number from 30 to 40, such as 30.", lambda words: 30 <= int(words) <= 40),
        ("Type a number from 0.2 to 0.8.", lambda words: words == "0.2"),
        ("Please type a number from 5 to 60, in steps of 5.", lambda words: words == "5"),
        ("When? Or type a date, day first, such as 2/11/2026.", lambda words: day(words) <= date(2026, 11, 2)),
        ("Please give a day from 3 November 2026 on.\nWhen?", lambda words: words == "3/11/2026"),
        ("Please give a day up to 30 June 2026.\nWhen?", lambda words: words == "30/6/2026"),
        ("Type a time, such as 19:30 or 7.30pm.", lambda words: time.fromisoformat(words).minute in (0, 30)),
        ("Please give a time from 08:15 to 22:00.\nType a time.", lambda words: words == "08:15"),
    ],
)
def test_a_number_a_day_or_a_time_is_typed_that_fits_what_is_asked(text: str, fits: Callable[[str], bool]) -> None:
    typed = {chosen(shown(text, "Back", "Later"), seed=seed) for seed in range(60)}
    assert [words for words in typed if not fits(words)] == []


def test_a_day_is_pressed_or_typed() -> None:
    question = shown("When? Or type a date, day first, such as 22/11/2026.", "Today", "Yesterday", "Back", "Later")
    wishes = {chosen(question, seed=seed) for seed in range(60)}
    assert {"Today", "Yesterday"} < wishes
    assert all(day(words) > date(2026, 11, 15) for words in wishes - {"Today", "Yesterday"})


def day(words: str) -> date:
    number, month, year = map(int, words.split("/"))
    return date(year, month, number)


@pytest.mark.parametrize(
    ("text", "labels", "ends"),
    [("Thank you. That is all.", (), True), ("Thank you.", ("Why this message", "Pause"), True),
     ("Thank you. One more:", ("Yes", "No"), False), ("How was it?", (), False)],
)  # fmt: skip
def test_thanks_with_nothing_left_to_answer_is_an_end(text: str, labels: tuple[str, ...], ends: bool) -> None:
    assert Manners().is_end(shown(text, *labels)) is ends


@dataclass(frozen=True)
class Field:
    label: str
    options: tuple[str, ...] = ()
    optional: bool = False
    kind: str = "plain_text_input"
    hint: str = ""
    element: Mapping[str, object] = field(default_factory=dict)


TODAY = date(2026, 11, 25)
LETTERS = tuple("ABCDEFGH")


def filled(blank: Field, times: int = 1, *, complaint: str = "") -> list[Wish]:
    rng = random.Random(0)  # noqa: S311 - repeatable
    return [Forms().fill(blank, code="DEMO", today=TODAY, rng=rng, complaint=complaint) for _ in range(times)]


def test_the_code_is_typed_where_a_code_is_asked_for() -> None:
    assert filled(Field("Your invitation code")) == ["DEMO"]


def test_a_field_with_options_gets_one_of_them_and_any_other_a_sentence() -> None:
    assert set(filled(Field("How was it?", ("Good", "Bad")), 60)) == {(0,), (1,)}
    assert set(filled(Field("Anything else?"), 60)) <= set(SENTENCES)
    assert {len(str(words)) for words in filled(Field("What?", element={"max_length": 7}), 60)} == {7}


def test_only_what_is_optional_is_left_out_and_that_sometimes_only() -> None:
    assert None not in filled(Field("How was it?", ("Good", "Bad")), 400)
    assert 5 < filled(Field("How was it?", ("Good", "Bad"), optional=True), 400).count(None) < 60
    assert None not in filled(Field("How was it?", ("Good", "Bad"), optional=True), 400, complaint="Please choose.")


@pytest.mark.parametrize("kind", ["checkboxes", "multi_static_select"])
@pytest.mark.parametrize(
    ("hint", "complaint", "most", "counts"),
    [
        ("Choose all that apply.", "", None, {1, 2, 3}),
        ("Choose up to 2.", "", None, {1, 2}),
        ("Choose at least 5.", "", None, {5}),
        ("Choose all that apply.", "", 2, {1, 2}),
        ("Choose from 2 to 4.", "Please choose at least 2.", None, {2}),
        ("Choose all that apply.", "'A' goes with no other choice.", None, {1}),
    ],
)
def test_a_few_boxes_are_ticked(kind: str, hint: str, complaint: str, most: int | None, counts: set[int]) -> None:
    element = {} if most is None else {"max_selected_items": most}
    wishes = filled(Field("Which?", LETTERS, kind=kind, hint=hint, element=element), 60, complaint=complaint)
    assert {len(set(wish)) for wish in wishes if isinstance(wish, tuple)} == counts
    assert len(wishes) == sum(isinstance(wish, tuple) for wish in wishes)


def test_what_goes_with_no_other_is_not_ticked_again() -> None:
    wishes = filled(Field("Which?", LETTERS, kind="checkboxes"), 60, complaint="'A' goes with no other choice.")
    assert set(wishes) == {(place,) for place in range(1, 8)}


def test_a_number_of_a_form_keeps_within_what_the_form_takes() -> None:
    days = {"is_decimal_allowed": False, "min_value": "1", "max_value": "7"}
    assert set(filled(Field("Days", kind="number_input", element=days), 100)) == set("1234567")
    weight = {"is_decimal_allowed": True, "min_value": "30.5", "max_value": "33"}
    wishes = filled(Field("Weight", kind="number_input", element=weight), 100)
    assert set(wishes) == {"31", "31.5", "32", "32.5", "33"}
    steps = filled(Field("Days", kind="number_input"), 9, complaint="Please type a number from 5 to 60, in steps of 5.")
    assert set(steps) == {"5"}


def test_a_day_and_a_time_of_a_form_are_as_the_form_writes_them() -> None:
    days = [date.fromisoformat(str(wish)) for wish in filled(Field("When?", kind="datepicker"), 100)]
    assert (max(days), min(days)) == (TODAY, TODAY - timedelta(days=13))
    complaint = "Please give a day from 3 November 2026 on."
    assert filled(Field("When?", kind="datepicker"), complaint=complaint) == ["2026-11-03"]
    assert {len(str(wish)) for wish in filled(Field("At?", kind="timepicker"), 60)} == {5}
    assert filled(Field("At?", kind="timepicker"), complaint="Please give a time from 08:15 to 22:00.") == ["08:15"]


def test_the_door_is_the_button_that_lets_somebody_in() -> None:
    buttons = shown("Welcome", "Help", "I have a code", "Privacy").buttons
    assert Manners().door(buttons) == buttons[1]
    assert Manners().door(shown("We will write", "Check-in", "Help").buttons) is None
