"""The occurrences of a calendar's events between two instants, as the domain knows them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from icalendar import Component
from recurring_ical_events import Occurrence  # type: ignore[import-untyped]  # it ships no types

from adapters.calendars.asking import Answer, Question
from adapters.calendars.faults import Faults, one_fault
from adapters.calendars.reading import OneEvent, read
from bot.domain.event import AllDay, Detail, Event, Timed, When

MOST = 1000  # occurrences in one answer
_DAY = timedelta(days=1)
_LONGEST = {Detail.SUMMARY: 200, Detail.DESCRIPTION: 1500, Detail.LOCATION: 200, Detail.URL: 500}
"""Characters. Together they fit one message: 4096 on Telegram (core.telegram.org/bots/api#sendmessage)."""
_LEFT_OUT = {"STATUS": {"CANCELLED"}, "CLASS": {"PRIVATE", "CONFIDENTIAL"}}


def answer(question: Question) -> Answer:
    """The occurrences, the earliest first; or what is wrong. May take for ever, so ask it through ``asking.ask``."""
    events = read(question.data)
    if isinstance(events, Faults):
        return events
    found: list[Event] = []
    for one in events:
        try:
            for event in _occurrences(one, question):
                found.append(event)
                if len(found) > MOST:
                    return one_fault(one.line, f"more than {MOST} dates fall into this time", "Ask for less of it.")
        except Exception:  # recurring-ical-events raises whatever a rule makes of a date
            return one_fault(one.line, "the event's dates cannot be worked out", "Correct its DTSTART and its RRULE.")
    return tuple(sorted(found, key=lambda event: (event.begins, event.key)))


def _occurrences(one: OneEvent, question: Question) -> Iterator[Event]:
    # A day more at both ends: the library compares what has no zone yet as if it were in that of the question.
    for occurrence in one.series.between(question.start - _DAY, question.end + _DAY):
        event = _event(occurrence, question)
        if event is not None and question.start <= event.begins < question.end:
            yield event


def _event(occurrence: Occurrence, question: Question) -> Event | None:
    """None for what was cancelled, and for what its author marked as private."""
    component: Component = occurrence.as_component(keep_recurrence_attributes=True)
    if any(_text(component, name).upper() in values for name, values in _LEFT_OUT.items()):
        return None
    start: date = occurrence.start
    shown = {detail: _shown(component, detail) for detail in question.show}
    return Event(
        key=_key(occurrence, component),
        when=_when(start, occurrence.end, question.zone),
        zone=_zone_name(start, question.zone),
        title=shown.get(Detail.SUMMARY),
        description=shown.get(Detail.DESCRIPTION),
        location=shown.get(Detail.LOCATION),
        url=shown.get(Detail.URL),
    )


def _key(occurrence: Occurrence, component: Component) -> str:
    """UID and RECURRENCE-ID; of an event that takes place once the UID alone, so that it stays the same when moved."""
    uid, own = str(component["UID"]), _recurrence_id(occurrence.start)
    if occurrence.recurrence_ids:
        # Of "this one and all that follow" the id is that of the first; the others are told apart by their times.
        ranged = "RANGE" in getattr(component.get("RECURRENCE-ID"), "params", ())
        return f"{uid}|{own if ranged else occurrence.recurrence_ids[0]}"
    return f"{uid}|{own}" if "RRULE" in component or "RDATE" in component else uid


def _recurrence_id(start: date) -> datetime:
    """As recurring-ical-events gives the RECURRENCE-ID of a moved occurrence: in UTC, and without saying so."""
    if not isinstance(start, datetime):
        return datetime.combine(start, time())
    return start.astimezone(UTC).replace(tzinfo=None) if start.tzinfo else start


def _when(start: date, end: date, zone: str) -> When:
    if isinstance(start, datetime) and isinstance(end, datetime):
        return Timed(starts=_instant(start, zone), ends=_instant(end, zone))
    return AllDay(first=start, last=max(start, end - _DAY))


def _instant(moment: datetime, zone: str) -> datetime:
    """The moment in UTC; one without a zone is the reader's own wall time, which is the lab's for us."""
    return (moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(zone))).astimezone(UTC)


def _zone_name(start: date, zone: str) -> str:
    """The zone in which the event keeps its hour; the lab's for UTC and for a zone that the calendar made itself."""
    own = start.tzinfo if isinstance(start, datetime) else None
    return own.key if isinstance(own, ZoneInfo) and own.key not in {"UTC", "Etc/UTC"} else zone


def _shown(component: Component, detail: Detail) -> str | None:
    """The detail on one line, cut to its length; None when there is none, or when a link is no web address."""
    said, longest = _text(component, detail.value), _LONGEST[detail]
    if detail is Detail.URL:
        return said if said.startswith(("https://", "http://")) and " " not in said and len(said) <= longest else None
    return (said if len(said) <= longest else f"{said[: longest - 1]}…") or None


def _text(component: Component, name: str) -> str:
    value = component.get(name, "")
    return " ".join(str(value[0] if isinstance(value, list) else value).split())
