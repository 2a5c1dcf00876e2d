"""Each limit of the platform is refused as the platform would, or recorded, and what keeps to it passes."""

from __future__ import annotations

from typing import Any

import pytest

from adapters.simulator.telegram import Person, TelegramStandIn
from tests.adapters.simulator.conftest import Call, keyboard, rules


def button(**fields: object) -> dict[str, Any]:
    return {"inline_keyboard": [[{"text": "Yes", **fields}]]}


LONG_DATA = "é" * 32 + "x"  # 65 bytes, 33 characters
WRONG = [
    ({"text": "x" * 4097}, "text-too-long", "message is too long"),
    ({"text": "<b></b>" * 5000}, "text-too-many-bytes", "text is too long"),
    ({"text": " \n "}, "text-empty", "message text is empty"),
    ({"reply_markup": button(callback_data=LONG_DATA)}, "callback-data-size", "BUTTON_DATA_INVALID"),
    ({"reply_markup": button(callback_data="")}, "callback-data-size", "BUTTON_DATA_INVALID"),
    ({"reply_markup": button(callback_data="a", text=" ")}, "button-text-empty", "non-empty"),
    ({"reply_markup": button()}, "button-shape", "Text buttons are unallowed"),
    ({"reply_markup": button(callback_data="a", url="https://a.b")}, "button-shape", "Text buttons are unallowed"),
    ({"reply_markup": button(callback_data="a", colour="red")}, "button-shape", "can't parse"),
    ({"reply_markup": keyboard(*"123456789")}, "row-too-wide", "reply markup is too long"),
    (
        {"reply_markup": {"inline_keyboard": keyboard(*"1234567")["inline_keyboard"] * 15}},
        "too-many-buttons",
        "reply markup is too long",
    ),
    ({"reply_markup": button(copy_text={"text": "x" * 257})}, "copy-text-size", "BUTTON_COPY_TEXT"),
    ({"entities": [{"type": "bold", "offset": 0, "length": 3}]}, "entities", "can't parse entities"),
    ({"entities": [{"type": "loud", "offset": 0, "length": 1}]}, "entities", "can't parse entities"),
    ({"entities": [{"type": "bold", "offset": -1, "length": 1}]}, "entities", "can't parse entities"),
    ({"entities": [{"type": "text_link", "offset": 0, "length": 1}]}, "entities", "can't parse entities"),
    ({"text": "😀!", "entities": [{"type": "bold", "offset": 1, "length": 1}]}, "entities", "middle of a character"),
    ({"text": "<b>no end", "parse_mode": "HTML"}, "formatting", "can't parse entities: Unclosed start tag"),
    ({"text": "<h1>no</h1>", "parse_mode": "HTML"}, "formatting", 'Unsupported start tag "h1"'),
    ({"chat_id": "not a number"}, "wrong-type", "can't parse parameter"),
    ({"chat_id": None}, "wrong-type", "can't parse parameter"),
]


@pytest.mark.parametrize(("params", "rule", "description"), WRONG)
async def test_a_message_beyond_a_limit_is_refused_and_recorded(
    ann: Person, call: Call, *, params: dict[str, Any], rule: str, description: str
) -> None:
    answer = await call("sendMessage", **{"chat_id": ann.user_id, "text": "Hi", **params})
    assert (answer["http"], answer["ok"]) == (400, False)
    assert description in answer["description"]
    assert [violation.rule for violation in ann.tg.record.violations] == [rule]
    assert len(ann.chat) == 1  # her own /start only


@pytest.mark.parametrize(
    "params",
    [
        {"text": "x" * 4096},
        {"text": "😀" * 4096},
        {"reply_markup": button(callback_data="é" * 32)},
        {"reply_markup": keyboard(*"12345678")},
        {"reply_markup": {"inline_keyboard": keyboard(*"12345")["inline_keyboard"] * 20}},
        {"reply_markup": button(url="https://example.org")},
        {"reply_markup": button(callback_data="a", style="success")},
        {"text": "😀!", "entities": [{"type": "bold", "offset": 0, "length": 2}]},
        {"text": "soon", "entities": [{"type": "date_time", "offset": 0, "length": 4, "unix_time": 1795500000}]},
        {"text": "<b>Hi</b> &amp; <i>bye</i>", "parse_mode": "HTML"},
    ],
)
async def test_a_message_at_a_limit_passes(
    tg: TelegramStandIn, ann: Person, call: Call, params: dict[str, Any]
) -> None:
    answer = await call("sendMessage", **{"chat_id": ann.user_id, "text": "Hi", **params})
    assert answer["ok"], answer
    assert rules(tg) == []


