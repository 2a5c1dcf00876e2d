"""How pretend people choose while they join: the first of everything, and one box is enough. No chance at all."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from adapters.simulator.people.manners import B, Manners, Shown, plain

T = TypeVar("T")


class _First(random.Random):
    """Always the first."""

    def random(self) -> float:
        return 0.0

    def choice(self, seq: Sequence[T]) -> T:  # type: ignore[override]  # narrower than what random.Random takes
        return seq[0]


_FIRST = _First()
_MANNERS = Manners(skipping=0.0)


@dataclass(slots=True)
class Joining:
    """One person's way through the questions before the first check-in."""

    _ticked: set[str] = field(default_factory=set)

    def wish(self, shown: Shown[B]) -> B | None:
        """The button to press; None when nothing asks for one."""
        wish = _MANNERS.choose(shown, ticked=self._ticked, rng=_FIRST)
        if wish is None or isinstance(wish, str):
            return None
        self._ticked.add(plain(wish.text))
        return wish
