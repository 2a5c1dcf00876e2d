"""The vault: opened once, used through ``commit``, closed at the end."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TypeVar

from sqlalchemy.engine import URL

from bot.application.ports import Clock, VaultTransaction
from storage.engine import database_path, emptied_log, make_engine
from storage.keyring import FolderKeyring
from storage.rows import Rows
from storage.vault.announcements import Announcements
from storage.vault.claims import Claims
from storage.vault.memory import Memory
from storage.vault.occasions import Occasions
from storage.vault.people import People
from storage.vault.staff import StaffRoll
from storage.vault.walks import Walks
from storage.writer import Writer

_THREADS = 4  # on PostgreSQL; SQLite has one writer, whatever we do

T = TypeVar("T")


class SqlTransaction(People, Occasions, Walks, Claims, Memory, StaffRoll, Announcements):
    """``ports.VaultTransaction``, in its parts."""


class SqlVault:
    """``ports.Vault`` on SQLite or PostgreSQL."""

    def __init__(self, url: str | URL, keyring: FolderKeyring, clock: Clock, threads: int | None = None) -> None:
        def begin(rows: Rows) -> SqlTransaction:
            return SqlTransaction(rows, keyring, clock)

        self._engine = make_engine(url)
        one = database_path(url) is not None
        self._writer: Writer[SqlTransaction] = Writer(
            self._engine, begin, name="vault", threads=1 if one else threads or _THREADS
        )

    @classmethod
    def open(cls, url: str | URL, keyring: FolderKeyring, clock: Clock, *, threads: int | None = None) -> SqlVault:
        """The vault at `url`. Connects with the first commit, so that it opens while the database is down.

        `threads` is how many transactions may be under way at once on PostgreSQL. The database must have been
        brought up to date (``storage.migrate``) before it is used.
        """
        return cls(url, keyring, clock, threads)

    async def commit(self, work: Callable[[VaultTransaction], T]) -> T:
        return await self._writer.commit(work)

    async def checkpoint(self) -> bool:
        """On SQLite: empty the write-ahead log, so that what was deleted is in no file. Nothing to do on PostgreSQL."""
        return await asyncio.to_thread(emptied_log, self._engine)

    async def close(self) -> None:
        """Finish what waits and let go of the database. Closing twice is once."""
        await self._writer.close()
