"""The lab's calendar: a file that may change, or break, while Labbot runs."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import structlog

from adapters.calendars.asking import LIMIT, Answer, Question, ask
from adapters.calendars.faults import MAX_BYTES, Faults
from bot.domain.event import Detail, Event

_HOUR = timedelta(hours=1)
log = structlog.get_logger()


@dataclass(slots=True)
class _Memory:
    """What was worked out last, from which bytes and for which time; and the last bytes that were in order."""

    asked: tuple[bytes, datetime, datetime] | None = None
    events: tuple[Event, ...] = ()
    good: bytes | None = None
    complained_of: bytes | None = None


@dataclass(slots=True, kw_only=True)
class FileCalendar:
    """``ports.Calendar`` on an iCalendar file. For one caller at a time."""

    file: Path
    zone: str
    show: frozenset[Detail]
    within: timedelta = LIMIT
    _memory: _Memory = field(init=False, default_factory=_Memory)

    def occurrences(self, start: datetime, end: datetime) -> tuple[Event, ...]:
        """Worked out anew when the file has changed, and once an hour; in between it costs a read and a comparison."""
        first = start.replace(minute=0, second=0, microsecond=0)
        asked = (self._bytes(), first, end - (start - first) + _HOUR)
        if asked != self._memory.asked:
            self._memory.events = self._worked_out(*asked)
            self._memory.asked = asked
        return tuple(event for event in self._memory.events if start <= event.begins < end)

    def read(self, start: datetime, end: datetime) -> Answer:
        """The same from the file as it is now, without memory; or what is wrong with it."""
        return self._ask(self._bytes(), start, end)

    def _worked_out(self, data: bytes, start: datetime, end: datetime) -> tuple[Event, ...]:
        """From `data`, else from the last that was in order. Complains once of bytes that are not."""
        memory, answered = self._memory, self._ask(data, start, end)
        if not isinstance(answered, Faults):
            memory.good, memory.complained_of = data, None
            return answered
        if data != memory.complained_of:
            memory.complained_of = data
            log.warning("calendar.broken", faults=len(answered.all))
        before = () if memory.good is None else self._ask(memory.good, start, end)
        return () if isinstance(before, Faults) else before

    def _ask(self, data: bytes, start: datetime, end: datetime) -> Answer:
        return ask(Question(data=data, start=start, end=end, zone=self.zone, show=self.show), self.within)

    def _bytes(self) -> bytes:
        """What is in the file, up to a byte more than it may hold; nothing when it cannot be read."""
        try:
            with self.file.open("rb") as file:
                return file.read(MAX_BYTES + 1)
        except OSError:
            return b""


class NoCalendar:
    """``ports.Calendar`` of a lab that has none."""

    def occurrences(self, start: datetime, end: datetime) -> tuple[Event, ...]:
        return ()

    def read(self, start: datetime, end: datetime) -> Answer:
        return self.occurrences(start, end)
