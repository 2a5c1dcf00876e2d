"""Check-ins of every shape, made of the items of the case files, and people who do anything in them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import chain

import orjson
from hypothesis import strategies as st

from bot.domain.answer import Answer, Chosen, Number, Seen, Several, Skipped
from bot.domain.asking import Showing, asked_of
from bot.domain.conversation import Conversation, from_json, to_json
from bot.domain.engine import advance, begin
from bot.domain.ids import ItemId, Language
from bot.domain.item import Item
from bot.domain.kind import Asked
from bot.domain.press import MAX_DATA_BYTES, Press, Verb, from_wire
from bot.domain.questionnaire import FormVersion, Questionnaire
from bot.domain.questions import kind_of
from bot.domain.secret import Secret
from bot.domain.turn import Act, Back, Resume, Shorten, Skip, Turn, Typed
from tests.builders import ENGLISH, TODAY, TOKEN, a_form, an_expression, showing, words
from tests.domain.casefile import case_of, every_case

LONGEST_REF = FormVersion(form=a_form(form="f" * 40).id, version="9999.9999.9999", sha256="f" * 64)
"""The longest id, version and hash that the lab reader lets through."""


@dataclass(frozen=True, slots=True)
class Gives:
    """An answer to whatever is open: one of those that the item's case file says are taken."""

    nth: int


@dataclass(frozen=True, slots=True)
class Taps:
    """A button of the chat, counted from the newest that was shown to the oldest, and round again."""

    nth: int


Step = Gives | Taps | Act


@dataclass(slots=True)
class Chat:
    """One person in one check-in: every turn so far, and the buttons that stand in the chat."""

    form: Questionnaire
    language: Language = ENGLISH
    showing: Showing = field(default_factory=showing)
    turns: list[Turn] = field(default_factory=list)
    shown: list[str] = field(default_factory=list)
    shorter: bool = False

    def __post_init__(self) -> None:
        self._came(begin(self.form, self.language, self.showing, shorter=self.shorter))

    @property
    def talk(self) -> Conversation:
        return self.turns[-1].conversation

    @property
    def said(self) -> str:
        """The text of the latest turn."""
        return "\n".join(message.text.text() for message in self.turns[-1].say)

    def labels(self) -> list[str]:
        """What stands on the buttons of the latest message."""
        return [choice.label for row in self.turns[-1].say[-1].rows for choice in row]

    def taps(self, label: str) -> Turn:
        """Press the button of the latest message that says `label`."""
        choices = [choice for row in self.turns[-1].say[-1].rows for choice in row]
        return self.does(pressed(next(choice.data for choice in choices if choice.label == label)))

    def types(self, text: str) -> Turn:
        return self.does(Typed(Secret(text)))

    def does(self, act: Act) -> Turn:
        return self._came(advance(self.talk, self.form, act, self.showing))

    def takes(self, step: Step) -> Turn:
        match step:
            case Gives(nth):
                return self.gives(nth)
            case Taps(nth):
                return self.does(pressed(self.shown[-1 - nth % len(self.shown)]))
        return self.does(step)

    def gives(self, nth: int) -> Turn:
        """Answer whatever is open, in as many acts as that takes; on the closing page, go back to a question."""
        if self.talk.at is None:
            return self.does(Back())
        item = self.form.item(self.talk.at)
        for place in kind_of(item).offer(asked_of(self.talk, item, self.showing)).chosen:
            self.does(Press(verb=Verb.CHOOSE, item=self.form.index(item.id), choice=place))
        ways = self.ways_on()
        turn = self.does(ways[nth % len(ways)])
        return turn if self.talk.draft is None else self._finishes_draft(item)

    def _finishes_draft(self, item: Item) -> Turn:
        """Done; while that is too little, one more option each time."""
        at = self.form.index(item.id)
        turn = self.does(Press(verb=Verb.DONE, item=at))
        offer = kind_of(item).offer(asked_of(self.talk, item, self.showing))
        more = iter(place for place in range(len(offer.labels)) if place not in offer.chosen)
        while self.talk.draft is not None:
            self.does(Press(verb=Verb.CHOOSE, item=at, choice=next(more)))
            turn = self.does(Press(verb=Verb.DONE, item=at))
        return turn

    def ways_on(self) -> tuple[Act, ...]:
        """Every answer that the open item takes; on the closing page, the way back to one."""
        if self.talk.at is None:
            return (Back(),)
        case, at = case_of(self.form.item(self.talk.at)), self.form.index(self.talk.at)
        presses = (Press(verb=Verb.CHOOSE, item=at, choice=place) for place in range(len(case.places)))
        typed = (Typed(Secret(text)) for row in case.takes if self.language in row.languages for text in row.typed)
        return (*presses, *typed)

    def reloads(self) -> None:
        """Save the check-in as the vault does, and go on with what is read back."""
        saved = from_json(orjson.loads(orjson.dumps(to_json(self.talk))))
        self.turns[-1] = replace(self.turns[-1], conversation=saved)

    def finishes(self) -> int:
        """Answer whatever is open until nothing is; how many answers that took."""
        count = 0
        while self.talk.at is not None:
            self.takes(Gives(0))
            count += 1
            assert count <= 2 * len(self.form.items), "the check-in goes round in circles"
        return count

    def repeats(self, answers: dict[ItemId, Answer]) -> None:
        """Answer whatever is open with these answers, until nothing is open."""
        while self.talk.at is not None:
            before = self.talk
            item = self.form.item(self.talk.at)
            self.does(act_for(self.form, item, answers.get(item.id, Seen())))
            if self.talk.draft is not None:
                self.does(Press(verb=Verb.DONE, item=self.form.index(item.id)))
            assert self.talk != before, f"{item.kind} does not take {answers.get(item.id)}"

    def _came(self, turn: Turn) -> Turn:
        self.turns.append(turn)
        self.shown += [choice.data for message in turn.say for row in message.rows for choice in row]
        return turn


