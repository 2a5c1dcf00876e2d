"""Joining: nothing is stored before consent, and each purpose is its own choice."""

from __future__ import annotations

from bot.domain.heard import Pressed
from bot.domain.ids import TELEGRAM
from bot.domain.participant import Decision, Known
from bot.domain.secret import Secret
from tests.application.conftest import CODE, House
from tests.fakes import Talker, text_of


async def known(house: House, talker: Talker) -> Known | None:
    return await house.vault.commit(lambda tx: tx.person_at(TELEGRAM, Secret(talker.address)))


async def test_nobody_is_stored_before_they_agree(house: House) -> None:
    talker = house.talker("1")
    await talker.commands("start", CODE)
    await talker.presses("18")
    await talker.presses("Continue")
    await talker.presses("☐")
    assert await known(house, talker) is None
    await talker.presses("agree")
    assert await known(house, talker) is not None


async def test_the_not_monitored_sentence_comes_before_consent(house: House) -> None:
    talker = house.talker("1")
    await talker.commands("start", CODE)
    said = text_of(await talker.presses("18"))
    assert "Nobody reads this straight away" in said
    assert not any(choice.label.startswith("☐") for choice in talker.buttons())


async def test_too_young_shows_the_support_card_and_stores_nothing(house: House) -> None:
    talker = house.talker("1")
    await talker.commands("start", CODE)
    too_young = next(choice for choice in talker.buttons() if "18" not in choice.label or "under" in choice.label)
    said = text_of(await talker.does(Pressed(data=too_young.data, message_id="1")))
    assert "116 123" in said
    assert await known(house, talker) is None


async def test_nothing_is_ticked_beforehand_and_agreeing_to_nothing_is_not_agreeing(house: House) -> None:
    talker = house.talker("1")
    await talker.commands("start", CODE)
    await talker.presses("18")
    await talker.presses("Continue")
    assert not any(choice.label.startswith("☑") for choice in talker.buttons())
    await talker.presses("agree")
    assert await known(house, talker) is None


async def test_each_purpose_is_kept_as_it_was_ticked(house: House) -> None:
    talker = house.talker("1")
    await talker.commands("start", CODE)
    await talker.presses("18")
    await talker.presses("Continue")
    first = next(choice for choice in talker.buttons() if choice.label.startswith("☐"))
    await talker.does(Pressed(data=first.data, message_id="1"))
    await talker.presses("agree")
    someone = await known(house, talker)
    assert someone is not None
    consents = await house.vault.commit(lambda tx: tx.consents(someone.person.id))
    decided = {one.purpose: one.decision for one in consents}
    assert sorted(decided.values(), key=str) == [Decision.GIVEN, *[Decision.REFUSED] * 3]
    assert decided[house.lab.studies[0].purposes[0]] is Decision.GIVEN


async def test_every_button_of_joining_can_be_typed(house: House) -> None:
    talker = house.talker("1")
    await talker.says(f"start {CODE}")
    for typed in ("1", "continue", "1", "i agree"):
        await talker.says(typed)
    assert await known(house, talker) is not None


async def test_a_button_of_another_chat_does_nothing(house: House) -> None:
    mine, theirs = house.talker("1"), house.talker("2")
    await mine.commands("start", CODE)
    reply = await theirs.does(Pressed(data=mine.button("18").data, message_id="1"))
    assert not reply.say
    assert reply.toast


async def test_a_code_that_nobody_gave_out_lets_nobody_in(house: House) -> None:
    talker = house.talker("1")
    await talker.commands("start", "made-up")
    await talker.presses("18")
    await talker.presses("Continue")
    await talker.presses("☐")
    await talker.presses("agree")
    assert await known(house, talker) is None


async def test_agreeing_twice_makes_one_person(house: House) -> None:
    talker = house.talker("1")
    await talker.commands("start", CODE)
    await talker.presses("18")
    await talker.presses("Continue")
    await talker.presses("☐")
    agree = talker.button("agree").data
    await talker.does(Pressed(data=agree, message_id="1"))
    first = await known(house, talker)
    await talker.does(Pressed(data=agree, message_id="1"))
    assert await known(house, talker) == first


async def test_help_and_stop_work_before_consent_and_store_nothing(house: House) -> None:
    talker = house.talker("1")
    assert "116 123" in text_of(await talker.says("HELP"))
    assert text_of(await talker.says("Stop."))
    assert await known(house, talker) is None
