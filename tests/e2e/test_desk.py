"""The Slack window in a real browser, with a little app behind it: forms, the keyboard, what is said, how it fits."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import pytest
from aiohttp import web
from playwright.async_api import Locator, Page, expect

from adapters.simulator.page import Desks, Hint, Phones, Stage, mount
from adapters.simulator.slack import Member, SlackStandIn
from adapters.simulator.telegram import TelegramStandIn
from tests.adapters.simulator.slack.conftest import actions, button, field_of, modal, plain, radio, section
from tests.adapters.simulator.slack.little import FIRST, INSISTS, LittleApp, connected
from tests.e2e.browser import desk_of, page_at

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(60)]

HINTS = [Hint(words="/lab start DEMO", text="Join"), Hint(words="/lab help", text="Where to find help")]
WIDTHS = [1280, 320]
LONG = "Doyoumindverylongwordswithoutanyspaceinthemastheymayhappentobeinsomelanguages"


HANGING_OVER = """[...document.querySelectorAll("#sheet, #sheet *")]
    .filter((it) => !it.matches(".aside") && it.clientWidth && it.scrollWidth > it.clientWidth + 1)
    .map((it) => it.outerHTML.slice(0, 200))"""


@dataclass(frozen=True)
class Scene:
    """Everything that one test needs: the window in the browser, the member whose it is, and the app."""

    page: Page
    desk: Locator
    you: Member
    app: LittleApp

    @property
    def modal(self) -> Locator:
        return self.desk.get_by_role("dialog")

    @property
    def box(self) -> Locator:
        return self.desk.get_by_role("combobox", name="Message in the window")

    async def opens(self, **view: object) -> None:
        """Let the app open a modal of its own making."""
        envelope = self.you.command("/lab")
        assert envelope is not None
        await self.app.call("views.open", trigger_id=envelope.payload["trigger_id"], view=view)
        await expect(self.modal).to_be_visible()


@asynccontextmanager
async def scene(width: int = 1280, *, refuses: int = 0) -> AsyncIterator[Scene]:
    async with TelegramStandIn() as tg, SlackStandIn() as slack, connected(slack, refuses=refuses) as app:
        you = slack.add_member("You")
        desks = Desks(slack=slack, you=you, hints=HINTS)
        stage = Stage(phones=Phones(tg=tg, you=tg.add_person("You")), desks=desks, code="DEMO")
        async with site_of(stage) as link, page_at(link, width, 720) as page:
            yield Scene(page, await desk_of(page), you, app)


@asynccontextmanager
async def site_of(stage: Stage) -> AsyncIterator[str]:
    app = web.Application()
    mount(app, stage)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/"
    finally:
        await runner.cleanup()


async def press(page: Page, *keys: str) -> None:
    for key in keys:
        await page.keyboard.press(key)


@pytest.mark.parametrize("width", WIDTHS)
async def test_somebody_joins_and_answers_with_the_keyboard_alone(width: int) -> None:
    async with scene(width) as it:
        await it.desk.get_by_role("button", name="I have a code").focus()
        await press(it.page, "Enter")
        await expect(it.modal.get_by_label("Your code")).to_be_focused()
        await it.page.keyboard.type("DEMO")
        await press(it.page, "Enter")
        await expect(it.modal.get_by_text("Do you agree")).to_be_visible()
        await press(it.page, "Tab", "Tab", "Tab", "Enter")  # over the x and "Not now"
        await expect(it.modal.get_by_text("Thank you for joining")).to_be_visible()
        await press(it.page, "Tab", "Tab", "Enter")
        await expect(it.modal.get_by_text("Page 1 of 2")).to_be_visible()
        await press(it.page, "Tab", "Tab", "Space", "Tab")
        await it.page.keyboard.type("4")
        await press(it.page, "Tab", "Tab", "Tab", "Enter")  # over "Help" and "Cancel"
        await expect(it.modal.get_by_label("Anything else")).to_be_focused()
        await it.page.keyboard.type("A walk.")
        await press(it.page, "Tab", "Tab", "Tab", "Tab", "Enter")
        await expect(it.modal.get_by_text("Thank you. That is all.")).to_be_visible()
        await press(it.page, "Escape")
        await expect(it.modal).to_be_hidden()
    assert it.app.codes == ["DEMO"]
    assert [values["anything else"]["value"] for values in it.app.given] == ["A walk."]


async def test_tab_never_leaves_the_modal_and_escape_gives_the_focus_back() -> None:
    async with scene() as it:
        door = it.desk.get_by_role("button", name="I have a code")
        await door.focus()
        await press(it.page, "Enter")
        await expect(it.modal.get_by_label("Your code")).to_be_focused()
        for key in ("Tab", "Shift+Tab"):
            for _ in range(7):
                await press(it.page, key)
                await expect(it.modal.locator(":focus")).to_have_count(1)
        await press(it.page, "Escape")
        await expect(it.modal).to_be_hidden()
        await expect(door).to_be_focused()


async def test_what_is_wrong_is_said_at_its_field_which_is_focused_and_keeps_what_was_typed() -> None:
    async with scene(refuses=1) as it:
        await it.opens(**FIRST)
        await it.modal.get_by_role("button", name="Next").click()
        group = it.modal.get_by_role("group", name="Sleep")
        await expect(group).to_have_attribute("aria-invalid", "true")
        await expect(group.get_by_role("radio", name="Good")).to_be_focused()
        await expect(it.modal.get_by_label("Pain")).to_have_accessible_description(
            "Please complete this required field."
        )
        await group.get_by_role("radio", name="Good").check()
        await it.modal.get_by_label("Pain").select_option("3")
        await it.modal.get_by_role("button", name="Next").click()
        words = it.modal.get_by_label("Anything else")
        await words.fill("A walk.")
        await it.modal.get_by_role("button", name="Send").click()
        await expect(words).to_have_accessible_description(INSISTS)
        await expect(words).to_be_focused()
        await expect(words).to_have_value("A walk.")
        await it.modal.get_by_role("button", name="Send").click()
        await expect(it.modal.get_by_text("Thank you. That is all.")).to_be_visible()


@pytest.mark.parametrize("width", WIDTHS)
async def test_nothing_hangs_over_and_every_button_can_be_hit(width: int) -> None:
    fields = [
        field_of(LONG, radio(LONG[:75], "Short")),
        field_of("Some", {"type": "checkboxes", "options": radio(LONG[:75], "Other")["options"]}),
        field_of("Which", {"type": "static_select", "options": radio(*"0123456789")["options"]}, hint=plain(LONG)),
        field_of("Words", {"type": "plain_text_input", "multiline": True}),
        field_of("Many", {"type": "multi_static_select", "options": radio(LONG[:75], *"0123456789")["options"]}),
        field_of("Number", {"type": "number_input", "is_decimal_allowed": True}, hint=plain(LONG)),
        field_of("Day", {"type": "datepicker"}),
        field_of("Time", {"type": "timepicker"}),
    ]
    async with scene(width) as it:
        await it.opens(**modal(section(LONG), *fields, actions(button(LONG[:75]), button("Back"), button("Help"))))
        await it.modal.get_by_role("button", name="Help").scroll_into_view_if_needed()
        assert await it.page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
        assert await it.page.evaluate(HANGING_OVER) == []
        for target in await it.modal.get_by_role("button").all():
            size = await target.bounding_box()
            assert size is not None
            assert min(size["width"], size["height"]) >= 24  # CSS px; WCAG 2.2, success criterion 2.5.8


async def test_half_a_day_is_not_sent_in_and_a_whole_one_is_told_once_it_is_left() -> None:
    day = field_of("Day", {"type": "datepicker"}, dispatch_action=True, optional=True)
    async with scene() as it:
        await it.opens(**modal(day))
        box = it.modal.get_by_label("Day")
        await box.focus()
        await it.page.keyboard.type("1111")
        await it.modal.get_by_role("button", name="Send").click()
        await expect(box).to_have_accessible_description("Please finish this, or empty it.")
        await expect(box).to_be_focused()
        await it.page.keyboard.type("11112025")
        assert days_told(it.you) == []
        await press(it.page, "Tab", "Tab")
        await expect(box).not_to_be_focused()
        await it.modal.get_by_role("button", name="Send").click()
        await expect(it.modal.get_by_text("Thank you. That is all.")).to_be_visible()
    assert days_told(it.you) == ["2025-11-11"]


def days_told(member: Member) -> list[str]:
    """What the bot was told of fields in which a day is picked, before the form was sent in."""
    actions = [one for it in member.slack.sockets.envelopes for one in it.payload.get("actions", ())]
    return [one["selected_date"] for one in actions if one["type"] == "datepicker"]


async def test_what_only_you_see_says_so() -> None:
    async with scene() as it:
        await it.app.call("chat.postEphemeral", channel=it.you.dm_id, user=it.you.user_id, text="We answered *you*.")
        await expect(it.desk.get_by_role("tab", name="Messages 1 new")).to_be_visible()
        await it.desk.get_by_role("tab", name="Messages").click()
        shown = it.desk.get_by_role("log").get_by_role("listitem")
        await expect(shown).to_contain_text("Only visible to you")
        await expect(shown.locator("strong").last).to_have_text("you")


async def test_a_slash_offers_the_commands_and_the_arrows_choose_one() -> None:
    async with scene() as it:
        await it.desk.get_by_role("tab", name="Messages").click()
        await it.box.fill("/")
        await expect(it.desk.get_by_role("listbox").get_by_role("option")).to_have_count(2)
        await press(it.page, "ArrowDown", "Enter")
        await expect(it.box).to_have_value("/lab start DEMO")
        await press(it.page, "Enter")
        await it.desk.get_by_role("log").get_by_role("button", name="I agree").click()
        await expect(it.desk.get_by_text("Thank you for joining.")).to_be_visible()
    assert it.app.codes == ["DEMO"]


async def test_a_command_that_there_is_not_is_said_by_the_platform() -> None:
    async with scene() as it:
        await it.desk.get_by_role("tab", name="Messages").click()
        await it.box.fill("/nothing at all")
        await press(it.page, "Enter")
        await expect(it.desk.get_by_role("status")).to_have_text("/nothing is not a valid command.")


async def test_words_are_shown_as_they_were_typed_and_never_as_markup() -> None:
    async with scene() as it:
        await it.desk.get_by_role("tab", name="Messages").click()
        await it.box.fill("<b>2 < 3</b> & so on")
        await press(it.page, "Enter")
        await expect(it.desk.get_by_role("log").get_by_role("listitem")).to_contain_text("<b>2 < 3</b> & so on")


async def test_a_narrow_page_shows_one_chat_and_says_when_there_is_news_in_the_other() -> None:
    async with scene(800) as it:
        switch = it.page.get_by_role("group", name="Which chat")
        await switch.get_by_role("button", name="Telegram").click()
        await expect(it.desk).to_be_hidden()
        await it.app.call("chat.postMessage", channel=it.you.user_id, text="Ready")
        await switch.get_by_role("button", name="Slack has news").click()
        await expect(it.desk).to_be_visible()
        await expect(it.page.get_by_role("region", name="Telegram")).to_be_hidden()
        await expect(switch.get_by_role("button", name="Slack", exact=True)).to_have_attribute("aria-pressed", "true")
