"""The Slack side of the demo page: what is done there reaches the bot, and the stream tells what it shows."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import aiohttp
import pytest

from adapters.simulator.page import Desks, Hint, Phones, Stage
from adapters.simulator.slack import Member, SlackStandIn, View
from adapters.simulator.telegram import TelegramStandIn
from tests.adapters.simulator.pages import Client, act, next_event, page_of
from tests.adapters.simulator.slack.conftest import (
    Call,
    Line,
    actions,
    button,
    field_of,
    home,
    modal,
    option,
    radio,
    section,
)
from tests.adapters.simulator.slack.test_files import PNG, shown, uploaded

WORDS = {"type": "plain_text_input", "max_length": 20}
PAGE = modal(
    field_of("Sleep", radio("Good", "Bad"), dispatch_action=True),
    field_of("Words", WORDS, optional=True),
    actions(button("Back"), button("Help")),
)
DAY = modal(
    field_of("When", {"type": "datepicker", "initial_date": "2026-11-01"}, dispatch_action=True, optional=True),
    field_of("Weight", {"type": "number_input", "is_decimal_allowed": True}, optional=True),
    field_of("Helped", {"type": "checkboxes", "options": [option("Heat"), option("Cold")]}, dispatch_action=True),
)


@dataclass(frozen=True)
class Neighbour:
    member: Member
    state: str = "joining"


@pytest.fixture
def you(slack: SlackStandIn) -> Member:
    return slack.add_member("You")


@pytest.fixture
async def stage(slack: SlackStandIn, you: Member) -> AsyncIterator[Stage]:
    hints = [Hint(words="/lab help", text="Where to find help")]
    desks = Desks(slack=slack, you=you, companions=[Neighbour(slack.add_member("Bo"))], hints=hints)
    async with TelegramStandIn() as tg:
        yield Stage(phones=Phones(tg=tg, you=tg.add_person("You")), desks=desks, code="DEMO")


@pytest.fixture
async def client(stage: Stage) -> AsyncIterator[Client]:
    async with page_of(stage) as page:
        yield page


@pytest.fixture
async def view(line: Line, call: Call, you: Member) -> View:
    """A modal that is open on your desk."""
    you.command("/lab")
    await call("views.open", trigger_id=(await line.take())["trigger_id"], view=PAGE)
    assert you.modal is not None
    return you.modal


def on(view: View, **more: object) -> dict[str, Any]:
    return {"place": view.view_id, "hash": view.hash, **more}


def first_action(told: dict[str, Any]) -> dict[str, Any]:
    action: dict[str, Any] = told["actions"][0]
    return action


async def test_what_is_typed_reaches_the_bot_as_words_or_as_a_command(client: Client, line: Line) -> None:
    assert await act(client, "slack/send", text="  fine & well ") == 204
    assert (await line.take())["event"]["text"] == "fine &amp; well"
    assert await act(client, "slack/send", text="/lab start DEMO") == 204
    command = await line.take()
    assert (command["command"], command["text"]) == ("/lab", "start DEMO")


@pytest.mark.parametrize("text", [" ", "x" * 4001, 7, None])
async def test_nothing_or_too_much_is_not_sent(client: Client, you: Member, text: object) -> None:
    assert await act(client, "slack/send", text=text) == 400
    assert you.dm == []


async def test_opening_a_tab_is_told_to_the_bot(client: Client, line: Line) -> None:
    assert await act(client, "slack/open", tab="home") == 204
    assert (await line.take())["event"]["tab"] == "home"
    assert await act(client, "slack/open", tab="about") == 400


async def test_buttons_of_messages_of_the_home_and_of_the_modal_can_be_pressed(
    client: Client, line: Line, call: Call, you: Member, view: View
) -> None:
    await call("views.publish", user_id=you.user_id, view=home(actions(button("Privacy"))))
    await call("chat.postMessage", channel=you.user_id, text="Ready", blocks=[actions(button("Start", value="s"))])
    await line.take()  # the bot hears of its own message
    assert you.home is not None
    assert await act(client, "slack/press", place=you.last.ts, block="actions", action="start") == 204
    assert first_action(await line.take())["value"] == "s"
    assert await act(client, "slack/press", **on(you.home, block="actions", action="privacy")) == 204
    assert first_action(await line.take())["action_id"] == "privacy"
    assert await act(client, "slack/press", **on(view, block="actions", action="help")) == 204
    assert first_action(await line.take())["action_id"] == "help"
    assert await act(client, "slack/press", **on(view, block="actions", action="other")) == 404


async def test_of_a_menu_the_choice_that_was_meant_is_pressed(
    client: Client, line: Line, call: Call, you: Member
) -> None:
    choices = [{"text": {"type": "plain_text", "text": one}, "value": one} for one in ("a", "b")]
    menu = {"type": "overflow", "action_id": "more", "options": choices}
    await call("chat.postMessage", channel=you.user_id, text="Ready", blocks=[actions(menu)])
    await line.take()
    assert await act(client, "slack/press", place=you.last.ts, block="actions", action="more", value="b") == 204
    assert first_action(await line.take())["selected_option"]["value"] == "b"


async def test_what_was_typed_so_far_goes_along_with_a_button_of_the_modal(
    client: Client, line: Line, view: View
) -> None:
    typed = {"words": "a walk", "elsewhere": "lost"}
    assert await act(client, "slack/press", **on(view, block="actions", action="back", typed=typed)) == 204
    values = (await line.take())["view"]["state"]["values"]
    assert values["words"]["words.value"]["value"] == "a walk"
    assert values["sleep"]["sleep.value"]["selected_option"] is None


async def test_a_choice_is_told_at_once(client: Client, line: Line, view: View) -> None:
    assert await act(client, "slack/choose", **on(view, block="sleep", values=["bad"])) == 204
    assert first_action(await line.take())["selected_option"]["value"] == "bad"
    assert await act(client, "slack/choose", **on(view, block="sleep", values=["worse"])) == 400
    assert await act(client, "slack/choose", **on(view, block="sleep", values=[])) == 400
    assert await act(client, "slack/choose", **on(view, block="sleep")) == 404


@pytest.fixture
async def dated(line: Line, call: Call, you: Member) -> View:
    """Another modal, with a day, a number and boxes."""
    you.command("/lab")
    await call("views.open", trigger_id=(await line.take())["trigger_id"], view=DAY)
    assert you.modal is not None
    return you.modal


def held(told: dict[str, Any], block: str) -> dict[str, Any]:
    """What stands in a field of the page that the bot was told of."""
    value: dict[str, Any] = told["view"]["state"]["values"][block][f"{block}.value"]
    return value


async def test_a_day_that_is_picked_is_told_at_once_with_what_was_typed_elsewhere(
    client: Client, line: Line, dated: View
) -> None:
    typed = {"when": "2026-11-24", "weight": "70.5"}
    entered = on(dated, block="when", text="2026-11-24", typed=typed)
    assert await act(client, "slack/enter", **entered) == 204
    told = await line.take()
    assert [action["selected_date"] for action in told["actions"]] == ["2026-11-24"]
    assert held(told, "weight")["value"] == "70.5"


async def test_a_day_can_be_taken_back_but_no_other_text_stands_in_its_place(
    client: Client, line: Line, dated: View
) -> None:
    assert await act(client, "slack/enter", **on(dated, block="when", text="")) == 204
    assert first_action(await line.take())["selected_date"] is None
    assert await act(client, "slack/enter", **on(dated, block="when", text="soon")) == 400
    assert await act(client, "slack/enter", **on(dated, block="elsewhere", text="2026-11-24")) == 404
    assert await act(client, "slack/enter", **on(dated, block="when", text=7)) == 404


async def test_what_is_only_typed_is_told_once_and_with_the_rest(client: Client, line: Line, dated: View) -> None:
    typed = {"when": "2026-11-24", "weight": "70.5"}
    assert await act(client, "slack/choose", **on(dated, block="helped", values=["cold", "heat"], typed=typed)) == 204
    told = await line.take()
    assert [one["value"] for one in first_action(told)["selected_options"]] == ["cold", "heat"]
    assert held(told, "when")["selected_date"] == "2026-11-24"
    assert await act(client, "slack/submit", **on(dated, typed=typed)) == 204
    assert (await line.take())["type"] == "view_submission", "and nothing in between"


async def test_a_picture_that_the_bot_has_uploaded_is_shown_and_no_other(
    client: Client, slack: SlackStandIn, you: Member, call: Call, http: aiohttp.ClientSession
) -> None:
    slack.platform.files.processing_s = 0
    file_id = await uploaded(call, http)
    assert (await call("views.publish", user_id=you.user_id, view=home(shown(file_id))))["ok"]
    async with client.get(f"/simulator/pictures/desk/{file_id}") as answer:
        assert (answer.status, answer.content_type, await answer.read()) == (200, "image/png", PNG)
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
    async with client.get("/simulator/pictures/desk/F0000000000") as answer:
        assert answer.status == 404
    async with client.get(f"/simulator/pictures/desk/{file_id}", headers={"Host": "evil.example"}) as answer:
        assert answer.status == 403


async def test_a_form_is_sent_in_with_what_was_typed(client: Client, line: Line, you: Member, view: View) -> None:
    await act(client, "slack/choose", **on(view, block="sleep", values=["good"]))
    await line.take()
    assert await act(client, "slack/submit", **on(view, typed={"words": "a walk"})) == 204
    told = await line.take()
    assert told["type"] == "view_submission"
    assert told["view"]["state"]["values"]["words"]["words.value"]["value"] == "a walk"
    await you.wait_for_close()


@pytest.mark.parametrize("typed", [{"words": "x" * 21}, {"sleep": "well"}])
async def test_what_cannot_be_typed_is_said_and_sends_nothing(
    client: Client, slack: SlackStandIn, you: Member, view: View, typed: dict[str, str]
) -> None:
    before = len(slack.platform.sockets.envelopes)
    for action in ("submit", "press", "choose"):
        more = {"typed": typed, "block": "actions", "action": "help", "values": []}
        assert await act(client, f"slack/{action}", **on(view, **more)) == 400
    assert you.modal is view
    assert len(slack.platform.sockets.envelopes) == before


async def test_a_page_that_has_changed_meanwhile_is_not_acted_on(
    client: Client, call: Call, you: Member, view: View
) -> None:
    seen = on(view)
    await call("views.update", view_id=view.view_id, view=modal(section("Over."), submit=PAGE["submit"]))
    for action in ("submit", "close", "choose", "enter", "press"):
        more = {"block": "sleep", "values": ["good"], "action": "help", "text": "well"}
        assert await act(client, f"slack/{action}", **seen, **more) == 404
    assert you.modal is view


async def test_one_page_is_closed_or_all_of_them(client: Client, line: Line, call: Call, you: Member) -> None:
    for _ in range(2):
        you.command("/lab")
        await call("views.open", trigger_id=(await line.take())["trigger_id"], view=modal(actions(button("Help"))))
        below = you.modal
        you.press_view("Help")
        await call("views.push", trigger_id=(await line.take())["trigger_id"], view=modal(section("Help.")))
        assert you.modal is not None
        assert await act(client, "slack/close", **on(you.modal)) == 204
        assert you.modal is below
        assert below is not None
        assert await act(client, "slack/close", **on(below), all=True) == 204
        assert you.modal is None


@pytest.mark.parametrize("action", ["send", "open", "press", "choose", "enter", "submit", "close"])
@pytest.mark.parametrize("headers", [{}, {"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}])
async def test_an_action_from_elsewhere_is_refused(
    client: Client, you: Member, action: str, headers: dict[str, str]
) -> None:
    async with client.post(f"/simulator/slack/{action}", json={"text": "hi", "tab": "home"}, headers=headers) as answer:
        assert answer.status == 403
    assert you.dm == []


async def test_a_foreign_host_name_sees_no_desk(client: Client) -> None:
    async with client.get("/simulator/desks/you", headers={"Host": "evil.example"}) as answer:
        assert answer.status == 403


async def test_the_stream_tells_the_desk_and_then_each_change(
    client: Client, line: Line, call: Call, you: Member
) -> None:
    async with client.get("/simulator/events") as stream:
        everything = (await next_event(stream, "everything"))["desk"]
        assert everything["bot"] == {"name": "Labbot", "team": "Community"}
        assert everything["hints"] == [{"words": "/lab help", "text": "Where to find help"}]
        assert everything["you"] == {"name": "You", "messages": [], "home": None, "modal": None, "troubles": []}
        await call("chat.postMessage", channel=you.user_id, text="Hi", blocks=[section("Hello")])
        message = (await next_event(stream, "desk"))["message"]
        assert (message["mine"], message["ephemeral"], message["blocks"][0]["text"]["text"]) == (False, False, "Hello")
        await line.take()
        await call("chat.postEphemeral", channel=you.dm_id, user=you.user_id, text="Psst")
        assert (await next_event(stream, "desk"))["message"]["ephemeral"]
        await call("views.publish", user_id=you.user_id, view=home(section("Welcome")))
        assert (await next_event(stream, "desk"))["home"]["blocks"][0]["text"]["text"] == "Welcome"
        you.command("/lab")
        await call("views.open", trigger_id=(await line.take())["trigger_id"], view=PAGE)
        shown = (await next_event(stream, "desk"))["modal"]
        assert (shown["title"], shown["submit"], shown["errors"]) == ("Check-in", "Send", {})
        you.submit()
        assert (await next_event(stream, "desk"))["modal"]["errors"] == {
            "sleep": "Please complete this required field."
        }
        you.command("/unknown")
        assert (await next_event(stream, "desk"))["troubles"] == ["/unknown is not a valid command."]


async def test_the_stream_tells_what_the_others_do(client: Client, stage: Stage) -> None:
    async with client.get("/simulator/events") as stream:
        row = {"side": "desk", "place": "1", "name": "Bo", "state": "joining", "messages": 0}
        assert (await next_event(stream, "everything"))["people"] == [row]
        stage.desks.companions[0].member.send("hello")
        assert (await next_event(stream, "desk"))["desk"] == "1"
        assert await next_event(stream, "people") == [row | {"messages": 1}]


async def test_another_desk_can_be_looked_at(client: Client, stage: Stage) -> None:
    stage.desks.companions[0].member.send("hello")
    async with client.get("/simulator/desks/1") as response:
        desk = await response.json()
    assert (desk["name"], [message["text"] for message in desk["messages"]]) == ("Bo", ["hello"])
    async with client.get("/simulator/desks/2") as response:
        assert response.status == 404
