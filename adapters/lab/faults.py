"""What is wrong with a lab folder, told so that its author can put it right."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Protocol


@dataclass(frozen=True, kw_only=True, slots=True, order=True)
class Fault:
    """One thing to put right: a message without a full stop, and a remedy with one. `line` counts from 1."""

    file: str
    line: int
    message: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message}. {self.remedy}"


@dataclass(frozen=True, slots=True)
class Faults:
    """Everything that is wrong, in the order of files and lines. As the outcome of a reading it is never empty."""

    all: tuple[Fault, ...]

    def __iter__(self) -> Iterator[Fault]:
        return iter(self.all)

    def __len__(self) -> int:
        return len(self.all)

    def __str__(self) -> str:
        return "\n".join(map(str, self.all))


class Placed(Protocol):
    """Something that stands on a line of a file."""

    @property
    def line(self) -> int:
        """The line, from 1."""


@dataclass(frozen=True, slots=True)
class Line:
    """A bare line, where there is no node to point at."""

    line: int


@dataclass(slots=True)
class Notes:
    """The faults found in one file so far. A reader adds to it and goes on, so that one run tells everything."""

    file: str
    faults: list[Fault] = field(default_factory=list)

    def add(self, at: Placed, message: str, remedy: str) -> None:
        self.faults.append(Fault(file=self.file, line=at.line, message=message, remedy=remedy))


def in_order(*notes: Notes) -> Faults:
    """All faults of all files, each told once. Empty when there are none."""
    return Faults(tuple(sorted({fault for note in notes for fault in note.faults})))


def meant(word: str, known: tuple[str, ...], otherwise: str) -> str:
    """A remedy for a word that is none of `known`: the nearest one, else all of them, else `otherwise`."""
    near = get_close_matches(word, known, n=1, cutoff=0.6)
    if near:
        return f"Did you mean '{near[0]}'?"
    return f"Use one of: {', '.join(known)}." if known else otherwise
