"""The queue of updates with the platform's true offset semantics.

An update is confirmed when getUpdates is *called* with a higher offset, even if that call's answer is lost; until
then it is delivered again and again. Source: core.telegram.org/bots/api#getupdates and
tdlib/td TQueue.cpp, checked 2026-11-22.
"""

from __future__ import annotations

import asyncio
import itertools
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

import orjson

from adapters.simulator.telegram import limits
from adapters.simulator.telegram.record import Json


@dataclass(kw_only=True, slots=True)
class Update:
    """One update as it will go over the wire. `expires_at` in Unix seconds."""

    update_id: int
    kind: str
    body: Json
    wire: bytes
    expires_at: float
    deliveries: int = 0


@dataclass(kw_only=True, eq=False, slots=True)
class Poll:
    """A getUpdates call that waits. `is_gone` says whether its caller has hung up."""

    is_gone: Callable[[], bool]
    woken: asyncio.Future[bool]

    def wake(self, *, conflict: bool) -> None:
        if not self.woken.done():
            self.woken.set_result(conflict)

    def wake_quietly(self) -> None:
        self.wake(conflict=False)


@dataclass(kw_only=True)
class UpdateQueue:
    """Updates that wait for the bot. `next_id` is the id the next one gets."""

    clock: Callable[[], float]
    next_id: int
    waiting: deque[Update] = field(default_factory=deque)
    again: deque[Update] = field(default_factory=deque)
    allowed: frozenset[str] = limits.UPDATE_KINDS - limits.NOT_BY_DEFAULT
    poll: Poll | None = None
    on_put: Callable[[], None] | None = None
    dropped: int = 0
    _handed: int = 0

    def put(self, kind: str, payload: Json) -> Update | None:
        """Queue an update of one kind; None when the bot did not ask for that kind or the queue is full."""
        if kind not in self.allowed:
            return None
        return self.put_raw({kind: payload})

    def put_raw(self, body: Json) -> Update | None:
        """Queue any JSON object as an update; an own `update_id` is kept, and it is then delivered out of turn."""
        kind = next((key for key in body if key != "update_id"), "")
        update = Update(
            update_id=self.next_id, kind=kind, body=body, wire=b"", expires_at=self.clock() + self._kept(kind)
        )
        if "update_id" in body:
            update.update_id = body["update_id"]
            update.wire = orjson.dumps(body)
            self.again.append(update)
        elif len(self.waiting) >= limits.QUEUE_LENGTH:
            self.dropped += 1
            return None
        else:
            self.next_id += 1
            update.body = {"update_id": update.update_id, **body}
            update.wire = orjson.dumps(update.body)
            self.waiting.append(update)
        self._wake()
        return update

    def redeliver(self, update: Update) -> None:
        """Deliver an update once more although it may be confirmed: "at least once" at its worst."""
        self.again.append(update)
        self._wake()

    def ask_for(self, kinds: Iterable[str]) -> None:
        """Set `allowed_updates`; an empty list means the default set. Sticky; does not touch what already waits."""
        asked = frozenset(kinds)
        self.allowed = asked or limits.UPDATE_KINDS - limits.NOT_BY_DEFAULT

    def confirm(self, offset: int | None) -> bool:
        """Forget what `offset` confirms; False when it was negative (which forgets all but the last -offset)."""
        if offset is None or offset == 0:
            return True
        if offset < 0:
            while len(self.waiting) > -offset:
                self.waiting.popleft()
            return False
        if offset <= self.next_id + limits.OFFSET_SLACK:
            while self.waiting and self.waiting[0].update_id < offset:
                self.waiting.popleft()
        for _ in range(self._handed):
            self.again.popleft()
        self._handed = 0
        return True

    def take(self, limit: int) -> list[Update]:
        """What an answer would hold now, oldest first; nothing is forgotten by taking it."""
        now = self.clock()
        while self.waiting and self.waiting[0].expires_at <= now:
            self.waiting.popleft()
        taken = list(itertools.islice(self.again, limit))
        self._handed = len(taken)
        for update in self.waiting:
            if len(taken) == limit:
                break
            if update.expires_at > now:
                taken.append(update)
        return taken

    @property
    def pending(self) -> int:
        """How many updates wait, for getWebhookInfo."""
        now = self.clock()
        return sum(1 for update in self.waiting if update.expires_at > now)

    def _kept(self, kind: str) -> float:
        return limits.QUERY_KEPT_S if kind == "callback_query" else limits.MESSAGE_KEPT_S

    def _wake(self) -> None:
        if self.poll is not None:
            self.poll.wake(conflict=False)
        if self.on_put is not None:
            self.on_put()
