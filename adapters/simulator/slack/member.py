"""A pretend member of a workspace, for tests, the demo page and those who answer by themselves."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from adapters.simulator.slack import payloads, picking, rooms, wire
from adapters.simulator.slack.acting import Acting
from adapters.simulator.slack.blockkit import elements, texts
from adapters.simulator.slack.channel import Channel
from adapters.simulator.slack.envelopes import Envelope
from adapters.simulator.slack.waiting import meets, until
from adapters.simulator.slack.wording import Words
from adapters.simulator.slack.world import Message, View

Wanted = str | Callable[[Message], bool]
WantedView = str | Callable[[View], bool]


@dataclass(frozen=True, kw_only=True, eq=False)
class Member(Acting):
    """Somebody in the workspace. What they do is told to the bot at once; nothing here waits except `wait_for…`."""

    name: str

    @property
    def user_id(self) -> str:
        return self.screen.user.user_id

    @property
    def dm_id(self) -> str:
        return self.screen.dm.channel_id

    @property
    def dm(self) -> list[Message]:
        """The direct messages as they show now, oldest first, without what was deleted."""
        return [message for message in self.screen.dm.messages.values() if not message.deleted]

    @property
    def last(self) -> Message:
        """The newest message that the bot wrote here and that is still there; LookupError when there is none."""
        for message in reversed(self.dm):
            if message.by_bot:
                return message
        raise LookupError(f"the bot has written nothing to {self.name}")

    @property
    def ephemerals(self) -> list[Message]:
        """What only this person was shown, oldest first."""
        return [message for message in self.screen.ephemerals if not message.deleted]

    @property
    def home(self) -> View | None:
        """The App Home."""
        return self.screen.home

    @property
    def modal(self) -> View | None:
        """The view on top of the open modal."""
        return self.screen.stack[-1] if self.screen.stack else None

    @property
    def errors(self) -> list[str]:
        """What the platform complains of now: under the fields of the modal, and about a bot that did not answer."""
        return [*(self.modal.errors.values() if self.modal else ()), *self.screen.troubles]

    @property
    def revision(self) -> int:
        """Grows with every change of the screen; give it to `wait_for…` as `since`."""
        return self.screen.revision

    def send(self, text: str) -> Envelope | None:
        """Write to the bot; what begins with a slash is a command. None when nothing is told."""
        if text.startswith("/"):
            word, _, rest = text.partition(" ")
            return self.command(word, rest)
        return self.write(text)

    def reply(self, message: Message, text: str) -> Envelope | None:
        """Answer in a message's thread."""
        return self.write(text, thread_ts=message.thread_ts or message.ts)

    def edit(self, message: Message, text: str) -> Envelope | None:
        """Change an own earlier message."""
        words = Words(text=texts.escaped(text), blocks=())
        return rooms.edit(self.slack, self.screen.dm, self._own(message), words)

    def delete(self, message: Message) -> Envelope | None:
        """Take an own earlier message back."""
        return rooms.remove(self.slack, self.screen.dm, self._own(message))

    def command(self, word: str, text: str = "", channel: Channel | None = None) -> Envelope | None:
        """Use a slash command, in the direct message or a channel. None when the workspace does not know it."""
        room = channel.room if channel else self.screen.dm
        if word not in self.slack.commands:
            self.slack.trouble(self.screen, f"{word} is not a valid command.")
            return None
        return self.slash(word, text, room)

    def press(self, which: str | int, message: Message | None = None) -> Envelope:
        """Press a button of a message: by its label or its place. Without `message`: of the newest that has any."""
        seen = message or next((it for it in reversed(self._messages()) if it.buttons), None)
        if seen is None:
            raise LookupError(f"{self.name} sees no buttons")
        return self.press_in_message(picking.button(seen.buttons, which), seen)

    def press_home(self, which: str | int) -> Envelope:
        """Press a button of the App Home."""
        if self.home is None:
            raise LookupError(f"{self.name}'s App Home is empty")
        return self.press_in_view(picking.button(self.home.buttons, which), self.home)

    def press_view(self, which: str | int) -> Envelope:
        """Press a button inside the modal; to send it in or close it there are `submit` and `close`."""
        view = self._top()
        return self.press_in_view(picking.button(view.buttons, which), view)

    def choose(self, which: str | int, *options: str | int, on: Message | View | None = None) -> Envelope | None:
        """Choose in a field of the modal, or of what `on` is: one option, for boxes and lists all that shall be ticked.

        None when the bot is told only with the whole form.
        """
        where = on or self._top()
        found = picking.field(where.fields, which)
        return self.set_field(where, found, self.chosen(found, options))

    def tick(self, which: str | int, option: str | int, on: Message | View | None = None) -> Envelope | None:
        """Tick one box, or take its tick away; in a list of which several can be chosen, choose one or drop it."""
        where = on or self._top()
        found = picking.field(where.fields, which)
        if found.kind not in elements.SEVERAL:
            raise ValueError(f"{found.label!r}, a {found.kind}, has nothing to tick")
        ticked = [one["value"] for one in where.state.entry(found.block_id, found.action_id)["selected_options"]]
        value = str(picking.option(found, option)["value"])
        after = [one for one in ticked if one != value] if value in ticked else [*ticked, value]
        return self.set_field(where, found, picking.options(found, after))

    def fill(self, which: str | int, text: str, on: Message | View | None = None) -> Envelope | None:
        """Type words or a number into a field, or pick a date ("2026-11-25") or a time ("08:30").

        An empty text empties it. Of a date or a time the bot is told at once where the view says so, of what is typed
        only with the whole form.
        """
        where = on or self._top()
        found = picking.field(where.fields, which)
        return self.set_field(where, found, picking.typed(found, text))

    def submit(self) -> Envelope | None:
        """Send the form in. None when the platform itself complains, which the bot does not hear; see `errors`."""
        view = self._top()
        if not view.submit:
            raise LookupError(f"the modal has no button to send it in; {self.name} sees {view.title!r}")
        found = {it.block_id: words for it in view.fields if (words := picking.complaint(it))}
        view.errors = found
        if found:
            self.slack.world.show(self.screen, "modal", view=view)
            return None
        return self.submit_view(view)

    def close(self) -> Envelope | None:
        """Close the top view; None when the bot did not ask to be told."""
        view = self._top()
        return self.leave(view, everything=bool(view.body.get("clear_on_close")))

    def close_all(self) -> Envelope | None:
        """Close the whole modal by its x."""
        return self.leave(self._top(), everything=True)

    def open_home(self, tab: str = "home") -> Envelope | None:
        """Open the app's "home" or "messages" tab."""
        world = self.slack.world
        view = wire.view(self.home, world.app) if self.home and tab == "home" else None
        at = world.stamps.next()
        inner = payloads.app_home_opened(self.screen.user, self.screen.dm, tab=tab, at=at, view=view)
        return self.slack.tell(inner, team_id=self.screen.user.team.team_id)

    def deactivate(self) -> Envelope | None:
        """Lose the account. Writing to this person still succeeds."""
        self.screen.user.deleted = True
        return self.user_changed()

    def change_tz(self, tz: str | None) -> Envelope | None:
        """Travel to another zone, by its IANA name."""
        self.screen.user.tz = tz
        return self.user_changed()

    async def wait_for(self, wanted: Wanted, timeout_s: float = 5.0, *, since: int = -1) -> Message:
        """The newest message by the bot that contains a text or meets a condition, now or as soon as one does.

        Counts messages written or changed after revision `since` only, those that only this person sees too.
        TimeoutError with what the screen shows instead.
        """
        is_it = meets(wanted, lambda it: it.text)

        def look() -> Message | None:
            for message in reversed(self._messages()):
                if message.by_bot and message.revision > since and is_it(message):
                    return message
            return None

        found = await until(self.screen.listeners, look, timeout_s)
        if found is None:
            raise TimeoutError(f"{self.name} waited {timeout_s} s for {wanted!r}; {self._shown()}")
        return found

    async def wait_for_modal(self, wanted: WantedView = "", timeout_s: float = 5.0, *, since: int = -1) -> View:
        """The top view of the modal, as soon as it contains a text or meets a condition."""
        return await self._wait_for_view(lambda: self.modal, wanted, timeout_s, since)

    async def wait_for_home(self, wanted: WantedView = "", timeout_s: float = 5.0, *, since: int = -1) -> View:
        """The App Home, as soon as it contains a text or meets a condition."""
        return await self._wait_for_view(lambda: self.home, wanted, timeout_s, since)

    async def wait_for_close(self, timeout_s: float = 5.0) -> None:
        """Wait until no modal is open."""
        if await until(self.screen.listeners, lambda: None if self.modal else True, timeout_s) is None:
            raise TimeoutError(f"{self.name} waited {timeout_s} s for the modal to close; {self._shown()}")

    async def _wait_for_view(
        self, current: Callable[[], View | None], wanted: WantedView, timeout_s: float, since: int
    ) -> View:
        is_it = meets(wanted, lambda it: it.text)

        def look() -> View | None:
            view = current()
            return view if view and view.revision > since and is_it(view) else None

        found = await until(self.screen.listeners, look, timeout_s)
        if found is None:
            raise TimeoutError(f"{self.name} waited {timeout_s} s for a view with {wanted!r}; {self._shown()}")
        return found

    def _messages(self) -> list[Message]:
        """The direct messages and what only this person sees, oldest first."""
        return sorted((*self.dm, *self.ephemerals), key=lambda message: float(message.ts))

    def _own(self, message: Message) -> Message:
        if message.user_id != self.user_id:
            raise ValueError("people can change their own messages only")
        return message

    def _top(self) -> View:
        if self.modal is None:
            raise LookupError(f"{self.name} sees no modal")
        return self.modal

    def _shown(self) -> str:
        lines = [f"  {'bot' if it.by_bot else 'me'}: {it.text[:200]}" for it in self._messages()[-6:]]
        lines += [f"  modal: {self.modal.text[:400]}"] if self.modal else []
        lines += [f"  home: {self.home.text[:200]}"] if self.home else []
        lines += [f"  error: {words}" for words in self.errors]
        return "the screen shows\n" + "\n".join(lines)
