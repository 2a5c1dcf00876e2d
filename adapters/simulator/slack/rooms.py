"""Messages as they appear, change and go: on the screens, and as the events that tell the bot of it."""

from __future__ import annotations

from adapters.simulator.slack import payloads, wire
from adapters.simulator.slack.envelopes import Envelope
from adapters.simulator.slack.platform import Platform
from adapters.simulator.slack.record import Json
from adapters.simulator.slack.wording import Words
from adapters.simulator.slack.world import Message, Room


def post(
    slack: Platform, room: Room, words: Words, *, thread_ts: str | None = None, metadata: Json | None = None
) -> Message:
    """A message by the bot, which hears of it like of any other."""
    message = slack.world.post(room, fallback=words.text, blocks=words.blocks, thread_ts=thread_ts, metadata=metadata)
    slack.tell_of_room(payloads.message_of_bot(message, slack.world.app), room)
    return message


def edit(slack: Platform, room: Room, message: Message, words: Words) -> Envelope | None:
    """Other words in an old message, whoever wrote it."""
    previous = wire.message(message, slack.world.app)
    slack.world.edit(room, message, fallback=words.text, blocks=words.blocks)
    return slack.tell_of_room(payloads.message_changed(message, slack.world.app, previous=previous), room)


def remove(slack: Platform, room: Room, message: Message) -> Envelope | None:
    slack.world.delete(room, message)
    at = slack.world.stamps.next()
    return slack.tell_of_room(payloads.message_deleted(message, slack.world.app, at=at), room)
