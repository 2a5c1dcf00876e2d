"""What a lab offers: languages, and who has read the sentences in them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.domain.ids import Language
from bot.domain.lab import Lab
from tests.builders import ENGLISH, WELSH, a_lab

FRENCH = Language("fr")


def _lab(*, read_by: str, languages: tuple[Language, ...] = (ENGLISH, WELSH)) -> Lab:
    lab = a_lab()
    welsh = replace(lab.words[WELSH], reviewed_by=read_by)
    return replace(lab, languages=languages, words={**lab.words, WELSH: welsh})


def test_a_translation_is_a_draft_until_its_native_reader_is_named_and_the_original_never_is() -> None:
    assert _lab(read_by="").awaiting == (WELSH,)
    assert _lab(read_by="Mair Owen").awaiting == ()


def test_real_people_are_not_offered_a_draft() -> None:
    real = _lab(read_by="").for_real_people()
    assert real.languages == (ENGLISH,)
    assert real.offered(WELSH) == ENGLISH
    assert real.words_for(WELSH).language == ENGLISH


def test_real_people_are_offered_what_a_native_reader_has_read() -> None:
    lab = _lab(read_by="Mair Owen")
    assert lab.for_real_people() == lab
    assert lab.words_for(WELSH).language == WELSH


@pytest.mark.parametrize("languages", [(WELSH, ENGLISH), (ENGLISH, WELSH)])
def test_the_default_is_the_first_language_that_is_left(languages: tuple[Language, ...]) -> None:
    assert _lab(read_by="", languages=languages).for_real_people().offered(FRENCH) == ENGLISH


def test_a_lab_with_nothing_but_a_draft_keeps_it_and_is_warned() -> None:
    real = _lab(read_by="", languages=(WELSH,)).for_real_people()
    assert (real.languages, real.awaiting) == ((WELSH,), (WELSH,))


def test_what_is_typed_in_a_draft_is_still_understood() -> None:
    assert WELSH in _lab(read_by="").for_real_people().words
