"""Writing, changing and removing messages, with the platform's own words when it refuses."""

from __future__ import annotations

import pytest

from adapters.simulator.telegram import Person, TelegramStandIn
from tests.adapters.simulator.conftest import KINDS, Call, Hands, keyboard, rules


async def say(call: Call, person: Person, text: str = "Hi", **params: object) -> int:
    answer = await call("sendMessage", chat_id=person.user_id, text=text, **params)
    assert answer["ok"], answer
    number: int = answer["result"]["message_id"]
    return number


async def test_the_same_edit_again_is_refused_as_not_modified(ann: Person, call: Call) -> None:
    number = await say(call, ann, reply_markup=keyboard("Yes"))
    same = {"chat_id": ann.user_id, "message_id": number, "text": "Hi", "reply_markup": keyboard("Yes")}
    answer = await call("editMessageText", **same)
    assert answer["description"] == (
        "Bad Request: message is not modified: specified new message content and reply markup are exactly the same as"
        " a current content and reply markup of the message"
    )
    assert not ann.last.edited


async def test_an_edit_without_a_keyboard_takes_the_keyboard_away(ann: Person, call: Call) -> None:
    number = await say(call, ann, reply_markup=keyboard("Yes"))
    await call("editMessageText", chat_id=ann.user_id, message_id=number, text="Changed")
    assert (ann.last.text, ann.last.edited, ann.last.keyboard) == ("Changed", True, ())


async def test_stripping_a_keyboard_does_not_mark_the_message_as_edited(ann: Person, call: Call) -> None:
    number = await say(call, ann, reply_markup=keyboard("Yes"))
    assert (await call("editMessageReplyMarkup", chat_id=ann.user_id, message_id=number))["ok"]
    assert (ann.last.keyboard, ann.last.edited) == ((), False)


async def test_editing_what_is_gone_or_not_the_bots_own_is_refused(ann: Person, call: Call) -> None:
    gone = await call("editMessageText", chat_id=ann.user_id, message_id=999_999, text="x")
    assert gone["description"] == "Bad Request: message to edit not found"
    hers = await call("editMessageText", chat_id=ann.user_id, message_id=ann.chat[0].message_id, text="x")
    assert hers["description"] == "Bad Request: message can't be edited"


async def test_messages_older_than_48_hours_stay(ann: Person, call: Call, clock: Hands) -> None:
    number = await say(call, ann)
    clock.move(48 * 3600 + 1)
    answer = await call("deleteMessage", chat_id=ann.user_id, message_id=number)
    assert answer["description"] == "Bad Request: message can't be deleted"
    assert (await call("deleteMessages", chat_id=ann.user_id, message_ids=[number]))["ok"]  # skipped silently
    assert not ann.last.deleted


async def test_a_bot_removes_a_persons_message_in_a_private_chat(ann: Person, call: Call) -> None:
    hers = ann.send("something private")
    assert (await call("deleteMessage", chat_id=ann.user_id, message_id=hers.message_id))["ok"]
    assert hers.deleted
    assert hers not in ann.chat
    again = await call("deleteMessage", chat_id=ann.user_id, message_id=hers.message_id)
    assert again["description"] == "Bad Request: message to delete not found"


@pytest.mark.parametrize(
    ("state", "status", "description"),
    [
        ("stranger", 403, "Forbidden: bot can't initiate conversation with a user"),
        ("blocked", 403, "Forbidden: bot was blocked by the user"),
        ("deactivated", 403, "Forbidden: user is deactivated"),
        ("nobody", 400, "Bad Request: chat not found"),
    ],
)
async def test_a_chat_that_may_not_be_written_to_refuses(
    tg: TelegramStandIn, call: Call, state: str, status: int, description: str
) -> None:
    person = tg.add_person("Bo")
    if state != "stranger":
        person.start()
    if state == "blocked":
        person.block()
    if state == "deactivated":
        person.deactivate()
    chat_id = 42 if state == "nobody" else person.user_id
    answer = await call("sendMessage", chat_id=chat_id, text="Hi")
    assert (answer["http"], answer["description"]) == (status, description)


