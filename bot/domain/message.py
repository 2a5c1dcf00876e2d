"""What the bot says, ready to show, and free of any platform. Adapters see no translation keys."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from bot.domain.richtext import RichText


class Urgency(Enum):
    """How a message enters a person's day."""

    #: An answer to something the person did a moment ago. Makes no sound.
    REPLY = "reply"
    #: Something nobody asked for: a prompt, a reminder, an announcement.
    UNASKED = "unasked"
    #: Help and notices about the service itself.
    SERVICE = "service"


@dataclass(frozen=True, kw_only=True, slots=True)
class Choice:
    """One button. `data` comes back when it is pressed: opaque, at most 64 bytes, never an answer or a name.

    64 bytes is Telegram's limit for callback data; see ``press.MAX_DATA_BYTES``.
    """

    label: str
    data: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Picture:
    """A drawing of ours that stands above the words. `name` is its file in ``bot/content/pictures``, without ending.

    `alt` says what is on it, for those who cannot see it. Whatever a picture shows is in the words as well.
    """

    name: str
    alt: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Message:
    """One message. `rows` are its buttons as they stand; each can be typed instead."""

    text: RichText
    rows: tuple[tuple[Choice, ...], ...] = ()
    urgency: Urgency = Urgency.REPLY
    reply_expected: bool = False
    picture: Picture | None = None


def rows_of(choices: tuple[Choice, ...], columns: int) -> tuple[tuple[Choice, ...], ...]:
    """The choices in rows of at most `columns`."""
    return tuple(choices[at : at + columns] for at in range(0, len(choices), columns))
