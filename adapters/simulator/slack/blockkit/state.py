"""The values of a form, as `state.values` of a payload carries them.

Source: docs.slack.dev/reference/interaction-payloads/view-interactions-payload, checked 2026-11-25.
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
        held = next(name for name in entry if name != "type")
        entry[held] = value
        self.values[block_id][it["action_id"]] = entry
        return entry

    @property
    def wire(self) -> Json:
        return {"values": self.values}
