"""Quiet hours: when nothing unasked is sent, in the person's own local time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo


@dataclass(frozen=True, kw_only=True, slots=True)
class QuietHours:
    """From `begins` to `ends`, local wall time; over midnight when `begins` is later. Equal ends mean: never quiet."""

    begins: time
    ends: time

    def covers(self, local: time) -> bool:
        if self.begins <= self.ends:
            return self.begins <= local < self.ends
        return local >= self.begins or local < self.ends

    def first_waking(self, moment: datetime, zone: str) -> datetime:
        """`moment` itself when it is not quiet, else the end of these quiet hours, as an aware UTC instant.

        An end that a clock change skips comes as much later as the clocks went forward; of an end that comes twice,
        the first that is not past counts.
        """
        local = moment.astimezone(ZoneInfo(zone))
        if not self.covers(local.time()):
            return moment
        day = local.date() if local.time() < self.ends else local.date() + timedelta(days=1)
        ends = datetime.combine(day, self.ends, ZoneInfo(zone))
        waking = ends.astimezone(UTC)
        return waking if waking >= moment else ends.replace(fold=1).astimezone(UTC)


DEFAULT_QUIET_HOURS = QuietHours(begins=time(21), ends=time(9))
