"""A little app for pretend people to meet: a door, one question about consent, two pages, and thanks."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import aiohttp

from adapters.simulator.slack import SlackStandIn
from tests.adapters.simulator.slack.conftest import (
    Call,
    Line,
    actions,
    button,
    field_of,
    home,
    modal,
    plain,
    radio,
    section,
)

Json = dict[str, Any]

DOOR = home(section("Welcome."), actions(button("I have a code"), button("Help")))
CODE = modal(field_of("Your code", {"type": "plain_text_input", "max_length": 64}), submit=plain("Next"))
CONSENT = [section("Do you agree to take part?"), actions(button("Not now"), button("I agree"), block_id="agree")]
JOINED = [section("Thank you for joining."), actions(button("Start"), button("Later"), block_id="begin")]
FIRST = modal(
    section("Page 1 of 2"),
    field_of("Sleep", radio("Good", "Bad"), dispatch_action=True),
    field_of("Pain", {"type": "static_select", "options": radio(*"012345")["options"]}),
    actions(button("Help"), block_id="first"),
    submit=plain("Next"),
)
SECOND = modal(
    section("Page 2 of 2"),
    field_of("Anything else", {"type": "plain_text_input", "multiline": True, "max_length": 30}),
    actions(button("Back"), button("Help"), block_id="second"),
    submit=plain("Send"),
)
THANKS = modal(section("Thank you. That is all."))
INSISTS = "Please say more."


@dataclass
class LittleApp:
    """Answers everything until cancelled. `refuses` the second page that many times from each person."""

    call: Call
    line: Line
    refuses: int = 0
    codes: list[str] = field(default_factory=list)
    refused: Counter[str] = field(default_factory=Counter)
    given: list[Json] = field(default_factory=list)

    async def run(self) -> None:
        while True:
            frame = await self.line.socket.receive_json()
            match frame["type"]:
                case "events_api":
                    await self.line.ack(frame)
                    await self.event(frame["payload"]["event"])
                case "slash_commands":
                    await self.line.ack(frame)
                    await self.command(frame["payload"])
                case "interactive" if frame["payload"]["type"] == "view_submission":
                    await self.line.ack(frame, self.submitted(frame["payload"]))
                case _:
                    await self.line.ack(frame)
                    await self.pressed(frame["payload"])

    async def event(self, told: Json) -> None:
        if told["type"] == "app_home_opened":
            await self.call("views.publish", user_id=told["user"], view=DOOR)

    async def command(self, told: Json) -> None:
        self.codes.append(told["text"].removeprefix("start "))
        await self.call("chat.postMessage", channel=told["user_id"], text="Do you agree?", blocks=CONSENT)

    async def pressed(self, told: Json) -> None:
        pressed, trigger_id = told["actions"][0]["action_id"], told["trigger_id"]
        match pressed:
            case "i have a code":
                await self.call("views.open", trigger_id=trigger_id, view=CODE)
            case "i agree" if "message" in told:
                await self.call("chat.postMessage", channel=told["user"]["id"], text="Thank you.", blocks=JOINED)
            case "i agree":
                await self.call("views.update", view_id=told["view"]["id"], view=modal(*JOINED))
            case "start" if "message" in told:
                await self.call("views.open", trigger_id=trigger_id, view=FIRST)
            case "start":
                await self.call("views.update", view_id=told["view"]["id"], view=FIRST)

    def submitted(self, told: Json) -> Json:
        """The acknowledgement of a page."""
        values = {block: next(iter(held.values())) for block, held in told["view"]["state"]["values"].items()}
        if "your code" in values:
            self.codes.append(values["your code"]["value"])
            return update(modal(*CONSENT))
        if "sleep" in values:
            return update(SECOND)
        self.given.append(values)
        who = told["user"]["id"]
        if self.refused[who] < self.refuses:
            self.refused[who] += 1
            return {"response_action": "errors", "errors": {"anything else": INSISTS}}
        return update(THANKS)


@asynccontextmanager
async def living(app: LittleApp) -> AsyncIterator[LittleApp]:
    """The app at work."""
    life = asyncio.create_task(app.run())
    try:
        yield app
    finally:
        life.cancel()
        await asyncio.gather(life, return_exceptions=True)


@asynccontextmanager
async def connected(slack: SlackStandIn, *, refuses: int = 0) -> AsyncIterator[LittleApp]:
    """One that has its own line to the stand-in, at work."""
    async with aiohttp.ClientSession() as http:

        async def call(method: str, **params: object) -> Json:
            token = slack.app_token if method.startswith("apps.") else slack.bot_token
            headers = {"Authorization": f"Bearer {token}"}
            async with http.post(f"{slack.url}{method}", headers=headers, json=params) as response:
                answer: Json = await response.json()
                return answer

        opened = await call("apps.connections.open")
        async with http.ws_connect(opened["url"]) as socket:
            line = Line(socket=socket, hello=await socket.receive_json())
            async with living(LittleApp(call, line, refuses=refuses)) as app:
                yield app


def update(view: Json) -> Json:
    return {"response_action": "update", "view": view}
