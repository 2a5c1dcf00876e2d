"""The clock: everybody is asked at their own hour, reminded once, warned once, and never twice or too late."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, time, timedelta

from bot.domain import rounds
from bot.domain.heard import Pressed
from bot.domain.ids import TELEGRAM, Group
from bot.domain.occasion import Occasion, OccasionState
from bot.domain.participant import Invitation, Known
from bot.domain.schedule import Weekday, WeekTime
from bot.domain.secret import Secret
from tests.application.conftest import House
from tests.fakes import RecordingTransport, Talker, text_of

MONDAY = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
WEDNESDAY = datetime(2026, 11, 25, 12, 30, tzinfo=UTC)
SATURDAY = datetime(2026, 11, 28, 12, 0, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
READY, WAITING, CLOSES = "Your check-in is ready.", "A check-in is waiting for you.", "Your check-in closes"


async def beat(house: House, transport: RecordingTransport) -> None:
    await house.plan()()
    await house.prompt()()
    await house.deliver(transport).once()


async def until(house: House, transport: RecordingTransport, moment: datetime, step: timedelta = HOUR) -> None:
    """Let the time pass up to `moment`, beating at every step as the real loop does."""
    while house.clock.now() < moment:
        await beat(house, transport)
        house.clock.move(min(step, moment - house.clock.now()))
    await beat(house, transport)


async def on_monday(house: House, address: str = "1") -> Talker:
    house.clock.moment = MONDAY
    return await house.joined(address)


async def known(house: House, talker: Talker) -> Known:
    found = await house.vault.commit(lambda tx: tx.person_at(TELEGRAM, Secret(talker.address)))
    assert found is not None
    return found


async def occasion(house: House, talker: Talker) -> Occasion:
    person = (await known(house, talker)).person.id
    keys = rounds.answerable(house.lab, house.clock.now())
    [found] = await house.vault.commit(lambda tx: tx.occasions(person, keys))
    return found


def said(transport: RecordingTransport) -> list[str]:
    return [message.text.text() for _, message in transport.sent]


def kinds(transport: RecordingTransport) -> list[str]:
    """Which sentence each message begins with."""
    return [next(one for one in (READY, WAITING, CLOSES, text) if text.startswith(one)) for text in said(transport)]


async def press(house: House, talker: Talker, transport: RecordingTransport, label: str) -> str:
    """Press a button of the newest queued message."""
    _, message = transport.sent[-1]
    data = next(choice.data for row in message.rows for choice in row if choice.label == label)
    return text_of(await talker.does(Pressed(data=data, message_id="1")))


async def test_the_prompt_comes_at_the_labs_hour_the_reminder_a_day_later_and_then_it_ends(house: House) -> None:
    talker = await on_monday(house)
    transport = RecordingTransport()
    await until(house, transport, WEDNESDAY - timedelta(minutes=1))
    assert transport.sent == []
    await until(house, transport, WEDNESDAY)
    assert kinds(transport) == [READY]
    await until(house, transport, SATURDAY)
    assert kinds(transport) == [READY, WAITING]
    assert said(transport)[1] == "A check-in is waiting for you. You can answer it until Friday at 12:30."
    assert (await occasion(house, talker)).state is OccasionState.EXPIRED


async def test_somebody_with_an_hour_of_their_own_in_another_zone_is_asked_then(house: House) -> None:
    talker = await on_monday(house)
    other = await house.joined("2", zone="America/New_York")
    own = WeekTime(day=Weekday.THURSDAY, at=time(18, 0))
    person = (await known(house, other)).person.id
    await house.vault.commit(lambda tx: tx.set_own_time(person, own))
    later = await house.joined("3")
    assert (await known(house, later)).person.own_time is None
    transport = RecordingTransport()
    # The wave was planned for both when they joined; what was chosen after that counts from the next wave on.
    await until(house, transport, datetime(2026, 11, 30, 12, 0, tzinfo=UTC))
    transport.sent.clear()
    await until(house, transport, datetime(2026, 12, 2, 12, 30, tzinfo=UTC))
    assert sorted(address for address, _ in transport.sent) == sorted([talker.address, later.address])
    await until(house, transport, datetime(2026, 12, 3, 22, 59, tzinfo=UTC), step=timedelta(minutes=30))
    assert other.address not in [address for address, message in transport.sent if READY in message.text.text()]
    await until(house, transport, datetime(2026, 12, 3, 23, 0, tzinfo=UTC))
    assert [READY in message.text.text() for address, message in transport.sent if address == other.address] == [True]


async def test_who_has_answered_hears_nothing_more(house: House) -> None:
    talker = await on_monday(house)
    transport = RecordingTransport()
    await until(house, transport, WEDNESDAY)
    await house.answers(talker)
    await until(house, transport, SATURDAY)
    assert kinds(transport) == [READY]
    assert (await occasion(house, talker)).state is OccasionState.DONE


async def test_who_answers_before_their_hour_is_not_prompted(house: House) -> None:
    talker = await on_monday(house)
    await house.answers(talker)
    transport = RecordingTransport()
    await until(house, transport, SATURDAY)
    assert transport.sent == []


async def test_who_has_begun_is_reminded_warned_once_and_loses_what_was_not_sent(house: House) -> None:
    talker = await on_monday(house)
    transport = RecordingTransport()
    await until(house, transport, WEDNESDAY)
    await press(house, talker, transport, "Start")
    await talker.presses("Continue")
    await until(house, transport, WEDNESDAY + 2 * DAY - timedelta(minutes=1))
    assert [text.split(".")[0] for text in said(transport)[1:]] == ["Your check-in is waiting where you left it"]
    await until(house, transport, WEDNESDAY + 2 * DAY)
    assert kinds(transport)[-1] == CLOSES
    assert "14:30" in said(transport)[-1]
    assert (await occasion(house, talker)).talk is not None
    await until(house, transport, WEDNESDAY + 2 * DAY + 2 * HOUR)
    ended = await occasion(house, talker)
    assert (ended.state, ended.talk) == (OccasionState.EXPIRED, None)
    assert kinds(transport).count(CLOSES) == 1


async def test_the_last_answer_can_still_be_given_in_the_grace(house: House) -> None:
    talker = await on_monday(house)
    transport = RecordingTransport()
    await until(house, transport, WEDNESDAY)
    await press(house, talker, transport, "Start")
    await until(house, transport, WEDNESDAY + 2 * DAY + HOUR)
    for label in ("Continue", "6", "Yes", "Resting", "Fairly good", "5", "Skip", "Send"):
        await talker.presses(label)
    await until(house, transport, SATURDAY)
    assert (await occasion(house, talker)).state is OccasionState.DONE


async def test_later_changes_nothing_and_not_today_ends_it_kindly_until_they_come_by_themselves(house: House) -> None:
    talker = await on_monday(house)
    transport = RecordingTransport()
    await until(house, transport, WEDNESDAY)
    assert "waits" in await press(house, talker, transport, "Later")
    assert (await occasion(house, talker)).state is OccasionState.SENT
    assert "fine" in await press(house, talker, transport, "Not today")
    assert (await occasion(house, talker)).state is OccasionState.BAD_DAY
    await until(house, transport, WEDNESDAY + DAY + HOUR)
    assert kinds(transport) == [READY], "nobody is reminded of a bad day"
    await house.answers(talker)
    assert (await occasion(house, talker)).state is OccasionState.DONE


async def test_beating_in_two_processes_at_once_prompts_everybody_once(house: House) -> None:
    for address in ("1", "2", "3", "4", "5"):
        await on_monday(house, address)
    house.clock.moment = WEDNESDAY
    for _ in range(3):
        await asyncio.gather(house.plan()(), house.plan()(), house.prompt()(), house.prompt()())
    transport = RecordingTransport()
    await until(house, transport, WEDNESDAY + HOUR, step=timedelta(seconds=10))
    assert sorted(address for address, _ in transport.sent) == ["1", "2", "3", "4", "5"]


async def test_a_bot_that_was_down_asks_late_inside_the_window_and_never_after_it(house: House) -> None:
    talker = await on_monday(house)
    house.clock.moment = WEDNESDAY + 20 * HOUR + timedelta(minutes=45)
    transport = RecordingTransport()
    await until(house, transport, WEDNESDAY + 21 * HOUR)
    assert kinds(transport) == [READY]
    other = await house.joined("2")
    assert other is not talker
    house.clock.moment = datetime(2026, 12, 5, 12, 0, tzinfo=UTC)
    transport.sent.clear()
    await until(house, transport, datetime(2026, 12, 6, 20, 0, tzinfo=UTC))
    assert transport.sent == [], "the second wave's window was over before the bot came back"


async def test_quiet_hours_move_a_reminder_to_the_morning(house: House) -> None:
    house.clock.moment = MONDAY
    talker = await house.joined("1", zone="Asia/Tokyo")
    person = (await known(house, talker)).person.id
    await house.vault.commit(lambda tx: tx.set_own_time(person, WeekTime(day=Weekday.TUESDAY, at=time(20, 55))))
    house.clock.moment = datetime(2026, 12, 1, 0, 0, tzinfo=UTC)
    transport = RecordingTransport()
    tuesday = datetime(2026, 12, 1, 11, 55, tzinfo=UTC)  # 20:55 in Tokyo
    await until(house, transport, tuesday + timedelta(minutes=4), step=timedelta(minutes=1))
    assert kinds(transport) == [READY]
    house.clock.moment = tuesday + DAY + timedelta(minutes=20)  # the beat was late, and now it is 21:15 in Tokyo
    await until(house, transport, datetime(2026, 12, 2, 23, 50, tzinfo=UTC), step=timedelta(minutes=10))
    assert kinds(transport) == [READY]
    await until(house, transport, datetime(2026, 12, 3, 0, 10, tzinfo=UTC), step=timedelta(minutes=5))
    assert kinds(transport) == [READY, WAITING]


async def test_stop_before_the_hour_means_no_prompt(house: House) -> None:
    talker = await on_monday(house)
    transport = RecordingTransport()
    await until(house, transport, MONDAY + HOUR)
    await talker.says("stop")
    await until(house, transport, SATURDAY)
    assert transport.sent == []
    assert (await occasion(house, talker)).state is OccasionState.PAUSED


async def test_a_test_team_is_asked_its_own_form_on_its_own_day(house: House) -> None:
    team = Invitation(code="team", groups=frozenset({Group("test-team-north")}), uses_left=5, last_day=None)
    await house.vault.commit(lambda tx: tx.add_invitation(team))
    house.clock.moment = MONDAY
    await house.joined("1", code="team")
    await house.joined("2")
    transport = RecordingTransport()
    await until(house, transport, datetime(2026, 11, 27, 15, 0, tzinfo=UTC))
    friday = [address for address, message in transport.sent[2:] if READY in message.text.text()]
    assert friday == ["1"]


async def test_planning_a_wave_is_one_walk_and_then_costs_nothing(house: House) -> None:
    house.clock.moment = MONDAY
    for address in ("1", "2", "3"):
        await house.joined(address)
    house.clock.moment = MONDAY + timedelta(weeks=1)
    assert await house.plan()() == 3
    assert await house.plan()() == 0
    walk = await house.vault.commit(lambda tx: tx.walk("plan|weekly|2|weekly-checkin|0"))
    assert walk.over


async def test_every_button_of_a_prompt_and_of_what_follows_it_can_be_typed(house: House) -> None:
    talker = await on_monday(house)
    transport = RecordingTransport()
    await until(house, transport, WEDNESDAY)
    assert "Thank you for checking in" in text_of(await talker.says("checkin"))
    assert "waits where you left it" in text_of(await talker.says("later"))
    assert "Thank you for checking in" in text_of(await talker.says("Go on"))
    assert "waits where you left it" in text_of(await talker.says("Not today")), "what was begun is kept"
    other = await house.joined("2")
    assert "could not place" in text_of(await other.says("not today")), "nothing was asked of them"


async def test_not_today_typed_leaves_out_what_was_asked(house: House) -> None:
    talker = await on_monday(house)
    transport = RecordingTransport()
    await until(house, transport, WEDNESDAY)
    assert "That is fine" in text_of(await talker.says("not today"))
    assert (await occasion(house, talker)).state is OccasionState.BAD_DAY


async def test_hello_shows_what_can_be_typed(house: House) -> None:
    talker = await on_monday(house)
    assert "CHECKIN" in text_of(await talker.says("Hello"))
