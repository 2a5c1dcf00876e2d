"""Trouble that any stand-in has on order: the next calls of a method fail in a stated way."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True, slots=True)
class ServerError:
    """A 5xx with an HTML body, as a proxy answers; the call has no effect."""

    status: int = 502


@dataclass(frozen=True, kw_only=True, slots=True)
class DropBefore:
    """The line is cut before the call has any effect."""


@dataclass(frozen=True, kw_only=True, slots=True)
class DropAfter:
    """The call takes effect, then the line is cut: delivered, but the answer is lost."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Slow:
    """The call takes effect at once and is answered `seconds` later."""

    seconds: float


@dataclass(kw_only=True, slots=True)
class Ordered(Generic[T]):
    method: str
    trouble: T
    times: int
    chat_id: object


@dataclass(kw_only=True)
class Faults(Generic[T]):
    """The troubles still to come, first ordered first used. `chat_id` is a chat or a channel; None is any."""

    ordered: list[Ordered[T]] = field(default_factory=list)

    def order(self, method: str, trouble: T, *, times: int, chat_id: object) -> None:
        self.ordered.append(Ordered(method=method, trouble=trouble, times=times, chat_id=chat_id))

    def next_for(self, method: str, chat_id: object) -> T | None:
        """The trouble for this call, used up by asking."""
        for order in self.ordered:
            if order.method in (method, "*") and order.chat_id in (None, chat_id):
                order.times -= 1
                if order.times <= 0:
                    self.ordered.remove(order)
                return order.trouble
        return None
