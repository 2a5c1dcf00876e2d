"""What one raw update says, and that nothing in it can hurt."""

from __future__ import annotations

from copy import deepcopy
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.telegram.inbound import Ignored, Undecodable, decode, place, query_id, update_id
from bot.domain.heard import Command, Edited, Heard, Left, Pressed, Text, Unreadable
from bot.domain.ids import TELEGRAM
from bot.domain.secret import Secret

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
SENT = 1_790_000_000
ALEX = {"id": 4711, "is_bot": False, "first_name": "Alex", "language_code": "en-GB"}
CHAT = {"id": 4711, "type": "private", "first_name": "Alex"}
GROUP = {"id": -100123, "type": "supergroup", "title": "Community"}


def written(**changed: object) -> dict[str, Any]:
    body = {"message_id": 7, "from": ALEX, "chat": CHAT, "date": SENT, "text": "hello", **changed}
    return {"update_id": 9, "message": {key: value for key, value in body.items() if value is not None}}


def pressed(**changed: object) -> dict[str, Any]:
    body = {
        "id": "55",
        "from": ALEX,
        "message": {"message_id": 7, "chat": CHAT, "date": SENT, "text": "q"},
        "chat_instance": "1",
        "data": "d:1",
        **changed,
    }
    return {"update_id": 9, "callback_query": {key: value for key, value in body.items() if value is not None}}


def heard(raw: object) -> Heard:
    what = decode(raw, NOW)
    assert isinstance(what, Heard), what
    return what


def test_words_come_with_chat_moment_language_and_a_name_for_the_update() -> None:
    assert heard(written()) == Heard(
        platform=TELEGRAM,
        address=Secret("4711"),
        update="telegram:9",
        at=datetime.fromtimestamp(SENT, UTC),
        what=Text(words=Secret("hello")),
        message_id="7",
        language=heard(written()).language,
    )
    assert heard(written()).language == "en"


@pytest.mark.parametrize(
    ("text", "name", "argument"),
    [
        ("/start", "start", ""),
        ("/start CODE_1-x", "start", "CODE_1-x"),
        ("/START@labbot_demo_bot  CODE ", "start", "CODE"),
        ("/help me please\nnow", "help", "me please\nnow"),
        ("/start " + "x" * 100, "start", "x" * 64),
    ],
)
def test_a_command_is_its_name_and_what_follows(text: str, name: str, argument: str) -> None:
    assert heard(written(text=text)).what == Command(name=name, argument=argument)


@pytest.mark.parametrize("text", ["/", "/ no", "1/2", "/sad/happy", "/ćwiczenie", "//"])
def test_a_slash_alone_makes_no_command(text: str) -> None:
    assert heard(written(text=text)).what == Text(words=Secret(text))


@pytest.mark.parametrize("kind", ["photo", "voice", "sticker", "rich_message", "something_of_2031"])
def test_what_is_no_text_is_unreadable_even_when_nobody_knows_it(kind: str) -> None:
    assert heard(written(text=None, **{kind: {"file_id": "x"}})).what == Unreadable()


def test_what_telegram_writes_by_itself_is_nobodys_message() -> None:
    assert decode(written(text=None, pinned_message={"date": 1}), NOW) == Ignored("service_message")


def test_an_edit_is_never_an_answer() -> None:
    raw = written(edit_date=SENT + 5)
    raw["edited_message"] = raw.pop("message")
    assert heard(raw).what == Edited()
    assert heard(raw).at == datetime.fromtimestamp(SENT + 5, UTC)


def test_a_press_has_the_moment_in_which_it_was_heard() -> None:
    assert heard(pressed()).what == Pressed(data="d:1", message_id="7")
    assert heard(pressed()).at == NOW


def test_a_press_on_a_message_that_can_no_longer_be_seen_is_a_press() -> None:
    gone = {"message_id": 7, "chat": CHAT, "date": 0}
    assert heard(pressed(message=gone)).what == Pressed(data="d:1", message_id="7")
    assert heard(pressed(message=None)).what == Pressed(data="d:1", message_id=None)


@pytest.mark.parametrize(
    "raw",
    [
        pressed(data=None, game_short_name="chess"),
        pressed(message=None, inline_message_id="xx"),
        pressed(message={"message_id": 7, "chat": GROUP, "date": 0}),
        written(chat=GROUP),
        written(**{"from": {**ALEX, "is_bot": True}}),
        {"update_id": 9, "poll_answer": {"poll_id": 1}},
        {"update_id": 9, "something_of_2031": 1},
    ],
)
def test_groups_bots_and_other_kinds_are_ignored(raw: dict[str, Any]) -> None:
    assert isinstance(decode(raw, NOW), Ignored)


def test_blocking_is_leaving_and_unblocking_is_nothing_yet() -> None:
    change: dict[str, Any] = {"chat": CHAT, "from": ALEX, "date": SENT, "new_chat_member": {"status": "kicked"}}
    assert heard({"update_id": 9, "my_chat_member": change}).what == Left()
    change["new_chat_member"] = {"status": "member"}
    assert decode({"update_id": 9, "my_chat_member": change}, NOW) == Ignored("not_blocked")


@pytest.mark.parametrize(
    "raw",
    [
        written(text=7),
        written(text=["a"]),
        written(message_id=True),
        written(message_id="7"),
        written(date="yesterday"),
        written(date=10**20),
        written(chat={"id": "4711", "type": "private"}),
        written(chat={"id": True, "type": "private"}),
        written(chat=None),
        written(**{"from": "Alex"}),
        written(**{"from": {**ALEX, "is_bot": 0}}),
        written(**{"from": {**ALEX, "language_code": 7}}),
        pressed(data=5),
        pressed(**{"from": {**ALEX, "id": 4712}}),
        pressed(**{"from": None}),
        {"update_id": 9, "message": None},
        {"update_id": 9, "my_chat_member": {"chat": CHAT}},
    ],
)
def test_another_shape_than_promised_is_undecodable_and_says_nothing_of_its_content(raw: dict[str, Any]) -> None:
    what = decode(raw, NOW)
    assert isinstance(what, Undecodable)
    assert what.update_id == 9
    assert "4711" not in repr(what)
    assert "hello" not in repr(what)


@pytest.mark.parametrize("raw", [None, 5, "x", [], {}, {"update_id": "9"}, {"update_id": True}, {"update_id": -1}])
def test_an_update_without_a_usable_id_has_none(raw: object) -> None:
    assert update_id(raw) is None
    assert isinstance(decode(raw, NOW), Undecodable)


json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


def paths(value: object, path: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    inside = (
        [way for key, inner in value.items() for way in paths(inner, (*path, key))] if isinstance(value, dict) else []
    )
    return [path, *inside] if path else inside


@given(st.sampled_from([written(), pressed()]), st.data(), json)
def test_no_change_of_any_one_field_makes_decoding_raise(
    raw: dict[str, Any], data: st.DataObject, strange: object
) -> None:
    changed = deepcopy(raw)
    *way, last = data.draw(st.sampled_from(paths(changed)))
    inner = changed
    for key in way:
        inner = inner[key]
    inner[last] = strange
    assert isinstance(decode(changed, NOW), Heard | Ignored | Undecodable)
    query_id(changed)
    place(changed)


@given(json)
def test_no_garbage_makes_decoding_raise(garbage: object) -> None:
    assert isinstance(decode(garbage, NOW), Ignored | Undecodable)
    assert query_id(garbage) is None
    assert place(garbage) is None
