"""Events: which notices they bring and when, in every zone and across both changes of the clocks, and what they say."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.domain.event import HORIZON, AllDay, Event, Notice, Stage, Telling, Timed, due, notices, text
from bot.domain.quiet import DEFAULT_QUIET_HOURS, QuietHours
from tests.builders import words

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
LONDON = "Europe/London"
ZONES = st.sampled_from(sorted(available_timezones() - {"Factory", "localtime"}))
FORWARD, BACK = datetime(2026, 3, 29, 1, tzinfo=UTC), datetime(2026, 10, 25, 1, tzinfo=UTC)
"""The instants at which London's clocks change."""

AROUND_A_CHANGE = st.builds(
    lambda change, minutes: change + timedelta(minutes=minutes),
    st.sampled_from((FORWARD, BACK)),
    st.integers(-4 * 24 * 60, 4 * 24 * 60),
)
SPANS = st.lists(
    st.sampled_from((7 * DAY, 2 * DAY, DAY, 12 * HOUR, 8 * HOUR, 2 * HOUR, HOUR)), unique=True, max_size=4
).map(tuple)


def london(said: str) -> datetime:
    """The instant of a wall time in London."""
    return datetime.fromisoformat(said).replace(tzinfo=ZoneInfo(LONDON)).astimezone(UTC)


def an_event(starts: str | datetime = "2026-11-26 18:00", hours: float = 1, zone: str = LONDON) -> Event:
    begins = london(starts) if isinstance(starts, str) else starts
    when = Timed(starts=begins, ends=begins + hours * HOUR)
    return Event(key="drop-in@example|1", when=when, zone=zone, title="Drop-in")


def a_day(first: date, last: date | None = None) -> Event:
    return Event(key="day@example", when=AllDay(first=first, last=last or first), zone=LONDON, title="Learning day")


def names(found: tuple[Telling, ...]) -> list[tuple[str, Stage]]:
    return [(one.name.split("|")[2], one.stage) for one in found]


def reminded(event: Event, *reminders: timedelta, nth: int = 1) -> Notice:
    """The `nth` notice, of which 0 is the card."""
    return notices(event, reminders)[nth]


# Which notices there are.


def test_the_card_comes_two_weeks_ahead_and_each_reminder_at_its_span() -> None:
    event = an_event()
    assert [one.at for one in notices(event, (HOUR, DAY))] == [
        event.begins - HORIZON,
        event.begins - DAY,
        event.begins - HOUR,
    ]


@pytest.mark.parametrize("change", ["2026-03-29 09:00", "2026-10-25 09:00"])
def test_a_day_before_keeps_its_hour_when_the_clocks_change_and_an_hour_before_is_an_hour(change: str) -> None:
    event = an_event(change)
    day_before = event.before(DAY).astimezone(ZoneInfo(LONDON))
    assert (day_before.time(), day_before.date()) == (time(9), event.begins.date() - DAY)
    assert event.begins - event.before(HOUR) == HOUR


def test_whole_days_are_taken_to_begin_at_nine_in_the_zone_of_their_calendar() -> None:
    assert a_day(date(2026, 7, 2)).begins == datetime(2026, 7, 2, 8, tzinfo=UTC)
    assert a_day(date(2026, 12, 2)).begins == datetime(2026, 12, 2, 9, tzinfo=UTC)


def test_a_notice_has_a_name_that_says_nothing_of_the_event_and_stays_when_it_moves() -> None:
    before, after = an_event(), an_event("2026-11-27 10:00")
    assert [one.name for one in notices(before, (DAY,))] == [one.name for one in notices(after, (DAY,))]
    assert "drop-in" not in "".join(one.name for one in notices(before, (DAY,)))
    other = replace(before, key="drop-in@example|2")
    assert {one.name for one in notices(before, (DAY,))}.isdisjoint(one.name for one in notices(other, (DAY,)))


# What is due.


@pytest.mark.parametrize(
    ("ahead", "expected"),
    [
        (15 * DAY, []),
        (14 * DAY, [("card", Stage.ON_TIME)]),
        (3 * DAY, [("card", Stage.ON_TIME)]),
        (2 * DAY, [("card", Stage.ON_TIME), ("1440m", Stage.EARLY)]),
        (25 * HOUR, [("card", Stage.ON_TIME), ("1440m", Stage.EARLY), ("60m", Stage.EARLY)]),
        (DAY, [("1440m", Stage.ON_TIME), ("60m", Stage.EARLY)]),
        (HOUR, [("60m", Stage.ON_TIME)]),
        (timedelta(seconds=1), [("60m", Stage.ON_TIME)]),
        (timedelta(0), []),
        (-HOUR, []),
    ],
)
def test_of_notices_whose_time_has_come_only_the_last_is_due(
    ahead: timedelta, expected: list[tuple[str, Stage]]
) -> None:
    event = an_event()
    assert names(due(event, (DAY, HOUR), event.begins - ahead)) == expected


