"""slack_sdk's web client on our connections: one session for everything, nothing sent twice, nothing of it logged."""

from __future__ import annotations

import logging
import re
from http import HTTPStatus
from typing import Final, cast

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.errors import ApiError, NoAnswer, NotSent, TokenRejected
from adapters.slack.failures import SHUT_OUT
from adapters.slack.fields import Json
from bot.domain.secret import Secret

OFFICIAL: Final = "https://slack.com/api/"
CONNECT_S: Final = 5.0  # seconds to get a connection, waiting for a free one included
TOTAL_S: Final = 30.0  # seconds to the whole answer; aiohttp's own 300 would outlast the lease of a queued message
POOL: Final = 32  # connections; one for each call that may be in flight

#: Raised by aiohttp before a byte of the request was written. Everything else it raises is ambiguous.
_BEFORE: Final = (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError, aiohttp.InvalidURL)
_CODE: Final = re.compile(r"[a-z0-9_]{1,60}")
#: Methods that read no JSON; docs.slack.dev/apis/web-api, "POST bodies", checked 2026-11-24; files.*: 2026-11-25.
_BY_FORM: Final = frozenset(
    {
        "apps.connections.open",
        "auth.test",
        "conversations.history",
        "files.getUploadURLExternal",
        "files.info",
        "files.list",
        "users.info",
    }
)


class _NothingSaid(logging.Filter):
    """Leaves of each record where it came from. Messages and tracebacks of the libraries hold addresses with tickets,
    and at DEBUG what people wrote."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = f"slack_sdk.trouble in {record.funcName}", ()
        record.exc_info = record.exc_text = record.stack_info = None
        return record.levelno >= logging.WARNING


def quiet_logger() -> logging.Logger:
    """The logger that slack_sdk and slack_bolt are given instead of their own, which are set to WARNING too."""
    for name in ("slack_sdk", "slack_bolt"):
        logging.getLogger(name).setLevel(logging.WARNING)
    logger = logging.getLogger("adapters.slack.sdk")
    logger.setLevel(logging.WARNING)
    if not logger.filters:
        logger.addFilter(_NothingSaid())
    return logger


class Client:
    """The Web API of one bot in one workspace. Raises what ``errors`` names, and nothing else."""

    def __init__(self, *, bot_token: Secret, app_token: Secret, api_url: str = OFFICIAL) -> None:
        self._bot_token = bot_token
        self._app_token = app_token
        self._api_url = api_url
        self._session: aiohttp.ClientSession | None = None
        self._web: AsyncWebClient | None = None

    @property
    def web(self) -> AsyncWebClient:
        """The SDK's client. Retry handlers are off: the default one posts a message twice when the line
        drops (seen with 3.47.0 on 2026-11-22). Proxies and credentials in the environment are not used."""
        if self._web is None:
            raise NotSent("the connections are not open")
        return self._web

    async def open(self) -> None:
        """Open the pool; connections are made when they are needed."""
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=POOL, ttl_dns_cache=60),
            timeout=aiohttp.ClientTimeout(total=TOTAL_S, connect=CONNECT_S),
            cookie_jar=aiohttp.DummyCookieJar(),
            trust_env=False,
        )
        self._web = AsyncWebClient(
            token=self._bot_token.reveal(),
            base_url=self._api_url,
            session=self._session,
            retry_handlers=[],
            logger=quiet_logger(),
        )
        self._web.proxy = None

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()

    async def call(self, method: str, arguments: Json) -> Json:
        """The answer to one method, called with the bot's token."""
        return await self._call(method, arguments, "bot token", None)

    async def upload(self, address: str, content: bytes) -> None:
        """Send the bytes of a file. Whoever has the address may, so no token goes along, and no error names it."""
        if self._session is None:
            raise NotSent("the connections are not open")
        try:
            async with self._session.post(address, data=content) as response:
                status = response.status
        except _BEFORE as error:
            raise NotSent(type(error).__name__) from None
        except (aiohttp.ClientError, TimeoutError, ValueError) as error:
            raise NoAnswer(type(error).__name__) from None
        if status != HTTPStatus.OK:
            raise ApiError("upload_failed", status=status)

    async def open_socket(self) -> str:
        """A single-use address for one Socket Mode connection."""
        token = {"Authorization": f"Bearer {self._app_token.reveal()}"}
        url = (await self._call("apps.connections.open", {}, "app token", token)).get("url")
        if not isinstance(url, str):
            raise NoAnswer("no url")
        return url

    async def _call(self, method: str, arguments: Json, token: str, headers: dict[str, str] | None) -> Json:
        try:
            if method in _BY_FORM:
                response = await self.web.api_call(method, data=arguments, headers=headers)
            else:
                response = await self.web.api_call(method, json=arguments, headers=headers)
            answer = response.data
        except SlackApiError as error:
            raise _refusal(error.response, token) from None
        # The causes are cut off: some of aiohttp's exceptions hold the request, and that holds the token.
        except _BEFORE as error:
            raise NotSent(type(error).__name__) from None
        except NotSent:
            raise
        except Exception as error:  # the SDK lets whatever it meets in an odd answer out as it is
            raise NoAnswer(type(error).__name__) from None
        if not isinstance(answer, dict):
            raise NoAnswer("the answer was not JSON")
        return cast(Json, answer)


def _refusal(response: object, token: str) -> ApiError | TokenRejected | NoAnswer:
    """Read a refusal; a proxy's HTML, or JSON of another shape, leaves the status alone to speak."""
    status, data, headers = (getattr(response, name, None) for name in ("status_code", "data", "headers"))
    if not isinstance(status, int):
        return NoAnswer("the answer was not JSON")
    told = data.get("error") if isinstance(data, dict) else None
    code = "" if not isinstance(told, str) else told if _CODE.fullmatch(told) else "unreadable_code"
    if code in SHUT_OUT:
        return TokenRejected(code, token=token)
    return ApiError(code, status=status, retry_after=_retry_after(headers) if status == 429 else None)


def _retry_after(headers: object) -> int:
    """Seconds; header names come in any case."""
    if isinstance(headers, dict) or hasattr(headers, "items"):
        for name, value in headers.items():
            if str(name).lower() == "retry-after" and str(value).isdecimal():
                return int(value)
    return 1
