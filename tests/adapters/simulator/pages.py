"""The demo page as a browser sees it: what it posts, and what the stream tells."""

from __future__ import annotations

import json
import struct
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from adapters.simulator.page import Stage, mount

Client = TestClient[web.Request, web.Application]

PNG = b"\x89PNG\r\n\x1a\n" + struct.pack(">I4sII", 13, b"IHDR", 3, 2) + b"\x08\x02\0\0\0"
"""As much of a picture of 3 by 2 pixels as says so."""


@asynccontextmanager
async def page_of(stage: Stage) -> AsyncIterator[Client]:
    app = web.Application()
    mount(app, stage)
    async with TestClient(TestServer(app)) as page:
        yield page


async def act(client: Client, action: str, /, **body: object) -> int:
    """The status of an action from the own page."""
    origin = f"http://127.0.0.1:{client.port}"
    async with client.post(f"/simulator/{action}", json=body, headers={"Origin": origin}) as response:
        return response.status


async def next_event(response: aiohttp.ClientResponse, kind: str) -> Any:  # noqa: ANN401 - any JSON
    """The next event of this kind, others passed over."""
    found = False
    async for line in response.content:
        if line == f"event: {kind}\n".encode():
            found = True
        elif found and line.startswith(b"data: "):
            return json.loads(line[6:])
    raise AssertionError(f"the stream ended without {kind}")
