"""The updates that were fetched and not yet confirmed.

Telegram forgets an update when getUpdates is called with a greater offset, so the offset moves only when everything in
the window is settled: committed, or dead-lettered. Until then the same offset is asked again, which brings the same
updates (known here, so taken up once) and whatever came since.
"""

from __future__ import annotations

import asyncio


class Window:
    """Ids of updates, from their arrival until the offset that confirms them goes out. At most about a hundred."""

    def __init__(self) -> None:
        self._seen: set[int] = set()
        self._open: set[int] = set()
        self._wake: asyncio.Future[None] | None = None

    def take_up(self, update_id: int) -> bool:
        """False when this update is in hand already."""
        if update_id in self._seen:
            return False
        self._seen.add(update_id)
        self._open.add(update_id)
        return True

    def settle(self, update_id: int) -> None:
        """The effect of this update is committed, or the update is dead-lettered."""
        self._open.discard(update_id)
        if not self._open:
            self.wake()

    @property
    def is_settled(self) -> bool:
        return not self._open

    def offset(self) -> int | None:
        """What confirms the window, None when there is nothing to confirm. Only ask when it is settled.

        It comes from this window alone: after a quiet week Telegram starts again at a random id, perhaps a lower one.
        """
        return max(self._seen) + 1 if self._seen else None

    def close(self) -> None:
        """Begin an empty window."""
        self._seen.clear()

    def wake(self) -> None:
        """End the waiting of ``settled``."""
        if self._wake is not None and not self._wake.done():
            self._wake.set_result(None)

    async def settled(self, timeout_s: float) -> bool:
        """Wait until all is settled, for `timeout_s` seconds at most, or until ``wake``."""
        if not self._open:
            return True
        loop = asyncio.get_running_loop()
        self._wake = loop.create_future()
        timer: asyncio.TimerHandle = loop.call_later(timeout_s, self.wake)
        try:
            await self._wake
        finally:
            timer.cancel()
            self._wake = None
        return not self._open
