"""Small runs of every bot that is measured: everybody gets to the end, and every answer is found again."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.harness import Plan, Run
from benchmarks.platform import Platform
from benchmarks.slack import Slack
from benchmarks.subjects import Labbot, Peer, Subject
from benchmarks.telegram import Telegram

PLAN = Plan(at_once=2, people=6)
PLATFORMS = {"telegram": Telegram.shipped(), "slack": Slack.shipped()}
BOTS = {"labbot": Labbot, "peer": Peer}


@pytest.mark.parametrize("platform", PLATFORMS.values(), ids=PLATFORMS)
@pytest.mark.parametrize("bot", BOTS.values(), ids=BOTS)
async def test_every_answer_is_stored_and_labbot_breaks_no_rule(
    bot: type[Labbot | Peer], platform: Platform, tmp_path: Path
) -> None:
    subject: Subject = bot(platform=platform)
    figures = await Run(subject=subject, platform=platform, plan=PLAN, folder=tmp_path)()
    assert figures.faults == ()
    assert figures.proof.stored == PLAN.people * platform.script.questions
    assert 0 < figures.answers < figures.proof.given
