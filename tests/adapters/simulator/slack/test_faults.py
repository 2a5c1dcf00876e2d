"""Trouble on order looks on the wire as it does in life."""

from __future__ import annotations

import asyncio

import aiohttp
import pytest

from adapters.simulator.slack import DropAfter, DropBefore, Member, Refuse, ServerError, SlackStandIn, Slow
from tests.adapters.simulator.slack.conftest import Call, Line


async def test_trouble_comes_as_often_as_ordered_and_to_the_person_ordered(
    slack: SlackStandIn, ann: Member, call: Call
) -> None:
    bo = slack.add_member("Bo")
    slack.inject("chat.postMessage", Refuse(error="fatal_error"), times=2, channel=bo.user_id)
    assert (await call("chat.postMessage", channel=ann.user_id, text="x"))["ok"]
    answers = [await call("chat.postMessage", channel=bo.dm_id, text="x") for _ in range(3)]
    assert [answer.get("error") for answer in answers] == ["fatal_error", "fatal_error", None]


async def test_a_server_error_has_a_html_body_and_no_effect(
    slack: SlackStandIn, ann: Member, http: aiohttp.ClientSession
) -> None:
    slack.inject("*", ServerError(status=503))
    headers = {"Authorization": f"Bearer {slack.bot_token}"}
    form = {"channel": ann.user_id, "text": "x"}
    async with http.post(f"{slack.url}chat.postMessage", headers=headers, data=form) as response:
        assert (response.status, response.content_type) == (503, "text/html")
    assert ann.dm == []
    async with http.post(f"{slack.url}chat.postMessage", headers=headers, data=form) as response:
        assert (await response.json())["ok"]


@pytest.mark.parametrize(("trouble", "delivered"), [(DropBefore(), 0), (DropAfter(), 1)])
async def test_a_cut_line_leaves_the_bot_in_doubt(
    slack: SlackStandIn, ann: Member, call: Call, trouble: DropBefore | DropAfter, delivered: int
) -> None:
    slack.inject("chat.postMessage", trouble)
    with pytest.raises(aiohttp.ClientError):
        await call("chat.postMessage", channel=ann.user_id, text="x")
    assert len(ann.dm) == delivered
    assert slack.calls_of("chat.postMessage")[0].status == 0


async def test_a_slow_answer_comes_after_its_effect(slack: SlackStandIn, ann: Member, call: Call) -> None:
    slack.inject("chat.postMessage", Slow(seconds=30))
    slow = asyncio.create_task(call("chat.postMessage", channel=ann.user_id, text="slowly"))
    await ann.wait_for("slowly", 1)
    assert not slow.done()
    slow.cancel()
    await asyncio.gather(slow, return_exceptions=True)


async def test_opening_a_connection_can_be_troubled_too(slack: SlackStandIn, call: Call) -> None:
    slack.inject("apps.connections.open", Refuse(error="internal_error"))
    assert (await call("apps.connections.open"))["error"] == "internal_error"
    assert (await call("apps.connections.open"))["url"].startswith("ws://127.0.0.1:")


async def test_latency_is_added_to_every_call(slack: SlackStandIn, call: Call) -> None:
    loop = asyncio.get_running_loop()
    slack.latency_s = 0.05
    start = loop.time()
    await call("auth.test")
    assert loop.time() - start >= 0.05


async def test_an_app_that_was_removed_is_refused_everything(slack: SlackStandIn, call: Call, line: Line) -> None:
    slack.revoke("account_inactive")
    assert [(await line.take())["event"]["type"] for _ in range(2)] == ["tokens_revoked", "app_uninstalled"]
    assert (await call("auth.test"))["error"] == "account_inactive"


async def test_another_address_is_not_found(slack: SlackStandIn, http: aiohttp.ClientSession) -> None:
    async with http.get(slack.url.replace("/api/", "/elsewhere")) as response:
        assert response.status == 404


async def test_calls_are_remembered_in_order_and_within_bounds(slack: SlackStandIn, ann: Member, call: Call) -> None:
    await call("auth.test")
    await call("chat.postMessage", channel=ann.user_id, text="x")
    assert [(it.method, it.status) for it in slack.calls] == [("auth.test", 200), ("chat.postMessage", 200)]
    assert slack.calls[-1].params == {"channel": ann.user_id, "text": "x"}
    assert slack.calls.maxlen == 10_000
