"""The published scoring rules again, in arithmetic of their own: what the shipped definitions are held to.

Each rule takes the values that stand on the owner's form, in order, with None for a question left out. Nothing here
comes from the product, and no number here is read from a file of it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import ROUND_HALF_UP, Decimal

Values = Sequence[int | None]
Rule = Callable[[Values], Decimal | None]

_T_SCORES = "41.6 49.6 52.0 53.9 55.6 57.1 58.5 59.9 61.2 62.5 63.8 65.2 66.6 68.0 69.7 71.6"
PROMIS_PI_4A = dict(zip(range(4, 20), _T_SCORES.split(), strict=True))
"""Raw sum to T-score, typed in from two public implementations; 20 is left out, on which they differ."""

_METRIC = (
    "7.00 9.51 11.25 12.40 13.33 14.08 14.75 15.32 15.84 16.36 16.88 17.43 17.98 18.59 19.25 "
    "19.98 20.73 21.54 22.35 23.21 24.11 25.03 26.02 27.03 28.13 29.31 30.70 32.55 35.00"
)
SWEMWBS = dict(zip(range(7, 36), _METRIC.split(), strict=True))
"""Raw sum to metric score."""


def whole(number: Decimal, places: str = "1") -> Decimal:
    """The number as people round it at school."""
    return number.quantize(Decimal(places), ROUND_HALF_UP)


def total(first: int, last: int) -> Rule:
    """The sum of questions `first` to `last`, all of which are needed."""

    def rule(values: Values) -> Decimal | None:
        asked = values[first - 1 : last]
        given = [value for value in asked if value is not None]
        return Decimal(sum(given)) if len(given) == len(asked) else None

    return rule


def filled(questions: int, most_missing: int) -> Rule:
    """The sum, with every gap filled by the mean of the other answers, and made whole."""

    def rule(values: Values) -> Decimal | None:
        given = [value for value in values if value is not None]
        gaps = questions - len(given)
        if gaps > most_missing:
            return None
        return whole(Decimal(sum(given)) + gaps * Decimal(sum(given)) / Decimal(len(given)))

    return rule


def percent(values: Values) -> Decimal | None:
    """The owner's percentage of ODI and NDI: what was scored, of what the answered questions could have scored."""
    given = [value for value in values if value is not None]
    return whole(100 * Decimal(sum(given)) / Decimal(5 * len(given))) if len(given) >= 9 else None


def table(of: Rule, outcomes: dict[int, str]) -> Rule:
    def rule(values: Values) -> Decimal | None:
        raw = of(values)
        outcome = None if raw is None else outcomes.get(int(raw))
        return None if outcome is None else Decimal(outcome)

    return rule


def peg(values: Values) -> Decimal | None:
    added = total(1, 3)(values)
    return None if added is None else whole(added / 3, "0.01")


def pss_4(values: Values) -> Decimal | None:
    """Four questions; the second and third are turned round, so that 0 counts 4 and 4 counts 0."""
    match list(values):
        case [int(first), int(second), int(third), int(fourth)]:
            return Decimal(first + (4 - second) + (4 - third) + fourth)
    return None


def who_5(values: Values) -> Decimal | None:
    raw = total(1, 5)(values)
    return None if raw is None else raw * 4


def sleep_own(values: Values) -> Decimal | None:
    """Four steps, spread over 0 to 100."""
    return (
        None
        if values[0] is None
        else {0: Decimal(0), 1: Decimal("33.3"), 2: Decimal("66.7"), 3: Decimal(100)}[values[0]]
    )


RULES: dict[tuple[str, str], Rule] = {
    ("nrs-pain", "nrs_pain"): total(1, 1),
    ("peg", "peg"): peg,
    ("phq-2", "phq2"): total(1, 2),
    ("phq-4", "phq4"): total(1, 4),
    ("phq-4", "phq4_anxiety"): total(1, 2),
    ("phq-4", "phq4_depression"): total(3, 4),
    ("phq-8", "phq8"): filled(8, 2),
    ("gad-7", "gad7"): filled(7, 2),
    ("gad-7", "gad2"): total(1, 2),
    ("gad-2", "gad2"): total(1, 2),
    ("ons-4", "ons4_satisfied"): total(1, 1),
    ("ons-4", "ons4_worthwhile"): total(2, 2),
    ("ons-4", "ons4_happy"): total(3, 3),
    ("ons-4", "ons4_anxious"): total(4, 4),
    ("pgic", "pgic"): total(1, 1),
    ("sleep-own", "sleep_own"): sleep_own,
    ("who-5", "who5"): who_5,
    ("promis-pi-4a", "promis_pi4a_raw"): total(1, 4),
    ("promis-pi-4a", "promis_pi4a_t"): table(total(1, 4), PROMIS_PI_4A),
    ("start-back", "startback_total"): total(1, 9),
    ("start-back", "startback_distress"): total(5, 9),
    ("msk-hq", "mskhq"): total(1, 14),
    ("pss-4", "pss4"): pss_4,
    ("swemwbs", "swemwbs_raw"): total(1, 7),
    ("swemwbs", "swemwbs"): table(total(1, 7), SWEMWBS),
    ("odi", "odi"): percent,
    ("ndi", "ndi"): percent,
    ("ucla-3", "ucla3"): total(1, 3),
}
