"""Everything that an adapter may say inward."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

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
class Entry:
    """What stands in one field of a page: places in the list of options, or typed words. Neither: left empty.

    `item` is the item's place in its questionnaire, from 0.
    """

    item: int
    places: tuple[int, ...] = ()
    words: Secret | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Submitted:
    """A page of questions that was handed in, or in which something was chosen. As forgeable as a button."""

    data: str
    entries: tuple[Entry, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Opened:
    """The person opened the bot's own page in their app."""


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
    """The person blocked the bot, or their account was closed. Counts as STOP."""


What = Text | Pressed | Submitted | Opened | Command | Edited | Unreadable | Left


class Surface(Enum):
    """How questions can be put where something was heard."""

    #: In messages, one at a time.
    CHAT = "chat"
    #: On pages, and what was heard came with the right to show one now.
    PAGES = "pages"
    #: On pages, but not now: a button is offered that opens one.
    DOOR = "door"


@dataclass(frozen=True, kw_only=True, slots=True)
class Heard:
    """One thing a person did, in a private chat.

    `update` names this delivery for good: the same update heard twice has one effect. `language` is what the person's
    app says it speaks, and `zone` the time zone it is in, when it says so; `at` is aware.
    """

    platform: Platform
    address: Secret
    update: str
    at: datetime
    what: What
    message_id: str | None = None
    language: Language | None = None
    zone: str | None = None
    surface: Surface = Surface.CHAT
