"""Tokens, bodies and parameters are read as the platform reads them; people are looked up as it lets them be."""

from __future__ import annotations

from typing import Any

import aiohttp
import pytest

from adapters.simulator.slack import Member, SlackStandIn
from tests.adapters.simulator.slack.conftest import Call, Line, home, rules

Sent = tuple[int, dict[str, Any]]


async def send(
    slack: SlackStandIn,
    http: aiohttp.ClientSession,
    method: str,
    token: str | None,
    *,
    data: dict[str, str] | None = None,
    json: object = None,
) -> Sent:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    async with http.post(f"{slack.url}{method}", headers=headers, data=data, json=json) as response:
        return response.status, await response.json()


@pytest.mark.parametrize(
    ("method", "token", "error", "found"),
    [
        ("auth.test", None, "not_authed", ["no-token"]),
        ("auth.test", "xoxb-another", "invalid_auth", []),
        ("auth.test", "app", "not_allowed_token_type", ["wrong-token"]),
        ("apps.connections.open", "bot", "not_allowed_token_type", ["wrong-token"]),
        ("auth.test", "bot", None, []),
        ("apps.connections.open", "app", None, []),
    ],
)
async def test_each_method_wants_its_own_token(
    slack: SlackStandIn,
    http: aiohttp.ClientSession,
    *,
    method: str,
    token: str | None,
    error: str | None,
    found: list[str],
) -> None:
    real = {"bot": slack.bot_token, "app": slack.app_token}.get(token or "", token)
    status, answer = await send(slack, http, method, real)
    assert (status, answer.get("error"), answer["ok"]) == (200, error, error is None)
    assert rules(slack) == found


async def test_a_token_in_a_body_or_an_address_works_and_is_recorded(
    slack: SlackStandIn, http: aiohttp.ClientSession
) -> None:
    _, answer = await send(slack, http, "auth.test", None, data={"token": slack.bot_token})
    assert answer["ok"]
    _, answer = await send(slack, http, f"auth.test?token={slack.bot_token}", None)
    assert answer["ok"]
    assert rules(slack) == ["token-in-body", "token-in-url"]


async def test_the_apps_token_is_taken_from_the_header_only(slack: SlackStandIn, http: aiohttp.ClientSession) -> None:
    _, answer = await send(slack, http, "apps.connections.open", None, data={"token": slack.app_token})
    assert answer["error"] == "insecure_request"
    assert rules(slack) == ["token-in-body"]


async def test_made_up_tokens_look_like_tokens(slack: SlackStandIn) -> None:
    assert slack.bot_token.startswith("xoxb-stand-in")
    assert slack.app_token.startswith("xapp-stand-in")
    assert "stand-in" in slack.signing_secret
    assert slack.bot_token not in repr(slack.platform)


async def test_forms_and_json_say_the_same(slack: SlackStandIn, ann: Member, http: aiohttp.ClientSession) -> None:
    form = {"channel": ann.user_id, "text": "as a form", "blocks": '[{"type":"divider"}]', "unfurl_links": "false"}
    json = {"channel": ann.user_id, "text": "as JSON", "blocks": [{"type": "divider"}], "unfurl_links": False}
    assert (await send(slack, http, "chat.postMessage", slack.bot_token, data=form))[1]["ok"]
    assert (await send(slack, http, "chat.postMessage", slack.bot_token, json=json))[1]["ok"]
    assert [message.fallback for message in ann.dm] == ["as a form", "as JSON"]
    assert rules(slack) == []


async def test_some_methods_do_not_read_json(slack: SlackStandIn, ann: Member, http: aiohttp.ClientSession) -> None:
    _, answer = await send(slack, http, "users.info", slack.bot_token, json={"user": ann.user_id})
    assert answer["error"] == "invalid_arguments"
    assert rules(slack) == ["json-not-read", "missing-parameter"]


@pytest.mark.parametrize(
    ("params", "rule", "problem"),
    [
        ({"text": "x"}, "missing-parameter", "missing required field: channel"),
        ({"channel": 7, "text": "x"}, "wrong-type", "invalid value for field: channel"),
        ({"channel": "C1", "text": "x", "unfurl_links": "maybe"}, "wrong-type", "field: unfurl_links"),
        ({"channel": "C1", "text": "x", "blocks": "not json"}, "wrong-type", "field: blocks"),
    ],
)
async def test_wrong_arguments_are_refused_and_recorded(
    slack: SlackStandIn, call: Call, params: dict[str, Any], rule: str, problem: str
) -> None:
    answer = await call("chat.postMessage", **params)
    assert (answer["http"], answer["error"]) == (200, "invalid_arguments")
    assert any(problem in message for message in answer["response_metadata"]["messages"])
    assert rules(slack) == [rule]


