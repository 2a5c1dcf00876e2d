"""``python3 tasks.py bench``: measures Labbot beside its peers. ``--help`` lists the options."""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from benchmarks import engine, hotspots, reading, report
from benchmarks.harness import Plan, RunFailed, pin_harness
from benchmarks.platform import Platform
from benchmarks.process import ChildEnded, Machine, Moment, Pinning
from benchmarks.rounds import Entry, one_run, play
from benchmarks.slack import Slack
from benchmarks.subjects import Labbot, Peer, Subject
from benchmarks.telegram import Telegram
from benchmarks.window import NothingMeasured

PEOPLE = {1: 150, 50: 600, 500: 2000}  # enough that a window lasts seconds; other numbers at once take the next larger
PLATFORMS: dict[str, Callable[[], Platform]] = {"telegram": Telegram.shipped, "slack": Slack.shipped}
SUBJECTS = ("labbot", "ptb_sqlite", "bolt_sqlite")
PARTS = ("engine", "reading", "bots")
BOTS = ("bots", "all")  # the parts that measure the bots


Alone = engine.Steps | reading.Reading
"""What was measured without a platform."""


def say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def options(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="tasks.py bench",
        description="Measures a step of the engine, reading a lab, and Labbot on each platform beside a peer that does "
        "the same job, in the same run.",
    )
    parser.add_argument("--part", choices=(*PARTS, "all"), default="all", help="measure only this (default all)")
    parser.add_argument("--platform", choices=(*PLATFORMS, "all"), default="all", help="measure on one (default all)")
    parser.add_argument("--rounds", type=int, default=3, help="rounds of both bots, in turn (default 3)")
    parser.add_argument("--at-once", type=_numbers, default=[1, 50], metavar="N,N", help="people at once (1,50)")
    parser.add_argument("--people", type=int, help="people in a run; each answers one check-in (default: enough)")
    parser.add_argument("--latency-ms", type=float, default=0.0, help="added to every call of the platform (0)")
    parser.add_argument("--limits", action="store_true", help="enforce the platform's pace; Labbot keeps its own")
    parser.add_argument("--quick", action="store_true", help="one short round, 50 at once: to see that it works")
    parser.add_argument("--only", choices=SUBJECTS, help="measure one of the bots")
    parser.add_argument("--profile", choices=("samples", "calls"), help="where the time goes instead of how much it is")
    parser.add_argument("--folder", type=Path, help="where databases are put (default: the temporary folder)")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write every run to FILE")
    parser.add_argument("--no-pin", action="store_true", help="let the system choose processors")
    chosen = parser.parse_args(arguments)
    if chosen.only:
        chosen.part = "bots"
    if chosen.profile and chosen.part not in BOTS:
        parser.error("--profile is for the bots")
    if chosen.quick:
        chosen.rounds, chosen.at_once, chosen.people = 1, [50], chosen.people or 200
    return chosen


def _numbers(said: str) -> list[int]:
    numbers = [int(part) for part in said.split(",")]
    if min(numbers) < 1:
        raise argparse.ArgumentTypeError("people at once are counted from 1")
    return numbers


def plan_of(chosen: argparse.Namespace, at_once: int, pinning: Pinning) -> Plan:
    usual = next((people for most, people in PEOPLE.items() if at_once <= most), at_once * 5)
    return Plan(
        at_once=at_once,
        people=max(chosen.people or usual, at_once + 4),
        latency_ms=chosen.latency_ms,
        limits=chosen.limits,
        pinning=pinning,
        profiled=chosen.profile is not None,
    )


def platforms_of(chosen: argparse.Namespace) -> list[Platform]:
    """The chosen platforms on which a chosen bot lives; none when the bots are not to be measured."""
    if chosen.part not in BOTS:
        return []
    found = [make() for name, make in PLATFORMS.items() if chosen.platform in (name, "all")]
    return [platform for platform in found if subjects_of(chosen, platform)]


def subjects_of(chosen: argparse.Namespace, platform: Platform, profiler: Sequence[str] = ()) -> list[Subject]:
    both: list[Subject] = [
        Labbot(platform=platform, paced=chosen.limits, profiler=profiler),
        Peer(platform=platform, profiler=profiler),
    ]
    return [subject for subject in both if chosen.only in (None, subject.name)]


def profile(chosen: argparse.Namespace, platform: Platform, pinning: Pinning) -> None:
    """One run of Labbot (or of `--only`) at the largest number at once, and what its profile says."""
    with tempfile.TemporaryDirectory(prefix="labbot-profile-") as folder:
        out = Path(folder) / "profile"
        subject = subjects_of(chosen, platform, ("-m", "benchmarks.profiled", chosen.profile, str(out)))[0]
        plan = plan_of(chosen, max(chosen.at_once), pinning)
        figures, *_ = one_run(subject, platform, plan, chosen.folder)
        say(
            f"{platform.name}, {subject.name}, {plan.at_once} at once, under the profiler: "
            f"{figures.answers_per_s:.0f} answers/s, {figures.cpu_us_per_answer:.0f} µs CPU an answer, "
            f"{figures.first_thread_share:.0%} of it in the first thread, calls {figures.calls}, "
            f"{figures.answers} answers"
        )
        say(hotspots.read_samples(out) if chosen.profile == "samples" else hotspots.read_calls(out))


def measure_alone(chosen: argparse.Namespace) -> list[Alone]:
    """What needs no platform, each said as soon as it is there."""
    work: dict[str, Callable[[], Alone]] = {"engine": engine.measure, "reading": lambda: reading.measure(chosen.rounds)}
    found: list[Alone] = []
    for part, measured in work.items():
        if chosen.part in (part, "all"):
            began = Moment()
            found.append(measured())
            say("\n".join([str(found[-1]), *report.noisy(began.others_since())]))
    return found


def measure(chosen: argparse.Namespace, platforms: Sequence[Platform], pinning: Pinning) -> int:
    machine = Machine.look(chosen.folder or Path(tempfile.gettempdir()), pinning)
    say(report.heading(machine, platforms))
    alone = measure_alone(chosen)
    entries: list[Entry] = []
    for platform in platforms:
        entries += play(
            subjects_of(chosen, platform),
            platform,
            [plan_of(chosen, at_once, pinning) for at_once in chosen.at_once],
            rounds=chosen.rounds,
            where=chosen.folder,
            told=lambda entry: say(report.line(entry)),
        )
    if entries:
        say(report.table(entries))
    if chosen.json:
        report.write(chosen.json, machine, platforms, entries, alone)
    return 1 if any(entry.figures.faults for entry in entries) else 0


def main() -> int:
    """Exit code 1: a run failed, an answer was lost, or Labbot broke a rule of the platform. 2: nothing to measure."""
    chosen = options()
    platforms = platforms_of(chosen)
    if not platforms and chosen.part in BOTS:
        sys.stderr.write(f"there is no {chosen.only} on {chosen.platform}\n")
        return 2
    pinning = Pinning() if chosen.no_pin else Pinning.choose()
    pin_harness(pinning)
    try:
        if not chosen.profile:
            return measure(chosen, platforms, pinning)
        for platform in platforms:
            profile(chosen, platform, pinning)
    except (RunFailed, ChildEnded, NothingMeasured) as trouble:
        sys.stderr.write(f"{trouble}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
