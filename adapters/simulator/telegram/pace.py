"""Holds the bot to the platform's pace: one chat, one group, all together; and remembers pauses that were ordered."""

from __future__ import annotations

import math
from collections import deque
from dataclasses import dataclass, field

from adapters.simulator.telegram import limits

GRACE_S = 0.05  # seconds a pause may be cut short without blame: clocks and sockets are not exact


@dataclass(frozen=True, kw_only=True, slots=True)
class TooFast:
    """The call comes too early: wait `retry_after` seconds. `rule` names which pace was broken."""

    retry_after: int
    rule: str


@dataclass(kw_only=True)
class Pace:
    """Token bucket a chat, sliding windows for groups and for the whole bot. Seconds throughout."""

    enforced: bool = True
    _chats: dict[int, tuple[float, float]] = field(default_factory=dict)
    _groups: dict[int, deque[float]] = field(default_factory=dict)
    _overall: deque[float] = field(default_factory=deque)
    _paused: dict[int | None, float] = field(default_factory=dict)

    def pause(self, chat_id: int | None, seconds: int, now: float) -> None:
        """Order a pause for one chat, or for the whole bot with None."""
        self._paused[chat_id] = max(self._paused.get(chat_id, 0.0), now + seconds - GRACE_S)

    def admit(self, chat_id: int, now: float) -> TooFast | None:
        """None when a message to this chat may go now; it is then counted."""
        if self._paused and (early := self._during_pause(chat_id, now)) is not None:
            return early
        if not self.enforced:
            return None
        refused = self._overall_full(now) or self._chat_full(chat_id, now)
        if refused is None and chat_id < 0:
            refused = self._group_full(chat_id, now)
        if refused is not None:
            self.pause(None if refused.rule == "pace-overall" else chat_id, refused.retry_after, now)
            return refused
        self._overall.append(now)
        return None

    def _during_pause(self, chat_id: int, now: float) -> TooFast | None:
        for key in (None, chat_id):
            until = self._paused.get(key)
            if until is None:
                continue
            if now < until:
                return TooFast(retry_after=max(1, math.ceil(until - now)), rule="sent-during-pause")
            del self._paused[key]
        return None

    def _overall_full(self, now: float) -> TooFast | None:
        while self._overall and self._overall[0] <= now - 1.0:
            self._overall.popleft()
        full = len(self._overall) >= limits.OVERALL_A_SECOND
        return TooFast(retry_after=1, rule="pace-overall") if full else None

    def _chat_full(self, chat_id: int, now: float) -> TooFast | None:
        tokens, at = self._chats.get(chat_id, (float(limits.CHAT_BURST), now))
        tokens = min(limits.CHAT_BURST, tokens + (now - at) * limits.CHAT_A_SECOND)
        if tokens < 1.0:
            self._chats[chat_id] = (tokens, now)
            return TooFast(retry_after=max(1, math.ceil((1.0 - tokens) / limits.CHAT_A_SECOND)), rule="pace-chat")
        self._chats[chat_id] = (tokens - 1.0, now)
        return None

    def _group_full(self, chat_id: int, now: float) -> TooFast | None:
        sent = self._groups.setdefault(chat_id, deque())
        while sent and sent[0] <= now - 60.0:
            sent.popleft()
        if len(sent) >= limits.GROUP_A_MINUTE:
            return TooFast(retry_after=max(1, math.ceil(sent[0] + 60.0 - now)), rule="pace-group")
        sent.append(now)
        return None
