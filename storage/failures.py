"""What a database error means for the work it met, told without a single value out of a statement."""

from __future__ import annotations

from enum import Enum, auto

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from bot.application.ports import StoreUnavailable

_RUN_AGAIN = frozenset({"40001", "40P01"})  # PostgreSQL: serialization failure, deadlock
_READ_ONLY = "25006"  # PostgreSQL: a standby, or a server that saves its last disk space; no statement's fault


class StoreFault(Exception):
    """A statement was refused for what it said: a bug. Names the error only, for drivers quote values in their text."""


class Failure(Enum):
    #: The database cannot be used now.
    UNAVAILABLE = auto()
    #: Another transaction stood in the way; the same work may succeed now.
    CONFLICT = auto()
    #: One statement was refused; its neighbours are not to blame.
    FAULT = auto()
    #: Not an error of the database.
    FOREIGN = auto()


def judged(error: BaseException, engine: Engine) -> Failure:
    """Which of the four the error is."""
    original = error.orig if isinstance(error, DBAPIError) else error
    driver = engine.dialect.loaded_dbapi
    if not isinstance(original, driver.Error):
        return Failure.FOREIGN
    code = getattr(original, "sqlstate", None)
    if code in _RUN_AGAIN:
        return Failure.CONFLICT
    if code == _READ_ONLY:
        return Failure.UNAVAILABLE
    # DatabaseError itself, not a subclass: SQLite's "not a database" and "malformed".
    if isinstance(original, driver.OperationalError | driver.InterfaceError) or type(original) is driver.DatabaseError:
        return Failure.UNAVAILABLE
    return Failure.FAULT


def unavailable(error: BaseException) -> StoreUnavailable:
    """The exception for callers: what was met by name, and that nothing was saved."""
    return StoreUnavailable(f"the database cannot be used now ({named(error)}); nothing was saved, try again later")


def fault(error: BaseException) -> StoreFault:
    return StoreFault(f"the database refused a statement ({named(error)}); nothing of this work was saved")


def named(error: BaseException) -> str:
    """The error's name and code. Never its text: drivers put values there."""
    original = error.orig if isinstance(error, DBAPIError) and error.orig is not None else error
    code = getattr(original, "sqlite_errorname", None) or getattr(original, "sqlstate", None)
    return f"{type(original).__name__} {code}" if code else type(original).__name__
