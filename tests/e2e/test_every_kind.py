"""A form with every kind of question, answered by hand in a real browser: on the phone, in the window, without a mouse.

The pretend people beside it answer every kind of question as well.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.async_api import Locator, Page, expect

from adapters.demo import CODE
from tests.e2e.browser import Folder, demo, desk_of, labbot, page_at, phone_of, say, tap
from tests.every_kind import lab_of_every_kind

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(240)]

JOINING = ("18 or over", "Continue", "Ask me", "I agree", "Start")
OTHERS = 18  # twelve with phones and six at desks
IS_DRAWN = "it => it.complete && it.naturalWidth > 0"
TOO_WIDE = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
MOST_STOPS = 80  # on a page, with all that is around the questions
TOLD = (
    "Good", "Walking, Heat", "7", "Yes", "3 days", "45 minutes", "7.5 hours", "Neck, Lower back", "Wrexham",
    "Music, Yoga",
)  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(path=tmp_path, lab=lab_of_every_kind(tmp_path))


async def everything_was_told(shown: Locator, *more: str) -> None:
    """Wait for the page to look over before it is sent, and read every answer on it."""
    await expect(shown).to_contain_text("Here is what you told us")
    for answer in (*TOLD, *more):
        await expect(shown.locator("strong", has_text=answer).first).to_be_visible()


async def all_are_released(page: Page, folder: Folder) -> None:
    """Wait until everybody has answered every kind of question too, and close the round."""
    await expect(page.get_by_text("answered, ")).to_have_count(OTHERS, timeout=150_000)
    assert f"{OTHERS + 1} replies" in await labbot(folder, "wave", "close", "weekly", "--early", "--yes")


@pytest.mark.parametrize("width", [1280, 320])
async def test_every_kind_is_answered_on_the_phone(folder: Folder, width: int) -> None:
    async with demo(folder) as link, page_at(link, width) as page:
        phone = await phone_of(page)
        log = phone.get_by_role("log")
        await phone.get_by_role("button", name="START", exact=True).click()
        await taps(phone, *JOINING, "Continue", "Good")
        await ticks(phone, "Walking", "Heat")
        await taps(phone, "Done", "7", "Yes", "3")
        await says(phone, "How long did you move?", "700")
        await says(phone, "Please type a whole number from 0 to 600", "45")
        await says(phone, "How long did you sleep?", "7.5")
        await taps(phone, "Yesterday")
        await says(phone, "When do you go to bed?", "10.30pm")
        picture = log.get_by_role("img", name="Picture, described in the words below").last
        await expect(picture).to_be_visible()
        assert await picture.evaluate(IS_DRAWN)
        await ticks(phone, "1. Neck", "6. Lower back")
        await taps(phone, "Done", "More choices", "Wrexham", "More choices")
        await ticks(phone, "Yoga")
        await taps(phone, "Earlier choices")
        await ticks(phone, "Music")
        await taps(phone, "Done")
        await says(phone, "What do you look forward to?", "The garden")
        await says(phone, "What else would you like to say?", "First.")
        await says(phone, "Write more, or tap Done", "Then.")
        await expect(log).to_contain_text("Characters so far: 12 of 300")
        assert not await page.evaluate(TOO_WIDE)
        await taps(phone, "Done")
        await everything_was_told(log, "22:30", "(your own words, 10 characters)", "(your own words, 12 characters)")
        await expect(log).not_to_contain_text("The garden")
        await taps(phone, "Send")
        await expect(log).to_contain_text("Thank you. We have your answers")
        await all_are_released(page, folder)


async def taps(phone: Locator, *labels: str) -> None:
    for label in labels:
        await tap(phone, label)


async def ticks(phone: Locator, *labels: str) -> None:
    """Tap boxes, each in its place, and see them ticked."""
    for label in labels:
        await tap(phone, f"☐ {label}")
        await expect(phone.get_by_role("log").get_by_role("button", name=f"☑ {label}")).to_be_visible()


async def says(phone: Locator, question: str, words: str) -> None:
    """Type an answer once that was asked."""
    await expect(phone.get_by_role("log").get_by_role("listitem").last).to_contain_text(question)
    await say(phone, words)


async def test_every_kind_is_answered_in_the_window_and_nothing_chosen_is_lost(folder: Folder) -> None:
    async with demo(folder) as link, page_at(link) as page:
        desk = await desk_of(page)
        modal = desk.get_by_role("dialog")
        await join(desk, modal)
        await modal.get_by_role("radio", name="Good").check()
        helped = modal.get_by_role("group", name="What helped?")
        for label in ("Walking", "Heat", "Nothing helped"):
            await helped.get_by_label(label).check()
        await modal.get_by_label("How bad was your pain?").select_option("7")
        await modal.get_by_role("radio", name="Yes").check()
        await modal.get_by_role("group", name="How many days off?").get_by_label("3").check()
        moved = modal.get_by_label("How long did you move?")
        await moved.fill("700")
        await modal.get_by_label("How long did you sleep?").fill("7.5")
        await modal.get_by_role("button", name="Next").click()
        await expect(moved).to_have_accessible_description(re.compile("Enter a number that fits"))
        await expect(moved).to_be_focused()
        await moved.fill("45")
        await modal.get_by_role("button", name="Next").click()
        await expect(helped).to_have_accessible_description(re.compile("goes with no other choice"))
        await helped.get_by_label("Nothing helped").uncheck()
        await modal.get_by_role("button", name="Next").click()

        day = modal.get_by_label("When did you see a doctor?")
        await day.fill("2025-11-11")
        await modal.get_by_label("When do you go to bed?").fill("22:30")
        worst = modal.get_by_role("group", name="Where was it worst?")
        for label in ("1. Neck", "6. Lower back"):
            await worst.get_by_label(label).check()
        await page.keyboard.press("Escape")
        await expect(modal).to_be_hidden()
        await desk.get_by_role("tab", name="Home").click()
        await desk.get_by_role("button", name="Check-in").click()
        await expect(day).to_have_value("2025-11-11")
        await expect(worst.get_by_label("1. Neck")).to_be_checked()
        picture = modal.get_by_role("img", name="A drawing of the back of a person")
        await expect(picture).to_be_visible()
        assert await picture.evaluate(IS_DRAWN)

        await modal.get_by_label("Where do you live?").select_option("Wrexham")
        tried = modal.get_by_role("group", name="What have you tried?")
        for label in ("Music", "Yoga"):
            await tried.get_by_label(label).check()
        await expect(tried.get_by_label("Rowing")).to_be_disabled()
        await expect(tried.get_by_role("status")).to_have_text("2 of 2 chosen")
        await modal.get_by_label("What do you look forward to?").fill("The garden")
        await modal.get_by_label("What else would you like to say?").fill("First.\nThen.")
        await modal.get_by_role("button", name="Next").click()
        await everything_was_told(modal, "11 November 2025", "22:30", "The garden", "First. Then.")
        await modal.get_by_role("button", name="Send").click()
        await expect(modal).to_contain_text("Thank you. We have your answers")
        await all_are_released(page, folder)


async def join(desk: Locator, modal: Locator) -> None:
    await desk.get_by_role("button", name="I have a code").click()
    await modal.get_by_label("Your invitation code").fill(CODE)
    await modal.get_by_role("button", name="Next").click()
    for label in JOINING:
        await modal.get_by_role("button", name=label).click()


async def test_every_kind_is_answered_in_the_window_without_a_mouse(folder: Folder) -> None:
    async with demo(folder) as link, page_at(link, 390) as page:
        desk = await desk_of(page)
        modal = desk.get_by_role("dialog")
        await join(desk, modal)
        group = modal.get_by_role("group")
        await keys(page, modal.get_by_role("radio", name="Bad"), "ArrowDown")
        await keys(page, group.get_by_label("Walking"), "Space")
        await keys(page, group.get_by_label("Heat"), "Space")
        await keys(page, modal.get_by_label("How bad was your pain?"), "7")
        await keys(page, modal.get_by_role("radio", name="Yes"), "Space")
        await keys(page, group.get_by_label("0", exact=True), "ArrowDown", "ArrowDown", "ArrowDown")
        await types(page, modal.get_by_label("How long did you move?"), "45")
        await types(page, modal.get_by_label("How long did you sleep?"), "7.5")
        await keys(page, modal.get_by_role("button", name="Next"), "Enter")
        await expect(modal).to_contain_text("Page 2 of 2")
        # A day and a time that are the same whether the browser asks for the month first, and for 24 hours or 12.
        await types(page, modal.get_by_label("When did you see a doctor?"), "11112025")
        await types(page, modal.get_by_label("When do you go to bed?"), "1030AM")
        await keys(page, group.get_by_label("1. Neck"), "Space")
        await keys(page, group.get_by_label("6. Lower back"), "Space")
        await types(page, modal.get_by_label("Where do you live?"), "Wrexham")
        await keys(page, group.get_by_label("Music"), "Space")
        await keys(page, group.get_by_label("Yoga"), "Space")
        await types(page, modal.get_by_label("What do you look forward to?"), "The garden")
        await types(page, modal.get_by_label("What else would you like to say?"), "First.\nThen.")
        assert not await page.evaluate(TOO_WIDE)
        await keys(page, modal.get_by_role("button", name="Next"), "Enter")
        await everything_was_told(modal, "11 November 2025", "10:30", "The garden", "First. Then.")
        await keys(page, modal.get_by_role("button", name="Send"), "Enter")
        await expect(modal).to_contain_text("Thank you. We have your answers")


async def keys(page: Page, control: Locator, *pressed: str) -> None:
    await reach(page, control)
    for key in pressed:
        await page.keyboard.press(key)


async def types(page: Page, control: Locator, words: str) -> None:
    await reach(page, control)
    await page.keyboard.type(words)


async def reach(page: Page, control: Locator) -> None:
    """Go on with Tab until that control has the focus, and see that it is in sight."""
    await expect(control).to_have_count(1)
    for _ in range(MOST_STOPS):
        if await control.evaluate("it => it === document.activeElement"):
            break
        await page.keyboard.press("Tab")
    await expect(control).to_be_focused()
    await expect(control).to_be_in_viewport()
