"""The one file that names concrete classes, and the only one that reads the clock, chance and the environment."""

from __future__ import annotations

import asyncio
import contextlib
import secrets
import signal
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import SystemRandom
from typing import TypeVar

import structlog
from aiohttp import web

from adapters import logs
from adapters.demo import CODE, Demo, in_season
from adapters.deployment import Deployment, NotStarted, deployment, faults
from adapters.lab import Faults, read_lab, read_questionnaire
from adapters.web import health
from bot.application.close_wave import CloseWave
from bot.application.deliver import Deliver
from bot.application.enrol import Enrol
from bot.application.export import Export
from bot.application.ports import StoreUnavailable
from bot.application.prompt import Prompt
from bot.application.receive import Receive
from bot.application.release import ReleaseReplies
from bot.domain.delivery import Pace
from bot.domain.lab import Lab
from bot.domain.participant import Invitation
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


class SystemClock:
    def now(self) -> datetime:
        return datetime.now(UTC)


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
    clock: SystemClock
    draw: SystemDraw = field(default_factory=SystemDraw)

    def receive(self) -> Receive:
        enrol = Enrol(lab=self.lab, keyring=self.keyring, draw=self.draw)
        return Receive(lab=self.lab, vault=self.vault, enrol=enrol, forms=self.forms)

    def prompt(self) -> Prompt:
        return Prompt(lab=self.lab, vault=self.vault, clock=self.clock)

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
async def opened(settings: Settings) -> AsyncIterator[App]:
    """The app with its stores open. Raises NotStarted, with a remedy, when it cannot be."""
    places = deployment(settings, Path.cwd())
    clock = SystemClock()
    lab = lab_of(places.lab)
    if places.demo:
        lab = in_season(lab, clock.now().date())
    _refuse(faults(places))
    files = [database_path(url.reveal()) for url in (places.vault, places.research)]
    _refuse(placement_faults(places.keyring, files))
    keyring = _keyring(places, first_time=_is_new(places.vault))
    _ready_tables(Store.VAULT, places.vault)
    _ready_tables(Store.RESEARCH, places.research)
    vault = SqlVault.open(places.vault.reveal(), keyring, clock)
    research = SqlResearchStore.open(places.research.reveal())
    try:
        forms = await _forms(lab, vault)
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


async def _forms(lab: Lab, vault: SqlVault) -> dict[FormVersion, Questionnaire]:
    """Every version in use. A version that changed after it was used is refused."""
    forms = {form.ref: form for form in lab.forms.values()}
    now = {(ref.form, ref.version): ref for ref in forms}
    for ref, source in await vault.commit(lambda tx: tx.form_versions()):
        current = now.get((ref.form, ref.version))
        if current is not None and current != ref:
            raise NotStarted(
                f"The questionnaire {ref.form!r} has changed, and its version {ref.version} has been used already. "
                "Put the old wording back, or raise `version` in the file, so that nobody's answer changes its meaning."
            )
        old = read_questionnaire(source, f"{ref.form} {ref.version}")
        if not isinstance(old, Questionnaire):
            raise NotStarted(f"The kept questionnaire {ref.form!r} {ref.version} cannot be read by this Labbot.")
        forms[ref] = old
    return forms


# Running.


async def run(settings: Settings, say: Callable[[str], None]) -> None:
    """Everything that is configured, until Ctrl-C or SIGTERM."""
    logs.configure(settings.log_level.value, settings.log_format.value)
    places = deployment(settings, Path.cwd())
    stopping = asyncio.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(name, stopping.set)
    async with contextlib.AsyncExitStack() as stack:
        ready = _Readiness()
        site = web.Application()
        site.add_routes(health.routes(ready.reason))
        demo = None
        if places.demo:
            demo = await Demo.open(places.folder)
            stack.push_async_callback(demo.close)
            demo.mount(site)
        port = await _serve(site, settings, stack)
        if demo is not None:
            say(f"Labbot demo: http://{settings.http_host}:{port}/   (Ctrl-C stops it)")
        app = await stack.enter_async_context(opened(settings))
        ready.app = app
        await _work(app, demo, stopping, say)


@dataclass(slots=True)
class _Readiness:
    app: App | None = None

    async def reason(self) -> str | None:
        if self.app is None:
            return "starting"
        try:
            await asyncio.wait_for(self.app.vault.commit(lambda tx: None), timeout=2)
        except (StoreUnavailable, TimeoutError):
            return "the vault cannot be written"
        return None


