"""SlackAdapter: the listen loop of one app in one workspace, and its outward half."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial

import structlog

from adapters.pictures import picture
from adapters.slack.arrival import Ours
from adapters.slack.calls import Calls
from adapters.slack.client import Client
from adapters.slack.door import bolt_app
from adapters.slack.errors import ApiError, SlackTrouble, TokenRejected
from adapters.slack.files import Files
from adapters.slack.hearing import Hearing
from adapters.slack.outbound import SlackTransport
from adapters.slack.people import People
from adapters.slack.settings import SlackSettings, Texts
from adapters.slack.sockets import Sockets
from adapters.tail import Tail
from bot.application.ports import Clock, Listener
from bot.domain.body import MAPS
from bot.domain.secret import Secret

log = structlog.get_logger(__name__)


class SlackAdapter:
    """One app in one workspace. ``start``, then ``run`` until ``stop``; `transport` sends what is queued.

    `listener` hears everything; `clock` says when a button was pressed; `texts` are the few sentences that no reply
    has; `load` gives the bytes of a picture by its name. Several processes may listen at once, up to ten connections
    in all.
    """

    def __init__(
        self,
        *,
        bot_token: Secret,
        app_token: Secret,
        listener: Listener,
        clock: Clock,
        texts: Texts,
        settings: SlackSettings | None = None,
        load: Callable[[str], bytes] = picture,
    ) -> None:
        self._settings = settings or SlackSettings()
        self._client = Client(bot_token=bot_token, app_token=app_token, api_url=self._settings.api_url)
        calls = Calls(self._client, self._settings.pace, self._settings.tiers)
        self._people = People(partial(calls.profile, escaped=self._escaped))
        tail = Tail()
        self._files = Files(calls, tuple(MAPS), load, pause_s=self._settings.picture_s, escaped=self._escaped)
        self.transport = SlackTransport(calls, self._people, self._files, tail)
        self._stopping = asyncio.Event()
        self._hearing = Hearing(
            listener=listener,
            transport=self.transport,
            people=self._people,
            tail=tail,
            settings=self._settings,
            texts=texts,
            clock=clock,
            stopping=self._stopping,
            escaped=self._escaped,
            shut_out=self._shut_out,
        )
        self._sockets: Sockets | None = None
        self._preparing: asyncio.Task[None] | None = None
        self._fatal: TokenRejected | None = None
        self._is_shut = False
        self._bugs = 0

    async def start(self) -> None:
        """Open the connections. Works without a network; ``run`` waits for one."""
        await self._client.open()
        log.info("slack.started")

    async def run(self) -> None:
        """Listen until ``stop``. Raises TokenRejected when Slack lets the bot no longer in, and nothing else."""
        ours = await self._ourselves()
        if ours is not None:
            self._hearing.ours = ours
            self._preparing = asyncio.create_task(self._files.prepare(ours.bot_user))
            self._sockets = Sockets(
                bolt_app(self._client, self._hearing.hear),
                self._client,
                self._settings,
                set_aside=self._hearing.set_aside,
                escaped=self._escaped,
            )
            self._sockets.open()
            await self._stopping.wait()
        if self._fatal is not None:
            raise self._fatal

    async def stop(self) -> None:
        """Take nothing new, finish what is in the air within 8 s, close the connections.

        Those stay up until then, because an answer counts only on the connection that asked for it.
        """
        self._stopping.set()
        if self._preparing is not None:
            self._preparing.cancel()
            await asyncio.gather(self._preparing, return_exceptions=True)
        finished = await self._hearing.finish(self._settings.stop_s)
        if self._sockets is not None:
            await self._sockets.close()
        await self._people.stop()
        await self._client.close()
        log.info("slack.stopped", finished=finished)

    async def _ourselves(self) -> Ours | None:
        """Who we are, as soon as Slack can be asked; None when the adapter stops before that."""
        wait_s = self._settings.backoff_first_s
        while not self._stopping.is_set():
            try:
                told = await self._client.call("auth.test", {})
                return Ours(team=str(told["team_id"]), bot_user=str(told["user_id"]))
            except TokenRejected as error:
                self._escaped(error)
            except (SlackTrouble, KeyError) as error:
                asked = error.retry_after if isinstance(error, ApiError) else None
                log.warning("slack.not_reached", error=type(error).__name__)
                await self._pause(max(wait_s, asked or 0))
                wait_s = min(wait_s * 2, self._settings.backoff_most_s)
        return None

    async def _pause(self, seconds: float) -> None:
        """Wait, unless the adapter stops."""
        try:
            async with asyncio.timeout(seconds):
                await self._stopping.wait()
        except TimeoutError:
            pass

    def _shut_out(self, kind: str) -> None:
        """The app was taken out of the workspace: say so once, send nothing more, and keep what waits."""
        self.transport.shut()
        if not self._is_shut:
            self._is_shut = True
            log.error("slack.out_of_the_workspace", kind=kind, to_do="install the app again, then start again")

    def _escaped(self, error: Exception) -> None:
        """What nobody else caught: a rejected token stops the adapter, anything else is a bug and is counted."""
        if isinstance(error, TokenRejected):
            if self._fatal is None:
                self._fatal = error
                log.error("slack.token_rejected", code=error.code)
            self.transport.shut()
            self._stopping.set()
            return
        self._bugs += 1
        log.error("slack.bug", error=type(error).__name__, count=self._bugs)
