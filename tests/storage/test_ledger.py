"""The ledger of announcements: who is counted, what becomes of each copy, and what it must not give away."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest

from bot.application.ports import Vault, VaultTransaction
from bot.domain.announcement import Announcement, AnnouncementState, Audience, CopyState, Draft
from bot.domain.delivery import Claimed, OutboxState, Parcel, Priority
from bot.domain.ids import TELEGRAM, AnnouncementId, Group, StaffId
from bot.domain.participant import Decision, Reach, Standing
from bot.domain.staff import Role, Staff
from tests.builders import (
    A_WEDNESDAY,
    ENGLISH,
    a_consent,
    a_contact_id,
    a_joining,
    a_person_id,
    a_queued,
)
from tests.conftest import DatabaseUrls
from tests.contract.sending import LEASE, claimed, counts, queue, settle
from tests.fakes import FixedClock
from tests.storage.looking import cells

AN_ID, OTHER = AnnouncementId(b"1" * 16), AnnouncementId(b"2" * 16)
HOUR = timedelta(hours=1)
YES = (a_consent("announcements"),)


def an_announcement(
    announcement: AnnouncementId = AN_ID,
    state: AnnouncementState = AnnouncementState.SENDING,
    by: StaffId | None = None,
) -> Announcement:
    return Announcement(
        id=announcement, by=by, state=state, draft=Draft(text="Hello", include=None), started=A_WEDNESDAY
    )


def write_down(tx: VaultTransaction, people: Iterable[int], announcement: AnnouncementId = AN_ID) -> None:
    """A line and a message for each."""
    tx.add_announcement(an_announcement(announcement))
    for person in people:
        assert tx.target(announcement, a_contact_id(person), CopyState.WAITING)
        message = a_queued(f"copy {person} {announcement.hex()}", person=person, parcel=Parcel.ANNOUNCEMENT)
        tx.enqueue(replace(message, priority=Priority.BULK, announcement=announcement))


async def announced(vault: Vault, people: int = 3) -> None:
    """People number 1 to `people` have joined, agreed, and have a copy waiting."""

    def work(tx: VaultTransaction) -> None:
        for person in range(1, people + 1):
            tx.join(a_joining(person, consents=YES))
        write_down(tx, range(1, people + 1))

    await vault.commit(work)


async def lines(vault: Vault, announcement: AnnouncementId = AN_ID) -> dict[CopyState, int]:
    return dict((await vault.commit(lambda tx: tx.receipt(announcement))).counts)


async def lapse(vault: Vault, clock: FixedClock, rest: CopyState = CopyState.IN_DOUBT) -> int:
    return await vault.commit(lambda tx: tx.lapse(AN_ID, clock.now(), rest))


# Who would get it.


def peopled(tx: VaultTransaction) -> None:
    """One of each kind."""
    policy = ("policy",)
    tx.join(a_joining(1, groups=policy, consents=YES))
    tx.join(a_joining(2, groups=("policy", "north"), consents=YES))
    tx.join(a_joining(3, consents=YES))  # in no group
    tx.join(a_joining(4, groups=policy, consents=(a_consent("check-ins"),)))
    tx.join(a_joining(5, groups=policy, consents=(a_consent("announcements", Decision.REFUSED),)))
    tx.join(a_joining(6, groups=policy, consents=(*YES, a_consent("announcements", Decision.WITHDRAWN))))
    tx.join(a_joining(7, groups=policy, consents=YES))
    tx.set_standing(a_person_id(7), Standing.STOPPED)
    tx.join(a_joining(8, groups=policy, consents=YES))
    tx.set_standing(a_person_id(8), Standing.PAUSED)
    tx.join(a_joining(9, groups=policy, consents=YES))
    tx.set_reach(a_contact_id(9), Reach.BLOCKED)


def to(*include: str, without: tuple[str, ...] = ()) -> Draft:
    groups = None if include == ("all",) else frozenset(map(Group, include))
    return Draft(text="Hello", include=groups, exclude=frozenset(map(Group, without)))


@pytest.mark.parametrize(
    ("draft", "audience"),
    [
        (to("policy"), Audience(targeted=2, stopped=2, unreachable=1, no_consent=3)),
        (to("all"), Audience(targeted=3, stopped=2, unreachable=1, no_consent=3)),
        (to("policy", "north"), Audience(targeted=2, stopped=2, unreachable=1, no_consent=3)),
        (to("policy", without=("north",)), Audience(targeted=1, stopped=2, unreachable=1, no_consent=3)),
        (to("all", without=("policy", "north")), Audience(targeted=1)),
        (to("north"), Audience(targeted=1)),
        (to("q-member"), Audience()),
        (to(), Audience()),
    ],
)
async def test_everybody_whom_it_is_for_is_counted_once_with_why_they_do_not_get_it(
    vault: Vault, draft: Draft, audience: Audience
) -> None:
    await vault.commit(peopled)
    assert await vault.commit(lambda tx: tx.audience(draft)) == audience


# Announcements.


async def test_an_announcement_comes_back_as_it_was_saved(vault: Vault) -> None:
    draft = replace(
        an_announcement(state=AnnouncementState.DRAFT, by=StaffId(b"s" * 16)),
        draft=to("policy", "north", without=("q-member",)),
    )
    assert await vault.commit(lambda tx: tx.add_announcement(draft))
    assert await vault.commit(lambda tx: tx.announcement(AN_ID)) == draft
    assert await vault.commit(lambda tx: tx.draft_of(StaffId(b"s" * 16))) == draft
    later = replace(draft, draft=to("all"), state=AnnouncementState.SENDING, started=A_WEDNESDAY + HOUR)
    assert await vault.commit(lambda tx: tx.save_announcement(later, was=AnnouncementState.DRAFT))
    assert await vault.commit(lambda tx: tx.announcement(AN_ID)) == later
    assert await vault.commit(lambda tx: tx.draft_of(StaffId(b"s" * 16))) is None


async def test_a_writer_has_one_draft_and_the_command_line_as_many_as_it_likes(vault: Vault) -> None:
    mine = an_announcement(state=AnnouncementState.DRAFT, by=StaffId(b"s" * 16))
    assert await vault.commit(lambda tx: tx.add_announcement(mine))
    assert not await vault.commit(lambda tx: tx.add_announcement(replace(mine, id=OTHER)))
    nobodys = replace(mine, by=None)
    added = [
        await vault.commit(partial(lambda one, tx: tx.add_announcement(one), replace(nobodys, id=AnnouncementId(key))))
        for key in (b"3" * 16, b"4" * 16)
    ]
    assert added == [True, True]


async def test_of_two_who_send_a_draft_only_the_first_does(vault: Vault) -> None:
    draft = an_announcement(state=AnnouncementState.DRAFT)
    await vault.commit(lambda tx: tx.add_announcement(draft))
    sending = replace(draft, state=AnnouncementState.SENDING)
    assert await vault.commit(lambda tx: tx.save_announcement(sending, was=AnnouncementState.DRAFT))
    assert not await vault.commit(lambda tx: tx.save_announcement(sending, was=AnnouncementState.DRAFT))


async def test_only_a_draft_can_be_thrown_away(vault: Vault) -> None:
    await vault.commit(lambda tx: tx.add_announcement(an_announcement()))
    await vault.commit(lambda tx: tx.discard_draft(AN_ID))
    assert await vault.commit(lambda tx: tx.announcement(AN_ID)) is not None
    await vault.commit(lambda tx: tx.add_announcement(an_announcement(OTHER, AnnouncementState.DRAFT)))
    await vault.commit(lambda tx: tx.discard_draft(OTHER))
    assert await vault.commit(lambda tx: tx.announcement(OTHER)) is None


async def test_the_latest_come_first_and_drafts_not_at_all(vault: Vault) -> None:
    made = [
        replace(an_announcement(AnnouncementId(bytes([n] * 16))), started=A_WEDNESDAY + n * HOUR) for n in range(1, 5)
    ]
    made[1] = replace(made[1], state=AnnouncementState.DRAFT)
    made[2] = replace(made[2], ended=True, state=AnnouncementState.DONE)
    await vault.commit(lambda tx: [tx.add_announcement(one) for one in made])
    assert await vault.commit(lambda tx: tx.announcements()) == (made[3], made[2], made[0])
    assert await vault.commit(lambda tx: tx.announcements(2)) == (made[3], made[2])
    assert await vault.commit(lambda tx: tx.under_way()) == (made[0].id, made[3].id)


# What becomes of a copy.


async def test_a_person_has_one_line_however_often_they_are_visited(vault: Vault) -> None:
    await announced(vault, 1)
    assert not await vault.commit(lambda tx: tx.target(AN_ID, a_contact_id(1), CopyState.WAITING))
    assert await lines(vault) == {CopyState.WAITING: 1}


async def test_a_claim_says_whose_copy_it_is_and_of_what(vault: Vault, clock: FixedClock) -> None:
    await announced(vault, 1)
    [copy] = await claimed(vault, clock)
    assert (copy.announcement, copy.contact, copy.parcel) == (AN_ID, a_contact_id(1), Parcel.ANNOUNCEMENT)


async def test_what_was_delivered_is_noted_with_its_message(vault: Vault, urls: DatabaseUrls) -> None:
    await announced(vault, 2)
    await vault.commit(lambda tx: tx.delivered(AN_ID, a_contact_id(1), CopyState.DELIVERED, "777"))
    assert await lines(vault) == {CopyState.WAITING: 1, CopyState.DELIVERED: 1}
    assert "777" in [cell.value for cell in cells(urls.vault) if cell.column == "message_id"]


@pytest.mark.parametrize(
    ("happens", "became"),
    [
        (lambda tx: tx.set_standing(a_person_id(1), Standing.STOPPED), CopyState.OPTED_OUT),
        (lambda tx: tx.set_standing(a_person_id(1), Standing.PAUSED), CopyState.OPTED_OUT),
        (lambda tx: tx.set_reach(a_contact_id(1), Reach.BLOCKED), CopyState.BLOCKED),
        (lambda tx: tx.set_reach(a_contact_id(1), Reach.GONE), CopyState.BLOCKED),
    ],
)
async def test_what_happens_between_queuing_and_claiming_ends_the_copy(
    vault: Vault, clock: FixedClock, happens: Callable[[VaultTransaction], None], became: CopyState
) -> None:
    await announced(vault, 1)
    await vault.commit(happens)
    assert await claimed(vault, clock) == ()
    assert await lines(vault) == {became: 1}
    assert await counts(vault) == {OutboxState.CANCELLED: 1}


async def test_without_a_consent_to_announcements_no_copy_is_claimed_and_other_messages_are(
    vault: Vault, clock: FixedClock
) -> None:
    def work(tx: VaultTransaction) -> None:
        tx.join(a_joining(1, consents=(*YES, a_consent("announcements", Decision.WITHDRAWN))))
        write_down(tx, [1])
        tx.enqueue(a_queued("a prompt"))

    await vault.commit(work)
    [one] = await claimed(vault, clock)
    assert one.parcel is Parcel.PROMPT
    await settle(vault, clock, one)
    clock.move(timedelta(seconds=2))
    assert await claimed(vault, clock) == ()
    assert await lines(vault) == {CopyState.OPTED_OUT: 1}


@pytest.mark.parametrize(("reach", "became"), [(Reach.OK, CopyState.OPTED_OUT), (Reach.BLOCKED, CopyState.BLOCKED)])
async def test_who_stops_or_blocks_us_ends_all_their_copies_and_nobody_elses(
    vault: Vault, reach: Reach, became: CopyState
) -> None:
    await announced(vault, 2)
    await vault.commit(lambda tx: write_down(tx, [1, 2], OTHER))

    def leaves(tx: VaultTransaction) -> int:
        tx.set_reach(a_contact_id(1), reach)
        return tx.cancel_for(a_contact_id(1))

    assert await vault.commit(leaves) == 2
    for announcement in (AN_ID, OTHER):
        assert await lines(vault, announcement) == {became: 1, CopyState.WAITING: 1}


async def test_a_copy_that_arrived_stays_delivered_when_its_reader_stops(vault: Vault) -> None:
    await announced(vault, 1)
    await vault.commit(lambda tx: tx.delivered(AN_ID, a_contact_id(1), CopyState.DELIVERED, "1"))
    await vault.commit(lambda tx: tx.cancel_for(a_contact_id(1)))
    assert await lines(vault) == {CopyState.DELIVERED: 1}


# Stopping, and running out of time.


async def test_stopping_takes_out_what_waits_and_leaves_what_is_in_the_air(vault: Vault, clock: FixedClock) -> None:
    await announced(vault, 3)
    [in_the_air] = await claimed(vault, clock, limit=1)
    assert await vault.commit(lambda tx: tx.stop_copies(AN_ID)) == 2
    assert await counts(vault) == {OutboxState.CANCELLED: 2, OutboxState.SENDING: 1}
    assert await settle(vault, clock, in_the_air)


async def test_a_copy_that_is_put_back_after_the_stop_is_not_sent(vault: Vault, clock: FixedClock) -> None:
    await announced(vault, 1)
    [one] = await claimed(vault, clock)
    cancelled = an_announcement(state=AnnouncementState.CANCELLED)
    await vault.commit(lambda tx: tx.save_announcement(cancelled, was=AnnouncementState.SENDING))
    await vault.commit(lambda tx: tx.settle(one, OutboxState.READY, clock.now()))
    clock.move(timedelta(seconds=5))
    assert await claimed(vault, clock) == ()
    assert await counts(vault) == {OutboxState.CANCELLED: 1}
    assert await lapse(vault, clock, CopyState.CANCELLED) == 0
    assert await lines(vault) == {CopyState.CANCELLED: 1}


async def test_a_copy_whose_time_is_over_is_not_claimed_and_is_noted_as_expired(
    vault: Vault, clock: FixedClock
) -> None:
    await announced(vault, 2)
    clock.move(timedelta(hours=2))
    assert await claimed(vault, clock) == ()
    assert await lines(vault) == {CopyState.WAITING: 2}
    assert await lapse(vault, clock) == 0
    assert await lines(vault) == {CopyState.EXPIRED: 2}
    assert await counts(vault) == {OutboxState.EXPIRED: 2}


async def test_a_copy_whose_sender_died_is_noted_as_in_doubt_and_its_late_word_changes_nothing(
    vault: Vault, clock: FixedClock
) -> None:
    await announced(vault, 2)
    [one] = await claimed(vault, clock, limit=1)
    clock.move(LEASE)
    await claimed(vault, clock, limit=0)
    assert await counts(vault) == {OutboxState.SENDING: 1, OutboxState.READY: 1}
    assert await lapse(vault, clock) == 1
    assert await lines(vault) == {CopyState.IN_DOUBT: 1, CopyState.WAITING: 1}
    assert not await settle(vault, clock, one)
    [other] = await claimed(vault, clock)
    assert other.contact != one.contact


async def test_other_messages_run_out_of_time_as_before(vault: Vault, clock: FixedClock) -> None:
    await announced(vault, 2)
    await queue(vault, a_queued("a prompt", person=1), a_queued("another", person=2))
    taken = await claimed(vault, clock, limit=1)
    clock.move(timedelta(hours=2))
    assert await claimed(vault, clock) == ()
    assert [one.parcel for one in taken] == [Parcel.PROMPT]
    assert await counts(vault) == {OutboxState.IN_DOUBT: 1, OutboxState.EXPIRED: 1, OutboxState.READY: 2}


async def test_a_line_that_nothing_stands_for_any_more_is_settled_when_all_the_others_are(
    vault: Vault, clock: FixedClock
) -> None:
    await announced(vault, 2)
    await vault.commit(lambda tx: tx.target(AN_ID, a_contact_id(9), CopyState.WAITING))  # its day's key was lost
    assert await lapse(vault, clock) == 2
    assert await lines(vault) == {CopyState.WAITING: 3}
    for _ in range(2):
        [one] = await claimed(vault, clock, limit=1)
        await settle(vault, clock, one)
        await vault.commit(partial(arrived, one))
        clock.move(timedelta(seconds=1))
    assert await lapse(vault, clock) == 0
    assert await lines(vault) == {CopyState.DELIVERED: 2, CopyState.IN_DOUBT: 1}


def arrived(one: Claimed, tx: VaultTransaction) -> None:
    tx.delivered(AN_ID, one.contact, CopyState.DELIVERED, "1")


# Reports.


async def test_each_report_is_taken_by_one_process_until_its_time(vault: Vault, clock: FixedClock) -> None:
    ada = Staff(
        id=StaffId(b"s" * 16),
        name="Ada",
        roles=frozenset({Role.ADMIN}),
        language=ENGLISH,
        platform=TELEGRAM,
        address=a_joining().contact.address,
    )
    one = an_announcement(by=ada.id)
    await vault.commit(lambda tx: [tx.add_staff(ada), tx.add_announcement(one)])

    async def due(seconds: int = 0) -> list[str | None]:
        now = clock.now() + timedelta(seconds=seconds)
        found = await vault.commit(lambda tx: tx.reports_due(TELEGRAM, now, now + LEASE))
        return [each.progress_message for each in found]

    assert await due() == []
    await vault.commit(lambda tx: tx.reported(AN_ID, None, again=clock.now()))
    assert await due() == [None]
    assert await due(59) == []
    assert await due(60) == [None]
    await vault.commit(lambda tx: tx.reported(AN_ID, "77", again=clock.now()))
    assert await due() == ["77"]
    await vault.commit(lambda tx: tx.reported(AN_ID, "77", again=None))
    assert await due(10_000) == []


# What it must not give away.


async def test_no_value_of_a_line_stands_beside_a_message_that_waits(vault: Vault, urls: DatabaseUrls) -> None:
    await announced(vault, 3)
    found = list(cells(urls.vault))
    waits = {cell.as_bytes() for cell in found if cell.table == "outbox" and cell.column != "announcement_id"}
    line = {cell.as_bytes() for cell in found if cell.table == "delivery" and cell.column != "announcement_id"}
    assert line - {b"None", b"waiting"}
    assert waits.isdisjoint(line - {b"None"})
    assert {cell.column for cell in found if cell.table == "delivery"} == {
        "announcement_id",
        "contact_id",
        "state",
        "message_id",
    }
