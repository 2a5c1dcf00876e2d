"""`SlackStandIn`: a pretend Slack on a loopback port, for tests, benchmarks and the demo."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Collection
from types import TracebackType
from typing import Self

from aiohttp import web

from adapters.simulator.slack import limits
from adapters.simulator.slack.channel import Channel
from adapters.simulator.slack.connections import Connection, Connections, Reason
from adapters.simulator.slack.envelopes import Envelope
from adapters.simulator.slack.faults import Trouble
from adapters.simulator.slack.filestore import Files
from adapters.simulator.slack.ids import new_id
from adapters.simulator.slack.keys import Keys
from adapters.simulator.slack.member import Member
from adapters.simulator.slack.pace import Pace
from adapters.simulator.slack.platform import SCOPES, Platform
from adapters.simulator.slack.record import Call, Json, Record, Violation
from adapters.simulator.slack.server import Server
from adapters.simulator.slack.sockets import Sockets
from adapters.simulator.slack.world import App, Listener, Team, World

BOT_TOKEN = "xoxb-stand-in-0000000000"  # noqa: S105 - made up, opens nothing
APP_TOKEN = "xapp-stand-in-0000000000"  # noqa: S105 - made up, opens nothing
SIGNING_SECRET = "stand-in-signing-secret"  # noqa: S105 - made up, opens nothing


class SlackStandIn:
    """A strict pretend Slack: `async with SlackStandIn() as slack:` and give `slack.url` to the bot as its API address.

    `enforce_limits`: too fast is answered 429 and recorded. `latency_s` seconds are added to every call, half before
    its effect and half after. `clock` gives Unix seconds, so that a test can let days pass; the time to acknowledge
    (`ack_s`), the pauses before an event is sent again (`retry_after_s`) and the time that the platform takes to look
    at a file (`processing_s`) are real seconds.
    """

    def __init__(
        self,
        *,
        port: int = 0,
        bot_name: str = "Labbot",
        team_name: str = "Community",
        commands: Collection[str] = ("/lab",),
        enforce_limits: bool = True,
        latency_s: float = 0.0,
        clock: Callable[[], float] = time.time,
        ack_s: float = limits.ACK_S,
        retry_after_s: tuple[float, ...] = limits.RETRY_AFTER_S,
        keep_messages: int = 1000,
        scopes: tuple[str, ...] = SCOPES,
        processing_s: float = 0.05,
    ) -> None:
        team = Team(team_id=new_id("T"), name=team_name, domain=team_name.lower())
        app = App(app_id=new_id("A"), bot_id=new_id("B"), user_id=new_id("U"), name=bot_name, team=team)
        record = Record()
        self.platform = Platform(
            bot_token=BOT_TOKEN,
            app_token=APP_TOKEN,
            clock=clock,
            world=World(clock=clock, app=app, keep=keep_messages),
            sockets=Sockets(
                record=record,
                connections=Connections(app_id=app.app_id),
                clock=clock,
                ack_s=ack_s,
                retry_after_s=retry_after_s,
            ),
            pace=Pace(enforced=enforce_limits),
            keys=Keys(clock=clock),
            record=record,
            files=Files(processing_s=processing_s),
            scopes=scopes,
            commands=frozenset(commands),
            latency_s=latency_s,
        )
        self.server = Server(self.platform)
        self.members: list[Member] = []
        self._port = port
        self._runner: web.ServerRunner | None = None

    async def __aenter__(self) -> Self:
        await self.open()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def open(self) -> None:
        """Listen on 127.0.0.1, on the port given or any free one."""
        self._runner = web.ServerRunner(web.Server(self.server.handle, access_log=None), shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self._port)
        await site.start()
        self._port = self._runner.addresses[0][1]
        self.platform.address = f"http://127.0.0.1:{self._port}"

    async def close(self) -> None:
        self.platform.sockets.close()
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    @property
    def url(self) -> str:
        """What SLACK_API_URL should be."""
        return f"{self.platform.address}/api/"

    @property
    def bot_token(self) -> str:
        return self.platform.bot_token

    @property
    def app_token(self) -> str:
        return self.platform.app_token

    @property
    def signing_secret(self) -> str:
        """For events by HTTP, which the stand-in does not send yet."""
        return SIGNING_SECRET

    @property
    def team_id(self) -> str:
        return self.platform.world.app.team.team_id

    @property
    def latency_s(self) -> float:
        return self.platform.latency_s

    @latency_s.setter
    def latency_s(self, seconds: float) -> None:
        self.platform.latency_s = seconds

    @property
    def enforce_limits(self) -> bool:
        return self.platform.pace.enforced

    @enforce_limits.setter
    def enforce_limits(self, on: bool) -> None:
        self.platform.pace.enforced = on

    @property
    def clock(self) -> Callable[[], float]:
        return self.platform.clock

    @property
    def listeners(self) -> list[Listener]:
        """Told of every change that any screen or channel would show."""
        return self.platform.world.listeners

    def add_member(
        self,
        name: str = "Alex",
        tz: str | None = "Europe/London",
        locale: str = "en-GB",
        team: str | None = None,
        *,
        user_id: str | None = None,
    ) -> Member:
        """Somebody in the workspace, or in another one by its id, of which the bot's token sees nobody."""
        ours = self.platform.world.app.team
        where = ours if team is None else Team(team_id=team, name="Elsewhere", domain="elsewhere")
        screen = self.platform.world.add_user(name, tz=tz, locale=locale, team=where, user_id=user_id)
        member = Member(slack=self.platform, name=name, screen=screen)
        self.members.append(member)
        return member

    def add_channel(self, name: str = "general", *members: Member, with_bot: bool = True) -> Channel:
        channel = Channel(slack=self.platform, room=self.platform.world.add_channel(name, with_bot=with_bot))
        channel.join(*members)
        return channel

    def picture(self, file_id: str) -> bytes | None:
        """The bytes of an image that the bot has uploaded, which a block may show by this id; None when there is none.

        A block shows it as ``{"type": "image", "slack_file": {"id": …}, "alt_text": …}``.
        """
        file = self.platform.files.picture(file_id)
        return file.content if file is not None else None

    def delete_file(self, file_id: str) -> None:
        """Let somebody of the workspace delete a file; blocks that name it are refused from now on."""
        self.platform.files.remove(file_id)

    def inject(self, method: str, trouble: Trouble, *, times: int = 1, channel: str | None = None) -> None:
        """Let the next `times` calls of a method ("*" for any), to one channel or person or all, end in trouble.

        The method "upload" stands for the address to which the bytes of a file are sent.
        """
        self.platform.faults.order(method, trouble, times=times, chat_id=self.platform.place(channel))

    def inject_raw_envelope(self, frame: Json) -> None:
        """Send any object over one of the bot's connections. LookupError when it has none."""
        self.platform.sockets.put_raw(frame)

    def inject_event(self, inner: Json, *, team_id: str | None = None) -> Envelope | None:
        """Tell the bot of any event; None when it did not subscribe to its kind."""
        return self.platform.tell(inner, team_id=team_id or self.team_id)

    def redeliver(self, envelope: Envelope | None) -> None:
        """Deliver an envelope once more, acknowledged or not."""
        if envelope is None:
            raise ValueError("there is no such envelope: the bot was not told")
        self.platform.sockets.redeliver(envelope)

    def drop_connections(self) -> None:
        """Cut every connection without a word."""
        self.platform.sockets.drop()

    def refresh_connections(self, reason: Reason = "refresh_requested") -> None:
        """Tell every connection to make way for a new one, or that it will have to."""
        self.platform.sockets.connections.say_goodbye(reason)

    def half_open_connection(self) -> Connection:
        """Let one connection die without either end being told; give it to `bury` in the end."""
        return self.platform.sockets.connections.half_open()

    def bury(self, ghost: Connection) -> None:
        """Let the platform notice that a half-open connection is dead."""
        self.platform.sockets.bury(ghost)

    async def wait_for_connections(self, count: int = 1, timeout_s: float = 5.0) -> None:
        """Wait until the bot holds so many connections that are alive and were not told to go away."""
        await self.platform.sockets.until(lambda: len(self.platform.sockets.connections.alive) == count, timeout_s)

    async def settle(self, timeout_s: float = 5.0) -> None:
        """Wait until everything that the bot was told is acknowledged, or lost."""
        envelopes = self.platform.sockets.envelopes
        await self.platform.sockets.until(lambda: all(it.settled.is_set() for it in envelopes), timeout_s)

    @property
    def connections(self) -> int:
        """How many the platform counts, half-open ones too."""
        return len(self.platform.sockets.connections.here)

    def revoke(self, error: str = "token_revoked") -> None:
        """Uninstall the app: every call is refused with this error from now on, and an event says so."""
        self.platform.revoked = error
        self.inject_event({"type": "tokens_revoked", "tokens": {"bot": [self.platform.world.app.user_id]}})
        self.inject_event({"type": "app_uninstalled"})

    @property
    def calls(self) -> deque[Call]:
        """The last calls, oldest first; at most 10,000."""
        return self.platform.record.calls

    def calls_of(self, method: str) -> list[Call]:
        return [call for call in self.calls if call.method == method]

    def violations(self, *, final: bool = False, ignore: Collection[str] = ()) -> list[Violation]:
        """The rules that were broken. `final`: envelopes that reached the bot and were never acknowledged count too."""
        found = self.platform.record.without(ignore)
        if final and "never-acked" not in ignore:
            found += [
                Violation(rule="never-acked", method="socket", detail=f"an envelope of {envelope.kind}")
                for envelope in self.platform.sockets.unacknowledged
            ]
        return found

    def assert_clean(self, *, ignore: Collection[str] = ()) -> None:
        """AssertionError with every violation, the final ones included, unless there is none."""
        if broken := self.violations(final=True, ignore=ignore):
            lines = "\n".join(f"  {violation}" for violation in broken)
            raise AssertionError(f"{len(broken)} rules of the platform were broken:\n{lines}")
