"""A whole lab folder: the example reads, and each mistake in a copy of it is told at its file and line."""

from __future__ import annotations

import shutil
from datetime import time, timedelta
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.lab import EXAMPLE, Faults, read_lab
from bot.domain.event import Detail
from bot.domain.ids import Language
from bot.domain.lab import Door, EventPlan, Lab
from bot.domain.quiet import QuietHours


def _example() -> Lab:
    lab = read_lab(EXAMPLE)
    assert isinstance(lab, Lab), str(lab)
    return lab


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the example that a test may spoil."""
    return Path(shutil.copytree(EXAMPLE, tmp_path / "lab", ignore=shutil.ignore_patterns("__pycache__", "*.py")))


def _spoil(file: Path, old: str, new: str) -> int:
    """Replaces the first `old`; gives the line on which it stood."""
    text = file.read_text(encoding="utf-8")
    assert old in text, old
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1


def _faults(folder: Path) -> list[str]:
    read = read_lab(folder)
    return [str(fault) for fault in read] if isinstance(read, Faults) else []


def test_the_example_is_the_lab_of_the_design() -> None:
    lab = _example()
    assert (lab.id, lab.zone, lab.languages, lab.door, lab.age) == (
        "pain-and-mind", "Europe/London", ("en", "cy"), Door.CODE, 18,
    )  # fmt: skip
    (weekly,) = lab.studies
    assert (weekly.k, weekly.purposes, weekly.waves.every.days) == (
        10,
        ("check-ins", "event-reminders", "announcements", "quotation"),
        7,
    )
    assert [(asking.form, asking.groups) for asking in weekly.askings] == [
        ("weekly-checkin", None),
        ("pdsa-log", frozenset({"test-team-north"})),
        ("monthly-checkin", None),
    ]
    assert lab.support.checked_on is None
    assert [nation for nation, _ in lab.support.nations] == ["england", "wales", "scotland", "northern-ireland"]


def test_a_consent_text_knows_its_short_form_and_its_files_hash() -> None:
    lab = _example()
    text = lab.consent_text(lab.studies[0], Language("cy"))
    file = EXAMPLE / "consent" / "weekly.1.cy.md"
    assert text.sha256 == sha256(file.read_bytes()).hexdigest()
    assert text.full.startswith(text.short)
    assert lab.support.not_monitored.text(Language("cy")) in text.short


def test_a_sentence_of_the_lab_goes_over_the_shipped_one_and_the_rest_stays(folder: Path) -> None:
    (folder / "texts" / "cy.po").write_text('msgid "checkin.back"\nmsgstr "Nôl"\n', encoding="utf-8")
    lab = read_lab(folder)
    assert isinstance(lab, Lab), str(lab)
    words, shipped = lab.words[Language("cy")], _example().words[Language("cy")]
    assert words.say("checkin.back") == "Nôl"
    assert words.say("checkin.send") == shipped.say("checkin.send")


LAB = [
    ("format: lab/1", "format: lab/9", "'lab/9' is not known here", "lab/1"),
    ("id: pain-and-mind", "id: Pain and mind", "is not an id", "small letters"),
    ("zone: Europe/London", "zone: Europe/Londres", "no time zone 'Europe/Londres'", "Europe/London"),
    ("zone: Europe/London", "zone: ../etc/passwd", "no time zone", "Europe/London"),
    ("languages: [en, cy]", "languages: [en, cy, fr]", "no sentences in 'fr'", "Add texts/fr.po"),
    ("join: code", "join: codes", "'codes' is not known here", "Did you mean 'code'?"),
    ("age: 18", 'age: "18"', "'18' is not a whole number", "without quotation marks"),
    ("age: 18", "age: 12", "12 is too small", "from 16"),
    ("age: 18", "aeg: 18", "has no key 'aeg'", "Did you mean 'age'?"),
    ("groups: [lived-experience", "groups: [policy, lived-experience", "is there twice", "Keep one"),
    ("  controller:", "  controler:", "has no key 'controler'", "Did you mean 'controller'?"),
    ("  checked_on: null", "  checked_on: 23/11/2026", "'23/11/2026' is not a date", "year-month-day"),
    ("  checked_on: null", "  checked_on: 2026-02-30", "is not a date", "year-month-day"),
    ('how: {en: "Call 111', 'call: {en: "Call 111', "has no key 'call'", "name, how"),
    ("    scotland:", "    cornwall:", "no name for the nation 'cornwall'", "support.nation.cornwall"),
    ('["21:00", "09:00"]', '["21:00"]', "two times of day", '["21:00", "09:00"]'),
    ("ask_how_it_goes: P8W", "ask_how_it_goes: 8 weeks", "is not a length of time", "P1W"),
    ("weekly_ceiling: 7", "weekly_ceiling: none", "is not a whole number", "Write a whole number"),
    ("    kind: longitudinal", "    kind: longitudnal", "is not known here", "Did you mean 'longitudinal'?"),
    (
        "purposes: [check-ins, event-reminders, announcements, quotation]",
        "purposes: [quotation]",
        "nobody is asked to agree",
        "Add 'check-ins'",
    ),
    ("purposes: [check-ins,", "purposes: [checkins,", "'checkins' is not known", "Did you mean 'check-ins'?"),
    ("every: P1W", "every: PT36H", "a wave lasts whole days", "P1W"),
    ("every: P1W", "every: weekly", "is not a length of time", "P1W"),
    ("count: 52", "count: 0", "0 is too small", "from 1"),
    ('release_hour: "06:00"', "release_hour: 6", "'6' is not a time of day", "06:00"),
    ("    k: 10", "    k: 3", "3 is too small", "from 5"),
    ("retention_until: 2029-09-30", "retention_until: 2027-01-01", "before the last wave", "later day"),
    ("form: weekly-checkin", "form: weekly-chekin", "is not known here", "Did you mean 'weekly-checkin'?"),
    ("form: pdsa-log", "form: weekly-checkin", "asked twice", "Keep one"),
    ("{groups: [test-team-north]}", "{groups: [test-team-south]}", "is not known", "Did you mean 'test-team-north'?"),
    ("kind: chosen-time,", "kind: choosen-time,", "is not known", "Did you mean 'chosen-time'?"),
    ("day: wednesday", "day: 3", "'3' is not known here", "monday"),
    ('at: "12:30"', 'at: "22:30"', "22:30 is inside the quiet hours 21:00–09:00", "another hour"),
    ("kind: fixed, days: [friday],", "kind: fixed,", "asking 'fixed' needs 'days'", "Add 'days"),
    ("kind: fixed, days", "kind: on-request, days", "asking 'on-request' has no 'days'", "Remove"),
    ("answer_within: P2D", "answer_within: P0D", "is not a length of time", "P2D"),
    ("reminders: [P1D]", "reminders: [P3D]", "after the time to answer", "shorter"),
    ("approval: required", "approval: maybe", "'maybe' is not known here", "required"),
    ("roles: [admin,", "roles: [boss,", "'boss' is not known here", "admin"),
]


@pytest.mark.parametrize(("old", "new", "said", "remedy"), LAB)
def test_a_mistake_in_lab_yaml_is_told_at_its_line(folder: Path, old: str, new: str, said: str, remedy: str) -> None:
    line = _spoil(folder / "lab.yaml", old, new)
    faults = _faults(folder)
    assert any(fault.startswith(f"lab.yaml:{line}: ") and said in fault and remedy in fault for fault in faults), faults


@pytest.mark.parametrize(
    "key", ["zone", "join", "k", "retention_until", "not_monitored", "answer_within", "ethics_reference"]
)
def test_a_key_that_must_be_there_is_missed(folder: Path, key: str) -> None:
    file = folder / "lab.yaml"
    lines = file.read_text(encoding="utf-8").split("\n")
    at = next(place for place, line in enumerate(lines) if line.strip().startswith(f"{key}:"))
    depth = len(lines[at]) - len(lines[at].lstrip())
    end = next(
        place
        for place, line in enumerate(lines[at + 1 :], at + 1)
        if len(line) - len(line.lstrip()) <= depth or not line
    )
    file.write_text("\n".join((*lines[:at], *lines[end:])), encoding="utf-8")
    assert any(f"has no '{key}'" in fault and f"Add the line '{key}: …'" in fault for fault in _faults(folder))


_PROGRESS = 'msgid "checkin.progress"\nmsgstr "{number} o {of}"'
OTHER: list[tuple[str, str, str, int | None, str, str]] = [
    ("consent/weekly.1.en.md", "---\nstudy", "study", 1, "has no front matter", "Begin with '---'"),
    ("consent/weekly.1.en.md", "version: 1", "version: 2", 3, "version is 2 here and 1", "Make them agree"),
    ("consent/weekly.1.en.md", "change: material", "change: big", 4, "'big' is not known", "minor, material"),
    ("consent/weekly.1.en.md", "WHO WE ARE\n", "", None, "", ""),
    ("consent/weekly.1.en.md", "typing STOP.\n", "typing STOP.\n\n", 8, "the short form has 3 lines", "6 to 8"),
    ("consent/weekly.1.cy.md", "Does neb yn darllen", "Mae neb yn darllen", 1, "leaves out the notice", "Does neb"),
    ("consent/weekly.1.en.md", "WHO TO ASK", "x" * 2000, 8, "Keep it to 3800", "fits one message"),
    (
        "texts/en.po",
        'msgid "checkin.back"',
        'msgid "checkin.bakc"',
        None,
        "never says 'checkin.bakc'",
        "'checkin.back'",
    ),
    (
        "texts/cy.po",
        _PROGRESS,
        _PROGRESS.replace("{of}", "{off}"),
        None,
        "'checkin.progress' has no {off}",
        "{number}, {of}",
    ),
    ("texts/cy.po", 'msgstr "Yn ôl"', 'msgstr "Yn ôl', None, "cannot be read", "each on a line"),
    ("questionnaires/pdsa-log.yaml", "id: pdsa-log", "id: pdsa", 1, "the file is 'pdsa-log.yaml'", "Make them agree"),
]


@pytest.mark.parametrize("case", OTHER)
def test_a_mistake_in_another_file_is_told_there(
    folder: Path, case: tuple[str, str, str, int | None, str, str]
) -> None:
    file, old, new, line, said, remedy = case
    stood = _spoil(folder / file, old, new)
    faults = _faults(folder)
    if not said:
        assert faults == []
        return
    place = f"{file}:{line or stood}: "
    assert any(fault.startswith(place) and said in fault and remedy in fault for fault in faults), faults


def test_a_form_that_is_retired_cannot_be_asked(folder: Path) -> None:
    _spoil(folder / "questionnaires" / "pdsa-log.yaml", "status: active", "status: retired")
    assert any("'pdsa-log' is retired" in fault and "status: active" in fault for fault in _faults(folder))


def test_a_language_without_its_consent_text_is_told(folder: Path) -> None:
    (folder / "consent" / "weekly.1.cy.md").unlink()
    assert any("there is no consent/weekly.1.cy.md" in fault and "Write it" in fault for fault in _faults(folder))


def test_a_consent_text_that_belongs_nowhere_is_told(folder: Path) -> None:
    shutil.copy(folder / "consent" / "weekly.1.en.md", folder / "consent" / "other.1.en.md")
    shutil.copy(folder / "consent" / "weekly.1.en.md", folder / "consent" / "readme.md")
    faults = _faults(folder)
    assert any(fault.startswith("consent/other.1.en.md:1: there is no study 'other'") for fault in faults)
    assert any(fault.startswith("consent/readme.md:1: ") and "<study>.<version>" in fault for fault in faults)


UNLINKED = """\
  - id: another-survey
    kind: unlinked
    open_to: anyone-with-the-link
    questionnaires: [{form: pdsa-log, ask: {kind: on-request, once: true}}]
    k: 10
    retention_until: 2027-12-31

