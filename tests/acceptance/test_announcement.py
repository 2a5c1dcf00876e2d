"""An announcement with real processes: from the command line and from a chat, watched until the receipt."""

from __future__ import annotations

import asyncio
import json
import signal
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from adapters.simulator.telegram import Message, Person, TelegramStandIn
from tests.acceptance.test_whole_path import step
from tests.conftest import DatabaseUrls
from tests.process import Labbot

TEXT = "The design workshop is on Friday at ten."
WITHIN_S = 40  # seconds; a busy machine starts slowly


@pytest.fixture
async def tg() -> AsyncIterator[TelegramStandIn]:
    async with TelegramStandIn() as stand_in:
        yield stand_in


@pytest.fixture
def labbot(tg: TelegramStandIn, database_urls: DatabaseUrls, tmp_path: Path) -> Labbot:
    """An installation whose lab has no quiet hours, so that no test depends on the time of day."""
    databases = {"vault": database_urls.vault, "research": database_urls.research}
    installed = Labbot.installed(tmp_path / "home", tg.url, tg.token, databases)
    settings = Path(installed.settings["LAB_DIR"]) / "lab.yaml"
    text = settings.read_text(encoding="utf-8")
    assert text.count('quiet_hours: ["21:00", "09:00"]') == 1
    settings.write_text(text.replace('["21:00", "09:00"]', '["03:00", "03:00"]'), encoding="utf-8")
    (installed.folder / "text.md").write_text(TEXT, encoding="utf-8")
    return installed


async def joined(tg: TelegramStandIn, code: str, count: int) -> list[Person]:
    """Three people who take part and have agreed to announcements."""
    people = [tg.add_person(f"Person {number}") for number in range(count)]
    await asyncio.gather(*(join(person, code) for person in people))
    return people


async def join(person: Person, code: str) -> None:
    person.start(code)
    await person.wait_for(lambda message: bool(message.buttons))
    for label in ("18", "Continue", "Ask me", "Send me news", "agree"):
        await step(person, label)


async def says(person: Person, text: str, label: str) -> None:
    """Write something and wait for the message with that button."""
    before = person.revision
    person.send(text)
    await person.wait_for(lambda message: has_button(message, label), since=before)


def has_button(message: Message, label: str) -> bool:
    return message.by_bot and any(label in button.text for button in message.buttons)


def copies(person: Person) -> int:
    return sum(message.text == TEXT for message in person.history)


async def test_the_command_line_sends_it_to_everybody_once_and_prints_the_receipt(
    tg: TelegramStandIn, labbot: Labbot
) -> None:
    code = await labbot.invitation(uses=3)
    async with labbot.running():
        people = await joined(tg, code, 3)
        people[2].send("stop")
        await people[2].wait_for(lambda message: message.by_bot and "stop" in message.text.lower())
        exit_code, out, err = await asyncio.wait_for(
            labbot.command("announce", "text.md", "--to", "lived-experience", "--yes"), WITHIN_S
        )
        assert exit_code == 0, err
        assert out.startswith(TEXT)
        assert [line.split() for line in out.splitlines()[-2:]] == [["2", "delivered"], ["2", "in", "all"]]
        assert "2 of 2 settled" in err
        assert [copies(person) for person in people] == [1, 1, 0]
    tg.assert_clean()


async def test_ctrl_c_leaves_it_running_and_says_so(tg: TelegramStandIn, labbot: Labbot) -> None:
    code = await labbot.invitation(uses=2)
    async with labbot.running():
        people = await joined(tg, code, 2)
    announce = await labbot._spawn("announce", "text.md", "--to", "all", "--yes")
    assert announce.stdout is not None
    async with asyncio.timeout(WITHIN_S):
        while b"is on its way" not in await announce.stdout.readline():
            pass
        announce.send_signal(signal.SIGINT)
        rest, _ = await announce.communicate()
    assert announce.returncode == 0
    assert b"It goes on without this command." in rest
    assert b"2  waiting" in rest
    async with labbot.running():
        for person in people:
            await person.wait_for(lambda message: message.text == TEXT, WITHIN_S)
    tg.assert_clean()


async def test_in_a_chat_it_is_written_previewed_sent_and_watched_until_the_receipt(
    tg: TelegramStandIn, labbot: Labbot
) -> None:
    code = await labbot.invitation(uses=2)
    exit_code, out, err = await labbot.command("staff", "invite", "--name", "Ada", "--role", "announcer", "--json")
    assert exit_code == 0, err
    ada = tg.add_person("Ada")
    async with labbot.running():
        people = await joined(tg, code, 2)
        ada.start(json.loads(out)["code"])
        await ada.wait_for(lambda message: "You are on the staff as Ada" in message.text)
        await says(ada, "announce", "Cancel")
        await says(ada, TEXT, "Everybody")
        for label in ("Everybody", "Continue"):
            await step(ada, label)
        assert [message.text for message in ada.chat if message.by_bot].count(TEXT) == 1
        ada.press("Send")
        receipt = await ada.wait_for(lambda message: message.text.startswith("Sent: "), WITHIN_S)
        assert receipt.text == f"Sent: {TEXT}\nFor: fewer than 8\nDelivered: fewer than 8"
        assert not receipt.buttons
        assert [copies(person) for person in people] == [1, 1]
    tg.assert_clean()
