"""One of the pretend people at a desk: joins through the App Home or by command, presses, and fills in forms."""

from __future__ import annotations

import asyncio
import random
import time
from collections import Counter
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from adapters.simulator.people.attention import Attention, Question
from adapters.simulator.people.forms import Forms, Wish
from adapters.simulator.people.manners import B, Manners, Shown
from adapters.simulator.people.person import PROGRESS
from adapters.simulator.people.pulse import Pulse, Restraint, Sleep, State
from adapters.simulator.slack import Change, Member, Message, View
from adapters.simulator.slack.blockkit.shown import Field

COMMAND = "/lab"
TRIES = 4  # at one field, before it is left as it is


@dataclass(kw_only=True, eq=False)
class PretendMember:
    """Somebody in the workspace. `command` is how likely they are to join by command and not by the App Home.

    `_sent_in` counts the forms sent in; `_seen_to` says after how many of them a field was last seen to.
    """

    member: Member
    code: str
    rng: random.Random
    manners: Manners = field(default_factory=Manners)
    forms: Forms = field(default_factory=Forms)
    pulse: Pulse = field(default_factory=Pulse)
    command: float = 0.5
    sleep: Sleep = asyncio.sleep
    clock: Callable[[], float] = time.monotonic
    state: State = "waiting"
    finished: int = 0
    _arrived: asyncio.Event = field(default_factory=asyncio.Event)
    _acted_at: int = -1
    _tries: Counter[Hashable] = field(default_factory=Counter)
    _seen_to: dict[Hashable, int] = field(default_factory=dict)
    _sent_in: int = 0
    _undo: Callable[[], None] | None = None
    _attention: Attention = field(init=False)
    _restraint: Restraint = field(init=False)

    def __post_init__(self) -> None:
        self._attention = Attention(manners=self.manners, rng=self.rng)
        self._restraint = Restraint(pulse=self.pulse, rng=self.rng, sleep=self.sleep, clock=self.clock)

    async def live(self) -> None:
        """Join, then answer whatever comes, until cancelled. Whoever has joined before is told so by the App Home."""
        self.member.screen.listeners.append(self._noticed)
        try:
            await self._restraint.pause()
            self.member.open_home()
            while True:
                await self._arrived.wait()
                self._arrived.clear()
                await self._restraint.pause()
                await self._act()
        finally:
            self.member.screen.listeners.remove(self._noticed)

    def _noticed(self, change: Change) -> None:
        shown = change.view if change.kind == "modal" else change.message
        if shown is not None and change.kind != "delete" and (isinstance(shown, View) or shown.by_bot):
            self._heed(shown)
        if change.kind == "trouble" and self._undo is not None:
            self._undo()
        self._undo = None
        self._arrived.set()

    def _heed(self, shown: Message | View) -> None:
        if self._is_end(shown):
            self._ended()
        elif PROGRESS.search(shown.text):
            self.state = "answering"
        elif self.state == "joining" and self.manners.says_thanks(shown):
            self.state = "joined"

    async def _act(self) -> None:
        """One thing at a time: the open modal, then the door, then the newest message."""
        view = self.member.modal
        if view is not None and await self._do_view(view):
            return
        if not await self._do_door():
            await self._do_messages()

    # The modal.

    async def _do_view(self, view: View) -> bool:
        """Whether the modal asked for something; it is then done."""
        if self._is_end(view):
            self.member.close()
            return True
        while (blank := self._next_blank(view)) is not None:
            if await self._fill(view, blank):
                return True
        return await (self._submit(view) if view.submit else self._press_in_view(view))

    def _next_blank(self, view: View) -> Field | None:
        """The first field that is empty and not seen to yet, or was complained of since the page was sent in."""
        return next((it for it in view.fields if self._needs_seeing_to(view, it)), None)

    def _needs_seeing_to(self, view: View, it: Field) -> bool:
        blank = _blank(view, it)
        if it.block_id in view.errors:
            return self._seen_to.get(blank) != self._sent_in and self._tries[blank] < TRIES
        return not it.value and not self._tries[blank]

    async def _fill(self, view: View, blank: Field) -> bool:
        """Whether something was put in; else the field stays as it is."""
        self._tries[_blank(view, blank)] += 1
        self._seen_to[_blank(view, blank)] = self._sent_in
        complaint = view.errors.get(blank.block_id, "")
        wish = self.forms.fill(blank, code=self.code, today=self._today, rng=self.rng, complaint=complaint)
        if wish is None:
            return False
        if self.state != "joining":
            self.state = "answering"
        for part in _bit_by_bit(wish):
            await self._restraint.act()
            if view is not self.member.modal or all(it.block_id != blank.block_id for it in view.fields):
                break  # it went away during a long wait; what came instead has been noticed
            if isinstance(part, str):
                self.member.fill(blank.block_id, part)
            else:
                self.member.choose(blank.block_id, *part)
        return True

    @property
    def _today(self) -> date:
        return datetime.fromtimestamp(self.member.slack.clock(), UTC).date()

    async def _submit(self, view: View) -> bool:
        question = ((view.view_id, self._sent_in if view.errors else None), view.text)
        if self._attention.is_done_with(question) or self._restraint.tires_of(view.text):
            return False
        await self._restraint.act()
        if view is self.member.modal and view.submit:
            self._sent_in += 1
            self._did(question)
            self.member.submit()
        return True

    async def _press_in_view(self, view: View) -> bool:
        question = (view.view_id, view.text)
        wish = self._attention.wish(question, view)
        if wish is None or isinstance(wish, str) or self._is_tired_of(view):
            return False
        await self._restraint.act()
        if view is self.member.modal and wish in view.buttons:
            self._attention.pressed(question, wish)
            self._undo = lambda: self._attention.forget(question)
            self.member.press_view(view.buttons.index(wish))
        return True

    # The door.

    async def _do_door(self) -> bool:
        """Whether they have just set out to join."""
        home = self.member.home
        if self.state != "waiting" or home is None:
            return False
        way_in = self.manners.door(home.buttons)
        if way_in is None:
            self.state = "joined"
            return False
        if self._restraint.tires_of(home.text):
            return False
        await self._restraint.act()
        self.state, self._undo = "joining", self._wait_again
        if self.rng.random() < self.command:
            self.member.command(COMMAND, f"start {self.code}")
        else:
            self.member.press_home(home.buttons.index(way_in))
        return True

    def _wait_again(self) -> None:
        self.state = "waiting"

    # The messages.

    async def _do_messages(self) -> None:
        """Do what the newest message asks for that has come, or changed, since the last thing done."""
        fresh = self._newest_first()
        for message in fresh:
            if self._is_end(message) or await self._press(message):
                return
        if fresh and self.state == "joining":
            self.state = "joined"  # the bot has said something that asks for nothing

    def _newest_first(self) -> list[Message]:
        seen = sorted((*self.member.dm, *self.member.ephemerals), key=lambda it: float(it.ts), reverse=True)
        return [it for it in seen if it.by_bot and it.revision > self._acted_at]

    async def _press(self, message: Message) -> bool:
        question = (message.ts, message.text)
        wish = self._attention.wish(question, message)
        if wish is None or isinstance(wish, str) or self._is_tired_of(message):
            return False
        await self._restraint.act()
        if wish in message.buttons and not message.deleted:
            if self.member.modal is not None:
                self.member.close_all()
            self._attention.pressed(question, wish)
            self._undo = lambda: self._attention.forget(question)
            self._acted_at = self.member.revision
            self.member.press(message.buttons.index(wish), message)
        return True

    # What is over, and what was enough.

    def _is_end(self, shown: Message | View) -> bool:
        """Whether it says thanks and leaves nothing to answer or to send in."""
        return self.manners.is_end(shown) and not (isinstance(shown, View) and shown.submit)

    def _ended(self) -> None:
        self.state = "joined" if self.state == "joining" else "answered"
        self.finished += self.state == "answered"
        self._acted_at = self.member.revision
        self._restraint.ended()

    def _is_tired_of(self, shown: Shown[B]) -> bool:
        return not self.manners.is_begun(shown) and self._restraint.tires_of(shown.text)

    def _did(self, question: Question) -> None:
        self._attention.answered(question)
        self._undo = lambda: self._attention.forget(question)


def _blank(view: View, it: Field) -> Hashable:
    return view.view_id, it.block_id, it.action_id


def _bit_by_bit(wish: Wish) -> tuple[tuple[int, ...] | str, ...]:
    """What is done with a field one after the other: boxes are ticked one at a time."""
    match wish:
        case None:
            return ()
        case str():
            return (wish,)
    return tuple(wish[: many + 1] for many in range(len(wish)))
