"""What the vault remembers of what it heard, and how it forgets."""

from __future__ import annotations

import hmac
from datetime import date, timedelta

from storage.rows import Statement
from storage.types import KEY_BYTES
from storage.vault.outbox import Outbox

_DAY = timedelta(days=1)

_HEAR = Statement(
    "INSERT INTO seen (key, until) SELECT :key, :until WHERE NOT EXISTS (SELECT 1 FROM seen WHERE key = :before)"
    " ON CONFLICT (key) DO NOTHING"
)
_FORGET_HEARD = Statement("DELETE FROM seen WHERE until <= :today")
_FORGET_SETTLED = Statement("DELETE FROM outbox WHERE expires_at <= :now AND state NOT IN ('ready', 'sending')")
_FORGET_PACE = Statement("DELETE FROM pace WHERE next_at < :before")


class Memory(Outbox):
    """The part of a vault transaction that remembers for two days and then forgets."""

    def first_time(self, update: str) -> bool:
        """Remembered under the day's key, which lives until the end of the next UTC day: 24 to 48 hours."""
        today, name = self._today(), update.encode()
        key = _heard(self._keys.today(today), name)
        yesterday = self._keys.day(today - _DAY)
        before = key if yesterday is None else _heard(yesterday, name)
        return self._rows.run(_HEAR, key=key, until=today + 2 * _DAY, before=before) == 1

    def renew_day_keys(self, today: date) -> None:
        """Keeps the keys of `today` and of the day before. The others are destroyed once this is on disk."""
        now = self._clock.now()
        self._rows.run(_FORGET_HEARD, today=today)
        self._rows.run(_FORGET_SETTLED, now=now)
        self._rows.run(_FORGET_PACE, before=now - timedelta(hours=1))
        self._renew(today)
        self._after.append(lambda: self._keyring.destroy_day_keys(today))


def _heard(key: bytes, update: bytes) -> bytes:
    return hmac.digest(key, b"heard|" + update, "sha256")[:KEY_BYTES]
