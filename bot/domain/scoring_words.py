"""How a score is made, and what its bands are called, in words for researchers. No participant is shown any of it."""

from __future__ import annotations

from typing import assert_never

from bot.domain.ids import Language
from bot.domain.release import written
from bot.domain.scoring import Band, Method, Score


def title(score: Score) -> str:
    """What the score is, in a few words: ``Mean of 3 items``."""
    n = len(score.items)
    items = "1 item" if n == 1 else f"{n} items"
    match score.method:
        case Method.SUM:
            return f"Sum of {items}"
        case Method.MEAN:
            return f"Mean of {items}"
        case Method.PRORATED_SUM:
            return f"Sum of {items}, gaps filled with the mean of the others"
        case Method.LINEAR:
            return f"Sum of {items}, on another range"
        case Method.LOOKUP:
            return f"Outcome of a table for the sum of {items}"
        case Method.COUNT_TRUE:
            return f"How many of {items} are not 0"
    assert_never(score.method)


def method(score: Score) -> str:
    """The whole rule: items, which are turned round, arithmetic, how many must be answered, rounding."""
    n, least = len(score.items), score.min_answered
    parts = [
        f"{title(score)}: {', '.join(score.items)}",
        f"counted from the greatest value down: {', '.join(sorted(score.reverse))}" if score.reverse else "",
        f"times {written(score.scale)}" if score.scale != 1 else "",
        f"plus {written(score.offset)}" if score.offset else "",
        f"{least} of {n} must be answered" if least == n else f"at least {least} of {n} must be answered",
        "" if score.round is None else f"rounded to {_places(score.round)}, a half away from zero",
    ]
    return "; ".join(part for part in parts if part)


def bands(score: Score, language: Language) -> tuple[tuple[str, str, str], ...]:
    """Each band as a value of the codebook: its stretch, no number, its name."""
    return tuple(
        (_stretch(band), "", band.id if band.text is None else band.text.text(language)) for band in score.bands
    )


def _places(places: int) -> str:
    match places:
        case 0:
            return "a whole number"
        case 1:
            return "1 decimal place"
    return f"{places} decimal places"


def _stretch(band: Band) -> str:
    return f"{written(band.low)} to {written(band.high)}"
