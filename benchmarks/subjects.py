"""What is measured: how each bot is started, how people get in, and how its answers are proved to be stored."""

from __future__ import annotations

import asyncio
import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from adapters.simulator.telegram import TelegramStandIn
from benchmarks.people import Respondent
from benchmarks.script import Script

ROOT = Path(__file__).resolve().parent.parent
LANE = 100_000  # messages a second, to all and to one chat: a measure of answering must not be one of the pace
_KEPT = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "TZ", "SYSTEMROOT", "VIRTUAL_ENV")


class Subject(Protocol):
    """A bot that can be measured. `strict`: any rule of the platform that it breaks fails the run."""

    name: str
    strict: bool

    def command(self, folder: Path) -> list[str]:
        """What starts it, with everything of its own in `folder`."""

    def environment(self, folder: Path, tg: TelegramStandIn) -> dict[str, str]: ...

    def invite(self, folder: Path, tg: TelegramStandIn, people: int) -> str:
        """A code with which so many people can join."""

    async def stored(self, folder: Path, tg: TelegramStandIn, respondents: Sequence[Respondent]) -> int:
        """How many answers of these people are found again, after the bot was killed and started anew."""


def surroundings(tg: TelegramStandIn) -> dict[str, str]:
    """The environment of any subject: this one's without its settings."""
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    return kept | {
        "PYTHONPATH": str(ROOT),
        "TELEGRAM_BOT_TOKEN": tg.token,
        "TELEGRAM_API_URL": tg.url,
    }


@dataclass(kw_only=True)
class Labbot:
    """The product as it is shipped. `paced` keeps the lane's default rate; else it is raised far out of the way."""

    script: Script
    paced: bool = False
    profiler: Sequence[str] = ()
    name: str = "labbot"
    strict: bool = True

    def command(self, folder: Path) -> list[str]:
        return [sys.executable, *self.profiler, "-m", "bot", "run"]

    def environment(self, folder: Path, tg: TelegramStandIn) -> dict[str, str]:
        databases = folder / "databases"
        databases.mkdir(exist_ok=True)
        given = {
            "DATABASE_URL": f"sqlite+aiosqlite:///{databases / 'vault.db'}",
            "RESEARCH_DATABASE_URL": f"sqlite+aiosqlite:///{databases / 'research.db'}",
            "KEYRING_DIR": str(folder / "keyring"),
            "HTTP_PORT": "0",
            "LOG_LEVEL": "WARNING",
        }
        if not self.paced:
            given |= {"TELEGRAM_MESSAGES_PER_SECOND": str(LANE), "TELEGRAM_CHAT_MESSAGES_PER_SECOND": str(LANE)}
        return surroundings(tg) | given

    def invite(self, folder: Path, tg: TelegramStandIn, people: int) -> str:
        done = subprocess.run(  # noqa: S603 - this Python and the product's own command
            [sys.executable, "-m", "bot", "invite", "--uses", str(people), "--json"],
            env=self.environment(folder, tg),
            cwd=folder,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode != 0:
            raise RuntimeError(f"`labbot invite` ended with code {done.returncode}:\n{done.stderr[-2000:]}")
        return code_in(done.stdout)

    async def stored(self, folder: Path, tg: TelegramStandIn, respondents: Sequence[Respondent]) -> int:
        """Everybody presses Send once more; "already sent" is what only a finished check-in on disk can say."""
        proved = 0
        for respondent in respondents:
            if respondent.last_press is None:
                continue
            query = respondent.person.press_data(*respondent.last_press)
            await respondent.person.wait_for_answer(query, timeout_s=15.0)
            proved += respondent.answers if query.toast == self.script.already_sent else 0
        return proved


def code_in(printed: str) -> str:
    """The invitation code in what `labbot invite --json` prints: an object, or a list with one."""
    said = json.loads(printed)
    first = said[0] if isinstance(said, list) else said
    return str(first["code"])


@dataclass(kw_only=True)
class PtbSqlite:
    """The peer: ``peers/ptb_sqlite.py``."""

    script: Script
    profiler: Sequence[str] = ()
    name: str = "ptb_sqlite"
    strict: bool = False  # it does not ask for the kinds of update that Labbot must ask for

    def command(self, folder: Path) -> list[str]:
        file = folder / "script.json"
        file.write_text(self.script.as_json(), encoding="utf-8")
        return [sys.executable, *self.profiler, "-m", "benchmarks.peers.ptb_sqlite", str(file), str(folder)]

    def environment(self, folder: Path, tg: TelegramStandIn) -> dict[str, str]:
        return surroundings(tg)

    def invite(self, folder: Path, tg: TelegramStandIn, people: int) -> str:
        return ""

    async def stored(self, folder: Path, tg: TelegramStandIn, respondents: Sequence[Respondent]) -> int:
        return await asyncio.to_thread(_rows, folder / "answers.db")


def _rows(file: Path) -> int:
    database = sqlite3.connect(file)
    try:
        (rows,) = database.execute("SELECT count(*) FROM answer").fetchone()
        return int(rows)
    finally:
        database.close()
