"""How fast pretend people live, and what holds each of them back from going on for ever."""

from __future__ import annotations

import asyncio
import random
import time
from collections import Counter, deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Literal

State = Literal["waiting", "joining", "joined", "answering", "answered"]
Sleep = Callable[[float], Awaitable[None]]


@dataclass(frozen=True, kw_only=True)
class Pulse:
    """Pauses in seconds, drawn evenly between the two.

    At most `actions_a_minute`, and at most `same_words` answers to the same words until a conversation ends.
    """

    shortest_pause_s: float = 0.2
    longest_pause_s: float = 1.5
    actions_a_minute: int = 40
    same_words: int = 3


@dataclass(kw_only=True, eq=False)
class Restraint:
    """The bounds of a `Pulse`, kept for one of them."""

    pulse: Pulse
    rng: random.Random
    sleep: Sleep = asyncio.sleep
    clock: Callable[[], float] = time.monotonic
    _words: Counter[str] = field(default_factory=Counter)
    _did: deque[float] = field(default_factory=deque)

    async def pause(self) -> None:
        await self.sleep(self.rng.uniform(self.pulse.shortest_pause_s, self.pulse.longest_pause_s))

    def tires_of(self, words: str) -> bool:
        """Count one more answer to these words; whether that is one too many."""
        self._words[words] += 1
        return self._words[words] > self.pulse.same_words

    def ended(self) -> None:
        """A conversation is over: the same words may be answered again."""
        self._words.clear()

    async def act(self) -> None:
        """Count one more act, once a too busy minute is over."""
        now = self.clock()
        while self._did and self._did[0] <= now - 60.0:
            self._did.popleft()
        if len(self._did) >= self.pulse.actions_a_minute:
            await self.sleep(self._did[0] + 60.0 - now)
        self._did.append(self.clock())
