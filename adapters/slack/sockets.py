"""Socket Mode: connections that are kept up, and acknowledgements that go out by the one that asked for them.

Bolt's handler over slack_sdk's client, with what was seen to go wrong in them (3.48.0, 2026-11-25) put
right: a connection is renewed only after what came by it is answered; one that is sent away at once does not come back
at once; one that stays dead is built anew; a rejected token ends it all; what cannot be read is acknowledged too.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Callable
from typing import Any, Final

import orjson
import structlog
from aiohttp import ClientWebSocketResponse
from slack_bolt.adapter.socket_mode.async_base_handler import AsyncBaseSocketModeHandler
from slack_bolt.adapter.socket_mode.async_internals import run_async_bolt_app
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse

from adapters.slack import limits
from adapters.slack.acks import Ack
from adapters.slack.client import Client, quiet_logger
from adapters.slack.door import Acknowledged
from adapters.slack.errors import TokenRejected
from adapters.slack.fields import Json
from adapters.slack.settings import SlackSettings

log = structlog.get_logger(__name__)

SetAside = Callable[[str, str], None]

#: Pings without an answer after which a connection is dead; slack_sdk counts as many.
DEAD_AFTER: Final = 4
#: Seconds to wait for the other end's goodbye; aiohttp's own 10 are all the time that a stop has.
GOODBYE_S: Final = 1.0


class Sockets:
    """So many connections as are set, until ``close``. `set_aside` is told of what cannot be read."""

    def __init__(
        self,
        app: AsyncApp,
        client: Client,
        settings: SlackSettings,
        *,
        set_aside: SetAside,
        escaped: Callable[[Exception], None],
    ) -> None:
        self._app = app
        self._client = client
        self._settings = settings
        self._set_aside = set_aside
        self._escaped = escaped
        self._keeping: list[asyncio.Task[None]] = []

    def open(self) -> None:
        loop = asyncio.get_running_loop()
        self._keeping = [loop.create_task(self._keep()) for _ in range(self._settings.sockets)]

    async def close(self) -> None:
        for task in self._keeping:
            task.cancel()
        await asyncio.gather(*self._keeping, return_exceptions=True)

    async def _keep(self) -> None:
        """One connection, built anew when slack_sdk does not get it up again by itself."""
        while True:
            handler = _Handler(self._app, _Line(self._client, self._settings, self._escaped), self._set_aside)
            connecting = asyncio.create_task(handler.client.up())
            try:
                await self._died(handler.client)
                log.warning("slack.connection_built_anew")
            finally:
                connecting.cancel()
                await asyncio.gather(connecting, return_exceptions=True)
                await handler.client.down()

    async def _died(self, line: _Line) -> None:
        """Return when the connection has been down for as long as a dead one is waited for."""
        pings_missed = 0
        while pings_missed <= DEAD_AFTER:
            await asyncio.sleep(self._settings.ping_s)
            pings_missed = 0 if await line.is_connected() else pings_missed + 1


class _Line(SocketModeClient):
    """One connection. `unanswered` are the tasks that work on what came by it."""

    def __init__(self, client: Client, settings: SlackSettings, escaped: Callable[[Exception], None]) -> None:
        super().__init__(
            app_token="",  # the address comes from our own client
            logger=quiet_logger(),
            web_client=client.web,
            ping_interval=settings.ping_s,
        )
        self.proxy = None
        self.unanswered: set[asyncio.Task[Any]] = set()
        self._slack = client
        self._settings = settings
        self._escaped = escaped
        self._last_try = float("-inf")
        self._tries = 0
        self.message_listeners.append(_count_connections(settings.sockets))

    async def issue_new_wss_url(self) -> str:
        """An address for a connection; waits longer each time while Slack does not let us keep one."""
        await asyncio.sleep(self._pause_s())
        self._last_try = time.monotonic()
        try:
            return await self._slack.open_socket()
        except TokenRejected as error:
            self._escaped(error)
            raise

    async def connect_to_new_endpoint(self, force: bool = False) -> None:
        """Renew the connection, once what came by the old one is answered: an answer counts on its own line only."""
        await self._answered()
        await super().connect_to_new_endpoint(force)

    async def up(self) -> None:
        """Return when there is a connection; it then stays up by itself."""
        await self.connect()  # type: ignore[no-untyped-call]  # slack_sdk leaves this one out

    async def down(self) -> None:
        """Close the connection, once what came by it is answered, and let every task of it end."""
        await self._answered()
        tasks = (self.message_processor, self.current_session_monitor, self.message_receiver)
        await self.close()  # type: ignore[no-untyped-call]  # the same
        await asyncio.gather(*(task for task in tasks if task is not None), return_exceptions=True)

    async def disconnect(self) -> None:
        """Say goodbye, and do not wait long for the answer: the line may be dead."""
        if self.current_session is not None:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(GOODBYE_S):
                    await self.current_session.close()

    async def _answered(self) -> None:
        session = self.current_session
        if session is not None and not session.closed and self.unanswered:
            await asyncio.wait(self.unanswered, timeout=limits.ACK_S)

    def _pause_s(self) -> float:
        """None for a connection that has lived; else twice as long as before."""
        lived = time.monotonic() - self._last_try > 2 * self._settings.backoff_most_s
        self._tries = 0 if lived else self._tries + 1
        if self._tries == 0:
            return 0.0
        return min(self._settings.backoff_first_s * 2.0 ** (self._tries - 1), self._settings.backoff_most_s)


class _Handler(AsyncBaseSocketModeHandler):
    """Takes envelopes to Bolt and its answers back."""

    app: AsyncApp
    client: _Line

    def __init__(self, app: AsyncApp, line: _Line, set_aside: SetAside) -> None:
        self.app = app
        self.client = line
        self._set_aside = set_aside
        line.message_listeners.append(self._take_unreadable)
        line.socket_mode_request_listeners.append(self.handle)

    async def handle(self, client: AsyncBaseSocketModeClient, req: SocketModeRequest) -> None:
        """Answer one envelope on the connection by which it came, or not at all."""
        session, task = self.client.current_session, asyncio.current_task()
        if task is not None:
            self.client.unanswered.add(task)
            task.add_done_callback(self.client.unanswered.discard)
        if (ack := await self._acknowledgement(req)) is None:
            return
        if await self._send(session, req.envelope_id, ack.payload) and ack.out is not None:
            ack.out()

    async def _acknowledgement(self, req: SocketModeRequest) -> Ack | None:
        try:
            response = await run_async_bolt_app(self.app, req)
        except Exception as error:  # Bolt reads some fields by itself, and does not expect odd ones
            self._set_aside("envelope", type(error).__name__)
            return Ack()
        return response.ack if isinstance(response, Acknowledged) else None

    async def _take_unreadable(self, client: AsyncBaseSocketModeClient, message: Json, _: str | None = None) -> None:
        """Acknowledge an envelope that slack_sdk would drop without a word."""
        envelope_id = message.get("envelope_id")
        readable = isinstance(message.get("type"), str) and isinstance(message.get("payload"), dict | str)
        if isinstance(envelope_id, str) and not readable:
            self._set_aside("envelope", "WrongShape")
            await self._send(self.client.current_session, envelope_id, None)

    async def _send(self, session: ClientWebSocketResponse | None, envelope_id: str, payload: Json | None) -> bool:
        """Whether the answer went out by `session`, which may be gone by now."""
        if session is None or session.closed:
            log.warning("slack.answer_lost", why="connection_gone")
            return False
        try:
            answer = SocketModeResponse(envelope_id=envelope_id, payload=payload).to_dict()
            await session.send_str(orjson.dumps(answer).decode())
        except (ConnectionError, RuntimeError) as error:  # the line went down in this moment
            log.warning("slack.answer_lost", why=type(error).__name__)
            return False
        return True


def _count_connections(ours: int) -> Callable[..., Any]:
    """Watches for connections that Slack counts and nobody holds: what it sends there is lost."""

    async def look(client: AsyncBaseSocketModeClient, message: Json, _: str | None = None) -> None:
        count = message.get("num_connections")
        if message.get("type") == "hello" and isinstance(count, int) and count > ours:
            log.warning("slack.more_connections_than_ours", counted=count, ours=ours)

    return look
