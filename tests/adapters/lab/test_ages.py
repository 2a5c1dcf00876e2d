"""Reading age: syllables and the formula, on words and sentences whose measure is known."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.lab.advice.ages import FEWEST_WORDS, age, syllables, words_of

ONE = (
    "the pain past days hoped likes moved stopped asked home changed year mood sleep eyes used are through though sure"
)
TWO = "over needed little people table simple question something minutes weekly places boxes because being quiet useful"
THREE = (
    "anything everything medicine imagine different average separate somebody nobody persistent condition idea period"
)
FOUR = "participate information usually experience community society evaluating definitely activity"
KNOWN = [(word, count) for count, words in enumerate((ONE, TWO, THREE, FOUR), 1) for word in words.split()]


@pytest.mark.parametrize(("word", "count"), KNOWN)
def test_syllables_are_told_from_the_letters(word: str, count: int) -> None:
    assert syllables(word) == (5 if word == "evaluating" else count)


@given(st.text(max_size=40))
def test_every_word_has_a_syllable_and_no_text_makes_it_raise(text: str) -> None:
    assert all(syllables(word) >= 1 for word in words_of(text))
    assert age([text]) is None or len(words_of(text.casefold())) >= FEWEST_WORDS


def test_the_age_is_the_grade_of_flesch_and_kincaid_and_five_years() -> None:
    # 36 words of one syllable in 6 sentences: 0.39 × 6 + 11.8 × 1 − 15.59 + 5 = 3.55.
    assert age(["We ask how your day was."] * 6) == 4
    # The same in one sentence: 0.39 × 36 + 11.8 − 15.59 + 5 = 15.25.
    assert age([" ".join(["we ask how your day was"] * 6)]) == 15


def test_longer_words_and_longer_sentences_are_for_older_readers() -> None:
    plain = "Tell us how you slept. Say what helped most. " * 4
    in_long_words = "Communicate regarding tiredness. Itemise beneficial activities enthusiastically. " * 5
    in_one_sentence = plain.replace(".", " and")
    assert [age([text]) for text in (plain, in_long_words, in_one_sentence)] == [3, 36, 18]


def test_a_few_words_tell_nothing() -> None:
    assert age(["How bad was your pain this week?"]) is None
    assert age([]) is None


def test_each_text_ends_a_sentence_and_so_does_a_line() -> None:
    questions = ["How was your sleep", "How was your mood"] * 6
    assert age(questions) == age(["\n".join(questions)]) == age([". ".join(questions) + "."])
