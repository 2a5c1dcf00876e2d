"""A check-in is in one language from its first question to its thanks, whatever the person chooses in between."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

import pytest
from sqlalchemy import text

from adapters.lab import read_lab
from bot.domain.heard import Entry, Pressed, Surface
from bot.domain.ids import SLACK, Language
from bot.domain.lab import Lab
from storage.engine import make_engine
from tests.application.bracketed import asking, bracketed, seen, seen_of
from tests.application.conftest import CODE, SHIPPED, House
from tests.application.test_answering import occasion
from tests.builders import ENGLISH, WELSH
from tests.conftest import DatabaseUrls
from tests.domain.casefile import every_case
from tests.fakes import RecordingTransport, Talker

IN_ENGLISH, IN_WELSH = "⟦", "⟪"


@pytest.fixture(scope="module")
def lab() -> Lab:
    """The shipped lab, asking a few things, with English and Welsh each in brackets of its own."""
    shipped = read_lab(SHIPPED)
    assert isinstance(shipped, Lab), str(shipped)
    first = {case.item.kind: case for case in reversed(every_case())}
    return bracketed(asking(shipped, (first[kind] for kind in ("statement", "scale", "yes_no", "long_text", "date"))))


def chooses(urls: DatabaseUrls, language: Language) -> None:
    """Everybody's language changes by hand, as docs/data-protection.md says that it can."""
    engine = make_engine(urls.vault)
    with engine.begin() as connection:
        changed = connection.execute(text("UPDATE person SET language = :language"), {"language": language})
        assert changed.rowcount == 1
    engine.dispose()


async def finishes(house: House, talker: Talker) -> None:
    """Skips what is left, and sends it."""
    while (found := await occasion(house, talker)) is not None and found.talk is not None and found.talk.at is not None:
        await talker.says("skip")
    await talker.presses("Send")


def languages(texts: Iterable[str]) -> set[str]:
    """Which brackets are there."""
    return {bracket for said in texts for bracket in (IN_ENGLISH, IN_WELSH) if bracket in said}


def shown_to(talker: Talker, since: int) -> set[str]:
    return languages(said for reply in talker.replies[since:] for said in seen(reply))


async def test_in_a_chat_everything_of_a_check_in_stays_in_the_language_it_was_begun_in(
    house: House, database_urls: DatabaseUrls
) -> None:
    talker = await house.joined("1")
    await talker.commands("checkin")
    old = talker.buttons()[0].data
    await talker.presses("Continue")
    chooses(database_urls, WELSH)
    since = len(talker.replies)
    for words in ("xyz", "later", "checkin", "7", "back", "7", "skip", "shorter", "Send"):
        await talker.says(words)
    await talker.sends_a_picture()
    await talker.does(Pressed(data=old, message_id="1"))
    talker.surface = Surface.DOOR
    await talker.commands("checkin")
    talker.surface = Surface.CHAT
    house.clock.move(timedelta(hours=5))
    await talker.says("7")
    await talker.says("checkin")
    await finishes(house, talker)
    await talker.does(Pressed(data=old, message_id="1"))
    assert len(talker.replies) - since > 15
    assert shown_to(talker, since) == {IN_ENGLISH}
    await talker.says("menu")
    assert shown_to(talker, -1) == {IN_WELSH}


async def test_on_pages_everything_of_a_check_in_stays_in_the_language_it_was_begun_in(
    house: House, database_urls: DatabaseUrls
) -> None:
    talker = house.talker("U1", language="cy")
    talker.platform, talker.surface = SLACK, Surface.PAGES
    await talker.commands("start", CODE)
    for label in ("18", "Ymlaen", "☐", "cytuno"):
        await talker.presses(label)
    await talker.commands("checkin")
    chooses(database_urls, ENGLISH)
    since = len(talker.replies)
    talker.language = "en"
    await talker.hands_in(Entry(item=1, places=(99,)))
    talker.surface = Surface.DOOR
    await talker.says("7")
    talker.surface = Surface.PAGES
    await talker.commands("checkin")
    while talker.sheet().fields:
        await talker.hands_in(*(Entry(item=field.item) for field in talker.sheet().fields))
    await talker.hands_in()
    assert shown_to(talker, since) == {IN_WELSH}
    await talker.opens_home()
    assert shown_to(talker, -1) == {IN_ENGLISH}


async def test_what_comes_unasked_about_a_check_in_is_in_its_language(
    house: House, database_urls: DatabaseUrls
) -> None:
    talker, transport = await house.joined("1"), RecordingTransport()
    await house.plan()()
    house.clock.move(timedelta(hours=1))
    await house.prompt()()
    await talker.commands("checkin")
    chooses(database_urls, WELSH)
    await talker.does(Pressed(data=talker.buttons()[0].data, message_id="1"), shown=False)
    deliver = house.deliver(transport)
    for _ in range(6):
        house.clock.move(timedelta(hours=12))
        await deliver.offer_again()
        await house.prompt()()
        for _ in range(2):
            await deliver.once()
            house.clock.move(timedelta(seconds=2))
    told = [said for _, message in transport.sent for said in seen_of(message)]
    assert any("waiting where you left it" in said for said in told)
    assert any("closes on" in said for said in told)
    assert languages(told) == {IN_ENGLISH}


async def test_the_next_check_in_is_in_the_language_of_that_day(house: House, database_urls: DatabaseUrls) -> None:
    talker = await house.joined("1")
    await talker.commands("checkin")
    await finishes(house, talker)
    chooses(database_urls, WELSH)
    since = len(talker.replies)
    house.clock.move(timedelta(weeks=1))
    await talker.commands("checkin")
    assert shown_to(talker, since) == {IN_WELSH}
    found = await occasion(house, talker)
    assert found is not None
    assert found.talk is not None
    assert found.talk.language == WELSH
