"""Telegram's refusals and what each means for a send.

The strings are those of Telegram's own server (github.com/tdlib/telegram-bot-api at 01a3679, Client.cpp L60-215 and
L8125-8190; tdlib/td MessagesManager.cpp L27925-27985; checked 2026-11-22). They are matched without regard to case,
after the leading ``Bad Request:`` or ``Forbidden:``; code and parameters come first wherever they decide.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from adapters.pictures import NoSuchPicture
from adapters.telegram.errors import ApiError, NoAnswer, NotSent
from bot.domain.delivery import Gone, Later, Refused, SendResult, Unsure

#: After a connection that did not come about: long enough not to hammer, short enough not to be noticed.
NOT_SENT_AFTER: Final = timedelta(seconds=1)

#: 400: the chat is closed to us, or was never there.
_GONE: Final = {
    "chat not found": "chat_not_found",
    "private chat not found": "chat_not_found",
    "user not found": "chat_not_found",
    "peer_id_invalid": "chat_not_found",
}
#: 403, for the receipt only: whatever the words, the chat is closed.
_FORBIDDEN: Final = {
    "bot was blocked by the user": "blocked",
    "user is deactivated": "deactivated",
    "bot can't initiate conversation": "never_started",
    "bot can't send messages to bots": "is_a_bot",
    "bot was kicked": "kicked",
    "bot is not a member": "not_a_member",
    "the group chat was deleted": "chat_deleted",
}
#: 400: the thing is as we want it, or can no longer be changed. Ordinary races between a person and the bot.
_HARMLESS: Final = {
    "message is not modified": "not_modified",
    "message to edit not found": "edit_not_found",
    "message can't be edited": "cannot_edit",
    "message to delete not found": "delete_not_found",
    "message can't be deleted": "cannot_delete",
    "query is too old": "query_too_old",
    "message to be replied not found": "reply_not_found",
}
#: 400: our fault. Never tried again unchanged.
_OURS: Final = {
    "can't parse entities": "entities",
    "message is too long": "too_long",
    "message caption is too long": "too_long",
    "text is too long": "too_long",
    "message text is empty": "empty",
    "reply markup is too long": "keyboard_too_long",
    "button_data_invalid": "button_data",
    "there is no text in the message to edit": "no_text",
    "there is no caption in the message to edit": "no_caption",
    "image_process_failed": "picture_unreadable",
    "photo has unsupported extension": "picture_unreadable",
    "photo_invalid_dimensions": "picture_dimensions",
    "file of size": "picture_too_big",
}
#: 400: a file is called by a name that Telegram does not know, or no more.
_UNKNOWN_FILE: Final = {
    "wrong file identifier": "unknown_file",
    "wrong remote file identifier": "unknown_file",
    "can't use file of type": "unknown_file",
}


def harmless(error: ApiError) -> str | None:
    """The short name of a refusal that counts as success, or None."""
    return _named(error, _HARMLESS) if error.code == 400 else None


def is_unknown_file(error: ApiError) -> bool:
    """Whether Telegram no longer knows a file by the name that it gave it."""
    return error.code == 400 and _named(error, _UNKNOWN_FILE) is not None


def result_of(error: Exception) -> SendResult:
    """One of the five results for anything that a call can raise, TokenRejected aside."""
    match error:
        case NotSent():
            return Later(after=NOT_SENT_AFTER, why="not_connected")
        case ApiError(code=429):
            return Later(after=timedelta(seconds=error.retry_after or 1), why="too_many_requests")
        case ApiError(code=403):
            return Gone(why=_named(error, _FORBIDDEN) or "forbidden")
        case ApiError(code=400):
            if (why := _named(error, _GONE)) is not None:
                return Gone(why=why)
            return Refused(why=_named(error, _HARMLESS) or _named(error, _OURS) or "bad_request")
        case ApiError() if error.code < 500:
            return Refused(why=f"http_{error.code}")
        case ApiError():
            return Unsure(why=f"http_{error.code}")
        case NoAnswer():
            return Unsure(why="no_answer")
        case NoSuchPicture():
            return Refused(why="no_such_picture")
        case _:
            return Unsure(why=type(error).__name__)


def _named(error: ApiError, table: dict[str, str]) -> str | None:
    said = error.description.lower()
    said = said.removeprefix("bad request: ").removeprefix("forbidden: ")
    return next((name for words, name in table.items() if said.startswith(words)), None)
