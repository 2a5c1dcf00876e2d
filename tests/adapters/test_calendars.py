"""Calendars: what is read of them, and that nothing in a file, however hostile, raises or keeps anybody waiting."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from structlog.testing import capture_logs

from adapters.calendars.asking import Answer, Question, ask
from adapters.calendars.dates import MOST, answer
from adapters.calendars.faults import MAX_BYTES, Faults
from adapters.calendars.file import FileCalendar, NoCalendar
from adapters.calendars.reading import read
from adapters.lab import EXAMPLE
from bot.application.ports import Calendar
from bot.domain.event import AllDay, Detail, Event, Timed

NOW = datetime(2026, 11, 25, tzinfo=UTC)
DAY, WEEK = timedelta(days=1), timedelta(weeks=1)
PATIENCE = timedelta(seconds=45)  # for what is in order, on a machine that does other things too
EVERYTHING = frozenset(Detail)
EXAMPLE_FILE = (EXAMPLE / "events.ics").read_bytes()

DROP_IN = ("DTSTART;TZID=Europe/London:20261126T180000", "DTEND;TZID=Europe/London:20261126T190000")
OWN_ZONE = """\
BEGIN:VTIMEZONE
TZID:Elsewhere
BEGIN:STANDARD
DTSTART:19700101T000000
TZOFFSETFROM:-0330
TZOFFSETTO:-0330
END:STANDARD
END:VTIMEZONE"""


def an_event(*lines: str, uid: str = "drop-in@example.org") -> str:
    return "\n".join(("BEGIN:VEVENT", f"UID:{uid}", *lines, "END:VEVENT"))


def a_calendar(*parts: str) -> bytes:
    """A calendar whose first part stands on line 4."""
    text = "\n".join(("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Test//EN", *parts, "END:VCALENDAR", ""))
    return text.replace("\n", "\r\n").encode()


def a_question(
    data: bytes, *, start: datetime = NOW, span: timedelta = 2 * WEEK, show: frozenset[Detail] = EVERYTHING
) -> Question:
    return Question(data=data, start=start, end=start + span, zone="Europe/London", show=show)


def events(*parts: str, span: timedelta = 2 * WEEK, show: frozenset[Detail] = EVERYTHING) -> tuple[Event, ...]:
    """What a calendar of these parts holds in the days from `NOW` on."""
    found = answer(a_question(a_calendar(*parts), span=span, show=show))
    assert not isinstance(found, Faults), found
    return found


def faults(data: bytes) -> list[tuple[int, str]]:
    found = read(data)
    return [(one.line, one.message) for one in found.all] if isinstance(found, Faults) else []


def starts(found: tuple[Event, ...]) -> list[str]:
    """Their beginnings as UTC, or their first days."""
    return [f"{one.when.starts:%m-%d %H:%M}" if isinstance(one.when, Timed) else f"{one.when.first}" for one in found]


# What is read.


def test_the_shipped_calendar_always_has_an_event_in_the_next_two_weeks() -> None:
    for weeks in (0, 10, 30, 200, 1000):
        found = answer(a_question(EXAMPLE_FILE, start=NOW + weeks * WEEK))
        assert not isinstance(found, Faults), found
        assert any(one.title == "Online drop-in for Lab participants" for one in found)


def test_the_shipped_calendar_has_a_workshop_a_month_and_one_learning_day() -> None:
    found = answer(a_question(EXAMPLE_FILE, span=26 * WEEK))
    assert not isinstance(found, Faults), found
    titles = [one.title for one in found]
    assert (titles.count("Design workshop"), titles.count("Learning day")) == (6, 1)


def test_an_event_is_read_with_its_instant_zone_and_what_is_shown_of_it() -> None:
    lines = (*DROP_IN, "SUMMARY:Drop-in\\, online", "LOCATION:Room 1", "URL:https://lab.example.org/x")
    [event] = events(an_event(*lines, "DESCRIPTION:Bring\\ntea"))
    assert event == Event(
        key="drop-in@example.org",
        when=Timed(starts=datetime(2026, 11, 26, 18, tzinfo=UTC), ends=datetime(2026, 11, 26, 19, tzinfo=UTC)),
        zone="Europe/London",
        title="Drop-in, online",
        location="Room 1",
        url="https://lab.example.org/x",
        description="Bring tea",
    )


def test_what_the_lab_does_not_show_is_not_even_read_and_guests_never_are() -> None:
    lines = ("SUMMARY:Drop-in", "LOCATION:Room 1", "URL:https://lab.example.org/x", "DESCRIPTION:Secret")
    people = ("ORGANIZER;CN=Organiser:mailto:organiser@example.org", "ATTENDEE;CN=Guest:mailto:guest@example.org")
    event_lines = (*DROP_IN, *lines, *people)
    [bare] = events(an_event(*event_lines), show=frozenset())
    assert (bare.title, bare.location, bare.url, bare.description) == (None, None, None, None)
    [full] = events(an_event(*event_lines))
    assert "organiser" not in repr(full).casefold()
    assert "guest" not in repr(full).casefold()


def test_an_all_day_event_has_its_last_day_included() -> None:
    one, several = "DTSTART;VALUE=DATE:20261127", "DTEND;VALUE=DATE:20261130"
    assert [event.when for event in events(an_event(one))] == [
        AllDay(first=date(2026, 11, 27), last=date(2026, 11, 27))
    ]
    [event] = events(an_event(one, several))
    assert event.when == AllDay(first=date(2026, 11, 27), last=date(2026, 11, 29))


@pytest.mark.parametrize("day", ["2026-03-26", "2026-10-22"])
def test_a_weekly_event_keeps_its_local_hour_across_a_change_of_the_clocks(day: str) -> None:
    data = a_calendar(an_event(f"DTSTART;TZID=Europe/London:{day.replace('-', '')}T180000", "RRULE:FREQ=WEEKLY"))
    found = answer(a_question(data, start=datetime.fromisoformat(day).replace(tzinfo=UTC)))
    assert not isinstance(found, Faults), found
    assert {one.begins.astimezone(ZoneInfo("Europe/London")).hour for one in found} == {18}
    assert len({one.begins.hour for one in found}) == 2


@pytest.mark.parametrize(
    ("parts", "expected", "zone"),
    [
        ((an_event("DTSTART:20261126T180000"),), "11-26 18:00", "Europe/London"),
        ((an_event("DTSTART:20261126T180000Z"),), "11-26 18:00", "Europe/London"),
        ((an_event("DTSTART;TZID=Europe/Paris:20261126T180000"),), "11-26 17:00", "Europe/Paris"),
        ((an_event("DTSTART;TZID=GMT Standard Time:20261126T180000"),), "11-26 18:00", "Europe/London"),
        ((an_event("DTSTART;TZID=W. Europe Standard Time:20261126T180000"),), "11-26 17:00", "Europe/Berlin"),
        (("X-WR-TIMEZONE:Europe/Paris", an_event("DTSTART:20261126T180000")), "11-26 17:00", "Europe/Paris"),
        (("X-WR-TIMEZONE:Europe/Paris", an_event("DTSTART:20261126T180000Z")), "11-26 18:00", "Europe/Paris"),
        ((OWN_ZONE, an_event("DTSTART;TZID=Elsewhere:20261126T180000")), "11-26 21:30", "Europe/London"),
        ((an_event("DTSTART;TZID=/vendor.example/Europe/Paris:20261126T180000"),), "11-26 17:00", "Europe/Paris"),
    ],
)
def test_zones_are_understood_as_calendars_write_them(parts: tuple[str, ...], expected: str, zone: str) -> None:
    [event] = events(*parts)
    assert (starts((event,)), event.zone) == ([expected], zone)


WEEKLY = an_event(*DROP_IN, "RRULE:FREQ=WEEKLY", "SUMMARY:Drop-in")
SECOND = "RECURRENCE-ID;TZID=Europe/London:20261203T180000"


def test_a_moved_occurrence_is_the_same_event_at_another_time() -> None:
    moved = an_event("DTSTART;TZID=Europe/London:20261204T100000", SECOND)
    before, after = events(WEEKLY), events(WEEKLY, moved)
    assert starts(after) == ["11-26 18:00", "12-04 10:00"]
    assert [one.key for one in after] == [one.key for one in before]


def test_an_event_that_takes_place_once_is_the_same_when_it_is_moved() -> None:
    [before], [after] = events(an_event(*DROP_IN)), events(an_event("DTSTART:20261201T100000Z"))
    assert before.key == after.key


def test_what_was_cancelled_is_left_out() -> None:
    assert starts(events(WEEKLY, an_event(*DROP_IN, SECOND, "STATUS:CANCELLED"))) == ["11-26 18:00"]
    assert events(an_event(*DROP_IN, "STATUS:CANCELLED", "RRULE:FREQ=WEEKLY")) == ()
    assert starts(events(WEEKLY.replace("SUMMARY", "EXDATE;VALUE=DATE:20261203\nSUMMARY"))) == ["11-26 18:00"]


@pytest.mark.parametrize("kind", ["PRIVATE", "CONFIDENTIAL"])
def test_what_its_author_marked_as_private_is_left_out(kind: str) -> None:
    assert events(an_event(*DROP_IN, f"CLASS:{kind}")) == ()


def test_occurrences_that_all_move_from_one_on_stay_apart() -> None:
    later = an_event("DTSTART:20261203T190000Z", "RECURRENCE-ID;RANGE=THISANDFUTURE:20261203T180000Z")
    found = events(an_event("DTSTART:20261126T180000Z", "RRULE:FREQ=WEEKLY"), later, span=5 * WEEK)
    assert starts(found) == ["11-26 18:00", "12-03 19:00", "12-10 19:00", "12-17 19:00", "12-24 19:00"]
    assert len({one.key for one in found}) == len(found)


def test_only_what_begins_in_the_time_asked_for_is_told_its_end_not_included() -> None:
    data = a_calendar(an_event("DTSTART:20261126T180000Z", "DTEND:20261126T200000Z", "RRULE:FREQ=DAILY"))
    start = datetime(2026, 11, 26, 18, tzinfo=UTC)
    for begins, expected in ((start, 2), (start + timedelta(seconds=1), 2), (start - DAY, 1)):
        found = answer(a_question(data, start=begins, span=2 * DAY))
        assert not isinstance(found, Faults), found
        assert len(found) == expected


def test_several_calendars_in_one_file_are_one() -> None:
    data = a_calendar(an_event(*DROP_IN, uid="a")) + a_calendar(an_event(*DROP_IN, uid="b"))
    found = answer(a_question(data))
    assert not isinstance(found, Faults), found
    assert [one.key for one in found] == ["a", "b"]


def test_long_texts_are_cut_and_a_link_that_is_no_web_address_is_left_out() -> None:
    [event] = events(an_event(*DROP_IN, f"SUMMARY:{'x' * 5000}", "URL:javascript:alert(1)"))
    assert event.title == "x" * 199 + "…"
    assert event.url is None


# What is wrong with a file.


@pytest.mark.parametrize(
    ("lines", "line", "message"),
    [
        (("SUMMARY:x",), 4, "no DTSTART"),
        (("DTSTART:tomorrow",), 6, "DTSTART cannot be read"),
        (("DTSTART:180000",), 6, "no date"),
        (("DTSTART:20261126T180000Z", "DTSTART:20261127T180000Z"), 6, "twice"),
        (("DTSTART;TZID=Mars/Base:20261126T180000",), 6, "no time zone 'Mars/Base'"),
        (("DTSTART:99991231T235959Z", "RRULE:FREQ=DAILY"), 6, "9999"),
        (("DTSTART:20261126T180000Z", "DTEND:99991231T235959Z", "RRULE:FREQ=DAILY"), 7, "9999"),
        (("DTSTART:20261126T180000Z", "DURATION:P99999D"), 4, "longer than a year"),
        (("DTSTART:20261126T180000Z", "DURATION:P99999999999D"), 7, "DURATION cannot be read"),
        (("DTSTART:20261126T180000Z", "RRULE:FREQ=SECONDLY"), 7, "days or more"),
        (("DTSTART:20261126T180000Z", "RRULE:FREQ=WEEKLY;BYDAY=SOMEDAY"), 7, "RRULE cannot be read"),
        (("DTSTART:20261126T180000Z", "RRULE:every week"), 7, "how often"),
        (("DTSTART:20261126T180000Z", "SUMMARY:a note", "that goes on"), 8, "no line of a calendar"),
    ],
)
def test_a_faulty_event_is_told_with_its_line(lines: tuple[str, ...], line: int, message: str) -> None:
    [(at, said)] = faults(a_calendar(an_event(*lines)))
    assert (at, message in said) == (line, True), said


def test_an_event_without_a_uid_is_a_fault_because_nobody_could_know_it_again() -> None:
    assert faults(a_calendar("BEGIN:VEVENT", *DROP_IN, "END:VEVENT")) == [(4, "the event has no UID")]


def test_every_faulty_event_is_told_in_one_go() -> None:
    assert [line for line, _ in faults(a_calendar(an_event("SUMMARY:x"), an_event("SUMMARY:y", uid="b")))] == [4, 8]


@pytest.mark.parametrize(
    ("data", "line"),
    [
        (b"", 1),
        (b"hello\nworld\n", 1),
        (bytes(range(256)) * 100, 2),
        (b"BEGIN:VCALENDAR\nBEGIN:VEVENT\n", 2),
        (b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nEND:VCALENDAR\nEND:VEVENT\n", 1),
        (b"BEGIN:VCALENDAR\nEND:VCALENDAR\nEND:VCALENDAR\n", 3),
        (b"BEGIN:VCALENDAR\nnothing\nEND:VCALENDAR\n", 2),
        (b"BEGIN:VCALENDAR\nX-WR-TIMEZONE:../../etc/passwd\nEND:VCALENDAR\n", 2),
        (b"BEGIN:VCALENDAR\n" + b"BEGIN:VEVENT\n" * 30_000 + b"END:VEVENT\n" * 30_000 + b"END:VCALENDAR\n", 9),
        (b"x" * (MAX_BYTES + 1), 1),
        ("BEGIN:VCALENDAR\r\nEND:VCALENDAR".encode("utf-16"), 1),
    ],
    ids=["empty", "text", "bytes", "unclosed", "crossed", "twice closed", "no line", "zone", "deep", "huge", "utf-16"],
)
def test_what_is_no_calendar_is_told_with_a_line(data: bytes, line: int) -> None:
    found = read(data)
    assert isinstance(found, Faults)
    assert found.all[0].line == line
    assert all(one.message and one.remedy.endswith(".") for one in found.all)


def test_two_names_for_one_zone_which_breaks_the_parser_are_a_fault() -> None:
    spoiled = OWN_ZONE.replace("TZID:Elsewhere", "TZID:Elsewhere\nTZID:Nowhere")
    assert [line for line, _ in faults(a_calendar(spoiled, an_event(*DROP_IN)))] == [1]


def test_more_dates_than_anybody_can_be_told_are_a_fault() -> None:
    many = (an_event(*DROP_IN, uid=str(number)) for number in range(MOST + 1))
    found = answer(a_question(a_calendar(*many)))
    assert isinstance(found, Faults)
    assert str(MOST) in found.all[0].message


@given(data=st.data())
def test_no_spoiled_line_makes_the_reader_raise(data: st.DataObject) -> None:
    lines = EXAMPLE_FILE.decode().split("\r\n")
    at = data.draw(st.integers(0, len(lines) - 1))
    name, colon, value = lines[at].partition(":")
    instead = data.draw(st.sampled_from((None, "", name, name + colon, f"{name};X=1{colon}{value}", f"{value}:{name}")))
    lines[at : at + 1] = [] if instead is None else [instead]
    assert isinstance(answer(a_question("\r\n".join(lines).encode())), tuple | Faults)


@given(noise=st.binary(max_size=200), at=st.integers(0, len(EXAMPLE_FILE)))
def test_no_noise_in_a_calendar_makes_the_reader_raise(noise: bytes, at: int) -> None:
    assert isinstance(answer(a_question(EXAMPLE_FILE[:at] + noise + EXAMPLE_FILE[at:])), tuple | Faults)


# The process of its own.


def asked(data: bytes, within: timedelta = PATIENCE) -> Answer:
    return ask(a_question(data), within)


def test_a_process_of_its_own_gives_the_same_answer() -> None:
    assert asked(EXAMPLE_FILE) == answer(a_question(EXAMPLE_FILE))
    assert asked(b"") == answer(a_question(b""))


def test_a_rule_that_takes_for_ever_is_stopped() -> None:
    never = "RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30"
    hostile = a_calendar(*(an_event(*DROP_IN, never, uid=str(number)) for number in range(1000)))
    found = asked(hostile, within=timedelta(seconds=2))
    assert isinstance(found, Faults)
    assert "too long" in found.all[0].message


# The calendar of a lab.


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "events.ics"
    path.write_bytes(a_calendar(WEEKLY))
    return path


@pytest.fixture
def calendar(file: Path) -> FileCalendar:
    return FileCalendar(file=file, zone="Europe/London", show=EVERYTHING, within=PATIENCE)


def ahead(calendar: Calendar, at: datetime = NOW) -> list[str]:
    return starts(calendar.occurrences(at, at + 2 * WEEK))


def test_a_changed_file_is_read_anew(calendar: FileCalendar, file: Path) -> None:
    assert ahead(calendar) == ["11-26 18:00", "12-03 18:00"]
    file.write_bytes(a_calendar(an_event("DTSTART:20261130T120000Z")))
    assert ahead(calendar) == ["11-30 12:00"]


def test_as_time_goes_on_its_answer_does(calendar: FileCalendar) -> None:
    assert ahead(calendar, NOW + timedelta(days=1, hours=17, minutes=59)) == ["11-26 18:00", "12-03 18:00"]
    assert ahead(calendar, NOW + timedelta(days=1, hours=18, minutes=1)) == ["12-03 18:00", "12-10 18:00"]


def test_a_file_that_breaks_or_goes_leaves_the_last_good_calendar_and_is_told_once(
    calendar: FileCalendar, file: Path
) -> None:
    with capture_logs() as entries:
        ahead(calendar)
        file.write_bytes(b"BEGIN:VCALENDAR\n")
        for hour in range(2):
            assert ahead(calendar, NOW + timedelta(hours=hour)) == ["11-26 18:00", "12-03 18:00"]
        file.unlink()
        assert ahead(calendar, NOW + WEEK) == ["12-03 18:00", "12-10 18:00"]
        file.write_bytes(a_calendar(WEEKLY))
        assert ahead(calendar) == ["11-26 18:00", "12-03 18:00"]
    assert [entry["event"] for entry in entries] == ["calendar.broken"] * 2
    assert all(set(entry) == {"event", "log_level", "faults"} for entry in entries), "a log line holds counts only"


def test_a_file_that_was_never_good_holds_no_events(calendar: FileCalendar, file: Path) -> None:
    file.write_bytes(b"\xff")
    assert ahead(calendar) == []
    assert isinstance(calendar.read(NOW, NOW + DAY), Faults)


def test_a_lab_without_a_calendar_has_no_events() -> None:
    assert ahead(NoCalendar()) == []
    assert NoCalendar().read(NOW, NOW + DAY) == ()
