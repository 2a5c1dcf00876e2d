"""How a check-in looks where questions are put on pages: the open page, the closing page, and the thanks."""

from __future__ import annotations

from collections.abc import Iterator

from bot.domain.answer import Answer, AtTime, Number, OnDay, Written
from bot.domain.asking import Showing, asked_of, may_skip, picture_of, summary
from bot.domain.conversation import Conversation, page
from bot.domain.counting import ends_of
from bot.domain.heard import Entry
from bot.domain.item import Item
from bot.domain.kind import Asked, Misread, Offer, told
from bot.domain.message import Choice
from bot.domain.press import Press, Verb, to_wire
from bot.domain.questionnaire import Questionnaire
from bot.domain.questions import kind_of
from bot.domain.richtext import RichText, paragraphs
from bot.domain.secret import Secret
from bot.domain.sheet import Field, FieldKind, Sheet
from bot.domain.words import Localised, Words


def first_place(talk: Conversation, form: Questionnaire, fits: int) -> int:
    """What a page's buttons call it: the place of its first item; the closing page is ``len(items)``."""
    items = page(talk, form, fits).items
    return form.index(items[0].id) if items else len(form.items)


def sheet(talk: Conversation, form: Questionnaire, showing: Showing, opening: RichText) -> Sheet:
    """The open page, or the closing page; `opening` is read before everything else on it."""
    words, open_page = showing.words, page(talk, form, showing.fits)
    place = first_place(talk, form, showing.fits)
    fields = tuple(_fields(open_page.items, talk, form, showing))
    closing = not open_page.items
    told = summary(talk, form, showing) if closing else _progress(open_page.before, len(open_page.pages), words)
    return Sheet(
        title=form.title.text(words.language),
        opening=paragraphs(opening, told),
        fields=fields,
        submit=words.say("checkin.send" if closing else "pages.next"),
        close=words.say("checkin.later"),
        data=to_wire(Press(verb=Verb.SEND if closing else Verb.NEXT, item=place), showing.token),
        keep="" if closing else to_wire(Press(verb=Verb.KEEP, item=place), showing.token),
        back=_back(place, showing) if open_page.before else None,
        help=words.say("home.help"),
    )


def last_sheet(title: str, text: RichText, words: Words) -> Sheet:
    """A page with nothing left to do on it."""
    return Sheet(title=title, opening=text, close=words.say("pages.close"), help=words.say("home.help"))


def entered(talk: Conversation, item: Item, entry: Entry | None, showing: Showing) -> Answer | Misread | None:
    """The answer that a field holds; None when it was left empty."""
    entry = Entry(item=0) if entry is None else entry
    return kind_of(item).fill(asked_of(talk, item, showing), entry.places, entry.words or Secret(""))


def _back(place: int, showing: Showing) -> Choice:
    return Choice(
        label=showing.words.say("checkin.back"), data=to_wire(Press(verb=Verb.BACK, item=place), showing.token)
    )


def _progress(before: int, of: int, words: Words) -> str:
    return words.say("pages.progress", number=before + 1, of=of) if of > 1 else ""


def _fields(items: tuple[Item, ...], talk: Conversation, form: Questionnaire, showing: Showing) -> Iterator[Field]:
    """A field for each item; a line that several share stands once, above the first of them."""
    shared: Localised | None = None
    for item in items:
        if item.stem is not None and item.stem != shared:
            said = item.stem.text(showing.words.language)
            yield Field(item=form.index(item.id), kind=FieldKind.READ, label=said)
        shared = item.stem
        yield _field(item, talk, form, showing)


def _field(item: Item, talk: Conversation, form: Questionnaire, showing: Showing) -> Field:
    words, asked = showing.words, asked_of(talk, item, showing)
    offer = kind_of(item).offer(asked)
    has_options = offer.field in {FieldKind.ONE, FieldKind.MANY}
    least, greatest = _ends(item, offer)
    helps = [
        item.help.text(words.language) if item.help else "",
        offer.note if offer.page_note is None else offer.page_note,
    ]
    return Field(
        item=form.index(item.id),
        kind=offer.field,
        label=item.text.text(words.language),
        help="\n".join(text for text in helps if text),
        options=offer.labels if has_options else (),
        chosen=_chosen(asked, offer) if has_options else (),
        words=_held(asked.held),
        optional=may_skip(item, form),
        max_length=item.max_length,
        most=item.most,
        least=least,
        greatest=greatest,
        picture=picture_of(item, words),
    )


def _chosen(asked: Asked, offer: Offer) -> tuple[int, ...]:
    if offer.toggles or asked.held is None:
        return offer.chosen
    kind = kind_of(asked.item)
    return tuple(at for at in range(len(offer.labels)) if kind.choose(asked, at) == asked.held)[:1]


def _held(answer: Answer | None) -> Secret | None:
    """What a field that is typed or picked holds already."""
    match answer:
        case Written(words):
            return words
        case Number(value):
            return Secret(told(value))
        case OnDay(day):
            return Secret(day.isoformat())
        case AtTime(at):
            return Secret(f"{at:%H:%M}")
    return None


def _ends(item: Item, offer: Offer) -> tuple[float | None, float | None]:
    return ends_of(item) if offer.field in {FieldKind.WHOLE, FieldKind.DECIMAL} else (None, None)
