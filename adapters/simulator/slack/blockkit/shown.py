"""What a person sees of blocks: the words, the buttons, the fields."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from adapters.simulator.slack.blockkit import elements, richtext
from adapters.simulator.slack.blockkit.blocks import elements_of
from adapters.simulator.slack.blockkit.state import State
from adapters.simulator.slack.record import Json

_LINK = re.compile(r"<(?:https?:|mailto:|tel:|slack:)[^<>|]*\|([^<>]*)>|<((?:https?:|mailto:|tel:|slack:)[^<>|]*)>")
_DATE = re.compile(r"<!date\^[^<>|]*\|([^<>]*)>")


@dataclass(frozen=True, kw_only=True, slots=True)
class Button:
    """A button, or one choice of an overflow menu (then `option` is that choice)."""

    text: str
    block_id: str
    element: Json
    option: Json | None = None

    @property
    def action_id(self) -> str:
        return str(self.element["action_id"])

    @property
    def value(self) -> str | None:
        return (self.option or self.element).get("value")

    @property
    def url(self) -> str | None:
        return (self.option or self.element).get("url")

    @property
    def style(self) -> str | None:
        return self.element.get("style")


@dataclass(frozen=True, kw_only=True, slots=True)
class Field:
    """Something to fill in. `kind` is the platform's name of the element; `value` is what stands there now.

    `value` is a text, the label of a choice, a tuple of labels, or None. `dispatches`: a change is told at once.
    """

    label: str
    kind: str
    block_id: str
    element: Json
    value: str | tuple[str, ...] | None
    initial: str | tuple[str, ...] | None
    optional: bool
    dispatches: bool
    hint: str = ""

    @property
    def action_id(self) -> str:
        return str(self.element["action_id"])

    @property
    def options(self) -> tuple[str, ...]:
        """The labels of the choices, when there are choices."""
        return tuple(words(option["text"]) for option in elements.options_of(self.element))


def plain(mrkdwn: str) -> str:
    """A text as it is read: links by their words, escapes undone. Marks like * stay."""
    shown = _DATE.sub(r"\1", _LINK.sub(lambda found: found[1] or found[2], mrkdwn))
    return shown.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def words(it: Json | None) -> str:
    """What is read of a text object."""
    if not it:
        return ""
    return plain(it["text"]) if it.get("type") == "mrkdwn" else str(it["text"])


def text_of(blocks: Iterable[Json]) -> str:
    """Everything there is to read, one block a line; labels of fields too, those of buttons and choices not."""
    return "\n".join(line for block in blocks for line in _lines(block) if line)


def _lines(block: Json) -> Iterator[str]:
    match block.get("type"):
        case "section":
            yield words(block.get("text"))
            yield from (words(one) for one in block.get("fields") or ())
        case "header":
            yield words(block["text"])
        case "context":
            yield from (words(one) if "text" in one else one.get("alt_text", "") for one in block["elements"])
        case "input":
            yield words(block["label"])
            yield words(block.get("hint"))
        case "image":
            yield block["alt_text"]
        case "markdown":
            yield block["text"]
        case "rich_text":
            yield richtext.words(block)


def buttons_of(blocks: Iterable[Json]) -> tuple[Button, ...]:
    """Buttons and the choices of overflow menus, in order."""
    return tuple(button for block in blocks for one in elements_of(block) for button in _buttons(block, one))


def _buttons(block: Json, it: Json) -> Iterator[Button]:
    if it["type"] == "button":
        yield Button(text=words(it["text"]), block_id=block["block_id"], element=it)
    elif it["type"] == "overflow":
        for option in it["options"]:
            yield Button(text=words(option["text"]), block_id=block["block_id"], element=it, option=option)


def fields_of(blocks: Iterable[Json], state: State) -> tuple[Field, ...]:
    """What can be filled in, in order, with what stands there now."""
    return tuple(
        _field(block, one, state)
        for block in blocks
        for one in elements_of(block)
        if one["type"] not in elements.PRESSED
    )


def _field(block: Json, it: Json, state: State) -> Field:
    is_input = block["type"] == "input"
    label = block.get("label") if is_input else block.get("text") or it.get("placeholder")
    return Field(
        label=words(label),
        kind=it["type"],
        block_id=block["block_id"],
        element=it,
        value=_value(state.entry(block["block_id"], it["action_id"])),
        initial=_value(State.blank(it)),
        optional=not is_input or bool(block.get("optional")),
        dispatches=not is_input or bool(block.get("dispatch_action")),
        hint=words(block.get("hint")),
    )


def _value(entry: Json) -> str | tuple[str, ...] | None:
    """An entry of a form's state as a person sees it."""
    for name in ("value", "selected_date", "selected_time", "selected_date_time"):
        if name in entry:
            return None if entry[name] is None else str(entry[name])
    if "selected_options" in entry:
        return tuple(words(option["text"]) for option in entry["selected_options"])
    chosen = entry.get("selected_option")
    return None if chosen is None else words(chosen["text"])
