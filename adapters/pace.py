"""How fast a bot may go: one place through which every call passes, replies and queued sends alike.

Each platform has its own numbers and hands them in as ``PaceSettings``. In a chat, and over all chats, a call takes a
token at the moment it goes, never before, so that a queued send that waits cannot spend what a reply needs.

The order, most urgent first: acknowledgements and HELP, replies, queued sends. What is held (429) stays held until its
time has passed; there is no other way to end a hold, so a success elsewhere cannot end it (python-telegram-bot#5338).

``Gate`` is the arithmetic, without a clock of its own; ``Pace`` lets coroutines wait for it. A "chat" is whatever the
platform counts by: a person, a channel, a method.
"""

from __future__ import annotations

import asyncio
import heapq
import itertools
import math
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from enum import IntEnum
from typing import Final


class Rank(IntEnum):
    """Lower goes first."""

    NOW = 0
    REPLY = 1
    QUEUED = 2


@dataclass(frozen=True, kw_only=True, slots=True)
class PaceSettings:
    """`per_second` and `burst` messages over all chats; `chat_burst` at once in a chat, then one each `chat_gap`.

    `in_flight` requests at most. `hold_spreads`: the platform does not say whom a 429 means, so that two chats told to
    wait at the same time mean everybody. A platform with more than one kind of chat overrides ``rhythm``.

    `follows_another`: a process that was killed a moment ago may have spent every burst. What it sent is not known, so
    each chat begins with an empty bucket.
    """

    per_second: float
    burst: int
    chat_burst: int
    chat_gap: timedelta
    in_flight: int
    hold_spreads: bool = False
    follows_another: bool = False

    def rhythm(self, chat: str) -> tuple[float, int]:
        """Seconds between two messages to this chat, and how many may come at once."""
        return self.chat_gap.total_seconds(), self.chat_burst


#: Chats remembered; more only while that many are busy or held at once.
_MANY_CHATS: Final = 4096
_ROUNDING_S: Final = 1e-9


@dataclass(slots=True, eq=False)
class Ticket:
    """One call that wants to go. `chat` None: no chat is concerned. `counts`: it counts as a message."""

    chat: str | None
    rank: Rank
    counts: bool
    gone: bool = False
    given_up: bool = False
    waiter: asyncio.Future[None] | None = None

    def has_gone(self) -> bool:
        """Whether the gate let it go."""
        return self.gone


@dataclass(slots=True)
class _Chat:
    """`full_at`: when the bucket is full again, in seconds; `waiting`: its tickets, while it may not go."""

    full_at: float = 0.0
    held_until: float = 0.0
    waiting: list[deque[Ticket]] | None = None


