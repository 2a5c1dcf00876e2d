"""Every kind of question, by its case file: what it shows, takes, refuses and shows back."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterator
from itertools import groupby

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.answer import Answer, Written, from_record, to_record
from bot.domain.ids import Language
from bot.domain.kind import Misread, Taken
from bot.domain.questions import kind_of
from bot.domain.secret import Secret
from bot.domain.writing import OWN_WORDS
from tests.builders import ENGLISH, words
from tests.domain.casefile import FOLDER, LANGUAGES, Case, Row, asked, every_case, whole

each_case = pytest.mark.parametrize("case", every_case(), ids=str)


def read(case: Case, text: str, language: Language) -> Taken:
    return kind_of(case.item).read(asked(case, language), Secret(text))


def texts(row: Row) -> Iterator[tuple[Language, str]]:
    return ((language, text) for language in row.languages for text in row.typed)


@each_case
def test_it_is_shown_as_its_case_says_in_both_languages(case: Case) -> None:
    assert tuple(language for language, _ in case.shows) == LANGUAGES
    for language, offer in case.shows:
        assert kind_of(case.item).offer(asked(case, language)) == offer


@each_case
def test_each_button_gives_its_answer_and_no_other_place_gives_any(case: Case) -> None:
    kind, count, stands = kind_of(case.item), len(case.places), asked(case, ENGLISH)
    assert tuple(whole(kind.choose(stands, place)) for place in range(count)) == case.places
    assert all(len(offer.labels) == count for _, offer in case.shows)
    assert {kind.choose(stands, place) for place in (-1, -count - 1, count, 999)} == {None}


@each_case
def test_what_stands_on_a_button_can_be_typed_instead(case: Case) -> None:
    for language, offer in case.shows:
        typed = tuple(whole(read(case, label, language)) for label in offer.labels)
        assert typed == case.places


@each_case
def test_what_is_typed_is_taken_as_its_case_says(case: Case) -> None:
    assert case.takes
    for row in case.takes:
        for language, text in texts(row):
            assert whole(read(case, text, language)) == row.gives, f"{text[:40]!r} in {language}"


@each_case
def test_what_is_no_answer_gets_the_sentence_that_says_what_would_be(case: Case) -> None:
    for row in case.refuses:
        key, gaps = row.hint
        for language, text in texts(row):
            hint = words(language).say(key, **gaps)
            assert read(case, text, language) == Misread(hint), f"{text[:40]!r} in {language}"
            assert "{" not in hint, "every gap of the sentence is filled"


@each_case
def test_an_answer_is_shown_back_as_its_case_says(case: Case) -> None:
    assert {language for _, language, _ in case.tells} == set(LANGUAGES)
    for answer, language, said in case.tells:
        assert kind_of(case.item).tell(asked(case, language), answer) == said


@each_case
def test_its_answers_are_kept_and_found_again_and_fit_their_bound(case: Case) -> None:
    answers = [row.gives for row in case.takes if row.gives] + [answer for answer, _, _ in case.tells]
    for answer in (*case.places, *answers):
        assert from_record(to_record(answer)) == answer
        assert size(answer) <= kind_of(case.item).longest(case.item)


def size(answer: Answer) -> int:
    """The bytes of the record, in the longer of the two ways to write JSON: escaped, or as UTF-8."""
    record = to_record(answer)
    return max(len(json.dumps(record, separators=(",", ":"))), len(orjson.dumps(record)))


@each_case
def test_own_words_are_among_the_kinds_that_are_never_released_beside_codes(case: Case) -> None:
    takes_words = any(isinstance(row.gives, Written) for row in case.takes)
    assert takes_words == (case.item.kind in OWN_WORDS)


ANY_CASE = st.sampled_from(every_case())
TYPED = st.one_of(
    st.text(),
    st.text(st.characters(categories=["Nd", "No", "Nl", "Zs", "Mn", "Cf", "So"])),
    st.integers().map(str),
    st.sampled_from([text for case in every_case() for row in case.takes for text in row.typed]),
)


@given(case=ANY_CASE, text=TYPED, language=st.sampled_from(LANGUAGES))
def test_whatever_is_typed_is_an_answer_that_fits_or_a_sentence(case: Case, text: str, language: Language) -> None:
    taken = read(case, text, language)
    if isinstance(taken, Misread):
        assert taken.hint
        return
    found = whole(taken)
    assert found is not None
    assert size(found) <= kind_of(case.item).longest(case.item)
    assert from_record(to_record(found)) == found
    assert kind_of(case.item).tell(asked(case, language), found) or case.item.kind == "statement"


@given(case=ANY_CASE, text=st.text(min_size=1), language=st.sampled_from(LANGUAGES))
def test_white_space_around_what_is_typed_changes_nothing(case: Case, text: str, language: Language) -> None:
    assert read(case, f" \n{text}\u00a0 ", language) == read(case, text, language)


BAD_INPUT = {
    "nothing": lambda text: text == "",
    "white space": lambda text: bool(text) and not text.strip(),
    "an emoji": lambda text: any(unicodedata.category(letter) == "So" for letter in text),
    "ten thousand characters": lambda text: len(text) >= 10_000,
    "digits of another script": lambda text: not text.isascii() and text.strip().isdecimal(),
}


@pytest.mark.parametrize("what", BAD_INPUT)
def test_every_case_file_says_what_becomes_of(what: str) -> None:
    by_kind = groupby(every_case(), key=lambda case: case.item.kind)
    typed = {
        kind: [text for case in cases for row in (*case.takes, *case.refuses) for text in row.typed]
        for kind, cases in by_kind
    }
    assert typed.keys() == {path.stem for path in FOLDER.glob("*.yaml")}
    assert [kind for kind, said in typed.items() if not any(map(BAD_INPUT[what], said))] == []
