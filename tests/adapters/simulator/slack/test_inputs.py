"""Fields of every kind on a page: what the platform refuses, what people can enter, and what the bot is told."""

from __future__ import annotations

from typing import Any

import pytest

from adapters.simulator.slack import Envelope, Member, SlackStandIn
from tests.adapters.simulator.slack.conftest import Call, Line, field_of, modal, option, plain, radio, rules

Json = dict[str, Any]


def number(**more: object) -> Json:
    return {"type": "number_input", "is_decimal_allowed": False, **more}


def numbered(count: int) -> list[Json]:
    return [option(f"Option {at}", str(at)) for at in range(count)]


def boxes(*labels: str, **more: object) -> Json:
    return {"type": "checkboxes", "options": [option(label) for label in labels], **more}


def several(count: int, **more: object) -> Json:
    return {"type": "multi_static_select", "options": numbered(count), **more}


WRONG = [
    (number(is_decimal_allowed="yes"), "block-shape", "must be a boolean"),
    ({"type": "number_input"}, "block-shape", "missing required field: is_decimal_allowed"),
    (number(min_value=1), "block-shape", "must be a string"),
    (number(max_value="ten"), "number", "must be a valid number"),
    (number(initial_value=""), "number", "must be a valid number"),
    (number(initial_value="7.5"), "number", "must be a valid number"),
    (number(min_value="1e3"), "number", "must be a valid number"),
    (number(min_value="5", max_value="4"), "number", "cannot be greater than max_value"),
    (number(multiline=True), "block-shape", "invalid additional property: multiline"),
    (boxes(*map(str, range(11))), "option-count", "no more than 10"),
    (boxes("A", initial_options=[option("B")]), "initial-not-an-option", "must exactly match"),
    (boxes("A", initial_options=[option("A") | {"text": plain("B")}]), "initial-not-an-option", "must exactly match"),
    (boxes("A", placeholder=plain("Tick")), "block-shape", "invalid additional property: placeholder"),
    (boxes("A", max_selected_items=1), "block-shape", "invalid additional property: max_selected_items"),
    (boxes("A", focus_on_load="yes"), "block-shape", "must be a boolean"),
    (several(101), "option-count", "no more than 100"),
    (several(2, max_selected_items=0), "max-selected", "must be more than 0"),
    (several(2, max_selected_items="2"), "max-selected", "must be an integer"),
    (several(2, initial_option=option("A")), "block-shape", "invalid additional property: initial_option"),
    ({"type": "datepicker", "initial_date": "25-11-2026"}, "initial-not-an-option", "must be a valid date"),
    ({"type": "datepicker", "initial_date": None}, "initial-not-an-option", "must be a valid date"),
    ({"type": "timepicker", "initial_time": "8:30"}, "initial-not-an-option", "must be a valid time"),
    ({"type": "timepicker", "timezone": 7}, "block-shape", "must be a string"),
]


@pytest.mark.parametrize(("element", "rule", "problem"), WRONG)
async def test_a_field_that_the_platform_does_not_take_is_refused_with_its_place(
    slack: SlackStandIn, ann: Member, call: Call, *, element: Json, rule: str, problem: str
) -> None:
    answer = await opened(ann, call, field_of("Q", element))
    assert (answer["http"], answer["error"]) == (200, "invalid_arguments")
    (message,) = answer["response_metadata"]["messages"]
    assert message.startswith("[ERROR] ")
    assert problem in message
    assert "[json-pointer:/view/blocks/0/element" in message
    assert rules(slack) == [rule]


@pytest.mark.parametrize(
    "element",
    [
        number(min_value="-7", max_value="7", initial_value="-7", placeholder=plain("x" * 150)),
        number(is_decimal_allowed=True, min_value="0.5", max_value="9.75", initial_value="7."),
        boxes(*map(str, range(10)), initial_options=[option("3"), option("1")]),
        several(100, max_selected_items=2, initial_options=numbered(2)),
        {"type": "datepicker", "initial_date": "2026-02-28", "placeholder": plain("Pick a day")},
        {"type": "timepicker", "initial_time": "23:59", "timezone": "Europe/London"},
    ],
)
async def test_a_field_at_a_limit_passes(slack: SlackStandIn, ann: Member, call: Call, element: Json) -> None:
    answer = await opened(ann, call, field_of("Q", element, dispatch_action=True))
    assert answer["ok"], answer
    assert rules(slack) == []


@pytest.mark.parametrize("name", ["optional", "dispatch_action"])
async def test_an_input_block_says_yes_or_no(ann: Member, call: Call, name: str) -> None:
    answer = await opened(ann, call, field_of("Q", number(), **{name: "true"}))
    assert answer["response_metadata"]["messages"] == [
        f"[ERROR] must be a boolean [json-pointer:/view/blocks/0/{name}]"
    ]


