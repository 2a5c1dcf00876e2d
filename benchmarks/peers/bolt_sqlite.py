"""The check-in as a user of Bolt for Python would write it, by the book of its documentation.

An AsyncApp in Socket Mode with its default settings, the framework's own listeners and client; a modal that opens with
the first page and is replaced by the next in the acknowledgement. A choice is acknowledged first, as the guides ask,
and then committed in SQLite, durably; typed words are committed before the page that shows them.

    python -m benchmarks.peers.bolt_sqlite SCRIPT.json FOLDER

The environment has SLACK_BOT_TOKEN, SLACK_APP_TOKEN and SLACK_API_URL. SCRIPT.json says what to ask.
"""

from __future__ import annotations

import asyncio
import json
import os
import sqlite3
import sys
import time
from pathlib import Path
from typing import Any

from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient

Json = dict[str, Any]

MOST_RADIO = 10  # options of radio buttons; docs.slack.dev/reference/block-kit, checked 2026-11-25

TABLE = """
    CREATE TABLE IF NOT EXISTS answer (
        person TEXT NOT NULL, step INTEGER NOT NULL, said TEXT NOT NULL, at REAL NOT NULL, PRIMARY KEY (person, step)
    )
"""
STORE = "INSERT OR REPLACE INTO answer (person, step, said, at) VALUES (?, ?, ?, ?)"


def open_database(file: Path) -> sqlite3.Connection:
    """The same durability as Labbot's: a commit is on disk before it returns."""
    database = sqlite3.connect(file)
    database.execute("PRAGMA journal_mode = WAL")
    database.execute("PRAGMA synchronous = FULL")
    database.execute(TABLE)
    database.commit()
    return database


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def section(text: str) -> Json:
    return {"type": "section", "text": plain(text)}


def button(label: str, action_id: str) -> Json:
    return {"type": "actions", "elements": [{"type": "button", "action_id": action_id, "text": plain(label)}]}


class Bot:
    """The listeners. `script` is what ``benchmarks.script`` wrote; a step goes by its place among all of them."""

    def __init__(self, script: Json, database: sqlite3.Connection) -> None:
        self.script = script
        self.steps: list[Json] = script["steps"]
        sizes = [len(page) for page in script["pages"]]
        self.pages = [range(sum(sizes[:at]), sum(sizes[: at + 1])) for at in range(len(sizes))]
        self.database = database

    async def start(self, ack: AsyncAck, command: Json, client: AsyncWebClient) -> None:
        await ack()
        text = "Hello. Your check-in is ready."
        blocks = [section(text), button(self.script["begin"], "begin")]
        await client.chat_postMessage(channel=command["user_id"], text=text, blocks=blocks)

    async def begin(self, ack: AsyncAck, body: Json, client: AsyncWebClient) -> None:
        await ack()
        await client.views_open(trigger_id=body["trigger_id"], view=self.page(0))

    async def chosen(self, ack: AsyncAck, body: Json, action: Json) -> None:
        await ack()
        self.store(body["user"]["id"], int(action["block_id"]), action["selected_option"]["text"]["text"])

    async def handed_in(self, ack: AsyncAck, body: Json, view: Json) -> None:
        person, place = body["user"]["id"], int(view["private_metadata"])
        for block_id, fields in view["state"]["values"].items():
            words = fields["answer"].get("value")
            if words:
                self.store(person, int(block_id), words)
        after = place + 1
        shown = self.page(after) if after < len(self.pages) else self.closing(person)
        await ack(response_action="update", view=shown)

    async def sent(self, ack: AsyncAck) -> None:
        await ack(response_action="update", view=self.modal([section(self.script["thanks"])]))

    def store(self, person: str, step: int, said: str) -> None:
        self.database.execute(STORE, (person, step, said, time.time()))
        self.database.commit()

    # Pages.

    def page(self, place: int) -> Json:
        """The page of that place, with how far along it is."""
        progress = {"type": "context", "elements": [plain(f"Page {place + 1} of {len(self.pages)}")]}
        fields = [self.field(step) for step in self.pages[place]]
        return self.modal([progress, *fields], "page", self.script["next"]) | {"private_metadata": str(place)}

    def closing(self, person: str) -> Json:
        """What was said, to check and send."""
        found = self.database.execute("SELECT step, said FROM answer WHERE person = ? ORDER BY step", (person,))
        told = [section(f"{self.steps[step]['text']}\n{said}") for step, said in found]
        return self.modal([section(self.script["check"]), *told], "closing", self.script["send"])

    def modal(self, blocks: list[Json], callback_id: str = "end", submit: str = "") -> Json:
        view = {"type": "modal", "callback_id": callback_id, "title": plain(self.script["title"]), "blocks": blocks}
        return view | ({"submit": plain(submit)} if submit else {})

    def field(self, place: int) -> Json:
        step = self.steps[place]
        if step["kind"] == "statement":
            return section(step["text"])
        typed = step["kind"] == "typed"
        return {
            "type": "input",
            "block_id": str(place),
            "label": plain(step["text"]),
            "optional": True,
            "dispatch_action": not typed,
            "element": {"type": "plain_text_input", "action_id": "answer", "multiline": True}
            if typed
            else choice(step),
        }


def choice(step: Json) -> Json:
    options = [{"text": plain(label), "value": str(at)} for at, label in enumerate(step["options"])]
    kind = "radio_buttons" if len(options) <= MOST_RADIO else "static_select"
    return {"type": kind, "action_id": "answer", "options": options}


async def listen(bot: Bot) -> None:
    token = os.environ["SLACK_BOT_TOKEN"]
    app = AsyncApp(token=token, client=AsyncWebClient(token=token, base_url=os.environ["SLACK_API_URL"]))
    app.command("/lab")(bot.start)
    app.action("begin")(bot.begin)
    app.action("answer")(bot.chosen)
    app.view("page")(bot.handed_in)
    app.view("closing")(bot.sent)
    await AsyncSocketModeHandler(app, os.environ["SLACK_APP_TOKEN"]).start_async()  # type: ignore[no-untyped-call]  # Bolt leaves it out


def main(script: Path, folder: Path) -> None:
    bot = Bot(json.loads(script.read_text(encoding="utf-8")), open_database(folder / "answers.db"))
    asyncio.run(listen(bot))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
