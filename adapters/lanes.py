"""People in parallel, one person in order: work in lanes, each emptied from the front by one task.

The tasks are held here, because asyncio itself holds them weakly and would let them go half-way (aiogram#1328).
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable

Work = Callable[[], Awaitable[None]]


class Lanes:
    """Lanes by name; a lane exists only while it has work. Work handles its own errors: one that escapes is a bug,
    goes to `escaped`, and the lane goes on."""

    def __init__(self, escaped: Callable[[Exception], None]) -> None:
        self._escaped = escaped
        self._waiting: dict[str, deque[Work]] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    def __len__(self) -> int:
        return len(self._waiting)

    def add(self, lane: str, work: Work) -> None:
        """Do `work` after all that was added to this lane before."""
        line = self._waiting.get(lane)
        if line is not None:
            line.append(work)
            return
        self._waiting[lane] = deque((work,))
        task = asyncio.get_running_loop().create_task(self._empty(lane))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def idle(self, timeout_s: float) -> bool:
        """Wait until there is no work left; False when `timeout_s` seconds were not enough."""
        end = asyncio.get_running_loop().time() + timeout_s
        while self._tasks:
            left = end - asyncio.get_running_loop().time()
            if left <= 0:
                return False
            await asyncio.wait(self._tasks, timeout=left)
        return True

    async def cancel(self) -> None:
        """Stop all work where it stands."""
        tasks = tuple(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self._waiting.clear()

    async def _empty(self, lane: str) -> None:
        line = self._waiting[lane]
        try:
            while line:
                try:
                    await line.popleft()()
                except Exception as error:  # one piece of work never takes the next ones with it
                    self._escaped(error)
        finally:
            self._waiting.pop(lane, None)
