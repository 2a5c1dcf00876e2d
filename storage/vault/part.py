"""What every part of a vault transaction works with."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from bot.application.ports import Clock
from storage.keyring import FolderKeyring, Keys
from storage.rows import Rows


class Part:
    """The rows of the open transaction, the keys of this one use, and the clock."""

    def __init__(self, rows: Rows, keyring: FolderKeyring, clock: Clock) -> None:
        self._rows = rows
        self._keyring = keyring
        self._keys: Keys = keyring.keys()
        self._clock = clock
        self._after: list[Callable[[], None]] = []

    def afterwards(self) -> list[Callable[[], None]]:
        """What is to be done once the commit is on disk."""
        after, self._after = self._after, []
        return after

    def _today(self) -> date:
        """The UTC day, which decides the day key."""
        return self._clock.now().date()
