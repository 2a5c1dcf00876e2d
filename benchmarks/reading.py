"""Reading a lab: how long it takes to load a folder with two hundred questionnaires and to check it from every side.

The floor beside it is what the YAML library alone needs to read the same texts, into plain lists and dicts, with
nothing checked and no line known.
"""

from __future__ import annotations

import re
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import cycle, islice
from pathlib import Path

from ruamel.yaml import YAML

from adapters.lab.advice import advise
from adapters.lab.folder import read_folder
from benchmarks.figures import median, ratios
from benchmarks.lab import in_season

QUESTIONNAIRES = 200
TARGET_S = 3.0

_ID = re.compile(r"^id: .*$", re.MULTILINE)


@dataclass(frozen=True, kw_only=True, slots=True)
class Reading:
    """Seconds of each round: everything loaded and checked, and the floor."""

    questionnaires: int
    lines: int
    ours_s: tuple[float, ...]
    floor_s: tuple[float, ...]

    def __str__(self) -> str:
        ours, floor = median(self.ours_s), median(self.floor_s)
        met = "met" if ours < TARGET_S else "MISSED"
        each = ", ".join(f"{ratio:.2f}" for ratio in ratios(self.ours_s, self.floor_s))
        return (
            f"loading and checking {self.questionnaires} questionnaires of {self.lines} lines in all: {ours:.2f} s "
            f"(target under {TARGET_S:g} s: {met}); ruamel.yaml alone {floor:.2f} s; "
            f"labbot / ruamel.yaml: {median(ratios(self.ours_s, self.floor_s)):.2f} (round by round: {each})"
        )


def measure(rounds: int) -> Reading:
    """Both in turn, so that what else the machine does falls on both alike."""
    with tempfile.TemporaryDirectory(prefix="labbot-reading-") as folder:
        lab = filled(Path(folder) / "lab", QUESTIONNAIRES)
        texts = [file.read_text(encoding="utf-8") for file in sorted((lab / "questionnaires").glob("*.yaml"))]
        took = [(_seconds(lambda: checked(lab)), _seconds(lambda: _plain(texts))) for _ in range(rounds)]
    return Reading(
        questionnaires=len(texts),
        lines=sum(text.count("\n") for text in texts),
        ours_s=tuple(ours for ours, _ in took),
        floor_s=tuple(floor for _, floor in took),
    )


def filled(folder: Path, questionnaires: int) -> Path:
    """The shipped lab with so many questionnaires: the shipped ones again and again, under other names."""
    lab = in_season(folder)
    forms = lab / "questionnaires"
    shipped = [file.read_text(encoding="utf-8") for file in sorted(forms.glob("*.yaml"))]
    for nth, text in enumerate(islice(cycle(shipped), questionnaires - len(shipped))):
        (forms / f"copy-{nth}.yaml").write_text(_ID.sub(f"id: copy-{nth}", text, count=1), encoding="utf-8")
    return lab


def checked(folder: Path) -> None:
    """All that ``labbot check`` does. Raises TypeError when there is a fault: then something else would be measured."""
    found = read_folder(folder)
    if found.faults.all:
        raise TypeError("\n".join(map(str, found.faults.all[:5])))
    advise(found, datetime.now(UTC).date())


def _plain(texts: list[str]) -> None:
    for text in texts:
        YAML(typ="safe", pure=True).load(text)


def _seconds(work: Callable[[], None]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began
