"""How a check-in looks where questions are put on pages: the open page, the closing page, and the thanks."""

from __future__ import annotations

from bot.domain.answer import Answer, Seen, Skipped, Written
from bot.domain.asking import Showing, may_skip, summary
from bot.domain.conversation import Conversation, page
from bot.domain.heard import Entry
from bot.domain.message import Choice
from bot.domain.press import Press, Verb, to_wire
from bot.domain.questionnaire import Item, Questionnaire
from bot.domain.questions import Misread, Offer, kind_of
from bot.domain.richtext import RichText, paragraphs
from bot.domain.sheet import Field, FieldKind, Sheet
from bot.domain.words import Words


def first_place(talk: Conversation, form: Questionnaire, fits: int) -> int:
    """What a page's buttons call it: the place of its first item; the closing page is ``len(items)``."""
    items = page(talk, form, fits).items
    return form.index(items[0].id) if items else len(form.items)


def sheet(talk: Conversation, form: Questionnaire, showing: Showing, opening: RichText) -> Sheet:
    """The open page, or the closing page; `opening` is read before everything else on it."""
    words, open_page = showing.words, page(talk, form, showing.fits)
    place = first_place(talk, form, showing.fits)
    fields = tuple(_field(item, form, talk.given().get(item.id), words) for item in open_page.items)
    closing = not open_page.items
    told = summary(talk, form, words) if closing else _progress(open_page.before, len(open_page.pages), words)
    return Sheet(
        title=form.title.text(words.language),
        opening=paragraphs(opening, told),
        fields=fields,
        submit=words.say("checkin.send" if closing else "pages.next"),
        close=words.say("checkin.later"),
        data=to_wire(Press(verb=Verb.SEND if closing else Verb.NEXT, item=place), showing.token),
        keep="" if closing else to_wire(Press(verb=Verb.KEEP, item=place), showing.token),
        back=_back(place, showing) if open_page.before else None,
    )


def last_sheet(title: str, text: RichText, words: Words) -> Sheet:
    """A page with nothing left to do on it."""
    return Sheet(title=title, opening=text, close=words.say("pages.close"))


def entered(item: Item, entry: Entry | None, words: Words) -> Answer | Misread | None:
    """The answer that a field holds; None when it was left empty."""
    if item.kind == "statement":
        return Seen()
    if entry is None:
        return None
    if entry.places:
        chosen = kind_of(item).choose(item, entry.places[0])
        return Misread(words.say("pages.choose_again")) if chosen is None else chosen
    if entry.words is None or not entry.words.reveal().strip():
        return None
    return kind_of(item).read(item, entry.words, words)


def _back(place: int, showing: Showing) -> Choice:
    return Choice(
        label=showing.words.say("checkin.back"), data=to_wire(Press(verb=Verb.BACK, item=place), showing.token)
    )


def _progress(before: int, of: int, words: Words) -> str:
    return words.say("pages.progress", number=before + 1, of=of) if of > 1 else ""


def _field(item: Item, form: Questionnaire, answer: Answer | None, words: Words) -> Field:
    offer = kind_of(item).offer(item, words)
    held = None if isinstance(answer, Seen | Skipped) else answer
    chosen = () if held is None else tuple(at for at in range(len(offer.labels)) if _is_at(item, at, held))
    kind = _kind(item, offer)
    helps = [item.help.text(words.language) if item.help else "", offer.note]
    return Field(
        item=form.index(item.id),
        kind=kind,
        label=item.text.text(words.language),
        help="\n".join(text for text in helps if text),
        options=() if kind is FieldKind.READ else offer.labels,
        chosen=chosen[:1],
        words=held.words if isinstance(held, Written) else None,
        optional=may_skip(item, form),
        max_length=item.max_length,
    )


def _kind(item: Item, offer: Offer) -> FieldKind:
    if item.kind == "statement":
        return FieldKind.READ
    return FieldKind.ONE if offer.labels else FieldKind.LINES


def _is_at(item: Item, place: int, answer: Answer) -> bool:
    return kind_of(item).choose(item, place) == answer
