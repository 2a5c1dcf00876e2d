"""A page of questions: handed in, left, or changed while it stays open. Pure, like the rest of the engine."""

from __future__ import annotations

from dataclasses import replace

from bot.domain.answer import Skipped
from bot.domain.asking import Showing, may_skip
from bot.domain.conversation import Conversation, page
from bot.domain.heard import Entry
from bot.domain.ids import ItemId
from bot.domain.item import Item
from bot.domain.kind import Misread
from bot.domain.paging import entered, first_place
from bot.domain.press import Verb
from bot.domain.questionnaire import Questionnaire
from bot.domain.settling import settled
from bot.domain.turn import Fact, Filled, Turn, send, shown, stale


def filled(talk: Conversation, form: Questionnaire, act: Filled, showing: Showing) -> Turn:
    """A page that was handed in (NEXT, SEND), left (BACK), or in which something was chosen (KEEP)."""
    press, entries = act.press, act.entries
    talk = settled(talk, form, showing)
    if showing.fits == 1 or press.item != first_place(talk, form, showing.fits):
        return stale(talk, form, showing)
    items = page(talk, form, showing.fits).items
    match press.verb:
        case Verb.SEND:
            return stale(talk, form, showing) if items else send(talk, form, showing)
        case Verb.NEXT:
            return _handed_in(talk, form, items, entries, showing)
        case Verb.BACK:
            kept, _ = _kept(talk, form, items, entries, showing)
            return page_before(kept, form, showing)
        case Verb.KEEP:
            kept, _ = _kept(talk, form, items, entries, showing)
            return Turn(conversation=kept, facts=(Fact.ANSWERED,))
        case _:
            return stale(talk, form, showing)


def _handed_in(
    talk: Conversation, form: Questionnaire, items: tuple[Item, ...], entries: tuple[Entry, ...], showing: Showing
) -> Turn:
    """What was left empty was passed over on purpose, unless it is needed. What does not fit keeps the page open."""
    kept, errors = _kept(talk, form, items, entries, showing)
    given, wrong = kept.given(), dict(errors)
    dealt_with = {entry.item for entry in entries if _holds(entry)} | wrong.keys()
    for item in items:
        place = form.index(item.id)
        if place in dealt_with or item.kind == "statement":
            continue
        if may_skip(item, form):
            given[item.id] = Skipped()
        else:
            wrong[place] = showing.words.say("checkin.needed")
    kept = replace(kept, answers=tuple(given.items()))
    if wrong:
        return Turn(conversation=kept, facts=(Fact.MISREAD,), errors=tuple(sorted(wrong.items())))
    return shown(
        replace(kept, at=_page_after(kept, form, items, showing.fits)),
        form,
        showing,
        Fact.ANSWERED,
        card=any(item.sensitive_support for item in items),
    )


def _kept(
    talk: Conversation, form: Questionnaire, items: tuple[Item, ...], entries: tuple[Entry, ...], showing: Showing
) -> tuple[Conversation, list[tuple[int, str]]]:
    """The conversation with every entry of this page that is an answer, and what is wrong with the others.

    A field that was emptied takes its answer back.
    """
    by_place = {entry.item: entry for entry in entries}
    given = talk.given()
    errors: list[tuple[int, str]] = []
    for item in items:
        place = form.index(item.id)
        match entered(talk, item, by_place.get(place), showing):
            case None if place in by_place and item.id in given:
                if talk.shorter and not item.core:
                    given[item.id] = Skipped()  # without an answer it would go from the page that is open
                elif given[item.id] != Skipped():
                    del given[item.id]
            case None:
                pass
            case Misread(hint):
                errors.append((place, hint))
            case answer:
                given[item.id] = answer
    return replace(talk, answers=tuple(given.items())), errors


def _holds(entry: Entry) -> bool:
    return bool(entry.places) or (entry.words is not None and bool(entry.words.reveal().strip()))


def _page_after(talk: Conversation, form: Questionnaire, items: tuple[Item, ...], fits: int) -> ItemId | None:
    """The first item of the next page on the path, or None after the last."""
    last = form.index(items[-1].id)
    return next((item.id for item in talk.path(form) if form.index(item.id) > last), None)


def page_before(talk: Conversation, form: Questionnaire, showing: Showing) -> Turn:
    """The page before the open one; from the first, the same page and a word on it."""
    open_page = page(talk, form, showing.fits)
    if open_page.before == 0:
        return shown(talk, form, showing, Fact.MISREAD, hint=showing.words.say("checkin.first"))
    before = open_page.pages[open_page.before - 1]
    return shown(replace(talk, at=before[0].id), form, showing, Fact.WENT_BACK)
