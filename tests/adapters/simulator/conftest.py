"""A stand-in with its limits on, somebody who has pressed Start, and a plain client that speaks JSON to it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any

import aiohttp
import pytest

from adapters.simulator.telegram import Person, TelegramStandIn

KINDS = ["message", "edited_message", "callback_query", "my_chat_member"]
Call = Callable[..., Coroutine[Any, Any, dict[str, Any]]]


@dataclass
class Hands:
    """A clock whose hands the test moves."""

    now: float = 1_795_500_000.0
    moves: list[float] = field(default_factory=list)

    def __call__(self) -> float:
        return self.now

    def move(self, seconds: float) -> None:
        self.now += seconds
        self.moves.append(seconds)


@pytest.fixture
def clock() -> Hands:
    return Hands()


@pytest.fixture
async def tg(clock: Hands) -> AsyncIterator[TelegramStandIn]:
    async with TelegramStandIn(clock=clock) as stand_in:
        yield stand_in


@pytest.fixture
def ann(tg: TelegramStandIn) -> Person:
    person = tg.add_person("Ann")
    person.start("CODE")
    return person


@pytest.fixture
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


@pytest.fixture
def call(tg: TelegramStandIn, http: aiohttp.ClientSession) -> Call:
    """`await call("sendMessage", chat_id=…)` gives the whole answer, with `http` (status) and `header` added."""

    async def one(method: str, **params: object) -> dict[str, Any]:
        async with http.post(f"{tg.url}/bot{tg.token}/{method}", json=params) as response:
            answer: dict[str, Any] = await response.json(content_type=None)
            return {**answer, "http": response.status, "header": response.headers.get("Retry-After")}

    return one


def rules(tg: TelegramStandIn, *, final: bool = False) -> list[str]:
    return [violation.rule for violation in tg.violations(final=final)]


def keyboard(*labels: str) -> dict[str, Any]:
    return {"inline_keyboard": [[{"text": label, "callback_data": label} for label in labels]]}


async def until(condition: Callable[[], bool], seconds: float = 10) -> None:
    """Wait for something that has no event of its own; TimeoutError after some seconds."""
    async with asyncio.timeout(seconds):
        while not condition():  # noqa: ASYNC110 - what is waited for differs from test to test
            await asyncio.sleep(0.001)
