"""Events: a card and reminders for everybody who wants them, once, in their own time, and never after the beginning."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import TypeVar

import pytest

from bot.application.ports import StoreUnavailable, Vault, VaultTransaction
from bot.application.remind import Remind
from bot.application.walking import STRETCH
from bot.domain.delivery import OutboxState, SendResult, Unsure
from bot.domain.event import HORIZON, Detail, Event, Timed
from bot.domain.lab import EventPlan
from bot.domain.message import Urgency
from bot.domain.participant import Decision, Reach, Standing
from tests.application.conftest import House
from tests.builders import ENGLISH, WELSH, a_consent, a_contact_id, a_joining, a_person_id
from tests.fakes import RecordingTransport

T = TypeVar("T")
DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
BEGINS = datetime(2026, 11, 26, 18, tzinfo=UTC)
SOON = BEGINS - 3 * DAY  # the card is due and no reminder is


def an_event(begins: datetime = BEGINS, key: str = "drop-in@example.org") -> Event:
    when = Timed(starts=begins, ends=begins + HOUR)
    return Event(key=key, when=when, zone="Europe/London", title="Drop-in", location="Online")


@dataclass(slots=True)
class Board:
    """``ports.Calendar`` with what a test pins to it."""

    events: list[Event] = field(default_factory=lambda: [an_event()])

    def occurrences(self, start: datetime, end: datetime) -> tuple[Event, ...]:
        return tuple(one for one in self.events if start <= one.begins < end)


@dataclass(slots=True)
class Failing:
    """A vault that goes down after so many commits."""

    vault: Vault
    commits: int

    async def commit(self, work: Callable[[VaultTransaction], T]) -> T:
        if self.commits == 0:
            raise StoreUnavailable("as the test wants it")
        self.commits -= 1
        return await self.vault.commit(work)

    async def checkpoint(self) -> bool:
        return await self.vault.checkpoint()


def verb(house: House, board: Board | None = None, *reminders: timedelta, vault: Vault | None = None) -> Remind:
    plan = EventPlan(calendar="events.ics", show=frozenset(Detail), reminders=reminders or (DAY,))
    return Remind(
        lab=replace(house.lab, events=plan), vault=vault or house.vault, clock=house.clock, calendar=board or Board()
    )


async def join(house: House, *people: int, zone: str = "Europe/London", wants: Decision = Decision.GIVEN) -> None:
    consents = (a_consent("check-ins"), a_consent("event-reminders", wants))
    for person in people:
        joining = a_joining(person, zone=zone, consents=consents)
        assert await house.vault.commit(lambda tx, joining=joining: tx.join(joining))  # type: ignore[misc]  # default


async def remind(house: House, at: datetime, board: Board | None = None, *reminders: timedelta) -> int:
    """How many messages a beat at that time queued."""
    house.clock.moment = at
    return await verb(house, board, *reminders)()


async def sent(house: House, *results: SendResult) -> list[tuple[str, str]]:
    """Send all that is due now: to which address, and what it begins with."""
    transport = RecordingTransport(results=list(results))
    deliver = house.deliver(transport)
    for _ in range(10):
        await deliver.once()
        house.clock.move(timedelta(seconds=2))
    assert all(message.urgency is Urgency.UNASKED for _, message in transport.sent)
    return sorted((address, message.text.text().split("\n")[0]) for address, message in transport.sent)


CARD, REMINDER = "An event is coming up.", "This is a reminder of an event."


async def test_everybody_who_wants_reminders_gets_the_card_and_each_reminder_once(house: House) -> None:
    await join(house, 1, 2)
    counts = [
        await remind(house, BEGINS - span) for span in (15 * DAY, HORIZON - MINUTE, 10 * DAY, DAY + HOUR, DAY, HOUR)
    ]
    assert counts == [0, 2, 0, 0, 2, 0]


async def test_beating_again_or_in_two_processes_at_once_sends_nothing_twice(house: House) -> None:
    await join(house, *range(1, 8))
    house.clock.moment = SOON
    both = await asyncio.gather(verb(house)(), verb(house)())
    assert (sum(both), await verb(house)()) == (7, 0)
    assert await sent(house) == [(str(1000 + person), CARD) for person in range(1, 8)]


async def test_only_those_who_want_reminders_take_part_and_can_be_reached_get_them(house: House) -> None:
    await join(house, *range(1, 6))
    await join(house, 6, wants=Decision.REFUSED)
    await house.vault.commit(lambda tx: tx.set_standing(a_person_id(1), Standing.STOPPED))
    await house.vault.commit(lambda tx: tx.set_standing(a_person_id(2), Standing.PAUSED))
    await house.vault.commit(lambda tx: tx.set_reach(a_contact_id(3), Reach.BLOCKED))
    await house.vault.commit(lambda tx: tx.set_reach(a_contact_id(4), Reach.GONE))
    assert await remind(house, SOON) == 1
    assert await sent(house) == [("1005", CARD)]


async def test_who_says_stop_after_it_was_queued_does_not_get_it(house: House) -> None:
    await join(house, 1)
    assert await remind(house, SOON) == 1
    await house.vault.commit(lambda tx: tx.set_standing(a_person_id(1), Standing.STOPPED))
    assert await sent(house) == []


async def test_who_joins_late_gets_only_what_is_still_ahead(house: House) -> None:
    await join(house, 1)
    assert await remind(house, SOON) == 1
    await join(house, 2)
    assert await remind(house, SOON + HOUR) == 0
    assert await remind(house, BEGINS - DAY) == 2
    await join(house, 3)
    assert await remind(house, BEGINS - HOUR) == 0


async def test_a_reminder_missed_while_the_bot_was_down_is_sent_once_while_the_event_is_ahead(house: House) -> None:
    await join(house, 1)
    assert await remind(house, BEGINS - 10 * DAY) == 1
    assert [await remind(house, BEGINS - 2 * HOUR), await remind(house, BEGINS - HOUR)] == [1, 0]
    assert REMINDER in [what for _, what in await sent(house)]


async def test_after_a_long_while_down_there_is_one_message_and_not_one_for_each_that_was_missed(house: House) -> None:
    await join(house, 1)
    assert await remind(house, BEGINS - 2 * HOUR, None, 7 * DAY, DAY, 3 * HOUR) == 1
    assert await sent(house) == [("1001", REMINDER)]


async def test_nothing_is_sent_of_an_event_that_has_begun(house: House) -> None:
    await join(house, 1)
    assert await remind(house, BEGINS) == 0
    assert await remind(house, BEGINS - HOUR) == 1
    house.clock.moment = BEGINS
    assert await sent(house) == []
    counts = await house.vault.commit(lambda tx: tx.outbox_counts())
    assert counts == {OutboxState.EXPIRED: 1}


async def test_a_reminder_of_the_night_comes_the_evening_before_also_for_who_joined_meanwhile(house: House) -> None:
    early = Board([an_event(datetime(2026, 11, 26, 8, tzinfo=UTC))])
    await join(house, 1)
    assert await remind(house, datetime(2026, 11, 20, 12, tzinfo=UTC), early) == 1
    assert await sent(house) == [("1001", CARD)]
    assert await remind(house, datetime(2026, 11, 24, 12, tzinfo=UTC), early) == 1
    assert await sent(house) == []
    house.clock.moment = datetime(2026, 11, 24, 20, 30, tzinfo=UTC)
    assert await sent(house) == [("1001", REMINDER)]
    await join(house, 2)
    assert await remind(house, datetime(2026, 11, 25, 8, tzinfo=UTC), early) == 1
    house.clock.moment = datetime(2026, 11, 25, 9, tzinfo=UTC)
    assert await sent(house) == [("1002", REMINDER)]


async def test_a_card_that_is_due_at_night_waits_for_the_readers_morning(house: House) -> None:
    await join(house, 1)
    await join(house, 2, zone="Pacific/Auckland")
    assert await remind(house, datetime(2026, 11, 20, 22, tzinfo=UTC)) == 2
    assert await sent(house) == [("1002", CARD)]
    house.clock.moment = datetime(2026, 11, 21, 9, tzinfo=UTC)
    assert await sent(house) == [("1001", CARD)]


async def test_each_reads_it_in_their_own_language_and_zone(house: House) -> None:
    await join(house, 1, zone="Europe/Paris")
    welsh = a_joining(2, consents=(a_consent("event-reminders"),))
    await house.vault.commit(lambda tx: tx.join(replace(welsh, person=replace(welsh.person, language=WELSH))))
    await remind(house, SOON)
    transport = RecordingTransport()
    await house.deliver(transport).once()
    read = {address: message.text.text() for address, message in transport.sent}
    assert "from 19:00 to 20:00. This is Paris time." in read["1001"]
    assert "o 18:00 tan 19:00." in read["1002"]
    assert {house.lab.offered(language) for language in (ENGLISH, WELSH)} == {ENGLISH, WELSH}


async def test_what_may_have_arrived_is_not_sent_twice(house: House) -> None:
    await join(house, 1)
    await remind(house, SOON)
    assert await sent(house, Unsure(why="timeout")) == [("1001", CARD)]
    assert await house.vault.commit(lambda tx: tx.outbox_counts()) == {OutboxState.IN_DOUBT: 1}


async def test_a_moved_event_is_not_announced_again_and_its_reminder_moves_with_it(house: House) -> None:
    await join(house, 1)
    board = Board()
    assert await remind(house, SOON, board) == 1
    board.events = [an_event(BEGINS + 2 * DAY)]
    assert [await remind(house, BEGINS - DAY, board), await remind(house, BEGINS + DAY, board)] == [0, 1]


async def test_two_occurrences_are_two_events(house: House) -> None:
    await join(house, 1)
    board = Board([an_event(), an_event(BEGINS + DAY, key="drop-in@example.org|2")])
    assert await remind(house, SOON, board) == 2


@pytest.mark.parametrize("commits", [1, 2])
async def test_a_visit_that_is_cut_off_is_taken_up_by_the_next_beat(house: House, commits: int) -> None:
    await house.vault.commit(
        lambda tx: [tx.join(a_joining(n, consents=(a_consent("event-reminders"),))) for n in range(STRETCH + 5)]
    )
    house.clock.moment = SOON
    with pytest.raises(StoreUnavailable):
        await verb(house, vault=Failing(house.vault, commits))()
    left = await verb(house)()
    assert left == (STRETCH + 5 if commits == 1 else 5)
    counts = await house.vault.commit(lambda tx: tx.outbox_counts())
    assert counts == {OutboxState.READY: STRETCH + 5}


async def test_a_lab_without_events_sends_none(house: House) -> None:
    await join(house, 1)
    house.clock.moment = SOON
    without = Remind(lab=replace(house.lab, events=None), vault=house.vault, clock=house.clock, calendar=Board())
    assert await without() == 0
