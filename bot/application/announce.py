"""Announcements: from a draft to one copy for each person, and on until nothing of it waits or is in the air.

Every step is one commit that can be taken up again: who was visited stands in the walk, who gets a copy in the
ledger, and what is still to be sent in the outbox. So a crash between any two commits costs nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from bot.application.permission import ANNOUNCEMENTS, agreed_to
from bot.application.ports import Clock, Draw, Vault, VaultTransaction
from bot.application.walking import everybody, stretch
from bot.domain.announcement import (
    KEPT_FOR,
    Announcement,
    AnnouncementState,
    Audience,
    CopyState,
    Draft,
    Receipt,
    announced,
)
from bot.domain.delivery import Parcel, Priority, Queued
from bot.domain.ids import AnnouncementId, StaffId
from bot.domain.lab import Lab
from bot.domain.participant import Known
from bot.domain.staff import Action, Audited, minute


@dataclass(frozen=True, kw_only=True, slots=True)
class NotSent:
    """Nobody would get it: who was meant, and why not they."""

    audience: Audience


@dataclass(frozen=True, kw_only=True, slots=True)
class Standing:
    """How an announcement stands. `by` is the name of whoever sent it; None: the command line did."""

    announcement: Announcement
    receipt: Receipt
    by: str | None


def begin(tx: VaultTransaction, lab: Lab, draft: Announcement, now: datetime) -> Announcement | NotSent | None:
    """Send a draft off, with its first stretch of people; None when somebody else has sent it or thrown it away."""
    audience = tx.audience(draft.draft)
    if not audience.targeted:
        return NotSent(audience=audience)
    sending = replace(draft, state=AnnouncementState.SENDING, started=minute(now))
    if not tx.save_announcement(sending, was=AnnouncementState.DRAFT):
        return None
    if sending.by is not None:
        tx.reported(sending.id, None, again=now)
    tx.audit(Audited(by=sending.by, action=Action.ANNOUNCE, object=sending.id.hex(), n=audience.targeted))
    go_on(tx, lab, sending, now)
    return sending


def cancel(tx: VaultTransaction, lab: Lab, announcement: Announcement, by: StaffId | None, now: datetime) -> bool:
    """Stop all that is not in the air; False when it is not being sent. `announcement` was loaded by this `tx`."""
    cancelled = replace(announcement, state=AnnouncementState.CANCELLED)
    if announcement.ended or not tx.save_announcement(cancelled, was=AnnouncementState.SENDING):
        return False
    tx.audit(Audited(by=by, action=Action.CANCEL, object=announcement.id.hex()))
    go_on(tx, lab, cancelled, now)
    return True


def go_on(tx: VaultTransaction, lab: Lab, announcement: Announcement, now: datetime) -> bool:
    """Do the next stretch of what is left; False when nothing is left to do but wait, or nothing at all.

    A cancelled one goes on too: whoever had not been visited is written down as cancelled, so that the receipt adds up.
    """
    cancelled = announcement.state is AnnouncementState.CANCELLED
    if cancelled:
        tx.stop_copies(announcement.id)
    left = tx.lapse(announcement.id, now, CopyState.CANCELLED if cancelled else CopyState.IN_DOUBT)
    visit = partial(_write_down, lab=lab, announcement=announcement, now=now)
    if stretch(tx, name=f"announce|{announcement.id.hex()}", people=everybody, visit=visit) is not None:
        return True
    if not left:
        state = AnnouncementState.CANCELLED if cancelled else AnnouncementState.DONE
        tx.save_announcement(replace(announcement, state=state, ended=True), was=announcement.state)
    return False


def _write_down(tx: VaultTransaction, known: Known, *, lab: Lab, announcement: Announcement, now: datetime) -> bool:
    """A line of the ledger and a message of the outbox, for somebody whom it is for and who agreed to announcements."""
    person, contact = known.person, known.contact
    if not announcement.draft.is_for(tx.groups(person.id)) or not agreed_to(tx, person.id, ANNOUNCEMENTS):
        return False
    if announcement.state is AnnouncementState.CANCELLED:
        return tx.target(announcement.id, contact.id, CopyState.CANCELLED)
    if not tx.target(announcement.id, contact.id, CopyState.WAITING):
        return False
    return tx.enqueue(
        Queued(
            parcel=Parcel.ANNOUNCEMENT,
            platform=contact.platform,
            contact=contact.id,
            message=announced(announcement.draft.text),
            priority=Priority.BULK,
            not_before=lab.quiet.first_waking(now, person.zone),
            expires_at=announcement.started + KEPT_FOR,
            dedupe=f"announcement:{announcement.id.hex()}:{contact.id.hex()}",
            announcement=announcement.id,
        )
    )


@dataclass(slots=True)
class Announce:
    """The verb of the command line and of the beat. Safe to run twice, and in many processes."""

    lab: Lab
    vault: Vault
    clock: Clock
    draw: Draw

    async def __call__(self) -> int:
        """Take every announcement on as far as it goes now; gives how many stretches that took."""
        done = 0
        for one in await self.vault.commit(lambda tx: tx.under_way()):
            while await self.vault.commit(partial(self._stretch, one)):
                done += 1
        return done

    async def count(self, draft: Draft) -> Audience:
        return await self.vault.commit(lambda tx: tx.audience(draft))

    async def start(self, draft: Draft) -> Announcement | NotSent:
        """Send it off, from the command line."""
        now = self.clock.now()
        new = Announcement(
            id=AnnouncementId(self.draw.token(16)),
            by=None,
            state=AnnouncementState.DRAFT,
            draft=draft,
            started=minute(now),
        )

        def work(tx: VaultTransaction) -> Announcement | NotSent | None:
            tx.add_announcement(new)
            begun = begin(tx, self.lab, new, now)
            if isinstance(begun, NotSent):
                tx.discard_draft(new.id)
            return begun

        begun = await self.vault.commit(work)
        if begun is None:
            raise LookupError("an announcement was gone in the commit that made it")
        return begun

    async def cancel(self, announcement: AnnouncementId) -> bool:
        """Stop it, from the command line; False when it is not being sent."""
        now = self.clock.now()

        def work(tx: VaultTransaction) -> bool:
            found = tx.announcement(announcement)
            return found is not None and cancel(tx, self.lab, found, None, now)

        return await self.vault.commit(work)

    async def sent(self) -> tuple[Standing, ...]:
        """Every announcement that was sent, the latest first."""
        return await self.vault.commit(lambda tx: tuple(_standing(tx, one) for one in tx.announcements()))

    async def standing(self, announcement: AnnouncementId) -> Standing | None:
        def work(tx: VaultTransaction) -> Standing | None:
            found = tx.announcement(announcement)
            return None if found is None else _standing(tx, found)

        return await self.vault.commit(work)

    def _stretch(self, announcement: AnnouncementId, tx: VaultTransaction) -> bool:
        found = tx.announcement(announcement)
        return found is not None and not found.ended and go_on(tx, self.lab, found, self.clock.now())


def _standing(tx: VaultTransaction, announcement: Announcement) -> Standing:
    sender = None if announcement.by is None else tx.staff(announcement.by)
    return Standing(
        announcement=announcement,
        receipt=tx.receipt(announcement.id),
        by=None if sender is None else sender.name,
    )
