"""One person in one check-in: where they are, what they said, and what happens next.

Pure. ``begin`` and ``advance`` take a state and return a `Turn`: the next state, what to say, and what happened. The
caller commits the state first and only then says the words. A conversation keeps its form's version from start to end.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import Enum
from typing import assert_never

from bot.domain.answer import Answer, Seen, Skipped, from_record, to_record
from bot.domain.expressions import names
from bot.domain.ids import FormId, ItemId, Language
from bot.domain.message import Choice, Message, rows_of
from bot.domain.press import Press, Verb, to_wire
from bot.domain.questionnaire import FormVersion, Item, Questionnaire
from bot.domain.questions import Misread, kind_of, shown_language
from bot.domain.richtext import RichText, bold, paragraphs
from bot.domain.secret import Secret
from bot.domain.support import folded
from bot.domain.words import Words

MAX_TOLD = 3500  # characters of the closing page's summary; leaves room for the rest within one message


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
class Conversation:
    """A check-in under way. `at` is the item that is open, or None on the closing page. `sent` ends it."""

    form: FormVersion
    language: Language
    at: ItemId | None
    answers: tuple[tuple[ItemId, Answer], ...] = ()
    sent: bool = False

    def given(self) -> dict[ItemId, Answer]:
        return dict(self.answers)


@dataclass(frozen=True, kw_only=True, slots=True)
class Showing:
    """What it takes to put a question: sentences, the token for buttons, and the support card of the lab."""

    words: Words
    token: str
    card: RichText


@dataclass(frozen=True, kw_only=True, slots=True)
class Turn:
    """The engine's whole output. `say` may be empty; `toast` is a few words on the pressed button."""

    conversation: Conversation
    say: tuple[Message, ...]
    facts: tuple[Fact, ...]
    toast: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Page:
    """Items that are shown together. A platform says how many fit: one in a chat, many in a form."""

    items: tuple[Item, ...]
    number: int
    of: int


def begin(form: Questionnaire, language: Language, showing: Showing) -> Turn:
    """The first turn of a check-in."""
    path = form.path({})
    talk = Conversation(form=form.ref, language=language, at=path[0].id if path else None)
    return Turn(conversation=talk, say=(_put(talk, form, showing),), facts=(Fact.STARTED,))


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
            return Turn(conversation=talk, say=(_put(talk, form, showing),), facts=())
    assert_never(act)


def page(talk: Conversation, form: Questionnaire, capacity: int = 1) -> Page:
    """The open item with as many after it as fit `capacity` and cannot change which items follow.

    An item that some ``show_if`` could look at ends its page. Progress counts questions, not statements.
    """
    path = form.path(talk.given())
    looked_at = {name for item in form.items if item.show_if is not None for name in names(item.show_if)}
    questions = [item for item in path if item.kind != "statement"]
    if talk.at is None:
        return Page(items=(), number=len(questions), of=len(questions))
    first = next(at for at, item in enumerate(path) if item.id == talk.at)
    together = [path[first]]
    for item in path[first + 1 :]:
        if len(together) >= capacity or together[-1].id in looked_at or item.show_if is not None:
            break
        together.append(item)
    before = sum(1 for item in path[: first + 1] if item.kind != "statement")
    return Page(items=tuple(together), number=max(before, 1), of=max(len(questions), 1))


def record(talk: Conversation, form: Questionnaire) -> dict[ItemId, Answer]:
    """The answers that count: those to items on the path, whatever was said on branches left again."""
    given = talk.given()
    return {item.id: given[item.id] for item in form.path(given) if item.id in given and item.kind != "statement"}


def to_json(talk: Conversation) -> dict[str, object]:
    """The conversation as plain JSON values; `from_json` gives the same conversation back."""
    return {
        "form": [talk.form.form, talk.form.version, talk.form.sha256],
        "lang": talk.language,
        "at": talk.at,
        "answers": [[item, to_record(answer)] for item, answer in talk.answers],
        "sent": talk.sent,
    }


def from_json(record: Mapping[str, object]) -> Conversation:
    """The conversation that `to_json` wrote. Raises ValueError, without content, for anything else."""
    match record:
        case {
            "form": [str(form), str(version), str(sha256)],
            "lang": str(language),
            "at": (str() | None) as at,
            "answers": list(answers),
            "sent": bool(sent),
        }:
            return Conversation(
                form=FormVersion(form=FormId(form), version=version, sha256=sha256),
                language=Language(language),
                at=None if at is None else ItemId(at),
                answers=tuple(map(_answer_from_json, answers)),
                sent=sent,
            )
    raise ValueError("not a conversation record: the vault and this version of Labbot do not fit together")


def _answer_from_json(pair: object) -> tuple[ItemId, Answer]:
    match pair:
        case [str(item), dict(answer)]:
            return ItemId(item), from_record(answer)
    raise ValueError("not an answer record: the vault and this version of Labbot do not fit together")


def longest_json(form: Questionnaire) -> int:
    """An upper bound, in bytes, for the JSON of any conversation on this form."""
    fixed = 400  # names, language, hash, position
    return fixed + sum(16 + len(item.id) + kind_of(item).longest(item) for item in form.items)


