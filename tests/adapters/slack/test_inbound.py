"""What one raw payload says, and that nothing in it can hurt."""

from __future__ import annotations

from copy import deepcopy
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.slack.arrival import Ignored, Origin, Profile, ShutOut, Stranger, Undecodable
from adapters.slack.inbound import decode, place
from adapters.slack.views import Kept
from bot.domain.heard import (
    Edited,
    Heard,
    Left,
    Opened,
    Surface,
    Text,
    Unreadable,
)
from bot.domain.ids import SLACK
from bot.domain.secret import Secret
from tests.adapters.slack.payloads import (
    NOW,
    OURS,
    SENT,
    Json,
    arrived,
    button,
    commanded,
    edited,
    event,
    interaction,
    pressed,
    pressed_in_view,
    submitted,
    view,
    what,
    written,
)


def test_words_come_with_person_moment_and_a_name_that_every_delivery_shares() -> None:
    assert arrived(written()).heard == Heard(
        platform=SLACK,
        address=Secret("U1"),
        update=f"slack:msg:D1:{SENT}",
        at=datetime.fromtimestamp(float(SENT), UTC),
        what=Text(words=Secret("hello")),
        message_id=f"D1:{SENT}",
        surface=Surface.DOOR,
    )
    again = written()
    again["event_id"] = "Ev2"
    assert arrived(again).heard.update == arrived(written()).heard.update


@pytest.mark.parametrize(
    ("sent", "meant"),
    [
        ("1 &lt; 2 &amp;&amp; 3 &gt; 2", "1 < 2 && 3 > 2"),
        ("&amp;lt;", "&lt;"),
        ("see <https://example.org/a|example.org/a> now", "see example.org/a now"),
        ("<https://example.org>", "https://example.org"),
        ("<@U9> said", "@U9 said"),
    ],
)
def test_slacks_markup_of_what_was_typed_is_undone(sent: str, meant: str) -> None:
    assert what(written(text=sent)) == Text(words=Secret(meant))


@pytest.mark.parametrize("kind", ["me_message", "thread_broadcast"])
def test_words_are_words_however_they_were_sent(kind: str) -> None:
    assert what(written(subtype=kind)) == Text(words=Secret("hello"))


@pytest.mark.parametrize("raw", [written(subtype="file_share"), written(text=""), written(text=None)])
def test_what_is_no_text_is_unreadable(raw: Json) -> None:
    assert what(raw) == Unreadable()


def test_an_edit_by_the_person_is_never_an_answer() -> None:
    assert what(edited({"edited": {"user": "U1", "ts": SENT}})) == Edited()


def test_opening_the_home_is_heard_and_the_messages_tab_is_not() -> None:
    opened = {"type": "app_home_opened", "user": "U1", "channel": "D1"}
    assert arrived(event(**opened, tab="home")).origin is Origin.OPENING
    assert what(event(**opened, tab="home")) == Opened()
    assert decode(event(**opened, tab="messages"), NOW, OURS) == Ignored("messages_tab")


def test_a_closed_account_is_leaving_and_any_other_change_is_news() -> None:
    user = {"id": "U1", "team_id": "T1", "deleted": True}
    found = decode(event(type="user_change", user=user), NOW, OURS)
    assert isinstance(found, Profile)
    assert found.left is not None
    assert found.left.heard.what == Left()
    assert decode(event(type="user_change", user={**user, "deleted": False}), NOW, OURS) == Profile(
        {**user, "deleted": False}
    )


def test_being_taken_out_of_the_workspace_is_noticed_and_one_persons_token_is_not() -> None:
    assert decode(event(type="app_uninstalled"), NOW, OURS) == ShutOut("app_uninstalled")
    assert isinstance(decode(event(type="tokens_revoked", tokens={"bot": ["UBOT"]}), NOW, OURS), ShutOut)
    assert isinstance(decode(event(type="tokens_revoked", tokens={"oauth": ["U1"]}), NOW, OURS), Ignored)


@pytest.mark.parametrize(
    "raw",
    [
        written(channel_type="channel", channel="C1"),
        written(channel_type="mpim", channel="G1"),
        written(bot_id="B1"),
        written(user="UBOT"),
        written(subtype="bot_message", user=None),
        written(subtype="message_deleted", user=None),
        written(subtype="channel_topic"),
        edited({"bot_id": "B1"}),
        edited({"edited": {"user": "UBOT"}}),
        edited({}),
        event(type="reaction_added", user="U1"),
        event(type="something_of_2031"),
        pressed(channel={"id": "C1"}),
        pressed(actions=[button(action_id="other")]),
        interaction("view_closed", view=view()),
        interaction("message_action"),
        {"type": "block_suggestion"},
        {"type": "something_of_2031"},
        {},
        {"text": "hi"},
    ],
)
def test_bots_channels_and_other_kinds_are_ignored(raw: Json) -> None:
    assert isinstance(decode(raw, NOW, OURS), Ignored)


