"""Advice on a lab folder: each change of the example makes one check speak up, at its line and with its code."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from pathlib import Path

import pytest

from adapters.lab import EXAMPLE
from adapters.lab.advice import ADVICE, advise
from adapters.lab.faults import Finding
from adapters.lab.folder import read_folder
from tests.adapters.lab.spoiling import Edit, Told, change, copied, line_of

TODAY = date(2026, 12, 1)
LAB, CONSENT = "lab.yaml", "consent/weekly.1.en.md"
WEEKLY, MONTHLY, PDSA = (f"questionnaires/{form}.yaml" for form in ("weekly-checkin", "monthly-checkin", "pdsa-log"))
LONG_WORDS = (
    "Participation necessitates considerable organisational consideration regarding individual circumstances, "
    "particularly whenever deteriorating musculoskeletal manifestations substantially complicate ordinary "
    "professional responsibilities, interpersonal communication, recreational opportunities and independent living."
)
LONG_ITEMS = "".join(
    f'  - {{id: more{n}, type: long_text, max_length: 500, text: {{en: "More? No names.", cy: "Mwy? Dim enwau."}}}}\n'
    for n in range(9)
)
CORE = "    core: true  # the one question of a shorter check-in\n"
TITLE = '{en: "Weekly check-in", cy: "Cofnodi wythnosol"}'
REST = '{en: "Resting", cy: "Gorffwys"}'
CHOSEN = 'ask: {kind: chosen-time, default: {day: wednesday, at: "12:30"}}'


CHANGES = [
    (
        Edit(WEEKLY, "  - id: anything\n", f"{LONG_ITEMS}  - id: anything\n"),
        Told("three-minutes", WEEKLY, "items:", "6 minutes"),
    ),
    (
        Edit(WEEKLY, "allow_skip: true", "allow_skip: false"),
        Told("no-skip", WEEKLY, "allow_skip", "no question can be"),
    ),
    (Edit(WEEKLY, "recall: P7D", "core: true"), Told("two-cores", WEEKLY, CORE, "'mood' is marked as core")),
    (Edit(WEEKLY, '"Resting"', f'"{"Rest " * 7}"'), Told("long-button", WEEKLY, "code: resting", "has 35 characters")),
    (Edit(WEEKLY, '"Weekly check-in"', f'"{"Check " * 5}"'), Told("long-title", WEEKLY, "title:", "title (en) has 30")),
    (Edit(LAB, '"Mental', '"Our mental'), Told("long-title", LAB, "name:", "the lab's name (en) has 37")),
    (
        Edit(WEEKLY, "Did pain", "So be it. " * 27 + "Did pain"),
        Told("long-question", WEEKLY, 'text:\n      en: "So', "(en) has 3"),
    ),
    (Edit(WEEKLY, '"Resting"', '"🛌 …"'), Told("only-pictures", WEEKLY, "🛌", "'🛌 …' is no words")),
    (Edit(WEEKLY, '"Resting"', '"Medicine 💊"'), Told("only-pictures", WEEKLY, "code: medicine", "'Medicine' differs")),
    (Edit(WEEKLY, "Thank you", LONG_WORDS), Told("reading-age", WEEKLY, 'text:\n      en: "Part', "'intro' reads at")),
    (
        Edit(CONSENT, "We ask", LONG_WORDS),
        Told("reading-age", CONSENT, "Particip", "the short form reads at the age of"),
    ),
    (Edit(WEEKLY, REST, '"Resting"'), Told("untranslated", WEEKLY, "- id: helped", "'helped' has no wording in 'cy'")),
    (Edit(WEEKLY, TITLE, '"Weekly"'), Told("untranslated", WEEKLY, "title:", "the title has no 'cy'")),
    (
        Edit(WEEKLY, "Did pain keep", "Did you hurt yourself and keep"),
        Told("risky-words", WEEKLY, 'text:\n      en: "Did', "'kept_from' speaks"),
    ),
    (
        Edit(WEEKLY, '"Gorffwys"', '"Hunanladdiad"'),
        Told("risky-words", WEEKLY, 'text: {en: "What helped', "'helped' speaks"),
    ),
    (
        Edit(WEEKLY, " Please leave out names.", ""),
        Told("names-in-text", WEEKLY, 'text:\n      en: "Is there', "'anything' (en)"),
    ),
    (
        Edit(WEEKLY, " Peidiwch â chynnwys enwau.", ""),
        Told("names-in-text", WEEKLY, 'text:\n      en: "Is there', "'anything' (cy)"),
    ),
    (
        Edit(LAB, "checked_on: null", "checked_on: 2026-01-01"),
        Told("help-lines-unchecked", LAB, "checked_on: 2026", "334 days ago"),
    ),
    (
        Edit(WEEKLY, "recall: P7D", "recall: P8D"),
        Told("asked-too-often", LAB, CHOSEN, "every 7 days, and 'pain' looks back over 8 days"),
    ),
    (
        Edit(LAB, "        every: P4W\n", ""),
        Told("asked-too-often", LAB, "ask: {kind: fixed, days: [saturday]", "'phq-4@1' looks back over 14 days"),
    ),
    (Edit(WEEKLY, CORE, ""), Told("no-core", WEEKLY, "items:", "none of the 6 questions is marked as core")),
    (
        Edit(LAB, "form: pdsa-log", "form: event-feedback"),
        Told("not-asked", PDSA, "id: pdsa-log", "no study asks 'pdsa-log'"),
    ),
    (
        Edit(LAB, "P2D\n        reminders: [P1D]", "PT18H\n        reminders: [PT9H]"),
        Told("reminder-at-night", LAB, "reminders: [PT9H]", "waits for the morning"),
    ),
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return copied(tmp_path / "lab")


def advice(folder: Path, today: date = TODAY) -> tuple[Finding, ...]:
    return advise(read_folder(folder), today)


@cache
def said_of_the_example() -> frozenset[tuple[str, str, str]]:
    """What is said before anything is changed. Lines are left out: they move when a file is changed."""
    return frozenset((one.file, one.check.code, one.message) for one in advice(EXAMPLE))


def news(folder: Path) -> list[Finding]:
    """The advice that the example does not get."""
    return [one for one in advice(folder) if (one.file, one.check.code, one.message) not in said_of_the_example()]


@pytest.mark.parametrize(("edit", "told"), CHANGES, ids=lambda one: one.code if isinstance(one, Told) else "")
def test_a_change_brings_its_advice_and_no_other(folder: Path, edit: Edit, told: Told) -> None:
    edit.make(folder)
    [found] = news(folder)
    assert (found.check.code, found.file) == (told.code, told.file)
    assert found.line == told.line(folder)
    assert told.said in found.message
    assert found.check.why
    assert found.remedy


def test_every_check_that_advises_has_a_change_that_it_is_told_for() -> None:
    elsewhere = {"unreviewed", "unsigned-consent", "retention-over"}
    assert {told.code for _, told in CHANGES} | elsewhere == {check.code for check in ADVICE}


NO_ADVICE = [
    # A question with the support card may speak of risk.
    Edit(WEEKLY, "How has your mood been", "Have you thought of suicide, and how has your mood been"),
    # So may a statement, which says where help is.
    Edit(WEEKLY, "Thank you for checking in.", "If you think of suicide, type HELP."),
    # The same words can be about something else.
    Edit(WEEKLY, "Did pain keep you from", "Did pain kill the day for you, or"),
    # Nothing in this form looks back.
    Edit(LAB, "days: [friday]", "days: [tuesday, friday]"),
    # People begin it themselves.
    Edit(LAB, CHOSEN, "ask: {kind: on-request}"),
    # The next morning is soon enough.
    Edit(LAB, "reminders: [P1D]", "reminders: [PT9H]"),
    # One question of two languages may be in the same words.
    Edit(WEEKLY, REST, '{en: "Tai chi", cy: "Tai chi"}'),
    # An emoji may stand beside words.
    Edit(WEEKLY, '"Resting"', '"Resting 🛌"'),
]


@pytest.mark.parametrize("edit", NO_ADVICE, ids=lambda edit: edit.new)
def test_what_harms_nobody_brings_no_advice(folder: Path, edit: Edit) -> None:
    edit.make(folder)
    assert news(folder) == []


def test_a_statement_that_asks_for_no_names_speaks_for_all_that_follow(folder: Path) -> None:
    for said in (" Please leave out names.", " Peidiwch â chynnwys enwau."):
        change(folder / WEEKLY, said, "")
    assert [one.check.code for one in news(folder)] == ["names-in-text", "names-in-text"]
    change(folder / WEEKLY, "Thank you for checking in.", "Please leave out names.")
    change(folder / WEEKLY, "Diolch am gofnodi.", "Peidiwch â chynnwys enwau.")
    assert news(folder) == []


def test_a_form_of_which_every_question_is_required_cannot_be_skipped(folder: Path) -> None:
    file = folder / PDSA
    text = file.read_text(encoding="utf-8")
    questions = [line for line in text.splitlines() if line.startswith("    type: ") and "statement" not in line]
    for line in questions:
        text = text.replace(line, f"{line}\n    required: true")
    file.write_text(text, encoding="utf-8")
    [found] = news(folder)
    assert (found.check.code, found.line) == ("no-skip", line_of(text, "required: true"))
    change(file, "    required: true\n", "")
    assert news(folder) == []


def test_a_form_without_a_language_of_the_lab_is_told(folder: Path) -> None:
    (folder / "questionnaires" / "tiny.yaml").write_text(TINY, encoding="utf-8")
    found = [one for one in news(folder) if one.check.code == "untranslated"]
    assert [(one.file, one.line) for one in found] == [("questionnaires/tiny.yaml", line_of(TINY, "languages"))]
    assert "the lab offers 'cy'" in found[0].message


def test_a_draft_or_a_retired_form_need_not_be_asked(folder: Path) -> None:
    tiny = folder / "questionnaires" / "tiny.yaml"
    codes = {}
    for status in ("active", "draft", "retired"):
        tiny.write_text(TINY.replace("active", status), encoding="utf-8")
        codes[status] = [one.check.code for one in news(folder)]
    assert codes == {"active": ["not-asked", "untranslated"], "draft": ["untranslated"], "retired": []}


def test_a_native_reader_signs_a_form(folder: Path) -> None:
    [unsigned] = [one for one in advice(folder) if (one.file, one.check.code) == (WEEKLY, "unreviewed")]
    text = (folder / WEEKLY).read_text(encoding="utf-8")
    assert (unsigned.line, "'cy'" in unsigned.message) == (line_of(text, "languages:"), True)
    change(folder / WEEKLY, "languages: [en, cy]", "languages: [en, cy]\nreviewed_by: {cy: null}")
    [unsigned] = [one for one in advice(folder) if (one.file, one.check.code) == (WEEKLY, "unreviewed")]
    assert unsigned.line == line_of(text, "languages:") + 1
    change(folder / WEEKLY, "cy: null", 'cy: "A made-up reader"')
    assert [one for one in advice(folder) if (one.file, one.check.code) == (WEEKLY, "unreviewed")] == []


def test_a_reader_of_a_language_that_the_form_has_not_is_a_fault(folder: Path) -> None:
    line = change(folder / WEEKLY, "languages: [en, cy]", 'languages: [en, cy]\nreviewed_by: {fr: "Somebody"}')
    [fault] = read_folder(folder).faults
    assert (fault.file, fault.line, fault.check.code) == (WEEKLY, line + 1, "unknown-key")


def test_somebody_signs_a_consent_text(folder: Path) -> None:
    def unsigned() -> list[tuple[str, int]]:
        return [(one.file, one.line) for one in advice(folder) if one.check.code == "unsigned-consent"]

    line = line_of((folder / CONSENT).read_text(encoding="utf-8"), "reviewed_by: null")
    assert (CONSENT, line) in unsigned()
    change(folder / CONSENT, "reviewed_by: null", 'reviewed_by: "A made-up guardian"')
    assert CONSENT not in [file for file, _ in unsigned()]


def test_of_an_older_consent_text_nothing_is_said(folder: Path) -> None:
    for language in ("en", "cy"):
        old, current = (folder / "consent" / f"weekly.{version}.{language}.md" for version in (1, 2))
        current.write_text(old.read_text(encoding="utf-8").replace("version: 1", "version: 2"), encoding="utf-8")
    change(folder / LAB, "consent: {version: 1", "consent: {version: 2")
    told = {one.file for one in advice(folder) if one.check.code == "unsigned-consent"}
    assert told == {"consent/weekly.2.en.md", "consent/weekly.2.cy.md"}


def test_help_lines_count_as_checked_for_half_a_year(folder: Path) -> None:
    change(folder / LAB, "checked_on: null", f"checked_on: {TODAY}")

    def told(today: date) -> bool:
        return any(one.check.code == "help-lines-unchecked" for one in advice(folder, today))

    assert not told(TODAY + timedelta(days=180))
    assert told(TODAY + timedelta(days=181))


def test_data_that_should_be_gone_is_told_of_every_kind_of_study(folder: Path) -> None:
    text = (folder / LAB).read_text(encoding="utf-8")
    lines = [at for at, line in enumerate(text.splitlines(), 1) if "retention_until: 2029-09-30" in line]
    assert len(lines) == 2
    for today, expected in ((date(2029, 9, 30), []), (date(2029, 10, 1), lines)):
        found = [one.line for one in advice(folder, today) if one.check.code == "retention-over"]
        assert found == expected


def test_about_a_file_with_a_fault_nothing_is_advised_and_about_the_others_all_is(folder: Path) -> None:
    change(folder / WEEKLY, "version: 1.0.0", "version: one")
    change(folder / WEEKLY, "allow_skip: true", "allow_skip: false")
    change(folder / PDSA, "allow_skip: true", "allow_skip: false")
    assert [(one.file, one.check.code) for one in news(folder)] == [(PDSA, "no-skip")]
    assert WEEKLY not in {one.file for one in advice(folder)}


def test_without_lab_yaml_the_questionnaires_are_looked_at_all_the_same(folder: Path) -> None:
    (folder / LAB).unlink()
    change(folder / WEEKLY, "allow_skip: true", "allow_skip: false")
    assert [(one.file, one.check.code) for one in news(folder)] == [(WEEKLY, "no-skip")]


def test_advice_comes_in_the_order_of_files_and_lines_each_once_and_the_same_again(folder: Path) -> None:
    for file in (WEEKLY, PDSA):
        change(folder / file, "allow_skip: true", "allow_skip: false")
    found = advice(folder)
    assert list(found) == sorted(set(found), key=lambda one: (one.file, one.line, one.message))
    assert found == advice(folder)


def test_the_example_has_no_fault_and_is_advised_only_of_what_a_person_has_to_do() -> None:
    assert read_folder(EXAMPLE).faults.all == ()
    codes = {one.check.code for one in advice(EXAMPLE)}
    assert codes <= {"unreviewed", "unsigned-consent", "help-lines-unchecked", "untranslated", "long-title"}


TINY = """\
format: checkin/1
id: tiny
version: 1.0.0
status: active
languages: [en]
title: {en: "Tiny"}
items:
  - {id: better, type: yes_no, text: {en: "Are you better?"}}
"""
