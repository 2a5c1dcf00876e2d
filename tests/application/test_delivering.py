"""The loop that sends: as fast as the lane allows, whatever the platform's own haste."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.application.deliver import Deliver
from bot.domain.delivery import Pace, SendResult
from bot.domain.message import Message, Urgency
from bot.domain.richtext import RichText
from bot.domain.secret import Secret
from storage.keyring import FolderKeyring
from storage.migrate import Store, upgrade
from storage.vault.store import SqlVault
from tests.builders import a_joining, a_lab, a_queued
from tests.conftest import DatabaseUrls
from tests.fakes import RecordingTransport

RATE = 25.0
MESSAGES = 20
NOTICE = Message(text=RichText.plain("A notice."), urgency=Urgency.SERVICE)


class RealClock:
    def now(self) -> datetime:
        return datetime.now(UTC)


class Counting(RecordingTransport):
    """Sends at once, and tells when it has sent all."""

    def __init__(self) -> None:
        super().__init__()
        self.all_sent = asyncio.Event()

    async def send(self, address: Secret, message: Message) -> SendResult:
        result = await super().send(address, message)
        if len(self.sent) == MESSAGES:
            self.all_sent.set()
        return result


async def test_a_quick_platform_is_given_the_whole_rate_of_its_lane(
    database_urls: DatabaseUrls, tmp_path: Path
) -> None:
    upgrade(Store.VAULT, database_urls.vault)
    clock, transport, stopping = RealClock(), Counting(), asyncio.Event()
    vault = SqlVault.open(database_urls.vault, FolderKeyring.create(tmp_path / "keyring"), clock)
    people, now = range(1, MESSAGES + 1), clock.now()
    await vault.commit(lambda tx: [tx.join(a_joining(person)) for person in people])
    notices = [a_queued(str(person), person=person, due=now, message=NOTICE) for person in people]
    await vault.commit(lambda tx: [tx.enqueue(notice) for notice in notices])
    pace = Pace(per_second=RATE, chat_gap=timedelta(seconds=1.05))
    deliver = Deliver(lab=a_lab(), vault=vault, transport=transport, clock=clock, pace=pace)
    sending = asyncio.create_task(deliver.run(stopping))
    try:
        # Three times what the rate takes, for slow machines; a rest of a second for each handful takes longer.
        await asyncio.wait_for(transport.all_sent.wait(), 3 * MESSAGES / RATE)
    finally:
        stopping.set()
        await sending
        await vault.close()
    assert len({address for address, _ in transport.sent}) == MESSAGES
