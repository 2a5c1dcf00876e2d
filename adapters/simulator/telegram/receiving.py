"""getUpdates: long polling with the platform's rules about offsets, limits and rival pollers."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from adapters.simulator.telegram import checks, limits
from adapters.simulator.telegram.platform import Platform
from adapters.simulator.telegram.record import Json, Refusal
from adapters.simulator.telegram.updates import Poll, Update

WEBHOOK_ACTIVE = Refusal(
    code=409,
    description="Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the"
    " webhook first",
)
OTHER_POLLER = Refusal(
    code=409,
    description="Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
)


async def get_updates(tg: Platform, params: Json, is_gone: Callable[[], bool]) -> list[Update] | Refusal:
    """Wait for updates as long as asked, at most 50 s. A newcomer ends the older poll with 409.

    `is_gone` tells whether the caller has hung up; a poll whose caller is gone is nobody's rival.
    """
    if tg.webhook:
        return WEBHOOK_ACTIVE
    timeout_s = _checked_timeout(tg, params)
    _take_over(tg)
    _ask_for(tg, params)
    if not tg.queue.confirm(params.get("offset")):
        tg.record.violation("negative-offset", "getUpdates", "every earlier update is lost")
    limit = min(max(params.get("limit", limits.POLL_LIMIT), 1), limits.POLL_LIMIT)
    updates = tg.queue.take(limit)
    if not updates and timeout_s > 0:
        if await _conflict_while_waiting(tg, timeout_s, is_gone):
            return WEBHOOK_ACTIVE if tg.webhook else OTHER_POLLER
        updates = tg.queue.take(limit)
    for update in updates:
        update.deliveries += 1
    return updates


def _take_over(tg: Platform) -> None:
    older = tg.queue.poll
    if older is None:
        return
    if not older.is_gone():
        tg.record.violation("two-polls", "getUpdates", "a second poll while one was in flight")
    older.wake(conflict=True)
    tg.queue.poll = None


async def _conflict_while_waiting(tg: Platform, timeout_s: int, is_gone: Callable[[], bool]) -> bool:
    """True when another poll, or a webhook, took over."""
    loop = asyncio.get_running_loop()
    poll = Poll(is_gone=is_gone, woken=loop.create_future())
    tg.queue.poll = poll
    timer = loop.call_later(timeout_s, poll.wake_quietly)
    try:
        return await poll.woken
    finally:
        timer.cancel()
        if tg.queue.poll is poll:
            tg.queue.poll = None


def _checked_timeout(tg: Platform, params: Json) -> int:
    timeout_s = int(params.get("timeout", 0))
    if not 0 <= timeout_s <= limits.POLL_TIMEOUT_S:
        tg.record.violation("poll-timeout", "getUpdates", f"{timeout_s} s, 0-{limits.POLL_TIMEOUT_S}")
    return min(max(timeout_s, 0), limits.POLL_TIMEOUT_S)


def _ask_for(tg: Platform, params: Json) -> None:
    allowed = params.get("allowed_updates")
    tg.note("getUpdates", checks.allowed_updates(allowed))
    if isinstance(allowed, list):
        tg.queue.ask_for(kind for kind in allowed if isinstance(kind, str))
