"""The ledger of announcements: a line for each person's copy, and who would get one."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from bot.domain.announcement import Audience, CopyState, Draft, Receipt
from bot.domain.ids import AnnouncementId, ContactId, Group
from storage.rows import Statement
from storage.vault.part import Part

_LINE = Statement(
    "INSERT INTO delivery (announcement_id, contact_id, state) VALUES (:announcement, :contact, :state)"
    " ON CONFLICT (announcement_id, contact_id) DO NOTHING"
)
_ENDED = Statement(
    "UPDATE delivery SET state = :state, message_id = :message"
    " WHERE announcement_id = :announcement AND contact_id = :contact"
)
_LEAVE = Statement(
    "UPDATE delivery SET state = CASE WHEN EXISTS (SELECT 1 FROM contact c WHERE c.contact_id = :contact"
    " AND c.state = 'ok') THEN 'opted_out' ELSE 'blocked' END WHERE contact_id = :contact AND state = 'waiting'"
)
_COUNTS = Statement("SELECT state, count(*) FROM delivery WHERE announcement_id = :announcement GROUP BY state")

#: Whether the person of `p` said yes, in any study, when they were last asked for that purpose.
CONSENTED = (
    "EXISTS (SELECT 1 FROM consent c WHERE c.person_id = p.person_id AND c.purpose = :purpose AND c.decision = 'given'"
    " AND NOT EXISTS (SELECT 1 FROM consent n WHERE n.person_id = c.person_id AND n.study_id = c.study_id"
    " AND n.purpose = c.purpose AND n.ordinal > c.ordinal))"
)
_OUTLOOK = (
    "SELECT outlook, count(*) FROM (SELECT CASE WHEN p.standing <> 'active' THEN 'stopped'"
    " WHEN NOT EXISTS (SELECT 1 FROM contact k WHERE k.person_id = p.person_id AND k.state = 'ok') THEN 'unreachable'"
    " WHEN NOT {consented} THEN 'no_consent' ELSE 'targeted' END AS outlook"
    " FROM person p WHERE TRUE {included} {excluded}) AS people GROUP BY outlook"
)
_MEMBER = "EXISTS (SELECT 1 FROM membership m WHERE m.person_id = p.person_id AND m.group_id IN ({}))"


@cache
def _outlook(included: int | None, excluded: int) -> Statement:
    """The count for so many groups in and out; None is everybody."""
    return Statement(
        _OUTLOOK.format(
            consented=CONSENTED,
            included="" if included is None else "AND " + _member_of("i", included),
            excluded="AND NOT " + _member_of("e", excluded),
        )
    )


def _member_of(prefix: str, count: int) -> str:
    """Whether the person of `p` is in one of so many groups."""
    places = ", ".join(f":{prefix}{at}" for at in range(count)) or "NULL"
    return _MEMBER.format(places)


class Ledger(Part):
    """The part of a vault transaction that knows who gets a copy, and what became of it."""

    def audience(self, draft: Draft) -> Audience:
        include = None if draft.include is None else len(draft.include)
        statement = _outlook(include, len(draft.exclude))
        values = {**_values("i", draft.include or ()), **_values("e", draft.exclude)}
        counts: dict[str, int] = dict(self._rows.all(statement, purpose="announcements", **values))
        return Audience(
            targeted=counts.get("targeted", 0),
            stopped=counts.get("stopped", 0),
            unreachable=counts.get("unreachable", 0),
            no_consent=counts.get("no_consent", 0),
        )

    def target(self, announcement: AnnouncementId, contact: ContactId, state: CopyState) -> bool:
        return self._rows.run(_LINE, announcement=announcement, contact=contact, state=state.value) == 1

    def delivered(
        self, announcement: AnnouncementId, contact: ContactId, state: CopyState, message_id: str | None = None
    ) -> None:
        self._rows.run(_ENDED, announcement=announcement, contact=contact, state=state.value, message=message_id)

    def receipt(self, announcement: AnnouncementId) -> Receipt:
        return Receipt({CopyState(state): n for state, n in self._rows.all(_COUNTS, announcement=announcement)})

    def _leaves(self, contact: ContactId) -> None:
        """Whatever waits for that chat will not be sent: because it is closed to us, or because they said so."""
        self._rows.run(_LEAVE, contact=contact)


def _values(prefix: str, groups: Iterable[Group]) -> dict[str, str]:
    return {f"{prefix}{at}": group for at, group in enumerate(sorted(groups))}
