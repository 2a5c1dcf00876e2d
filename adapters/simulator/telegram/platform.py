"""The pretend platform's state, and what every method handler needs of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from adapters.simulator.telegram.checks import Finding
from adapters.simulator.telegram.faults import Faults
from adapters.simulator.telegram.pace import Pace
from adapters.simulator.telegram.record import Json, Record, Refusal
from adapters.simulator.telegram.updates import UpdateQueue
from adapters.simulator.telegram.world import Chat, World

Answer = Any  # JSON, or a Refusal

CHAT_NOT_FOUND = Refusal(code=400, description="Bad Request: chat not found")
NEVER_STARTED = Refusal(code=403, description="Forbidden: bot can't initiate conversation with a user")
BLOCKED = Refusal(code=403, description="Forbidden: bot was blocked by the user")
DEACTIVATED = Refusal(code=403, description="Forbidden: user is deactivated")


@dataclass(kw_only=True)
class Platform:
    """One bot's Telegram. `latency_s` is added to every call."""

    token: str = field(repr=False)
    clock: Callable[[], float]
    world: World
    queue: UpdateQueue
    pace: Pace
    record: Record = field(default_factory=Record)
    faults: Faults = field(default_factory=Faults)
    latency_s: float = 0.0
    webhook: Json = field(default_factory=dict)
    profile: dict[str, str] = field(default_factory=dict)
    actions: list[tuple[int, str]] = field(default_factory=list)

    def note(self, method: str, found: Finding | None) -> Refusal | None:
        """Record a finding; gives the refusal that goes with it, if any."""
        if found is None:
            return None
        self.record.violation(found.rule, method, found.detail)
        return found.refusal

    def writable(self, chat_id: int | str) -> Chat | Refusal:
        """The chat, when the bot may write there now."""
        chat = self.world.find(chat_id)
        if chat is None:
            return CHAT_NOT_FOUND
        if chat.kind == "private":
            if chat.deactivated:
                return DEACTIVATED
            if chat.blocked:
                return BLOCKED
            if not chat.started:
                return NEVER_STARTED
        return chat
