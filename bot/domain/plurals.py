"""Which form of a sentence a number takes, by language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from bot.domain.ids import Language


class Plural(Enum):
    """The forms that languages have, by their names in Unicode CLDR."""

    ZERO = "zero"
    ONE = "one"
    TWO = "two"
    FEW = "few"
    MANY = "many"
    OTHER = "other"


@dataclass(frozen=True, kw_only=True, slots=True)
class PluralRule:
    """How a language counts. `own` are the numbers that have a form to themselves; all others share ``other``."""

    own: Mapping[int, Plural]

    def of(self, n: int) -> Plural:
        """The form that `n` takes."""
        return self.own.get(n, Plural.OTHER)

    @property
    def forms(self) -> tuple[Plural, ...]:
        """Every form, in the order of a catalogue."""
        return (*self.own.values(), Plural.OTHER)


# Cardinal numbers, as in "Language Plural Rules" of Unicode CLDR, checked 2026-11-25:
# https://www.unicode.org/cldr/charts/latest/supplemental/language_plural_rules.html
RULES: Mapping[Language, PluralRule] = {
    Language("en"): PluralRule(own={1: Plural.ONE}),
    Language("cy"): PluralRule(own={0: Plural.ZERO, 1: Plural.ONE, 2: Plural.TWO, 3: Plural.FEW, 6: Plural.MANY}),
}

ONE_FORM = PluralRule(own={})
"""For a language that the table does not have: every number takes ``other``."""


def rule_of(language: Language) -> PluralRule:
    """How `language` counts, as far as is known."""
    return RULES.get(language, ONE_FORM)
