"""One call of the Bot API, from its parameters to its answer: checked, recorded, made to fail on order, paced."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from adapters.simulator.telegram import messages, profile
from adapters.simulator.telegram.faults import Refuse, TooMany, Trouble
from adapters.simulator.telegram.methods import BY_LOWER_CASE, Method, Params, read_params
from adapters.simulator.telegram.platform import Answer, Platform
from adapters.simulator.telegram.record import Call, Json, Refusal

Handler = Callable[[Platform, Json], Answer]

HANDLERS: Mapping[str, Handler] = {
    "getMe": profile.get_me,
    "setWebhook": profile.set_webhook,
    "deleteWebhook": profile.delete_webhook,
    "getWebhookInfo": profile.get_webhook_info,
    "setMyCommands": profile.set_my_commands,
    "getMyCommands": profile.get_my_commands,
    "deleteMyCommands": profile.delete_my_commands,
    "setMyName": profile.set_my_name,
    "setMyDescription": profile.set_my_description,
    "setMyShortDescription": profile.set_my_short_description,
    "setChatMenuButton": profile.accept,
    "getChat": profile.get_chat,
    "sendMessage": messages.send_message,
    "sendDocument": messages.send_document,
    "sendPhoto": messages.send_photo,
    "editMessageText": messages.edit_text,
    "editMessageCaption": messages.edit_caption,
    "editMessageReplyMarkup": messages.edit_markup,
    "deleteMessage": messages.delete_message,
    "deleteMessages": messages.delete_messages,
    "answerCallbackQuery": messages.answer_callback_query,
    "sendChatAction": messages.send_chat_action,
}

NOT_FOUND = Refusal(code=404, description="Not Found")
_FATAL = {"missing-parameter": "parameter is empty", "wrong-type": "can't parse parameter"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Opened:
    """A call that was read and recorded, with the trouble ordered for it, if any, or its refusal."""

    method: Method
    params: Json
    call: Call
    trouble: Trouble | None = None
    refusal: Refusal | None = None


def open_call(tg: Platform, name: str, raw: Mapping[str, Any]) -> Opened | Refusal:
    """Read and record a call; a method that is not played is answered as one that does not exist."""
    method = BY_LOWER_CASE.get(name.lower())
    if method is None:
        tg.record.violation("unknown-method", name[:64], "not a method, or none that the stand-in plays")
        return NOT_FOUND
    params = read_params(method, raw)
    call = tg.record.call(method.name, params.values, tg.clock())
    refusal = _told(tg, method, params) if params.wrong else None
    trouble = None
    if tg.faults.ordered:
        trouble = tg.faults.next_for(method.name, params.values.get("chat_id"))
    return Opened(method=method, params=params.values, call=call, trouble=trouble, refusal=refusal)


def refusal_before(tg: Platform, opened: Opened) -> Refusal | None:
    """What keeps the call from having any effect: how it was said, what was ordered, the pace."""
    if opened.refusal is not None:
        return opened.refusal
    if isinstance(opened.trouble, Refuse):
        return opened.trouble.refusal
    if isinstance(opened.trouble, TooMany):
        seconds = opened.trouble.retry_after
        tg.pace.pause(None if opened.trouble.bot_wide else _chat_id(tg, opened.params), seconds, tg.clock())
        return too_many(seconds)
    if opened.method.paced and (chat_id := _chat_id(tg, opened.params)) is not None:
        early = tg.pace.admit(chat_id, tg.clock())
        if early is not None:
            tg.record.violation(early.rule, opened.method.name, f"retry after {early.retry_after} s")
            return too_many(early.retry_after)
    return None


def perform(tg: Platform, opened: Opened) -> Answer:
    """The answer of any method but getUpdates, which waits (`receiving.py`)."""
    refusal = refusal_before(tg, opened)
    return refusal if refusal is not None else HANDLERS[opened.method.name](tg, opened.params)


def too_many(seconds: int) -> Refusal:
    return Refusal(code=429, description=f"Too Many Requests: retry after {seconds}", retry_after=seconds)


def _told(tg: Platform, method: Method, params: Params) -> Refusal | None:
    refusal = None
    for rule, detail in params.wrong:
        tg.record.violation(rule, method.name, detail)
        if rule in _FATAL and refusal is None:
            refusal = Refusal(code=400, description=f"Bad Request: {_FATAL[rule]}: {detail.split()[0]}")
    return refusal


def _chat_id(tg: Platform, params: Json) -> int | None:
    """The number of a chat that could be written to; calls elsewhere are refused for other reasons and cost no pace."""
    chat = tg.world.find(params.get("chat_id", 0))
    if chat is None or chat.blocked or chat.deactivated or not (chat.started or chat.kind == "group"):
        return None
    return chat.chat_id
