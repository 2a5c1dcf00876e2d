"""How pretend people choose while they join: the first of everything, and one box is enough. No chance at all."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import TypeVar

from adapters.simulator.people.manners import B, Manners, Shown

T = TypeVar("T")


class _First(random.Random):
    """Always the first."""

    def random(self) -> float:
        return 0.0

    def choice(self, seq: Sequence[T]) -> T:  # type: ignore[override]  # narrower than what random.Random takes
        return seq[0]


_FIRST = _First()
_MANNERS = Manners(skipping=0.0, typing=0.0)


def wish(shown: Shown[B]) -> B | None:
    """The button to press on the way to the first check-in; None when nothing asks for one."""
    wanted = _MANNERS.choose(shown, rng=_FIRST)
    return None if isinstance(wanted, str) else wanted
