"""``labbot event list``: what the calendar holds, for people and as JSON."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from adapters.cli.commands import app
from adapters.deployment import NotStarted
from adapters.lab import EXAMPLE

Labbot = Callable[..., Result]


@pytest.fixture
def lab(tmp_path: Path) -> Path:
    """A copy of the example lab that a test may change."""
    return Path(shutil.copytree(EXAMPLE, tmp_path / "lab", ignore=shutil.ignore_patterns("__pycache__", "*.py")))


@pytest.fixture
def labbot(lab: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Labbot:
    """Runs ``labbot WORDS`` with that lab, in a folder of its own."""
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    monkeypatch.setenv("LAB_DIR", str(lab))
    return lambda *words: CliRunner().invoke(app, list(words))


def test_the_list_has_each_occurrence_with_its_time_and_zone(labbot: Labbot) -> None:
    done = labbot("event", "list", "--from", "2027-01-12", "--to", "2027-01-21")
    assert done.exit_code == 0, done.output
    assert [line.split("  ")[:2] for line in done.stdout.splitlines()] == [
        ["2027-01-12 14:00 Europe/London", "Design workshop"],
        ["2027-01-14 18:00 Europe/London", "Online drop-in for Lab participants"],
        ["2027-01-21 all day", "Learning day"],
        ["2027-01-21 18:00 Europe/London", "Online drop-in for Lab participants"],
    ]


def test_as_json_every_start_knows_its_offset_and_whole_days_have_none(labbot: Labbot) -> None:
    done = labbot("event", "list", "--from", "2027-03-25", "--to", "2027-04-01", "--json")
    assert [(one["starts"], one["ends"]) for one in json.loads(done.stdout)] == [
        ("2027-03-25T18:00:00+00:00", "2027-03-25T19:00:00+00:00"),
        ("2027-04-01T18:00:00+01:00", "2027-04-01T19:00:00+01:00"),
    ]
    [day] = [
        one
        for one in json.loads(labbot("event", "list", "--from", "2027-01-21", "--to", "2027-01-21", "--json").stdout)
        if one["all_day"]
    ]
    assert (day["starts"], day["ends"], day["title"]) == ("2027-01-21", "2027-01-21", "Learning day")
    assert set(day) == {"starts", "ends", "all_day", "zone", "title", "description", "location", "url"}


def test_without_days_it_shows_the_next_six_weeks(labbot: Labbot) -> None:
    assert len(labbot("event", "list").stdout.splitlines()) >= 6


def test_a_time_without_events_says_so(labbot: Labbot, lab: Path) -> None:
    (lab / "events.ics").write_bytes(b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n")
    assert labbot("event", "list").stdout == "No events in this time.\n"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--from", "2027-01-02", "--to", "2027-01-01"), "--to is before --from"),
        (("--from", "2027-01-01", "--to", "2099-01-01"), "more than 1000 dates"),
    ],
)
def test_what_cannot_be_listed_is_refused_with_why(labbot: Labbot, words: tuple[str, ...], said: str) -> None:
    done = labbot("event", "list", *words)
    assert isinstance(done.exception, NotStarted)
    assert said in str(done.exception)


def test_a_lab_without_events_is_told_where_to_give_them(labbot: Labbot, lab: Path) -> None:
    text = (lab / "lab.yaml").read_text(encoding="utf-8")
    without = "\n".join(line for line in text.split("\n") if not line.startswith("events:"))
    (lab / "lab.yaml").write_text(without, encoding="utf-8")
    done = labbot("event", "list")
    assert isinstance(done.exception, NotStarted)
    assert "lab.yaml" in str(done.exception)


def test_check_names_the_line_of_a_calendar_that_cannot_be_read(labbot: Labbot, lab: Path) -> None:
    (lab / "events.ics").write_bytes(b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n")
    done = labbot("check", "--json")
    assert done.exit_code == 1
    assert {(one["file"], one["line"]) for one in json.loads(done.stdout)["faults"]} == {("events.ics", 2)}
