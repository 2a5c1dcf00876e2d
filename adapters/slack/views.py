"""Pages: a sheet as a modal, messages as a modal or as the App Home."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from adapters.slack import inputs, limits, text
from adapters.slack.fields import Json
from adapters.slack.messages import BUTTON, actions, button
from adapters.slack.pictures import NONE_SHOWN, Shown, drawn
from adapters.slack.settings import Sentences
from bot.domain.message import Choice, Message
from bot.domain.sheet import Sheet

HELP: Final = "m:help"
"""Data of the button that says HELP; every page has one."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Kept:
    """What a page keeps to be given back: the data for handing in, for a choice made before, and for going back.

    All are empty on a page that asks nothing.
    """

    submit: str = ""
    keep: str = ""
    back: str = ""

    def wire(self) -> str:
        return json.dumps({"s": self.submit, "k": self.keep, "b": self.back}) if self != Kept() else ""

    @classmethod
    def read(cls, private_metadata: object) -> Kept:
        """What a page kept; nothing when that is not ours."""
        try:
            held = json.loads(private_metadata) if isinstance(private_metadata, str) else None
        except ValueError:
            held = None
        if not isinstance(held, dict) or not all(isinstance(held.get(name), str) for name in "skb"):
            return cls()
        return cls(submit=held["s"], keep=held["k"], back=held["b"])


def modal(sheet: Sheet, says: Sentences, shown: Shown = NONE_SHOWN) -> Json:
    """The sheet as a modal. Raises ValueError for one that cannot be shown, which is a bug of whoever made it."""
    keeps = bool(sheet.keep)
    asking = [block for it in sheet.fields for block in inputs.blocks_of(it, sheet.edition, shown, keeps=keeps)]
    way_out = _ways_out(sheet, says)
    view = _modal(sheet.title, sheet.close, [*text.blocks(sheet.opening), *asking, way_out], says)
    if sheet.submit:
        view["submit"] = text.plain(sheet.submit, limits.VIEW_WORDS)
    kept = Kept(submit=sheet.data, keep=sheet.keep, back=sheet.back.data if sheet.back else "")
    return view | {"private_metadata": kept.wire()}


def page(messages: Sequence[Message], says: Sentences, shown: Shown = NONE_SHOWN) -> Json:
    """Messages one below the other, with their buttons, as a modal on which there is nothing to fill in."""
    return _modal("", "", _said(messages, shown), says)


def home(message: Message, shown: Shown = NONE_SHOWN) -> Json:
    """A message as the App Home."""
    return {"type": "home", "blocks": _said((message,), shown)[: limits.VIEW_BLOCKS]}


def _modal(title: str, close: str, blocks: list[Json], says: Sentences) -> Json:
    if len(blocks) > limits.VIEW_BLOCKS:
        raise ValueError(f"a page of {len(blocks)} blocks; Slack takes {limits.VIEW_BLOCKS}")
    return {
        "type": "modal",
        "title": text.plain(title.strip() or says.title, limits.VIEW_WORDS),
        "close": text.plain(close.strip() or says.close, limits.VIEW_WORDS),
        "blocks": blocks,
    }


def _said(messages: Sequence[Message], shown: Shown) -> list[Json]:
    return [
        block for one in messages for block in (*drawn(one.picture, shown), *text.blocks(one.text), *actions(one.rows))
    ]


def _ways_out(sheet: Sheet, says: Sentences) -> Json:
    """Back and HELP, at the end of every page."""
    help_button = Choice(label=sheet.help or says.help_button, data=HELP)
    choices = (sheet.back, help_button) if sheet.back else (help_button,)
    buttons = [button(choice, f"{at}:{sheet.edition}") for at, choice in enumerate(choices)]
    return {"type": "actions", "block_id": f"{BUTTON}{sheet.edition}", "elements": buttons}
