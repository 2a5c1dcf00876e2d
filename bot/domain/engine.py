"""The engine: what one act of a person makes of a check-in. Pure.

It is given the state and the act, and returns the new state, what to show and what happened. Nothing in here sends,
saves or counts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import assert_never

from bot.domain.answer import Answer, Seen, Skipped
from bot.domain.asking import Showing, may_skip, open_row
from bot.domain.conversation import Conversation, Presentation
from bot.domain.filling import filled, page_before
from bot.domain.ids import ItemId, Language
from bot.domain.message import Message
from bot.domain.press import Press, Verb
from bot.domain.questionnaire import Item, Questionnaire
from bot.domain.questions import Misread, kind_of
from bot.domain.richtext import RichText
from bot.domain.secret import Secret
from bot.domain.support import folded
from bot.domain.turn import (
    Act,
    Back,
    Fact,
    Filled,
    Resume,
    Skip,
    Turn,
    Typed,
    again,
    already_sent,
    send,
    shown,
    stale,
)
from bot.domain.words import Words


def begin(form: Questionnaire, language: Language, showing: Showing) -> Turn:
    """The first turn of a check-in."""
    path = form.path({})
    talk = Conversation(
        form=form.ref,
        language=language,
        at=path[0].id if path else None,
        presentation=Presentation.PAGES if showing.fits > 1 else Presentation.ONE_AT_A_TIME,
    )
    return shown(talk, form, showing, Fact.STARTED)


def advance(talk: Conversation, form: Questionnaire, act: Act, showing: Showing) -> Turn:
    """What follows from `act`. An act that fits nothing changes nothing and is answered kindly.

    `form` must be the version that `talk` is pinned to. Raises ValueError otherwise: that is a bug, not an answer.
    """
    if form.ref != talk.form:
        raise ValueError("a conversation was given another version of its questionnaire")
    if talk.sent:
        return already_sent(talk, form, showing)
    match act:
        case Press():
            return _pressed(talk, form, act, showing)
        case Typed(words):
            return _typed(talk, form, words, showing)
        case Filled():
            return filled(talk, form, act, showing)
        case Back():
            return _back(talk, form, showing)
        case Skip():
            return _skip(talk, form, showing)
        case Resume():
            return shown(talk, form, showing)
    assert_never(act)


def _pressed(talk: Conversation, form: Questionnaire, press: Press, showing: Showing) -> Turn:
    here = len(form.items) if talk.at is None else form.index(talk.at)
    match press.verb:
        case Verb.OPEN | Verb.NOT_TODAY:
            return shown(talk, form, showing)
        case Verb.LATER:
            later = Message(text=RichText.plain(showing.words.say("checkin.later_done")), rows=(open_row(showing),))
            return Turn(conversation=talk, say=(later,), facts=(Fact.PUT_OFF,))
        case Verb.NEXT | Verb.KEEP:
            return stale(talk, form, showing)
    if press.item != here:
        return stale(talk, form, showing)
    match press.verb:
        case Verb.BACK:
            return _back(talk, form, showing)
        case Verb.SKIP:
            return _skip(talk, form, showing)
        case Verb.SEND:
            return send(talk, form, showing) if talk.at is None else stale(talk, form, showing)
        case Verb.CHOOSE:
            item = None if talk.at is None else form.item(talk.at)
            answer = None if item is None else kind_of(item).choose(item, press.choice)
            if item is None or answer is None:
                return stale(talk, form, showing)
            return _answered(talk, form, item, answer, showing)
    assert_never(press.verb)


def _typed(talk: Conversation, form: Questionnaire, typed: Secret, showing: Showing) -> Turn:
    if talk.at is None:
        if _says_send(typed, showing.words):
            return send(talk, form, showing)
        return again(talk, form, showing, showing.words.say("misread.closing"))
    item = form.item(talk.at)
    read = kind_of(item).read(item, typed, showing.words)
    if isinstance(read, Misread):
        return again(talk, form, showing, read.hint)
    return _answered(talk, form, item, read, showing)


def _says_send(typed: Secret, words: Words) -> bool:
    ways = (words.say("checkin.send"), *words.say("checkin.send_typed").split(","))
    return folded(typed.reveal()) in {folded(way) for way in ways if way.strip()}


def _answered(talk: Conversation, form: Questionnaire, item: Item, answer: Answer, showing: Showing) -> Turn:
    given = {**talk.given(), item.id: answer}
    talk = replace(talk, answers=tuple(given.items()), at=_next_open(form, given, item.id))
    fact = Fact.SKIPPED if answer == Skipped() else Fact.ANSWERED
    return shown(talk, form, showing, fact, card=item.sensitive_support)


def _next_open(form: Questionnaire, given: Mapping[ItemId, Answer], after: ItemId) -> ItemId | None:
    """The first unanswered item after `after`, else the first before it, else the closing page (None)."""
    path = form.path(given)
    at = next(place for place, item in enumerate(path) if item.id == after)
    for item in (*path[at + 1 :], *path[:at]):
        if item.id not in given:
            return item.id
    return None


def _back(talk: Conversation, form: Questionnaire, showing: Showing) -> Turn:
    if showing.fits > 1:
        return page_before(talk, form, showing)
    path = form.path(talk.given())
    here = len(path) if talk.at is None else next(at for at, item in enumerate(path) if item.id == talk.at)
    if here == 0:
        return again(talk, form, showing, showing.words.say("checkin.first"))
    return shown(replace(talk, at=path[here - 1].id), form, showing, Fact.WENT_BACK)


def _skip(talk: Conversation, form: Questionnaire, showing: Showing) -> Turn:
    item = None if talk.at is None else form.item(talk.at)
    if item is None:
        return again(talk, form, showing, showing.words.say("misread.closing"))
    if item.kind == "statement":
        return _answered(talk, form, item, Seen(), showing)
    if not may_skip(item, form):
        return again(talk, form, showing, showing.words.say("checkin.needed"))
    return _answered(talk, form, item, Skipped(), showing)
