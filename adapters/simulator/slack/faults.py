"""Trouble on order, in Slack's words: what every stand-in has, and two of Slack's own."""

from __future__ import annotations

from dataclasses import dataclass

from adapters.simulator import faults
from adapters.simulator.faults import DropAfter, DropBefore, ServerError, Slow
from adapters.simulator.slack.record import Refusal

__all__ = ["DropAfter", "DropBefore", "Faults", "RateLimited", "Refuse", "ServerError", "Slow", "Trouble"]


@dataclass(frozen=True, kw_only=True, slots=True)
class RateLimited:
    """429 with `Retry-After`; until then, calling the same method again is a violation."""

    retry_after: int = 1


@dataclass(frozen=True, kw_only=True, slots=True)
class Refuse:
    """`ok: false` with this error code and no effect."""

    error: str = "internal_error"

    @property
    def refusal(self) -> Refusal:
        return Refusal(error=self.error)


Trouble = RateLimited | ServerError | DropBefore | DropAfter | Slow | Refuse
Faults = faults.Faults[Trouble]
