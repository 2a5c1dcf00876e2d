"""``VaultTransaction``: what was heard counts once, and what is old is forgotten."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, time, timedelta

import pytest

from bot.application.ports import Vault, VaultTransaction
from bot.domain.delivery import OutboxState
from tests.builders import A_WEDNESDAY, a_joining, a_queued
from tests.contract.sending import claimed
from tests.fakes import FixedClock

DAY = timedelta(days=1)
TIMES_OF_DAY = (time(0), time(12, 30), time(23, 59, 59))


async def heard_first(vault: Vault, update: str = "telegram:1") -> bool:
    return await vault.commit(lambda tx: tx.first_time(update))


async def housekeeping(vault: Vault, clock: FixedClock) -> None:
    await vault.commit(lambda tx: tx.renew_day_keys(clock.now().date()))


async def test_an_update_is_new_exactly_once(vault: Vault) -> None:
    assert [await heard_first(vault), await heard_first(vault)] == [True, False]


async def test_each_update_is_new_by_its_own_name(vault: Vault) -> None:
    assert await heard_first(vault, "telegram:1")
    assert await heard_first(vault, "telegram:11")


async def test_of_many_deliveries_at_once_one_is_new(vault: Vault) -> None:
    assert sum(await asyncio.gather(*(heard_first(vault) for _ in range(20)))) == 1


async def test_an_update_whose_work_failed_is_new_again(vault: Vault) -> None:
    def works_in_vain(tx: VaultTransaction) -> None:
        assert tx.first_time("telegram:1")
        raise LookupError("in vain")

    with pytest.raises(LookupError, match="in vain"):
        await vault.commit(works_in_vain)
    assert await heard_first(vault)


async def test_an_update_that_comes_again_over_midnight_is_not_new(vault: Vault, clock: FixedClock) -> None:
    clock.moment = datetime(2026, 11, 25, 23, 59, 59, 900_000, tzinfo=UTC)
    assert await heard_first(vault)
    clock.move(timedelta(seconds=0.2))
    assert not await heard_first(vault)
    await housekeeping(vault, clock)
    assert not await heard_first(vault)


@pytest.mark.parametrize("at", TIMES_OF_DAY, ids=str)
async def test_an_update_is_known_for_a_day_whatever_the_hour_it_was_heard(
    vault: Vault, clock: FixedClock, at: time
) -> None:
    clock.moment = datetime.combine(A_WEDNESDAY.date(), at, UTC)
    assert await heard_first(vault)
    clock.move(DAY)
    await housekeeping(vault, clock)
    assert not await heard_first(vault)


@pytest.mark.parametrize("at", TIMES_OF_DAY, ids=str)
async def test_an_update_is_forgotten_after_two_days(vault: Vault, clock: FixedClock, at: time) -> None:
    clock.moment = datetime.combine(A_WEDNESDAY.date(), at, UTC)
    assert await heard_first(vault)
    clock.move(2 * DAY)
    await housekeeping(vault, clock)
    assert await heard_first(vault)


async def test_a_message_that_waits_for_a_week_is_still_sent_and_still_known(vault: Vault, clock: FixedClock) -> None:
    await vault.commit(lambda tx: tx.join(a_joining()))
    waiting = a_queued(due=A_WEDNESDAY + 7 * DAY)
    await vault.commit(lambda tx: tx.enqueue(waiting))
    for _ in range(7):
        clock.move(DAY)
        await housekeeping(vault, clock)
        assert not await vault.commit(lambda tx: tx.enqueue(waiting))
    assert [one.message for one in await claimed(vault, clock)] == [waiting.message]


async def test_a_message_is_still_sent_when_nobody_kept_house_for_a_week(vault: Vault, clock: FixedClock) -> None:
    await vault.commit(lambda tx: tx.join(a_joining()))
    await vault.commit(lambda tx: tx.enqueue(a_queued(due=A_WEDNESDAY + 7 * DAY)))
    clock.move(7 * DAY)
    await housekeeping(vault, clock)
    assert len(await claimed(vault, clock)) == 1


async def test_what_was_sent_is_forgotten_once_it_could_no_longer_be_sent(vault: Vault, clock: FixedClock) -> None:
    await vault.commit(lambda tx: tx.join(a_joining()))
    await vault.commit(lambda tx: tx.enqueue(a_queued(lives=timedelta(hours=2))))
    [one] = await claimed(vault, clock)
    await vault.commit(lambda tx: tx.settle(one, OutboxState.SENT, clock.now()))
    clock.move(timedelta(hours=1))
    await housekeeping(vault, clock)
    assert await vault.commit(lambda tx: tx.outbox_counts()) == {OutboxState.SENT: 1}
    clock.move(timedelta(hours=1))
    await housekeeping(vault, clock)
    assert await vault.commit(lambda tx: tx.outbox_counts()) == {}
