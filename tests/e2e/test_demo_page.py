"""The demo in a real browser: a newcomer answers with the page alone, and is released with the others."""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from playwright.async_api import Page, async_playwright, expect

from tests.process import ROOT

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(180)]

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]


def a_browser() -> str:
    found = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    assert found is not None, "no browser: install Chromium, for example: sudo apt install chromium"
    return found


def environment() -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "TMPDIR", "LANG"}}
    return {**kept, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1", "HTTP_PORT": "0"}


@asynccontextmanager
async def demo(folder: Path) -> AsyncIterator[str]:
    """``labbot run`` without tokens, in an empty folder; gives the link that it prints."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "run", cwd=folder, env=environment(), stdout=asyncio.subprocess.PIPE
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


@asynccontextmanager
async def page_at(link: str, width: int = 1280) -> AsyncIterator[Page]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=a_browser(), args=FLAGS)
        page = await browser.new_page(viewport={"width": width, "height": 860})
        problems: list[str] = []
        page.on("pageerror", lambda error: problems.append(str(error)))
        await page.goto(link)
        yield page
        await browser.close()
        assert problems == []


async def tap(page: Page, label: str) -> None:
    await page.get_by_role("log").get_by_role("button", name=label).last.click()


async def labbot(folder: Path, *words: str) -> str:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", *words, cwd=folder, env=environment(), stdout=asyncio.subprocess.PIPE
    )
    out, _ = await process.communicate()
    assert process.returncode == 0
    return out.decode()


@pytest.mark.parametrize("width", [1280, 390])
async def test_a_newcomer_answers_with_the_page_alone_and_is_released_with_the_others(
    tmp_path: Path, width: int
) -> None:
    async with demo(tmp_path) as link, page_at(link, width) as page:
        await page.get_by_role("button", name="START", exact=True).click()
        for label in ("18 or over", "Continue", "Ask me", "I agree", "Start", "Continue", "7", "Yes", "Resting"):
            await tap(page, label)
        await tap(page, "Fairly good")
        await tap(page, "4")
        await expect(page.get_by_role("log").get_by_text("anything else")).to_be_visible()
        await page.get_by_role("textbox").fill("Walks by the river.")
        await page.get_by_role("textbox").press("Enter")
        await tap(page, "Send")
        await expect(page.get_by_role("log").get_by_text("Thank you. We have your answers")).to_be_visible()
        await expect(page.get_by_text("answered, ")).to_have_count(12, timeout=60_000)
        told = await labbot(tmp_path, "wave", "close", "weekly", "--early", "--yes")
    assert "13 replies" in told
    await labbot(tmp_path, "export", "weekly", "--out", "pack")
    rows = (tmp_path / "pack" / "responses_wide_weekly-checkin.csv").read_text(encoding="utf-8").splitlines()
    assert len(rows) == 14
