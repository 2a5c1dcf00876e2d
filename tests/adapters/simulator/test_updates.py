"""Offsets, retention, rival pollers: what a bot may rely on when it fetches updates."""

from __future__ import annotations

import asyncio

from adapters.simulator.telegram import Person, TelegramStandIn
from tests.adapters.simulator.conftest import KINDS, Call, Hands, rules, until


async def fetch(call: Call, **params: object) -> list[int]:
    answer = await call("getUpdates", **{"allowed_updates": KINDS, **params})
    return [update["update_id"] for update in answer["result"]]


async def test_an_update_is_delivered_until_a_call_with_a_higher_offset(ann: Person, call: Call) -> None:
    ann.send("again")
    first = await fetch(call)
    assert len(first) == 2
    assert await fetch(call) == first
    assert await fetch(call, offset=first[0]) == first
    assert await fetch(call, offset=first[0] + 1) == first[1:]
    assert await fetch(call) == first[1:]  # no offset confirms nothing
    assert await fetch(call, offset=first[1] + 1) == []


async def test_the_offset_confirms_when_the_call_arrives_even_if_its_answer_is_lost(
    tg: TelegramStandIn, ann: Person, call: Call
) -> None:
    (first,) = await fetch(call)
    waiting = asyncio.create_task(fetch(call, offset=first + 1, timeout=50))
    await until(lambda: tg.platform.queue.poll is not None)
    waiting.cancel()
    await asyncio.gather(waiting, return_exceptions=True)
    assert await fetch(call) == []


async def test_limit_is_kept_and_the_oldest_come_first(ann: Person, call: Call) -> None:
    for number in range(5):
        ann.send(str(number))
    everything = await fetch(call)
    assert await fetch(call, limit=2) == everything[:2]
    assert everything == sorted(everything)


async def test_a_long_poll_ends_as_soon_as_something_happens(tg: TelegramStandIn, ann: Person, call: Call) -> None:
    (first,) = await fetch(call)
    waiting = asyncio.create_task(fetch(call, offset=first + 1, timeout=50))
    await until(lambda: tg.platform.queue.poll is not None)
    ann.send("hello")
    assert len(await asyncio.wait_for(waiting, 1)) == 1


async def test_a_second_poll_ends_the_older_one_with_409_and_is_recorded(tg: TelegramStandIn, call: Call) -> None:
    older = asyncio.create_task(call("getUpdates", timeout=50, allowed_updates=KINDS))
    await until(lambda: tg.platform.queue.poll is not None)
    await call("getUpdates", allowed_updates=KINDS)
    answer = await asyncio.wait_for(older, 1)
    assert answer["http"] == 409
    assert answer["description"].startswith("Conflict: terminated by other getUpdates request")
    assert rules(tg) == ["two-polls"]


async def test_polling_beside_a_webhook_is_a_conflict(tg: TelegramStandIn, call: Call) -> None:
    await call("setWebhook", url="https://example.org/hook", secret_token="a-secret", allowed_updates=KINDS)
    answer = await call("getUpdates", allowed_updates=KINDS)
    assert answer["http"] == 409
    assert "webhook is active" in answer["description"]
    assert (await call("getWebhookInfo"))["result"]["url"] == "https://example.org/hook"
    await call("deleteWebhook")
    assert (await call("getUpdates", allowed_updates=KINDS))["ok"]


async def test_a_press_is_gone_after_150_seconds_and_a_message_after_a_day(
    tg: TelegramStandIn, ann: Person, call: Call, clock: Hands
) -> None:
    ann.press_data("yes", 1)
    assert len(await fetch(call)) == 2
    clock.move(151)
    assert len(await fetch(call)) == 1
    clock.move(24 * 3600)
    assert await fetch(call) == []


async def test_a_negative_offset_loses_what_came_before_and_is_recorded(
    tg: TelegramStandIn, ann: Person, call: Call
) -> None:
    ann.send("second")
    everything = await fetch(call)
    assert await fetch(call, offset=-1) == everything[1:]
    assert rules(tg) == ["negative-offset"]


async def test_an_offset_far_ahead_confirms_nothing(ann: Person, call: Call) -> None:
    (first,) = await fetch(call)
    assert await fetch(call, offset=first + 1000) == [first]


async def test_kinds_asked_for_stay_asked_for_and_silence_is_recorded(
    tg: TelegramStandIn, ann: Person, call: Call
) -> None:
    (first,) = await fetch(call, allowed_updates=["message"])
    ann.press_data("yes", 1)
    assert (await call("getUpdates", offset=first + 1))["result"] == []
    assert rules(tg) == ["allowed-updates-missing", "allowed-updates-missing"]


async def test_a_timeout_out_of_range_is_recorded(tg: TelegramStandIn, ann: Person, call: Call) -> None:
    await fetch(call, timeout=51)
    await fetch(call, timeout=-1)
    assert rules(tg) == ["poll-timeout", "poll-timeout"]


async def test_an_update_can_come_twice_though_it_was_confirmed(tg: TelegramStandIn, ann: Person, call: Call) -> None:
    query = ann.press_data("yes", 1)
    ids = await fetch(call)
    assert await fetch(call, offset=ids[-1] + 1) == []
    tg.redeliver(query)
    assert await fetch(call, offset=ids[-1] + 1) == [ids[-1]]
    assert await fetch(call, offset=ids[-1] + 1) == []


async def test_garbage_and_lower_ids_are_delivered_as_they_are(tg: TelegramStandIn, call: Call) -> None:
    tg.inject_raw_update({"message": "not even an object"})
    tg.inject_raw_update({"update_id": 7, "hologram": {}})
    answer = await call("getUpdates", allowed_updates=KINDS)
    assert {"update_id": 7, "hologram": {}} in answer["result"]
    assert any(update.get("message") == "not even an object" for update in answer["result"])


async def test_blocking_is_told_and_a_blocked_bot_hears_nothing(tg: TelegramStandIn, ann: Person, call: Call) -> None:
    (first,) = await fetch(call)
    ann.block()
    ann.send("into the void")
    ann.unblock()
    answer = await call("getUpdates", offset=first + 1, allowed_updates=KINDS)
    statuses = [update["my_chat_member"]["new_chat_member"]["status"] for update in answer["result"]]
    assert statuses == ["kicked", "member"]
