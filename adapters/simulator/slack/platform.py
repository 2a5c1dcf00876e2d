"""The pretend platform's state, and what every method handler needs of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from adapters.simulator.slack import payloads
from adapters.simulator.slack.blockkit.findings import Finding
from adapters.simulator.slack.envelopes import Envelope, event
from adapters.simulator.slack.faults import Faults
from adapters.simulator.slack.filestore import Files
from adapters.simulator.slack.keys import Keys
from adapters.simulator.slack.pace import Pace
from adapters.simulator.slack.record import Json, Record, Refusal
from adapters.simulator.slack.sockets import Sockets
from adapters.simulator.slack.world import Room, Screen, World

Answer = Json | Refusal

CHANNEL_NOT_FOUND = Refusal(error="channel_not_found")
# What the app of this project subscribes to; docs.slack.dev/reference/events, checked 2026-11-22
HEARD = frozenset({"message", "app_home_opened", "user_change", "tokens_revoked", "app_uninstalled"})
SCOPES = ("chat:write", "im:write", "im:history", "users:read", "commands", "files:write", "files:read")


@dataclass(kw_only=True)
class Platform:
    """One app's Slack. `latency_s` is added to every call; `address` is known once the port is.

    `scopes` are the rights with which the app was installed.
    """

    bot_token: str = field(repr=False)
    app_token: str = field(repr=False)
    clock: Callable[[], float]
    world: World
    sockets: Sockets
    pace: Pace
    keys: Keys
    record: Record
    files: Files = field(default_factory=Files)
    faults: Faults = field(default_factory=Faults)
    scopes: tuple[str, ...] = SCOPES
    commands: frozenset[str] = frozenset({"/lab"})
    revoked: str = ""
    latency_s: float = 0.0
    address: str = ""

    def note(self, method: str, found: Iterable[Finding], *, error: str) -> Refusal | None:
        """Record what was found; gives the refusal that goes with it, if any."""
        problems: list[str] = []
        for finding in found:
            self.record.violation(finding.rule, method, finding.problem)
            if finding.refused:
                problems.append(finding.problem)
        return Refusal(error=error, problems=tuple(problems)) if problems else None

    def broken(self, method: str, rule: str, detail: str, *, error: str) -> Refusal:
        """Record one broken rule, and give its refusal."""
        self.record.violation(rule, method, detail)
        return Refusal(error=error)

    def room(self, channel: object) -> Room | Refusal:
        """Where a message to this channel, or to this person, would go; whether the bot may write there."""
        if (screen := self.world.ours(channel)) is not None:
            return screen.dm
        room = self.world.rooms.get(channel) if isinstance(channel, str) else None
        if room is None or room.team.team_id != self.world.app.team.team_id:
            return CHANNEL_NOT_FOUND
        if room.archived:
            return Refusal(error="is_archived")
        if room.kind == "channel" and self.world.app.user_id not in room.members:
            return Refusal(error="not_in_channel")
        return room

    def place(self, channel: object) -> object:
        """The id of the room that a channel's or a person's id stands for."""
        screen = self.world.ours(channel)
        return channel if screen is None else screen.dm.channel_id

    def tell(self, inner: Json, *, team_id: str) -> Envelope | None:
        """Put an event on its way to the bot; None when it did not subscribe to its kind."""
        if inner["type"] not in HEARD:
            return None
        now = self.clock()
        outer = payloads.event(inner, self.world.app, team_id=team_id, now=now)
        return self.sockets.put(event(outer, created_at=now))

    def tell_of_room(self, inner: Json, room: Room) -> Envelope | None:
        """An event of a room; the bot hears direct messages only, for want of other scopes."""
        return self.tell(inner, team_id=room.team.team_id) if room.kind == "im" else None

    def response_address(self, key: str) -> str:
        return f"{self.address}/response/{key}"

    def trouble(self, screen: Screen, words: str) -> None:
        """Show somebody the platform's own words about a bot that did not answer."""
        screen.troubles.append(words)
        self.world.show(screen, "trouble")
