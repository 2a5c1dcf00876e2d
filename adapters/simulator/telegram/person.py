"""A pretend person with a phone, for tests, the demo page and the twelve who answer by themselves."""

from __future__ import annotations

import asyncio
import itertools
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from adapters.simulator.telegram import limits, wire
from adapters.simulator.telegram.platform import Platform
from adapters.simulator.telegram.record import Json
from adapters.simulator.telegram.updates import Update
from adapters.simulator.telegram.world import Button, Change, Chat, Message, Query

Wanted = str | Callable[[Message], bool]
T = TypeVar("T")
_press_numbers = itertools.count(1)


@dataclass(frozen=True, kw_only=True, eq=False)
class Person:
    """Somebody with a phone. What they do becomes updates at once; nothing here waits except `wait_for…`."""

    tg: Platform = field(repr=False)
    name: str
    phone: Chat = field(repr=False)

    @property
    def user_id(self) -> int:
        return self.phone.chat_id

    @property
    def chat(self) -> list[Message]:
        """What the phone shows now, oldest first, without what was deleted."""
        return [message for message in self.phone.messages.values() if not message.deleted]

    @property
    def history(self) -> list[Message]:
        """Everything that was ever in the chat; what was deleted says so."""
        return list(self.phone.messages.values())

    @property
    def last(self) -> Message:
        """The newest message that the bot wrote and that is still there; LookupError when there is none."""
        for message in reversed(self.phone.messages.values()):
            if message.by_bot and not message.deleted:
                return message
        raise LookupError(f"the bot has written nothing to {self.name}")

    @property
    def revision(self) -> int:
        """Grows with every change of the chat; give it to `wait_for` as `since`."""
        return self.phone.revision

    @property
    def commands(self) -> list[Json]:
        """The command menu that the bot set for this person."""
        user = self.phone.user or {}
        return self.tg.world.commands_for(self.phone, user.get("language_code", ""))

    def start(self, code: str = "") -> Message:
        """Open the chat by its Start button, with an invitation code when there is one."""
        if len(code) > limits.START_PAYLOAD:
            raise ValueError(f"a start code has at most {limits.START_PAYLOAD} characters")
        return self.send(f"/start {code}" if code else "/start")

    def send(self, text: str) -> Message:
        """Write a message. Writing starts the chat, and unblocks nothing: a blocked bot hears nothing."""
        if not 0 < len(text) <= limits.TEXT_CODE_POINTS:
            raise ValueError(f"a person can send 1-{limits.TEXT_CODE_POINTS} characters at once")
        self.phone.started = True
        entities: tuple[Json, ...] = ()
        if text.startswith("/"):
            entities = ({"type": "bot_command", "offset": 0, "length": len(text.split(maxsplit=1)[0])},)
        message = self.tg.world.post(self.phone, text=text, sender=self.phone.user, entities=entities)
        self._tell("message", wire.message(message, self.phone))
        return message

    def edit(self, message: Message, text: str) -> None:
        """Change an own earlier message."""
        if message.by_bot:
            raise ValueError("people can edit their own messages only")
        self.tg.world.edit(self.phone, message, text=text, entities=(), markup=None)
        self._tell("edited_message", wire.message(message, self.phone))

    def press(self, which: str | int, message: Message | None = None) -> Query:
        """Press a button by its label (whole, else the only one that contains it) or its place, counted from 0.

        Without `message`: on the newest message that has buttons. LookupError when there is no such button.
        """
        shown = message or next((it for it in reversed(self.chat) if it.buttons), None)
        if shown is None:
            raise LookupError(f"{self.name} sees no buttons")
        button = _pick(shown.buttons, which)
        if button.data is None:
            raise LookupError(f"{button.text!r} opens something else and tells the bot nothing")
        return self.press_data(button.data, shown.message_id)

    def press_data(self, data: str, message_id: int) -> Query:
        """Press with any data on any message: old keyboards, deleted messages, forged presses."""
        query = Query(
            query_id=f"{self.user_id << 20 | next(_press_numbers)}",
            person_id=self.user_id,
            message_id=message_id,
            data=data,
        )
        self.tg.world.ask(query)
        shown = self.phone.messages.get(message_id)
        query.update = self._tell(
            "callback_query", wire.callback_query(query, self.phone.user or {}, shown, self.phone)
        )
        return query

    def block(self) -> None:
        """Stop the bot from writing, as a person can at any time."""
        self._set_blocked(True)

    def unblock(self) -> None:
        self._set_blocked(False)

    def deactivate(self) -> None:
        """Close the account for good; the bot hears of it by trying to write."""
        self.phone.deactivated = True

    async def wait_for(self, wanted: Wanted, timeout_s: float = 5.0, *, since: int = -1) -> Message:
        """The newest message by the bot that contains a text or meets a condition, now or as soon as one does.

        Counts messages written or changed after revision `since` only. TimeoutError with what the phone shows instead.
        """
        meets = (lambda it: wanted in it.text) if isinstance(wanted, str) else wanted

        def seen() -> Message | None:
            for message in reversed(self.phone.messages.values()):
                if message.by_bot and not message.deleted and message.revision > since and meets(message):
                    return message
            return None

        found = await self._until(seen, timeout_s)
        if found is None:
            shown = "\n".join(f"  {'bot' if it.by_bot else 'me'}: {it.text[:200]}" for it in self.chat[-6:])
            raise TimeoutError(f"{self.name} waited {timeout_s} s for {wanted!r}; the phone shows\n{shown}")
        return found

    async def wait_for_answer(self, query: Query, timeout_s: float = 5.0) -> Query:
        """Wait until a press was acknowledged (the spinner on the button ends)."""
        if await self._until(lambda: query if query.answered else None, timeout_s) is None:
            raise TimeoutError(f"{self.name} waited {timeout_s} s for a button press to be answered")
        return query

    async def _until(self, look: Callable[[], T | None], timeout_s: float) -> T | None:
        if (found := look()) is not None:
            return found
        future: asyncio.Future[T] = asyncio.get_running_loop().create_future()

        def changed(change: Change) -> None:
            if not future.done() and (now_found := look()) is not None:
                future.set_result(now_found)

        self.phone.listeners.append(changed)
        try:
            return await asyncio.wait_for(future, timeout_s)
        except TimeoutError:
            return None
        finally:
            self.phone.listeners.remove(changed)

    def _tell(self, kind: str, payload: Json) -> Update | None:
        return None if self.phone.blocked else self.tg.queue.put(kind, payload)

    def _set_blocked(self, blocked: bool) -> None:
        if self.phone.blocked == blocked:
            return
        self.phone.blocked = blocked
        at = int(self.tg.clock())
        self.tg.queue.put("my_chat_member", wire.my_chat_member(self.phone, self.tg.world.bot, at=at, blocked=blocked))
        self.tg.world.tell(self.phone, Change(kind="member", chat_id=self.user_id))


def _pick(buttons: tuple[Button, ...], which: str | int) -> Button:
    labels = ", ".join(repr(button.text) for button in buttons)
    if isinstance(which, int):
        if not 0 <= which < len(buttons):
            raise LookupError(f"no button number {which} among {labels}")
        return buttons[which]
    exact = [button for button in buttons if button.text == which]
    close = exact or [button for button in buttons if which.lower() in button.text.lower()]
    if exact or len(close) == 1:
        return close[0]
    raise LookupError(f"no single button {which!r} among {labels}")


def new_user_id() -> int:
    """A random id as large as real ones may be: at most 52 significant bits; core.telegram.org/bots/api#user."""
    return 10**9 + secrets.randbelow(2**52 - 10**9)
