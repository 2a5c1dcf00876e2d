"""The engine in a chat: what each act of a person makes of a check-in, one example a rule."""

from __future__ import annotations

import pytest

from bot.domain.answer import Answer, Chosen, Number, Seen, Skipped, Written
from bot.domain.conversation import record
from bot.domain.engine import advance
from bot.domain.ids import OptionCode
from bot.domain.press import Press, Verb
from bot.domain.questionnaire import Questionnaire
from bot.domain.secret import Secret
from bot.domain.turn import Back, Fact, Resume, Skip, Typed
from tests.builders import CARD, a_form, a_talk, an_item, showing, words
from tests.domain.chats import Chat, pressed


def weekly() -> Questionnaire:
    """A statement, and questions of which one depends on another."""
    return a_form(
        an_item("statement", "intro", text="Thank you for checking in."),
        an_item("scale", "pain"),
        an_item("single_choice", "helped", show_if="pain >= 4", options=("rest", "heat")),
        an_item("yes_no", "kept_from"),
        an_item("long_text", "anything"),
    )


def given(chat: Chat) -> dict[str, Answer]:
    return {str(item): answer for item, answer in record(chat.talk, chat.form).items()}


def at_pain() -> Chat:
    chat = Chat(weekly())
    chat.taps("Continue")
    return chat


def closing() -> Chat:
    chat = at_pain()
    for label in ("3", "Yes", "Skip"):
        chat.taps(label)
    return chat


def test_a_check_in_begins_with_its_first_item() -> None:
    chat = Chat(weekly())
    assert chat.talk.at == "intro"
    assert chat.turns[-1].facts == (Fact.STARTED,)


def test_a_button_and_the_same_in_words_come_to_the_same() -> None:
    tapping, typing = at_pain(), at_pain()
    assert tapping.taps("7") == typing.types(" 7. ")
    assert tapping.taps("heat") == typing.types("HEAT")
    assert tapping.taps("No") == typing.types("no")
    assert given(typing) == {
        "pain": Number(7),
        "helped": Chosen(OptionCode("heat")),
        "kept_from": Chosen(OptionCode("no")),
    }


def test_what_is_no_answer_changes_nothing_and_the_question_comes_again_below_a_kind_sentence() -> None:
    chat = at_pain()
    before, question = chat.talk, chat.said
    turn = chat.types("quite bad")
    assert turn.conversation == before
    assert chat.said == f"{words().say('misread.scale', first=0, last=10)}\n\n{question}"
    assert turn.facts == (Fact.MISREAD,)


def test_an_old_button_changes_no_answer_and_shows_where_one_is() -> None:
    chat = at_pain()
    old = [choice.data for row in chat.turns[-1].say[-1].rows for choice in row]
    chat.taps("3")
    before, question = chat.talk, chat.said
    for data in old[:-1]:  # Later, the last, is true of every question
        turn = chat.does(pressed(data))
        assert (turn.conversation, turn.facts) == (before, (Fact.STALE,))
        assert turn.toast == words().say("checkin.moved_on")
        assert chat.said == question


@pytest.mark.parametrize("choice", [11, 97, 999])
def test_a_button_that_was_never_there_changes_nothing(choice: int) -> None:
    chat = at_pain()
    before = chat.talk
    turn = chat.does(Press(verb=Verb.CHOOSE, item=1, choice=choice))
    assert (turn.conversation, turn.facts) == (before, (Fact.STALE,))


def test_back_shows_the_question_before_and_what_was_said_to_it() -> None:
    chat = at_pain()
    chat.taps("7")
    turn = chat.taps("Back")
    assert (turn.conversation.at, turn.facts) == ("pain", (Fact.WENT_BACK,))
    assert "You said: 7" in chat.said


def test_back_on_the_first_item_says_that_it_is_the_first() -> None:
    chat = Chat(weekly())
    before = chat.talk
    turn = chat.does(Back())
    assert turn.conversation == before
    assert chat.said.startswith(words().say("checkin.first"))


def test_back_passes_over_a_question_that_is_not_asked() -> None:
    chat = at_pain()
    chat.taps("3")
    assert chat.talk.at == "kept_from"
    assert chat.taps("Back").conversation.at == "pain"


def test_an_answer_on_a_branch_that_was_left_does_not_count_until_the_branch_is_taken_again() -> None:
    chat = at_pain()
    chat.taps("7")
    chat.taps("rest")
    for _ in range(2):
        chat.does(Back())
    chat.taps("2")
    assert given(chat) == {"pain": Number(2)}
    assert chat.talk.at == "kept_from"
    chat.does(Back())
    chat.taps("8")
    assert given(chat) == {"pain": Number(8), "helped": Chosen(OptionCode("rest"))}
    assert chat.talk.at == "kept_from"


def test_a_changed_answer_that_opens_a_branch_leads_into_it_and_then_back_to_the_end() -> None:
    chat = closing()
    while chat.talk.at != "pain":
        chat.does(Back())
    assert chat.taps("9").conversation.at == "helped"
    assert chat.taps("heat").conversation.at is None


def test_skip_is_kept_as_asked_and_passed_over() -> None:
    chat = at_pain()
    turn = chat.taps("Skip")
    assert given(chat) == {"pain": Skipped()}
    assert turn.facts == (Fact.SKIPPED,)


