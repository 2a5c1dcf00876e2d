"""Whatever lies in a lab folder is read, or refused with a sentence: never with an exception, and never waited for."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.lab.advice import advise
from adapters.lab.faults import Finding
from adapters.lab.folder import read_folder
from adapters.lab.yaml12 import MAX_BYTES
from tests.adapters.lab.spoiling import change, copied

TODAY = date(2026, 12, 1)
SOME = settings(max_examples=settings().max_examples // 5)  # each example reads a whole folder
FILES = (
    "lab.yaml",
    "questionnaires/weekly-checkin.yaml",
    "consent/weekly.1.en.md",
    "texts/cy.po",
    "events.ics",
    "instruments/phq-4.yaml",
)


def findings(folder: Path) -> tuple[Finding, ...]:
    """Everything that is said of the folder; each must be something that can be printed."""
    found = read_folder(folder)
    said = (*found.faults, *advise(found, TODAY))
    for one in said:
        str(one).encode("utf-8")
        assert one.line >= 1
        assert "\n" not in str(one)
    return said


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return copied(tmp_path / "lab")


def a_folder(file: Path) -> None:
    file.mkdir()


def a_pipe(file: Path) -> None:
    os.mkfifo(file)


def a_circle(file: Path) -> None:
    file.symlink_to(file)


def a_link_to_nowhere(file: Path) -> None:
    file.symlink_to(file.parent / "nowhere")


def utf_16(file: Path) -> None:
    file.write_text("format: lab/1\n", encoding="utf-16")


def latin_1(file: Path) -> None:
    file.write_bytes("id: caf\u00e9\n".encode("latin-1"))


def zeros(file: Path) -> None:
    file.write_bytes(bytes(1000))


def too_much(file: Path) -> None:
    with file.open("wb") as written:
        written.truncate(MAX_BYTES * 10_000)


ODD = (a_folder, a_pipe, a_circle, a_link_to_nowhere, utf_16, latin_1, zeros, too_much)


@pytest.mark.parametrize("file", ["lab.yaml", "questionnaires/weekly-checkin.yaml", "consent/weekly.1.en.md"])
@pytest.mark.parametrize("odd", ODD, ids=lambda odd: odd.__name__)
def test_something_odd_in_the_place_of_a_file_is_a_fault_of_that_file(
    folder: Path, file: str, odd: Callable[[Path], None]
) -> None:
    (folder / file).unlink()
    odd(folder / file)
    assert (file, 1) in {(one.file, one.line) for one in findings(folder)}


def test_a_file_that_is_not_utf_8_has_its_own_code(folder: Path) -> None:
    latin_1(folder / "lab.yaml")
    [fault] = [one for one in findings(folder) if one.file == "lab.yaml"]
    assert fault.check.code == "unreadable-file"


@pytest.mark.parametrize("name", [b"caf\xe9.yaml", "\u202e.yaml".encode(), b"a b.yaml", b"-.yaml", b"\n.yaml"])
def test_a_file_of_any_name_can_be_told_of(folder: Path, name: bytes) -> None:
    source = (folder / "questionnaires" / "pdsa-log.yaml").read_bytes()
    Path(os.fsdecode(os.path.join(os.fsencode(folder / "questionnaires"), name))).write_bytes(source)
    assert any(one.check.code == "wrong-name" for one in findings(folder))


@pytest.mark.parametrize("name", ["x" * 300, "a\\0b", "../lab.yaml", "/etc/passwd", "events.ics/x", "\\uD800"])
def test_a_calendar_of_any_name_is_a_file_of_the_lab_or_a_fault(folder: Path, name: str) -> None:
    line = change(folder / "lab.yaml", "calendar: events.ics", f'calendar: "{name}"')
    assert [(one.file, one.line) for one in findings(folder) if one.check.code == "events"] == [("lab.yaml", line)]


def test_an_empty_folder_and_no_folder_lack_the_same(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    for place in ("empty", "nowhere"):
        assert [one.file for one in findings(tmp_path / place)] == ["lab.yaml"]


@pytest.mark.parametrize("folders", [("questionnaires",), ("consent", "texts"), ("instruments",)])
def test_a_file_in_the_place_of_a_folder_is_an_empty_folder(folder: Path, folders: tuple[str, ...]) -> None:
    for name in folders:
        for file in (folder / name).iterdir():
            file.unlink()
        (folder / name).rmdir()
        (folder / name).write_text("", encoding="utf-8")
    assert findings(folder)


@pytest.mark.parametrize("file", FILES)
@SOME
@given(data=st.data())
def test_no_bytes_make_it_raise(file: str, data: st.DataObject) -> None:
    with TemporaryDirectory() as place:
        folder = copied(Path(place) / "lab")
        held = (folder / file).read_bytes()
        start = data.draw(st.integers(0, len(held)))
        end = data.draw(st.integers(start, min(len(held), start + 200)))
        (folder / file).write_bytes(held[:start] + data.draw(st.binary(max_size=40)) + held[end:])
        findings(folder)


@SOME
@given(data=st.data())
def test_no_line_of_a_questionnaire_in_another_place_makes_it_raise(data: st.DataObject) -> None:
    with TemporaryDirectory() as place:
        folder = copied(Path(place) / "lab")
        file = folder / "questionnaires" / "weekly-checkin.yaml"
        lines = file.read_text(encoding="utf-8").split("\n")
        one, other = (data.draw(st.integers(0, len(lines) - 1)) for _ in range(2))
        lines[one], lines[other] = lines[other], lines[one]
        file.write_text("\n".join(lines), encoding="utf-8")
        findings(folder)
