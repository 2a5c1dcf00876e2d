"""Each limit of a message is refused as the platform would, or recorded, and what keeps to it passes."""

from __future__ import annotations

from typing import Any

import pytest

from adapters.simulator.slack import Member, SlackStandIn
from tests.adapters.simulator.slack.conftest import Call, actions, button, mrkdwn, option, plain, radio, rules, section

LONG_ID = "x" * 256
CONFIRM = {"title": plain("Sure?"), "text": plain("It is sent."), "confirm": plain("Yes"), "deny": plain("No")}


def with_confirm(**changed: str) -> dict[str, Any]:
    """A button whose dialog has these texts."""
    return actions(button("Go", confirm=CONFIRM | {name: plain(text) for name, text in changed.items()}))


def select(options: list[dict[str, Any]], **more: object) -> dict[str, Any]:
    return section("Pick", accessory={"type": "static_select", "action_id": "pick", "options": options, **more})


def numbered(count: int) -> list[dict[str, Any]]:
    return [option(f"Option {number}", str(number)) for number in range(count)]


def grouped(groups: int, options: int = 1) -> dict[str, Any]:
    within = [[option(f"Option {at}", f"{group}.{at}") for at in range(options)] for group in range(groups)]
    found = [{"label": plain("Group"), "options": one} for one in within]
    return section("Pick", accessory={"type": "static_select", "action_id": "p", "option_groups": found})


def same_in_two_groups() -> dict[str, Any]:
    group = {"label": plain("Group"), "options": numbered(1)}
    return section("Pick", accessory={"type": "static_select", "option_groups": [group, group]})


def ticked(**more: object) -> dict[str, Any]:
    return section("x", accessory={"type": "multi_static_select", "options": numbered(2), **more})


def typed(**more: object) -> dict[str, Any]:
    element = {"type": "plain_text_input", "action_id": "words", **more}
    return {"type": "input", "label": plain("Own words"), "element": element}


