"""The demo always has a round to answer, whatever the date is, and finds its people again."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.demo import YOU, Demo, Roll, called, in_season
from adapters.lab import EXAMPLE, read_lab
from adapters.simulator.people import DESK_NAMES, NAMES
from bot.domain.heard import Command
from bot.domain.lab import Lab
from bot.domain.questions import KINDS
from bot.domain.rounds import current, is_for
from bot.domain.spoken import Spoken

SHIPPED = read_lab(EXAMPLE)
NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)
DAY = NOON.date()
DATES = st.dates(min_value=date(2000, 1, 1), max_value=date(2100, 1, 1))


@given(DATES)
def test_every_day_has_a_round_and_every_round_is_a_week_from_a_monday(today: date) -> None:
    assert isinstance(SHIPPED, Lab)
    [study] = in_season(SHIPPED, today).studies
    number = study.waves.number_on(today)
    assert number is not None
    first = study.waves.first_day(number)
    assert first <= today < first + timedelta(days=7)
    assert first.weekday() == 0


def test_within_its_own_year_the_calendar_stays_as_the_lab_wrote_it() -> None:
    assert isinstance(SHIPPED, Lab)
    moved = in_season(SHIPPED, date(2026, 12, 25))
    assert [study.waves for study in moved.studies] == [study.waves for study in SHIPPED.studies]


@given(DATES)
def test_every_round_asks_every_form_of_everybody(today: date) -> None:
    assert isinstance(SHIPPED, Lab)
    asked = current(in_season(SHIPPED, today), datetime.combine(today, time(12), tzinfo=UTC))
    assert {one.asking.form for one in asked} == {one.form for study in SHIPPED.studies for one in study.askings}
    assert all(is_for(one.asking, frozenset()) for one in asked)


def test_between_them_the_forms_of_the_demo_have_every_kind_of_question() -> None:
    assert isinstance(SHIPPED, Lab)
    forms = [SHIPPED.forms[one.asking.form] for one in current(in_season(SHIPPED, DAY), NOON)]
    assert {item.kind for form in forms for item in form.items} == set(KINDS)


@pytest.fixture
async def demo(tmp_path: Path) -> AsyncIterator[Demo]:
    opened = await Demo.open(tmp_path)
    yield opened
    await opened.close()


def test_everybody_keeps_their_ids_between_starts(tmp_path: Path) -> None:
    file = tmp_path / "demo" / "people.json"
    first, second = called(file), called(file)
    assert (second.phones, second.desks) == (first.phones, first.desks)
    assert (first.again, second.again) == (False, True)
    assert len(set(first.phones.values())) == 1 + len(NAMES)
    assert len(set(first.desks.values())) == 1 + len(DESK_NAMES)


def test_a_file_from_before_there_was_slack_keeps_its_people(tmp_path: Path) -> None:
    file = tmp_path / "people.json"
    old = {name: 10**9 + place for place, name in enumerate((YOU, *NAMES))}
    file.write_text(json.dumps(old), encoding="utf-8")
    roll = called(file)
    assert (roll.phones, roll.again) == (old, True)
    assert called(file).desks == roll.desks


@pytest.mark.parametrize("content", ["", "[]", "{broken", '{"You": 7}', '{"slack": null}', '{"slack": "x"}'])
def test_a_file_that_is_no_list_of_people_is_replaced(tmp_path: Path, content: str) -> None:
    file = tmp_path / "people.json"
    file.write_text(content, encoding="utf-8")
    roll = called(file)
    assert not roll.again
    assert called(file) == Roll(phones=roll.phones, desks=roll.desks, again=True)


async def test_twelve_live_on_telegram_and_six_in_slack_and_you_are_on_both(demo: Demo) -> None:
    assert [it.person.name for it in demo.stage.phones.companions] == list(NAMES)
    assert [it.member.name for it in demo.stage.desks.companions] == list(DESK_NAMES)
    assert demo.crowd == [*demo.stage.phones.companions, *demo.stage.desks.companions]
    assert (demo.stage.phones.you.name, demo.stage.desks.you.name) == (YOU, YOU)


async def test_whoever_starts_anew_meets_people_who_have_not_joined(demo: Demo, tmp_path: Path) -> None:
    assert not demo.stage.phones.you.phone.started
    again = await Demo.open(tmp_path)
    assert again.stage.phones.you.phone.started
    assert again.stage.desks.you.user_id == demo.stage.desks.you.user_id
    await again.close()


async def test_every_command_that_is_offered_is_one_that_slack_and_the_bot_know(demo: Demo) -> None:
    assert isinstance(SHIPPED, Lab)
    spoken = Spoken(SHIPPED.words)
    for hint in demo.stage.desks.hints:
        command, name, *argument = hint.words.split()
        assert command in demo.slack.platform.commands
        assert spoken.word(Command(name=name, argument=" ".join(argument))) is not None
    assert demo.stage.desks.hints
