"""What an interaction lets the bot do for a short time: open a view (a trigger), answer in place (a response_url)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from adapters.simulator.slack import limits
from adapters.simulator.slack.ids import new_id, new_trigger
from adapters.simulator.slack.world import Message, Room, Screen

T = TypeVar("T")
KEPT = 10_000  # triggers and response_urls; the oldest are forgotten, and are then as unknown as made-up ones


@dataclass(kw_only=True, slots=True)
class Trigger:
    """Lets the bot open one view for one person, within three seconds. `in_modal`: it may push one as well."""

    trigger_id: str
    screen: Screen
    expires_at: float
    in_modal: bool
    used: bool = False


@dataclass(kw_only=True, slots=True)
class ResponseUrl:
    """Lets the bot answer where something happened. `message`: the one that was pressed, if any."""

    key: str
    screen: Screen
    room: Room
    message: Message | None
    expires_at: float
    uses: int = 0


@dataclass(kw_only=True)
class Keys:
    """All triggers and response_urls that were handed out."""

    clock: Callable[[], float]
    triggers: dict[str, Trigger] = field(default_factory=dict)
    urls: dict[str, ResponseUrl] = field(default_factory=dict)

    def trigger(self, screen: Screen, *, in_modal: bool = False) -> str:
        trigger = Trigger(
            trigger_id=new_trigger(),
            screen=screen,
            expires_at=self.clock() + limits.TRIGGER_S,
            in_modal=in_modal,
        )
        _remember(self.triggers, trigger.trigger_id, trigger)
        return trigger.trigger_id

    def response_url(self, screen: Screen, room: Room, message: Message | None = None) -> str:
        """The last part of a response_url."""
        url = ResponseUrl(
            key=new_id(""),
            screen=screen,
            room=room,
            message=message,
            expires_at=self.clock() + limits.RESPONSE_KEPT_S,
        )
        _remember(self.urls, url.key, url)
        return url.key

    def use_trigger(self, trigger_id: str) -> Trigger | str:
        """The trigger, now used up, or the error code when it is of no use."""
        trigger = self.triggers.get(trigger_id)
        if trigger is None:
            return "invalid_trigger_id"
        if trigger.used:
            return "exchanged_trigger_id"
        if self.clock() >= trigger.expires_at:
            return "expired_trigger_id"
        trigger.used = True
        return trigger

    def use_url(self, key: str) -> ResponseUrl | str:
        """The response_url, one use fewer left, or the error code."""
        url = self.urls.get(key)
        if url is None or self.clock() >= url.expires_at:
            return "expired_url"
        if url.uses >= limits.RESPONSE_USES:
            return "used_url"
        url.uses += 1
        return url


def _remember(kept: dict[str, T], key: str, value: T) -> None:
    kept[key] = value
    if len(kept) > KEPT:
        del kept[next(iter(kept))]
