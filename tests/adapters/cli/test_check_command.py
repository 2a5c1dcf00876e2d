"""``labbot check``: what it prints, where to, and what it gives back."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from adapters.cli.commands import app
from tests.adapters.lab.spoiling import change, copied

Check = Callable[..., Result]
FORM = "questionnaires/pdsa-log.yaml"
LINE = re.compile(r"[^:]+:\d+: [^ ].*[^.]\. .+\. .+\. \[[a-z-]+\]")


@pytest.fixture
def lab(tmp_path: Path) -> Path:
    """A copy of the example lab that a test may change."""
    return copied(tmp_path / "lab")


@pytest.fixture
def check(lab: Path) -> Check:
    """Runs ``labbot check`` on that lab."""
    return lambda *words: CliRunner().invoke(app, ["check", str(lab), *words])


def without_advice(lab: Path) -> None:
    """Makes a lab of which nothing is to be said."""
    for file in (*(lab / "questionnaires").iterdir(), *(lab / "consent").iterdir()):
        file.unlink()
    (lab / "consent" / "tiny.1.en.md").write_text(CONSENT, encoding="utf-8")
    (lab / "questionnaires" / "tiny.yaml").write_text(TINY, encoding="utf-8")
    (lab / "lab.yaml").write_text(LAB, encoding="utf-8")


def test_with_advice_only_it_prints_it_and_gives_0(check: Check, lab: Path) -> None:
    done = check()
    assert (done.exit_code, done.stderr) == (0, "")
    *lines, last = done.stdout.splitlines()
    assert all(LINE.fullmatch(line) for line in lines), lines
    assert last.startswith(f"{lab}: no faults, {len(lines)} pieces of advice. docs/checks.md ")


def test_strictly_advice_is_enough_to_give_1_and_goes_to_stderr(check: Check) -> None:
    done, mild = check("--strict"), check()
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr == mild.stdout


def test_faults_come_before_advice_each_in_the_order_of_its_place(check: Check, lab: Path) -> None:
    at = change(lab / FORM, "format: checkin/1", "format: checkin/9")
    done = check()
    assert (done.exit_code, done.stdout) == (1, "")
    first, *others = done.stderr.splitlines()
    assert first.startswith(f"{FORM}:{at}: 'checkin/9' is not known here. ")
    assert first.endswith(" [unknown-word]")
    assert "1 fault, " in others[-1]
    assert len(others) > 3


def test_the_same_folder_is_told_the_same_way(check: Check, lab: Path) -> None:
    change(lab / FORM, "format: checkin/1", "format: checkin/9")
    assert check().stderr == check().stderr
    assert check("--json").stdout == check("--json").stdout


def test_as_json_each_finding_has_stable_keys(check: Check, lab: Path) -> None:
    at = change(lab / FORM, "status: active", "status: sleeping")
    done = check("--json")
    told = json.loads(done.stdout)
    assert (done.exit_code, done.stderr, told["ok"]) == (1, "", False)
    assert told["faults"] == [
        {
            "file": FORM,
            "line": at,
            "code": "unknown-word",
            "severity": "fault",
            "message": "'sleeping' is not known here",
            "why": "Labbot does not guess which was meant.",
            "remedy": "Use one of: draft, active, retired.",
        }
    ]
    assert told["advice"]
    assert {one["severity"] for one in told["advice"]} == {"advice"}
    assert {frozenset(one) for one in told["advice"]} == {frozenset(told["faults"][0])}


def test_ok_in_json_is_what_is_given_back(check: Check) -> None:
    for words, code in (((), 0), (("--strict",), 1)):
        done = check("--json", *words)
        assert (done.exit_code, json.loads(done.stdout)["ok"]) == (code, code == 0)


def test_of_a_lab_without_a_flaw_it_says_so_in_one_line(check: Check, lab: Path) -> None:
    without_advice(lab)
    for words in ((), ("--strict",)):
        done = check(*words)
        assert (done.exit_code, done.stdout, done.stderr) == (0, f"{lab}: no faults, no pieces of advice\n", "")


def test_without_a_folder_the_configured_lab_is_checked(lab: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LAB_DIR", str(lab))
    monkeypatch.chdir(lab.parent)
    (lab / "lab.yaml").unlink()
    done = CliRunner().invoke(app, ["check"])
    assert done.exit_code == 1
    assert done.stderr.startswith("lab.yaml:1: the file cannot be read")


def test_a_name_that_is_no_text_is_printed_as_far_as_it_can_be(check: Check, lab: Path) -> None:
    Path(os.fsdecode(os.fsencode(lab / "questionnaires") + b"/caf\xe9\n.yaml")).write_text(TINY, encoding="utf-8")
    done = check()
    assert (done.exit_code, done.exception.__class__) == (1, SystemExit)
    assert "questionnaires/caf� .yaml:1: " in done.stderr


LAB = """\
format: lab/1
id: tiny
name: {en: "Tiny lab"}
zone: Europe/London
languages: [en]
join: code
age: 18
groups: [everybody]
data_protection: {controller: "A", contact: "B", basis: "C", ethics_reference: "D"}
support:
  checked_on: 2199-01-01
  nations: {england: [{name: "Samaritans", how: "Call 116 123, free, any time"}]}
  not_monitored: {en: "Nobody reads this straight away."}
studies:
  - id: tiny
    kind: longitudinal
    title: {en: "Tiny study"}
    consent: {version: 1, purposes: [check-ins]}
    waves: {every: P1W, starting: 2026-11-23, count: 52, release_hour: "06:00"}
    k: 10
    retention_until: 2199-01-01
    questionnaires:
      - {form: tiny, ask: {kind: fixed, days: [friday], at: "15:00"}, answer_within: P3D}
"""
TINY = """\
format: checkin/1
id: tiny
version: 1.0.0
languages: [en]
title: {en: "Tiny"}
items:
  - {id: better, type: yes_no, text: {en: "Are you better?"}}
"""
CONSENT = """\
---
study: tiny
version: 1
change: material
what_changed: "First."
reviewed_by: "A made-up guardian"
---
We ask you one question a week.
You can skip it.
You can stop at any time.
We keep your answers apart from your name.
Nobody reads this straight away.
If you need help now, type HELP.
"""
