"""One payload after the other: HELP at once, commit, acknowledge, set aside what cannot be handled."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from enum import Enum
from functools import partial

import structlog

from adapters.lanes import Lanes
from adapters.once import Once
from adapters.slack.acks import Ack, whispered
from adapters.slack.arrival import Arrival, Ignored, Origin, Ours, Profile, ShutOut, Stranger, Undecodable
from adapters.slack.inbound import decode, place
from adapters.slack.outbound import SlackTransport, order
from adapters.slack.people import NOBODY, Known, People
from adapters.slack.settings import SlackSettings, Texts
from adapters.slack.talking import Talking
from adapters.tail import Tail
from bot.application.ports import Clock, Listener, StoreUnavailable
from bot.domain.message import Message
from bot.domain.reply import Reply
from bot.domain.richtext import RichText

log = structlog.get_logger(__name__)

_BY_SLACK = frozenset({Origin.EVENT, Origin.OPENING})
"""What Slack delivers again until it is acknowledged. Everything else comes once."""


class _Failed(Enum):
    """Why nothing was committed."""

    STORE_DOWN = "store_down"
    BUG = "bug"


@dataclass(slots=True)
class _Flight:
    """One thing on its way to the listener. `answer` None: it is not to be acknowledged.

    `late`: Slack was answered without it. `helped`: it was HELP, and that has been answered.
    """

    answer: asyncio.Future[Ack | None] = field(default_factory=lambda: asyncio.get_running_loop().create_future())
    late: bool = False
    helped: bool = False

    def end(self, ack: Ack | None) -> None:
        if not self.answer.done():
            self.answer.set_result(ack)


class Hearing:
    """Takes payloads to the listener. People in parallel, one person in order.

    **When Slack is answered.** After the commit, and within three seconds in any case. An event whose commit takes
    longer is not acknowledged: it comes again, is heard once, and is acknowledged then. A button, a page or a command
    never comes again, and the person would see a warning; so it is acknowledged with a few words, and handling goes on.
    The same holds when the store is down: an event waits at Slack, everybody else is told to try again.
    """

    def __init__(
        self,
        *,
        listener: Listener,
        transport: SlackTransport,
        people: People,
        tail: Tail,
        settings: SlackSettings,
        texts: Texts,
        clock: Clock,
        stopping: asyncio.Event,
        escaped: Callable[[Exception], None],
        shut_out: Callable[[str], None],
    ) -> None:
        self._listener = listener
        self._transport = transport
        self._people = people
        self._tail = tail
        self._settings = settings
        self._texts = texts
        self._clock = clock
        self._stopping = stopping
        self._escaped = escaped
        self._shut_out = shut_out
        self.lanes = Lanes(escaped)
        self.talking = Talking(
            listener=listener,
            transport=transport,
            tail=tail,
            settings=settings,
            texts=texts,
            clock=clock,
            hearing=self.lanes,
            escaped=escaped,
        )
        self.ours = Ours(team="", bot_user="")
        self._flights: dict[str, _Flight] = {}
        self._heard = Once()
        self._helped = Once()
        self._dead = 0
        self._store_is_down = False

    async def hear(self, body: object) -> Ack | None:
        """Take up one payload; gives how to acknowledge it, or None when it is to come again. Never raises."""
        if (stood := place(body)) is not None:
            self._tail.stands(stood[0], order(stood[1]))
        match decode(body, self._clock.now(), self.ours):
            case Arrival() as arrival:
                return await self._arrived(arrival)
            case Profile(user=user, left=left):
                self._people.note(user)
                return Ack() if left is None else await self._arrived(left)
            case Stranger(may_be_told=may_be_told):
                return Ack(payload=self._turned_away(NOBODY) if may_be_told else None)
            case ShutOut(kind=kind):
                self._shut_out(kind)
            case Undecodable(kind=kind, error_name=error_name):
                self.set_aside(kind, error_name)
            case Ignored():
                pass
        return Ack()

    def set_aside(self, kind: str, error: str) -> None:
        """Dead-letter what cannot be handled: its kind and error name are all that is kept of it."""
        self._dead += 1
        log.error("slack.dead_letter", kind=kind, error=error, count=self._dead)

    async def finish(self, timeout_s: float) -> bool:
        """Wait for what is in the air; what is left after `timeout_s` seconds is cancelled, and False."""
        loop = asyncio.get_running_loop()
        end = loop.time() + timeout_s
        while (self.lanes or self.talking.lanes) and (left := end - loop.time()) > 0:
            await self.lanes.idle(left)
            await self.talking.lanes.idle(end - loop.time())
        done = not (self.lanes or self.talking.lanes)
        await self.lanes.cancel()
        await self.talking.lanes.cancel()
        return done

    async def _arrived(self, arrival: Arrival) -> Ack | None:
        update = arrival.heard.update
        if update in self._heard:
            return Ack()
        flight = self._flights.get(update)
        if flight is None:
            if self._stopping.is_set():
                return None
            flight = self._flights[update] = _Flight()
            ack = self._at_once(arrival, flight)
            self.lanes.add(arrival.person, partial(self._handle, arrival, flight))
            if ack is not None:
                return ack
        done, _ = await asyncio.wait({flight.answer}, timeout=self._settings.ack_s)
        if done:
            return flight.answer.result()
        flight.late = True
        self._note_store(down=True)
        return None if arrival.origin in _BY_SLACK else self.talking.while_waiting(arrival)

    def _at_once(self, arrival: Arrival, flight: _Flight) -> Ack | None:
        """HELP is answered before anything is loaded, and once, however often it comes. The acknowledgement of what
        comes only once need not wait for the commit then."""
        known = self._people.at_hand(arrival.person)
        heard = replace(arrival.heard, language=known.language, zone=known.zone)
        try:
            reply = self._listener.at_once(heard)
        except Exception as error:  # a bug there must not cost anybody what they did
            self._escaped(error)
            return None
        if reply is None:
            return None
        flight.helped = True
        if arrival.origin is Origin.COMMAND:
            return Ack(payload=whispered(reply.say))
        if heard.update not in self._helped:
            self._helped.add(heard.update)
            self.talking.answer_at_once(replace(arrival, heard=heard), reply)
        return None if arrival.origin in _BY_SLACK else Ack()

    async def _handle(self, arrival: Arrival, flight: _Flight) -> None:
        try:
            known = await self._people.of(arrival.person, self._settings.profile_s)
            if known.is_stranger:
                flight.end(Ack(payload=self._turned_away(known) if arrival.origin is Origin.COMMAND else None))
                return
            heard = replace(arrival.heard, language=known.language, zone=known.zone)
            await self._commit(replace(arrival, heard=heard, in_private=self._in_private(arrival)), flight)
        finally:
            flight.end(None)
            del self._flights[arrival.heard.update]

    def _in_private(self, arrival: Arrival) -> bool:
        """Whether the person is in their direct message with the bot, as far as that is known, and not with another."""
        if arrival.origin is not Origin.COMMAND and arrival.channel:
            self._transport.note_room(arrival.heard.address, arrival.channel)
        return arrival.in_private and self._transport.room_of(arrival.heard.address) in (None, arrival.channel)

    async def _commit(self, arrival: Arrival, flight: _Flight) -> None:
        outcome = await self._committed(arrival)
        if isinstance(outcome, Reply):
            self._heard.add(arrival.heard.update)
            flight.end(self.talking.acknowledgement(arrival, outcome))
            self.talking.answer(arrival, outcome, late=flight.late)
        elif outcome is _Failed.STORE_DOWN and arrival.origin in _BY_SLACK:
            flight.end(None)
        elif flight.helped:
            flight.end(Ack())
        else:
            flight.end(self.talking.apologise(arrival, self._sorry(arrival)))

    async def _committed(self, arrival: Arrival) -> Reply | _Failed:
        """What to say after the commit. Never cut short: what is given up half-way may be committed, and its reply
        lost. The store bounds itself (a locked or unreachable one raises StoreUnavailable)."""
        for last in (False, True):
            try:
                reply = await self._listener.receive(arrival.heard)
            except StoreUnavailable:
                self._note_store(down=True)
                return _Failed.STORE_DOWN
            except Exception as error:  # a bug met with this one thing
                if last:
                    self.set_aside(type(arrival.heard.what).__name__, type(error).__name__)
            else:
                self._note_store(down=False)
                return reply
        return _Failed.BUG

    def _sorry(self, arrival: Arrival) -> Reply:
        try:
            return self._listener.sorry(arrival.heard)
        except Exception as error:  # even then Slack is answered
            self._escaped(error)
            return Reply()

    def _turned_away(self, known: Known) -> dict[str, object] | None:
        return whispered((Message(text=RichText.plain(self._texts.of(known.language).not_here)),))

    def _note_store(self, *, down: bool) -> None:
        if down is not self._store_is_down:
            self._store_is_down = down
            log.error("slack.store_down") if down else log.info("slack.store_back")
