"""Pretend people with a phone (Telegram) who answer the moment they are asked."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from adapters.simulator.telegram import Change, Message, Person
from benchmarks import joining
from benchmarks.platform import Told
from benchmarks.script import SENTENCE, Script
from benchmarks.window import Answered

PATIENCE_S = 15.0  # for the words on a button


@dataclass(kw_only=True, eq=False)
class AtAPhone:
    """Somebody who joins once and answers one check-in, one question a message. Implements ``Respondent``."""

    person: Person
    script: Script
    told: Told
    answers: int = 0
    acts: int = 0
    _last_press: tuple[str, int] | None = None
    _place: int = -1
    _closed: int = -1  # the place at which Done was pressed
    _acted_at: float = 0.0
    _done: asyncio.Future[None] | None = None
    _seen: set[tuple[object, ...]] = field(default_factory=set)
    _look: Callable[[Message], None] | None = None

    async def join(self, code: str) -> None:
        """Press Start and do what the bot asks until it offers the first check-in."""
        self._look = self._joining
        await self._until_done(lambda: self.person.start(code))

    async def check_in(self) -> None:
        """Press the offered Start, answer every question as soon as it is there, and send."""
        self._look = self._answering
        self._place = 0
        await self._until_done(lambda: self._press(self.script.begin, self.person.last))

    async def is_kept(self) -> bool:
        """Press Send once more; "already sent" is what only a finished check-in on disk can say."""
        if self._last_press is None:
            return False
        query = self.person.press_data(*self._last_press)
        await self.person.wait_for_answer(query, timeout_s=PATIENCE_S)
        return query.toast == self.script.already_sent

    @property
    def is_waiting(self) -> bool:
        return self._done is not None and not self._done.done()

    def state(self) -> str:
        """For a message about a run that stands still: what is awaited and what the chat shows."""
        shown = "\n".join(f"    {'bot' if it.by_bot else 'me'}: {it.text[:160]!r}" for it in self.person.chat[-4:])
        return f"  step {self._place} of {len(self.script.steps)}; the chat ends with\n{shown}"

    async def _until_done(self, act: Callable[[], object]) -> None:
        self._done = asyncio.get_running_loop().create_future()
        self.person.phone.listeners.append(self._changed)
        try:
            act()
            await self._done
        finally:
            self.person.phone.listeners.remove(self._changed)

    def _changed(self, change: Change) -> None:
        message = change.message
        if message is not None and message.by_bot and change.kind in ("message", "edit") and self._look is not None:
            self._look(message)

    def _finish(self) -> None:
        if self._done is not None and not self._done.done():
            self._done.set_result(None)

    # Joining: whatever the bot asks; nothing is measured.

    def _joining(self, message: Message) -> None:
        shown = (message.message_id, message.text, tuple(button.text for button in message.buttons))
        if shown in self._seen:
            return
        self._seen.add(shown)
        if any(button.text == self.script.begin for button in message.buttons):
            self._finish()
            return
        wish = joining.wish(message)
        if wish is not None:
            self._soon(lambda: self._press(wish.text, message))

    # Answering: exactly what the script says, step by step; anything else is not the reply that is awaited.

    def _answering(self, message: Message) -> None:
        if self._takes_more(message):
            self._closed = self._place
            self._soon(lambda: self._press(self.script.done, message))
            return
        place, steps = self._place, self.script.steps
        if place < len(steps):
            step = steps[place]
            if step.text not in message.text or self.script.check in message.text:
                return
            self._timed()
            self._place += 1
            if step.kind == "typed":
                self._soon(lambda: self._say(SENTENCE))
            else:
                self._soon(lambda: self._press(step.options[0], message))
        elif place == len(steps):
            if self.script.check in message.text and message.buttons:
                self._timed()
                self._place += 1
                self._soon(lambda: self._press(self.script.send, message))
        elif self.script.thanks in message.text:
            self._finish()

    def _takes_more(self, message: Message) -> bool:
        """Whether the words that were typed last are there and wait for Done; Labbot takes more than one message."""
        if not 1 <= self._place <= len(self.script.steps) or self._closed == self._place:
            return False
        step = self.script.steps[self._place - 1]
        done = any(button.text == self.script.done for button in message.buttons)
        return step.kind == "typed" and step.text in message.text and done

    def _timed(self) -> None:
        """The reply to the last act is there; it counts when that act answered a question."""
        if self._place > 0 and self.script.steps[self._place - 1].kind != "statement":
            now = time.perf_counter()
            self.answers += 1
            self.told(Answered(now, now - self._acted_at))

    def _soon(self, act: Callable[[], object]) -> None:
        """After the stand-in has answered the call that brought the message."""
        asyncio.get_running_loop().call_soon(act)

    def _press(self, label: str, message: Message) -> None:
        data = next(button.data for button in message.buttons if button.text == label)
        if data is None:
            raise LookupError(f"the button {label!r} tells the bot nothing")
        self._last_press = (data, message.message_id)
        self._acted()
        self.person.press_data(data, message.message_id)

    def _say(self, words: str) -> None:
        self._acted()
        self.person.send(words)

    def _acted(self) -> None:
        self.acts += 1
        self._acted_at = time.perf_counter()
