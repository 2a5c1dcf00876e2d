"""The prompt: everybody once, through the outbox, never after STOP or in quiet hours."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from bot.application.plan import NothingToAsk
from bot.domain.delivery import Gone, Later, OutboxState, Refused, Unsure
from bot.domain.heard import Pressed
from bot.domain.ids import FormId, StudyId
from tests.application.conftest import House
from tests.fakes import RecordingTransport, text_of

WEEKLY, CHECKIN = StudyId("weekly"), FormId("weekly-checkin")


async def prompted(house: House) -> int:
    """How many prompts staff's command queued."""
    assert not isinstance(await house.plan().ask_now(WEEKLY, CHECKIN), NothingToAsk)
    return await house.prompt()()


async def drain(house: House, transport: RecordingTransport) -> None:
    """Send all that is due, letting the clock run so that every pace is kept."""
    deliver = house.deliver(transport)
    for _ in range(20):
        await deliver.once()
        house.clock.move(timedelta(seconds=2))


async def test_everybody_is_prompted_once_however_often_it_is_asked(house: House) -> None:
    for address in ("1", "2", "3"):
        await house.joined(address)
    assert [await prompted(house), await prompted(house)] == [3, 0]
    transport = RecordingTransport()
    await drain(house, transport)
    assert sorted(address for address, _ in transport.sent) == ["1", "2", "3"]


async def test_the_prompt_says_no_question_and_its_button_begins(house: House) -> None:
    talker = await house.joined("1")
    await prompted(house)
    transport = RecordingTransport()
    await drain(house, transport)
    [(_, message)] = transport.sent
    assert message.text.text() == "Your check-in is ready."
    reply = await talker.does(Pressed(data=message.rows[0][0].data, message_id="1"))
    assert "Thank you for checking in" in text_of(reply)


async def test_somebody_who_said_stop_is_not_prompted_even_when_it_was_queued_before(house: House) -> None:
    talker = await house.joined("1")
    await prompted(house)
    await talker.says("stop")
    transport = RecordingTransport()
    await drain(house, transport)
    assert transport.sent == []
    assert await prompted(house) == 0


async def test_in_quiet_hours_the_prompt_waits_for_the_morning(house: House) -> None:
    await house.joined("1")
    house.clock.moment = datetime(2026, 11, 25, 22, 0, tzinfo=UTC)
    await prompted(house)
    transport = RecordingTransport()
    await drain(house, transport)
    assert transport.sent == []
    house.clock.moment = datetime(2026, 11, 26, 9, 1, tzinfo=UTC)
    await house.prompt()()
    await drain(house, transport)
    assert len(transport.sent) == 1


async def test_a_prompt_queued_by_day_is_not_sent_at_night_after_an_outage(house: House) -> None:
    await house.joined("1")
    house.clock.moment = datetime(2026, 11, 25, 20, 59, tzinfo=UTC)
    await prompted(house)
    house.clock.moment = datetime(2026, 11, 25, 23, 0, tzinfo=UTC)
    transport = RecordingTransport()
    await drain(house, transport)
    assert transport.sent == []


async def test_a_prompt_past_its_window_is_never_sent(house: House) -> None:
    await house.joined("1")
    await prompted(house)
    house.clock.move(timedelta(days=2, hours=1))
    transport = RecordingTransport()
    await drain(house, transport)
    assert transport.sent == []


async def test_a_blocked_chat_is_closed_at_once_and_stays_closed_until_the_person_writes(house: House) -> None:
    talker = await house.joined("1")
    await prompted(house)
    transport = RecordingTransport(results=[Gone(why="blocked")])
    await drain(house, transport)
    assert len(transport.sent) == 1
    house.clock.move(timedelta(days=7))
    assert await prompted(house) == 0
    await talker.commands("checkin")
    assert await prompted(house) == 0  # they have begun this round by themselves


async def test_what_may_have_arrived_is_not_sent_twice_and_counts_as_in_doubt(house: House) -> None:
    await house.joined("1")
    await prompted(house)
    transport = RecordingTransport(results=[Unsure(why="timeout")])
    await drain(house, transport)
    assert len(transport.sent) == 1
    counts = await house.vault.commit(lambda tx: tx.outbox_counts())
    assert counts.get(OutboxState.IN_DOUBT) == 1


async def test_too_many_requests_is_waited_out_to_the_second(house: House) -> None:
    await house.joined("1")
    await prompted(house)
    transport = RecordingTransport(results=[Later(after=timedelta(seconds=60), why="429")])
    deliver = house.deliver(transport)
    await deliver.once()
    house.clock.move(timedelta(seconds=59))
    await deliver.once()
    assert len(transport.sent) == 1
    house.clock.move(timedelta(seconds=2))
    await deliver.once()
    assert len(transport.sent) == 2


async def test_what_the_platform_refuses_for_good_is_not_tried_again(house: House) -> None:
    await house.joined("1")
    await prompted(house)
    transport = RecordingTransport(results=[Refused(why="bad request")])
    await drain(house, transport)
    assert len(transport.sent) == 1


async def test_a_form_that_is_not_asked_today_is_refused_with_why(house: House) -> None:
    house.clock.moment = datetime(2020, 1, 1, tzinfo=UTC)
    outcome = await house.plan().ask_now(WEEKLY, CHECKIN)
    assert isinstance(outcome, NothingToAsk)
    assert "today" in outcome.why
