"""Statements as plain SQL that both engines read, run on the driver's own cursor.

SQLAlchemy's execution costs about 20 µs a statement and the drivers' about 3 (measured on SQLite, 2026-11-24); an
answer needs six. So SQLAlchemy makes the connection, the schema and the migrations, and the statements go past it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.engine.interfaces import DBAPICursor

from storage.types import sqlite_value

_NAME = re.compile(r":([a-z_][a-z0-9_]*)")

Row = tuple[Any, ...]


class Statement:
    """One SQL text with ``:name`` places, in the spelling of each driver. It never holds a value."""

    __slots__ = ("postgresql", "sqlite")

    def __init__(self, text: str, *, locking: str = "") -> None:
        """`locking` is a clause that only PostgreSQL has; SQLite has one writer at a time anyway."""
        self.sqlite = text
        self.postgresql = _NAME.sub(r"%(\1)s", f"{text} {locking}" if locking else text)


class Rows:
    """The rows of one open transaction."""

    __slots__ = ("_cursor", "_is_sqlite")

    def __init__(self, connection: Connection) -> None:
        self._is_sqlite = connection.dialect.name == "sqlite"
        self._cursor: DBAPICursor = connection.connection.cursor()

    def one(self, statement: Statement, **values: object) -> Row | None:
        """The first row, or None."""
        row: Row | None = self._execute(statement, values).fetchone()
        return row

    def all(self, statement: Statement, **values: object) -> list[Row]:
        return list(self._execute(statement, values).fetchall())

    def run(self, statement: Statement, **values: object) -> int:
        """How many rows were written."""
        return int(self._execute(statement, values).rowcount)

    def run_many(self, statement: Statement, many: Iterable[Mapping[str, object]]) -> None:
        """The statement once for each set of values, in their order."""
        if self._is_sqlite:
            self._cursor.executemany(statement.sqlite, [_for_sqlite(values) for values in many])
        else:
            self._cursor.executemany(statement.postgresql, list(many))

    def mark(self) -> None:
        """Begin a part that can be undone by itself."""
        self._cursor.execute("SAVEPOINT work")

    def keep(self) -> None:
        """Make the part that was marked last one with the rest."""
        self._cursor.execute("RELEASE SAVEPOINT work")

    def undo(self) -> None:
        """Undo the part that was marked last."""
        self._cursor.execute("ROLLBACK TO SAVEPOINT work")
        self._cursor.execute("RELEASE SAVEPOINT work")

    def _execute(self, statement: Statement, values: Mapping[str, object]) -> DBAPICursor:
        if self._is_sqlite:
            self._cursor.execute(statement.sqlite, _for_sqlite(values))
        else:
            self._cursor.execute(statement.postgresql, values)
        return self._cursor


def _for_sqlite(values: Mapping[str, object]) -> Mapping[str, object]:
    """The values with instants and days as SQLite keeps them."""
    for value in values.values():
        if isinstance(value, date):  # a datetime is a date
            return {name: sqlite_value(each) for name, each in values.items()}
    return values