announcements:"""


def test_an_unlinked_study_is_checked_and_left_out(folder: Path) -> None:
    _spoil(folder / "lab.yaml", "\nannouncements:", UNLINKED)
    lab = read_lab(folder)
    assert isinstance(lab, Lab), str(lab)
    assert [study.id for study in lab.studies] == ["weekly"]
    _spoil(folder / "lab.yaml", "kind: on-request", "kind: fixed")
    assert any("'fixed' is not known here" in fault for fault in _faults(folder))


LATER = """\
community_chats:
  - {platform: telegram, chat: "@example", posts: [announcements, events]}
roles:"""


def test_community_chats_are_checked(folder: Path) -> None:
    _spoil(folder / "lab.yaml", "roles:", LATER)
    assert _faults(folder) == []
    _spoil(folder / "lab.yaml", "platform: telegram", "platform: telegramm")
    assert any("Did you mean 'telegram'?" in fault for fault in _faults(folder))


FEEDBACK = "reminders: [P1D], feedback: {form: event-feedback, after: PT2H}"
EVENTS = f"events: {{calendar: events.ics, show: [summary, location, url], {FEEDBACK}}}"


def test_events_are_read_with_the_longest_reminder_first(folder: Path) -> None:
    feedback = "reminders: [PT1H, P7D], feedback: {form: pdsa-log, after: PT2H}"
    _spoil(folder / "lab.yaml", FEEDBACK, feedback)
    lab = read_lab(folder)
    assert isinstance(lab, Lab), str(lab)
    assert lab.events == EventPlan(
        calendar="events.ics",
        show=frozenset({Detail.SUMMARY, Detail.LOCATION, Detail.URL}),
        reminders=(timedelta(days=7), timedelta(hours=1)),
    )


def test_a_lab_shows_only_titles_and_reminds_nobody_unless_it_says_so(folder: Path) -> None:
    _spoil(folder / "lab.yaml", EVENTS, "events: {calendar: events.ics}")
    lab = read_lab(folder)
    assert isinstance(lab, Lab), str(lab)
    assert lab.events == EventPlan(calendar="events.ics", show=frozenset({Detail.SUMMARY}), reminders=())


def test_a_lab_may_have_no_events(folder: Path) -> None:
    _spoil(folder / "lab.yaml", EVENTS, "")
    lab = read_lab(folder)
    assert isinstance(lab, Lab), str(lab)
    assert lab.events is None


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("calendar: events.ics", "calendar: other.ics", "there is no file 'other.ics'"),
        ("calendar: events.ics", "calendar: ../lab/../../x", "there is no file '../lab/../../x'"),
        ("calendar: events.ics", "calendar: https://lab.example.org/x", "no calendar from the web"),
        ("[summary, location, url]", "[summary, attendee]", "'attendee' is not known here"),
        ("reminders: [P1D]", "reminders: [P14D]", "before the event is told"),
        ("reminders: [P1D]", "reminders: [P1D, PT24H]", "is there twice"),
    ],
)
def test_a_plan_that_cannot_work_is_told_at_its_line(folder: Path, old: str, new: str, expected: str) -> None:
    line = _spoil(folder / "lab.yaml", EVENTS, EVENTS.replace(old, new))
    [fault] = _faults(folder)
    assert fault.startswith(f"lab.yaml:{line}: ")
    assert expected in fault


def test_a_calendar_that_cannot_be_read_is_told_at_its_own_line(folder: Path) -> None:
    line = _spoil(folder / "events.ics", "RRULE:FREQ=WEEKLY", "RRULE:FREQ=SECONDLY")
    [fault] = _faults(folder)
    assert fault.startswith(f"events.ics:{line}: ")


def test_quiet_hours_are_the_labs_own(folder: Path) -> None:
    _spoil(folder / "lab.yaml", '["21:00", "09:00"]', '["20:00", "10:30"]')
    lab = read_lab(folder)
    assert isinstance(lab, Lab), str(lab)
    assert lab.quiet == QuietHours(begins=time(20), ends=time(10, 30))


def test_every_file_is_checked_in_one_go_even_when_lab_yaml_is_broken(folder: Path) -> None:
    _spoil(folder / "lab.yaml", "join: code", "\tjoin: code")
    _spoil(folder / "questionnaires" / "pdsa-log.yaml", "version: 1.", "version: one.")
    files = {fault.partition(":")[0] for fault in _faults(folder)}
    assert files == {"lab.yaml", "questionnaires/pdsa-log.yaml"}


def test_a_folder_without_lab_yaml_says_so(tmp_path: Path) -> None:
    assert any(fault.startswith("lab.yaml:1: the file cannot be read") for fault in _faults(tmp_path))


def test_a_lab_may_name_a_nation_of_its_own(folder: Path) -> None:
    _spoil(folder / "lab.yaml", "    scotland:", "    cornwall:")
    with (folder / "texts" / "en.po").open("a", encoding="utf-8") as texts:
        texts.write('\nmsgid "support.nation.cornwall"\nmsgstr "Cornwall"\n')
    assert _faults(folder) == []


FILES = ("lab.yaml", "questionnaires/weekly-checkin.yaml", "consent/weekly.1.en.md", "texts/cy.po")
INSTEAD = (None, "", " []", " [[]]", " {}", " {a: {b: c}}", " 0", ' "x"', " -1", " 9e99")


@pytest.mark.parametrize("file", FILES)
@given(data=st.data())
def test_no_spoiled_line_makes_the_reader_raise(file: str, data: st.DataObject) -> None:
    with TemporaryDirectory() as place:
        folder = Path(shutil.copytree(EXAMPLE, Path(place) / "lab"))
        lines = (folder / file).read_text(encoding="utf-8").split("\n")
        at = data.draw(st.integers(0, len(lines) - 1))
        key, colon, _ = lines[at].partition(":")
        instead = data.draw(st.sampled_from(INSTEAD))
        lines[at : at + 1] = [] if instead is None else [key + colon + instead]
        (folder / file).write_text("\n".join(lines), encoding="utf-8")
        assert isinstance(read_lab(folder), Lab | Faults)
