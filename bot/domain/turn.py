"""The engine: one act of a person on one check-in, and what follows.

Pure. ``begin`` and ``advance`` take a state and return a `Turn`: the next state, what to say, and what happened. The
caller commits the state first and only then says the words. A conversation keeps its form's version from start to end.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import Enum
from typing import assert_never

from bot.domain.answer import Answer, Seen, Skipped
from bot.domain.asking import Showing, may_skip, open_row, put
from bot.domain.conversation import Conversation
from bot.domain.ids import ItemId, Language
from bot.domain.message import Message
from bot.domain.press import Press, Verb
from bot.domain.questionnaire import Item, Questionnaire
from bot.domain.questions import Misread, kind_of
from bot.domain.richtext import RichText, paragraphs
from bot.domain.secret import Secret
from bot.domain.support import folded
from bot.domain.words import Words


class Fact(Enum):
    """What a turn did, for counting. Never what was said."""

    STARTED = "started"
    ANSWERED = "answered"
    SKIPPED = "skipped"
    MISREAD = "misread"
    WENT_BACK = "went_back"
    PUT_OFF = "put_off"
    STALE = "stale"
    SENT = "sent"


@dataclass(frozen=True, slots=True)
class Typed:
    """Words typed while a check-in is open."""

    words: Secret


@dataclass(frozen=True, slots=True)
class Back:
    pass


@dataclass(frozen=True, slots=True)
class Skip:
    pass


@dataclass(frozen=True, slots=True)
class Resume:
    """Show the open question again."""


Act = Press | Typed | Back | Skip | Resume


@dataclass(frozen=True, kw_only=True, slots=True)
class Turn:
    """The engine's whole output. `say` may be empty; `toast` is a few words on the pressed button."""

    conversation: Conversation
    say: tuple[Message, ...]
    facts: tuple[Fact, ...]
    toast: str = ""


def begin(form: Questionnaire, language: Language, showing: Showing) -> Turn:
    """The first turn of a check-in."""
    path = form.path({})
    talk = Conversation(form=form.ref, language=language, at=path[0].id if path else None)
    return Turn(conversation=talk, say=(put(talk, form, showing),), facts=(Fact.STARTED,))


def advance(talk: Conversation, form: Questionnaire, act: Act, showing: Showing) -> Turn:
    """What follows from `act`. An act that fits nothing changes nothing and is answered kindly.

    `form` must be the version that `talk` is pinned to. Raises ValueError otherwise: that is a bug, not an answer.
    """
    if form.ref != talk.form:
        raise ValueError("a conversation was given another version of its questionnaire")
    if talk.sent:
        return Turn(conversation=talk, say=(), facts=(Fact.STALE,), toast=showing.words.say("checkin.already_sent"))
    match act:
        case Press():
            return _pressed(talk, form, act, showing)
        case Typed(words):
            return _typed(talk, form, words, showing)
        case Back():
            return _back(talk, form, showing)
        case Skip():
            return _skip(talk, form, showing)
        case Resume():
            return Turn(conversation=talk, say=(put(talk, form, showing),), facts=())
    assert_never(act)


def _pressed(talk: Conversation, form: Questionnaire, press: Press, showing: Showing) -> Turn:
    here = len(form.items) if talk.at is None else form.index(talk.at)
    match press.verb:
        case Verb.OPEN:
            return Turn(conversation=talk, say=(put(talk, form, showing),), facts=())
        case Verb.LATER:
            later = Message(text=RichText.plain(showing.words.say("checkin.later_done")), rows=(open_row(showing),))
            return Turn(conversation=talk, say=(later,), facts=(Fact.PUT_OFF,))
    if press.item != here:
        return _stale(talk, form, showing)
    match press.verb:
        case Verb.BACK:
            return _back(talk, form, showing)
        case Verb.SKIP:
            return _skip(talk, form, showing)
        case Verb.SEND:
            return _send(talk, form, showing) if talk.at is None else _stale(talk, form, showing)
        case Verb.CHOOSE:
            item = None if talk.at is None else form.item(talk.at)
            answer = None if item is None else kind_of(item).choose(item, press.choice)
            if item is None or answer is None:
                return _stale(talk, form, showing)
            return _answered(talk, form, item, answer, showing)
    assert_never(press.verb)


