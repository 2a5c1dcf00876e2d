"""The local demo: stand-ins for Telegram and Slack, pretend people on both, and a page with your own two chats.

People keep their platform ids between starts (``demo/people.json``), so that a restart finds everybody again. The
chats themselves live in memory, as they live on the platform and not with the bot.
"""

from __future__ import annotations

import json
import random
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from aiohttp import web

from adapters.simulator.page import Desks, Hint, NextStep, Phones, Stage, mount
from adapters.simulator.people import DESK_NAMES, NAMES, PretendMember, PretendPerson
from adapters.simulator.slack import SlackStandIn
from adapters.simulator.slack.ids import new_id
from adapters.simulator.telegram import TelegramStandIn
from bot.domain.lab import Lab, Study
from bot.domain.schedule import OnRequest

CODE = "welcome"
"""The invitation code of the demo."""

YOU = "You"
LABBOT = "python3 tasks.py labbot"

HINTS = (
    Hint(words=f"/lab start {CODE}", text="Join with the invitation code"),
    Hint(words="/lab checkin", text="Answer your check-in"),
    Hint(words="/lab help", text="Where to find help now"),
    Hint(words="/lab privacy", text="How we look after your answers"),
    Hint(words="/lab stop", text="Stop all messages"),
)

STEPS = (
    NextStep(
        title="Answer a check-in",
        text="Telegram: press START on the phone, join, and answer the questions. "
        f"Slack: press I have a code, type {CODE}, and do the same on pages.",
    ),
    NextStep(
        title="Go on to the next one",
        text="On the phone type CHECKIN, in Slack /lab checkin. There are three, and between them they have every "
        "kind of question: the weekly one, the log of a team, and the monthly one.",
    ),
    NextStep(
        title="Send a prompt",
        text="Whoever has joined and not begun the monthly one is asked now, once. In quiet hours it waits for the "
        "morning.",
        command=f"{LABBOT} wave prompt weekly monthly-checkin",
    ),
    NextStep(
        title="Close the round",
        text="When the eighteen others have answered too, close this week early. "
        "Replies leave only together with those of at least nine other people.",
        command=f"{LABBOT} wave close weekly --early --yes",
    ),
    NextStep(
        title="Read what researchers read",
        text="Codes and values, no names, no times, in mixed-up order.",
        command=f"{LABBOT} export weekly --out demo/pack",
    ),
)
"""In this order every command does what it says."""


@dataclass(slots=True)
class Demo:
    """The stand-ins and the people on them. `open` before the adapters start, `close` after they have stopped."""

    stand_in: TelegramStandIn
    slack: SlackStandIn
    stage: Stage
    crowd: list[PretendPerson | PretendMember]

    @classmethod
    async def open(cls, folder: Path) -> Demo:
        """Start the stand-ins, each on a free port of this machine."""
        roll = called(folder / "people.json")
        stand_in, slack = TelegramStandIn(), SlackStandIn()
        await stand_in.open()
        await slack.open()
        people, members = _people(stand_in, roll), _members(slack, roll)
        stage = Stage(
            phones=Phones(
                tg=stand_in,
                you=stand_in.add_person(YOU, user_id=roll.phones[YOU], started=roll.again),
                companions=people,
            ),
            desks=Desks(
                slack=slack, you=slack.add_member(YOU, user_id=roll.desks[YOU]), companions=members, hints=HINTS
            ),
            code=CODE,
            steps=STEPS,
        )
        return cls(stand_in=stand_in, slack=slack, stage=stage, crowd=[*people, *members])

    def mount(self, app: web.Application) -> None:
        mount(app, self.stage)

    async def close(self) -> None:
        await self.slack.close()
        await self.stand_in.close()


def in_season(lab: Lab, today: date) -> Lab:
    """The lab with everything there to try: a round on every day, and in every round each form for everybody.

    Each study's calendar is moved by whole runs of it. Its first form keeps its hour; the others wait until somebody
    asks for the next one, so that they come in the lab's order, whatever day it is.
    """
    return replace(lab, studies=tuple(_in_season(study, today) for study in lab.studies))


def _in_season(study: Study, today: date) -> Study:
    run = study.waves.every * study.waves.count
    runs = (today - study.waves.starting) // run
    waves = replace(study.waves, starting=study.waves.starting + runs * run)
    first, *others = (replace(asking, groups=None, every=1) for asking in study.askings)
    return replace(study, waves=waves, askings=(first, *(replace(one, ask=OnRequest()) for one in others)))


@dataclass(frozen=True, kw_only=True, slots=True)
class Roll:
    """Everybody's made-up platform ids, by name. `again`: those on phones have been here before."""

    phones: dict[str, int]
    desks: dict[str, str]
    again: bool


def called(file: Path) -> Roll:
    """The same ids at every start. A file that lacks some, or is no such file, is written anew with what it has."""
    kept = _kept(file)
    again = {YOU, *NAMES} <= kept.keys()
    draw = random.SystemRandom()
    phones = {name: int(kept[name]) if again else draw.randrange(10**9, 2**33) for name in (YOU, *NAMES)}
    known = kept.get("slack")
    old = known if isinstance(known, dict) else {}
    desks = {name: str(old.get(name) or new_id("U")) for name in (YOU, *DESK_NAMES)}
    if kept != (now := {**phones, "slack": desks}):
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(now, indent=1), encoding="utf-8")
    return Roll(phones=phones, desks=desks, again=again)


def _kept(file: Path) -> dict[str, Any]:
    try:
        kept = json.loads(file.read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return {}
    return kept if isinstance(kept, dict) else {}


def _people(stand_in: TelegramStandIn, roll: Roll) -> list[PretendPerson]:
    return [
        PretendPerson(
            person=stand_in.add_person(name, user_id=roll.phones[name], started=roll.again),
            code=CODE,
            rng=_drawing(name),
        )
        for name in NAMES
    ]


def _members(slack: SlackStandIn, roll: Roll) -> list[PretendMember]:
    return [
        PretendMember(member=slack.add_member(name, user_id=roll.desks[name]), code=CODE, rng=_drawing(name))
        for name in DESK_NAMES
    ]


def _drawing(name: str) -> random.Random:
    return random.Random(f"demo:{name}")  # noqa: S311  # repeatable on purpose; guards nothing
