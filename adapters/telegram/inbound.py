"""One raw update → what a person did. Works on plain JSON, so that no unknown shape can hurt what stands beside it.

PTB's objects are not used here: one update that they cannot decode stops PTB's polling for ever (seen with 22.8 on
2026-11-22), and building them costs 125 µs. Every field that is read is checked for its type.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from adapters.telegram import limits
from bot.domain.heard import Command, Edited, Heard, Left, Pressed, Text, Unreadable, What
from bot.domain.ids import TELEGRAM, Language
from bot.domain.secret import Secret

_COMMAND: Final = re.compile(r"/([A-Za-z0-9_]{1,32})(?:@[A-Za-z0-9_]+)?(?:\s+(.*))?", re.DOTALL)
_LANGUAGE: Final = re.compile(r"([A-Za-z]{2,3})(?:[-_].*)?")
#: Messages that Telegram writes by itself; core.telegram.org/bots/api#message, checked 2026-11-24. Anything else
#: without text is something a person sent.
_SERVICE: Final = frozenset(
    """boost_added chat_background_set chat_owner_changed chat_owner_left chat_shared checklist_tasks_added
    checklist_tasks_done connected_website direct_message_price_changed forum_topic_closed forum_topic_created
    forum_topic_edited forum_topic_reopened general_forum_topic_hidden general_forum_topic_unhidden gift
    gift_upgrade_sent giveaway_completed giveaway_created managed_bot_created message_auto_delete_timer_changed
    migrate_from_chat_id migrate_to_chat_id paid_message_price_changed passport_data pinned_message
    poll_option_added poll_option_deleted proximity_alert_triggered refunded_payment successful_payment unique_gift
    users_shared video_chat_ended video_chat_participants_invited video_chat_scheduled video_chat_started
    web_app_data write_access_allowed""".split()  # noqa: SIM905 - forty names read better as a paragraph
)


@dataclass(frozen=True, slots=True)
class Ignored:
    """Nothing for us. `kind` is one of our own words, never anything out of the update."""

    kind: str


@dataclass(frozen=True, slots=True)
class Undecodable:
    """Not what the platform promises. Everything that may be told about it: id, kind and error name, no content."""

    update_id: int | None
    kind: str
    error_name: str


class WrongShape(Exception):
    """A field has another type than the Bot API says. Carries the field's name, never what was in it."""


Json = Mapping[str, Any]


def decode(raw: object, now: datetime) -> Heard | Ignored | Undecodable:
    """What the update says. Never raises. `now` is used where the platform does not say when something happened."""
    identity = update_id(raw)
    if not isinstance(raw, dict) or identity is None:
        return Undecodable(identity, "update", WrongShape.__name__)
    kind = next((name for name in _READERS if name in raw), "unknown")
    if kind == "unknown":
        return Ignored(kind)
    try:
        return _READERS[kind](identity, _object(raw[kind], kind), now)
    except Exception as error:  # whatever is wrong with one update stays with that update
        return Undecodable(identity, kind, type(error).__name__)


def update_id(raw: object) -> int | None:
    """The update's id, or None when it has none that can be used."""
    value = raw.get("update_id") if isinstance(raw, dict) else None
    return value if type(value) is int and value >= 0 else None


def query_id(raw: object) -> str | None:
    """The id of the press that this update carries, readable or not: a press wants an answer in any case."""
    query = raw.get("callback_query") if isinstance(raw, dict) else None
    value = query.get("id") if isinstance(query, dict) else None
    return value if isinstance(value, str) and value else None


def place(raw: object) -> tuple[str, int] | None:
    """Chat and message id of a new message, however odd the rest of it is; None when this is none."""
    message = raw.get("message") if isinstance(raw, dict) else None
    chat = message.get("chat") if isinstance(message, dict) else None
    if not isinstance(message, dict) or not isinstance(chat, dict):
        return None
    chat_id, message_id = chat.get("id"), message.get("message_id")
    return (str(chat_id), message_id) if type(chat_id) is int and type(message_id) is int else None


def _message(identity: int, message: Json, now: datetime) -> Heard | Ignored:
    chat_id = _private(message)
    sender = _optional_object(message, "from")
    if chat_id is None:
        return Ignored("not_private")
    if _is_bot(sender):
        return Ignored("from_bot")
    at = _moment(message, "date", now)
    what: What
    if "text" in message:
        what = _said(_string(message, "text"))
    elif not _SERVICE.isdisjoint(message):
        return Ignored("service_message")
    else:
        what = Unreadable()
    return _heard(identity, chat_id, at, what, sender=sender, message_id=str(_whole(message, "message_id")))


