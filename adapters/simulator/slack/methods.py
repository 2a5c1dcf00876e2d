"""The methods the stand-in plays, with each parameter's kind and the method's tier. Anything else is refused.

A `!` marks what is required. Source: docs.slack.dev/reference/methods/<method>, checked 2026-11-22, those about files
2026-11-25. Parameters come as text (forms) or as JSON values; not every method reads JSON.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import orjson

from adapters.simulator.slack.record import Json

_ANY = "team_id:str"  # for apps that are installed for a whole organisation; Bolt sends it with every call
_WORDS = "text:str blocks:json attachments:json markdown_text:str metadata:json parse:str link_names:bool as_user:bool"
_LOOKS = "thread_ts:str icon_emoji:str icon_url:str username:str"
_TABLE = {
    "auth.test": "",
    "apps.connections.open": "",
    "chat.postMessage": f"channel:str! {_WORDS} {_LOOKS} mrkdwn:bool reply_broadcast:bool unfurl_links:bool"
    " unfurl_media:bool client_msg_id:str",
    "chat.update": f"channel:str! ts:str! {_WORDS} file_ids:json reply_broadcast:bool",
    "chat.delete": "channel:str! ts:str! as_user:bool",
    "chat.postEphemeral": f"channel:str! user:str! {_WORDS} {_LOOKS}",
    "views.open": "trigger_id:str interactivity_pointer:str view:json!",
    "views.push": "trigger_id:str interactivity_pointer:str view:json!",
    "views.update": "view:json! view_id:str external_id:str hash:str",
    "views.publish": "user_id:str! view:json! hash:str interactivity_pointer:str",
    "conversations.open": "channel:str users:str prevent_creation:bool return_im:bool",
    "conversations.history": "channel:str! cursor:str include_all_metadata:bool inclusive:bool latest:str limit:int"
    " oldest:str",
    "files.getUploadURLExternal": "filename:str! length:int! alt_txt:str snippet_type:str",
    "files.completeUploadExternal": "files:json! channel_id:str channels:str thread_ts:str initial_comment:str"
    " blocks:json",
    "files.info": "file:str! count:int page:int cursor:str limit:int",
    "files.list": "user:str channel:str types:str count:int page:int ts_from:str ts_to:str"
    " show_files_hidden_by_limit:bool",
    "users.info": "user:str! include_locale:bool",
    "users.list": "cursor:str include_locale:bool limit:int",
}
_TIERS = {
    "apps.connections.open": 3,
    "chat.update": 3,
    "chat.delete": 3,
    "chat.postEphemeral": 4,
    "views.open": 4,
    "views.push": 4,
    "views.update": 4,
    "views.publish": 4,
    "conversations.open": 3,
    "conversations.history": 3,
    "files.getUploadURLExternal": 4,
    "files.completeUploadExternal": 4,
    "files.info": 4,
    "files.list": 3,
    "users.info": 4,
    "users.list": 2,
}
_NO_JSON = frozenset({"files.info", "files.list", "users.info", "users.list"})
_SCOPES = {  # of the others every app of this kind has what they need
    "files.getUploadURLExternal": "files:write",
    "files.completeUploadExternal": "files:write",
    "files.info": "files:read",
    "files.list": "files:read",
}


@dataclass(frozen=True, kw_only=True)
class Method:
    """One method: how each parameter is read, which must be there, and its tier (None: it has limits of its own).

    `scope` is the right that it needs; empty: one that the app always has.
    """

    name: str
    read: Mapping[str, Callable[[object], object]]
    required: tuple[str, ...]
    tier: int | None
    takes_json: bool
    scope: str = ""


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
    if word in ("true", "1"):
        return True
    if word in ("false", "0", ""):
        return False
    raise TypeError("not a boolean")


def _str(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("not a string")
    return value


def _json(value: object) -> object:
    return orjson.loads(value) if isinstance(value, str) else value


_KINDS: dict[str, Callable[[object], object]] = {"int": _int, "bool": _bool, "str": _str, "json": _json}


def _method(name: str, row: str) -> Method:
    cells = [cell.split(":") for cell in f"{row} {_ANY}".split()]
    return Method(
        name=name,
        read={key: _KINDS[kind.rstrip("!")] for key, kind in cells},
        required=tuple(key for key, kind in cells if kind.endswith("!")),
        tier=_TIERS.get(name),
        takes_json=name not in _NO_JSON,
        scope=_SCOPES.get(name, ""),
    )


METHODS: Mapping[str, Method] = {name: _method(name, row) for name, row in _TABLE.items()}


def read_params(method: Method, raw: Mapping[str, Any]) -> Params:
    """Read a call's parameters; unknown names, wrong types and missing ones are told, not raised."""
    values: Json = {}
    wrong: list[tuple[str, str]] = []
    for name, value in raw.items():
        reader = method.read.get(name)
        if reader is None:
            wrong.append(("unknown-parameter", name))
        elif value is not None:
            try:
                values[name] = reader(value)
            except (TypeError, ValueError):
                wrong.append(("wrong-type", name))
    wrong += [("missing-parameter", name) for name in method.required if raw.get(name) is None]
    return Params(values=values, wrong=tuple(wrong))
