"""A question with a picture: a photo with the question as its caption, ticked in place, and asked whatever happens."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from adapters.pictures import picture
from adapters.simulator.telegram import DropAfter, Person, Refuse, ServerError, TelegramStandIn, TooMany
from adapters.telegram.errors import TokenRejected
from adapters.telegram.outbound import TelegramTransport
from bot.domain.delivery import Gone, Later, SendResult, Unsure
from bot.domain.heard import Heard, Text
from bot.domain.message import Choice, Message, Picture, Urgency
from bot.domain.reply import Reply
from bot.domain.richtext import RichText, bold
from bot.domain.secret import Secret
from tests.adapters.fakes import OCCASION, FakeListener, message, words_of
from tests.adapters.telegram.conftest import Begin

PARTS = ("1. Neck", "2. Left shoulder", "3. Right shoulder", "4. Upper back")
SPINE = Picture(name="spine-7", alt="The back of a person, with seven numbered parts")
LONG = " ".join(["Please take your time."] * 50)  # over a thousand characters
UNREADABLE = Refuse(code=400, description="Bad Request: IMAGE_PROCESS_FAILED")
STALE = Refuse(code=400, description="Bad Request: wrong file identifier/HTTP URL specified")


def where(*ticked: str, more: str = "", name: str = "spine-7") -> Message:
    """The question of a body area, with some of its parts ticked; without a `name` it is any question of ticks."""
    ticks = [Choice(label=f"{'☑' if part in ticked else '☐'} {part}", data=part) for part in PARTS]
    return Message(
        text=RichText.plain(more) + bold("Where was it worst?"),
        rows=(*((tick,) for tick in ticks), (Choice(label="Done", data="done"),)),
        picture=Picture(name=name, alt=SPINE.alt) if name else None,
        urgency=Urgency.REPLY,
    )


class Asking(FakeListener):
    """Asks where it was worst, ticks and unticks what is pressed, and after Done asks a question of words alone."""

    def __init__(self, *, more: str = "", name: str = "spine-7") -> None:
        super().__init__(answer=self._answered)
        self._more, self._name = more, name
        self._ticked: dict[str, set[str]] = {}

    def _answered(self, heard: Heard) -> Reply:
        said, who = words_of(heard), heard.address.reveal()
        if said == "done":
            return reply(message("How was your sleep?", "Good", "Bad"))
        if said == "d:Bad":
            return reply(where(more="Again. "))
        self._ticked[who] = self._ticked.get(who, set()) ^ ({said} & set(PARTS))
        return reply(where(*self._ticked[who], more=self._more, name=self._name))


def reply(say: Message) -> Reply:
    return Reply(say=(say,), in_place=True, receipt=OCCASION)


def shows(*ticked: str) -> Callable[[object], bool]:
    """Whether a message has exactly these parts ticked."""
    wanted = {f"☑ {part}" for part in ticked}
    return lambda it: {button.text for button in getattr(it, "buttons", ()) if button.text.startswith("☑")} == wanted


def methods(tg: TelegramStandIn) -> list[str]:
    """What changed the chat, in order; every call of it went well."""
    calls = [it for it in tg.calls if it.method.startswith(("send", "edit", "delete"))]
    assert {it.status for it in calls} == {200}
    return [it.method for it in calls]


@pytest.fixture
def alex(tg: TelegramStandIn) -> Person:
    return tg.add_person("Alex")


async def test_the_question_is_the_caption_of_its_picture(tg: TelegramStandIn, begin: Begin, alex: Person) -> None:
    await begin(Asking())
    alex.start()
    asked = await alex.wait_for("Where was it worst?")
    assert asked.photo is not None
    assert asked.photo.content == picture("spine-7")
    assert [entity["type"] for entity in asked.entities] == ["bold"]
    assert [button.text for button in asked.buttons] == [*(f"☐ {part}" for part in PARTS), "Done"]
    assert asked.silent
    (call,) = tg.calls_of("sendPhoto")
    assert "show_caption_above_media" not in call.params
    tg.assert_clean()


async def test_a_tick_edits_the_caption_and_its_buttons_in_place(
    tg: TelegramStandIn, begin: Begin, alex: Person
) -> None:
    running = await begin(Asking())
    alex.start()
    asked = await alex.wait_for("Where was it worst?")
    query = alex.press("1. Neck")
    ticked = await alex.wait_for(shows("1. Neck"))
    await alex.wait_for_answer(query)
    assert ticked.message_id == asked.message_id
    assert ticked.photo is not None
    assert methods(tg) == ["sendPhoto", "editMessageCaption"]
    await running.listener.until(lambda: len(running.listener.shown_as) == 2)
    assert running.listener.shown_as == [str(asked.message_id)] * 2
    tg.assert_clean()


@pytest.mark.parametrize(("name", "edit"), [("spine-7", "editMessageCaption"), ("", "editMessageText")])
async def test_quick_ticks_keep_their_order_and_the_pace(
    tg: TelegramStandIn, begin: Begin, alex: Person, *, name: str, edit: str
) -> None:
    running = await begin(Asking(name=name))
    alex.start()
    asked = await alex.wait_for("Where was it worst?")
    for query in [alex.press(part, asked) for part in (*PARTS, PARTS[0])]:
        await alex.wait_for_answer(query)
    await running.listener.until(lambda: len(running.listener.shown_as) == 6)
    edits = [it.params["reply_markup"]["inline_keyboard"] for it in tg.calls_of(edit)]
    assert [str(rows).count("☑") for rows in edits] == [1, 2, 3, 4, 3]
    assert shows(*PARTS[1:])(alex.last)
    assert methods(tg)[1:] == [edit] * 5
    tg.assert_clean()


async def test_a_tick_that_changes_nothing_counts_as_shown(tg: TelegramStandIn, begin: Begin, alex: Person) -> None:
    running = await begin(FakeListener(answer=lambda heard: reply(where())))
    alex.start()
    asked = await alex.wait_for("Where was it worst?")
    alex.press("1. Neck")
    await running.listener.until(lambda: len(running.listener.shown_as) == 2)
    assert running.listener.shown_as[-1] == str(asked.message_id)


async def test_the_next_question_is_a_new_message_and_the_photo_loses_its_buttons(
    tg: TelegramStandIn, begin: Begin, alex: Person
) -> None:
    await begin(Asking())
    alex.start()
    asked = await alex.wait_for("Where was it worst?")
    alex.press("Done")
    following = await alex.wait_for("How was your sleep?")
    assert following.photo is None
    await alex.wait_for(lambda it: it.message_id == asked.message_id and not it.buttons)
    assert asked.photo is not None
    assert methods(tg) == ["sendPhoto", "sendMessage", "editMessageReplyMarkup"]
    tg.assert_clean()


async def test_a_question_of_words_does_not_become_a_photo(tg: TelegramStandIn, begin: Begin, alex: Person) -> None:
    await begin(Asking())
    alex.start()
    await alex.wait_for("Where was it worst?")
    alex.press("Done")
    words = await alex.wait_for("How was your sleep?")
    alex.press("Bad")
    again = await alex.wait_for("Again. Where was it worst?")
    assert again.message_id != words.message_id
    assert again.photo is not None
    await alex.wait_for(lambda it: it.message_id == words.message_id and not it.buttons)
    assert methods(tg)[-2:] == ["sendPhoto", "editMessageReplyMarkup"]
    tg.assert_clean()


async def test_below_something_newer_the_photo_comes_anew(tg: TelegramStandIn, begin: Begin, alex: Person) -> None:
    running = await begin(Asking())
    alex.start()
    asked = await alex.wait_for("Where was it worst?")
    await running.adapter.transport.send(Secret(str(alex.user_id)), message("An announcement"))
    alex.press("1. Neck", asked)
    again = await alex.wait_for(shows("1. Neck"))
    assert again.message_id != asked.message_id
    assert again.photo is not None
    await alex.wait_for(lambda it: it.message_id == asked.message_id and not it.buttons)
    tg.assert_clean()


async def test_after_a_restart_the_photo_comes_anew(tg: TelegramStandIn, begin: Begin, alex: Person) -> None:
    before = await begin(Asking())
    alex.start()
    asked = await alex.wait_for("Where was it worst?")
    await before.adapter.stop()
    await begin(Asking())
    alex.press("1. Neck", asked)
    again = await alex.wait_for(shows("1. Neck"))
    assert again.message_id != asked.message_id
    assert len(tg.calls_of("sendPhoto")) == 2


async def test_a_typed_answer_below_a_photo_is_removed_and_the_photo_stripped(
    tg: TelegramStandIn, begin: Begin, alex: Person
) -> None:
    strip: list[str] = []

    def answer(heard: Heard) -> Reply:
        if isinstance(heard.what, Text):
            return Reply(say=(message("next", "Yes"),), strip=strip[0], remove_heard=True, receipt=OCCASION)
        return reply(where())

    running = await begin(FakeListener(answer=answer))
    alex.start()
    asked = await alex.wait_for("Where was it worst?")
    strip.append(str(asked.message_id))
    typed = alex.send("neck")
    await alex.wait_for("next")
    await running.adapter.stop()
    assert typed.deleted
    assert not asked.buttons
    tg.assert_clean()


async def test_a_text_too_long_for_a_caption_stands_below_its_picture_and_is_ticked_there(
    tg: TelegramStandIn, begin: Begin, alex: Person
) -> None:
    await begin(Asking(more=LONG))
    alex.start()
    asked = await alex.wait_for("Where was it worst?")
    above = alex.chat[-2]
    assert above.photo is not None
    assert (above.text, above.buttons) == (SPINE.alt, ())
    assert asked.photo is None
    assert asked.text.startswith("Please take your time.")
    alex.press("1. Neck")
    ticked = await alex.wait_for(shows("1. Neck"))
    assert ticked.message_id == asked.message_id
    assert methods(tg) == ["sendPhoto", "sendMessage", "editMessageText"]
    tg.assert_clean()


async def test_a_caption_that_grows_too_long_comes_anew_as_a_text_below_its_picture(
    tg: TelegramStandIn, begin: Begin, alex: Person
) -> None:
    await begin(FakeListener(answer=lambda heard: reply(where(more=LONG if words_of(heard) == "done" else ""))))
    alex.start()
    asked = await alex.wait_for("Where was it worst?")
    alex.press("Done")
    again = await alex.wait_for("Please take your time.")
    assert (again.photo, asked.text) == (None, "Where was it worst?")
    await alex.wait_for(lambda it: it.message_id == asked.message_id and not it.buttons)
    assert methods(tg) == ["sendPhoto", "sendPhoto", "sendMessage", "editMessageReplyMarkup"]
    tg.assert_clean()


async def test_a_question_with_another_picture_comes_anew(tg: TelegramStandIn, begin: Begin, alex: Person) -> None:
    await begin(
        FakeListener(answer=lambda heard: reply(where(name="spine-7" if words_of(heard) != "done" else "other")))
    )
    alex.start()
    asked = await alex.wait_for("Where was it worst?")
    alex.press("Done")
    await alex.wait_for(lambda it: it.message_id == asked.message_id and not it.buttons)
    assert alex.last.message_id != asked.message_id
    assert methods(tg) == ["sendPhoto", "sendMessage", "editMessageReplyMarkup"]


async def test_a_picture_that_telegram_does_not_take_leaves_the_question_as_a_text(
    tg: TelegramStandIn, begin: Begin, alex: Person
) -> None:
    await begin(Asking())
    tg.inject("sendPhoto", UNREADABLE)
    alex.start()
    asked = await alex.wait_for("Where was it worst?")
    assert asked.photo is None
    alex.press("1. Neck")
    ticked = await alex.wait_for(shows("1. Neck"))
    assert ticked.message_id == asked.message_id
    assert [it.method for it in tg.calls if it.method.startswith(("send", "edit"))] == [
        "sendPhoto",
        "sendMessage",
        "editMessageText",
    ]
    tg.assert_clean()


async def test_a_picture_that_we_do_not_have_leaves_the_question_as_a_text(
    tg: TelegramStandIn, begin: Begin, alex: Person
) -> None:
    await begin(Asking(name="never-drawn"))
    alex.start()
    assert (await alex.wait_for("Where was it worst?")).photo is None
    assert methods(tg) == ["sendMessage"]
    tg.assert_clean()


async def test_a_picture_is_uploaded_once_and_then_called_by_its_name(
    tg: TelegramStandIn, begin: Begin, alex: Person
) -> None:
    await begin(Asking())
    sam = tg.add_person("Sam")
    for person in (alex, sam):
        person.start()
        await person.wait_for("Where was it worst?")
    first, second = tg.calls_of("sendPhoto")
    assert not isinstance(first.params["photo"], str)
    assert alex.last.photo is not None
    assert second.params["photo"] == alex.last.photo.file_id
    assert sam.last.photo == alex.last.photo
    tg.assert_clean()


async def test_a_name_that_telegram_forgot_is_learnt_anew(tg: TelegramStandIn, begin: Begin, alex: Person) -> None:
    await begin(Asking())
    sam, kim = tg.add_person("Sam"), tg.add_person("Kim")
    alex.start()
    await alex.wait_for("Where was it worst?")
    tg.inject("sendPhoto", STALE, chat_id=sam.user_id)
    for person in (sam, kim):
        person.start()
        assert (await person.wait_for("Where was it worst?")).photo is not None
    by_name = [isinstance(it.params["photo"], str) for it in tg.calls_of("sendPhoto")]
    assert by_name == [False, True, False, True]


async def test_a_photo_waits_for_a_429_and_holds_up_nobody_else(
    tg: TelegramStandIn, begin: Begin, alex: Person
) -> None:
    running = await begin(Asking())
    sam = tg.add_person("Sam")
    tg.inject("sendPhoto", TooMany(retry_after=1), chat_id=alex.user_id)
    alex.start()
    await running.listener.until(lambda: len(running.listener.committed) == 1)
    sam.start()
    await sam.wait_for("Where was it worst?", 0.5)
    assert (await alex.wait_for("Where was it worst?")).photo is not None
    tg.assert_clean()


async def test_an_uncertain_photo_is_not_sent_twice_and_not_called_shown(
    tg: TelegramStandIn, begin: Begin, alex: Person
) -> None:
    running = await begin(Asking())
    tg.inject("sendPhoto", DropAfter())
    alex.start()
    await alex.wait_for("Where was it worst?")
    await running.adapter.stop()
    assert len(tg.calls_of("sendPhoto")) == 1
    assert running.listener.shown_as == []


@pytest.mark.parametrize("uploaded", [False, True])
@pytest.mark.parametrize(
    ("trouble", "result"),
    [
        (Refuse(), Gone(why="blocked")),
        (Refuse(code=400, description="Bad Request: chat not found"), Gone(why="chat_not_found")),
        (DropAfter(), Unsure(why="no_answer")),
        (ServerError(), Unsure(why="http_502")),
    ],
    ids=["blocked", "unknown", "cut", "server"],
)
async def test_each_failure_of_a_photo_is_the_result_that_it_is_for_a_text(
    tg: TelegramStandIn, begin: Begin, alex: Person, *, trouble: Refuse, result: SendResult, uploaded: bool
) -> None:
    running = await begin()
    alex.start()
    send, address = running.adapter.transport.send, Secret(str(alex.user_id))
    if uploaded:
        await send(address, where())
    tg.inject("sendPhoto", trouble)
    tg.inject("sendMessage", trouble)
    assert await send(address, where()) == result
    assert await send(address, message("Hi")) == result


async def test_a_photo_that_never_left_is_tried_later(tg: TelegramStandIn, begin: Begin, alex: Person) -> None:
    running = await begin()
    await tg.close()
    result = await running.adapter.transport.send(Secret(str(alex.user_id)), where())
    assert isinstance(result, Later)
    assert result.why == "not_connected"


async def test_a_token_that_is_rejected_over_an_upload_ends_the_adapter(tg: TelegramStandIn, begin: Begin) -> None:
    running = await begin(token="1234567890:made-up-and-wrong")
    transport: TelegramTransport = running.adapter.transport
    with pytest.raises(TokenRejected):
        await transport.send(Secret("1"), where())
