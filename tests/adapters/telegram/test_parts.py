"""A message in calls: each fits, no word is lost, and the buttons stand below the last."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.telegram import limits
from adapters.telegram.parts import Part, edit_of, parts_of
from bot.domain.asking import put
from bot.domain.body import MAPS
from bot.domain.delivery import Refused
from bot.domain.message import Choice, Message, Picture, Urgency
from bot.domain.richtext import RichText
from tests.builders import a_form, a_talk, an_item, showing

SPINE = Picture(name="spine-7", alt="The back, with seven numbered parts")
YES = Choice(label="Yes", data="y")
bits = st.sampled_from(["word ", "🙂", "\n\n", "a" * 300, "👋🏽", " "])
texts = st.lists(bits, max_size=60).map(lambda found: RichText.plain("".join(found)))
messages = st.builds(
    lambda text, has_picture, urgency: Message(
        text=text, rows=((YES,),), picture=SPINE if has_picture else None, urgency=urgency
    ),
    texts.filter(lambda text: bool(text.text().strip())),
    st.booleans(),
    st.sampled_from(Urgency),
)


def calls(message: Message) -> tuple[Part, ...]:
    found = parts_of(message)
    assert not isinstance(found, Refused)
    return found


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


@given(messages)
def test_every_call_fits_and_no_word_is_lost(message: Message) -> None:
    said = ""
    for part in calls(message):
        words = str(part.body.get("text", part.body.get("caption")))
        assert len(words) <= (limits.CAPTION_CODE_POINTS if part.picture else limits.TEXT_CODE_POINTS)
        said += words
    wanted = squeezed(message.text.text())
    assert squeezed(said) in (wanted, squeezed(SPINE.alt) + wanted)


@given(messages)
def test_the_buttons_stand_below_the_last_words_and_nowhere_else(message: Message) -> None:
    *before, last = calls(message)
    assert "reply_markup" in last.body
    assert not any("reply_markup" in part.body for part in before)


@given(messages)
def test_a_picture_comes_once_and_first(message: Message) -> None:
    pictures = [part.picture for part in calls(message)]
    assert pictures[1:] == [None] * (len(pictures) - 1)
    assert pictures[0] == (message.picture.name if message.picture else None)


@given(messages)
def test_an_answer_is_silent_in_every_part_and_news_in_none(message: Message) -> None:
    silent = {part.body.get("disable_notification", False) for part in calls(message)}
    assert silent == {message.urgency is Urgency.REPLY}


@given(messages, st.booleans())
def test_an_edit_says_the_whole_message_or_is_refused(message: Message, as_caption: bool) -> None:
    edit = edit_of(message, as_caption=as_caption)
    if isinstance(edit, Refused):
        assert len(message.text.text()) > limits.CAPTION_CODE_POINTS
        return
    words = edit.body["caption" if as_caption else "text"]
    assert squeezed(str(words)) == squeezed(message.text.text())
    assert "reply_markup" in edit.body


def test_a_picture_that_says_nothing_of_itself_goes_ahead_without_a_caption() -> None:
    long = RichText.plain("word " * 300)
    first, second = calls(Message(text=long, picture=Picture(name="spine-7", alt=" ")))
    assert (first.method, "caption" in first.body) == ("sendPhoto", False)
    assert second.method == "sendMessage"


@pytest.mark.parametrize("language", ["en", "cy"])
def test_the_question_of_a_body_area_is_one_photo_with_a_button_for_each_number(language: str) -> None:
    form = a_form(an_item("body_area", "where"))
    (photo,) = calls(put(a_talk(form, at="where"), form, showing(language)))
    assert photo.picture == "spine-7"
    labels = [button["text"] for row in photo.body["reply_markup"]["inline_keyboard"] for button in row]  # type: ignore[index]  # a keyboard is JSON
    numbers = [match[1] for label in labels if (match := re.match(r"☐ (\d)\. ", label))]
    assert numbers == [str(number) for number in range(1, len(MAPS["spine-7"]) + 1)]


def test_nothing_to_read_is_refused_with_a_picture_too() -> None:
    assert parts_of(Message(text=RichText.plain(" "), picture=SPINE)) == Refused(why="empty")
