"""The stand-in for Telegram on a real socket, and adapters that listen to it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack

import pytest

from adapters.simulator.telegram import TelegramStandIn
from adapters.telegram.run import TelegramAdapter
from adapters.telegram.settings import Menu
from bot.domain.secret import Secret
from tests.adapters.fakes import FakeListener, UtcClock
from tests.adapters.telegram.fakes import Running, settings_for

Begin = Callable[..., Awaitable[Running]]


@pytest.fixture
async def tg() -> AsyncIterator[TelegramStandIn]:
    async with TelegramStandIn() as stand_in:
        yield stand_in


@pytest.fixture
async def begin(tg: TelegramStandIn) -> AsyncIterator[Begin]:
    """Starts an adapter against the stand-in; stopped at the end of the test."""
    async with AsyncExitStack() as stack:

        async def started(
            listener: FakeListener | None = None, *, token: str = "", menu: Menu | None = None, **changed: object
        ) -> Running:
            heard = listener or FakeListener()
            adapter = TelegramAdapter(
                token=Secret(token or tg.token),
                listener=heard,
                clock=UtcClock(),
                settings=settings_for(tg.url, **changed),
                menu=menu,
            )
            await adapter.start()
            task = asyncio.create_task(adapter.run())

            async def ended() -> None:
                await adapter.stop()
                await asyncio.gather(task, return_exceptions=True)

            stack.push_async_callback(ended)
            return Running(adapter=adapter, listener=heard, task=task)

        yield started
