"""Checks what a call carries against the platform's limits; each check gives a finding, or None when all is well.

A finding with a refusal is refused as the platform would. One without is recorded only: the platform lets it pass
and the bot regrets it later (a price, a message that can never be edited, a lost backlog).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from adapters.simulator.telegram import limits
from adapters.simulator.telegram.record import Json, Refusal

# A button has exactly one of these; core.telegram.org/bots/api#inlinekeyboardbutton, checked 2026-11-24
_ACTIONS = frozenset(
    {
        "url",
        "callback_data",
        "web_app",
        "login_url",
        "switch_inline_query",
        "switch_inline_query_current_chat",
        "switch_inline_query_chosen_chat",
        "copy_text",
        "callback_game",
        "pay",
    }
)
_LOOKS = frozenset({"text", "icon_custom_emoji_id", "style"})
_STYLES = frozenset({"danger", "success", "primary"})
_COMMAND = re.compile(rf"[a-z0-9_]{{1,{limits.COMMAND_NAME}}}")
_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    """What is wrong: a rule's name, what was found, and the platform's answer when it refuses."""

    rule: str
    detail: str
    refusal: Refusal | None = None


def bad_request(rule: str, detail: str, description: str) -> Finding:
    return Finding(rule=rule, detail=detail, refusal=Refusal(code=400, description=f"Bad Request: {description}"))


def text(value: str) -> Finding | None:
    """The plain text after formatting was read."""
    if not value.strip():
        return bad_request("text-empty", "nothing to show", "message text is empty")
    if (size := len(value)) > (most := limits.TEXT_CODE_POINTS):
        return bad_request("text-too-long", f"{size} code points of {most}", "message is too long")
    return None


def caption(value: str) -> Finding | None:
    """The same below a picture or a file, where it may be empty."""
    if (size := len(value)) > (most := limits.CAPTION_CODE_POINTS):
        return bad_request("caption-too-long", f"{size} code points of {most}", "message caption is too long")
    return None


def source(value: str) -> Finding | None:
    """The text as it came over the wire; bytes are only counted where they could be too many."""
    if len(value) * 4 > limits.TEXT_BYTES and (size := len(value.encode())) > limits.TEXT_BYTES:
        return bad_request("text-too-many-bytes", f"{size} bytes of {limits.TEXT_BYTES}", "text is too long")
    return None


def markup(value: object) -> Finding | None:
    """A keyboard of any kind; other kinds than inline are recorded, for such a message can never be edited."""
    if not isinstance(value, dict):
        return bad_request("keyboard-shape", "not an object", "object expected as reply markup")
    if "inline_keyboard" not in value:
        kind = next((key for key in ("force_reply", "keyboard", "remove_keyboard") if key in value), "unknown")
        return Finding(rule="keyboard-not-inline", detail=kind)
    rows = value["inline_keyboard"]
    if len(value) != 1 or not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        return bad_request("keyboard-shape", "not a list of rows", "inline_keyboard must be an Array of Arrays")
    if (count := sum(map(len, rows))) > limits.BUTTONS:
        return bad_request("too-many-buttons", f"{count} of {limits.BUTTONS}", "reply markup is too long")
    for row in rows:
        if len(row) > limits.BUTTONS_A_ROW:
            return bad_request("row-too-wide", f"{len(row)} of {limits.BUTTONS_A_ROW}", "reply markup is too long")
        for button in row:
            if (found := _button(button)) is not None:
                return found
    return None


def _button(it: object) -> Finding | None:
    if not isinstance(it, dict):
        return bad_request("button-shape", "not an object", "object expected as inline keyboard button")
    label, data = it.get("text"), it.get("callback_data")
    if not isinstance(label, str) or not label.strip():
        return bad_request("button-text-empty", "no words", "inline keyboard button text must be non-empty")
    if (len(it) != 2 or data is None) and (found := _unusual(it)) is not None:
        return found
    if data is not None:
        size = len(data.encode()) if isinstance(data, str) else -1
        if not 1 <= size <= limits.CALLBACK_DATA_BYTES:
            detail = f"{size} bytes, 1-{limits.CALLBACK_DATA_BYTES}"
            return bad_request("callback-data-size", detail, "BUTTON_DATA_INVALID")
    return None


def _unusual(it: Json) -> Finding | None:
    """A button that is more, or something else, than a label with callback data."""
    keys = it.keys()
    if unknown := keys - _ACTIONS - _LOOKS:
        return bad_request("button-shape", f"unknown field {min(unknown)}", "can't parse inline keyboard button")
    if len(keys & _ACTIONS) != 1:
        return bad_request(
            "button-shape", "not exactly one action", "Text buttons are unallowed in the inline keyboard"
        )
    if it.get("style", "primary") not in _STYLES:
        return bad_request("button-shape", "unknown style", "can't parse inline keyboard button")
    copied = it.get("copy_text", {"text": "x"})
    if not isinstance(copied, dict) or not 1 <= len(str(copied.get("text", ""))) <= limits.COPY_TEXT:
        return bad_request("copy-text-size", f"1-{limits.COPY_TEXT} characters", "BUTTON_COPY_TEXT_INVALID")
    return None


def sending(params: Json) -> Finding | None:
    """Flags that cost money or guess at formatting."""
    if params.get("allow_paid_broadcast"):
        return Finding(rule="paid-broadcast", detail="allow_paid_broadcast costs money")
    if (mode := params.get("parse_mode")) and mode.lower() != "html":
        return Finding(rule="parse-mode", detail=f"{mode} needs escaping that people's words break; send entities")
    return None


def commands(value: object) -> Finding | None:
    if not isinstance(value, list) or len(value) > limits.COMMANDS:
        return bad_request("commands", f"a list of at most {limits.COMMANDS}", "BOT_COMMANDS_TOO_MUCH")
    for command in value:
        if not isinstance(command, dict) or not _COMMAND.fullmatch(str(command.get("command", ""))):
            return bad_request("command-name", "1-32 of a-z, 0-9, _", "BOT_COMMAND_INVALID")
        if not 1 <= len(str(command.get("description", ""))) <= limits.COMMAND_DESCRIPTION:
            return bad_request("command-description", "1-256 characters", "BOT_COMMAND_DESCRIPTION_INVALID")
    return None


def allowed_updates(value: object) -> Finding | None:
    """A poll or a webhook says explicitly what it wants; a silent one inherits what some earlier version asked for."""
    if value is None:
        return Finding(rule="allowed-updates-missing", detail="the setting is sticky; say it every time")
    if not isinstance(value, list) or not all(kind in limits.UPDATE_KINDS for kind in value):
        return Finding(rule="allowed-updates-unknown", detail="not a list of known kinds")
    if value and (missing := limits.EXPECTED_KINDS - set(value)):
        return Finding(rule="allowed-updates-missing", detail=", ".join(sorted(missing)))
    return None


def secret_token(value: str | None) -> Finding | None:
    if value is None:
        return Finding(rule="webhook-without-secret", detail="anybody could post updates")
    if not _SECRET.fullmatch(value):
        return bad_request("webhook-secret", "1-256 of A-Z a-z 0-9 _ -", "secret token contains unallowed characters")
    return None
