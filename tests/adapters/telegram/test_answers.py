"""What a person sees when they answer: in place or anew, the spinner, the toast, the tidying."""

from __future__ import annotations

import asyncio

from adapters.simulator.telegram import Refuse, Slow, TelegramStandIn, TooMany
from adapters.simulator.telegram.faults import DropAfter
from bot.domain.heard import Heard, Text
from bot.domain.message import Message
from bot.domain.reply import Reply
from bot.domain.richtext import RichText, bold
from bot.domain.secret import Secret
from tests.adapters.fakes import OCCASION, FakeListener, message, question, words_of
from tests.adapters.telegram.conftest import Begin


def asks(heard: Heard) -> Reply:
    return question(f"after {words_of(heard)}")


async def test_a_press_on_the_last_message_edits_it_in_place(tg: TelegramStandIn, begin: Begin) -> None:
    running = await begin(FakeListener(answer=asks))
    alex = tg.add_person()
    alex.start()
    first = await alex.wait_for("after /start")
    query = alex.press("Yes")
    second = await alex.wait_for("after d:Yes")
    assert second.message_id == first.message_id
    await alex.wait_for_answer(query)
    await running.listener.until(lambda: len(running.listener.shown_as) == 2)
    assert running.listener.shown_as == [str(first.message_id)] * 2
    tg.assert_clean()


async def test_a_press_above_something_newer_is_stripped_and_asked_anew_silently(
    tg: TelegramStandIn, begin: Begin
) -> None:
    running = await begin(FakeListener(answer=lambda heard: Reply() if words_of(heard) == "hm" else asks(heard)))
    alex = tg.add_person()
    alex.start()
    first = await alex.wait_for("after /start")
    alex.send("hm")
    await running.listener.until(lambda: "hm" in running.listener.committed)
    alex.press("Yes", first)
    second = await alex.wait_for("after d:Yes")
    assert second.message_id != first.message_id
    assert second.silent
    await alex.wait_for(lambda it: it.message_id == first.message_id and not it.buttons)
    await running.adapter.stop()
    tg.assert_clean()


async def test_after_a_restart_nothing_is_known_of_a_chat_and_the_question_comes_anew(
    tg: TelegramStandIn, begin: Begin
) -> None:
    before = await begin(FakeListener(answer=asks))
    alex = tg.add_person()
    alex.start()
    first = await alex.wait_for("after /start")
    await before.adapter.stop()
    await begin(FakeListener(answer=asks))
    alex.press("Yes", first)
    second = await alex.wait_for("after d:Yes")
    assert second.message_id != first.message_id


async def test_a_queued_message_below_the_question_ends_editing_in_place(tg: TelegramStandIn, begin: Begin) -> None:
    running = await begin(FakeListener(answer=asks))
    alex = tg.add_person()
    alex.start()
    first = await alex.wait_for("after /start")
    await running.adapter.transport.send(Secret(str(alex.user_id)), message("An announcement"))
    alex.press("Yes", first)
    assert (await alex.wait_for("after d:Yes")).message_id != first.message_id


async def test_the_toast_is_what_the_reply_says(tg: TelegramStandIn, begin: Begin) -> None:
    await begin(FakeListener(answer=lambda heard: Reply(say=(message("q", "Yes"),), toast="Thank you")))
    alex = tg.add_person()
    alex.start()
    await alex.wait_for("q")
    query = await alex.wait_for_answer(alex.press("Yes"))
    assert query.toast == "Thank you"
    tg.assert_clean()


async def test_a_slow_commit_does_not_leave_the_button_spinning(tg: TelegramStandIn, begin: Begin) -> None:
    release = asyncio.Event()

    async def slow(heard: Heard) -> None:
        if words_of(heard) == "d:Yes":
            await release.wait()

    await begin(FakeListener(answer=asks, before=slow), try_s=5.0)
    alex = tg.add_person()
    alex.start()
    await alex.wait_for("after /start")
    query = await alex.wait_for_answer(alex.press("Yes"))
    assert query.toast == ""
    release.set()
    await alex.wait_for("after d:Yes")
    tg.assert_clean()


