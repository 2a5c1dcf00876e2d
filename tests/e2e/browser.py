"""A demo in a process of its own, and a browser that looks at a page."""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.async_api import Locator, Page, async_playwright

from tests.process import ROOT

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run", "--disable-component-update",
    "--disable-sync",
]  # fmt: skip


def a_browser() -> str:
    found = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    assert found is not None, "no browser: install Chromium, for example: sudo apt install chromium"
    return found


@dataclass(frozen=True, kw_only=True)
class Folder:
    """Where a demo keeps its data, and the lab that it plays; without one, the example."""

    path: Path
    lab: Path | None = None

    @property
    def environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "TMPDIR", "LANG"}}
        lab = {} if self.lab is None else {"LAB_DIR": str(self.lab)}
        return {**kept, **lab, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1", "HTTP_PORT": "0"}


@asynccontextmanager
async def demo(folder: Folder) -> AsyncIterator[str]:
    """``labbot run`` without tokens, in an empty folder; gives the link that it prints."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "run", cwd=folder.path, env=folder.environment, stdout=asyncio.subprocess.PIPE
    )
    try:
        assert process.stdout is not None
        line = (await asyncio.wait_for(process.stdout.readline(), 30)).decode()
        link = re.search(r"http://127\.0\.0\.1:\d+/", line)
        assert link is not None, line
        yield link[0]
    finally:
        process.terminate()
        assert await process.wait() == 0


async def labbot(folder: Folder, *words: str) -> str:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", *words, cwd=folder.path, env=folder.environment, stdout=asyncio.subprocess.PIPE
    )
    out, _ = await process.communicate()
    assert process.returncode == 0
    return out.decode()


@asynccontextmanager
async def page_at(link: str, width: int = 1280, height: int = 860) -> AsyncIterator[Page]:
    """The page in a browser; what its scripts or its policy complain of fails the test."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=a_browser(), args=FLAGS)
        page = await browser.new_page(viewport={"width": width, "height": height})
        problems: list[str] = []
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.on("console", lambda said: problems.append(said.text) if said.type == "error" else None)
        try:
            await page.goto(link)
            yield page
        finally:
            await browser.close()
        assert problems == []


async def phone_of(page: Page) -> Locator:
    """The Telegram side, brought into sight where there is room for one only."""
    return await _side(page, "Telegram")


async def desk_of(page: Page) -> Locator:
    """The Slack side, in the same way."""
    return await _side(page, "Slack")


async def tap(chat: Locator, label: str) -> None:
    """Press the newest button of a chat with that label."""
    await chat.get_by_role("log").get_by_role("button", name=label).last.click()


async def say(phone: Locator, words: str) -> None:
    """Type a message on the phone and send it."""
    await phone.get_by_role("textbox").fill(words)
    await phone.get_by_role("textbox").press("Enter")


async def _side(page: Page, name: str) -> Locator:
    switch = page.get_by_role("group", name="Which chat").get_by_role("button", name=name)
    if await switch.is_visible():
        await switch.click()
    return page.get_by_role("region", name=name)
