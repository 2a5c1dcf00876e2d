"""Slack's pace in numbers; ``adapters.pace`` keeps it.

Messages are counted by person and over the workspace; every other method by itself, by its tier.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from adapters import pace
from adapters.slack import limits


@dataclass(frozen=True, kw_only=True, slots=True)
class PaceSettings(pace.PaceSettings):
    """Messages: at most 240 in any minute, the burst included; what Slack asks is in limits.

    1.05 s a person, because clocks and networks are not exact. A 429 holds the method, so nothing has to be guessed.
    """

    per_second: float = (limits.WORKSPACE_A_MINUTE - 10) / 60
    burst: int = 10
    chat_burst: int = 3
    chat_gap: timedelta = timedelta(seconds=1.05 / limits.CHANNEL_A_SECOND)
    in_flight: int = 30


@dataclass(frozen=True, kw_only=True, slots=True)
class TierSettings(pace.PaceSettings):
    """Everything else: the "chat" is the method. A fifth of its tier at once, the rest spread over the minute.

    `factor`: how many times the tier Slack is believed to bear; it names the least that it does.
    """

    factor: float = 1.0
    per_second: float = 1000.0
    burst: int = 1000
    chat_burst: int = 1
    chat_gap: timedelta = timedelta(seconds=60 / min(limits.TIERS.values()))
    in_flight: int = 100

    def rhythm(self, chat: str) -> tuple[float, int]:
        """A burst and a steady rate that together stay within the method's calls a minute."""
        a_minute = limits.TIERS[chat] * self.factor
        burst = max(1, int(a_minute / 5))
        return 60 / (a_minute - burst), burst
