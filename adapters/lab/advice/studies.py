"""What a lab's studies ask, and how often, held against the questionnaires."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import assert_never

from adapters.lab.faults import Line, Notes, advice
from adapters.lab.places import entries, line_of, node_at, node_of_item, said
from adapters.lab.questionnaire import Draft, file_of
from adapters.lab.reading import day, duration
from adapters.lab.yaml12 import Node
from bot.domain.ids import FormId
from bot.domain.lab import Asking, Lab, Study
from bot.domain.quiet import QuietHours
from bot.domain.schedule import ChosenTime, Fixed, OnRequest, WeekTime

FEW = 3  # questions, of which nobody needs a shorter version

TOO_OFTEN = advice(
    "asked-too-often",
    "A question or an instrument is asked more often than it looks back.",
    "Two answers then tell of the same days, and an instrument is no longer what its owners have tested.",
    "Ask it less often, in a questionnaire of its own, or about a shorter time where the wording is yours.",
)
NO_CORE = advice(
    "no-core",
    "A study asks more than three questions again and again, and none of them is marked as core.",
    "On a bad day there is no 'Shorter today', so that people answer everything or nothing.",
    "Set 'core: true' on the one question that matters most.",
)
NOT_ASKED = advice(
    "not-asked",
    "No study asks a questionnaire.",
    "It may be that a line was forgotten; nobody will ever see it.",
    "Add it to a study, or set its 'status: draft' or 'status: retired'.",
)
RETENTION_OVER = advice(
    "retention-over",
    "The day until which a study may keep its data is past.",
    "People were told that their data would be gone by then.",
    "Delete the data, or ask everybody again before you choose a later day.",
)
REMINDER_AT_NIGHT = advice(
    "reminder-at-night",
    "A reminder falls into quiet hours, and waits there until the time to answer is over.",
    "Nobody would ever get it.",
    "Choose another span, or a longer time to answer.",
)

Noted = Callable[[str], Notes]
"""The notes of a file of the folder."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Folder:
    """What studies are held against. `drafts` are by their files' names, `recalls` by the names of instruments."""

    lab: Lab
    root: Node
    drafts: Mapping[FormId, Draft]
    recalls: Mapping[str, timedelta]


def check_studies(folder: Folder, today: date, noted: Noted) -> None:
    """Notes what is asked too often, never, or when nobody is reminded of it, and data that should be gone."""
    _check_retention(folder.root, today, noted("lab.yaml"))
    for study in folder.lab.studies:
        for asking in study.askings:
            _check_reminders(folder, study, asking, noted("lab.yaml"))
            if (draft := folder.drafts.get(asking.form)) is not None:
                _check_recalls(folder, study, asking, noted("lab.yaml"))
                _check_core(draft, study, asking, noted(file_of(asking.form)))
    asked = frozenset(_asked(folder.root))
    for form, draft in folder.drafts.items():
        if draft.status == "active" and form not in asked:
            at = line_of(draft.root, "id")
            noted(file_of(form)).add(at, f"no study asks '{form}'", NOT_ASKED.remedy, NOT_ASKED)


def apart(asking: Asking, study: Study) -> timedelta | None:
    """The shortest time from one asking to the next; None when there is no next one, or when people begin it."""
    waves = study.waves
    match asking.ask:
        case Fixed(days=weekdays):
            inside = [day for day in range(waves.every.days) if (waves.starting + timedelta(day)).weekday() in weekdays]
        case ChosenTime():
            inside = [0]
        case OnRequest():
            inside = []
        case _:
            assert_never(asking.ask)
    asked = range(0, waves.count, asking.every)[:2]
    days = [wave * waves.every.days + day for wave in asked for day in inside]
    return timedelta(days=min(after - before for before, after in pairwise(days))) if len(days) > 1 else None


