"""What is wrong with a calendar, told so that its author can put it right."""

from __future__ import annotations

from dataclasses import dataclass

MAX_BYTES = 1024 * 1024  # 1 MiB holds some five thousand events


@dataclass(frozen=True, kw_only=True, slots=True)
class Fault:
    """One thing to put right: a message without a full stop, and a remedy with one. `line` counts from 1.

    Neither repeats what the file says of people: of its words only names of properties and zones are quoted.
    """

    line: int
    message: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Faults:
    """Everything that is wrong, in the order of lines; never empty."""

    all: tuple[Fault, ...]


def one_fault(line: int, message: str, remedy: str) -> Faults:
    return Faults((Fault(line=line, message=message, remedy=remedy),))
