"""People, rooms, messages and views of the pretend workspace. Pure: no network, no clock but the one given."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from adapters.simulator.slack.blockkit import shown
from adapters.simulator.slack.blockkit.shown import Button, Field
from adapters.simulator.slack.blockkit.state import State
from adapters.simulator.slack.ids import Stamps, new_id
from adapters.simulator.slack.record import Json

RoomKind = Literal["im", "channel"]
ViewKind = Literal["modal", "home"]
ChangeKind = Literal["message", "edit", "delete", "ephemeral", "home", "modal", "trouble", "person"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Team:
    """A workspace."""

    team_id: str
    name: str
    domain: str


@dataclass(frozen=True, kw_only=True, slots=True)
class App:
    """The bot, as it is installed in its team."""

    app_id: str
    bot_id: str
    user_id: str
    name: str
    team: Team


@dataclass(kw_only=True, slots=True)
class User:
    """Somebody with an account. `updated` in Unix seconds."""

    user_id: str
    team: Team
    name: str
    tz: str | None
    locale: str
    deleted: bool = False
    updated: int = 0

    @property
    def handle(self) -> str:
        return self.name.lower().replace(" ", ".")


@dataclass(kw_only=True, slots=True)
class Message:
    """A message as its room shows it now. `fallback` is its top-level text.

    `revision` is that of the screen, or of the channel, at its last change.
    """

    ts: str
    channel_id: str
    user_id: str
    by_bot: bool
    fallback: str
    blocks: tuple[Json, ...] = ()
    thread_ts: str | None = None
    metadata: Json | None = None
    edited_ts: str | None = None
    deleted: bool = False
    ephemeral: bool = False
    state: State = field(default_factory=State)
    revision: int = 0

    @property
    def text(self) -> str:
        """What a person reads: the blocks, or the text when there are none."""
        return shown.text_of(self.blocks) if self.blocks else shown.plain(self.fallback)

    @property
    def buttons(self) -> tuple[Button, ...]:
        return shown.buttons_of(self.blocks)

    @property
    def fields(self) -> tuple[Field, ...]:
        return shown.fields_of(self.blocks, self.state)


@dataclass(kw_only=True, slots=True)
class View:
    """A modal's view or an App Home. `body` is what the bot sent, with the ids that the platform fills in.

    `errors` are those shown under its fields, by block_id.
    """

    view_id: str
    kind: ViewKind
    user_id: str
    team_id: str
    body: Json
    hash: str
    state: State
    root_view_id: str
    previous_view_id: str | None = None
    errors: dict[str, str] = field(default_factory=dict)
    revision: int = 0

    @property
    def blocks(self) -> tuple[Json, ...]:
        return tuple(self.body["blocks"])

    @property
    def title(self) -> str:
        return shown.words(self.body.get("title"))

    @property
    def submit(self) -> str:
        """The label of the button that sends the form in; empty when there is none."""
        return shown.words(self.body.get("submit"))

    @property
    def text(self) -> str:
        """What a person reads, the title first, then errors under the fields last."""
        return "\n".join(line for line in (self.title, shown.text_of(self.blocks), *self.errors.values()) if line)

    @property
    def buttons(self) -> tuple[Button, ...]:
        return shown.buttons_of(self.blocks)

    @property
    def fields(self) -> tuple[Field, ...]:
        return shown.fields_of(self.blocks, self.state)


@dataclass(frozen=True, kw_only=True, slots=True)
class Change:
    """Something that a screen would show: told to listeners after it happened. A channel's has no `user_id`."""

    kind: ChangeKind
    user_id: str | None = None
    channel_id: str | None = None
    message: Message | None = None
    view: View | None = None


Listener = Callable[[Change], None]


@dataclass(kw_only=True)
class Room:
    """A direct message with the bot or a channel. `screen` is whose direct message it is."""

    channel_id: str
    kind: RoomKind
    name: str
    team: Team
    members: set[str] = field(default_factory=set)
    screen: Screen | None = None
    archived: bool = False
    messages: dict[str, Message] = field(default_factory=dict)
    revision: int = 0
    listeners: list[Listener] = field(default_factory=list)


@dataclass(kw_only=True)
class Screen:
    """What one person sees: the direct message, the App Home, the modal and its stack, what only they were shown.

    `troubles` are the platform's own words when the bot did not answer. `revision` grows with every change.
    """

    user: User
    dm: Room
    home: View | None = None
    stack: list[View] = field(default_factory=list)
    ephemerals: list[Message] = field(default_factory=list)
    troubles: list[str] = field(default_factory=list)
    revision: int = 0
    listeners: list[Listener] = field(default_factory=list)


