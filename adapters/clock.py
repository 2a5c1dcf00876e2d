"""The ticker: APScheduler says when the beat is to be done. What is due stands in our own database, not with it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, timedelta

from apscheduler.schedulers.asyncio import AsyncIOScheduler  # type: ignore[import-untyped]  # it ships no types
from apscheduler.triggers.interval import IntervalTrigger  # type: ignore[import-untyped]  # the same

EVERY = timedelta(seconds=15)  # the latest that something due is noticed

#: A late tick is done late and once: by default APScheduler drops what is a second late.
_NEVER_DROPPED = {"misfire_grace_time": None, "coalesce": True, "max_instances": 1}


@asynccontextmanager
async def ticking(every: timedelta = EVERY) -> AsyncIterator[asyncio.Event]:
    """An event that is set now and then again at each tick; whoever waits for it clears it."""
    tick = asyncio.Event()
    tick.set()
    scheduler = AsyncIOScheduler(timezone=UTC, job_defaults=_NEVER_DROPPED)
    scheduler.add_job(_set, IntervalTrigger(seconds=every.total_seconds(), timezone=UTC), args=(tick,), id="beat")
    scheduler.start()
    try:
        yield tick
    finally:
        scheduler.shutdown(wait=False)


async def _set(tick: asyncio.Event) -> None:
    """In the loop itself: a plain function would be run in a thread."""
    tick.set()