def _typed(talk: Conversation, form: Questionnaire, typed: Secret, showing: Showing) -> Turn:
    if talk.at is None:
        if _is_send(typed, showing.words):
            return _send(talk, form, showing)
        return _again(talk, form, showing, showing.words.say("misread.closing"))
    item = form.item(talk.at)
    read = kind_of(item).read(item, typed, showing.words)
    if isinstance(read, Misread):
        return _again(talk, form, showing, read.hint)
    return _answered(talk, form, item, read, showing)


def _is_send(typed: Secret, words: Words) -> bool:
    ways = (words.say("checkin.send"), *words.say("checkin.send_typed").split(","))
    return folded(typed.reveal()) in {folded(way) for way in ways if way.strip()}


def _answered(talk: Conversation, form: Questionnaire, item: Item, answer: Answer, showing: Showing) -> Turn:
    given = {**talk.given(), item.id: answer}
    after = _next_open(form, given, item.id)
    talk = replace(talk, answers=tuple(given.items()), at=after)
    say = [put(talk, form, showing)]
    if item.sensitive_support:
        say.insert(0, Message(text=showing.card))
    return Turn(conversation=talk, say=tuple(say), facts=(Fact.SKIPPED if answer == Skipped() else Fact.ANSWERED,))


def _next_open(form: Questionnaire, given: Mapping[ItemId, Answer], after: ItemId) -> ItemId | None:
    """The first unanswered item after `after`, else the first before it, else the closing page (None)."""
    path = form.path(given)
    at = next(place for place, item in enumerate(path) if item.id == after)
    for item in (*path[at + 1 :], *path[:at]):
        if item.id not in given:
            return item.id
    return None


def _back(talk: Conversation, form: Questionnaire, showing: Showing) -> Turn:
    path = form.path(talk.given())
    here = len(path) if talk.at is None else next(at for at, item in enumerate(path) if item.id == talk.at)
    if here == 0:
        return _again(talk, form, showing, showing.words.say("checkin.first"))
    moved = replace(talk, at=path[here - 1].id)
    return Turn(conversation=moved, say=(put(moved, form, showing),), facts=(Fact.WENT_BACK,))


def _skip(talk: Conversation, form: Questionnaire, showing: Showing) -> Turn:
    item = None if talk.at is None else form.item(talk.at)
    if item is None:
        return _again(talk, form, showing, showing.words.say("misread.closing"))
    if item.kind == "statement":
        return _answered(talk, form, item, Seen(), showing)
    if not may_skip(item, form):
        return _again(talk, form, showing, showing.words.say("checkin.needed"))
    return _answered(talk, form, item, Skipped(), showing)


def _send(talk: Conversation, form: Questionnaire, showing: Showing) -> Turn:
    missing = _next_needed(talk, form)
    if missing is not None:
        moved = replace(talk, at=missing)
        return Turn(conversation=moved, say=(put(moved, form, showing),), facts=())
    thanks = Message(text=paragraphs(showing.words.say("checkin.thanks"), showing.words.say("support.line")))
    return Turn(conversation=replace(talk, sent=True), say=(thanks,), facts=(Fact.SENT,))


def _next_needed(talk: Conversation, form: Questionnaire) -> ItemId | None:
    given = talk.given()
    return next((item.id for item in form.path(given) if item.id not in given), None)


def _stale(talk: Conversation, form: Questionnaire, showing: Showing) -> Turn:
    """An old button: no effect on any answer; the open question is shown again below it."""
    return Turn(
        conversation=talk,
        say=(put(talk, form, showing),),
        facts=(Fact.STALE,),
        toast=showing.words.say("checkin.moved_on"),
    )


def _again(talk: Conversation, form: Questionnaire, showing: Showing, hint: str) -> Turn:
    """The open question once more, with one kind sentence above it."""
    question = put(talk, form, showing)
    question = replace(question, text=paragraphs(hint, question.text))
    return Turn(conversation=talk, say=(question,), facts=(Fact.MISREAD,))
