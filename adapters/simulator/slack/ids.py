"""Made-up ids and message timestamps in the platform's form; a new start never repeats one a bot may remember."""

from __future__ import annotations

import secrets
import string
from collections.abc import Callable
from dataclasses import dataclass

_LETTERS = string.ascii_uppercase + string.digits
_MICROSECOND = 1_000_000


def new_id(kind: str) -> str:
    """`U…`, `D…`, `V…` and so on: the letters given, then ten of A-Z and 0-9."""
    return kind + "".join(secrets.choice(_LETTERS) for _ in range(10))


def new_block_id() -> str:
    """What the platform fills in for a block or an action without an id."""
    return secrets.token_urlsafe(4)[:5]


def new_trigger() -> str:
    return f"{secrets.randbelow(10**13)}.{secrets.randbelow(10**12)}.{secrets.token_hex(16)}"


@dataclass(kw_only=True)
class Stamps:
    """Message timestamps: Unix seconds with six decimals, as text, each later than the one before."""

    clock: Callable[[], float]
    _last: int = 0

    def next(self) -> str:
        self._last = max(int(self.clock() * _MICROSECOND), self._last + 1)
        seconds, micro = divmod(self._last, _MICROSECOND)
        return f"{seconds}.{micro:06d}"
