"""Every word that people see comes from the catalogues or the lab: shown by a lab in which those have brackets.

What stands outside brackets on a screen was written in the code. See ``bracketed.py``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from adapters.lab import read_lab
from adapters.slack.messages import Posted, posted
from adapters.slack.settings import Sentences
from adapters.slack.views import home, modal
from adapters.telegram.parts import parts_of
from bot.application.prompt import Prompt
from bot.domain.announcement import LONGEST
from bot.domain.delivery import Refused
from bot.domain.heard import Entry, Pressed, Submitted, Surface
from bot.domain.ids import SLACK
from bot.domain.lab import Lab
from bot.domain.message import Message
from bot.domain.reply import Reply
from bot.domain.secret import Secret
from bot.domain.sheet import Field, FieldKind
from bot.domain.staff import Role
from bot.domain.writing import OWN_WORDS
from tests.application.announcing import code, peopled, reporting, run
from tests.application.bracketed import asking, bracketed, in_brackets, outside, seen, seen_of
from tests.application.conftest import CODE, SHIPPED, House
from tests.application.test_answering import occasion
from tests.application.test_reminding import SOON, Board, an_event, join, verb
from tests.builders import a_heard
from tests.domain.casefile import Case, every_case
from tests.fakes import RecordingTransport, Talker

NAMES = re.compile(r"[\w-]+-(experience|professional|improvement|mind|member|north)|policy|London|Berlin|https?://\S+")
"""Words that are a lab's own and have no room for brackets: its groups, a place, an address."""


@pytest.fixture(scope="module")
def lab() -> Lab:
    """The shipped lab, asking one of every kind of question, in brackets."""
    shipped = read_lab(SHIPPED)
    assert isinstance(shipped, Lab), str(shipped)
    return bracketed(asking(shipped, every_case()))


def bare(texts: Iterable[str]) -> list[str]:
    """What stands in no brackets and is no name."""
    return [found for text in texts if (found := outside(NAMES.sub("", text)))]


def bare_of(talker: Talker) -> list[str]:
    """The same of everything that somebody was shown, on the platforms too."""
    shown = [text for reply in talker.replies for text in seen(reply)]
    assert len(shown) > 3
    return bare((*shown, *(text for reply in talker.replies for text in on_platforms(reply))))


def on_platforms(reply: Reply) -> Iterator[str]:
    """The texts of a reply as each platform is given them."""
    says = Sentences(**dict.fromkeys(Sentences.__dataclass_fields__, in_brackets("Said")))
    for message in reply.say:
        yield from texts_in([home(message)])
        for parts in (posted(message), parts_of(message)):
            assert not isinstance(parts, Refused), parts
            yield from texts_in([part.blocks if isinstance(part, Posted) else part.body for part in parts])
    if reply.sheet is not None:
        yield from texts_in(modal(reply.sheet, says))


def texts_in(said: object) -> Iterator[str]:
    """Every text in what goes over the wire."""
    match said:
        case dict():
            for name, value in said.items():
                if name in {"text", "caption", "alt_text"} and isinstance(value, str):
                    yield value
                else:
                    yield from texts_in(value)
        case list() | tuple():
            for one in said:
                yield from texts_in(one)


# A check-in.


def digits(case: Case) -> str:
    """Something to type that is taken whatever the language: without letters, where there is such a way."""
    if case.item.kind in OWN_WORDS:
        return "123"
    ways = [text for row in case.takes for text in row.typed]
    return next((text for text in ways if not any(sign.isalpha() for sign in text)), ways[0])


async def open_place(house: House, talker: Talker) -> int | None:
    """The place of the open question; None on the closing page."""
    found = await occasion(house, talker)
    assert found is not None
    assert found.talk is not None
    return None if found.talk.at is None else house.lab.forms[found.key.form].index(found.talk.at)


async def gives(talker: Talker, case: Case) -> None:
    """An answer, by buttons where there are any, after everything that is none."""
    for row in case.refuses:
        await talker.says(row.typed[0])
    await talker.sends_a_picture()
    for way in ("More choices", "Earlier choices"):
        if any(way in choice.label for choice in talker.buttons()):
            await talker.presses(way)
    if not case.places:
        await talker.says(digits(case))
    elif case.item.kind in {"multi_choice", "body_area"}:
        for _ in range(case.item.fewest or 1):
            await talker.presses("Done")  # too few
            await talker.presses("☐")
    else:
        await talker.does(Pressed(data=talker.buttons()[0].data, message_id="1"))
    if any("Done" in choice.label for choice in talker.buttons()):
        await talker.presses("Done")


async def test_a_check_in_of_every_kind_in_a_chat(house: House) -> None:
    talker = await house.joined("1")
    await talker.commands("checkin")
    while (place := await open_place(house, talker)) is not None:
        await gives(talker, every_case()[place])
    old = talker.buttons()[0].data
    for word in ("x", "back", "shorter", "later", "checkin", "skip", "not today", "checkin", "send", "checkin"):
        await talker.says(word)
    await talker.does(Pressed(data=old, message_id="1"))
    await talker.edits()
    assert len(talker.replies) > 100
    assert bare_of(talker) == []


