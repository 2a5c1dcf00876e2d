"""Connections that come and go, tokens that are refused, and the end of it all."""

from __future__ import annotations

import asyncio
import logging

import pytest

from adapters.simulator.slack import Member, Refuse, SlackStandIn
from adapters.simulator.slack.connections import Reason
from adapters.slack.errors import TokenRejected
from bot.domain.delivery import Later
from bot.domain.heard import Submitted
from bot.domain.message import Message
from bot.domain.reply import Reply
from bot.domain.richtext import RichText
from bot.domain.secret import Secret
from tests.adapters.fakes import OCCASION, FakeListener, message
from tests.adapters.slack.conftest import Begin
from tests.adapters.slack.fakes import MOOD, Gate, Wire, asks, echoes, sheet


@pytest.mark.parametrize("reason", ["warning", "refresh_requested", "link_disabled"])
async def test_connections_that_are_renewed_in_mid_traffic_lose_nothing(
    slack: SlackStandIn, begin: Begin, reason: Reason
) -> None:
    running = await begin(FakeListener(answer=echoes))
    people = [slack.add_member(f"P{number}") for number in range(20)]
    for number, person in enumerate(people):
        person.send("hello")
        if number == 10:
            slack.refresh_connections(reason)
    for person in people:
        await person.wait_for("after hello")
    await slack.settle()
    assert max(running.listener.effects.values()) == 1
    assert len(running.listener.effects) == 20
    await slack.wait_for_connections(2)
    slack.assert_clean()


async def test_a_connection_is_renewed_only_after_what_came_by_it_is_answered(
    slack: SlackStandIn, begin: Begin
) -> None:
    gate = Gate("Submitted")
    listener = FakeListener(
        answer=lambda it: Reply(sheet=sheet(title="Second", edition=2)) if isinstance(it.what, Submitted) else asks(it),
        before=gate,
    )
    await begin(listener)
    alex = slack.add_member()
    alex.command("/lab", "go")
    await alex.wait_for_modal("opens")
    alex.submit()
    await listener.until(lambda: listener.tries == 2)
    slack.refresh_connections("warning")
    await slack.wait_for_connections(2)
    gate.open.set()
    await alex.wait_for_modal("Second opens")
    assert alex.errors == []
    await slack.settle()
    slack.assert_clean()


async def test_a_connection_that_dies_in_mid_answer_costs_no_event_and_no_second_effect(
    slack: SlackStandIn, begin: Begin
) -> None:
    gate = Gate("hello")
    running = await begin(FakeListener(answer=echoes, before=gate), ping_s=0.2)
    alex = slack.add_member()
    told = alex.send("hello")
    assert told is not None
    await running.listener.until(lambda: running.listener.tries == 1)
    slack.drop_connections()
    gate.open.set()
    await alex.wait_for("after hello")
    await told.wait_acked()
    await slack.wait_for_connections(2)
    assert running.listener.effects.total() == 1
    assert len(slack.calls_of("chat.postMessage")) == 1
    slack.assert_clean()


async def test_a_page_whose_answer_was_lost_with_its_connection_is_not_called_shown(
    slack: SlackStandIn, begin: Begin
) -> None:
    gate = Gate("Submitted")
    listener = FakeListener(answer=lambda _: Reply(sheet=sheet(MOOD), receipt=OCCASION), before=gate)
    running = await begin(listener, ping_s=0.2)
    alex = slack.add_member()
    alex.command("/lab", "go")
    await alex.wait_for_modal("opens")
    await listener.until(lambda: listener.shown_as == [None])
    alex.submit()
    await listener.until(lambda: listener.tries == 2)
    slack.drop_connections()
    gate.open.set()
    await listener.until(lambda: "Submitted" in listener.committed)
    await running.adapter.stop()
    assert listener.effects.total() == 2
    assert listener.shown_as == [None]


async def test_a_half_open_connection_is_noticed_and_replaced(slack: SlackStandIn, begin: Begin) -> None:
    await begin(FakeListener(answer=echoes), ping_s=0.05)
    ghost = slack.half_open_connection()
    await slack.platform.sockets.until(lambda: slack.connections == 3, 5.0)
    slack.bury(ghost)
    alex = slack.add_member()
    alex.send("hello")
    await alex.wait_for("after hello")


async def test_connections_that_are_sent_away_at_once_do_not_come_back_at_once(
    slack: SlackStandIn, begin: Begin
) -> None:
    await begin(FakeListener(answer=echoes), backoff_first_s=0.05, backoff_most_s=0.2)
    opened = len(slack.calls_of("apps.connections.open"))
    loop = asyncio.get_running_loop()
    began = loop.time()
    for _ in range(3):
        slack.refresh_connections("too_many_websockets")
        await slack.wait_for_connections(2)
    assert loop.time() - began > 0.05
    assert len(slack.calls_of("apps.connections.open")) - opened <= 6