async def test_a_timestamp_is_a_text(slack: SlackStandIn, ann: Member, call: Call) -> None:
    answer = await call("chat.update", channel=ann.dm_id, ts=1795600000.000001, text="x")
    assert answer["error"] == "invalid_arguments"
    assert rules(slack) == ["wrong-type"]


async def test_an_unknown_method_is_refused_and_recorded(slack: SlackStandIn, call: Call) -> None:
    answer = await call("chat.scheduleMessage", channel="C1")
    assert (answer["error"], answer["req_method"]) == ("unknown_method", "chat.scheduleMessage")
    assert rules(slack) == ["unknown-method"]


async def test_a_body_that_is_no_object_is_refused(slack: SlackStandIn, http: aiohttp.ClientSession) -> None:
    assert (await send(slack, http, "auth.test", slack.bot_token, json=[1]))[1]["error"] == "invalid_json"


async def test_the_bots_rights_come_with_every_answer(slack: SlackStandIn, http: aiohttp.ClientSession) -> None:
    headers = {"Authorization": f"Bearer {slack.bot_token}"}
    async with http.post(f"{slack.url}auth.test", headers=headers) as response:
        rights = response.headers["x-oauth-scopes"]
    assert rights == "chat:write,im:write,im:history,users:read,commands,files:write,files:read"


async def test_a_person_is_looked_up_with_zone_and_language(slack: SlackStandIn, call: Call) -> None:
    eve = slack.add_member("Eve Jones", tz="America/New_York", locale="cy-GB")
    user = (await call("users.info", user=eve.user_id, include_locale="true"))["user"]
    assert (user["name"], user["real_name"]) == ("eve.jones", "Eve Jones")
    assert (user["tz"], user["tz_offset"], user["locale"]) == ("America/New_York", -5 * 3600, "cy-GB")
    assert "locale" not in (await call("users.info", user=eve.user_id))["user"]
    eve.change_tz(None)
    assert "tz" not in (await call("users.info", user=eve.user_id))["user"]
    eve.deactivate()
    assert (await call("users.info", user=eve.user_id))["user"]["deleted"]
    assert (await call("users.info", user="U0000000000"))["error"] == "user_not_found"


async def test_somebody_of_another_workspace_cannot_be_reached(slack: SlackStandIn, call: Call, line: Line) -> None:
    zoe = slack.add_member("Zoe", team="T0000000000")
    zoe.send("hello")
    told = await line.take()
    assert told["team_id"] == told["authorizations"][0]["team_id"] == "T0000000000"
    assert (await call("chat.postMessage", channel=zoe.user_id, text="x"))["error"] == "channel_not_found"
    assert (await call("chat.postMessage", channel=zoe.dm_id, text="x"))["error"] == "channel_not_found"
    assert (await call("users.info", user=zoe.user_id))["error"] == "user_not_visible"
    assert (await call("conversations.open", users=zoe.user_id))["error"] == "user_not_visible"
    assert (await call("views.publish", user_id=zoe.user_id, view=home()))["error"] == "user_not_found"
    assert len((await call("users.list", limit="10"))["members"]) == 1


async def test_everybody_is_listed_a_page_at_a_time(slack: SlackStandIn, call: Call) -> None:
    for number in range(4):
        slack.add_member(str(number))
    first = await call("users.list", limit="3")
    cursor = first["response_metadata"]["next_cursor"]
    second = await call("users.list", limit="3", cursor=cursor)
    names = [user["real_name"] for page in (first, second) for user in page["members"]]
    assert names == ["Labbot", "0", "1", "2", "3"]
    assert second["response_metadata"]["next_cursor"] == ""
    assert (await call("users.list", limit="3", cursor="x"))["error"] == "invalid_cursor"
    assert rules(slack) == []


async def test_asking_for_everybody_at_once_is_recorded_and_refused_when_they_are_many(
    slack: SlackStandIn, call: Call
) -> None:
    assert (await call("users.list"))["ok"]
    for number in range(201):
        slack.add_member(str(number))
    assert (await call("users.list"))["error"] == "limit_required"
    assert rules(slack) == ["page-size", "page-size"]


@pytest.mark.parametrize(
    ("params", "error"),
    [({}, "users_list_not_supplied"), ({"users": "U1,U2"}, "missing_scope"), ({"users": "U1"}, "user_not_found")],
)
async def test_a_direct_message_is_with_one_known_person(call: Call, params: dict[str, str], error: str) -> None:
    assert (await call("conversations.open", **params))["error"] == error
