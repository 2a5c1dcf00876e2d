"""All of them: twelve with phones, six at desks."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Sequence
from typing import Generic, Protocol, Self, TypeVar

from adapters.simulator.people.manners import Manners
from adapters.simulator.people.member import PretendMember
from adapters.simulator.people.person import PretendPerson
from adapters.simulator.people.pulse import Pulse, Sleep
from adapters.simulator.slack import SlackStandIn
from adapters.simulator.telegram import TelegramStandIn

NAMES = ("Ade", "Bronwen", "Callum", "Dilys", "Esme", "Farah", "Gareth", "Hana", "Idris", "Joan", "Kofi", "Lowri")
DESK_NAMES = ("Mair", "Nadia", "Olu", "Priya", "Rhys", "Sanjay")


class Living(Protocol):
    """Somebody who lives until cancelled."""

    async def live(self) -> None: ...


P = TypeVar("P", bound=Living)


class Gathering(Generic[P]):
    """`async with` lets its members live until it ends."""

    def __init__(self, members: Sequence[P]) -> None:
        self.members = list(members)
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


class Crowd(Gathering[PretendPerson]):
    """Those with phones: `async with Crowd(tg, code=…) as crowd:`."""

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
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        super().__init__(
            [
                PretendPerson(
                    person=tg.add_person(name),
                    code=code,
                    rng=_drawing(seed, name),
                    manners=manners or Manners(),
                    pulse=pulse or Pulse(),
                    on_joined=on_joined,
                    sleep=sleep,
                )
                for name in names
            ]
        )


class DeskCrowd(Gathering[PretendMember]):
    """Those at desks: `async with DeskCrowd(slack, code=…) as crowd:`."""

    def __init__(
        self,
        slack: SlackStandIn,
        *,
        code: str,
        seed: int = 0,
        names: Sequence[str] = DESK_NAMES,
        pulse: Pulse | None = None,
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        super().__init__(
            [
                PretendMember(
                    member=slack.add_member(name),
                    code=code,
                    rng=_drawing(seed, name),
                    pulse=pulse or Pulse(),
                    sleep=sleep,
                )
                for name in names
            ]
        )


def _drawing(seed: int, name: str) -> random.Random:
    return random.Random(f"{seed}:{name}")  # noqa: S311 - to be repeatable, not to be secret
