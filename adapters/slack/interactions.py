"""Buttons, pages and slash commands: payloads that come with the right to show something now."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from typing import Final

from adapters.slack.arrival import Arrival, Decoded, Ignored, Origin, Ours, Stranger
from adapters.slack.entries import acted, entries, places_of
from adapters.slack.fields import Json, optional_thing, optional_words, thing, things, words
from adapters.slack.messages import BUTTON
from adapters.slack.views import HELP, Kept
from bot.domain.heard import Command, Heard, Pressed, Submitted, Surface, What
from bot.domain.ids import SLACK
from bot.domain.secret import Secret

#: What ``/lab`` alone says.
MENU: Final = "menu"
_COMMAND: Final = 32  # characters; a longer first word is no command of ours
_ARGUMENT: Final = 64  # characters, as much as a start code can have anywhere; more is no code


def press(body: Json, now: datetime, ours: Ours) -> Decoded:
    """A button, or a choice on a page that is told at once."""
    if _is_elsewhere(body, ours):
        return Stranger(may_be_told=False)
    person = words(thing(body, "user"), "id")
    actions = things(body, "actions")
    action = actions[0]
    container = thing(body, "container")
    view = optional_thing(body, "view")
    place = optional_words(container, "message_ts") or optional_words(view, "id")
    update = f"slack:act:{person}:{place}:{words(action, 'action_id')}:{words(action, 'action_ts')}"
    if view:
        return _press_in_view(body, view, actions, update, now)
    channel = words(thing(body, "channel"), "id")
    if not channel.startswith("D"):
        return Ignored("not_private")
    if not words(action, "action_id").startswith(BUTTON):
        return Ignored("not_our_button")
    what = Pressed(data=words(action, "value"), message_id=f"{channel}:{words(container, 'message_ts')}")
    return Arrival(
        heard=_heard(person, update, now, what),
        origin=Origin.MESSAGE,
        trigger=optional_words(body, "trigger_id"),
        pressed=optional_thing(body, "message") or None,
        channel=channel,
    )


def _press_in_view(body: Json, view: Json, actions: list[Json], update: str, now: datetime) -> Decoded:
    kept, values = Kept.read(view.get("private_metadata")), _values(view)
    what = _acted(actions, kept, values)
    if what is None:
        return Ignored("not_our_button")
    return Arrival(
        heard=_heard(words(thing(body, "user"), "id"), update, now, what),
        origin=Origin.HOME if view.get("type") == "home" else Origin.MODAL,
        trigger=optional_words(body, "trigger_id"),
        view_id=words(view, "id"),
        view_hash=optional_words(view, "hash"),
        inputs=places_of(values),
        leaves=isinstance(what, Submitted) and what.data == kept.back != "",
    )


def _acted(actions: list[Json], kept: Kept, values: Json) -> What | None:
    """A choice keeps the page open; Back takes along what stands on it; any other button is just pressed."""
    chosen = tuple(entry for entry in map(acted, actions) if entry is not None)
    if chosen:
        return Submitted(data=kept.keep, entries=chosen) if kept.keep else None
    if not words(actions[0], "action_id").startswith(BUTTON):
        return None
    data = words(actions[0], "value")
    if kept.back and data == kept.back and data != HELP:
        return Submitted(data=data, entries=entries(values))
    return Pressed(data=data, message_id=None)


def form(body: Json, now: datetime, ours: Ours) -> Decoded:
    """A page that was handed in.

    Its name is made of the view and the trigger of this act. The hash alone would not do: it stays the same after
    errors were shown, and the corrected page would count as the one before.
    """
    if _is_elsewhere(body, ours):
        return Stranger(may_be_told=False)
    person = words(thing(body, "user"), "id")
    view = thing(body, "view")
    values, kept = _values(view), Kept.read(view.get("private_metadata"))
    view_id, act = words(view, "id"), optional_words(body, "trigger_id") or _digest(view, values)
    return Arrival(
        heard=_heard(person, f"slack:view:{view_id}:{act}", now, Submitted(data=kept.submit, entries=entries(values))),
        origin=Origin.FORM,
        view_id=view_id,
        view_hash=optional_words(view, "hash"),
        inputs=places_of(values),
    )


def command(body: Json, now: datetime, ours: Ours) -> Decoded:
    """``/lab start CODE``; ``/lab`` alone asks what there is."""
    if words(body, "team_id") != ours.team:
        return Stranger(may_be_told=True)
    person, trigger = words(body, "user_id"), words(body, "trigger_id")
    name, _, argument = optional_words(body, "text").strip().partition(" ")
    what = Command(name=name.lower()[:_COMMAND] or MENU, argument=argument.strip()[:_ARGUMENT])
    return Arrival(
        heard=_heard(person, f"slack:cmd:{trigger}", now, what),
        origin=Origin.COMMAND,
        trigger=trigger,
        channel=words(body, "channel_id"),
        in_private=body.get("channel_name") == "directmessage",
    )


def _heard(person: str, update: str, now: datetime, what: What) -> Heard:
    return Heard(platform=SLACK, address=Secret(person), update=update, at=now, what=what, surface=Surface.PAGES)


def _is_elsewhere(body: Json, ours: Ours) -> bool:
    user, team = thing(body, "user"), optional_thing(body, "team")
    return (optional_words(user, "team_id") or optional_words(team, "id")) != ours.team


def _values(view: Json) -> Json:
    return optional_thing(optional_thing(view, "state"), "values")


def _digest(view: Json, values: Json) -> str:
    said = json.dumps([view.get("hash"), values], sort_keys=True)
    return hashlib.sha256(said.encode()).hexdigest()[:16]
