"""TelegramAdapter: the listen loop of one bot, and its outward half."""

from __future__ import annotations

import asyncio
import time
from typing import Final

import structlog
from telegram import BotCommand, BotCommandScopeAllPrivateChats
from telegram.error import TelegramError

from adapters.pace import Pace
from adapters.tail import Tail
from adapters.telegram import limits
from adapters.telegram.client import Client
from adapters.telegram.errors import ApiError, TokenRejected
from adapters.telegram.hearing import Hearing
from adapters.telegram.outbound import TelegramTransport
from adapters.telegram.settings import Menu, TelegramSettings
from adapters.telegram.window import Window
from bot.application.ports import Clock, Listener
from bot.domain.secret import Secret

log = structlog.get_logger(__name__)

_READ_MARGIN_S: Final = 10.0  # seconds that the connection outlasts the poll it carries; at least 5 are needed
_CONFLICT_LOG_S: Final = 60.0  # seconds between two log lines about another poller


class TelegramAdapter:
    """One bot on Telegram. ``start``, then ``run`` until ``stop``; `transport` sends what is queued.

    `listener` hears everything; `clock` says when a press happened. Exactly one process may poll a token at a time:
    the wiring holds the lease.
    """

    def __init__(
        self,
        *,
        token: Secret,
        listener: Listener,
        clock: Clock,
        settings: TelegramSettings | None = None,
        menu: Menu | None = None,
    ) -> None:
        self._settings = settings or TelegramSettings()
        self._menu = menu or {}
        self._client = Client(token=token, api_url=self._settings.api_url, pool=self._settings.pool)
        tail = Tail()
        self.transport = TelegramTransport(self._client, Pace(self._settings.pace), tail)
        self._stopping = asyncio.Event()
        self._window = Window()
        self._hearing = Hearing(
            listener=listener,
            transport=self.transport,
            tail=tail,
            settings=self._settings,
            clock=clock,
            window=self._window,
            stopping=self._stopping,
            escaped=self._escaped,
        )
        self._poll: asyncio.Task[object] | None = None
        self._menu_task: asyncio.Task[None] | None = None
        self._running: asyncio.Future[None] | None = None
        self._fatal: TokenRejected | None = None
        self._failures = 0
        self._bugs = 0
        self._conflict_logged = float("-inf")
        self._poll_was_cut = False

    async def start(self) -> None:
        """Open the connections and begin to set the command menu. Works without a network; ``run`` waits for one."""
        await self._client.open()
        if self._menu:
            self._menu_task = asyncio.create_task(self._set_menu(self._menu))
        log.info("telegram.started")

    async def run(self) -> None:
        """Listen until ``stop``. Raises TokenRejected when Telegram does not know the token, and nothing else."""
        self._running = asyncio.get_running_loop().create_future()
        offset: int | None = None
        try:
            while not self._stopping.is_set():
                batch = await self._next_batch(offset)
                if batch is None:
                    continue
                self._hearing.take(batch)
                if not await self._window.settled(self._settings.again_s):
                    continue
                if (confirmed := self._window.offset()) is None:
                    if batch:  # not one of them has an id: nothing to confirm, and they would come again at once
                        await self._pause(self._backoff())
                    continue
                if self._stopping.is_set():
                    break
                offset = confirmed
                self._window.close()
        finally:
            self._stopping.set()
            self._running.set_result(None)
        if self._fatal is not None:
            raise self._fatal

    async def stop(self) -> None:
        """Stop listening, finish what is in the air within 8 s, confirm what is committed, close the connections."""
        self._halt()
        loop = asyncio.get_running_loop()
        end = loop.time() + self._settings.stop_s
        if self._running is not None:
            await asyncio.wait({self._running}, timeout=self._settings.stop_s)
        if self._menu_task is not None:
            self._menu_task.cancel()
            await asyncio.gather(self._menu_task, return_exceptions=True)
        finished = await self._hearing.finish(end - loop.time())
        await self._confirm_the_last()
        await self._client.close()
        log.info("telegram.stopped", finished=finished)

    async def _next_batch(self, offset: int | None) -> list[object] | None:
        """One getUpdates; None after the wait that some trouble asks for."""
        # While older updates are unfinished the answer comes at once, because they are in it.
        timeout_s = self._settings.poll_s if self._window.is_settled else 1
        self._poll = asyncio.create_task(self._ask(offset, timeout_s, limits.POLL_LIMIT))
        try:
            batch = await self._poll
        except asyncio.CancelledError:
            if not self._stopping.is_set():
                raise
            return None
        except TokenRejected as error:
            self._escaped(error)
            return None
        except ApiError as error:
            await self._pause(self._wait_after(error))
            return None
        except TelegramError as error:
            wait_s = self._backoff()
            log.warning("telegram.poll_failed", error=type(error).__name__, count=self._failures)
            await self._pause(wait_s)
            return None
        finally:
            self._poll = None
        if not isinstance(batch, list):
            await self._pause(self._backoff())
            return None
        self._failures = 0
        return batch

    async def _ask(self, offset: int | None, timeout_s: int, limit: int) -> object:
        """The first question carries no offset: what waits from before comes first. Kinds are said every time,
        because Telegram keeps what some earlier version asked for."""
        asked: dict[str, object] = {"timeout": timeout_s, "limit": limit, "allowed_updates": limits.ALLOWED_UPDATES}
        if offset is not None:
            asked["offset"] = offset
        return await self._client.get_updates(asked, read_timeout_s=timeout_s + _READ_MARGIN_S)

    def _wait_after(self, error: ApiError) -> float:
        """Seconds to wait after a refused poll."""
        if error.code == 429:
            log.warning("telegram.poll_held", seconds=error.retry_after)
            return float(error.retry_after or 1)
        wait_s = self._backoff()
        if error.code != 409:
            log.warning("telegram.poll_failed", error=f"http_{error.code}", count=self._failures)
            return wait_s
        if time.monotonic() - self._conflict_logged >= _CONFLICT_LOG_S:
            self._conflict_logged = time.monotonic()
            other = "webhook" if "webhook" in error.description else "poller"
            log.error("telegram.conflict", other=other, to_do="stop the other one, or give this one its own token")
        return max(wait_s, self._settings.conflict_s)

    def _backoff(self) -> float:
        """Twice as long after each failure in a row."""
        self._failures += 1
        doubled = self._settings.backoff_first_s * 2.0 ** min(self._failures - 1, 10)
        return min(doubled, self._settings.backoff_most_s)

    async def _pause(self, seconds: float) -> None:
        """Wait, unless the adapter stops."""
        try:
            async with asyncio.timeout(seconds):
                await self._stopping.wait()
        except TimeoutError:
            pass

    def _escaped(self, error: Exception) -> None:
        """What nobody else caught: a rejected token stops the adapter, anything else is a bug and is counted."""
        if isinstance(error, TokenRejected):
            if self._fatal is None:
                self._fatal = error
                log.error("telegram.token_rejected", code=error.code)
            self._halt()
            return
        self._bugs += 1
        log.error("telegram.bug", error=type(error).__name__, count=self._bugs)

    def _halt(self) -> None:
        self._stopping.set()
        self._window.wake()
        if self._poll is not None:
            self._poll_was_cut = True
            self._poll.cancel()

    async def _confirm_the_last(self) -> None:
        """Confirm what was committed after the last poll, so that a restart does not hear it again.

        Not after a poll that was cut off: Telegram may still hold that one, and would see two.
        """
        offset = self._window.offset()
        if offset is None or not self._window.is_settled or self._poll_was_cut or self._fatal is not None:
            return
        try:
            async with asyncio.timeout(2):
                await self._ask(offset, 1, 1)
        except (TelegramError, TokenRejected, TimeoutError):
            log.info("telegram.last_not_confirmed")  # it comes again, and has its effect once

    async def _set_menu(self, menu: Menu) -> None:
        """Set the commands that people see; without them everything still works, so trouble is logged and left."""
        for language, commands in menu.items():
            shown = [BotCommand(name, words) for name, words in commands]
            try:
                await self._client.bot.set_my_commands(
                    shown, scope=BotCommandScopeAllPrivateChats(), language_code=language or None
                )
            except ApiError as error:
                if error.code in (401, 404):
                    self._escaped(TokenRejected(error.code))
                    return
                log.warning("telegram.menu_not_set", error=f"http_{error.code}")
            except TelegramError as error:
                log.warning("telegram.menu_not_set", error=type(error).__name__)
