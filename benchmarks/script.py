"""The shipped weekly check-in as pages of steps: what is shown, and what a person does who takes the first answer."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Literal

from adapters.lab import EXAMPLE, Faults, read_lab
from bot.domain.answer import Answer
from bot.domain.ids import FormId, ItemId
from bot.domain.item import Item
from bot.domain.kind import Asked
from bot.domain.lab import Lab
from bot.domain.questionnaire import Questionnaire
from bot.domain.questions import kind_of
from bot.domain.secret import Secret
from bot.domain.words import Words

FORM = FormId("weekly-checkin")
SENTENCE = "My back was sore after sitting, a warm bath helped."

StepKind = Literal["statement", "choice", "typed"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Step:
    """One thing that is put. A statement is read and passed; it is no question and its press is no answer."""

    kind: StepKind
    text: str
    options: tuple[str, ...]


Page = tuple[Step, ...]
"""What stands together: one step in a message, several on a page of a form."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Script:
    """A check-in from beginning to end, with the labels of its buttons and the words by which its end is known."""

    title: str
    pages: tuple[Page, ...]
    begin: str
    done: str
    next: str
    send: str
    check: str
    thanks: str
    already_sent: str

    @property
    def steps(self) -> Page:
        """Everything that is put, in order."""
        return tuple(step for page in self.pages for step in page)

    @property
    def questions(self) -> int:
        """How many of the steps are answered."""
        return sum(step.kind != "statement" for step in self.steps)

    def as_json(self) -> str:
        """For a peer, which is a program of its own."""
        return json.dumps(asdict(self) | {"steps": [asdict(step) for step in self.steps]})


def shipped(fits: int) -> Script:
    """The path through the shipped weekly check-in of somebody who always takes the first answer, in English.

    `fits` is how many questions can stand on a page.
    """
    lab = read_lab(EXAMPLE)
    if isinstance(lab, Faults):
        raise TypeError("the shipped lab has faults: python3 tasks.py labbot check")
    return script_of(lab, fits)


def script_of(lab: Lab, fits: int) -> Script:
    """The weekly check-in of `lab` in its first language."""
    form, words = lab.forms[FORM], lab.words[lab.languages[0]]
    return Script(
        title=form.title.text(words.language),
        pages=_pages(form, words, fits),
        begin=words.say("checkin.start"),
        done=words.say("checkin.done"),
        next=words.say("pages.next"),
        send=words.say("checkin.send"),
        check=words.say("checkin.check"),
        thanks=words.say("checkin.thanks"),
        already_sent=words.say("checkin.already_sent"),
    )


def _pages(form: Questionnaire, words: Words, fits: int) -> tuple[Page, ...]:
    """The pages on the path. Who is on a page is known when it opens: no item depends on another of the same page."""
    given: dict[ItemId, Answer] = {}
    pages: list[Page] = []
    for run in form.pages(fits):
        on_path = {item.id for item in form.path(given)}
        steps: list[Step] = []
        for item in run:
            if item.id in on_path:
                step, given[item.id] = _step(item, words)
                steps.append(step)
        if steps:
            pages.append(tuple(steps))
    return tuple(pages)


def _step(item: Item, words: Words) -> tuple[Step, Answer]:
    kind, asked = kind_of(item), Asked(item=item, words=words, today=datetime.now(UTC).date())
    labels = kind.offer(asked).labels
    answer = kind.choose(asked, 0) if labels else kind.fill(asked, (), Secret(SENTENCE))
    if not isinstance(answer, Answer):
        raise TypeError(f"{item.id!r} takes neither a first choice nor a sentence: the load generator has to learn it")
    what: StepKind = "statement" if item.kind == "statement" else "choice" if labels else "typed"
    return Step(kind=what, text=item.text.text(words.language), options=labels), answer
