"""Server-sent events: first everything, then each change, to every open page."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import orjson
from aiohttp import web

from adapters.simulator.loopback import SECURITY_HEADERS

_KEEP_ALIVE_S = 15.0  # seconds of silence after which a comment keeps the stream open
_BACKLOG = 500  # events a slow page may fall behind before it is made to start over


class Streams:
    """One queue for each open page. `everything` is what a page is told first."""

    def __init__(self, everything: Callable[[], object]) -> None:
        self._everything = everything
        self._open: set[asyncio.Queue[bytes]] = set()

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """A stream until the page is closed. A page that falls behind is told to start over by the stream's end."""
        response = web.StreamResponse(headers={"Cache-Control": "no-store", **SECURITY_HEADERS})
        response.content_type = "text/event-stream"
        await response.prepare(request)
        stream: asyncio.Queue[bytes] = asyncio.Queue(_BACKLOG)
        self._open.add(stream)
        try:
            await response.write(_event("everything", self._everything()))
            while stream in self._open or not stream.empty():
                try:
                    await response.write(await asyncio.wait_for(stream.get(), _KEEP_ALIVE_S))
                except TimeoutError:
                    await response.write(b": still here\n\n")
        except ConnectionError:
            pass  # the page was closed: what every stream ends with
        finally:
            self._open.discard(stream)
        return response

    def push(self, kind: str, shape: Callable[[], object]) -> None:
        """Tell every open page; the shape is made only if there is one."""
        if not self._open:
            return
        event = _event(kind, shape())
        for stream in tuple(self._open):
            if stream.full():
                self._open.discard(stream)
            else:
                stream.put_nowait(event)

    async def close(self, app: web.Application) -> None:
        """End the streams, so that the server can stop."""
        streams, self._open = self._open, set()
        for stream in streams:
            if not stream.full():
                stream.put_nowait(b": goodbye\n\n")


def _event(kind: str, shape: object) -> bytes:
    return b"event: " + kind.encode() + b"\ndata: " + orjson.dumps(shape) + b"\n\n"
