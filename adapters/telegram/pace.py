"""Telegram's pace in numbers; ``adapters.pace`` keeps it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from adapters import pace
from adapters.telegram import limits


@dataclass(frozen=True, kw_only=True, slots=True)
class PaceSettings(pace.PaceSettings):
    """25 of Telegram's 30 a second, and 29 in the worst second (the burst included); what Telegram asks is in limits.

    1.05 s a chat, because clocks and networks are not exact. A group: 20 a minute, so one in 3.2 s without a burst.
    `in_flight` requests at most: the server answers 429 for 60 s beyond its own bound (server Client.cpp L7972, checked
    2026-11-22). Telegram does not say whom a 429 means (tdlib/td#715).
    """

    per_second: float = 25.0
    burst: int = 4
    chat_burst: int = 5
    chat_gap: timedelta = timedelta(seconds=1.05)
    group_gap: timedelta = timedelta(seconds=60 / limits.GROUP_A_MINUTE + 0.2)
    in_flight: int = 30
    hold_spreads: bool = True

    def rhythm(self, chat: str) -> tuple[float, int]:
        """A group's id is negative, or a name."""
        if not chat[:1].isdigit():
            return self.group_gap.total_seconds(), 1
        return self.chat_gap.total_seconds(), self.chat_burst
