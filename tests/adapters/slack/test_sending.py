"""What is sent, and what became of it: the five results, the pace, and nothing twice."""

from __future__ import annotations

from datetime import timedelta

import pytest
from aiohttp import web

from adapters.pace import Gate, Rank, Ticket
from adapters.simulator.slack import Change, DropAfter, DropBefore, RateLimited, Refuse, ServerError, SlackStandIn
from adapters.slack import limits
from adapters.slack.errors import ApiError, NoAnswer, NotSent, TokenRejected
from adapters.slack.failures import result_of
from adapters.slack.outbound import SlackTransport, order
from adapters.slack.pace import PaceSettings, TierSettings
from adapters.slack.run import SlackAdapter
from bot.domain.delivery import Gone, Later, Refused, SendResult, Sent, Unsure
from bot.domain.message import Choice, Message
from bot.domain.richtext import RichText
from bot.domain.secret import Secret
from tests.adapters.fakes import FakeListener, UtcClock, message
from tests.adapters.slack.conftest import Begin
from tests.adapters.slack.fakes import TEXTS, settings_for

NOT_CONNECTED = Later(after=timedelta(seconds=1), why="not_connected")


async def transport(begin: Begin) -> SlackTransport:
    return (await begin()).adapter.transport


async def test_a_sent_message_is_named_by_its_room_and_time(slack: SlackStandIn, begin: Begin) -> None:
    alex = slack.add_member()
    result = await (await transport(begin)).send(Secret(alex.user_id), message("A prompt", "Start"))
    assert result == Sent(message_id=f"{alex.dm_id}:{alex.last.ts}")
    await slack.settle()
    slack.assert_clean()


async def test_an_own_message_can_be_changed_and_stripped(slack: SlackStandIn, begin: Begin) -> None:
    alex, sending = slack.add_member(), await transport(begin)
    address = Secret(alex.user_id)
    sent = await sending.send(address, message("A prompt", "Start"))
    assert isinstance(sent, Sent)
    assert await sending.edit(address, sent.message_id, message("Corrected", "Start")) == sent
    assert alex.last.text == "Corrected"
    assert await sending.strip_buttons(address, sent.message_id)
    assert (alex.last.text, alex.last.buttons) == ("Corrected", ())
    assert await sending.edit(address, "nonsense", message("x")) == Refused(why="no_such_message")
    long = Message(text=RichText.plain("word " * 2000))
    assert await sending.edit(address, sent.message_id, long) == Refused(why="not_in_one_piece")
    assert await sending.edit(address, sent.message_id, message(" ")) == Refused(why="empty")
    assert not await sending.strip_buttons(address, "nonsense")
    assert not await sending.strip_buttons(address, f"{alex.dm_id}:1.000001")
    await slack.settle()
    slack.assert_clean()


async def test_stripping_waits_for_a_short_hold(slack: SlackStandIn, begin: Begin) -> None:
    alex, sending = slack.add_member(), await transport(begin)
    sent = await sending.send(Secret(alex.user_id), message("A prompt", "Start"))
    assert isinstance(sent, Sent)
    slack.inject("chat.update", RateLimited(retry_after=1))
    assert await sending.strip_buttons(Secret(alex.user_id), sent.message_id)
    await slack.settle()
    slack.assert_clean()


@pytest.mark.parametrize(
    ("error", "result"),
    [
        ("channel_not_found", Gone(why="channel_not_found")),
        ("user_disabled", Gone(why="user_disabled")),
        ("is_archived", Gone(why="is_archived")),
        ("msg_blocks_too_long", Refused(why="msg_blocks_too_long")),
        ("invalid_blocks", Refused(why="invalid_blocks")),
        ("restricted_action_thread_only_channel", Refused(why="restricted_action_thread_only_channel")),
        ("messages_tab_disabled", Later(after=timedelta(minutes=10), why="messages_tab_disabled", whole_lane=True)),
        ("service_unavailable", Later(after=timedelta(seconds=30), why="service_unavailable")),
        ("fatal_error", Unsure(why="fatal_error")),
        ("internal_error", Unsure(why="internal_error")),
        ("Something of 2031", Later(after=timedelta(seconds=30), why="unreadable_code")),
        ("something_of_2031", Later(after=timedelta(seconds=30), why="something_of_2031")),
    ],
)
async def test_each_refusal_is_one_of_the_five_results(
    slack: SlackStandIn, begin: Begin, error: str, result: SendResult
) -> None:
    alex, sending = slack.add_member(), await transport(begin)
    slack.inject("chat.postMessage", Refuse(error=error))
    assert await sending.send(Secret(alex.user_id), message("A prompt")) == result


