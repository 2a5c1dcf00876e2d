"""The engine: what one act of a person makes of a check-in. Pure.

It is given the state and the act, and returns the new state, what to show and what happened. Nothing in here sends,
saves or counts.
"""

from __future__ import annotations

from dataclasses import replace
from typing import assert_never

from bot.domain.answer import Answer, Seen, Skipped
from bot.domain.asking import LIST_FITS, Showing, asked_of, can_finish, first_open, may_skip, open_rows, said_to
from bot.domain.conversation import Conversation, Presentation
from bot.domain.filling import filled, page_before
from bot.domain.ids import ItemId, Language
from bot.domain.item import Item
from bot.domain.kind import Misread, More, Taken, folded
from bot.domain.message import Message
from bot.domain.press import Press, Verb
from bot.domain.questionnaire import Questionnaire
from bot.domain.questions import kind_of
from bot.domain.richtext import RichText
from bot.domain.secret import Secret
from bot.domain.settling import settled
from bot.domain.turn import (
    Act,
    Back,
    Fact,
    Filled,
    Resume,
    Shorten,
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

ECHOED = frozenset({"date", "time", "integer", "decimal", "multi_choice", "body_area"})
"""Kinds of which a typed answer is said back: it could have been understood in more than one way."""


def begin(form: Questionnaire, language: Language, showing: Showing, *, shorter: bool = False) -> Turn:
    """The first turn of a check-in."""
    talk = Conversation(
        form=form.ref,
        language=language,
        at=None,
        presentation=Presentation.PAGES if showing.fits > 1 else Presentation.ONE_AT_A_TIME,
        shorter=shorter and form.has_shorter,
    )
    hint = showing.words.say("checkin.no_shorter") if shorter and not form.has_shorter else ""
    return shown(replace(talk, at=first_open(talk, form)), form, showing, Fact.STARTED, hint=hint)


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
        case Shorten():
            return _shorten(talk, form, showing)
        case Resume():
            return shown(talk, form, showing)
    assert_never(act)


def _pressed(talk: Conversation, form: Questionnaire, press: Press, showing: Showing) -> Turn:
    match press.verb:
        case Verb.OPEN | Verb.NOT_TODAY:
            return shown(talk, form, showing)
        case Verb.SHORTER:
            return _shorten(talk, form, showing)
        case Verb.LATER:
            shorter = form.has_shorter and not talk.shorter
            later = Message(
                text=RichText.plain(showing.words.say("checkin.later_done")), rows=open_rows(showing, shorter=shorter)
            )
            return Turn(conversation=talk, say=(later,), facts=(Fact.PUT_OFF,))
        case Verb.NEXT | Verb.KEEP:
            return stale(talk, form, showing)
    if press.item != (len(form.items) if talk.at is None else form.index(talk.at)):
        return stale(talk, form, showing)
    match press.verb:
        case Verb.BACK:
            return _back(talk, form, showing)
        case Verb.SKIP:
            return _skip(talk, form, showing)
        case Verb.SEND:
            return send(talk, form, showing) if talk.at is None else stale(talk, form, showing)
        case Verb.DONE:
            return _done(talk, form, showing)
        case Verb.LIST:
            return shown(talk, form, showing, part=press.choice)
        case Verb.CHOOSE:
            return _chosen(talk, form, press.choice, showing)
    assert_never(press.verb)


def _chosen(talk: Conversation, form: Questionnaire, place: int, showing: Showing) -> Turn:
    item = None if talk.at is None else form.item(talk.at)
    taken = None if item is None else kind_of(item).choose(asked_of(talk, item, showing), place)
    if item is None or taken is None:
        return stale(talk, form, showing)
    return _took(talk, form, item, taken, showing, part=place // LIST_FITS)


def _typed(talk: Conversation, form: Questionnaire, typed: Secret, showing: Showing) -> Turn:
    if talk.at is None:
        if _says(typed, "checkin.send", showing.words):
            return send(talk, form, showing)
        return again(talk, form, showing, showing.words.say("misread.closing"))
    item = form.item(talk.at)
    asked = asked_of(talk, item, showing)
    if can_finish(asked, kind_of(item).offer(asked)) and _says(typed, "checkin.done", showing.words):
        return _done(talk, form, showing)
    taken = kind_of(item).read(asked, typed)
    echo = item.kind in ECHOED and not isinstance(taken, More | Misread)
    return _took(talk, form, item, taken, showing, echo=echo)


def _says(typed: Secret, key: str, words: Words) -> bool:
    ways = (words.say(key), *words.say(f"{key}_typed").split(","))
    return folded(typed.reveal()) in {folded(way) for way in ways if way.strip()}


def _done(talk: Conversation, form: Questionnaire, showing: Showing) -> Turn:
    """Done: what was put together is the answer, if it is one; with nothing new, what was answered before stays."""
    item = None if talk.at is None else form.item(talk.at)
    finished = None if item is None else kind_of(item).done(asked_of(talk, item, showing))
    if item is None or finished is None:
        return stale(talk, form, showing)
    return _took(talk, form, item, finished, showing)


def _took(
    talk: Conversation,
    form: Questionnaire,
    item: Item,
    taken: Taken,
    showing: Showing,
    *,
    part: int = 0,
    echo: bool = False,
) -> Turn:
    match taken:
        case Misread(hint):
            return shown(talk, form, showing, Fact.MISREAD, hint=hint, part=part)
        case More(draft):
            return shown(replace(talk, draft=draft), form, showing, Fact.NOTED, part=part)
        case _:
            return _answered(talk, form, item, taken, showing, echo=echo)


def _answered(
    talk: Conversation, form: Questionnaire, item: Item, answer: Answer, showing: Showing, *, echo: bool = False
) -> Turn:
    said = showing.words.say("checkin.noted", answer=said_to(talk, item, answer, showing)) if echo else ""
    talk = talk.answered(item.id, answer)
    talk = replace(talk, at=_next_open(talk, form, item.id))
    fact = Fact.SKIPPED if answer == Skipped() else Fact.ANSWERED
    return shown(talk, form, showing, fact, hint=said, card=item.sensitive_support)


def _next_open(talk: Conversation, form: Questionnaire, after: ItemId) -> ItemId | None:
    """The first unanswered item after `after`, else the first before it, else the closing page (None)."""
    given, path = talk.given(), talk.path(form)
    at = next(place for place, item in enumerate(path) if item.id == after)
    return next((item.id for item in (*path[at + 1 :], *path[:at]) if item.id not in given), None)


def _back(talk: Conversation, form: Questionnaire, showing: Showing) -> Turn:
    talk = settled(talk, form, showing)
    if showing.fits > 1:
        return page_before(talk, form, showing)
    path = talk.path(form)
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


def _shorten(talk: Conversation, form: Questionnaire, showing: Showing) -> Turn:
    """Only the core items from here on. What was answered before stays."""
    if not form.has_shorter:
        return again(talk, form, showing, showing.words.say("checkin.no_shorter"))
    short = replace(settled(talk, form, showing), shorter=True)
    short = replace(short, at=first_open(short, form))
    return shown(short, form, showing, hint=showing.words.say("checkin.shorter_done"))
