"""The beat: what time alone brings about, one verb after the other. Beating twice, or in two processes, is once."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

Verb = Callable[[], Awaitable[int]]
"""Does what is due, and gives how much that was."""


@dataclass(frozen=True, slots=True)
class Beat:
    """`verbs` in their order: what one of them plans, a later one may find due."""

    verbs: tuple[Verb, ...]

    async def __call__(self) -> int:
        """How much was due. Raises StoreUnavailable: the next beat finds what this one did not do."""
        return sum([await verb() for verb in self.verbs])
