"""Runs a program under a profiler of the standard library, switched on and off from outside by a signal.

    python -m benchmarks.profiled {samples|calls} OUT -m bot run

`samples` looks at the stack after every millisecond or so of processor time: cheap, true in shares, and sees every
thread. `calls` is cProfile: it counts calls, and makes everything slower, small functions most.
The result is written to OUT when the program ends. Needs a system with SIGPROF (not Windows).
"""

from __future__ import annotations

import atexit
import cProfile
import json
import pstats
import runpy
import signal
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from types import FrameType

BEGIN, END = (getattr(signal, name, signal.SIGTERM) for name in ("SIGUSR1", "SIGUSR2"))
EVERY_S = 0.002
_DEEPEST = 60  # frames kept of a stack, innermost first


class Samples:
    """Counts whole stacks, innermost frame first, each frame as ``file:function:line``."""

    def __init__(self, out: str) -> None:
        self.out = out
        self.stacks: Counter[tuple[str, ...]] = Counter()
        self._first = threading.get_ident()

    def begin(self) -> None:
        signal.signal(signal.SIGPROF, self._look)
        signal.siginterrupt(signal.SIGPROF, False)
        signal.setitimer(signal.ITIMER_PROF, EVERY_S, EVERY_S)

    def end(self) -> None:
        signal.setitimer(signal.ITIMER_PROF, 0)

    def write(self) -> None:
        with open(self.out, "w", encoding="utf-8") as file:
            json.dump([[list(stack), count] for stack, count in self.stacks.most_common()], file)

    def _look(self, _number: int, frame: FrameType | None) -> None:
        """The first thread runs this. When it was only waiting, another thread used the processor."""
        stack = _stack(frame)
        if stack and _name(stack[0]) == "select":
            others = (_stack(it) for thread, it in sys._current_frames().items() if thread != self._first)
            busy = [("(other thread)", *other) for other in others if other and not _waits(other[0])]
            self.stacks[busy[0] if busy else ("(waiting):select:0",)] += 1
        else:
            self.stacks[stack] += 1


class Calls:
    """cProfile of every thread, in processor time: the first from `begin` to `end`, the others all their life."""

    def __init__(self, out: str) -> None:
        self.out = out
        self._profile = cProfile.Profile(time.thread_time)
        self._others: list[cProfile.Profile] = []
        self._run = threading.Thread.run
        threading.Thread.run = self._profiled_run()  # type: ignore[method-assign, assignment]  # every thread begins there

    def begin(self) -> None:
        self._profile.enable()

    def end(self) -> None:
        self._profile.disable()

    def write(self) -> None:
        """The first thread to OUT, the others together to OUT.others."""
        self._profile.dump_stats(self.out)
        if self._others:
            first, *rest = self._others
            pstats.Stats(first, *rest).dump_stats(f"{self.out}.others")

    def _profiled_run(self) -> Callable[[threading.Thread], None]:
        run, others = self._run, self._others

        def profiled(thread: threading.Thread) -> None:
            profile = cProfile.Profile(time.thread_time)
            try:
                profile.runcall(run, thread)
            finally:
                others.append(profile)

        return profiled


def _stack(frame: FrameType | None) -> tuple[str, ...]:
    found: list[str] = []
    while frame is not None and len(found) < _DEEPEST:
        code = frame.f_code
        found.append(f"{code.co_filename}:{code.co_qualname}:{frame.f_lineno}")
        frame = frame.f_back
    return tuple(found)


def _waits(place: str) -> bool:
    return _name(place) in {"wait", "_wait_for_tstate_lock", "get", "_gather", "_worker", "acquire"}


def _name(place: str) -> str:
    """The function's own name, without its class."""
    return place.split(":")[1].rpartition(".")[2]


def main(kind: str, out: str, module: str, arguments: list[str]) -> None:
    profiler: Samples | Calls = Samples(out) if kind == "samples" else Calls(out)
    signal.signal(BEGIN, lambda *_: profiler.begin())
    signal.signal(END, lambda *_: profiler.end())
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())  # for a program that minds no signal: the end must write
    atexit.register(profiler.write)
    sys.argv = [module, *arguments]
    runpy.run_module(module, run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[4], sys.argv[5:])
