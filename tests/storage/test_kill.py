"""kill -9 in the middle of commits: what was said to be on disk is there, once, and nothing is there twice."""

from __future__ import annotations

import asyncio
import os
import random
import sys
from pathlib import Path

from bot.domain.ids import StudyId
from storage.keyring import FolderKeyring, unlock
from tests.conftest import DatabaseUrls
from tests.storage.committing import AT_ONCE
from tests.storage.looking import column

ROOT = Path(__file__).resolve().parents[2]
KILLS = 4
MOST_BEFORE_A_KILL = 60  # updates


async def killed_after(lines: int, url: str, keyring: FolderKeyring, first: int) -> list[int]:
    """What a process said to be on disk before it was killed, a moment after its `lines`-th promise."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "tests.storage.committing", url, str(keyring.path), str(first)),
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdout is not None
    try:
        said = [await asyncio.wait_for(process.stdout.readline(), 30) for _ in range(lines)]
    finally:
        process.kill()
    # It went on until the signal came, so that there is more to read; the last line may have been cut.
    said += (await process.stdout.read()).splitlines(keepends=True)
    await process.wait()
    return [int(line) for line in said if line.endswith(b"\n")]


def kept(urls: DatabaseUrls, keyring: FolderKeyring) -> list[int]:
    """The updates whose effect is in the vault, as often as it is there."""
    names, bodies = (column(urls.vault, "text_review", name) for name in ("review_id", "body_ct"))
    lock = keyring.keys().review(StudyId("weekly"))
    opened = [unlock(lock, body, name) for name, body in zip(names, bodies, strict=True)]
    return sorted(int(text[4:].rstrip(b"\0")) for text in opened)


async def test_a_kill_at_any_moment_loses_nothing_that_was_promised_and_doubles_nothing(
    urls: DatabaseUrls, folder_keyring: FolderKeyring
) -> None:
    chance = random.Random(7)  # noqa: S311 - how far a process gets, repeatable
    promised: set[int] = set()
    for _ in range(KILLS):
        # Some of what was promised comes again as well, as a platform does that saw no acknowledgement.
        first = max(0, max(promised, default=0) - 2 * AT_ONCE)
        said = await killed_after(chance.randint(1, MOST_BEFORE_A_KILL), urls.vault, folder_keyring, first)
        promised |= set(said)
        there = kept(urls, folder_keyring)
        assert len(there) == len(set(there)), "something is there twice"
        assert promised <= set(there), "something that was promised is lost"
        assert len(set(there) - promised) <= AT_ONCE, "more is there than was in the air"
    assert len(promised) > KILLS
