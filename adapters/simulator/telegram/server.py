"""The HTTP face of the stand-in: /bot<token>/<method>, GET and POST; forms, multipart and JSON bodies.

A plain aiohttp server without router or middleware, because a benchmark drives thousands of calls a second through it.
"""

from __future__ import annotations

import asyncio
from typing import Any

import orjson
from aiohttp import StreamReader, web
from aiohttp.abc import AbstractStreamWriter
from aiohttp.http_parser import RawRequestMessage
from aiohttp.web_protocol import RequestHandler
from aiohttp.web_request import FileField
from yarl import URL

from adapters.simulator.telegram import bot_api, receiving
from adapters.simulator.telegram.bot_api import Opened
from adapters.simulator.telegram.faults import DropAfter, DropBefore, ServerError, Slow
from adapters.simulator.telegram.methods import Upload
from adapters.simulator.telegram.platform import Answer, Platform
from adapters.simulator.telegram.record import Json, Refusal
from adapters.simulator.telegram.updates import Update

BODY_BYTES = 55 * 1024 * 1024  # room for one upload of 50 MB and its form
_JSON = "application/json"
_ERROR_PAGE = "<html><body><h1>Bad Gateway</h1></body></html>"
_UNAUTHORISED = Refusal(code=401, description="Unauthorized")
_UNREADABLE = Refusal(code=400, description="Bad Request: object expected as body")


def roomy_request(
    message: RawRequestMessage,
    payload: StreamReader,
    protocol: RequestHandler,
    writer: AbstractStreamWriter,
    task: asyncio.Task[None],
) -> web.BaseRequest:
    """A request that may be as large as the largest upload."""
    loop = asyncio.get_running_loop()
    return web.BaseRequest(message, payload, protocol, writer, task, loop, client_max_size=BODY_BYTES)


class Server:
    """Answers calls for one platform. `in_flight` and `most_in_flight` count calls other than getUpdates."""

    def __init__(self, tg: Platform) -> None:
        self.tg = tg
        self.in_flight = 0
        self.most_in_flight = 0
        self._prefix = f"/bot{tg.token}/"
        self._token = tg.token.encode()

    async def handle(self, request: web.BaseRequest) -> web.StreamResponse:
        path, _, query = request.raw_path.partition("?")
        if not path.startswith(self._prefix):
            return _refused(_UNAUTHORISED if path.startswith("/bot") and path.count("/") == 2 else bot_api.NOT_FOUND)
        raw = await self._raw_params(request, query)
        if isinstance(raw, Refusal):
            return _refused(raw)
        opened = bot_api.open_call(self.tg, path[len(self._prefix) :], raw)
        if isinstance(opened, Refusal):
            return _refused(opened)
        if opened.method.name == "getUpdates":
            return await self._answer(request, opened)
        self.in_flight += 1
        self.most_in_flight = max(self.most_in_flight, self.in_flight)
        try:
            return await self._answer(request, opened)
        finally:
            self.in_flight -= 1

    async def _answer(self, request: web.BaseRequest, opened: Opened) -> web.StreamResponse:
        latency_s, trouble = self.tg.latency_s, opened.trouble
        if latency_s:
            await asyncio.sleep(latency_s / 2)
        if isinstance(trouble, DropBefore):
            return _cut(request)
        if isinstance(trouble, ServerError):
            opened.call.status = trouble.status
            return web.Response(status=trouble.status, text=_ERROR_PAGE, content_type="text/html")
        answer = await self._result(request, opened)
        if latency_s:
            await asyncio.sleep(latency_s / 2)
        if isinstance(trouble, Slow):
            await asyncio.sleep(trouble.seconds)
        if isinstance(trouble, DropAfter):
            return _cut(request)
        if isinstance(answer, Refusal):
            opened.call.status = answer.code
            return _refused(answer)
        opened.call.status = 200
        if opened.method.name == "getUpdates":
            return _response(b'{"ok":true,"result":[' + b",".join(update.wire for update in answer) + b"]}")
        return _response(b'{"ok":true,"result":' + orjson.dumps(answer) + b"}")

    async def _result(self, request: web.BaseRequest, opened: Opened) -> Answer:
        if opened.method.name != "getUpdates":
            return bot_api.perform(self.tg, opened)
        if (refusal := bot_api.refusal_before(self.tg, opened)) is not None:
            return refusal
        answer: list[Update] | Refusal = await receiving.get_updates(
            self.tg, opened.params, lambda: request.transport is None or request.transport.is_closing()
        )
        return answer

    async def _raw_params(self, request: web.BaseRequest, query: str) -> Json | Refusal:
        """The parameters as they came: from the address, a form, a multipart form or a JSON object."""
        raw: Json = _form(query) if query else {}
        kind = request.headers.get("Content-Type", "")
        if kind.startswith("multipart/form-data"):
            return raw | await _multipart(request)
        body = await request.read()
        if self._token in body:
            self.tg.record.violation("token-in-body", "any", "the token belongs in the address only")
        if not body:
            return raw
        if kind.startswith("application/x-www-form-urlencoded"):
            return raw | _form(body.decode("latin-1"))
        try:
            said: Any = orjson.loads(body)
        except ValueError:
            return _UNREADABLE
        return raw | said if isinstance(said, dict) else _UNREADABLE


def _form(encoded: str) -> Json:
    """A form's fields. The address reader is used because it is written in C, which the standard library's is not."""
    return dict(URL.build(query_string=encoded, encoded=True).query)


async def _multipart(request: web.BaseRequest) -> Json:
    raw: Json = {}
    for name, value in (await request.post()).items():
        if isinstance(value, FileField):
            raw[name] = Upload(name=value.filename, kind=value.content_type, content=value.file.read())
        else:
            raw[name] = value
    for name, value in raw.items():
        if isinstance(value, str) and value.startswith("attach://"):
            raw[name] = raw.get(value.removeprefix("attach://"), value)
    return raw


def _response(body: bytes, status: int = 200, headers: dict[str, str] | None = None) -> web.Response:
    return web.Response(body=body, status=status, content_type=_JSON, headers=headers)


def _refused(refusal: Refusal) -> web.Response:
    shape: Json = {"ok": False, "error_code": refusal.code, "description": refusal.description}
    headers = None
    if refusal.retry_after is not None:
        shape["parameters"] = {"retry_after": refusal.retry_after}
        headers = {"Retry-After": str(refusal.retry_after)}
    return _response(orjson.dumps(shape), refusal.code, headers)


def _cut(request: web.BaseRequest) -> web.Response:
    """Hang up without an answer."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response(status=499)
