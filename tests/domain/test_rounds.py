"""Which check-ins are open to whom, by the calendar alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.ids import Group, StudyId, WaveNumber
from bot.domain.lab import Lab
from bot.domain.rounds import answerable, current, held_slot, is_for, origin
from tests.builders import a_key, a_lab, a_study, an_asking

STARTING = date(2026, 3, 16)
ZONES = ["Europe/London", "America/Santiago", "Asia/Beirut", "Pacific/Kiritimati", "Pacific/Pago_Pago", "UTC"]


def london(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Europe/London")).astimezone(UTC)


def waves(lab: Lab, moment: datetime) -> list[int]:
    return [int(key.wave) for key in answerable(lab, moment)]


@pytest.mark.parametrize(
    ("moment", "begun", "can_be_answered"),
    [
        ("2026-11-22 23:59:59", [], []),
        ("2026-11-23 00:00", [1], [1]),
        ("2026-11-29 23:59:59", [1], [1]),
        ("2026-11-30 00:00", [2], [2, 1]),
        ("2026-12-02 01:59:59", [2], [2, 1]),
        ("2026-12-02 02:00", [2], [2]),
        ("2026-12-07 00:00", [], [2]),
        ("2026-12-09 02:00", [], []),
    ],
)
def test_a_wave_is_begun_in_its_days_and_answered_for_two_days_and_two_hours_more(
    moment: str, begun: list[int], can_be_answered: list[int]
) -> None:
    lab = a_lab(a_study(count=2))
    assert [int(one.key.wave) for one in current(lab, london(moment))] == begun
    assert waves(lab, london(moment)) == can_be_answered


def test_the_day_is_the_labs_and_not_greenwichs() -> None:
    moment = datetime(2026, 11, 22, 23, 30, tzinfo=UTC)
    assert waves(a_lab(zone="Europe/London"), moment) == []
    assert waves(a_lab(zone="Europe/Berlin"), moment) == [1]
    assert waves(a_lab(zone="America/New_York"), moment + timedelta(hours=5)) == []


def test_the_longest_window_of_a_study_keeps_all_of_its_wave_open() -> None:
    study = a_study("weekly", an_asking("short", days=1), an_asking("long", days=5))
    assert study.closing_slack() == timedelta(days=5, hours=2)
    open_keys = answerable(a_lab(study), london("2026-12-05 01:00"))
    assert {(key.form, key.wave) for key in open_keys} == {("short", 1), ("short", 2), ("long", 1), ("long", 2)}


@st.composite
def labs(draw: st.DrawFn) -> Lab:
    """A lab of up to three studies, whose waves are shorter or longer than the time to answer."""
    studies = [
        a_study(
            f"study{place}",
            *(an_asking(f"form{nth}", days=draw(st.integers(1, 9))) for nth in range(draw(st.integers(1, 2)))),
            every=timedelta(days=draw(st.integers(1, 10))),
            starting=STARTING + timedelta(days=draw(st.integers(0, 14))),
            count=draw(st.integers(1, 8)),
        )
        for place in range(draw(st.integers(1, 3)))
    ]
    return a_lab(*studies, zone=draw(st.sampled_from(ZONES)))


MOMENTS = st.integers(-3 * 24 * 60, 70 * 24 * 60).map(
    lambda minutes: datetime(2026, 3, 16, tzinfo=UTC) + timedelta(minutes=minutes)
)


@given(lab=labs(), moment=MOMENTS)
def test_what_can_be_answered_is_every_wave_that_has_begun_and_whose_time_still_runs(
    lab: Lab, moment: datetime
) -> None:
    today = moment.astimezone(ZoneInfo(lab.zone)).date()
    running = {
        (study.id, number, asking.form)
        for study in lab.studies
        for number in map(WaveNumber, range(1, study.waves.count + 1))
        for asking in study.askings
        if study.waves.first_day(number) <= today
        and moment < study.waves.ends(number, lab.zone) + study.closing_slack()
    }
    assert {(key.study, key.wave, key.form) for key in answerable(lab, moment)} == running


@given(lab=labs(), moment=MOMENTS)
def test_what_can_be_begun_can_be_answered_and_nothing_is_there_twice(lab: Lab, moment: datetime) -> None:
    open_keys = answerable(lab, moment)
    assert len(set(open_keys)) == len(open_keys)
    assert {one.key for one in current(lab, moment)} <= set(open_keys)
    assert all(one.asking in one.study.askings for one in current(lab, moment))


@given(lab=labs(), moment=MOMENTS)
def test_a_study_has_one_current_wave_at_most(lab: Lab, moment: datetime) -> None:
    by_study: dict[StudyId, set[WaveNumber]] = {}
    for one in current(lab, moment):
        by_study.setdefault(one.key.study, set()).add(one.key.wave)
    assert all(len(numbers) == 1 for numbers in by_study.values())


@pytest.mark.parametrize(
    ("asked", "member_of", "asks"),
    [(None, (), True), (None, ("staff",), True), (("staff",), ("staff", "other"), True), (("staff",), (), False)],
)
def test_a_form_is_for_everybody_or_for_its_groups(
    asked: tuple[str, ...] | None, member_of: tuple[str, ...], asks: bool
) -> None:
    assert is_for(an_asking(groups=asked), frozenset(map(Group, member_of))) is asks


@given(wave=st.integers(1, 500), slot=st.integers(0, 99), later=st.lists(st.integers(1, 500), max_size=4))
def test_an_asking_that_is_held_over_keeps_the_wave_it_was_planned_in(wave: int, slot: int, later: list[int]) -> None:
    key = a_key(wave=wave, slot=str(slot))
    for number in later:
        key = replace(key, slot=held_slot(key), wave=WaveNumber(number))
    assert origin(key) == wave
    assert held_slot(key) == f"w{wave}.{slot}"
