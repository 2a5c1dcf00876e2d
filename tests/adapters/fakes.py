"""A listener that plays the lab: it commits (here: remembers), answers as the test says, and fails on order."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from bot.application.ports import StoreUnavailable
from bot.domain.heard import Command, Heard, Pressed, Text
from bot.domain.ids import FormId, PersonId, StudyId, WaveNumber
from bot.domain.message import Choice, Message, Urgency
from bot.domain.occasion import Occasion, OccasionKey, OccasionState
from bot.domain.reply import Reply
from bot.domain.richtext import RichText

OCCASION = Occasion(
    key=OccasionKey(study=StudyId("s"), wave=WaveNumber(1), form=FormId("f"), slot="1"),
    person=PersonId(b"0" * 16),
    version="1",
    state=OccasionState.STARTED,
    size=512,
)


class UtcClock:
    def now(self) -> datetime:
        return datetime.now(UTC)


def message(text: str, *buttons: str, urgency: Urgency = Urgency.REPLY) -> Message:
    rows = (tuple(Choice(label=label, data=f"d:{label}"[:40]) for label in buttons),) if buttons else ()
    return Message(text=RichText.plain(text), rows=rows, urgency=urgency)


def question(text: str) -> Reply:
    return Reply(say=(message(text, "Yes", "No"),), in_place=True, receipt=OCCASION)


def words_of(heard: Heard) -> str:
    match heard.what:
        case Text(words=words):
            return words.reveal()
        case Command(name=name, argument=argument):
            return f"/{name} {argument}".strip()
        case Pressed(data=data):
            return data
        case other:
            return type(other).__name__


@dataclass
class FakeListener:
    """`answer` decides what to say; `before` runs first and may wait or raise, as a store or a bug would."""

    answer: Callable[[Heard], Reply] = lambda heard: Reply()
    before: Callable[[Heard], object] = lambda heard: None
    down: bool = False
    committed: list[str] = field(default_factory=list)
    heard: list[Heard] = field(default_factory=list)
    effects: Counter[str] = field(default_factory=Counter)
    tries: int = 0
    shown_as: list[str | None] = field(default_factory=list)
    apologised: list[str] = field(default_factory=list)
    changed: asyncio.Event = field(default_factory=asyncio.Event)

    def at_once(self, heard: Heard) -> Reply | None:
        return Reply(say=(message("HELP card"),)) if words_of(heard).lower() in ("help", "/help") else None

    async def receive(self, heard: Heard) -> Reply:
        self.tries += 1
        self._tell()
        waiting = self.before(heard)
        if asyncio.iscoroutine(waiting):
            await waiting
        if self.down:
            raise StoreUnavailable
        if heard.update in self.effects:
            self._tell()
            return Reply()
        self.effects[heard.update] += 1
        self.committed.append(words_of(heard))
        self.heard.append(heard)
        self._tell()
        return Reply() if self.at_once(heard) else self.answer(heard)

    async def shown(self, receipt: Occasion, message_id: str | None) -> None:
        self.shown_as.append(message_id)
        self._tell()

    def sorry(self, heard: Heard) -> Reply:
        self.apologised.append(words_of(heard))
        self._tell()
        return Reply(say=(message("Please send it again"),))

    async def until(self, met: Callable[[], bool], timeout_s: float = 5.0) -> None:
        """Wait for something to have been heard; the events of the listener wake it, no clock does."""
        async with asyncio.timeout(timeout_s):
            while not met():
                self.changed.clear()
                await self.changed.wait()

    def _tell(self) -> None:
        self.changed.set()
