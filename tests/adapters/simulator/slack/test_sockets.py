"""Socket Mode does to a bot what the real one does: it expects acknowledgements, repeats itself, and hangs up."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import aiohttp
import pytest

from adapters.simulator.slack import Member, SlackStandIn
from tests.adapters.simulator.slack.conftest import Call, Connect, Hands, Line, rules


@pytest.fixture
async def slack(clock: Hands) -> AsyncIterator[SlackStandIn]:
    """In a hurry: a fifth of a second to acknowledge, and the second and third retry come as soon as the first."""
    async with SlackStandIn(clock=clock, ack_s=0.2, retry_after_s=(0, 0, 0)) as stand_in:
        yield stand_in


async def test_a_connection_is_greeted_with_how_many_there_are(slack: SlackStandIn, connect: Connect) -> None:
    first, second = await connect(), await connect()
    assert (first.hello["type"], first.hello["num_connections"]) == ("hello", 1)
    assert second.hello["num_connections"] == 2
    assert second.hello["connection_info"]["app_id"].startswith("A")
    assert second.hello["debug_info"]["approximate_connection_time"] == 18_060
    assert slack.connections == 2


async def test_the_times_are_the_platforms_unless_a_test_is_in_a_hurry() -> None:
    sockets = SlackStandIn().platform.sockets
    assert (sockets.ack_s, sockets.retry_after_s, sockets.kept_s) == (3, (0, 60, 300), 24 * 3600)


async def test_an_address_is_good_for_one_connection(call: Call, http: aiohttp.ClientSession) -> None:
    address = (await call("apps.connections.open"))["url"]
    socket = await http.ws_connect(address)
    with pytest.raises(aiohttp.WSServerHandshakeError):
        await http.ws_connect(address)
    await socket.close()


async def test_envelopes_have_the_platforms_shape(ann: Member, line: Line) -> None:
    ann.send("hello")
    event = await line.frame()
    assert (event["type"], event["accepts_response_payload"]) == ("events_api", False)
    assert (event["retry_attempt"], event["retry_reason"]) == (0, "")
    inner = event["payload"]["event"]
    assert (inner["type"], inner["text"], inner["user"], inner["channel"]) == (
        "message",
        "hello",
        ann.user_id,
        ann.dm_id,
    )
    assert event["payload"]["event_id"].startswith("Ev")
    ann.command("/lab", "help")
    command = await line.frame()
    assert (command["type"], command["accepts_response_payload"]) == ("slash_commands", True)
    assert "retry_attempt" not in command
    assert (command["payload"]["command"], command["payload"]["text"]) == ("/lab", "help")


async def test_an_event_without_acknowledgement_comes_three_times_more(
    slack: SlackStandIn, ann: Member, line: Line
) -> None:
    envelope = ann.send("hello")
    frames = [await line.frame() for _ in range(4)]
    assert [(it["retry_attempt"], it["retry_reason"]) for it in frames] == [
        (0, ""), (1, "timeout"), (2, "timeout"), (3, "timeout"),
    ]  # fmt: skip
    assert len({it["envelope_id"] for it in frames}) == 4
    assert {it["payload"]["event_id"] for it in frames} == {envelope.event_id if envelope else ""}
    await slack.settle()
    assert rules(slack, final=True) == ["never-acked"]


async def test_an_event_that_is_acknowledged_at_the_second_time_is_settled(
    slack: SlackStandIn, ann: Member, line: Line
) -> None:
    envelope = ann.send("hello")
    await line.frame()
    await line.ack(await line.frame())
    assert envelope is not None
    await envelope.wait_acked()
    slack.assert_clean()


async def test_a_late_acknowledgement_is_recorded_and_does_not_count_twice(
    slack: SlackStandIn, ann: Member, line: Line
) -> None:
    ann.send("hello")
    first = await line.frame()
    second = await line.frame()
    await line.ack(first)
    await line.ack(second)
    await slack.settle()
    assert rules(slack, final=True) == ["late-ack"]


async def test_a_press_without_acknowledgement_is_lost(slack: SlackStandIn, ann: Member, line: Line) -> None:
    envelope = ann.command("/lab")
    await line.frame()
    await slack.settle()
    assert envelope is not None
    assert (envelope.lost, len(envelope.deliveries)) == (True, 1)
    assert ann.errors == ["/lab failed because the app did not respond"]
    assert rules(slack, final=True) == ["never-acked"]


async def test_without_a_connection_events_wait_and_presses_are_lost(
    slack: SlackStandIn, ann: Member, connect: Connect
) -> None:
    ann.send("hello")
    command = ann.command("/lab")
    assert command is not None
    assert command.lost
    line = await connect()
    frame = await line.frame()
    assert (frame["payload"]["event"]["text"], frame["retry_attempt"]) == ("hello", 1)
    await line.ack(frame)
    await slack.settle()
    slack.assert_clean()


async def test_an_event_that_reached_nobody_for_a_day_is_given_up(ann: Member, connect: Connect, clock: Hands) -> None:
    old = ann.send("old")
    clock.move(24 * 3600 + 1)
    new = ann.send("new")
    line = await connect()
    assert (await line.take())["event"]["text"] == "new"
    assert old is not None
    assert new is not None
    assert old.lost
    await new.wait_acked()


async def test_each_envelope_goes_to_one_of_several_connections(ann: Member, connect: Connect) -> None:
    lines = [await connect() for _ in range(3)]
    for number in range(3):
        ann.send(str(number))
    said = [(await line.take())["event"]["text"] for line in lines]
    assert sorted(said) == ["0", "1", "2"]


async def test_the_eleventh_connection_is_sent_away(slack: SlackStandIn, connect: Connect) -> None:
    lines = [await connect() for _ in range(11)]
    assert (lines[10].hello["type"], lines[10].hello["reason"]) == ("disconnect", "too_many_websockets")
    assert (await lines[10].socket.receive()).type is aiohttp.WSMsgType.CLOSE
    assert slack.connections == 10
    assert rules(slack) == ["too-many-connections"]


async def test_a_cut_connection_loses_no_event(slack: SlackStandIn, ann: Member, line: Line, connect: Connect) -> None:
    ann.send("hello")
    frame = await line.frame()
    slack.drop_connections()
    assert (await line.socket.receive()).type is not aiohttp.WSMsgType.TEXT
    again = await (await connect()).take()
    assert again["event_id"] == frame["payload"]["event_id"]
    await slack.settle()
    slack.assert_clean()


async def test_a_connection_that_has_to_go_gets_nothing_new_and_may_still_acknowledge(
    slack: SlackStandIn, ann: Member, line: Line, connect: Connect
) -> None:
    before = ann.send("before")
    frame = await line.frame()
    slack.refresh_connections()
    assert (await line.frame())["reason"] == "refresh_requested"
    ann.send("after")
    await line.ack(frame)
    assert before is not None
    await before.wait_acked()
    other = await connect()
    assert (await other.take())["event"]["text"] == "after"
    await slack.wait_for_connections(1)


async def test_a_warning_changes_nothing_yet(slack: SlackStandIn, ann: Member, line: Line) -> None:
    slack.refresh_connections("warning")
    assert (await line.frame())["reason"] == "warning"
    ann.send("still here")
    assert (await line.take())["event"]["text"] == "still here"


async def test_a_half_open_connection_swallows_what_is_sent_to_it(
    slack: SlackStandIn, ann: Member, line: Line, connect: Connect
) -> None:
    ghost = slack.half_open_connection()
    await line.socket.ping(b"anybody there?")
    ann.send("hello")
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(line.socket.receive(), 0.1)
    other = await connect()
    assert other.hello["num_connections"] == 2
    slack.bury(ghost)
    assert (await other.take())["event"]["text"] == "hello"
    assert slack.connections == 1


async def test_a_ping_is_answered(call: Call, http: aiohttp.ClientSession) -> None:
    async with http.ws_connect((await call("apps.connections.open"))["url"], autoping=False) as socket:
        await socket.receive_json()
        await socket.ping(b"anybody there?")
        answer = await socket.receive(timeout=5)
        assert (answer.type, answer.data) == (aiohttp.WSMsgType.PONG, b"anybody there?")


async def test_an_unknown_envelope_is_expected_to_be_acknowledged_too(slack: SlackStandIn, line: Line) -> None:
    slack.inject_raw_envelope({"type": "carrier_pigeon", "envelope_id": "e-1", "payload": {"x": 1}})
    frame = await line.frame()
    assert rules(slack, final=True) == ["never-acked"]
    await line.ack(frame)
    await slack.settle()
    slack.assert_clean()


async def test_an_acknowledgement_of_something_else_is_recorded(slack: SlackStandIn, ann: Member, line: Line) -> None:
    ann.send("hello")
    await line.ack({"envelope_id": "made-up"})
    await line.socket.send_str("not json")
    await line.take({"text": "an answer to an event"})
    await slack.settle()
    assert rules(slack) == ["unknown-envelope", "unreadable-frame", "payload-not-accepted"]


async def test_an_acknowledgement_by_another_connection_does_not_count(ann: Member, connect: Connect) -> None:
    one, other = await connect(), await connect()
    ann.send("first")
    ann.send("second")
    first, second = await one.frame(), await other.frame()
    await one.ack(second)
    await other.ack(first)
    again = {(await line.frame())["retry_attempt"] for line in (one, other)}
    assert again == {1}


async def test_an_acknowledged_envelope_can_be_delivered_again(slack: SlackStandIn, ann: Member, line: Line) -> None:
    envelope = ann.send("hello")
    first = await line.take()
    slack.redeliver(envelope)
    assert (await line.take())["event_id"] == first["event_id"]
    with pytest.raises(ValueError, match="was not told"):
        slack.redeliver(None)
