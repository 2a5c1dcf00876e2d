"""One update after the other: HELP at once, commit, acknowledge the press, try again, dead-letter."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from functools import partial

import structlog

from adapters.lanes import Lanes
from adapters.once import Once
from adapters.tail import Tail
from adapters.telegram.inbound import Undecodable, decode, place, query_id, update_id
from adapters.telegram.outbound import TelegramTransport
from adapters.telegram.settings import TelegramSettings
from adapters.telegram.talking import Talking
from adapters.telegram.window import Window
from bot.application.ports import Clock, Listener, StoreUnavailable
from bot.domain.heard import Edited, Heard
from bot.domain.reply import Reply

log = structlog.get_logger(__name__)


class Hearing:
    """Takes batches of raw updates to the listener. People in parallel, one person in order.

    **When a press is acknowledged.** A press wants two round trips, not three: the update's way in, then the new
    question, with the acknowledgement beside it. Acknowledging before the commit could carry no toast; after the edit
    it would leave the button spinning for a round trip more. So the commit starts first, and the acknowledgement leaves
    when the commit is done, side by side with the question and waiting for nothing; or after 150 ms without words,
    when the commit (or an earlier update of the same person) takes so long that the spinner would be felt.
    """

    def __init__(
        self,
        *,
        listener: Listener,
        transport: TelegramTransport,
        tail: Tail,
        settings: TelegramSettings,
        clock: Clock,
        window: Window,
        stopping: asyncio.Event,
        escaped: Callable[[Exception], None],
    ) -> None:
        self._listener = listener
        self._transport = transport
        self._tail = tail
        self._settings = settings
        self._clock = clock
        self._window = window
        self._stopping = stopping
        self._escaped = escaped
        self.lanes = Lanes(escaped)
        self.talking = Talking(
            listener=listener, transport=transport, tail=tail, settings=settings, hearing=self.lanes, escaped=escaped
        )
        self._acknowledging: set[asyncio.Task[None]] = set()
        self._helped = Once()
        self._acknowledged = Once()
        self._dead = 0
        self._store_is_down = False

    def take(self, batch: Iterable[object]) -> None:
        """Take up every update of the batch that is not in hand already; returns before any is done."""
        now = self._clock.now()
        heard: list[tuple[int, Heard, str | None]] = []
        for raw in batch:
            identity = update_id(raw)
            if identity is not None and not self._window.take_up(identity):
                continue
            what, query = decode(raw, now), query_id(raw)
            if isinstance(what, Heard) and identity is not None:
                self._at_once(what)
                heard.append((identity, what, query))
                continue
            if (stood := place(raw)) is not None:
                self._tail.stands(*stood)
            if query is not None:
                self._acknowledge(query)
            if isinstance(what, Undecodable):
                self._dead_letter(what.update_id, what.kind, what.error_name)
            if identity is not None:
                self._window.settle(identity)
        for identity, one, query in heard:
            self._line_up(identity, one, query)

    async def finish(self, timeout_s: float) -> bool:
        """Wait for what is in the air; what is left after `timeout_s` seconds is cancelled, and False."""
        loop = asyncio.get_running_loop()
        end = loop.time() + timeout_s
        while self.lanes or self.talking.lanes or self._acknowledging:
            left = end - loop.time()
            if left <= 0:
                break
            await self.lanes.idle(left)
            await self.talking.lanes.idle(end - loop.time())
            if self._acknowledging:
                await asyncio.wait(self._acknowledging, timeout=max(0.0, end - loop.time()))
        done = not (self.lanes or self.talking.lanes or self._acknowledging)
        await self.lanes.cancel()
        await self.talking.lanes.cancel()
        for task in tuple(self._acknowledging):
            task.cancel()
        await asyncio.gather(*self._acknowledging, return_exceptions=True)
        return done

    def _at_once(self, heard: Heard) -> None:
        """HELP is answered before anything is loaded, and once, however often its batch comes again."""
        if heard.update in self._helped:
            return
        try:
            reply = self._listener.at_once(heard)
        except Exception as error:  # a bug there must not cost anybody their update
            self._escaped(error)
            return
        if reply is not None:
            self._helped.add(heard.update)
            self.talking.answer_at_once(heard, reply)

    def _line_up(self, identity: int, heard: Heard, query: str | None) -> None:
        chat = heard.address.reveal()
        if heard.message_id is not None and not isinstance(heard.what, Edited):
            self._tail.stands(chat, int(heard.message_id))
        timer = None
        if query is not None:
            timer = asyncio.get_running_loop().call_later(self._settings.toast_s, self._acknowledge, query)
        self.lanes.add(chat, partial(self._handle, identity, heard, query, timer))

    async def _handle(self, identity: int, heard: Heard, query: str | None, timer: asyncio.TimerHandle | None) -> None:
        reply = await self._committed(identity, heard)
        if timer is not None:
            timer.cancel()
        if query is not None:
            self._acknowledge(query, reply.toast if reply is not None else "")
        if reply is not None:
            self._window.settle(identity)
            self.talking.answer(heard, reply)

    async def _committed(self, identity: int, heard: Heard) -> Reply | None:
        """What to say after the commit; None when the store was down until the adapter stopped: not to be confirmed."""
        wait_s, failures = self._settings.backoff_first_s, 0
        while True:
            try:
                reply = await self._received(heard)
            except StoreUnavailable:
                self._note_store(down=True)
                if await self._stops_within(wait_s):
                    return None
                wait_s = min(wait_s * 2, self._settings.backoff_most_s)
            except Exception as error:  # a bug met with this one update
                failures += 1
                if failures == 2:
                    self._dead_letter(identity, type(heard.what).__name__, type(error).__name__)
                    return self._sorry(heard)
            else:
                self._note_store(down=False)
                return reply

    async def _received(self, heard: Heard) -> Reply:
        """The listener's answer. Never cut short: what is given up half-way may be committed, and its reply lost.

        The store bounds itself (a locked or unreachable one raises StoreUnavailable); a slow one is reported here.
        """
        late = asyncio.get_running_loop().call_later(self._settings.try_s, partial(self._note_store, down=True))
        try:
            return await self._listener.receive(heard)
        finally:
            late.cancel()

    def _sorry(self, heard: Heard) -> Reply:
        try:
            return self._listener.sorry(heard)
        except Exception as error:  # even then the update is settled, or it would come for ever
            self._escaped(error)
            return Reply()

    def _acknowledge(self, query: str, toast: str = "") -> None:
        """Answer a press, once."""
        if query in self._acknowledged:
            return
        self._acknowledged.add(query)
        task = asyncio.get_running_loop().create_task(self._acknowledging_of(query, toast))
        self._acknowledging.add(task)
        task.add_done_callback(self._acknowledging.discard)

    async def _acknowledging_of(self, query: str, toast: str) -> None:
        try:
            await self._transport.acknowledge(query, toast)
        except Exception as error:  # a rejected token, which ends the adapter
            self._escaped(error)

    def _dead_letter(self, identity: int | None, kind: str, error: str) -> None:
        """Set aside what cannot be handled: its id, kind and error name are all that is kept of it."""
        self._dead += 1
        log.error("telegram.dead_letter", update_id=identity, kind=kind, error=error, count=self._dead)

    def _note_store(self, *, down: bool) -> None:
        if down is not self._store_is_down:
            self._store_is_down = down
            log.error("telegram.store_down") if down else log.info("telegram.store_back")

    async def _stops_within(self, seconds: float) -> bool:
        """Wait; True as soon as the adapter stops."""
        try:
            async with asyncio.timeout(seconds):
                await self._stopping.wait()
        except TimeoutError:
            return False
        return True
