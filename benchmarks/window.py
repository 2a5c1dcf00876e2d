"""The window in which a run is measured: what is read when it opens and when it closes, and the figures from that."""

from __future__ import annotations

import statistics
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from adapters.simulator.record import Call, Json, Record
from benchmarks.figures import percentile
from benchmarks.process import Child, Usage, machine_busy_s

POLL = "getUpdates"  # asking for updates; a platform that pushes them has no such call


@dataclass(frozen=True, slots=True)
class Answered:
    """One answer: when its reply was there (seconds of `time.perf_counter`), and how long that took."""

    at: float
    took_s: float


class NothingMeasured(Exception):
    """The window holds no answer."""


class Counting(Record):
    """A record that counts calls by method and keeps few of them."""

    def __init__(self) -> None:
        super().__init__(kept_calls=100)
        self.counts: Counter[str] = Counter()

    def call(self, method: str, params: Json, at: float) -> Call:
        self.counts[method] += 1
        return super().call(method, params, at)


@dataclass(frozen=True, kw_only=True, slots=True)
class Instant:
    """Everything that is read at one moment. Seconds throughout; `own_cpu_s` is the harness's."""

    at: float
    usage: Usage
    own_cpu_s: float
    busy_s: float
    calls: Counter[str]

    @classmethod
    def now(cls, child: Child, record: Counting) -> Instant:
        return cls(
            at=time.perf_counter(),
            usage=child.usage(),
            own_cpu_s=time.process_time(),
            busy_s=machine_busy_s(),
            calls=Counter(record.counts),
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class Proof:
    """Answers given over the whole run, those found again on disk, and the platform's rules broken, by name."""

    given: int
    stored: int
    violations: dict[str, int]


@dataclass(frozen=True, kw_only=True, slots=True)
class Figures:
    """What a run gave. Cores are processor seconds a second; `faults` must be empty for the rest to mean anything."""

    answers: int
    seconds: float
    answers_per_s: float
    p50_ms: float
    p95_ms: float
    cpu_us_per_answer: float
    first_thread_share: float
    peak_mb: float
    calls_per_answer: float
    calls: dict[str, int]
    polls_per_answer: float
    start_s: float
    harness_cores: float
    other_cores: float
    proof: Proof
    faults: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Window:
    """From one instant to another."""

    opened: Instant
    closed: Instant

    def figures(self, answered: Sequence[Answered], start_s: float, proof: Proof, faults: tuple[str, ...]) -> Figures:
        """Raises NothingMeasured when no answer falls into the window."""
        opened, closed = self.opened, self.closed
        took_ms = [one.took_s * 1000 for one in answered if opened.at <= one.at <= closed.at]
        if not took_ms:
            raise NothingMeasured("nothing was answered while it was measured: take more people")
        answers, seconds = len(took_ms), closed.at - opened.at
        calls = closed.calls - opened.calls
        polls = calls.pop(POLL, 0)
        cpu_s = closed.usage.cpu_s - opened.usage.cpu_s
        first_s = closed.usage.first_thread_s - opened.usage.first_thread_s
        own_s = closed.own_cpu_s - opened.own_cpu_s
        return Figures(
            answers=answers,
            seconds=seconds,
            answers_per_s=answers / seconds,
            p50_ms=statistics.median(took_ms),
            p95_ms=percentile(took_ms, 95),
            cpu_us_per_answer=cpu_s / answers * 1e6,
            first_thread_share=first_s / cpu_s if cpu_s else 1.0,
            peak_mb=closed.usage.peak_bytes / 2**20,
            calls_per_answer=calls.total() / answers,
            calls=dict(calls.most_common()),
            polls_per_answer=polls / answers,
            start_s=start_s,
            harness_cores=own_s / seconds,
            other_cores=max(0.0, (closed.busy_s - opened.busy_s - cpu_s - own_s) / seconds),
            proof=proof,
            faults=faults,
        )
