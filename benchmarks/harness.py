"""One run of one subject: start it, let everybody join, measure while people answer, then prove what was stored.

The stand-in for the platform and the pretend people live in this process; the bot is a process of its own. A window is
measured in which the asked number of people is always at it: it opens when the first check-ins are over and closes when
nobody new is left to begin. Nobody waits between a question and its answer.
"""

from __future__ import annotations

import asyncio
import gc
import os
import time
from collections import Counter, deque
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from adapters.simulator.telegram import TelegramStandIn
from benchmarks.people import Answered, Respondent
from benchmarks.process import Child, Pinning
from benchmarks.profiled import BEGIN, END
from benchmarks.script import Script
from benchmarks.subjects import Subject
from benchmarks.window import Counting, Figures, Instant, Proof, Window

JOINING_AT_ONCE = 50
STANDSTILL_S = 30.0  # without a single reply: the run has failed
START_S = 60.0  # until the bot first asks for updates


class RunFailed(Exception):
    """A run gave no figures; the message says why."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Plan:
    """How one run goes. `latency_ms` is added to every call; `limits`: the stand-in refuses what comes too fast."""

    at_once: int
    people: int
    latency_ms: float = 0.0
    limits: bool = False
    pinning: Pinning = field(default_factory=Pinning)
    profiled: bool = False

    @property
    def warm_up(self) -> int:
        """Check-ins that are over before the window opens."""
        return max(1, min(max(self.at_once, 10), (self.people - self.at_once) // 3))


@dataclass(kw_only=True)
class Run:
    """One run. `folder` is empty and its own."""

    subject: Subject
    script: Script
    plan: Plan
    folder: Path
    answers: list[Answered] = field(default_factory=list)
    record: Counting = field(default_factory=Counting)
    _last_reply: float = 0.0

    async def __call__(self) -> Figures:
        """Raises RunFailed when the bot does not start, ends early or stands still."""
        async with TelegramStandIn(
            enforce_limits=self.plan.limits, latency_s=self.plan.latency_ms / 1000, keep_messages=50
        ) as tg:
            tg.platform.record = self.record
            child, start_s = await self._started(tg)
            try:
                respondents = await self._joined(tg, child)
                window = await self._measured(child, respondents)
            except BaseException:
                child.stop()
                raise
            await _quiet(tg)
            if self.plan.profiled:
                child.stop()
                stored = sum(one.answers for one in respondents)
            else:
                child.kill()
                stored = await self._proved(tg, respondents)
        given = sum(one.answers for one in respondents)
        violations = dict(Counter(one.rule for one in tg.violations(final=True)))
        faults = tuple(self._faults(given, stored, violations))
        return window.figures(self.answers, start_s, Proof(given=given, stored=stored, violations=violations), faults)

    # The parts of a run.

    async def _started(self, tg: TelegramStandIn) -> tuple[Child, float]:
        began = time.perf_counter()
        polls = self.record.counts["getUpdates"]
        child = Child.start(
            self.subject.command(self.folder),
            environment=self.subject.environment(self.folder, tg),
            folder=self.folder,
            cpu=self.plan.pinning.bot,
        )
        while self.record.counts["getUpdates"] == polls:
            child.check()
            if time.perf_counter() - began > START_S:
                child.stop()
                raise RunFailed(f"{self.subject.name} asked for no updates within {START_S:.0f} s")
            await asyncio.sleep(0.005)
        return child, time.perf_counter() - began

    async def _joined(self, tg: TelegramStandIn, child: Child) -> list[Respondent]:
        code = await asyncio.to_thread(self.subject.invite, self.folder, tg, self.plan.people)
        respondents = [
            Respondent(person=tg.add_person(f"P{number}"), script=self.script, told=self._told)
            for number in range(self.plan.people)
        ]
        line = deque(respondents)

        async def door() -> None:
            while line:
                await line.popleft().join(code)

        at_once = self.plan.at_once if self.plan.limits else JOINING_AT_ONCE
        await self._guarded(child, respondents, [door() for _ in range(at_once)])
        return respondents

    async def _measured(self, child: Child, respondents: list[Respondent]) -> Window:
        line, finished, instants = deque(respondents), 0, list[Instant]()

        async def chair() -> None:
            nonlocal finished
            while line:
                await line.popleft().check_in()
                finished += 1
                if finished == self.plan.warm_up:
                    self._mark(child, instants)
            if len(instants) == 1:
                self._mark(child, instants)

        with _no_collector():
            await self._guarded(child, respondents, [chair() for _ in range(self.plan.at_once)])
        return Window(opened=instants[0], closed=instants[1])

    def _mark(self, child: Child, instants: list[Instant]) -> None:
        if self.plan.profiled:
            child.tell(END if instants else BEGIN)
        instants.append(Instant.now(child, self.record))

    async def _guarded(
        self, child: Child, respondents: list[Respondent], work: list[Coroutine[None, None, None]]
    ) -> None:
        """Do the work; when the bot ends or nothing happens for long, say so with what a phone shows."""
        everything = asyncio.gather(*work)
        self._last_reply, calls = time.perf_counter(), -1
        try:
            while not everything.done():
                await asyncio.wait([everything], timeout=1.0)
                child.check()
                if self.record.acts != calls:
                    calls = self.record.acts
                    self._last_reply = time.perf_counter()
                elif not everything.done() and time.perf_counter() - self._last_reply > STANDSTILL_S:
                    raise RunFailed(self._standstill(child, respondents))
            await everything
        finally:
            everything.cancel()
            await asyncio.gather(everything, return_exceptions=True)

    def _standstill(self, child: Child, respondents: list[Respondent]) -> str:
        stuck = [one for one in respondents if one.is_waiting]
        return (
            f"{self.subject.name}: {len(stuck)} people wait for a reply that does not come; the first of them:\n"
            f"{stuck[0].state() if stuck else ''}\nThe bot's last words:\n{child.last_words()}"
        )

    async def _proved(self, tg: TelegramStandIn, respondents: list[Respondent]) -> int:
        """After the kill: start anew on the same database and count what it still has."""
        child, _ = await self._started(tg)
        try:
            tg.enforce_limits, tg.latency_s = False, 0.0
            stored = await self.subject.stored(self.folder, tg, respondents)
            await _quiet(tg)
            return stored
        finally:
            child.stop()

    def _faults(self, given: int, stored: int, violations: dict[str, int]) -> Iterator[str]:
        asked = self.script.questions * self.plan.people
        if given != asked:
            yield f"{given} answers were given, not {asked}"
        if stored != given:
            yield f"{stored} of {given} answers were found again"
        if self.subject.strict and violations:
            yield f"rules of the platform were broken: {violations}"

    def _told(self, answered: Answered) -> None:
        self.answers.append(answered)


async def _quiet(tg: TelegramStandIn, for_s: float = 0.5, within_s: float = 10.0) -> None:
    """Until the bot has confirmed every update and called nothing for a while."""
    began = calm_since = time.perf_counter()
    calls = -1
    while time.perf_counter() - calm_since < for_s and time.perf_counter() - began < within_s:
        record = tg.platform.record
        if record.total_calls != calls or tg.pending or tg.server.in_flight:
            calls, calm_since = record.total_calls, time.perf_counter()
        await asyncio.sleep(0.05)


@contextmanager
def _no_collector() -> Iterator[None]:
    """The load generator makes no rubbish in circles; its own pauses must not count as the bot's."""
    gc.collect()
    gc.freeze()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
        gc.unfreeze()


def pin_harness(pinning: Pinning) -> None:
    if pinning.harness is not None:
        os.sched_setaffinity(0, {pinning.harness})
