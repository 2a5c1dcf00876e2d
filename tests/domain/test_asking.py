"""How a check-in looks in a chat: the open question, and the page at the end."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.domain.answer import Answer, Chosen, Number, Skipped, UnderReview, Written
from bot.domain.asking import MAX_TOLD, put
from bot.domain.ids import OptionCode
from bot.domain.message import Message, rows_of
from bot.domain.press import Press, Verb, from_wire
from bot.domain.questionnaire import Questionnaire
from bot.domain.richtext import Part, Style
from bot.domain.secret import Secret
from tests.builders import TOKEN, a_form, a_talk, an_item, localised, showing, words


def question(form: Questionnaire, at: str, answers: dict[str, Answer] | None = None, language: str = "en") -> Message:
    return put(a_talk(form, answers, at=at), form, showing(language))


def closing(form: Questionnaire, answers: dict[str, Answer], language: str = "en") -> Message:
    return put(a_talk(form, answers), form, showing(language))


def labels(message: Message) -> list[list[str]]:
    return [[choice.label for choice in row] for row in message.rows]


def test_a_question_stands_below_its_progress_with_its_help_and_its_note() -> None:
    item = replace(an_item("long_text", "why", text="Why?", max_length=20), help=localised("In a few words."))
    note = words().say("checkin.write", n=20)
    assert question(a_form(item), "why").text.text() == f"1 of 1\n\nWhy?\n\nIn a few words.\n\n{note}"


def test_the_question_itself_is_bold_and_a_statement_is_not() -> None:
    form = a_form(an_item("statement", "intro", text="Hello."), an_item("yes_no", "well", text="Are you well?"))
    assert Part("Hello.") in question(form, "intro").text.parts
    assert Part("Are you well?", Style.BOLD) in question(form, "well").text.parts


def test_progress_counts_the_questions_that_are_asked_and_no_statement() -> None:
    form = a_form(
        an_item("statement", "intro", text="Hello."),
        an_item("scale", "pain"),
        an_item("yes_no", "branch", show_if="pain >= 4"),
        an_item("yes_no", "last"),
    )
    assert question(form, "intro").text.text() == "Hello."
    assert "1 of 2" in question(form, "pain").text.text()
    assert "2 of 3" in question(form, "branch", {"pain": Number(7)}).text.text()
    assert "3 of 3" in question(form, "last", {"pain": Number(7)}).text.text()
    assert "2 of 2" in question(form, "last", {"pain": Number(2)}).text.text()


def test_typing_is_expected_only_where_it_is_the_way() -> None:
    form = a_form(an_item("long_text", "why"), an_item("scale", "pain"))
    assert question(form, "why").reply_expected
    assert not question(form, "pain").reply_expected


@pytest.mark.parametrize(
    ("answer", "shown"),
    [(Written(Secret("Walks.")), "You said: (your own words, 6 characters)"), (Skipped(), ""), (None, "")],
)
def test_what_was_said_before_is_shown_and_silence_is_not(answer: Answer | None, shown: str) -> None:
    form = a_form(an_item("long_text", "why"))
    said = question(form, "why", {} if answer is None else {"why": answer}).text.text()
    assert said.partition("You said")[1] == shown.partition("You said")[1]
    assert said.endswith(shown)


def test_the_choices_stand_in_rows_above_back_skip_and_later() -> None:
    form = a_form(an_item("yes_no", "well"), an_item("scale", "pain"))
    assert labels(question(form, "pain")) == [
        ["0", "1", "2", "3", "4", "5"],
        ["6", "7", "8", "9", "10"],
        ["Back", "Skip", "Later"],
    ]
    assert labels(question(form, "well")) == [["Yes", "No"], ["Skip", "Later"]]


def test_a_statement_is_not_skipped_but_gone_on_from() -> None:
    form = a_form(an_item("statement", "intro"), an_item("scale", "pain"))
    assert labels(question(form, "intro")) == [["Continue"], ["Later"]]


def test_a_button_holds_where_it_stood_and_its_place_and_nothing_of_the_answer() -> None:
    form = a_form(an_item("yes_no", "well"), an_item("single_choice", "sleep", options=("secretly_bad", "good")))
    data = [choice.data for choice in question(form, "sleep").rows[0]]
    assert [from_wire(one) for one in data] == [
        (TOKEN, Press(verb=Verb.CHOOSE, item=1, choice=0)),
        (TOKEN, Press(verb=Verb.CHOOSE, item=1, choice=1)),
    ]
    assert "secretly_bad" not in "".join(data)


def test_the_end_tells_each_answer_below_its_question_and_skipped_ones_as_such() -> None:
    form = a_form(
        an_item("scale", "pain", text="How bad?"),
        an_item("yes_no", "well", text="Are you well?"),
        an_item("long_text", "why", text="Why?"),
        an_item("long_text", "more", text="More?"),
    )
    answers: dict[str, Answer] = {
        "pain": Number(0),
        "well": Chosen(OptionCode("no")),
        "why": Skipped(),
        "more": Written(Secret("*Walks* {answer}")),
    }
    told = closing(form, answers)
    said = "How bad?\n0\n\nAre you well?\nNo\n\nWhy?\n(skipped)\n\nMore?\n(your own words, 16 characters)"
    assert told.text.text() == f"{words().say('checkin.check')}\n\n{said}"
    assert [part.text for part in told.text.parts if part.style is Style.BOLD] == [
        "0",
        "No",
        "(skipped)",
        "(your own words, 16 characters)",
    ]


def test_the_end_speaks_the_language_of_the_check_in() -> None:
    form = a_form(an_item("yes_no", "well"))
    told = closing(form, {"well": Chosen(OptionCode("yes"))}, "cy")
    assert told.text.text().startswith(words("cy").say("checkin.check"))
    assert "\nIe" in told.text.text()
    assert labels(told) == [["Anfon", "Yn ôl"]]


def test_own_words_that_moved_to_the_review_are_said_to_be_there() -> None:
    form = a_form(an_item("long_text", "why"))
    assert words().say("checkin.own_words") in closing(form, {"why": UnderReview("0" * 32)}).text.text()


def test_answers_too_long_for_one_message_are_counted_instead() -> None:
    form = a_form(*(an_item("yes_no", f"why{place}", text="a" * 500) for place in range(8)))
    answers: dict[str, Answer] = {f"why{place}": Chosen(OptionCode("yes")) for place in range(8)}
    told = closing(form, answers).text.text()
    assert words().say("checkin.many_answers", n=8) in told
    assert len(told) < MAX_TOLD
    assert "aaa" in closing(form, {"why0": answers["why0"]}).text.text()


def test_rows_hold_every_choice_in_order() -> None:
    choices = tuple(choice for row in question(a_form(), "scale").rows for choice in row)
    for columns in (1, 2, 6, 99):
        rows = rows_of(choices, columns)
        assert tuple(choice for row in rows for choice in row) == choices
        assert {len(row) for row in rows[:-1]} <= {columns}
        assert 0 < len(rows[-1]) <= columns
