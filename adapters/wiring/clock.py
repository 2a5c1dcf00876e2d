"""The clock of this machine, for whoever needs nothing else of the wiring."""

from __future__ import annotations

from datetime import UTC, datetime


class SystemClock:
    def now(self) -> datetime:
        return datetime.now(UTC)
