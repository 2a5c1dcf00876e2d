"""One reply: in a message, in place or anew, or on a page; then the tidying, then word that it is up."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from functools import partial

import structlog

from adapters.lanes import Lanes, Work
from adapters.once import Once
from adapters.pace import Rank
from adapters.slack import acks, limits
from adapters.slack.acks import Ack, said
from adapters.slack.arrival import Arrival, Origin
from adapters.slack.fields import Json
from adapters.slack.outbound import SlackTransport, order
from adapters.slack.pictures import files_in, in_words
from adapters.slack.settings import Sentences, SlackSettings, Texts
from adapters.slack.views import home, modal, page
from adapters.tail import Tail
from bot.application.ports import Clock, Listener, StoreUnavailable
from bot.domain.delivery import Gone, Later, Refused, SendResult, Sent, Unsure
from bot.domain.heard import Command, Heard, Pressed, Surface
from bot.domain.message import Message
from bot.domain.occasion import Occasion
from bot.domain.reply import Reply
from bot.domain.secret import Secret

log = structlog.get_logger(__name__)


class Talking:
    """Replies, one person in order, people in parallel, beside the listening. Pages do not wait for messages.

    `hearing` are the lanes in which the listener is called: ``shown`` goes there too, so that one person's calls come
    one at a time.
    """

    def __init__(
        self,
        *,
        listener: Listener,
        transport: SlackTransport,
        tail: Tail,
        settings: SlackSettings,
        texts: Texts,
        clock: Clock,
        hearing: Lanes,
        escaped: Callable[[Exception], None],
    ) -> None:
        self._listener = listener
        self._transport = transport
        self._tail = tail
        self._settings = settings
        self._texts = texts
        self._clock = clock
        self._hearing = hearing
        self.lanes = Lanes(escaped)
        self._drawn_for = Once()
        self._lost = 0

    def acknowledgement(self, arrival: Arrival, reply: Reply) -> Ack:
        """What Slack is told after the commit. A page that it carries is up once it is out."""
        payload = self._drawn_or_told(arrival, acks.answer(arrival, reply, self._says(arrival), self._transport.shown))
        if arrival.origin is Origin.FORM and reply.receipt is not None:
            return Ack(payload=payload, out=partial(self._is_up, arrival, reply.receipt, None))
        return Ack(payload=payload)

    def answer(self, arrival: Arrival, reply: Reply, *, late: bool) -> None:
        """Show what the acknowledgement did not; `late`: Slack was answered before there was a reply."""
        speaks = bool(said(reply)) or reply.sheet is not None
        match arrival.origin:
            case Origin.OPENING if reply.say:
                self._on_page(arrival, partial(self._publish, arrival, reply.say[0]))
            case Origin.MODAL if speaks:
                self._on_page(arrival, partial(self._update_page, arrival, reply))
            case Origin.FORM if speaks and late:
                self._on_page(arrival, partial(self._update_page, arrival, reply))
            case Origin.HOME if speaks:
                self._on_page(arrival, partial(self._open_page, arrival, reply))
            case Origin.EVENT | Origin.MESSAGE | Origin.COMMAND if speaks:
                if reply.sheet is not None:
                    self._on_page(arrival, partial(self._open_page, arrival, reply))
                if said(reply):
                    self.lanes.add(arrival.person, partial(self._say, arrival, reply))
        if reply.strip is not None and not reply.in_place:
            self._tidy(arrival, reply.strip)

    def answer_at_once(self, arrival: Arrival, reply: Reply) -> None:
        """HELP: before everything else, in a lane of its own, so that nothing can hold it up."""
        self.lanes.add(f"help {arrival.person}", partial(self._help, arrival, reply))

    def apologise(self, arrival: Arrival, sorry: Reply) -> Ack:
        """Say that nothing could be saved, in the acknowledgement or beside it.

        A choice on a page needs no word: it is still there when the page is handed in.
        """
        says = self._says(arrival)
        if (payload := acks.apology(arrival, sorry, says)) is not None:
            return Ack(payload=payload)
        match arrival.origin:
            case Origin.HOME:
                self._on_page(arrival, partial(self._open_page, arrival, sorry))
            case Origin.MODAL:
                if isinstance(arrival.heard.what, Pressed) or arrival.leaves:
                    self._on_page(arrival, partial(self._apologise_on_page, arrival, sorry))
            case _:
                self.lanes.add(arrival.person, partial(self._say, arrival, sorry))
        return Ack()

    def while_waiting(self, arrival: Arrival) -> Ack:
        """What Slack is told when the commit takes too long."""
        return Ack(payload=acks.while_waiting(arrival, self._says(arrival)))

    def _drawn_or_told(self, arrival: Arrival, payload: Json | None) -> Json | None:
        """The acknowledgement of a page; with words for its pictures when the same page was answered with them before.

        Slack tells nobody that it refused what an acknowledgement says. The page stays as it was, and all that is heard
        of it is that the page is handed in again.
        """
        if payload is None or not files_in(payload):
            return payload
        page_of_theirs = f"{arrival.view_id} {arrival.view_hash}"
        if page_of_theirs in self._drawn_for:
            return in_words(payload)
        self._drawn_for.add(page_of_theirs)
        return payload

    # In messages.

    async def _say(self, arrival: Arrival, reply: Reply) -> None:
        heard, say, message_id, is_up = arrival.heard, said(reply), None, True
        pressed = heard.what.message_id if isinstance(heard.what, Pressed) else None
        if reply.in_place and pressed is not None:
            if await self._in_place(heard, pressed, say[0]):
                say, message_id = say[1:], pressed
            else:
                self._tidy(arrival, pressed)
        for message in say:
            result = await self._patiently(partial(self._transport.say, heard.address, message, Rank.REPLY))
            is_up = isinstance(result, Sent)
            if isinstance(result, Sent):
                message_id = result.message_id
            elif isinstance(result, Gone):
                return
            elif isinstance(result, Later):
                break
        if is_up and reply.receipt is not None and reply.sheet is None:
            self._is_up(arrival, reply.receipt, message_id)

    async def _in_place(self, heard: Heard, pressed: str, message: Message) -> bool:
        """Edit the pressed message, when it is known to be the last there. False: say it anew instead.

        Slack tells nobody of an edit, so what scrolled away would go unseen. An edit has the same effect twice as
        once, so an uncertain one is tried again, where an uncertain send is not.
        """
        room, _, ts = pressed.partition(":")
        if not self._tail.is_last(room, order(ts)):
            return False
        result = await self._surely(partial(self._transport.edit, heard.address, pressed, message))
        return isinstance(result, Sent)

    def _tidy(self, arrival: Arrival, message_id: str) -> None:
        """Take the buttons off an earlier message of ours, after everything that somebody waits for."""
        pressed = arrival.heard.what.message_id if isinstance(arrival.heard.what, Pressed) else None
        known = arrival.pressed if message_id == pressed else None
        self.lanes.add(f"tidy {arrival.person}", partial(self._stripped, arrival.heard.address, message_id, known))

    async def _stripped(self, address: Secret, message_id: str, known: Json | None) -> None:
        await self._transport.strip_buttons(address, message_id, known)

    # On pages.

    def _on_page(self, arrival: Arrival, work: Work) -> None:
        self.lanes.add(f"page {arrival.person}", work)

    async def _open_page(self, arrival: Arrival, reply: Reply) -> None:
        """Open a modal while the trigger lives; when it does not, offer a fresh button instead."""
        result = await self._opened(arrival, self._page_of(arrival, reply))
        if isinstance(result, Sent):
            if reply.receipt is not None:
                self._is_up(arrival, reply.receipt, None)
        elif isinstance(result, Unsure):
            log.warning("slack.page_in_doubt", why=result.why)  # the conversation offers it again
        elif reply.sheet is None:
            self.lanes.add(arrival.person, partial(self._say, arrival, reply))
        else:
            self._hearing.add(arrival.person, partial(self._offer_door, arrival, reply.receipt))

    async def _opened(self, arrival: Arrival, view: Json, rank: Rank = Rank.REPLY) -> SendResult:
        left = limits.TRIGGER_S - (self._clock.now() - arrival.heard.at).total_seconds()
        if not arrival.trigger or left <= 0:
            return Refused(why="no_trigger")
        try:
            async with asyncio.timeout(left):
                return await self._transport.show("views.open", {"trigger_id": arrival.trigger, "view": view}, rank)
        except TimeoutError:
            return Refused(why="too_late")

    async def _update_page(self, arrival: Arrival, reply: Reply) -> None:
        """Put the next page in the place of the one it came from.

        One that changed meanwhile is left alone: what stands there is newer, and as good.
        """
        shown = {"view_id": arrival.view_id, "hash": arrival.view_hash, "view": self._page_of(arrival, reply)}
        result = await self._patiently(partial(self._transport.show, "views.update", shown))
        if isinstance(result, Sent) or (isinstance(result, Refused) and result.why == "hash_conflict"):
            if reply.receipt is not None:
                self._is_up(arrival, reply.receipt, None)
        elif isinstance(result, Refused) and reply.sheet is None:
            self.lanes.add(arrival.person, partial(self._say, arrival, reply))

    async def _push_page(self, arrival: Arrival, messages: tuple[Message, ...], rank: Rank) -> SendResult:
        view = page(messages, self._says(arrival))
        return await self._transport.show("views.push", {"trigger_id": arrival.trigger, "view": view}, rank)

    async def _apologise_on_page(self, arrival: Arrival, sorry: Reply) -> None:
        await self._push_page(arrival, sorry.say, Rank.REPLY)

    async def _publish(self, arrival: Arrival, message: Message) -> None:
        shown = {"user_id": arrival.person, "view": home(message, self._transport.shown)}
        await self._surely(partial(self._transport.show, "views.publish", shown))

    async def _help(self, arrival: Arrival, reply: Reply) -> None:
        """Where the person looks; when that cannot be, in a message."""
        result: SendResult = Refused(why="nowhere")
        match arrival.origin:
            case Origin.MODAL:
                result = await self._push_page(arrival, reply.say, Rank.NOW)
            case Origin.HOME:
                result = await self._opened(arrival, page(reply.say, self._says(arrival)), Rank.NOW)
        if isinstance(result, Sent):
            return
        for message in reply.say:
            await self._patiently(partial(self._transport.say, arrival.heard.address, message, Rank.NOW))

    async def _offer_door(self, arrival: Arrival, receipt: Occasion | None) -> None:
        """The page can no longer be opened: ask what to offer instead, and offer that. Runs among the listening."""
        heard = replace(
            arrival.heard,
            what=Command(name="checkin", argument=""),
            update=f"{arrival.heard.update}:door",
            surface=Surface.DOOR,
        )
        try:
            reply = await self._listener.receive(heard)
        except StoreUnavailable:
            log.warning("slack.door_not_offered")  # the conversation offers it again
            return
        offered = replace(reply, receipt=reply.receipt or receipt)
        self.lanes.add(arrival.person, partial(self._say, replace(arrival, heard=heard), offered))

    def _page_of(self, arrival: Arrival, reply: Reply) -> Json:
        says, shown = self._says(arrival), self._transport.shown
        return modal(reply.sheet, says, shown) if reply.sheet is not None else page(said(reply), says, shown)

    def _says(self, arrival: Arrival) -> Sentences:
        return self._texts.of(arrival.heard.language)

    # Both.

    async def _surely(self, call: Callable[[], Awaitable[SendResult]]) -> SendResult:
        """The result of a call that has the same effect twice as once: an uncertain one is made again."""
        result = await self._patiently(call)
        return await self._patiently(call) if isinstance(result, Unsure) else result

    async def _patiently(self, call: Callable[[], Awaitable[SendResult]]) -> SendResult:
        """The result of `call`, waited for as long as it says Later, up to the set time."""
        left = self._settings.give_up_s
        while True:
            result = await call()
            if isinstance(result, Later) and (wait := result.after.total_seconds()) <= left:
                left -= max(wait, 0.1)
                await asyncio.sleep(wait)
                continue
            if isinstance(result, Later | Unsure | Refused):
                self._lost += 1
                log.warning("slack.reply_not_up", result=type(result).__name__, why=result.why, count=self._lost)
            return result

    def _is_up(self, arrival: Arrival, receipt: Occasion, message_id: str | None) -> None:
        self._hearing.add(arrival.person, partial(self._shown, receipt, message_id))

    async def _shown(self, receipt: Occasion, message_id: str | None) -> None:
        """Say that the turn is up. When that cannot be written down, the question is offered again, once."""
        try:
            await self._listener.shown(receipt, message_id)
        except StoreUnavailable as error:
            log.warning("slack.shown_not_kept", error=type(error).__name__)
