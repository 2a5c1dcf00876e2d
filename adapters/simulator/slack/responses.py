"""What comes back by a response_url, or as the answer to a slash command.

Sources: docs.slack.dev/interactivity/handling-user-interaction and
docs.slack.dev/interactivity/implementing-slash-commands, checked 2026-11-25.
"""

from __future__ import annotations

from adapters.simulator.slack import rooms, wording
from adapters.simulator.slack.keys import ResponseUrl
from adapters.simulator.slack.platform import Platform
from adapters.simulator.slack.record import Json, Refusal
from adapters.simulator.slack.wording import Words
from adapters.simulator.slack.world import Message, Room, Screen

METHOD = "response_url"


def by_url(slack: Platform, key: str, body: Json) -> Refusal | None:
    """Do what was posted to a response_url; None when it was done."""
    url = slack.keys.use_url(key)
    if isinstance(url, str):
        return slack.broken(METHOD, "response-url", url, error=url)
    original = url.message
    if body.get("delete_original"):
        _remove(slack, url)
        return None
    words = wording.read(slack, METHOD, body)
    if isinstance(words, Refusal):
        return words
    if body.get("replace_original") and original is not None:
        _replace(slack, url, original, words)
    else:
        _show(slack, url.screen, url.room, words, body)
    return None


def to_command(slack: Platform, screen: Screen, room: Room, answer: Json) -> None:
    """Show what the acknowledgement of a slash command says, if it says anything."""
    if not answer:
        return
    words = wording.read(slack, "slash_command", answer)
    if not isinstance(words, Refusal):
        _show(slack, screen, room, words, answer)


def _show(slack: Platform, screen: Screen, room: Room, words: Words, body: Json) -> None:
    """To everybody in the room when it says so, else to this person only."""
    if body.get("response_type") == "in_channel":
        rooms.post(slack, room, words)
    else:
        slack.world.whisper(screen, room, fallback=words.text, blocks=words.blocks)


def _replace(slack: Platform, url: ResponseUrl, original: Message, words: Words) -> None:
    if original.ephemeral:
        original.fallback, original.blocks = words.text, words.blocks
        slack.world.show(url.screen, "ephemeral", message=original)
    else:
        rooms.edit(slack, url.room, original, words)


def _remove(slack: Platform, url: ResponseUrl) -> None:
    original = url.message
    if original is None:
        return
    if original.ephemeral:
        original.deleted = True
        slack.world.show(url.screen, "ephemeral", message=original)
    else:
        rooms.remove(slack, url.room, original)
