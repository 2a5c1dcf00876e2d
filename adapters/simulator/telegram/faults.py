"""Trouble on order: the next calls of a method fail in a stated way."""

from __future__ import annotations

from dataclasses import dataclass, field

from adapters.simulator.telegram.record import Refusal


@dataclass(frozen=True, kw_only=True, slots=True)
class TooMany:
    """429; until `retry_after` seconds are over, more to that chat (or to any, when `bot_wide`) is a violation."""

    retry_after: int = 1
    bot_wide: bool = False


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


@dataclass(frozen=True, kw_only=True, slots=True)
class Refuse:
    """A refusal with this code and description; without arguments: blocked by the user."""

    code: int = 403
    description: str = "Forbidden: bot was blocked by the user"

    @property
    def refusal(self) -> Refusal:
        return Refusal(code=self.code, description=self.description)


Trouble = TooMany | ServerError | DropBefore | DropAfter | Slow | Refuse


@dataclass(kw_only=True, slots=True)
class Ordered:
    method: str
    trouble: Trouble
    times: int
    chat_id: int | None


@dataclass(kw_only=True)
class Faults:
    """The troubles still to come, first ordered first used."""

    ordered: list[Ordered] = field(default_factory=list)

    def order(self, method: str, trouble: Trouble, *, times: int, chat_id: int | None) -> None:
        self.ordered.append(Ordered(method=method, trouble=trouble, times=times, chat_id=chat_id))

    def next_for(self, method: str, chat_id: object) -> Trouble | None:
        """The trouble for this call, used up by asking."""
        for order in self.ordered:
            if order.method in (method, "*") and order.chat_id in (None, chat_id):
                order.times -= 1
                if order.times <= 0:
                    self.ordered.remove(order)
                return order.trouble
        return None
