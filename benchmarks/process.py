"""A child process, what it uses of the machine, and what the machine is. Figures come from Linux's /proc."""

from __future__ import annotations

import os
import platform
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib import metadata
from pathlib import Path

HAS_PROC = sys.platform == "linux"
_TICKS = os.sysconf("SC_CLK_TCK") if HAS_PROC else 100  # a second
_PACKAGES = (
    "python-telegram-bot",
    "httpx",
    "slack-bolt",
    "slack-sdk",
    "aiohttp",
    "SQLAlchemy",
    "orjson",
    "ruamel.yaml",
)


class ChildEnded(Exception):
    """A process that should still run has ended; the message holds its last words."""


@dataclass(kw_only=True)
class Child:
    """A program that was started, its output kept in a file. `cpu`, when given, is the one processor it runs on."""

    popen: subprocess.Popen[bytes]
    output: Path

    @classmethod
    def start(
        cls, command: Sequence[str], *, environment: Mapping[str, str], folder: Path, cpu: int | None = None
    ) -> Child:
        output = folder / "output.txt"
        with output.open("ab") as kept:
            popen = subprocess.Popen(  # noqa: S603 - this Python, with arguments that subjects.py states
                list(command), env=dict(environment), cwd=folder, stdin=subprocess.DEVNULL, stdout=kept, stderr=kept
            )
        if cpu is not None:
            os.sched_setaffinity(popen.pid, {cpu})
        return cls(popen=popen, output=output)

    def check(self) -> None:
        """Raises ChildEnded when it has ended."""
        code = self.popen.poll()
        if code is not None:
            raise ChildEnded(f"the bot ended with code {code}; its last words:\n{self.last_words()}")

    def last_words(self) -> str:
        return "\n".join(self.output.read_text(encoding="utf-8", errors="replace").splitlines()[-20:])

    def usage(self) -> Usage:
        return Usage.of(self.popen.pid)

    def tell(self, number: signal.Signals) -> None:
        self.popen.send_signal(number)

    def kill(self) -> None:
        """End it the hard way, as a power cut would, and wait."""
        self.popen.kill()
        self.popen.wait()

    def stop(self, within_s: float = 15.0) -> None:
        """Ask it to end; after `within_s` seconds, make it."""
        if self.popen.poll() is None:
            self.popen.terminate()
            try:
                self.popen.wait(within_s)
            except subprocess.TimeoutExpired:
                self.kill()


@dataclass(frozen=True, kw_only=True, slots=True)
class Usage:
    """Processor seconds of a process and of its first thread, and the most memory it ever held, in bytes."""

    cpu_s: float = 0.0
    first_thread_s: float = 0.0
    peak_bytes: int = 0

    @classmethod
    def of(cls, pid: int) -> Usage:
        if not HAS_PROC:
            return cls()
        status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
        peak = next((line.split()[1] for line in status.splitlines() if line.startswith("VmHWM:")), "0")
        return cls(
            cpu_s=_cpu_s(Path(f"/proc/{pid}/stat")),
            first_thread_s=_cpu_s(Path(f"/proc/{pid}/task/{pid}/stat")),
            peak_bytes=int(peak) * 1024,
        )


def _cpu_s(stat: Path) -> float:
    fields = stat.read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS  # utime and stime; proc(5)


def machine_busy_s() -> float:
    """Processor seconds that all processes of this machine have used since it started."""
    if not HAS_PROC:
        return 0.0
    numbers = [int(word) for word in Path("/proc/stat").read_text(encoding="utf-8").split("\n", 1)[0].split()[1:8]]
    idle, waiting = numbers[3], numbers[4]
    return (sum(numbers) - idle - waiting) / _TICKS


@dataclass(frozen=True, slots=True)
class Moment:
    """What the machine and this process had used when something began."""

    at: float = field(default_factory=time.perf_counter)
    busy_s: float = field(default_factory=machine_busy_s)
    own_s: float = field(default_factory=time.process_time)

    def others_since(self) -> float:
        """Processors that everything but this process has kept busy since then."""
        now = Moment()
        return max(0.0, (now.busy_s - self.busy_s - now.own_s + self.own_s) / max(now.at - self.at, 1e-9))


def fsync_us(folder: Path, times: int = 100) -> float:
    """Median microseconds to make 8 kB durable in `folder`: what each commit waits for."""
    took = []
    with tempfile.TemporaryFile(dir=folder) as file:
        for _ in range(times):
            file.seek(0)
            file.write(os.urandom(8192))
            file.flush()
            began = time.perf_counter()
            os.fsync(file.fileno())
            took.append((time.perf_counter() - began) * 1e6)
    return statistics.median(took)


@dataclass(frozen=True, kw_only=True, slots=True)
class Pinning:
    """Which processor the harness runs on and which the bot; None leaves it to the system."""

    harness: int | None = None
    bot: int | None = None

    @classmethod
    def choose(cls) -> Pinning:
        """One each, when there are two to choose from."""
        if not hasattr(os, "sched_setaffinity"):
            return cls()
        allowed = sorted(os.sched_getaffinity(0))
        return cls(harness=allowed[0], bot=allowed[-1]) if len(allowed) > 1 else cls()


@dataclass(frozen=True, kw_only=True, slots=True)
class Machine:
    """What a reader needs to know of the machine. Never its name."""

    cores: int
    system: str
    python: str
    packages: dict[str, str]
    fsync_us: float
    pinning: Pinning = field(default_factory=Pinning)

    @classmethod
    def look(cls, folder: Path, pinning: Pinning) -> Machine:
        return cls(
            cores=os.cpu_count() or 1,
            system=f"{platform.system()} {platform.machine()}",
            python=f"{platform.python_implementation()} {platform.python_version()}",
            packages={name: _version(name) for name in _PACKAGES},
            fsync_us=round(fsync_us(folder)),
            pinning=pinning,
        )


def _version(package: str) -> str:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return "absent"
