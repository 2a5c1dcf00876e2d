"""``labbot check``: what is wrong with a lab folder, why it matters, and what to do; then what would make it better."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from adapters.cli.entrance import REFUSED, Json, places
from adapters.lab.advice import advise
from adapters.lab.faults import Finding, shown
from adapters.lab.folder import read_folder
from adapters.wiring.clock import SystemClock

Record = dict[str, str | int]


def check(
    lab_dir: Annotated[Path | None, typer.Argument(help="A lab folder; the configured one when left out.")] = None,
    strict: Annotated[bool, typer.Option("--strict", help="Refuse what is only advised, too.")] = False,
    as_json: Json = False,
) -> None:
    """Check a lab folder: file:line: what is wrong, why it matters, and what to do."""
    folder = lab_dir or places().lab
    found = read_folder(folder)
    zone = ZoneInfo("UTC" if found.lab is None else found.lab.zone)
    faults, advice = found.faults.all, advise(found, SystemClock().now().astimezone(zone).date())
    refused = bool(faults) or (strict and bool(advice))
    if as_json:
        told = {"ok": not refused, "faults": _records(faults), "advice": _records(advice)}
        typer.echo(json.dumps(told, ensure_ascii=False))
    else:
        for one in (*faults, *advice):
            typer.echo(f"{one} [{one.check.code}]", err=refused)
        typer.echo(f"{shown(str(folder))}: {_counted(faults, advice)}", err=refused)
    if refused:
        raise typer.Exit(REFUSED)


def _records(findings: Iterable[Finding]) -> list[Record]:
    return [
        {
            "file": one.file,
            "line": one.line,
            "code": one.check.code,
            "severity": one.check.severity.value,
            "message": one.message,
            "why": one.check.why,
            "remedy": one.remedy,
        }
        for one in findings
    ]


def _counted(faults: tuple[Finding, ...], advice: tuple[Finding, ...]) -> str:
    """How many of each there are, such as ``no faults, 4 pieces of advice``."""
    told = f"{_number(len(faults), 'fault', 'faults')}, {_number(len(advice), 'piece of advice', 'pieces of advice')}"
    return f"{told}. docs/checks.md has more on each code in brackets." if faults or advice else told


def _number(count: int, one: str, many: str) -> str:
    return f"{count or 'no'} {one if count == 1 else many}"
