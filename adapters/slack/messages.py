"""A message as Slack takes it: rich text, buttons in rows, and the words that go with them."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from adapters.slack import limits, text
from adapters.slack.fields import Json
from adapters.slack.pictures import NONE_SHOWN, Shown, drawn
from bot.domain.delivery import Refused
from bot.domain.message import Choice, Message
from bot.domain.richtext import RichText

#: Begins the action_id of every button of ours.
BUTTON: Final = "b:"
MOST_LABELS: Final = 2500  # characters of all labels in the fallback, escapes included; the rest is for the question
MOST_ALT: Final = 250  # characters of a picture's words in the fallback; escapes make five times as many at most


@dataclass(frozen=True, kw_only=True, slots=True)
class Posted:
    """What goes into one Slack message. `text` is all that a notification shows and a screen reader says."""

    text: str
    blocks: list[Json]

    def arguments(self) -> Json:
        return {"text": self.text, "blocks": self.blocks}


def posted(message: Message, shown: Shown = NONE_SHOWN) -> tuple[Posted, ...] | Refused:
    """The message in as many as it takes, the picture above the first and the buttons under the last.

    Refused when Slack would not take them. The words of a picture are said by a screen reader before everything else.
    """
    labels = _labels(message)
    if isinstance(labels, Refused):
        return labels
    alt = "" if message.picture is None else text.escaped(text.cut(message.picture.alt, MOST_ALT)) + "\n"
    parts = text.pieces(message.text, limits.TEXT - len(labels) - len(alt))
    if not parts:
        return Refused(why="empty")
    found = [Posted(text=text.escaped(part.text()), blocks=text.blocks(part)) for part in parts]
    found[0] = Posted(text=alt + found[0].text, blocks=[*drawn(message.picture, shown), *found[0].blocks])
    last = found.pop()
    rows = actions(message.rows)
    if len(last.blocks) + len(rows) > limits.BLOCKS:
        return Refused(why="keyboard_too_long")
    return *found, Posted(text=last.text + labels, blocks=last.blocks + rows)


def actions(rows: Sequence[Sequence[Choice]]) -> list[Json]:
    """The buttons, a block for each row. Their ids are new each time, so that no two showings are mistaken."""
    nonce, number = secrets.token_hex(4), 0
    found: list[Json] = []
    for row in rows:
        for at in range(0, len(row), limits.ACTIONS):
            shown = row[at : at + limits.ACTIONS]
            buttons = [button(choice, f"{number + place}:{nonce}") for place, choice in enumerate(shown)]
            found.append({"type": "actions", "block_id": f"{BUTTON}{number}:{nonce}", "elements": buttons})
            number += len(shown)
    return found


def button(choice: Choice, name: str) -> Json:
    return {
        "type": "button",
        "action_id": f"{BUTTON}{name}",
        "text": text.plain(choice.label, limits.BUTTON_TEXT),
        "value": choice.data,
    }


def without_buttons(message: Json) -> Json | None:
    """The arguments that leave one of our messages with its text and nothing to press; None when it has no text.

    `message` is as Slack gives it.
    """
    kept = [one for one in message.get("blocks") or () if isinstance(one, dict) and one.get("type") == "rich_text"]
    words = text.pieces(RichText.plain("\n".join(text.words_of(block) for block in kept)), limits.TEXT)
    return {"text": text.escaped(words[0].text()), "blocks": kept} if words else None


def _labels(message: Message) -> str | Refused:
    """The labels as the end of the fallback, a line each; Refused when one has no words or no data."""
    choices = [choice for row in message.rows for choice in row]
    if any(not one.label.strip() or not 1 <= len(one.data) <= limits.BUTTON_VALUE for one in choices):
        return Refused(why="button")
    shown = text.escaped("".join(f"\n[{text.cut(one.label, limits.BUTTON_TEXT)}]" for one in choices))
    return Refused(why="keyboard_too_long") if len(shown) > MOST_LABELS else shown
