"""A channel of the workspace: many read along. The bot hears nothing there but slash commands and presses."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from adapters.simulator.slack.platform import Platform
from adapters.simulator.slack.waiting import meets, until
from adapters.simulator.slack.world import Message, Room

if TYPE_CHECKING:
    from adapters.simulator.slack.member import Member


@dataclass(frozen=True, kw_only=True, eq=False)
class Channel:
    """A channel as everybody in it sees it."""

    slack: Platform = field(repr=False)
    room: Room = field(repr=False)

    @property
    def channel_id(self) -> str:
        return self.room.channel_id

    @property
    def revision(self) -> int:
        """Grows with every change; give it to `wait_for` as `since`."""
        return self.room.revision

    @property
    def messages(self) -> list[Message]:
        return [message for message in self.room.messages.values() if not message.deleted]

    def join(self, *members: Member) -> None:
        self.room.members |= {member.user_id for member in members}

    def archive(self) -> None:
        self.room.archived = True

    def send(self, member: Member, text: str) -> Message:
        """Somebody writes in the channel; the bot, with its few scopes, hears nothing of it."""
        return self.slack.world.post(self.room, fallback=text, user_id=member.user_id)

    async def wait_for(
        self, wanted: str | Callable[[Message], bool], timeout_s: float = 5.0, *, since: int = -1
    ) -> Message:
        """The newest message by the bot that contains a text or meets a condition, now or as soon as one does."""
        is_it = meets(wanted, lambda it: it.text)

        def look() -> Message | None:
            for message in reversed(self.messages):
                if message.by_bot and message.revision > since and is_it(message):
                    return message
            return None

        found = await until(self.room.listeners, look, timeout_s)
        if found is None:
            raise TimeoutError(f"nobody saw {wanted!r} in the channel within {timeout_s} s")
        return found