def _pressed(talk: Conversation, form: Questionnaire, press: Press, showing: Showing) -> Turn:
    here = len(form.items) if talk.at is None else form.index(talk.at)
    match press.verb:
        case Verb.OPEN:
            return Turn(conversation=talk, say=(_put(talk, form, showing),), facts=())
        case Verb.LATER:
            later = Message(text=RichText.plain(showing.words.say("checkin.later_done")), rows=(_open(showing),))
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
    say = [_put(talk, form, showing)]
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
    return Turn(conversation=moved, say=(_put(moved, form, showing),), facts=(Fact.WENT_BACK,))


def _skip(talk: Conversation, form: Questionnaire, showing: Showing) -> Turn:
    item = None if talk.at is None else form.item(talk.at)
    if item is None:
        return _again(talk, form, showing, showing.words.say("misread.closing"))
    if item.kind == "statement":
        return _answered(talk, form, item, Seen(), showing)
    if not _may_skip(item, form):
        return _again(talk, form, showing, showing.words.say("checkin.needed"))
    return _answered(talk, form, item, Skipped(), showing)


def _send(talk: Conversation, form: Questionnaire, showing: Showing) -> Turn:
    missing = _next_needed(talk, form)
    if missing is not None:
        moved = replace(talk, at=missing)
        return Turn(conversation=moved, say=(_put(moved, form, showing),), facts=())
    thanks = Message(text=paragraphs(showing.words.say("checkin.thanks"), showing.words.say("support.line")))
    return Turn(conversation=replace(talk, sent=True), say=(thanks,), facts=(Fact.SENT,))


def _next_needed(talk: Conversation, form: Questionnaire) -> ItemId | None:
    given = talk.given()
    return next((item.id for item in form.path(given) if item.id not in given), None)


def _stale(talk: Conversation, form: Questionnaire, showing: Showing) -> Turn:
    """An old button: no effect on any answer; the open question is shown again below it."""
    return Turn(
        conversation=talk,
        say=(_put(talk, form, showing),),
        facts=(Fact.STALE,),
        toast=showing.words.say("checkin.moved_on"),
    )


def _again(talk: Conversation, form: Questionnaire, showing: Showing, hint: str) -> Turn:
    """The open question once more, with one kind sentence above it."""
    question = _put(talk, form, showing)
    question = replace(question, text=paragraphs(hint, question.text))
    return Turn(conversation=talk, say=(question,), facts=(Fact.MISREAD,))


def _may_skip(item: Item, form: Questionnaire) -> bool:
    return form.allow_skip and not item.required


def _put(talk: Conversation, form: Questionnaire, showing: Showing) -> Message:
    """The open item, or the closing page, as a message."""
    if talk.at is None:
        return _closing(talk, form, showing)
    words = showing.words
    item, shown = form.item(talk.at), page(talk, form)
    offer = kind_of(item).offer(item, words)
    place = form.index(item.id)
    text = paragraphs(
        "" if item.kind == "statement" else words.say("checkin.progress", number=shown.number, of=shown.of),
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
    if item.kind != "statement" and _may_skip(item, form):
        offered.append((Verb.SKIP, "checkin.skip"))
    offered.append((Verb.LATER, "checkin.later"))
    row = tuple(
        Choice(label=words.say(key), data=to_wire(Press(verb=verb, item=place), showing.token)) for verb, key in offered
    )
    return (row,)


def _closing(talk: Conversation, form: Questionnaire, showing: Showing) -> Message:
    words, end = showing.words, len(form.items)
    told = paragraphs(*_told(talk, form, words))
    if len(told.text()) > MAX_TOLD:
        told = RichText.plain(words.say("checkin.many_answers", n=len(record(talk, form))))
    buttons = (
        Choice(label=words.say("checkin.send"), data=to_wire(Press(verb=Verb.SEND, item=end), showing.token)),
        Choice(label=words.say("checkin.back"), data=to_wire(Press(verb=Verb.BACK, item=end), showing.token)),
    )
    return Message(text=paragraphs(words.say("checkin.check"), told), rows=(buttons,))


def _told(talk: Conversation, form: Questionnaire, words: Words) -> list[RichText]:
    """Each question with what was said to it below."""
    told = []
    for item_id, answer in record(talk, form).items():
        item = form.item(item_id)
        said = kind_of(item).tell(item, answer, words) if answer != Skipped() else words.say("checkin.skipped")
        told.append(RichText.plain(f"{item.text.text(words.language)}\n") + bold(said))
    return told


def _open(showing: Showing) -> tuple[Choice, ...]:
    return (Choice(label=showing.words.say("checkin.go_on"), data=to_wire(Press(verb=Verb.OPEN), showing.token)),)


def open_button(showing: Showing, label: str) -> Choice:
    """A button that begins or takes up the check-in of `showing`'s token."""
    return Choice(label=label, data=to_wire(Press(verb=Verb.OPEN), showing.token))


def languages_shown(talk: Conversation, form: Questionnaire) -> frozenset[Language]:
    """The languages in which the items on the path were really put."""
    return frozenset(shown_language(item, talk.language) for item in form.path(talk.given()))
