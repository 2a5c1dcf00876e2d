"""What a person can do in a check-in (acts), and what comes of it: a turn, with what is shown next."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum

from bot.domain.asking import Showing, first_open, put
from bot.domain.conversation import Conversation
from bot.domain.heard import Entry
from bot.domain.message import Message
from bot.domain.paging import last_sheet, sheet
from bot.domain.press import Press
from bot.domain.questionnaire import Questionnaire
from bot.domain.richtext import RichText, paragraphs
from bot.domain.secret import Secret
from bot.domain.sheet import Sheet
from bot.domain.words import Words


class Fact(Enum):
    """What a turn did, for counting. Never what was said."""

    STARTED = "started"
    ANSWERED = "answered"
    #: Part of an answer was taken in; the question stays open.
    NOTED = "noted"
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
class Filled:
    """A page, with what stands in its fields. `press` says whether it was handed in, kept open or left backwards."""

    press: Press
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Back:
    pass


@dataclass(frozen=True, slots=True)
class Skip:
    pass


@dataclass(frozen=True, slots=True)
class Shorten:
    """Ask only what matters most today."""


@dataclass(frozen=True, slots=True)
class Resume:
    """Show the open question, or page, again."""


Act = Press | Typed | Filled | Back | Skip | Shorten | Resume


@dataclass(frozen=True, kw_only=True, slots=True)
class Turn:
    """The engine's whole output. `say` may be empty; `toast` is a few words on the pressed button.

    `sheet` is the page to show, `errors` what does not fit on the one that was handed in (item's place, words).
    """

    conversation: Conversation
    say: tuple[Message, ...] = ()
    facts: tuple[Fact, ...] = ()
    toast: str = ""
    sheet: Sheet | None = None
    errors: tuple[tuple[int, str], ...] = ()


def shown(
    talk: Conversation,
    form: Questionnaire,
    showing: Showing,
    *facts: Fact,
    hint: str = "",
    toast: str = "",
    card: bool = False,
    part: int = 0,
) -> Turn:
    """What is open now, with one kind sentence above it, and the support card where it follows a question.

    Of a long list in a chat, its `part`.
    """
    if showing.fits > 1:
        opening = paragraphs(hint, showing.card if card else "")
        return Turn(conversation=talk, facts=facts, toast=toast, sheet=sheet(talk, form, showing, opening))
    question = put(talk, form, showing, part)
    if hint:
        question = replace(question, text=paragraphs(hint, question.text))
    say = (Message(text=showing.card), question) if card else (question,)
    return Turn(conversation=talk, say=say, facts=facts, toast=toast)


def send(talk: Conversation, form: Questionnaire, showing: Showing) -> Turn:
    """The end of the check-in; what is still unanswered comes first."""
    missing = first_open(talk, form)
    if missing is not None:
        return shown(replace(talk, at=missing), form, showing)
    return ended(replace(talk, sent=True), form, showing, _thanks(showing.words))


def _thanks(words: Words) -> RichText:
    return paragraphs(words.say("checkin.thanks"), words.say("support.line"))


def ended(talk: Conversation, form: Questionnaire, showing: Showing, text: RichText) -> Turn:
    """Thanks, in a message or on a page with nothing left to do."""
    if showing.fits > 1:
        last = last_sheet(form.title.text(showing.words.language), text, showing.words)
        return Turn(conversation=talk, facts=(Fact.SENT,), sheet=last)
    return Turn(conversation=talk, say=(Message(text=text),), facts=(Fact.SENT,))


def already_sent(talk: Conversation, form: Questionnaire, showing: Showing) -> Turn:
    """Nothing changes any more, and it is said."""
    said = showing.words.say("checkin.already_sent")
    if showing.fits > 1:
        last = last_sheet(form.title.text(showing.words.language), RichText.plain(said), showing.words)
        return Turn(conversation=talk, facts=(Fact.STALE,), toast=said, sheet=last)
    return Turn(conversation=talk, facts=(Fact.STALE,), toast=said)


def stale(talk: Conversation, form: Questionnaire, showing: Showing) -> Turn:
    """An old button or page: no effect on any answer; what is open is shown again."""
    moved_on = showing.words.say("checkin.moved_on")
    if showing.fits > 1:
        return shown(talk, form, showing, Fact.STALE, hint=moved_on)
    return shown(talk, form, showing, Fact.STALE, toast=moved_on)


def again(talk: Conversation, form: Questionnaire, showing: Showing, hint: str) -> Turn:
    """What is open once more, with one kind sentence above it."""
    return shown(talk, form, showing, Fact.MISREAD, hint=hint)
