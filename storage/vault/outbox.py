"""The outbox: what waits to be sent, under the day's key, and what became of it.

A settled row stays as a tombstone, without chat and message, until its `expires_at`, so that its dedupe key is still
known; housekeeping then deletes it. Chat, dedupe key and content are all under the row's day key, so that logs and
copies of these rows are blind once that key is gone.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import cache

from bot.domain.delivery import Claimed, OutboxState, Queued
from bot.domain.ids import ContactId, Platform
from storage.keyring import lock, unlock
from storage.rows import Row, Statement
from storage.types import KEY_BYTES, instant, new_key
from storage.types import day as day_of
from storage.vault.ledger import Ledger
from storage.vault.records import OutboxBody, outbox_from_bytes, outbox_to_bytes

#: A message put back for no longer than this was put back by the platform, and holds its whole chat. A longer wait is
#: the person's night, during which an answer to something they did may still go.
_CHAT_WAITS = timedelta(minutes=15)
_LOOK_AHEAD = 100  # rows that are looked at to say when the next one is due

_ADD = Statement(
    "INSERT INTO outbox (id, lane, kind, priority, state, chat, not_before, turn, place, expires_at, attempts,"
    " fence, key_day, dedupe, name_ct, body_ct, announcement_id) VALUES (:id, :lane, :kind, :priority, 'ready', :chat,"
    " :not_before, :not_before, :place, :expires_at, 0, 0, :key_day, :dedupe, :name, :body, :announcement)"
    " ON CONFLICT (dedupe) DO NOTHING"
)
_CLAIMED = Statement(
    "SELECT o.chat, p.next_at, p.gap_us FROM outbox o LEFT JOIN pace p ON p.chat = o.chat"
    " WHERE o.id = :id AND o.fence = :fence AND o.state = 'sending'",
    locking="FOR UPDATE OF o",
)
_FINISH = Statement("UPDATE outbox SET state = :state, chat = NULL, body_ct = NULL, lease = NULL WHERE id = :id")
_PUT_BACK = Statement("UPDATE outbox SET state = 'ready', lease = NULL, not_before = :not_before WHERE id = :id")
_PACE = Statement("UPDATE pace SET next_at = :next WHERE chat = :chat")
_HOLD = Statement(
    "INSERT INTO lane (lane, rate, tokens, refilled_at, hold_until) VALUES (:lane, 1, 1, :now, :until)"
    " ON CONFLICT (lane) DO UPDATE SET hold_until = excluded.hold_until"
    " WHERE lane.hold_until IS NULL OR lane.hold_until < excluded.hold_until"
)
_LANE = Statement("SELECT rate, tokens, refilled_at, hold_until FROM lane WHERE lane = :lane")
_NEXT = Statement(
    "SELECT o.not_before, p.next_at FROM outbox o LEFT JOIN pace p ON p.chat = o.chat"
    " WHERE o.lane = :lane AND o.state = 'ready' ORDER BY o.not_before LIMIT :limit"
)
_LEASED = Statement("SELECT lease FROM outbox WHERE lane = :lane AND state = 'sending' ORDER BY lease LIMIT 1")
_COUNTS = Statement("SELECT state, count(*) FROM outbox GROUP BY state")
_STALE = Statement(
    "SELECT id, chat, state, key_day, name_ct, body_ct FROM outbox WHERE key_day < :today", locking="FOR UPDATE"
)
_RENEW = Statement(
    "UPDATE outbox SET key_day = :key_day, chat = :chat, dedupe = :dedupe, name_ct = :name, body_ct = :body"
    " WHERE id = :id"
)
_RENEW_PACE = Statement("UPDATE pace SET chat = :new WHERE chat = :old")
_PACED = Statement("SELECT 1 FROM pace WHERE chat = :chat")
_TWIN = Statement("SELECT id FROM outbox WHERE dedupe = :dedupe")
_FORGET = Statement("DELETE FROM outbox WHERE id = :id")


@cache
def _over(text: str, count: int) -> Statement:
    return Statement(text.format(", ".join(f":v{at}" for at in range(count))))


_CHAT, _DEDUPE = b"chat|", b"dedupe|"  # so that no mark can be taken for one of the other kind
_KNOWN = "SELECT 1 FROM outbox WHERE dedupe IN ({}) LIMIT 1"
_LAST = "SELECT max(place) FROM outbox WHERE chat IN ({})"
_CANCEL = (
    "UPDATE outbox SET state = 'cancelled', chat = NULL, body_ct = NULL"
    " WHERE state = 'ready' AND kind <> 'service' AND chat IN ({})"
)


class Outbox(Ledger):
    """The part of a vault transaction that writes and settles what is to be sent."""

    def enqueue(self, queued: Queued) -> bool:
        today = self._today()
        key = self._keys.today(today)
        known = self._marks(_DEDUPE, queued.dedupe.encode())
        if self._rows.one(_over(_KNOWN, len(known)), **known) is not None:
            return False
        row = new_key()
        body = OutboxBody(contact=queued.contact, message=queued.message, occasion=queued.occasion)
        added = self._rows.run(
            _ADD,
            id=row,
            lane=queued.platform,
            kind=queued.parcel.value,
            priority=int(queued.priority),
            chat=_mark(key, _CHAT, queued.contact),
            not_before=queued.not_before,
            place=self._place(queued.contact),
            expires_at=queued.expires_at,
            key_day=today,
            dedupe=_mark(key, _DEDUPE, queued.dedupe.encode()),
            name=self._locked(today, queued.dedupe.encode(), b"name|" + row),
            body=self._locked(today, outbox_to_bytes(body), row),
            announcement=queued.announcement,
        )
        return added == 1

    def settle(self, claimed: Claimed, state: OutboxState, now: datetime, not_before: datetime | None = None) -> bool:
        """A row that is put back keeps its turn. After a short wait, such as a platform asks for, so does its chat."""
        found = self._rows.one(_CLAIMED, id=claimed.id, fence=claimed.fence)
        if found is None:
            return False
        chat, next_at, gap_us = found
        if state is OutboxState.READY:
            self._rows.run(_PUT_BACK, id=claimed.id, not_before=not_before or now)
        else:
            self._rows.run(_FINISH, id=claimed.id, state=state.value)
        if next_at is not None:
            moments = [instant(next_at), now + timedelta(microseconds=gap_us)]
            if state is OutboxState.READY and not_before is not None and not_before <= now + _CHAT_WAITS:
                moments.append(not_before)
            self._rows.run(_PACE, chat=chat, next=max(moments))
        return True

    def hold_lane(self, platform: Platform, until: datetime) -> None:
        self._rows.run(_HOLD, lane=platform, now=self._clock.now(), until=until)

    def cancel_for(self, contact: ContactId) -> int:
        self._leaves(contact)
        chats = self._marks(_CHAT, contact)
        return self._rows.run(_over(_CANCEL, len(chats)), **chats) if chats else 0

    def next_due(self, platform: Platform, now: datetime) -> datetime | None:
        """Counts in what a claim would wait for: the lane's hold and bucket, the chats' gaps, a lease that runs out."""
        waiting = self._rows.all(_NEXT, lane=platform, limit=_LOOK_AHEAD)
        moments = [max(instant(at) for at in row if at is not None) for row in waiting]
        leased = self._rows.one(_LEASED, lane=platform)
        ready = max(min(moments), *self._lane_opens(platform)) if moments else None
        both = [moment for moment in (ready, instant(leased[0]) if leased else None) if moment is not None]
        return min(both, default=None)

    def outbox_counts(self) -> dict[OutboxState, int]:
        return {OutboxState(state): n for state, n in self._rows.all(_COUNTS)}

    def _lane_opens(self, platform: Platform) -> Iterator[datetime]:
        """The moments before which the lane lets nothing through."""
        yield datetime.min.replace(tzinfo=UTC)
        found = self._rows.one(_LANE, lane=platform)
        if found is not None:
            rate, tokens, refilled_at, hold_until = found
            if tokens < 1:
                yield instant(refilled_at) + timedelta(seconds=(1 - tokens) / rate)
            if hold_until is not None:
                yield instant(hold_until)

    def _place(self, contact: ContactId) -> int:
        """The next turn in this chat, behind everything that waits for it."""
        chats = self._marks(_CHAT, contact)
        last = self._rows.one(_over(_LAST, len(chats)), **chats)
        return 0 if last is None or last[0] is None else last[0] + 1

    def _renew(self, today: date) -> None:
        """Bring everything in the outbox under today's key. What no key opens any more is forgotten."""
        for row in self._rows.all(_STALE, today=today):
            self._renew_row(row, today)

    def _renew_row(self, row: Row, today: date) -> None:
        identity, chat, state, key_day, name_ct, body_ct = row
        old = self._keys.day_lock(day_of(key_day))
        if old is None:
            self._rows.run(_FORGET, id=identity)
            return
        key, name = self._keys.today(today), unlock(old, name_ct, b"name|" + identity)
        dedupe = _mark(key, _DEDUPE, name)
        if self._gave_way(identity, state, dedupe):
            return
        body = None if body_ct is None else unlock(old, body_ct, identity)
        renewed = None if body is None else _mark(key, _CHAT, outbox_from_bytes(body).contact)
        self._rows.run(
            _RENEW,
            id=identity,
            key_day=today,
            chat=renewed,
            dedupe=dedupe,
            name=self._locked(today, name, b"name|" + identity),
            body=None if body is None else self._locked(today, body, identity),
        )
        if renewed is not None and self._rows.one(_PACED, chat=renewed) is None:
            self._rows.run(_RENEW_PACE, new=renewed, old=chat)

    def _gave_way(self, row: bytes, state: str, dedupe: bytes) -> bool:
        """Whether the row went because its message is there twice: two machines queued it at once, over midnight.

        Of one that waits and one that is in the air or was sent, the one that waits goes.
        """
        twin = self._rows.one(_TWIN, dedupe=dedupe)
        if twin is None:
            return False
        waits = state == OutboxState.READY.value
        self._rows.run(_FORGET, id=row if waits else twin[0])
        return waits

    def _opened(self, row: bytes, key_day: object, body_ct: bytes) -> OutboxBody | None:
        """What waits in a row; None when its day's key is gone."""
        key = self._keys.day_lock(day_of(key_day))
        return None if key is None else outbox_from_bytes(unlock(key, body_ct, row))

    def _finish(self, row: bytes, state: OutboxState) -> None:
        self._rows.run(_FINISH, id=row, state=state.value)

    def _locked(self, today: date, content: bytes, bound_to: bytes) -> bytes:
        return lock(self._keys.today_lock(today), content, bound_to)

    def _marks(self, purpose: bytes, name: bytes) -> dict[str, bytes]:
        """The marks that `name` has under each day's key that is kept, as values for `_over`."""
        keys = (self._keys.day(day) for day in self._keys.days())
        marks = (_mark(key, purpose, name) for key in keys if key is not None)
        return {f"v{at}": mark for at, mark in enumerate(marks)}


def _mark(key: bytes, purpose: bytes, name: bytes) -> bytes:
    """What stands in a column for a chat or a dedupe key, until the day's key is gone."""
    return hmac.digest(key, purpose + name, "sha256")[:KEY_BYTES]
