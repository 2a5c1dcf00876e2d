"""Trouble on order looks on the wire as it does in life."""

from __future__ import annotations

import asyncio

import aiohttp
import pytest

from adapters.simulator.telegram import (
    DropAfter,
    DropBefore,
    Person,
    Refuse,
    ServerError,
    Slow,
    TelegramStandIn,
    TooMany,
)
from tests.adapters.simulator.conftest import KINDS, Call


async def test_trouble_comes_as_often_as_ordered_and_to_the_chat_ordered(
    tg: TelegramStandIn, ann: Person, call: Call
) -> None:
    bo = tg.add_person("Bo")
    bo.start()
    tg.inject("sendMessage", Refuse(), times=2, chat_id=bo.user_id)
    assert (await call("sendMessage", chat_id=ann.user_id, text="x"))["ok"]
    answers = [await call("sendMessage", chat_id=bo.user_id, text="x") for _ in range(3)]
    assert [answer["http"] for answer in answers] == [403, 403, 200]
    assert answers[0]["description"] == "Forbidden: bot was blocked by the user"


async def test_a_server_error_has_a_html_body_and_no_effect(
    tg: TelegramStandIn, ann: Person, http: aiohttp.ClientSession
) -> None:
    tg.inject("*", ServerError(status=502))
    url = f"{tg.url}/bot{tg.token}/sendMessage"
    async with http.post(url, data={"chat_id": str(ann.user_id), "text": "x"}) as response:
        assert response.status == 502
        assert response.content_type == "text/html"
    assert len(ann.chat) == 1


@pytest.mark.parametrize(("trouble", "delivered"), [(DropBefore(), 0), (DropAfter(), 1)])
async def test_a_cut_line_leaves_the_bot_in_doubt(
    tg: TelegramStandIn, ann: Person, call: Call, trouble: DropBefore | DropAfter, delivered: int
) -> None:
    tg.inject("sendMessage", trouble)
    with pytest.raises(aiohttp.ClientError):
        await call("sendMessage", chat_id=ann.user_id, text="x")
    assert len(ann.chat) - 1 == delivered
    assert tg.calls_of("sendMessage")[0].status == 0


async def test_a_slow_answer_comes_after_its_effect(tg: TelegramStandIn, ann: Person, call: Call) -> None:
    tg.inject("sendMessage", Slow(seconds=30))
    slow = asyncio.create_task(call("sendMessage", chat_id=ann.user_id, text="slowly"))
    await ann.wait_for("slowly", 1)
    assert not slow.done()
    slow.cancel()
    await asyncio.gather(slow, return_exceptions=True)


async def test_polling_can_be_troubled_too(tg: TelegramStandIn, ann: Person, call: Call) -> None:
    tg.inject("getUpdates", TooMany(retry_after=2))
    tg.inject("getUpdates", Refuse(code=401, description="Unauthorized"))
    assert (await call("getUpdates", allowed_updates=KINDS))["http"] == 429
    assert (await call("getUpdates", allowed_updates=KINDS))["http"] == 401
    assert (await call("getUpdates", allowed_updates=KINDS))["ok"]


async def test_latency_is_added_to_every_call(tg: TelegramStandIn, call: Call) -> None:
    loop = asyncio.get_running_loop()
    tg.latency_s = 0.05
    start = loop.time()
    await call("getMe")
    assert loop.time() - start >= 0.05


async def test_a_wrong_token_is_unauthorised_and_another_address_is_not_found(
    tg: TelegramStandIn, http: aiohttp.ClientSession
) -> None:
    async with http.get(f"{tg.url}/bot1:wrong/getMe") as response:
        assert response.status == 401
    async with http.get(f"{tg.url}/elsewhere") as response:
        assert response.status == 404


async def test_calls_are_remembered_in_order_and_within_bounds(tg: TelegramStandIn, ann: Person, call: Call) -> None:
    await call("getMe")
    await call("sendMessage", chat_id=ann.user_id, text="x")
    assert [(it.method, it.status) for it in tg.calls] == [("getMe", 200), ("sendMessage", 200)]
    assert tg.calls[-1].params == {"chat_id": ann.user_id, "text": "x"}
    assert tg.calls.maxlen == 10_000
