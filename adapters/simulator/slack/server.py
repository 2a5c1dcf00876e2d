"""The stand-in's network face: /api/<method>, /response/<key>, /upload/v1/<key>, and the web sockets at /link/.

A plain aiohttp server without router or middleware, because a benchmark drives thousands of calls a second through it.
"""

from __future__ import annotations

import asyncio
from typing import Any

import orjson
from aiohttp import WSMsgType, web
from yarl import URL

from adapters.simulator.slack import files, responses, web_api
from adapters.simulator.slack.connections import Connection
from adapters.simulator.slack.faults import DropAfter, DropBefore, ServerError, Slow
from adapters.simulator.slack.platform import Platform
from adapters.simulator.slack.record import Json, Refusal
from adapters.simulator.slack.web_api import Opened, Said

_API, _RESPONSE, _UPLOAD, _LINK = "/api/", "/response/", "/upload/v1/", "/link/"
_JSON = "application/json"
_ERROR_PAGE = "<html><body><h1>Bad Gateway</h1></body></html>"
_UNREADABLE = Refusal(error="invalid_json")


class Server:
    """Answers calls for one platform. `in_flight` and `most_in_flight` count calls of the Web API."""

    def __init__(self, slack: Platform) -> None:
        self.slack = slack
        self._rights = {"x-oauth-scopes": ",".join(slack.scopes)}
        self.in_flight = 0
        self.most_in_flight = 0

    async def handle(self, request: web.BaseRequest) -> web.StreamResponse:
        path, _, query = request.raw_path.partition("?")
        if path.startswith(_API):
            return await self._call(request, path.removeprefix(_API), query)
        if path.startswith(_RESPONSE):
            return await self._response(request, path.removeprefix(_RESPONSE))
        if path.startswith(_UPLOAD):
            return await self._upload(request, path.removeprefix(_UPLOAD))
        if path == _LINK:
            return await self._link(request, _form(query).get("ticket", ""))
        return web.Response(status=404)

    async def _call(self, request: web.BaseRequest, name: str, query: str) -> web.StreamResponse:
        said = await self._said(request, name, query)
        opened = said if isinstance(said, Refusal) else web_api.open_call(self.slack, name, said)
        if isinstance(opened, Refusal):
            return _refused(opened)
        self.in_flight += 1
        self.most_in_flight = max(self.most_in_flight, self.in_flight)
        try:
            return await self._answer(request, opened)
        finally:
            self.in_flight -= 1

    async def _answer(self, request: web.BaseRequest, opened: Opened) -> web.StreamResponse:
        latency_s, trouble = self.slack.latency_s, opened.trouble
        if latency_s:
            await asyncio.sleep(latency_s / 2)
        if isinstance(trouble, DropBefore):
            return _cut(request)
        if isinstance(trouble, ServerError):
            opened.call.status = trouble.status
            return web.Response(status=trouble.status, text=_ERROR_PAGE, content_type="text/html")
        answer = web_api.perform(self.slack, opened)
        if latency_s:
            await asyncio.sleep(latency_s / 2)
        if isinstance(trouble, Slow):
            await asyncio.sleep(trouble.seconds)
        if isinstance(trouble, DropAfter):
            return _cut(request)
        if isinstance(answer, Refusal):
            opened.call.status = answer.status
            return _refused(answer)
        opened.call.status = 200
        return web.Response(body=orjson.dumps({"ok": True, **answer}), content_type=_JSON, headers=self._rights)

    async def _said(self, request: web.BaseRequest, name: str, query: str) -> Said | Refusal:
        """The parameters as they came: from the address, a form or a JSON object; and the bearer's token."""
        raw: Json = _form(query) if query else {}
        if "token" in raw:
            self.slack.record.violation("token-in-url", name, "addresses are logged; use the header")
        kind, body = request.headers.get("Content-Type", ""), await request.read()
        as_json = kind.startswith(_JSON)
        given = _read(body, as_json=as_json) if body else {}
        if given is None:
            return _UNREADABLE
        if any(token.encode() in body for token in (self.slack.bot_token, self.slack.app_token)):
            self.slack.record.violation("token-in-body", name, "the token belongs in the header only")
        raw |= given
        in_body = raw.pop("token", None)
        bearer = request.headers.get("Authorization", "").removeprefix("Bearer ").strip()
        return Said(raw=raw, token=bearer or in_body, in_header=bool(bearer), as_json=as_json)

    async def _response(self, request: web.BaseRequest, key: str) -> web.StreamResponse:
        """Refused with a status of its own, unlike the Web API."""
        body = _read(await request.read(), as_json=True)
        refusal = _UNREADABLE if body is None else responses.by_url(self.slack, key, body)
        if refusal is None:
            return web.Response(text="ok")
        status = 404 if refusal.error in ("expired_url", "used_url") else 400
        return web.Response(body=orjson.dumps(refusal.body), status=status, content_type=_JSON)

    async def _upload(self, request: web.BaseRequest, key: str) -> web.StreamResponse:
        """The bytes of one file, as they are."""
        trouble = self.slack.faults.next_for(files.UPLOAD, None)
        if isinstance(trouble, DropBefore | DropAfter):
            return _cut(request)
        if isinstance(trouble, ServerError):
            return web.Response(status=trouble.status, text=_ERROR_PAGE, content_type="text/html")
        body = await request.read()
        status = files.take(self.slack, key, body, request.headers)
        return web.Response(status=status, text=f"OK - {len(body)}" if status == 200 else "error")

    async def _link(self, request: web.BaseRequest, ticket: str) -> web.StreamResponse:
        """One connection of Socket Mode, from its greeting to its end."""
        if not self.slack.sockets.connections.admits(ticket):
            return web.Response(status=408, text="this address was used, or never given")
        socket = web.WebSocketResponse(autoping=False, heartbeat=None)
        await socket.prepare(request)
        outgoing: asyncio.Queue[bytes | None] = asyncio.Queue()
        connection = Connection(
            send=outgoing.put_nowait, close=lambda: outgoing.put_nowait(None), cut=lambda: _cut(request)
        )
        writer = asyncio.create_task(_write(socket, outgoing))
        self.slack.sockets.joined(connection)
        try:
            await self._listen(socket, connection)
        finally:
            self.slack.sockets.left(connection)
            writer.cancel()
            await asyncio.gather(writer, return_exceptions=True)
        return socket

    async def _listen(self, socket: web.WebSocketResponse, connection: Connection) -> None:
        async for frame in socket:
            if connection.half_open:
                continue
            if frame.type is WSMsgType.PING:
                await socket.pong(frame.data)
            elif frame.type in (WSMsgType.TEXT, WSMsgType.BINARY):
                self.slack.sockets.heard(connection, frame.data)


async def _write(socket: web.WebSocketResponse, outgoing: asyncio.Queue[bytes | None]) -> None:
    """Send what is queued, in order, until told to say goodbye."""
    while (frame := await outgoing.get()) is not None:
        await socket.send_str(frame.decode())
    await socket.close()


def _form(encoded: str) -> Json:
    """A form's fields. The address reader is used because it is written in C, which the standard library's is not."""
    return dict(URL.build(query_string=encoded, encoded=True).query)


def _read(body: bytes, *, as_json: bool) -> Json | None:
    """The object in a body, or None when there is none."""
    if not as_json:
        return _form(body.decode("latin-1"))
    try:
        said: Any = orjson.loads(body)
    except ValueError:
        return None
    return said if isinstance(said, dict) else None


def _refused(refusal: Refusal) -> web.Response:
    headers = None if refusal.retry_after is None else {"Retry-After": str(refusal.retry_after)}
    return web.Response(body=orjson.dumps(refusal.body), status=refusal.status, content_type=_JSON, headers=headers)


def _cut(request: web.BaseRequest) -> web.Response:
    """Hang up without an answer."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response(status=499)
