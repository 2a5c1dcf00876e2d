"""What is made of the settings: stores, lab and verbs, put together once."""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from random import SystemRandom
from typing import TypeVar

import structlog

from adapters.calendars.file import FileCalendar, NoCalendar
from adapters.demo import in_season
from adapters.deployment import Deployment, NotStarted, deployment, faults
from adapters.lab import Faults, read_lab, read_questionnaire
from adapters.lab.faults import Notes
from adapters.lab.instruments import Library
from adapters.wiring.clock import SystemClock
from bot.application.announce import Announce
from bot.application.beat import Beat
from bot.application.close_wave import CloseWave
from bot.application.deliver import Deliver
from bot.application.enrol import Enrol
from bot.application.export import Export
from bot.application.plan import Plan
from bot.application.ports import Clock, Draw, StoreUnavailable, Transport
from bot.application.prompt import Prompt
from bot.application.receive import Receive
from bot.application.release import ReleaseReplies
from bot.application.remind import Remind
from bot.application.report import Report
from bot.application.staff import Staffing
from bot.domain.delivery import Pace
from bot.domain.lab import Lab
from bot.domain.questionnaire import FormVersion, Questionnaire
from bot.domain.secret import Secret
from bot.settings import Settings
from storage.engine import database_path
from storage.keyring import FolderKeyring, KeyringError, placement_faults
from storage.migrate import NewerDatabase, State, Store, state, upgrade
from storage.research.store import SqlResearchStore
from storage.vault.store import SqlVault

T = TypeVar("T")
log = structlog.get_logger()

STOP_WITHIN_S = 10  # seconds from Ctrl-C to the end; what is in the air is settled in this time
HOUSEKEEPING_EVERY = timedelta(minutes=15)


class SystemDraw:
    """Chance from the operating system."""

    def token(self, n: int) -> bytes:
        return secrets.token_bytes(n)

    def shuffled(self, things: Sequence[T]) -> tuple[T, ...]:
        mixed = list(things)
        SystemRandom().shuffle(mixed)
        return tuple(mixed)


@dataclass(kw_only=True)
class App:
    """Everything that the commands need, put together."""

    settings: Settings
    places: Deployment
    lab: Lab
    vault: SqlVault
    research: SqlResearchStore
    keyring: FolderKeyring
    forms: dict[FormVersion, Questionnaire]
    clock: Clock
    draw: Draw = field(default_factory=SystemDraw)

    def receive(self) -> Receive:
        enrol = Enrol(lab=self.lab, keyring=self.keyring, draw=self.draw)
        return Receive(lab=self.lab, vault=self.vault, enrol=enrol, forms=self.forms)

    def plan(self) -> Plan:
        return Plan(lab=self.lab, vault=self.vault, clock=self.clock)

    def prompt(self) -> Prompt:
        return Prompt(lab=self.lab, vault=self.vault, clock=self.clock)

    def calendar(self) -> FileCalendar | NoCalendar:
        events = self.lab.events
        if events is None:
            return NoCalendar()
        return FileCalendar(file=self.places.lab / events.calendar, zone=self.lab.zone, show=events.show)

    def remind(self) -> Remind:
        return Remind(lab=self.lab, vault=self.vault, clock=self.clock, calendar=self.calendar())

    def beat(self) -> Beat:
        return Beat(verbs=(self.plan(), self.prompt(), self.remind(), self.announce()))

    def deliver(self, transport: Transport, pace: Pace) -> Deliver:
        return Deliver(lab=self.lab, vault=self.vault, transport=transport, clock=self.clock, pace=pace)

    def announce(self) -> Announce:
        return Announce(lab=self.lab, vault=self.vault, clock=self.clock, draw=self.draw)

    def report(self, transport: Transport) -> Report:
        return Report(lab=self.lab, vault=self.vault, transport=transport, clock=self.clock)

    def staffing(self) -> Staffing:
        return Staffing(lab=self.lab, vault=self.vault, clock=self.clock, draw=self.draw)

    def close_wave(self) -> CloseWave:
        return CloseWave(lab=self.lab, vault=self.vault, clock=self.clock, draw=self.draw)

    def release(self) -> ReleaseReplies:
        return ReleaseReplies(
            lab=self.lab,
            forms=self.forms,
            vault=self.vault,
            research=self.research,
            keyring=self.keyring,
            draw=self.draw,
        )

    def export(self) -> Export:
        return Export(research=self.research, draw=self.draw)


