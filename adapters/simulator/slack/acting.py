"""What a person's acts do: to their screen at once, and as what the bot is told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial

from adapters.simulator.slack import modals, payloads, picking, responses
from adapters.simulator.slack.blockkit import elements, texts
from adapters.simulator.slack.blockkit.shown import Button, Field
from adapters.simulator.slack.blockkit.state import initial_of
from adapters.simulator.slack.envelopes import Answered, Envelope, EnvelopeKind, interaction
from adapters.simulator.slack.platform import Platform
from adapters.simulator.slack.record import Json
from adapters.simulator.slack.world import Message, Room, Screen, View

NO_ANSWER = "failed because the app did not respond"


@dataclass(frozen=True, kw_only=True, eq=False)
class Acting:
    """Somebody at a screen. Every act gives the envelope that tells the bot of it, or None when nothing does."""

    slack: Platform = field(repr=False)
    screen: Screen = field(repr=False)

    def write(self, text: str, *, thread_ts: str | None = None) -> Envelope | None:
        """Write in the direct message. The bot gets the text escaped, as the platform does."""
        self._needs_an_account()
        room, user = self.screen.dm, self.screen.user
        message = self.slack.world.post(room, fallback=texts.escaped(text), user_id=user.user_id, thread_ts=thread_ts)
        self.screen.troubles.clear()
        return self.slack.tell_of_room(payloads.message_of_person(message, user.team.team_id), room)

    def slash(self, word: str, text: str, room: Room) -> Envelope:
        """Use a slash command; an answer in the acknowledgement is shown to this person."""
        payload = payloads.slash_command(
            word,
            text,
            user=self.screen.user,
            room=room,
            app=self.slack.world.app,
            response_url=self._response_url(room),
            trigger_id=self._trigger(),
        )
        return self._tell(
            "slash_commands",
            payload,
            on_answer=lambda answer: responses.to_command(self.slack, self.screen, room, answer),
            complaint=f"{word} {NO_ANSWER}",
        )

    def press_in_message(self, button: Button, message: Message) -> Envelope:
        """Press a button, also one of an old message; a button that opens an address tells the bot too."""
        return self.act_in_message(self._pressed(button), message)

    def press_in_view(self, button: Button, view: View) -> Envelope:
        return self.act_in_view(self._pressed(button), view)

    def act_in_message(self, action: Json, message: Message) -> Envelope:
        """Send any `block_actions` of a message: old ones, deleted ones, forged ones."""
        room = self.slack.world.rooms[message.channel_id]
        payload = payloads.press_in_message(
            action,
            message,
            user=self.screen.user,
            room=room,
            app=self.slack.world.app,
            response_url=self._response_url(room, message),
            trigger_id=self._trigger(),
        )
        return self._tell("interactive", payload)

    def act_in_view(self, action: Json, view: View) -> Envelope:
        """Send any `block_actions` of a view."""
        trigger_id = self._trigger(in_modal=view.kind == "modal")
        user, app = self.screen.user, self.slack.world.app
        payload = payloads.press_in_view(action, view, user=user, app=app, trigger_id=trigger_id)
        return self._tell("interactive", payload)

    def chosen(self, it: Field, which: Sequence[str | int]) -> object:
        """The value of a field once these were chosen. ValueError for too many or none where that cannot be."""
        if it.kind in elements.SEVERAL:
            return picking.options(it, which)
        if len(which) != 1:
            raise ValueError(f"{it.label!r} takes one choice, not {len(which)}")
        return picking.option(it, which[0])

    def set_field(self, where: Message | View, it: Field, value: object) -> Envelope | None:
        """Put a value into a field. The bot is told at once of some, and of the others with the whole form."""
        entry = where.state.put(it.block_id, it.element, value)
        if isinstance(where, View):
            self.slack.world.show(self.screen, where.kind, view=where)
        if not it.dispatches:
            return None
        action = self._action(it.block_id, it.element) | initial_of(it.element) | entry
        return self.act_in_view(action, where) if isinstance(where, View) else self.act_in_message(action, where)

    def submit_view(self, view: View) -> Envelope:
        """Send a form in as it stands; what the acknowledgement says is then done with the modal."""
        trigger_id = self._trigger(in_modal=True)
        user, app = self.screen.user, self.slack.world.app
        return self._tell(
            "interactive",
            payloads.view_submission(view, user=user, app=app, trigger_id=trigger_id),
            on_answer=lambda answer: modals.answer_submission(self.slack, self.screen, view, answer),
        )

    def leave(self, view: View, *, everything: bool) -> Envelope | None:
        """Close a view, or the whole modal; the bot is told if the view asks for it."""
        if everything:
            self.screen.stack.clear()
            self.slack.world.show(self.screen, "modal")
        else:
            modals.close_top(self.slack, self.screen)
        if not view.body.get("notify_on_close"):
            return None
        user, app = self.screen.user, self.slack.world.app
        return self._tell("interactive", payloads.view_closed(view, user=user, app=app, cleared=everything))

    def user_changed(self) -> Envelope | None:
        """Tell the bot what is now known of this person."""
        user, now = self.screen.user, self.slack.clock()
        user.updated = int(now)
        self.slack.world.show(self.screen, "person")
        inner = payloads.user_change(user, at=self.slack.world.stamps.next(), now=now)
        return self.slack.tell(inner, team_id=user.team.team_id)

    def _pressed(self, button: Button) -> Json:
        action = self._action(button.block_id, button.element)
        if button.option is not None:
            return {**action, "selected_option": button.option}
        told: Json = {name: button.element[name] for name in ("text", "value", "style") if name in button.element}
        return {**action, **told}

    def _action(self, block_id: str, element: Json) -> Json:
        return {
            "type": element["type"],
            "action_id": element["action_id"],
            "block_id": block_id,
            "action_ts": self.slack.world.stamps.next(),
        }

    def _tell(
        self,
        kind: EnvelopeKind,
        payload: Json,
        *,
        on_answer: Answered | None = None,
        complaint: str = modals.TROUBLE,
    ) -> Envelope:
        """Put an interaction on its way. Old complaints go; when nobody answers, the platform complains anew."""
        self._needs_an_account()
        self.screen.troubles.clear()
        lost = partial(self.slack.trouble, self.screen, complaint)
        return self.slack.sockets.put(interaction(kind, payload, on_answer=on_answer, on_lost=lost))

    def _needs_an_account(self) -> None:
        if self.screen.user.deleted:
            raise LookupError("somebody without an account can do nothing")

    def _trigger(self, *, in_modal: bool = False) -> str:
        return self.slack.keys.trigger(self.screen, in_modal=in_modal)

    def _response_url(self, room: Room, message: Message | None = None) -> str:
        return self.slack.response_address(self.slack.keys.response_url(self.screen, room, message))
