"""What the bot is told: events, slash commands, presses, submissions.

Sources: docs.slack.dev/apis/events-api, checked 2026-11-22; docs.slack.dev/interactivity/implementing-slash-commands
and docs.slack.dev/reference/interaction-payloads, checked 2026-11-25.
"""

from __future__ import annotations

import uuid

from adapters.simulator.slack import wire
from adapters.simulator.slack.ids import new_id
from adapters.simulator.slack.record import Json
from adapters.simulator.slack.world import App, Message, Room, User, View

_OLD_TOKEN = "stand-in"  # noqa: S105 - the verification token of old, which nobody should look at


def event(inner: Json, app: App, *, team_id: str, now: float) -> Json:
    """The outer part of an event, with a new `event_id`."""
    authorization = {
        "enterprise_id": None,
        "team_id": team_id,
        "user_id": app.user_id,
        "is_bot": True,
        "is_enterprise_install": False,
    }
    return {
        "token": _OLD_TOKEN,
        "team_id": team_id,
        "context_team_id": team_id,
        "context_enterprise_id": None,
        "api_app_id": app.app_id,
        "event": inner,
        "type": "event_callback",
        "event_id": new_id("Ev"),
        "event_time": int(now),
        "authorizations": [authorization],
        "is_ext_shared_channel": False,
        "event_context": new_id("4-"),
    }


def message_of_person(it: Message, team_id: str) -> Json:
    """`message.im`, as somebody typed it."""
    section = {"type": "rich_text_section", "elements": [{"type": "text", "text": it.text}]}
    shape: Json = {
        "type": "message",
        "user": it.user_id,
        "ts": it.ts,
        "client_msg_id": str(uuid.uuid4()),
        "text": it.fallback,
        "team": team_id,
        "blocks": [{"type": "rich_text", "block_id": new_id("b"), "elements": [section]}],
        "channel": it.channel_id,
        "event_ts": it.ts,
        "channel_type": "im",
    }
    return {**shape, "thread_ts": it.thread_ts} if it.thread_ts else shape


def message_of_bot(it: Message, app: App) -> Json:
    """The bot's own message, which it is told of as well."""
    return {**wire.message(it, app), "channel": it.channel_id, "event_ts": it.ts, "channel_type": "im"}


def message_changed(it: Message, app: App, *, previous: Json) -> Json:
    return {
        "type": "message",
        "subtype": "message_changed",
        "hidden": True,
        "message": wire.message(it, app),
        "previous_message": previous,
        "channel": it.channel_id,
        "ts": it.edited_ts,
        "event_ts": it.edited_ts,
        "channel_type": "im",
    }


def message_deleted(it: Message, app: App, *, at: str) -> Json:
    return {
        "type": "message",
        "subtype": "message_deleted",
        "hidden": True,
        "deleted_ts": it.ts,
        "previous_message": wire.message(it, app),
        "channel": it.channel_id,
        "ts": at,
        "event_ts": at,
        "channel_type": "im",
    }


def app_home_opened(user: User, room: Room, *, tab: str, at: str, view: Json | None) -> Json:
    shape: Json = {
        "type": "app_home_opened",
        "user": user.user_id,
        "channel": room.channel_id,
        "tab": tab,
        "event_ts": at,
    }
    return {**shape, "view": view} if view else shape


def user_change(user: User, *, at: str, now: float) -> Json:
    return {
        "type": "user_change",
        "user": wire.user(user, now=now, include_locale=True),
        "cache_ts": int(now),
        "event_ts": at,
    }


def slash_command(
    word: str, text: str, *, user: User, room: Room, app: App, response_url: str, trigger_id: str
) -> Json:
    return {
        "token": _OLD_TOKEN,
        "team_id": user.team.team_id,
        "team_domain": user.team.domain,
        "channel_id": room.channel_id,
        "channel_name": room.name,
        "user_id": user.user_id,
        "user_name": user.handle,
        "command": word,
        "text": text,
        "api_app_id": app.app_id,
        "is_enterprise_install": "false",
        "response_url": response_url,
        "trigger_id": trigger_id,
    }


def _interaction(kind: str, user: User, app: App) -> Json:
    team = {"id": user.team.team_id, "domain": user.team.domain}
    who = {"id": user.user_id, "username": user.handle, "name": user.handle, "team_id": user.team.team_id}
    return {
        "type": kind,
        "user": who,
        "api_app_id": app.app_id,
        "token": _OLD_TOKEN,
        "team": team,
        "enterprise": None,
        "is_enterprise_install": False,
    }


def press_in_message(
    action: Json, it: Message, *, user: User, room: Room, app: App, response_url: str, trigger_id: str
) -> Json:
    """`block_actions` of a message. One that only this person sees comes without its content."""
    container = {
        "type": "message",
        "message_ts": it.ts,
        "channel_id": room.channel_id,
        "is_ephemeral": it.ephemeral,
    }
    shape = _interaction("block_actions", user, app) | {
        "container": container,
        "trigger_id": trigger_id,
        "channel": {"id": room.channel_id, "name": room.name},
        "state": it.state.wire,
        "response_url": response_url,
        "actions": [action],
    }
    return shape if it.ephemeral else {**shape, "message": wire.message(it, app)}


def press_in_view(action: Json, it: View, *, user: User, app: App, trigger_id: str) -> Json:
    """`block_actions` of a modal or an App Home."""
    return _interaction("block_actions", user, app) | {
        "container": {"type": "view", "view_id": it.view_id},
        "trigger_id": trigger_id,
        "view": wire.view(it, app),
        "actions": [action],
    }


def view_submission(it: View, *, user: User, app: App, trigger_id: str) -> Json:
    return _interaction("view_submission", user, app) | {
        "trigger_id": trigger_id,
        "view": wire.view(it, app),
        "response_urls": [],
    }


def view_closed(it: View, *, user: User, app: App, cleared: bool) -> Json:
    return _interaction("view_closed", user, app) | {"view": wire.view(it, app), "is_cleared": cleared}