def rich(*pieces: dict[str, Any]) -> dict[str, Any]:
    return {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": list(pieces)}]}


IMAGE = {"type": "image", "image_url": "https://example.org/a.png", "alt_text": "A chart"}
WRONG = [
    ([section("x")] * 51, "block-count", "no more than 50 items allowed"),
    ([section("x" * 3001)], "section-text", "must be less than 3001 characters"),
    ([section("")], "section-text", "must be more than 0 characters"),
    ([{"type": "section", "fields": [plain("x")] * 11}], "section-fields", "no more than 10 items"),
    ([{"type": "section", "fields": [plain("x" * 2001)]}], "section-fields", "less than 2001"),
    ([{"type": "section"}], "block-shape", "missing required field: text or fields"),
    ([{"type": "header", "text": plain("x" * 151)}], "header-text", "less than 151"),
    ([{"type": "header", "text": mrkdwn("x")}], "block-shape", "must be one of: plain_text"),
    ([actions(*(button(str(number)) for number in range(26)))], "actions-elements", "no more than 25"),
    ([actions()], "actions-elements", "no less than 1"),
    ([{"type": "context", "elements": [plain("x")] * 11}], "context-elements", "no more than 10"),
    ([{"type": "context", "elements": [plain("x" * 3001)]}], "context-text", "less than 3001"),
    ([{"type": "markdown", "text": "x" * 12_001}], "markdown-text", "less than 12001"),
    ([{"type": "markdown", "text": "x" * 6001}] * 2, "markdown-text", "more than 12000 characters together"),
    ([actions(button("x" * 76))], "button-text", "less than 76"),
    ([actions(button("Go", value="x" * 2001))], "button-value", "less than 2001"),
    ([actions(button("Go", url="https://example.org/" + "x" * 3000))], "button-url", "less than 3001"),
    ([actions(button("Go", accessibility_label="x" * 76))], "button-text", "less than 76"),
    ([actions(button("Go", style="loud"))], "block-shape", "must be one of"),
    ([actions({**button("Go"), "action_id": LONG_ID})], "action-id", "less than 256"),
    ([section("x", block_id=LONG_ID)], "block-id", "less than 256"),
    ([section("x", block_id="same"), section("y", block_id="same")], "block-id-twice", "already exists"),
    ([actions(button("Go"), button("Go"))], "action-id-twice", "already exists"),
    ([select(numbered(101))], "option-count", "no more than 100"),
    ([select([])], "option-count", "no less than 1"),
    ([grouped(101)], "option-groups", "no more than 100"),
    ([grouped(1, 101)], "option-count", "no more than 100"),
    ([select(numbered(1), option_groups=[])], "block-shape", "either options or option_groups"),
    ([section("x", accessory=radio(*map(str, range(11))))], "option-count", "no more than 10"),
    ([section("x", accessory={"type": "checkboxes", "options": numbered(11)})], "option-count", "no more than 10"),
    ([section("x", accessory={"type": "overflow", "options": numbered(6)})], "overflow-options", "no more than 5"),
    ([select([option("x" * 76, "x")])], "option-text", "less than 76"),
    ([select([option("x", "x" * 151)])], "option-value", "less than 151"),
    ([select([{**option("x"), "description": plain("x" * 76)}])], "option-text", "less than 76"),
    ([select(numbered(2), placeholder=plain("x" * 151))], "placeholder", "less than 151"),
    ([select(numbered(2), initial_option=option("Another"))], "initial-not-an-option", "must exactly match"),
    (
        [section("x", accessory={"type": "checkboxes", "options": numbered(2), "initial_options": [option("No")]})],
        "initial-not-an-option",
        "must exactly match",
    ),
    ([section("x", accessory={"type": "datepicker", "initial_date": "2026-02-30"})], "initial-not-an-option", "date"),
    ([section("x", accessory={"type": "timepicker", "initial_time": "24:00"})], "initial-not-an-option", "time"),
    ([ticked(initial_options=[option("No")])], "initial-not-an-option", "must exactly match"),
    ([ticked(initial_options=[])], "initial-not-an-option", "must exactly match"),
    ([actions({"type": "number_input", "is_decimal_allowed": False})], "element-type", "unsupported element"),
    ([{**typed(), "element": {"type": "number_input", "is_decimal_allowed": True}}], "element-type", "unsupported"),
    ([{**typed(), "element": {"type": "email_text_input"}}], "element-type", "unsupported element: email_text_input"),
    ([actions({"type": "multi_static_select", "options": numbered(2)})], "element-type", "unsupported element"),
    ([section("x", accessory={"type": "datetimepicker"})], "element-type", "unsupported element"),
    (
        [section("x", accessory=radio("A", placeholder=plain("Pick")))],
        "block-shape",
        "additional property: placeholder",
    ),
    ([actions({"type": "external_select"})], "element-type", "unsupported element"),
    ([section("x", accessory="Go")], "block-shape", "must be an object with a type"),
    ([{"type": "actions", "elements": "Go"}], "block-shape", "must be an array"),
    ([{"type": "section", "text": "Hi"}], "block-shape", "must be an object"),
    ([{"type": "header", "text": {"type": "plain_text", "text": 7}}], "block-shape", "must be a string"),
    ([rich({"type": "text", "text": ""})], "block-shape", "more than 0"),
    ([{"type": "rich_text", "elements": [{"type": "text", "text": "x"}]}], "element-type", "unsupported element"),
    ([actions({"type": "datetimepicker", "initial_date_time": 12})], "initial-not-an-option", "10 digits"),
    ([typed(max_length=3001)], "input-length", "between 1 and 3000"),
    ([typed(min_length=-1)], "input-length", "between 0 and 3000"),
    ([typed(max_length=3, initial_value="four")], "input-length", "less than 4"),
    ([{**typed(), "label": plain("x" * 2001)}], "input-label", "less than 2001"),
    ([{**typed(), "hint": plain("x" * 2001)}], "input-label", "less than 2001"),
    ([actions(button("Go", confirm={**CONFIRM, "text": mrkdwn("x")}))], "block-shape", "must be one of: plain_text"),
    ([with_confirm(title="x" * 101)], "confirm", "less than 101"),
    ([with_confirm(text="x" * 301)], "confirm", "less than 301"),
    ([with_confirm(confirm="x" * 31)], "confirm", "less than 31"),
    ([with_confirm(deny="x" * 31)], "confirm", "less than 31"),
    ([{**IMAGE, "alt_text": "x" * 2001}], "image", "less than 2001"),
    ([{**IMAGE, "image_url": "x" * 3001}], "image", "less than 3001"),
    ([{**IMAGE, "title": plain("x" * 2001)}], "image", "less than 2001"),
    ([{**IMAGE, "alt_text": ""}], "image", "more than 0"),
    ([{"type": "image", "image_url": "https://example.org/a.png"}], "block-shape", "missing required field: alt_text"),
    ([{"type": "image", "alt_text": "A chart"}], "image", "either image_url or slack_file"),
    ([{**IMAGE, "slack_file": "F0123456789"}], "image", "either image_url or slack_file"),
    ([{"type": "carousel"}], "block-type", "unsupported type"),
    ([actions(typed()["element"])], "element-type", "unsupported element"),
    ([{**typed(), "element": button("Go")}], "element-type", "unsupported element"),
    ([section("x", colour="red")], "block-shape", "invalid additional property: colour"),
    ([rich({"type": "marquee"})], "element-type", "unsupported element"),
]


@pytest.mark.parametrize(("blocks", "rule", "problem"), WRONG)
async def test_a_message_beyond_a_limit_is_refused_and_recorded(
    slack: SlackStandIn, ann: Member, call: Call, *, blocks: list[dict[str, Any]], rule: str, problem: str
) -> None:
    answer = await call("chat.postMessage", channel=ann.user_id, text="Fallback", blocks=blocks)
    assert (answer["http"], answer["ok"], answer["error"]) == (200, False, "invalid_blocks")
    assert any(problem in one for one in answer["errors"]), answer["errors"]
    assert answer["response_metadata"]["messages"] == [f"[ERROR] {one}" for one in answer["errors"]]
    assert set(rules(slack)) == {rule}
    assert ann.dm == []


async def test_a_problem_says_where_it_is(ann: Member, call: Call) -> None:
    blocks = [section("x"), actions(button("Go"), button("x" * 76))]
    answer = await call("chat.postMessage", channel=ann.user_id, text="x", blocks=blocks)
    assert answer["errors"] == ["must be less than 76 characters [json-pointer:/blocks/1/elements/1/text/text]"]


@pytest.mark.parametrize(
    "blocks",
    [
        [section("x")] * 50,
        [section("x" * 3000)] * 4,
        [{"type": "section", "fields": [plain("x" * 1000)] * 10}],
        [{"type": "header", "text": plain("x" * 150)}],
        [actions(*(button(str(number)) for number in range(25)))],
        [{"type": "context", "elements": [plain("x"), IMAGE] * 5}],
        [{"type": "markdown", "text": "x" * 12_000}],
        [actions(button("x" * 75, value="x" * 2000, style="danger"))],
        [select(numbered(100), initial_option=numbered(1)[0])],
        [grouped(100)],
        [section("x", accessory=radio(*map(str, range(10))))],
        [section("x", accessory={"type": "overflow", "options": numbered(5)})],
        [select([option("x" * 75, "x" * 150)])],
        [typed(min_length=0, max_length=3000, initial_value="x" * 3000)],
        [with_confirm(title="x" * 100, text="x" * 300, confirm="x" * 30, deny="x" * 30)],
        [{"type": "divider"}, IMAGE, rich({"type": "text", "text": "Hi", "style": {"bold": True}})],
        [ticked(initial_options=numbered(2))],
        [rich({"type": "link", "url": "https://example.org"}, {"type": "emoji", "name": "wave"})],
        [actions({"type": "datepicker", "initial_date": "2026-02-28"}, {"type": "timepicker"})],
        [{"type": "section", "text": mrkdwn("*Hi* <https://example.org|there> &amp; &lt;all&gt;")}],
        [{"type": "section", "text": mrkdwn("At <!date^1795600000^{time}|half past two>")}],
    ],
)
async def test_a_message_at_a_limit_passes(
    slack: SlackStandIn, ann: Member, call: Call, blocks: list[dict[str, Any]]
) -> None:
    answer = await call("chat.postMessage", channel=ann.user_id, text="Fallback", blocks=blocks)
    assert answer["ok"], answer
    assert rules(slack) == []
    assert all(block["block_id"] for block in answer["message"]["blocks"])


@pytest.mark.parametrize(
    ("params", "rule"),
    [
        ({"text": "x" * 4001}, "text-too-long"),
        ({"blocks": [section("x")]}, "text-missing"),
        ({"text": "Dear <!channel>"}, "live-mention"),
        ({"text": "Dear <@U0123456789>"}, "live-mention"),
        ({"text": "x", "blocks": [{"type": "section", "text": mrkdwn("<!here> hello")}]}, "live-mention"),
        ({"text": "x", "blocks": [{"type": "markdown", "text": "<!everyone>"}]}, "live-mention"),
        ({"text": "x", "blocks": [rich({"type": "broadcast", "range": "here"})]}, "live-mention"),
        ({"text": "x", "blocks": [rich({"type": "user", "user_id": "U0123456789"})]}, "live-mention"),
        ({"text": "@ann", "link_names": True}, "live-mention"),
        ({"text": "@ann", "parse": "full"}, "live-mention"),
        ({"text": "3 < 4"}, "unescaped"),
        ({"text": "you & me"}, "unescaped"),
        ({"text": "x", "attachments": [{"text": "old"}]}, "attachments"),
        ({"text": "x", "blocks": [section("x" * 3000)] * 4 + [section("x")]}, "blocks-too-long"),
        ({"text": "x", "blocks": [*[section("x" * 3000)] * 4, section("x" * 1200)]}, "blocks-too-long"),
        ({"text": "x", "colour": "red"}, "unknown-parameter"),
        ({"text": "x", "blocks": [select([option("A", "1"), option("B", "1")])]}, "option-twice"),
        ({"text": "x", "blocks": [same_in_two_groups()]}, "option-twice"),
        ({"text": "x", "blocks": [ticked(initial_options=numbered(1) * 2)]}, "initial-twice"),
        ({"text": "x", "blocks": [ticked(initial_options=numbered(2), max_selected_items=1)]}, "max-selected"),
    ],
)
async def test_what_the_platform_lets_pass_and_a_bot_regrets_is_recorded(
    slack: SlackStandIn, ann: Member, call: Call, params: dict[str, Any], rule: str
) -> None:
    assert (await call("chat.postMessage", channel=ann.user_id, **params))["ok"]
    assert rules(slack) == [rule]


@pytest.mark.parametrize(
    ("params", "error"),
    [
        ({}, "no_text"),
        ({"text": ""}, "no_text"),
        ({"text": "x", "blocks": "[1]"}, "invalid_blocks_format"),
        ({"text": "x", "blocks": {"type": "divider"}}, "invalid_blocks_format"),
        ({"text": "x", "blocks": [*[section("x" * 3000)] * 4, section("x" * 1201)]}, "msg_blocks_too_long"),
        ({"text": "x", "markdown_text": "x"}, "markdown_text_conflict"),
        ({"markdown_text": "x" * 12_001}, "msg_too_long"),
        ({"text": "x", "as_user": True}, "as_user_not_supported"),
        ({"text": "x", "username": "Somebody else"}, "missing_scope"),
        ({"text": "x", "metadata": {"event_type": "x"}}, "invalid_metadata_format"),
    ],
)
async def test_other_refusals_have_the_platforms_codes(
    ann: Member, call: Call, params: dict[str, Any], error: str
) -> None:
    answer = await call("chat.postMessage", channel=ann.user_id, **params)
    assert (answer["http"], answer["error"]) == (200, error)
    assert ann.dm == []


async def test_a_text_of_more_than_40000_characters_is_cut_without_a_word(
    slack: SlackStandIn, ann: Member, call: Call
) -> None:
    await call("chat.postMessage", channel=ann.user_id, text="x" * 40_001)
    assert len(ann.last.text) == 40_000
    assert rules(slack) == ["text-too-long"]


async def test_a_change_of_more_than_4000_characters_is_refused(ann: Member, call: Call) -> None:
    sent = await call("chat.postMessage", channel=ann.user_id, text="Short")
    answer = await call("chat.update", channel=ann.dm_id, ts=sent["ts"], text="x" * 4001)
    assert answer["error"] == "msg_too_long"
    assert ann.last.text == "Short"
