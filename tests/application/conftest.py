"""The verbs on the real vault and research store, on both engines, with the shipped example lab."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest

from adapters.lab import read_lab
from bot.application.close_wave import CloseWave
from bot.application.deliver import Deliver
from bot.application.enrol import Enrol
from bot.application.export import Export
from bot.application.plan import Plan
from bot.application.prompt import Prompt
from bot.application.receive import Receive
from bot.application.release import ReleaseReplies
from bot.domain.delivery import Pace
from bot.domain.ids import Group
from bot.domain.lab import Lab
from bot.domain.participant import Invitation
from storage.keyring import FolderKeyring
from storage.migrate import Store, upgrade
from storage.research.store import SqlResearchStore
from storage.vault.store import SqlVault
from tests.conftest import DatabaseUrls
from tests.fakes import FixedClock, RecordingTransport, SeededDraw, Talker

SHIPPED = Path(__file__).resolve().parents[2] / "bot" / "content"
CODE = "welcome"


@pytest.fixture(scope="session")
def lab() -> Lab:
    """The example lab without its monthly form, so that a test meets what it is about and nothing else."""
    lab = read_lab(SHIPPED)
    assert isinstance(lab, Lab), lab
    study = lab.studies[0]
    weekly = tuple(asking for asking in study.askings if asking.every == 1)
    return replace(lab, studies=(replace(study, askings=weekly),))


@dataclass(kw_only=True)
class House:
    """Everything the verbs need, put together as wiring does, with a clock and chance of the test's own."""

    lab: Lab
    vault: SqlVault
    research: SqlResearchStore
    keyring: FolderKeyring
    clock: FixedClock
    draw: SeededDraw
    listener: Receive

    def talker(self, address: str, language: str = "en", zone: str | None = None) -> Talker:
        return Talker(listener=self.listener, clock=self.clock, address=address, language=language, zone=zone)

    async def joined(self, address: str, *, code: str = CODE, zone: str | None = None) -> Talker:
        """Somebody who has joined and agreed to everything."""
        talker = self.talker(address, zone=zone)
        await talker.commands("start", code)
        await talker.presses("18")
        await talker.presses("Continue")
        await talker.presses("☐")
        while any(choice.label.startswith("☐") for choice in talker.buttons()):
            await talker.presses("☐")
        await talker.presses("agree")
        return talker

    async def answers(self, talker: Talker, pain: str = "6", words: str | None = None) -> None:
        """One whole check-in, from the command to the thanks."""
        await talker.commands("checkin")
        for label in ("Continue", pain, "Yes", "Resting", "Fairly good", "5"):
            await talker.presses(label)
        if words is None:
            await talker.presses("Skip")
        else:
            await talker.says(words)
            await talker.presses("Done")
        await talker.presses("Send")

    def plan(self) -> Plan:
        return Plan(lab=self.lab, vault=self.vault, clock=self.clock)

    def prompt(self) -> Prompt:
        return Prompt(lab=self.lab, vault=self.vault, clock=self.clock)

    def close(self) -> CloseWave:
        return CloseWave(lab=self.lab, vault=self.vault, clock=self.clock, draw=self.draw)

    def release(self) -> ReleaseReplies:
        return ReleaseReplies(
            lab=self.lab,
            forms=self.listener.forms,
            vault=self.vault,
            research=self.research,
            keyring=self.keyring,
            draw=self.draw,
        )

    def export(self) -> Export:
        return Export(research=self.research, draw=self.draw)

    def deliver(self, transport: RecordingTransport) -> Deliver:
        pace = Pace(per_second=25, chat_gap=timedelta(seconds=1.05))
        return Deliver(lab=self.lab, vault=self.vault, transport=transport, clock=self.clock, pace=pace)


@pytest.fixture
async def house(database_urls: DatabaseUrls, lab: Lab, tmp_path: Path) -> AsyncIterator[House]:
    upgrade(Store.VAULT, database_urls.vault)
    upgrade(Store.RESEARCH, database_urls.research)
    clock, draw = FixedClock(), SeededDraw()
    keyring = FolderKeyring.create(tmp_path / "keyring")
    vault = SqlVault.open(database_urls.vault, keyring, clock)
    research = SqlResearchStore.open(database_urls.research)
    everybody = Invitation(code=CODE, groups=frozenset({Group("lived-experience")}), uses_left=1000, last_day=None)
    await vault.commit(lambda tx: tx.add_invitation(everybody))
    listener = Receive(
        lab=lab,
        vault=vault,
        enrol=Enrol(lab=lab, keyring=keyring, draw=draw),
        forms={form.ref: form for form in lab.forms.values()},
    )
    yield House(lab=lab, vault=vault, research=research, keyring=keyring, clock=clock, draw=draw, listener=listener)
    await vault.close()
    await research.close()
