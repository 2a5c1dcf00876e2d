"""The checks themselves: their codes, their page in the documents, and the line at which each fault is told."""

from __future__ import annotations

import pkgutil
import re
from importlib import import_module
from pathlib import Path

import pytest

import adapters.lab.advice
from adapters.lab import mistakes
from adapters.lab.advice import ADVICE, ages, burden, fitting
from adapters.lab.faults import Check, Line, Notes, Severity
from adapters.lab.folder import read_folder
from adapters.lab.mistakes import MISTAKES, TOO_LONG
from adapters.lab.options import MAX_LABEL
from adapters.slack import limits as slack
from tests.adapters.lab.spoiling import Edit, Told, copied

ALL = (*MISTAKES, *ADVICE)
PAGE = Path(__file__).resolve().parents[3] / "docs" / "checks.md"
LAB, CONSENT, WORDS = "lab.yaml", "consent/weekly.1.en.md", "texts/cy.po"
WEEKLY, PDSA, FEEDBACK, TINY = (
    f"questionnaires/{form}.yaml" for form in ("weekly-checkin", "pdsa-log", "event-feedback", "tiny")
)


def defined() -> set[Check]:
    """Every check that a module has at its top."""
    modules = [mistakes, *(import_module(f"adapters.lab.advice.{one.name}") for one in _modules())]
    return {value for module in modules for value in vars(module).values() if isinstance(value, Check)}


def _modules() -> list[pkgutil.ModuleInfo]:
    return list(pkgutil.iter_modules(adapters.lab.advice.__path__))


def test_every_check_is_listed_once_under_its_severity() -> None:
    assert set(ALL) == defined()
    assert len({check.code for check in ALL}) == len(ALL)
    assert {check.severity for check in MISTAKES} == {Severity.FAULT}
    assert {check.severity for check in ADVICE} == {Severity.ADVICE}


@pytest.mark.parametrize("check", ALL, ids=lambda check: check.code)
def test_every_check_teaches_in_whole_sentences(check: Check) -> None:
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", check.code)
    for text in (check.what, check.why, check.remedy):
        assert re.fullmatch(r"[A-Z'].{8,}\.", text)
        assert "|" not in text


def test_the_lengths_are_those_of_the_platforms() -> None:
    assert fitting.TITLE == slack.VIEW_WORDS
    assert fitting.QUESTION < slack.LABEL
    assert fitting.BUTTON <= MAX_LABEL <= min(slack.OPTION_TEXT, slack.BUTTON_TEXT)


def test_the_page_says_how_it_is_measured() -> None:
    page = " ".join(PAGE.read_text(encoding="utf-8").split())
    for said in (
        f"{burden.WORDS_A_MINUTE} words a minute",
        f"{burden.SECONDS['yes_no']} seconds for yes or no, {burden.SECONDS['single_choice']} for one of several",
        f"{burden.SECONDS['short_text']} for places on the body or a short text, {burden.SECONDS['long_text']} for a",
        f"Each text of {ages.FEWEST_WORDS} words or more",
        f"More than {MAX_LABEL} in an option",
    ):
        assert said in page


def test_the_page_has_each_check_as_the_program_has_it_and_no_other() -> None:
    sections = PAGE.read_text(encoding="utf-8").split("\n## ")
    for title, checks in (("Faults", MISTAKES), ("Advice", ADVICE)):
        section = next(text for text in sections if text.startswith(f"{title}\n"))
        rows = [line for line in section.splitlines() if line.startswith("| `")]
        assert rows == [f"| `{one.code}` | {one.what} | {one.why} | {one.remedy} |" for one in checks]


SCORE = "scores:\n  - {id: total, method: sum, items: [sleep], missing: {min_answered: 1}"
BANDS = ", range: [0, 3], bands: [{id: low, from: 0, to: 2}, {id: high, from: 2, to: 3}]"
STATEMENT = 'items:\n  - {id: hello, type: statement, text: "Hello"}\n'

