"""One raw payload → what a person did. Works on plain JSON, so that no unknown shape can hurt what stands beside it.

Events of the Events API are here; what came with a trigger (buttons, pages, commands) is in ``interactions``.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime
from typing import Final

from adapters.slack import interactions
from adapters.slack.arrival import (
    Arrival,
    Decoded,
    Ignored,
    Origin,
    Ours,
    Profile,
    ShutOut,
    Stranger,
    Undecodable,
)
from adapters.slack.fields import Json, optional_thing, optional_words, thing, words
from bot.domain.heard import Edited, Heard, Left, Opened, Surface, Text, Unreadable, What
from bot.domain.ids import SLACK
from bot.domain.secret import Secret

#: Kinds of message that are words somebody typed; docs.slack.dev/reference/events/message, checked 2026-11-24.
_TYPED: Final = frozenset({"", "me_message", "thread_broadcast"})
#: Kinds that somebody sent, and that are no words.
_SENT: Final = frozenset({"file_share"})

_LINK: Final = re.compile(r"<([^<>|]*)(?:\|([^<>]*))?>")


def decode(body: object, now: datetime, ours: Ours) -> Decoded:
    """What the payload says. Never raises. `now` is used where Slack does not say when something happened."""
    if not isinstance(body, dict):
        return Undecodable("payload", "WrongShape")
    kind = _kind(body)
    try:
        match kind:
            case "event":
                return _event(body, now, ours)
            case "press":
                return interactions.press(body, now, ours)
            case "form":
                return interactions.form(body, now, ours)
            case "command":
                return interactions.command(body, now, ours)
        return Ignored(kind)
    except Exception as error:  # whatever is wrong with one payload stays with that payload
        return Undecodable(kind, type(error).__name__)


def place(body: object) -> tuple[str, str] | None:
    """Channel and time of a new message in a direct message, theirs or ours, however odd the rest of it is."""
    event = body.get("event") if isinstance(body, dict) else None
    if not isinstance(event, dict) or event.get("type") != "message" or event.get("channel_type") != "im":
        return None
    if event.get("subtype") in ("message_changed", "message_deleted"):
        return None
    channel, ts = event.get("channel"), event.get("ts")
    return (channel, ts) if isinstance(channel, str) and isinstance(ts, str) else None


def _kind(body: Json) -> str:
    """One of our own words for what this is."""
    match body.get("type"):
        case "event_callback":
            return "event"
        case "block_actions":
            return "press"
        case "view_submission":
            return "form"
        case None if "command" in body:
            return "command"
    return "unknown"


def _event(body: Json, now: datetime, ours: Ours) -> Decoded:
    event, update = thing(body, "event"), f"slack:ev:{words(body, 'event_id')}"
    if optional_words(body, "team_id") not in ("", ours.team):
        return Stranger(may_be_told=False)
    match event.get("type"):
        case "message":
            return _message(event, update, ours)
        case "app_home_opened":
            return _opened(event, update, now)
        case "user_change":
            return _user_change(event, update, now, ours)
        case "tokens_revoked":
            revoked = optional_thing(event, "tokens")
            return ShutOut("tokens_revoked") if revoked.get("bot") else Ignored("tokens_revoked")
        case "app_uninstalled":
            return ShutOut("app_uninstalled")
    return Ignored("event")


def _message(event: Json, update: str, ours: Ours) -> Decoded:
    if event.get("channel_type") != "im":
        return Ignored("not_private")
    subtype = optional_words(event, "subtype")
    if subtype == "message_changed":
        return _changed(event, update, ours)
    if event.get("bot_id") or event.get("user") == ours.bot_user or subtype == "bot_message":
        return Ignored("from_bot")
    if subtype not in _TYPED | _SENT:
        return Ignored("service_message")
    if _is_elsewhere(event, ours):
        return Stranger(may_be_told=False)
    channel, ts = words(event, "channel"), words(event, "ts")
    typed = read(optional_words(event, "text")) if subtype in _TYPED else ""
    what = Text(words=Secret(typed)) if typed.strip() else Unreadable()
    name = f"slack:msg:{channel}:{ts}"
    found = _arrival(words(event, "user"), name, _moment(ts), what, message_id=f"{channel}:{ts}")
    return replace(found, channel=channel)


def _changed(event: Json, update: str, ours: Ours) -> Decoded:
    """Also fires for changes that nobody made, such as a preview of a link, so only an edit by the person counts."""
    message = thing(event, "message")
    if message.get("bot_id") or message.get("user") == ours.bot_user:
        return Ignored("from_bot")
    if optional_thing(message, "edited").get("user") != message.get("user"):
        return Ignored("not_edited")
    if _is_elsewhere(message, ours):
        return Stranger(may_be_told=False)
    message_id = f"{words(event, 'channel')}:{words(message, 'ts')}"
    return _arrival(words(message, "user"), update, _moment(words(event, "ts")), Edited(), message_id=message_id)


def _opened(event: Json, update: str, now: datetime) -> Decoded:
    if event.get("tab") != "home":
        return Ignored("messages_tab")
    return _arrival(words(event, "user"), update, now, Opened(), origin=Origin.OPENING)


def _user_change(event: Json, update: str, now: datetime, ours: Ours) -> Decoded:
    user = thing(event, "user")
    person = words(user, "id")
    if user.get("deleted") is not True or _is_elsewhere(user, ours) or user.get("is_bot") is True:
        return Profile(user)
    return Profile(user, left=_arrival(person, update, now, Left()))


def _arrival(
    person: str, update: str, at: datetime, what: What, *, message_id: str | None = None, origin: Origin = Origin.EVENT
) -> Arrival:
    heard = Heard(
        platform=SLACK,
        address=Secret(person),
        update=update,
        at=at,
        what=what,
        message_id=message_id,
        surface=Surface.DOOR,
    )
    return Arrival(heard=heard, origin=origin)


def _is_elsewhere(where: Json, ours: Ours) -> bool:
    """Whether a user, or the author of a message, belongs to another workspace."""
    team = optional_words(where, "user_team") or optional_words(where, "team_id") or optional_words(where, "team")
    return bool(team) and team != ours.team


def _moment(ts: str) -> datetime:
    """A message's time, which is also its name: Unix seconds with six decimals."""
    return datetime.fromtimestamp(float(ts), UTC)


def read(text: str) -> str:
    """What somebody typed, of Slack's markup for it: links and mentions by their words, escapes undone."""
    shown = _LINK.sub(lambda found: found[2] or found[1], text)
    return shown.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