def lab_of(folder: Path) -> Lab:
    """The checked lab of `folder`. Raises NotStarted with every fault, a line each."""
    lab = read_lab(folder)
    if isinstance(lab, Faults):
        raise NotStarted("The lab folder has faults:\n" + "\n".join(str(fault) for fault in lab))
    return lab


@asynccontextmanager
async def opened(settings: Settings, clock: Clock | None = None) -> AsyncIterator[App]:
    """The app with its stores open. Raises NotStarted, with a remedy, when it cannot be."""
    places = deployment(settings, Path.cwd())
    clock = clock or SystemClock()
    lab = lab_of(places.lab)
    lab = in_season(lab, clock.now().date()) if places.demo else lab.for_real_people()
    _refuse(faults(places))
    files = [database_path(url.reveal()) for url in (places.vault, places.research)]
    _refuse(placement_faults(places.keyring, files))
    keyring = _keyring(places, first_time=_is_new(places.vault))
    _ready_tables(Store.VAULT, places.vault)
    _ready_tables(Store.RESEARCH, places.research)
    vault = SqlVault.open(places.vault.reveal(), keyring, clock)
    research = SqlResearchStore.open(places.research.reveal())
    try:
        forms = await _forms(lab, vault, Library.of(places.lab, Notes))
        yield App(
            settings=settings,
            places=places,
            lab=lab,
            vault=vault,
            research=research,
            keyring=keyring,
            forms=forms,
            clock=clock,
        )
    except StoreUnavailable as trouble:
        raise NotStarted(f"The database cannot be used: {trouble}") from None
    finally:
        await vault.close()
        await research.close()


def _refuse(reasons: Sequence[str]) -> None:
    if reasons:
        raise NotStarted("\n".join(dict.fromkeys(reasons)))


def _ready_tables(store: Store, url: Secret) -> None:
    """Make the tables of a new database. An old one is not changed without being asked for."""
    try:
        match state(store, url.reveal()):
            case State.EMPTY:
                upgrade(store, url.reveal())
            case State.BEHIND:
                raise NotStarted(
                    f"The {store.value} database has the tables of an older Labbot. Back it up, then: labbot db upgrade"
                )
            case State.NEWER:
                raise NotStarted(str(NewerDatabase(store)))
    except StoreUnavailable as trouble:
        raise NotStarted(f"The {store.value} database cannot be used: {trouble}") from None


def _is_new(vault: Secret) -> bool:
    try:
        return state(Store.VAULT, vault.reveal()) is State.EMPTY
    except StoreUnavailable as trouble:
        raise NotStarted(f"The vault cannot be used: {trouble}") from None


def _keyring(places: Deployment, *, first_time: bool) -> FolderKeyring:
    """The keyring; made only together with a new vault, because an old vault cannot be read with new keys."""
    try:
        if first_time and not places.keyring.exists():
            return FolderKeyring.create(places.keyring)
        return FolderKeyring.open(places.keyring)
    except KeyringError as trouble:
        raise NotStarted(str(trouble)) from None


async def _forms(lab: Lab, vault: SqlVault, library: Library) -> dict[FormVersion, Questionnaire]:
    """Every version in use. A version that changed after it was used is refused. `library` has what they place."""
    forms = {form.ref: form for form in lab.forms.values()}
    now = {(ref.form, ref.version): ref for ref in forms}
    for ref, source in await vault.commit(lambda tx: tx.form_versions()):
        current = now.get((ref.form, ref.version))
        if current is not None and current != ref:
            raise NotStarted(
                f"The questionnaire {ref.form!r} has changed, and its version {ref.version} has been used already. "
                "Put the old wording back, or raise `version` in the file, so that nobody's answer changes its meaning."
            )
        old = read_questionnaire(source, f"{ref.form} {ref.version}", library)
        if not isinstance(old, Questionnaire):
            raise NotStarted(f"The kept questionnaire {ref.form!r} {ref.version} cannot be read by this Labbot.")
        if old.ref != ref:
            raise NotStarted(
                f"An instrument in the questionnaire {ref.form!r} {ref.version}, which was used already, has other "
                "words than then. Put the old wording back, and give the new one a version of its own."
            )
        forms[ref] = old
    return forms
