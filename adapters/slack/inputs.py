"""One field of a page as blocks: what is read of it, and the element in which it is answered.

What each element takes is on its page of docs.slack.dev/reference/block-kit/block-elements, checked 2026-11-25.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date, time
from decimal import Decimal
from typing import Final, assert_never

from adapters.slack import limits, text
from adapters.slack.entries import ANSWER, name_of
from adapters.slack.fields import Json
from adapters.slack.pictures import Shown, drawn
from bot.domain.richtext import RichText
from bot.domain.sheet import Field, FieldKind

_NUMBERED: Final = "{number}. {label}"
_NUMBER: Final = re.compile(r"-?\d+(\.\d+)?", re.ASCII)
#: Of these a change is told at once. Texts and numbers are told when the page is handed in, or left backwards.
_TOLD_AT_ONCE: Final = frozenset({FieldKind.ONE, FieldKind.MANY, FieldKind.DATE, FieldKind.TIME})


def blocks_of(field: Field, edition: int, shown: Shown, *, keeps: bool) -> Iterator[Json]:
    """One field. What does not fit into its label, its hint or its options is read above it.

    `keeps`: what is chosen can be stored before the page is handed in.
    """
    yield from drawn(field.picture, shown)
    element = _element(field)
    if element is None:
        yield from text.blocks(RichText.plain("\n".join(one for one in (field.label, field.help) if one)))
        return
    for told in (field.label, field.help):
        if len(told) > limits.LABEL:
            yield from text.blocks(RichText.plain(told))
    if _is_long(field.options):
        yield from text.blocks(RichText.plain("\n".join(_numbered(field.options))))
    yield {
        "type": "input",
        "block_id": name_of(field.item, edition),
        "label": text.plain(field.label, limits.LABEL),
        "optional": field.optional,
        "dispatch_action": keeps and field.kind in _TOLD_AT_ONCE,
        "element": {**element, "action_id": ANSWER},
    } | ({"hint": text.plain(field.help, limits.LABEL)} if field.help else {})


def _element(field: Field) -> Json | None:
    """None for what is only read."""
    match field.kind:
        case FieldKind.READ:
            return None
        case FieldKind.ONE:
            return _one(field)
        case FieldKind.MANY:
            return _many(field)
        case FieldKind.LINE | FieldKind.LINES:
            return _typed(field)
        case FieldKind.WHOLE | FieldKind.DECIMAL:
            return _number(field)
        case FieldKind.DATE:
            return {"type": "datepicker", **_held("initial_date", _day(field))}
        case FieldKind.TIME:
            return {"type": "timepicker", **_held("initial_time", _time(field))}
    assert_never(field.kind)


def _one(field: Field) -> Json:
    """Radio buttons while all fit, else a menu, else a menu in groups."""
    options = _options(field)
    chosen = [options[place] for place in field.chosen if 0 <= place < len(options)]
    kind = "radio_buttons" if len(options) <= limits.CHOICES else "static_select"
    return {"type": kind, **_listed(options), **_held("initial_option", chosen[0] if chosen else None)}


def _many(field: Field) -> Json:
    """Boxes while all fit, else a menu in which several can be chosen. Only the menu knows a most."""
    options = _options(field)
    chosen = [options[place] for place in field.chosen if 0 <= place < len(options)]
    held = _held("initial_options", chosen or None)
    if len(options) <= limits.CHOICES:
        return {"type": "checkboxes", "options": options, **held}
    return {"type": "multi_static_select", **_listed(options), **held, **_held("max_selected_items", field.most)}


def _typed(field: Field) -> Json:
    most = min(field.max_length or limits.INPUT, limits.INPUT)
    return {
        "type": "plain_text_input",
        "multiline": field.kind is FieldKind.LINES,
        "max_length": most,
        **_held("initial_value", text.cut(_words(field), most) or None),
    }


def _number(field: Field) -> Json:
    """A number, whose ends are written as texts."""
    decimals = field.kind is FieldKind.DECIMAL
    least, most = (None if end is None else _plainly(end) for end in (field.least, field.greatest))
    held = _words(field).strip()
    fits = _NUMBER.fullmatch(held) is not None and (decimals or "." not in held)
    return {
        "type": "number_input",
        "is_decimal_allowed": decimals,
        **_held("min_value", least),
        **_held("max_value", most),
        **_held("initial_value", held if fits else None),
    }


def _words(field: Field) -> str:
    return field.words.reveal() if field.words is not None else ""


def _held(name: str, value: object) -> Json:
    """One property of an element, left out when there is nothing to say: Slack refuses an empty one."""
    return {} if value is None else {name: value}


def _plainly(number: float) -> str:
    """A number without an exponent and without a needless fraction: 7, 0.5."""
    written = format(Decimal(repr(number)), "f")
    return written.rstrip("0").rstrip(".") if "." in written else written


def _day(field: Field) -> str | None:
    """The day that is held, if it is one: Slack refuses the whole page for any other text."""
    try:
        return date.fromisoformat(_words(field)).isoformat()
    except ValueError:
        return None


def _time(field: Field) -> str | None:
    """The time of day that is held, if it is one."""
    try:
        return f"{time.fromisoformat(_words(field)):%H:%M}"
    except ValueError:
        return None


def _options(field: Field) -> list[Json]:
    """What can be chosen; the value of each is its place."""
    labels = _numbered(field.options) if _is_long(field.options) else field.options
    return [{"text": text.plain(label, limits.OPTION_TEXT), "value": str(at)} for at, label in enumerate(labels)]


def _listed(options: list[Json]) -> Json:
    """The options as one list, or in groups when they are too many; the heading of a group says which stand in it."""
    if len(options) <= limits.SELECT:
        return {"options": options}
    groups = [options[at : at + limits.SELECT] for at in range(0, len(options), limits.SELECT)]
    starts = range(1, len(options) + 1, limits.SELECT)
    return {
        "option_groups": [
            {"label": text.plain(f"{start}–{start + len(group) - 1}", limits.OPTION_TEXT), "options": group}
            for start, group in zip(starts, groups, strict=True)
        ]
    }


def _is_long(options: Sequence[str]) -> bool:
    return any(len(label) > limits.OPTION_TEXT for label in options)


def _numbered(options: Sequence[str]) -> tuple[str, ...]:
    return tuple(_NUMBERED.format(number=at, label=label) for at, label in enumerate(options, start=1))
