"""The interactive elements that the stand-in plays, each with its limits. Others are refused and recorded.

Source: docs.slack.dev/reference/block-kit/block-elements, checked 2026-11-25.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation

from adapters.simulator.slack import limits
from adapters.simulator.slack.blockkit import texts
from adapters.simulator.slack.blockkit.findings import Finding, boolean, fields, length, optional_length
from adapters.simulator.slack.record import Json

Check = Callable[[Json, str], Iterator[Finding]]
_GROUP = ("action_id", "confirm", "focus_on_load")
_COMMON = (*_GROUP, "placeholder")
_TYPED = ("action_id", "placeholder", "focus_on_load", "initial_value", "dispatch_action_config")
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)", re.ASCII)
_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d")


def options_of(it: Json) -> list[Json]:
    """Every choice of an element, those in groups too."""
    grouped = [one for group in it.get("option_groups") or () for one in group.get("options") or ()]
    return [*(it.get("options") or ()), *grouped]


def _button(it: Json, at: str) -> Iterator[Finding]:
    may = ("action_id", "url", "value", "style", "confirm", "accessibility_label")
    yield from fields(it, at, needs=("type", "text"), may=may)
    yield from texts.text(it.get("text"), f"{at}/text", most=limits.BUTTON_TEXT, rule="button-text", kinds=texts.PLAIN)
    yield from optional_length(it, "value", at, most=limits.BUTTON_VALUE, rule="button-value")
    yield from optional_length(it, "url", at, most=limits.BUTTON_URL, rule="button-url")
    yield from optional_length(it, "accessibility_label", at, most=limits.BUTTON_TEXT, rule="button-text")
    if it.get("style", "primary") not in ("primary", "danger"):
        yield Finding(rule="block-shape", at=f"{at}/style", message="must be one of: danger, primary")


def _overflow(it: Json, at: str) -> Iterator[Finding]:
    yield from fields(it, at, needs=("type", "options"), may=("action_id", "confirm"))
    yield from texts.options(it.get("options"), f"{at}/options", most=limits.OVERFLOW_OPTIONS, rule="overflow-options")


def _radio(it: Json, at: str) -> Iterator[Finding]:
    yield from fields(it, at, needs=("type", "options"), may=(*_GROUP, "initial_option"))
    yield from texts.options(
        it.get("options"), f"{at}/options", most=limits.CHOICES, rule="option-count", kinds=texts.ANY
    )
    yield from _initial_option(it, at)


def _checkboxes(it: Json, at: str) -> Iterator[Finding]:
    yield from fields(it, at, needs=("type", "options"), may=(*_GROUP, "initial_options"))
    yield from texts.options(
        it.get("options"), f"{at}/options", most=limits.CHOICES, rule="option-count", kinds=texts.ANY
    )
    yield from _initial_options(it, at)


def _select(it: Json, at: str) -> Iterator[Finding]:
    yield from fields(it, at, needs=("type",), may=(*_COMMON, "options", "option_groups", "initial_option"))
    yield from _menu(it, at)
    yield from _initial_option(it, at)


def _multi_select(it: Json, at: str) -> Iterator[Finding]:
    may = (*_COMMON, "options", "option_groups", "initial_options", "max_selected_items")
    yield from fields(it, at, needs=("type",), may=may)
    yield from _menu(it, at)
    yield from _initial_options(it, at)
    yield from _most_selected(it, at)


def _most_selected(it: Json, at: str) -> Iterator[Finding]:
    most = it.get("max_selected_items", 1)
    if not isinstance(most, int) or isinstance(most, bool):
        yield Finding(rule="max-selected", at=f"{at}/max_selected_items", message="must be an integer")
    elif most < 1:
        yield Finding(rule="max-selected", at=f"{at}/max_selected_items", message="must be more than 0")
    elif "max_selected_items" in it and len(it.get("initial_options") or ()) > most:
        message = f"more than {most} chosen to begin with"
        yield Finding(rule="max-selected", at=f"{at}/initial_options", message=message, refused=False)


def _menu(it: Json, at: str) -> Iterator[Finding]:
    if ("options" in it) == ("option_groups" in it):
        yield Finding(rule="block-shape", at=at, message="must have either options or option_groups")
    elif "options" in it:
        yield from texts.options(it["options"], f"{at}/options", most=limits.SELECT_OPTIONS, rule="option-count")
    else:
        yield from texts.option_groups(it["option_groups"], f"{at}/option_groups")


def _initial_option(it: Json, at: str) -> Iterator[Finding]:
    if "initial_option" in it and it["initial_option"] not in options_of(it):
        message = "must exactly match one of the provided options"
        yield Finding(rule="initial-not-an-option", at=f"{at}/initial_option", message=message)


def _initial_options(it: Json, at: str) -> Iterator[Finding]:
    given = it.get("initial_options", [None])
    if "initial_options" in it and (not given or any(one not in options_of(it) for one in given)):
        message = "must exactly match one or more of the provided options"
        yield Finding(rule="initial-not-an-option", at=f"{at}/initial_options", message=message)
    elif any(given.count(one) > 1 for one in given):
        yield Finding(rule="initial-twice", at=f"{at}/initial_options", message="an option twice", refused=False)


def _plain_text(it: Json, at: str) -> Iterator[Finding]:
    yield from fields(it, at, needs=("type",), may=(*_TYPED, "multiline", "min_length", "max_length"))
    for name, least in (("min_length", 0), ("max_length", 1)):
        value = it.get(name, least)
        if not isinstance(value, int) or not least <= value <= limits.INPUT_LENGTH:
            message = f"must be between {least} and {limits.INPUT_LENGTH}"
            yield Finding(rule="input-length", at=f"{at}/{name}", message=message)
    most = it.get("max_length", limits.INPUT_LENGTH)
    if "initial_value" in it and isinstance(most, int):
        yield from length(it["initial_value"], f"{at}/initial_value", most=most, rule="input-length", least=0)


def _typed(it: Json, at: str) -> Iterator[Finding]:
    yield from fields(it, at, needs=("type",), may=_TYPED)


def _number(it: Json, at: str) -> Iterator[Finding]:
    yield from fields(it, at, needs=("type", "is_decimal_allowed"), may=(*_TYPED, "min_value", "max_value"))
    yield from boolean(it, "is_decimal_allowed", at)
    for name in ("initial_value", "min_value", "max_value"):
        if name in it and not isinstance(it[name], str):
            yield Finding(rule="block-shape", at=f"{at}/{name}", message="must be a string")
        elif name in it and not takes(it, it[name]):
            yield Finding(rule="number", at=f"{at}/{name}", message="must be a valid number")
    least, most, held = (number(it.get(name)) for name in ("min_value", "max_value", "initial_value"))
    if least is not None and most is not None and least > most:
        yield Finding(rule="number", at=f"{at}/min_value", message="cannot be greater than max_value")
    elif held is not None and not (held if least is None else least) <= held <= (held if most is None else most):
        message = "is not between min_value and max_value"
        yield Finding(rule="number", at=f"{at}/initial_value", message=message, refused=False)


def _date(it: Json, at: str) -> Iterator[Finding]:
    yield from fields(it, at, needs=("type",), may=(*_COMMON, "initial_date"))
    if "initial_date" in it and not is_date(it["initial_date"]):
        yield Finding(rule="initial-not-an-option", at=f"{at}/initial_date", message="must be a valid date")


def _time(it: Json, at: str) -> Iterator[Finding]:
    yield from fields(it, at, needs=("type",), may=(*_COMMON, "initial_time", "timezone"))
    yield from optional_length(it, "timezone", at, most=limits.ID, rule="timezone")
    if "initial_time" in it and not is_time(it["initial_time"]):
        yield Finding(rule="initial-not-an-option", at=f"{at}/initial_time", message="must be a valid time")


def _moment(it: Json, at: str) -> Iterator[Finding]:
    yield from fields(it, at, needs=("type",), may=("action_id", "confirm", "focus_on_load", "initial_date_time"))
    value = it.get("initial_date_time", 10**9)
    if not isinstance(value, int) or not 10**9 <= value < 10**10:
        message = "must be a UNIX timestamp of 10 digits"
        yield Finding(rule="initial-not-an-option", at=f"{at}/initial_date_time", message=message)


def number(value: object) -> Decimal | None:
    """The number that a text is; None for any other text. The platform's own way of writing one is 7, -7 or 7.5."""
    try:
        return Decimal(value) if isinstance(value, str) and _NUMBER.fullmatch(value) else None
    except InvalidOperation:
        return None


