"""What runs while Labbot runs: a listener and a way out for each platform, the beat, the housekeeping, the pages."""

from __future__ import annotations

import asyncio
import contextlib
import signal
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import structlog
from aiohttp import web

from adapters import logs
from adapters.clock import ticking
from adapters.demo import CODE, Demo
from adapters.deployment import NotStarted, deployment
from adapters.web import health
from bot.application.ports import StoreUnavailable
from bot.domain.participant import Invitation
from bot.settings import Settings

if TYPE_CHECKING:
    from adapters.wiring.app import App
    from adapters.wiring.platforms import Platform

log = structlog.get_logger()

STOP_WITHIN_S = 10  # seconds from Ctrl-C to the end; what is in the air is settled in this time
HOUSEKEEPING_EVERY = timedelta(minutes=15)


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
        from adapters.wiring.app import opened  # noqa: PLC0415  # the databases' half second comes after the link

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
    from adapters.wiring.platforms import platforms  # noqa: PLC0415  # as above

    if demo is not None:
        await _open_door(app, CODE)
    running = platforms(app, demo, app.receive())
    try:
        for platform in running:
            await platform.start()
        async with asyncio.TaskGroup() as tasks:
            for platform in running:
                tasks.create_task(_listen(platform, len(running), say), name=f"listen {platform.name}")
                tasks.create_task(platform.deliver.run(stopping), name=f"deliver {platform.name}")
                report = app.report(platform.deliver.transport)
                tasks.create_task(report.run(stopping), name=f"report {platform.name}")
            tasks.create_task(_beat(app, running, stopping), name="beat")
            tasks.create_task(_keep_house(app, stopping), name="housekeeping")
            for person in demo.crowd if demo else ():
                tasks.create_task(_until(stopping, person.live()), name="pretend person")
            for language in app.lab.awaiting:
                log.warning("labbot.language_awaits_reader", language=language, offered=language in app.lab.languages)
            log.info("labbot.started", demo=app.places.demo)
            await stopping.wait()
            await asyncio.wait_for(asyncio.gather(*(one.stop() for one in running)), timeout=STOP_WITHIN_S)
    except* NotStarted as refused:
        raise refused.exceptions[0] from None
    say("Labbot has stopped. Nothing was lost.")


async def _listen(platform: Platform, of: int, say: Callable[[str], None]) -> None:
    """Listen until Labbot stops. A platform that does not let the bot in ends Labbot only when it is the only one."""
    with contextlib.suppress(platform.rejected):
        await platform.run()
        return
    if of == 1:
        raise NotStarted(platform.remedy)
    log.error("platform.shut_out", platform=platform.name)
    say(f"{platform.remedy}. The other platform goes on.")


async def _beat(app: App, running: tuple[Platform, ...], stopping: asyncio.Event) -> None:
    """At each tick, do what is due. A database that is down is tried again at the next one."""
    beat = app.beat()
    async with ticking() as tick:
        while await _ticked(tick, stopping):
            try:
                if await beat():
                    for platform in running:
                        platform.deliver.woken.set()
            except StoreUnavailable:
                log.warning("beat.put_off")


async def _ticked(tick: asyncio.Event, stopping: asyncio.Event) -> bool:
    """Wait for the next tick; False once Labbot stops."""
    waiting = [asyncio.ensure_future(one.wait()) for one in (tick, stopping)]
    try:
        await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for one in waiting:
            one.cancel()
    tick.clear()
    return not stopping.is_set()


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
