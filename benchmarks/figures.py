"""Medians, percentiles and ratios."""

from __future__ import annotations

import statistics
from collections.abc import Sequence


def percentile(values: Sequence[float], percent: float) -> float:
    """The value below which `percent` of 100 lie, by the nearest rank; `values` is not empty."""
    ranked = sorted(values)
    return ranked[min(len(ranked) - 1, max(0, round(percent / 100 * len(ranked) + 0.5) - 1))]


def median(values: Sequence[float]) -> float:
    return statistics.median(values) if values else 0.0


def ratios(ours: Sequence[float], theirs: Sequence[float]) -> list[float]:
    """Ours over theirs, round by round."""
    return [our / their for our, their in zip(ours, theirs, strict=True) if their]


def spread(values: Sequence[float]) -> float:
    """(largest - smallest) / median; how far rounds lie apart."""
    middle = median(values)
    return (max(values) - min(values)) / middle if middle else 0.0
