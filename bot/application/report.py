"""How far an announcement has got, told to whoever sent it: one message, which is edited until the receipt stands.

It answers what its sender did, so that quiet hours do not bind it. It is not a row of the outbox: only the latest
state is worth sending, and an edit that is done twice is done once.
"""

from __future__ import annotations

import asyncio
import contextlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import assert_never

from bot.application.announce import go_on
from bot.application.ports import Clock, StoreUnavailable, Transport, Vault, VaultTransaction
from bot.domain.announcement import Announcement
from bot.domain.delivery import Gone, Later, Refused, SendResult, Sent, Unsure
from bot.domain.drafting import progress
from bot.domain.lab import Lab
from bot.domain.message import Message
from bot.domain.secret import Secret

EVERY = timedelta(seconds=3)  # between two edits; twenty a minute, which is within what either platform allows a chat
LEASE = timedelta(seconds=60)  # longer than any send can take; then another process may try
AFTER_DOUBT = timedelta(seconds=60)  # before a message that may have arrived is sent anew


@dataclass(frozen=True, kw_only=True, slots=True)
class Told:
    """What one sender is to be told now. `last` when nothing more will follow."""

    announcement: Announcement
    address: Secret
    message: Message
    last: bool


@dataclass(slots=True)
class Report:
    """Runs beside deliver, one a platform. Safe in many processes: whoever takes an announcement reports it."""

    lab: Lab
    vault: Vault
    transport: Transport
    clock: Clock

    async def run(self, stopping: asyncio.Event) -> None:
        """Report until `stopping` is set. A database that is down is tried again the next time."""
        while not stopping.is_set():
            with contextlib.suppress(StoreUnavailable):
                await self.once()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(stopping.wait(), timeout=EVERY.total_seconds())

    async def once(self) -> int:
        """Tell everybody who is to hear something; gives how many that were."""
        due = await self.vault.commit(self._due)
        await asyncio.gather(*(self._tell(told) for told in due))
        return len(due)

    def _due(self, tx: VaultTransaction) -> tuple[Told, ...]:
        now = self.clock.now()
        taken = tx.reports_due(self.transport.platform, now, now + LEASE)
        return tuple(told for one in taken if (told := self._told(tx, one, now)) is not None)

    def _told(self, tx: VaultTransaction, one: Announcement, now: datetime) -> Told | None:
        """What to say about it, once it has been taken as far as it goes now. None: its sender has left the staff."""
        sender = None if one.by is None else tx.staff(one.by)
        if sender is None or sender.address is None:
            tx.reported(one.id, one.progress_message, again=None)
            return None
        if not one.ended:
            go_on(tx, self.lab, one, now)
        current = tx.announcement(one.id) or one
        words = self.lab.words_for(sender.language)
        message = progress(words, current, tx.receipt(one.id))
        return Told(announcement=current, address=sender.address, message=message, last=current.ended)

    async def _tell(self, told: Told) -> None:
        up = told.announcement.progress_message
        if up is None:
            result = await self.transport.send(told.address, told.message)
        else:
            result = await self.transport.edit(told.address, up, told.message)
        await self.vault.commit(lambda tx: self._settle(tx, told, result))

    def _settle(self, tx: VaultTransaction, told: Told, result: SendResult) -> None:
        """Keep which message is up, and say when it is to be brought up to date; never, when it cannot be."""
        now, up = self.clock.now(), told.announcement.progress_message
        match result:
            case Sent(message_id=message_id):
                tx.reported(told.announcement.id, message_id, again=None if told.last else now + EVERY)
            case Later(after=after):
                tx.reported(told.announcement.id, up, again=now + max(after, EVERY))
            case Refused() if up is not None:  # they deleted it, or it is too old to be edited: a new one, at once
                tx.reported(told.announcement.id, None, again=now)
            case Unsure():
                tx.reported(told.announcement.id, up, again=now + AFTER_DOUBT)
            case Refused() | Gone():
                tx.reported(told.announcement.id, up, again=None)
            case _:
                assert_never(result)
