"""The stand-in for Slack on real sockets, and adapters that listen to it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack

import pytest

from adapters.pictures import picture
from adapters.simulator.slack import SlackStandIn
from adapters.slack.run import SlackAdapter
from bot.application.ports import Clock
from bot.domain.secret import Secret
from tests.adapters.fakes import FakeListener, UtcClock
from tests.adapters.slack.fakes import TEXTS, Running, settings_for

Begin = Callable[..., Awaitable[Running]]


@pytest.fixture
async def slack() -> AsyncIterator[SlackStandIn]:
    async with SlackStandIn() as stand_in:
        yield stand_in


@pytest.fixture
async def begin(slack: SlackStandIn) -> AsyncIterator[Begin]:
    """Starts an adapter against the stand-in, and waits for its connections; stopped at the end of the test."""
    async with AsyncExitStack() as stack:

        async def started(
            listener: FakeListener | None = None,
            *,
            bot_token: str = "",
            app_token: str = "",
            connected: bool = True,
            clock: Clock | None = None,
            load: Callable[[str], bytes] = picture,
            **changed: object,
        ) -> Running:
            heard = listener or FakeListener()
            settings = settings_for(slack.url, **changed)
            adapter = SlackAdapter(
                bot_token=Secret(bot_token or slack.bot_token),
                app_token=Secret(app_token or slack.app_token),
                listener=heard,
                clock=clock or UtcClock(),
                texts=TEXTS,
                settings=settings,
                load=load,
            )
            await adapter.start()
            task = asyncio.create_task(adapter.run())

            async def ended() -> None:
                await adapter.stop()
                await asyncio.gather(task, return_exceptions=True)

            stack.push_async_callback(ended)
            if connected:
                await slack.wait_for_connections(settings.sockets)
            return Running(adapter=adapter, listener=heard, task=task)

        yield started
