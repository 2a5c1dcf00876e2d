"""The local demo: the stand-in for Telegram, twelve pretend people, and a page with your own phone on it.

The people keep their platform ids between starts (``demo/people.json``), so that a restart finds everybody again. The
chats themselves live in memory, as they live on the platform and not with the bot.
"""

from __future__ import annotations

import json
import random
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from aiohttp import web

from adapters.simulator.page import NextStep, Stage, mount
from adapters.simulator.people import NAMES, PretendPerson
from adapters.simulator.telegram import TelegramStandIn
from bot.domain.lab import Lab

CODE = "welcome"
"""The invitation code of the demo."""

LABBOT = "python3 tasks.py labbot"


@dataclass(slots=True)
class Demo:
    """The stand-in and the people on it. `open` before the adapter starts, `close` after it has stopped."""

    stand_in: TelegramStandIn
    stage: Stage
    crowd: list[PretendPerson]

    @classmethod
    async def open(cls, folder: Path) -> Demo:
        """Start the stand-in on a free port of this machine."""
        again = (folder / "people.json").exists()
        ids = _ids(folder / "people.json", ["You", *NAMES])
        stand_in = TelegramStandIn()
        await stand_in.open()
        you = stand_in.add_person("You", user_id=ids["You"], started=again)
        crowd = [
            PretendPerson(
                person=stand_in.add_person(name, user_id=ids[name], started=again),
                code=CODE,
                rng=random.Random(f"demo:{name}"),  # noqa: S311  # repeatable on purpose; guards nothing
            )
            for name in NAMES
        ]
        stage = Stage(tg=stand_in, you=you, code=CODE, companions=crowd, steps=_steps())
        return cls(stand_in=stand_in, stage=stage, crowd=crowd)

    def mount(self, app: web.Application) -> None:
        mount(app, self.stage)

    async def close(self) -> None:
        await self.stand_in.close()


def in_season(lab: Lab, today: date) -> Lab:
    """The lab with each study's calendar moved by whole runs of it, so that the demo always has a round to answer."""
    studies = []
    for study in lab.studies:
        run = study.waves.every * study.waves.count
        runs = (today - study.waves.starting) // run
        waves = replace(study.waves, starting=study.waves.starting + runs * run)
        studies.append(replace(study, waves=waves))
    return replace(lab, studies=tuple(studies))


def _ids(file: Path, names: list[str]) -> dict[str, int]:
    """A made-up platform id for each name, the same at every start."""
    if file.exists():
        kept = json.loads(file.read_text(encoding="utf-8"))
        if isinstance(kept, dict) and set(names) <= set(kept):
            return {name: int(kept[name]) for name in names}
    draw = random.SystemRandom()
    ids = {name: draw.randrange(10**9, 2**33) for name in names}
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(ids, indent=1), encoding="utf-8")
    return ids


def _steps() -> list[NextStep]:
    return [
        NextStep(title="Answer a check-in", text="Press START on the phone, join, and answer the questions."),
        NextStep(
            title="Close the round",
            text="When the twelve others have answered too, close this week early. "
            "Replies leave only together with those of at least nine other people.",
            command=f"{LABBOT} wave close weekly --early --yes",
        ),
        NextStep(
            title="Read what researchers read",
            text="Codes and values, no names, no times, in mixed-up order.",
            command=f"{LABBOT} export weekly --out demo/pack",
        ),
        NextStep(
            title="Send next week's prompt",
            text="Everybody whom the round asks gets one, once.",
            command=f"{LABBOT} wave prompt weekly weekly-checkin",
        ),
    ]