def _check_retention(root: Node, today: date, notes: Notes) -> None:
    """Of studies of every kind."""
    for place, study in enumerate(entries(root, "studies")):
        until = node_at(study, "retention_until")
        kept = None if until is None else day(until, Notes(""))
        if kept is not None and kept < today:
            at = line_of(root, "studies", place, "retention_until")
            notes.add(at, f"the data was to be kept until {kept}", RETENTION_OVER.remedy, RETENTION_OVER)


def _check_reminders(folder: Folder, study: Study, asking: Asking, notes: Notes) -> None:
    if any(_is_missed(span, asking, folder.lab.quiet) for span in asking.reminders):
        message = "a reminder waits for the morning, when the time to answer is over"
        at = _line(folder.root, study, asking, "reminders")
        notes.add(at, message, REMINDER_AT_NIGHT.remedy, REMINDER_AT_NIGHT)


def _check_recalls(folder: Folder, study: Study, asking: Asking, notes: Notes) -> None:
    often, at = apart(asking, study), _line(folder.root, study, asking, "ask")
    for what, recall in _recalls(folder, folder.drafts[asking.form]):
        if often is not None and often < recall:
            message = f"'{asking.form}' is asked every {_told(often)}, and '{what}' looks back over {_told(recall)}"
            notes.add(at, message, TOO_OFTEN.remedy, TOO_OFTEN)


def _check_core(draft: Draft, study: Study, asking: Asking, notes: Notes) -> None:
    questions = [item for item in draft.form.items if item.kind != "statement"]
    is_long = len(questions) > FEW and not any(item.core for item in questions)
    if is_long and apart(asking, study) is not None:
        message = f"none of the {len(questions)} questions is marked as core"
        notes.add(line_of(draft.root, "items"), message, NO_CORE.remedy, NO_CORE)


def _recalls(folder: Folder, draft: Draft) -> Iterator[tuple[str, timedelta]]:
    """How far each question, or the instrument that it belongs to, looks back."""
    for item in draft.form.items:
        if item.instrument is not None:
            if item.instrument in folder.recalls:
                yield item.instrument, folder.recalls[item.instrument]
            continue
        node = node_of_item(draft.root, item, "recall")
        recall = None if node is None else duration(node, Notes(""))
        if recall is not None:
            yield item.id, recall


def _is_missed(after: timedelta, asking: Asking, quiet: QuietHours) -> bool:
    """Whether the time to answer is over before the reminder may be sent, for who is asked at the lab's own hour."""
    match asking.ask:
        case Fixed(at=asked) | ChosenTime(default=WeekTime(at=asked)):
            falls = datetime.combine(date(2000, 1, 3), asked) + after
            waits = (datetime.combine(falls, quiet.ends) - falls) % timedelta(days=1)
            return quiet.covers(falls.time()) and after + waits >= asking.answer_within
        case OnRequest():
            return False
    assert_never(asking.ask)


def _line(root: Node, study: Study, asking: Asking, key: str) -> Line:
    """The line of a key of an asking; of the asking where it has no such key."""
    for place, node in enumerate(entries(root, "studies")):
        forms = [said(one, "form") for one in entries(node, "questionnaires")]
        if said(node, "id") == study.id and asking.form in forms:
            return line_of(root, "studies", place, "questionnaires", forms.index(asking.form), key)
    return line_of(root, "studies")


def _asked(root: Node) -> Iterator[FormId]:
    """Every questionnaire that is asked: by a study of any kind, or after an event."""
    for study in entries(root, "studies"):
        yield from (FormId(said(one, "form")) for one in entries(study, "questionnaires"))
    yield FormId(said(root, "events", "feedback", "form"))


def _told(span: timedelta) -> str:
    """A span in words, in the largest unit of which it is whole."""
    for unit, name in ((timedelta(days=1), "day"), (timedelta(hours=1), "hour"), (timedelta(minutes=1), "minute")):
        if not span % unit:
            return f"{span // unit} {name}{'' if span == unit else 's'}"
    return str(span)
