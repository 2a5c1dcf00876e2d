"""``Vault``: a unit of work is there whole and for good when its caller hears of it, or not at all."""

from __future__ import annotations

import asyncio
from functools import partial

import pytest

from bot.application.ports import StoreUnavailable, Vault, VaultTransaction
from bot.domain.ids import StudyId, WaveNumber
from storage.keyring import FolderKeyring
from storage.vault.store import SqlVault
from tests.builders import a_joining, a_queued
from tests.conftest import DatabaseUrls
from tests.contract.sending import counts, peopled, queue
from tests.fakes import FixedClock

WEEKLY = StudyId("weekly")


def begun(number: int, tx: VaultTransaction, fails: bool = False) -> int:
    """Begins a wave, and gives its number or fails."""
    tx.begin_wave(WEEKLY, WaveNumber(number))
    if fails:
        raise LookupError(f"work {number}")
    return number


async def numbers(vault: Vault) -> list[int]:
    return [wave.number for wave in await vault.commit(lambda tx: tx.waves(WEEKLY))]


async def test_a_commit_gives_what_the_work_returned(vault: Vault) -> None:
    assert await vault.commit(partial(begun, 7)) == 7


async def test_everybody_among_many_hears_their_own_result(vault: Vault) -> None:
    assert await asyncio.gather(*(vault.commit(partial(begun, n)) for n in range(1, 41))) == list(range(1, 41))
    assert await numbers(vault) == list(range(1, 41))


async def test_a_work_sees_what_it_wrote_itself(vault: Vault) -> None:
    def joins_and_looks(tx: VaultTransaction) -> bool:
        joining = a_joining()
        tx.join(joining)
        return tx.person_at(joining.contact.platform, joining.contact.address) is not None

    assert await vault.commit(joins_and_looks)


async def test_a_work_that_fails_alone_is_undone_and_tells_why(vault: Vault) -> None:
    with pytest.raises(LookupError, match="work 1"):
        await vault.commit(partial(begun, 1, fails=True))
    assert await numbers(vault) == []


async def test_of_many_works_those_that_fail_undo_themselves_and_no_other(vault: Vault) -> None:
    works = (vault.commit(partial(begun, n, fails=n % 3 == 0)) for n in range(1, 31))
    told = await asyncio.gather(*works, return_exceptions=True)
    failed = [n for n, one in enumerate(told, 1) if isinstance(one, LookupError)]
    assert failed == list(range(3, 31, 3))
    assert await numbers(vault) == [n for n in range(1, 31) if n % 3]


async def test_what_was_committed_is_there_for_the_next_process(
    vault: Vault, urls: DatabaseUrls, folder_keyring: FolderKeyring, clock: FixedClock
) -> None:
    await peopled(vault, 3)
    await queue(vault, a_queued())
    another = SqlVault.open(urls.vault, FolderKeyring.open(folder_keyring.path), clock)
    try:
        found = await another.commit(lambda tx: tx.enrolled(WEEKLY, None, 10))
        assert [one.contact for one in found] == [a_joining(n).contact for n in (1, 2, 3)]
        assert await counts(another) == await counts(vault)
    finally:
        await another.close()


async def test_a_checkpoint_with_nobody_in_the_way_leaves_nothing_behind(vault: Vault) -> None:
    await peopled(vault)
    assert await vault.checkpoint()


async def test_a_closed_vault_saves_nothing_and_says_so(
    urls: DatabaseUrls, folder_keyring: FolderKeyring, clock: FixedClock
) -> None:
    vault = SqlVault.open(urls.vault, folder_keyring, clock)
    await vault.close()
    with pytest.raises(StoreUnavailable):
        await vault.commit(partial(begun, 1))
