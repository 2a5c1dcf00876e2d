"""Pretend people at a desk (Slack) who answer the moment they are asked."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial

from adapters.simulator.slack import Envelope, Member, Message, View
from adapters.simulator.slack.blockkit.shown import text_of
from benchmarks import joining
from benchmarks.platform import Told
from benchmarks.script import SENTENCE, Page, Script
from benchmarks.window import Answered

COMMAND = "/lab"
PATIENCE_S = 600.0  # the harness gives up long before
KEPT_S = 15.0  # for word of a check-in that was sent before


@dataclass(kw_only=True, eq=False)
class AtADesk:
    """Somebody who joins once and answers one check-in, page by page. Implements ``Respondent``.

    A choice is told to the bot at once and is answered by the acknowledgement; typed words go with their page, and are
    answered by the page that comes next. Whoever is shown Slack's own warning does the same again.
    """

    member: Member
    script: Script
    told: Told
    answers: int = 0
    acts: int = 0
    is_waiting: bool = False
    _place: int = -1
    _closing: View | None = None

    async def join(self, code: str) -> None:
        """Give the start command, and press what the bot asks until it offers the first check-in."""
        with self._waiting():
            seen = self.member.revision
            await self._acknowledged(partial(self.member.command, COMMAND, f"start {code}"))
            while not self._offers(message := await self.member.wait_for(_asks, PATIENCE_S, since=seen)):
                seen = self.member.revision
                wish = joining.wish(message)
                if wish is not None:
                    await self._acknowledged(partial(self.member.press_in_message, wish, message))

    async def check_in(self) -> None:
        """Press the offered Start, fill in each page as soon as it is there, and send."""
        with self._waiting():
            offer = await self.member.wait_for(self._offers, PATIENCE_S)
            await self._acknowledged(partial(self.member.press, self.script.begin, offer))
            self._place = 0
            for page in self.script.pages:
                await self._choose(page, await self._page(self._place))
                await self._hand_in(page)
                self._place += 1
            self._closing = replace(await self._page(self._place))
            await self._acknowledged(self.member.submit)
            await self.member.wait_for_modal(self.script.thanks, PATIENCE_S)
            self.member.close()

    async def is_kept(self) -> bool:
        """Hand the closing page in once more; "already sent" is what only a finished check-in on disk can say."""
        if self._closing is None:
            return False
        envelope = await self.member.submit_view(self._closing).wait_acked(KEPT_S)
        view = (envelope.answer or {}).get("view") or {"blocks": []}
        return self.script.already_sent in text_of(view["blocks"])

    def state(self) -> str:
        """For a message about a run that stands still: what is awaited and what the screen shows."""
        shown = [f"    {'bot' if it.by_bot else 'me'}: {it.text[:160]!r}" for it in self.member.dm[-3:]]
        shown += [f"    modal: {self.member.modal.text[:160]!r}"] if self.member.modal else []
        shown += [f"    error: {words}" for words in self.member.errors]
        return "\n".join((f"  page {self._place} of {len(self.script.pages)}; the screen shows", *shown))

    # A page.

    async def _choose(self, page: Page, view: View) -> None:
        for step in page:
            if step.kind == "choice":
                began = time.perf_counter()
                await self._acknowledged(partial(self.member.choose, step.text, 0, on=view))
                self._answered(began)

    async def _hand_in(self, page: Page) -> None:
        """Type what is typed, send the page in, and see the next."""
        typed = [step for step in page if step.kind == "typed"]
        for step in typed:
            self.member.fill(step.text, SENTENCE)
        began = time.perf_counter()
        await self._acknowledged(self.member.submit)
        await self._page(self._place + 1)
        for _ in typed:
            self._answered(began)

    def _answered(self, began: float) -> None:
        now = time.perf_counter()
        self.answers += 1
        self.told(Answered(now, now - began))

    # The screen.

    def _offers(self, message: Message) -> bool:
        return any(button.text == self.script.begin for button in message.buttons)

    async def _page(self, place: int) -> View:
        """The page of that place, or after the last the closing page, as soon as it is there."""
        return await self.member.wait_for_modal(partial(self._is_page, place), PATIENCE_S)

    def _is_page(self, place: int, view: View) -> bool:
        text, script = view.text, self.script
        if place == len(script.pages):
            return script.check in text and view.submit == script.send
        return script.check not in text and all(step.text in text for step in script.pages[place])

    async def _acknowledged(self, act: Callable[[], Envelope | None]) -> None:
        """Do it until the bot has acknowledged it. LookupError when the bot is not told of it at all."""
        self.acts += 1
        while True:
            envelope = act()
            if envelope is None:
                raise LookupError(f"the bot is not told of this: {self.member.errors}")
            await envelope.settled.wait()
            if envelope.acked:
                return

    @contextmanager
    def _waiting(self) -> Iterator[None]:
        self.is_waiting = True
        try:
            yield
        finally:
            self.is_waiting = False


def _asks(message: Message) -> bool:
    return bool(message.buttons)
