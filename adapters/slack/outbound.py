"""SlackTransport: messages, edits and pages out. Every failure is one of the five results."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from functools import partial
from typing import Final

from adapters.pace import Rank
from adapters.slack.calls import POST, Calls
from adapters.slack.errors import ApiError, SlackTrouble
from adapters.slack.failures import BAD_BLOCKS, result_of, too_many
from adapters.slack.fields import Json
from adapters.slack.files import Files
from adapters.slack.messages import Posted, posted, without_buttons
from adapters.slack.people import People
from adapters.slack.pictures import Shown, files_in, in_words
from adapters.tail import Tail
from bot.domain.delivery import Gone, Later, Refused, SendResult, Sent, Unsure
from bot.domain.ids import SLACK
from bot.domain.message import Message
from bot.domain.secret import Secret

#: A send that a hold would keep waiting longer than this is given back as Later, so that its lease does not run out.
PATIENCE_S: Final = 2.0
#: What is left of a message in pieces waits this long at most for a hold; the first piece cannot be taken back.
REST_PATIENCE_S: Final = 60.0
#: How long a queued send waits to learn whether the account is still there.
PROFILE_S: Final = 5.0
#: While the app is out of the workspace: nothing is sent, and what waits is kept.
SHUT_AFTER: Final = timedelta(hours=1)
#: No preview of any link: it fetches the page, and so tells somebody who was interested. No markup in the fallback.
_STILL: Final = {"unfurl_links": False, "unfurl_media": False, "mrkdwn": False}
MOST_ROOMS: Final = 20_000  # direct messages whose id is remembered


class SlackTransport:
    """The outward half. TokenRejected aside, which ends the adapter, nothing here raises for the platform.

    A message's id is that of the direct message, a colon, and Slack's time of the message: ``D123:1732.0001``.
    """

    platform = SLACK

    def __init__(self, calls: Calls, people: People, files: Files, tail: Tail) -> None:
        self._calls = calls
        self._people = people
        self._files = files
        self._tail = tail
        self._rooms: dict[str, str] = {}
        self._shut = False

    @property
    def shown(self) -> Shown:
        """The pictures that can be shown now."""
        return self._files.shown

    def shut(self) -> None:
        """The app is out of the workspace: send nothing more."""
        self._shut = True

    def room_of(self, address: Secret) -> str | None:
        """The id of somebody's direct message with the bot, once it is known."""
        return self._rooms.get(address.reveal())

    def note_room(self, address: Secret, room: str) -> None:
        """Somebody wrote, or pressed, there."""
        if address.reveal() not in self._rooms and len(self._rooms) >= MOST_ROOMS:
            del self._rooms[next(iter(self._rooms))]
        self._rooms[address.reveal()] = room

    async def send(self, address: Secret, message: Message) -> SendResult:
        """Send what is queued, behind every reply. `Sent.message_id` is the last piece's, which has the buttons.

        Slack takes messages to closed accounts without a word (python-slack-sdk#1156), so the account is looked at
        first.
        """
        if not self._shut and (await self._people.of(address.reveal(), PROFILE_S)).is_gone:
            return Gone(why="account_closed")
        return await self.say(address, message, Rank.QUEUED)

    async def say(self, address: Secret, message: Message, rank: Rank) -> SendResult:
        """Send at the given rank. A hold that is already known gives Later at once, without a call."""
        if self._shut:
            return Later(after=SHUT_AFTER, why="out_of_the_workspace", whole_lane=True)
        if (wait := self._calls.held_for(POST)) > PATIENCE_S:
            return Later(after=timedelta(seconds=wait), why="held", whole_lane=True)
        parts = posted(message, self.shown)
        if isinstance(parts, Refused):
            return parts
        result: SendResult = Refused(why="empty")
        for at, part in enumerate(parts):
            result = await self._send_part(address, part, rank, first=at == 0)
            if not isinstance(result, Sent):
                return result if at == 0 else Unsure(why="partly_sent")
        return result

    async def edit(self, address: Secret, message_id: str, message: Message) -> SendResult:
        """Put `message` in the place of an own one; Refused when it is gone or too long for one message."""
        parts = posted(message, self.shown)
        if isinstance(parts, Refused):
            return parts
        if len(parts) != 1:
            return Refused(why="not_in_one_piece")
        result = await self._update(message_id, parts[0].arguments(), Rank.REPLY)
        return Sent(message_id=message_id) if result is None else result

    async def strip_buttons(self, address: Secret, message_id: str, message: Json | None = None) -> bool:
        """Take the buttons off an own message. True when they are gone, or the message is.

        `message` is the message as Slack gave it a moment ago; without it Slack is asked, because an update replaces
        the whole.
        """
        found = message or await self._asked_for(message_id)
        bare = without_buttons(found) if found is not None else None
        if bare is None:
            return False
        for _ in range(2):
            result = await self._update(message_id, bare, Rank.QUEUED)
            if not isinstance(result, Later) or result.after.total_seconds() > PATIENCE_S:
                return result is None or isinstance(result, Refused)
            await asyncio.sleep(result.after.total_seconds())
        return False

    async def show(self, method: str, arguments: Json, rank: Rank = Rank.REPLY) -> SendResult:
        """Open, push, update or publish a view; `Sent.message_id` is the view's id."""
        if self._shut:
            return Later(after=SHUT_AFTER, why="out_of_the_workspace", whole_lane=True)
        if (wait := self._calls.held_for(method)) > PATIENCE_S:
            return Later(after=timedelta(seconds=wait), why="held")
        try:
            answer = await self._drawn_or_told(partial(self._calls.tiered, method, rank=rank), arguments)
        except SlackTrouble as error:
            return result_of(error)
        view = answer.get("view")
        view_id = view.get("id") if isinstance(view, dict) else None
        return Sent(message_id=view_id) if isinstance(view_id, str) else Unsure(why="answer_not_understood")

    async def _update(self, message_id: str, arguments: Json, rank: Rank) -> SendResult | None:
        """None when the message now says so."""
        room, _, ts = message_id.partition(":")
        if self._shut or not ts:
            return Refused(why="no_such_message")
        try:
            update = partial(self._calls.tiered, "chat.update", rank=rank)
            await self._drawn_or_told(update, {"channel": room, "ts": ts, **arguments})
        except SlackTrouble as error:
            return result_of(error)
        return None

    async def _asked_for(self, message_id: str) -> Json | None:
        """An own message as Slack has it now; None when it cannot be had."""
        room, _, ts = message_id.partition(":")
        if self._shut or not ts:
            return None
        one = {"channel": room, "latest": ts, "oldest": ts, "inclusive": "true", "limit": "1"}
        try:
            answer = await self._calls.tiered("conversations.history", one, Rank.QUEUED)
        except SlackTrouble:
            return None
        found = answer.get("messages")
        return found[0] if isinstance(found, list) and found and isinstance(found[0], dict) else None

    async def _send_part(self, address: Secret, part: Posted, rank: Rank, *, first: bool) -> SendResult:
        """One piece. A later piece waits out a hold or a lost connection, because the first is up already."""
        left = REST_PATIENCE_S
        while True:
            result = await self._send_once(address, part, rank)
            if first or not isinstance(result, Later) or (wait := result.after.total_seconds()) > left:
                return result
            left -= max(wait, 0.1)
            await asyncio.sleep(wait)

    async def _send_once(self, address: Secret, part: Posted, rank: Rank) -> SendResult:
        try:
            post = partial(self._calls.post, address.reveal(), rank=rank)
            answer = await self._drawn_or_told(post, {**part.arguments(), **_STILL})
        except SlackTrouble as error:
            return self._failed(address, error)
        room, ts = answer.get("channel"), answer.get("ts")
        if not isinstance(room, str) or not isinstance(ts, str):
            return self._failed(address, None)
        self.note_room(address, room)
        self._tail.stands(room, order(ts))
        return Sent(message_id=f"{room}:{ts}")

    async def _drawn_or_told(self, call: Callable[[Json], Awaitable[Json]], arguments: Json) -> Json:
        """The answer to a call; when Slack does not take its pictures, to the same call with their words."""
        try:
            return await call(arguments)
        except ApiError as error:
            files = files_in(arguments)
            if not files or error.code not in BAD_BLOCKS:
                raise
        answer = await call(in_words(arguments))
        self._files.refused(files)
        return answer

    def _failed(self, address: Secret, error: SlackTrouble | None) -> SendResult:
        """What a failed post means; after an uncertain one nothing is known of the end of that direct message."""
        result = Unsure(why="answer_not_understood") if error is None else result_of(error)
        if isinstance(result, Unsure) and (room := self.room_of(address)) is not None:
            self._tail.unknown(room)
        if isinstance(error, ApiError) and too_many(error) and isinstance(result, Later):
            return Later(after=result.after, why=result.why, whole_lane=True)
        return result


def order(ts: str) -> int:
    """A number that grows with a message's time, which is Unix seconds with six decimals; 0 for anything else."""
    seconds, _, micro = ts.partition(".")
    digits = seconds + micro.ljust(6, "0")[:6]
    return int(digits) if digits.isascii() and digits.isdecimal() else 0
