"""Bringing a database up to date, and telling quickly whether it is.

Alembic is imported only when there is something to do: asking costs one query, so that a warm start stays quick.
"""

from __future__ import annotations

from enum import Enum
from pathlib import Path

from sqlalchemy import Connection, Engine, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import SQLAlchemyError

from storage.engine import database_path, make_engine
from storage.failures import unavailable

_HERE = Path(__file__).parent
#: PostgreSQL: who holds this lock migrates; the other processes that start at the same moment wait for it.
_ONE_AT_A_TIME = text("SELECT pg_advisory_xact_lock(1818321524)")


class Store(Enum):
    """The two databases. Each has migrations of its own."""

    VAULT = "vault"
    RESEARCH = "research"


#: Every revision of each database, oldest first. A test holds this list to the scripts.
REVISIONS: dict[Store, tuple[str, ...]] = {
    Store.VAULT: ("vault_0001",),
    Store.RESEARCH: ("research_0001",),
}


class State(Enum):
    CURRENT = "current"
    BEHIND = "behind"
    #: Made by a later version of Labbot than this one.
    NEWER = "newer"
    EMPTY = "empty"


class NewerDatabase(Exception):
    """The database was written by a later version. The message is a sentence for the operator."""

    def __init__(self, store: Store) -> None:
        super().__init__(
            f"The {store.value} database was made by a newer version of Labbot than this one. Nothing was changed. "
            "Install that version again, or restore a backup from before the upgrade."
        )


def state(store: Store, url: str | URL) -> State:
    """How the database stands to this version. Makes no file. Raises StoreUnavailable when it cannot be asked."""
    path = database_path(url)
    if path is not None and not (path.exists() and path.stat().st_size):
        return State.EMPTY
    engine = _engine(store, url)
    try:
        with engine.begin() as connection:
            return _state(store, connection)
    except SQLAlchemyError as error:
        told = unavailable(error)
    finally:
        engine.dispose()
    raise told


def upgrade(store: Store, url: str | URL) -> State:
    """Brings the database up to date and gives the state it was found in.

    Raises NewerDatabase, with nothing changed, and StoreUnavailable. All of it is one transaction: a migration that
    fails leaves the database as it was.
    """
    path = database_path(url)
    if path is not None:
        path.parent.mkdir(parents=True, exist_ok=True)
    engine = _engine(store, url)
    try:
        with engine.begin() as connection:
            return _upgraded(store, connection)
    except SQLAlchemyError as error:
        told = unavailable(error)
    finally:
        engine.dispose()
    raise told


def move(store: Store, connection: Connection, revision: str) -> None:
    """Runs the scripts up or down to `revision` (``head``, ``base`` or a name) inside the open transaction."""
    from alembic import command  # noqa: PLC0415 - see the top of this file
    from alembic.config import Config  # noqa: PLC0415 - the same

    config = Config()
    config.set_main_option("script_location", str(_HERE / store.value / "migrations"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    if revision in ("base", *REVISIONS[store][:-1]):
        command.downgrade(config, revision)
    else:
        command.upgrade(config, revision)


def _upgraded(store: Store, connection: Connection) -> State:
    if connection.dialect.name == "postgresql":
        connection.execute(_ONE_AT_A_TIME)
    found = _state(store, connection)
    if found is State.NEWER:
        raise NewerDatabase(store)
    if found is not State.CURRENT:
        move(store, connection, "head")
    return found


def _state(store: Store, connection: Connection) -> State:
    if not _has_versions(connection):
        return State.EMPTY
    found = {row[0] for row in connection.execute(text("SELECT version_num FROM alembic_version"))}
    known = REVISIONS[store]
    if not found:
        return State.EMPTY
    if not found <= set(known):
        return State.NEWER
    return State.CURRENT if found == {known[-1]} else State.BEHIND


def _has_versions(connection: Connection) -> bool:
    """Whether the database was ever migrated. Asking for a missing table would spoil a transaction on PostgreSQL."""
    if connection.dialect.name == "sqlite":
        query = text("SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = 'alembic_version'")
    else:
        query = text("SELECT count(*) FROM pg_class WHERE oid = to_regclass('alembic_version')")
    return bool(connection.execute(query).scalar_one())


def _engine(store: Store, url: str | URL) -> Engine:
    return make_engine(url, journal="wal" if store is Store.VAULT else "delete")
