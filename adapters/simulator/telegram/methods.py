"""The methods the stand-in plays, with each parameter's kind. Anything else is answered 404 and recorded.

A `!` marks what is required. Source: core.telegram.org/bots/api#<method in lower case>, Bot API 10.1 of 11 June 2026,
checked 2026-11-24. Parameters come as text (forms) or as JSON values; both are accepted, as the platform does.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import orjson

from adapters.simulator.telegram.record import Json

_SEND = (
    "business_connection_id:str message_thread_id:int direct_messages_topic_id:int disable_notification:bool"
    " protect_content:bool allow_paid_broadcast:bool message_effect_id:str suggested_post_parameters:json"
    " reply_parameters:json reply_markup:json"
)
_TABLE = {
    "getMe": "",
    "getUpdates": "offset:int limit:int timeout:int allowed_updates:json",
    "setWebhook": "url:str! certificate:file ip_address:str max_connections:int allowed_updates:json"
    " drop_pending_updates:bool secret_token:str",
    "deleteWebhook": "drop_pending_updates:bool",
    "getWebhookInfo": "",
    "setMyCommands": "commands:json! scope:json language_code:str",
    "getMyCommands": "scope:json language_code:str",
    "deleteMyCommands": "scope:json language_code:str",
    "setMyName": "name:str language_code:str",
    "setMyDescription": "description:str language_code:str",
    "setMyShortDescription": "short_description:str language_code:str",
    "setChatMenuButton": "chat_id:chat menu_button:json",
    "getChat": "chat_id:chat!",
    "sendMessage": f"chat_id:chat! text:str! parse_mode:str entities:json link_preview_options:json {_SEND}",
    "sendDocument": "chat_id:chat! document:file! thumbnail:file caption:str parse_mode:str caption_entities:json"
    f" disable_content_type_detection:bool {_SEND}",
    "sendPhoto": "chat_id:chat! photo:file! caption:str parse_mode:str caption_entities:json"
    f" show_caption_above_media:bool has_spoiler:bool {_SEND}",
    "editMessageText": "business_connection_id:str chat_id:chat message_id:int inline_message_id:str text:str"
    " parse_mode:str entities:json link_preview_options:json rich_message:json reply_markup:json",
    "editMessageCaption": "business_connection_id:str chat_id:chat message_id:int inline_message_id:str caption:str"
    " parse_mode:str caption_entities:json show_caption_above_media:bool reply_markup:json",
    "editMessageReplyMarkup": "business_connection_id:str chat_id:chat message_id:int inline_message_id:str"
    " reply_markup:json",
    "deleteMessage": "chat_id:chat! message_id:int!",
    "deleteMessages": "chat_id:chat! message_ids:json!",
    "answerCallbackQuery": "callback_query_id:str! text:str show_alert:bool url:str cache_time:int",
    "sendChatAction": "business_connection_id:str chat_id:chat! message_thread_id:int action:str!",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Upload:
    """A file that came in a multipart body."""

    name: str
    kind: str
    content: bytes


@dataclass(frozen=True, kw_only=True)
class Method:
    """One method: how each parameter is read, and which must be there. `paced`: counts against the send limits."""

    name: str
    read: Mapping[str, Callable[[object], object]]
    required: tuple[str, ...]
    paced: bool


@dataclass(frozen=True, kw_only=True)
class Params:
    """What a call said, read; and what was wrong with how it said it: (rule, detail) pairs."""

    values: Json
    wrong: tuple[tuple[str, str], ...] = ()


def _int(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, (int, str)):
        raise TypeError("not an integer")
    return int(value)


def _bool(value: object) -> bool:
    if isinstance(value, bool):
        return value
    word = str(value).lower()
    if word in ("true", "1", "yes"):
        return True
    if word in ("false", "0", "no", ""):
        return False
    raise TypeError("not a boolean")


def _str(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("not a string")
    return value


def _chat(value: object) -> int | str:
    if isinstance(value, str) and value.startswith("@"):
        return value
    return _int(value)


def _json(value: object) -> object:
    return orjson.loads(value) if isinstance(value, str) else value


def _file(value: object) -> Upload | str:
    if not isinstance(value, (Upload, str)):
        raise TypeError("not a file")
    return value


_KINDS: dict[str, Callable[[object], object]] = {
    "int": _int, "bool": _bool, "str": _str, "chat": _chat, "json": _json, "file": _file,
}  # fmt: skip
_PACED = (
    "sendMessage", "sendDocument", "sendPhoto", "editMessageText", "editMessageCaption", "editMessageReplyMarkup",
)  # fmt: skip


def _method(name: str, row: str) -> Method:
    cells = [cell.split(":") for cell in row.split()]
    return Method(
        name=name,
        read={key: _KINDS[kind.rstrip("!")] for key, kind in cells},
        required=tuple(key for key, kind in cells if kind.endswith("!")),
        paced=name in _PACED,
    )


METHODS: Mapping[str, Method] = {name: _method(name, row) for name, row in _TABLE.items()}
BY_LOWER_CASE: Mapping[str, Method] = {name.lower(): method for name, method in METHODS.items()}


def read_params(method: Method, raw: Mapping[str, Any]) -> Params:
    """Read a call's parameters; unknown names, wrong types and missing ones are told, not raised."""
    values: Json = {}
    wrong: list[tuple[str, str]] = []
    for name, value in raw.items():
        reader = method.read.get(name)
        if reader is None:
            if not isinstance(value, Upload):
                wrong.append(("unknown-parameter", name))
            continue
        try:
            values[name] = reader(value)
        except (TypeError, ValueError) as problem:
            wrong.append(
                ("wrong-type", f"{name} is {problem}" if "not a" in str(problem) else f"{name} cannot be read")
            )
    for name in method.required:
        if name not in raw:
            wrong.append(("missing-parameter", name))
    return Params(values=values, wrong=tuple(wrong)) if wrong else Params(values=values)