def test_skip_under_a_statement_means_that_it_was_read() -> None:
    chat = Chat(weekly())
    assert chat.does(Skip()).conversation.given() == {"intro": Seen()}


@pytest.mark.parametrize(
    "form",
    [a_form(an_item("scale", "pain", required=True)), a_form(an_item("scale", "pain"), allow_skip=False)],
    ids=["the item is needed", "the questionnaire allows no skipping"],
)
def test_what_is_needed_offers_no_skip_and_says_so_when_it_is_tried(form: Questionnaire) -> None:
    for act in (Skip(), Press(verb=Verb.SKIP, item=0)):
        chat = Chat(form)
        assert "Skip" not in chat.labels()
        before = chat.talk
        assert chat.does(act).conversation == before
        assert chat.said.startswith(words().say("checkin.needed"))
        assert "Later" in chat.labels()


def test_later_keeps_the_place_and_its_button_goes_on_from_there() -> None:
    chat = at_pain()
    before, question = chat.talk, chat.turns[-1].say
    turn = chat.taps("Later")
    assert (turn.conversation, turn.facts) == (before, (Fact.PUT_OFF,))
    assert chat.labels() == ["Go on"]
    assert chat.taps("Go on").say == question


def test_the_end_shows_what_was_said_and_sends_it_only_when_told() -> None:
    chat = closing()
    assert chat.talk.at is None
    assert chat.labels() == ["Send", "Back"]
    turn = chat.taps("Send")
    assert turn.conversation.sent
    assert turn.facts == (Fact.SENT,)
    assert "HELP" in chat.said


@pytest.mark.parametrize(
    ("language", "typed"),
    [("en", "send"), ("en", "SEND."), ("en", "Done!"), ("cy", "anfon"), ("cy", "Gorffen."), ("cy", "send")],
)
def test_sending_can_be_typed_in_the_language_of_the_check_in(language: str, typed: str) -> None:
    chat = closing()
    chat.showing = showing(language)
    assert chat.types(typed).conversation.sent


@pytest.mark.parametrize("act", [Typed(Secret("7")), Typed(Secret("🙂")), Typed(Secret("")), Skip()])
def test_nothing_else_can_be_answered_at_the_end(act: Typed | Skip) -> None:
    chat = closing()
    before = chat.talk
    turn = chat.does(act)
    assert (turn.conversation, turn.facts) == (before, (Fact.MISREAD,))
    assert chat.said.startswith(words().say("misread.closing"))


def test_sending_with_something_missing_goes_to_what_is_missing() -> None:
    form = weekly()
    talk = a_talk(form, {"intro": Seen(), "pain": Number(7), "anything": Written(Secret("Walks."))})
    for act in (Press(verb=Verb.SEND, item=len(form.items)), Typed(Secret("send"))):
        turn = advance(talk, form, act, showing())
        assert turn.conversation.at == "helped"
        assert not turn.conversation.sent


def test_a_question_that_was_left_out_further_up_is_gone_to_before_the_end() -> None:
    form = weekly()
    talk = a_talk(form, {"intro": Seen(), "pain": Number(2)}, at="anything")
    turn = advance(talk, form, Typed(Secret("Walks.")), showing())
    turn = advance(turn.conversation, form, Typed(Secret("done")), showing())
    assert turn.conversation.at == "kept_from"


def test_send_pressed_before_the_end_sends_nothing() -> None:
    chat = at_pain()
    for place in (1, len(chat.form.items)):
        assert not chat.does(Press(verb=Verb.SEND, item=place)).conversation.sent


@pytest.mark.parametrize("act", [Press(verb=Verb.OPEN), Typed(Secret("7")), Back(), Skip(), Resume()])
def test_after_sending_nothing_changes_and_one_is_told_so(act: Press | Typed | Back | Skip | Resume) -> None:
    chat = closing()
    sent = chat.taps("Send").conversation
    turn = chat.does(act)
    assert turn.conversation == sent
    assert turn.toast == words().say("checkin.already_sent")


@pytest.mark.parametrize("answer", ["0", "10", "Skip"])
def test_the_support_card_follows_a_sensitive_item_whatever_is_answered(answer: str) -> None:
    chat = Chat(a_form(an_item("scale", "mood", sensitive_support=True), an_item("yes_no", "next")))
    turn = chat.taps(answer)
    assert [message.text == CARD for message in turn.say] == [True, False]
    assert turn.conversation.at == "next"


def test_the_support_card_follows_typed_words_and_the_last_question_too_but_no_misread_one() -> None:
    chat = Chat(a_form(an_item("scale", "mood", sensitive_support=True)))
    assert [message.text == CARD for message in chat.types("awful").say] == [False]
    assert [message.text == CARD for message in chat.types("1").say] == [True, False]
    assert chat.talk.at is None


def test_another_version_of_the_questionnaire_is_refused_as_the_bug_it_is() -> None:
    form = weekly()
    other = a_form(*form.items, version="1.0.1")
    with pytest.raises(ValueError, match="another version"):
        advance(a_talk(form, at="pain"), other, Resume(), showing())


def test_the_support_line_is_the_last_word() -> None:
    chat = closing()
    chat.taps("Send")
    assert chat.said.endswith(words().say("support.line"))
