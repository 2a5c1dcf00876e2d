"""Every kind of question answered on Slack's pages, from the client's tap to the vault and back."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import date, time
from pathlib import Path

import pytest

from adapters.simulator.slack import Member, SlackStandIn, View
from adapters.slack.run import SlackAdapter
from bot.application.enrol import Enrol
from bot.application.receive import Receive
from bot.domain import rounds
from bot.domain.answer import Answer, AtTime, Chosen, Number, OnDay, Several, Skipped, Written
from bot.domain.ids import SLACK, OptionCode
from bot.domain.occasion import Occasion, OccasionState
from bot.domain.secret import Secret
from storage.keyring import FolderKeyring
from storage.migrate import Store, upgrade
from storage.vault.store import SqlVault
from tests.adapters.simulator.slack.conftest import option
from tests.adapters.slack.fakes import TEXTS, settings_for
from tests.builders import a_consent, a_form, a_joining, a_lab, an_item, an_option
from tests.conftest import DatabaseUrls
from tests.fakes import FixedClock, SeededDraw

FOODS = tuple(f"food {number}" for number in range(1, 15))
FIRST_PAGE = (
    an_item("statement", text="Please read this"),
    an_item("single_choice", options=("red", "green", "blue")),
    an_item("multi_choice", "moved", options=("walking", "swimming", an_option("none", exclusive=True)), most=2),
    an_item("multi_choice", "eaten", options=FOODS, most=3),
    an_item("yes_no"),
    an_item("scale"),
    an_item("integer", ends=(0, 24)),
    an_item("decimal", ends=(30, 45)),
)
SECOND_PAGE = (
    an_item("short_text", max_length=40),
    an_item("long_text"),
    an_item("date"),
    an_item("time", required=True),
    an_item("body_area"),
)
FORM = a_form(*FIRST_PAGE, *SECOND_PAGE)


@dataclass(kw_only=True)
class Desk:
    """Somebody at a screen who has joined, and what the vault holds of their check-in."""

    slack: SlackStandIn
    vault: SqlVault
    listener: Receive
    clock: FixedClock
    member: Member
    adapter: SlackAdapter

    async def first(self) -> View:
        self.member.command("/lab", "checkin")
        return await self.member.wait_for_modal("Please read this")

    async def second(self) -> View:
        """The second page, nothing on the first having been answered but what was entered."""
        self.member.submit()
        return await self.member.wait_for_modal("About short_text?")

    async def acts(self, told: object) -> None:
        """Wait until something that is told at once has been stored."""
        assert told is not None, "it was not told"
        await self.slack.settle()

    async def occasion(self) -> Occasion:
        known = await self.vault.commit(lambda tx: tx.person_at(SLACK, Secret(self.member.user_id)))
        assert known is not None
        keys = rounds.answerable(self.listener.lab, self.clock.now())
        (found,) = await self.vault.commit(lambda tx: tx.occasions(known.person.id, keys))
        return found

    async def given(self) -> dict[str, Answer]:
        """What the vault holds now."""
        talk = (await self.occasion()).talk
        assert talk is not None
        return {str(item): answer for item, answer in talk.given().items()}

    def value(self, label: str) -> object:
        """What stands in a field now."""
        assert self.member.modal is not None
        return next(it.value for it in self.member.modal.fields if label in it.label)

    def error(self, label: str) -> str:
        """What is said under a field."""
        assert self.member.modal is not None
        field = next(it for it in self.member.modal.fields if label in it.label)
        return self.member.modal.errors.get(field.block_id, "")


@pytest.fixture
async def desk(database_urls: DatabaseUrls, slack: SlackStandIn, tmp_path: Path) -> AsyncIterator[Desk]:
    upgrade(Store.VAULT, database_urls.vault)
    clock, keyring, lab = FixedClock(), FolderKeyring.create(tmp_path / "keyring"), a_lab(forms=(FORM,))
    vault = SqlVault.open(database_urls.vault, keyring, clock)
    member = slack.add_member()
    joining = a_joining(address=member.user_id, consents=(a_consent(),))
    at_slack = replace(joining, contact=replace(joining.contact, platform=SLACK))
    await vault.commit(lambda tx: tx.join(at_slack))
    listener = Receive(
        lab=lab, vault=vault, enrol=Enrol(lab=lab, keyring=keyring, draw=SeededDraw()), forms={FORM.ref: FORM}
    )
    adapter = SlackAdapter(
        bot_token=Secret(slack.bot_token),
        app_token=Secret(slack.app_token),
        listener=listener,
        clock=clock,
        texts=TEXTS,
        settings=settings_for(slack.url),
    )
    await adapter.start()
    task = asyncio.create_task(adapter.run())
    await slack.wait_for_connections(2)
    yield Desk(slack=slack, vault=vault, listener=listener, clock=clock, member=member, adapter=adapter)
    await adapter.stop()
    await task
    await vault.close()
    slack.assert_clean()


def several(*codes: str) -> Several:
    return Several(tuple(map(OptionCode, codes)))


async def test_every_kind_is_answered_looked_over_and_sent(desk: Desk) -> None:
    await desk.first()
    me = desk.member
    me.choose("single_choice", "green")
    me.tick("moved", "walking")
    me.tick("moved", "swimming")
    me.choose("eaten", "food 14", "food 2")
    me.choose("yes_no", 0)
    me.choose("scale", "7")
    me.fill("integer", "8")
    me.fill("decimal", "36.6")
    await desk.slack.settle()
    await desk.second()
    me.fill("short_text", "a & b")
    me.fill("long_text", "two\nlines")
    me.fill("date", "2026-11-24")
    me.fill("time", "07:05")
    me.tick("body_area", "1. Neck")
    me.tick("body_area", "6. Lower back")
    await desk.slack.settle()
    me.submit()
    closing = await me.wait_for_modal("Here is what you told us")
    for told in ("green", "walking, swimming", "food 2, food 14", "8", "36.6", "two\nlines", "07:05", "Lower back"):
        assert told in closing.text
    assert await desk.given() == {
        "statement": (await desk.given())["statement"],
        "single_choice": Chosen(OptionCode("green")),
        "moved": several("walking", "swimming"),
        "eaten": several("food 2", "food 14"),
        "yes_no": Chosen(OptionCode("yes")),
        "scale": Number(7),
        "integer": Number(8),
        "decimal": Number(36.6),
        "short_text": Written(Secret("a & b")),
        "long_text": Written(Secret("two\nlines")),
        "date": OnDay(date(2026, 11, 24)),
        "time": AtTime(time(7, 5)),
        "body_area": several("neck", "lower_back"),
    }
    me.submit()
    await me.wait_for_modal("Thank you")
    assert (await desk.occasion()).state is OccasionState.DONE


async def test_each_kind_is_drawn_with_its_own_element(desk: Desk) -> None:
    def kinds(view: View) -> dict[str, str]:
        return {it.label.removeprefix("About ").removesuffix("?"): it.kind for it in view.fields}

    assert kinds(await desk.first()) == {
        "single_choice": "radio_buttons",
        "moved": "checkboxes",
        "eaten": "multi_static_select",
        "yes_no": "radio_buttons",
        "scale": "static_select",
        "integer": "number_input",
        "decimal": "number_input",
    }
    assert kinds(await desk.second()) == {
        "short_text": "plain_text_input",
        "long_text": "plain_text_input",
        "date": "datepicker",
        "time": "timepicker",
        "body_area": "checkboxes",
    }


async def test_choices_are_stored_at_once_and_typed_things_with_the_page(desk: Desk) -> None:
    await desk.first()
    await desk.acts(desk.member.tick("moved", "swimming"))
    await desk.acts(desk.member.choose("eaten", "food 3"))
    assert desk.member.fill("integer", "8") is None
    given = await desk.given()
    assert (given["moved"], given["eaten"]) == (several("swimming"), several("food 3"))
    assert "integer" not in given
    await desk.second()
    await desk.acts(desk.member.fill("date", "2026-11-25"))
    await desk.acts(desk.member.fill("time", "23:59"))
    given = await desk.given()
    assert (given["integer"], given["date"], given["time"]) == (
        Number(8), OnDay(date(2026, 11, 25)), AtTime(time(23, 59)),
    )  # fmt: skip


async def test_unticking_everything_takes_the_answer_back(desk: Desk) -> None:
    await desk.first()
    await desk.acts(desk.member.tick("moved", "walking"))
    assert (await desk.given())["moved"] == several("walking")
    await desk.acts(desk.member.tick("moved", "walking"))
    assert "moved" not in await desk.given()
    await desk.second()
    assert (await desk.given())["moved"] == Skipped()
    await desk.acts(desk.member.fill("date", "2026-11-24"))
    await desk.acts(desk.member.fill("date", ""))
    assert "date" not in await desk.given()


async def test_back_keeps_what_was_entered_and_both_pages_show_it_again(desk: Desk) -> None:
    await desk.first()
    me = desk.member
    await desk.acts(me.tick("moved", "walking"))
    await desk.acts(me.choose("eaten", "food 9", "food 1"))
    me.fill("integer", "8")
    me.fill("decimal", "36.5")
    await desk.second()
    me.fill("short_text", "half a word")
    me.fill("date", "2026-11-20")
    me.fill("time", "19:30")
    me.tick("body_area", "2. Left shoulder")
    await desk.slack.settle()
    me.press_view("Back")
    await me.wait_for_modal("Please read this")
    assert [desk.value(name) for name in ("moved", "eaten", "integer", "decimal", "scale")] == [
        ("walking",), ("food 1", "food 9"), "8", "36.5", None,
    ]  # fmt: skip
    await desk.second()
    assert [desk.value(name) for name in ("short_text", "long_text", "date", "time", "body_area")] == [
        "half a word", None, "2026-11-20", "19:30", ("2. Left shoulder",),
    ]  # fmt: skip


async def test_a_page_that_was_closed_opens_again_with_what_was_chosen(desk: Desk) -> None:
    await desk.first()
    await desk.acts(desk.member.tick("moved", "swimming"))
    await desk.acts(desk.member.choose("scale", "7"))
    desk.member.close()
    await desk.first()
    assert (desk.value("moved"), desk.value("scale")) == (("swimming",), "7")


async def test_what_does_not_fit_is_said_under_its_own_field(desk: Desk) -> None:
    await desk.first()
    me = desk.member
    me.tick("moved", "walking")
    me.tick("moved", "none")
    await desk.slack.settle()
    me.submit()
    await me.wait_for_modal("goes with no other choice")
    assert "goes with no other choice" in desk.error("moved")
    assert [desk.error(name) for name in ("eaten", "scale", "integer")] == ["", "", ""]
    me.tick("moved", "walking")
    await desk.slack.settle()
    await desk.second()
    assert (await desk.given())["moved"] == several("none")


async def test_what_the_client_refuses_never_reaches_us(desk: Desk) -> None:
    await desk.first()
    me = desk.member
    with pytest.raises(ValueError, match="3 choices at most"):
        me.choose("eaten", *FOODS[:4])
    for label, typed in (("integer", "25"), ("integer", "7.5"), ("decimal", "warm")):
        me.fill(label, typed)
        assert me.submit() is None
        assert desk.error(label) != ""
        me.fill(label, "")
    await desk.second()
    me.fill("date", "2026-11-24")
    assert me.submit() is None
    assert desk.error("time") == "Please complete this required field."


async def test_a_picture_of_the_body_stands_above_its_question(desk: Desk) -> None:
    async with asyncio.timeout(5):
        while not desk.adapter.transport.shown:  # noqa: ASYNC110 - an adapter tells nobody of its pictures
            await asyncio.sleep(0.005)
    await desk.first()
    page = await desk.second()
    (at,) = [place for place, block in enumerate(page.blocks) if block["type"] == "image"]
    assert page.blocks[at + 1]["label"]["text"] == "About body_area?"
    assert page.blocks[at]["alt_text"] != ""
    assert desk.slack.picture(page.blocks[at]["slack_file"]["id"]) is not None


async def test_a_forged_entry_is_no_answer_and_is_told_so(desk: Desk) -> None:
    forged: dict[str, object] = {
        "single_choice": {"selected_option": option("yellow", "3")},
        "moved": {"selected_options": [option("dancing", "7")]},
        "eaten": {"selected_options": [option(food, str(place)) for place, food in enumerate(FOODS)]},
        "scale": {"selected_date": "2026-11-24"},
        "integer": {"value": "25"},
        "decimal": {"value": "<!channel>"},
    }
    await hands_in(desk, forged)
    assert {label for label in forged if desk.error(label)} == forged.keys()
    assert (await desk.given()).keys() & forged.keys() == set()


async def test_an_entry_of_another_shape_counts_as_left_empty(desk: Desk) -> None:
    forged: dict[str, object] = {
        "single_choice": {"selected_option": "1"},
        "moved": {"selected_options": "1"},
        "eaten": {"selected_options": [option("food 1", "0"), None]},
        "scale": {"selected_option": option("-1", "-1")},
        "integer": {"value": 8},
        "decimal": None,
    }
    await hands_in(desk, forged)
    await desk.member.wait_for_modal("About short_text?")
    given = await desk.given()
    assert {label: given[label] for label in forged} == dict.fromkeys(forged, Skipped())


async def hands_in(desk: Desk, forged: dict[str, object]) -> None:
    """Hand the first page in with what no client of Slack's would send in these fields."""
    view = await desk.first()
    fields = {label: next(it for it in view.fields if label in it.label) for label in forged}
    for label, it in fields.items():
        view.state.values[it.block_id][it.action_id] = forged[label]  # type: ignore[assignment]  # this is the forgery
    await desk.member.submit_view(view).wait_acked()
