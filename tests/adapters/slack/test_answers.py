"""What a person sees when they answer in messages: in place or anew, the tidying, and what was heard."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest

from adapters.simulator.slack import DropAfter, RateLimited, Refuse, SlackStandIn, Slow
from bot.domain.heard import Edited, Heard, Opened, Pressed, Surface, Text, Unreadable
from bot.domain.message import Message
from bot.domain.reply import Reply
from bot.domain.richtext import RichText, bold
from bot.domain.secret import Secret
from tests.adapters.fakes import FakeListener, message, question, words_of
from tests.adapters.slack.conftest import Begin


def asks(heard: Heard) -> Reply:
    return question(f"after {words_of(heard)}")


async def test_a_press_on_the_last_message_edits_it_in_place(slack: SlackStandIn, begin: Begin) -> None:
    running = await begin(FakeListener(answer=asks))
    alex = slack.add_member()
    alex.send("hello")
    first = await alex.wait_for("after hello")
    press = alex.press("Yes")
    second = await alex.wait_for("after d:Yes")
    assert second.ts == first.ts
    await press.wait_acked()
    await running.listener.until(lambda: len(running.listener.shown_as) == 2)
    assert running.listener.shown_as == [f"{alex.dm_id}:{first.ts}"] * 2
    await slack.settle()
    slack.assert_clean()


async def test_a_press_above_something_newer_is_stripped_and_asked_anew(slack: SlackStandIn, begin: Begin) -> None:
    running = await begin(FakeListener(answer=lambda heard: Reply() if words_of(heard) == "hm" else asks(heard)))
    alex = slack.add_member()
    alex.send("hello")
    first = await alex.wait_for("after hello")
    alex.send("hm")
    await running.listener.until(lambda: "hm" in running.listener.committed)
    alex.press("Yes", first)
    second = await alex.wait_for("after d:Yes")
    assert second.ts != first.ts
    bare = await alex.wait_for(lambda it: it.ts == first.ts and not it.buttons)
    assert bare.text == "after hello"
    await slack.settle()
    slack.assert_clean()


async def test_after_a_restart_nothing_is_known_of_a_chat_and_the_question_comes_anew(
    slack: SlackStandIn, begin: Begin
) -> None:
    before = await begin(FakeListener(answer=asks))
    alex = slack.add_member()
    alex.send("hello")
    first = await alex.wait_for("after hello")
    await slack.settle()
    await before.adapter.stop()
    await begin(FakeListener(answer=asks))
    alex.press("Yes", first)
    second = await alex.wait_for("after d:Yes")
    assert second.ts != first.ts


async def test_a_queued_message_below_the_question_ends_editing_in_place(slack: SlackStandIn, begin: Begin) -> None:
    running = await begin(FakeListener(answer=asks))
    alex = slack.add_member()
    alex.send("hello")
    first = await alex.wait_for("after hello")
    await running.adapter.transport.send(Secret(alex.user_id), message("An announcement"))
    alex.press("Yes", first)
    assert (await alex.wait_for("after d:Yes")).ts != first.ts


async def test_few_words_on_a_button_are_a_message_when_they_stand_alone(slack: SlackStandIn, begin: Begin) -> None:
    def answer(heard: Heard) -> Reply:
        if isinstance(heard.what, Pressed):
            return Reply(toast="That was an old button")
        return Reply(say=(message("q", "Yes"),), toast="Not this")

    await begin(FakeListener(answer=answer))
    alex = slack.add_member()
    alex.send("hello")
    await alex.wait_for("q")
    alex.press("Yes")
    await alex.wait_for("That was an old button")
    assert not any("Not this" in it.text for it in alex.dm)


async def test_a_double_click_is_two_presses_and_both_are_answered(slack: SlackStandIn, begin: Begin) -> None:
    running = await begin(FakeListener(answer=asks))
    alex = slack.add_member()
    alex.send("hello")
    await alex.wait_for("after hello")
    clicks = [alex.press("Yes"), alex.press("Yes")]
    for click in clicks:
        await click.wait_acked()
    await running.listener.until(lambda: running.listener.committed.count("d:Yes") == 2)
    await slack.settle()
    slack.assert_clean()


async def test_an_earlier_question_loses_its_buttons_when_another_comes(slack: SlackStandIn, begin: Begin) -> None:
    strip: list[str] = []

    def answer(heard: Heard) -> Reply:
        if words_of(heard) == "next":
            return Reply(say=(message("second", "Yes"),), strip=strip[0])
        return asks(heard)

    await begin(FakeListener(answer=answer))
    alex = slack.add_member()
    alex.send("hello")
    first = await alex.wait_for("after hello")
    strip.append(f"{alex.dm_id}:{first.ts}")
    alex.send("next")
    await alex.wait_for("second")
    bare = await alex.wait_for(lambda it: it.ts == first.ts and not it.buttons)
    assert bare.text == "after hello"
    await slack.settle()
    slack.assert_clean()


async def test_a_question_whose_message_is_gone_is_sent_anew(slack: SlackStandIn, begin: Begin) -> None:
    await begin(FakeListener(answer=asks))
    slack.inject("chat.update", Refuse(error="message_not_found"))
    alex = slack.add_member()
    alex.send("hello")
    first = await alex.wait_for("after hello")
    alex.press("Yes")
    assert (await alex.wait_for("after d:Yes")).ts != first.ts


async def test_an_uncertain_edit_is_tried_again_because_twice_is_once(slack: SlackStandIn, begin: Begin) -> None:
    running = await begin(FakeListener(answer=asks))
    alex = slack.add_member()
    alex.send("hello")
    await alex.wait_for("after hello")
    slack.inject("chat.update", DropAfter())
    alex.press("Yes")
    await running.listener.until(lambda: len(running.listener.shown_as) == 2)
    assert len([it for it in alex.dm if it.by_bot]) == 1
    assert len(slack.calls_of("chat.update")) == 2


async def test_an_uncertain_reply_is_not_sent_twice_and_not_called_shown(slack: SlackStandIn, begin: Begin) -> None:
    running = await begin(FakeListener(answer=asks))
    slack.inject("chat.postMessage", DropAfter())
    alex = slack.add_member()
    alex.send("hello")
    await alex.wait_for("after hello")
    await running.adapter.stop()
    assert len(slack.calls_of("chat.postMessage")) == 1
    assert running.listener.shown_as == []


async def test_a_reply_waits_for_a_429_as_long_as_slack_says(slack: SlackStandIn, begin: Begin) -> None:
    running = await begin(FakeListener(answer=asks))
    alex = slack.add_member()
    slack.inject("chat.postMessage", RateLimited(retry_after=1))
    alex.send("hello")
    await running.listener.until(lambda: len(running.listener.committed) == 1)
    loop = asyncio.get_running_loop()
    began = loop.time()
    await alex.wait_for("after hello")
    assert loop.time() - began > 0.9
    await slack.settle()
    slack.assert_clean()


async def test_bold_words_arrive_bold_and_typed_characters_literally(slack: SlackStandIn, begin: Begin) -> None:
    odd = "<!channel> <@U123> *x* _y_ ~z~ `q` :smile: & < > <https://example.org|here>"
    said = RichText.plain(odd + " ") + bold("sure")
    await begin(FakeListener(answer=lambda heard: Reply(say=(Message(text=said),))))
    alex = slack.add_member()
    alex.send(odd)
    arrived = await alex.wait_for("sure")
    assert arrived.text == said.text()
    (section,) = arrived.blocks[0]["elements"]
    assert [piece.get("style") for piece in section["elements"]] == [None, {"bold": True}]
    await slack.settle()
    slack.assert_clean()


async def test_a_long_text_comes_in_pieces_and_the_buttons_under_the_last(slack: SlackStandIn, begin: Begin) -> None:
    long = Message(text=RichText.plain("word " * 2000), rows=message("", "Yes").rows)
    await begin(FakeListener(answer=lambda heard: Reply(say=(long,))))
    alex = slack.add_member()
    alex.send("hello")
    await alex.wait_for(lambda it: bool(it.buttons))
    assert len([it for it in alex.dm if it.by_bot]) == 3
    assert "".join("".join(it.text for it in alex.dm if it.by_bot).split()) == "word" * 2000
    await slack.settle()
    slack.assert_clean()


@pytest.mark.parametrize(
    ("act", "meant"),
    [
        (lambda it: it.send("1 < 2 & me"), Text(words=Secret("1 < 2 & me"))),
        (lambda it: it.edit(it.dm[0], "changed"), Edited()),
        (lambda it: it.open_home(), Opened()),
    ],
)
async def test_what_was_done_is_heard_with_language_and_zone(
    slack: SlackStandIn, begin: Begin, act: Callable[[object], object], meant: object
) -> None:
    running = await begin()
    alex = slack.add_member(tz="Europe/London", locale="cy-GB")
    alex.send("first")
    await running.listener.until(lambda: len(running.listener.heard) == 1)
    act(alex)
    await running.listener.until(lambda: len(running.listener.heard) == 2)
    heard = running.listener.heard[-1]
    assert (heard.what, heard.language, heard.zone, heard.surface) == (meant, "cy", "Europe/London", Surface.DOOR)
    await slack.settle()
    slack.assert_clean()


async def test_somebody_who_travels_is_heard_in_their_new_zone(slack: SlackStandIn, begin: Begin) -> None:
    running = await begin()
    alex = slack.add_member(tz="Europe/London")
    alex.send("first")
    await running.listener.until(lambda: len(running.listener.heard) == 1)
    change = alex.change_tz("Asia/Tokyo")
    assert change is not None
    await change.wait_acked()
    alex.send("second")
    await running.listener.until(lambda: len(running.listener.heard) == 2)
    assert [it.zone for it in running.listener.heard] == ["Europe/London", "Asia/Tokyo"]
    assert len(slack.calls_of("users.info")) == 1


async def test_a_profile_that_is_slow_to_come_holds_nobody_up(slack: SlackStandIn, begin: Begin) -> None:
    running = await begin(profile_s=0.05)
    slack.inject("users.info", Slow(seconds=2.0))
    alex = slack.add_member()
    alex.send("hello")
    await running.listener.until(lambda: len(running.listener.heard) == 1, 1.0)
    assert (running.listener.heard[0].language, running.listener.heard[0].zone) == (None, None)
    await slack.settle()
    slack.assert_clean()


async def test_unreadable_things_are_heard_as_such(slack: SlackStandIn, begin: Begin) -> None:
    running = await begin()
    alex = slack.add_member()
    inner = {"type": "message", "subtype": "file_share", "user": alex.user_id, "text": "", "files": [{"id": "F1"}]}
    place = {"channel": alex.dm_id, "channel_type": "im", "ts": "1790000000.000100", "team": slack.team_id}
    slack.inject_event({**inner, **place})
    await running.listener.until(lambda: len(running.listener.heard) == 1)
    assert running.listener.heard[0].what == Unreadable()
