"""The libraries that the bot uses understand the stand-in, over real sockets; only the address differs."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import aiohttp
import pytest
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from adapters.simulator.slack import DropAfter, Member, RateLimited, ServerError, SlackStandIn
from tests.adapters.simulator.slack.conftest import actions, button, field_of, home, modal, radio, section

Ack = Callable[..., Awaitable[None]]
START = [section("Your check-in is ready"), actions(button("Start", value="n1"), button("Later", value="n2"))]
FORM = modal(field_of("Mood", radio("Good", "Bad")), callback_id="checkin", private_metadata="n1")


@pytest.fixture
async def client(slack: SlackStandIn) -> AsyncIterator[AsyncWebClient]:
    async with aiohttp.ClientSession() as session:
        yield AsyncWebClient(token=slack.bot_token, base_url=slack.url, session=session, retry_handlers=[])


@pytest.fixture
def app(client: AsyncWebClient) -> AsyncApp:
    """A small bot: says hello, opens a form, thanks for it, shows an App Home."""
    bolt = AsyncApp(client=client, token=client.token, logger=logging.getLogger("quiet"))

    @bolt.event("message")
    async def heard(event: dict[str, Any], client: AsyncWebClient) -> None:
        if "bot_id" not in event and "subtype" not in event:
            await client.chat_postMessage(channel=event["channel"], text="Your check-in is ready", blocks=START)

    @bolt.event("app_home_opened")
    async def opened(event: dict[str, Any], client: AsyncWebClient) -> None:
        await client.views_publish(user_id=event["user"], view=home(section("Nothing to answer")))

    @bolt.action("start")
    async def started(ack: Ack, body: dict[str, Any], client: AsyncWebClient) -> None:
        await ack()
        await client.views_open(trigger_id=body["trigger_id"], view=FORM)

    @bolt.view("checkin")
    async def sent(ack: Ack, view: dict[str, Any], body: dict[str, Any], client: AsyncWebClient) -> None:
        chosen = view["state"]["values"]["mood"]["mood.value"]["selected_option"]
        if chosen["value"] == "bad":
            await ack(response_action="errors", errors={"mood": "Really?"})
            return
        await ack()
        await client.chat_postMessage(channel=body["user"]["id"], text="Thank you")

    @bolt.command("/lab")
    async def commanded(ack: Ack, command: dict[str, Any], respond: Ack) -> None:
        await ack("One moment")
        await respond(f"You said {command['text']}")

    return bolt


@pytest.fixture
async def running(app: AsyncApp, slack: SlackStandIn) -> AsyncIterator[AsyncSocketModeHandler]:
    handler = AsyncSocketModeHandler(app, slack.app_token)
    await handler.connect_async()  # type: ignore[no-untyped-call]  # the library's own gap
    yield handler
    await handler.close_async()  # type: ignore[no-untyped-call]  # the library's own gap


async def test_a_whole_check_in(slack: SlackStandIn, ann: Member, running: AsyncSocketModeHandler) -> None:
    ann.send("hello")
    await ann.wait_for("Your check-in is ready")
    ann.press("Start")
    form = await ann.wait_for_modal("Mood")
    assert (form.title, form.submit, form.fields[0].options) == ("Check-in", "Send", ("Good", "Bad"))
    assert ann.submit() is None
    assert ann.errors == ["Please complete this required field."]
    ann.choose("Mood", "Bad")
    ann.submit()
    await ann.wait_for_modal("Really?")
    ann.choose("Mood", "Good")
    ann.submit()
    assert (await ann.wait_for("Thank you")).by_bot
    await ann.wait_for_close()
    ann.open_home()
    assert (await ann.wait_for_home()).text == "Nothing to answer"
    await slack.settle()
    slack.assert_clean()


async def test_a_slash_command_is_answered_twice(
    slack: SlackStandIn, ann: Member, running: AsyncSocketModeHandler
) -> None:
    ann.send("/lab privacy")
    await ann.wait_for("One moment")
    await ann.wait_for("You said privacy")
    assert [message.ephemeral for message in ann.ephemerals] == [True, True]
    await slack.settle()
    slack.assert_clean()


async def test_the_socket_client_reconnects_when_it_is_asked_to(
    slack: SlackStandIn, ann: Member, running: AsyncSocketModeHandler
) -> None:
    slack.refresh_connections()
    await slack.wait_for_connections(1)
    ann.send("hello")
    await ann.wait_for("Your check-in is ready")


async def test_every_method_is_understood(slack: SlackStandIn, ann: Member, client: AsyncWebClient) -> None:
    assert (await client.auth_test())["team_id"] == slack.team_id
    posted = await client.chat_postMessage(channel=ann.user_id, text="One")
    assert posted["channel"] == ann.dm_id
    await client.chat_update(channel=ann.dm_id, ts=posted["ts"], text="Two")
    assert [message.text for message in ann.dm] == ["Two"]
    read = await client.conversations_history(channel=ann.dm_id, limit=10)
    assert [message["text"] for message in read["messages"]] == ["Two"]
    await client.chat_delete(channel=ann.dm_id, ts=posted["ts"])
    assert ann.dm == []
    await client.chat_postEphemeral(channel=ann.dm_id, user=ann.user_id, text="Only you")
    assert (await client.conversations_open(users=[ann.user_id], return_im=True))["channel"]["id"] == ann.dm_id
    info = await client.users_info(user=ann.user_id, include_locale=True)
    assert (info["user"]["tz"], info["user"]["locale"]) == ("Europe/London", "en-GB")
    assert len((await client.users_list(limit=200))["members"]) == 2
    await client.views_publish(user_id=ann.user_id, view=home(section("Hi")))
    slack.assert_clean()


async def test_refusals_become_the_librarys_own_errors(
    slack: SlackStandIn, ann: Member, client: AsyncWebClient
) -> None:
    with pytest.raises(SlackApiError) as caught:
        await client.chat_postMessage(channel="C0000000000", text="x")
    assert caught.value.response["error"] == "channel_not_found"
    slack.inject("chat.postMessage", RateLimited(retry_after=7))
    with pytest.raises(SlackApiError) as caught:
        await client.chat_postMessage(channel=ann.user_id, text="x")
    assert (caught.value.response.status_code, caught.value.response.headers["Retry-After"]) == (429, "7")


async def test_doubt_becomes_a_client_error(slack: SlackStandIn, ann: Member, client: AsyncWebClient) -> None:
    slack.inject("chat.postMessage", DropAfter())
    with pytest.raises(aiohttp.ClientError):
        await client.chat_postMessage(channel=ann.user_id, text="cut")
    assert ann.last.text == "cut"
    slack.inject("chat.postMessage", ServerError())
    with pytest.raises(SlackApiError):
        await client.chat_postMessage(channel=ann.user_id, text="never")
    assert len(ann.dm) == 1


async def test_the_librarys_own_retry_posts_twice(slack: SlackStandIn, ann: Member) -> None:
    slack.inject("chat.postMessage", DropAfter())
    with_retries = AsyncWebClient(token=slack.bot_token, base_url=slack.url)
    await with_retries.chat_postMessage(channel=ann.user_id, text="hello")
    assert [message.text for message in ann.dm] == ["hello", "hello"]
