"""Answers that are put together: options tapped on and off, long lists, own words in several messages, and Done."""

from __future__ import annotations

from datetime import time

import pytest

from bot.domain.answer import AtTime, Number, OnDay, Several, Skipped, Written
from bot.domain.conversation import record
from bot.domain.ids import ItemId, OptionCode
from bot.domain.press import Press, Verb
from bot.domain.questionnaire import Questionnaire
from bot.domain.secret import Secret
from bot.domain.turn import Fact, Shorten
from tests.builders import TODAY, a_form, an_item, an_option, words
from tests.domain.chats import Chat

HELPED = an_item("multi_choice", "helped", options=("walking", "heat", an_option("nothing", exclusive=True)))


def helped(*more: str) -> Questionnaire:
    return a_form(HELPED, *(an_item(kind) for kind in more or ("yes_no",)))


def chosen(*codes: str) -> Several:
    return Several(tuple(map(OptionCode, codes)))


def answer(chat: Chat, item: str) -> object:
    return record(chat.talk, chat.form).get(ItemId(item))


def test_a_tap_turns_an_option_on_and_another_tap_turns_it_off_and_the_question_stays() -> None:
    chat = Chat(helped())
    turn = chat.taps("☐ walking")
    assert turn.facts == (Fact.NOTED,)
    assert chat.labels()[:3] == ["☑ walking", "☐ heat", "☐ nothing"]
    assert "We have: walking" in chat.said
    chat.taps("☑ walking")
    assert chat.labels()[:3] == ["☐ walking", "☐ heat", "☐ nothing"]
    assert answer(chat, "helped") is None, "nothing counts before Done"


def test_done_makes_what_is_on_the_answer() -> None:
    chat = Chat(helped())
    chat.taps("☐ walking")
    chat.taps("☐ heat")
    assert chat.taps("Done").facts == (Fact.ANSWERED,)
    assert answer(chat, "helped") == chosen("walking", "heat")
    assert chat.talk.at == "yes_no"
    assert chat.talk.draft is None


def test_done_can_be_typed() -> None:
    chat = Chat(helped())
    chat.taps("☐ heat")
    chat.types("Done.")
    assert answer(chat, "helped") == chosen("heat")


def test_done_with_nothing_on_says_how_many_are_needed() -> None:
    chat = Chat(helped())
    assert chat.taps("Done").facts == (Fact.MISREAD,)
    assert chat.said.startswith(words().say("misread.too_few", n=1))


def test_an_exclusive_option_turns_the_others_off_and_they_it() -> None:
    chat = Chat(helped())
    chat.taps("☐ walking")
    chat.taps("☐ nothing")
    assert chat.labels()[:3] == ["☐ walking", "☐ heat", "☑ nothing"]
    chat.taps("☐ heat")
    assert chat.labels()[:3] == ["☐ walking", "☑ heat", "☐ nothing"]


def test_one_option_too_many_is_said_and_stays_off() -> None:
    item = an_item("multi_choice", "best", options=("a", "b", "c"), most=2)
    chat = Chat(a_form(item))
    chat.taps("☐ a")
    chat.taps("☐ b")
    assert chat.taps("☐ c").facts == (Fact.MISREAD,)
    assert chat.said.startswith(words().say("misread.too_many", n=2))
    assert chat.labels()[:3] == ["☑ a", "☑ b", "☐ c"]


def test_a_typed_list_is_the_whole_answer_and_is_said_back() -> None:
    chat = Chat(helped())
    assert chat.types("2, 1").facts == (Fact.ANSWERED,)
    assert answer(chat, "helped") == chosen("walking", "heat")
    assert chat.said.startswith("We have: walking, heat")


def test_what_is_typed_after_a_tap_joins_what_was_tapped() -> None:
    chat = Chat(helped())
    chat.taps("☐ walking")
    assert chat.types("heat").facts == (Fact.NOTED,)
    chat.taps("Done")
    assert answer(chat, "helped") == chosen("walking", "heat")


def test_an_exclusive_option_that_is_typed_takes_the_place_of_the_others_and_they_of_it() -> None:
    chat = Chat(helped())
    chat.taps("☐ walking")
    assert chat.types("nothing").facts == (Fact.NOTED,)
    assert chat.talk.draft == chosen("nothing")
    assert chat.types("heat").facts == (Fact.NOTED,)
    assert chat.talk.draft == chosen("heat")


