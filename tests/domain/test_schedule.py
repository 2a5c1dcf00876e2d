"""Moments of prompts: the person's own wall time, in whichever zone, across both clock changes."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.schedule import ChosenTime, Fixed, OnRequest, Weekday, WeekTime, slot_names, slots

MONDAY = date(2026, 11, 23)
WEEK = 7
DEFAULT = WeekTime(day=Weekday.WEDNESDAY, at=time(12, 30))
zones = st.sampled_from(sorted(available_timezones() - {"localtime"}))
times = st.times().map(lambda at: at.replace(second=0, microsecond=0))
weekdays = st.sampled_from(list(Weekday))
days = st.dates(date(2020, 1, 1), date(2039, 12, 24))


def local(at: datetime, zone: str) -> datetime:
    return at.astimezone(ZoneInfo(zone))


def test_somebody_who_chose_nothing_is_asked_at_the_labs_time() -> None:
    [slot] = slots(ChosenTime(default=DEFAULT), MONDAY, WEEK, "Europe/London", None)
    assert slot.at == datetime(2026, 11, 25, 12, 30, tzinfo=UTC)


def test_a_person_in_another_zone_is_asked_at_their_own_hour() -> None:
    own = WeekTime(day=Weekday.SATURDAY, at=time(19, 30))
    [slot] = slots(ChosenTime(default=DEFAULT), MONDAY, WEEK, "Asia/Tokyo", own)
    assert slot.at == datetime(2026, 11, 28, 10, 30, tzinfo=UTC)


def test_fixed_days_are_one_asking_each() -> None:
    ask = Fixed(days=(Weekday.FRIDAY, Weekday.MONDAY), at=time(15))
    found = slots(ask, MONDAY, WEEK, "Europe/London", None)
    assert [(slot.name, slot.at.day) for slot in found] == [("0", 23), ("1", 27)]
    assert slot_names(ask, WEEK) == ("0", "1")


def test_what_is_asked_on_request_is_never_asked_by_the_clock() -> None:
    assert slots(OnRequest(), MONDAY, WEEK, "Europe/London", None) == ()
    assert slot_names(OnRequest(), WEEK) == ("0",)


def test_an_hour_that_the_clocks_skip_comes_as_much_later_and_one_that_comes_twice_the_first_time() -> None:
    spring = Fixed(days=(Weekday.SUNDAY,), at=time(1, 30))
    [skipped] = slots(spring, date(2027, 3, 22), WEEK, "Europe/London", None)
    assert skipped.at == datetime(2027, 3, 28, 1, 30, tzinfo=UTC)
    assert local(skipped.at, "Europe/London").hour == 2
    [twice] = slots(spring, date(2026, 10, 19), WEEK, "Europe/London", None)
    assert twice.at == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


@given(days, weekdays, times, zones)
def test_everybody_is_asked_once_a_wave_on_their_day_at_their_hour_or_as_much_later_as_the_clocks_skipped(
    first: date, day: Weekday, at: time, zone: str
) -> None:
    [slot] = slots(ChosenTime(default=DEFAULT), first, WEEK, zone, WeekTime(day=day, at=at))
    told = local(slot.at, zone)
    wanted = datetime.combine(told.date(), at)
    late = told.replace(tzinfo=None) - wanted
    if late < timedelta(0):  # skipped over midnight: the local date has moved on by itself
        late += timedelta(days=1)
    assert timedelta(0) <= late <= timedelta(hours=24)
    assert (
        late == timedelta(0)
        or slot.at.astimezone(ZoneInfo(zone)).utcoffset()
        != (slot.at - timedelta(hours=25)).astimezone(ZoneInfo(zone)).utcoffset()
    )
    assert first <= told.date() <= first + timedelta(days=WEEK)


@given(days, st.sets(weekdays, min_size=1), times, zones, st.integers(1, 28))
def test_slots_are_in_order_and_their_names_are_known_beforehand(
    first: date, chosen: set[Weekday], at: time, zone: str, length: int
) -> None:
    ask = Fixed(days=tuple(chosen), at=at)
    found = slots(ask, first, length, zone, None)
    assert [slot.at for slot in found] == sorted(slot.at for slot in found)
    assert {slot.name for slot in found} <= set(slot_names(ask, length))