async def test_html_becomes_entities_in_utf16_units(ann: Person, call: Call) -> None:
    await call("sendMessage", chat_id=ann.user_id, text="😀 <b>a &lt; b</b>", parse_mode="HTML")
    assert ann.last.text == "😀 a < b"
    assert ann.last.entities == ({"type": "bold", "offset": 3, "length": 5},)


@pytest.mark.parametrize(
    ("params", "rule"),
    [
        ({"parse_mode": "MarkdownV2"}, "parse-mode"),
        ({"allow_paid_broadcast": True}, "paid-broadcast"),
        ({"reply_markup": {"force_reply": True}}, "keyboard-not-inline"),
        ({"reply_markup": {"keyboard": [["Yes"]]}}, "keyboard-not-inline"),
        ({"disable_web_page_preview": True}, "unknown-parameter"),
    ],
)
async def test_what_the_platform_lets_pass_and_a_bot_regrets_is_recorded(
    tg: TelegramStandIn, ann: Person, call: Call, params: dict[str, Any], rule: str
) -> None:
    assert (await call("sendMessage", chat_id=ann.user_id, text="Hi", **params))["ok"]
    assert rules(tg) == [rule]


async def test_a_message_with_another_keyboard_can_never_be_edited(ann: Person, call: Call) -> None:
    sent = await call("sendMessage", chat_id=ann.user_id, text="Hi", reply_markup={"force_reply": True})
    answer = await call("editMessageText", chat_id=ann.user_id, message_id=sent["result"]["message_id"], text="Changed")
    assert answer["description"] == "Bad Request: message can't be edited"


@pytest.mark.parametrize(
    ("command", "description", "ok"),
    [("start", "Begin", True), ("a" * 32, "x" * 256, True), ("a" * 33, "x", False), ("Start", "x", False),
     ("my-data", "x", False), ("start", "", False), ("start", "x" * 257, False)],
)  # fmt: skip
async def test_commands_keep_to_their_format(
    tg: TelegramStandIn, call: Call, command: str, description: str, ok: bool
) -> None:
    answer = await call("setMyCommands", commands=[{"command": command, "description": description}])
    assert answer["ok"] is ok
    assert bool(rules(tg)) is not ok


async def test_a_toast_of_more_than_200_characters_is_refused(tg: TelegramStandIn, ann: Person, call: Call) -> None:
    await call("getUpdates", allowed_updates=["message", "edited_message", "callback_query", "my_chat_member"])
    query = ann.press_data("yes", 1)
    assert not (await call("answerCallbackQuery", callback_query_id=query.query_id, text="x" * 201))["ok"]
    assert (await call("answerCallbackQuery", callback_query_id=query.query_id, text="x" * 200))["ok"]
    assert rules(tg) == ["toast-too-long"]


async def test_more_than_100_messages_are_not_deleted_at_once(tg: TelegramStandIn, ann: Person, call: Call) -> None:
    answer = await call("deleteMessages", chat_id=ann.user_id, message_ids=list(range(101)))
    assert not answer["ok"]
    assert rules(tg) == ["delete-too-many"]


async def test_an_unknown_method_is_not_found_and_recorded(tg: TelegramStandIn, call: Call) -> None:
    assert (await call("sendCarrierPigeon"))["http"] == 404
    assert rules(tg) == ["unknown-method"]


async def test_dropping_what_waits_is_recorded(tg: TelegramStandIn, ann: Person, call: Call) -> None:
    assert (await call("deleteWebhook", drop_pending_updates=True))["ok"]
    assert rules(tg) == ["drop-pending-updates"]
    assert tg.pending == 0


async def test_a_webhook_without_a_secret_is_recorded(tg: TelegramStandIn, call: Call) -> None:
    kinds = ["message", "edited_message", "callback_query", "my_chat_member"]
    await call("setWebhook", url="https://example.org/hook", allowed_updates=kinds)
    assert rules(tg) == ["webhook-without-secret"]


async def test_the_token_in_a_body_is_recorded(tg: TelegramStandIn, ann: Person, call: Call) -> None:
    await call("sendMessage", chat_id=ann.user_id, text=f"My token is {tg.token}")
    assert rules(tg) == ["token-in-body"]