async def test_a_network_that_is_down_at_the_start_is_waited_for(slack: SlackStandIn, begin: Begin) -> None:
    slack.inject("auth.test", Refuse(error="internal_error"), times=2)
    slack.inject("apps.connections.open", Refuse(error="internal_error"), times=2)
    await begin(FakeListener(answer=echoes), ping_s=0.05)
    alex = slack.add_member()
    alex.send("hello")
    await alex.wait_for("after hello")


async def test_a_connection_that_does_not_come_up_by_itself_is_built_anew(
    slack: SlackStandIn, begin: Begin, capsys: pytest.CaptureFixture[str]
) -> None:
    slack.inject("apps.connections.open", Refuse(error="internal_error"), times=40)
    await begin(FakeListener(answer=echoes), ping_s=0.02)
    assert "slack.connection_built_anew" in capsys.readouterr().out
    alex = slack.add_member()
    alex.send("hello")
    await alex.wait_for("after hello")


# Tokens.


@pytest.mark.parametrize("which", ["bot_token", "app_token"])
async def test_a_wrong_token_ends_the_adapter_with_one_sentence(slack: SlackStandIn, begin: Begin, which: str) -> None:
    running = await begin(connected=False, **{which: "xoxb-wrong-0000000000"})
    with pytest.raises(TokenRejected, match=which.replace("_", " ")):
        await asyncio.wait_for(running.task, 5)


async def test_an_app_that_was_taken_out_sends_nothing_more_and_says_so_once(
    slack: SlackStandIn, begin: Begin, capsys: pytest.CaptureFixture[str]
) -> None:
    running = await begin(FakeListener(answer=echoes))
    alex = slack.add_member()
    slack.revoke()
    await slack.settle()
    result = await running.adapter.transport.send(Secret(alex.user_id), message("A prompt"))
    assert isinstance(result, Later)
    assert result.whole_lane
    assert slack.calls_of("chat.postMessage") == []
    assert capsys.readouterr().out.count("slack.out_of_the_workspace") == 1


async def test_no_token_and_nothing_that_was_said_is_in_any_log(
    slack: SlackStandIn, begin: Begin, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    said = Message(text=RichText.plain("nobody else may read this"))
    running = await begin(FakeListener(answer=lambda heard: Reply(say=(said,))), ping_s=0.2)
    alex = slack.add_member()
    alex.send("my own words")
    await alex.wait_for("nobody else")
    slack.inject("chat.postMessage", Refuse(error="internal_error"))
    alex.send("my own words too")
    await running.listener.until(lambda: len(running.listener.heard) == 2)
    slack.drop_connections()
    await slack.wait_for_connections(2)
    await running.adapter.stop()
    logged = caplog.text + "".join(capsys.readouterr())
    assert "slack.started" in logged
    for secret in (slack.bot_token, slack.app_token, "ticket", "my own words", "nobody else", alex.user_id):
        assert secret not in logged


# Stopping.


async def test_stopping_finishes_what_is_in_the_air(slack: SlackStandIn, begin: Begin) -> None:
    gate = Gate("hello")
    running = await begin(FakeListener(answer=echoes, before=gate))
    alex = slack.add_member()
    told = alex.send("hello")
    assert told is not None
    await running.listener.until(lambda: running.listener.tries == 1)
    stopping = asyncio.create_task(running.adapter.stop())
    await asyncio.sleep(0)
    gate.open.set()
    await stopping
    assert told.acked
    assert any(it.text == "after hello" for it in alex.dm)
    assert slack.connections == 0
    await asyncio.wait_for(running.task, 1)


async def test_stopping_does_not_wait_for_ever(slack: SlackStandIn, begin: Begin) -> None:
    running = await begin(FakeListener(answer=echoes, before=Gate("hello")), ack_s=0.1, stop_s=0.1)
    alex: Member = slack.add_member()
    alex.send("hello")
    await running.listener.until(lambda: running.listener.tries == 1)
    await asyncio.wait_for(running.adapter.stop(), 3)


async def test_stopping_does_not_wait_for_the_goodbye_of_a_dead_line(slack: SlackStandIn, begin: Begin) -> None:
    async with Wire(int(slack.platform.address.rpartition(":")[2])) as wire:
        slack.platform.address = f"http://127.0.0.1:{wire.port}"
        running = await begin(FakeListener())
        wire.die()
        async with asyncio.timeout(5.0):  # aiohttp by itself would wait 10
            await running.adapter.stop()
