"""The shipped weekly check-in as a list of steps: what is shown, and what a person does who takes the first answer."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import Literal

from adapters.lab import EXAMPLE, Faults, read_lab
from bot.domain.answer import Answer
from bot.domain.ids import FormId, ItemId
from bot.domain.lab import Lab
from bot.domain.questionnaire import Item, Questionnaire
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


@dataclass(frozen=True, kw_only=True, slots=True)
class Script:
    """A check-in from beginning to end, with the labels of its buttons and the words by which its end is known."""

    steps: tuple[Step, ...]
    begin: str
    send: str
    check: str
    thanks: str
    already_sent: str

    @property
    def questions(self) -> int:
        """How many of the steps are answered."""
        return sum(step.kind != "statement" for step in self.steps)

    def as_json(self) -> str:
        """For a peer, which is a program of its own."""
        return json.dumps(asdict(self))


def shipped() -> Script:
    """The path through the shipped weekly check-in of somebody who always takes the first answer, in English."""
    lab = read_lab(EXAMPLE)
    if isinstance(lab, Faults):
        raise TypeError("the shipped lab has faults: python3 tasks.py labbot check")
    return script_of(lab)


def script_of(lab: Lab) -> Script:
    """The weekly check-in of `lab` in its first language."""
    words = lab.words[lab.languages[0]]
    return Script(
        steps=_steps(lab.forms[FORM], words),
        begin=words.say("checkin.start"),
        send=words.say("checkin.send"),
        check=words.say("checkin.check"),
        thanks=words.say("checkin.thanks"),
        already_sent=words.say("checkin.already_sent"),
    )


def _steps(form: Questionnaire, words: Words) -> tuple[Step, ...]:
    given: dict[ItemId, Answer] = {}
    steps: list[Step] = []
    while (item := next((item for item in form.path(given) if item.id not in given), None)) is not None:
        step, given[item.id] = _step(item, words)
        steps.append(step)
    return tuple(steps)


def _step(item: Item, words: Words) -> tuple[Step, Answer]:
    kind = kind_of(item)
    labels = kind.offer(item, words).labels
    answer = kind.choose(item, 0) if labels else kind.read(item, Secret(SENTENCE), words)
    if not isinstance(answer, Answer):
        raise TypeError(f"{item.id!r} takes neither a first choice nor a sentence: the load generator has to learn it")
    what: StepKind = "statement" if item.kind == "statement" else "choice" if labels else "typed"
    return Step(kind=what, text=item.text.text(words.language), options=labels), answer
