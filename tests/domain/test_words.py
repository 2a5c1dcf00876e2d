"""Sentences by language: which one is shown, and that what is put into a gap stays what it is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.ids import Language
from bot.domain.words import Localised, Words
from tests.builders import ENGLISH, WELSH, localised

ENGLISH_WORDS = Words(ENGLISH, {"hello": "Hello {name}", "two": "{n} of {of}", "plain": "Plain"})
WELSH_WORDS = Words(WELSH, {"hello": "Helo {name}"}, fallback=ENGLISH_WORDS)


def test_a_text_is_shown_in_the_language_asked_for_else_in_its_first_and_says_which() -> None:
    both, one = localised("Rest", "Gorffwys"), localised("Rest")
    assert [both.text(language) for language in (ENGLISH, WELSH, Language("fr"))] == ["Rest", "Gorffwys", "Rest"]
    assert [both.shown_in(language) for language in (WELSH, Language("fr"))] == [WELSH, ENGLISH]
    assert (one.text(WELSH), one.shown_in(WELSH)) == ("Rest", ENGLISH)


def test_the_first_language_is_the_one_that_stands_first() -> None:
    assert Localised.of(cy="Gorffwys", en="Rest").text(Language("fr")) == "Gorffwys"


def test_a_sentence_fills_its_gaps() -> None:
    assert ENGLISH_WORDS.say("two", n=3, of=7) == "3 of 7"
    assert WELSH_WORDS.say("hello", name="Mair") == "Helo Mair"


def test_a_sentence_that_one_language_lacks_is_said_in_the_other() -> None:
    assert WELSH_WORDS.say("plain") == "Plain"


def test_a_sentence_that_no_language_has_is_a_bug_and_names_itself() -> None:
    with pytest.raises(KeyError, match="'nowhere'"):
        WELSH_WORDS.say("nowhere")


def test_a_gap_that_nothing_fills_stays_visible() -> None:
    assert ENGLISH_WORDS.say("hello") == "Hello {name}"
    assert ENGLISH_WORDS.say("plain", name="unused") == "Plain"


@given(st.text())
def test_what_is_put_into_a_gap_is_never_read_as_a_template(value: str) -> None:
    assert ENGLISH_WORDS.say("hello", name=value) == f"Hello {value}"
    assert ENGLISH_WORDS.say("two", n="{of}", of=value) == f"{{of}} of {value}"
