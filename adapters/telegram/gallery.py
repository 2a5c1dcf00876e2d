"""The pictures of one bot: what Telegram calls those that it has already, and below which of them a question stands.

All of it is in memory. Telegram's name for a file is good for one bot only, and a restart costs one upload a picture.
"""

from __future__ import annotations

from dataclasses import dataclass

from telegram import InputFile

from adapters.pictures import picture
from adapters.tail import MOST_CHATS


@dataclass(frozen=True, kw_only=True, slots=True)
class Hung:
    """A question with a picture, as it stands in a chat: the picture's caption, or a text of its own.

    A text of its own stands below a picture that went ahead of it, or below none where Telegram would not take it.
    """

    message_id: str
    picture: str
    as_caption: bool


class Gallery:
    """Remembers a file a picture, and a chat's newest question with one, of the `most` chats that had one last."""

    def __init__(self, most: int = MOST_CHATS) -> None:
        self._most = most
        self._files: dict[str, str] = {}
        self._hung: dict[str, Hung] = {}

    def file(self, name: str) -> str | None:
        """What Telegram calls the file, when it has it."""
        return self._files.get(name)

    def upload(self, name: str) -> InputFile:
        """The picture itself. Raises NoSuchPicture."""
        return InputFile(picture(name), filename=f"{name}.png")

    def learn(self, name: str, answer: object) -> None:
        """Read the file's name out of the message that Telegram made of it: its largest size, which comes last."""
        sizes = answer.get("photo") if isinstance(answer, dict) else None
        file_id = sizes[-1].get("file_id") if isinstance(sizes, list | tuple) and sizes else None
        if isinstance(file_id, str):
            self._files[name] = file_id

    def forget(self, name: str) -> None:
        """Telegram does not know the file by that name any more."""
        self._files.pop(name, None)

    def hang(self, chat: str, hung: Hung) -> None:
        """A question with a picture stands in the chat."""
        self._hung.pop(chat, None)
        if len(self._hung) >= self._most:
            del self._hung[next(iter(self._hung))]
        self._hung[chat] = hung

    def at(self, chat: str, message_id: str) -> Hung | None:
        """How that message stands; None for a plain text, and for what was forgotten."""
        hung = self._hung.get(chat)
        return hung if hung is not None and hung.message_id == message_id else None
