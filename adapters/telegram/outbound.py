"""TelegramTransport: messages, edits, toasts and deletions out. Every failure is one of the five results."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Final

from adapters.pace import Pace, Rank
from adapters.tail import Tail
from adapters.telegram import limits
from adapters.telegram.client import Client
from adapters.telegram.errors import ApiError, NotSent, TokenRejected
from adapters.telegram.failures import harmless, result_of
from adapters.telegram.text import Piece, pieces
from bot.domain.delivery import Later, Refused, SendResult, Sent, Unsure
from bot.domain.ids import TELEGRAM
from bot.domain.message import Message, Urgency
from bot.domain.secret import Secret

#: A send that a hold would keep waiting longer than this is given back as Later, so that its lease does not run out.
PATIENCE_S: Final = 2.0
#: What is left of a message in pieces waits this long at most for a hold; the first piece cannot be taken back.
REST_PATIENCE_S: Final = 60.0
#: Groups that became supergroups: their new ids, for as long as this process lives. Private chats never move.
_MOST_MOVED: Final = 1000

_NO_PREVIEW: Final = {"is_disabled": True}  # a preview fetches the link and so tells somebody who was interested

Body = dict[str, object]
Keyboard = dict[str, list[list[dict[str, str]]]]


class TelegramTransport:
    """The outward half. TokenRejected aside, which ends the adapter, nothing here raises for the platform."""

    platform = TELEGRAM

    def __init__(self, client: Client, pace: Pace, tail: Tail) -> None:
        self._client = client
        self._pace = pace
        self._tail = tail
        self._moved: dict[str, str] = {}

    async def send(self, address: Secret, message: Message) -> SendResult:
        """Send what is queued, behind every reply. `Sent.message_id` is the last piece's, which has the buttons."""
        return await self.say(address, message, Rank.QUEUED)

    async def say(self, address: Secret, message: Message, rank: Rank) -> SendResult:
        """Send at the given rank. A hold that is already known gives Later at once, without a call."""
        chat = self._moved.get(address.reveal(), address.reveal())
        if (wait := self._pace.held_for(chat)) > PATIENCE_S:
            return Later(after=timedelta(seconds=wait), why="held", whole_lane=self._pace.held_for(None) > 0)
        parts = pieces(message.text)
        keyboard = keyboard_of(message)
        if not parts or isinstance(keyboard, Refused):
            return keyboard if isinstance(keyboard, Refused) else Refused(why="empty")
        result: SendResult = Refused(why="empty")
        for at, part in enumerate(parts):
            body = _body(part, keyboard if at == len(parts) - 1 else None)
            if message.urgency is Urgency.REPLY:
                body["disable_notification"] = True
            result = await self._send_part(chat, body, rank, first=at == 0)
            if not isinstance(result, Sent):
                return result if at == 0 else Unsure(why="partly_sent")
            chat = self._moved.get(chat, chat)
        return result

    async def edit(self, address: Secret, message_id: str, message: Message) -> SendResult:
        """Put `message` in the place of an own one; Refused when it is gone or too long for one message."""
        parts = pieces(message.text)
        keyboard = keyboard_of(message)
        if isinstance(keyboard, Refused):
            return keyboard
        if len(parts) != 1 or not message_id.isdecimal():
            return Refused(why="not_in_one_piece")
        body = _body(parts[0], keyboard)
        try:
            await self._call("editMessageText", address.reveal(), Rank.REPLY, {"message_id": int(message_id), **body})
        except TokenRejected:
            raise
        except Exception as error:  # every failure is a result
            if not isinstance(error, ApiError) or harmless(error) != "not_modified":
                return result_of(error)
        return Sent(message_id=message_id)

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

    async def _send_part(self, chat: str, body: Body, rank: Rank, *, first: bool) -> SendResult:
        """One piece. A later piece waits out a hold or a lost connection, because the first is up already."""
        left = REST_PATIENCE_S
        while True:
            result = await self._send_once(chat, body, rank)
            if first or not isinstance(result, Later) or (wait := result.after.total_seconds()) > left:
                return result
            left -= max(wait, 0.1)
            await asyncio.sleep(wait)

    async def _send_once(self, chat: str, body: Body, rank: Rank) -> SendResult:
        try:
            answer = await self._call("sendMessage", chat, rank, body)
        except TokenRejected:
            raise
        except Exception as error:  # every failure is a result
            if isinstance(error, ApiError) and error.migrate_to is not None and chat not in self._moved:
                return await self._send_once(self._move(chat, error.migrate_to), body, rank)
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


def keyboard_of(message: Message) -> Keyboard | Refused | None:
    """The buttons in rows that Telegram takes; Refused when there are too many, or one has no words or no data."""
    if not message.rows:
        return None
    rows: list[list[dict[str, str]]] = []
    for row in message.rows:
        shown = [{"text": choice.label, "callback_data": choice.data} for choice in row]
        rows.extend(shown[at : at + limits.BUTTONS_A_ROW] for at in range(0, len(shown), limits.BUTTONS_A_ROW))
        for choice in row:
            if not choice.label.strip() or not 1 <= len(choice.data.encode()) <= limits.CALLBACK_DATA_BYTES:
                return Refused(why="button")
    return {"inline_keyboard": rows} if sum(map(len, rows)) <= limits.BUTTONS else Refused(why="keyboard_too_long")


def _body(piece: Piece, keyboard: Keyboard | None) -> Body:
    """What a message says. No parse_mode, so that every character arrives as it is; no reply keyboard, ever."""
    body: Body = {"text": piece.text, "link_preview_options": _NO_PREVIEW}
    if piece.entities:
        body["entities"] = piece.entities
    if keyboard is not None:
        body["reply_markup"] = keyboard
    return body
