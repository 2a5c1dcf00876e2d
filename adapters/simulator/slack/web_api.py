"""One call of the Web API, from its parameters to its answer: checked, recorded, made to fail on order, paced."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from adapters.simulator.slack import directory, files, messages, modals
from adapters.simulator.slack.faults import RateLimited, Refuse, Trouble
from adapters.simulator.slack.methods import METHODS, Method, Params, read_params
from adapters.simulator.slack.platform import Answer, Platform
from adapters.simulator.slack.record import Call, Json, Refusal
from adapters.simulator.slack.world import Room

Handler = Callable[[Platform, Json], Answer]

HANDLERS: Mapping[str, Handler] = {
    "auth.test": directory.auth_test,
    "apps.connections.open": directory.connections_open,
    "chat.postMessage": messages.post_message,
    "chat.update": messages.update,
    "chat.delete": messages.delete,
    "chat.postEphemeral": messages.post_ephemeral,
    "views.open": modals.open_view,
    "views.push": modals.push_view,
    "views.update": modals.update_view,
    "views.publish": modals.publish,
    "conversations.open": directory.conversations_open,
    "conversations.history": messages.history,
    "files.getUploadURLExternal": files.get_upload_url,
    "files.completeUploadExternal": files.complete_upload,
    "files.info": files.info,
    "files.list": files.list_files,
    "users.info": directory.users_info,
    "users.list": directory.users_list,
}
_APP_LEVEL = frozenset({"apps.connections.open"})  # wants the app's token, every other method the bot's
_POSTS = frozenset({"chat.postMessage", "chat.postEphemeral"})
_FATAL = {"missing-parameter": "missing required field", "wrong-type": "invalid value for field"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Said:
    """What stood in a request. `in_header`: that is where the token was; `as_json`: the body was JSON."""

    raw: Mapping[str, Any]
    token: str | None
    in_header: bool = True
    as_json: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Opened:
    """A call that was read and recorded, with the trouble ordered for it, if any, or its refusal."""

    method: Method
    params: Json
    call: Call
    trouble: Trouble | None = None
    refusal: Refusal | None = None


def open_call(slack: Platform, name: str, said: Said) -> Opened | Refusal:
    """Read and record a call; a method that is not played is answered as one that does not exist."""
    method = METHODS.get(name)
    if method is None:
        slack.record.violation("unknown-method", name[:64], "not a method, or none that the stand-in plays")
        return Refusal(error="unknown_method", more={"req_method": name})
    if said.as_json and said.raw and not method.takes_json:
        slack.record.violation("json-not-read", name, "this method reads forms only")
        said = replace(said, raw={})
    params = read_params(method, said.raw)
    call = slack.record.call(name, params.values, slack.clock())
    refusal = _unauthorised(slack, method, said) or _unentitled(slack, method) or _told(slack, method, params)
    trouble = None
    if slack.faults.ordered:
        trouble = slack.faults.next_for(name, slack.place(params.values.get("channel")))
    return Opened(method=method, params=params.values, call=call, trouble=trouble, refusal=refusal)


def perform(slack: Platform, opened: Opened) -> Answer:
    """The answer of a call: what keeps it from having any effect, or its effect."""
    if isinstance(opened.trouble, Refuse):
        return opened.trouble.refusal
    if isinstance(opened.trouble, RateLimited):
        slack.pace.pause(opened.method.name, opened.trouble.retry_after, slack.clock())
        return ratelimited(opened.trouble.retry_after)
    if opened.refusal is not None:
        return opened.refusal
    early = slack.pace.admit(opened.method, _posted_to(slack, opened), slack.clock())
    if early is not None:
        slack.record.violation(early.rule, opened.method.name, f"retry after {early.retry_after} s")
        return ratelimited(early.retry_after)
    return HANDLERS[opened.method.name](slack, opened.params)


def ratelimited(seconds: int) -> Refusal:
    return Refusal(error="ratelimited", retry_after=seconds)


def _unauthorised(slack: Platform, method: Method, said: Said) -> Refusal | None:
    token = said.token
    if slack.revoked:
        return Refusal(error=slack.revoked)
    if not token:
        return slack.broken(method.name, "no-token", "no bearer token", error="not_authed")
    right, other = slack.bot_token, slack.app_token
    if method.name in _APP_LEVEL:
        right, other = other, right
    if token == other:
        return slack.broken(method.name, "wrong-token", "the other token", error="not_allowed_token_type")
    if method.name in _APP_LEVEL and not said.in_header:
        return Refusal(error="insecure_request")
    return None if token == right else Refusal(error="invalid_auth")


def _unentitled(slack: Platform, method: Method) -> Refusal | None:
    if not method.scope or method.scope in slack.scopes:
        return None
    return Refusal(error="missing_scope", more={"needed": method.scope, "provided": ",".join(slack.scopes)})


def _told(slack: Platform, method: Method, params: Params) -> Refusal | None:
    problems: list[str] = []
    for rule, name in params.wrong:
        slack.record.violation(rule, method.name, name)
        if rule in _FATAL:
            problems.append(f"{_FATAL[rule]}: {name}")
    return Refusal(error="invalid_arguments", problems=tuple(problems)) if problems else None


def _posted_to(slack: Platform, opened: Opened) -> str | None:
    """The room that gets a message; a call that is refused for other reasons costs no pace."""
    if opened.method.name not in _POSTS:
        return None
    room = slack.room(opened.params["channel"])
    return room.channel_id if isinstance(room, Room) else None
