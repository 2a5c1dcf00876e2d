"""The JSON shapes of the platform, as far as a bot of this kind reads them.

Source: core.telegram.org/bots/api#available-types, checked 2026-11-24.
"""

from __future__ import annotations

from adapters.simulator.telegram.record import Json
from adapters.simulator.telegram.world import Chat, Message, Query


def user(*, user_id: int, first_name: str, language_code: str | None = None) -> Json:
    shape: Json = {"id": user_id, "is_bot": False, "first_name": first_name}
    if language_code:
        shape["language_code"] = language_code
    return shape


def message(it: Message, chat: Chat) -> Json:
    """#message"""
    shape: Json = {
        "message_id": it.message_id,
        "from": it.sender,
        "chat": chat.wire,
        "date": it.at,
    }
    if it.edited_at is not None:
        shape["edit_date"] = it.edited_at
    if it.document is not None:
        shape["document"] = {
            "file_id": it.document.file_id,
            "file_unique_id": it.document.file_id[-12:],
            "file_name": it.document.name,
            "mime_type": it.document.kind,
            "file_size": len(it.document.content),
        }
        if it.text:
            shape["caption"] = it.text
        if it.entities:
            shape["caption_entities"] = it.entities
    else:
        shape["text"] = it.text
        if it.entities:
            shape["entities"] = it.entities
    if it.markup and "inline_keyboard" in it.markup:
        shape["reply_markup"] = it.markup
    return shape


def callback_query(query: Query, person: Json, it: Message | None, chat: Chat) -> Json:
    """#callbackquery; the message is #inaccessiblemessage (date 0) once it is deleted or forgotten."""
    if it is None or it.deleted:
        shown: Json = {"chat": chat.wire, "message_id": query.message_id, "date": 0}
    else:
        shown = message(it, chat)
    return {
        "id": query.query_id,
        "from": person,
        "message": shown,
        "chat_instance": str(chat.chat_id * 31 + 7),
        "data": query.data,
    }


def my_chat_member(chat: Chat, bot: Json, *, at: int, blocked: bool) -> Json:
    """#chatmemberupdated, as sent when a person blocks or unblocks the bot."""
    member: Json = {"user": bot, "status": "member"}
    kicked: Json = {"user": bot, "status": "kicked", "until_date": 0}
    return {
        "chat": chat.wire,
        "from": chat.user,
        "date": at,
        "old_chat_member": member if blocked else kicked,
        "new_chat_member": kicked if blocked else member,
    }
