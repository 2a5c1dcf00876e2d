"""What the clock has to do about one asking: prompt, remind, warn, end. Pure; the beat does it.

Times count from the moment of the prompt. `answer_within` later nobody can begin any more; who has begun gets the
grace on top, after one warning. Both end with the wave, whose days are the lab's: somebody far to the west of it, asked
on the last evening, has less time. What was not asked in time, because the bot was down, is not asked late.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from bot.domain.lab import Asking
from bot.domain.occasion import Occasion, OccasionState


class Step(Enum):
    NOTHING = "nothing"
    PROMPT = "prompt"
    REMIND = "remind"
    #: Begun and not sent: the time is nearly over.
    WARN = "warn"
    EXPIRE = "expire"


@dataclass(frozen=True, kw_only=True, slots=True)
class Due:
    """What to do now, and when to look again; None is never."""

    step: Step
    again: datetime | None


def window_of(asked_at: datetime, asking: Asking, closes: datetime) -> datetime:
    """Until when somebody who was asked at `asked_at` can begin, in a wave that `closes` then."""
    return min(asked_at + asking.answer_within, closes - asking.grace)


def due(occasion: Occasion, asking: Asking, closes: datetime, now: datetime) -> Due:
    """What `now` asks for, in a wave that `closes` then. Without a moment of its prompt an occasion is never due."""
    asked_at = occasion.asked_at
    if asked_at is None:
        return Due(step=Step.NOTHING, again=None)
    window = window_of(asked_at, asking, closes)
    match occasion.state:
        case OccasionState.PLANNED if now >= window:
            return Due(step=Step.EXPIRE, again=None)
        case OccasionState.PLANNED if now < asked_at:
            return Due(step=Step.NOTHING, again=asked_at)
        case OccasionState.PLANNED:
            return Due(step=Step.PROMPT, again=_next(asking, asked_at, window, now))
        case OccasionState.SENT | OccasionState.UNDELIVERABLE if now >= window:
            return Due(step=Step.EXPIRE, again=None)
        case OccasionState.STARTED if now >= window + asking.grace:
            return Due(step=Step.EXPIRE, again=None)
        case OccasionState.STARTED if now >= window:
            return Due(step=Step.WARN, again=window + asking.grace)
        case OccasionState.SENT | OccasionState.STARTED:
            reminds = any(asked_at < asked_at + after <= now for after in asking.reminders)
            return Due(step=Step.REMIND if reminds else Step.NOTHING, again=_next(asking, asked_at, window, now))
        case OccasionState.UNDELIVERABLE:
            return Due(step=Step.NOTHING, again=window)
        case OccasionState.DONE | OccasionState.BAD_DAY | OccasionState.PAUSED | OccasionState.EXPIRED:
            return Due(step=Step.NOTHING, again=None)


def _next(asking: Asking, asked_at: datetime, window: datetime, now: datetime) -> datetime:
    """The next reminder after `now`, or the end of the window."""
    later = [asked_at + after for after in sorted(asking.reminders) if asked_at + after > now]
    return min([*later, window])
