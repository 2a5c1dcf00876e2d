"""When Slack is answered: after the commit, and in time, also when the store is slow or down."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from adapters.simulator.slack import Refuse, SlackStandIn
from bot.application.ports import StoreUnavailable
from bot.domain.heard import Heard, Pressed, Submitted, Text
from bot.domain.reply import Reply
from bot.domain.secret import Secret
from tests.adapters.fakes import FakeListener, message, words_of
from tests.adapters.slack.conftest import Begin
from tests.adapters.slack.fakes import ENGLISH, Gate, MovableClock, asks, echoes, sheet


async def test_an_event_waits_at_slack_while_the_store_is_down(slack: SlackStandIn, begin: Begin) -> None:
    slack.platform.sockets.retry_after_s = (0.1, 0.1, 0.1)
    slack.platform.sockets.ack_s = 0.3
    running = await begin(FakeListener(answer=echoes, down=True), ack_s=0.2)
    alex = slack.add_member()
    told = alex.send("hello")
    assert told is not None
    await running.listener.until(lambda: running.listener.tries == 1)
    assert not told.acked
    running.listener.down = False
    await alex.wait_for("after hello")
    await told.wait_acked()
    assert running.listener.committed == ["hello"]
    await slack.settle()
    slack.assert_clean(ignore=["never-acked"])


async def test_who_presses_while_the_store_is_down_is_asked_to_try_again(slack: SlackStandIn, begin: Begin) -> None:
    running = await begin(FakeListener(answer=asks))
    alex = slack.add_member()
    alex.send("hello")
    await alex.wait_for("after hello")
    alex.open_home()
    await alex.wait_for_home("after Opened")
    running.listener.down = True
    general = slack.add_channel("general", alex)
    alex.press("Yes")
    await alex.wait_for(lambda it: "send it again" in it.text and it.channel_id == alex.dm_id)
    alex.command("/lab", "anything", channel=general)
    await alex.wait_for(lambda it: it.ephemeral and "send it again" in it.text)
    alex.press_home("Yes")
    await alex.wait_for_modal("send it again")
    await slack.settle()
    assert alex.errors == []
    slack.assert_clean()


async def test_a_page_handed_in_while_the_store_is_down_stays_as_it_was_filled_in(
    slack: SlackStandIn, begin: Begin
) -> None:
    running = await begin(FakeListener(answer=lambda it: Reply() if isinstance(it.what, Submitted) else asks(it)))
    alex = slack.add_member()
    alex.command("/lab", "go")
    await alex.wait_for_modal("opens")
    alex.fill("Anything else?", "many words")
    running.listener.down = True
    alex.press_view("Back")
    await alex.wait_for_modal("send it again")
    alex.close()
    alex.submit()
    await alex.wait_for_modal("send it again")
    alex.close()
    assert alex.modal is not None
    assert alex.modal.fields[1].value == "many words"
    running.listener.down = False
    alex.submit()
    await alex.wait_for_close()
    (handed_in,) = [it.what for it in running.listener.heard if isinstance(it.what, Submitted)]
    assert handed_in.entries[1].words == Secret("many words")
    await slack.settle()
    slack.assert_clean()


async def test_a_choice_while_the_store_is_down_says_nothing_because_the_page_still_holds_it(
    slack: SlackStandIn, begin: Begin
) -> None:
    running = await begin(FakeListener(answer=asks))
    alex = slack.add_member()
    alex.command("/lab", "go")
    await alex.wait_for_modal("opens")
    running.listener.down = True
    told = alex.choose("How are you?", "Well")
    assert told is not None
    await told.wait_acked()
    assert len(alex.screen.stack) == 1
    assert alex.dm == []


async def test_a_slow_commit_leaves_an_event_unacknowledged_and_is_heard_once(
    slack: SlackStandIn, begin: Begin
) -> None:
    slack.platform.sockets.retry_after_s = (0.1, 0.1, 0.1)
    slack.platform.sockets.ack_s = 0.3

    async def slow(heard: Heard) -> None:
        await asyncio.sleep(0.6)  # longer than this Slack waits, and until it has asked again

    running = await begin(FakeListener(answer=echoes, before=slow), ack_s=0.2)
    alex = slack.add_member()
    told = alex.send("hello")
    assert told is not None
    await alex.wait_for("after hello")
    await told.wait_acked()
    assert told.attempts > 1
    assert running.listener.tries == 1
    assert len(slack.calls_of("chat.postMessage")) == 1
    await slack.settle()
    slack.assert_clean()


async def test_a_slow_commit_is_no_warning_to_whoever_pressed_and_its_reply_still_comes(
    slack: SlackStandIn, begin: Begin
) -> None:
    gate = Gate("d:Yes", "/slow")
    await begin(FakeListener(answer=echoes, before=gate), ack_s=0.1)
    alex = slack.add_member()
    general = slack.add_channel("general", alex)
    alex.send("hello")
    await alex.wait_for("after hello")
    press = alex.press("Yes")
    await press.wait_acked(1.0)
    alex.command("/lab", "slow", channel=general)
    await alex.wait_for(lambda it: it.ephemeral and ENGLISH.one_moment in it.text)
    gate.open.set()
    await alex.wait_for("after d:Yes")
    await alex.wait_for("after /slow")
    assert alex.errors == []
    await slack.settle()
    slack.assert_clean()


async def test_a_page_whose_commit_is_slow_is_kept_below_a_word_and_becomes_the_next_one(
    slack: SlackStandIn, begin: Begin
) -> None:
    gate = Gate("Submitted")
    listener = FakeListener(
        answer=lambda it: Reply(sheet=sheet(title="Second", edition=2)) if isinstance(it.what, Submitted) else asks(it),
        before=gate,
    )
    await begin(listener, ack_s=0.1)
    alex = slack.add_member()
    alex.command("/lab", "go")
    first = await alex.wait_for_modal("opens")
    alex.submit()
    await alex.wait_for_modal(ENGLISH.one_moment)
    gate.open.set()
    await listener.until(lambda: "Submitted" in listener.committed)
    (page,) = [view for view in alex.screen.stack if view.view_id == first.view_id]
    await alex.wait_for_modal(lambda _: "Second opens" in page.text)
    alex.close()
    await alex.wait_for_modal("Second opens")
    assert alex.errors == []
    await slack.settle()
    slack.assert_clean()


@pytest.mark.parametrize("down", [False, True])
async def test_help_is_answered_at_once_and_once_with_the_store_up_or_down(
    slack: SlackStandIn, begin: Begin, down: bool
) -> None:
    slack.platform.sockets.retry_after_s = (0.05, 0.05, 0.05)
    slack.platform.sockets.ack_s = 0.2
    running = await begin(FakeListener(answer=asks, down=down), ack_s=0.1)
    alex = slack.add_member()
    alex.send("HELP")
    await alex.wait_for("HELP card", 2.0)
    await slack.settle()
    assert len([it for it in alex.dm if it.text == "HELP card"]) == 1
    general = slack.add_channel("general", alex)
    alex.command("/lab", "help", channel=general)
    whisper = await alex.wait_for(lambda it: it.ephemeral, 2.0)
    assert whisper.text == "HELP card"
    await slack.settle()
    assert len(slack.calls_of("chat.postMessage")) == 1
    assert alex.errors == []
    assert running.listener.apologised == []


async def test_help_overtakes_a_commit_that_hangs(slack: SlackStandIn, begin: Begin) -> None:
    gate = Gate("one")
    await begin(FakeListener(answer=echoes, before=gate))
    alex = slack.add_member()
    alex.send("one")
    alex.send("help")
    await alex.wait_for("HELP card", 1.0)
    gate.open.set()
    await alex.wait_for("after one")


async def test_help_lies_on_top_of_the_page_and_under_it_everything_stays(slack: SlackStandIn, begin: Begin) -> None:
    def at_once(heard: Heard) -> Reply | None:
        return Reply(say=(message("HELP card"),)) if heard.what == Pressed(data="m:help", message_id=None) else None

    listener = FakeListener(answer=asks)
    listener.at_once = at_once  # type: ignore[method-assign]  # this lab's word for HELP is a button
    await begin(listener)
    alex = slack.add_member()
    alex.command("/lab", "go")
    await alex.wait_for_modal("opens")
    alex.fill("Anything else?", "many words")
    listener.down = True
    alex.press_view(ENGLISH.help_button)
    await alex.wait_for_modal("HELP card")
    alex.close()
    assert alex.modal is not None
    assert alex.modal.fields[1].value == "many words"
    slack.inject("views.push", Refuse(error="push_limit_reached"))
    alex.press_view(ENGLISH.help_button)
    await alex.wait_for("HELP card")
    await slack.settle()
    assert listener.apologised == []
    slack.assert_clean()


async def test_a_bug_is_met_twice_set_aside_and_the_person_is_told(slack: SlackStandIn, begin: Begin) -> None:
    def broken(heard: Heard) -> None:
        if words_of(heard) in ("bad", "/bad"):
            raise RuntimeError("words of a person")

    running = await begin(FakeListener(answer=echoes, before=broken))
    alex = slack.add_member()
    told = alex.send("bad")
    assert told is not None
    await alex.wait_for("Please send it again")
    await told.wait_acked()
    assert running.listener.tries == 2
    alex.command("/lab", "bad")
    await alex.wait_for(lambda it: it.ephemeral and "send it again" in it.text)
    alex.send("good")
    await alex.wait_for("after good")
    await slack.settle()
    slack.assert_clean()


async def test_a_bug_in_what_answers_at_once_costs_nobody_what_they_did(slack: SlackStandIn, begin: Begin) -> None:
    listener = FakeListener(answer=echoes)
    known = listener.at_once

    def broken(heard: Heard) -> Reply | None:
        if isinstance(heard.what, Text) and not listener.committed:
            raise RuntimeError
        return known(heard)

    listener.at_once = broken  # type: ignore[method-assign]  # it fails on order
    await begin(listener)
    alex = slack.add_member()
    alex.send("hello")
    await alex.wait_for("after hello")


async def test_a_door_that_cannot_be_offered_is_left_to_the_conversation(slack: SlackStandIn, begin: Begin) -> None:
    clock = MovableClock()

    def before(heard: Heard) -> None:
        if words_of(heard) == "/go":
            clock.ahead += timedelta(minutes=1)
        if words_of(heard) == "/checkin":
            raise StoreUnavailable

    running = await begin(FakeListener(answer=asks, before=before), clock=clock)
    alex = slack.add_member()
    alex.command("/lab", "go")
    await running.listener.until(lambda: running.listener.tries == 2)
    await slack.settle()
    assert running.listener.shown_as == []
    assert alex.dm == []
    assert alex.modal is None
