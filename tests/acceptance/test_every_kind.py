"""Pretend people answer every kind of question on both platforms; nobody is left stuck and no rule is broken."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from adapters.simulator.people import Crowd, DeskCrowd, PretendMember, PretendPerson
from adapters.simulator.slack import SlackStandIn
from adapters.simulator.telegram import TelegramStandIn
from bot.domain.ids import Group
from bot.domain.participant import Invitation
from tests.acceptance.test_both_platforms import CODE, QUICK, Shifted, running
from tests.adapters.simulator.conftest import until
from tests.conftest import DatabaseUrls
from tests.every_kind import lab_of_every_kind


@pytest.mark.timeout(120)  # eighteen people, on a busy machine
@pytest.mark.parametrize("seed", [1, 2])
async def test_everybody_answers_every_kind(database_urls: DatabaseUrls, tmp_path: Path, seed: int) -> None:
    clock = Shifted()
    async with (
        TelegramStandIn(clock=clock.seconds, enforce_limits=False) as tg,
        SlackStandIn(clock=clock.seconds, enforce_limits=False) as slack,
        running(tmp_path, database_urls, tg, slack, clock, lab=lab_of_every_kind(tmp_path), hurry=100) as app,
    ):
        door = Invitation(code=CODE, groups=frozenset({Group("lived-experience")}), uses_left=100, last_day=None)
        await app.vault.commit(lambda tx: tx.add_invitation(door))
        async with (
            Crowd(tg, code=CODE, seed=seed, pulse=QUICK) as phones,
            DeskCrowd(slack, code=CODE, seed=seed, pulse=QUICK) as desks,
        ):
            everybody: list[PretendPerson | PretendMember] = [*phones.members, *desks.members]
            await until(lambda: all(one.finished for one in everybody), 100)
    assert Counter(one.state for one in everybody) == {"answered": 18}
    tg.assert_clean()
    slack.assert_clean()
