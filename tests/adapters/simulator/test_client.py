"""The library that the bot uses understands the stand-in, over a real socket."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, MessageEntity
from telegram.error import BadRequest, Forbidden, InvalidToken, RetryAfter, TimedOut

from adapters.pictures import picture
from adapters.simulator.telegram import DropAfter, Person, ServerError, Slow, TelegramStandIn, TooMany
from tests.adapters.simulator.conftest import KINDS

BUTTONS = InlineKeyboardMarkup([[InlineKeyboardButton("Yes", callback_data="y")]])


@pytest.fixture
async def bot(tg: TelegramStandIn) -> AsyncIterator[Bot]:
    async with Bot(tg.token, base_url=f"{tg.url}/bot", base_file_url=f"{tg.url}/file/bot") as client:
        yield client


async def test_a_whole_conversation(tg: TelegramStandIn, ann: Person, bot: Bot) -> None:
    assert bot.username == "labbot_demo_bot"
    (hello,) = await bot.get_updates(allowed_updates=KINDS)
    assert hello.message is not None
    assert (hello.message.text, hello.message.chat.type) == ("/start CODE", "private")
    assert hello.effective_user is not None
    assert hello.effective_user.id == ann.user_id
    bold = MessageEntity(MessageEntity.BOLD, 0, 4)
    sent = await bot.send_message(ann.user_id, "Well?", entities=[bold], reply_markup=BUTTONS)
    assert sent.entities == (bold,)
    query = ann.press("Yes")
    (pressed,) = await bot.get_updates(offset=hello.update_id + 1, allowed_updates=KINDS)
    assert pressed.callback_query is not None
    assert pressed.callback_query.data == "y"
    assert await pressed.callback_query.answer("Noted")
    assert query.toast == "Noted"
    edited = await bot.edit_message_text("Thank you.", ann.user_id, sent.message_id)
    assert not isinstance(edited, bool)
    assert edited.edit_date is not None
    ann.edit(ann.send("fien"), "fine")
    updates = await bot.get_updates(offset=pressed.update_id + 1, allowed_updates=KINDS)
    assert [bool(update.edited_message) for update in updates] == [False, True]
    assert await bot.delete_messages(ann.user_id, [sent.message_id])
    tg.assert_clean()


async def test_commands_descriptions_and_webhook(tg: TelegramStandIn, ann: Person, bot: Bot) -> None:
    await bot.set_my_commands([("start", "Begin"), ("help", "Somebody to talk to")], language_code="en")
    assert [it.command for it in await bot.get_my_commands(language_code="en")] == ["start", "help"]
    assert [it["command"] for it in ann.commands] == ["start", "help"]
    await bot.set_my_description("Short questions")
    await bot.set_my_short_description("Questions")
    await bot.set_webhook("https://example.org/hook", secret_token="a-secret", allowed_updates=KINDS)
    info = await bot.get_webhook_info()
    assert (info.url, info.pending_update_count) == ("https://example.org/hook", 1)
    assert await bot.delete_webhook()
    assert (await bot.get_chat(ann.user_id)).first_name == "Ann"
    assert await bot.send_chat_action(ann.user_id, "typing")
    tg.assert_clean()


async def test_a_file_arrives(ann: Person, bot: Bot) -> None:
    sent = await bot.send_document(ann.user_id, b"BEGIN:VCALENDAR", filename="event.ics", caption="Add to calendar")
    assert sent.document is not None
    assert (sent.document.file_name, sent.caption) == ("event.ics", "Add to calendar")
    assert ann.last.document is not None
    assert ann.last.document.content == b"BEGIN:VCALENDAR"


async def test_a_photo_arrives_and_its_caption_is_edited(ann: Person, bot: Bot) -> None:
    sent = await bot.send_photo(ann.user_id, picture("spine-7"), "Where?", filename="back.png", reply_markup=BUTTONS)
    assert (sent.caption, sent.photo[-1].width, sent.photo[-1].height) == ("Where?", 700, 1000)
    again = await bot.send_photo(ann.user_id, sent.photo[-1].file_id)
    assert again.photo == sent.photo
    edited = await bot.edit_message_caption(ann.user_id, sent.message_id, caption="There", reply_markup=BUTTONS)
    assert not isinstance(edited, bool)
    assert (edited.caption, edited.photo) == ("There", sent.photo)
    with pytest.raises(BadRequest, match=r"(?i)there is no text in the message to edit"):
        await bot.edit_message_text("Next", ann.user_id, sent.message_id)


@pytest.mark.filterwarnings("ignore:.*retry_after")
async def test_refusals_become_the_librarys_own_errors(tg: TelegramStandIn, ann: Person, bot: Bot) -> None:
    with pytest.raises(BadRequest, match=r"(?i)message to edit not found"):
        await bot.edit_message_text("x", ann.user_id, 999)
    ann.block()
    with pytest.raises(Forbidden, match="blocked by the user"):
        await bot.send_message(ann.user_id, "x")
    ann.unblock()
    tg.inject("sendMessage", TooMany(retry_after=7))
    with pytest.raises(RetryAfter) as caught:
        await bot.send_message(ann.user_id, "x")
    assert caught.value._retry_after.total_seconds() == 7


async def test_doubt_becomes_network_errors(tg: TelegramStandIn, ann: Person, bot: Bot) -> None:
    tg.inject("sendMessage", Slow(seconds=5))
    with pytest.raises(TimedOut):
        await bot.send_message(ann.user_id, "late", read_timeout=0.05)
    assert ann.last.text == "late"
    tg.inject("sendMessage", DropAfter())
    with pytest.raises(Exception, match=r"ReadError|RemoteProtocolError"):
        await bot.send_message(ann.user_id, "cut")
    assert ann.last.text == "cut"
    tg.inject("sendMessage", ServerError())
    with pytest.raises(Exception, match="Bad Gateway"):
        await bot.send_message(ann.user_id, "never")


async def test_a_wrong_token_is_an_invalid_token(tg: TelegramStandIn) -> None:
    wrong = Bot("1234567890:another", base_url=f"{tg.url}/bot")
    with pytest.raises(InvalidToken):
        await wrong.initialize()
    await wrong.shutdown()
