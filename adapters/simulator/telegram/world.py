"""People, chats, messages and button presses of the pretend platform. Pure: no network, no clock but the one given."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from adapters.simulator.telegram.record import Json

if TYPE_CHECKING:
    from adapters.simulator.telegram.updates import Update

ChatKind = Literal["private", "group"]
ChangeKind = Literal["message", "edit", "delete", "toast", "typing", "member", "commands"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Button:
    """One button as a person sees it; `data` is what a press sends, `url` what it opens."""

    text: str
    data: str | None = None
    url: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Document:
    """A file the bot sent."""

    file_id: str
    name: str
    kind: str
    content: bytes


@dataclass(frozen=True, kw_only=True, slots=True)
class Photo:
    """A picture the bot sent, a PNG; its sizes are in pixels. The text of its message is the caption, and stands below.

    `file_id` is safe in an address. ``TelegramStandIn.photo`` finds the picture by it.
    """

    file_id: str
    width: int
    height: int
    content: bytes

    @property
    def small_id(self) -> str:
        """The name of its small copy."""
        return f"{self.file_id}-s"


@dataclass(kw_only=True, slots=True)
class Message:
    """A message as its chat shows it now. Times are Unix seconds; `revision` is the chat's at its last change."""

    message_id: int
    chat_id: int
    sender: Json
    by_bot: bool
    text: str
    at: int
    entities: tuple[Json, ...] = ()
    markup: Json | None = None
    document: Document | None = None
    photo: Photo | None = None
    silent: bool = False
    editable: bool = True
    edited_at: int | None = None
    deleted: bool = False
    revision: int = 0

    @property
    def has_caption(self) -> bool:
        """Its words stand below a picture or a file: they are edited as a caption and not as a text."""
        return self.photo is not None or self.document is not None

    @property
    def edited(self) -> bool:
        return self.edited_at is not None

    @property
    def keyboard(self) -> tuple[tuple[Button, ...], ...]:
        """The inline keyboard, row by row; empty when there is none."""
        rows = (self.markup or {}).get("inline_keyboard", ())
        return tuple(
            tuple(Button(text=b["text"], data=b.get("callback_data"), url=b.get("url")) for b in row) for row in rows
        )

    @property
    def buttons(self) -> tuple[Button, ...]:
        return tuple(button for row in self.keyboard for button in row)


@dataclass(kw_only=True, slots=True)
class Query:
    """A button press. `deliveries` is known through the update that carries it."""

    query_id: str
    person_id: int
    message_id: int
    data: str
    update: Update | None = None
    answered: bool = False
    toast: str = ""
    alert: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Change:
    """Something that a phone would show: told to listeners after it happened."""

    kind: ChangeKind
    chat_id: int
    message: Message | None = None
    query: Query | None = None


Listener = Callable[[Change], None]


@dataclass(kw_only=True)
class Chat:
    """A private chat (id = the person's id) or a group (negative id). `wire` is its short form in answers."""

    chat_id: int
    kind: ChatKind
    wire: Json
    user: Json | None = None
    messages: dict[int, Message] = field(default_factory=dict)
    revision: int = 0
    started: bool = False
    blocked: bool = False
    deactivated: bool = False
    listeners: list[Listener] = field(default_factory=list)


@dataclass(kw_only=True)
class World:
    """Everything that exists. `keep` messages a chat are remembered, older ones fall out."""

    clock: Callable[[], float]
    bot: Json
    keep: int = 1000
    chats: dict[int, Chat] = field(default_factory=dict)
    names: dict[str, Chat] = field(default_factory=dict)
    queries: dict[str, Query] = field(default_factory=dict)
    photos: dict[str, Photo] = field(default_factory=dict)
    listeners: list[Listener] = field(default_factory=list)
    commands: dict[tuple[str, str], list[Json]] = field(default_factory=dict)
    _message_ids: itertools.count[int] = field(default_factory=lambda: itertools.count(1))

    def add(self, chat: Chat) -> Chat:
        self.chats[chat.chat_id] = chat
        if name := chat.wire.get("username"):
            self.names[f"@{name}".lower()] = chat
        return chat

    def keep_photo(self, photo: Photo) -> Photo:
        """Know it by the names of its copies from now on."""
        self.photos[photo.file_id] = self.photos[photo.small_id] = photo
        return photo

    def find(self, chat_id: int | str) -> Chat | None:
        return self.chats.get(chat_id) if isinstance(chat_id, int) else self.names.get(chat_id.lower())

    def post(
        self,
        chat: Chat,
        *,
        text: str,
        sender: Json | None = None,
        entities: tuple[Json, ...] = (),
        markup: Json | None = None,
        document: Document | None = None,
        photo: Photo | None = None,
        silent: bool = False,
        editable: bool = True,
    ) -> Message:
        """Put a message into a chat; without `sender` it is the bot's."""
        message = Message(
            message_id=next(self._message_ids),
            chat_id=chat.chat_id,
            sender=sender or self.bot,
            by_bot=sender is None,
            text=text,
            at=int(self.clock()),
            entities=entities,
            markup=markup,
            document=document,
            photo=photo,
            silent=silent,
            editable=editable,
        )
        chat.messages[message.message_id] = message
        if len(chat.messages) > self.keep:
            del chat.messages[next(iter(chat.messages))]
        self._changed(chat, "message", message)
        return message

    def edit(self, chat: Chat, message: Message, *, text: str, entities: tuple[Json, ...], markup: Json | None) -> None:
        """Change a message in place. A change of the keyboard alone does not mark it as edited."""
        if text != message.text or entities != message.entities:
            message.edited_at = int(self.clock())
        message.text, message.entities, message.markup = text, entities, markup
        self._changed(chat, "edit", message)

    def delete(self, chat: Chat, message: Message) -> None:
        message.deleted = True
        self._changed(chat, "delete", message)

    def tell(self, chat: Chat, change: Change) -> None:
        """Let those who listen know: first those of the chat, then those of the world."""
        for listener in (*chat.listeners, *self.listeners):
            listener(change)

    def ask(self, query: Query) -> None:
        """Remember a press; the oldest answered ones are forgotten once there are very many."""
        self.queries[query.query_id] = query
        if len(self.queries) > 20_000:
            answered = [key for key, old in itertools.islice(self.queries.items(), 10_000) if old.answered]
            for key in answered:
                del self.queries[key]

    def commands_for(self, chat: Chat, language: str = "") -> list[Json]:
        """The command menu this chat shows: the narrowest scope wins, then the person's language."""
        wide = "all_private_chats" if chat.kind == "private" else "all_group_chats"
        for scope in (f"chat:{chat.chat_id}", wide, "default"):
            for tongue in (language, ""):
                if found := self.commands.get((scope, tongue)):
                    return found
        return []

    def _changed(self, chat: Chat, kind: ChangeKind, message: Message) -> None:
        chat.revision += 1
        message.revision = chat.revision
        if chat.listeners or self.listeners:
            self.tell(chat, Change(kind=kind, chat_id=chat.chat_id, message=message))
