"""Labbot as a real process, as an operator would start it, talking to the stand-in over a real socket."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
STARTED = b"labbot.started"
START_WITHIN_S = 30  # seconds; a busy machine imports slowly


def lab_of_this_week(folder: Path) -> Path:
    """A copy of the shipped lab whose first wave is the week of today, so that no test depends on the date."""
    lab = folder / "lab"
    shutil.copytree(ROOT / "bot" / "content", lab, ignore=shutil.ignore_patterns("__pycache__", "*.py"))
    today = datetime.now(UTC).date()
    monday = today - timedelta(days=today.weekday())
    text = (lab / "lab.yaml").read_text(encoding="utf-8")
    assert text.count("starting: 2026-11-23") == 1
    (lab / "lab.yaml").write_text(text.replace("starting: 2026-11-23", f"starting: {monday}"), encoding="utf-8")
    return lab


@dataclass(kw_only=True)
class Labbot:
    """An installation in a folder of its own. `run` starts it; `command` runs any other labbot command."""

    folder: Path
    settings: dict[str, str]
    log: bytearray = field(default_factory=bytearray)
    _logged: asyncio.Event = field(default_factory=asyncio.Event)

    @classmethod
    def installed(cls, folder: Path, api_url: str, token: str, databases: Mapping[str, str]) -> Labbot:
        folder.mkdir(parents=True, exist_ok=True)
        return cls(
            folder=folder,
            settings={
                "LAB_DIR": str(lab_of_this_week(folder)),
                "DATABASE_URL": databases["vault"],
                "RESEARCH_DATABASE_URL": databases["research"],
                "KEYRING_DIR": str(folder.parent.with_name(f"{folder.parent.name}-keyring")),
                "TELEGRAM_BOT_TOKEN": token,
                "TELEGRAM_API_URL": api_url,
                "HTTP_PORT": "0",
                "LOG_LEVEL": "DEBUG",
            },
        )

    def environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "TMPDIR", "LANG"}}
        return {**kept, **self.settings, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"}

    async def command(self, *words: str) -> tuple[int, str, str]:
        """Run ``labbot WORDS``; gives exit code, stdout and stderr."""
        process = await self._spawn(*words)
        out, err = await process.communicate()
        self.log += err
        assert process.returncode is not None
        return process.returncode, out.decode(), err.decode()

    async def invitation(self, uses: int) -> str:
        code, out, err = await self.command("invite", "--group", "lived-experience", "--uses", str(uses), "--json")
        assert code == 0, err
        return str(json.loads(out)["code"])

    @asynccontextmanager
    async def running(self) -> AsyncIterator[asyncio.subprocess.Process]:
        """The process, from the moment it listens; ended at the end however the test went."""
        process = await self._spawn("run")
        up = asyncio.Event()
        reader = asyncio.create_task(self._read(process, up))
        try:
            await asyncio.wait_for(up.wait(), START_WITHIN_S)
            assert process.returncode is None, f"Labbot did not start:\n{self.log.decode()}"
            yield process
        finally:
            if process.returncode is None:
                process.terminate()
            await process.wait()
            await reader

    async def logs(self, event: bytes, timeout_s: float = 20) -> None:
        """Return once the running process has logged `event`. Raises TimeoutError."""
        async with asyncio.timeout(timeout_s):
            while event not in self.log:
                self._logged.clear()
                await self._logged.wait()

    async def _spawn(self, *words: str) -> asyncio.subprocess.Process:
        return await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "bot",
            *words,
            cwd=self.folder,
            env=self.environment(),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )

    async def _read(self, process: asyncio.subprocess.Process, up: asyncio.Event) -> None:
        """Keep the log, and tell when it says that Labbot listens or when it has ended."""
        assert process.stderr is not None
        async for line in process.stderr:
            self.log += line
            self._logged.set()
            if STARTED in line:
                up.set()
        up.set()
