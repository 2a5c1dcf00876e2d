"""Column types that mean the same on both engines, and the hand conversions for the paths that go past them."""

from __future__ import annotations

import secrets
from datetime import UTC, date, datetime

from sqlalchemy import DateTime, Dialect, LargeBinary
from sqlalchemy.types import TypeDecorator

#: Bytes of every primary key that means a person, a chat, an occasion or a reply.
KEY_BYTES = 16


def key16() -> LargeBinary:
    """The column type of a random key: BLOB on SQLite, BYTEA on PostgreSQL."""
    return LargeBinary(KEY_BYTES)


def new_key() -> bytes:
    """16 random bytes: no clock, no counter, nothing of whom it stands for."""
    return secrets.token_bytes(KEY_BYTES)


class UTCDateTime(TypeDecorator[datetime]):
    """An instant. Refuses naive values; SQLite stores it as naive UTC and gives it back aware."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return in_utc(value).replace(tzinfo=None) if dialect.name == "sqlite" else in_utc(value)

    def process_result_value(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        return None if value is None else _aware(value)


def in_utc(value: datetime) -> datetime:
    """The same instant in UTC. Raises TypeError for a naive one: nobody could say which instant it is."""
    if value.tzinfo is None:
        raise TypeError("naive datetime: an instant needs its zone")
    return value.astimezone(UTC)


def sqlite_value(value: object) -> object:
    """What SQLite keeps for a value: the text that UTCDateTime and Date write, and everything else as it is."""
    if isinstance(value, datetime):
        return in_utc(value).replace(tzinfo=None).isoformat(" ", "microseconds")
    return value.isoformat() if isinstance(value, date) else value


def instant(value: object) -> datetime:
    """The aware instant that a driver gave back, as text or as a datetime."""
    if isinstance(value, str):
        return datetime.fromisoformat(value).replace(tzinfo=UTC)
    if isinstance(value, datetime):
        return _aware(value)
    raise TypeError("not an instant")


def day(value: object) -> date:
    """The day that a driver gave back, as text or as a date."""
    if isinstance(value, str):
        return date.fromisoformat(value)
    if isinstance(value, date):
        return value
    raise TypeError("not a day")


def _aware(value: datetime) -> datetime:
    return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
