"""Twelve pretend people who join and answer by themselves, so that a demo has a group and not one lonely voice.

They know nothing of the bot but what their chat shows; what they do with a message is in `manners.py`. They react to
events and never poll. None can go on for ever: at most `Pulse.actions_a_minute`, one answer to a message as long as its
words stay the same (boxes to tick apart), and at most `Pulse.same_words` to the same words until a conversation ends.
"""

from __future__ import annotations

import asyncio
import random
import re
import time
from collections import Counter, deque
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Literal, Self

from adapters.simulator.manners import Manners, plain
from adapters.simulator.telegram import Change, Message, Person, TelegramStandIn

NAMES = ("Ade", "Bronwen", "Callum", "Dilys", "Esme", "Farah", "Gareth", "Hana", "Idris", "Joan", "Kofi", "Lowri")
State = Literal["waiting", "joining", "joined", "answering", "answered"]
_PROGRESS = re.compile(r"\b\d+ (of|o) \d+\b")  # "3 of 7", in English and in Welsh: a questionnaire is under way


@dataclass(frozen=True, kw_only=True)
class Pulse:
    """How fast pretend people live. Pauses in seconds, drawn evenly between the two."""

    shortest_pause_s: float = 0.2
    longest_pause_s: float = 1.5
    actions_a_minute: int = 40
    same_words: int = 3


@dataclass(kw_only=True, eq=False)
class PretendPerson:
    """One of them. `on_joined` is what they type once, when joining is over: "/checkin" brings the first questions."""

    person: Person
    code: str
    rng: random.Random
    manners: Manners = field(default_factory=Manners)
    pulse: Pulse = field(default_factory=Pulse)
    on_joined: str = ""
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    clock: Callable[[], float] = time.monotonic
    state: State = "waiting"
    finished: int = 0
    _arrived: asyncio.Event = field(default_factory=asyncio.Event)
    _acted_at: int = -1
    _answered: set[tuple[int, str]] = field(default_factory=set)
    _words: Counter[str] = field(default_factory=Counter)
    _ticked: dict[tuple[int, str], set[str]] = field(default_factory=dict)
    _did: deque[float] = field(default_factory=deque)

    async def live(self) -> None:
        """Join, then answer whatever comes, until cancelled."""
        self.person.phone.listeners.append(self._noticed)
        try:
            await self._pause()
            self.state = "joined" if self.person.phone.started else "joining"
            if not self.person.phone.started:
                self.person.start(self.code)
            while True:
                await self._arrived.wait()
                self._arrived.clear()
                await self._pause()
                await self._answer_newest()
        finally:
            self.person.phone.listeners.remove(self._noticed)

    def _noticed(self, change: Change) -> None:
        message = change.message
        if change.kind not in ("message", "edit") or message is None or not message.by_bot:
            return
        if self.manners.is_end(message):
            self._ended()
        elif _PROGRESS.search(message.text):
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
        if question in self._answered:
            return False
        ticked = self._ticked.setdefault(question, set())
        wish = self.manners.choose(message, ticked=ticked, rng=self.rng)
        if wish is None:
            return False
        if await self._may_act(message, len(ticked)):
            if isinstance(wish, str):
                self._answered.add(question)
                self.person.send(wish)
            elif wish in message.buttons:  # the message may have changed during a long wait
                ticked.add(plain(wish.text))
                if not self.manners.is_box(wish):
                    self._answered.add(question)
                self.person.press(message.buttons.index(wish), message)
        self._acted_at = self.person.revision
        return True

    def _names_the_greeting(self, message: Message) -> bool:
        """Whether it says, as the last word of joining, what to type to begin."""
        return bool(self.on_joined) and self.on_joined in message.text and self.manners.has_no_answer(message)

    def _ended(self) -> None:
        self.state = "joined" if self.state == "joining" else "answered"
        self.finished += self.state == "answered"
        self._words.clear()

    def _greet_once(self) -> None:
        if self.state == "joined" and self.on_joined:
            words, self.on_joined = self.on_joined, ""
            self.person.send(words)
            self._acted_at = self.person.revision

    async def _may_act(self, message: Message, ticked: int) -> bool:
        """Wait out a too busy minute; refuse to say the same thing again and again to the same words."""
        if self.person.phone.blocked:
            return False
        if not ticked:
            self._words[message.text] += 1
            if self._words[message.text] > self.pulse.same_words:
                return False
        now = self.clock()
        while self._did and self._did[0] <= now - 60.0:
            self._did.popleft()
        if len(self._did) >= self.pulse.actions_a_minute:
            await self.sleep(self._did[0] + 60.0 - now)
        self._did.append(self.clock())
        return not message.deleted

    async def _pause(self) -> None:
        await self.sleep(self.rng.uniform(self.pulse.shortest_pause_s, self.pulse.longest_pause_s))


class Crowd:
    """All of them: `async with Crowd(tg, code=…) as crowd:` lets them live until it ends."""

    def __init__(
        self,
        tg: TelegramStandIn,
        *,
        code: str,
        seed: int = 0,
        names: Sequence[str] = NAMES,
        on_joined: str = "",
        manners: Manners | None = None,
        pulse: Pulse | None = None,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self.members = [
            PretendPerson(
                person=tg.add_person(name),
                code=code,
                rng=random.Random(f"{seed}:{name}"),  # noqa: S311 - to be repeatable, not to be secret
                manners=manners or Manners(),
                pulse=pulse or Pulse(),
                on_joined=on_joined,
                sleep=sleep,
            )
            for name in names
        ]
        self._lives: list[asyncio.Task[None]] = []

    async def __aenter__(self) -> Self:
        self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    def start(self) -> None:
        self._lives = [asyncio.create_task(member.live(), name="pretend person") for member in self.members]

    async def stop(self) -> None:
        """End their lives here; an error that ended one early is raised now."""
        for life in self._lives:
            life.cancel()
        ends = await asyncio.gather(*self._lives, return_exceptions=True)
        self._lives = []
        for end in ends:
            if isinstance(end, Exception):
                raise end
