"""The bytes of a calendar as series of events, or everything that is wrong with them.

icalendar and recurring-ical-events do the work. Both raise whatever their insides raise (two names for one zone are an
AttributeError, icalendar 7.3.2), so that each call of them is guarded here.
"""

from __future__ import annotations

import warnings
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from icalendar import Calendar, Component, vDDDTypes
from recurring_ical_events import EventAdapter, Series  # type: ignore[import-untyped]  # it ships no types
from x_wr_timezone import to_standard  # type: ignore[import-untyped]  # the same

from adapters.calendars.faults import MAX_BYTES, Fault, Faults, one_fault
from adapters.calendars.outline import Outline, Stretch, outline

YEARS = range(1900, 2200)  # an event outside is a slip of the pen, and far years overflow in every library
LONGEST = timedelta(days=366)
_TIMES = ("DTSTART", "DTEND", "RECURRENCE-ID")
_NEEDED = {None, "UID", *_TIMES, "DURATION", "RRULE", "RDATE", "EXDATE", "SEQUENCE", "STATUS"}
"""What an occurrence is worked out from; None stands for a line that is no property at all."""
_BY_EXAMPLE = "Compare it with the calendar of the example lab."


@dataclass(frozen=True, slots=True)
class OneEvent:
    """An event with all its occurrences, and the line on which it begins."""

    line: int
    series: Series


def read(data: bytes) -> tuple[OneEvent, ...] | Faults:
    """Every event of the calendars in `data`, in the order of the text; or what is wrong, with lines."""
    if len(data) > MAX_BYTES:
        size = f"the calendar has {len(data) // 1024} KiB, more than {MAX_BYTES // 1024}"
        return one_fault(1, size, "Take out events that are over.")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        return one_fault(line, "a character is not UTF-8", "Save the file in the encoding UTF-8.")
    found = outline(text)
    if found.faults:
        return _in_order(found.faults)
    components = _parsed(text, found)
    if isinstance(components, Faults):
        return components
    faults = [fault for component, at in zip(components, found.events, strict=True) for fault in _check(component, at)]
    return _in_order(faults) if faults else _events(components, found.events)


def _in_order(faults: Iterable[Fault]) -> Faults:
    return Faults(tuple(sorted(set(faults), key=lambda one: (one.line, one.message))))


def _parsed(text: str, found: Outline) -> list[Component] | Faults:
    """The VEVENT components, one for each stretch of the outline."""
    try:
        with warnings.catch_warnings(action="ignore"):  # a zone name that is guessed from its end is good enough
            calendars = Calendar.from_ical(text.encode(), multiple=True)
    except Exception:  # it raises anything, as the top of the file says
        if found.odd is not None:
            return one_fault(found.odd, "this is no line of a calendar", _BY_EXAMPLE)
        return one_fault(1, "the calendar cannot be read", _BY_EXAMPLE)
    try:
        return [event for one in calendars for event in to_standard(one).walk("VEVENT")]
    except Exception:  # the zone is any text, and each kind of nonsense raises something else
        line = found.calendar.line_of("X-WR-TIMEZONE") if found.calendar else 1
        return one_fault(line, "there is no such time zone", "Write X-WR-TIMEZONE:Europe/London, for example.")


def _check(event: Component, at: Stretch) -> Iterator[Fault]:
    """What keeps the occurrences of this event from being worked out."""
    for name, _ in event.errors:
        if name in _NEEDED:
            what = f"{name} cannot be read" if name else "this is no line of a calendar"
            yield Fault(line=at.line_of(name), message=what, remedy=_BY_EXAMPLE)
            return
    if not event.get("UID"):
        yield Fault(line=at.line, message="the event has no UID", remedy="Add the line UID:, with a name of its own.")
    if "DTSTART" not in event:
        yield Fault(line=at.line, message="the event has no DTSTART", remedy="Add the line DTSTART: with its time.")
    for name in _TIMES:
        if name in event:
            wrong = _wrong_time(event, name)
            if wrong is not None:
                yield Fault(line=at.line_of(name), message=f"{name}: {wrong[0]}", remedy=wrong[1])


def _wrong_time(event: Component, name: str) -> tuple[str, str] | None:
    """What is wrong with a time, and the remedy; None when it is in order."""
    value = event[name]
    if isinstance(value, list):
        return "it is there twice", "Keep one of the two."
    if not isinstance(value, vDDDTypes) or not isinstance(value.dt, date):
        return "it is no date and no time", _BY_EXAMPLE
    moment = value.dt
    if moment.year not in YEARS:
        return f"the year {moment.year} is too far away", f"Use a year from {YEARS.start} to {YEARS.stop - 1}."
    zone = value.params.get("TZID")
    if zone and isinstance(moment, datetime) and moment.tzinfo is None:
        return f"there is no time zone '{str(zone)[:40]}'", "Write a name such as Europe/London, or add its VTIMEZONE."
    return None


def _events(components: list[Component], stretches: list[Stretch]) -> tuple[OneEvent, ...] | Faults:
    """The components by UID: an event together with its moved and cancelled occurrences."""
    of_one: dict[str, list[tuple[Component, Stretch]]] = defaultdict(list)
    for component, at in zip(components, stretches, strict=True):
        of_one[str(component["UID"])].append((component, at))
    events, faults = list[OneEvent](), list[Fault]()
    for parts in of_one.values():
        at = parts[0][1]
        try:
            series = Series([EventAdapter(component) for component, _ in parts])
            long = any(one.duration > LONGEST for one in series.components)
        except Exception:  # it raises anything, as the top of the file says
            faults.append(Fault(line=at.line, message="the event's dates cannot be worked out", remedy=_BY_EXAMPLE))
            continue
        if long:
            faults.append(
                Fault(line=at.line, message="the event lasts longer than a year", remedy="Correct its DTEND.")
            )
        events.append(OneEvent(at.line, series))
    return _in_order(faults) if faults else tuple(events)
