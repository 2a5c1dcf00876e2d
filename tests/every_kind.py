"""A lab whose one form holds every kind of question: the example, with `every-kind.yaml` as its weekly check-in."""

from __future__ import annotations

import shutil
from pathlib import Path

from adapters.lab import EXAMPLE

_FORM = Path(__file__).with_name("every-kind.yaml")
_STUDY = """
studies:
  - id: weekly
    kind: longitudinal
    title: {en: "Weekly check-in", cy: "Cofnodi wythnosol"}
    consent: {version: 1, purposes: [check-ins, event-reminders, announcements, quotation]}
    waves: {every: P1W, starting: 2026-11-23, count: 52, release_hour: "06:00"}
    k: 10
    release_intake: rolling
    retention_until: 2029-09-30
    questionnaires:
      - form: weekly-checkin
        for: {groups: all}
        ask: {kind: chosen-time, default: {day: wednesday, at: "12:30"}}
        answer_within: P2D
announcements: {approval: required, undo: PT1M}
events: {calendar: events.ics, show: [summary, location, url], reminders: [P1D]}
roles: [admin, operator, announcer, approver, event-host, reviewer, analyst, guardian, duty]
"""


def lab_of_every_kind(folder: Path) -> Path:
    """The lab's folder, made inside this one."""
    lab = folder / "lab"
    shutil.copytree(EXAMPLE, lab, ignore=shutil.ignore_patterns("*.py", "__pycache__", "questionnaires"))
    (lab / "questionnaires").mkdir()
    shutil.copy(_FORM, lab / "questionnaires" / "weekly-checkin.yaml")
    shipped = (lab / "lab.yaml").read_text(encoding="utf-8")
    (lab / "lab.yaml").write_text(shipped.partition("\nstudies:")[0] + _STUDY, encoding="utf-8")
    return lab
