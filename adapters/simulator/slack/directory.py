"""The methods about the app, people and direct messages."""

from __future__ import annotations

from adapters.simulator.slack import limits, pages, wire
from adapters.simulator.slack.platform import Answer, Platform
from adapters.simulator.slack.record import Json, Refusal
from adapters.simulator.slack.world import Screen


def auth_test(slack: Platform, params: Json) -> Answer:
    app = slack.world.app
    return {
        "url": f"https://{app.team.domain}.slack.com/",
        "team": app.team.name,
        "user": app.name.lower(),
        "team_id": app.team.team_id,
        "user_id": app.user_id,
        "bot_id": app.bot_id,
        "is_enterprise_install": False,
    }


def connections_open(slack: Platform, params: Json) -> Answer:
    """An address for one connection."""
    ticket = slack.sockets.connections.new_ticket()
    address = slack.address.replace("http", "ws", 1)
    return {"url": f"{address}/link/?ticket={ticket}&app_id={slack.world.app.app_id}"}


def conversations_open(slack: Platform, params: Json) -> Answer:
    """The direct message with one person; several at once would need another scope."""
    if "channel" in params:
        room = slack.room(params["channel"])
        return room if isinstance(room, Refusal) else {"channel": {"id": room.channel_id}, "already_open": True}
    users = [one for one in str(params.get("users", "")).split(",") if one]
    if not users:
        return Refusal(error="users_list_not_supplied")
    if len(users) > 1:
        return Refusal(error="missing_scope", more={"needed": "mpim:write"})
    screen = _visible(slack, users[0])
    if isinstance(screen, Refusal):
        return screen
    if screen.user.deleted:
        return Refusal(error="user_disabled")
    channel: Json = {"id": screen.dm.channel_id}
    if params.get("return_im"):
        channel |= {"is_im": True, "user": screen.user.user_id, "is_open": True}
    return {"channel": channel}


def users_info(slack: Platform, params: Json) -> Answer:
    if params["user"] == slack.world.app.user_id:
        return {"user": wire.bot_user(slack.world.app)}
    screen = _visible(slack, params["user"])
    if isinstance(screen, Refusal):
        return screen
    include = bool(params.get("include_locale"))
    return {"user": wire.user(screen.user, now=slack.clock(), include_locale=include)}


def users_list(slack: Platform, params: Json) -> Answer:
    """Everybody of the workspace, a page at a time. Who asks for no page size may be refused one day."""
    ours = slack.world.app.team.team_id
    people = [screen.user for screen in slack.world.screens.values() if screen.user.team.team_id == ours]
    limit = params.get("limit", 0)
    if not 0 < limit <= limits.USERS_A_PAGE:
        slack.record.violation("page-size", "users.list", f"{limit}, 1-{limits.USERS_A_PAGE}")
        if len(people) > limits.USERS_A_PAGE:
            return Refusal(error="limit_required")
    start = pages.start_of(params.get("cursor", ""), "user")
    if start is None:
        return Refusal(error="invalid_cursor")
    limit = limit or limits.USERS_A_PAGE
    include, now = bool(params.get("include_locale")), slack.clock()
    shapes = [wire.bot_user(slack.world.app)] + [wire.user(it, now=now, include_locale=include) for it in people]
    cursor = pages.cursor_after("user", start + limit, total=len(shapes))
    return {
        "members": shapes[start : start + limit],
        "cache_ts": int(now),
        "response_metadata": {"next_cursor": cursor},
    }


def _visible(slack: Platform, user_id: str) -> Screen | Refusal:
    if user_id not in slack.world.screens:
        return Refusal(error="user_not_found")
    return slack.world.ours(user_id) or Refusal(error="user_not_visible")
