"""Announcements in the vault: the drafts, what is being sent, and how their copies are stopped or run out."""

from __future__ import annotations

from datetime import datetime

import orjson

from bot.domain.announcement import Announcement, AnnouncementState, CopyState, Draft
from bot.domain.delivery import OutboxState
from bot.domain.ids import AnnouncementId, Group, Platform, StaffId
from storage.rows import Row, Statement
from storage.types import instant
from storage.vault.outbox import Outbox

_COLUMNS = "SELECT a.announcement_id, a.staff_id, a.state, a.ended, a.text, a.audience, a.started, a.progress_message"
_ADD = Statement(
    "INSERT INTO announcement (announcement_id, staff_id, state, ended, text, audience, started)"
    " VALUES (:id, :staff, :state, :ended, :text, :audience, :started) ON CONFLICT DO NOTHING"
)
_SAVE = Statement(
    "UPDATE announcement SET state = :state, ended = :ended, text = :text, audience = :audience, started = :started"
    " WHERE announcement_id = :id AND state = :was"
)
_DISCARD = Statement("DELETE FROM announcement WHERE announcement_id = :id AND state = 'draft'")
_ONE = Statement(f"{_COLUMNS} FROM announcement a WHERE a.announcement_id = :id", locking="FOR UPDATE")
_DRAFT = Statement(f"{_COLUMNS} FROM announcement a WHERE a.staff_id = :staff AND a.state = 'draft'")
_LATEST = f"{_COLUMNS} FROM announcement a WHERE a.state <> 'draft' ORDER BY a.started DESC, a.announcement_id"
_SENT = Statement(_LATEST)
_SOME = Statement(f"{_LATEST} LIMIT :limit")
_UNDER_WAY = Statement(
    "SELECT announcement_id FROM announcement WHERE state <> 'draft' AND NOT ended ORDER BY started, announcement_id"
)
_DUE = Statement(
    f"{_COLUMNS} FROM announcement a JOIN staff s ON s.staff_id = a.staff_id"
    " WHERE a.report_at <= :now AND s.platform = :platform",
    locking="FOR UPDATE OF a SKIP LOCKED",
)
_TAKE = Statement("UPDATE announcement SET report_at = :until WHERE announcement_id = :id")
_REPORTED = Statement(
    "UPDATE announcement SET progress_message = :message, report_at = :again WHERE announcement_id = :id"
)
_STOP = Statement(
    "UPDATE outbox SET state = 'cancelled', chat = NULL, body_ct = NULL WHERE announcement_id = :id AND state = 'ready'"
)
_RAN_OUT = Statement(
    "SELECT id, state, key_day, body_ct FROM outbox WHERE announcement_id = :id"
    " AND ((state = 'ready' AND expires_at <= :now) OR (state = 'sending' AND lease <= :now))",
    locking="FOR UPDATE",
)
_LEFT = Statement("SELECT count(*) FROM outbox WHERE announcement_id = :id AND state IN ('ready', 'sending')")
_REST = Statement("UPDATE delivery SET state = :state WHERE announcement_id = :id AND state = 'waiting'")


class Announcements(Outbox):
    """The part of a vault transaction that is about announcements."""

    def add_announcement(self, announcement: Announcement) -> bool:
        return self._rows.run(_ADD, **_values(announcement)) == 1

    def save_announcement(self, announcement: Announcement, was: AnnouncementState) -> bool:
        values = _values(announcement)
        values.pop("staff")
        return self._rows.run(_SAVE, was=was.value, **values) == 1

    def discard_draft(self, announcement: AnnouncementId) -> None:
        self._rows.run(_DISCARD, id=announcement)

    def announcement(self, announcement: AnnouncementId) -> Announcement | None:
        row = self._rows.one(_ONE, id=announcement)
        return None if row is None else _announcement(row)

    def draft_of(self, staff: StaffId) -> Announcement | None:
        row = self._rows.one(_DRAFT, staff=staff)
        return None if row is None else _announcement(row)

    def announcements(self, limit: int | None = None) -> tuple[Announcement, ...]:
        rows = self._rows.all(_SENT) if limit is None else self._rows.all(_SOME, limit=limit)
        return tuple(map(_announcement, rows))

    def under_way(self) -> tuple[AnnouncementId, ...]:
        return tuple(AnnouncementId(row[0]) for row in self._rows.all(_UNDER_WAY))

    def stop_copies(self, announcement: AnnouncementId) -> int:
        return self._rows.run(_STOP, id=announcement)

    def lapse(self, announcement: AnnouncementId, now: datetime, rest: CopyState) -> int:
        for row in self._rows.all(_RAN_OUT, id=announcement, now=now):
            self._run_out(announcement, row)
        found = self._rows.one(_LEFT, id=announcement)
        left = 0 if found is None else int(found[0])
        if left == 0:
            self._rows.run(_REST, id=announcement, state=rest.value)
        return left

    def reports_due(self, platform: Platform, now: datetime, until: datetime) -> tuple[Announcement, ...]:
        found = tuple(map(_announcement, self._rows.all(_DUE, platform=platform, now=now)))
        for one in found:
            self._rows.run(_TAKE, id=one.id, until=until)
        return found

    def reported(self, announcement: AnnouncementId, message_id: str | None, again: datetime | None) -> None:
        self._rows.run(_REPORTED, id=announcement, message=message_id, again=again)

    def _run_out(self, announcement: AnnouncementId, row: Row) -> None:
        """A copy that waited too long has expired; one whose sender died in the middle may have arrived."""
        identity, state, key_day, body_ct = row
        waited = state == OutboxState.READY.value
        body = self._opened(identity, key_day, body_ct)
        if body is not None:
            self.delivered(announcement, body.contact, CopyState.EXPIRED if waited else CopyState.IN_DOUBT)
        self._finish(identity, OutboxState.EXPIRED if waited else OutboxState.IN_DOUBT)


def _values(announcement: Announcement) -> dict[str, object]:
    draft = announcement.draft
    include = None if draft.include is None else sorted(draft.include)
    return {
        "id": announcement.id,
        "staff": announcement.by,
        "state": announcement.state.value,
        "ended": announcement.ended,
        "text": draft.text,
        "audience": orjson.dumps({"to": include, "not_to": sorted(draft.exclude)}).decode(),
        "started": announcement.started,
    }


def _announcement(row: Row) -> Announcement:
    identity, staff, state, ended, text, audience, started, message = row
    return Announcement(
        id=AnnouncementId(identity),
        by=None if staff is None else StaffId(staff),
        state=AnnouncementState(state),
        draft=_draft(text, audience),
        started=instant(started),
        ended=bool(ended),
        progress_message=message,
    )


def _draft(text: str, audience: str) -> Draft:
    match orjson.loads(audience):
        case {"to": None, "not_to": list(excluded)}:
            include = None
        case {"to": list(included), "not_to": list(excluded)}:
            include = frozenset(map(Group, included))
        case _:
            raise ValueError("an announcement in the vault does not fit this version of Labbot")
    return Draft(text=text, include=include, exclude=frozenset(map(Group, excluded)))
