"""The ``events`` of lab.yaml: the calendar that they come from, what is shown of them, and when people are reminded."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Mapping as Map
from datetime import timedelta
from pathlib import Path

from adapters.calendars.faults import Faults
from adapters.lab.faults import Line, Notes
from adapters.lab.mistakes import EVENTS, NOT_YET, UNREADABLE
from adapters.lab.questionnaire import Draft
from adapters.lab.reading import Section, distinct, duration, one_of, text
from adapters.lab.studies import read_form
from bot.domain.event import HORIZON, Detail
from bot.domain.ids import FormId
from bot.domain.lab import EventPlan

_SHOWN_UNASKED: tuple[str, ...] = ("summary",)


def read_events(
    top: Section, folder: Path, forms: Map[FormId, Draft | None], noted: Callable[[str], Notes]
) -> EventPlan | None:
    """The plan, once the calendar itself has been read; None for a lab without events."""
    if "events" not in top.values:
        return None
    events = top.section("events", required=("calendar",), optional=("show", "reminders", "feedback"))
    calendar = events.get("calendar", text, "")
    if calendar:
        _check_calendar(calendar, events, folder, noted)
    feedback = events.section("feedback", required=("form", "after"))
    feedback.find("after", duration)
    read_form(feedback, forms)
    show = events.get("show", distinct(one_of(*(detail.value for detail in Detail)), "show"), _SHOWN_UNASKED)
    return EventPlan(calendar=calendar, show=frozenset(map(Detail, show)), reminders=_reminders(events))


def _reminders(events: Section) -> tuple[timedelta, ...]:
    """How long before, the longest first; noted when an event is not known of by then."""
    spans = events.find("reminders", distinct(duration, "reminders", least=0)) or ()
    if any(span >= HORIZON for span in spans):
        remedy = f"Choose less than {HORIZON.days} days: that is when people hear of an event first."
        events.notes.add(events.where("reminders"), "a reminder comes before the event is told", remedy, EVENTS)
    return tuple(sorted(spans, reverse=True))


def _check_calendar(calendar: str, events: Section, folder: Path, noted: Callable[[str], Notes]) -> None:
    """Notes a calendar that is not there, is not inside the lab's folder, or cannot be read."""
    from adapters.calendars.reading import read  # noqa: PLC0415 - a fifth of a second of imports, for who has events

    if calendar.startswith(("https://", "http://")):
        remedy = "Save the calendar as a file in the lab's folder."
        events.notes.add(
            events.where("calendar"), "this version of Labbot reads no calendar from the web", remedy, NOT_YET
        )
        return
    file = folder / calendar
    if not _is_within(file, folder):
        remedy = "Add the file to the lab's folder."
        events.notes.add(events.where("calendar"), f"there is no file '{calendar}'", remedy, EVENTS)
        return
    try:
        found = read(file.read_bytes())
    except OSError as error:
        noted(calendar).add(
            Line(1), f"the file cannot be read ({error.strerror})", "Check who may read it.", UNREADABLE
        )
        return
    for fault in found.all if isinstance(found, Faults) else ():
        noted(calendar).add(Line(fault.line), fault.message, fault.remedy, EVENTS)


def _is_within(file: Path, folder: Path) -> bool:
    """Whether it is a file, somewhere in the folder. A name that no file can have is none."""
    try:
        return folder.resolve() in file.resolve().parents and file.is_file()
    except (OSError, ValueError, RuntimeError):  # too long; not even the form of a name; links in a circle
        return False