@dataclass(kw_only=True)
class World:
    """Everything that exists. `keep` messages a room are remembered, older ones fall out."""

    clock: Callable[[], float]
    app: App
    keep: int = 1000
    screens: dict[str, Screen] = field(default_factory=dict)
    rooms: dict[str, Room] = field(default_factory=dict)
    listeners: list[Listener] = field(default_factory=list)
    stamps: Stamps = field(init=False)

    def __post_init__(self) -> None:
        self.stamps = Stamps(clock=self.clock)

    def add_user(self, name: str, *, tz: str | None, locale: str, team: Team, user_id: str | None = None) -> Screen:
        """Somebody new, with a direct message to the bot that nobody has written in yet."""
        user = User(
            user_id=user_id or new_id("U"), team=team, name=name, tz=tz, locale=locale, updated=int(self.clock())
        )
        dm = Room(channel_id=new_id("D"), kind="im", name="directmessage", team=team, members={user.user_id})
        screen = Screen(user=user, dm=dm)
        dm.screen = screen
        self.screens[user.user_id] = screen
        self.rooms[dm.channel_id] = dm
        return screen

    def add_channel(self, name: str, *, with_bot: bool) -> Room:
        room = Room(channel_id=new_id("C"), kind="channel", name=name, team=self.app.team)
        if with_bot:
            room.members.add(self.app.user_id)
        self.rooms[room.channel_id] = room
        return room

    def ours(self, user_id: object) -> Screen | None:
        """Somebody whom the bot's token can see: of its own workspace, deactivated or not."""
        screen = self.screens.get(user_id) if isinstance(user_id, str) else None
        return screen if screen and screen.user.team.team_id == self.app.team.team_id else None

    def post(
        self,
        room: Room,
        *,
        fallback: str,
        user_id: str | None = None,
        blocks: tuple[Json, ...] = (),
        thread_ts: str | None = None,
        metadata: Json | None = None,
    ) -> Message:
        """Put a message into a room; without `user_id` it is the bot's."""
        message = self._new_message(room, fallback=fallback, blocks=blocks, user_id=user_id)
        message.thread_ts, message.metadata = thread_ts, metadata
        room.messages[message.ts] = message
        if len(room.messages) > self.keep:
            del room.messages[next(iter(room.messages))]
        self._changed(room, "message", message)
        return message

    def whisper(self, screen: Screen, room: Room, *, fallback: str, blocks: tuple[Json, ...]) -> Message:
        """Show a message to one person only; nothing of it is kept in the room."""
        message = self._new_message(room, fallback=fallback, blocks=blocks, user_id=None)
        message.ephemeral = True
        screen.ephemerals.append(message)
        self.show(screen, "ephemeral", message=message)
        return message

    def edit(self, room: Room, message: Message, *, fallback: str, blocks: tuple[Json, ...]) -> None:
        message.fallback, message.blocks = fallback, blocks
        message.state = State.of(blocks, message.state)
        message.edited_ts = self.stamps.next()
        self._changed(room, "edit", message)

    def delete(self, room: Room, message: Message) -> None:
        message.deleted = True
        self._changed(room, "delete", message)

    def _new_message(self, room: Room, *, fallback: str, blocks: tuple[Json, ...], user_id: str | None) -> Message:
        return Message(
            ts=self.stamps.next(),
            channel_id=room.channel_id,
            user_id=user_id or self.app.user_id,
            by_bot=user_id is None,
            fallback=fallback,
            blocks=blocks,
            state=State.of(blocks),
        )

    def _changed(self, room: Room, kind: ChangeKind, message: Message) -> None:
        """Count a change of a room, and tell those who look at it."""
        room.revision += 1
        message.revision = room.revision
        if room.screen is not None:
            self.show(room.screen, kind, message=message)
            return
        change = Change(kind=kind, channel_id=room.channel_id, message=message)
        for listener in (*room.listeners, *self.listeners):
            listener(change)

    def show(
        self, screen: Screen, kind: ChangeKind, *, message: Message | None = None, view: View | None = None
    ) -> None:
        """Count a change of somebody's screen, and tell those who look at it."""
        screen.revision += 1
        for shown_now in (message, view):
            if shown_now is not None:
                shown_now.revision = screen.revision
        channel_id = message.channel_id if message else None
        change = Change(kind=kind, user_id=screen.user.user_id, channel_id=channel_id, message=message, view=view)
        for listener in (*screen.listeners, *self.listeners):
            listener(change)