async def test_trouble_on_the_way_is_unsure_and_nothing_is_posted_twice(slack: SlackStandIn, begin: Begin) -> None:
    alex, sending = slack.add_member(), await transport(begin)
    for trouble in (DropAfter(), DropBefore(), ServerError()):
        slack.inject("chat.postMessage", trouble)
        calls = len(slack.calls_of("chat.postMessage"))
        assert isinstance(await sending.send(Secret(alex.user_id), message("A prompt")), Unsure)
        assert len(slack.calls_of("chat.postMessage")) == calls + 1
    assert len(alex.dm) == 1


async def test_a_429_holds_every_message_until_its_time_has_passed(slack: SlackStandIn, begin: Begin) -> None:
    alex, sam, sending = slack.add_member(), slack.add_member("Sam"), await transport(begin)
    slack.inject("chat.postMessage", RateLimited(retry_after=60))
    told = Later(after=timedelta(seconds=60), why="too_many_requests", whole_lane=True)
    assert await sending.send(Secret(alex.user_id), message("A prompt")) == told
    held = await sending.send(Secret(sam.user_id), message("A prompt"))
    assert isinstance(held, Later)
    assert held.whole_lane
    assert held.after > timedelta(seconds=50)
    assert len(slack.calls_of("chat.postMessage")) == 1


async def test_nobody_who_has_left_is_written_to(slack: SlackStandIn, begin: Begin) -> None:
    alex = slack.add_member()
    alex.screen.user.deleted = True  # before the adapter began to listen
    sending = await transport(begin)
    assert await sending.send(Secret(alex.user_id), message("A prompt")) == Gone(why="account_closed")
    assert slack.calls_of("chat.postMessage") == []


async def test_what_cannot_be_shown_is_refused_without_a_call(slack: SlackStandIn, begin: Begin) -> None:
    alex, sending = slack.add_member(), await transport(begin)
    bad = Message(text=RichText.plain("q"), rows=((Choice(label="x", data=""),),))
    assert await sending.send(Secret(alex.user_id), bad) == Refused(why="button")
    assert slack.calls_of("chat.postMessage") == []


@pytest.mark.parametrize(("trouble", "pieces"), [(RateLimited(retry_after=1), 2), (Refuse(error="fatal_error"), 1)])
async def test_the_rest_of_a_message_waits_for_a_hold_and_is_unsure_after_worse(
    slack: SlackStandIn, begin: Begin, trouble: RateLimited | Refuse, pieces: int
) -> None:
    alex, sending = slack.add_member(), await transport(begin)

    def after_the_first(change: Change) -> None:
        slack.listeners.remove(after_the_first)
        slack.inject("chat.postMessage", trouble)

    slack.listeners.append(after_the_first)
    result = await sending.send(Secret(alex.user_id), Message(text=RichText.plain("word " * 1500)))
    assert isinstance(result, Sent) if pieces == 2 else result == Unsure(why="partly_sent")
    assert len(alex.dm) == pieces
    await slack.settle()
    slack.assert_clean()


async def test_a_revoked_token_is_the_one_exception(slack: SlackStandIn, begin: Begin) -> None:
    running = await begin()
    alex = slack.add_member()
    slack.inject("chat.postMessage", Refuse(error="account_inactive"))
    with pytest.raises(TokenRejected, match="account_inactive"):
        await running.adapter.transport.send(Secret(alex.user_id), message("A prompt"))


async def test_a_page_of_a_proxy_and_an_answer_of_another_kind_are_unsure() -> None:
    async def answer(request: web.BaseRequest) -> web.Response:
        if request.path.endswith("users.info"):
            return web.json_response({"ok": True, "user": "nobody"})
        return web.Response(text="<html>Please log in</html>", content_type="text/html")

    runner = web.ServerRunner(web.Server(answer))
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]
    sending = unlistened(f"http://127.0.0.1:{port}/api/")
    await sending.start()
    try:
        result = await sending.transport.send(Secret("U1"), message("A prompt"))
        assert isinstance(result, Unsure)
    finally:
        await sending.stop()
        await runner.cleanup()


