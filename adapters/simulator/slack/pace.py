"""Holds the bot to the platform's pace: one channel, one method, the whole workspace; and remembers pauses.

Source: docs.slack.dev/apis/web-api/rate-limits, checked 2026-11-25. A 429 names a method: until its `Retry-After` is
over, the bot leaves that method alone. Only for too many messages to one channel the pause is that channel's.
"""

from __future__ import annotations

import math
from collections import deque
from dataclasses import dataclass, field

from adapters.simulator.slack import limits
from adapters.simulator.slack.methods import Method

GRACE_S = 0.05  # seconds a pause may be cut short without blame: clocks and sockets are not exact
_MINUTE_S = 60.0


@dataclass(frozen=True, kw_only=True, slots=True)
class TooFast:
    """The call comes too early: wait `retry_after` seconds. `rule` names which pace was broken."""

    retry_after: int
    rule: str


@dataclass(kw_only=True)
class Window:
    """At most so many in any minute."""

    most: int
    times: deque[float] = field(default_factory=deque)

    def wait_s(self, now: float) -> float:
        """How long until there is room; 0 when there is."""
        while self.times and self.times[0] <= now - _MINUTE_S:
            self.times.popleft()
        return self.times[0] + _MINUTE_S - now if len(self.times) >= self.most else 0.0


@dataclass(kw_only=True)
class Pace:
    """A token bucket a channel, sliding windows for each method and for all messages. Seconds throughout."""

    enforced: bool = True
    _channels: dict[str, tuple[float, float]] = field(default_factory=dict)
    _methods: dict[str, Window] = field(default_factory=dict)
    _workspace: Window = field(default_factory=lambda: Window(most=limits.WORKSPACE_A_MINUTE))
    _paused: dict[str, float] = field(default_factory=dict)

    def pause(self, name: str, seconds: int, now: float) -> None:
        """Order a pause for a method, or for a channel by its id."""
        self._paused[name] = max(self._paused.get(name, 0.0), now + seconds - GRACE_S)

    def admit(self, method: Method, channel_id: str | None, now: float) -> TooFast | None:
        """None when the call may be made now; it is then counted. `channel_id`: where it puts a message, if it does."""
        for name in (method.name, channel_id):
            if self._paused and name and (early := self._during_pause(name, now)) is not None:
                return early
        if not self.enforced:
            return None
        refused = self._channel_full(channel_id, now) if channel_id else None
        refused = refused or self._windows_full(method, channel_id, now)
        if refused is not None:
            name = channel_id if refused.rule == "pace-channel" and channel_id else method.name
            self.pause(name, refused.retry_after, now)
        return refused

    def _during_pause(self, name: str, now: float) -> TooFast | None:
        until = self._paused.get(name)
        if until is None:
            return None
        if now < until:
            return TooFast(retry_after=max(1, math.ceil(until - now)), rule="sent-during-pause")
        del self._paused[name]
        return None

    def _windows_full(self, method: Method, channel_id: str | None, now: float) -> TooFast | None:
        windows: list[tuple[str, Window]] = []
        if method.tier is not None:
            most = limits.TIERS[method.tier]
            windows.append(("pace-method", self._methods.setdefault(method.name, Window(most=most))))
        if channel_id:
            windows.append(("pace-workspace", self._workspace))
        for rule, window in windows:
            if wait_s := window.wait_s(now):
                return TooFast(retry_after=max(1, math.ceil(wait_s)), rule=rule)
        for _, window in windows:
            window.times.append(now)
        return None

    def _channel_full(self, channel_id: str, now: float) -> TooFast | None:
        tokens, at = self._channels.get(channel_id, (float(limits.CHANNEL_BURST), now))
        tokens = min(limits.CHANNEL_BURST, tokens + (now - at) * limits.CHANNEL_A_SECOND)
        if tokens < 1.0:
            self._channels[channel_id] = (tokens, now)
            return TooFast(retry_after=max(1, math.ceil((1.0 - tokens) / limits.CHANNEL_A_SECOND)), rule="pace-channel")
        self._channels[channel_id] = (tokens - 1.0, now)
        return None
