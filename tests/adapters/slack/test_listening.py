"""What is heard, once and in order, of whom, and what is set aside."""

from __future__ import annotations

from typing import Any

import pytest

from adapters.simulator.slack import SlackStandIn
from bot.domain.delivery import Gone
from bot.domain.heard import Left
from bot.domain.reply import Reply
from bot.domain.secret import Secret
from tests.adapters.fakes import FakeListener, message
from tests.adapters.slack.conftest import Begin
from tests.adapters.slack.fakes import ENGLISH, WELSH, Gate, echoes

# Once, and in order.


async def test_an_event_delivered_four_times_has_one_effect_and_one_reply(slack: SlackStandIn, begin: Begin) -> None:
    running = await begin(FakeListener(answer=echoes))
    alex = slack.add_member()
    told = alex.send("hello")
    assert told is not None
    await alex.wait_for("after hello")
    for _ in range(3):
        slack.redeliver(told)
        await told.wait_acked()
    await slack.settle()
    assert running.listener.effects.most_common() == [(f"slack:msg:{alex.dm_id}:{alex.dm[0].ts}", 1)]
    assert len(slack.calls_of("chat.postMessage")) == 1
    slack.assert_clean()


async def test_two_deliveries_at_once_by_two_connections_have_one_effect(slack: SlackStandIn, begin: Begin) -> None:
    gate = Gate("hello")
    running = await begin(FakeListener(answer=echoes, before=gate))
    alex = slack.add_member()
    told = alex.send("hello")
    assert told is not None
    await running.listener.until(lambda: running.listener.tries == 1)
    slack.redeliver(told)
    gate.open.set()
    await alex.wait_for("after hello")
    await slack.settle()
    assert running.listener.tries == 1
    slack.assert_clean()


async def test_one_person_is_heard_in_order_and_holds_up_nobody_else(slack: SlackStandIn, begin: Begin) -> None:
    gate = Gate("one")
    running = await begin(FakeListener(answer=echoes, before=gate))
    alex, sam = slack.add_member("Alex"), slack.add_member("Sam")
    alex.send("one")
    alex.send("two")
    sam.send("mine")
    await sam.wait_for("after mine", 1.0)
    gate.open.set()
    await alex.wait_for("after two")
    assert running.listener.committed == ["mine", "one", "two"]
    await slack.settle()
    slack.assert_clean()


async def test_the_bots_own_messages_and_their_changes_are_acknowledged_and_not_heard(
    slack: SlackStandIn, begin: Begin
) -> None:
    running = await begin(FakeListener(answer=echoes))
    alex = slack.add_member()
    alex.send("hello")
    first = await alex.wait_for("after hello")
    address = Secret(alex.user_id)
    await running.adapter.transport.edit(address, f"{alex.dm_id}:{first.ts}", message("changed"))
    await slack.settle()
    assert running.listener.committed == ["hello"]
    slack.assert_clean()


# Who is heard.


async def test_people_of_another_workspace_are_told_so_in_private_and_never_heard(
    slack: SlackStandIn, begin: Begin
) -> None:
    running = await begin()
    visitor = slack.add_member("Visitor", team="T0ELSEWHERE")
    general = slack.add_channel("general", visitor)
    visitor.send("hello")
    visitor.open_home()
    visitor.command("/lab", "start CODE", channel=general)
    (whisper,) = [await visitor.wait_for(ENGLISH.not_here)]
    assert whisper.ephemeral
    await slack.settle()
    assert running.listener.heard == []
    assert slack.calls_of("chat.postMessage") == []
    slack.assert_clean()


async def test_somebody_whom_slack_calls_a_stranger_or_a_bot_is_not_heard(slack: SlackStandIn, begin: Begin) -> None:
    running = await begin()
    alex = slack.add_member()
    user = {"id": alex.user_id, "team_id": slack.team_id, "is_bot": True, "locale": "cy-GB"}
    change = slack.inject_event({"type": "user_change", "user": user})
    assert change is not None
    await change.wait_acked()
    alex.send("hello")
    alex.command("/lab", "start")
    await alex.wait_for(WELSH.not_here)
    await slack.settle()
    assert running.listener.heard == []
    slack.assert_clean()


async def test_a_closed_account_is_heard_as_leaving_and_gets_nothing_more(slack: SlackStandIn, begin: Begin) -> None:
    running = await begin(FakeListener(answer=lambda it: Reply() if isinstance(it.what, Left) else echoes(it)))
    alex = slack.add_member()
    alex.send("hello")
    first = await alex.wait_for("after hello")
    click = alex.press("Yes", first)
    await running.listener.until(lambda: "d:Yes" in running.listener.committed)
    alex.deactivate()
    await running.listener.until(lambda: "Left" in running.listener.committed)
    result = await running.adapter.transport.send(Secret(alex.user_id), message("A prompt"))
    assert result == Gone(why="account_closed")
    assert not any("A prompt" in it.text for it in alex.dm)
    (action,) = click.payload["actions"]
    late = click.payload | {"actions": [action | {"action_ts": "1790000000.000100"}]}
    slack.inject_raw_envelope({"type": "interactive", "envelope_id": "late", "payload": late})
    await running.listener.until(lambda: running.listener.committed.count("d:Yes") == 2)
    await slack.settle()
    slack.assert_clean()


async def test_what_nobody_knows_is_acknowledged_set_aside_and_blocks_nobody(
    slack: SlackStandIn, begin: Begin, capsys: pytest.CaptureFixture[str]
) -> None:
    await begin(FakeListener(answer=echoes))
    alex = slack.add_member()
    strange: list[dict[str, Any]] = [
        {"type": "something_of_2031", "payload": {"secret": "words of a person"}},
        {"type": "events_api", "payload": {"type": "event_callback", "event": {"type": "message"}}},
        {"type": "events_api", "payload": {"type": "event_callback", "event_id": "E", "event": {"type": "of_2031"}}},
        {"type": "interactive", "payload": {"type": "block_actions", "team": 5, "user": "words of a person"}},
        {"type": "interactive", "payload": {"type": "shortcut", "trigger_id": "1"}},
        {"type": "interactive", "payload": {"type": "block_suggestion", "value": "words of a person"}},
        {"type": "slash_commands", "payload": {"command": "/other", "text": "words of a person"}},
        {"type": "events_api", "payload": ["words of a person"]},
        {"type": "events_api", "payload": "words of a person"},
        {"type": "events_api"},
        {"type": 7, "payload": {}},
    ]
    for number, frame in enumerate(strange):
        slack.inject_raw_envelope({"envelope_id": f"odd-{number}", **frame})
    slack.inject_raw_envelope({"type": "nothing_to_acknowledge"})
    alex.send("hello")
    await alex.wait_for("after hello")
    await slack.settle()
    slack.assert_clean()
    logged = capsys.readouterr().out
    assert "slack.dead_letter" in logged
    assert "words of a person" not in logged