async def test_a_connection_that_does_not_come_about_is_tried_later() -> None:
    sending = unlistened("http://127.0.0.1:1/api/")
    assert await sending.transport.send(Secret("U1"), message("A prompt")) == NOT_CONNECTED
    await sending.start()
    try:
        assert await sending.transport.send(Secret("U1"), message("A prompt")) == NOT_CONNECTED
    finally:
        await sending.stop()


def unlistened(url: str) -> SlackAdapter:
    """An adapter that only sends."""
    return SlackAdapter(
        bot_token=Secret("xoxb-stand-in"),
        app_token=Secret("xapp-stand-in"),
        listener=FakeListener(),
        clock=UtcClock(),
        texts=TEXTS,
        settings=settings_for(url),
    )


@pytest.mark.parametrize(
    ("error", "result"),
    [
        (NotSent("x"), NOT_CONNECTED),
        (NoAnswer("x"), Unsure(why="no_answer")),
        (ApiError("", status=502), Unsure(why="http_502")),
        (
            ApiError("ratelimited", status=429, retry_after=30),
            Later(after=timedelta(seconds=30), why="too_many_requests"),
        ),
        (ApiError("message_limit_exceeded"), Later(after=timedelta(seconds=1), why="too_many_requests")),
        (ApiError("expired_trigger_id"), Refused(why="expired_trigger_id")),
        (ValueError("words of a person"), Unsure(why="ValueError")),
    ],
)
def test_whatever_a_call_raises_is_a_result(error: Exception, result: SendResult) -> None:
    assert result_of(error) == result


@pytest.mark.parametrize(
    ("ts", "number"),
    [("1790000000.000100", 1790000000000100), ("17.1", 17100000), ("17", 17000000), ("x", 0), ("", 0), ("²", 0)],
)
def test_times_of_messages_are_put_in_order(ts: str, number: int) -> None:
    assert order(ts) == number


# The pace.


def most_in_a_minute(times: list[float]) -> int:
    return max(sum(1 for it in times if start <= it < start + 60) for start in times)


def went(gate: Gate, tickets: list[Ticket], lasts_s: float) -> list[float]:
    """When each of these goes, all lined up at once, within so many seconds."""
    for ticket in tickets:
        gate.add(ticket)
    now, times = 0.0, []
    while now <= lasts_s:
        going, again = gate.due(now)
        times += [now] * len(going)
        for _ in going:
            gate.done()
        if again is None and not going:
            return times
        now = now if going else max(again or now, now + 1e-6)
    return times


def test_a_workspace_gets_at_most_240_messages_in_any_minute() -> None:
    times = went(Gate(PaceSettings()), [Ticket(f"U{at}", Rank.QUEUED, True) for at in range(700)], 170)
    assert most_in_a_minute(times) <= limits.WORKSPACE_A_MINUTE
    assert most_in_a_minute(times) > 200


def test_one_person_gets_a_small_burst_then_one_message_a_second() -> None:
    times = went(Gate(PaceSettings()), [Ticket("U1", Rank.REPLY, True) for _ in range(8)], 10)
    assert times[2] == 0.0
    assert times[7] - times[2] == pytest.approx(5 * 1.05, abs=0.01)


@pytest.mark.parametrize("factor", [1, 0.5, 2])
@pytest.mark.parametrize("method", limits.TIERS)
def test_no_method_is_called_more_often_than_its_tier_times_the_set_factor(method: str, factor: float) -> None:
    allowed = limits.TIERS[method] * factor
    times = went(Gate(TierSettings(factor=factor)), [Ticket(method, Rank.REPLY, True) for _ in range(500)], 170)
    assert allowed * 0.9 < most_in_a_minute(times) <= allowed


def test_a_hold_of_one_method_holds_no_other() -> None:
    gate = Gate(TierSettings())
    assert not gate.hold("chat.update", 10, 0.0)
    assert not gate.hold("views.update", 10, 0.0)
    assert gate.held_for("views.open", 1.0) == 0.0
