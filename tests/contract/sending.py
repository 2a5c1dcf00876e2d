"""What the suites of the outbox do over and over: let people in, queue messages, take what is due."""

from __future__ import annotations

from datetime import timedelta

from bot.application.ports import Clock, Vault
from bot.domain.delivery import Claimed, OutboxState, Pace, Queued
from bot.domain.ids import TELEGRAM, Platform
from tests.builders import a_joining

PACE = Pace(per_second=25, chat_gap=timedelta(seconds=1.05))
LEASE = timedelta(seconds=60)


async def peopled(vault: Vault, count: int = 1) -> None:
    """People number 1 to `count` join."""

    await vault.commit(lambda tx: [tx.join(a_joining(person)) for person in range(1, count + 1)])


async def queue(vault: Vault, *messages: Queued) -> list[bool]:
    """Whether each of them was new, in one commit."""
    return await vault.commit(lambda tx: [tx.enqueue(message) for message in messages])


async def claimed(
    vault: Vault, clock: Clock, *, pace: Pace = PACE, limit: int = 100, platform: Platform = TELEGRAM
) -> tuple[Claimed, ...]:
    """What may be sent now."""
    return await vault.commit(lambda tx: tx.claim(platform, clock.now(), pace, limit, LEASE))


async def settle(vault: Vault, clock: Clock, one: Claimed, state: OutboxState = OutboxState.SENT) -> bool:
    return await vault.commit(lambda tx: tx.settle(one, state, clock.now()))


def texts(messages: tuple[Claimed, ...]) -> list[str]:
    """What they say, which for `a_queued` is their name."""
    return [one.message.text.text() for one in messages]


async def counts(vault: Vault) -> dict[OutboxState, int]:
    return await vault.commit(lambda tx: tx.outbox_counts())
