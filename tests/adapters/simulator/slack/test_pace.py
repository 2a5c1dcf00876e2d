"""Too fast is refused with a true 429; a pause that was ordered must be kept."""

from __future__ import annotations

from typing import Any

import pytest

from adapters.simulator.slack import Member, RateLimited, SlackStandIn
from tests.adapters.simulator.slack.conftest import Call, Hands, home, rules


async def test_one_channel_takes_a_burst_of_five_and_then_one_a_second(
    slack: SlackStandIn, ann: Member, call: Call, clock: Hands
) -> None:
    for number in range(5):
        assert (await call("chat.postMessage", channel=ann.user_id, text=str(number)))["ok"]
    refused = await call("chat.postMessage", channel=ann.dm_id, text="one too many")
    assert (refused["http"], refused["header"], refused["error"]) == (429, "1", "ratelimited")
    assert rules(slack) == ["pace-channel"]
    bo = slack.add_member("Bo")
    assert (await call("chat.postMessage", channel=bo.user_id, text="another channel"))["ok"]
    clock.move(2)
    answers = [await call("chat.postMessage", channel=ann.user_id, text="now") for _ in range(3)]
    assert [answer["ok"] for answer in answers] == [True, True, False]


async def test_a_workspace_takes_three_hundred_messages_a_minute(slack: SlackStandIn, call: Call, clock: Hands) -> None:
    people = [slack.add_member(str(number)) for number in range(61)]
    for person in people[:60]:
        for _ in range(5):
            assert (await call("chat.postMessage", channel=person.user_id, text="x"))["ok"]
    refused = await call("chat.postMessage", channel=people[60].user_id, text="x")
    assert (refused["http"], refused["header"]) == (429, "60")
    assert rules(slack) == ["pace-workspace"]
    clock.move(60)
    assert (await call("chat.postMessage", channel=people[60].user_id, text="x"))["ok"]


@pytest.mark.parametrize(
    ("method", "most"), [("users.list", 20), ("conversations.open", 50), ("users.info", 100), ("views.publish", 100)]
)
async def test_a_method_has_the_calls_of_its_tier_a_minute(
    slack: SlackStandIn, ann: Member, call: Call, clock: Hands, *, method: str, most: int
) -> None:
    every: dict[str, dict[str, Any]] = {
        "users.list": {"limit": "10"},
        "conversations.open": {"users": ann.user_id},
        "users.info": {"user": ann.user_id},
        "views.publish": {"user_id": ann.user_id, "view": home()},
    }
    params = every[method]
    for _ in range(most):
        assert (await call(method, **params))["ok"]
    assert (await call(method, **params))["http"] == 429
    assert rules(slack) == ["pace-method"]
    assert (await call("auth.test"))["ok"]
    clock.move(60)
    assert (await call(method, **params))["ok"]


async def test_the_limits_can_be_switched_off(slack: SlackStandIn, ann: Member, call: Call) -> None:
    slack.enforce_limits = False
    for _ in range(40):
        assert (await call("chat.postMessage", channel=ann.user_id, text="x"))["ok"]
    assert rules(slack) == []


async def test_calling_a_method_during_its_pause_is_refused_again_and_recorded(
    slack: SlackStandIn, ann: Member, call: Call, clock: Hands
) -> None:
    bo = slack.add_member("Bo")
    slack.inject("chat.postMessage", RateLimited(retry_after=10), channel=ann.user_id)
    assert (await call("chat.postMessage", channel=ann.dm_id, text="x"))["header"] == "10"
    assert rules(slack) == []  # an ordered 429 is not the bot's fault
    clock.move(4)
    assert (await call("chat.postMessage", channel=bo.user_id, text="x"))["header"] == "6"
    assert rules(slack) == ["sent-during-pause"]
    assert (await call("views.publish", user_id=ann.user_id, view=home()))["ok"]
    clock.move(6)
    assert (await call("chat.postMessage", channel=ann.user_id, text="x"))["ok"]


async def test_a_refused_message_costs_no_pace(ann: Member, call: Call) -> None:
    for _ in range(10):
        assert (await call("chat.postMessage", channel="C0000000000", text="x"))["error"] == "channel_not_found"
    for _ in range(5):
        assert (await call("chat.postMessage", channel=ann.user_id, text="x"))["ok"]
