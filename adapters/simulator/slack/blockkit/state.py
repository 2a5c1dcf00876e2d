"""The values of a form, as `state.values` of a payload carries them: by block_id, then by action_id, one entry each.

===============================================  =======================================================
element                                          entry, beside its `type`
===============================================  =======================================================
plain_text_input, email_text_input,              `value`: what was typed, or None
url_text_input, number_input                     (a number too is a text: "7", "3.5")
radio_buttons, static_select                     `selected_option`: the whole option object, or None
checkboxes, multi_static_select                  `selected_options`: option objects in the order in
                                                 which they were chosen; empty when none is
datepicker                                       `selected_date`: "2026-11-25", or None
timepicker                                       `selected_time`: "19:30", or None
datetimepicker                                   `selected_date_time`: Unix seconds, or None
===============================================  =======================================================

Sources: docs.slack.dev/reference/interaction-payloads/view-interactions-payload and /block_actions-payload, and the
types of github.com/slackapi/bolt-js, src/types/actions/block-action.ts, checked 2026-11-25.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from adapters.simulator.slack.blockkit import elements
from adapters.simulator.slack.blockkit.blocks import elements_of
from adapters.simulator.slack.record import Json

_HELD = {
    "datepicker": ("selected_date", "initial_date"),
    "timepicker": ("selected_time", "initial_time"),
    "datetimepicker": ("selected_date_time", "initial_date_time"),
    "radio_buttons": ("selected_option", "initial_option"),
    "static_select": ("selected_option", "initial_option"),
}


def held_in(it: Json) -> str:
    """The name under which the entry of an element holds what was chosen or typed."""
    if it["type"] in elements.TYPED:
        return "value"
    return _HELD[it["type"]][0] if it["type"] in _HELD else "selected_options"


def initial_of(it: Json) -> Json:
    """What an element was shown with, as an action on it repeats it; texts and numbers are told without."""
    if it["type"] in elements.TYPED:
        return {}
    name = _HELD[it["type"]][1] if it["type"] in _HELD else "initial_options"
    return {name: it[name]} if name in it else {}


@dataclass(kw_only=True)
class State:
    """By block_id and action_id: what stands in each element. Buttons have no state."""

    values: dict[str, dict[str, Json]] = field(default_factory=dict)

    @staticmethod
    def blank(it: Json) -> Json:
        """The entry of an element that nobody has touched: its initial value, or none."""
        kind = it["type"]
        if kind in elements.TYPED:
            return {"type": kind, "value": it.get("initial_value") or None}
        if kind in _HELD:
            held, initial = _HELD[kind]
            return {"type": kind, held: it.get(initial)}
        return {"type": kind, "selected_options": list(it.get("initial_options") or ())}

    @classmethod
    def of(cls, blocks: Iterable[Json], before: State | None = None) -> State:
        """The state of blocks just shown. What stood under the same two ids and in the same kind stays."""
        state = cls()
        for block in blocks:
            for it in elements_of(block):
                if it["type"] not in elements.PRESSED:
                    kept = before.entry(block["block_id"], it["action_id"]) if before else {}
                    entry = kept if kept.get("type") == it["type"] else cls.blank(it)
                    state.values.setdefault(block["block_id"], {})[it["action_id"]] = entry
        return state

    def entry(self, block_id: str, action_id: str) -> Json:
        return self.values.get(block_id, {}).get(action_id, {})

    def put(self, block_id: str, it: Json, value: object) -> Json:
        """Set what stands in an element, and give the entry: a text, an option or a list of options."""
        entry = dict(self.blank(it))
        held = held_in(it)
        entry[held] = value
        self.values[block_id][it["action_id"]] = entry
        return entry

    @property
    def wire(self) -> Json:
        return {"values": self.values}
