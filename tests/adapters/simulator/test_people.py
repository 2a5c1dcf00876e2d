"""Pretend people join, answer what they see, and stop."""

from __future__ import annotations

import asyncio
import random
from dataclasses import dataclass

import pytest

from adapters.simulator.people import NAMES, SENTENCES, Crowd, Manners, Pulse
from adapters.simulator.telegram import Message, TelegramStandIn
from adapters.simulator.telegram.record import Json
from tests.adapters.simulator.conftest import Call, keyboard, until


def shown(text: str, *labels: str) -> Message:
    return Message(
        message_id=1, chat_id=1, sender={}, by_bot=True, text=text, at=0, markup=keyboard(*labels) if labels else None
    )


def chosen(message: Message, *, ticked: tuple[str, ...] = (), seed: int = 0, manners: Manners | None = None) -> str:
    wish = (manners or Manners()).choose(message, ticked=ticked, rng=random.Random(seed))  # noqa: S311 - repeatable
    return "" if wish is None else wish if isinstance(wish, str) else wish.text


@pytest.mark.parametrize(
    ("text", "labels", "choice"),
    [
        ("Are you 18 or over?", ("I am under 18", "I am 18 or over"), "I am 18 or over"),
        ("Are you 18 or over?", ("No", "Yes"), "Yes"),
        ("Do you agree to take part?", ("Not now", "Read the full text", "✓ I agree"), "✓ I agree"),
        ("Which language?", ("Cymraeg", "English"), "English"),
        ("Your check-in is ready", ("Later", "Not today", "Continue"), "Continue"),
        ("Have a look before you send it", ("Back", "Send", "Later"), "Send"),
    ],
)
def test_the_button_that_goes_forward_is_pressed(text: str, labels: tuple[str, ...], choice: str) -> None:
    assert chosen(shown(text, *labels)) == choice


def test_a_question_is_answered_at_random_but_never_by_navigation() -> None:
    question = shown("3 of 7: How was it?", "Good", "Bad", "Back", "Later", "Shorter today", "Stop")
    assert {chosen(question, seed=seed) for seed in range(60)} == {"Good", "Bad"}


def test_skip_is_pressed_sometimes_only() -> None:
    question = shown("How was it?", "Good", "Bad", "Skip")
    skips = [chosen(question, seed=seed) for seed in range(400)].count("Skip")
    assert 5 < skips < 60


def test_boxes_are_ticked_before_going_on() -> None:
    boxes = shown("Which helped?", "☐ Walking", "☐ A bath", "Done", "Back")
    assert chosen(boxes) in ("☐ Walking", "☐ A bath")
    ticked = shown("Which helped?", "☑ Walking", "☑ A bath", "Done", "Back")
    assert chosen(ticked, ticked=("walking", "a bath")) == "Done"


def test_what_must_be_ticked_is_ticked_first() -> None:
    consent = shown("Do you agree?", "☐ Quote my words", "☐ Send me news", "☐ Ask me check-in questions", "I agree")
    assert {chosen(consent, seed=seed) for seed in range(20)} == {"☐ Ask me check-in questions"}


def test_an_answer_that_only_begins_like_navigation_is_an_answer() -> None:
    assert chosen(shown("Was it?", "Helpful", "Back")) == "Helpful"


def test_words_are_typed_where_words_are_asked_for() -> None:
    assert chosen(shown("What went well?", "Back", "Skip", "Later")) in SENTENCES
    assert chosen(shown("Good morning.")) == ""


@pytest.mark.parametrize(
    ("text", "labels", "ends"),
    [("Thank you. That is all.", (), True), ("Thank you.", ("Why this message", "Pause"), True),
     ("Thank you. One more:", ("Yes", "No"), False), ("How was it?", (), False)],
)  # fmt: skip
def test_thanks_with_nothing_left_to_answer_is_an_end(text: str, labels: tuple[str, ...], ends: bool) -> None:
    assert Manners().is_end(shown(text, *labels)) is ends


@dataclass(frozen=True)
class Field:
    label: str
    options: tuple[str, ...] = ()
    optional: bool = False


def filled(field: Field, times: int = 1) -> list[int | str | None]:
    rng = random.Random(0)  # noqa: S311 - repeatable
    return [Manners().fill(field, code="DEMO", rng=rng) for _ in range(times)]


def test_the_code_is_typed_where_a_code_is_asked_for() -> None:
    assert filled(Field("Your invitation code")) == ["DEMO"]


def test_a_field_with_options_gets_one_of_them_and_any_other_a_sentence() -> None:
    assert set(filled(Field("How was it?", ("Good", "Bad")), 60)) == {0, 1}
    assert set(filled(Field("Anything else?"), 60)) <= set(SENTENCES)


def test_only_what_is_optional_is_left_out_and_that_sometimes_only() -> None:
    assert None not in filled(Field("How was it?", ("Good", "Bad")), 400)
    assert 5 < filled(Field("How was it?", ("Good", "Bad"), optional=True), 400).count(None) < 60


def test_the_door_is_the_button_that_lets_somebody_in() -> None:
    buttons = shown("Welcome", "Help", "I have a code", "Privacy").buttons
    assert Manners().door(buttons) == buttons[1]
    assert Manners().door(shown("We will write", "Check-in", "Help").buttons) is None


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
