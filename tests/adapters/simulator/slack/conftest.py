"""A stand-in with its limits on, a member, a plain client of the Web API and a plain web socket."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any

import aiohttp
import pytest

from adapters.simulator.slack import Member, SlackStandIn

Call = Callable[..., Coroutine[Any, Any, dict[str, Any]]]


@dataclass
class Hands:
    """A clock whose hands the test moves."""

    now: float = 1_795_600_000.0

    def __call__(self) -> float:
        return self.now

    def move(self, seconds: float) -> None:
        self.now += seconds


@dataclass
class Line:
    """One connection of Socket Mode, as a bot holds it."""

    socket: aiohttp.ClientWebSocketResponse
    hello: dict[str, Any]
    frames: list[dict[str, Any]] = field(default_factory=list)

    async def frame(self) -> dict[str, Any]:
        """The next frame, which is not acknowledged."""
        async with asyncio.timeout(5):
            frame: dict[str, Any] = await self.socket.receive_json()
        self.frames.append(frame)
        return frame

    async def ack(self, frame: dict[str, Any], payload: dict[str, Any] | None = None) -> None:
        answer = {"envelope_id": frame["envelope_id"]}
        await self.socket.send_json(answer if payload is None else {**answer, "payload": payload})

    async def take(self, payload: dict[str, Any] | None = None) -> dict[str, Any]:
        """The payload of the next frame, acknowledged."""
        frame = await self.frame()
        await self.ack(frame, payload)
        told: dict[str, Any] = frame["payload"]
        return told


@pytest.fixture
def clock() -> Hands:
    return Hands()


@pytest.fixture
async def slack(clock: Hands) -> AsyncIterator[SlackStandIn]:
    async with SlackStandIn(clock=clock) as stand_in:
        yield stand_in


@pytest.fixture
def ann(slack: SlackStandIn) -> Member:
    return slack.add_member("Ann")


@pytest.fixture
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


@pytest.fixture
def call(slack: SlackStandIn, http: aiohttp.ClientSession) -> Call:
    """`await call("chat.postMessage", channel=…)` gives the whole answer, with `http` (status) and `header` added."""

    async def one(method: str, **params: object) -> dict[str, Any]:
        token = slack.app_token if method.startswith("apps.") else slack.bot_token
        headers = {"Authorization": f"Bearer {token}"}
        as_form = method in ("users.info", "users.list")
        body: dict[str, Any] = {"data": params} if as_form else {"json": params}
        async with http.post(f"{slack.url}{method}", headers=headers, **body) as response:
            answer: dict[str, Any] = await response.json()
            return {**answer, "http": response.status, "header": response.headers.get("Retry-After")}

    return one


Connect = Callable[[], Coroutine[Any, Any, Line]]


@pytest.fixture
async def connect(call: Call, http: aiohttp.ClientSession) -> AsyncIterator[Connect]:
    """`await connect()` opens one more connection and reads its greeting."""
    lines: list[Line] = []

    async def one() -> Line:
        opened = await call("apps.connections.open")
        socket = await http.ws_connect(opened["url"])
        line = Line(socket=socket, hello=await socket.receive_json())
        lines.append(line)
        return line

    yield one
    for line in lines:
        await line.socket.close()


@pytest.fixture
async def line(connect: Connect) -> Line:
    return await connect()


def rules(slack: SlackStandIn, *, final: bool = False) -> list[str]:
    return [violation.rule for violation in slack.violations(final=final)]


def plain(text: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str) -> dict[str, Any]:
    return {"type": "mrkdwn", "text": text}


def section(text: str, **more: object) -> dict[str, Any]:
    return {"type": "section", "text": plain(text), **more}


def option(label: str, value: str = "") -> dict[str, Any]:
    return {"text": plain(label), "value": value or label.lower()}


def button(label: str, **more: object) -> dict[str, Any]:
    return {"type": "button", "text": plain(label), "action_id": label.lower(), **more}


def actions(*elements: dict[str, Any], block_id: str = "actions") -> dict[str, Any]:
    return {"type": "actions", "block_id": block_id, "elements": list(elements)}


def field_of(label: str, element: dict[str, Any], **more: object) -> dict[str, Any]:
    """An input block whose ids are made of its label."""
    name = label.lower()
    return {
        "type": "input",
        "block_id": name,
        "label": plain(label),
        "element": {"action_id": f"{name}.value", **element},
        **more,
    }


def radio(*labels: str, **more: object) -> dict[str, Any]:
    return {"type": "radio_buttons", "options": [option(label) for label in labels], **more}


def modal(*blocks: dict[str, Any], **more: object) -> dict[str, Any]:
    shape = {"type": "modal", "title": plain("Check-in"), "blocks": list(blocks), **more}
    needs_submit = any(block["type"] == "input" for block in blocks) and "submit" not in more
    return {**shape, "submit": plain("Send")} if needs_submit else shape


def home(*blocks: dict[str, Any], **more: object) -> dict[str, Any]:
    return {"type": "home", "blocks": list(blocks), **more}