def _edited_message(identity: int, message: Json, now: datetime) -> Heard | Ignored:
    """Can fire for changes that nobody sees (core.telegram.org/bots/api#update), so its words are not looked at."""
    chat_id = _private(message)
    sender = _optional_object(message, "from")
    if chat_id is None:
        return Ignored("not_private")
    if _is_bot(sender):
        return Ignored("from_bot")
    at = _moment(message, "edit_date", now)
    return _heard(identity, chat_id, at, Edited(), sender=sender, message_id=str(_whole(message, "message_id")))


def _callback_query(identity: int, query: Json, now: datetime) -> Heard | Ignored:
    """A press. Its time is `now`: the date of the message is when that was sent. A deleted one has date 0."""
    sender = _object(query.get("from"), "from")
    person = _whole(sender, "id")
    if _is_bot(sender):
        return Ignored("from_bot")
    if "data" not in query or "inline_message_id" in query:
        return Ignored("not_our_button")
    data = _string(query, "data")
    message_id = None
    message = _optional_object(query, "message")
    if message is not None:
        chat_id = _private(message)
        if chat_id is None:
            return Ignored("not_private")
        if chat_id != person:
            raise WrongShape("from.id")
        message_id = str(_whole(message, "message_id"))
    return _heard(identity, person, now, Pressed(data=data, message_id=message_id), sender=sender)


def _my_chat_member(identity: int, change: Json, now: datetime) -> Heard | Ignored:
    """In a private chat: the person blocked the bot, or let it in again.

    Letting it in says nothing yet: Telegram sends it just before the message or the /start that goes with it, and a
    person who stopped hears from us only after they wrote.
    """
    chat_id = _private(change)
    if chat_id is None:
        return Ignored("not_private")
    status = _string(_object(change.get("new_chat_member"), "new_chat_member"), "status")
    if status != "kicked":
        return Ignored("not_blocked")
    return _heard(identity, chat_id, _moment(change, "date", now), Left(), sender=_optional_object(change, "from"))


_READERS: Final = {
    "message": _message,
    "edited_message": _edited_message,
    "callback_query": _callback_query,
    "my_chat_member": _my_chat_member,
}


def _heard(
    identity: int, chat_id: int, at: datetime, what: What, *, sender: Json | None, message_id: str | None = None
) -> Heard:
    return Heard(
        platform=TELEGRAM,
        address=Secret(str(chat_id)),
        update=f"telegram:{identity}",
        at=at,
        what=what,
        message_id=message_id,
        language=_language(sender),
    )


def _said(text: str) -> Text | Command:
    """A command, or text. An argument longer than a start code can be is cut: it is no code, and the command counts."""
    command = _COMMAND.fullmatch(text) if text.startswith("/") else None
    if command is None:
        return Text(words=Secret(text))
    argument = (command[2] or "").strip()
    return Command(name=command[1].lower(), argument=argument[: limits.START_PAYLOAD])


def _language(sender: Json | None) -> Language | None:
    """The first part of the tag that the person's app gives: ``en`` of ``en-GB``."""
    if sender is None or sender.get("language_code") is None:
        return None
    tag = _LANGUAGE.fullmatch(_string(sender, "language_code"))
    return Language(tag[1].lower()) if tag else None


def _private(message: Json) -> int | None:
    """The chat's id when it is a private one, None for a group or channel."""
    chat = _object(message.get("chat"), "chat")
    chat_id = _whole(chat, "id")
    return chat_id if _string(chat, "type") == "private" else None


def _is_bot(sender: Json | None) -> bool:
    value = sender.get("is_bot", False) if sender is not None else False
    if not isinstance(value, bool):
        raise WrongShape("is_bot")
    return value


def _moment(message: Json, field: str, now: datetime) -> datetime:
    return datetime.fromtimestamp(_whole(message, field), UTC) if field in message else now


def _whole(where: Json, field: str) -> int:
    value = where.get(field)
    if type(value) is not int:  # True is an int to isinstance
        raise WrongShape(field)
    return value


def _string(where: Json, field: str) -> str:
    value = where.get(field)
    if not isinstance(value, str):
        raise WrongShape(field)
    return value


def _object(value: object, field: str) -> Json:
    if not isinstance(value, dict):
        raise WrongShape(field)
    return value


def _optional_object(where: Json, field: str) -> Json | None:
    value = where.get(field)
    return None if value is None else _object(value, field)
