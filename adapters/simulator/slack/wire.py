"""The JSON shapes of the Web API, as far as a bot of this kind reads them.

Sources: docs.slack.dev/reference/events/message, checked 2026-11-22; docs.slack.dev/reference/objects/user-object and
docs.slack.dev/reference/views, checked 2026-11-25.
"""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from adapters.simulator.slack.record import Json
from adapters.simulator.slack.world import App, Message, User, View


def user(it: User, *, now: float, include_locale: bool = False) -> Json:
    """A user object; without a zone its three fields are missing, as they may be in life."""
    shape: Json = {
        "id": it.user_id,
        "team_id": it.team.team_id,
        "name": it.handle,
        "deleted": it.deleted,
        "real_name": it.name,
        "profile": {"real_name": it.name, "display_name": it.name, "team": it.team.team_id},
        "is_bot": False,
        "is_app_user": False,
        "updated": it.updated,
    }
    if not it.deleted:
        shape |= {"is_admin": False, "is_owner": False, "is_restricted": False, "is_ultra_restricted": False}
        shape |= _zone(it.tz, now)
    if include_locale:
        shape["locale"] = it.locale
    return shape


def _zone(tz: str | None, now: float) -> Json:
    if tz is None:
        return {}
    offset = datetime.fromtimestamp(now, UTC).astimezone(ZoneInfo(tz)).utcoffset()
    return {"tz": tz, "tz_label": tz, "tz_offset": int(offset.total_seconds()) if offset else 0}


def bot_user(app: App) -> Json:
    """The bot as users.list shows it."""
    return {
        "id": app.user_id,
        "team_id": app.team.team_id,
        "name": app.name.lower(),
        "deleted": False,
        "real_name": app.name,
        "profile": {"real_name": app.name, "bot_id": app.bot_id, "api_app_id": app.app_id},
        "is_bot": True,
        "is_app_user": False,
        "updated": 0,
    }


def message(it: Message, app: App) -> Json:
    """A message as chat.postMessage and conversations.history give it."""
    shape: Json = {"type": "message", "user": it.user_id, "text": it.fallback, "ts": it.ts, "team": app.team.team_id}
    if it.by_bot:
        profile = {"id": app.bot_id, "app_id": app.app_id, "name": app.name, "team_id": app.team.team_id}
        shape |= {"bot_id": app.bot_id, "app_id": app.app_id, "bot_profile": profile}
    if it.blocks:
        shape["blocks"] = list(it.blocks)
    if it.thread_ts:
        shape["thread_ts"] = it.thread_ts
    if it.metadata:
        shape["metadata"] = it.metadata
    if it.edited_ts:
        shape["edited"] = {"user": it.user_id, "ts": it.edited_ts}
    return shape


def view(it: View, app: App) -> Json:
    """A view with what stands in its fields."""
    blank = {"private_metadata": "", "callback_id": "", "external_id": "", "title": None, "submit": None, "close": None}
    shape: Json = {
        **blank,
        "clear_on_close": False,
        "notify_on_close": False,
        **it.body,
        "id": it.view_id,
        "team_id": it.team_id,
        "hash": it.hash,
        "state": it.state.wire,
        "previous_view_id": it.previous_view_id,
        "root_view_id": it.root_view_id,
        "app_id": app.app_id,
        "app_installed_team_id": app.team.team_id,
        "bot_id": app.bot_id,
    }
    return shape
