"""Rich text: every character stays itself, whoever wrote it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.richtext import Part, RichText, Style, bold, paragraphs

PARTS = st.builds(Part, st.text(), st.sampled_from(Style))
RICH = st.lists(PARTS, max_size=4).map(tuple).map(RichText)


@given(st.text())
def test_plain_text_is_literal_whatever_markup_it_looks_like(text: str) -> None:
    assert RichText.plain(text).parts == (Part(text, Style.PLAIN),)
    assert bold(text).parts == (Part(text, Style.BOLD),)
    assert RichText.plain(text).text() == bold(text).text() == text


@given(st.lists(RICH | st.text()))
def test_paragraphs_stand_an_empty_line_apart_and_empty_ones_leave_no_gap(blocks: list[RichText | str]) -> None:
    texts = [block if isinstance(block, str) else block.text() for block in blocks]
    assert paragraphs(*blocks).text() == "\n\n".join(text for text in texts if text)


@given(st.lists(RICH))
def test_paragraphs_keep_every_style_in_its_place(blocks: list[RichText]) -> None:
    kept = [part for block in blocks if block.text() for part in block.parts]
    assert [part for part in paragraphs(*blocks).parts if part != Part("\n\n")] == [
        part for part in kept if part != Part("\n\n")
    ]


@given(first=RICH, second=RICH)
def test_two_texts_join_without_anything_between(first: RichText, second: RichText) -> None:
    assert (first + second).text() == first.text() + second.text()
    assert (first + second).parts == (*first.parts, *second.parts)


def test_no_block_at_all_is_no_text() -> None:
    assert paragraphs() == paragraphs("", RichText(())) == RichText(())
