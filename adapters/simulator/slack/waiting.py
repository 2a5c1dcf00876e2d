"""Waiting for something to appear on a screen or in a channel, without polling."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TypeVar

from adapters.simulator.slack.world import Change, Listener

T = TypeVar("T")


async def until(listeners: list[Listener], look: Callable[[], T | None], timeout_s: float) -> T | None:
    """What `look` finds, now or after a change that the listeners hear of; None when time is up."""
    if (found := look()) is not None:
        return found
    future: asyncio.Future[T] = asyncio.get_running_loop().create_future()

    def changed(change: Change) -> None:
        if not future.done() and (found_now := look()) is not None:
            future.set_result(found_now)

    listeners.append(changed)
    try:
        return await asyncio.wait_for(future, timeout_s)
    except TimeoutError:
        return None
    finally:
        listeners.remove(changed)


def meets(wanted: str | Callable[[T], bool], text: Callable[[T], str]) -> Callable[[T], bool]:
    """A condition, or a text that must be contained, as a condition."""
    if isinstance(wanted, str):
        words = wanted
        return lambda it: words in text(it)
    return wanted
