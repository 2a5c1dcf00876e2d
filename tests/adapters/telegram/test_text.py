"""Splitting and entities: nothing is lost, nothing is cut that a reader sees as one."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.graphemes import joined
from adapters.telegram.text import Piece, pieces, units
from bot.domain.richtext import Part, RichText, Style, bold, paragraphs

WHOLE = ["e\u0301", "👨‍👩‍👧‍👦", "👋🏽", "🇬🇧", "🏴󠁧󠁢󠁷󠁬󠁳󠁿", "❤️", "한", "각", "\r\n", "क्षि", "1️⃣"]
styles = st.sampled_from(Style)
bits = st.one_of(st.text(max_size=30), st.sampled_from([*WHOLE, "\n\n", "\n", " ", "word", "a" * 40, "🙂"]))
rich_texts = st.lists(st.builds(Part, bits, styles), max_size=30).map(lambda parts: RichText(tuple(parts)))


def marked(piece: Piece) -> list[tuple[str, str]]:
    """Each entity's kind and the words it covers, read as Telegram reads them."""
    raw = piece.text.encode("utf-16-le")
    cut = [(it["type"], int(it["offset"]) * 2, int(it["length"]) * 2) for it in piece.entities]
    return [(str(kind), raw[start : start + length].decode("utf-16-le")) for kind, start, length in cut]


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


@given(rich_texts, st.integers(8, 60))
def test_every_piece_fits_and_no_word_is_lost(rich: RichText, most: int) -> None:
    found = pieces(rich, most)
    for piece in found:
        assert 0 < len(piece.text) <= most
        assert piece.text == piece.text.strip()
    assert squeezed("".join(piece.text for piece in found)) == squeezed(rich.text())


@given(rich_texts, st.integers(8, 60))
def test_entities_cover_whole_characters_inside_their_piece(rich: RichText, most: int) -> None:
    for piece in pieces(rich, most):
        for (kind, words), entity in zip(marked(piece), piece.entities, strict=True):
            assert kind in ("bold", "italic")
            assert words.strip()
            assert int(entity["offset"]) + int(entity["length"]) <= units(piece.text)


@given(rich_texts, st.integers(8, 60))
def test_every_bold_letter_stays_bold_and_no_other_becomes_so(rich: RichText, most: int) -> None:
    if len(rich.parts) > 100:
        return
    wanted = squeezed("".join(part.text for part in rich.parts if part.style is Style.BOLD))
    found = "".join(words for piece in pieces(rich, most) for kind, words in marked(piece) if kind == "bold")
    assert squeezed(found) == wanted


@given(st.lists(st.sampled_from([*WHOLE, "ab", " ", "🙂"]), min_size=1, max_size=60), st.integers(15, 40))
def test_no_character_that_a_reader_sees_is_cut(characters: list[str], most: int) -> None:
    text = "".join(characters)
    found = pieces(RichText.plain(text), most)
    at = 0
    for piece in found[:-1]:
        start = text.index(piece.text, at)
        at = start + len(piece.text)
        assert not joined(text, at) or text[at].isspace()


@pytest.mark.parametrize("character", [it for it in WHOLE if len(it) > 1])
def test_what_is_one_character_to_a_reader_has_no_boundary_inside(character: str) -> None:
    text = f"a{character}b"
    assert not joined(text, 1)
    assert all(joined(text, 1 + at) for at in range(1, len(character)))
    assert not joined(text, 1 + len(character))


def test_two_flags_beside_each_other_are_cut_between_and_not_through() -> None:
    text = "🇬🇧🇫🇷"
    assert [joined(text, at) for at in (1, 2, 3)] == [True, False, True]


def test_a_long_text_is_cut_between_paragraphs() -> None:
    blocks = ["a" * 1800, "b" * 1800, "c" * 1800]
    assert [piece.text for piece in pieces(paragraphs(*blocks))] == ["\n\n".join(blocks[:2]), blocks[2]]


def test_an_entity_is_cut_only_when_it_is_longer_than_a_message() -> None:
    first, second = pieces(RichText.plain("x " * 1900) + bold("many words " * 40))
    assert second.text == ("many words " * 40).strip()
    assert first.entities == ()
    assert [len(piece.text) for piece in pieces(bold("y" * 5000))] == [4096, 904]


def test_offsets_are_counted_in_utf_16_units() -> None:
    (piece,) = pieces(RichText.plain("🙂é ") + bold("b🙂"))
    assert piece.entities == ({"type": "bold", "offset": 4, "length": 3},)


def test_neighbours_of_one_style_are_one_entity() -> None:
    (piece,) = pieces(bold("a") + bold("b"))
    assert piece.entities == ({"type": "bold", "offset": 0, "length": 2},)


def test_half_a_character_becomes_the_sign_for_one_that_cannot_be_shown() -> None:
    assert pieces(RichText.plain("a\ud83d")) == (Piece("a\ufffd"),)


def test_nothing_to_read_gives_no_message() -> None:
    assert pieces(RichText.plain(" \n ")) == ()


def test_thousands_of_marks_on_one_letter_still_end() -> None:
    found = pieces(RichText.plain("a" + "\u0301" * 5000))
    assert all(len(piece.text) <= 4096 for piece in found)
