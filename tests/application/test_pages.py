"""A check-in on pages: opened from a button, handed in page by page, and nothing of it typed into a chat."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.domain.conversation import Presentation, record
from bot.domain.heard import Entry, Pressed, Submitted, Surface, Text
from bot.domain.ids import SLACK
from bot.domain.occasion import Occasion, OccasionState
from bot.domain.secret import Secret
from bot.domain.sheet import FieldKind
from tests.application.conftest import CODE, House
from tests.fakes import Talker, text_of


@pytest.fixture
async def talker(house: House) -> Talker:
    """Somebody who has joined where questions stand on pages."""
    someone = Talker(listener=house.listener, clock=house.clock, address="U1", platform=SLACK, zone="Europe/Berlin")
    someone.surface = Surface.PAGES
    await someone.commands("start", CODE)
    for label in ("18", "Continue"):
        await someone.presses(label)
    while any(choice.label.startswith("☐") for choice in someone.buttons()):
        await someone.presses("☐")
    await someone.presses("agree")
    return someone


async def occasion(house: House, talker: Talker) -> Occasion:
    from bot.domain import rounds

    known = await house.vault.commit(lambda tx: tx.person_at(SLACK, Secret("U1")))
    assert known is not None
    keys = rounds.answerable(house.lab, house.clock.now())
    [found] = await house.vault.commit(lambda tx: tx.occasions(known.person.id, keys))
    return found


def fields(talker: Talker) -> list[tuple[int, FieldKind]]:
    return [(field.item, field.kind) for field in talker.sheet().fields]


async def answers(talker: Talker) -> None:
    await talker.commands("checkin")
    await talker.hands_in(Entry(item=1, places=(6,)), Entry(item=2, places=(0,)))
    await talker.hands_in(
        Entry(item=3, places=(1,)), Entry(item=4, places=(2,)), Entry(item=5, places=(5,)), Entry(item=6)
    )
    await talker.hands_in()


async def test_the_zone_that_the_app_tells_is_the_persons_zone(house: House, talker: Talker) -> None:
    known = await house.vault.commit(lambda tx: tx.person_at(SLACK, Secret("U1")))
    assert known is not None
    assert known.person.zone == "Europe/Berlin"


async def test_a_check_in_is_answered_on_three_pages(house: House, talker: Talker) -> None:
    await answers(talker)
    assert talker.sheet().submit == ""
    assert "Thank you" in talker.sheet().opening.text()
    done = await occasion(house, talker)
    assert done.state is OccasionState.DONE
    assert done.talk is not None
    assert done.talk.presentation is Presentation.PAGES
    assert {str(item) for item in record(done.talk, house.lab.forms[done.key.form])} == {
        "pain",
        "kept_from",
        "helped",
        "sleep",
        "mood",
        "anything",
    }


async def test_each_page_has_an_edition_of_its_own(house: House, talker: Talker) -> None:
    await answers(talker)
    editions = [reply.sheet.edition for reply in talker.replies if reply.sheet is not None]
    assert len(editions) == 4
    assert len(set(editions)) == 4


async def test_a_choice_is_stored_before_the_page_is_handed_in(house: House, talker: Talker) -> None:
    await talker.commands("checkin")
    reply = await talker.keeps(Entry(item=1, places=(8,)))
    assert (reply.say, reply.sheet, reply.toast) == ((), None, "")
    kept = await occasion(house, talker)
    assert kept.talk is not None
    assert "pain" in kept.talk.given()


async def test_a_page_handed_in_twice_is_taken_once_and_the_open_one_comes_back(house: House, talker: Talker) -> None:
    await talker.commands("checkin")
    first = talker.sheet()
    await talker.hands_in(Entry(item=1, places=(6,)), Entry(item=2, places=(0,)))
    second = talker.sheet()
    reply = await talker.does(Submitted(data=first.data, entries=(Entry(item=1, places=(1,)),)))
    assert reply.sheet is not None
    assert [field.item for field in reply.sheet.fields] == [field.item for field in second.fields]
    kept = await occasion(house, talker)
    assert kept.talk is not None
    assert str(kept.talk.given()["pain"]) == "Number(value=6)"  # type: ignore[index]  # an item's id is a str


async def test_the_same_delivery_twice_has_one_effect(house: House, talker: Talker) -> None:
    await talker.commands("checkin")
    page = Submitted(data=talker.sheet().data, entries=(Entry(item=1, places=(6,)),))
    await talker.does(page, update="slack:view:V1:1")
    again = await talker.does(page, update="slack:view:V1:1")
    assert (again.say, again.sheet) == ((), None)


async def test_what_is_typed_in_the_chat_is_never_taken_for_an_answer(house: House, talker: Talker) -> None:
    await talker.commands("checkin")
    talker.surface = Surface.DOOR
    said = text_of(await talker.does(Text(words=Secret("7"))))
    assert "do not type answers here" in said
    assert talker.buttons()[0].label == "Go on"
    kept = await occasion(house, talker)
    assert kept.talk is not None
    assert kept.talk.given() == {}


async def test_where_no_page_can_be_shown_a_button_opens_one(house: House, talker: Talker) -> None:
    talker.surface = Surface.DOOR
    reply = await talker.commands("checkin")
    assert reply.sheet is None
    assert text_of(reply) == "Your check-in is ready."
    assert (await occasion(house, talker)).state is OccasionState.PLANNED, "a door that is shown begins nothing"
    data = talker.button("Start").data
    talker.surface = Surface.PAGES
    opened = await talker.does(Pressed(data=data, message_id="1"))
    assert opened.sheet is not None


@pytest.mark.parametrize("begun", [False, True])
async def test_where_no_page_can_be_shown_the_wish_for_a_shorter_one_is_not_lost(
    house: House, talker: Talker, begun: bool
) -> None:
    if begun:
        await talker.commands("checkin")
    talker.surface = Surface.DOOR
    await talker.says("shorter today")
    data = talker.button("Shorter today").data
    talker.surface = Surface.PAGES
    opened = await talker.does(Pressed(data=data, message_id="1"))
    assert opened.sheet is not None
    assert [field.label for field in opened.sheet.fields] == ["How has your mood been this week?"]


async def test_the_bots_own_page_shows_where_somebody_stands(house: House, talker: Talker) -> None:
    talker.surface = Surface.DOOR
    assert "We will write" in text_of(await talker.opens_home())
    await talker.commands("checkin")
    talker.surface = Surface.PAGES
    await talker.presses("Start")
    talker.surface = Surface.DOOR
    assert "waiting where you left it" in text_of(await talker.opens_home())
    await talker.says("stop")
    assert "not writing to you" in text_of(await talker.opens_home())
    assert talker.button("Come back").data == "m:start"
    assert "Welcome back" in text_of(await talker.presses("Come back"))


async def test_a_stranger_joins_from_the_bots_own_page_with_a_code(house: House) -> None:
    stranger = Talker(listener=house.listener, clock=house.clock, address="U2", platform=SLACK)
    stranger.surface = Surface.DOOR
    assert "Nobody reads this straight away" in text_of(await stranger.opens_home())
    stranger.surface = Surface.PAGES
    page = (await stranger.presses("I have a code")).sheet
    assert page is not None
    reply = await stranger.hands_in(Entry(item=0, words=Secret(f"  {CODE} ")))
    assert "18" in text_of(reply)
    known = await house.vault.commit(lambda tx: tx.person_at(SLACK, Secret("U2")))
    assert known is None


async def test_help_on_a_button_is_answered_at_once_and_only_once(house: House, talker: Talker) -> None:
    reply = await talker.does(Pressed(data="m:help", message_id=None))
    assert "116 123" in text_of(reply)


async def test_somebody_on_another_platform_with_the_same_address_is_somebody_else(
    house: House, talker: Talker
) -> None:
    on_telegram = house.talker("U1")
    assert "invitation" in text_of(await on_telegram.commands("start"))


async def test_a_button_of_somebody_else_does_nothing(house: House, talker: Talker) -> None:
    await talker.commands("checkin")
    other = await house.joined("2")
    data = replace(talker.sheet()).data
    reply = await other.does(Submitted(data=data, entries=(Entry(item=1, places=(3,)),)))
    assert reply.sheet is None
    kept = await occasion(house, talker)
    assert kept.talk is not None
    assert kept.talk.given() == {}
