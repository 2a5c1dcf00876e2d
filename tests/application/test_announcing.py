"""Announcements from the draft to the receipt: everybody once, whatever dies or refuses, and numbers that add up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TypeVar

import pytest

from bot.application import walking
from bot.application.announce import NotSent
from bot.application.ports import Vault, VaultTransaction
from bot.domain.announcement import KEPT_FOR, Announcement, AnnouncementState, CopyState, Draft, Receipt
from bot.domain.delivery import Gone, Later, Parcel, Priority, Queued, Refused, SendResult, Sent, Unsure
from bot.domain.ids import SLACK, TELEGRAM, AnnouncementId, ContactId, Group
from bot.domain.message import Message, Urgency
from bot.domain.participant import Contact, Decision, Reach, Standing
from bot.domain.richtext import RichText
from bot.domain.secret import Secret
from tests.application.announcing import MINUTE, SECOND, address, announcing, delivering, peopled, run
from tests.application.conftest import House
from tests.builders import a_consent, a_contact_id, a_joining, a_person_id
from tests.fakes import RecordingTransport

T = TypeVar("T")
POLICY = Draft(text="Come on Friday.", include=frozenset({Group("policy")}))
MIDNIGHT = datetime(2026, 11, 26, 0, 30, tzinfo=UTC)


async def started(house: House, draft: Draft = POLICY) -> Announcement:
    begun = await announcing(house).start(draft)
    assert isinstance(begun, Announcement)
    return begun


async def receipt(house: House, one: Announcement) -> Receipt:
    stands = await announcing(house).standing(one.id)
    assert stands is not None
    return stands.receipt


async def state(house: House, one: Announcement) -> tuple[AnnouncementState, bool]:
    stands = await announcing(house).standing(one.id)
    assert stands is not None
    return stands.announcement.state, stands.announcement.ended


def went_to(transport: RecordingTransport) -> list[str]:
    """The addresses that got the announcement, in their order."""
    return [to for to, message in transport.sent if message.text.text() == POLICY.text]


# Everybody, once.


async def test_everybody_whom_it_is_for_gets_it_once_and_the_receipt_says_so(house: House) -> None:
    await peopled(house, 30)
    await house.vault.commit(lambda tx: tx.join(a_joining(99, consents=(a_consent("announcements"),))))
    one = await started(house)
    assert await state(house, one) == (AnnouncementState.SENDING, False)
    assert (await receipt(house, one)).counts == {CopyState.WAITING: 30}
    transport = RecordingTransport()
    await run(house, transport)
    assert sorted(went_to(transport)) == sorted(address(person) for person in range(1, 31))
    assert (await receipt(house, one)).counts == {CopyState.DELIVERED: 30}
    assert await state(house, one) == (AnnouncementState.DONE, True)


async def test_the_count_beforehand_is_the_number_of_copies(house: House) -> None:
    await peopled(house, 5)
    await house.vault.commit(lambda tx: tx.join(a_joining(6, groups=("policy",), consents=(a_consent(),))))
    await house.vault.commit(lambda tx: tx.set_standing(a_person_id(2), Standing.STOPPED))
    counted = await announcing(house).count(POLICY)
    one = await started(house)
    assert (counted.targeted, counted.stopped, counted.no_consent) == (4, 1, 1)
    assert (await receipt(house, one)).targeted == counted.targeted


async def test_what_nobody_would_get_is_refused_with_why_and_leaves_nothing_behind(house: House) -> None:
    await house.vault.commit(lambda tx: tx.join(a_joining(1, groups=("policy",), consents=(a_consent(),))))
    refused = await announcing(house).start(POLICY)
    assert isinstance(refused, NotSent)
    assert refused.audience.no_consent == 1
    assert await announcing(house).sent() == ()


async def test_a_person_with_two_chats_gets_one_copy(house: House) -> None:
    await peopled(house, 2)
    second = Contact(
        id=ContactId(b"\xff" * 16), person=a_person_id(1), platform=SLACK, address=Secret("U1"), reach=Reach.OK
    )
    # Two chats of one person cannot be linked by any verb yet, but the tables already allow it.
    await house.vault.commit(lambda tx: tx._add_contact(second))  # type: ignore[attr-defined]  # see above
    one = await started(house)
    transport = RecordingTransport()
    await run(house, transport)
    assert (await receipt(house, one)).counts == {CopyState.DELIVERED: 2}
    assert len(went_to(transport)) == 2


async def test_a_walk_over_more_people_than_one_commit_takes_visits_each_once(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(walking, "STRETCH", 4)
    await peopled(house, 11)
    one = await started(house)
    assert (await receipt(house, one)).counts == {CopyState.WAITING: 4}
    assert await announcing(house)() == 2
    assert (await receipt(house, one)).counts == {CopyState.WAITING: 11}
    assert await announcing(house)() == 0


async def test_what_a_person_is_told_first_keeps_its_place_before_the_crowd(house: House) -> None:
    await peopled(house, 1)
    await started(house)
    soon = Queued(
        parcel=Parcel.PROMPT,
        platform=TELEGRAM,
        contact=a_contact_id(1),
        message=Message(text=RichText.plain("Ready."), urgency=Urgency.UNASKED),
        priority=Priority.PROMPT,
        not_before=house.clock.now(),
        expires_at=house.clock.now() + timedelta(hours=1),
        dedupe="a prompt",
    )
    await house.vault.commit(lambda tx: tx.enqueue(soon))
    transport = RecordingTransport()
    await run(house, transport, rounds=3)
    assert [message.text.text() for _, message in transport.sent] == ["Ready.", POLICY.text]


# A process that dies.


LONGEST_LIFE = 27  # commits; a death after one of them is a death before the next, so every second one is enough


class Died(Exception):
    """The process is gone."""


@dataclass
class Mortal:
    """A vault whose process dies at one of its commits: before that is done, or after, so that nobody hears of it."""

    vault: Vault
    dies_at: int
    after: bool
    commits: int = field(default=0)

    async def commit(self, work: Callable[[VaultTransaction], T]) -> T:
        self.commits += 1
        if self.commits > self.dies_at or (self.commits == self.dies_at and not self.after):
            raise Died
        result = await self.vault.commit(work)
        if self.commits >= self.dies_at:
            raise Died
        return result

    async def checkpoint(self) -> bool:
        return await self.vault.checkpoint()


async def life(house: House, vault: Vault, transport: RecordingTransport) -> None:
    """One announcement from beginning to end, in one process; it is begun unless an earlier process did so."""
    verb = announcing(house, vault)
    if not await verb.sent():
        await verb.start(POLICY)
    for _ in range(8):
        await verb()
        await delivering(house, transport, vault).once()
        house.clock.move(2 * SECOND)


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("dies_at", range(1, LONGEST_LIFE + 1, 2))
async def test_a_process_that_dies_between_any_two_commits_costs_nobody_a_copy_and_nobody_gets_two(
    house: House, monkeypatch: pytest.MonkeyPatch, dies_at: int, after: bool
) -> None:
    monkeypatch.setattr(walking, "STRETCH", 2)
    await peopled(house, 5)
    transport = RecordingTransport()
    with pytest.raises(Died):
        await life(house, Mortal(house.vault, dies_at, after), transport)
    house.clock.move(2 * MINUTE)  # the lease of whatever was in the air runs out
    await life(house, house.vault, transport)
    [stands] = await announcing(house).sent()
    got = Counter(went_to(transport))
    assert set(got.values()) <= {1}, "somebody got two"
    assert stands.announcement.ended
    assert stands.receipt.targeted == 5
    delivered, doubtful = (stands.receipt.count(one) for one in (CopyState.DELIVERED, CopyState.IN_DOUBT))
    assert delivered + doubtful == 5
    assert delivered <= len(got) <= delivered + doubtful


async def test_a_process_that_lives_as_long_as_the_longest_of_those_has_nothing_left_to_do(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(walking, "STRETCH", 2)
    await peopled(house, 5)
    with pytest.raises(Died):
        await life(house, Mortal(house.vault, dies_at=LONGEST_LIFE, after=True), RecordingTransport())
    [stands] = await announcing(house).sent()
    assert stands.announcement.ended


# Ends that are not deliveries.


async def test_every_way_a_send_can_end_is_a_line_of_the_receipt(house: House) -> None:
    await peopled(house, 4)
    one = await started(house)
    transport = RecordingTransport(results=[Gone(why="blocked"), Refused(why="form"), Unsure(why="timeout")])
    await run(house, transport)
    assert (await receipt(house, one)).counts == {
        CopyState.BLOCKED: 1,
        CopyState.FAILED: 1,
        CopyState.IN_DOUBT: 1,
        CopyState.DELIVERED: 1,
    }
    assert set(Counter(went_to(transport)).values()) == {1}, "what is in doubt was sent again"
    assert await state(house, one) == (AnnouncementState.DONE, True)


async def test_what_the_platform_puts_off_is_sent_later_and_given_up_after_a_few_tries(house: House) -> None:
    await peopled(house, 1)
    one = await started(house)
    later: list[SendResult] = [Later(after=SECOND, why="busy")] * 2
    await run(house, RecordingTransport(results=later), rounds=30)
    assert (await receipt(house, one)).counts == {CopyState.DELIVERED: 1}
    other = await started(house)
    await run(house, RecordingTransport(results=[Later(after=SECOND, why="busy")] * 9), rounds=60)
    assert (await receipt(house, other)).counts == {CopyState.FAILED: 1}


async def test_who_stops_while_it_is_sent_gets_nothing_and_is_counted_as_opted_out(house: House) -> None:
    await peopled(house, 3)
    one = await started(house)
    talker = house.talker(address(2))
    await talker.says("stop")
    transport = RecordingTransport()
    await run(house, transport)
    assert address(2) not in went_to(transport)
    assert (await receipt(house, one)).counts == {CopyState.DELIVERED: 2, CopyState.OPTED_OUT: 1}


async def test_who_blocks_the_bot_while_it_is_sent_is_counted_as_blocked(house: House) -> None:
    await peopled(house, 2)
    one = await started(house)
    await house.talker(address(1)).leaves()
    await run(house, RecordingTransport())
    assert (await receipt(house, one)).counts == {CopyState.DELIVERED: 1, CopyState.BLOCKED: 1}


async def test_who_takes_their_consent_back_before_their_copy_goes_does_not_get_it(house: House) -> None:
    await peopled(house, 2)
    one = await started(house)
    taken_back = a_consent("announcements", Decision.WITHDRAWN)
    # No verb takes a consent back yet; the tables already know how.
    await house.vault.commit(lambda tx: tx._add_consent(a_person_id(1), taken_back))  # type: ignore[attr-defined]  # see above
    transport = RecordingTransport()
    await run(house, transport)
    assert went_to(transport) == [address(2)]
    assert (await receipt(house, one)).counts == {CopyState.DELIVERED: 1, CopyState.OPTED_OUT: 1}


# Night.


async def test_where_it_is_night_a_copy_waits_for_the_morning(house: House) -> None:
    house.clock.moment = MIDNIGHT
    await peopled(house, 1)
    await house.vault.commit(
        lambda tx: tx.join(
            a_joining(2, groups=("policy",), consents=(a_consent("announcements"),), zone="America/New_York")
        )
    )
    one = await started(house)
    transport = RecordingTransport()
    await run(house, transport)
    assert went_to(transport) == [address(2)]
    assert (await receipt(house, one)).counts == {CopyState.WAITING: 1, CopyState.DELIVERED: 1}
    house.clock.moment = datetime(2026, 11, 26, 9, 0, tzinfo=UTC)
    await run(house, transport)
    assert went_to(transport) == [address(2), address(1)]
    assert await state(house, one) == (AnnouncementState.DONE, True)


async def test_a_copy_that_cannot_be_sent_for_three_days_has_expired(house: House) -> None:
    await peopled(house, 2)
    one = await started(house)
    house.clock.move(KEPT_FOR)
    transport = RecordingTransport()
    await run(house, transport)
    assert transport.sent == []
    assert (await receipt(house, one)).counts == {CopyState.EXPIRED: 2}
    assert await state(house, one) == (AnnouncementState.DONE, True)


# Cancelling.


async def test_cancelling_stops_what_is_not_in_the_air_and_the_rest_still_adds_up(house: House) -> None:
    await peopled(house, 25)
    one = await started(house)
    transport = RecordingTransport()
    await delivering(house, transport).once()
    assert await announcing(house).cancel(one.id)
    await run(house, transport)
    found = await receipt(house, one)
    assert found.count(CopyState.DELIVERED) == len(went_to(transport)) == 10
    assert found.counts == {CopyState.DELIVERED: 10, CopyState.CANCELLED: 15}
    assert await state(house, one) == (AnnouncementState.CANCELLED, True)


@dataclass(slots=True)
class Hesitant:
    """A platform during whose first sends something happens, once."""

    happens: Callable[[], Awaitable[None]]
    platform = TELEGRAM
    happened: bool = False
    sent: list[str] = field(default_factory=list)

    async def send(self, address: Secret, message: Message) -> SendResult:
        if not self.happened:
            self.happened = True
            await self.happens()
        self.sent.append(address.reveal())
        return Sent(message_id=str(len(self.sent)))

    async def edit(self, address: Secret, message_id: str, message: Message) -> SendResult:
        raise AssertionError("nothing is edited here")


async def test_what_was_in_the_air_when_it_was_cancelled_counts_as_what_became_of_it(house: House) -> None:
    await peopled(house, 25)
    one = await started(house)

    async def cancels() -> None:
        assert await announcing(house).cancel(one.id)
        assert await state(house, one) == (AnnouncementState.CANCELLED, False)

    platform = Hesitant(cancels)
    await run(house, platform)
    assert len(platform.sent) == 10
    assert (await receipt(house, one)).counts == {CopyState.DELIVERED: 10, CopyState.CANCELLED: 15}


async def test_who_was_not_visited_when_it_was_cancelled_is_counted_as_cancelled(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(walking, "STRETCH", 4)
    await peopled(house, 11)
    one = await started(house)
    assert await announcing(house).cancel(one.id)
    transport = RecordingTransport()
    await run(house, transport)
    assert transport.sent == []
    assert (await receipt(house, one)).counts == {CopyState.CANCELLED: 11}
    assert await state(house, one) == (AnnouncementState.CANCELLED, True)


async def test_what_has_ended_or_was_never_there_cannot_be_cancelled(house: House) -> None:
    await peopled(house, 1)
    one = await started(house)
    await run(house, RecordingTransport())
    assert not await announcing(house).cancel(one.id)
    assert not await announcing(house).cancel(AnnouncementId(b"?" * 16))
    assert await state(house, one) == (AnnouncementState.DONE, True)


async def test_two_announcements_do_not_get_in_each_others_way(house: House) -> None:
    await peopled(house, 6)
    first = await started(house)
    second = await started(house, Draft(text="Another.", include=None))
    assert await announcing(house).cancel(first.id)
    transport = RecordingTransport()
    await run(house, transport)
    assert {message.text.text() for _, message in transport.sent} == {"Another."}
    assert (await receipt(house, first)).counts == {CopyState.CANCELLED: 6}
    assert (await receipt(house, second)).counts == {CopyState.DELIVERED: 6}
