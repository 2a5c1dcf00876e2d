"""Pretend people at desks join, fill in what they see, and stop."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import date, time
from typing import Any

import pytest

from adapters.simulator.people import DESK_NAMES, NAMES, SENTENCES, DeskCrowd, Pulse
from adapters.simulator.people.member import TRIES
from adapters.simulator.slack import Member, SlackStandIn
from tests.adapters.simulator.conftest import until
from tests.adapters.simulator.slack.conftest import (
    Call,
    Line,
    actions,
    button,
    field_of,
    home,
    modal,
    option,
    section,
)
from tests.adapters.simulator.slack.little import DOOR, INSISTS, LittleApp, living

MEMBER = home(section("We will write when your next check-in is ready."), actions(button("Check-in"), button("Help")))
PROMPT = [section("Your check-in is ready."), actions(button("Start"), button("Later"), button("Not today"))]
AGAIN = [section("Again?"), actions(button("Yes"))]
WORDS = {"type": "plain_text_input"}
BOXES = [option(label) for label in "ABCD"]
FORM = modal(
    field_of("Which", {"type": "checkboxes", "options": BOXES}, dispatch_action=True),
    field_of("List", {"type": "multi_static_select", "options": BOXES, "max_selected_items": 2}),
    field_of("Number", {"type": "number_input", "is_decimal_allowed": True, "min_value": "2.5", "max_value": "4"}),
    field_of("Day", {"type": "datepicker"}),
    field_of("Time", {"type": "timepicker"}),
    field_of("Words", {"type": "plain_text_input", "max_length": 9}),
)


@pytest.fixture
async def slack(clock: Callable[[], float]) -> AsyncIterator[SlackStandIn]:
    async with SlackStandIn(clock=clock, enforce_limits=False, ack_s=0.2) as stand_in:
        yield stand_in


async def no_sleep(seconds: float) -> None:
    await asyncio.sleep(0)


@asynccontextmanager
async def one_member(slack: SlackStandIn, pulse: Pulse | None = None) -> AsyncIterator[Member]:
    """One of them alone."""
    async with DeskCrowd(slack, code="DEMO", names=DESK_NAMES[:1], sleep=no_sleep, pulse=pulse) as crowd:
        [only] = crowd.members
        yield only.member


async def pressed(line: Line) -> str:
    """The action of the next button that is pressed."""
    return str((await told(line, "block_actions"))["actions"][0]["action_id"])


async def told(line: Line, kind: str) -> dict[str, Any]:
    """The next payload of this kind, acknowledged; others are acknowledged and passed over."""
    while True:
        payload = await line.take()
        if payload.get("type") == kind:
            return payload


def test_their_names_differ_from_those_on_phones() -> None:
    assert len(set(DESK_NAMES)) == 6
    assert not set(DESK_NAMES) & set(NAMES)


async def test_six_people_join_by_both_ways_and_answer_by_themselves(
    slack: SlackStandIn, call: Call, line: Line
) -> None:
    app = LittleApp(call, line)
    async with living(app), DeskCrowd(slack, code="DEMO", sleep=no_sleep) as crowd:
        await until(lambda: all(member.state == "answered" and not member.member.modal for member in crowd.members))
    assert app.codes == ["DEMO"] * 6
    by_command = [member for member in crowd.members if member.member.dm]
    assert 0 < len(by_command) < 6
    assert [member.finished for member in crowd.members] == [1] * 6
    assert {values["anything else"]["value"] for values in app.given} <= {words[:30] for words in SENTENCES}
    assert all(message.by_bot for member in crowd.members for message in member.member.dm), "nothing is typed in a chat"
    slack.assert_clean()


async def test_whoever_has_joined_before_waits_and_answers_what_comes(
    slack: SlackStandIn, call: Call, line: Line
) -> None:
    async with DeskCrowd(slack, code="DEMO", names=DESK_NAMES[:1], sleep=no_sleep) as crowd:
        [ada] = crowd.members
        await told(line, "event_callback")
        await call("views.publish", user_id=ada.member.user_id, view=MEMBER)
        await until(lambda: ada.state == "joined")
        await call("chat.postMessage", channel=ada.member.user_id, text="Ready", blocks=PROMPT)
        assert await pressed(line) == "start"


async def test_a_field_that_is_complained_of_is_filled_in_again_but_not_for_ever(
    slack: SlackStandIn, call: Call, line: Line
) -> None:
    app = LittleApp(call, line, refuses=100)
    async with living(app), one_member(slack) as member:
        await until(lambda: len(app.given) == TRIES and member.errors == [INSISTS])
        seen = member.revision
        await call("chat.postMessage", channel=member.user_id, text="Ready", blocks=PROMPT)
        await member.wait_for_modal("Page 1", since=seen)
    assert len({values["anything else"]["value"] for values in app.given}) > 1
    assert len(app.given) == TRIES


async def test_a_form_is_filled_in_field_by_field_and_boxes_one_at_a_time(
    slack: SlackStandIn, call: Call, line: Line
) -> None:
    async with one_member(slack) as member:
        await told(line, "event_callback")
        await call("views.publish", user_id=member.user_id, view=DOOR)
        trigger_id = (await line.take())["trigger_id"]
        await call("views.open", trigger_id=trigger_id, view=FORM)
        ticked: list[int] = []
        while (payload := await line.take())["type"] == "block_actions":
            ticked += [len(one["selected_options"]) for one in payload["actions"]]
    values = {block: next(iter(held.values())) for block, held in payload["view"]["state"]["values"].items()}
    assert payload["type"] == "view_submission"
    assert ticked == list(range(1, len(values["which"]["selected_options"]) + 1))
    assert 1 <= len(values["list"]["selected_options"]) <= 2
    assert 2.5 <= float(values["number"]["value"]) <= 4
    assert date(2026, 11, 1) <= date.fromisoformat(values["day"]["selected_date"]) <= date(2026, 11, 25)
    assert time(6) <= time.fromisoformat(values["time"]["selected_time"]) <= time(22, 30)
    assert values["words"]["value"] in {words[:9] for words in SENTENCES}
    slack.assert_clean()


async def test_a_page_that_was_not_taken_is_sent_in_again_until_it_is(
    slack: SlackStandIn, call: Call, line: Line
) -> None:
    async with one_member(slack) as member:
        await told(line, "event_callback")
        await call("views.publish", user_id=member.user_id, view=DOOR)
        trigger_id = (await line.take())["trigger_id"]
        await call("views.open", trigger_id=trigger_id, view=modal(field_of("Words", WORDS)))
        assert (await line.frame())["payload"]["type"] == "view_submission", "which is not acknowledged"
        await told(line, "view_submission")
        await member.wait_for_close()
        assert member.errors == []


async def test_a_bot_that_never_answers_is_left_alone(slack: SlackStandIn, call: Call, line: Line) -> None:
    async with one_member(slack) as member:
        await told(line, "event_callback")
        await call("views.publish", user_id=member.user_id, view=DOOR)
        for _ in range(Pulse().same_words):
            await line.frame()
            await until(lambda: bool(member.errors))
        await call("chat.postMessage", channel=member.user_id, text="Ready", blocks=PROMPT)
        await told(line, "block_actions")
    assert [it.acked for it in slack.platform.sockets.envelopes if it.kind != "events_api"] == [False] * 3 + [True]


async def test_a_page_with_nothing_to_do_does_not_stand_before_a_message(
    slack: SlackStandIn, call: Call, line: Line
) -> None:
    async with one_member(slack) as member:
        await told(line, "event_callback")
        member.command("/lab")
        trigger_id = (await line.take())["trigger_id"]
        await call("views.open", trigger_id=trigger_id, view=modal(section("There is no check-in open.")))
        await call("chat.postMessage", channel=member.user_id, text="Ready", blocks=PROMPT)
        await told(line, "block_actions")
        assert member.modal is None


async def test_a_bot_that_asks_the_same_for_ever_is_left_alone(slack: SlackStandIn, call: Call, line: Line) -> None:
    presses = []
    async with one_member(slack) as member:
        await told(line, "event_callback")
        for _ in range(Pulse().same_words):
            await call("chat.postMessage", channel=member.user_id, text="Again?", blocks=AGAIN)
            presses.append(await pressed(line))
        for _ in range(10):
            await call("chat.postMessage", channel=member.user_id, text="Again?", blocks=AGAIN)
        await call("chat.postMessage", channel=member.user_id, text="Ready", blocks=PROMPT)
        presses.append(await pressed(line))
    assert presses == ["yes"] * Pulse().same_words + ["start"]


async def test_a_busy_minute_is_waited_out(slack: SlackStandIn, call: Call, line: Line) -> None:
    slept: list[float] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)
        await asyncio.sleep(0)

    app = LittleApp(call, line)
    pulse = Pulse(actions_a_minute=5)
    async with living(app), DeskCrowd(slack, code="DEMO", names=DESK_NAMES[:1], sleep=sleep, pulse=pulse) as crowd:
        await until(lambda: crowd.members[0].state == "answered")
    assert max(slept) > 50
