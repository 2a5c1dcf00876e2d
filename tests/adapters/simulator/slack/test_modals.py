"""Views are opened, laid on one another, changed and closed as the platform does it, and their limits hold."""

from __future__ import annotations

from typing import Any

import orjson
import pytest

from adapters.simulator.slack import Envelope, Member, SlackStandIn
from tests.adapters.simulator.slack.conftest import (
    Call,
    Hands,
    Line,
    actions,
    button,
    field_of,
    home,
    modal,
    mrkdwn,
    plain,
    radio,
    rules,
    section,
)

WORDS = {"type": "plain_text_input"}
WRONG = [
    (modal(title=plain("x" * 25)), "modal-title", "less than 25"),
    (modal(submit=plain("x" * 25)), "modal-submit", "less than 25"),
    (modal(close=plain("x" * 25)), "modal-close", "less than 25"),
    (modal(title=mrkdwn("*Hi*")), "block-shape", "must be one of: plain_text"),
    (modal(private_metadata="x" * 3001), "private-metadata", "less than 3001"),
    (modal(callback_id="x" * 256), "callback-id", "less than 256"),
    (modal(external_id="x" * 256), "external-id", "less than 256"),
    (modal(*[section("x")] * 101), "block-count", "no more than 100"),
    (modal({"type": "markdown", "text": "x"}), "block-type", "unsupported type"),
    (modal(id="V1", state={}), "block-shape", "invalid additional property: id"),
    ({"type": "modal", "blocks": []}, "block-shape", "missing required field: title"),
    ({**modal(field_of("Mood", WORDS)), "submit": None}, "block-shape", "must be an object"),
    (home(), "view-type", "must be modal"),
    ("not a view", "wrong-type", "invalid value for field: view"),
]


def without_submit() -> dict[str, Any]:
    view = modal(field_of("Mood", WORDS))
    del view["submit"]
    return view


def trigger_of(envelope: Envelope | None) -> str:
    assert envelope is not None
    return str(envelope.payload["trigger_id"])


@pytest.mark.parametrize(
    ("view", "rule", "problem"), [*WRONG, (without_submit(), "submit-missing", "missing required field: submit")]
)
async def test_a_view_beyond_a_limit_is_refused_and_recorded(
    slack: SlackStandIn, ann: Member, call: Call, *, view: object, rule: str, problem: str
) -> None:
    answer = await call("views.open", trigger_id=trigger_of(ann.command("/lab")), view=view)
    assert (answer["http"], answer["error"]) == (200, "invalid_arguments")
    assert any(problem in one for one in answer["response_metadata"]["messages"]), answer
    assert set(rules(slack)) == {rule}
    assert ann.modal is None


@pytest.mark.parametrize(
    "view",
    [
        modal(title=plain("x" * 24), submit=plain("x" * 24), close=plain("x" * 24)),
        modal(*[section("x")] * 100, private_metadata="x" * 3000, callback_id="x" * 255),
        modal(section("x"), private_metadata="", notify_on_close=True, clear_on_close=True),
    ],
)
async def test_a_view_at_a_limit_passes(slack: SlackStandIn, ann: Member, call: Call, view: dict[str, Any]) -> None:
    answer = await call("views.open", trigger_id=trigger_of(ann.command("/lab")), view=view)
    assert answer["ok"], answer
    assert rules(slack) == []
    assert ann.modal is not None
    assert (ann.modal.view_id, ann.modal.title) == (answer["view"]["id"], view["title"]["text"])


async def test_a_view_of_more_than_250_kilobytes_is_too_large(slack: SlackStandIn, ann: Member, call: Call) -> None:
    view = modal(*[section("x" * 2500)] * 97)
    room = 250_000 - len(orjson.dumps(view))
    view["private_metadata"] = "x" * (room - len(',"private_metadata":""'))
    assert (await call("views.open", trigger_id=trigger_of(ann.command("/lab")), view=view))["ok"]
    view["private_metadata"] += "x"
    answer = await call("views.open", trigger_id=trigger_of(ann.command("/lab")), view=view)
    assert answer["error"] == "view_too_large"
    assert rules(slack) == ["view-too-large"]


async def test_a_trigger_opens_one_view_within_three_seconds(
    slack: SlackStandIn, ann: Member, call: Call, clock: Hands
) -> None:
    early, late = trigger_of(ann.command("/lab")), trigger_of(ann.command("/lab"))
    clock.move(2.9)
    assert (await call("views.open", trigger_id=early, view=modal()))["ok"]
    assert (await call("views.open", trigger_id=early, view=modal()))["error"] == "exchanged_trigger_id"
    clock.move(0.1)
    assert (await call("views.open", trigger_id=late, view=modal()))["error"] == "expired_trigger_id"
    assert (await call("views.open", trigger_id="1.2.3", view=modal()))["error"] == "invalid_trigger_id"
    assert rules(slack) == ["trigger-id"] * 3


