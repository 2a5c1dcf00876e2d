"""Envelopes: what Socket Mode carries to the bot, and what became of each."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

import orjson

from adapters.simulator.slack.connections import Connection
from adapters.simulator.slack.record import Json

EnvelopeKind = Literal["events_api", "interactive", "slash_commands"]
Answered = Callable[[Json], None]


@dataclass(frozen=True, kw_only=True, slots=True)
class Delivery:
    """One time that an envelope went out. `sent_at` in seconds of the event loop."""

    envelope_id: str
    connection: Connection
    sent_at: float


@dataclass(kw_only=True, eq=False)
class Envelope:
    """Something the bot is told. Every delivery has an id of its own; an event's `event_id` stays the same.

    `attempts` counts tries without a connection too. `answer` is the payload of the acknowledgement. `lost`: nothing
    will deliver it any more. `overdue`: three seconds have passed without an acknowledgement.
    """

    kind: str
    payload: Json
    accepts_answer: bool = False
    retried: bool = False
    on_answer: Answered | None = None
    on_lost: Callable[[], None] | None = None
    created_at: float = 0.0
    attempts: int = 0
    deliveries: list[Delivery] = field(default_factory=list)
    acked: bool = False
    answer: Json | None = None
    lost: bool = False
    overdue: bool = False
    timer: asyncio.TimerHandle | None = field(default=None, repr=False)
    settled: asyncio.Event = field(default_factory=asyncio.Event, repr=False)

    @property
    def event_id(self) -> str | None:
        """The platform's name of an event, for a bot to know it again by; interactions have none."""
        return self.payload.get("event_id")

    @property
    def last_connection(self) -> Connection | None:
        """By which it went out last."""
        return self.deliveries[-1].connection if self.deliveries else None

    def frame(self, envelope_id: str) -> bytes:
        """The next delivery as it goes over the wire."""
        shape: Json = {
            "envelope_id": envelope_id,
            "payload": self.payload,
            "type": self.kind,
            "accepts_response_payload": self.accepts_answer,
        }
        if self.retried:
            shape |= {"retry_attempt": self.attempts - 1, "retry_reason": "timeout" if self.attempts > 1 else ""}
        return orjson.dumps(shape)

    def stop_waiting(self) -> None:
        if self.timer is not None:
            self.timer.cancel()
            self.timer = None

    async def wait_acked(self, timeout_s: float = 5.0) -> Envelope:
        """Wait for the acknowledgement; TimeoutError when there is none in time."""
        async with asyncio.timeout(timeout_s):
            await self.settled.wait()
        if not self.acked:
            raise TimeoutError(f"an envelope of {self.kind} was lost, not acknowledged")
        return self


def _frozen(payload: Json) -> Json:
    """The payload as it is now; screens change, and what was told does not."""
    frozen: Json = orjson.loads(orjson.dumps(payload))
    return frozen


def event(payload: Json, *, created_at: float) -> Envelope:
    """An event of the Events API: delivered again until it is acknowledged or given up."""
    return Envelope(kind="events_api", payload=_frozen(payload), retried=True, created_at=created_at)


def interaction(
    kind: EnvelopeKind, payload: Json, *, on_answer: Answered | None, on_lost: Callable[[], None]
) -> Envelope:
    """A press, a submission, a slash command: delivered once, and its acknowledgement may carry an answer."""
    return Envelope(kind=kind, payload=_frozen(payload), accepts_answer=True, on_answer=on_answer, on_lost=on_lost)


def new_envelope_id() -> str:
    return str(uuid.uuid4())