async def opened(member: Member, call: Call, *blocks: Json) -> Json:
    """The answer to opening a page of these blocks."""
    command = member.command("/lab")
    assert command is not None
    return await call("views.open", trigger_id=command.payload["trigger_id"], view=modal(*blocks))


async def action_of(line: Line, envelope: Envelope | None) -> Json:
    """What the bot is told at once of what somebody did."""
    assert envelope is not None
    (action,) = (await line.take())["actions"]
    assert action.pop("action_ts")
    return {name: value for name, value in action.items() if name not in ("action_id", "block_id")}


@pytest.fixture
async def page(ann: Member, call: Call, line: Line) -> Member:
    """Ann before a page on which every choice is told at once."""
    at_once = {"dispatch_action": True, "optional": True}
    await opened(
        ann,
        call,
        field_of("Boxes", boxes("Pain", "Sleep", "Mood", initial_options=[option("Sleep")]), **at_once),
        field_of("List", several(12, max_selected_items=2), **at_once),
        field_of("Day", {"type": "datepicker", "initial_date": "2026-11-24"}, **at_once),
        field_of("Time", {"type": "timepicker"}, **at_once),
        field_of("Needed", {"type": "timepicker", "initial_time": "08:00"}),
        field_of("Hours", number(is_decimal_allowed=True, min_value="0", max_value="24"), optional=True),
    )
    await line.take()  # the command
    return ann


async def test_boxes_are_ticked_and_unticked_one_by_one(page: Member, line: Line) -> None:
    first = await action_of(line, page.tick("Boxes", "Pain"))
    assert first == {
        "type": "checkboxes",
        "initial_options": [option("Sleep")],
        "selected_options": [option("Sleep"), option("Pain")],
    }
    assert (await action_of(line, page.tick("Boxes", "Sleep")))["selected_options"] == [option("Pain")]
    assert (await action_of(line, page.tick("Boxes", "Pain")))["selected_options"] == []
    assert page.modal is not None
    assert page.modal.fields[0].value == ()


async def test_of_a_list_no_more_can_be_chosen_than_it_allows(page: Member, line: Line) -> None:
    told = await action_of(line, page.choose("List", "Option 11", "Option 3"))
    assert told == {"type": "multi_static_select", "selected_options": [numbered(12)[11], numbered(12)[3]]}
    with pytest.raises(ValueError, match="2 choices at most"):
        page.tick("List", "Option 5")
    assert (await action_of(line, page.tick("List", "Option 11")))["selected_options"] == [numbered(12)[3]]


async def test_a_day_and_a_time_are_told_at_once_and_can_be_taken_away(page: Member, line: Line) -> None:
    assert await action_of(line, page.fill("Day", "2026-11-25")) == {
        "type": "datepicker", "initial_date": "2026-11-24", "selected_date": "2026-11-25",
    }  # fmt: skip
    assert (await action_of(line, page.fill("Day", "")))["selected_date"] is None
    assert await action_of(line, page.fill("Time", "19:30")) == {"type": "timepicker", "selected_time": "19:30"}
    with pytest.raises(ValueError, match="does not take this text"):
        page.fill("Day", "2026-02-30")
    with pytest.raises(ValueError, match="does not take this text"):
        page.fill("Needed", "")


@pytest.mark.parametrize("typed", ["many", "24.5", "-1", "٧", "1e1", "nan", "1_0"])
async def test_a_number_that_does_not_fit_is_complained_about_when_the_page_is_sent_in(
    page: Member, slack: SlackStandIn, typed: str
) -> None:
    assert page.fill("Hours", typed) is None
    before = len(slack.platform.sockets.envelopes)
    assert page.submit() is None
    assert page.errors == ["Enter a number that fits."]
    assert len(slack.platform.sockets.envelopes) == before


async def test_a_page_that_was_sent_in_tells_every_kind_in_its_own_way(page: Member, line: Line) -> None:
    page.fill("Hours", "7.5")
    page.submit()
    values = (await line.take())["view"]["state"]["values"]
    assert {block: next(iter(held.values())) for block, held in values.items()} == {
        "boxes": {"type": "checkboxes", "selected_options": [option("Sleep")]},
        "list": {"type": "multi_static_select", "selected_options": []},
        "day": {"type": "datepicker", "selected_date": "2026-11-24"},
        "time": {"type": "timepicker", "selected_time": None},
        "needed": {"type": "timepicker", "selected_time": "08:00"},
        "hours": {"type": "number_input", "value": "7.5"},
    }


async def test_only_boxes_and_lists_can_be_ticked(page: Member) -> None:
    with pytest.raises(ValueError, match="nothing to tick"):
        page.tick("Day", 0)


async def test_boxes_that_need_a_tick_are_complained_about_without_one(ann: Member, call: Call) -> None:
    await opened(ann, call, field_of("Boxes", boxes("Pain", "Sleep")), field_of("Mood", radio("Good"), optional=True))
    assert ann.submit() is None
    assert ann.modal is not None
    assert ann.modal.errors == {"boxes": "Please complete this required field."}
