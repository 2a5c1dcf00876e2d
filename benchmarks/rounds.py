"""Rounds of both subjects in turn, A B A B, so that what else the machine does falls on both alike."""

from __future__ import annotations

import asyncio
import os
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.harness import Plan, Run
from benchmarks.platform import Platform
from benchmarks.subjects import Subject
from benchmarks.window import Figures


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """One run's figures with where they belong; load averages are the machine's over one minute, before and after."""

    platform: str
    subject: str
    round: int
    at_once: int
    people: int
    latency_ms: float
    load_before: float
    load_after: float
    figures: Figures


def one_run(subject: Subject, platform: Platform, plan: Plan, where: Path | None) -> tuple[Figures, float, float]:
    """A run in a fresh folder in `where`, with the load averages before and after it."""
    with tempfile.TemporaryDirectory(prefix="labbot-bench-", dir=where, ignore_cleanup_errors=True) as folder:
        before = os.getloadavg()[0]
        figures = asyncio.run(Run(subject=subject, platform=platform, plan=plan, folder=Path(folder))())
        return figures, before, os.getloadavg()[0]


def play(
    subjects: Sequence[Subject],
    platform: Platform,
    plans: Sequence[Plan],
    *,
    rounds: int,
    where: Path | None,
    told: Callable[[Entry], None],
) -> list[Entry]:
    """Every plan, `rounds` times, each time with every subject one after the other."""
    entries = []
    for plan in plans:
        for number in range(1, rounds + 1):
            for subject in subjects:
                figures, before, after = one_run(subject, platform, plan, where)
                entry = Entry(
                    platform=platform.name,
                    subject=subject.name,
                    round=number,
                    at_once=plan.at_once,
                    people=plan.people,
                    latency_ms=plan.latency_ms,
                    load_before=before,
                    load_after=after,
                    figures=figures,
                )
                told(entry)
                entries.append(entry)
    return entries
