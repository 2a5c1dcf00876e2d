"""The engine itself, taken through a whole check-in by a pretend person: in a chat, and on pages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from adapters.preview.person import Person, fitting, meant, taps
from bot.domain.answer import Answer
from bot.domain.asking import Showing, asked_of, may_skip
from bot.domain.conversation import Conversation, page
from bot.domain.engine import advance, begin
from bot.domain.expressions import Either, Not
from bot.domain.heard import Entry
from bot.domain.ids import ItemId
from bot.domain.item import Item
from bot.domain.kind import Asked, Misread
from bot.domain.paging import sheet
from bot.domain.press import Press, Verb, from_wire
from bot.domain.questionnaire import Questionnaire
from bot.domain.questions import kind_of
from bot.domain.richtext import RichText
from bot.domain.secret import Secret
from bot.domain.turn import Act, Filled, Skip, Turn, Typed

LONGEST = 2000  # steps; a hundred items of ninety-seven options each do not take as many


@dataclass(frozen=True, kw_only=True, slots=True)
class Step:
    """What is shown, and what the person does then; `act` is None at the end.

    On pages, `filled` is what they fill in, by item, and `remarks` what they hear of what did not fit.
    """

    turn: Turn
    act: Act | None
    filled: tuple[tuple[ItemId, str], ...] = ()
    remarks: tuple[str, ...] = ()


def unbranched(form: Questionnaire) -> Questionnaire:
    """The questionnaire with every condition true: each item is asked once, on the page on which it stands.

    A condition becomes ``it or not it``. So it still looks at the same items, which is what pages are cut by.
    """
    items = tuple(
        item if item.show_if is None else replace(item, show_if=Either(item.show_if, Not(item.show_if)))
        for item in form.items
    )
    return replace(form, items=items)


def in_chat(form: Questionnaire, showing: Showing, person: Person, *, shorter: bool = False) -> Iterator[Step]:
    """Every turn of the check-in where questions are put one at a time."""
    turn = begin(form, showing.words.language, showing, shorter=shorter)
    said: set[ItemId] = set()
    for _ in range(LONGEST):
        if turn.conversation.sent:
            break
        act = _next(turn.conversation, form, showing, person, said)
        yield Step(turn=turn, act=act)
        turn = advance(turn.conversation, form, act, showing)
    yield Step(turn=turn, act=None)


def _next(talk: Conversation, form: Questionnaire, showing: Showing, person: Person, said: set[ItemId]) -> Act:
    """What the person does now. What they were told to say they say once; `said` keeps what they have said."""
    if talk.at is None:
        return Press(verb=Verb.SEND, item=len(form.items))
    item = form.item(talk.at)
    if item.id not in said:
        said.add(item.id)
        if item.id in person.skips:
            return Skip()
        if item.id in person.says:
            return Typed(Secret(person.says[item.id]))
    return taps(asked_of(talk, item, showing), form.index(item.id))


def on_pages(form: Questionnaire, showing: Showing, person: Person, *, shorter: bool = False) -> Iterator[Step]:
    """Every page of the check-in, where as many questions as fit stand on one."""
    turn = begin(form, showing.words.language, showing, shorter=shorter)
    for _ in range(LONGEST):
        if turn.sheet is None or not turn.sheet.submit:
            break
        act, step = _filled(turn, form, showing, person)
        yield step
        turn = advance(turn.conversation, form, act, showing)
    yield Step(turn=turn, act=None)


def _filled(turn: Turn, form: Questionnaire, showing: Showing, person: Person) -> tuple[Filled, Step]:
    """The open page, filled in and handed in."""
    talk, remarks, given = turn.conversation, list[str](), dict[ItemId, Answer]()
    items = [item for item in page(talk, form, showing.fits).items if item.kind != "statement"]
    for item in items:
        answer, remark = _answer(asked_of(talk, item, showing), person, may_skip=may_skip(item, form))
        given |= {} if answer is None else {item.id: answer}
        remarks += [f"{item.id}: {remark}"] if remark else []
    act = Filled(_press(turn), _entries(talk, form, showing, given))
    told = tuple((item.id, _told(talk, item, showing, given)) for item in items)
    return act, Step(turn=turn, act=act, filled=told, remarks=tuple(remarks))


def _answer(asked: Asked, person: Person, *, may_skip: bool) -> tuple[Answer | None, str]:
    """What the person answers on a page, None when the field is left empty; and what they hear if that did not fit."""
    item = asked.item.id
    if item in person.skips:
        return (None, "") if may_skip else (fitting(asked), asked.words.say("checkin.needed"))
    if item not in person.says:
        return fitting(asked), ""
    found = meant(asked, person.says[item])
    return (fitting(asked), found.hint) if isinstance(found, Misread) else (found, "")


def _press(turn: Turn) -> Press:
    """What the button that hands in the open page stands for. Raises ValueError for a page without one."""
    found = None if turn.sheet is None else from_wire(turn.sheet.data)
    if found is None:
        raise ValueError("a page that asks has a button that hands it in")
    return found[1]


def _entries(
    talk: Conversation, form: Questionnaire, showing: Showing, given: Mapping[ItemId, Answer]
) -> tuple[Entry, ...]:
    """What stands in the fields of the open page, as a page tells what it holds already."""
    held = replace(talk, answers=tuple({**talk.given(), **given}.items()))
    fields = sheet(held, form, showing, RichText(())).fields
    return tuple(Entry(item=field.item, places=field.chosen, words=field.words) for field in fields)


def _told(talk: Conversation, item: Item, showing: Showing, given: Mapping[ItemId, Answer]) -> str:
    answer = given.get(item.id)
    return "" if answer is None else kind_of(item).tell(asked_of(talk, item, showing), answer)
