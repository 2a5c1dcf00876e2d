"""Answers that are put together, a shorter check-in, and what is typed after a long silence."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.answer import Chosen, Number, Written
from bot.domain.ids import OptionCode
from bot.domain.occasion import OccasionState
from bot.domain.reply import Reply
from bot.domain.secret import Secret
from tests.application.conftest import House
from tests.application.test_answering import given, occasion
from tests.application.test_prompting import drain, prompted
from tests.builders import a_form, an_item
from tests.fakes import RecordingTransport, Talker, text_of


async def writing(house: House) -> Talker:
    """Somebody at the question that asks for own words."""
    talker = await house.joined("1")
    await talker.commands("checkin")
    for label in ("Continue", "0", "No", "Fairly good", "5"):
        await talker.presses(label)
    return talker


async def test_each_part_of_own_words_is_kept_as_it_comes_and_is_taken_out_of_the_chat(house: House) -> None:
    talker = await writing(house)
    first = await talker.says("The first part.")
    assert first.remove_heard
    assert "so that nobody finds it here" in text_of(first), "which is said once"
    second = await talker.says("The second.")
    assert second.remove_heard
    assert "so that nobody finds it here" not in text_of(second)
    assert "anything" not in await given(house, talker), "it is no answer before Done"
    kept = await occasion(house, talker)
    assert kept is not None
    assert kept.talk is not None
    assert kept.talk.draft == Written(Secret("The first part.\nThe second."))
    await talker.presses("Done")
    assert (await given(house, talker))["anything"] == Written(Secret("The first part.\nThe second."))


async def test_a_draft_is_the_same_size_in_the_vault_as_everything_else(house: House) -> None:
    talker = await writing(house)
    before = await occasion(house, talker)
    await talker.says("a" * 500)
    after = await occasion(house, talker)
    assert before is not None
    assert after is not None
    assert before.size == after.size


async def test_what_is_typed_after_a_long_silence_is_not_taken_as_an_answer(house: House) -> None:
    talker = await house.joined("1")
    await talker.commands("checkin")
    await talker.presses("Continue")
    house.clock.move(timedelta(hours=2, minutes=1))
    reply = await talker.says("7")
    assert "we did not take that as an answer" in text_of(reply)
    assert "how bad was your pain" in text_of(reply), "and the question is there again"
    assert not reply.remove_heard
    assert await given(house, talker) == {}
    await talker.says("7")
    assert await given(house, talker) == {"pain": Number(7)}


async def test_a_button_is_as_good_after_a_long_silence_as_before(house: House) -> None:
    talker = await house.joined("1")
    await talker.commands("checkin")
    await talker.presses("Continue")
    house.clock.move(timedelta(hours=5))
    await talker.presses("7")
    assert await given(house, talker) == {"pain": Number(7)}


@pytest.mark.parametrize("way", ["the button", "the word"])
async def test_a_prompt_offers_a_shorter_check_in_of_the_one_question_that_matters(house: House, way: str) -> None:
    talker = await house.joined("1")
    transport = RecordingTransport()
    await prompted(house)
    await drain(house, transport)
    [(_, prompt)] = transport.sent
    talker.replies.append(Reply(say=(prompt,)))
    assert [choice.label for choice in talker.buttons()] == ["Start", "Shorter today", "Later", "Not today"]
    reply = await (talker.presses("Shorter today") if way == "the button" else talker.says("shorter today"))
    assert "How has your mood been this week?" in text_of(reply)
    assert "1 of 1" in text_of(reply)
    await talker.presses("6")
    await talker.presses("Send")
    found = await occasion(house, talker)
    assert found is not None
    assert found.state is OccasionState.DONE
    assert await given(house, talker) == {"mood": Number(6)}


async def test_shorter_on_the_way_keeps_what_was_said(house: House) -> None:
    talker = await house.joined("1")
    await talker.commands("checkin")
    await talker.presses("Continue")
    await talker.presses("3")
    assert "How has your mood been" in text_of(await talker.says("shorter"))
    assert await given(house, talker) == {"pain": Number(3)}


async def test_shorter_with_nothing_to_answer_says_what_we_can_do(house: House) -> None:
    talker = await house.joined("1")
    await house.answers(talker)
    assert "CHECKIN: answer your check-in" in text_of(await talker.says("shorter today"))


async def test_what_stands_on_a_button_can_be_typed_even_where_it_is_a_word_of_ours(house: House) -> None:
    """An option that is called Later is chosen by that word; HELP and STOP stay what they are."""
    form = a_form(an_item("single_choice", "when", options=("Now", "Later")), form="weekly-checkin")
    house.listener.lab = replace(house.lab, forms={**house.lab.forms, form.id: form})
    listener = replace(house.listener, lab=house.listener.lab, forms={form.ref: form})
    talker = await house.joined("1")
    talker.listener = listener
    await talker.commands("checkin")
    await talker.says("later")
    found = await occasion(house, talker)
    assert found is not None
    assert found.talk is not None
    assert found.talk.given() == {"when": Chosen(OptionCode("Later"))}
    assert "We have stopped" in text_of(await talker.says("stop"))


async def test_later_offers_the_shorter_one_too(house: House) -> None:
    talker = await house.joined("1")
    await talker.commands("checkin")
    await talker.presses("Later")
    assert [choice.label for choice in talker.buttons()] == ["Go on", "Shorter today"]
    await talker.presses("Shorter today")
    assert "How has your mood been" in text_of(talker.replies[-1])
    await talker.says("later")
    assert [choice.label for choice in talker.buttons()] == ["Go on"]
