"""Sentences by language: which one is shown, in which form, and that what is put into a gap stays what it is."""

from __future__ import annotations

import pytest
from babel import Locale
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.ids import Language
from bot.domain.plurals import RULES, Plural, rule_of
from bot.domain.words import Counted, Localised, Words, gaps
from tests.builders import ENGLISH, WELSH, localised

FRENCH = Language("fr")
DAYS = Counted(other="{n} days, {name}", own={Plural.ONE: "one day, {name}"})
DIAU = Counted(
    other="{n} diwrnod",
    own={Plural.ZERO: "dim un diwrnod", Plural.TWO: "{n} ddiwrnod", Plural.FEW: "{n} diwrnod", Plural.MANY: "{n} dydd"},
)
ENGLISH_WORDS = Words(
    ENGLISH, {"hello": "Hello {name}", "two": "{n} of {of}", "plain": "Plain", "days": DAYS, "left": DAYS}
)
WELSH_WORDS = Words(WELSH, {"hello": "Helo {name}", "days": DIAU}, fallback=ENGLISH_WORDS)


def test_a_text_is_shown_in_the_language_asked_for_else_in_its_first_and_says_which() -> None:
    both, one = localised("Rest", "Gorffwys"), localised("Rest")
    assert [both.text(language) for language in (ENGLISH, WELSH, FRENCH)] == ["Rest", "Gorffwys", "Rest"]
    assert [both.shown_in(language) for language in (WELSH, FRENCH)] == [WELSH, ENGLISH]
    assert (one.text(WELSH), one.shown_in(WELSH)) == ("Rest", ENGLISH)


def test_the_first_language_is_the_one_that_stands_first() -> None:
    assert Localised.of(cy="Gorffwys", en="Rest").text(FRENCH) == "Gorffwys"


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


# Plural forms.


@pytest.mark.parametrize("language", RULES)
@given(n=st.integers(min_value=0))
def test_our_table_counts_as_unicode_says_that_the_language_does(language: Language, n: int) -> None:
    published = Locale.parse(language).plural_form
    assert rule_of(language).of(n).value == published(n)
    assert {form.value for form in rule_of(language).forms} == published.tags | {"other"}


def test_welsh_has_six_forms_and_english_two() -> None:
    numbers = (0, 1, 2, 3, 4, 5, 6, 7, 11, 100)
    assert [rule_of(ENGLISH).of(n).value for n in numbers] == ["other", "one", *["other"] * 8]
    assert [rule_of(WELSH).of(n).value for n in numbers] == [
        "zero", "one", "two", "few", "other", "other", "many", "other", "other", "other",
    ]  # fmt: skip


def test_the_number_chooses_the_form() -> None:
    assert [ENGLISH_WORDS.say("days", n=n, name="Mair") for n in (0, 1, 2)] == [
        "0 days, Mair", "one day, Mair", "2 days, Mair",
    ]  # fmt: skip
    assert [WELSH_WORDS.say("days", n=n) for n in (0, 2, 3, 6, 7)] == [
        "dim un diwrnod", "2 ddiwrnod", "3 diwrnod", "6 dydd", "7 diwrnod",
    ]  # fmt: skip


def test_a_form_that_a_sentence_lacks_is_said_as_most_numbers_are() -> None:
    assert Plural.ONE not in DIAU.own
    assert WELSH_WORDS.say("days", n=1) == "1 diwrnod"


def test_a_sentence_said_in_the_other_language_counts_as_that_language_does() -> None:
    assert WELSH_WORDS.say("left", n=2, name="Mair") == "2 days, Mair"


def test_a_language_that_is_not_in_the_table_has_one_form_for_every_number() -> None:
    words = Words(FRENCH, {"days": DAYS})
    assert [words.say("days", n=n, name="Mair") for n in (0, 1, 2)] == ["0 days, Mair", "1 days, Mair", "2 days, Mair"]


def test_without_a_number_the_form_for_most_numbers_is_said() -> None:
    assert ENGLISH_WORDS.say("days", name="Mair") == "{n} days, Mair"
    assert ENGLISH_WORDS.say("days", n="many", name="Mair") == "many days, Mair"


def test_the_gaps_of_a_sentence_are_those_of_all_its_forms() -> None:
    assert gaps(DAYS) == {"n", "name"}
    assert gaps("{day} at {time}, {day}") == {"day", "time"}
