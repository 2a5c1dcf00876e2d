"""Messages as Slack takes them: nothing is lost, nothing typed becomes live, nothing is cut that is read as one."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.graphemes import joined
from adapters.simulator.slack.blockkit import blocks as kit
from adapters.simulator.slack.blockkit import shown, texts
from adapters.slack import limits
from adapters.slack.messages import Posted, posted, without_buttons
from adapters.slack.text import cut, escaped, pieces
from bot.domain.delivery import Refused
from bot.domain.message import Choice, Message
from bot.domain.richtext import Part, RichText, Style, bold

WHOLE = ["e\u0301", "👨‍👩‍👧‍👦", "👋🏽", "🇬🇧", "🏴󠁧󠁢󠁷󠁬󠁳󠁿", "❤️", "한", "\r\n", "क्षि"]
LIVE = ["<!channel>", "<@U12345>", "<https://example.org|here>", "*bold*", "_x_", ":smile:", "&amp;", "<", ">"]
bits = st.one_of(st.text(max_size=30), st.sampled_from([*WHOLE, *LIVE, "\n\n", "\n", " ", "a" * 40, "🙂"]))
rich_texts = st.lists(st.builds(Part, bits, st.sampled_from(Style)), max_size=30).map(lambda it: RichText(tuple(it)))
labels = st.text(min_size=1, max_size=90).filter(lambda it: it.strip())
rows = st.lists(
    st.lists(labels.map(lambda it: Choice(label=it, data="d:1")), min_size=1, max_size=30).map(tuple), max_size=3
).map(tuple)


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def taken(message: Message) -> tuple[Posted, ...]:
    found = posted(message)
    assert not isinstance(found, Refused), found
    return found


@given(rich_texts, st.integers(8, 60))
def test_every_piece_fits_and_no_word_is_lost(rich: RichText, most: int) -> None:
    found = pieces(rich, most)
    for piece in found:
        assert 0 < len(escaped(piece.text())) <= most
        assert piece.text() == piece.text().strip()
    assert squeezed("".join(piece.text() for piece in found)) == squeezed(rich.text())


@given(rich_texts, st.integers(8, 60))
def test_every_bold_letter_stays_bold_and_no_other_becomes_so(rich: RichText, most: int) -> None:
    def strong(parts: tuple[Part, ...]) -> str:
        return squeezed("".join(part.text for part in parts if part.style is Style.BOLD))

    assert "".join(strong(piece.parts) for piece in pieces(rich, most)) == strong(rich.parts)


@given(st.lists(st.sampled_from([*WHOLE, "ab", " ", "🙂", "&"]), min_size=1, max_size=60), st.integers(25, 60))
def test_no_character_that_a_reader_sees_is_cut(characters: list[str], most: int) -> None:
    text = "".join(characters)
    at = 0
    for piece in pieces(RichText.plain(text), most)[:-1]:
        at = text.index(piece.text(), at) + len(piece.text())
        assert not joined(text, at) or text[at].isspace()


@given(rich_texts, rows)
def test_slack_takes_every_message_and_nothing_in_it_is_live(
    rich: RichText, buttons: tuple[tuple[Choice, ...], ...]
) -> None:
    found = posted(Message(text=rich, rows=buttons))
    if isinstance(found, Refused):
        assert found.why in ("empty", "keyboard_too_long")
        return
    for one in found:
        assert not list(kit.check(one.blocks, "message"))
        assert not list(texts.mrkdwn(one.text, "/text"))
        assert len(one.text) <= limits.TEXT
    assert [button.text for button in shown.buttons_of(found[-1].blocks)] == [
        cut(choice.label, limits.BUTTON_TEXT) for row in buttons for choice in row
    ]


@pytest.mark.parametrize("live", LIVE)
def test_what_a_person_typed_is_shown_as_it_was_typed(live: str) -> None:
    (one,) = taken(Message(text=RichText.plain(f"you said {live}")))
    assert shown.text_of(one.blocks) == f"you said {live}"
    assert shown.plain(one.text) == f"you said {live}"


def test_a_screen_reader_is_told_the_question_and_every_button() -> None:
    choices = tuple(Choice(label=label, data="d:1") for label in ("Yes & no", "No"))
    (one,) = taken(Message(text=bold("How are you?"), rows=(choices,)))
    assert one.text == "How are you?\n[Yes &amp; no]\n[No]"


def test_buttons_stand_under_the_last_piece_and_never_have_the_same_name_twice() -> None:
    rows = tuple((Choice(label=str(at), data="d:1"),) for at in range(3))
    message = Message(text=RichText.plain("word " * 1500), rows=rows)
    *before, last = taken(message)
    assert not any(shown.buttons_of(one.blocks) for one in before)
    again = taken(message)[-1]
    names = [button.element["action_id"] for one in (last, again) for button in shown.buttons_of(one.blocks)]
    assert len(set(names)) == 6


def test_a_row_of_many_buttons_takes_more_than_one_block() -> None:
    row = tuple(Choice(label=str(at), data="d:1") for at in range(60))
    (one,) = taken(Message(text=RichText.plain("q"), rows=(row,)))
    assert [len(block["elements"]) for block in one.blocks if block["type"] == "actions"] == [25, 25, 10]


@pytest.mark.parametrize(
    "message",
    [
        Message(text=RichText.plain(" \n ")),
        Message(text=RichText.plain("q"), rows=((Choice(label=" ", data="d"),),)),
        Message(text=RichText.plain("q"), rows=((Choice(label="x", data=""),),)),
        Message(text=RichText.plain("q"), rows=tuple((Choice(label="x", data="d"),) for _ in range(50))),
        Message(text=RichText.plain("q"), rows=((Choice(label="&" * 75, data="d"),) * 20,)),
    ],
)
def test_what_slack_would_not_take_is_refused_here(message: Message) -> None:
    assert isinstance(posted(message), Refused)


def test_a_stripped_message_keeps_its_words_and_nothing_to_press() -> None:
    (one,) = taken(Message(text=bold("a < b") + RichText.plain(" & c"), rows=((Choice(label="x", data="d"),),)))
    bare = without_buttons(one.arguments())
    assert bare is not None
    assert bare["text"] == "a &lt; b &amp; c"
    assert shown.text_of(bare["blocks"]) == "a < b & c"
    assert not shown.buttons_of(bare["blocks"])
    assert without_buttons({"text": "of another kind", "blocks": [{"type": "section"}]}) is None


@given(st.text(max_size=200), st.integers(2, 40))
def test_a_cut_text_fits_and_says_that_it_was_cut(text: str, most: int) -> None:
    shortened = cut(text, most)
    assert len(shortened) <= most
    assert shortened.endswith("…") or len(text) <= most


def test_half_a_character_becomes_the_sign_for_one_that_cannot_be_shown() -> None:
    assert pieces(RichText.plain("a\ud83d"), 10) == (RichText.plain("a\ufffd"),)
    assert cut("a\ud83d", 10) == "a\ufffd"


def test_thousands_of_marks_on_one_letter_still_end() -> None:
    assert all(len(piece.text()) <= 3000 for piece in pieces(RichText.plain("a" + "\u0301" * 8000), 3000))
