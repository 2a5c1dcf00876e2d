"""The methods that write, change and remove messages."""

from __future__ import annotations

from adapters.simulator.slack import pages, rooms, wire, wording
from adapters.simulator.slack.blockkit import views
from adapters.simulator.slack.blockkit.blocks import elements_of
from adapters.simulator.slack.platform import CHANNEL_NOT_FOUND, Answer, Platform
from adapters.simulator.slack.record import Json, Refusal
from adapters.simulator.slack.world import Message, Room

MESSAGE_NOT_FOUND = Refusal(error="message_not_found")


def post_message(slack: Platform, params: Json) -> Answer:
    """A deactivated person can be written to: it succeeds, and nobody reads it."""
    room = slack.room(params["channel"])
    if isinstance(room, Refusal):
        return room
    words = wording.read(slack, "chat.postMessage", params)
    if isinstance(words, Refusal):
        return words
    message = rooms.post(slack, room, words, thread_ts=params.get("thread_ts"), metadata=params.get("metadata"))
    return {"channel": room.channel_id, "ts": message.ts, "message": wire.message(message, slack.world.app)}


def update(slack: Platform, params: Json) -> Answer:
    """Change an own message. Text without blocks takes the blocks away."""
    found = _own_message(slack, "chat.update", params, refused="cant_update_message")
    if isinstance(found, Refusal):
        return found
    room, message = found
    words = wording.read(slack, "chat.update", params)
    if isinstance(words, Refusal):
        return words
    slack.note("chat.update", views.reused(message.blocks, words.blocks), error="")
    rooms.edit(slack, room, message, words)
    return {
        "channel": room.channel_id,
        "ts": message.ts,
        "text": message.fallback,
        "message": wire.message(message, slack.world.app),
    }


def delete(slack: Platform, params: Json) -> Answer:
    found = _own_message(slack, "chat.delete", params, refused="cant_delete_message")
    if isinstance(found, Refusal):
        return found
    room, message = found
    rooms.remove(slack, room, message)
    return {"channel": room.channel_id, "ts": message.ts}


def post_ephemeral(slack: Platform, params: Json) -> Answer:
    """Show a message to one person, who may never see it: it must hold nothing that waits for an answer."""
    room = slack.room(params["channel"])
    if isinstance(room, Refusal):
        return room
    words = wording.read(slack, "chat.postEphemeral", params)
    if isinstance(words, Refusal):
        return words
    screen = slack.world.ours(params["user"])
    if screen is None or params["user"] not in room.members:
        return Refusal(error="user_not_in_channel")
    if any(elements_of(block) for block in words.blocks):
        slack.record.violation("ephemeral-question", "chat.postEphemeral", "its delivery is not guaranteed")
    message = slack.world.whisper(screen, room, fallback=words.text, blocks=words.blocks)
    return {"message_ts": message.ts}


def history(slack: Platform, params: Json) -> Answer:
    """What a room holds, the newest first; direct messages only, for want of other scopes."""
    room = slack.world.rooms.get(params["channel"])
    if room is None or room.team.team_id != slack.world.app.team.team_id:
        return CHANNEL_NOT_FOUND
    if room.kind == "channel":
        return Refusal(error="missing_scope", more={"needed": "channels:history"})
    start = pages.start_of(params.get("cursor", ""), "next")
    if start is None:
        return Refusal(error="invalid_cursor")
    found = [it for it in reversed(room.messages.values()) if not it.deleted and _within(it, params)]
    limit = min(max(params.get("limit", 100), 1), 999)  # docs.slack.dev/reference/methods/conversations.history
    cursor = pages.cursor_after("next", start + limit, total=len(found))
    page = [wire.message(it, slack.world.app) for it in found[start : start + limit]]
    shape: Json = {"messages": page, "has_more": bool(cursor), "pin_count": 0}
    return {**shape, "response_metadata": {"next_cursor": cursor}} if cursor else shape


def _within(it: Message, params: Json) -> bool:
    at = float(it.ts)
    oldest, latest = float(params.get("oldest", 0)), float(params.get("latest", "inf"))
    return oldest <= at <= latest if params.get("inclusive") else oldest < at < latest


def _own_message(slack: Platform, method: str, params: Json, *, refused: str) -> tuple[Room, Message] | Refusal:
    """A message by the bot, by the id of its room; the id of a person is not good enough."""
    if slack.world.ours(params["channel"]) is not None:
        slack.record.violation("user-id-as-channel", method, "needs the D id that the post gave")
        return CHANNEL_NOT_FOUND
    room = slack.room(params["channel"])
    if isinstance(room, Refusal):
        return room
    message = room.messages.get(params["ts"])
    if message is None or message.deleted:
        return MESSAGE_NOT_FOUND
    return (room, message) if message.by_bot else Refusal(error=refused)
