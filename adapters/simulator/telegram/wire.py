"""The JSON shapes of the platform, as far as a bot of this kind reads them.

Source: core.telegram.org/bots/api#available-types, checked 2026-11-24.
"""

from __future__ import annotations

from adapters.simulator.telegram.record import Json
from adapters.simulator.telegram.world import Chat, Document, Message, Photo, Query


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
        shape["document"] = _document(it.document)
    if it.photo is not None:
        shape["photo"] = _photo(it.photo)
    words, marks = ("caption", "caption_entities") if it.has_caption else ("text", "entities")
    if it.text or not it.has_caption:
        shape[words] = it.text
    if it.entities:
        shape[marks] = it.entities
    if it.markup and "inline_keyboard" in it.markup:
        shape["reply_markup"] = it.markup
    return shape


def _document(it: Document) -> Json:
    """#document"""
    return {
        "file_id": it.file_id,
        "file_unique_id": it.file_id[-12:],
        "file_name": it.name,
        "mime_type": it.kind,
        "file_size": len(it.content),
    }


def _photo(it: Photo) -> list[Json]:
    """A #photosize for a small copy and one for the whole, which comes last; either name can be sent again."""
    return [
        {"file_id": name, "file_unique_id": name[-12:], "width": it.width // by, "height": it.height // by}
        for name, by in ((it.small_id, 4), (it.file_id, 1))
    ]


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