def after_each(form: Questionnaire, steps: Iterable[Step]) -> Iterator[Chat]:
    """The chat after each step, the first turn included."""
    chat = Chat(form)
    yield chat
    for step in steps:
        chat.takes(step)
        yield chat


def pressed(data: str) -> Press:
    """The button as it comes back from a chat."""
    assert len(data.encode()) <= MAX_DATA_BYTES
    read = from_wire(data)
    assert read is not None
    token, press = read
    assert token == TOKEN
    return press


def act_for(form: Questionnaire, item: Item, answer: Answer) -> Act:
    """How somebody gives that answer: by its button, else by typing it as it would be shown back."""
    if answer == Skipped():
        return Skip()
    kind, asked = kind_of(item), Asked(item=item, words=words(), today=TODAY)
    place = next((place for place in range(100) if kind.choose(asked, place) == answer), None)
    if place is None:
        return Typed(Secret(kind.tell(asked, answer)))
    return Press(verb=Verb.CHOOSE, item=form.index(item.id), choice=place)


def bytes_of(talk: Conversation) -> int:
    """The bytes of the check-in, in the longer of the two ways to write JSON: escaped, or as UTF-8."""
    record = to_json(talk)
    return max(len(json.dumps(record)), len(orjson.dumps(record)))


@st.composite
def conditions(draw: st.DrawFn, earlier: list[Item]) -> str:
    """A ``show_if`` about one or two earlier items, most often the one just before."""

    def about(item: Item) -> str:
        match draw(st.sampled_from(case_of(item).places or (None,))):
            case Chosen(code):
                return f"{item.id} {draw(st.sampled_from(['==', '!=']))} '{code}'"
            case Several((code, *_)):
                return f"'{code}' in {item.id}"
            case Number(value):
                return f"{item.id} {draw(st.sampled_from(['<', '>=', '==']))} {value}"
        return f"answered({item.id})"

    looked_at = draw(st.one_of(st.just(earlier[-1:]), st.lists(st.sampled_from(earlier), min_size=1, max_size=2)))
    joined = draw(st.sampled_from([" and ", " or "])).join(map(about, looked_at))
    return draw(st.sampled_from([joined, joined, f"not ({joined})"]))


@st.composite
def forms(draw: st.DrawFn) -> Questionnaire:
    """A questionnaire of up to seven items of any kind, with branches, needed items and sensitive ones."""
    items: list[Item] = []
    for case in draw(st.lists(st.sampled_from(every_case()), min_size=2, max_size=7)):
        is_question = case.item.kind != "statement"
        branches = bool(items) and draw(st.booleans())
        items.append(
            replace(
                case.item,
                id=ItemId(f"{draw(st.sampled_from(['i', 'i' * 25]))}{len(items)}"),
                show_if=an_expression(draw(conditions(items))) if branches else None,
                required=is_question and draw(st.booleans()),
                sensitive_support=is_question and draw(st.booleans()),
                core=is_question and draw(st.booleans()),
            )
        )
    return replace(a_form(*items, allow_skip=draw(st.sampled_from([True, True, False]))), ref=LONGEST_REF)


def steps(*, shorter: bool = True) -> st.SearchStrategy[list[Step]]:
    """What somebody may do: answer, go back and answer anew, press whatever stands in the chat, type whatever."""
    typed = [text for case in every_case() for row in (*case.takes, *case.refuses) for text in row.typed]
    gives = st.builds(Gives, st.integers(0, 30))
    other: st.SearchStrategy[Step] = st.one_of(
        st.builds(Taps, st.integers(0, 12)),
        st.builds(Taps, st.integers(0, 200)),
        st.builds(
            Typed, st.builds(Secret, st.one_of(st.sampled_from(typed), st.sampled_from(["send", "done"]), st.text()))
        ),
        st.sampled_from([Back(), Skip(), Resume(), *([Shorten()] if shorter else [])]),
    )
    changes = st.builds(lambda back, given: [Back()] * back + given, st.integers(1, 5), st.lists(gives, min_size=1))
    runs: st.SearchStrategy[list[Step]] = st.one_of(st.lists(gives, min_size=1), changes, st.lists(other, min_size=1))
    return st.lists(runs, min_size=2, max_size=8).map(lambda some: list(chain.from_iterable(some)))
