"""A message as the calls that show it: a text, a picture with its caption, or several one after the other."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from adapters.telegram import limits
from adapters.telegram.text import Piece, pieces
from bot.domain.delivery import Refused
from bot.domain.message import Message, Picture, Urgency
from bot.domain.richtext import RichText

Body = dict[str, object]
Keyboard = dict[str, list[list[dict[str, str]]]]

_NO_PREVIEW: Final = {"is_disabled": True}  # a preview fetches the link and so tells somebody who was interested


@dataclass(frozen=True, kw_only=True, slots=True)
class Part:
    """One call. `picture` names what is shown above the words of `body`, which are then its caption."""

    method: str
    body: Body
    picture: str | None = None


def parts_of(message: Message) -> tuple[Part, ...] | Refused:
    """The calls that show `message`, in order; the last one has the buttons. Refused when it cannot be shown.

    Telegram has no words in the place of a picture (API#sendphoto, 2026-11-25), and a question needs none: whatever its
    picture shows is in its text and on its buttons. A text that is too long for a caption stands below the picture, as
    a message of its own; the picture goes first then, and what it says of itself is its caption.
    """
    keyboard = _keyboard_of(message)
    if isinstance(keyboard, Refused):
        return keyboard
    texts = pieces(message.text)
    if not texts:
        return Refused(why="empty")
    parts = _parts(message, texts, keyboard)
    return tuple(map(_silent, parts)) if message.urgency is Urgency.REPLY else parts


def edit_of(message: Message, *, as_caption: bool) -> Part | Refused:
    """The call that puts `message` in the place of a text, or of a caption; Refused when that takes more than one.

    It says the whole of it, also where only a tick on a button is new: so it is right whatever stood there before.
    """
    keyboard = _keyboard_of(message)
    if isinstance(keyboard, Refused):
        return keyboard
    found = pieces(message.text, limits.CAPTION_CODE_POINTS if as_caption else limits.TEXT_CODE_POINTS)
    if len(found) != 1:
        return Refused(why="not_in_one_piece")
    if as_caption:
        return Part(method="editMessageCaption", body=_captioned(found[0], keyboard))
    return Part(method="editMessageText", body=_texted(found[0], keyboard))


def _caption_of(message: Message) -> Piece | None:
    """The whole text as a caption; None when it is too long for one."""
    found = pieces(message.text, limits.CAPTION_CODE_POINTS)
    return found[0] if len(found) == 1 else None


def _keyboard_of(message: Message) -> Keyboard | Refused | None:
    """The buttons in rows that Telegram takes; Refused when there are too many, or one has no words or no data."""
    if not message.rows:
        return None
    rows: list[list[dict[str, str]]] = []
    for row in message.rows:
        shown = [{"text": choice.label, "callback_data": choice.data} for choice in row]
        rows.extend(shown[at : at + limits.BUTTONS_A_ROW] for at in range(0, len(shown), limits.BUTTONS_A_ROW))
        for choice in row:
            if not choice.label.strip() or not 1 <= len(choice.data.encode()) <= limits.CALLBACK_DATA_BYTES:
                return Refused(why="button")
    return {"inline_keyboard": rows} if sum(map(len, rows)) <= limits.BUTTONS else Refused(why="keyboard_too_long")


def _parts(message: Message, texts: tuple[Piece, ...], keyboard: Keyboard | None) -> tuple[Part, ...]:
    below = tuple(
        Part(method="sendMessage", body=_texted(piece, keyboard if at == len(texts) else None))
        for at, piece in enumerate(texts, start=1)
    )
    if message.picture is None:
        return below
    if (caption := _caption_of(message)) is None:
        return (_alone(message.picture), *below)
    return (Part(method="sendPhoto", body=_captioned(caption, keyboard), picture=message.picture.name),)


def _silent(part: Part) -> Part:
    return replace(part, body={**part.body, "disable_notification": True})


def _alone(picture: Picture) -> Part:
    said = pieces(RichText.plain(picture.alt), limits.CAPTION_CODE_POINTS)
    return Part(method="sendPhoto", body=_captioned(said[0], None) if said else {}, picture=picture.name)


def _texted(piece: Piece, keyboard: Keyboard | None) -> Body:
    """What a text says. No parse_mode, so that every character arrives as it is; no reply keyboard, ever."""
    body: Body = {"text": piece.text, "link_preview_options": _NO_PREVIEW}
    if piece.entities:
        body["entities"] = piece.entities
    if keyboard is not None:
        body["reply_markup"] = keyboard
    return body


def _captioned(piece: Piece, keyboard: Keyboard | None) -> Body:
    """The same below a picture, where Telegram shows a caption unless it is told otherwise."""
    body: Body = {"caption": piece.text}
    if piece.entities:
        body["caption_entities"] = piece.entities
    if keyboard is not None:
        body["reply_markup"] = keyboard
    return body
