"""``VaultTransaction.claim``: what may go now, how fast, in which order, and what may not go any more."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest

from bot.application.ports import Vault, VaultTransaction
from bot.domain.delivery import OutboxState, Pace, Parcel, Priority
from bot.domain.ids import TELEGRAM, Platform
from bot.domain.participant import Reach, Standing
from tests.builders import A_WEDNESDAY, a_contact_id, a_person_id, a_queued
from tests.contract.sending import LEASE, PACE, claimed, counts, peopled, queue, settle, texts
from tests.fakes import FixedClock

SECOND = timedelta(seconds=1)
INSTANT = timedelta(microseconds=1)


async def test_nothing_goes_before_it_is_due(vault: Vault, clock: FixedClock) -> None:
    await peopled(vault)
    await queue(vault, a_queued(due=A_WEDNESDAY + SECOND))
    clock.moment = A_WEDNESDAY + SECOND - INSTANT
    assert await claimed(vault, clock) == ()
    clock.moment = A_WEDNESDAY + SECOND
    assert len(await claimed(vault, clock)) == 1


async def test_no_more_are_taken_than_were_asked_for(vault: Vault, clock: FixedClock) -> None:
    await peopled(vault, 5)
    await queue(vault, *(a_queued(str(n), person=n) for n in range(1, 6)))
    fast = Pace(per_second=1000, chat_gap=SECOND)
    assert [len(await claimed(vault, clock, pace=fast, limit=2)) for _ in range(4)] == [2, 2, 1, 0]


async def test_many_who_claim_at_once_take_no_message_twice(vault: Vault, clock: FixedClock) -> None:
    await peopled(vault, 20)
    await queue(vault, *(a_queued(str(n), person=n) for n in range(1, 21)))
    fast = Pace(per_second=1000, chat_gap=SECOND)
    taken = await asyncio.gather(*(claimed(vault, clock, pace=fast, limit=4) for _ in range(8)))
    assert sorted(name for batch in taken for name in texts(batch)) == sorted(map(str, range(1, 21)))


# How fast.


def most_in_a_second(moments: Sequence[datetime]) -> int:
    return max(sum(1 for other in moments if timedelta(0) <= other - one < SECOND) for one in moments)


@pytest.mark.parametrize(("rate", "allowed"), [(25.0, 30), (4.0, 5), (1.0, 2)])
async def test_a_lane_uses_its_rate_and_never_goes_over_it(
    vault: Vault, clock: FixedClock, rate: float, allowed: int
) -> None:
    people = int(rate * 5) + 2
    await peopled(vault, people)
    await queue(vault, *(a_queued(str(n), person=n) for n in range(1, people + 1)))
    moments: list[datetime] = []
    while clock.now() < A_WEDNESDAY + 4 * SECOND:
        went = await claimed(vault, clock, pace=Pace(per_second=rate, chat_gap=SECOND))
        moments += [clock.now()] * len(went)
        due = await vault.commit(lambda tx: tx.next_due(TELEGRAM, clock.now()))
        assert due is not None
        clock.moment = max(due, clock.now() + timedelta(milliseconds=1))
    assert most_in_a_second(moments) <= allowed
    assert len(moments) >= 0.95 * rate * 4


async def test_two_who_claim_at_once_share_one_lane(vault: Vault, clock: FixedClock) -> None:
    one_took, both_took = threading.Event(), threading.Event()

    def takes_and_dawdles(tx: VaultTransaction) -> int:
        mine = tx.claim(TELEGRAM, clock.now(), PACE, 2, LEASE)
        one_took.set()
        both_took.wait(0.3)  # so that the other could take as well, if the lane did not make it wait for the end
        return len(mine)

    def takes(tx: VaultTransaction) -> int:
        mine = tx.claim(TELEGRAM, clock.now(), PACE, 2, LEASE)
        both_took.set()
        return len(mine)

    await peopled(vault, 9)
    await queue(vault, *(a_queued(str(n), person=n) for n in range(1, 10)))
    assert await claimed(vault, clock, limit=0) == ()  # the lane is there already
    first = asyncio.create_task(vault.commit(takes_and_dawdles))
    assert await asyncio.to_thread(one_took.wait, 10)
    assert await vault.commit(takes) + await first == 2


async def test_an_idle_lane_saves_up_next_to_nothing(vault: Vault, clock: FixedClock) -> None:
    await peopled(vault, 9)
    await claimed(vault, clock)
    clock.move(timedelta(hours=1))
    await queue(vault, *(a_queued(str(n), person=n) for n in range(1, 10)))
    assert len(await claimed(vault, clock, pace=PACE)) == 2  # a tenth of a second of 25


async def test_lanes_do_not_slow_each_other(vault: Vault, clock: FixedClock) -> None:
    slack, slow = Platform("slack"), Pace(per_second=1, chat_gap=SECOND)
    await peopled(vault, 2)
    await queue(vault, a_queued("here"), a_queued("there", person=2, platform=slack))
    assert texts(await claimed(vault, clock, pace=slow)) == ["here"]
    assert texts(await claimed(vault, clock, pace=slow, platform=slack)) == ["there"]


async def test_two_messages_to_one_chat_keep_its_gap_counted_from_the_end_of_the_first(
    vault: Vault, clock: FixedClock
) -> None:
    await peopled(vault)
    await queue(vault, a_queued("one"), a_queued("two"))
    [one] = await claimed(vault, clock)
    clock.move(2 * SECOND)
    await settle(vault, clock, one)
    clock.move(PACE.chat_gap - INSTANT)
    assert await claimed(vault, clock) == ()
    clock.move(INSTANT)
    assert texts(await claimed(vault, clock)) == ["two"]


async def test_a_chat_that_waits_does_not_hold_up_another(vault: Vault, clock: FixedClock) -> None:
    await peopled(vault, 2)
    await queue(vault, a_queued("one"), a_queued("two"), a_queued("theirs", person=2, priority=Priority.BULK))
    assert texts(await claimed(vault, clock, limit=1)) == ["one"]
    assert texts(await claimed(vault, clock)) == ["theirs"]


# In which order.


async def test_the_more_urgent_goes_first(vault: Vault, clock: FixedClock) -> None:
    await peopled(vault, 4)
    for person, priority in enumerate((Priority.BULK, Priority.REMINDER, Priority.SERVICE, Priority.PROMPT), 1):
        await queue(vault, a_queued(priority.name, person=person, priority=priority))
    fast = Pace(per_second=1000, chat_gap=SECOND)
    assert texts(await claimed(vault, clock, pace=fast)) == ["SERVICE", "PROMPT", "REMINDER", "BULK"]


async def in_turn(vault: Vault, clock: FixedClock) -> list[str]:
    """What goes to one chat, a message at a time, each sent before the next is taken."""
    names: list[str] = []
    while batch := await claimed(vault, clock):
        assert len(batch) == 1
        await settle(vault, clock, batch[0])
        names += texts(batch)
        clock.move(PACE.chat_gap)
    return names


async def test_in_a_chat_the_more_urgent_goes_first_and_equals_in_order_of_their_times(
    vault: Vault, clock: FixedClock
) -> None:
    await peopled(vault)
    waiting = [
        a_queued("late", due=A_WEDNESDAY - SECOND),
        a_queued("bulk", due=A_WEDNESDAY - 3 * SECOND, priority=Priority.BULK),
        a_queued("early", due=A_WEDNESDAY - 2 * SECOND),
        a_queued("urgent", priority=Priority.SERVICE, parcel=Parcel.SERVICE),
    ]
    await queue(vault, *waiting)
    assert await in_turn(vault, clock) == ["urgent", "early", "late", "bulk"]


async def test_equals_of_one_moment_go_in_the_order_in_which_they_were_queued(vault: Vault, clock: FixedClock) -> None:
    await peopled(vault)
    names = [str(n) for n in range(8)]
    for name in names:
        await queue(vault, a_queued(name))
    assert await in_turn(vault, clock) == names


async def test_nothing_overtakes_what_is_in_the_air_to_the_same_chat(vault: Vault, clock: FixedClock) -> None:
    await peopled(vault)
    await queue(vault, a_queued("one"))
    [one] = await claimed(vault, clock)
    await queue(vault, a_queued("two", priority=Priority.SERVICE, parcel=Parcel.SERVICE))
    clock.move(LEASE - INSTANT)
    assert await claimed(vault, clock) == ()
    await settle(vault, clock, one)
    clock.move(PACE.chat_gap)
    assert texts(await claimed(vault, clock)) == ["two"]


async def test_what_the_platform_put_off_for_a_moment_is_not_overtaken(vault: Vault, clock: FixedClock) -> None:
    await peopled(vault)
    await queue(vault, a_queued("one"), a_queued("two", priority=Priority.SERVICE, parcel=Parcel.SERVICE))
    [two] = await claimed(vault, clock)
    later = clock.now() + 30 * SECOND
    await vault.commit(lambda tx: tx.settle(two, OutboxState.READY, clock.now(), later))
    clock.move(29 * SECOND)
    assert await claimed(vault, clock) == ()
    clock.move(SECOND)
    assert await in_turn(vault, clock) == ["two", "one"]


async def test_what_the_platform_put_off_for_a_moment_holds_up_its_chat_for_the_more_urgent_too(
    vault: Vault, clock: FixedClock
) -> None:
    await peopled(vault)
    await queue(vault, a_queued("prompt"))
    [prompt] = await claimed(vault, clock)
    later = clock.now() + 30 * SECOND
    await vault.commit(lambda tx: tx.settle(prompt, OutboxState.READY, clock.now(), later))
    await queue(vault, a_queued("notice", priority=Priority.SERVICE, parcel=Parcel.SERVICE))
    clock.move(30 * SECOND - INSTANT)
    assert await claimed(vault, clock) == ()
    clock.move(INSTANT)
    assert await in_turn(vault, clock) == ["notice", "prompt"]


async def test_a_prompt_that_waits_for_the_morning_lets_a_notice_pass(vault: Vault, clock: FixedClock) -> None:
    await peopled(vault)
    await queue(vault, a_queued("prompt", lives=timedelta(days=1)))
    [prompt] = await claimed(vault, clock)
    morning = clock.now() + timedelta(hours=10)
    await vault.commit(lambda tx: tx.settle(prompt, OutboxState.READY, clock.now(), morning))
    clock.move(PACE.chat_gap)
    await queue(vault, a_queued("notice", priority=Priority.SERVICE, parcel=Parcel.SERVICE))
    assert texts(await claimed(vault, clock)) == ["notice"]


# What may not go any more.


async def test_what_is_past_its_window_is_never_taken(vault: Vault, clock: FixedClock) -> None:
    await peopled(vault)
    await queue(vault, a_queued(lives=SECOND))
    clock.move(SECOND)
    assert await claimed(vault, clock) == ()
    assert await counts(vault) == {OutboxState.EXPIRED: 1}


@pytest.mark.parametrize("reach", [Reach.BLOCKED, Reach.GONE])
async def test_nothing_goes_to_a_closed_chat(vault: Vault, clock: FixedClock, reach: Reach) -> None:
    await peopled(vault)
    await queue(vault, a_queued("prompt"), a_queued("notice", parcel=Parcel.SERVICE))
    await vault.commit(lambda tx: tx.set_reach(a_contact_id(1), reach))
    for _ in range(2):
        assert await claimed(vault, clock) == ()
    assert await counts(vault) == {OutboxState.CANCELLED: 2}


async def test_nothing_unasked_goes_to_who_said_stop_but_a_notice_does(vault: Vault, clock: FixedClock) -> None:
    await peopled(vault)
    await queue(vault, a_queued("prompt"), a_queued("notice", parcel=Parcel.SERVICE))
    await vault.commit(lambda tx: tx.set_standing(a_person_id(1), Standing.STOPPED))
    assert await claimed(vault, clock) == ()
    assert texts(await claimed(vault, clock)) == ["notice"]
    assert await counts(vault) == {OutboxState.CANCELLED: 1, OutboxState.SENDING: 1}


async def test_nothing_goes_to_a_chat_that_is_not_known(vault: Vault, clock: FixedClock) -> None:
    await queue(vault, a_queued(person=404))
    assert await claimed(vault, clock) == ()
    assert await counts(vault) == {OutboxState.CANCELLED: 1}


async def test_what_cannot_be_sent_costs_the_lane_nothing(vault: Vault, clock: FixedClock) -> None:
    await peopled(vault)
    await queue(vault, a_queued("nobody", person=404), a_queued("one", priority=Priority.BULK))
    slow = Pace(per_second=1, chat_gap=SECOND)
    assert [texts(await claimed(vault, clock, pace=slow)) for _ in range(2)] == [[], ["one"]]


async def test_a_prompt_whose_lease_ran_out_is_in_doubt_and_not_sent_again(vault: Vault, clock: FixedClock) -> None:
    await peopled(vault)
    await queue(vault, a_queued(parcel=Parcel.PROMPT, priority=Priority.SERVICE))
    await claimed(vault, clock)
    clock.move(LEASE - INSTANT)
    assert await claimed(vault, clock) == ()
    assert await counts(vault) == {OutboxState.SENDING: 1}
    clock.move(INSTANT)
    assert await claimed(vault, clock) == ()
    assert await counts(vault) == {OutboxState.IN_DOUBT: 1}


async def test_a_notice_whose_lease_ran_out_goes_once_more_and_then_is_in_doubt(
    vault: Vault, clock: FixedClock
) -> None:
    await peopled(vault)
    await queue(vault, a_queued(parcel=Parcel.SERVICE))
    attempts = []
    for _ in range(3):
        attempts.append([one.attempts for one in await claimed(vault, clock)])
        clock.move(LEASE)
    assert attempts == [[1], [2], []]
    assert await counts(vault) == {OutboxState.IN_DOUBT: 1}
