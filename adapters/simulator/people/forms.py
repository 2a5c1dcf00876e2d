"""How a pretend person fills in one field of a form, from its label, its hint and what the form itself allows.

The invitation code goes where a code is asked for. Of choices one is taken, of boxes a few; a number, a day or a time
is one that fits. Whatever is complained of is put right by the words of the complaint. With the chance `skipping` a
field is left empty, where that is allowed.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol

from adapters.simulator.people import reading
from adapters.simulator.people.manners import SENTENCES

BOXES = frozenset({"checkboxes", "multi_static_select"})

Wish = tuple[int, ...] | str | None
"""The places of the options to choose, the words to type, or nothing."""


class Blank(Protocol):
    """A field of a form. `options` is empty where words are typed; `element` says what the form lets be typed."""

    @property
    def label(self) -> str: ...
    @property
    def hint(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def options(self) -> Sequence[str]: ...
    @property
    def optional(self) -> bool: ...
    @property
    def element(self) -> Mapping[str, object]: ...


@dataclass(frozen=True, kw_only=True)
class Forms:
    """The rules. `most_ticks` boxes are ticked at most, unless more are asked for; days lie up to `days_back` back."""

    asks_for_code: tuple[str, ...] = ("code",)
    skipping: float = 0.06
    most_ticks: int = 3
    days_back: int = 13

    def fill(self, blank: Blank, *, code: str, today: date, rng: random.Random, complaint: str = "") -> Wish:
        """What to put into a field. `complaint` is what was said of the entry before."""
        if blank.optional and not complaint and rng.random() < self.skipping:
            return None
        match blank.kind:
            case kind if kind in BOXES:
                return self._several(blank, complaint, rng)
            case "datepicker":
                day = reading.some_day(complaint, rng)
                return (day or today - timedelta(days=rng.randint(0, self.days_back))).isoformat()
            case "timepicker":
                return f"{reading.some_time(complaint, rng) or reading.any_time(rng):%H:%M}"
            case "number_input":
                return reading.some_number(complaint, rng) or _number(blank, rng)
        if blank.options:
            return (rng.randrange(len(blank.options)),)
        return self._words(blank, code, rng)

    def _several(self, blank: Blank, complaint: str, rng: random.Random) -> tuple[int, ...]:
        fewest, most = reading.how_many(f"{blank.label}\n{blank.hint}\n{complaint}")
        alone = reading.goes_alone(complaint)
        places = [place for place, label in enumerate(blank.options) if label != alone]
        limit = blank.element.get("max_selected_items")
        bounds = [self.most_ticks, len(places), *(one for one in (most, limit) if isinstance(one, int))]
        many = fewest if complaint else rng.randint(1, min(bounds))
        return tuple(sorted(rng.sample(places, min(max(many, fewest), len(places)))))

    def _words(self, blank: Blank, code: str, rng: random.Random) -> str:
        if any(word in blank.label.lower() for word in self.asks_for_code):
            return code
        most = blank.element.get("max_length")
        return rng.choice(SENTENCES)[: most if isinstance(most, int) else None]


def _number(blank: Blank, rng: random.Random) -> str:
    least = float(str(blank.element.get("min_value", 0)))
    greatest = float(str(blank.element.get("max_value", least + reading.NEAR)))
    return reading.number_between(least, greatest, rng, halves=bool(blank.element.get("is_decimal_allowed")))
