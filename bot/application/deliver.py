"""The one loop that sends what nobody asked for: claim, send outside any transaction, settle by fence."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import assert_never

from bot.application.ports import Clock, StoreUnavailable, Transport, Vault, VaultTransaction
from bot.application.prompt import reachable
from bot.domain.announcement import copy_state
from bot.domain.asking import Showing, open_button
from bot.domain.delivery import (
    Claimed,
    Gone,
    Later,
    OutboxState,
    Pace,
    Parcel,
    Priority,
    Queued,
    Refused,
    SendResult,
    Sent,
    Unsure,
)
from bot.domain.lab import Lab
from bot.domain.message import Message, Urgency
from bot.domain.occasion import Occasion, OccasionState
from bot.domain.participant import Reach
from bot.domain.richtext import RichText

CLAIM = 10  # messages in the air at once; the most that a killed process can leave in doubt
LEASE = timedelta(seconds=60)  # longer than any send can take: connect 5 s, read 30 s, and time to settle
POLL = timedelta(seconds=1)  # the longest that a message queued by another process waits to be noticed
A_MOMENT = timedelta(milliseconds=1)  # so that nobody wakes up a rounding before the lane is open
UNSHOWN_AFTER = timedelta(seconds=20)  # when a turn that was committed but not seen to arrive is offered again
TRIES = 5  # sends of one message that were put off, before it is refused
BATCH_UNSHOWN = 50  # occasions looked at in one round
FIRST_WAIT = timedelta(seconds=2)  # doubled at each try that the platform put off without saying for how long


@dataclass(slots=True)
class Deliver:
    """Empties the outbox of one platform. Safe to run in many processes: the claim decides who sends what."""

    lab: Lab
    vault: Vault
    transport: Transport
    clock: Clock
    pace: Pace
    woken: asyncio.Event = field(default_factory=asyncio.Event)

    async def run(self, stopping: asyncio.Event) -> None:
        """Send until `stopping` is set. A database that is down is waited for; what is in the air is settled."""
        wait = POLL
        while not stopping.is_set():
            try:
                await self.offer_again()
                began = self.clock.now()
                wait = timedelta(0) if await self.once() else await self._pause(began)
            except StoreUnavailable:
                wait = min(max(wait, POLL) * 2, timedelta(seconds=10))
            await _first_of(stopping, self.woken, wait)
            self.woken.clear()

    async def once(self) -> int:
        """One round: claim what is due, send it, settle it. Gives how many were claimed."""
        now = self.clock.now()
        platform = self.transport.platform
        claimed = await self.vault.commit(lambda tx: tx.claim(platform, now, self.pace, CLAIM, LEASE))
        await asyncio.gather(*(self._send(one) for one in claimed))
        return len(claimed)

    async def _pause(self, since: datetime) -> timedelta:
        """How long to rest: until the lane lets the next message through, and never longer than a poll.

        What was due at `since` and did not go waits for something else than time.
        """
        due = await self.vault.commit(lambda tx: tx.next_due(self.transport.platform, since))
        if due is None or due <= since:
            return POLL
        return min(max(due - self.clock.now(), timedelta(0)) + A_MOMENT, POLL)

    async def _send(self, claimed: Claimed) -> None:
        now = self.clock.now()
        waking = self._quiet_until(claimed, now)
        if waking is not None:
            await self.vault.commit(lambda tx: tx.settle(claimed, OutboxState.READY, now, waking))
            return
        result = await self.transport.send(claimed.address, claimed.message)
        await self.vault.commit(lambda tx: self._settle(tx, claimed, result, self.clock.now()))

    def _quiet_until(self, claimed: Claimed, now: datetime) -> datetime | None:
        """When an unasked message must wait for the person's morning, although it was queued by day."""
        if claimed.message.urgency is not Urgency.UNASKED:
            return None
        waking = self.lab.quiet.first_waking(now, claimed.zone)
        return waking if waking > now else None

    def _settle(self, tx: VaultTransaction, claimed: Claimed, result: SendResult, now: datetime) -> None:
        match result:
            case Sent():
                self._end(tx, claimed, result, OutboxState.SENT)
            case Later(after=after, whole_lane=whole):
                if whole:
                    tx.hold_lane(claimed.platform, now + after)
                again = claimed.attempts < TRIES
                wait = max(after, FIRST_WAIT * 2**claimed.attempts)
                state = OutboxState.READY if again else OutboxState.REFUSED
                self._end(tx, claimed, result, state, now + wait)
            case Refused():
                self._end(tx, claimed, result, OutboxState.REFUSED)
                self._note_undeliverable(tx, claimed)
            case Gone():
                self._end(tx, claimed, result, OutboxState.REFUSED)
                self._note_undeliverable(tx, claimed)
                known = tx.person_at(claimed.platform, claimed.address)
                if known is not None:
                    tx.set_reach(known.contact.id, Reach.BLOCKED)
                    tx.cancel_for(known.contact.id)
            case Unsure():
                self._end(tx, claimed, result, self._after_doubt(claimed), now + FIRST_WAIT)
            case _:
                assert_never(result)

    def _end(
        self,
        tx: VaultTransaction,
        claimed: Claimed,
        result: SendResult,
        state: OutboxState,
        again: datetime | None = None,
    ) -> None:
        """Settle the row, and the line of the ledger when it is a copy; neither when the lease was lost."""
        settled = tx.settle(claimed, state, self.clock.now(), again)
        became = copy_state(state, result)
        if settled and claimed.announcement is not None and became is not None:
            message_id = result.message_id if isinstance(result, Sent) else None
            tx.delivered(claimed.announcement, claimed.contact, became, message_id)

    def _after_doubt(self, claimed: Claimed) -> OutboxState:
        """A notice about the person's own doing is offered once more; what nobody asked for is not sent twice."""
        match claimed.parcel:
            case Parcel.SERVICE:
                return OutboxState.READY if claimed.attempts <= 1 else OutboxState.IN_DOUBT
            case Parcel.PROMPT | Parcel.REMINDER | Parcel.EVENT | Parcel.ANNOUNCEMENT:
                return OutboxState.IN_DOUBT

    def _note_undeliverable(self, tx: VaultTransaction, claimed: Claimed) -> None:
        """A prompt that could not be delivered is not a prompt that was passed over."""
        known = tx.person_at(claimed.platform, claimed.address)
        if known is None or claimed.occasion is None or claimed.parcel is not Parcel.PROMPT:
            return
        for occasion in tx.occasions(known.person.id, (claimed.occasion,)):
            if occasion.state is OccasionState.SENT:
                tx.save_occasion(replace(occasion, state=OccasionState.UNDELIVERABLE))

    # What was committed but may never have been shown.

    async def offer_again(self) -> int:
        """Queue "your check-in is waiting" for turns that may not have reached their person; once for each turn."""
        before = self.clock.now() - UNSHOWN_AFTER
        return await self.vault.commit(lambda tx: self._offer(tx, before))

    def _offer(self, tx: VaultTransaction, before: datetime) -> int:
        offered = 0
        for occasion in tx.unshown(before, BATCH_UNSHOWN):
            saved = tx.save_occasion(replace(occasion, unshown_since=None, offered_again=occasion.offered_again + 1))
            if saved is not None and occasion.offered_again == 0:
                offered += self._queue_offer(tx, occasion)
        return offered

    def _queue_offer(self, tx: VaultTransaction, occasion: Occasion) -> bool:
        person = tx.person(occasion.person)
        if person is None:
            return False
        now = self.clock.now()
        words = self.lab.words_for(occasion.shown_in(person.language))
        showing = Showing(words=words, token=occasion.token, card=RichText(()), today=now.date())
        finished = occasion.talk is not None and occasion.talk.sent
        message = Message(
            text=RichText.plain(words.say("checkin.thanks" if finished else "checkin.waiting")),
            rows=() if finished else ((open_button(showing, words.say("checkin.go_on")),),),
            urgency=Urgency.SERVICE,
        )
        contact = reachable(tx, person)
        if contact is None:
            return False
        return tx.enqueue(
            Queued(
                parcel=Parcel.SERVICE,
                platform=contact.platform,
                contact=contact.id,
                message=message,
                priority=Priority.SERVICE,
                not_before=now,
                expires_at=now + timedelta(hours=2),
                dedupe=f"offer:{occasion.tag.hex()}:{occasion.fence}",
            )
        )


async def _first_of(stopping: asyncio.Event, woken: asyncio.Event, wait: timedelta) -> None:
    """Return when either event is set, or after `wait`."""
    waiting = [asyncio.create_task(stopping.wait()), asyncio.create_task(woken.wait())]
    try:
        await asyncio.wait(waiting, timeout=wait.total_seconds(), return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in waiting:
            task.cancel()
