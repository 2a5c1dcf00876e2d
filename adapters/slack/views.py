"""Pages: a sheet as a modal, messages as a modal or as the App Home, and what was filled in as entries."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, assert_never

from adapters.slack import limits, text
from adapters.slack.fields import Json
from adapters.slack.messages import BUTTON, actions, button
from adapters.slack.settings import Sentences
from bot.domain.heard import Entry
from bot.domain.message import Choice, Message
from bot.domain.richtext import RichText
from bot.domain.secret import Secret
from bot.domain.sheet import Field, FieldKind, Sheet

HELP: Final = "m:help"
"""Data of the button that says HELP; every page has one."""

_NUMBERED: Final = "{number}. {label}"
_INPUT: Final = re.compile(r"i(\d{1,4})\.\d{1,9}")
_ANSWER: Final = "answer"


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


# Pages out.


def modal(sheet: Sheet, says: Sentences) -> Json:
    """The sheet as a modal. Raises ValueError for one that cannot be shown, which is a bug of whoever made it."""
    asking = [block for field in sheet.fields for block in _field(field, sheet)]
    way_out = _ways_out(sheet, says)
    view = _modal(sheet.title, sheet.close, [*text.blocks(sheet.opening), *asking, way_out], says)
    if sheet.submit:
        view["submit"] = text.plain(sheet.submit, limits.VIEW_WORDS)
    kept = Kept(submit=sheet.data, keep=sheet.keep, back=sheet.back.data if sheet.back else "")
    return view | {"private_metadata": kept.wire()}


def page(messages: Sequence[Message], says: Sentences) -> Json:
    """Messages one below the other, with their buttons, as a modal on which there is nothing to fill in."""
    return _modal("", "", _said(messages), says)


def home(message: Message) -> Json:
    """A message as the App Home."""
    return {"type": "home", "blocks": _said((message,))[: limits.VIEW_BLOCKS]}


def _modal(title: str, close: str, blocks: list[Json], says: Sentences) -> Json:
    if len(blocks) > limits.VIEW_BLOCKS:
        raise ValueError(f"a page of {len(blocks)} blocks; Slack takes {limits.VIEW_BLOCKS}")
    return {
        "type": "modal",
        "title": text.plain(title.strip() or says.title, limits.VIEW_WORDS),
        "close": text.plain(close.strip() or says.close, limits.VIEW_WORDS),
        "blocks": blocks,
    }


def _said(messages: Sequence[Message]) -> list[Json]:
    return [block for one in messages for block in (*text.blocks(one.text), *actions(one.rows))]


def _ways_out(sheet: Sheet, says: Sentences) -> Json:
    """Back and HELP, at the end of every page."""
    help_button = Choice(label=says.help_button, data=HELP)
    choices = (sheet.back, help_button) if sheet.back else (help_button,)
    buttons = [button(choice, f"{at}:{sheet.edition}") for at, choice in enumerate(choices)]
    return {"type": "actions", "block_id": f"{BUTTON}{sheet.edition}", "elements": buttons}


def _field(field: Field, sheet: Sheet) -> Iterator[Json]:
    """One field; what does not fit into its label, hint or options is read above it."""
    match field.kind:
        case FieldKind.READ:
            yield from text.blocks(RichText.plain("\n".join(one for one in (field.label, field.help) if one)))
            return
        case FieldKind.ONE:
            element = _choice(field)
        case FieldKind.LINE | FieldKind.LINES:
            element = _typed(field)
        case _:
            assert_never(field.kind)
    for told in (field.label, field.help):
        if len(told) > limits.LABEL:
            yield from text.blocks(RichText.plain(told))
    if _is_long(field.options):
        yield from text.blocks(RichText.plain("\n".join(_numbered(field.options))))
    yield {
        "type": "input",
        "block_id": f"i{field.item}.{sheet.edition}",
        "label": text.plain(field.label, limits.LABEL),
        "optional": field.optional,
        "dispatch_action": bool(sheet.keep) and field.kind is FieldKind.ONE,
        "element": element,
    } | ({"hint": text.plain(field.help, limits.LABEL)} if field.help else {})


def _choice(field: Field) -> Json:
    """Radio buttons while all fit, else a menu, else a menu in groups."""
    labels = _numbered(field.options) if _is_long(field.options) else field.options
    options = [{"text": text.plain(label, limits.OPTION_TEXT), "value": str(at)} for at, label in enumerate(labels)]
    element: Json = {"type": "radio_buttons" if len(options) <= limits.RADIO else "static_select"}
    if len(options) <= limits.SELECT:
        element["options"] = options
    else:
        element["option_groups"] = [
            {"label": text.plain(f"{at + 1}–", limits.OPTION_TEXT), "options": options[at : at + limits.SELECT]}
            for at in range(0, len(options), limits.SELECT)
        ]
    chosen = [options[place] for place in field.chosen if 0 <= place < len(options)]
    return element | {"action_id": _ANSWER} | ({"initial_option": chosen[0]} if chosen else {})


def _typed(field: Field) -> Json:
    most = min(field.max_length or limits.INPUT, limits.INPUT)
    held = text.cut(field.words.reveal(), most) if field.words is not None else ""
    return {
        "type": "plain_text_input",
        "action_id": _ANSWER,
        "multiline": field.kind is FieldKind.LINES,
        "max_length": most,
    } | ({"initial_value": held} if held else {})


def _is_long(options: Sequence[str]) -> bool:
    return any(len(label) > limits.OPTION_TEXT for label in options)


def _numbered(options: Sequence[str]) -> tuple[str, ...]:
    return tuple(_NUMBERED.format(number=at, label=label) for at, label in enumerate(options, start=1))


# Entries in.


def places_of(values: Mapping[str, Any]) -> dict[int, str]:
    """The item's place → the block that asks for it, for every input of a page."""
    found = ((block_id, _INPUT.fullmatch(block_id)) for block_id in values)
    return {int(match[1]): block_id for block_id, match in found if match}


def entries(values: Mapping[str, Any]) -> tuple[Entry, ...]:
    """What stands in every input, by ``state.values`` of a payload."""
    return tuple(_entry(item, values[block_id].get(_ANSWER)) for item, block_id in sorted(places_of(values).items()))


def acted(action: Mapping[str, Any]) -> Entry | None:
    """What was chosen just now; None when the action is not one of our inputs."""
    match = _INPUT.fullmatch(str(action.get("block_id", "")))
    return _entry(int(match[1]), action) if match and action.get("action_id") == _ANSWER else None


def _entry(item: int, held: object) -> Entry:
    if isinstance(held, dict) and isinstance(held.get("value"), str):
        return Entry(item=item, words=Secret(held["value"]))
    chosen = held.get("selected_option") if isinstance(held, dict) else None
    value = chosen.get("value") if isinstance(chosen, dict) else None
    if isinstance(value, str) and value.isascii() and value.isdecimal() and len(value) <= 4:
        return Entry(item=item, places=(int(value),))
    return Entry(item=item)