def takes(it: Json, value: object) -> bool:
    """Whether a number field takes this text as far as decimals go."""
    found = number(value)
    return found is not None and (it.get("is_decimal_allowed") is True or found == found.to_integral_value())


def is_date(value: object) -> bool:
    """YYYY-MM-DD, and a day that there is."""
    try:
        return isinstance(value, str) and date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


def is_time(value: object) -> bool:
    """HH:MM, from 00:00 to 23:59."""
    return isinstance(value, str) and _TIME.fullmatch(value) is not None


_CHECKS: Mapping[str, Check] = {
    "button": _button,
    "overflow": _overflow,
    "radio_buttons": _radio,
    "checkboxes": _checkboxes,
    "static_select": _select,
    "multi_static_select": _multi_select,
    "plain_text_input": _plain_text,
    "email_text_input": _typed,
    "url_text_input": _typed,
    "number_input": _number,
    "datepicker": _date,
    "timepicker": _time,
    "datetimepicker": _moment,
}
TYPED = frozenset({"plain_text_input", "email_text_input", "url_text_input", "number_input"})
PRESSED = frozenset({"button", "overflow"})
SEVERAL = frozenset({"checkboxes", "multi_static_select"})
IN_MODALS_ONLY = TYPED - {"plain_text_input"}
IN_ACTIONS = _CHECKS.keys() - TYPED - {"multi_static_select"}
IN_INPUT = _CHECKS.keys() - PRESSED
IN_SECTION = _CHECKS.keys() - TYPED - {"datetimepicker"}


def element(it: object, at: str, *, among: frozenset[str] | set[str]) -> Iterator[Finding]:
    """An element of a block that takes these kinds."""
    kind = it.get("type") if isinstance(it, dict) else None
    if not isinstance(it, dict) or not isinstance(kind, str):
        yield Finding(rule="block-shape", at=at, message="must be an object with a type")
        return
    if kind not in among:
        yield Finding(rule="element-type", at=f"{at}/type", message=f"unsupported element: {kind}")
        return
    yield from optional_length(it, "action_id", at, most=limits.ID, rule="action-id")
    yield from texts.optional_text(it, "placeholder", at, most=limits.PLACEHOLDER, rule="placeholder")
    yield from texts.confirm(it, at)
    yield from boolean(it, "focus_on_load", at)
    yield from _CHECKS[kind](it, at)
