"""Everything that an adapter may say inward."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.domain.ids import Language, Platform
from bot.domain.secret import Secret


@dataclass(frozen=True, kw_only=True, slots=True)
class Text:
    """Something typed."""

    words: Secret


@dataclass(frozen=True, kw_only=True, slots=True)
class Pressed:
    """A button. `data` is what the client claims was on it: forgeable, so it is checked before it counts."""

    data: str
    message_id: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Command:
    """A word meant for the bot, such as ``/start CODE``: `name` is ``start``, `argument` is ``CODE`` or empty."""

    name: str
    argument: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Edited:
    """The person changed a message they had sent. Never a second answer."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Unreadable:
    """A picture, a voice note, a sticker: something that is not text."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Left:
    """The person blocked the bot. Counts as STOP."""


What = Text | Pressed | Command | Edited | Unreadable | Left


@dataclass(frozen=True, kw_only=True, slots=True)
class Heard:
    """One thing a person did, in a private chat.

    `update` names this delivery for good: the same update heard twice has one effect. `language` is what the person's
    app says it speaks, when it says so; `at` is aware.
    """

    platform: Platform
    address: Secret
    update: str
    at: datetime
    what: What
    message_id: str | None = None
    language: Language | None = None
