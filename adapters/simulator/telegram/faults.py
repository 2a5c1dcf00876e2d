"""Trouble on order, in Telegram's words: what every stand-in has, and two of Telegram's own."""

from __future__ import annotations

from dataclasses import dataclass

from adapters.simulator import faults
from adapters.simulator.faults import DropAfter, DropBefore, ServerError, Slow
from adapters.simulator.telegram.record import Refusal

__all__ = ["DropAfter", "DropBefore", "Faults", "Refuse", "ServerError", "Slow", "TooMany", "Trouble"]


@dataclass(frozen=True, kw_only=True, slots=True)
class TooMany:
    """429; until `retry_after` seconds are over, more to that chat (or to any, when `bot_wide`) is a violation."""

    retry_after: int = 1
    bot_wide: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Refuse:
    """A refusal with this code and description; without arguments: blocked by the user."""

    code: int = 403
    description: str = "Forbidden: bot was blocked by the user"

    @property
    def refusal(self) -> Refusal:
        return Refusal(code=self.code, description=self.description)


Trouble = TooMany | ServerError | DropBefore | DropAfter | Slow | Refuse
Faults = faults.Faults[Trouble]
