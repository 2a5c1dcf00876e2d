"""Quick settings for the Slack adapter, its sentences, and one that runs; sheets and a listener that shows them."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta

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


def sheet(*fields: Field, title: str = "Weekly check-in", edition: int = 1, back: bool = False) -> Sheet:
    """A page of questions, or with none the last page, which can only be closed."""
    return Sheet(
        title=title,
        opening=RichText.plain(f"{title} opens"),
        fields=fields,
        submit="Next" if fields else "",
        close="Later",
        data=SUBMIT if fields else "",
        keep=KEEP if fields else "",
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