async def test_a_store_that_takes_long_is_waited_for_and_the_answer_is_neither_lost_nor_taken_twice(
    tg: TelegramStandIn, begin: Begin
) -> None:
    release = asyncio.Event()
    heard: list[str] = []

    async def locked(what: Heard) -> None:
        heard.append(what.update)
        await release.wait()

    await begin(FakeListener(answer=asks, before=locked), try_s=0.01)
    alex = tg.add_person()
    alex.send("hello")
    alex.send("there")
    await asyncio.sleep(0.1)  # ten times as long as a commit may take before the store counts as down
    assert len(heard) == 1
    assert tg.pending == 2
    release.set()
    await alex.wait_for("after there")
    assert len(heard) == 2


async def test_a_normal_press_takes_two_round_trips(tg: TelegramStandIn, begin: Begin) -> None:
    await begin(FakeListener(answer=asks))
    alex = tg.add_person()
    alex.start()
    await alex.wait_for("after /start")
    tg.latency_s = 0.2
    await asyncio.sleep(0.3)  # the poll that is in flight began without latency; the next one has it
    loop = asyncio.get_running_loop()
    began = loop.time()
    query = alex.press("Yes")
    await alex.wait_for("after d:Yes")
    edited = loop.time() - began
    await alex.wait_for_answer(query)
    acknowledged = loop.time() - began
    # Half a round trip for the update's way in, half for the question's way out: each beside the other, not after it.
    assert edited < 0.35
    assert acknowledged < 0.35


async def test_a_double_tap_is_answered_twice_and_each_press_once(tg: TelegramStandIn, begin: Begin) -> None:
    running = await begin(FakeListener(answer=asks))
    alex = tg.add_person()
    alex.start()
    await alex.wait_for("after /start")
    presses = [alex.press("Yes"), alex.press("Yes")]
    for query in presses:
        await alex.wait_for_answer(query)
    await running.adapter.stop()
    assert len(tg.calls_of("answerCallbackQuery")) == 2
    tg.assert_clean()


async def test_an_update_delivered_four_times_has_one_effect_and_its_press_one_answer(
    tg: TelegramStandIn, begin: Begin
) -> None:
    running = await begin(FakeListener(answer=asks))
    alex = tg.add_person()
    alex.start()
    await alex.wait_for("after /start")
    query = await alex.wait_for_answer(alex.press("Yes"))
    tries = running.listener.tries
    for _ in range(3):
        tg.redeliver(query)
    await running.listener.until(lambda: running.listener.tries > tries)
    await running.adapter.stop()
    assert running.listener.committed.count("d:Yes") == 1
    assert len(tg.calls_of("answerCallbackQuery")) == 1
    tg.assert_clean()


async def test_a_stale_press_is_swallowed(tg: TelegramStandIn, begin: Begin) -> None:
    running = await begin(FakeListener(answer=asks))
    tg.inject(
        "answerCallbackQuery",
        Refuse(
            code=400,
            description="Bad Request: query is too old and response timeout expired or query ID is invalid",
        ),
    )
    alex = tg.add_person()
    alex.start()
    await alex.wait_for("after /start")
    alex.press("Yes")
    await alex.wait_for("after d:Yes")
    assert not running.task.done()


async def test_a_press_on_a_deleted_message_gets_its_answer(tg: TelegramStandIn, begin: Begin) -> None:
    running = await begin(FakeListener(answer=asks))
    alex = tg.add_person()
    alex.start()
    first = await alex.wait_for("after /start")
    await running.adapter.transport.delete(Secret(str(alex.user_id)), str(first.message_id))
    query = alex.press_data("d:Yes", first.message_id)
    assert (await alex.wait_for("after d:Yes")).message_id != first.message_id
    await alex.wait_for_answer(query)
    tg.assert_clean()


async def test_a_typed_answer_is_removed_and_the_old_question_stripped(tg: TelegramStandIn, begin: Begin) -> None:
    strip: list[str] = []

    def answer(heard: Heard) -> Reply:
        if isinstance(heard.what, Text):
            return Reply(say=(message("next", "Yes"),), strip=strip[0], remove_heard=True, receipt=OCCASION)
        return asks(heard)

    running = await begin(FakeListener(answer=answer))
    alex = tg.add_person()
    alex.start()
    first = await alex.wait_for("after /start")
    strip.append(str(first.message_id))
    typed = alex.send("seven")
    second = await alex.wait_for("next")
    await running.listener.until(lambda: len(running.listener.shown_as) == 2)
    await running.adapter.stop()
    assert running.listener.shown_as[-1] == str(second.message_id)
    assert typed.deleted
    assert not first.buttons
    tg.assert_clean()


