"""A process that commits one update after the other and says so, until somebody kills it.

``python -m tests.storage.committing URL KEYRING FIRST``: it hears the updates `FIRST`, `FIRST` + 1, … A few at a time
share a commit. A line on standard output is a promise: the update of that number is on disk.
"""

from __future__ import annotations

import asyncio
import sys
from functools import partial
from pathlib import Path

from bot.application.ports import Vault, VaultTransaction
from bot.domain.ids import ItemId, StudyId, WaveNumber
from bot.domain.secret import Secret
from storage.keyring import FolderKeyring
from storage.vault.store import SqlVault
from tests.fakes import FixedClock

STUDY, WAVE, ITEM = StudyId("weekly"), WaveNumber(1), ItemId("words")
AT_ONCE = 4


def heard(number: int, tx: VaultTransaction) -> None:
    """One effect for each update, of a kind that two would show as two: a text that is held for review."""
    if tx.first_time(f"telegram:{number}"):
        tx.hold_for_review(STUDY, WAVE, ITEM, Secret(str(number)))


async def hear(vault: Vault, number: int) -> None:
    await vault.commit(partial(heard, number))
    sys.stdout.write(f"{number}\n")
    sys.stdout.flush()


async def main(url: str, keys: str, first: str) -> None:
    """Runs until it is killed."""
    vault = SqlVault.open(url, FolderKeyring.open(Path(keys)), FixedClock())
    number = int(first)
    while True:
        await asyncio.gather(*(hear(vault, number + n) for n in range(AT_ONCE)))
        number += AT_ONCE


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