async def test_at_most_three_views_are_stacked(slack: SlackStandIn, ann: Member, call: Call) -> None:
    await call("views.open", trigger_id=trigger_of(ann.command("/lab")), view=more("1"))
    await call("views.push", trigger_id=trigger_of(ann.press_view("More")), view=more("2"))
    pushed = await call("views.push", trigger_id=trigger_of(ann.press_view("More")), view=more("3"))
    assert ann.modal is not None
    assert (ann.modal.title, pushed["view"]["previous_view_id"]) == ("3", ann.screen.stack[1].view_id)
    assert {view.root_view_id for view in ann.screen.stack} == {ann.screen.stack[0].view_id}
    refused = await call("views.push", trigger_id=trigger_of(ann.press_view("More")), view=more("4"))
    assert refused["error"] == "push_limit_reached"
    assert rules(slack) == ["too-many-views"]
    ann.close()
    assert ann.modal.title == "2"


def more(title: str) -> dict[str, Any]:
    return modal(actions(button("More")), title=plain(title))


async def test_a_push_needs_a_trigger_from_an_open_modal(ann: Member, call: Call) -> None:
    assert (await call("views.push", trigger_id=trigger_of(ann.command("/lab")), view=modal()))["error"] == "not_found"
    await call("views.open", trigger_id=trigger_of(ann.command("/lab")), view=more("1"))
    trigger = trigger_of(ann.press_view("More"))
    ann.close()
    assert (await call("views.push", trigger_id=trigger, view=modal()))["error"] == "not_found"


async def test_an_update_with_an_old_hash_is_a_conflict(ann: Member, call: Call) -> None:
    opened = await call("views.open", trigger_id=trigger_of(ann.command("/lab")), view=modal(external_id="mine"))
    first = opened["view"]["hash"]
    changed = await call("views.update", external_id="mine", hash=first, view=modal(section("New")))
    assert changed["view"]["hash"] != first
    refused = await call("views.update", view_id=opened["view"]["id"], hash=first, view=modal(section("Old")))
    assert refused["error"] == "hash_conflict"
    assert ann.modal is not None
    assert ann.modal.text == "Check-in\nNew"
    ann.close()
    assert (await call("views.update", view_id=opened["view"]["id"], view=modal()))["error"] == "not_found"


async def test_an_external_id_is_used_once(ann: Member, call: Call) -> None:
    await call("views.publish", user_id=ann.user_id, view=home(external_id="mine"))
    assert (await call("views.publish", user_id=ann.user_id, view=home(external_id="mine")))["ok"]
    opened = await call("views.open", trigger_id=trigger_of(ann.command("/lab")), view=modal(external_id="mine"))
    assert opened["error"] == "duplicate_external_id"


async def test_other_content_under_the_same_block_id_is_recorded(slack: SlackStandIn, ann: Member, call: Call) -> None:
    opened = await call("views.open", trigger_id=trigger_of(ann.command("/lab")), view=asking("Mood", block_id="q"))
    update = {"view_id": opened["view"]["id"]}
    assert (await call("views.update", view=asking("Mood", block_id="q"), **update))["ok"]
    assert rules(slack) == []
    assert (await call("views.update", view=asking("Sleep", block_id="q2"), **update))["ok"]
    assert rules(slack) == []
    assert (await call("views.update", view=asking("Pain", block_id="q2"), **update))["ok"]
    assert rules(slack) == ["block-id-reused"]


def asking(label: str, *, block_id: str) -> dict[str, Any]:
    return modal(field_of(label, radio("Good", "Bad"), block_id=block_id))


async def test_what_was_filled_in_survives_an_update_under_the_same_ids(ann: Member, call: Call) -> None:
    kept, new = field_of("Mood", WORDS), field_of("Sleep", {**WORDS, "initial_value": "well"})
    opened = await call(
        "views.open", trigger_id=trigger_of(ann.command("/lab")), view=modal(kept, field_of("Old", WORDS))
    )
    ann.fill("Mood", "fine")
    ann.fill("Old", "gone")
    changed = await call("views.update", view_id=opened["view"]["id"], view=modal(kept, new))
    assert changed["view"]["state"]["values"] == {
        "mood": {"mood.value": {"type": "plain_text_input", "value": "fine"}},
        "sleep": {"sleep.value": {"type": "plain_text_input", "value": "well"}},
    }