async def test_a_question_whose_message_is_gone_is_sent_anew(tg: TelegramStandIn, begin: Begin) -> None:
    await begin(FakeListener(answer=asks))
    tg.inject("editMessageText", Refuse(code=400, description="Bad Request: message to edit not found"))
    alex = tg.add_person()
    alex.start()
    first = await alex.wait_for("after /start")
    alex.press("Yes")
    assert (await alex.wait_for("after d:Yes")).message_id != first.message_id


async def test_an_edit_that_changes_nothing_counts_as_shown(tg: TelegramStandIn, begin: Begin) -> None:
    running = await begin(FakeListener(answer=lambda heard: question("the same")))
    alex = tg.add_person()
    alex.start()
    first = await alex.wait_for("the same")
    alex.press("Yes")
    await running.listener.until(lambda: len(running.listener.shown_as) == 2)
    assert running.listener.shown_as[-1] == str(first.message_id)
    tg.assert_clean()


async def test_an_uncertain_edit_is_tried_again_because_twice_is_once(tg: TelegramStandIn, begin: Begin) -> None:
    running = await begin(FakeListener(answer=asks))
    alex = tg.add_person()
    alex.start()
    await alex.wait_for("after /start")
    tg.inject("editMessageText", DropAfter())
    alex.press("Yes")
    await running.listener.until(lambda: len(running.listener.shown_as) == 2)
    assert len([it for it in alex.chat if it.by_bot]) == 1
    tg.assert_clean()


async def test_an_uncertain_reply_is_not_sent_twice_and_not_called_shown(tg: TelegramStandIn, begin: Begin) -> None:
    running = await begin(FakeListener(answer=asks))
    tg.inject("sendMessage", DropAfter())
    alex = tg.add_person()
    alex.start()
    await alex.wait_for("after /start")
    await running.adapter.stop()
    assert len(tg.calls_of("sendMessage")) == 1
    assert running.listener.shown_as == []


async def test_a_reply_waits_for_a_429_and_holds_up_nobody_else(tg: TelegramStandIn, begin: Begin) -> None:
    running = await begin(FakeListener(answer=asks))
    alex, sam = tg.add_person("Alex"), tg.add_person("Sam")
    tg.inject("sendMessage", TooMany(retry_after=1), chat_id=alex.user_id)
    alex.start()
    await running.listener.until(lambda: len(running.listener.committed) == 1)
    sam.start()
    await sam.wait_for("after /start", 0.5)
    await alex.wait_for("after /start")
    tg.assert_clean()


async def test_a_slow_send_does_not_hold_up_the_next_poll(tg: TelegramStandIn, begin: Begin) -> None:
    running = await begin(FakeListener(answer=asks))
    alex = tg.add_person()
    tg.inject("sendMessage", Slow(seconds=1.0))
    alex.start()
    await alex.wait_for("after /start")
    alex.send("two")
    await running.listener.until(lambda: running.listener.committed == ["/start", "two"], 0.5)


async def test_bold_words_arrive_bold_and_typed_characters_literally(tg: TelegramStandIn, begin: Begin) -> None:
    odd = r"_*[]()~`>#+-=|{}.!\<&"
    said = RichText.plain("👋🏽 " + odd + " ") + bold("sure") + RichText.plain(" 🏴󠁧󠁢󠁷󠁬󠁳󠁿")
    await begin(FakeListener(answer=lambda heard: Reply(say=(Message(text=said),))))
    alex = tg.add_person()
    alex.start()
    arrived = await alex.wait_for("sure")
    assert arrived.text == said.text()
    (entity,) = arrived.entities
    units = arrived.text.encode("utf-16-le")
    start, end = 2 * entity["offset"], 2 * (entity["offset"] + entity["length"])
    assert units[start:end].decode("utf-16-le") == "sure"
    tg.assert_clean()
