"""What was filled in on a page, as entries. All of it comes from a client that can send anything."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from bot.domain.heard import Entry
from bot.domain.secret import Secret

#: The action_id of every field.
ANSWER: Final = "answer"
_FIELD: Final = re.compile(r"i(\d{1,4})\.\d{1,9}")
#: Under what an element tells the text that stands in it; docs.slack.dev/reference/interaction-payloads, 2026-11-25.
_WORDS: Final = ("value", "selected_date", "selected_time")


def name_of(item: int, edition: int) -> str:
    """The block_id of the field of that item, in one showing of its page."""
    return f"i{item}.{edition}"


def places_of(values: Mapping[str, Any]) -> dict[int, str]:
    """The item's place → the block that asks for it, for every field of a page."""
    found = ((block_id, _FIELD.fullmatch(block_id)) for block_id in values)
    return {int(match[1]): block_id for block_id, match in found if match}


def entries(values: Mapping[str, Any]) -> tuple[Entry, ...]:
    """What stands in every field, by ``state.values`` of a payload; one that was emptied is there, and empty."""
    return tuple(_entry(item, values[block_id].get(ANSWER)) for item, block_id in sorted(places_of(values).items()))


def acted(action: Mapping[str, Any]) -> Entry | None:
    """What was chosen, or taken back, just now; None when the action is not one on our fields."""
    match = _FIELD.fullmatch(str(action.get("block_id", "")))
    return _entry(int(match[1]), action) if match and action.get("action_id") == ANSWER else None


def _entry(item: int, held: object) -> Entry:
    if not isinstance(held, dict):
        return Entry(item=item)
    for name in _WORDS:
        if isinstance(held.get(name), str):
            return Entry(item=item, words=Secret(held[name]))
    return Entry(item=item, places=_places(held))


def _places(held: Mapping[str, Any]) -> tuple[int, ...]:
    """The places of the chosen options, in the order of the list; none when any of them is not ours."""
    several = held.get("selected_options")
    chosen = several if isinstance(several, list) else [held.get("selected_option")]
    found = [_place(one) for one in chosen]
    ours = {place for place in found if place is not None}
    return tuple(sorted(ours)) if None not in found else ()


def _place(option: object) -> int | None:
    value = option.get("value") if isinstance(option, dict) else None
    if isinstance(value, str) and value.isascii() and value.isdecimal() and len(value) <= 4:
        return int(value)
    return None