# When somebody gets it.


@pytest.mark.parametrize(
    ("starts", "span", "expected"),
    [
        ("2026-11-26 18:00", DAY, "2026-11-25 18:00"),
        ("2026-11-26 08:30", DAY, "2026-11-24 20:30"),
        ("2026-11-26 09:30", HOUR, "2026-11-25 20:30"),
        ("2026-11-26 21:00", DAY, "2026-11-25 20:30"),
    ],
)
def test_a_reminder_that_would_fall_in_the_night_comes_the_evening_before(
    starts: str, span: timedelta, expected: str
) -> None:
    assert reminded(an_event(starts), span).moment(DEFAULT_QUIET_HOURS, LONDON) == london(expected)


def test_a_card_waits_for_the_morning() -> None:
    card = reminded(an_event("2026-11-26 23:00"), nth=0)
    assert card.moment(DEFAULT_QUIET_HOURS, LONDON) == london("2026-11-13 09:00")


def test_the_first_visit_is_only_for_those_whose_night_moves_it_earlier() -> None:
    event = an_event("2026-11-26 18:00")
    now = event.begins - 2 * DAY
    [early] = [one for one in due(event, (DAY,), now) if one.stage is Stage.EARLY]
    assert early.send_at(DEFAULT_QUIET_HOURS, LONDON, now) is None
    auckland = early.send_at(DEFAULT_QUIET_HOURS, "Pacific/Auckland", now)
    assert auckland == datetime(2026, 11, 25, 20, 30, tzinfo=ZoneInfo("Pacific/Auckland"))


def test_what_was_missed_is_sent_at_the_next_waking_moment_before_it_begins_and_never_after() -> None:
    event = an_event("2026-11-26 10:00")

    def sent(now: str) -> list[datetime | None]:
        found = due(event, (DAY,), london(now))
        return [one.send_at(DEFAULT_QUIET_HOURS, LONDON, london(now)) for one in found]

    assert sent("2026-11-25 15:00") == [london("2026-11-25 15:00")]
    assert sent("2026-11-26 03:00") == [london("2026-11-26 09:00")]
    assert sent("2026-11-26 10:00") == []
    night = an_event("2026-11-26 08:00")
    [last] = due(night, (DAY,), london("2026-11-26 03:00"))
    assert last.send_at(DEFAULT_QUIET_HOURS, LONDON, london("2026-11-26 03:00")) is None


def test_two_reminders_that_move_to_the_same_evening_are_one() -> None:
    event = an_event("2026-11-26 09:30")
    now = london("2026-11-25 12:00")
    found = [one.send_at(DEFAULT_QUIET_HOURS, LONDON, now) for one in due(event, (8 * HOUR, 2 * HOUR), now)]
    assert [one for one in found if one is not None] == [now, london("2026-11-25 20:30")]


@given(begins=AROUND_A_CHANGE, zone=ZONES, reader=ZONES, spans=SPANS, ago=st.integers(0, 15 * 24 * 60))
@example(begins=FORWARD, zone=LONDON, reader=LONDON, spans=(DAY, HOUR), ago=60)
@example(begins=BACK, zone=LONDON, reader=LONDON, spans=(DAY, HOUR), ago=60)
def test_nothing_is_ever_sent_in_the_night_in_the_past_or_after_the_beginning(
    begins: datetime, zone: str, reader: str, spans: tuple[timedelta, ...], ago: int
) -> None:
    event, now = an_event(begins, zone=zone), begins - timedelta(minutes=ago)
    sent = [one.send_at(DEFAULT_QUIET_HOURS, reader, now) for one in due(event, spans, now)]
    for at in filter(None, sent):
        assert now <= at < begins
        assert not DEFAULT_QUIET_HOURS.covers(at.astimezone(ZoneInfo(reader)).time())


