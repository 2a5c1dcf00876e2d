"""TelegramTransport: messages, edits, toasts and deletions out. Every failure is one of the five results."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Final

import structlog

from adapters.pace import Pace, Rank
from adapters.tail import Tail
from adapters.telegram import limits
from adapters.telegram.client import Client
from adapters.telegram.errors import ApiError, NotSent, TokenRejected
from adapters.telegram.failures import harmless, is_unknown_file, result_of
from adapters.telegram.gallery import Gallery, Hung
from adapters.telegram.parts import Body, Part, edit_of, parts_of
from bot.domain.delivery import Later, Refused, SendResult, Sent, Unsure
from bot.domain.ids import TELEGRAM
from bot.domain.message import Message
from bot.domain.secret import Secret

log = structlog.get_logger(__name__)

#: A send that a hold would keep waiting longer than this is given back as Later, so that its lease does not run out.
PATIENCE_S: Final = 2.0
#: What is left of a message in pieces waits this long at most for a hold; the first piece cannot be taken back.
REST_PATIENCE_S: Final = 60.0
#: Groups that became supergroups: their new ids, for as long as this process lives. Private chats never move.
_MOST_MOVED: Final = 1000


class TelegramTransport:
    """The outward half. TokenRejected aside, which ends the adapter, nothing here raises for the platform."""

    platform = TELEGRAM

    def __init__(self, client: Client, pace: Pace, tail: Tail) -> None:
        self._client = client
        self._pace = pace
        self._tail = tail
        self._gallery = Gallery()
        self._moved: dict[str, str] = {}

    async def send(self, address: Secret, message: Message) -> SendResult:
        """Send what is queued, behind every reply. `Sent.message_id` is the last piece's, which has the buttons."""
        return await self.say(address, message, Rank.QUEUED)

    async def say(self, address: Secret, message: Message, rank: Rank) -> SendResult:
        """Send at the given rank. A hold that is already known gives Later at once, without a call."""
        chat = self._moved.get(address.reveal(), address.reveal())
        if (wait := self._pace.held_for(chat)) > PATIENCE_S:
            return Later(after=timedelta(seconds=wait), why="held", whole_lane=self._pace.held_for(None) > 0)
        parts = parts_of(message)
        if isinstance(parts, Refused):
            return parts
        if message.picture is None:
            return await self._say(chat, parts, rank)
        return await self._say_with(message.picture.name, chat, message, parts, rank)

    async def edit(self, address: Secret, message_id: str, message: Message) -> SendResult:
        """Put `message` in the place of an own one; Refused when it is gone or too long for one message."""
        hung = self._gallery.at(address.reveal(), message_id)
        part = edit_of(message, as_caption=hung is not None and hung.as_caption)
        if isinstance(part, Refused) or not message_id.isdecimal():
            return part if isinstance(part, Refused) else Refused(why="no_such_message")
        try:
            await self._call(part.method, address.reveal(), Rank.REPLY, {"message_id": int(message_id), **part.body})
        except TokenRejected:
            raise
        except Exception as error:  # every failure is a result
            if not isinstance(error, ApiError) or harmless(error) != "not_modified":
                return result_of(error)
        return Sent(message_id=message_id)

    def may_become(self, address: Secret, message_id: str, message: Message) -> bool:
        """Whether `message` can take the place of that own one: an edit brings no picture and takes none away."""
        hung = self._gallery.at(address.reveal(), message_id)
        stands = None if hung is None else hung.picture
        wanted = None if message.picture is None else message.picture.name
        return stands == wanted

    async def strip_buttons(self, address: Secret, message_id: str) -> bool:
        """Take the buttons off an own message. True when they are gone, or the message is."""
        return message_id.isdecimal() and await self._tidied(
            "editMessageReplyMarkup", address.reveal(), Rank.REPLY, {"message_id": int(message_id)}
        )

    async def delete(self, address: Secret, message_id: str) -> bool:
        """Remove a message, theirs or ours, of the last 48 hours. True when it is gone."""
        return message_id.isdecimal() and await self._tidied(
            "deleteMessage", address.reveal(), Rank.REPLY, {"message_id": int(message_id)}, counts=False
        )

    async def acknowledge(self, query_id: str, toast: str = "") -> bool:
        """End the spinner on a pressed button, with a few words when there are any. A stale press is no failure."""
        body: Body = {"callback_query_id": query_id}
        if toast:
            body["text"] = toast[: limits.TOAST]
        return await self._tidied("answerCallbackQuery", None, Rank.NOW, body, counts=False)

    async def _tidied(self, method: str, chat: str | None, rank: Rank, body: Body, *, counts: bool = True) -> bool:
        """A call whose failure costs little. What certainly had no effect (not connected, 429) is tried once more."""
        for _ in range(2):
            try:
                await self._call(method, chat, rank, body, counts=counts)
            except NotSent:
                continue
            except ApiError as error:
                if error.code == 429:  # the pace holds the next try until the time has passed
                    continue
                return harmless(error) is not None
            except TokenRejected:
                raise
            except Exception:  # nothing depends on it
                return False
            return True
        return False

    async def _say(self, chat: str, parts: tuple[Part, ...], rank: Rank) -> SendResult:
        """The parts in order, as far as they go. Only the first can be refused or put off; after it there is doubt."""
        result: SendResult = Refused(why="empty")
        for at, part in enumerate(parts):
            result = await self._send_part(chat, part, rank, first=at == 0)
            if not isinstance(result, Sent):
                return result if at == 0 else Unsure(why="partly_sent")
            chat = self._moved.get(chat, chat)
        return result

    async def _say_with(
        self, picture: str, chat: str, message: Message, parts: tuple[Part, ...], rank: Rank
    ) -> SendResult:
        """With the picture; where Telegram will not take that, without, so that the question is asked all the same."""
        result, as_caption = await self._say(chat, parts, rank), parts[-1].picture is not None
        if isinstance(result, Refused):
            log.warning("telegram.picture_refused", picture=picture, why=result.why)
            plain = parts_of(replace(message, picture=None))
            result = plain if isinstance(plain, Refused) else await self._say(chat, plain, rank)
            as_caption = False
        if isinstance(result, Sent):
            self._gallery.hang(chat, Hung(message_id=result.message_id, picture=picture, as_caption=as_caption))
        return result

    async def _send_part(self, chat: str, part: Part, rank: Rank, *, first: bool) -> SendResult:
        """One piece. A later piece waits out a hold or a lost connection, because the first is up already."""
        left = REST_PATIENCE_S
        while True:
            result = await self._send_once(chat, part, rank)
            if first or not isinstance(result, Later) or (wait := result.after.total_seconds()) > left:
                return result
            left -= max(wait, 0.1)
            await asyncio.sleep(wait)

    async def _send_once(self, chat: str, part: Part, rank: Rank) -> SendResult:
        try:
            answer = await self._answer(chat, part, rank)
        except TokenRejected:
            raise
        except Exception as error:  # every failure is a result
            if isinstance(error, ApiError) and error.migrate_to is not None and chat not in self._moved:
                return await self._send_once(self._move(chat, error.migrate_to), part, rank)
            result = result_of(error)
            if isinstance(result, Unsure):
                self._tail.unknown(chat)
            if isinstance(result, Later):
                return Later(after=result.after, why=result.why, whole_lane=self._pace.held_for(None) > 0)
            return result
        message_id = answer.get("message_id") if isinstance(answer, dict) else None
        if type(message_id) is not int:
            self._tail.unknown(chat)
            return Unsure(why="answer_not_understood")
        self._tail.stands(chat, message_id)
        return Sent(message_id=str(message_id))

    async def _answer(self, chat: str, part: Part, rank: Rank) -> object:
        """Telegram's answer. A picture goes by the name that Telegram gave it, else whole; a stale name costs a try."""
        if (name := part.picture) is None:
            return await self._call(part.method, chat, rank, part.body)
        if (file := self._gallery.file(name)) is not None:
            try:
                return await self._call(part.method, chat, rank, {**part.body, "photo": file})
            except ApiError as error:
                if not is_unknown_file(error):
                    raise
                self._gallery.forget(name)
        answer = await self._call(part.method, chat, rank, {**part.body, "photo": self._gallery.upload(name)})
        self._gallery.learn(name, answer)
        return answer

    def _move(self, chat: str, to: int) -> str:
        """Remember that a group became a supergroup; gives the new address."""
        self._moved[chat] = str(to)
        if len(self._moved) > _MOST_MOVED:
            del self._moved[next(iter(self._moved))]
        return str(to)

    async def _call(self, method: str, chat: str | None, rank: Rank, body: Body, *, counts: bool = True) -> object:
        """One paced call. A 429 holds the chat, or everything when no chat is concerned, before anybody else goes."""
        if chat is not None:
            body = {"chat_id": int(chat) if chat.lstrip("-").isdecimal() else chat, **body}
        await self._pace.turn(chat, rank, counts=counts)
        try:
            return await self._client.call(method, body)
        except ApiError as error:
            if error.code == 429:
                self._pace.hold(chat, error.retry_after or 1)
            raise
        finally:
            self._pace.done()
