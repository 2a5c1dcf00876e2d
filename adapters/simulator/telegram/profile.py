"""The methods about the bot itself: who it is, its commands and descriptions, where its updates go."""

from __future__ import annotations

from typing import Any

from adapters.simulator.telegram import checks, limits
from adapters.simulator.telegram.platform import CHAT_NOT_FOUND, Answer, Platform
from adapters.simulator.telegram.record import Json, Refusal
from adapters.simulator.telegram.world import Change


def get_me(tg: Platform, params: Json) -> Answer:
    return {
        **tg.world.bot,
        "can_join_groups": True,
        "can_read_all_group_messages": False,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


def get_chat(tg: Platform, params: Json) -> Answer:
    chat = tg.world.find(params.get("chat_id", ""))
    if chat is None or (chat.kind == "private" and not chat.started):
        return CHAT_NOT_FOUND
    return {
        **chat.wire,
        "accent_color_id": 0,
        "max_reaction_count": 11,
        "accepted_gift_types": dict.fromkeys(
            ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels"), False
        ),
    }


def set_webhook(tg: Platform, params: Json) -> Answer:
    _no_dropping(tg, "setWebhook", params)
    url = params.get("url", "")
    if not url:
        tg.webhook = {}
        return True
    if (refusal := tg.note("setWebhook", checks.secret_token(params.get("secret_token")))) is not None:
        return refusal
    allowed = params.get("allowed_updates")
    tg.note("setWebhook", checks.allowed_updates(allowed))
    if isinstance(allowed, list):
        tg.queue.ask_for(allowed)
    tg.webhook = {key: value for key, value in params.items() if key != "drop_pending_updates"}
    if tg.queue.poll is not None:
        tg.queue.poll.wake(conflict=True)
    return True


def delete_webhook(tg: Platform, params: Json) -> Answer:
    _no_dropping(tg, "deleteWebhook", params)
    tg.webhook = {}
    return True


def get_webhook_info(tg: Platform, params: Json) -> Answer:
    info: Json = {
        "url": tg.webhook.get("url", ""),
        "has_custom_certificate": False,
        "pending_update_count": tg.queue.pending,
        "allowed_updates": sorted(tg.queue.allowed),
    }
    if tg.webhook:
        info["max_connections"] = tg.webhook.get("max_connections", 40)
    return info


def set_my_commands(tg: Platform, params: Json) -> Answer:
    wanted = params.get("commands")
    if (refusal := tg.note("setMyCommands", checks.commands(wanted))) is not None:
        return refusal
    key = _scope(params)
    if isinstance(key, Refusal):
        return key
    tg.world.commands[key] = list(wanted or ())
    for chat in tg.world.chats.values():
        tg.world.tell(chat, Change(kind="commands", chat_id=chat.chat_id))
    return True


def get_my_commands(tg: Platform, params: Json) -> Answer:
    key = _scope(params)
    return key if isinstance(key, Refusal) else tg.world.commands.get(key, [])


def delete_my_commands(tg: Platform, params: Json) -> Answer:
    key = _scope(params)
    if isinstance(key, Refusal):
        return key
    tg.world.commands.pop(key, None)
    return True


def set_my_name(tg: Platform, params: Json) -> Answer:
    return _describe(tg, "setMyName", "name", params, most=64)  # #setmyname, checked 2026-11-24


def set_my_description(tg: Platform, params: Json) -> Answer:
    return _describe(tg, "setMyDescription", "description", params, most=limits.DESCRIPTION)


def set_my_short_description(tg: Platform, params: Json) -> Answer:
    return _describe(tg, "setMyShortDescription", "short_description", params, most=limits.SHORT_DESCRIPTION)


def accept(tg: Platform, params: Json) -> Answer:
    """For methods whose effect nobody here can see."""
    return True


def _describe(tg: Platform, method: str, key: str, params: Json, *, most: int) -> Answer:
    value = params.get(key, "")
    if len(value) > most:
        found = checks.bad_request("description-too-long", f"{len(value)} of {most} characters", f"{key} is too long")
        return tg.note(method, found)
    language = params.get("language_code", "")
    tg.profile[f"{key}:{language}" if language else key] = value
    return True


def _no_dropping(tg: Platform, method: str, params: Json) -> None:
    if params.get("drop_pending_updates"):
        tg.record.violation("drop-pending-updates", method, f"{tg.queue.pending} waiting updates thrown away")
        tg.queue.waiting.clear()


def _scope(params: Json) -> tuple[str, str] | Refusal:
    scope: Any = params.get("scope") or {"type": "default"}
    language = params.get("language_code", "")
    if not isinstance(scope, dict) or not isinstance(scope.get("type"), str):
        return Refusal(code=400, description="Bad Request: can't parse BotCommandScope")
    if language and not (len(language) == 2 and language.islower()):
        return Refusal(code=400, description="Bad Request: invalid language code specified")
    kind = scope["type"]
    return (f"{kind}:{scope['chat_id']}" if "chat_id" in scope else kind), language
