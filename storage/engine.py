"""Engines for both databases, with the settings without which SQLite is silently wrong.

Engines here are synchronous on purpose: a unit of work is plain code in the store's own thread, so that nobody can
await the network inside a transaction.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import NullPool

#: How long, in seconds, a connection attempt may take before the database counts as unavailable.
CONNECT_SECONDS = 5
#: Milliseconds. Slack wants an answer within 3 s, so that a locked database must be given up before that.
_BUSY_MS = 2000

Journal = Literal["wal", "delete"]


class UnknownDatabase(ValueError):
    """The address names neither SQLite nor PostgreSQL. The message never holds the address: it may hold a password."""


def normalised(url: str | URL) -> URL:
    """The address with the synchronous driver of its database, whichever driver it named. Raises UnknownDatabase."""
    try:
        parsed = make_url(url)
    except Exception:
        raise UnknownDatabase("the database address cannot be read; it looks like sqlite:///path/vault.db") from None
    match parsed.get_backend_name():
        case "sqlite":
            return parsed.set(drivername="sqlite+pysqlite")
        case "postgresql" | "postgres":
            return parsed.set(drivername="postgresql+psycopg")
    raise UnknownDatabase("the database address must begin with sqlite: or postgresql:")


def database_path(url: str | URL) -> Path | None:
    """The file of an SQLite database; None for a server."""
    parsed = normalised(url)
    if parsed.get_backend_name() != "sqlite" or not parsed.database:
        return None
    return Path(parsed.database)


def make_engine(url: str | URL, *, journal: Journal = "wal") -> Engine:
    """An engine that keeps no connections of its own; whoever works with one holds it and gives it back.

    With `journal` ``delete`` an SQLite file changes only when something is written, and has no second file beside it.
    """
    parsed = normalised(url)
    if parsed.get_backend_name() == "sqlite":
        return _sqlite(parsed, journal)
    return create_engine(
        parsed,
        poolclass=NullPool,
        hide_parameters=True,
        connect_args={"connect_timeout": CONNECT_SECONDS, "options": "-c timezone=UTC -c statement_timeout=30000"},
    )


def _sqlite(url: URL, journal: Journal) -> Engine:
    engine = create_engine(url, poolclass=NullPool, hide_parameters=True)
    pragmas = (
        f"busy_timeout={_BUSY_MS}",
        f"journal_mode={journal.upper()}",
        "synchronous=FULL",  # NORMAL may lose the last commits in a power cut: answers that somebody was thanked for
        "foreign_keys=ON",
        "secure_delete=ON",
    )

    def prepare(connection: DBAPIConnection, _record: object) -> None:
        # The driver's own transaction handling loses SAVEPOINTs; BEGIN is ours, below.
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in pragmas:
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    def begin(connection: Connection) -> None:
        # IMMEDIATE takes the write lock first: a deferred transaction fails at once when it has to become a writer.
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    event.listen(engine, "connect", prepare)
    event.listen(engine, "begin", begin)
    return engine


def emptied_log(engine: Engine) -> bool:
    """Whether SQLite's write-ahead log is now empty; False when somebody is reading. True where there is none."""
    if engine.dialect.name != "sqlite":
        return True
    connection = engine.raw_connection()  # outside any transaction, which would hold the log open itself
    try:
        cursor = connection.cursor()
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        row = cursor.fetchone()
        return row is not None and row[0] == 0
    finally:
        connection.close()
