"""One reply: the question in place or anew, then the tidying, then word that it is up."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial

import structlog

from adapters.lanes import Lanes
from adapters.pace import Rank
from adapters.tail import Tail
from adapters.telegram.outbound import TelegramTransport
from adapters.telegram.settings import TelegramSettings
from bot.application.ports import Listener, StoreUnavailable
from bot.domain.delivery import Gone, Later, Refused, SendResult, Sent, Unsure
from bot.domain.heard import Heard, Pressed
from bot.domain.message import Message
from bot.domain.occasion import Occasion
from bot.domain.reply import Reply

log = structlog.get_logger(__name__)


class Talking:
    """Replies, one chat in order, chats in parallel, beside the listening.

    `hearing` are the lanes in which the listener is called: ``shown`` goes there too, so that one person's calls come
    one at a time.
    """

    def __init__(
        self,
        *,
        listener: Listener,
        transport: TelegramTransport,
        tail: Tail,
        settings: TelegramSettings,
        hearing: Lanes,
        escaped: Callable[[Exception], None],
    ) -> None:
        self._listener = listener
        self._transport = transport
        self._tail = tail
        self._settings = settings
        self._hearing = hearing
        self.lanes = Lanes(escaped)
        self._lost = 0

    def answer(self, heard: Heard, reply: Reply) -> None:
        """Give `reply` to the person, after what they were already being told."""
        if reply.say or reply.strip or reply.remove_heard or reply.receipt is not None:
            self.lanes.add(heard.address.reveal(), partial(self._answer, heard, reply, Rank.REPLY))

    def answer_at_once(self, heard: Heard, reply: Reply) -> None:
        """HELP: before everything else, in a lane of its own, so that nothing in that chat can hold it up."""
        self.lanes.add(f"help {heard.address.reveal()}", partial(self._answer, heard, reply, Rank.NOW))

    async def _answer(self, heard: Heard, reply: Reply, rank: Rank) -> None:
        say, message_id, is_up = reply.say, None, True
        stale: list[str] = []
        pressed = heard.what.message_id if isinstance(heard.what, Pressed) else None
        if say and reply.in_place and pressed is not None:
            if await self._in_place(heard, pressed, say[0]):
                say, message_id = say[1:], pressed
            else:
                stale.append(pressed)
        for message in say:
            result = await self._patiently(partial(self._transport.say, heard.address, message, rank))
            is_up = isinstance(result, Sent)
            if isinstance(result, Sent):
                message_id = result.message_id
            elif isinstance(result, Gone):
                return
            elif isinstance(result, Later):
                break
        if is_up and reply.receipt is not None:
            self._hearing.add(heard.address.reveal(), partial(self._shown, reply.receipt, message_id))
        if reply.strip is not None and reply.strip not in (message_id, *stale):
            stale.append(reply.strip)
        for old in stale:
            await self._transport.strip_buttons(heard.address, old)
        if reply.remove_heard and heard.message_id is not None:
            await self._transport.delete(heard.address, heard.message_id)

    async def _in_place(self, heard: Heard, pressed: str, message: Message) -> bool:
        """Edit the pressed message, when it is known to be the last in the chat. False: say it anew instead.

        Telegram tells nobody of an edit, so what scrolled away would go unseen. An edit has the same effect twice as
        once, so an uncertain one is tried again, where an uncertain send is not.
        """
        if not pressed.isdecimal() or not self._tail.is_last(heard.address.reveal(), int(pressed)):
            return False
        if not self._transport.may_become(heard.address, pressed, message):
            return False
        edit = partial(self._transport.edit, heard.address, pressed, message)
        result = await self._patiently(edit)
        if isinstance(result, Unsure):
            result = await self._patiently(edit)
        return isinstance(result, Sent)

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
                log.warning("telegram.reply_not_up", result=type(result).__name__, why=result.why, count=self._lost)
            return result

    async def _shown(self, receipt: Occasion, message_id: str | None) -> None:
        """Say that the turn is up. When that cannot be written down, the question is offered again, once."""
        try:
            async with asyncio.timeout(self._settings.try_s):
                await self._listener.shown(receipt, message_id)
        except (StoreUnavailable, TimeoutError) as error:
            log.warning("telegram.shown_not_kept", error=type(error).__name__)
