"""A walk: something that is done once for everybody, in stretches, and taken up again where it was left."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.ids import PersonId


@dataclass(frozen=True, slots=True)
class Walk:
    """Where a walk stands: everybody up to `after` (in the order of ids) has been visited; `over` when all have."""

    after: PersonId | None = None
    over: bool = False
