"""Payloads as Slack sends them, to be changed one field at a time."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from adapters.slack.arrival import Arrival, Ours
from adapters.slack.inbound import decode
from adapters.slack.views import Kept
from bot.domain.heard import What

Json = dict[str, Any]

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
SENT = "1790000000.000100"
OURS = Ours(team="T1", bot_user="UBOT")
KEPT = Kept(submit="q:s", keep="q:k", back="q:b")


def event(**inner: object) -> Json:
    shape = {key: value for key, value in inner.items() if value is not None}
    return {"type": "event_callback", "team_id": "T1", "event_id": "Ev1", "event": shape}


def written(**changed: object) -> Json:
    return event(
        **{
            "type": "message",
            "user": "U1",
            "team": "T1",
            "channel": "D1",
            "channel_type": "im",
            "ts": SENT,
            "text": "hello",
            **changed,
        }
    )


def edited(message: Json) -> Json:
    return written(
        subtype="message_changed", user=None, text=None, message={"user": "U1", "ts": SENT, "text": "hi", **message}
    )


def view(**changed: object) -> Json:
    return {
        "id": "V1",
        "type": "modal",
        "hash": "h1",
        "private_metadata": KEPT.wire(),
        "state": {
            "values": {
                "i0.7": {"answer": {"type": "radio_buttons", "selected_option": {"value": "1"}}},
                "i3.7": {"answer": {"type": "plain_text_input", "value": "well & <good>"}},
                "i4.7": {"answer": {"type": "plain_text_input", "value": None}},
                "i5.7": {"answer": {"type": "static_select", "selected_option": None}},
                "other": {"x": {"type": "plain_text_input", "value": "not ours"}},
            }
        },
        **changed,
    }


def interaction(kind: str, **more: object) -> Json:
    shape = {"type": kind, "user": {"id": "U1", "team_id": "T1"}, "team": {"id": "T1"}, "trigger_id": "1.2.x", **more}
    return {key: value for key, value in shape.items() if value is not None}


def button(value: str = "d:1", action_id: str = "b:0:abc") -> Json:
    return {"type": "button", "action_id": action_id, "block_id": "b:0", "value": value, "action_ts": "1790000001.1"}


def pressed(**changed: object) -> Json:
    return interaction(
        "block_actions",
        **{
            "container": {"type": "message", "message_ts": SENT, "channel_id": "D1"},
            "channel": {"id": "D1", "name": "directmessage"},
            "message": {"text": "q", "ts": SENT, "blocks": []},
            "actions": [button()],
            **changed,
        },
    )


def pressed_in_view(action: Json, **changed: object) -> Json:
    return interaction(
        "block_actions", container={"type": "view", "view_id": "V1"}, view=view(**changed), actions=[action]
    )


def submitted(**changed: object) -> Json:
    return interaction("view_submission", **{"view": view(), **changed})


def commanded(**changed: object) -> Json:
    return {
        "command": "/lab",
        "text": "start CODE",
        "team_id": "T1",
        "user_id": "U1",
        "channel_id": "C1",
        "channel_name": "general",
        "trigger_id": "1.2.x",
        **changed,
    }


def arrived(raw: object) -> Arrival:
    found = decode(raw, NOW, OURS)
    assert isinstance(found, Arrival), found
    return found


def what(raw: object) -> What:
    return arrived(raw).heard.what
