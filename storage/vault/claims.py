"""Claiming: which waiting messages may go now, taken in one transaction that holds the lane."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.domain.delivery import Claimed, OutboxState, Pace, Parcel
from bot.domain.ids import AnnouncementId, ContactId, Platform
from bot.domain.participant import Reach, Standing
from bot.domain.secret import Secret
from storage.keyring import unlock
from storage.rows import Row, Statement
from storage.types import in_utc, instant
from storage.vault.ledger import CONSENTED
from storage.vault.outbox import Outbox

#: How many seconds of its rate a lane may save up. Telegram allows 30 a second and the lane takes 25: what is saved
#: and what comes in any one second must stay below that together.
_SAVED_SECONDS = 0.1

_OPEN = Statement(
    "INSERT INTO lane (lane, rate, tokens, refilled_at) VALUES (:lane, :rate, :tokens, :now)"
    " ON CONFLICT (lane) DO NOTHING"
)
_LANE = Statement("SELECT tokens, refilled_at, hold_until FROM lane WHERE lane = :lane", locking="FOR UPDATE")
_SPEND = Statement("UPDATE lane SET rate = :rate, tokens = :tokens, refilled_at = :now WHERE lane = :lane")
_ONCE_MORE = Statement(
    "UPDATE outbox SET state = 'ready', lease = NULL, fence = fence + 1"
    " WHERE lane = :lane AND state = 'sending' AND lease <= :now AND kind = 'service' AND attempts = 1"
)
_IN_DOUBT = Statement(
    "UPDATE outbox SET state = 'in_doubt', chat = NULL, body_ct = NULL, lease = NULL, fence = fence + 1"
    " WHERE lane = :lane AND state = 'sending' AND lease <= :now AND announcement_id IS NULL"
)
_EXPIRE = Statement(
    "UPDATE outbox SET state = 'expired', chat = NULL, body_ct = NULL"
    " WHERE lane = :lane AND state = 'ready' AND expires_at <= :now AND announcement_id IS NULL"
)
_STALE = Statement("SELECT 1 FROM outbox WHERE key_day < :today AND chat IS NOT NULL LIMIT 1")
_PICK = Statement(
    "SELECT o.id, o.kind, o.chat, o.attempts, o.fence, o.key_day, o.body_ct, o.announcement_id"
    " FROM outbox o LEFT JOIN pace p ON p.chat = o.chat"
    " WHERE o.lane = :lane AND o.state = 'ready' AND o.not_before <= :now AND o.expires_at > :now"
    " AND (p.next_at IS NULL OR p.next_at <= :now)"
    " AND NOT EXISTS (SELECT 1 FROM outbox e WHERE e.chat = o.chat AND e.id <> o.id AND (e.state = 'sending'"
    " OR (e.state = 'ready' AND (e.not_before <= :now OR e.attempts > 0)"  # due, or put back and not to be overtaken
    " AND (e.priority, e.turn, e.place, e.id) < (o.priority, o.turn, o.place, o.id))))"
    " ORDER BY o.priority, o.turn, o.place, o.id LIMIT :limit",
    locking="FOR UPDATE OF o SKIP LOCKED",
)
_WHO = Statement(
    "SELECT p.standing, c.state, c.key_id, c.address_ct, p.zone FROM contact c"
    " JOIN person p ON p.person_id = c.person_id WHERE c.contact_id = :contact"
)
_WANTS_TO_HEAR = Statement(
    f"SELECT 1 FROM contact k JOIN person p ON p.person_id = k.person_id WHERE k.contact_id = :contact"  # noqa: S608 - text of ours only
    f" AND p.standing = 'active' AND {CONSENTED}"
)
_IS_SENDING = Statement("SELECT 1 FROM announcement WHERE announcement_id = :announcement AND state = 'sending'")
_TAKE = Statement(
    "UPDATE outbox SET state = 'sending', lease = :lease, fence = fence + 1, attempts = attempts + 1 WHERE id = :id"
)
_PACE = Statement(
    "INSERT INTO pace (chat, next_at, gap_us) VALUES (:chat, :next, :gap)"
    " ON CONFLICT (chat) DO UPDATE SET next_at = excluded.next_at, gap_us = excluded.gap_us"
)


class Claims(Outbox):
    """The part of a vault transaction that takes messages out of the outbox."""

    def claim(self, platform: Platform, now: datetime, pace: Pace, limit: int, lease: timedelta) -> tuple[Claimed, ...]:
        """In a chat the more urgent goes first, equals in order of their times. `Claimed.attempts` counts this one."""
        tokens = self._refilled(platform, now, pace)
        for statement in (_ONCE_MORE, _IN_DOUBT, _EXPIRE):
            self._rows.run(statement, lane=platform, now=now)
        room = 0 if tokens is None else min(limit, int(tokens))
        if tokens is None or room < 1:
            return ()
        today = in_utc(now).date()
        if self._rows.one(_STALE, today=today) is not None:
            self._renew(today)  # a chat under two days' keys would be two chats
        picked = self._rows.all(_PICK, lane=platform, now=now, limit=room)
        claimed = tuple(one for row in picked if (one := self._taken(platform, row, now, pace, lease)) is not None)
        self._rows.run(_SPEND, lane=platform, rate=pace.per_second, tokens=tokens - len(claimed), now=now)
        return claimed

    def _refilled(self, platform: Platform, now: datetime, pace: Pace) -> float | None:
        """What the lane's bucket holds now; None while the lane is on hold. Holds the lane until the commit."""
        full = max(1.0, pace.per_second * _SAVED_SECONDS)
        self._rows.run(_OPEN, lane=platform, rate=pace.per_second, tokens=full, now=now)
        found = self._rows.one(_LANE, lane=platform)
        if found is None:
            return None
        tokens, refilled_at, hold_until = found
        if hold_until is not None and now < instant(hold_until):
            return None
        passed = max((now - instant(refilled_at)).total_seconds(), 0.0)  # clocks of two machines may disagree
        return min(full, float(tokens) + passed * pace.per_second)

    def _taken(self, platform: Platform, row: Row, now: datetime, pace: Pace, lease: timedelta) -> Claimed | None:
        """The message, if it may still be sent; otherwise its row is settled here."""
        identity, kind, chat, attempts, fence, key_day, body_ct, announcement = row
        body = self._opened(identity, key_day, body_ct)
        if body is None:
            self._finish(identity, OutboxState.EXPIRED)  # its day's key is gone: nobody can read it any more
            return None
        parcel = Parcel(kind)
        who = self._reachable(body.contact, parcel)
        if who is None or (announcement is not None and not self._may_hear(announcement, body.contact)):
            self._finish(identity, OutboxState.CANCELLED)
            return None
        self._rows.run(_TAKE, id=identity, lease=now + lease)
        gap = pace.chat_gap // timedelta(microseconds=1)
        self._rows.run(_PACE, chat=chat, next=now + pace.chat_gap, gap=gap)
        return Claimed(
            id=identity,
            fence=fence + 1,
            parcel=parcel,
            platform=platform,
            address=who[0],
            message=body.message,
            attempts=attempts + 1,
            zone=who[1],
            contact=body.contact,
            occasion=body.occasion,
            announcement=announcement,
        )

    def _may_hear(self, announcement: AnnouncementId, contact: ContactId) -> bool:
        """Whether a copy may still go: nobody stopped the announcement, and its reader has not thought again.

        The line of a stopped one is settled with all the others, once nothing is in the air.
        """
        if self._rows.one(_IS_SENDING, announcement=announcement) is None:
            return False
        if self._rows.one(_WANTS_TO_HEAR, contact=contact, purpose="announcements") is None:
            self._leaves(contact)
            return False
        return True

    def _reachable(self, contact: ContactId, parcel: Parcel) -> tuple[Secret, str] | None:
        """Address and zone, unless the chat is closed to us, or its person said STOP and this is no service notice."""
        found = self._rows.one(_WHO, contact=contact)
        if found is None or not _may_be_told(parcel, standing=found[0], reach=found[1]):
            self._leaves(contact)
            return None
        _, _, key_id, address_ct, zone = found
        return Secret(unlock(self._keys.contact(key_id), address_ct, contact).decode()), zone


def _may_be_told(parcel: Parcel, *, standing: str, reach: str) -> bool:
    return reach == Reach.OK.value and (standing != Standing.STOPPED.value or parcel is Parcel.SERVICE)