async def test_a_press_is_answered_once(tg: TelegramStandIn, ann: Person, call: Call) -> None:
    await say(call, ann, reply_markup=keyboard("Yes", "No"))
    query = ann.press("Yes")
    await call("getUpdates", allowed_updates=KINDS)
    assert (await call("answerCallbackQuery", callback_query_id=query.query_id, text="Noted"))["ok"]
    assert (query.answered, query.toast) == (True, "Noted")
    again = await call("answerCallbackQuery", callback_query_id=query.query_id)
    assert again["description"].startswith("Bad Request: query is too old")
    assert rules(tg) == ["answered-twice"]


async def test_a_press_that_is_never_answered_counts_at_the_end(tg: TelegramStandIn, ann: Person, call: Call) -> None:
    await say(call, ann, reply_markup=keyboard("Yes"))
    ann.press(0)
    assert rules(tg, final=True) == []  # it has not reached the bot
    await call("getUpdates", allowed_updates=KINDS)
    assert rules(tg) == []
    assert rules(tg, final=True) == ["never-answered"]
    with pytest.raises(AssertionError, match="never-answered"):
        tg.assert_clean()


async def test_a_press_on_a_deleted_message_carries_an_inaccessible_one(
    tg: TelegramStandIn, ann: Person, call: Call
) -> None:
    number = await say(call, ann, reply_markup=keyboard("Yes"))
    await call("deleteMessage", chat_id=ann.user_id, message_id=number)
    ann.press_data("Yes", number)
    updates = (await call("getUpdates", allowed_updates=KINDS))["result"]
    assert updates[-1]["callback_query"]["message"]["date"] == 0


async def test_pressing_what_is_not_there_says_what_is(ann: Person, call: Call) -> None:
    with pytest.raises(LookupError, match="no buttons"):
        ann.press("Yes")
    await say(call, ann, reply_markup=keyboard("Yes", "Yes, but later"))
    assert ann.press("Yes").data == "Yes"
    assert ann.press("later").data == "Yes, but later"
    with pytest.raises(LookupError, match="'Yes', 'Yes, but later'"):
        ann.press("No")


async def test_commands_are_shown_by_the_narrowest_scope_and_language(
    tg: TelegramStandIn, ann: Person, call: Call
) -> None:
    await call("setMyCommands", commands=[{"command": "start", "description": "Begin"}])
    assert [it["command"] for it in ann.commands] == ["start"]
    scope = {"type": "chat", "chat_id": ann.user_id}
    await call("setMyCommands", commands=[{"command": "announce", "description": "Tell all"}], scope=scope)
    assert [it["command"] for it in ann.commands] == ["announce"]
    assert (await call("getMyCommands", scope=scope))["result"] == ann.commands


async def test_a_group_is_found_by_name_and_tells_the_bot_of_commands_only(
    tg: TelegramStandIn, ann: Person, call: Call
) -> None:
    group = tg.add_group("Community", username="labcommunity")
    assert (await call("sendMessage", chat_id="@LabCommunity", text="An event"))["ok"]
    before = tg.pending
    group.send(ann, "hello all")
    group.send(ann, "/help")
    assert tg.pending == before + 1
    assert [message.text for message in group.chat] == ["An event", "hello all", "/help"]


async def test_waiting_says_what_the_phone_shows_instead(ann: Person, call: Call) -> None:
    await say(call, ann, "Good morning")
    assert (await ann.wait_for("morning")).text == "Good morning"
    with pytest.raises(TimeoutError, match="Good morning"):
        await ann.wait_for("evening", 0.01)
    with pytest.raises(TimeoutError):
        await ann.wait_for("morning", 0.01, since=ann.revision)


async def test_silence_is_seen(ann: Person, call: Call) -> None:
    await say(call, ann, disable_notification=True)
    assert ann.last.silent