def test_going_back_to_it_shows_what_was_chosen_and_changes_start_from_there() -> None:
    chat = Chat(helped())
    chat.types("1, 2")
    chat.taps("Back")
    assert chat.labels()[:3] == ["☑ walking", "☑ heat", "☐ nothing"]
    chat.taps("☑ walking")
    assert answer(chat, "helped") == chosen("walking", "heat"), "the old answer stands until Done"
    chat.taps("Done")
    assert answer(chat, "helped") == chosen("heat")


def test_leaving_a_question_without_done_keeps_what_is_an_answer_already() -> None:
    chat = Chat(a_form(an_item("yes_no"), HELPED))
    chat.taps("Yes")
    chat.taps("☐ heat")
    chat.taps("Back")
    assert answer(chat, "helped") == chosen("heat")
    assert chat.talk.draft is None


def test_skip_leaves_a_draft_behind() -> None:
    chat = Chat(helped())
    chat.taps("☐ heat")
    chat.taps("Skip")
    assert answer(chat, "helped") == Skipped()
    assert chat.talk.draft is None


def test_later_keeps_a_draft() -> None:
    chat = Chat(helped())
    chat.taps("☐ heat")
    chat.taps("Later")
    chat.taps("Go on")
    assert "☑ heat" in chat.labels()


def test_an_old_done_does_nothing() -> None:
    chat = Chat(helped())
    chat.types("1")
    turn = chat.does(Press(verb=Verb.DONE, item=0))
    assert turn.facts == (Fact.STALE,)
    assert chat.does(Press(verb=Verb.DONE, item=1)).facts == (Fact.STALE,), "a yes or no has nothing to finish"


# Long lists


def long_list(kind: str) -> Chat:
    return Chat(a_form(an_item(kind, "which", options=tuple(f"thing{at}" for at in range(23)))))


def test_a_long_list_is_shown_ten_at_a_time_with_a_way_to_the_rest() -> None:
    chat = long_list("single_choice")
    assert chat.labels() == [*(f"thing{at}" for at in range(10)), "More choices", "Skip", "Later"]
    before = chat.talk
    chat.taps("More choices")
    assert chat.labels() == [
        *(f"thing{at}" for at in range(10, 20)),
        "Earlier choices",
        "More choices",
        "Skip",
        "Later",
    ]
    chat.taps("More choices")
    assert chat.labels() == ["thing20", "thing21", "thing22", "Earlier choices", "Skip", "Later"]
    assert chat.talk == before, "leafing through changes nothing"
    chat.taps("thing21")
    assert answer(chat, "which") is not None


def test_a_tap_on_a_later_part_of_a_list_stays_on_that_part() -> None:
    chat = long_list("multi_choice")
    chat.taps("More choices")
    chat.taps("☐ thing12")
    assert "☑ thing12" in chat.labels()
    assert "We have: thing12" in chat.said


def test_a_part_that_a_list_does_not_have_is_its_last() -> None:
    chat = long_list("single_choice")
    chat.does(Press(verb=Verb.LIST, item=0, choice=99))
    assert "thing22" in chat.labels()


# Own words


def test_own_words_may_come_in_several_messages_until_done() -> None:
    chat = Chat(a_form(an_item("long_text", "anything", max_length=50), an_item("yes_no")))
    assert "Done" not in chat.labels(), "there is nothing to finish yet"
    assert chat.types("The first part.").facts == (Fact.NOTED,)
    assert words().say("checkin.wrote", length=15, most=50) in chat.said
    assert "The first part." not in chat.said, "what was taken out of the chat does not come back into it"
    chat.types("The second.")
    chat.taps("Done")
    assert answer(chat, "anything") == Written(Secret("The first part.\nThe second."))


def test_a_message_that_no_longer_fits_is_left_out_whole_and_that_is_said() -> None:
    chat = Chat(a_form(an_item("long_text", "anything", max_length=20)))
    chat.types("Fifteen letters")
    assert chat.types("and more").facts == (Fact.MISREAD,)
    assert chat.said.startswith(words().say("checkin.wrote_over", n=4))
    chat.taps("Done")
    assert answer(chat, "anything") == Written(Secret("Fifteen letters"))


def test_the_word_done_is_an_answer_while_nothing_was_written() -> None:
    chat = Chat(a_form(an_item("long_text", "anything")))
    chat.types("done")
    chat.types("done")
    assert answer(chat, "anything") == Written(Secret("done"))