@dataclass(slots=True)
class Gate:
    """Decides which tickets may go. Seconds of any one clock that never goes back; O(1) a call that need not wait.

    `begun`: before that moment somebody else may have sent; minus infinity when nobody did.
    """

    settings: PaceSettings
    begun: float = -math.inf
    in_flight: int = 0
    held_until: float = 0.0
    _full_at: float = 0.0
    _chats: dict[str, _Chat] = field(default_factory=dict)
    _ready: tuple[deque[Ticket], ...] = field(default_factory=lambda: tuple(deque() for _ in Rank))
    _alarms: list[tuple[float, int, str]] = field(default_factory=list)
    _count: itertools.count[int] = field(default_factory=itertools.count)
    _told: tuple[str, float] = ("", 0.0)

    @property
    def chats_known(self) -> int:
        return len(self._chats)

    def add(self, ticket: Ticket) -> None:
        """Line up. Within one chat and rank the order is kept."""
        chat = self._chats.get(ticket.chat) if ticket.chat is not None else None
        if chat is not None and chat.waiting is not None:
            chat.waiting[ticket.rank].append(ticket)
        else:
            self._ready[ticket.rank].append(ticket)

    def due(self, now: float) -> tuple[list[Ticket], float | None]:
        """The tickets that go now, and when to ask again; None when only ``done`` or ``add`` can change something."""
        while self._alarms and self._alarms[0][0] <= now + _ROUNDING_S:
            self._wake(heapq.heappop(self._alarms)[2])
        going: list[Ticket] = []
        overall = self._overall_wait(now)
        for line in self._ready:
            skipped: list[Ticket] = []
            while line and self.in_flight < self.settings.in_flight and self.held_until <= now:
                ticket = line.popleft()
                if ticket.given_up:
                    continue
                if (until := self._chat_until(ticket, now)) > now + _ROUNDING_S and ticket.chat is not None:
                    self._park(ticket, ticket.chat, until)
                elif ticket.counts and overall > _ROUNDING_S:
                    skipped.append(ticket)
                    if line is not self._ready[Rank.NOW]:
                        break
                else:
                    self._take(ticket, now)
                    going.append(ticket)
                    overall = self._overall_wait(now)
            line.extendleft(reversed(skipped))
        return going, self._next(now, overall)

    def done(self) -> None:
        """A call that went has come back, however it ended."""
        self.in_flight -= 1

    def hold(self, chat: str | None, seconds: float, now: float) -> bool:
        """Obey a 429: nothing to `chat` (or to anybody, when None) before `seconds` have passed.

        Where holds spread, a second chat that is told to wait while the first still waits means that the bot is meant.
        True when everything is held.
        """
        until = now + seconds
        if chat is not None:
            known = self._known(chat, now)
            known.held_until = max(known.held_until, until)
            other, other_until = self._told
            if not (self.settings.hold_spreads and other and other != chat and other_until > now):
                self._told = (chat, until)
                return False
        self.held_until = max(self.held_until, until)
        return True

    def held_for(self, chat: str | None, now: float) -> float:
        """Seconds for which nothing may go to this chat, or 0."""
        known = self._chats.get(chat) if chat is not None else None
        return max(0.0, self.held_until - now, known.held_until - now if known else 0.0)

    def _overall_wait(self, now: float) -> float:
        return self._full_at - now - (self.settings.burst - 1) / self.settings.per_second

    def _chat_until(self, ticket: Ticket, now: float) -> float:
        """When this chat may have the call."""
        if ticket.chat is None:
            return now
        chat = self._chats.get(ticket.chat)
        if chat is None:
            if not ticket.counts or self._first_full(ticket.chat) <= now:
                return now
            chat = self._known(ticket.chat, now)
        if not ticket.counts:
            return chat.held_until
        gap, burst = self.settings.rhythm(ticket.chat)
        return max(chat.held_until, chat.full_at - gap * (burst - 1))

    def _first_full(self, chat: str) -> float:
        """When the bucket of a chat that was never written to is full: it was empty when this process began."""
        gap, burst = self.settings.rhythm(chat)
        return self.begun + gap * burst

    def _take(self, ticket: Ticket, now: float) -> None:
        self.in_flight += 1
        ticket.gone = True
        if not ticket.counts:
            return
        self._full_at = max(self._full_at, now) + 1 / self.settings.per_second
        if ticket.chat is not None:
            chat = self._known(ticket.chat, now)
            chat.full_at = max(chat.full_at, now) + self.settings.rhythm(ticket.chat)[0]

    def _park(self, ticket: Ticket, name: str, until: float) -> None:
        chat = self._chats[name]
        if chat.waiting is None:
            chat.waiting = [deque() for _ in Rank]
            heapq.heappush(self._alarms, (until, next(self._count), name))
        chat.waiting[ticket.rank].append(ticket)

    def _wake(self, name: str) -> None:
        """The chat's time has come: its most urgent ticket lines up, the others wait behind it."""
        chat = self._chats[name]
        for rank, line in enumerate(chat.waiting or ()):
            self._ready[rank].extendleft(reversed(line))
        chat.waiting = None

    def _next(self, now: float, overall: float) -> float | None:
        times = [self._alarms[0][0]] if self._alarms else []
        if any(self._ready):
            if self.held_until > now:
                times = [self.held_until]
            elif self.in_flight < self.settings.in_flight:
                times.append(now + max(overall, 0.0))
        return min(times, default=None)

    def _known(self, name: str, now: float) -> _Chat:
        """The chat's record; two old ones that say nothing any more are forgotten for each new one."""
        chat = self._chats.pop(name, None)
        if chat is None:
            chat = _Chat(full_at=max(0.0, self._first_full(name)))
            for _ in range(2):
                if len(self._chats) >= _MANY_CHATS:
                    oldest = next(iter(self._chats))
                    old = self._chats.pop(oldest)
                    if old.waiting is not None or max(old.full_at, old.held_until) > now:
                        self._chats[oldest] = old
        self._chats[name] = chat
        return chat


#: Calls back after so many seconds, and says how to call that off; ``loop.call_later`` unless a test has its own time.
Later = Callable[[float, Callable[[], None]], asyncio.TimerHandle]


class Pace:
    """Lets coroutines wait for their turn at a Gate. One process is the only one that spends it."""

    def __init__(
        self,
        settings: PaceSettings,
        *,
        clock: Callable[[], float] = time.monotonic,
        later: Later | None = None,
    ) -> None:
        self._gate = Gate(settings, begun=clock() if settings.follows_another else -math.inf)
        self._clock = clock
        self._later = later
        self._alarm: asyncio.TimerHandle | None = None
        self._alarm_at = 0.0

    async def turn(self, chat: str | None, rank: Rank, *, counts: bool = True) -> None:
        """Return when the call may go. Whoever returns from here must say ``done`` once, however the call ends."""
        ticket = Ticket(chat, rank, counts)
        self._gate.add(ticket)
        self._pump()
        if ticket.has_gone():
            return
        ticket.waiter = asyncio.get_running_loop().create_future()
        try:
            await ticket.waiter
        except asyncio.CancelledError:
            ticket.given_up = True
            if ticket.has_gone():  # let go in the moment in which the task was cancelled
                self.done()
            raise

    def done(self) -> None:
        """The call has come back."""
        self._gate.done()
        self._pump()

    def hold(self, chat: str | None, seconds: float) -> bool:
        """Obey a 429; True when it holds everything. See ``Gate.hold``."""
        return self._gate.hold(chat, seconds, self._clock())

    def held_for(self, chat: str | None) -> float:
        """Seconds for which nothing may go to this chat."""
        return self._gate.held_for(chat, self._clock())

    def _pump(self) -> None:
        now = self._clock()
        going, again = self._gate.due(now)
        for ticket in going:
            if ticket.waiter is not None and not ticket.waiter.done():
                ticket.waiter.set_result(None)
        if again is None:
            return
        if self._alarm is not None:
            if self._alarm_at <= again and self._alarm_at > now:
                return
            self._alarm.cancel()
        later = self._later or asyncio.get_running_loop().call_later
        self._alarm_at = again
        self._alarm = later(max(again - now, 0.0), self._ring)

    def _ring(self) -> None:
        self._alarm = None
        self._pump()