async def _serve(site: web.Application, settings: Settings, stack: contextlib.AsyncExitStack) -> int:
    runner = web.AppRunner(site, access_log=None, shutdown_timeout=1)
    await runner.setup()
    stack.push_async_callback(runner.cleanup)
    try:
        await web.TCPSite(runner, settings.http_host, settings.http_port).start()
    except OSError:
        raise NotStarted(
            f"HTTP_PORT {settings.http_port} on {settings.http_host} is in use or not allowed. "
            "Choose another, for example: HTTP_PORT=8081"
        ) from None
    return int(runner.addresses[0][1])


async def _work(app: App, demo: Demo | None, stopping: asyncio.Event, say: Callable[[str], None]) -> None:
    from adapters.telegram.errors import TokenRejected  # noqa: PLC0415  # half a second of imports, after the link
    from adapters.telegram.pace import PaceSettings  # noqa: PLC0415  # the same
    from adapters.telegram.run import TelegramAdapter  # noqa: PLC0415  # the same
    from adapters.telegram.settings import TelegramSettings  # noqa: PLC0415  # the same

    settings = app.settings
    if demo is not None:
        token, api_url = Secret(demo.stand_in.token), demo.stand_in.url
        await _open_door(app, CODE)
    elif settings.telegram_bot_token is not None:
        token, api_url = Secret(settings.telegram_bot_token.get_secret_value()), settings.telegram_api_url
    else:
        raise NotStarted("Nothing to run: set TELEGRAM_BOT_TOKEN")
    chat_gap = timedelta(seconds=1.05 / settings.telegram_chat_messages_per_second)
    pace = PaceSettings(per_second=settings.telegram_messages_per_second, chat_gap=chat_gap)
    adapter = TelegramAdapter(
        token=token,
        listener=app.receive(),
        clock=app.clock,
        settings=TelegramSettings(api_url=api_url, pace=pace),
        menu=_commands(app.lab),
    )
    deliver = Deliver(
        lab=app.lab,
        vault=app.vault,
        transport=adapter.transport,
        clock=app.clock,
        pace=Pace(per_second=settings.telegram_messages_per_second, chat_gap=chat_gap),
    )
    try:
        await adapter.start()
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(adapter.run(), name="listen")
            tasks.create_task(deliver.run(stopping), name="deliver")
            tasks.create_task(_keep_house(app, stopping), name="housekeeping")
            for person in demo.crowd if demo else ():
                tasks.create_task(_until(stopping, person.live()), name="pretend person")
            log.info("labbot.started", demo=app.places.demo)
            await stopping.wait()
            await asyncio.wait_for(adapter.stop(), timeout=STOP_WITHIN_S)
    except* TokenRejected:
        raise NotStarted("Telegram does not accept TELEGRAM_BOT_TOKEN: ask BotFather for the right one") from None
    say("Labbot has stopped. Nothing was lost.")


async def _until(stopping: asyncio.Event, living: object) -> None:
    """Let a pretend person live until the demo stops."""
    life = asyncio.ensure_future(living)  # type: ignore[call-overload]  # a coroutine of PretendPerson.live
    await stopping.wait()
    life.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await life


async def _keep_house(app: App, stopping: asyncio.Event) -> None:
    """Day keys and what is over 48 hours old, now and then. A database that is down is tried again next time."""
    while not stopping.is_set():
        try:
            today = app.clock.now().date()
            await app.vault.commit(lambda tx, day=today: tx.renew_day_keys(day))  # type: ignore[misc]  # lambda default
        except StoreUnavailable:
            log.warning("housekeeping.put_off")
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stopping.wait(), timeout=HOUSEKEEPING_EVERY.total_seconds())


async def _open_door(app: App, code: str) -> None:
    """The demo's invitation: every group but the test teams, so that each visitor meets the same questions."""
    invitation = Invitation(code=code, groups=frozenset(app.lab.groups[:1]), uses_left=10_000, last_day=None)
    await app.vault.commit(lambda tx: tx.add_invitation(invitation))


def _commands(lab: Lab) -> dict[str, list[tuple[str, str]]]:
    names = ("checkin", "back", "skip", "help", "stop", "privacy", "start")
    return {
        str(language): [(name, words.say(f"command.{name}")) for name in names] for language, words in lab.words.items()
    }
