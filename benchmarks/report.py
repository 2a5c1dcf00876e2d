"""What was measured, as a table for people and as JSON for programs."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path

from benchmarks.engine import Steps
from benchmarks.figures import median, ratios, spread
from benchmarks.platform import Platform
from benchmarks.process import Machine
from benchmarks.reading import Reading
from benchmarks.rounds import Entry
from benchmarks.window import Figures

OURS = "labbot"
HARNESS_FULL = 0.85  # of a core: beyond this the load generator may be what limits the figure
NOISY = 0.2  # of a core used by anything else while a run was measured

_COLUMNS = ("bot", "answers/s", "p50 ms", "p95 ms", "CPU µs/answer", "peak MB", "calls/answer", "start s", "spread")
_RATIOS: tuple[tuple[str, Callable[[Figures], float]], ...] = (
    ("answers/s", lambda it: it.answers_per_s),
    ("p50", lambda it: it.p50_ms),
    ("CPU per answer", lambda it: it.cpu_us_per_answer),
    ("peak memory", lambda it: it.peak_mb),
)


def heading(machine: Machine, platforms: Sequence[Platform]) -> str:
    packages = ", ".join(f"{name} {version}" for name, version in machine.packages.items())
    pinned = "one processor each for harness and bot" if machine.pinning.bot is not None else "not pinned"
    check_ins = ", ".join(f"{one.script.questions} answers in {one.turns} turns on {one.name}" for one in platforms)
    return (
        f"{machine.cores} cores, {machine.system}, {machine.python}, {pinned}; {packages}\n"
        f"8 kB made durable in {machine.fsync_us:.0f} µs (median)."
        + (f" A check-in has {check_ins}." if check_ins else "")
    )


def line(entry: Entry) -> str:
    """One run as it ends, so that a long sitting shows that it moves."""
    it = entry.figures
    faults = f"  FAULT: {'; '.join(it.faults)}" if it.faults else ""
    return (
        f"{entry.platform}  round {entry.round}  {entry.at_once:>3} at once  {entry.subject:<11}"
        f"{it.answers_per_s:>8.0f} answers/s  p50 {it.p50_ms:.1f} ms  {it.cpu_us_per_answer:.0f} µs CPU"
        f"  ({it.answers} answers in {it.seconds:.1f} s; {it.proof.stored} of {it.proof.given} stored;"
        f" other work {it.other_cores:.2f} cores){faults}"
    )


def table(entries: Sequence[Entry]) -> str:
    """Medians over rounds for each platform and number of people at once, and ratios round by round."""
    sections: dict[tuple[str, int], list[Entry]] = {}
    for entry in entries:
        sections.setdefault((entry.platform, entry.at_once), []).append(entry)
    return "\n".join(_section(mine) for mine in sections.values())


def _section(mine: Sequence[Entry]) -> str:
    subjects = list(dict.fromkeys(entry.subject for entry in mine))
    rounds = {subject: [entry.figures for entry in mine if entry.subject == subject] for subject in subjects}
    first = mine[0]
    title = (
        f"{first.platform}, {first.at_once} at once, {first.people} people, {first.latency_ms:g} ms on every call, "
        "medians of "
    )
    rows = [list(_COLUMNS), *([subject, *_medians(rounds[subject])] for subject in subjects)]
    lines = ["", title + f"{max(map(len, rounds.values()))} rounds", *_aligned(rows)]
    for peer in subjects:
        if peer != OURS and OURS in rounds:
            lines += [_ratio_line(name, get, rounds[OURS], rounds[peer], peer) for name, get in _RATIOS]
    return "\n".join([*lines, *_noise(mine)])


def _medians(runs: Sequence[Figures]) -> list[str]:
    def middle(get: Callable[[Figures], float], form: str) -> str:
        return format(median([get(run) for run in runs]), form)

    return [
        middle(lambda it: it.answers_per_s, ",.0f"),
        middle(lambda it: it.p50_ms, ".1f"),
        middle(lambda it: it.p95_ms, ".1f"),
        middle(lambda it: it.cpu_us_per_answer, ",.0f"),
        middle(lambda it: it.peak_mb, ".0f"),
        middle(lambda it: it.calls_per_answer, ".2f"),
        middle(lambda it: it.start_s, ".2f"),
        f"{spread([run.answers_per_s for run in runs]):.0%}",
    ]


def _ratio_line(
    name: str, get: Callable[[Figures], float], ours: Sequence[Figures], theirs: Sequence[Figures], peer: str
) -> str:
    found = ratios([get(run) for run in ours], [get(run) for run in theirs])
    each = ", ".join(f"{ratio:.2f}" for ratio in found)
    return f"  {OURS} / {peer}, {name}: {median(found):.2f} (round by round: {each})"


def _noise(entries: Sequence[Entry]) -> list[str]:
    others = [entry.figures.other_cores for entry in entries]
    loads = [load for entry in entries for load in (entry.load_before, entry.load_after)]
    lines = [
        f"  noise: other work {median(others):.2f} cores (most {max(others):.2f}), "
        f"load average {min(loads):.2f} to {max(loads):.2f}; "
        f"harness at most {max(entry.figures.harness_cores for entry in entries):.2f} cores"
    ]
    lines += noisy(max(others))
    full = {entry.subject for entry in entries if entry.figures.harness_cores > HARNESS_FULL}
    lines += [f"  HARNESS FULL with {name}: its figure may be the load generator's limit" for name in sorted(full)]
    return lines


def noisy(other_cores: float) -> list[str]:
    """The line that says that other work used too much of the machine; none when it did not."""
    if other_cores <= NOISY:
        return []
    return [f"  NOISY: other work used {other_cores:.2f} cores, more than {NOISY}; measure again when it is quiet"]


def _aligned(rows: Sequence[Sequence[str]]) -> list[str]:
    widths = [max(len(row[at]) for row in rows) for at in range(len(rows[0]))]
    return [
        "  " + "  ".join(f"{cell:<{width}}" if at == 0 else f"{cell:>{width}}" for at, (cell, width) in pairs)
        for row in rows
        for pairs in [list(enumerate(zip(row, widths, strict=True)))]
    ]


def write(
    file: Path,
    machine: Machine,
    platforms: Sequence[Platform],
    entries: Sequence[Entry],
    alone: Sequence[Steps | Reading] = (),
) -> None:
    """Everything, every run by itself."""
    said = {
        "machine": asdict(machine),
        "platforms": {
            one.name: {"answers_per_check_in": one.script.questions, "turns_per_check_in": one.turns}
            for one in platforms
        },
        "alone": [asdict(one) for one in alone],
        "runs": [asdict(entry) for entry in entries],
    }
    file.write_text(json.dumps(said, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
