"""The demo in a real browser: a newcomer answers with the page alone, and is released with the others."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from adapters.demo import CODE, LABBOT
from tests.e2e.browser import Folder, demo, desk_of, labbot, page_at, phone_of, say, tap

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(180)]

WIDTHS = [1280, 390, 320]
OTHERS = 18  # twelve with phones and six at desks


async def released_with_the_others(page: Page, folder: Folder) -> None:
    """Wait until everybody has answered, do what the page says next, and count what researchers get."""
    await expect(page.get_by_text("answered, ")).to_have_count(OTHERS, timeout=90_000)
    commands = await page.get_by_role("region", name="What next").locator("code").all_text_contents()
    assert len(commands) == 3
    told = [await labbot(folder, *shlex.split(command.removeprefix(LABBOT))) for command in commands]
    assert f"{OTHERS + 1} asked now" in told[0]
    assert int(re.findall(r"(\d+) replies have been released", told[1])[0]) >= OTHERS + 1
    file = folder.path / "demo" / "pack" / "responses_wide_weekly-checkin.csv"
    assert len(file.read_text(encoding="utf-8").splitlines()) == 1 + OTHERS + 1


@pytest.mark.parametrize("width", WIDTHS)
async def test_a_newcomer_answers_on_the_phone_and_is_released_with_the_others(tmp_path: Path, width: int) -> None:
    folder = Folder(path=tmp_path)
    async with demo(folder) as link, page_at(link, width) as page:
        phone = await phone_of(page)
        await phone.get_by_role("button", name="START", exact=True).click()
        for label in ("18 or over", "Continue", "Ask me", "I agree", "Start", "Continue", "7", "Yes", "Resting"):
            await tap(phone, label)
        await tap(phone, "Fairly good")
        await tap(phone, "4")
        await expect(phone.get_by_role("log").get_by_text("anything else")).to_be_visible()
        await say(phone, "Walks by the river.")
        await tap(phone, "Done")
        await tap(phone, "Send")
        await expect(phone.get_by_role("log").get_by_text("Thank you. We have your answers")).to_be_visible()
        await say(phone, "CHECKIN")
        await expect(phone.get_by_role("log").get_by_text("Where is your team's test of a change?")).to_be_visible()
        await released_with_the_others(page, folder)


@pytest.mark.parametrize("width", WIDTHS)
async def test_a_newcomer_answers_in_the_window_and_is_released_with_the_others(tmp_path: Path, width: int) -> None:
    folder = Folder(path=tmp_path)
    async with demo(folder) as link, page_at(link, width) as page:
        desk = await desk_of(page)
        await desk.get_by_role("button", name="I have a code").click()
        modal = desk.get_by_role("dialog")
        await modal.get_by_label("Your invitation code").fill(CODE)
        await modal.get_by_role("button", name="Next").click()
        for label in ("18 or over", "Continue", "Ask me", "I agree", "Start"):
            await modal.get_by_role("button", name=label).click()
        await modal.get_by_label("how bad was your pain").select_option("7")
        await modal.get_by_role("radio", name="Yes").check()
        await modal.get_by_role("button", name="Next").click()
        await modal.get_by_role("radio", name="Resting").check()
        await modal.get_by_role("radio", name="Fairly good").check()
        await modal.get_by_label("How has your mood been").select_option("4")
        await modal.get_by_role("textbox", name="anything else").fill("Walks by the river.")
        await modal.get_by_role("button", name="Next").click()
        await expect(modal.get_by_text("Here is what you told us")).to_be_visible()
        await modal.get_by_role("button", name="Send").click()
        await expect(modal.get_by_text("Thank you. We have your answers")).to_be_visible()
        await modal.get_by_role("button", name="Close", exact=True).click()
        await expect(modal).to_be_hidden()
        await released_with_the_others(page, folder)
