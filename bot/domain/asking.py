"""How a check-in looks: the open question, and the closing page, as messages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from bot.domain.answer import Answer, Seen, Skipped, Written
from bot.domain.conversation import Conversation, progress, record
from bot.domain.ids import ItemId
from bot.domain.item import Item
from bot.domain.kind import Asked, Offer
from bot.domain.message import Choice, Message, Picture, rows_of
from bot.domain.press import Press, Verb, to_wire
from bot.domain.questionnaire import Questionnaire
from bot.domain.questions import kind_of
from bot.domain.richtext import RichText, bold, paragraphs
from bot.domain.words import Words

PAGE_FITS = 8  # questions on a page, where questions are put on pages; more is a wall
LIST_FITS = 10  # options under one message of a chat; more are shown part by part
MAX_TOLD = 3500  # characters of the closing page; leaves room for the rest within one message
ON, OFF = "☑", "☐"  # before an option that can be tapped on and off


@dataclass(frozen=True, kw_only=True, slots=True)
class Showing:
    """What it takes to put a question: sentences, the token for buttons, and the support card of the lab.

    `today` is the day where the person is. `fits` is how many questions can stand on a page; 1 means that they are put
    in messages, one at a time.
    """

    words: Words
    token: str
    card: RichText
    today: date
    fits: int = 1


def may_skip(item: Item, form: Questionnaire) -> bool:
    return form.allow_skip and not item.required


def asked_of(talk: Conversation, item: Item, showing: Showing) -> Asked:
    """The item as it stands before this person."""
    given = talk.given().get(item.id)
    return Asked(
        item=item,
        words=showing.words,
        today=showing.today,
        given=None if isinstance(given, Seen | Skipped) else given,
        draft=talk.draft if talk.at == item.id else None,
    )


def picture_of(item: Item, words: Words) -> Picture | None:
    """The drawing that belongs to an item."""
    if item.regions is None:
        return None
    return Picture(name=item.regions, alt=words.say(f"checkin.picture_alt.{item.regions}"))


def put(talk: Conversation, form: Questionnaire, showing: Showing, part: int = 0) -> Message:
    """The open item, or the closing page, as a message; of a long list its `part`, from 0."""
    if talk.at is None:
        return _closing(talk, form, showing)
    words, path, item = showing.words, talk.path(form), form.item(talk.at)
    number, of = progress(path, talk.at)
    asked = asked_of(talk, item, showing)
    offer = kind_of(item).offer(asked)
    wording = item.text.text(words.language)
    text = paragraphs(
        "" if item.kind == "statement" else words.say("checkin.progress", number=number, of=of),
        item.stem.text(words.language) if item.stem else "",
        wording if item.kind == "statement" else bold(wording),
        item.help.text(words.language) if item.help else "",
        offer.note,
        _so_far(asked, offer),
    )
    return Message(
        text=text,
        rows=(
            *_choices(form.index(item.id), offer, showing, part),
            *_done(form.index(item.id), asked, offer, showing),
            *_navigation(item, form, showing, first=item is path[0]),
        ),
        reply_expected=offer.typed,
        picture=picture_of(item, words),
    )


def _choices(place: int, offer: Offer, showing: Showing, part: int) -> tuple[tuple[Choice, ...], ...]:
    """The buttons that answer; of a long list one part, with the way to its neighbours."""
    labels = [
        f"{ON if at in offer.chosen else OFF} {label}" if offer.toggles else label
        for at, label in enumerate(offer.labels)
    ]
    choices = tuple(
        Choice(label=label, data=to_wire(Press(verb=Verb.CHOOSE, item=place, choice=at), showing.token))
        for at, label in enumerate(labels)
    )
    if offer.columns > 2 or len(choices) <= LIST_FITS:
        return rows_of(choices, offer.columns)
    part = min(part, (len(choices) - 1) // LIST_FITS)
    shown = choices[part * LIST_FITS : (part + 1) * LIST_FITS]
    around = (
        ("checkin.former_options", part - 1, part > 0),
        ("checkin.next_options", part + 1, (part + 1) * LIST_FITS < len(choices)),
    )
    ways = tuple(
        Choice(label=showing.words.say(key), data=to_wire(Press(verb=Verb.LIST, item=place, choice=to), showing.token))
        for key, to, there in around
        if there
    )
    return (*rows_of(shown, offer.columns), ways)


def can_finish(asked: Asked, offer: Offer) -> bool:
    """Whether there is Done: for a draft, and to keep an answer that could else only be typed once more."""
    return offer.done or (offer.typed and asked.given is not None)


def _done(place: int, asked: Asked, offer: Offer, showing: Showing) -> tuple[tuple[Choice, ...], ...]:
    if not can_finish(asked, offer):
        return ()
    done = to_wire(Press(verb=Verb.DONE, item=place), showing.token)
    return ((Choice(label=showing.words.say("checkin.done"), data=done),),)


def _so_far(asked: Asked, offer: Offer) -> str:
    """What was said to the question before, or has been chosen since, so that nobody has to remember.

    Own words are not repeated: they were taken out of the chat.
    """
    kind, words = kind_of(asked.item), asked.words
    if asked.draft is None:
        return "" if asked.given is None else words.say("checkin.you_said", answer=_in_chat(asked, asked.given))
    chosen = kind.tell(asked, asked.draft) if offer.toggles else ""
    return words.say("checkin.noted", answer=chosen) if chosen else ""


def _navigation(item: Item, form: Questionnaire, showing: Showing, *, first: bool) -> tuple[tuple[Choice, ...], ...]:
    words, place = showing.words, form.index(item.id)
    offered: list[tuple[Verb, str]] = []
    if not first:
        offered.append((Verb.BACK, "checkin.back"))
    if item.kind != "statement" and may_skip(item, form):
        offered.append((Verb.SKIP, "checkin.skip"))
    offered.append((Verb.LATER, "checkin.later"))
    row = tuple(
        Choice(label=words.say(key), data=to_wire(Press(verb=verb, item=place), showing.token)) for verb, key in offered
    )
    return (row,)


def _closing(talk: Conversation, form: Questionnaire, showing: Showing) -> Message:
    words, end = showing.words, len(form.items)
    buttons = (
        Choice(label=words.say("checkin.send"), data=to_wire(Press(verb=Verb.SEND, item=end), showing.token)),
        Choice(label=words.say("checkin.back"), data=to_wire(Press(verb=Verb.BACK, item=end), showing.token)),
    )
    return Message(text=summary(talk, form, showing), rows=(buttons,))


def summary(talk: Conversation, form: Questionnaire, showing: Showing) -> RichText:
    """Everything that was said, to look over before it is sent."""
    words, counted = showing.words, record(talk, form)
    told = paragraphs(*(_told(form.item(item), answer, talk, showing) for item, answer in counted.items()))
    if len(told.text()) > MAX_TOLD:
        told = RichText.plain(words.say("checkin.many_answers", n=len(counted)))
    return paragraphs(words.say("checkin.check"), told)


def _told(item: Item, answer: Answer, talk: Conversation, showing: Showing) -> RichText:
    """A question with what was said to it below."""
    words = showing.words
    skipped = isinstance(answer, Skipped)
    said = words.say("checkin.skipped") if skipped else said_to(talk, item, answer, showing)
    return RichText.plain(f"{item.text.text(words.language)}\n") + bold(said)


def said_to(talk: Conversation, item: Item, answer: Answer, showing: Showing) -> str:
    """The answer as the person will recognise it; in a chat, own words by their length."""
    asked = asked_of(talk, item, showing)
    return _in_chat(asked, answer) if showing.fits == 1 else kind_of(item).tell(asked, answer)


def _in_chat(asked: Asked, answer: Answer) -> str:
    """What an answer is called where it stays to be read by whoever holds the phone."""
    if isinstance(answer, Written):
        return asked.words.say("checkin.own_words_kept", n=len(answer.words.reveal()))
    return kind_of(asked.item).tell(asked, answer)


def first_open(talk: Conversation, form: Questionnaire) -> ItemId | None:
    """The first item on the path that has no answer; None when all have one."""
    given = talk.given()
    return next((item.id for item in talk.path(form) if item.id not in given), None)


def open_rows(showing: Showing, *, shorter: bool) -> tuple[tuple[Choice, ...], ...]:
    """What stands under a check-in that was put off: take it up, or do the shorter one where there is one."""
    go_on = (open_button(showing, showing.words.say("checkin.go_on")),)
    return (go_on, (shorter_button(showing),)) if shorter else (go_on,)


def prompt_rows(showing: Showing, *, shorter: bool) -> tuple[tuple[Choice, ...], ...]:
    """What stands under a prompt: begin, do the shorter one where there is one, put it off, or leave it out."""
    words = showing.words
    later, not_today = (
        Choice(label=words.say(key), data=to_wire(Press(verb=verb), showing.token))
        for key, verb in (("checkin.later", Verb.LATER), ("checkin.not_today", Verb.NOT_TODAY))
    )
    start = (open_button(showing, words.say("checkin.start")),)
    return (start, (shorter_button(showing),), (later, not_today)) if shorter else (start, (later, not_today))


def open_button(showing: Showing, label: str) -> Choice:
    """A button that begins or takes up the check-in of `showing`'s token."""
    return Choice(label=label, data=to_wire(Press(verb=Verb.OPEN), showing.token))


def shorter_button(showing: Showing) -> Choice:
    """The same, of which only what matters most is asked."""
    return Choice(label=showing.words.say("checkin.shorter"), data=to_wire(Press(verb=Verb.SHORTER), showing.token))
