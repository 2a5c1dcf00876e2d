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
from collections import deque
from collections.abc import Coroutine, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.platform import Conditions, Place, Platform, Respondent
from benchmarks.process import Child, Pinning
from benchmarks.profiled import BEGIN, END
from benchmarks.subjects import Subject
from benchmarks.window import Answered, Counting, Figures, Instant, Proof, Window

JOINING_AT_ONCE = 50
STANDSTILL_S = 30.0  # without a single reply: the run has failed
START_S = 60.0  # until the bot listens


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
    platform: Platform
    plan: Plan
    folder: Path
    answers: list[Answered] = field(default_factory=list)
    record: Counting = field(default_factory=Counting)
    _last_reply: float = 0.0

    async def __call__(self) -> Figures:
        """Raises RunFailed when the bot does not start, ends early or stands still."""
        conditions = Conditions(limits=self.plan.limits, latency_s=self.plan.latency_ms / 1000, record=self.record)
        async with self.platform.open(conditions) as place:
            child, start_s = await self._started(place)
            try:
                respondents = await self._joined(place, child)
                window = await self._measured(child, respondents)
            except BaseException:
                await asyncio.to_thread(child.stop)  # a bot that ends still has something to say, and waits for answers
                raise
            await self._quiet(place)
            given = sum(one.answers for one in respondents)
            if self.plan.profiled:
                await asyncio.to_thread(child.stop)
                stored = given
            else:
                child.kill()
                stored = await self._proved(place, respondents)
            violations = dict(place.violations())
        faults = tuple(self._faults(given, stored, violations))
        return window.figures(self.answers, start_s, Proof(given=given, stored=stored, violations=violations), faults)

    # The parts of a run.

    async def _started(self, place: Place) -> tuple[Child, float]:
        began, listens = time.perf_counter(), place.watch()
        child = Child.start(
            self.subject.command(self.folder),
            environment=self.subject.environment(self.folder, place),
            folder=self.folder,
            cpu=self.plan.pinning.bot,
        )
        while not listens():
            child.check()
            if time.perf_counter() - began > START_S:
                await asyncio.to_thread(child.stop)
                raise RunFailed(f"{self.subject.name} did not listen within {START_S:.0f} s")
            await asyncio.sleep(0.005)
        return child, time.perf_counter() - began

    async def _joined(self, place: Place, child: Child) -> list[Respondent]:
        code = await asyncio.to_thread(self.subject.invite, self.folder, place, self.plan.people)
        respondents = [place.newcomer(f"P{number}", self._told) for number in range(self.plan.people)]
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
        """Do the work; when the bot ends or nothing happens for long, say so with what a screen shows."""
        everything = asyncio.gather(*work)
        self._last_reply, acts = time.perf_counter(), -1
        try:
            while not everything.done():
                await asyncio.wait([everything], timeout=1.0)
                child.check()
                if (now := sum(one.acts for one in respondents)) != acts:
                    acts = now
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

    async def _proved(self, place: Place, respondents: list[Respondent]) -> int:
        """After the kill: start anew on the same database and count what it still has."""
        child, _ = await self._started(place)
        try:
            place.ease()
            stored = await self.subject.stored(self.folder, respondents)
            await self._quiet(place)
            return stored
        finally:
            await asyncio.to_thread(child.stop)

    async def _quiet(self, place: Place, for_s: float = 0.5, within_s: float = 10.0) -> None:
        """Until the bot has confirmed everything and called nothing for a while."""
        began = calm_since = time.perf_counter()
        calls = -1
        while time.perf_counter() - calm_since < for_s and time.perf_counter() - began < within_s:
            if self.record.total_calls != calls or not place.is_calm:
                calls, calm_since = self.record.total_calls, time.perf_counter()
            await asyncio.sleep(0.05)

    def _faults(self, given: int, stored: int, violations: Mapping[str, int]) -> Iterator[str]:
        asked = self.platform.script.questions * self.plan.people
        if given != asked:
            yield f"{given} answers were given, not {asked}"
        if stored != given:
            yield f"{stored} of {given} answers were found again"
        if self.subject.strict and violations:
            yield f"rules of the platform were broken: {violations}"

    def _told(self, answered: Answered) -> None:
        self.answers.append(answered)


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
