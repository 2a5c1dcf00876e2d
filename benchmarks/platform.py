"""What the harness needs of a platform: a stand-in that can be opened, people on it, and how a check-in goes there."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from typing import Protocol

from benchmarks.script import Script
from benchmarks.window import Answered, Counting

Told = Callable[[Answered], None]
"""Is told of each answer when its reply is there."""


class Respondent(Protocol):
    """Somebody who joins once and answers one check-in, the moment each question is there.

    They know nothing of a bot but what their screen shows. `answers` counts what they were asked and said, `acts`
    everything that they did: as long as those grow, the bot replies.
    """

    @property
    def answers(self) -> int: ...

    @property
    def acts(self) -> int: ...

    @property
    def is_waiting(self) -> bool:
        """Whether something they did has not led to what they expect."""

    async def join(self, code: str) -> None:
        """Do what the bot asks until it offers the first check-in."""

    async def check_in(self) -> None:
        """Begin, answer every question as soon as it is there, and send."""

    async def is_kept(self) -> bool:
        """Send the finished check-in once more: whether the bot says what only one on disk can let it say."""

    def state(self) -> str:
        """For a message about a run that stands still: what is awaited and what the screen shows."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Conditions:
    """How the platform behaves. `limits`: it refuses what comes too fast; `latency_s` seconds on every call.

    `record` is where the calls are counted.
    """

    limits: bool
    latency_s: float
    record: Counting = field(default_factory=Counting)


class Place(Protocol):
    """A stand-in that is up."""

    @property
    def settings(self) -> Mapping[str, str]:
        """What leads a bot here, as its environment."""

    @property
    def is_calm(self) -> bool:
        """Whether no call is under way, and the bot has confirmed all that it was told."""

    def watch(self) -> Callable[[], bool]:
        """Tells, from now on, whether a bot listens that was started after this."""

    def newcomer(self, name: str, told: Told) -> Respondent: ...

    def ease(self) -> None:
        """No limits and no latency from now on."""

    def violations(self) -> Mapping[str, int]:
        """The platform's rules that were broken so far, by name, with how often."""


class Platform(Protocol):
    """A platform on which bots can be measured.

    `script` is how the shipped check-in goes there, in so many `turns`. `unpaced` are settings of Labbot that raise its
    lanes out of the way: a measure of answering must not be one of the pace. `peer` is the name of the other bot.
    """

    @property
    def name(self) -> str: ...

    @property
    def script(self) -> Script: ...

    @property
    def turns(self) -> int: ...

    @property
    def unpaced(self) -> Mapping[str, str]: ...

    @property
    def peer(self) -> str: ...

    def open(self, conditions: Conditions) -> AbstractAsyncContextManager[Place]: ...