@pytest.mark.parametrize(
    ("raw", "may_be_told"),
    [
        (written(team="T2"), False),
        (written(user_team="T2"), False),
        ({**event(type="app_home_opened", tab="home", user="U1"), "team_id": "T2"}, False),
        (pressed(user={"id": "U1", "team_id": "T2"}), False),
        (submitted(user={"id": "U1", "team_id": "T2"}), False),
        (commanded(team_id="T2"), True),
    ],
)
def test_people_of_another_workspace_are_not_heard(raw: Json, may_be_told: bool) -> None:
    assert decode(raw, NOW, OURS) == Stranger(may_be_told=may_be_told)


@pytest.mark.parametrize(
    "raw",
    [
        written(text=7),
        written(user=None),
        written(user=["U1"]),
        written(ts="yesterday"),
        written(ts="nan"),
        written(ts="1e400"),
        written(channel=7),
        written(subtype=7),
        edited({"user": None, "edited": {}}),
        {"type": "event_callback", "event_id": "Ev1", "event": "hello"},
        {"type": "event_callback", "event": {"type": "message", "text": "hello"}},
        event(type="user_change", user=None),
        event(type="app_home_opened", tab="home"),
        pressed(user=None),
        pressed(actions=[]),
        pressed(actions="hello"),
        pressed(actions=[{**button(), "value": 5}]),
        pressed(container=None),
        pressed_in_view(button(), state={"values": ["hello"]}),
        submitted(view=None),
        submitted(view=view(state={"values": {"i0.1": "hello"}})),
        commanded(trigger_id=None),
        commanded(text=["hello"]),
        "hello",
        None,
        ["hello"],
    ],
)
def test_another_shape_than_promised_is_undecodable_and_says_nothing_of_its_content(raw: object) -> None:
    found = decode(raw, NOW, OURS)
    assert isinstance(found, Undecodable)
    assert "hello" not in repr(found)
    assert "U1" not in repr(found)


@pytest.mark.parametrize("metadata", [None, "", "{", "7", "[]", '{"s": 1, "k": "", "b": ""}'])
def test_what_a_page_kept_is_read_only_when_it_is_ours(metadata: object) -> None:
    assert Kept.read(metadata) == Kept()


json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
choice = {"type": "static_select", "action_id": "answer", "block_id": "i5.7", "selected_option": {"value": "1"}}
PAYLOADS = [
    written(),
    edited({"edited": {"user": "U1"}}),
    event(type="user_change", user={"id": "U1", "deleted": True}),
    event(type="app_home_opened", tab="home", user="U1"),
    event(type="tokens_revoked", tokens={"bot": ["UBOT"]}),
    pressed(),
    pressed_in_view({**choice, "action_ts": "1.1"}),
    pressed_in_view(button("q:b")),
    submitted(),
    commanded(),
]


def paths(value: object, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    inside: list[tuple[str | int, ...]] = []
    if isinstance(value, dict):
        inside = [way for key, inner in value.items() for way in paths(inner, (*path, key))]
    elif isinstance(value, list):
        inside = [way for at, inner in enumerate(value) for way in paths(inner, (*path, at))]
    return [path, *inside] if path else inside


@given(st.sampled_from(PAYLOADS), st.data(), json)
def test_no_change_of_any_one_field_makes_decoding_raise(raw: Json, data: st.DataObject, strange: object) -> None:
    changed: Any = deepcopy(raw)
    *way, last = data.draw(st.sampled_from(paths(changed)))
    inner = changed
    for key in way:
        inner = inner[key]
    inner[last] = strange
    decode(changed, NOW, OURS)
    place(changed)


@given(json)
def test_no_garbage_makes_decoding_raise(garbage: object) -> None:
    assert isinstance(decode(garbage, NOW, OURS), Ignored | Undecodable)
    assert place(garbage) is None


def test_where_a_message_stands_is_known_of_theirs_and_ours() -> None:
    assert place(written(bot_id="B1", text=7)) == ("D1", SENT)
    assert place(edited({})) is None
    assert place(written(channel_type="channel")) is None
