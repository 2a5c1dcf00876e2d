"""Days of virtual time on both platforms: prompt, reminder, event, announcement, release; no rule broken."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pydantic import SecretStr

from adapters.lab import EXAMPLE
from adapters.simulator.people import Crowd, DeskCrowd, Pulse
from adapters.simulator.slack import Member, SlackStandIn
from adapters.simulator.telegram import Person, TelegramStandIn
from adapters.wiring.app import App, opened
from adapters.wiring.platforms import platforms
from bot.application.close_wave import When
from bot.application.release import Released
from bot.domain.announcement import Announcement, Draft
from bot.domain.ids import Group, StudyId, WaveNumber
from bot.domain.participant import Invitation
from bot.settings import Settings
from tests.acceptance.test_whole_path import CANARY, step
from tests.conftest import DatabaseUrls

CODE = "welcome"
MONDAY = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
NEWS = "The next workshop is on Friday at ten."
QUICK = Pulse(shortest_pause_s=0.0, longest_pause_s=0.02, actions_a_minute=600)
WITHIN_S = 40  # seconds; a busy machine is slow


@dataclass
class Shifted:
    """Runs as the real time does, from a moment of the lab's first week, and can be put forward."""

    ahead: timedelta = field(default_factory=lambda: MONDAY - datetime.now(UTC))

    def now(self) -> datetime:
        return datetime.now(UTC) + self.ahead

    def seconds(self) -> float:
        return self.now().timestamp()

    def put_to(self, moment: datetime) -> None:
        self.ahead += moment - self.now()


@asynccontextmanager
async def running(
    folder: Path,
    urls: DatabaseUrls,
    tg: TelegramStandIn,
    slack: SlackStandIn,
    clock: Shifted,
    *,
    lab: Path = EXAMPLE,
    hurry: float = 1,
) -> AsyncIterator[App]:
    """Labbot with both adapters and their ways out; the test beats by itself. `hurry`: times as fast as allowed."""
    settings = Settings(
        lab_dir=lab,
        database_url=SecretStr(urls.vault),
        research_database_url=SecretStr(urls.research),
        keyring_dir=folder.with_name(f"{folder.name}-keyring"),
        telegram_bot_token=SecretStr(tg.token),
        telegram_api_url=tg.url,
        telegram_messages_per_second=25 * hurry,
        telegram_chat_messages_per_second=hurry,
        slack_bot_token=SecretStr(slack.bot_token),
        slack_app_token=SecretStr(slack.app_token),
        slack_api_url=slack.url,
        slack_messages_per_minute=240 * hurry,
        slack_channel_messages_per_second=hurry,
    )
    stopping = asyncio.Event()
    async with opened(settings, clock) as app:
        both = platforms(app, None, app.receive())
        for one in both:
            await one.start()
        tasks = [asyncio.create_task(one.run()) for one in both]
        tasks += [asyncio.create_task(one.deliver.run(stopping)) for one in both]
        try:
            yield app
        finally:
            stopping.set()
            await asyncio.gather(*(one.stop() for one in both))
            await asyncio.gather(*tasks)


async def press(member: Member, label: str) -> None:
    before = member.revision
    member.press(label)
    await member.wait_for(lambda message: bool(message.buttons), WITHIN_S, since=before)


async def join(person: Person, member: Member) -> None:
    """Both join and agree to everything, and leave the check-in for later."""
    person.start(CODE)
    await person.wait_for(lambda message: bool(message.buttons), WITHIN_S)
    for label in ("18", "Continue", "Ask me", "Remind me", "Send me news", "Quote", "agree"):
        await step(person, label)
    member.command("/lab", f"start {CODE}")
    await member.wait_for(lambda message: bool(message.buttons), WITHIN_S)
    for label in ("18", "Continue", "Ask me", "Remind me", "Send me news", "Quote", "agree"):
        await press(member, label)


async def answer_on_the_phone(person: Person) -> None:
    for label in ("Start", "Continue", "7", "Yes", "Resting", "Fairly good", "4", "Skip", "Send"):
        await step(person, label)


async def answer_on_pages(member: Member) -> None:
    """Skip every choice, and say something in own words."""
    member.press("Start")
    await member.wait_for_modal("how bad was your pain", WITHIN_S)
    member.submit()
    await member.wait_for_modal("anything else", WITHIN_S)
    member.fill("anything else", f"{CANARY} seeds")
    member.submit()
    await member.wait_for_modal("Here is what you told us", WITHIN_S)
    member.submit()
    await member.wait_for_modal("Thank you. We have your answers", WITHIN_S)


@pytest.mark.timeout(240)  # twenty people and several days, on a busy machine
async def test_a_week_on_both_platforms(database_urls: DatabaseUrls, tmp_path: Path) -> None:
    clock = Shifted()
    async with (
        TelegramStandIn(clock=clock.seconds) as tg,
        SlackStandIn(clock=clock.seconds) as slack,
        running(tmp_path, database_urls, tg, slack, clock) as app,
    ):
        door = Invitation(code=CODE, groups=frozenset({Group("lived-experience")}), uses_left=100, last_day=None)
        await app.vault.commit(lambda tx: tx.add_invitation(door))
        me, her = tg.add_person("Marmaduke"), slack.add_member("Philippa")
        async with (
            Crowd(tg, code=CODE, seed=3, pulse=QUICK) as phones,
            DeskCrowd(slack, code=CODE, pulse=QUICK) as desks,
        ):
            await join(me, her)
            for one in phones.members:
                await one.person.wait_for("Thank you. We have", WITHIN_S)
            await finished(slack, desks)
        beat = app.beat()
        await told(beat, me, her, "drop-in")  # the event's card
        clock.put_to(datetime(2026, 11, 25, 12, 30, 5, tzinfo=UTC))
        await told(beat, me, her, "Your check-in is ready")
        clock.put_to(datetime(2026, 11, 25, 18, 0, 5, tzinfo=UTC))
        await told(beat, me, her, "drop-in")
        clock.put_to(datetime(2026, 11, 26, 12, 30, 30, tzinfo=UTC))
        await told(beat, me, her, "A check-in is waiting for you")
        await answer_on_the_phone(me)
        await answer_on_pages(her)
        sending = await app.announce().start(Draft(text=NEWS, include=None))
        assert isinstance(sending, Announcement)
        await told(beat, me, her, NEWS)
        await app.close_wave()(StudyId("weekly"), WaveNumber(1), When.EARLY)
        released = await app.release()(app.lab.studies[0])
        assert isinstance(released, Released)
        assert released.replies == 20
        tg.assert_clean()
        slack.assert_clean()
        history = [message.text + message.fallback for one in slack.members for message in one.dm]
        assert not any(CANARY in said or "how bad was your pain" in said for said in history)
        for member in (*(one.person for one in phones.members), me):
            ready = [message for message in member.chat if message.text == "Your check-in is ready."]
            assert len(ready) <= 1


async def finished(slack: SlackStandIn, desks: DeskCrowd) -> None:
    """Wait until everybody at a desk has sent a check-in."""
    changed = asyncio.Event()
    slack.listeners.append(lambda _: changed.set())
    async with asyncio.timeout(WITHIN_S):
        while not all(one.finished for one in desks.members):
            changed.clear()
            await changed.wait()


async def told(beat: object, person: Person, member: Member, text: str) -> None:
    """Beat, and wait until both have been told; beating again tells nobody again."""
    before, before_desk = person.revision, member.revision
    assert callable(beat)
    await beat()
    await person.wait_for(text, WITHIN_S, since=before)
    await member.wait_for(text, WITHIN_S, since=before_desk)
    await beat()
