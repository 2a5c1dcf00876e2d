"""HELP: how a typed word is compared, and what the card says."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.ids import Language
from bot.domain.lab import Line, Support
from bot.domain.support import card, folded, word_lists
from bot.domain.words import Words
from tests.builders import ENGLISH, WELSH, a_lab, localised, words


@pytest.mark.parametrize(
    ("typed", "compared"),
    [
        ("HELP", "help"),
        ("  Help!! ", "help"),
        ("/help", "help"),
        ("“Help”", "help"),
        ("help…", "help"),
        ("HELP 🆘", "help"),
        ("ＨＥＬＰ", "help"),
        ("𝐇𝐄𝐋𝐏", "help"),
        ("Yn Ôl", "yn ol"),
        ("yn o\u0302l", "yn ol"),
        ("check-in", "check-in"),
        ("help   me\nplease", "help me please"),
        ("", ""),
        ("?!", ""),
        ("1️⃣", "1"),
    ],
)
def test_a_typed_word_is_compared_without_case_accents_or_anything_around_it(typed: str, compared: str) -> None:
    assert folded(typed) == compared


@given(st.text())
def test_what_is_compared_stays_the_same_when_it_is_folded_again(text: str) -> None:
    assert folded(folded(text)) == folded(text)


@given(st.text(st.characters(codec="ascii")))
def test_case_and_space_around_never_matter(text: str) -> None:
    assert folded(text) == folded(text.upper()) == folded(f" \n{text}\t")


def test_a_list_has_the_words_of_every_language_and_no_empty_one() -> None:
    spoken = {
        ENGLISH: Words(ENGLISH, {"word.help": "help, SOS ,"}),
        WELSH: Words(WELSH, {"word.help": "cymorth,HELP!"}),
    }
    assert word_lists(spoken, "word.help") == {"help", "sos", "cymorth"}


def _line(name: str, how: str, welsh: str | None = None) -> Line:
    return Line(name=localised(name), how=localised(how, welsh))


@pytest.mark.parametrize("language", [ENGLISH, WELSH])
def test_the_card_says_danger_first_then_every_line_and_last_that_nobody_reads_along(language: Language) -> None:
    lines = (_line("First line", "Call 1", "Ffoniwch 1"), _line("Second line", "Text 2", "Tecstiwch 2"))
    support = Support(
        checked_on=None,
        nations=(("wales", lines), ("scotland", (_line("Third line", "Call 3"),))),
        not_monitored=localised("Nobody reads this.", "Does neb yn darllen hwn."),
    )
    said = words(language)
    told = card(replace(a_lab(), support=support), language).text()
    in_order = (
        said.say("support.title"),
        said.say("support.immediate"),
        said.say("support.nation.wales"),
        {
            ENGLISH: "First line: Call 1\nSecond line: Text 2",
            WELSH: "First line: Ffoniwch 1\nSecond line: Tecstiwch 2",
        }[language],
        said.say("support.nation.scotland"),
        "Third line: Call 3",
        support.not_monitored.text(language),
    )
    places = [told.index(one) for one in in_order]
    assert places == sorted(places)
    assert told.endswith(in_order[-1])