SPOILED = [
    (Edit(LAB, "join: code", "\tjoin: code"), Told("not-yaml", LAB, "\tjoin", "a tab")),
    (Edit(PDSA, "id: pdsa-log", "id: pdsa"), Told("wrong-name", PDSA, "#", "the id is 'pdsa'")),
    (Edit(LAB, "zone: Europe/London\n", ""), Told("missing-key", LAB, "format", "has no 'zone'")),
    (Edit(LAB, "age: 18", "aeg: 18"), Told("unknown-key", LAB, "aeg", "has no key 'aeg'")),
    (Edit(LAB, "join: code", "join: codes"), Told("unknown-word", LAB, "join", "'codes' is not known")),
    (Edit(LAB, "groups: [", "groups: # ["), Told("wrong-shape", LAB, "groups", "should be a list")),
    (Edit(LAB, "age: 18", "age: eighteen"), Told("wrong-value", LAB, "age:", "is not a whole number")),
    (Edit(LAB, "age: 18", "age: 12"), Told("out-of-range", LAB, "age:", "12 is too small")),
    (Edit(LAB, "starting: 2026", "starting: 9999"), Told("out-of-range", LAB, "waves:", "9999-11-23 is too far away")),
    (Edit(WEEKLY, '"Resting"', f'"{"x" * 41}"'), Told("too-long", WEEKLY, "code: resting", "1 characters too long")),
    (Edit(LAB, "age: 18", "age: 18\nage: 19"), Told("twice", LAB, "age: 19", "'age' is here twice")),
    (Edit(WEEKLY, ', cy: "Gorffwys"', ""), Told("missing-translation", WEEKLY, "code: resting", "has no 'cy'")),
    (Edit(WEEKLY, '"Gorffwys"', '"G", fr: "R"'), Told("unknown-language", WEEKLY, "code: resting", "'fr' is not")),
    (Edit(LAB, "events.ics", "https://example.org/"), Told("not-yet", LAB, "events: {", "no calendar from the web")),
    (Edit(TINY, "items:\n", f"{STATEMENT}scores:\n"), Told("no-question", TINY, "  - {id: hello", "no question")),
    (Edit(WEEKLY, '"Resting"', '"Medicine"'), Told("options", WEEKLY, "code: medicine", "the same words")),
    (Edit(WEEKLY, "    max: 10\n", "    max: 0\n"), Told("scale", WEEKLY, "    max: 0", "goes from 0 to 0")),
    (Edit(WEEKLY, "pain >= 4 or", "pian >= 4 or"), Told("show-if", WEEKLY, "show_if: ", "no item has that id")),
    (Edit(WEEKLY, "pain >= 4 or", "pain > 10 or"), Told("unreachable", WEEKLY, "show_if: ", "can never be true")),
    (Edit(WEEKLY, "recall: P7D", "risk: self_harm"), Told("risk", WEEKLY, "risk:", "no support rules")),
    (Edit(TINY, "items:\n", "items:\n  - use: no-9@1\n"), Told("instrument", TINY, "  - use", "no-9@1")),
    (
        Edit(WEEKLY, "items:\n", f"{SCORE}}}\nitems:\n".replace("sleep", "anything")),
        Told("score", WEEKLY, "  - {id: total", "no value to score"),
    ),
    (Edit(WEEKLY, "items:\n", f"{SCORE}{BANDS}}}\nitems:\n"), Told("bands", WEEKLY, "  - {id: total", "overlap")),
    (
        Edit(LAB, "kind: fixed, days: [friday]", "kind: fixed"),
        Told("asking", LAB, "ask: {kind: fixed, at", "needs 'days'"),
    ),
    (Edit(LAB, 'at: "12:30"', 'at: "22:30"'), Told("quiet-hours", LAB, "ask: {kind: chosen-time", "inside the quiet")),
    (Edit(PDSA, "status: active", "status: draft"), Told("not-active", LAB, "form: pdsa-log", "'pdsa-log' is draft")),
    (
        Edit(FEEDBACK, "status: active", "status: draft"),
        Told("not-active", LAB, "events: {", "'event-feedback' is draft"),
    ),
    (
        Edit(LAB, "reminders: [P1D]", "reminders: [P3D]"),
        Told("late-reminder", LAB, "reminders: [P3D]", "after the time"),
    ),
    (Edit(LAB, "purposes: [check-ins, ", "purposes: ["), Told("purposes", LAB, "consent: {", "agree to check-ins")),
    (
        Edit(LAB, "until: 2029", "until: 2027"),
        Told("short-retention", LAB, "retention_until: 2027", "before the last wave"),
    ),
    (Edit(LAB, "    scotland:", "    cornwall:"), Told("nation-name", LAB, "    cornwall:", "nation 'cornwall'")),
    (Edit(LAB, "events.ics", "other.ics"), Told("events", LAB, "events: {", "no file 'other.ics'")),
    (Edit(CONSENT, "study: weekly", "study: monthly"), Told("consent-file", CONSENT, "study: m", "monthly here")),
    (Edit(CONSENT, "typing STOP.\n", "typing STOP.\n\n"), Told("short-form", CONSENT, "We ask you", "has 3 lines")),
    (Edit(CONSENT, "This bot cannot", "It cannot"), Told("missing-notice", CONSENT, "---", "leaves out the notice")),
    (Edit(WORDS, '"checkin.back"', '"checkin.bakc"'), Told("sentences", WORDS, 'msgid "checkin.bakc"', "never says")),
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    found = copied(tmp_path / "lab")
    (found / TINY).write_text(FORM, encoding="utf-8")
    return found


@pytest.mark.parametrize(("edit", "told"), SPOILED, ids=lambda one: one.code if isinstance(one, Told) else "")
def test_a_fault_is_told_at_its_line_with_its_code(folder: Path, edit: Edit, told: Told) -> None:
    edit.make(folder)
    place = (told.code, told.file, told.line(folder))
    found = [one for one in read_folder(folder).faults if (one.check.code, one.file, one.line) == place]
    assert [told.said in one.message for one in found] == [True], read_folder(folder).faults
    assert found[0].check.why
    assert found[0].remedy


def test_every_check_that_refuses_has_a_change_that_it_is_told_for() -> None:
    elsewhere = {"unreadable-file", "no-form", "missing-consent"}
    assert {told.code for _, told in SPOILED} | elsewhere == {check.code for check in MISTAKES}


def test_a_file_that_is_gone_is_told_where_it_was_named(folder: Path) -> None:
    (folder / "consent" / "weekly.1.cy.md").unlink()
    for file in (folder / "questionnaires").iterdir():
        file.unlink()
    found = {(one.check.code, one.file) for one in read_folder(folder).faults}
    assert found >= {("missing-consent", LAB), ("no-form", LAB)}
    (folder / LAB).unlink()
    assert ("unreadable-file", LAB) in {(one.check.code, one.file) for one in read_folder(folder).faults}


def test_a_finding_is_told_with_its_place_why_it_matters_and_what_to_do() -> None:
    notes = Notes("lab.yaml")
    notes.add(Line(3), "this is odd", "Put it right.", TOO_LONG)
    assert str(notes.faults[0]) == f"lab.yaml:3: this is odd. {TOO_LONG.why} Put it right."


def test_what_a_terminal_would_obey_is_not_repeated() -> None:
    notes = Notes("odd\udcff.yaml")
    notes.add(Line(1), "'\x1b[2J\u202e' is\nodd", "Remove it.", TOO_LONG)
    assert str(notes.faults[0]).startswith("odd�.yaml:1: '�[2J�' is odd. ")


FORM = """\
format: checkin/1
id: tiny
version: 1.0.0
status: draft
languages: [en]
title: {en: "Tiny"}
items:
  - {id: better, type: yes_no, text: {en: "Are you better?"}}
"""
