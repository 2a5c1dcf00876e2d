"""Asks for the occurrences of a calendar in a process of its own, which is stopped when it takes too long.

A single rule can ask for one thing a second, or for the 30th of February until the year 9999; a thread that works on
it could not be stopped.
"""

from __future__ import annotations

import pickle
import subprocess
import sys
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from adapters.calendars.faults import Faults, one_fault
from bot.domain.event import Detail, Event

LIMIT = timedelta(seconds=5)  # thousands of events take one; half of what stopping Labbot may take
_ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, kw_only=True, slots=True)
class Question:
    """What begins from `start` until before `end`; a time without a zone is in `zone`. Only `show` is kept of it."""

    data: bytes
    start: datetime
    end: datetime
    zone: str
    show: frozenset[Detail]


Answer = tuple[Event, ...] | Faults


def ask(question: Question, within: timedelta = LIMIT) -> Answer:
    """The occurrences, the earliest first; or what is wrong. Never raises, and takes no longer than `within`."""
    try:
        done = subprocess.run(
            [sys.executable, "-m", "adapters.calendars"],
            cwd=_ROOT,
            input=pickle.dumps(question),
            capture_output=True,
            timeout=within.total_seconds(),
            check=True,
        )
    except subprocess.TimeoutExpired:
        return one_fault(1, "it takes too long to work out its dates", "Look for a rule that hardly ever comes true.")
    except (subprocess.CalledProcessError, OSError):
        return one_fault(1, "its dates cannot be worked out", "Take out half of the events to see which it is.")
    answered: Answer = pickle.loads(done.stdout)  # noqa: S301 - written by our own code a moment ago
    return answered
