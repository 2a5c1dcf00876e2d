"""Waves and their gate: no reply leaves except in company."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.ids import WaveNumber
from bot.domain.wave import Passed, Submission, Waits, WaveCalendar, gate, label, shared_by
from tests.builders import a_submission


def people(submissions: tuple[Submission, ...] | list[Submission]) -> int:
    return len({one.person for one in submissions})


def new(submissions: tuple[Submission, ...] | list[Submission]) -> list[Submission]:
    return [one for one in submissions if one.newcomer]


def some(old: int, newcomers: int = 0) -> list[Submission]:
    return [a_submission(person, newcomer=person >= old) for person in range(old + newcomers)]


@pytest.mark.parametrize(
    ("old", "newcomers", "out", "held"),
    [(10, 0, 10, 0), (10, 1, 10, 1), (10, 9, 10, 9), (10, 10, 20, 0), (0, 10, 10, 0), (3, 10, 13, 0), (30, 1, 30, 1)],
)
def test_ten_together_leave_and_newcomers_only_among_ten(old: int, newcomers: int, out: int, held: int) -> None:
    passed = gate(some(old, newcomers), 10)
    assert isinstance(passed, Passed)
    assert (len(passed.out), len(passed.held)) == (out, held)


@pytest.mark.parametrize(("old", "newcomers"), [(0, 0), (9, 0), (0, 9), (9, 9), (1, 9), (9, 1)])
def test_fewer_than_ten_wait_also_when_newcomers_would_make_them_ten(old: int, newcomers: int) -> None:
    assert isinstance(gate(some(old, newcomers), 10), Waits)


def test_one_person_who_answers_ten_times_is_one_person() -> None:
    assert isinstance(gate([a_submission(1, nth=nth) for nth in range(10)], 10), Waits)


@st.composite
def submissions(draw: st.DrawFn) -> list[Submission]:
    """Replies of up to fourteen people, some of them new, some of them more than once."""
    newcomers = draw(st.sets(st.integers(0, 13)))
    who = draw(st.lists(st.integers(0, 13), max_size=30))
    return [
        a_submission(
            person,
            newcomer=person in newcomers,
            nth=nth,
            version=draw(st.sampled_from(["1.0.0", "1.1.0"])),
            language=draw(st.sampled_from(["en", "cy"])),
        )
        for nth, person in enumerate(who)
    ]


K = st.integers(2, 7)


@given(there=submissions(), k=K)
def test_what_leaves_and_what_is_held_is_what_was_there(there: list[Submission], k: int) -> None:
    match gate(there, k):
        case Passed(out=out, held=held):
            assert sorted(one.tag for one in (*out, *held)) == sorted(one.tag for one in there)
            assert held == tuple(new(held))
            assert people(held) < k
        case Waits():
            assert people(there) < k or people([one for one in there if not one.newcomer]) < k


@given(there=submissions(), k=K)
def test_nobody_leaves_except_among_k_and_no_newcomer_except_among_k_newcomers(there: list[Submission], k: int) -> None:
    passed = gate(there, k)
    if isinstance(passed, Passed):
        assert people(passed.out) >= k
        assert people(new(passed.out)) == 0 or people(new(passed.out)) >= k


@given(there=submissions(), k=K)
def test_what_could_leave_is_not_kept_waiting(there: list[Submission], k: int) -> None:
    all_may = people(there) >= k and (not new(there) or people(new(there)) >= k)
    others_may = people([one for one in there if not one.newcomer]) >= k
    assert isinstance(gate(there, k), Passed) == (all_may or others_may)
    if all_may:
        assert gate(there, k) == Passed(out=tuple(there), held=())


@given(there=submissions(), k=K, data=st.data())
def test_neither_the_order_nor_answering_again_decides_anything(
    there: list[Submission], k: int, data: st.DataObject
) -> None:
    shuffled = data.draw(st.permutations(there))
    again = [a_submission(int.from_bytes(one.person, "big"), newcomer=one.newcomer, nth=99) for one in there]
    assert isinstance(gate(shuffled, k), Passed) == isinstance(gate(there, k), Passed)
    assert isinstance(gate([*there, *again], k), Passed) == isinstance(gate(there, k), Passed)


@given(there=submissions(), k=K)
def test_why_it_waits_counts_nobody(there: list[Submission], k: int) -> None:
    waits = gate(there, k)
    if isinstance(waits, Waits):
        assert set(re.findall(r"\d+", waits.why)) <= {str(k)}


@given(there=submissions(), k=K)
def test_a_version_or_a_language_is_told_only_when_k_people_share_it(there: list[Submission], k: int) -> None:
    shared = shared_by(there, k)
    facets = {"version", "language"} | {facet for facet, _ in shared}
    assert shared.keys() == {(facet, getattr(one, facet)) for facet in facets for one in there}
    for (facet, value), told in shared.items():
        assert told == (people([one for one in there if getattr(one, facet) == value]) >= k)


@pytest.mark.parametrize(("waves", "known_as"), [([3], "3"), ([3, 3], "3"), ([4, 3], "3-4"), ([2, 3, 4, 3], "2-4")])
def test_waves_that_leave_together_have_one_label(waves: list[int], known_as: str) -> None:
    assert label(map(WaveNumber, waves)) == known_as


# The calendar.


ZONES = st.sampled_from(sorted(available_timezones() - {"Factory", "localtime"}))
CALENDARS = st.builds(
    WaveCalendar,
    every=st.integers(1, 60).map(lambda days: timedelta(days=days)),
    starting=st.dates(date(2024, 1, 1), date(2036, 12, 31)),
    count=st.integers(1, 60),
)


@given(calendar=CALENDARS, data=st.data())
def test_every_day_of_a_wave_is_in_that_wave_and_in_no_other(calendar: WaveCalendar, data: st.DataObject) -> None:
    wave = WaveNumber(data.draw(st.integers(1, calendar.count)))
    day = calendar.first_day(wave) + timedelta(days=data.draw(st.integers(0, calendar.every.days - 1)))
    assert calendar.number_on(day) == wave
    assert calendar.first_day(wave) <= day < calendar.first_day(WaveNumber(wave + 1))


@given(CALENDARS)
def test_before_the_first_wave_and_after_the_last_there_is_none(calendar: WaveCalendar) -> None:
    after = calendar.first_day(WaveNumber(calendar.count + 1))
    assert calendar.number_on(calendar.starting) == 1
    assert calendar.number_on(calendar.starting - timedelta(days=1)) is None
    assert calendar.number_on(after - timedelta(days=1)) == calendar.count
    assert calendar.number_on(after) is None


@given(calendar=CALENDARS, days=st.integers(-100, 4000))
def test_the_waves_that_are_over_come_latest_first(calendar: WaveCalendar, days: int) -> None:
    day = calendar.starting + timedelta(days=days)
    over = [n for n in range(1, calendar.count + 1) if calendar.first_day(WaveNumber(n)) + calendar.every <= day]
    assert list(calendar.over_by(day)) == over[::-1]


@given(calendar=CALENDARS, zone=ZONES, data=st.data())
def test_a_wave_is_over_the_moment_its_last_day_is_in_every_zone(
    calendar: WaveCalendar, zone: str, data: st.DataObject
) -> None:
    wave = WaveNumber(data.draw(st.integers(1, calendar.count)))
    _assert_over_with_its_last_day(calendar, wave, zone)


@pytest.mark.parametrize(
    ("zone", "midnight"),
    [
        ("Asia/Beirut", date(2026, 3, 29)),
        ("Africa/Cairo", date(2026, 4, 24)),
        ("America/Havana", date(2026, 11, 1)),
        ("America/Santiago", date(2026, 9, 6)),
        ("Asia/Beirut", date(2026, 10, 25)),
        ("Pacific/Apia", date(2011, 12, 30)),
    ],
    ids=[
        "skipped",
        "skipped on a Friday",
        "comes twice",
        "skipped in spring",
        "an hour comes twice before it",
        "no day",
    ],
)
def test_a_wave_ends_once_where_the_clocks_change_at_midnight(zone: str, midnight: date) -> None:
    calendar = WaveCalendar(every=timedelta(days=7), starting=midnight - timedelta(days=7), count=2)
    _assert_over_with_its_last_day(calendar, WaveNumber(1), zone)


def _assert_over_with_its_last_day(calendar: WaveCalendar, wave: WaveNumber, zone: str) -> None:
    ends = calendar.ends(wave, zone).astimezone(UTC)
    assert _day(ends - timedelta(microseconds=1), zone) == calendar.first_day(wave) + calendar.every - timedelta(days=1)
    assert _day(ends, zone) >= calendar.first_day(wave) + calendar.every


def _day(moment: datetime, zone: str) -> date:
    return moment.astimezone(ZoneInfo(zone)).date()