async def on_pages(house: House) -> Talker:
    """Somebody who has joined where questions stand on pages."""
    talker = house.talker("U1")
    talker.platform, talker.surface = SLACK, Surface.PAGES
    await talker.opens_home()
    await talker.commands("start", CODE)
    for label in ("18", "Continue", "☐", "full text", "agree"):
        await talker.presses(label)
    return talker


def entries(fields: Iterable[Field], *, wrong: bool) -> tuple[Entry, ...]:
    """What fits in each field, or what does not."""
    return tuple(_entry(field, every_case()[field.item], wrong=wrong) for field in fields)


def _entry(field: Field, case: Case, *, wrong: bool) -> Entry:
    match field.kind:
        case FieldKind.READ:
            return Entry(item=field.item)
        case FieldKind.ONE:
            return Entry(item=field.item, places=(99 if wrong else 0,))
        case FieldKind.MANY:
            return Entry(item=field.item, places=(99,) if wrong else tuple(range(case.item.fewest or 1)))
    return Entry(item=field.item, words=Secret("?" if wrong else digits(case)))


async def test_a_check_in_of_every_kind_on_pages(house: House) -> None:
    talker = await on_pages(house)
    await talker.commands("checkin")
    while talker.sheet().fields:
        await talker.hands_in(*entries(talker.sheet().fields, wrong=True))
        await talker.hands_in(*entries(talker.sheet().fields, wrong=False))
    back = talker.sheet().back
    assert back is not None
    await talker.does(Submitted(data=back.data))
    await talker.commands("checkin")
    await talker.hands_in(*entries(talker.sheet().fields, wrong=False))
    await talker.hands_in()
    await talker.commands("checkin")
    await talker.opens_home()
    fields = [field for reply in talker.replies if reply.sheet for field in reply.sheet.fields]
    assert {field.kind for field in fields} == set(FieldKind)
    assert any(reply.errors for reply in talker.replies)
    assert bare_of(talker) == []


# Everything else.


async def test_joining_in_every_way(house: House) -> None:
    talker = house.talker("1")
    for word in ("hello", "stop", "help", "privacy", "start", "start nothing"):
        await talker.says(word)
    await talker.sends_a_picture()
    await talker.commands("start", CODE)
    await talker.presses("⟦No⟧")
    await talker.commands("start", CODE)
    for label in ("18", "Continue", "agree", "☐", "full text", "Not now", "☐", "agree"):
        await talker.presses(label)
    await talker.does(Pressed(data="j:none", message_id="1"))
    assert bare_of(talker) == []


async def test_the_words_that_somebody_can_say(house: House) -> None:
    talker = await house.joined("1")
    for word in ("menu", "privacy", "help", "start", "xyz", "back", "skip", "later", "shorter", "not today", "pause"):
        await talker.says(word)
    for _ in range(2):
        await talker.says("stop")
        await talker.opens_home()
    await talker.says("start")
    await talker.does(Pressed(data="q:AAAAAAAA:c0.0", message_id="1"))
    talker.replies.append(talker.listener.sorry(a_heard()))
    assert bare_of(talker) == []


async def test_what_comes_unasked(house: House) -> None:
    """Prompts, reminders, warnings and events."""
    await house.joined("1")
    await join(house, 2, zone="Europe/Berlin")
    transport = RecordingTransport()
    house.clock.moment = SOON
    await verb(house, Board(events=[replace(an_event(), title="", location="12")]))()
    for _ in range(8):
        await house.plan()()
        await Prompt(lab=house.lab, vault=house.vault, clock=house.clock)()
        await house.deliver(transport).once()
        house.clock.move(timedelta(hours=12))
    texts = [text for _, message in transport.sent for text in seen_of(message)]
    assert len(transport.sent) > 4
    assert bare(texts) == []


async def test_the_staff_desk(house: House) -> None:
    await peopled(house, 12)
    ada, transport = house.talker("9"), RecordingTransport()
    await ada.commands("start", await code(house, "7", Role.ADMIN))
    for words in ("announcements", "announce", "1" * (LONGEST + 1)):
        await ada.says(words)
    await ada.sends_a_picture()
    await ada.says("123")
    for label in ("Continue", "Write it again"):
        await ada.presses(label)
    await ada.says("123")
    for label in ("policy", "Continue", "Choose again", "Continue", "Send"):
        await ada.presses(label)
    await reporting(house, transport).once()
    await ada.says("announcements")
    await run(house, transport)
    await reporting(house, transport).once()
    for words in ("announce", "cancel", "announcements"):
        await ada.says(words)
    assert bare_of(ada) == []
    shown: list[Message] = [message for _, message in transport.sent] + [message for *_, message in transport.edited]
    assert len(shown) > 12
    assert bare(text for message in shown for text in seen_of(message)) == []