async def test_a_submitted_form_comes_with_all_its_values(ann: Member, call: Call, line: Line) -> None:
    boxes = {"type": "checkboxes", "options": radio("Pain", "Sleep")["options"]}
    view = modal(
        field_of("Mood", radio("Good", "Bad")),
        field_of("About", boxes, optional=True),
        field_of("Words", {**WORDS, "multiline": True}, optional=True),
        field_of("Day", {"type": "datepicker"}, optional=True),
        callback_id="checkin",
        private_metadata="opaque",
    )
    envelope = ann.command("/lab")
    await line.take()
    await call("views.open", trigger_id=trigger_of(envelope), view=view)
    ann.choose("Mood", "Good")
    ann.choose("About", "Pain", "Sleep")
    ann.fill("Day", "2026-11-25")
    ann.submit()
    told = await line.take()
    assert (told["type"], told["view"]["callback_id"], told["view"]["private_metadata"]) == (
        "view_submission",
        "checkin",
        "opaque",
    )
    values = told["view"]["state"]["values"]
    assert values["mood"]["mood.value"]["selected_option"]["value"] == "good"
    assert [it["value"] for it in values["about"]["about.value"]["selected_options"]] == ["pain", "sleep"]
    assert values["words"]["words.value"] == {"type": "plain_text_input", "value": None}
    assert values["day"]["day.value"]["selected_date"] == "2026-11-25"
    await ann.wait_for_close()


FORM = modal(field_of("Mood", WORDS), section("Note", block_id="note"))


@pytest.fixture
async def form(ann: Member, call: Call, line: Line) -> Member:
    """Ann with a filled-in form open and the bot connected."""
    envelope = ann.command("/lab")
    await line.take()
    await call("views.open", trigger_id=trigger_of(envelope), view=FORM)
    ann.fill("Mood", "fine")
    return ann


async def test_an_answer_may_show_errors_under_fields(slack: SlackStandIn, form: Member, line: Line) -> None:
    form.submit()
    await line.take({"response_action": "errors", "errors": {"mood": "Say more"}})
    view = await form.wait_for_modal("Say more")
    assert (form.errors, view.fields[0].value) == (["Say more"], "fine")
    assert rules(slack) == []


async def test_an_answer_may_change_the_view(form: Member, line: Line) -> None:
    form.submit()
    await line.take({"response_action": "update", "view": modal(section("Thank you", block_id="end"))})
    assert (await form.wait_for_modal("Thank you")).fields == ()


async def test_an_answer_may_lay_a_view_on_top(form: Member, line: Line) -> None:
    form.submit()
    await line.take({"response_action": "push", "view": modal(section("Sure?"), submit=plain("Yes"))})
    await form.wait_for_modal("Sure?")
    form.submit()
    await line.take()
    assert (await form.wait_for_modal("Mood")).fields[0].value == "fine"
    form.submit()
    await line.take({"response_action": "clear"})
    await form.wait_for_close()


@pytest.mark.parametrize(
    "answer",
    [
        {"response_action": "errors", "errors": {"another": "x"}},
        {"response_action": "errors", "errors": {"note": "not an input"}},
        {"response_action": "errors", "errors": {}},
        {"response_action": "update", "view": modal(title=plain("x" * 25))},
        {"response_action": "dance"},
    ],
)
async def test_an_answer_that_cannot_be_used_shows_trouble_and_is_recorded(
    slack: SlackStandIn, form: Member, line: Line, answer: dict[str, Any]
) -> None:
    since = form.revision
    form.submit()
    await line.take(answer)
    await slack.settle()
    assert form.errors == ["We had some trouble connecting. Try again?"]
    assert form.revision > since
    assert form.modal is not None
    assert "useless-answer" in rules(slack)


async def test_closing_is_told_when_the_view_asks_for_it(ann: Member, call: Call, line: Line) -> None:
    envelope = ann.command("/lab")
    await line.take()
    await call("views.open", trigger_id=trigger_of(envelope), view=modal(section("x"), notify_on_close=True))
    ann.close()
    told = await line.take()
    assert (told["type"], told["is_cleared"]) == ("view_closed", False)
    assert ann.modal is None


async def test_the_x_closes_the_whole_stack(ann: Member, call: Call) -> None:
    await call("views.open", trigger_id=trigger_of(ann.command("/lab")), view=more("1"))
    await call("views.push", trigger_id=trigger_of(ann.press_view("More")), view=more("2"))
    assert ann.close_all() is None
    assert ann.modal is None


async def test_an_app_home_is_published_and_pressed(slack: SlackStandIn, ann: Member, call: Call, line: Line) -> None:
    published = await call("views.publish", user_id=ann.user_id, view=home(section("Hello"), actions(button("Start"))))
    ann.open_home()
    opened = await line.take()
    assert (opened["event"]["type"], opened["event"]["view"]["id"]) == ("app_home_opened", published["view"]["id"])
    ann.press_home("Start")
    pressed = await line.take()
    assert (pressed["container"]["type"], pressed["view"]["type"]) == ("view", "home")
    assert (await call("views.open", trigger_id=pressed["trigger_id"], view=modal()))["ok"]
    old = published["view"]["hash"]
    assert (await call("views.publish", user_id=ann.user_id, view=home(), hash=old))["ok"]
    assert (await call("views.publish", user_id=ann.user_id, view=home(), hash=old))["error"] == "hash_conflict"
    assert (await call("views.publish", user_id="U0000000000", view=home()))["error"] == "user_not_found"
    slack.assert_clean()
