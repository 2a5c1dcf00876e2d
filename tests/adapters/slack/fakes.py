"""Quick settings for the Slack adapter, its sentences, and one that runs; sheets and a listener that shows them."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Self

from adapters.slack.pace import PaceSettings
from adapters.slack.run import SlackAdapter
from adapters.slack.settings import Sentences, SlackSettings, Texts
from bot.domain.heard import Heard
from bot.domain.ids import Language
from bot.domain.message import Choice
from bot.domain.reply import Reply
from bot.domain.richtext import RichText
from bot.domain.sheet import Field, FieldKind, Sheet
from tests.adapters.fakes import FakeListener, UtcClock, message, words_of

#: Quick enough for a test, with the same shape as the real ones.
SETTINGS = {
    "ping_s": 1.0,
    "backoff_first_s": 0.02,
    "backoff_most_s": 0.1,
    "give_up_s": 5.0,
    "stop_s": 3.0,
    "picture_s": 0.01,
}
FAST = PaceSettings(per_second=200.0, burst=100)

ENGLISH = Sentences(
    title="Community lab",
    close="Close",
    help_button="Help now",
    answered_in_private="I have answered you in private.",
    not_here="I can only talk with people of this workspace.",
    one_moment="This takes a little longer than usual.",
)
WELSH = Sentences(
    title="Labordy cymunedol",
    close="Cau",
    help_button="Help nawr",
    answered_in_private="Atebais i chi yn breifat.",
    not_here="Dim ond gyda phobl y gweithle hwn y gallaf siarad.",
    one_moment="Mae hyn yn cymryd ychydig yn hirach nag arfer.",
)
TEXTS = Texts(by_language={Language("en"): ENGLISH, Language("cy"): WELSH}, default=Language("en"))

SUBMIT, KEEP, BACK = "q:TOKENTOKEN:n0.0", "q:TOKENTOKEN:k0.0", "q:TOKENTOKEN:b0.0"

MOOD = Field(item=0, kind=FieldKind.ONE, label="How are you?", options=("Well", "Not well"))
NOTE = Field(item=1, kind=FieldKind.LINES, label="Anything else?", max_length=200)


def sheet(
    *fields: Field, title: str = "Weekly check-in", edition: int = 1, back: bool = False, keep: str = KEEP
) -> Sheet:
    """A page of questions, or with none the last page, which can only be closed."""
    return Sheet(
        title=title,
        opening=RichText.plain(f"{title} opens"),
        fields=fields,
        submit="Next" if fields else "",
        close="Later",
        data=SUBMIT if fields else "",
        keep=keep if fields else "",
        back=Choice(label="Back", data=BACK) if back else None,
        edition=edition,
    )


def settings_for(url: str, **changed: object) -> SlackSettings:
    return SlackSettings(api_url=url, **{"pace": FAST, **SETTINGS, **changed})  # type: ignore[arg-type]  # any setting by its name


@dataclass
class MovableClock(UtcClock):
    """The clock of the adapter alone, when a test lets time pass."""

    ahead: timedelta = timedelta(0)

    def now(self) -> datetime:
        return super().now() + self.ahead


@dataclass
class Running:
    """An adapter that runs, with what listens to it."""

    adapter: SlackAdapter
    listener: FakeListener
    task: asyncio.Task[None]


def echoes(heard: Heard) -> Reply:
    return Reply(say=(message(f"after {words_of(heard)}", "Yes"),))


def asks(heard: Heard) -> Reply:
    """A page of questions to whoever begins, words to everybody else."""
    return Reply(sheet=sheet(MOOD, NOTE, back=True)) if words_of(heard) in ("/go", "d:Yes") else echoes(heard)


class Gate:
    """Holds the listener at chosen words until it is opened."""

    def __init__(self, *words: str) -> None:
        self.words = words
        self.open = asyncio.Event()

    async def __call__(self, heard: Heard) -> None:
        if words_of(heard) in self.words:
            await self.open.wait()


class Wire:
    """A line between the adapter and the stand-in that can go dead without a word: `async with Wire(port) as wire`."""

    def __init__(self, port: int) -> None:
        self._to = port
        self._is_dead = asyncio.Event()
        self._carrying: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._connected, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()
        for task in self._carrying:
            task.cancel()
        await asyncio.gather(*self._carrying, return_exceptions=True)

    def die(self) -> None:
        """From now on nothing arrives at either end, and neither is told."""
        self._is_dead.set()

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there = await asyncio.open_connection("127.0.0.1", self._to)
        for come, go in ((reader, there[1]), (there[0], writer)):
            task = asyncio.create_task(self._carry(come, go))
            self._carrying.add(task)

    async def _carry(self, come: asyncio.StreamReader, go: asyncio.StreamWriter) -> None:
        try:
            while (said := await come.read(65_536)) and not self._is_dead.is_set():
                go.write(said)
                await go.drain()
            if self._is_dead.is_set():
                await asyncio.Event().wait()
        finally:
            go.close()
