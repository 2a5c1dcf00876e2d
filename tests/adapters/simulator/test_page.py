"""The demo page: what it serves, to whom, and that what is done on it reaches the bot."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from adapters.simulator.page import NextStep, Stage, mount
from adapters.simulator.telegram import Person, TelegramStandIn
from tests.adapters.simulator.conftest import Call, keyboard

Client = TestClient[web.Request, web.Application]


@dataclass(frozen=True)
class Neighbour:
    person: Person
    state: str = "answering"


@pytest.fixture
async def stage(tg: TelegramStandIn) -> Stage:
    others = [Neighbour(tg.add_person(name)) for name in ("Bo", "Cai")]
    steps = [NextStep(title="Close the week", text="When all have answered.", command="labbot wave close weekly")]
    return Stage(tg=tg, you=tg.add_person("You"), code="DEMO", companions=others, steps=steps)


@pytest.fixture
async def client(stage: Stage) -> AsyncIterator[Client]:
    app = web.Application()
    mount(app, stage)
    async with TestClient(TestServer(app)) as page:
        yield page


async def act(client: Client, action: str, **body: object) -> int:
    origin = f"http://127.0.0.1:{client.port}"
    async with client.post(f"/simulator/{action}", json=body, headers={"Origin": origin}) as response:
        return response.status


async def next_event(response: aiohttp.ClientResponse, kind: str) -> dict[str, object]:
    """The next event of this kind, others passed over."""
    found = False
    async for line in response.content:
        if line == f"event: {kind}\n".encode():
            found = True
        elif found and line.startswith(b"data: "):
            event: dict[str, object] = json.loads(line[6:])
            return event
    raise AssertionError(f"the stream ended without {kind}")


@pytest.mark.parametrize(
    ("path", "kind"),
    [("/", "text/html"), ("/simulator/page.css", "text/css"), ("/simulator/page.js", "text/javascript"),
     ("/simulator/phone.js", "text/javascript"), ("/simulator/icon.svg", "image/svg+xml")],
)  # fmt: skip
async def test_every_file_carries_the_security_headers(client: Client, path: str, kind: str) -> None:
    async with client.get(path) as response:
        assert (response.status, response.content_type) == (200, kind)
        policy = response.headers["Content-Security-Policy"]
        assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self'")
        assert "unsafe" not in policy
        assert "style=" not in await response.text()


async def test_only_listed_files_are_served(client: Client) -> None:
    for path in ("/simulator/page.html", "/simulator/..%2Fpage.py", "/simulator/page.py"):
        async with client.get(path) as response:
            assert response.status == 404


async def test_a_foreign_host_name_is_refused(client: Client) -> None:
    for path in ("/", "/simulator/events", "/simulator/phones/you"):
        async with client.get(path, headers={"Host": "evil.example"}) as response:
            assert response.status == 403


@pytest.mark.parametrize(
    "headers",
    [{}, {"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"},
     {"Origin": "null"}],
)  # fmt: skip
async def test_an_action_from_elsewhere_is_refused(client: Client, stage: Stage, headers: dict[str, str]) -> None:
    async with client.post("/simulator/start", json={}, headers=headers) as response:
        assert response.status == 403
    assert stage.you.chat == []


async def test_a_form_is_refused_even_from_the_own_page(client: Client, stage: Stage) -> None:
    async with client.post("/simulator/start", data={"a": "b"}, headers={"Sec-Fetch-Site": "same-origin"}) as answer:
        assert answer.status == 403
    assert stage.you.chat == []


async def test_the_start_button_sends_the_invitation_code(client: Client, stage: Stage) -> None:
    assert await act(client, "start") == 204
    assert stage.you.chat[-1].text == "/start DEMO"


async def test_sending_pressing_blocking(client: Client, stage: Stage, call: Call) -> None:
    await act(client, "start")
    await call("sendMessage", chat_id=stage.you.user_id, text="Well?", reply_markup=keyboard("Yes", "No"))
    number = stage.you.last.message_id
    assert await act(client, "press", message_id=number, number=1) == 204
    assert [query.data for query in stage.tg.platform.world.queries.values()] == ["No"]
    assert await act(client, "press", message_id=number, number=2) == 404
    assert await act(client, "press", message_id=9999, number=0) == 404
    assert await act(client, "send", text="  fine  ") == 204
    assert stage.you.chat[-1].text == "fine"
    assert await act(client, "send", text=" ") == 400
    assert await act(client, "send", text="x" * 4097) == 400
    assert await act(client, "block") == 204
    assert stage.you.phone.blocked
    assert await act(client, "unblock") == 204
    assert not stage.you.phone.blocked


async def test_the_stream_tells_everything_and_then_each_change(client: Client, stage: Stage, call: Call) -> None:
    async with client.get("/simulator/events") as stream:
        everything = await next_event(stream, "everything")
        assert everything["people"] == [
            {"phone": "1", "name": "Bo", "state": "answering", "messages": 0},
            {"phone": "2", "name": "Cai", "state": "answering", "messages": 0},
        ]
        assert everything["steps"] == [
            {"title": "Close the week", "text": "When all have answered.", "command": "labbot wave close weekly"}
        ]
        await act(client, "start")
        mine = await next_event(stream, "message")
        assert mine["phone"] == "you"
        await call("sendMessage", chat_id=stage.you.user_id, text="Hi", reply_markup=keyboard("Yes"))
        message = (await next_event(stream, "message"))["message"]
        assert isinstance(message, dict)
        assert (message["text"], message["mine"]) == ("Hi", False)
        assert message["keyboard"] == [[{"text": "Yes", "url": None}]]
        await call("setMyCommands", commands=[{"command": "help", "description": "Help"}])
        assert (await next_event(stream, "commands"))["commands"] == [{"command": "help", "description": "Help"}]
        query = stage.you.press("Yes")
        await call("answerCallbackQuery", callback_query_id=query.query_id, text="Noted", show_alert=True)
        assert await next_event(stream, "toast") == {"phone": "you", "text": "Noted", "alert": True}
        stage.companions[0].person.start()
        people = await next_event(stream, "people")
        assert "Bo" in str(people)


async def test_another_phone_can_be_looked_at(client: Client, stage: Stage) -> None:
    stage.companions[1].person.start()
    async with client.get("/simulator/phones/2") as response:
        phone = await response.json()
    assert (phone["name"], [message["text"] for message in phone["messages"]]) == ("Cai", ["/start"])
    async with client.get("/simulator/phones/3") as response:
        assert response.status == 404
