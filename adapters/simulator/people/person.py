"""One of the pretend people with a phone: reads the newest message, and presses or types."""

from __future__ import annotations

import asyncio
import random
import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from adapters.simulator.people.attention import Attention
from adapters.simulator.people.manners import Manners
from adapters.simulator.people.pulse import Pulse, Restraint, Sleep, State
from adapters.simulator.telegram import Change, Message, Person

PROGRESS = re.compile(r"\b\d+ (of|o) \d+\b")  # "3 of 7", in English and in Welsh: a questionnaire is under way


@dataclass(kw_only=True, eq=False)
class PretendPerson:
    """`on_joined` is what they type once, when joining is over: "/checkin" brings the first questions."""

    person: Person
    code: str
    rng: random.Random
    manners: Manners = field(default_factory=Manners)
    pulse: Pulse = field(default_factory=Pulse)
    on_joined: str = ""
    sleep: Sleep = asyncio.sleep
    clock: Callable[[], float] = time.monotonic
    state: State = "waiting"
    finished: int = 0
    _arrived: asyncio.Event = field(default_factory=asyncio.Event)
    _acted_at: int = -1
    _attention: Attention = field(init=False)
    _restraint: Restraint = field(init=False)

    def __post_init__(self) -> None:
        self._attention = Attention(manners=self.manners, rng=self.rng)
        self._restraint = Restraint(pulse=self.pulse, rng=self.rng, sleep=self.sleep, clock=self.clock)

    async def live(self) -> None:
        """Join, then answer whatever comes, until cancelled."""
        self.person.phone.listeners.append(self._noticed)
        try:
            await self._restraint.pause()
            self.state = "joined" if self.person.phone.started else "joining"
            if not self.person.phone.started:
                self.person.start(self.code)
            while True:
                await self._arrived.wait()
                self._arrived.clear()
                await self._restraint.pause()
                await self._answer_newest()
        finally:
            self.person.phone.listeners.remove(self._noticed)

    def _noticed(self, change: Change) -> None:
        message = change.message
        if change.kind not in ("message", "edit") or message is None or not message.by_bot:
            return
        if self.manners.is_end(message):
            self._ended()
        elif PROGRESS.search(message.text):
            self.state = "answering"
        self._arrived.set()

    async def _answer_newest(self) -> None:
        """Do what the newest message asks for that has come, or changed, since the last thing done."""
        fresh = [it for it in reversed(self.person.chat) if it.by_bot and it.revision > self._acted_at]
        for message in fresh:
            if self.manners.is_end(message) or self._names_the_greeting(message):
                break
            if await self._answer(message):
                return
        if fresh and self.state == "joining":
            self.state = "joined"  # the bot has said something that asks for nothing
        self._greet_once()

    async def _answer(self, message: Message) -> bool:
        """Whether the message asked for something; it is then done."""
        question = (message.message_id, message.text)
        wish = self._attention.wish(question, message)
        if wish is None:
            return False
        if await self._may_act(message):
            if isinstance(wish, str):
                self._attention.answered(question)
                self.person.send(wish)
            elif wish in message.buttons:  # the message may have changed during a long wait
                self._attention.pressed(question, wish)
                self.person.press(message.buttons.index(wish), message)
        self._acted_at = self.person.revision
        return True

    def _names_the_greeting(self, message: Message) -> bool:
        """Whether it says, as the last word of joining, what to type to begin."""
        return bool(self.on_joined) and self.on_joined in message.text and self.manners.has_no_answer(message)

    def _ended(self) -> None:
        self.state = "joined" if self.state == "joining" else "answered"
        self.finished += self.state == "answered"
        self._restraint.ended()

    def _greet_once(self) -> None:
        if self.state == "joined" and self.on_joined:
            words, self.on_joined = self.on_joined, ""
            self.person.send(words)
            self._acted_at = self.person.revision

    async def _may_act(self, message: Message) -> bool:
        """Wait out a too busy minute; refuse to say the same thing again and again to the same words."""
        if self.person.phone.blocked:
            return False
        if not self.manners.is_begun(message) and self._restraint.tires_of(message.text):
            return False
        await self._restraint.act()
        return not message.deleted
