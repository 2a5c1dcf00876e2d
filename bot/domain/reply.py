"""What an adapter gets back for something that was heard, after the commit."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.message import Message
from bot.domain.occasion import Occasion
from bot.domain.sheet import Sheet


@dataclass(frozen=True, kw_only=True, slots=True)
class Reply:
    """Messages to show now, in order, and how.

    `toast` is a few words on the button that was pressed; it never says "saved". `in_place` allows the first message
    to take the place of the pressed one, if that is still the last in the chat. `strip` is an earlier message of ours
    whose buttons should go, because the question comes anew. `remove_heard` asks to delete the typed answer from the
    chat. `receipt` is handed back to ``Listener.shown`` once the last message, or the sheet, is up.

    `sheet` is the page of questions to show, where pages can be shown. `errors` say what does not fit on the page that
    was handed in, by the item's place, and leave that page open.
    """

    say: tuple[Message, ...] = ()
    toast: str = ""
    in_place: bool = False
    strip: str | None = None
    remove_heard: bool = False
    receipt: Occasion | None = None
    sheet: Sheet | None = None
    errors: tuple[tuple[int, str], ...] = ()
