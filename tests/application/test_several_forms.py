"""Two forms in one round: which one somebody is given, and that each is asked in its own waves only."""

from __future__ import annotations

from datetime import timedelta

import pytest

from adapters.lab import read_lab
from bot.domain import rounds
from bot.domain.lab import Lab
from bot.domain.reply import Reply
from tests.application.conftest import SHIPPED, House
from tests.application.test_prompting import drain, prompted
from tests.fakes import RecordingTransport, text_of

WEEKLY, MONTHLY = "Thank you for checking in.", "Once in four weeks we ask a little more."


@pytest.fixture(scope="session")
def lab() -> Lab:
    """The example lab whole: the first wave, and each fourth after it, asks two forms."""
    lab = read_lab(SHIPPED)
    assert isinstance(lab, Lab), lab
    return lab


async def test_who_joins_after_the_weekly_hour_is_given_the_weekly_form_first_and_then_the_other(house: House) -> None:
    talker = await house.joined("1")
    assert WEEKLY in text_of(await talker.commands("checkin"))
    for label in ("Continue", "6", "Yes", "Resting", "Fairly good", "5", "Skip", "Send"):
        await talker.presses(label)
    assert MONTHLY in text_of(await talker.commands("checkin"))


async def test_what_is_typed_belongs_to_the_check_in_that_was_last_touched(house: House) -> None:
    talker = await house.joined("1")
    await talker.commands("checkin")
    await talker.presses("Continue")
    house.clock.move(timedelta(days=2, hours=22, minutes=30))  # Saturday, 11:00
    transport = RecordingTransport()
    await prompted(house)
    await drain(house, transport)
    [(_, prompt)] = transport.sent
    talker.replies.append(Reply(say=(prompt,)))
    assert MONTHLY in text_of(await talker.presses("Start"))
    await talker.presses("Continue")
    assert "We have: Neck" in text_of(await talker.says("1"))
    assert "3 of 13" in text_of(await talker.says("skip")), "and so does a word"


async def test_a_form_of_every_fourth_wave_is_not_asked_in_the_others(house: House) -> None:
    def asked() -> set[str]:
        return {one.key.form for one in rounds.current(house.lab, house.clock.now())}

    assert "monthly-checkin" in asked()
    for _ in range(3):
        house.clock.move(timedelta(days=7))
        assert "monthly-checkin" not in asked()
    house.clock.move(timedelta(days=7))
    assert "monthly-checkin" in asked()
