"""What is known of people: asked once, kept fresh, and never waited for longer than is said."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from adapters.slack.people import FRESH_S, NOBODY, Known, People, known_of

Json = dict[str, Any]
ALEX = {"id": "U1", "locale": "cy-GB", "tz": "Europe/London", "deleted": False}
KNOWN = Known(language=known_of(ALEX).language, zone="Europe/London", is_gone=False, is_stranger=False)


class Slack:
    """Answers with what it is told to, and counts."""

    def __init__(self, user: Json | None = ALEX) -> None:
        self.user = user
        self.asked = 0
        self.free = asyncio.Event()
        self.free.set()

    async def __call__(self, person: str) -> Json | None:
        self.asked += 1
        await self.free.wait()
        return self.user


class Watch:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


async def test_a_profile_is_asked_for_once_and_again_after_a_day() -> None:
    slack, watch = Slack(), Watch()
    people = People(slack, clock=watch)
    assert people.at_hand("U1") == NOBODY
    assert [await people.of("U1", 1) for _ in range(3)] == [KNOWN] * 3
    assert people.at_hand("U1") == KNOWN
    assert slack.asked == 1
    watch.now = FRESH_S
    assert people.at_hand("U1") == NOBODY
    await people.of("U1", 1)
    assert slack.asked == 2


async def test_many_who_ask_at_once_ask_once() -> None:
    slack = Slack()
    people = People(slack)
    assert await asyncio.gather(*(people.of("U1", 1) for _ in range(5))) == [KNOWN] * 5
    assert slack.asked == 1


async def test_who_cannot_wait_goes_on_without_and_the_answer_is_kept() -> None:
    slack = Slack()
    slack.free.clear()
    people = People(slack)
    assert await people.of("U1", 0.01) == NOBODY
    slack.free.set()
    assert await people.of("U1", 1) == KNOWN
    assert slack.asked == 1


async def test_a_profile_that_cannot_be_had_is_as_if_nothing_were_known() -> None:
    slack = Slack(None)
    people = People(slack)
    assert await people.of("U1", 1) == NOBODY
    slack.user = ALEX
    assert await people.of("U1", 1) == KNOWN


async def test_a_change_that_slack_tells_of_counts_at_once() -> None:
    slack = Slack()
    people = People(slack)
    await people.of("U1", 1)
    people.note({**ALEX, "deleted": True})
    assert (await people.of("U1", 1)).is_gone
    people.note({"id": 7})
    assert slack.asked == 1


async def test_stopping_asks_no_more() -> None:
    slack = Slack()
    slack.free.clear()
    people = People(slack)
    asking = asyncio.create_task(people.of("U1", 5))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    await people.stop()
    assert await asking == NOBODY


@pytest.mark.parametrize(
    ("user", "zone"),
    [
        ({"tz": "Asia/Tokyo"}, "Asia/Tokyo"),
        ({"tz": "Nowhere/At all"}, None),
        ({"tz": "../etc/passwd"}, None),
        ({"tz": ""}, None),
        ({"tz": 7}, None),
        ({}, None),
    ],
)
def test_a_zone_is_one_that_this_machine_knows_or_none(user: Json, zone: str | None) -> None:
    assert known_of(user).zone == zone


@pytest.mark.parametrize(
    ("locale", "language"), [("en-GB", "en"), ("cy", "cy"), ("EN_us", "en"), ("x", None), (7, None), (None, None)]
)
def test_a_language_is_the_first_part_of_the_locale(locale: object, language: str | None) -> None:
    assert known_of({"locale": locale}).language == language


@pytest.mark.parametrize("mark", ["is_bot", "is_stranger"])
def test_bots_and_strangers_are_known_as_such(mark: str) -> None:
    assert known_of({mark: True}).is_stranger
    assert not known_of({mark: False}).is_stranger
