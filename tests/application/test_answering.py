"""Answering: one commit an answer, kept, shown, and never mixed up."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.application.ports import VaultTransaction
from bot.domain import rounds
from bot.domain.answer import Chosen, Number, Skipped, Written
from bot.domain.conversation import record
from bot.domain.heard import Pressed, Text
from bot.domain.ids import TELEGRAM, OptionCode
from bot.domain.occasion import Occasion, OccasionState
from bot.domain.participant import Standing
from bot.domain.secret import Secret
from tests.application.conftest import House
from tests.fakes import RecordingTransport, Talker, text_of


async def occasion(house: House, talker: Talker) -> Occasion | None:
    def load(tx: VaultTransaction) -> Occasion | None:
        known = tx.person_at(TELEGRAM, Secret(talker.address))
        assert known is not None
        found = tx.occasions(known.person.id, rounds.answerable(house.lab, house.clock.now()))
        return found[0] if found else None

    return await house.vault.commit(load)


async def given(house: House, talker: Talker) -> dict[str, object]:
    found = await occasion(house, talker)
    assert found is not None
    assert found.talk is not None
    return {str(item): answer for item, answer in record(found.talk, house.lab.forms[found.key.form]).items()}


async def test_a_whole_check_in_is_kept_as_it_was_answered(house: House) -> None:
    talker = await house.joined("1")
    await house.answers(talker, pain="7", words="The walks helped.")
    found = await occasion(house, talker)
    assert found is not None
    assert found.state is OccasionState.DONE
    assert await given(house, talker) == {
        "pain": Number(7),
        "kept_from": Chosen(OptionCode("yes")),
        "helped": Chosen(OptionCode("resting")),
        "sleep": Chosen(OptionCode("good")),
        "mood": Number(5),
        "anything": Written(Secret("The walks helped.")),
    }


async def test_the_same_update_twice_has_one_effect(house: House) -> None:
    talker = await house.joined("1")
    await talker.commands("checkin")
    press = Pressed(data=talker.button("Continue").data, message_id="1")
    await talker.does(press, update="telegram:42")
    before = await occasion(house, talker)
    again = await talker.does(press, update="telegram:42")
    assert not again.say
    assert await occasion(house, talker) == before


async def test_an_old_button_changes_nothing_and_shows_the_open_question(house: House) -> None:
    talker = await house.joined("1")
    await talker.commands("checkin")
    await talker.presses("Continue")
    old = talker.button("3").data
    await talker.presses("7")
    reply = await talker.does(Pressed(data=old, message_id="1"))
    assert reply.toast
    assert (await given(house, talker))["pain"] == Number(7)


async def test_another_persons_button_changes_nothing_for_either(house: House) -> None:
    mine, theirs = await house.joined("1"), await house.joined("2")
    for talker in (mine, theirs):
        await talker.commands("checkin")
        await talker.presses("Continue")
    reply = await theirs.does(Pressed(data=mine.button("9").data, message_id="1"))
    assert not reply.say
    assert reply.toast
    assert await given(house, mine) == {} == await given(house, theirs)


@pytest.mark.parametrize(
    "data", ["", "q:", "q:AAAAAAAA:c0.0", "q:AAAAAAAA:c999.999", "💥", "x" * 64, "j:g1:en:welcome:AAAAAAAAAAA"]
)
async def test_a_made_up_button_is_answered_and_does_nothing(house: House, data: str) -> None:
    talker = await house.joined("1")
    await talker.commands("checkin")
    reply = await talker.does(Pressed(data=data, message_id="1"))
    assert reply.toast
    assert not reply.say


async def test_typing_is_as_good_as_pressing(house: House) -> None:
    talker = await house.joined("1")
    await talker.says("checkin")
    for typed in ("ok", "4", "YES", "resting", "3", "8", "skip", "send"):
        await talker.says(typed)
    found = await occasion(house, talker)
    assert found is not None
    assert found.state is OccasionState.DONE
    assert (await given(house, talker))["anything"] == Skipped()


@pytest.mark.parametrize("typed", ["🙂", "eleven", "11", "-1", "4.5", "x" * 10_000])
async def test_what_is_no_number_gets_one_kind_sentence_and_the_question_again(house: House, typed: str) -> None:
    talker = await house.joined("1")
    await talker.commands("checkin")
    await talker.presses("Continue")
    said = text_of(await talker.says(typed))
    assert "0" in said
    assert "10" in said
    assert await given(house, talker) == {}


async def test_ten_thousand_characters_are_refused_with_by_how_much_and_nothing_is_cut(house: House) -> None:
    talker = await house.joined("1")
    await talker.commands("checkin")
    for label in ("Continue", "0", "No", "Fairly good", "5"):
        await talker.presses(label)
    assert "9500" in text_of(await talker.says("x" * 10_000)).replace(",", "")
    assert "anything" not in await given(house, talker)


async def test_back_changes_a_branch_and_its_answer_no_longer_counts(house: House) -> None:
    talker = await house.joined("1")
    await talker.commands("checkin")
    for label in ("Continue", "6", "No", "Resting", "Back", "Back", "Back"):
        await talker.presses(label)
    await talker.presses("1")  # pain 1 and not kept from anything: "what helped" is not asked
    assert "helped" not in await given(house, talker)


async def test_help_in_the_middle_loses_nothing_and_stores_nothing(house: House) -> None:
    talker = await house.joined("1")
    await talker.commands("checkin")
    await talker.presses("Continue")
    before = await occasion(house, talker)
    assert "116 123" in text_of(await talker.says("help me"))
    assert await occasion(house, talker) == before
    await talker.presses("7")
    assert (await given(house, talker))["pain"] == Number(7)


async def test_stop_in_the_middle_stops_and_keeps_the_answers(house: House) -> None:
    talker = await house.joined("1")
    await talker.commands("checkin")
    await talker.presses("Continue")
    await talker.presses("7")
    await talker.says("STOP")
    known = await house.vault.commit(lambda tx: tx.person_at(TELEGRAM, Secret("1")))
    assert known is not None
    assert known.person.standing is Standing.STOPPED
    assert (await given(house, talker))["pain"] == Number(7)


@pytest.mark.parametrize("words", ["start", "Start walking again helped", "privacy", "checkin", "back pain mostly"])
async def test_ordinary_words_are_an_answer_where_own_words_are_asked(house: House, words: str) -> None:
    talker = await house.joined("1")
    await talker.commands("checkin")
    for label in ("Continue", "0", "No", "Fairly good", "5"):
        await talker.presses(label)
    await talker.says(words)
    await talker.presses("Done")
    assert (await given(house, talker))["anything"] == Written(Secret(words))


async def test_an_edited_message_is_never_a_second_answer(house: House) -> None:
    talker = await house.joined("1")
    await talker.commands("checkin")
    await talker.says("ok")
    await talker.says("7")
    before = await given(house, talker)
    assert "Back" in text_of(await talker.edits())
    assert await given(house, talker) == before


async def test_a_picture_is_said_to_be_unreadable_and_the_question_stays(house: House) -> None:
    talker = await house.joined("1")
    await talker.commands("checkin")
    await talker.presses("Continue")
    assert (await talker.sends_a_picture()).say[-1].rows
    assert await given(house, talker) == {}


async def test_the_support_card_follows_the_mood_question_whatever_was_answered(house: House) -> None:
    said = []
    for address, mood in (("1", "0"), ("2", "10")):
        talker = await house.joined(address)
        await talker.commands("checkin")
        for label in ("Continue", "0", "No", "Fairly good"):
            await talker.presses(label)
        said.append([message.text.text() for message in (await talker.presses(mood)).say])
    assert said[0] == said[1]
    assert "116 123" in said[0][0]


async def test_a_turn_that_may_not_have_arrived_is_offered_again_once(house: House) -> None:
    talker = await house.joined("1")
    await talker.commands("checkin")
    await talker.does(Pressed(data=talker.button("Continue").data, message_id="1"), shown=False)
    transport = RecordingTransport()
    deliver = house.deliver(transport)
    assert await deliver.offer_again() == 0
    house.clock.move(timedelta(seconds=30))
    assert await deliver.offer_again() == 1
    house.clock.move(timedelta(seconds=30))
    assert await deliver.offer_again() == 0
    await deliver.once()
    assert [address for address, _ in transport.sent] == ["1"]
    reply = await talker.does(Pressed(data=transport.sent[0][1].rows[0][0].data, message_id="9"))
    assert "pain" in text_of(reply)


async def test_a_second_check_in_in_the_same_round_is_not_begun(house: House) -> None:
    talker = await house.joined("1")
    await house.answers(talker)
    reply = await talker.commands("checkin")
    assert not reply.say[-1].rows
    assert (await talker.presses("Send")).toast


async def test_without_consent_to_check_ins_nothing_is_asked(house: House) -> None:
    talker = house.talker("1")
    await talker.commands("start", "welcome")
    await talker.presses("18")
    await talker.presses("Continue")
    second = [choice for choice in talker.buttons() if choice.label.startswith("☐")][1]
    await talker.does(Pressed(data=second.data, message_id="1"))
    await talker.presses("agree")
    assert not (await talker.commands("checkin")).say[-1].rows
    assert await occasion(house, talker) is None


async def test_words_that_mean_nothing_get_what_the_bot_can_do(house: House) -> None:
    talker = await house.joined("1")
    assert "HELP" in text_of(await talker.does(Text(words=Secret("lovely weather")))).upper()


async def test_welsh_is_spoken_to_somebody_whose_app_speaks_welsh(house: House) -> None:
    talker = house.talker("1", language="cy")
    assert "18" in text_of(await talker.commands("start", "welcome"))
    assert text_of(talker.replies[-1]) != text_of(await house.talker("2").commands("start", "welcome"))
