"""What was done already, so that the same thing delivered again is not done again."""

from __future__ import annotations

from typing import Final

#: Names remembered.
_MOST: Final = 10_000


class Once:
    """Says of a name whether it is known; the oldest names are forgotten."""

    def __init__(self, most: int = _MOST) -> None:
        self._most = most
        self._names: dict[str, None] = {}

    def __contains__(self, name: str) -> bool:
        return name in self._names

    def add(self, name: str) -> None:
        self._names[name] = None
        if len(self._names) > self._most:
            del self._names[next(iter(self._names))]
