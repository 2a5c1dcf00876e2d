"""When a form is asked: the ``ask`` of lab.yaml."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time, timedelta

from adapters.lab.faults import Notes
from adapters.lab.mistakes import ASKING, NOT_YET, QUIET, WRONG_SHAPE
from adapters.lab.reading import Section, clock, distinct, duration, one_of, truth, whole
from adapters.lab.yaml12 import Node, Sequence
from bot.domain.schedule import Ask, ChosenTime, Fixed, OnRequest, Weekday, WeekTime

#: Day names only: a number means Monday to one tool and Sunday or Tuesday to another.
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MAX_A_DAY = 12  # prompts; more is no burden that a person can agree to

#: For each kind of asking, the keys that it needs and those that it may have.
_KEYS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "fixed": (("days", "at"), ()),
    "chosen-time": (("default",), ()),
    "random-in-windows": (("windows", "per_day"), ("min_gap", "days")),
    "burst": (("per_day", "days"), ("windows", "min_gap")),
    "interval": (("every",), ("at",)),
    "on-request": ((), ("once",)),
}
_CAN = ("chosen-time", "fixed", "on-request")


@dataclass(frozen=True, slots=True)
class Hours:
    """A span of the day, in local wall time; it may go past midnight."""

    start: time
    end: time

    def hold(self, at: time) -> bool:
        if self.start <= self.end:
            return self.start <= at < self.end
        return at >= self.start or at < self.end


def hours(node: Node, notes: Notes) -> Hours | None:
    """Two times of day."""
    if isinstance(node, Sequence) and len(node.items) == 2:
        start, end = (clock(item, notes) for item in node.items)
        return Hours(start, end) if start is not None and end is not None else None
    notes.add(node, "there should be two times of day here", 'Write ["21:00", "09:00"], for example.', WRONG_SHAPE)
    return None


def read_ask(asked: Section, quiet: Hours) -> Ask:
    """When the form is asked; what is wrong is noted, a time inside the lab's quiet hours included."""
    every = tuple(dict.fromkeys(key for needed, allowed in _KEYS.values() for key in (*needed, *allowed)))
    ask = asked.section("ask", required=("kind",), optional=every)
    kind = ask.find("kind", one_of(*_KEYS))
    if kind is None:
        return OnRequest()
    needed, allowed = _KEYS[kind]
    for key in needed:
        if key not in ask.values:
            ask.notes.add(ask.at, f"asking '{kind}' needs '{key}'", f"Add '{key}: …'.", ASKING)
    for key in ask.values:
        if key not in ("kind", *needed, *allowed):
            ask.notes.add(ask.where(key), f"asking '{kind}' has no '{key}'", "Remove it.", ASKING)
    default = _week_time(ask.section("default", required=("day", "at")), quiet)
    at = _waking(ask, quiet)
    if kind == "burst":
        ask.find("days", whole(1, 60))
    _check_draws(ask, kind)
    match kind:
        case "chosen-time":
            return ChosenTime(default=default)
        case "fixed":
            named = ask.find("days", distinct(one_of(*DAYS), "days")) or ()
            return Fixed(days=tuple(_weekday(day) for day in named), at=at)
        case "on-request":
            return OnRequest()
    remedy = f"It can: {', '.join(_CAN)}."
    ask.notes.add(ask.where("kind"), f"this version of Labbot cannot ask '{kind}' yet", remedy, NOT_YET)
    return OnRequest()


def _check_draws(ask: Section, kind: str) -> None:
    windows = ask.find("windows", distinct(hours, "windows")) or ()
    per_day = ask.find("per_day", whole(1, _MAX_A_DAY))
    if kind == "random-in-windows" and windows and per_day is not None and per_day < len(windows):
        message = f"{per_day} a day cannot fill {len(windows)} windows"
        ask.notes.add(ask.where("per_day"), message, "Ask once in each.", ASKING)
    gap = ask.find("min_gap", duration)
    if gap is not None and gap >= timedelta(days=1):
        message = "the gap between two prompts is a day or more"
        ask.notes.add(ask.where("min_gap"), message, "Write PT90M, for example.", ASKING)
    ask.find("every", duration)
    ask.find("once", truth)


def _week_time(default: Section, quiet: Hours) -> WeekTime:
    return WeekTime(day=_weekday(default.get("day", one_of(*DAYS), DAYS[0])), at=_waking(default, quiet))


def _weekday(name: str) -> Weekday:
    return Weekday(DAYS.index(name))


def _waking(section: Section, quiet: Hours) -> time:
    """The `at`, noted when nobody may be written to then."""
    at = section.find("at", clock)
    if at is not None and quiet.hold(at):
        span = f"{quiet.start:%H:%M}–{quiet.end:%H:%M}"
        message = f"{at:%H:%M} is inside the quiet hours {span}"
        section.notes.add(section.where("at"), message, "Choose another hour.", QUIET)
    return at or time(12)
