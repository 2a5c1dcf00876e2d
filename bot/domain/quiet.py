"""Quiet hours: when nothing unasked is sent, in the person's own local time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

BEFOREHAND = timedelta(minutes=30)  # what may not wait for the morning goes out this long before quiet hours begin
_DAY = timedelta(days=1)


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

        An end that a clock change skips comes as much later as the clocks went forward, and a day later when it is
        quiet again by then; of an end that comes twice, the first that is not past counts.
        """
        local = moment.astimezone(ZoneInfo(zone))
        if not self.covers(local.time()):
            return moment
        day = local.date() if local.time() < self.ends else local.date() + timedelta(days=1)
        ends = datetime.combine(day, self.ends, ZoneInfo(zone))
        waking = ends.astimezone(UTC)
        return self.first_waking(waking if waking >= moment else ends.replace(fold=1).astimezone(UTC), zone)

    def last_waking(self, moment: datetime, zone: str) -> datetime:
        """`moment` itself when it is not quiet, else a little before these quiet hours began, as an aware UTC instant.

        A little is half an hour, or half of what is not quiet in a day if that is less.
        """
        local = moment.astimezone(ZoneInfo(zone))
        if not self.covers(local.time()):
            return moment
        day = local.date() if local.time() >= self.begins else local.date() - _DAY
        both = [
            datetime.combine(day, self.begins, ZoneInfo(zone)).replace(fold=fold).astimezone(UTC) for fold in (0, 1)
        ]
        began = max((one for one in both if one <= moment), default=min(both))
        return self.last_waking(began - min(BEFOREHAND, self._waking() / 2), zone)

    def _waking(self) -> timedelta:
        """How much of a day is not quiet."""
        begins, ends = (datetime.combine(date.min, at) for at in (self.begins, self.ends))
        return _DAY - (ends - begins) % _DAY


DEFAULT_QUIET_HOURS = QuietHours(begins=time(21), ends=time(9))
