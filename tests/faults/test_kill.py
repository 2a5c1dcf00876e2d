"""kill -9 between any two answers: what a person saw accepted is there, once, and the next press works."""

from __future__ import annotations

import asyncio
from pathlib import Path

from adapters.simulator.telegram import Message, Person, TelegramStandIn
from tests.acceptance.test_whole_path import step
from tests.conftest import DatabaseUrls
from tests.process import Labbot

ANSWERS = ("Continue", "7", "Yes", "Resting", "Fairly good", "4", "Skip", "Send")


async def test_a_kill_between_any_two_answers_loses_none_and_the_next_press_works(
    database_urls: DatabaseUrls, tmp_path: Path
) -> None:
    databases = {"vault": database_urls.vault, "research": database_urls.research}
    async with TelegramStandIn() as tg:
        labbot = Labbot.installed(tmp_path / "home", tg.url, tg.token, databases)
        code = await labbot.invitation(uses=1)
        person = tg.add_person("Ada")
        async with labbot.running():
            person.start(code)
            await person.wait_for(lambda message: bool(message.buttons))
            for label in ("18", "Continue", "Ask me", "agree", "Start"):
                await step(person, label)
        for label in ANSWERS:
            async with labbot.running() as process:
                await step(person, label)
                process.kill()
                await process.wait()
        async with labbot.running():
            before = person.revision
            person.send("checkin")
            told = await person.wait_for(lambda message: message.by_bot, since=before)
            assert "Once in four weeks" in told.text  # the weekly one is in: it is not asked a second time
        exit_code, out, _ = await labbot.command("wave", "close", "weekly", "--early", "--yes")
        assert exit_code == 0
        assert "fewer than 10 people" in out  # one whole check-in waits for the others
        # A killed process forgets which presses it had yet to acknowledge; nothing else may break.
        tg.assert_clean(ignore={"never-answered"})


async def test_a_kill_in_the_middle_of_a_press_stores_it_once_and_the_question_comes_again(
    database_urls: DatabaseUrls, tmp_path: Path
) -> None:
    databases = {"vault": database_urls.vault, "research": database_urls.research}
    async with TelegramStandIn() as tg:
        labbot = Labbot.installed(tmp_path / "home", tg.url, tg.token, databases)
        code = await labbot.invitation(uses=1)
        person = tg.add_person("Ada")
        async with labbot.running():
            person.start(code)
            await person.wait_for(lambda message: bool(message.buttons))
            for label in ("18", "Continue", "Ask me", "agree", "Start", "Continue"):
                await step(person, label)
        async with labbot.running() as process:
            person.press("7")
            process.kill()  # somewhere between the press and its answer
            await process.wait()
        async with labbot.running():
            await asyncio.wait_for(_goes_on(person), timeout=40)


async def _goes_on(person: Person) -> None:
    """Whether the press was lost or stored, the person gets a question again within the time of an offer."""

    def second_question(message: Message) -> bool:
        return message.by_bot and any("Yes" in button.text for button in message.buttons)

    def offered(message: Message) -> bool:
        return message.by_bot and any(button.text == "Go on" for button in message.buttons)

    met = await person.wait_for(lambda message: second_question(message) or offered(message), timeout_s=40)
    if offered(met):
        before = person.revision
        person.press("Go on")
        await person.wait_for(second_question, since=before)
