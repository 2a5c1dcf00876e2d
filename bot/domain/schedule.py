"""When a form is asked: local wall time, in the person's own zone, on days of a wave."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import IntEnum
from zoneinfo import ZoneInfo


class Weekday(IntEnum):
    """As ``date.weekday`` counts them. Only names are written anywhere: tools disagree about the numbers."""

    MONDAY = 0
    TUESDAY = 1
    WEDNESDAY = 2
    THURSDAY = 3
    FRIDAY = 4
    SATURDAY = 5
    SUNDAY = 6


@dataclass(frozen=True, kw_only=True, slots=True)
class WeekTime:
    """A time of the week, in local wall time."""

    day: Weekday
    at: time


@dataclass(frozen=True, kw_only=True, slots=True)
class ChosenTime:
    """Once a wave, at the day and hour that each person chose; `default` for those who chose none."""

    default: WeekTime


@dataclass(frozen=True, kw_only=True, slots=True)
class Fixed:
    """On the same days, at the same hour, for everybody."""

    days: tuple[Weekday, ...]
    at: time


@dataclass(frozen=True, kw_only=True, slots=True)
class OnRequest:
    """Never by the clock: only when the person asks for it."""


Ask = ChosenTime | Fixed | OnRequest


@dataclass(frozen=True, kw_only=True, slots=True)
class Slot:
    """One asking within a wave: its name, and the moment (UTC) of its prompt."""

    name: str
    at: datetime


def slots(ask: Ask, first_day: date, days: int, zone: str, own: WeekTime | None) -> tuple[Slot, ...]:
    """The askings of one person in the wave of `days` days from `first_day`, in their order."""
    moments = sorted(_moment(day, at, zone) for day, at in _local(ask, first_day, days, own))
    return tuple(Slot(name=str(place), at=at) for place, at in enumerate(moments))


def slot_names(ask: Ask, days: int) -> tuple[str, ...]:
    """The names that the slots of any person's wave can have."""
    match ask:
        case Fixed():
            weeks = -(-days // 7)
            return tuple(map(str, range(len(ask.days) * weeks)))
        case ChosenTime() | OnRequest():
            return ("0",)


def _local(ask: Ask, first_day: date, days: int, own: WeekTime | None) -> Iterator[tuple[date, time]]:
    match ask:
        case ChosenTime(default=default):
            chosen = own or default
            day = next((one for one in _days(first_day, days) if one.weekday() == chosen.day), first_day)
            yield day, chosen.at
        case Fixed(days=weekdays, at=at):
            yield from ((day, at) for day in _days(first_day, days) if day.weekday() in weekdays)
        case OnRequest():
            return


def _days(first_day: date, days: int) -> Iterator[date]:
    return (first_day + timedelta(days=after) for after in range(days))


def _moment(day: date, at: time, zone: str) -> datetime:
    """The instant of a wall time. One that the clocks skip comes as much later; of one that comes twice, the first."""
    return datetime.combine(day, at, ZoneInfo(zone)).astimezone(UTC)
