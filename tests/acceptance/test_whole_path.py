"""The whole path with real processes: twelve people and one more join, answer, and are read by a researcher."""

from __future__ import annotations

import asyncio
import csv
import signal
from pathlib import Path

from adapters.simulator.people import Crowd, Pulse
from adapters.simulator.telegram import Person, TelegramStandIn
from tests.conftest import DatabaseUrls
from tests.process import Labbot

CANARY = "Heliotrope"
"""Typed as free text, and searched for everywhere afterwards."""


async def step(person: Person, label: str) -> None:
    """Press a button and wait until the chat has gone on: to the next buttons, or after Send to the thanks."""
    before = person.revision
    person.press(label)
    await person.wait_for(lambda message: message.by_bot and (bool(message.buttons) or label == "Send"), since=before)


async def join_and_answer(person: Person, code: str) -> None:
    before = person.revision
    person.start(code)
    await person.wait_for(lambda message: bool(message.buttons), since=before)
    for label in ("18", "Continue", "Ask me", "agree", "Start", "Continue", "7", "Yes", "Resting", "Fairly good", "4"):
        await step(person, label)
    before = person.revision
    person.send(f"{CANARY} seeds and long walks")
    await person.wait_for(lambda message: any("Done" in button.text for button in message.buttons), since=before)
    await step(person, "Done")
    await step(person, "Send")


async def test_answers_of_thirteen_people_are_released_exported_and_traceable_to_nobody(
    database_urls: DatabaseUrls, tmp_path: Path
) -> None:
    databases = {"vault": database_urls.vault, "research": database_urls.research}
    async with TelegramStandIn() as tg:
        labbot = Labbot.installed(tmp_path / "home", tg.url, tg.token, databases)
        code = await labbot.invitation(uses=20)
        async with labbot.running() as process:
            me = tg.add_person("Marmaduke")
            quick = Pulse(shortest_pause_s=0.0, longest_pause_s=0.02, actions_a_minute=600)
            async with Crowd(tg, code=code, seed=3, pulse=quick) as crowd:
                await join_and_answer(me, code)
                await asyncio.wait_for(_all_answered(crowd), timeout=40)
            process.send_signal(signal.SIGTERM)
            await asyncio.wait_for(process.wait(), timeout=10)
            assert process.returncode == 0
        assert (await labbot.command("wave", "close", "weekly"))[0] != 0  # asks first, and nobody says yes
        exit_code, out, err = await labbot.command("wave", "close", "weekly", "--early", "--yes")
        assert exit_code == 0, err
        assert "13 replies" in out
        exit_code, out, err = await labbot.command("export", "weekly", "--out", "pack")
        assert exit_code == 0, err
        tg.assert_clean()
        people = [me, *(member.person for member in crowd.members)]
    rows = _rows(tmp_path / "home" / "pack" / "responses_wide_weekly-checkin.csv")
    assert len(rows) == 13
    assert len({row["code"] for row in rows}) == 13
    assert {"pain": "7", "kept_from": "yes", "helped": "resting", "sleep": "good", "mood": "4"}.items() <= max(
        rows, key=lambda row: row["pain"] == "7" and row["mood"] == "4" and row["helped"] == "resting"
    ).items()
    _nowhere(tmp_path, labbot, [CANARY, "Marmaduke", tg.token, *(str(person.user_id) for person in people)])


async def _all_answered(crowd: Crowd) -> None:
    for member in crowd.members:
        await member.person.wait_for(lambda message: "Thank you. We have" in message.text, 60)


def _rows(file: Path) -> list[dict[str, str]]:
    with file.open(newline="", encoding="utf-8") as opened:
        return list(csv.DictReader(opened))


def _nowhere(folder: Path, labbot: Labbot, secrets: list[str]) -> None:
    """None of `secrets` is in any file of the installation, nor in any log line at DEBUG."""
    for secret in secrets:
        assert secret.encode() not in labbot.log, "a secret stands in the log"
        for file in folder.rglob("*"):
            if file.is_file():
                assert secret.encode() not in file.read_bytes(), f"a secret stands in {file.name}"
