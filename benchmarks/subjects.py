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

from benchmarks.lab import in_season
from benchmarks.platform import Place, Platform, Respondent

ROOT = Path(__file__).resolve().parent.parent
_KEPT = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "TZ", "SYSTEMROOT", "VIRTUAL_ENV")


class Subject(Protocol):
    """A bot that can be measured. `strict`: any rule of the platform that it breaks fails the run."""

    @property
    def name(self) -> str: ...

    @property
    def strict(self) -> bool: ...

    def command(self, folder: Path) -> list[str]:
        """What starts it, with everything of its own in `folder`."""

    def environment(self, folder: Path, place: Place) -> dict[str, str]: ...

    def invite(self, folder: Path, place: Place, people: int) -> str:
        """A code with which so many people can join."""

    async def stored(self, folder: Path, respondents: Sequence[Respondent]) -> int:
        """How many answers of these people are found again, after the bot was killed and started anew."""


def surroundings(place: Place) -> dict[str, str]:
    """The environment of any subject: this one's without its settings, and those that lead to the stand-in."""
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    return kept | {"PYTHONPATH": str(ROOT)} | dict(place.settings)


@dataclass(kw_only=True)
class Labbot:
    """The product as it is shipped. `paced` keeps the lanes' default rates; else they are raised out of the way."""

    platform: Platform
    paced: bool = False
    profiler: Sequence[str] = ()
    name: str = "labbot"
    strict: bool = True

    def command(self, folder: Path) -> list[str]:
        return [sys.executable, *self.profiler, "-m", "bot", "run"]

    def environment(self, folder: Path, place: Place) -> dict[str, str]:
        databases = folder / "databases"
        databases.mkdir(exist_ok=True)
        given = {
            "LAB_DIR": str(in_season(folder / "lab")),
            "DATABASE_URL": f"sqlite+aiosqlite:///{databases / 'vault.db'}",
            "RESEARCH_DATABASE_URL": f"sqlite+aiosqlite:///{databases / 'research.db'}",
            "KEYRING_DIR": str(folder / "keyring"),
            "HTTP_PORT": "0",
            "LOG_LEVEL": "WARNING",
        }
        return surroundings(place) | given | ({} if self.paced else dict(self.platform.unpaced))

    def invite(self, folder: Path, place: Place, people: int) -> str:
        done = subprocess.run(  # noqa: S603 - this Python and the product's own command
            [sys.executable, "-m", "bot", "invite", "--uses", str(people), "--json"],
            env=self.environment(folder, place),
            cwd=folder,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode != 0:
            raise RuntimeError(f"`labbot invite` ended with code {done.returncode}:\n{done.stderr[-2000:]}")
        return code_in(done.stdout)

    async def stored(self, folder: Path, respondents: Sequence[Respondent]) -> int:
        """Everybody sends once more, one after the other."""
        return sum([one.answers for one in respondents if await one.is_kept()])


def code_in(printed: str) -> str:
    """The invitation code in what `labbot invite --json` prints: an object, or a list with one."""
    said = json.loads(printed)
    first = said[0] if isinstance(said, list) else said
    return str(first["code"])


@dataclass(kw_only=True)
class Peer:
    """The other bot of a platform: the module of its name in ``peers/``."""

    platform: Platform
    profiler: Sequence[str] = ()
    strict: bool = False  # it is held to its own documentation, not to what Labbot is held to

    @property
    def name(self) -> str:
        return self.platform.peer

    def command(self, folder: Path) -> list[str]:
        file = folder / "script.json"
        file.write_text(self.platform.script.as_json(), encoding="utf-8")
        return [sys.executable, *self.profiler, "-m", f"benchmarks.peers.{self.name}", str(file), str(folder)]

    def environment(self, folder: Path, place: Place) -> dict[str, str]:
        return surroundings(place)

    def invite(self, folder: Path, place: Place, people: int) -> str:
        return "welcome"

    async def stored(self, folder: Path, respondents: Sequence[Respondent]) -> int:
        return await asyncio.to_thread(_rows, folder / "answers.db")


def _rows(file: Path) -> int:
    database = sqlite3.connect(file)
    try:
        (rows,) = database.execute("SELECT count(*) FROM answer").fetchone()
        return int(rows)
    finally:
        database.close()
