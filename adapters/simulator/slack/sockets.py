"""Socket Mode: envelopes out, acknowledgements in, retries of events.

Sources: docs.slack.dev/apis/events-api/using-socket-mode and docs.slack.dev/apis/events-api, checked 2026-11-22; for
retries over a socket github.com/slackapi/python-slack-events-api/issues/93 and vercel/chat/issues/666.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

import orjson

from adapters.simulator.slack import limits
from adapters.simulator.slack.connections import Connection, Connections
from adapters.simulator.slack.envelopes import Delivery, Envelope, new_envelope_id
from adapters.simulator.slack.record import Json, Record

METHOD = "socket"  # under which violations are recorded
KEPT = 20_000  # deliveries whose acknowledgement is still known; the oldest are forgotten


@dataclass(kw_only=True)
class Sockets:
    """Every envelope under way. `ack_s` and `retry_after_s` are seconds of the event loop.

    An event that reaches nobody waits for a connection, at most `kept_s` by the clock.
    """

    record: Record
    connections: Connections
    clock: Callable[[], float]
    ack_s: float = limits.ACK_S
    retry_after_s: tuple[float, ...] = limits.RETRY_AFTER_S
    kept_s: float = limits.EVENT_KEPT_S
    waiting: list[Envelope] = field(default_factory=list)
    envelopes: deque[Envelope] = field(default_factory=lambda: deque(maxlen=KEPT))
    _news: asyncio.Event = field(default_factory=asyncio.Event)
    _sent: dict[str, tuple[Envelope, Delivery]] = field(default_factory=dict)

    def joined(self, connection: Connection) -> None:
        """A connection is up, and gets what has waited."""
        if not self.connections.join(connection):
            self.record.violation("too-many-connections", METHOD, f"more than {limits.CONNECTIONS}")
            return
        waited, self.waiting = self.waiting, []
        for envelope in waited:
            if self.clock() - envelope.created_at > self.kept_s:
                self._lose(envelope)
            else:
                self._deliver(envelope)
        self._news.set()

    def left(self, connection: Connection) -> None:
        """A connection is gone. Events that it has not acknowledged go elsewhere at once, the rest is lost."""
        if not self.connections.leave(connection):
            return
        for envelope in list(self.envelopes):
            if not envelope.acked and envelope.last_connection is connection and not envelope.lost:
                envelope.stop_waiting()
                self._deliver_or_lose(envelope)
        self._news.set()

    def put(self, envelope: Envelope) -> Envelope:
        """Tell the bot something now. Without a connection events wait for one, and the rest is lost at once."""
        self.envelopes.append(envelope)
        self._deliver(envelope)
        return envelope

    def put_raw(self, frame: Json) -> None:
        """Send any object over one connection; its acknowledgement is expected when it has an `envelope_id`."""
        connection = self.connections.next_one()
        if connection is None:
            raise LookupError("the bot has no connection")
        if "envelope_id" in frame:
            envelope = Envelope(kind=str(frame.get("type")), payload=frame.get("payload") or {}, accepts_answer=True)
            self.envelopes.append(envelope)
            self._note(envelope, frame["envelope_id"], connection)
        connection.send(orjson.dumps(frame))

    def redeliver(self, envelope: Envelope) -> None:
        """Deliver an envelope once more, acknowledged or not: "at least once" at its worst."""
        envelope.stop_waiting()
        envelope.acked = envelope.lost = envelope.overdue = False
        envelope.settled.clear()
        self._deliver(envelope)

    def heard(self, connection: Connection, said: bytes | str) -> None:
        """A frame from the bot: an acknowledgement, or something that the platform would not understand."""
        try:
            ack = orjson.loads(said)
        except ValueError:
            ack = None
        if not isinstance(ack, dict) or not isinstance(ack.get("envelope_id"), str):
            self.record.violation("unreadable-frame", METHOD, "not an acknowledgement")
            return
        known = self._sent.get(ack["envelope_id"])
        if known is None:
            self.record.violation("unknown-envelope", METHOD, "no such envelope_id")
        elif known[1].connection is connection:  # by another socket it is not known to count, so here it does not
            self._acknowledge(known[0], known[1], ack.get("payload"))

    def drop(self) -> None:
        """Cut every connection without a word."""
        for connection in list(self.connections.here):
            connection.cut()
            self.left(connection)

    def bury(self, ghost: Connection) -> None:
        """Notice at last that a half-open connection is dead."""
        ghost.half_open = False
        ghost.cut()
        self.left(ghost)

    @property
    def unacknowledged(self) -> list[Envelope]:
        """Those that reached the bot and that it has not acknowledged, though nothing kept it from doing so."""
        return [it for it in self.envelopes if not it.acked and (it.overdue or self._may_come(it))]

    async def until(self, met: Callable[[], bool], timeout_s: float) -> None:
        """Wait for connections or envelopes to be as wanted; TimeoutError when they are not in time."""
        async with asyncio.timeout(timeout_s):
            while not met():
                self._news.clear()
                await self._news.wait()

    def close(self) -> None:
        for envelope in self.envelopes:
            envelope.stop_waiting()
        for connection in self.connections.here:
            connection.cut()
        self.connections.here.clear()

    def _may_come(self, envelope: Envelope) -> bool:
        """Whether the bot could still acknowledge it: it came by a connection that is there and no ghost."""
        connection = envelope.last_connection
        return connection is not None and connection in self.connections.here and not connection.half_open

    def _deliver(self, envelope: Envelope) -> None:
        envelope.attempts += 1
        connection = self.connections.next_one()
        if connection is None:
            if envelope.retried:
                self.waiting.append(envelope)
            else:
                self._lose(envelope)
            return
        envelope_id = new_envelope_id()
        if not connection.half_open:
            connection.send(envelope.frame(envelope_id))
        self._note(envelope, envelope_id, connection)
        envelope.timer = asyncio.get_running_loop().call_later(self.ack_s, self._too_late, envelope)

    def _note(self, envelope: Envelope, envelope_id: str, connection: Connection) -> None:
        sent_at = asyncio.get_running_loop().time()
        delivery = Delivery(envelope_id=envelope_id, connection=connection, sent_at=sent_at)
        envelope.deliveries.append(delivery)
        self._sent[envelope_id] = (envelope, delivery)
        if len(self._sent) > KEPT:
            del self._sent[next(iter(self._sent))]

    def _acknowledge(self, envelope: Envelope, delivery: Delivery, answer: Json | None) -> None:
        late_s = asyncio.get_running_loop().time() - delivery.sent_at - self.ack_s
        if late_s > 0:
            self.record.violation("late-ack", METHOD, f"{late_s:.1f} s after the {self.ack_s:g} s of {envelope.kind}")
        if envelope.acked:
            return
        envelope.stop_waiting()
        envelope.acked, envelope.overdue, envelope.answer = True, False, answer
        self._settle(envelope)
        if answer and not envelope.accepts_answer:
            self.record.violation("payload-not-accepted", METHOD, f"an answer to {envelope.kind}")
        elif late_s <= 0 and envelope.on_answer is not None:
            envelope.on_answer(answer or {})

    def _too_late(self, envelope: Envelope) -> None:
        """The time to acknowledge is over: an event is sent again in a while, anything else is given up."""
        envelope.overdue = self._may_come(envelope)
        retries = envelope.attempts - 1
        if envelope.retried and retries < len(self.retry_after_s):
            loop = asyncio.get_running_loop()
            envelope.timer = loop.call_later(self.retry_after_s[retries], self._deliver, envelope)
        else:
            self._lose(envelope)

    def _deliver_or_lose(self, envelope: Envelope) -> None:
        if envelope.retried and envelope.attempts <= len(self.retry_after_s):
            self._deliver(envelope)
        else:
            self._lose(envelope)

    def _lose(self, envelope: Envelope) -> None:
        envelope.lost = True
        self._settle(envelope)
        if envelope.on_lost is not None:
            envelope.on_lost()

    def _settle(self, envelope: Envelope) -> None:
        envelope.settled.set()
        self._news.set()
