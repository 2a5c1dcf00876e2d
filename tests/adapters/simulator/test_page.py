"""The demo page: what it serves, to whom, and that what is done on it reaches the bot."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from importlib.resources import files

import aiohttp
import pytest

from adapters.simulator.page import Desks, NextStep, Phones, Stage
from adapters.simulator.slack import SlackStandIn
from adapters.simulator.telegram import Person, TelegramStandIn
from tests.adapters.simulator.conftest import Call, keyboard
from tests.adapters.simulator.pages import PNG, Client, act, next_event, page_of

FILES = sorted(one.name for one in (files("adapters.simulator") / "static").iterdir() if one.name != "page.html")
KINDS = {"css": "text/css", "js": "text/javascript", "svg": "image/svg+xml"}


@dataclass(frozen=True)
class Neighbour:
    person: Person
    state: str = "answering"


@pytest.fixture
async def stage(tg: TelegramStandIn) -> AsyncIterator[Stage]:
    others = [Neighbour(tg.add_person(name)) for name in ("Bo", "Cai")]
    steps = [NextStep(title="Close the week", text="When all have answered.", command="labbot wave close weekly")]
    phones = Phones(tg=tg, you=tg.add_person("You"), companions=others)
    async with SlackStandIn() as slack:
        yield Stage(phones=phones, desks=Desks(slack=slack, you=slack.add_member("You")), code="DEMO", steps=steps)


@pytest.fixture
def you(stage: Stage) -> Person:
    return stage.phones.you


@pytest.fixture
async def client(stage: Stage) -> AsyncIterator[Client]:
    async with page_of(stage) as page:
        yield page


@pytest.mark.parametrize("name", ["", *FILES])
async def test_every_file_carries_the_security_headers_and_nothing_inline(client: Client, name: str) -> None:
    async with client.get(f"/simulator/{name}" if name else "/") as response:
        assert (response.status, response.content_type) == (200, KINDS.get(name.rpartition(".")[2], "text/html"))
        policy = response.headers["Content-Security-Policy"]
        assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self'")
        assert "unsafe" not in policy
        body = await response.text()
        assert "style=" not in body
        assert "://" not in body.replace("http://www.w3.org/2000/svg", "").replace("https://${", ""), "loads nothing"


async def test_only_listed_files_are_served(client: Client) -> None:
    for path in ("/simulator/page.html", "/simulator/..%2Floopback.py", "/simulator/loopback.py"):
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
async def test_an_action_from_elsewhere_is_refused(client: Client, you: Person, headers: dict[str, str]) -> None:
    async with client.post("/simulator/start", json={}, headers=headers) as response:
        assert response.status == 403
    assert you.chat == []


async def test_a_form_is_refused_even_from_the_own_page(client: Client, you: Person) -> None:
    async with client.post("/simulator/start", data={"a": "b"}, headers={"Sec-Fetch-Site": "same-origin"}) as answer:
        assert answer.status == 403
    assert you.chat == []


async def test_the_start_button_sends_the_invitation_code(client: Client, you: Person) -> None:
    assert await act(client, "start") == 204
    assert you.chat[-1].text == "/start DEMO"


async def test_sending_pressing_blocking(client: Client, tg: TelegramStandIn, you: Person, call: Call) -> None:
    await act(client, "start")
    await call("sendMessage", chat_id=you.user_id, text="Well?", reply_markup=keyboard("Yes", "No"))
    number = you.last.message_id
    assert await act(client, "press", message_id=number, number=1) == 204
    assert [query.data for query in tg.platform.world.queries.values()] == ["No"]
    assert await act(client, "press", message_id=number, number=2) == 404
    assert await act(client, "press", message_id=9999, number=0) == 404
    assert await act(client, "send", text="  fine  ") == 204
    assert you.chat[-1].text == "fine"
    assert await act(client, "send", text=" ") == 400
    assert await act(client, "send", text="x" * 4097) == 400
    assert await act(client, "block") == 204
    assert you.phone.blocked
    assert await act(client, "unblock") == 204
    assert not you.phone.blocked


async def test_the_stream_tells_everything_and_then_each_change(
    client: Client, stage: Stage, you: Person, call: Call
) -> None:
    async with client.get("/simulator/events") as stream:
        everything = await next_event(stream, "everything")
        assert everything["people"] == [
            {"side": "phone", "place": "1", "name": "Bo", "state": "answering", "messages": 0},
            {"side": "phone", "place": "2", "name": "Cai", "state": "answering", "messages": 0},
        ]
        assert everything["steps"] == [
            {"title": "Close the week", "text": "When all have answered.", "command": "labbot wave close weekly"}
        ]
        await act(client, "start")
        mine = await next_event(stream, "message")
        assert mine["phone"] == "you"
        await call("sendMessage", chat_id=you.user_id, text="Hi", reply_markup=keyboard("Yes"))
        message = (await next_event(stream, "message"))["message"]
        assert (message["text"], message["mine"]) == ("Hi", False)
        assert message["keyboard"] == [[{"text": "Yes", "url": None}]]
        await call("setMyCommands", commands=[{"command": "help", "description": "Help"}])
        assert (await next_event(stream, "commands"))["commands"] == [{"command": "help", "description": "Help"}]
        query = you.press("Yes")
        await call("answerCallbackQuery", callback_query_id=query.query_id, text="Noted", show_alert=True)
        assert await next_event(stream, "toast") == {"phone": "you", "text": "Noted", "alert": True}
        stage.phones.companions[0].person.start()
        people = await next_event(stream, "people")
        assert "Bo" in str(people)


async def test_a_picture_is_shown_with_its_size_and_from_the_page_itself(
    client: Client, tg: TelegramStandIn, you: Person, http: aiohttp.ClientSession
) -> None:
    you.start()
    form = aiohttp.FormData({"chat_id": str(you.user_id), "caption": "Where?"})
    form.add_field("photo", PNG, filename="back.png", content_type="image/png")
    async with http.post(f"{tg.url}/bot{tg.token}/sendPhoto", data=form) as answer:
        assert answer.status == 200
    async with client.get("/simulator/phones/you") as response:
        message = (await response.json())["messages"][-1]
    assert (message["text"], message["photo"]["width"], message["photo"]["height"]) == ("Where?", 3, 2)
    async with client.get(message["photo"]["src"]) as response:
        assert (response.status, response.content_type, await response.read()) == (200, "image/png", PNG)
        assert response.headers["X-Content-Type-Options"] == "nosniff"
    async with client.get(message["photo"]["src"], headers={"Host": "evil.example"}) as response:
        assert response.status == 403
    async with client.get("/simulator/pictures/phone/none") as response:
        assert response.status == 404


async def test_another_phone_can_be_looked_at(client: Client, stage: Stage) -> None:
    stage.phones.companions[1].person.start()
    async with client.get("/simulator/phones/2") as response:
        phone = await response.json()
    assert (phone["name"], [message["text"] for message in phone["messages"]]) == ("Cai", ["/start"])
    async with client.get("/simulator/phones/3") as response:
        assert response.status == 404
