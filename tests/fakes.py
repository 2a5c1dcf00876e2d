"""Stand-ins for the ports that are not the test's subject, documented like product code."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from bot.application.receive import Receive
from bot.domain.delivery import SendResult, Sent
from bot.domain.heard import (
    Command,
    Edited,
    Entry,
    Heard,
    Left,
    Opened,
    Pressed,
    Submitted,
    Surface,
    Text,
    Unreadable,
    What,
)
from bot.domain.ids import TELEGRAM, Language, Platform
from bot.domain.message import Choice, Message
from bot.domain.reply import Reply
from bot.domain.secret import Secret
from bot.domain.sheet import Sheet

T = TypeVar("T")

A_WEDNESDAY = datetime(2026, 11, 25, 12, 30, tzinfo=UTC)
"""In the first wave of the example lab, and not in anybody's quiet hours."""


@dataclass(slots=True)
class FixedClock:
    """Stands still until it is moved."""

    moment: datetime = A_WEDNESDAY

    def now(self) -> datetime:
        return self.moment

    def move(self, by: timedelta) -> None:
        self.moment += by


@dataclass(slots=True)
class SeededDraw:
    """Chance that repeats."""

    rng: random.Random = field(default_factory=lambda: random.Random(7))  # noqa: S311  # repeatable on purpose

    def token(self, n: int) -> bytes:
        return self.rng.randbytes(n)

    def shuffled(self, things: Sequence[T]) -> tuple[T, ...]:
        mixed = list(things)
        self.rng.shuffle(mixed)
        return tuple(mixed)


@dataclass(slots=True)
class RecordingTransport:
    """Keeps what was sent and edited, and answers each with the next of `results`, then with Sent."""

    platform = TELEGRAM
    results: list[SendResult] = field(default_factory=list)
    sent: list[tuple[str, Message]] = field(default_factory=list)
    edited: list[tuple[str, str, Message]] = field(default_factory=list)

    async def edit(self, address: Secret, message_id: str, message: Message) -> SendResult:
        self.edited.append((address.reveal(), message_id, message))
        return self.results.pop(0) if self.results else Sent(message_id=message_id)

    async def send(self, address: Secret, message: Message) -> SendResult:
        self.sent.append((address.reveal(), message))
        return self.results.pop(0) if self.results else Sent(message_id=str(len(self.sent)))


@dataclass(slots=True)
class Talker:
    """Somebody in a chat with the bot, without a platform: what they do goes to the listener, what it says is kept.

    Each act is a new update unless `update` says otherwise. ``heard`` HELP is answered as an adapter would: at once.
    """

    listener: Receive
    clock: FixedClock
    address: str
    language: str = "en"
    zone: str | None = None
    platform: Platform = TELEGRAM
    surface: Surface = Surface.CHAT
    replies: list[Reply] = field(default_factory=list)
    acts: int = 0

    async def does(self, what: What, *, update: str | None = None, shown: bool = True) -> Reply:
        """Do one thing and give the reply; `shown` reports the turn as arrived, as an adapter does."""
        self.acts += 1
        heard = Heard(
            platform=self.platform,
            address=Secret(self.address),
            update=update or f"telegram:{self.address}:{self.acts}",
            at=self.clock.now(),
            what=what,
            message_id=str(1000 + self.acts),
            language=Language(self.language),
            zone=self.zone,
            surface=self.surface,
        )
        at_once = self.listener.at_once(heard)
        reply = await self.listener.receive(heard)
        if at_once is not None:
            assert reply == Reply(), "HELP was answered twice"
            reply = at_once
        if reply.receipt is not None and shown:
            await self.listener.shown(reply.receipt, str(2000 + self.acts))
        self.replies.append(reply)
        return reply

    async def says(self, text: str) -> Reply:
        return await self.does(Text(words=Secret(text)))

    async def commands(self, name: str, argument: str = "") -> Reply:
        return await self.does(Command(name=name, argument=argument))

    async def presses(self, label: str) -> Reply:
        """Press the button whose label is, or contains, `label` on the newest message with buttons."""
        return await self.does(Pressed(data=self.button(label).data, message_id="1"))

    async def opens_home(self) -> Reply:
        return await self.does(Opened())

    async def hands_in(self, *entries: Entry) -> Reply:
        """Hand in the newest page."""
        return await self.does(Submitted(data=self.sheet().data, entries=entries))

    async def keeps(self, *entries: Entry) -> Reply:
        """Choose something on the newest page, which stays open."""
        return await self.does(Submitted(data=self.sheet().keep, entries=entries))

    def sheet(self) -> Sheet:
        """The newest page."""
        found = next((reply.sheet for reply in reversed(self.replies) if reply.sheet is not None), None)
        assert found is not None, "no page was shown"
        return found

    async def leaves(self) -> Reply:
        return await self.does(Left())

    async def edits(self) -> Reply:
        return await self.does(Edited())

    async def sends_a_picture(self) -> Reply:
        return await self.does(Unreadable())

    def buttons(self) -> list[Choice]:
        """The buttons of the newest message that has any."""
        for reply in reversed(self.replies):
            for message in reversed(reply.say):
                if message.rows:
                    return [choice for row in message.rows for choice in row]
        return []

    def button(self, label: str) -> Choice:
        exact = [choice for choice in self.buttons() if choice.label == label]
        near = [choice for choice in self.buttons() if label in choice.label]
        assert exact or near, f"no button {label!r} among {[choice.label for choice in self.buttons()]}"
        return (exact or near)[0]


def text_of(reply: Reply) -> str:
    """Everything that the reply says, for reading in an assertion."""
    return "\n".join(message.text.text() for message in reply.say)