@given(begins=AROUND_A_CHANGE, zone=ZONES, reader=ZONES, spans=SPANS)
def test_who_is_there_from_the_start_gets_each_notice_at_most_once_and_no_two_at_once(
    begins: datetime, zone: str, reader: str, spans: tuple[timedelta, ...]
) -> None:
    event = an_event(begins, zone=zone)
    queued: dict[str, datetime] = {}
    now = begins - HORIZON - DAY
    while now < begins:
        for one in due(event, spans, now):
            at = one.send_at(DEFAULT_QUIET_HOURS, reader, now)
            if at is not None:
                queued.setdefault(one.notice.name, at)
        now += HOUR
    assert len(set(queued.values())) == len(queued)
    assert queued, "two weeks are enough to hear of it once"


@given(
    moment=AROUND_A_CHANGE,
    zone=ZONES,
    begins=st.times().map(lambda at: at.replace(second=0, microsecond=0)),
    ends=st.times().map(lambda at: at.replace(second=0, microsecond=0)),
)
@example(moment=FORWARD + timedelta(minutes=40), zone=LONDON, begins=time(1, 30), ends=time(5))
@example(moment=BACK + timedelta(minutes=40), zone=LONDON, begins=time(1, 30), ends=time(5))
@example(moment=FORWARD, zone=LONDON, begins=time(12), ends=time(11, 59))
def test_the_last_waking_moment_is_never_quiet_and_never_later(
    moment: datetime, zone: str, begins: time, ends: time
) -> None:
    quiet = QuietHours(begins=begins, ends=ends)
    found = quiet.last_waking(moment, zone)
    assert found <= moment
    assert not quiet.covers(found.astimezone(ZoneInfo(zone)).time())
    assert (found == moment) is not quiet.covers(moment.astimezone(ZoneInfo(zone)).time())


# What it says.


def said(event: Event, zone: str = LONDON, language: str = "en") -> str:
    return text(reminded(event, DAY), words(language), zone, LONDON).text()


def test_it_says_title_day_times_place_and_link() -> None:
    event = replace(an_event(), location="Online", url="https://lab.example.org/drop-in")
    assert said(event) == (
        "This is a reminder of an event.\n\nDrop-in\n\nIt is on Thursday 26 November, from 18:00 to 19:00.\n\n"
        "Where: Online\nLink: https://lab.example.org/drop-in"
    )


def test_it_says_the_same_in_welsh() -> None:
    event = replace(an_event(), location="Ar-lein")
    assert said(event, language="cy") == (
        "Dyma nodyn i'ch atgoffa am ddigwyddiad.\n\nDrop-in\n\n"
        "Mae'n digwydd ddydd Iau 26 Tachwedd, o 18:00 tan 19:00.\n\nBle: Ar-lein"
    )


def test_a_card_says_that_it_is_coming_up() -> None:
    card = text(reminded(an_event(), nth=0), words(), LONDON, LONDON)
    assert card.text().startswith("An event is coming up.")


def test_the_time_is_the_readers_own_and_its_zone_is_named_when_it_is_not_the_labs() -> None:
    assert "on Friday 27 November, from 07:00 to 08:00. This is Auckland time." in said(an_event(), "Pacific/Auckland")
    assert "This is New York time." in said(an_event(), "America/New_York")
    assert "This is" not in said(an_event()).removeprefix("This is a reminder")


def test_whole_days_have_no_time_and_are_the_same_in_every_zone() -> None:
    assert "It is on Thursday 21 January, all day." in said(a_day(date(2027, 1, 21)))
    assert said(a_day(date(2027, 1, 21)), "Pacific/Auckland") == said(a_day(date(2027, 1, 21)))
    both = a_day(date(2027, 1, 21), date(2027, 1, 22))
    assert "It starts on Thursday 21 January, and ends on Friday 22 January." in said(both)


def test_an_event_without_an_end_or_over_midnight_says_so() -> None:
    assert "It starts on Thursday 26 November at 18:00." in said(an_event(hours=0))
    over = said(an_event("2026-11-26 22:00", hours=4))
    assert "It starts on Thursday 26 November at 22:00, and ends on Friday 27 November at 02:00." in over


def test_an_hour_that_the_clocks_repeat_is_still_an_hour() -> None:
    assert "from 01:30 to 01:30" in said(an_event(BACK - HOUR / 2))


def test_an_event_whose_title_is_not_shown_still_has_a_name() -> None:
    assert "An event of the lab" in said(replace(an_event(), title=None))


@pytest.mark.parametrize("language", ["en", "cy"])
@pytest.mark.parametrize("month", range(1, 13))
def test_every_month_has_its_name(language: str, month: int) -> None:
    assert "{" not in said(a_day(date(2027, month, 1)), language=language)
