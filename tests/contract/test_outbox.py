"""``VaultTransaction``: what is queued exists once, and its outcome is written by whoever holds it."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from bot.application.ports import Vault
from bot.domain.delivery import OutboxState, Parcel, Priority
from bot.domain.ids import TELEGRAM, Platform
from bot.domain.message import Choice, Message, Urgency
from bot.domain.richtext import Part, RichText, Style
from tests.builders import A_WEDNESDAY, a_contact_id, a_joining, a_key, a_queued
from tests.contract.sending import LEASE, PACE, claimed, counts, peopled, queue, settle, texts
from tests.fakes import FixedClock

SLACK = Platform("slack")
MINUTE = timedelta(minutes=1)


async def hold(vault: Vault, until: datetime, platform: Platform = TELEGRAM) -> None:
    await vault.commit(lambda tx: tx.hold_lane(platform, until))


async def cancel(vault: Vault, person: int = 1) -> int:
    return await vault.commit(lambda tx: tx.cancel_for(a_contact_id(person)))


async def next_due(vault: Vault, clock: FixedClock, platform: Platform = TELEGRAM) -> datetime | None:
    return await vault.commit(lambda tx: tx.next_due(platform, clock.now()))


# Queueing.


async def test_a_message_is_queued_once_by_its_name(vault: Vault) -> None:
    assert await queue(vault, a_queued("one"), a_queued("two"), a_queued("one", person=2)) == [True, True, False]
    assert not (await queue(vault, a_queued("two")))[0]
    assert await counts(vault) == {OutboxState.READY: 2}


async def test_of_many_who_queue_one_message_at_once_one_does(vault: Vault) -> None:
    assert sum([new for [new] in await asyncio.gather(*(queue(vault, a_queued()) for _ in range(12)))]) == 1


@pytest.mark.parametrize("outcome", [OutboxState.SENT, OutboxState.REFUSED, OutboxState.IN_DOUBT])
async def test_a_message_is_known_after_it_was_settled_also_over_midnight(
    vault: Vault, clock: FixedClock, outcome: OutboxState
) -> None:
    await peopled(vault)
    clock.moment = datetime(2026, 11, 25, 23, 50, tzinfo=UTC)
    message = a_queued(due=clock.now())
    await queue(vault, message)
    [one] = await claimed(vault, clock)
    assert await settle(vault, clock, one, outcome)
    assert await queue(vault, message) == [False]
    clock.move(timedelta(minutes=20))
    assert await queue(vault, message) == [False]
    await vault.commit(lambda tx: tx.renew_day_keys(clock.now().date()))
    assert await queue(vault, message) == [False]


async def test_a_message_arrives_as_it_was_queued(vault: Vault, clock: FixedClock) -> None:
    await vault.commit(lambda tx: tx.join(a_joining(1, address="1001", zone="Asia/Tokyo")))
    message = Message(
        text=RichText((Part("Bore da 🙂\n"), Part("<b>", Style.BOLD), Part("&", Style.ITALIC))),
        rows=((Choice(label="Iawn", data="a"), Choice(label="Na", data="b")), (Choice(label="…", data="c"),)),
        urgency=Urgency.SERVICE,
        reply_expected=True,
    )
    queued = a_queued(parcel=Parcel.SERVICE, message=message, occasion=a_key(wave=3, slot="w1.0"))
    await queue(vault, queued)
    [one] = await claimed(vault, clock)
    assert (one.message, one.occasion, one.parcel) == (message, queued.occasion, Parcel.SERVICE)
    assert (one.platform, one.address.reveal(), one.zone, one.attempts) == (TELEGRAM, "1001", "Asia/Tokyo", 1)


# Settling.


async def test_a_message_that_was_sent_is_over(vault: Vault, clock: FixedClock) -> None:
    await peopled(vault)
    await queue(vault, a_queued())
    [one] = await claimed(vault, clock)
    assert await counts(vault) == {OutboxState.SENDING: 1}
    assert await settle(vault, clock, one)
    clock.move(LEASE)
    assert await claimed(vault, clock) == ()
    assert await counts(vault) == {OutboxState.SENT: 1}
    assert not await settle(vault, clock, one, OutboxState.REFUSED)


async def test_a_late_outcome_is_refused_when_the_message_was_taken_again(vault: Vault, clock: FixedClock) -> None:
    await peopled(vault)
    await queue(vault, a_queued(parcel=Parcel.SERVICE))
    [late] = await claimed(vault, clock)
    clock.move(LEASE)
    [again] = await claimed(vault, clock)
    assert not await settle(vault, clock, late, OutboxState.REFUSED)
    assert await settle(vault, clock, again)
    assert await counts(vault) == {OutboxState.SENT: 1}


async def test_a_late_outcome_is_refused_when_the_message_is_in_doubt(vault: Vault, clock: FixedClock) -> None:
    await peopled(vault)
    await queue(vault, a_queued(parcel=Parcel.PROMPT))
    [late] = await claimed(vault, clock)
    clock.move(LEASE)
    assert await claimed(vault, clock) == ()
    assert not await settle(vault, clock, late)
    assert await counts(vault) == {OutboxState.IN_DOUBT: 1}


async def test_a_message_put_back_waits_and_keeps_its_turn(vault: Vault, clock: FixedClock) -> None:
    await peopled(vault)
    await queue(vault, a_queued("one"), a_queued("two", due=A_WEDNESDAY + timedelta(seconds=1)))
    [one] = await claimed(vault, clock)
    later = clock.now() + MINUTE
    assert await vault.commit(lambda tx: tx.settle(one, OutboxState.READY, clock.now(), later))
    clock.moment = later - timedelta(microseconds=1)
    assert await claimed(vault, clock) == ()
    clock.moment = later
    [again] = await claimed(vault, clock)
    assert (texts((again,)), again.attempts) == (["one"], 2)


# Holding a lane.


async def test_nothing_of_a_held_lane_goes_before_its_time(vault: Vault, clock: FixedClock) -> None:
    await peopled(vault)
    await queue(vault, a_queued())
    await hold(vault, A_WEDNESDAY + MINUTE)
    clock.moment = A_WEDNESDAY + MINUTE - timedelta(microseconds=1)
    assert await claimed(vault, clock) == ()
    clock.moment = A_WEDNESDAY + MINUTE
    assert len(await claimed(vault, clock)) == 1


@pytest.mark.parametrize(("first", "second"), [(3, 1), (1, 3)])
async def test_of_two_holds_the_longer_counts(vault: Vault, clock: FixedClock, first: int, second: int) -> None:
    await peopled(vault)
    await queue(vault, a_queued())
    assert await claimed(vault, clock, limit=0) == ()  # the lane has been in use before
    await hold(vault, A_WEDNESDAY + first * MINUTE)
    await hold(vault, A_WEDNESDAY + second * MINUTE)
    clock.move(2 * MINUTE)
    assert await claimed(vault, clock) == ()
    clock.move(MINUTE)
    assert len(await claimed(vault, clock)) == 1


async def test_a_hold_is_on_one_lane(vault: Vault, clock: FixedClock) -> None:
    await peopled(vault, 2)
    await queue(vault, a_queued("here"), a_queued("there", person=2, platform=SLACK))
    await hold(vault, A_WEDNESDAY + MINUTE)
    assert texts(await claimed(vault, clock)) == []
    assert texts(await claimed(vault, clock, platform=SLACK)) == ["there"]


# Cancelling.


async def test_what_is_unsent_and_unasked_is_cancelled_and_nothing_else(vault: Vault, clock: FixedClock) -> None:
    await peopled(vault, 2)
    await queue(vault, a_queued("in the air"), a_queued("theirs", person=2, priority=Priority.BULK))
    assert texts(await claimed(vault, clock, limit=1)) == ["in the air"]
    later = A_WEDNESDAY + MINUTE
    await queue(vault, *(a_queued(name, due=later, priority=Priority.BULK) for name in ("prompt", "another")))
    await queue(vault, a_queued("notice", due=later, parcel=Parcel.SERVICE))
    assert await cancel(vault) == 2
    assert await cancel(vault) == 0
    expected = {OutboxState.CANCELLED: 2, OutboxState.SENDING: 1, OutboxState.READY: 2}
    assert await counts(vault) == expected


async def test_what_was_queued_yesterday_is_cancelled_too(vault: Vault, clock: FixedClock) -> None:
    await peopled(vault)
    await queue(vault, a_queued("one", lives=timedelta(days=3)))
    clock.move(timedelta(days=1))
    await queue(vault, a_queued("two", lives=timedelta(days=3)))
    assert await cancel(vault) == 2


async def test_nothing_is_cancelled_where_nothing_waits(vault: Vault) -> None:
    assert await cancel(vault) == 0


# When the next one is due.


async def test_an_empty_lane_is_never_due(vault: Vault, clock: FixedClock) -> None:
    await queue(vault, a_queued(platform=SLACK))
    assert await next_due(vault, clock) is None


async def test_the_earliest_message_says_when_the_lane_is_due(vault: Vault, clock: FixedClock) -> None:
    dues = [A_WEDNESDAY + n * MINUTE for n in (3, 1, 2)]
    await queue(vault, *(a_queued(str(n), person=n, due=due) for n, due in enumerate(dues)))
    assert await next_due(vault, clock) == A_WEDNESDAY + MINUTE


async def test_a_lane_is_due_again_when_what_it_waits_for_is_over(vault: Vault, clock: FixedClock) -> None:
    await peopled(vault)
    await queue(vault, a_queued("one"), a_queued("two"))
    [one] = await claimed(vault, clock)
    await settle(vault, clock, one)
    assert await next_due(vault, clock) == A_WEDNESDAY + PACE.chat_gap
    await hold(vault, A_WEDNESDAY + MINUTE)
    assert await next_due(vault, clock) == A_WEDNESDAY + MINUTE


async def test_a_lane_is_due_when_a_lease_runs_out(vault: Vault, clock: FixedClock) -> None:
    await peopled(vault)
    await queue(vault, a_queued())
    await claimed(vault, clock)
    assert await next_due(vault, clock) == A_WEDNESDAY + LEASE
