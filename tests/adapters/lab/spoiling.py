"""A copy of the example lab, and single changes to it whose line is known."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from adapters.lab import EXAMPLE


@dataclass(frozen=True, slots=True)
class Edit:
    """`new` in the place of the first `old`, in a file of the lab."""

    file: str
    old: str
    new: str

    def make(self, folder: Path) -> int:
        """Makes the change; gives the line on which it begins."""
        return change(folder / self.file, self.old, self.new)


@dataclass(frozen=True, slots=True)
class Told:
    """A finding with that code, in a file where `at` stands once the lab is changed, with `said` in its message."""

    code: str
    file: str
    at: str
    said: str

    def line(self, folder: Path) -> int:
        return line_of((folder / self.file).read_text(encoding="utf-8"), self.at)


def copied(to: Path) -> Path:
    """The example lab, in a folder that a test may change."""
    return Path(shutil.copytree(EXAMPLE, to, ignore=shutil.ignore_patterns("__pycache__", "*.py")))


def change(file: Path, old: str, new: str) -> int:
    """Puts `new` in the place of the first `old`; gives the line on which that begins."""
    text = file.read_text(encoding="utf-8")
    assert old in text, f"{file.name} has no {old!r}"
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    return line_of(text, old)


def line_of(text: str, part: str) -> int:
    """The line on which the first `part` begins."""
    return text[: text.index(part)].count("\n") + 1
