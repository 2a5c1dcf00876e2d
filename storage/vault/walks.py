"""Walks over everybody, in the vault: where each stands."""

from __future__ import annotations

from bot.domain.ids import PersonId
from bot.domain.walk import Walk
from storage.rows import Statement
from storage.vault.part import Part

# A walk that is under way holds its row, so that two processes take turns at it.
_WHERE = Statement("SELECT after, over FROM walk WHERE name = :name", locking="FOR UPDATE")
_PAST = Statement(
    "INSERT INTO walk (name, after, over) VALUES (:name, :after, :over)"
    " ON CONFLICT (name) DO UPDATE SET after = excluded.after, over = excluded.over"
)


class Walks(Part):
    """The part of a vault transaction that is about walks."""

    def walk(self, name: str) -> Walk:
        row = self._rows.one(_WHERE, name=name)
        return Walk() if row is None else Walk(None if row[0] is None else PersonId(row[0]), bool(row[1]))

    def walked(self, name: str, after: PersonId | None) -> None:
        self._rows.run(_PAST, name=name, after=after, over=after is None)
