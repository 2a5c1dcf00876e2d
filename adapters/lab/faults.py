"""What ``labbot check`` looks for, and what it found in a lab folder, told so that its author can put it right."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from difflib import get_close_matches
from enum import StrEnum
from typing import Protocol


class Severity(StrEnum):
    """What a finding keeps from happening."""

    #: Labbot does not start.
    FAULT = "fault"
    #: Labbot starts; the people who answer would have been better off.
    ADVICE = "advice"


@dataclass(frozen=True, kw_only=True, slots=True, order=True)
class Check:
    """One thing that is looked for. `code` is its name for good; the other texts are whole sentences."""

    code: str
    severity: Severity
    what: str
    why: str
    remedy: str


def fault(code: str, what: str, why: str, remedy: str) -> Check:
    """A check for something with which Labbot does not start."""
    return Check(code=code, severity=Severity.FAULT, what=what, why=why, remedy=remedy)


def advice(code: str, what: str, why: str, remedy: str) -> Check:
    """A check for something that makes answering harder than it need be."""
    return Check(code=code, severity=Severity.ADVICE, what=what, why=why, remedy=remedy)


@dataclass(frozen=True, kw_only=True, slots=True, order=True)
class Finding:
    """One thing to put right: a message without a full stop, and a remedy with one. `line` counts from 1."""

    file: str
    line: int
    message: str
    remedy: str
    check: Check

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message}. {self.check.why} {self.remedy}"


@dataclass(frozen=True, slots=True)
class Faults:
    """Everything that is wrong, in the order of files and lines. As the outcome of a reading it is never empty."""

    all: tuple[Finding, ...]

    def __iter__(self) -> Iterator[Finding]:
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
    """What was found in one file so far. A reader adds to it and goes on, so that one run tells everything."""

    file: str
    faults: list[Finding] = field(default_factory=list)

    def add(self, at: Placed, message: str, remedy: str, check: Check) -> None:
        """Notes what `check` found. Its texts can be printed anywhere."""
        told = Finding(file=shown(self.file), line=at.line, message=shown(message), remedy=shown(remedy), check=check)
        self.faults.append(told)


def shown(text: str) -> str:
    """The text on one line, with � for every character that a terminal would obey and not show."""
    return "".join(one if one.isprintable() else " " if one.isspace() else "�" for one in text)


def in_order(*notes: Notes) -> Faults:
    """All findings of all files, each told once. Empty when there are none."""
    return Faults(tuple(sorted({one for note in notes for one in note.faults})))


def meant(word: str, known: tuple[str, ...], otherwise: str) -> str:
    """A remedy for a word that is none of `known`: the nearest one, else all of them, else `otherwise`."""
    near = get_close_matches(word, known, n=1, cutoff=0.6)
    if near:
        return f"Did you mean '{near[0]}'?"
    return f"Use one of: {', '.join(known)}." if known else otherwise
