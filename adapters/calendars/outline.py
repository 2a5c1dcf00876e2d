"""Where the parts of a calendar stand in its text: icalendar tells what is wrong, and seldom on which line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from adapters.calendars.faults import Fault

_DEEPEST = 8  # components inside each other; a calendar needs three
_HOW_OFTEN = re.compile(r"\bFREQ=([A-Z]+)\b", re.IGNORECASE)
_OFTEN_ENOUGH = frozenset({"DAILY", "WEEKLY", "MONTHLY", "YEARLY"})


@dataclass(slots=True)
class Stretch:
    """A component: its name, the line of its BEGIN, and of each property in it the line on which it first stands.

    Under None is the first line in it that is no property.
    """

    name: str
    line: int
    lines: dict[str | None, int] = field(default_factory=dict)

    def line_of(self, name: str | None) -> int:
        """The line of a property; of the component itself when it has none of that name."""
        return self.lines.get(name, self.line)


@dataclass(slots=True)
class Outline:
    """The first calendar and every event, in the order of the text; the first line of all that is no property."""

    calendar: Stretch | None = None
    events: list[Stretch] = field(default_factory=list)
    odd: int | None = None
    faults: list[Fault] = field(default_factory=list)

    def note(self, line: int, message: str, remedy: str) -> None:
        self.faults.append(Fault(line=line, message=message, remedy=remedy))


def outline(text: str) -> Outline:
    """The outline of a calendar's text, with what is wrong with its frame and what nobody needs to work out."""
    found, open_ = Outline(), list[Stretch]()
    for number, line in _lines(text):
        name, colon, value = line.partition(":")
        name = name.partition(";")[0].upper()
        if not colon:
            found.odd = found.odd or number
            for stretch in open_[-1:]:
                stretch.lines.setdefault(None, number)
        elif name == "BEGIN":
            _begin(found, open_, Stretch(_component(value), number))
        elif name == "END":
            _end(found, open_, _component(value), number)
        elif open_:
            open_[-1].lines.setdefault(name, number)
        if name == "RRULE":
            _rule(found, value, number)
    for stretch in open_[-1:]:
        found.note(stretch.line, f"BEGIN:{stretch.name} is never closed", f"Add END:{stretch.name}.")
    if found.calendar is None:
        found.note(1, "there is no calendar in here", "Begin the file with BEGIN:VCALENDAR.")
    return found


def _begin(found: Outline, open_: list[Stretch], stretch: Stretch) -> None:
    open_.append(stretch)
    if len(open_) == _DEEPEST + 1:
        found.note(stretch.line, f"components are nested more than {_DEEPEST} deep", "Make it flatter.")
    if stretch.name == "VCALENDAR":
        found.calendar = found.calendar or stretch
    elif stretch.name == "VEVENT":
        found.events.append(stretch)


def _end(found: Outline, open_: list[Stretch], name: str, number: int) -> None:
    if open_ and open_[-1].name == name:
        open_.pop()
        return
    before = f"; BEGIN:{open_[-1].name} of line {open_[-1].line} is still open" if open_ else ""
    found.note(number, f"END:{name} closes nothing{before}", "Give each BEGIN its END, in reverse order.")


def _component(value: str) -> str:
    return value.strip().upper()[:30]


def _rule(found: Outline, value: str, number: int) -> None:
    """A rule that comes true each second is refused here, before a library begins to work it out."""
    often = _HOW_OFTEN.search(value)
    if often is None:
        found.note(number, "the rule does not say how often", "Write RRULE:FREQ=WEEKLY, for example.")
    elif often[1].upper() not in _OFTEN_ENOUGH:
        found.note(number, "the rule does not count in days or more", "Use DAILY, WEEKLY, MONTHLY or YEARLY.")


def _lines(text: str) -> Iterator[tuple[int, str]]:
    """Each line of meaning with the number of its first line in the file: a line that begins blank goes on."""
    first, parts = 0, list[str]()
    for number, line in enumerate(text.replace("\r\n", "\n").split("\n"), 1):
        if parts and line[:1] in {" ", "\t"}:
            parts.append(line[1:])
        elif line:
            if parts:
                yield first, "".join(parts)
            first, parts = number, [line]
    if parts:
        yield first, "".join(parts)
