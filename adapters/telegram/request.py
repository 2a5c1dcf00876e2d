"""Carries PTB's requests over aiohttp: 6x the answers a second and 0.15x the processor time of PTB's own client.

Both were measured with 50 people at once on one machine on 2026-11-22; `python3 tasks.py bench` measures again.

PTB builds its URLs with a placeholder where the token belongs (``client.PLACEHOLDER``); the token is put in here, at
the socket. So no log line, exception or repr of PTB can hold it, at whatever level.
"""

from __future__ import annotations

import asyncio
from typing import Any, Final

import aiohttp
import orjson
from aiohttp.typedefs import LooseHeaders
from telegram.request import BaseRequest, RequestData
from yarl import URL

from adapters.telegram.errors import ApiError, NoAnswer, NotSent
from bot.domain.secret import Secret

CONNECT_S: Final = 5.0  # seconds to get a connection, waiting for a free one included
READ_S: Final = 30.0  # seconds from a connection to the whole answer
POOL: Final = 128  # connections; 64 to 256 are worth it: fewer wait, more gain nothing (measured 2026-11-22)
KEEP_ALIVE_S: Final = 55.0  # seconds an idle connection is kept; api.telegram.org closes later than that

_NONE = BaseRequest.DEFAULT_NONE
_JSON: LooseHeaders = {"Content-Type": "application/json"}
#: Raised by aiohttp before a byte of the request was written. Everything else it raises is ambiguous.
_BEFORE = (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError, aiohttp.InvalidURL)
_SILENT = frozenset({"Content-Type", "User-Agent"})


class AiohttpRequest(BaseRequest):
    """A pool of connections to one Bot API server.

    `api_url` is the server, such as ``https://api.telegram.org``. Raises ApiError for a refusal, NotSent when nothing
    left, NoAnswer when something left and no answer came. Proxies and credentials in the environment are not used.
    """

    def __init__(
        self,
        *,
        token: Secret,
        placeholder: str,
        pool: int = POOL,
        connect_s: float = CONNECT_S,
        read_s: float = READ_S,
    ) -> None:
        self._token = token
        self._placeholder = placeholder
        self._pool = pool
        self._connect_s = connect_s
        self._read_s = read_s
        self._session: aiohttp.ClientSession | None = None
        self._timeouts: dict[float, aiohttp.ClientTimeout] = {}
        self._urls: dict[str, URL] = {}

    @property
    def read_timeout(self) -> float | None:
        return self._read_s

    async def initialize(self) -> None:
        """Open the pool; connections are made when they are needed."""
        if self._session is None or self._session.closed:
            connector = aiohttp.TCPConnector(limit=self._pool, keepalive_timeout=KEEP_ALIVE_S, ttl_dns_cache=60)
            self._session = aiohttp.ClientSession(
                connector=connector,
                cookie_jar=aiohttp.DummyCookieJar(),
                trust_env=False,
                skip_auto_headers=_SILENT,
                headers=_JSON,
            )

    async def shutdown(self) -> None:
        """Close every connection."""
        if self._session is not None:
            await self._session.close()
            # One turn of the loop lets the transports close, so that none is left to the garbage collector.
            await asyncio.sleep(0)
            self._session = None

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """As PTB's, without its habit of logging a payload that cannot be read."""
        try:
            parsed = orjson.loads(payload)
        except orjson.JSONDecodeError:
            raise NoAnswer("the answer was not JSON") from None
        if not isinstance(parsed, dict) or "result" not in parsed:
            raise NoAnswer("the answer had no result")
        return parsed

    async def do_request(  # noqa: PLR0917 - the signature is PTB's
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: object = _NONE,
        write_timeout: object = _NONE,
        connect_timeout: object = _NONE,
        pool_timeout: object = _NONE,
    ) -> tuple[int, bytes]:
        """One request, one answer. The write, connect and pool timeouts of a single call are not used."""
        session = self._session
        if session is None:
            raise NotSent("the connections are not open")
        body = None if request_data is None else _written(request_data)
        headers = {"Content-Type": body.content_type} if isinstance(body, aiohttp.Payload) else None
        try:
            async with session.request(
                method,
                self._address(url),
                data=body,
                headers=headers,
                timeout=self._timeout(read_timeout),
                allow_redirects=False,
            ) as response:
                payload = await response.read()
                if 200 <= response.status <= 299:
                    return response.status, payload
                raise _refusal(response.status, payload, response.headers.get("Retry-After"))
        # The causes are cut off: some of aiohttp's exceptions hold the URL, and the URL holds the token.
        except _BEFORE as error:
            raise NotSent(type(error).__name__) from None
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise NoAnswer(type(error).__name__) from None

    def _address(self, url: str) -> URL:
        address = self._urls.get(url)
        if address is None:
            address = URL(url.replace(self._placeholder, self._token.reveal()), encoded=True)
            if len(self._urls) < 100:  # one for each method that is called
                self._urls[url] = address
        return address

    def _timeout(self, read_timeout: object) -> aiohttp.ClientTimeout:
        given = read_timeout if isinstance(read_timeout, (int, float)) else self._read_s
        timeout = self._timeouts.get(given)
        if timeout is None:
            timeout = aiohttp.ClientTimeout(total=given + self._connect_s, connect=self._connect_s)
            if len(self._timeouts) < 100:
                self._timeouts[given] = timeout
        return timeout


def _written(data: RequestData) -> bytes | aiohttp.Payload:
    """The request's body: JSON, or a form where there is a file."""
    if data.contains_files:
        return _form(data)
    try:
        return orjson.dumps(data.parameters)
    except orjson.JSONEncodeError:  # half a surrogate pair, say; Telegram would refuse it too
        raise ApiError(400, "the request could not be written as JSON") from None


def _form(data: RequestData) -> aiohttp.Payload:
    form = aiohttp.FormData()
    for name, value in data.json_parameters.items():
        form.add_field(name, value)
    for name, (filename, content, kind) in data.multipart_data.items():
        form.add_field(name, content, filename=filename, content_type=kind)
    return form()


def _refusal(status: int, payload: bytes, retry_after: str | None) -> ApiError:
    """Read a refusal; a proxy's HTML, or JSON of another shape, leaves the status alone to speak."""
    description, seconds, migrate_to = "", None, None
    try:
        parsed = orjson.loads(payload)
    except orjson.JSONDecodeError:
        parsed = None
    if isinstance(parsed, dict):
        if isinstance(said := parsed.get("description"), str):
            description = said[:200]
        if isinstance(parameters := parsed.get("parameters"), dict):
            seconds = _whole(parameters.get("retry_after"))
            migrate_to = _whole(parameters.get("migrate_to_chat_id"))
    if status == 429 and seconds is None:
        seconds = int(retry_after) if retry_after is not None and retry_after.isdecimal() else 1
    return ApiError(status, description, retry_after=seconds, migrate_to=migrate_to)


def _whole(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None
