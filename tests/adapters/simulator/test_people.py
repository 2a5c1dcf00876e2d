"""Pretend people join, answer what they see, and stop."""

from __future__ import annotations

import asyncio

from adapters.simulator.people import NAMES, SENTENCES, Crowd, Pulse
from adapters.simulator.telegram import TelegramStandIn
from adapters.simulator.telegram.record import Json
from tests.adapters.simulator.conftest import Call, keyboard, until


class LittleBot:
    """Asks as many questions as it is told, then says thanks."""

    def __init__(self, call: Call, questions: int, *, end: str = "Thank you. That is all.") -> None:
        self.call, self.questions, self.end = call, questions, end
        self.asked: dict[int, int] = {}

    async def run(self) -> None:
        offset = 0
        while True:
            kinds = ["message", "edited_message", "callback_query", "my_chat_member"]
            answer = await self.call("getUpdates", offset=offset, timeout=50, allowed_updates=kinds)
            for update in answer["result"]:
                offset = update["update_id"] + 1
                await self.reply(update)

    async def reply(self, update: Json) -> None:
        if query := update.get("callback_query"):
            await self.call("answerCallbackQuery", callback_query_id=query["id"])
        who = (query or update["message"])["from"]["id"]
        number = self.asked[who] = self.asked.get(who, -1) + 1
        buttons: tuple[str, ...]
        if number == 0:
            text, buttons = "Do you agree to take part?", ("Not now", "I agree")
        elif number == 1:
            await self.call("sendMessage", chat_id=who, text="You have joined. Type /checkin to begin.")
            return
        elif number - 2 < self.questions:
            text, buttons = f"{number - 1} of {self.questions}: how was it?", ("Good", "Bad", "Back")
        else:
            await self.call("sendMessage", chat_id=who, text=self.end)
            return
        await self.call("sendMessage", chat_id=who, text=text, reply_markup=keyboard(*buttons))


async def no_sleep(seconds: float) -> None:
    await asyncio.sleep(0)


async def test_twelve_people_join_and_answer_by_themselves(tg: TelegramStandIn, call: Call) -> None:
    tg.enforce_limits = False
    bot = asyncio.create_task(LittleBot(call, 4).run())
    async with Crowd(tg, code="DEMO", on_joined="/checkin", sleep=no_sleep) as crowd:
        await until(lambda: all(member.state == "answered" for member in crowd.members))
    bot.cancel()
    assert [member.person.name for member in crowd.members] == list(NAMES)
    for member in crowd.members:
        assert [it.text for it in member.person.chat if not it.by_bot] == ["/start DEMO", "/checkin"]
        assert member.finished == 1
    tg.assert_clean()


async def test_a_bot_that_asks_the_same_for_ever_is_left_alone(tg: TelegramStandIn, call: Call) -> None:
    tg.enforce_limits = False
    async with Crowd(tg, code="DEMO", names=NAMES[:1], sleep=no_sleep) as crowd:
        (member,) = crowd.members
        await until(lambda: member.person.phone.started)
        for _ in range(20):
            await call("sendMessage", chat_id=member.person.user_id, text="Again?", reply_markup=keyboard("Yes"))
            await asyncio.sleep(0.01)
    assert len(tg.platform.world.queries) == Pulse().same_words


async def test_news_after_a_question_does_not_hide_it(tg: TelegramStandIn, call: Call) -> None:
    async with Crowd(tg, code="DEMO", names=NAMES[:1], sleep=no_sleep) as crowd:
        (member,) = crowd.members
        await until(lambda: member.person.phone.started)
        asked = call("sendMessage", chat_id=member.person.user_id, text="Well?", reply_markup=keyboard("Good"))
        await asyncio.gather(asked, call("sendMessage", chat_id=member.person.user_id, text="We have your answer."))
        await until(lambda: len(tg.platform.world.queries) == 1)


async def test_a_question_whose_buttons_went_away_is_not_answered_again(tg: TelegramStandIn, call: Call) -> None:
    async with Crowd(tg, code="DEMO", names=NAMES[:1], sleep=no_sleep) as crowd:
        (member,) = crowd.members
        chat_id = member.person.user_id
        await until(lambda: member.person.phone.started)
        await call("sendMessage", chat_id=chat_id, text="What went well?", reply_markup=keyboard("Back", "Skip"))
        await until(lambda: member.person.chat[-1].text in SENTENCES)
        await call("editMessageReplyMarkup", chat_id=chat_id, message_id=member.person.last.message_id)
        await call("sendMessage", chat_id=chat_id, text="We could not place that. You can type CHECKIN.")
        await asyncio.sleep(0.05)
    assert len([it for it in member.person.chat if it.text in SENTENCES]) == 1


async def test_a_busy_minute_is_waited_out(tg: TelegramStandIn, call: Call) -> None:
    tg.enforce_limits = False
    slept: list[float] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)
        await asyncio.sleep(0)

    pulse = Pulse(actions_a_minute=3)
    async with Crowd(tg, code="DEMO", names=NAMES[:1], sleep=sleep, pulse=pulse) as crowd:
        (member,) = crowd.members
        await until(lambda: member.person.phone.started)
        for number in range(4):
            await call("sendMessage", chat_id=member.person.user_id, text=f"{number}?", reply_markup=keyboard("Yes"))
            await until(lambda: len(tg.platform.world.queries) > number)  # noqa: B023 - awaited in the same round
    assert max(slept) > 50
