"""Several machines over midnight, when one writes under yesterday's key and the other under today's."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest

from bot.application.ports import VaultTransaction
from bot.domain.delivery import OutboxState, Queued
from storage.keyring import FolderKeyring
from storage.vault.store import SqlVault
from tests.builders import a_queued
from tests.conftest import DatabaseUrls
from tests.contract.databases import ON_POSTGRESQL
from tests.contract.sending import LEASE, PACE, claimed, counts, peopled, queue, settle, texts
from tests.fakes import FixedClock

MIDNIGHT = datetime(2026, 11, 26, tzinfo=UTC)
SECOND = timedelta(seconds=1)


@pytest.fixture
def early() -> FixedClock:
    """The clock of the machine that is still in the day before."""
    return FixedClock(MIDNIGHT - SECOND)


@pytest.fixture
def late() -> FixedClock:
    return FixedClock(MIDNIGHT + SECOND)


@pytest.fixture
async def before(urls: DatabaseUrls, folder_keyring: FolderKeyring, early: FixedClock) -> AsyncIterator[SqlVault]:
    """The vault of the machine that is still in the day before."""
    vault = SqlVault.open(urls.vault, folder_keyring, early)
    yield vault
    await vault.close()


@pytest.fixture
async def after(urls: DatabaseUrls, folder_keyring: FolderKeyring, late: FixedClock) -> AsyncIterator[SqlVault]:
    """The vault of the machine that is in the new day already."""
    vault = SqlVault.open(urls.vault, FolderKeyring.open(folder_keyring.path), late)
    yield vault
    await vault.close()


async def test_what_one_day_queued_or_heard_the_other_knows(before: SqlVault, after: SqlVault) -> None:
    assert await queue(before, a_queued("one")) == [True]
    assert await queue(after, a_queued("one"), a_queued("two")) == [False, True]
    assert await queue(before, a_queued("two")) == [False]
    assert await before.commit(lambda tx: tx.first_time("telegram:1"))
    assert not await after.commit(lambda tx: tx.first_time("telegram:1"))


async def test_one_chat_stays_one_chat(before: SqlVault, after: SqlVault, late: FixedClock) -> None:
    await peopled(before)
    await queue(before, a_queued("one", due=MIDNIGHT - SECOND))
    await queue(after, a_queued("two", due=MIDNIGHT))
    [one] = await claimed(after, late)
    assert texts((one,)) == ["one"]
    assert await claimed(after, late) == ()
    await settle(after, late, one)
    late.move(PACE.chat_gap)
    assert texts(await claimed(after, late)) == ["two"]


async def test_a_chat_keeps_its_gap_over_midnight(before: SqlVault, early: FixedClock) -> None:
    await peopled(before)
    await queue(before, a_queued("one", due=MIDNIGHT - SECOND), a_queued("two", due=MIDNIGHT - SECOND))
    early.moment = MIDNIGHT - SECOND / 10
    [one] = await claimed(before, early)
    await settle(before, early, one)
    early.move(PACE.chat_gap - SECOND / 100)
    assert await claimed(before, early) == ()
    early.move(SECOND / 100)
    assert texts(await claimed(before, early)) == ["two"]


async def test_what_was_taken_before_midnight_is_settled_after_it(
    before: SqlVault, after: SqlVault, early: FixedClock, late: FixedClock
) -> None:
    await peopled(before)
    await queue(before, a_queued("one", due=MIDNIGHT - SECOND))
    [one] = await claimed(before, early)
    await after.commit(lambda tx: tx.renew_day_keys(late.now().date()))
    assert await settle(before, early, one)
    assert await counts(after) == {OutboxState.SENT: 1}


@ON_POSTGRESQL
@pytest.mark.parametrize("taken", [False, True], ids=["waiting", "taken"])
async def test_a_message_that_two_machines_queued_at_once_is_sent_once_and_jams_nothing(
    before: SqlVault, after: SqlVault, early: FixedClock, late: FixedClock, taken: bool
) -> None:
    written, may_end = threading.Event(), threading.Event()

    def dawdles(tx: VaultTransaction) -> bool:
        new = tx.enqueue(message("twin"))
        written.set()
        assert may_end.wait(10)
        return new

    await peopled(before)
    slow = asyncio.create_task(before.commit(dawdles))
    assert await asyncio.to_thread(written.wait, 10)
    await queue(after, message("twin"))
    may_end.set()
    await slow
    went = await claimed(before, early, limit=1) if taken else ()
    for clock in (late, late):
        await after.commit(lambda tx: tx.renew_day_keys(late.now().date()))
        went += await claimed(after, late)
        clock.move(LEASE + SECOND)
    assert texts(went) == ["twin"]


def message(name: str) -> Queued:
    return a_queued(name, due=MIDNIGHT - SECOND)
