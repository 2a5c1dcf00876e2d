"""Stand-ins for the ports that are not the test's subject, documented like product code."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from bot.application.receive import Receive
from bot.domain.delivery import SendResult, Sent
from bot.domain.heard import Command, Edited, Heard, Left, Pressed, Text, Unreadable, What
from bot.domain.ids import TELEGRAM, Language
from bot.domain.message import Choice, Message
from bot.domain.reply import Reply
from bot.domain.secret import Secret

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
    """Keeps what was sent, and answers each send with the next of `results`, then with Sent."""

    platform = TELEGRAM
    results: list[SendResult] = field(default_factory=list)
    sent: list[tuple[str, Message]] = field(default_factory=list)

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
    replies: list[Reply] = field(default_factory=list)
    acts: int = 0

    async def does(self, what: What, *, update: str | None = None, shown: bool = True) -> Reply:
        """Do one thing and give the reply; `shown` reports the turn as arrived, as an adapter does."""
        self.acts += 1
        heard = Heard(
            platform=TELEGRAM,
            address=Secret(self.address),
            update=update or f"telegram:{self.address}:{self.acts}",
            at=self.clock.now(),
            what=what,
            message_id=str(1000 + self.acts),
            language=Language(self.language),
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
