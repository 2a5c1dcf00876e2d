"""What the page shows: your phone and your desk, everyone else's, and what to do next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from adapters.simulator.slack import Member, SlackStandIn
from adapters.simulator.telegram import Person, TelegramStandIn

YOU = "you"


class PhoneOwner(Protocol):
    """Somebody in the side panel: their phone, and a word or two on what they are doing."""

    @property
    def person(self) -> Person: ...
    @property
    def state(self) -> str: ...


class DeskOwner(Protocol):
    """The same at a desk."""

    @property
    def member(self) -> Member: ...
    @property
    def state(self) -> str: ...


@dataclass(frozen=True, kw_only=True)
class NextStep:
    """One thing worth doing next: a title, a sentence, and the command to type, if any."""

    title: str
    text: str
    command: str = ""


@dataclass(frozen=True, kw_only=True)
class Hint:
    """A slash command that can be typed at the desk, and what it brings."""

    words: str
    text: str


@dataclass(kw_only=True, eq=False)
class Phones:
    """The Telegram side."""

    tg: TelegramStandIn
    you: Person
    companions: Sequence[PhoneOwner] = ()

    def by_name(self) -> dict[str, Person]:
        """Every phone by the name the page knows it by."""
        return {YOU: self.you} | {str(place): each.person for place, each in enumerate(self.companions, start=1)}


@dataclass(kw_only=True, eq=False)
class Desks:
    """The Slack side: a window with the direct messages, the App Home and the modals."""

    slack: SlackStandIn
    you: Member
    companions: Sequence[DeskOwner] = ()
    hints: Sequence[Hint] = ()

    def by_name(self) -> dict[str, Member]:
        """Every desk by the name the page knows it by."""
        return {YOU: self.you} | {str(place): each.member for place, each in enumerate(self.companions, start=1)}


@dataclass(kw_only=True, eq=False)
class Stage:
    """Both sides, the invitation code of both, and what to do next."""

    phones: Phones
    desks: Desks
    code: str = ""
    steps: Sequence[NextStep] = ()
    title: str = "Labbot"
