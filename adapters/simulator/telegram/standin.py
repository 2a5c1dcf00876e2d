"""`TelegramStandIn`: a pretend Telegram on a loopback port, for tests, benchmarks and the demo."""

from __future__ import annotations

import random
import time
from collections import deque
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

from aiohttp import web

from adapters.simulator.telegram import wire
from adapters.simulator.telegram.faults import Trouble
from adapters.simulator.telegram.pace import Pace
from adapters.simulator.telegram.person import Person, new_user_id
from adapters.simulator.telegram.platform import Platform
from adapters.simulator.telegram.record import Call, Json, Violation
from adapters.simulator.telegram.server import Server, roomy_request
from adapters.simulator.telegram.updates import Update, UpdateQueue
from adapters.simulator.telegram.world import Chat, Message, Photo, Query, World

TOKEN = "1234567890:stand-in-token-stand-in-token-00000"  # noqa: S105 - made up, opens nothing


@dataclass(frozen=True, kw_only=True, eq=False)
class Group:
    """A group that the bot is a member of. In privacy mode the bot hears commands only."""

    tg: Platform = field(repr=False)
    room: Chat = field(repr=False)

    @property
    def chat_id(self) -> int:
        return self.room.chat_id

    @property
    def chat(self) -> list[Message]:
        return [message for message in self.room.messages.values() if not message.deleted]

    def send(self, person: Person, text: str) -> Message:
        """Somebody writes in the group; the bot is told of commands only."""
        message = self.tg.world.post(self.room, text=text, sender=person.phone.user)
        if text.startswith("/"):
            self.tg.queue.put("message", wire.message(message, self.room))
        return message


class TelegramStandIn:
    """A strict pretend Telegram: `async with TelegramStandIn() as tg:` and give `tg.url` to the bot as its API address.

    `enforce_limits`: too fast is answered 429 and recorded. `latency_s` seconds are added to every call, half before
    its effect and half after. `clock` gives Unix seconds, so that a test can let days pass.
    """

    def __init__(
        self,
        *,
        token: str = TOKEN,
        port: int = 0,
        bot_name: str = "Labbot",
        bot_username: str = "labbot_demo_bot",
        enforce_limits: bool = True,
        latency_s: float = 0.0,
        clock: Callable[[], float] = time.time,
        keep_messages: int = 1000,
    ) -> None:
        bot = {"id": int(token.partition(":")[0]), "is_bot": True, "first_name": bot_name, "username": bot_username}
        first_id = random.SystemRandom().randrange(10**8, 2**30)  # a new start never repeats ids a bot may remember
        self.platform = Platform(
            token=token,
            clock=clock,
            world=World(clock=clock, bot=bot, keep=keep_messages),
            queue=UpdateQueue(clock=clock, next_id=first_id),
            pace=Pace(enforced=enforce_limits),
            latency_s=latency_s,
        )
        self.server = Server(self.platform)
        self.people: list[Person] = []
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
        server = web.Server(self.server.handle, request_factory=roomy_request, access_log=None)
        self._runner = web.ServerRunner(server, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self._port)
        await site.start()
        self._port = self._runner.addresses[0][1]

    async def close(self) -> None:
        if self.platform.queue.poll is not None:
            self.platform.queue.poll.wake_quietly()
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    @property
    def url(self) -> str:
        """What TELEGRAM_API_URL should be."""
        return f"http://127.0.0.1:{self._port}"

    @property
    def token(self) -> str:
        return self.platform.token

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

    def add_person(
        self,
        name: str = "Alex",
        *,
        language_code: str | None = "en",
        user_id: int | None = None,
        started: bool = False,
    ) -> Person:
        """Somebody who has not opened the chat yet, unless `started`. The id is random unless given."""
        chat_id = user_id if user_id is not None else new_user_id()
        user = wire.user(user_id=chat_id, first_name=name, language_code=language_code)
        shape: Json = {"id": chat_id, "type": "private", "first_name": name}
        phone = self.platform.world.add(Chat(chat_id=chat_id, kind="private", wire=shape, user=user, started=started))
        person = Person(tg=self.platform, name=name, phone=phone)
        self.people.append(person)
        return person

    def add_group(self, title: str = "Community", *, username: str | None = None) -> Group:
        """A group with the bot in it; found as "@username" too when it has one."""
        chat_id = -(10**12) - random.SystemRandom().randrange(10**9, 10**11)
        shape: Json = {"id": chat_id, "type": "supergroup", "title": title}
        if username:
            shape["username"] = username
        room = self.platform.world.add(Chat(chat_id=chat_id, kind="group", wire=shape))
        return Group(tg=self.platform, room=room)

    def photo(self, file_id: str) -> Photo | None:
        """A picture the bot sent, for a page to show from its own origin; None when there is none of that id.

        ``message.photo`` of a message is the same record: `file_id` (letters, digits, - and _), `width` and `height` in
        pixels, `content`, the bytes, always ``image/png``.
        """
        return self.platform.world.photos.get(file_id)

    def inject(self, method: str, trouble: Trouble, *, times: int = 1, chat_id: int | None = None) -> None:
        """Let the next `times` calls of a method ("*" for any), to one chat or all, end in trouble (`faults.py`)."""
        self.platform.faults.order(method, trouble, times=times, chat_id=chat_id)

    def inject_raw_update(self, body: Json) -> Update | None:
        """Queue any object as an update. Without `update_id` it gets the next; with one it comes out of turn."""
        return self.platform.queue.put_raw(body)

    def redeliver(self, update: Update | Query | None) -> None:
        """Deliver an update, or the one of a press, once more, confirmed or not."""
        found = update.update if isinstance(update, Query) else update
        if found is None:
            raise ValueError("there is no such update: the bot did not ask for its kind, or was blocked")
        self.platform.queue.redeliver(found)

    @property
    def calls(self) -> deque[Call]:
        """The last calls, oldest first; at most 10,000."""
        return self.platform.record.calls

    def calls_of(self, method: str) -> list[Call]:
        return [call for call in self.calls if call.method == method]

    @property
    def pending(self) -> int:
        """Updates that the bot has not confirmed."""
        return self.platform.queue.pending

    def violations(self, *, final: bool = False, ignore: Collection[str] = ()) -> list[Violation]:
        """The rules that were broken. `final`: presses that reached the bot and were never answered count too."""
        found = self.platform.record.without(ignore)
        if final and "never-answered" not in ignore:
            open_presses = [
                query
                for query in self.platform.world.queries.values()
                if not query.answered and query.update is not None and query.update.deliveries
            ]
            found += [
                Violation(rule="never-answered", method="answerCallbackQuery", detail="a button keeps its spinner")
                for _ in open_presses
            ]
        return found

    def assert_clean(self, *, ignore: Collection[str] = ()) -> None:
        """AssertionError with every violation, the final ones included, unless there is none."""
        if broken := self.violations(final=True, ignore=ignore):
            lines = "\n".join(f"  {violation}" for violation in broken)
            raise AssertionError(f"{len(broken)} rules of the platform were broken:\n{lines}")
