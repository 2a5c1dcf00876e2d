"""The words that work at any time. HELP and STOP win over everything."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.heard import Command, Edited, Left, Pressed, Text, Unreadable, What
from bot.domain.press import from_wire as press_from_wire
from bot.domain.secret import Secret
from bot.domain.spoken import ORDINARY, Spoken, Word, button_of
from bot.domain.words import Words
from tests.builders import ENGLISH, WELSH, words

SPOKEN = Spoken({ENGLISH: words(), WELSH: words("cy")})
LISTED = [
    (word, said.strip())
    for word in Word
    for language in ("en", "cy")
    for said in (word.value, *words(language).say(f"word.{word.value}").split(","))
]
ALWAYS = [pair for pair in LISTED if pair[0] in {Word.HELP, Word.STOP}]


def text(said: str) -> Text:
    return Text(words=Secret(said))


@pytest.mark.parametrize(("word", "said"), LISTED)
def test_a_word_is_understood_in_both_languages_typed_or_as_a_command(word: Word, said: str) -> None:
    assert SPOKEN.word(text(said)) is word
    assert SPOKEN.word(text(f"/{said}")) is word
    assert SPOKEN.word(Command(name=said, argument="")) is word


@st.composite
def as_people_type(draw: st.DrawFn, said: str) -> str:
    """The word in any case, with any accents on it, and with any space, punctuation or emoji around it."""
    letters = []
    for letter in said:
        letters.append(draw(st.sampled_from([letter, letter.upper(), letter.lower()])))
        if letter.isalpha():
            letters.append(draw(st.sampled_from(["", "", "\u0301", "\u0302", "\u0308"])))
    around = st.text(st.characters(categories=["P", "Z"]) | st.sampled_from("\t\n\u200b\ufe0f🙏🆘💔+<=>"), max_size=4)
    return draw(around) + "".join(letters) + draw(around)


@given(data=st.data(), pair=st.sampled_from(ALWAYS))
def test_help_and_stop_are_understood_however_they_are_typed(data: st.DataObject, pair: tuple[Word, str]) -> None:
    word, said = pair
    assert SPOKEN.word(text(data.draw(as_people_type(said)))) is word


@pytest.mark.parametrize(
    "typed", ["HELP!!!", "help…", "“help”", "(Help)", "Help;", "help 🙏", "¡help!", "*HELP*", "CYMORTH."]
)
def test_help_is_understood_with_whatever_stands_around_it(typed: str) -> None:
    assert SPOKEN.word(text(typed)) is Word.HELP


@pytest.mark.parametrize("other", [word for word in Word if word not in {Word.HELP, Word.STOP}])
@pytest.mark.parametrize("wins", [Word.HELP, Word.STOP])
def test_help_and_stop_win_over_any_other_meaning_that_a_lab_gives_them(wins: Word, other: Word) -> None:
    lists = {f"word.{word.value}": word.value for word in Word}
    spoken = Spoken({ENGLISH: Words(ENGLISH, {**lists, f"word.{other.value}": f"{other.value},{wins.value}"})})
    assert spoken.word(text(wins.value)) is wins
    assert spoken.word(text(other.value)) is other


def test_help_wins_over_stop_and_over_the_other_language() -> None:
    english, welsh = ({f"word.{word.value}": word.value for word in Word} for _ in range(2))
    english["word.stop"], welsh["word.back"], welsh["word.help"] = "stop,enough", "help,enough", "help,halt"
    english["word.skip"] = "halt"
    spoken = Spoken({ENGLISH: Words(ENGLISH, english), WELSH: Words(WELSH, welsh)})
    assert [spoken.word(text(said)) for said in ("help", "enough", "halt")] == [Word.HELP, Word.STOP, Word.HELP]


def test_help_and_stop_give_way_to_no_answer() -> None:
    assert not ORDINARY & {Word.HELP, Word.STOP}


@pytest.mark.parametrize(
    "said",
    ["I want it to stop hurting", "the help I got", "helpful", "nonstop", "stop it now", "he lp", "", "!", "🙂", "7"],
)
def test_a_word_inside_a_sentence_is_an_answer(said: str) -> None:
    assert SPOKEN.word(text(said)) is None


@given(st.text())
def test_what_is_understood_is_always_one_of_the_listed_words(said: str) -> None:
    word = SPOKEN.word(text(said))
    assert word is None or word in Word


@pytest.mark.parametrize("word", Word)
def test_a_button_can_say_a_word_and_carries_nothing_else(word: Word) -> None:
    assert SPOKEN.word(Pressed(data=button_of(word), message_id="1")) is word
    assert press_from_wire(button_of(word)) is None


@pytest.mark.parametrize("what", [Pressed(data="help", message_id=None), Edited(), Unreadable(), Left()])
def test_what_is_not_typed_is_no_word(what: What) -> None:
    assert SPOKEN.word(what) is None
    assert SPOKEN.word_and_argument(what) == (None, "")


@pytest.mark.parametrize(
    ("what", "word", "argument"),
    [
        (text("START aBc-12_x"), Word.START, "aBc-12_x"),
        (text(" start   CODE "), Word.START, "CODE"),
        (text("/start CODE"), Word.START, "CODE"),
        (text("dechrau CODE"), Word.START, "CODE"),
        (text("start"), Word.START, ""),
        (Command(name="start", argument="CODE"), Word.START, "CODE"),
        (text("help CODE"), None, ""),
        (text("stop"), Word.STOP, ""),
        (text("please help me"), Word.HELP, ""),
        (text("restart CODE"), None, ""),
    ],
)
def test_somebody_unknown_may_say_start_with_their_code(what: What, word: Word | None, argument: str) -> None:
    assert SPOKEN.word_and_argument(what) == (word, argument)
