"""Finding what a person means by a label, and what they cannot type into a field."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from adapters.simulator.slack import limits
from adapters.simulator.slack.blockkit import elements, shown
from adapters.simulator.slack.blockkit.shown import Button, Field
from adapters.simulator.slack.record import Json

T = TypeVar("T")


def button(buttons: Sequence[Button], which: str | int) -> Button:
    """By its label (whole, else the only one that contains it) or its place, counted from 0. LookupError otherwise."""
    return _pick(buttons, which, lambda it: it.text, "button")


def field(fields: Sequence[Field], which: str | int) -> Field:
    """By its label or its place, or by its block_id or action_id."""
    for it in fields:
        if which in (it.block_id, it.action_id):
            return it
    return _pick(fields, which, lambda it: it.label, "field")


def option(it: Field, which: str | int) -> Json:
    """One choice of a field, by its label, its value or its place."""
    choices = elements.options_of(it.element)
    for choice in choices:
        if choice["value"] == which:
            return choice
    return _pick(choices, which, lambda choice: shown.words(choice["text"]), "choice")


def _pick(among: Sequence[T], which: str | int, label: Callable[[T], str], what: str) -> T:
    labels = ", ".join(repr(label(it)) for it in among)
    if isinstance(which, int):
        if not 0 <= which < len(among):
            raise LookupError(f"no {what} number {which} among {labels}")
        return among[which]
    exact = [it for it in among if label(it) == which]
    close = exact or [it for it in among if which.lower() in label(it).lower()]
    if exact or len(close) == 1:
        return close[0]
    raise LookupError(f"no single {what} {which!r} among {labels}")


def options(it: Field, which: Sequence[str | int]) -> list[Json]:
    """Several choices of a field, in the order in which they were made. ValueError for more than may be chosen."""
    found = list({one["value"]: one for one in (option(it, one) for one in which)}.values())
    most = it.element.get("max_selected_items", len(found))
    if len(found) > most:
        raise ValueError(f"{it.label!r} takes {most} choices at most, not {len(found)}")
    return found


def typed(it: Field, text: str) -> object:
    """What a field holds once this was typed or picked; an empty text takes a day or a time away where none is needed.

    ValueError when the platform does not let it be entered. A number field lets anything be typed: it complains when
    the form is sent in.
    """
    match it.kind:
        case "datepicker" | "timepicker" if not text and it.optional:
            return None
        case "datepicker" if elements.is_date(text):
            return text
        case "timepicker" if elements.is_time(text):
            return text
        case "datetimepicker" if text.isdigit():
            return int(text)
        case "plain_text_input" if len(text) <= it.element.get("max_length", limits.INPUT_LENGTH):
            return text or None
        case "number_input" | "email_text_input" | "url_text_input":
            return text or None
    raise ValueError(f"{it.label!r}, a {it.kind}, does not take this text")


def complaint(it: Field) -> str | None:
    """What the platform says under a field when the form is sent in, and the bot does not hear; or None."""
    if not it.value:
        return None if it.optional else "Please complete this required field."
    value = str(it.value)
    match it.kind:
        case "plain_text_input" if len(value) < it.element.get("min_length", 0):
            return "This is too short."
        case "number_input" if not _is_number(it, value):
            return "Enter a number that fits."
        case "email_text_input" if "@" not in value:
            return "Enter an email address."
        case "url_text_input" if not value.startswith(("http://", "https://")):
            return "Enter a web address."
    return None


def _is_number(it: Field, value: str) -> bool:
    found, least, most = (elements.number(one) for one in (value, *map(it.element.get, ("min_value", "max_value"))))
    if found is None or not elements.takes(it.element, value):
        return False
    return (least is None or found >= least) and (most is None or found <= most)
