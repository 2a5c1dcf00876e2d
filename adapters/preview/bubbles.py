"""A message as Telegram shows it: what its adapter would send, cut where that cuts, refused where that refuses."""

from __future__ import annotations

from dataclasses import dataclass

from adapters.telegram.parts import Part, parts_of
from bot.domain.delivery import Refused
from bot.domain.message import Message


@dataclass(frozen=True, kw_only=True, slots=True)
class Bubble:
    """One message in the chat. `picture` says what is drawn above it; `refused` why Telegram would not take it."""

    text: str
    picture: str = ""
    buttons: tuple[tuple[str, ...], ...] = ()
    refused: str = ""


def bubbles(message: Message) -> tuple[Bubble, ...]:
    """The message in as many as it takes."""
    parts = parts_of(message)
    if isinstance(parts, Refused):
        return (Bubble(text=message.text.text(), refused=parts.why),)
    return tuple(_bubble(part, message) for part in parts)


def _bubble(part: Part, message: Message) -> Bubble:
    picture = None if part.picture is None else message.picture
    return Bubble(
        text=str(part.body.get("text", part.body.get("caption", ""))),
        picture="" if picture is None else picture.alt,
        buttons=_buttons(part),
    )


def _buttons(part: Part) -> tuple[tuple[str, ...], ...]:
    match part.body.get("reply_markup"):
        case {"inline_keyboard": list(rows)}:
            return tuple(tuple(str(button["text"]) for button in row) for row in rows)
    return ()
