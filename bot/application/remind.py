"""The lab's events: a card when one comes near and reminders before it begins, queued once for each who wants them."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from bot.application.permission import EVENT_REMINDERS, agreed_to
from bot.application.ports import Calendar, Clock, Vault, VaultTransaction
from bot.application.walking import everybody, walk
from bot.domain.delivery import Parcel, Priority, Queued
from bot.domain.event import HORIZON, Telling, due, text
from bot.domain.lab import Lab
from bot.domain.message import Message, Urgency
from bot.domain.participant import Known


@dataclass(slots=True)
class Remind:
    """Safe to run twice, and in many processes: a visit to everybody ends once, and a message is queued once."""

    lab: Lab
    vault: Vault
    clock: Clock
    calendar: Calendar

    async def __call__(self) -> int:
        """Make every visit that is due; gives how many messages were queued."""
        if self.lab.events is None:
            return 0
        now, reminders = self.clock.now(), self.lab.events.reminders
        near = await asyncio.to_thread(self.calendar.occurrences, now, now + HORIZON)
        tellings = tuple(telling for event in near for telling in due(event, reminders, now))
        if not tellings:
            return 0
        unfinished = await self.vault.commit(lambda tx: [one for one in tellings if not tx.walk(one.name).over])
        return sum(
            [
                await walk(self.vault, telling.name, everybody, partial(self._queue, telling=telling, now=now))
                for telling in unfinished
            ]
        )

    def _queue(self, tx: VaultTransaction, known: Known, *, telling: Telling, now: datetime) -> bool:
        person, contact, notice = known.person, known.contact, telling.notice
        at = telling.send_at(self.lab.quiet, person.zone, now)
        if at is None or not agreed_to(tx, person.id, EVENT_REMINDERS):
            return False
        words = self.lab.words_for(person.language)
        return tx.enqueue(
            Queued(
                parcel=Parcel.EVENT,
                platform=contact.platform,
                contact=contact.id,
                message=Message(text=text(notice, words, person.zone, self.lab.zone), urgency=Urgency.UNASKED),
                priority=Priority.REMINDER,
                not_before=at,
                expires_at=notice.event.begins,
                dedupe=f"{notice.name}|{contact.id.hex()}",
            )
        )
