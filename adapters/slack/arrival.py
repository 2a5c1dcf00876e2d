"""What came in, beside what the person did: where it came from, and what it gives to answer with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from adapters.slack.fields import Json
from bot.domain.heard import Heard


class Origin(Enum):
    """Where somebody did it; it decides how Slack is answered and where the reply is shown."""

    #: An event: a message, a profile that changed. Delivered again until it is acknowledged.
    EVENT = "event"
    #: The App Home was opened, and waits to be filled.
    OPENING = "opening"
    #: A button under a message.
    MESSAGE = "message"
    #: A button on the App Home.
    HOME = "home"
    #: A button, or a choice, on a modal.
    MODAL = "modal"
    #: A modal that was handed in: what comes next is in the acknowledgement.
    FORM = "form"
    #: A slash command: the acknowledgement may carry words for this person only.
    COMMAND = "command"


@dataclass(frozen=True, kw_only=True, slots=True)
class Arrival:
    """One thing a person did, and the way back.

    `trigger` lets a modal be opened, once, for three seconds; `view_id` and `view_hash` name the modal it came from.
    `inputs` are that modal's blocks by the item's place. `pressed` is the message under which a button was pressed, as
    it stands. `channel` is where it was done; `in_private` says that nobody else reads there. `leaves`: a page of
    questions was left backwards.
    """

    heard: Heard
    origin: Origin
    trigger: str = ""
    view_id: str = ""
    view_hash: str = ""
    inputs: Mapping[int, str] = field(default_factory=dict)
    pressed: Json | None = None
    channel: str = ""
    in_private: bool = True
    leaves: bool = False

    @property
    def person(self) -> str:
        """Slack's id of whoever did it."""
        return self.heard.address.reveal()


@dataclass(frozen=True, slots=True)
class Ignored:
    """Nothing for us. `kind` is one of our own words, never anything out of the payload."""

    kind: str


@dataclass(frozen=True, slots=True)
class Stranger:
    """Somebody of another workspace. `may_be_told`: a command, which can be answered so that only they see it."""

    may_be_told: bool


@dataclass(frozen=True, slots=True)
class ShutOut:
    """The app was taken out of the workspace."""

    kind: str


@dataclass(frozen=True, slots=True)
class Profile:
    """What is known of somebody, anew. `left` is what they did by it, when their account was closed."""

    user: Json
    left: Arrival | None = None


@dataclass(frozen=True, slots=True)
class Undecodable:
    """Not what the platform promises. Everything that may be told about it: kind and error name, no content."""

    kind: str
    error_name: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Ours:
    """Who we are: the workspace we were installed in, and the bot's own user."""

    team: str
    bot_user: str


Decoded = Arrival | Ignored | Stranger | ShutOut | Profile | Undecodable
