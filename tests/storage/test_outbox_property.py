"""Whatever is queued, sent, lost, stopped and waited for, the outbox does what a few rules on a list say."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from enum import Enum, auto
from functools import partial
from pathlib import Path
from typing import ClassVar, TypeVar, assert_never

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, multiple, rule, run_state_machine_as_test

from bot.application.ports import VaultTransaction
from bot.domain.delivery import Claimed, OutboxState, Pace, Parcel, Priority, Queued
from bot.domain.ids import TELEGRAM
from bot.domain.participant import Reach, Standing
from storage.engine import make_engine
from storage.keyring import FolderKeyring
from storage.rows import Rows
from storage.vault.store import SqlTransaction
from tests.builders import a_contact_id, a_joining, a_person_id, a_queued
from tests.conftest import DatabaseUrls
from tests.contract.databases import emptied
from tests.fakes import FixedClock
from tests.storage.outbox_model import Claim, Model

T = TypeVar("T")

PEOPLE = (1, 2)
# Rates, gaps and steps in halves, quarters and so on of a second, so that both sides count in exact numbers.
PACE = Pace(per_second=20, chat_gap=timedelta(seconds=1.0625))
LEASE = timedelta(seconds=60)
STEPS = [timedelta(seconds=s) for s in (0, 0.0625, 1.0625, 5, 61, 20 * 60)]
WAITS = [timedelta(seconds=s) for s in (1, 30, 16 * 60)]

people = st.sampled_from(PEOPLE)


drafts = st.builds(
    lambda name, parcel, priority: a_queued(name, parcel=parcel, priority=priority),
    st.sampled_from("abcdefghijklmnopqrstuvwxyz"),
    st.sampled_from(Parcel),
    st.sampled_from(Priority),
)
delays = st.sampled_from([timedelta(0), timedelta(0), *WAITS])
lives = st.sampled_from([timedelta(seconds=40), timedelta(hours=2), timedelta(days=3)])
outcomes = st.sampled_from([OutboxState.SENT, OutboxState.READY, OutboxState.REFUSED, OutboxState.IN_DOUBT])
steps = st.sampled_from(STEPS)
limits = st.integers(1, 4)
waits = st.none() | st.sampled_from(WAITS)


def enqueued(message: Queued, tx: VaultTransaction) -> bool:
    return tx.enqueue(message)


class Rare(Enum):
    NEXT_DAY = auto()
    HOUSEKEEPING = auto()
    LANE_HELD = auto()
    CANCELLED = auto()
    STOPPED = auto()
    STARTED = auto()
    CLOSED = auto()
    OPENED = auto()


class Outbox(RuleBasedStateMachine):
    """The vault's outbox beside the model. Each act is a transaction of its own."""

    held = Bundle("held")
    """What was claimed, also long ago: whoever holds it may report at any time."""

    urls: ClassVar[DatabaseUrls]
    folder: ClassVar[Path]

    def __init__(self) -> None:
        super().__init__()
        self.clock = FixedClock()
        self.keyring = FolderKeyring.create(Path(tempfile.mkdtemp(dir=self.folder)))
        self.connection = make_engine(emptied(self.urls).vault).connect()
        self.model = Model(pace=PACE)
        self.queued = 0
        self.commit(lambda tx: [tx.join(a_joining(person)) for person in PEOPLE])

    def teardown(self) -> None:
        self.connection.close()

    def commit(self, work: Callable[[VaultTransaction], T]) -> T:
        """What the vault's writer does for a lone work, without its thread."""
        with self.connection.begin():
            transaction = SqlTransaction(Rows(self.connection), self.keyring, self.clock)
            result = work(transaction)
        for act in transaction.afterwards():
            act()
        return result

    @rule(drafts=st.lists(drafts, min_size=1, max_size=3), person=people, delay=delays, lives=lives)
    def somebody_queues(self, drafts: list[Queued], person: int, delay: timedelta, lives: timedelta) -> None:
        """One or more messages of the same moment to one chat."""
        self.queued += 1  # a microsecond later each time, so that two chats never have the same turn
        due = self.clock.now() + delay - timedelta(microseconds=1000 - self.queued)
        for draft in drafts:
            message = replace(draft, contact=a_contact_id(person), not_before=due, expires_at=due + lives)
            assert self.commit(partial(enqueued, message)) == self.model.enqueue(message, person)

    @rule(step=steps, limit=limits, state=outcomes, wait=waits)
    def somebody_sends(self, step: timedelta, limit: int, state: OutboxState, wait: timedelta | None) -> None:
        """A while later: claims, and reports on everything at once."""
        for name, claim, claimed in self.claim(step, limit):
            self.report(name, claim, claimed, state, wait)

    @rule(target=held, step=steps, limit=limits)
    def somebody_claims(self, step: timedelta, limit: int) -> object:
        """A while later: claims, and has yet to report."""
        return multiple(*self.claim(step, limit))

    @rule(one=held, state=outcomes, wait=waits)
    def its_holder_reports(self, one: tuple[str, Claim, Claimed], state: OutboxState, wait: timedelta | None) -> None:
        self.report(*one, state, wait)

    def claim(self, step: timedelta, limit: int) -> list[tuple[str, Claim, Claimed]]:
        self.clock.move(step)
        now = self.clock.now()
        taken = self.commit(lambda tx: tx.claim(TELEGRAM, now, PACE, limit, LEASE))
        said = [one.message.text.text() for one in taken]
        assert said == self.model.claim(now, limit, LEASE)
        return [(name, self.model.claim_on(name), one) for name, one in zip(said, taken, strict=True)]

    def report(self, name: str, claim: Claim, claimed: Claimed, state: OutboxState, wait: timedelta | None) -> None:
        now = self.clock.now()
        later = None if wait is None else now + wait
        settled = self.commit(lambda tx: tx.settle(claimed, state, now, later))
        assert settled == self.model.settle(name, claim, state, now, later)

    @rule(rare=st.sampled_from(Rare), person=people, wait=st.sampled_from(WAITS))
    def something_rare_happens(self, rare: Rare, person: int, wait: timedelta) -> None:
        now = self.clock.now()
        match rare:
            case Rare.NEXT_DAY:
                self.clock.move(timedelta(days=1))
            case Rare.HOUSEKEEPING:
                self.commit(lambda tx: tx.renew_day_keys(now.date()))
                self.model.keep_house(now)
            case Rare.LANE_HELD:
                self.commit(lambda tx: tx.hold_lane(TELEGRAM, now + wait))
                self.model.hold(now + wait)
            case Rare.CANCELLED:
                cancelled = self.commit(lambda tx: tx.cancel_for(a_contact_id(person)))
                assert cancelled == self.model.cancel_for(person)
            case Rare.STOPPED | Rare.STARTED:
                standing = Standing.STOPPED if rare is Rare.STOPPED else Standing.ACTIVE
                self.commit(lambda tx: tx.set_standing(a_person_id(person), standing))
                self.model.set_stopped(person, rare is Rare.STOPPED)
            case Rare.CLOSED | Rare.OPENED:
                reach = Reach.BLOCKED if rare is Rare.CLOSED else Reach.OK
                self.commit(lambda tx: tx.set_reach(a_contact_id(person), reach))
                self.model.set_closed(person, rare is Rare.CLOSED)
            case _:
                assert_never(rare)

    @invariant()
    def both_count_the_same(self) -> None:
        assert self.commit(lambda tx: tx.outbox_counts()) == self.model.counts()

    @invariant()
    def a_lane_is_due_as_long_as_something_is_unfinished(self) -> None:
        due = self.commit(lambda tx: tx.next_due(TELEGRAM, self.clock.now()))
        counts = self.model.counts()
        assert (due is not None) == bool({OutboxState.READY, OutboxState.SENDING} & set(counts))


@pytest.mark.timeout(600)  # two thousand runs, which is what the profile for the night has, take two minutes
def test_the_outbox_does_what_the_model_says(urls: DatabaseUrls, tmp_path: Path) -> None:
    class Here(Outbox):
        pass

    Here.urls, Here.folder = urls, tmp_path
    examples = settings().max_examples
    bounds = settings(max_examples=examples if urls.engine == "sqlite" else examples // 4, stateful_step_count=40)
    run_state_machine_as_test(Here, settings=bounds)
