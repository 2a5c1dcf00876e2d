"""Scores and bands are for researchers: nothing that a person is shown in a check-in holds either."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from hypothesis import given

from bot.domain.answer import Number
from bot.domain.asking import PAGE_FITS
from bot.domain.engine import begin
from bot.domain.filling import filled
from bot.domain.heard import Entry
from bot.domain.ids import ItemId, ScoreId
from bot.domain.item import Item
from bot.domain.press import Press, Verb
from bot.domain.questionnaire import Questionnaire
from bot.domain.scoring import Band, Method, Score, band
from bot.domain.secret import Secret
from bot.domain.turn import Filled, Turn
from tests.builders import ENGLISH, a_form, an_expression, localised, showing
from tests.domain.casefile import every_case
from tests.domain.chats import Chat, Step, after_each, steps

HIDDEN = "Zinnober"
FAR = 731_000
"""Added to every score, so that it cannot be taken for anything that somebody answered."""


def of(kind: str, item: str, show_if: str | None = None) -> Item:
    """The first item of that kind's case file, so that the people of `chats` can answer it."""
    found = next(case.item for case in every_case() if case.item.kind == kind)
    return replace(found, id=ItemId(item), show_if=None if show_if is None else an_expression(show_if))


SCORE = Score(
    id=ScoreId("zinnober_score"),
    method=Method.SUM,
    items=(ItemId("a"), ItemId("b")),
    min_answered=1,
    offset=FAR,
    range=(FAR, FAR + 200),
    bands=(Band(id="zinnober_band", low=FAR, high=FAR + 200, text=localised(f"{HIDDEN} mild", f"{HIDDEN} ysgafn")),),
)
FORM: Questionnaire = replace(
    a_form(
        replace(of("scale", "a"), sensitive_support=True),
        of("scale", "b"),
        of("yes_no", "c", show_if=f"score.zinnober_score >= {FAR + 1}"),
        of("long_text", "d"),
    ),
    scores=(SCORE,),
)


def read_by(turn: Turn) -> Iterator[str]:
    """Everything of a turn that reaches a screen, and the bytes behind its buttons."""
    yield turn.toast
    yield repr(turn.say)
    yield repr(turn.sheet)
    yield repr(turn.errors)


def gives_away(turn: Turn) -> list[str]:
    return [text for text in read_by(turn) if HIDDEN.lower() in text.lower() or str(FAR)[:3] in text]


def test_the_score_that_is_hidden_here_is_there_and_has_a_band() -> None:
    value = FORM.scored({ItemId("a"): Number(3)})[SCORE.id]
    assert value == FAR + 3
    found = band(SCORE, value)
    assert found is not None
    assert HIDDEN in repr(found.text)


@given(steps())
def test_no_turn_of_a_chat_shows_a_score_or_a_band(done: list[Step]) -> None:
    for chat in after_each(FORM, done):
        assert gives_away(chat.turns[-1]) == []


def test_neither_does_a_check_in_that_is_answered_to_its_end_and_sent() -> None:
    chat = Chat(FORM)
    chat.finishes()
    chat.taps("Send")
    assert chat.talk.sent
    assert [text for turn in chat.turns for text in gives_away(turn)] == []


def test_nor_any_page() -> None:
    shows = replace(showing(), fits=PAGE_FITS)
    turn = begin(FORM, ENGLISH, shows)
    choices = tuple(Entry(item=item, places=(1,)) for item in range(3))
    entries = (*choices, Entry(item=3, words=Secret("A warm bath")))
    for first in (0, 2):
        assert turn.sheet is not None
        assert gives_away(turn) == []
        press = Press(verb=Verb.NEXT, item=first)
        turn = filled(turn.conversation, FORM, Filled(press=press, entries=entries), shows)
    assert turn.conversation.at is None, "the closing page was not reached"
    assert gives_away(turn) == []
