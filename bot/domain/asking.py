"""How a check-in looks: the open question, and the closing page, as messages."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.answer import Seen, Skipped
from bot.domain.conversation import Conversation, progress, record
from bot.domain.message import Choice, Message, rows_of
from bot.domain.press import Press, Verb, to_wire
from bot.domain.questionnaire import Item, Questionnaire
from bot.domain.questions import kind_of
from bot.domain.richtext import RichText, bold, paragraphs
from bot.domain.words import Words

PAGE_FITS = 8  # questions on a page, where questions are put on pages; more is a wall
MAX_TOLD = 3500  # characters of the closing page; leaves room for the rest within one message


@dataclass(frozen=True, kw_only=True, slots=True)
class Showing:
    """What it takes to put a question: sentences, the token for buttons, and the support card of the lab.

    `fits` is how many questions can stand on a page; 1 means that they are put in messages, one at a time.
    """

    words: Words
    token: str
    card: RichText
    fits: int = 1


def may_skip(item: Item, form: Questionnaire) -> bool:
    return form.allow_skip and not item.required


def put(talk: Conversation, form: Questionnaire, showing: Showing) -> Message:
    """The open item, or the closing page, as a message."""
    if talk.at is None:
        return _closing(talk, form, showing)
    words = showing.words
    item, (number, of) = form.item(talk.at), progress(talk, form)
    offer = kind_of(item).offer(item, words)
    place = form.index(item.id)
    text = paragraphs(
        "" if item.kind == "statement" else words.say("checkin.progress", number=number, of=of),
        bold(item.text.text(words.language)) if item.kind != "statement" else item.text.text(words.language),
        item.help.text(words.language) if item.help else "",
        offer.note,
        _so_far(talk, item, words),
    )
    choices = tuple(
        Choice(label=label, data=to_wire(Press(verb=Verb.CHOOSE, item=place, choice=at), showing.token))
        for at, label in enumerate(offer.labels)
    )
    return Message(
        text=text,
        rows=(*rows_of(choices, offer.columns), *_navigation(talk, form, item, showing)),
        reply_expected=offer.typed,
    )


def _so_far(talk: Conversation, item: Item, words: Words) -> str:
    """On a question that was answered before: what was said, so that nobody has to remember."""
    answer = talk.given().get(item.id)
    if answer is None or isinstance(answer, Seen | Skipped):
        return ""
    return words.say("checkin.you_said", answer=kind_of(item).tell(item, answer, words))


def _navigation(
    talk: Conversation, form: Questionnaire, item: Item, showing: Showing
) -> tuple[tuple[Choice, ...], ...]:
    words, place = showing.words, form.index(item.id)
    offered: list[tuple[Verb, str]] = []
    if form.path(talk.given())[0].id != item.id:
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
    return Message(text=summary(talk, form, words), rows=(buttons,))


def summary(talk: Conversation, form: Questionnaire, words: Words) -> RichText:
    """Everything that was said, to look over before it is sent."""
    told = paragraphs(*_told(talk, form, words))
    if len(told.text()) > MAX_TOLD:
        told = RichText.plain(words.say("checkin.many_answers", n=len(record(talk, form))))
    return paragraphs(words.say("checkin.check"), told)


def _told(talk: Conversation, form: Questionnaire, words: Words) -> list[RichText]:
    """Each question with what was said to it below."""
    told = []
    for item_id, answer in record(talk, form).items():
        item = form.item(item_id)
        said = kind_of(item).tell(item, answer, words) if answer != Skipped() else words.say("checkin.skipped")
        told.append(RichText.plain(f"{item.text.text(words.language)}\n") + bold(said))
    return told


def open_row(showing: Showing) -> tuple[Choice, ...]:
    return (Choice(label=showing.words.say("checkin.go_on"), data=to_wire(Press(verb=Verb.OPEN), showing.token)),)


def prompt_rows(showing: Showing) -> tuple[tuple[Choice, ...], ...]:
    """What stands under a prompt: begin, put it off, or leave it out this time."""
    words = showing.words
    later, not_today = (
        Choice(label=words.say(key), data=to_wire(Press(verb=verb), showing.token))
        for key, verb in (("checkin.later", Verb.LATER), ("checkin.not_today", Verb.NOT_TODAY))
    )
    return ((open_button(showing, words.say("checkin.start")),), (later, not_today))


def open_button(showing: Showing, label: str) -> Choice:
    """A button that begins or takes up the check-in of `showing`'s token."""
    return Choice(label=label, data=to_wire(Press(verb=Verb.OPEN), showing.token))
