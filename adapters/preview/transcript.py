"""A check-in scene by scene: what each platform shows, what a person does then, and what its author should know."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from adapters.preview.bubbles import Bubble, bubbles
from adapters.preview.papers import Paper, paper
from adapters.preview.person import Person
from adapters.preview.rehearsal import Step, in_chat, on_pages
from bot.domain.asking import PAGE_FITS, Showing, prompt_rows
from bot.domain.conversation import Conversation, page
from bot.domain.ids import ItemId, Language
from bot.domain.item import Item
from bot.domain.message import Message
from bot.domain.press import Press, Verb, to_wire
from bot.domain.questionnaire import Questionnaire
from bot.domain.richtext import RichText
from bot.domain.turn import Filled, Skip, Turn, Typed
from bot.domain.words import Localised


class Platform(StrEnum):
    """Where questions are put."""

    TELEGRAM = "telegram"
    SLACK = "slack"


@dataclass(frozen=True, kw_only=True, slots=True)
class Scene:
    """What is shown (in a chat, or on a page), notes on it for the author, and what the person does then."""

    item: str
    messages: tuple[Bubble, ...] = ()
    page: Paper | None = None
    notes: tuple[str, ...] = ()
    does: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Transcript:
    """A whole check-in on one platform. `unused` are items for which an answer was given, and which were not asked."""

    platform: Platform
    scenes: tuple[Scene, ...]
    unused: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Rehearsal:
    """What is played: a questionnaire, by a person. `conditions` are the author's own words for each ``show_if``."""

    form: Questionnaire
    showing: Showing
    person: Person
    conditions: Mapping[ItemId, str]
    shorter: bool = False

    def on(self, platform: Platform) -> Transcript:
        """The check-in as that platform shows it."""
        told_to = {*self.person.says, *self.person.skips}
        if platform is Platform.TELEGRAM:
            steps = tuple(in_chat(self.form, self.showing, self.person, shorter=self.shorter))
            scenes = (self._prompt(), *map(self._in_chat, steps))
        else:
            showing = replace(self.showing, fits=PAGE_FITS)
            steps = tuple(on_pages(self.form, showing, self.person, shorter=self.shorter))
            scenes = tuple(self._on_page(step) for step in steps)
        asked = {item.id for item in steps[-1].turn.conversation.path(self.form)}
        return Transcript(platform=platform, scenes=scenes, unused=tuple(sorted(told_to - asked)))

    def _prompt(self) -> Scene:
        """What comes first: that a check-in is ready, and never a question."""
        words = self.showing.words
        rows = prompt_rows(self.showing, shorter=self.form.has_shorter)
        ready = Message(text=RichText.plain(words.say("checkin.ready")), rows=rows)
        key = "checkin.shorter" if self.shorter else "checkin.start"
        return Scene(item="", messages=bubbles(ready), does=(f"taps [{words.say(key)}]",))

    def _in_chat(self, step: Step) -> Scene:
        shown = tuple(bubble for message in step.turn.say for bubble in bubbles(message))
        at = step.turn.conversation.at
        is_open = at is not None and not step.turn.conversation.sent
        return Scene(
            item=at or "" if is_open else "",
            messages=shown,
            notes=tuple(self._notes(self.form.item(at))) if is_open and at is not None else (),
            does=tuple(self._does(step)),
        )

    def _on_page(self, step: Step) -> Scene:
        shown = step.turn.sheet
        items = () if step.act is None else _items(step.turn.conversation, self.form)
        title = _missing((self.form.title,), self.showing.words.language)
        notes = [f"the title is shown in '{title}'"] if title and items else []
        return Scene(
            item=items[0].id if items else "",
            page=None if shown is None else paper(shown, self.form, self.showing.words),
            notes=(*notes, *(note for item in items for note in self._notes(item))),
            does=tuple(self._does(step)),
        )

    def _notes(self, item: Item) -> Iterator[str]:
        if item.id in self.conditions:
            yield f"{item.id} is asked when {self.conditions[item.id]}"
        if shown := _missing(_texts(item), self.showing.words.language):
            yield f"{item.id} has texts that are shown in '{shown}'"

    def _does(self, step: Step) -> Iterator[str]:
        match step.act:
            case Typed(words):
                yield f'types "{words.reveal()}"'
            case Skip():
                yield f'types "{self.showing.words.say("checkin.skip")}"'
            case Press() as press:
                yield f"taps [{_label(step.turn, press, self.showing.token)}]"
            case Filled(press):
                yield from (f"is told: {remark}" for remark in step.remarks)
                yield from (f"{item}: {said or '(left empty)'}" for item, said in step.filled)
                submit = "" if step.turn.sheet is None else step.turn.sheet.submit
                yield f"presses [{submit}]" if press.verb in {Verb.NEXT, Verb.SEND} else ""


def _items(talk: Conversation, form: Questionnaire) -> tuple[Item, ...]:
    return page(talk, form, PAGE_FITS).items


def _label(turn: Turn, press: Press, token: str) -> str:
    """What stands on the button."""
    wanted = to_wire(press, token)
    return next(choice.label for message in turn.say for row in message.rows for choice in row if choice.data == wanted)


def _missing(texts: tuple[Localised, ...], language: Language) -> str:
    """The language that is shown in the place of `language`; empty when nothing is missing."""
    return next((shown for text in texts if (shown := text.shown_in(language)) != language), "")


def _texts(item: Item) -> tuple[Localised, ...]:
    """Every text of an item that people read."""
    unit = None if item.unit is None else item.unit.text
    alone = tuple(text for text in (item.stem, item.text, item.help, unit) if text is not None)
    return (*alone, *(name for _, name in item.anchors), *(option.text for option in item.options))
