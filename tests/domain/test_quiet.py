"""Quiet hours, in every zone and across both changes of the clocks."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bot.domain.quiet import DEFAULT_QUIET_HOURS, QuietHours

ZONES = sorted(available_timezones() - {"Factory", "localtime"})
LONDON = ZoneInfo("Europe/London")
NIGHT = QuietHours(begins=time(22), ends=time(1, 30))
"""Ends inside the hour that London skips in spring and has twice in autumn."""


def london(text: str, *, second_time: bool = False) -> datetime:
    """The instant of a wall time in London."""
    return datetime.fromisoformat(text).replace(tzinfo=LONDON, fold=int(second_time)).astimezone(UTC)


@pytest.mark.parametrize(
    ("at", "quiet"),
    [("20:59", False), ("21:00", True), ("23:59", True), ("00:00", True), ("08:59", True), ("09:00", False)],
)
def test_the_night_is_quiet_from_nine_to_nine(at: str, quiet: bool) -> None:
    assert DEFAULT_QUIET_HOURS.covers(time.fromisoformat(at)) is quiet


def test_quiet_hours_can_lie_within_a_day_and_equal_ends_mean_none() -> None:
    noon = QuietHours(begins=time(12), ends=time(14))
    assert [noon.covers(time(hour)) for hour in (11, 12, 13, 14)] == [False, True, True, False]
    never = QuietHours(begins=time(9), ends=time(9))
    assert not any(never.covers(time(hour)) for hour in range(24))


@pytest.mark.parametrize(
    ("now", "waking"),
    [
        ("2026-11-25 12:30", "2026-11-25 12:30"),
        ("2026-11-25 21:00", "2026-11-26 09:00"),
        ("2026-11-26 03:00", "2026-11-26 09:00"),
        ("2026-12-31 23:00", "2027-01-01 09:00"),
        ("2026-03-28 22:00", "2026-03-29 09:00"),
        ("2026-10-24 22:00", "2026-10-25 09:00"),
    ],
)
def test_what_would_be_said_at_night_is_said_in_the_morning(now: str, waking: str) -> None:
    assert DEFAULT_QUIET_HOURS.first_waking(london(now), "Europe/London") == london(waking)


def test_an_end_that_the_clocks_skip_comes_an_hour_later() -> None:
    assert NIGHT.first_waking(london("2026-03-29 00:30"), "Europe/London") == london("2026-03-29 02:30")


def test_of_an_end_that_comes_twice_the_first_that_is_not_past_counts() -> None:
    first, second = london("2026-10-25 01:30"), london("2026-10-25 01:30", second_time=True)
    assert second - first == timedelta(hours=1)
    assert NIGHT.first_waking(london("2026-10-25 00:59"), "Europe/London") == first
    assert NIGHT.first_waking(first, "Europe/London") == first
    assert NIGHT.first_waking(london("2026-10-25 01:10", second_time=True), "Europe/London") == second


def test_a_waking_half_hour_that_the_clocks_skip_leaves_the_day_without_one() -> None:
    nearly_always = QuietHours(begins=time(2), ends=time(1, 30))
    assert nearly_always.first_waking(london("2026-03-28 12:00"), "Europe/London") == london("2026-03-30 01:30")


TIMES = st.builds(time, st.integers(0, 23), st.integers(0, 59))
MOMENTS = st.datetimes(datetime(2024, 1, 1), datetime(2037, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001  # the zone is the third argument
QUIETS = st.builds(QuietHours, begins=TIMES, ends=TIMES)
NEARLY_ALWAYS = st.builds(lambda ends: QuietHours(begins=ends.replace(minute=59), ends=ends), TIMES)
"""Awake for less than an hour a day."""


@st.composite
def near_a_change(draw: st.DrawFn) -> tuple[datetime, str]:
    """A zone, and a moment within a day of one of its changes of the clocks, where it has any."""
    zone, moment = draw(st.sampled_from(ZONES)), draw(MOMENTS)
    there = ZoneInfo(zone)
    days = (moment + timedelta(days=day) for day in range(0, 366))
    change = next(
        (day for day in days if day.astimezone(there).utcoffset() != moment.astimezone(there).utcoffset()), moment
    )
    return change + timedelta(minutes=draw(st.integers(-36 * 60, 12 * 60))), zone


MOMENTS_AND_ZONES = st.tuples(MOMENTS, st.sampled_from(ZONES)) | near_a_change()


@given(quiet=QUIETS | NEARLY_ALWAYS, when=MOMENTS_AND_ZONES)
def test_the_first_waking_moment_is_never_quiet_and_never_past(quiet: QuietHours, when: tuple[datetime, str]) -> None:
    moment, zone = when
    waking = quiet.first_waking(moment, zone)
    assert waking >= moment
    assert not quiet.covers(waking.astimezone(ZoneInfo(zone)).time())
    assert quiet.first_waking(waking, zone) == waking


@given(quiet=QUIETS, when=MOMENTS_AND_ZONES)
def test_nobody_waits_longer_than_a_day_and_the_change_of_the_clocks(
    quiet: QuietHours, when: tuple[datetime, str]
) -> None:
    assume(awake(quiet) >= timedelta(hours=2))  # or the clocks can skip all of it
    moment, zone = when
    assert quiet.first_waking(moment, zone) - moment <= timedelta(hours=25)


def awake(quiet: QuietHours) -> timedelta:
    """How much of an ordinary day is not quiet."""
    begins, ends = (timedelta(hours=at.hour, minutes=at.minute) for at in (quiet.begins, quiet.ends))
    return (begins - ends) % timedelta(days=1) or timedelta(days=1)


@given(quiet=QUIETS, when=MOMENTS_AND_ZONES)
def test_by_day_a_moment_is_left_as_it_is(quiet: QuietHours, when: tuple[datetime, str]) -> None:
    moment, zone = when
    is_quiet = quiet.covers(moment.astimezone(ZoneInfo(zone)).time())
    assert (quiet.first_waking(moment, zone) == moment) is not is_quiet