def test_writing_anew_takes_the_place_of_what_was_written_before() -> None:
    chat = Chat(a_form(an_item("long_text", "anything"), an_item("yes_no")))
    for text in ("Old words.", "done"):
        chat.types(text)
    chat.taps("Back")
    assert "You said: (your own words, 10 characters)" in chat.said
    assert "Old words." not in chat.said
    for text in ("New words.", "done"):
        chat.types(text)
    assert answer(chat, "anything") == Written(Secret("New words."))


@pytest.mark.parametrize(
    ("kind", "typed"),
    [("short_text", "Old words."), ("long_text", "Old words."), ("date", "3/11"), ("time", "7pm"), ("decimal", "3.5")],
)
@pytest.mark.parametrize("way", ["tapped", "typed"])
def test_an_answer_that_was_typed_need_not_be_typed_again_after_going_back(kind: str, typed: str, way: str) -> None:
    chat = Chat(a_form(an_item(kind, "it", required=True), an_item("yes_no")))
    chat.types(typed)
    if kind == "long_text":
        chat.types("done")
    before = answer(chat, "it")
    chat.taps("Back")
    if way == "tapped":
        chat.taps("Done")
    else:
        chat.types("done")
    assert answer(chat, "it") == before
    assert chat.talk.at == "yes_no"


def test_done_is_understood_with_the_apostrophe_of_a_phone() -> None:
    chat = Chat(a_form(an_item("long_text", "anything"), an_item("yes_no")))
    chat.types("Words.")
    chat.types("That’s all")
    assert answer(chat, "anything") == Written(Secret("Words."))


# What was typed is said back


def test_a_typed_day_time_and_number_are_said_back_in_words() -> None:
    chat = Chat(a_form(an_item("date"), an_item("time"), an_item("integer", ends=(0, 100)), an_item("yes_no")))
    chat.types("3/11")
    assert chat.said.startswith("We have: 3 November 2026")
    chat.types("7.30pm")
    assert chat.said.startswith("We have: 19:30")
    chat.types("42")
    assert chat.said.startswith("We have: 42")
    assert record(chat.talk, chat.form) == {
        "date": OnDay(TODAY.replace(day=3)),
        "time": AtTime(time(19, 30)),
        "integer": Number(42),
    }


def test_a_tapped_day_is_not_said_back() -> None:
    chat = Chat(a_form(an_item("date"), an_item("yes_no")))
    chat.taps("Yesterday")
    assert "We have" not in chat.said
    assert answer(chat, "date") == OnDay(TODAY.replace(day=24))


# The picture


def test_parts_of_the_body_come_with_their_picture_and_its_description() -> None:
    chat = Chat(a_form(an_item("body_area", "where")))
    picture = chat.turns[-1].say[-1].picture
    assert picture is not None
    assert picture.name == "spine-7"
    assert "seen from behind" in picture.alt
    chat.taps("☐ 1. Neck")
    assert chat.turns[-1].say[-1].picture == picture, "and it stays while options are tapped"


# Shorter today


def with_core() -> Questionnaire:
    return a_form(
        an_item("statement"), an_item("scale", "pain"), an_item("scale", "mood", core=True), an_item("yes_no")
    )


def test_a_shorter_check_in_asks_only_what_is_core() -> None:
    chat = Chat(with_core(), shorter=True)
    assert chat.talk.at == "mood"
    assert chat.taps("5").conversation.at is None
    assert record(chat.talk, chat.form) == {"mood": Number(5)}


def test_it_can_become_shorter_on_the_way_and_what_was_said_stays() -> None:
    chat = Chat(with_core())
    chat.taps("Continue")
    chat.taps("3")
    chat.taps("7")
    turn = chat.does(Shorten())
    assert turn.conversation.at is None, "what is core was answered, so there is only Send"
    assert record(chat.talk, chat.form) == {"pain": Number(3), "mood": Number(7)}


def test_the_way_to_it_says_so_kindly() -> None:
    chat = Chat(with_core())
    chat.does(Shorten())
    assert chat.said.startswith(words().say("checkin.shorter_done"))
    assert chat.talk.at == "mood"


def test_a_form_with_nothing_core_has_no_shorter_one_and_it_is_said() -> None:
    chat = Chat(helped())
    chat.does(Shorten())
    assert chat.said.startswith(words().say("checkin.no_shorter"))
    assert not chat.talk.shorter


def test_a_wish_for_a_shorter_one_that_there_is_not_is_answered_before_the_first_question() -> None:
    chat = Chat(helped(), shorter=True)
    assert chat.said.startswith(words().say("checkin.no_shorter"))
