"""The outbox as a few rules on a list: what the database, its keys and its indexes must come to."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.domain.delivery import OutboxState, Pace, Parcel, Queued

HELD_WITH_ITS_CHAT = timedelta(minutes=15)
"""A message put back for no longer holds up its whole chat; a longer wait is the person's night."""
SAVED = timedelta(seconds=0.1)
"""How much of its rate a lane may save up, though always one message."""


Claim = tuple[int, int]
"""Which message was taken, and the how-manieth time: tells one holder from the next."""


@dataclass(kw_only=True)
class Letter:
    """A message, the `place`-th that was queued. `claims` counts how often it was taken."""

    queued: Queued
    person: int
    place: int
    not_before: datetime
    state: OutboxState = OutboxState.READY
    claims: int = 0
    lease: datetime | None = None

    @property
    def name(self) -> str:
        return self.queued.dedupe

    @property
    def claim(self) -> Claim:
        return self.place, self.claims

    @property
    def is_notice(self) -> bool:
        return self.queued.parcel is Parcel.SERVICE

    @property
    def rank(self) -> tuple[int, datetime, int]:
        """The more urgent first, equals in order of their times, then as they were queued."""
        return self.queued.priority, self.queued.not_before, self.place

    def stands_before(self, other: Letter, now: datetime) -> bool:
        """Whether the other must wait for this one."""
        if self is other or self.person != other.person:
            return False
        waits_its_turn = self.state is OutboxState.READY and (self.not_before <= now or self.claims > 0)
        return self.state is OutboxState.SENDING or (waits_its_turn and self.rank < other.rank)


@dataclass(kw_only=True)
class Model:
    """One lane. People who are `stopped` get notices only; those who are `closed` get nothing."""

    pace: Pace
    letters: list[Letter] = field(default_factory=list)
    stopped: set[int] = field(default_factory=set)
    closed: set[int] = field(default_factory=set)
    free_at: dict[int, datetime] = field(default_factory=dict)
    hold_until: datetime | None = None
    tokens: float | None = None
    filled_at: datetime | None = None
    places: int = 0

    def enqueue(self, queued: Queued, person: int) -> bool:
        if any(one.name == queued.dedupe for one in self.letters):
            return False
        self.places += 1
        self.letters.append(Letter(queued=queued, person=person, place=self.places, not_before=queued.not_before))
        return True

    def claim(self, now: datetime, limit: int, lease: timedelta) -> list[str]:
        """The names of what may go now, in order."""
        tokens = self._filled(now)
        self._overdue(now)
        if self.hold_until is not None and now < self.hold_until:
            return []
        room = min(limit, int(tokens))
        due = [one for one in self.letters if self._may_go(one, now)]
        due.sort(key=lambda one: one.rank)
        taken = [one for one in due[:room] if self._taken(one, now, lease)]
        if room:
            self.tokens, self.filled_at = tokens - len(taken), now
        return [one.name for one in taken]

    def settle(self, name: str, claim: Claim, state: OutboxState, now: datetime, not_before: datetime | None) -> bool:
        found = [one for one in self.letters if one.name == name and one.state is OutboxState.SENDING]
        if not found or found[0].claim != claim:
            return False
        letter = found[0]
        letter.state, letter.lease = state, None
        free = [self.free_at[letter.person], now + self.pace.chat_gap]
        if state is OutboxState.READY:
            letter.not_before = not_before or now
            if letter.not_before <= now + HELD_WITH_ITS_CHAT:
                free.append(letter.not_before)
        self.free_at[letter.person] = max(free)
        return True

    def hold(self, until: datetime) -> None:
        self.hold_until = until if self.hold_until is None else max(until, self.hold_until)

    def cancel_for(self, person: int) -> int:
        unasked = [
            one for one in self.letters if one.person == person and one.state is OutboxState.READY and not one.is_notice
        ]
        for one in unasked:
            one.state = OutboxState.CANCELLED
        return len(unasked)

    def set_stopped(self, person: int, stopped: bool) -> None:
        (self.stopped.add if stopped else self.stopped.discard)(person)

    def set_closed(self, person: int, closed: bool) -> None:
        (self.closed.add if closed else self.closed.discard)(person)

    def keep_house(self, now: datetime) -> None:
        """What is settled is forgotten once it could not be sent any more."""
        self.letters = [one for one in self.letters if unfinished(one) or now < one.queued.expires_at]

    def counts(self) -> dict[OutboxState, int]:
        return dict(Counter(one.state for one in self.letters))

    def claim_on(self, name: str) -> Claim:
        """The latest claim on the message of that name."""
        return next(one.claim for one in self.letters if one.name == name)

    def _filled(self, now: datetime) -> float:
        full = max(1.0, self.pace.per_second * SAVED.total_seconds())
        if self.tokens is None or self.filled_at is None:
            self.tokens, self.filled_at = full, now
        return min(full, self.tokens + (now - self.filled_at).total_seconds() * self.pace.per_second)

    def _overdue(self, now: datetime) -> None:
        for one in self.letters:
            if one.state is OutboxState.SENDING and one.lease is not None and one.lease <= now:
                once_more = one.is_notice and one.claims == 1
                one.state, one.lease = (OutboxState.READY if once_more else OutboxState.IN_DOUBT), None
        for one in self.letters:
            if one.state is OutboxState.READY and one.queued.expires_at <= now:
                one.state = OutboxState.EXPIRED

    def _may_go(self, letter: Letter, now: datetime) -> bool:
        free_at = self.free_at.get(letter.person)
        return (
            letter.state is OutboxState.READY
            and letter.not_before <= now
            and (free_at is None or free_at <= now)
            and not any(one.stands_before(letter, now) for one in self.letters)
        )

    def _taken(self, letter: Letter, now: datetime, lease: timedelta) -> bool:
        unwanted = letter.person in self.stopped and not letter.is_notice
        if unwanted or letter.person in self.closed:
            letter.state = OutboxState.CANCELLED
            return False
        letter.state, letter.lease = OutboxState.SENDING, now + lease
        letter.claims += 1
        self.free_at[letter.person] = now + self.pace.chat_gap
        return True


def unfinished(letter: Letter) -> bool:
    return letter.state in (OutboxState.READY, OutboxState.SENDING)
