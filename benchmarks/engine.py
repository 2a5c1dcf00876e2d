"""One step of the engine with nothing around it: how long `advance` takes in a chat, over a whole check-in.

The questionnaire has forty items, of every kind and with branches and scores. What is loaded before a step and saved
after it is left out. There is no peer beside it: the peers' steps cannot be taken without their network.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain, cycle, islice

from adapters.lab import EXAMPLE, Faults, read_lab, read_questionnaire
from benchmarks.figures import median, percentile
from bot.domain.asking import ON, Showing
from bot.domain.conversation import Conversation
from bot.domain.engine import advance, begin
from bot.domain.press import from_wire
from bot.domain.questionnaire import Questionnaire
from bot.domain.richtext import RichText
from bot.domain.secret import Secret
from bot.domain.turn import Act, Turn, Typed

ITEMS = 40
TARGET_US = 100  # microseconds, for one step
ROUNDS = 50  # check-ins that are measured
MOST_STEPS = 3 * ITEMS  # of one check-in: a question can take a tap and Done

_KINDS = (
    "type: statement",
    "type: scale\n    min: 0\n    max: 10\n    anchors: {0: None, 10: Worst}",
    "type: yes_no\n    show_if: SCALE >= 0",
    "type: single_choice\n    options:\n"
    + "\n".join(f"      - {{code: o{value}, value: {value}, text: Option {value}}}" for value in range(4)),
    "type: multi_choice\n    show_if: answered(SCALE)\n    options:\n"
    + "\n".join(f"      - {{code: o{value}, text: Option {value}}}" for value in range(6)),
    "type: integer\n    min: 0\n    max: 7\n    unit: {code: d}",
    "type: decimal\n    min: 0\n    max: 300",
    "type: date",
    "type: time",
    "type: body_area\n    map: spine-7",
    "type: short_text\n    max_length: 120",
    "type: long_text\n    max_length: 500",
)
"""The kinds of item in turn; SCALE stands for the scale among these twelve."""

_TYPED = {
    "decimal": "72.5",
    "date": "3 October 2026",
    "time": "19:30",
    "integer": "3",
    "short_text": "A warm bath",
    "long_text": "My back was sore after sitting, a warm bath helped.",
}
_SCORE = "  - {id: SCORE, method: sum, items: [ITEMS], missing: {min_answered: 2}}"
_MARK = "tokentok"  # on every button; as long as the vault's


@dataclass(frozen=True, kw_only=True, slots=True)
class Steps:
    """Microseconds of a step, over every step of every round."""

    items: int
    steps: int
    median_us: float
    p95_us: float

    def __str__(self) -> str:
        met = "met" if self.median_us < TARGET_US else "MISSED"
        return (
            f"engine, a step of a chat, {self.items} items: median {self.median_us:.0f} µs, p95 {self.p95_us:.0f} µs "
            f"({self.steps} steps a check-in, {ROUNDS} check-ins; target under {TARGET_US} µs: {met})"
        )


def measure() -> Steps:
    """Everybody answers alike, so that each check-in has the same steps."""
    form, showing = questionnaire(ITEMS), english()
    walked = list(walk(form, showing))
    took = list(chain.from_iterable(_times(form, walked, showing) for _ in range(ROUNDS)))
    return Steps(
        items=ITEMS,
        steps=len(walked),
        median_us=round(median(took) / 1000, 1),
        p95_us=round(percentile(took, 95) / 1000, 1),
    )


def _times(form: Questionnaire, walked: list[tuple[Conversation, Act]], showing: Showing) -> Iterator[int]:
    """Nanoseconds of each step of one check-in."""
    gc.collect()
    gc.disable()
    try:
        for talk, act in walked:
            began = time.perf_counter_ns()
            advance(talk, form, act, showing)
            yield time.perf_counter_ns() - began
    finally:
        gc.enable()


def english() -> Showing:
    lab = read_lab(EXAMPLE)
    if isinstance(lab, Faults):
        raise TypeError("the shipped lab has faults: python3 tasks.py labbot check")
    words = lab.words[lab.languages[0]]
    return Showing(words=words, token=_MARK, card=RichText.plain("The card."), today=datetime.now(UTC).date())


def questionnaire(items: int) -> Questionnaire:
    """A questionnaire of so many items, of every kind in turn; each dozen has a branch or two and a score."""
    read = read_questionnaire(source(items), "forty.yaml")
    if isinstance(read, Faults):
        raise TypeError("\n".join(map(str, read.all)))
    return read


def source(items: int, form: str = "forty") -> str:
    """Its text."""
    head = f"format: checkin/1\nid: {form}\nversion: 1.0.0\nlanguages: [en]\ntitle: Forty\nitems:\n"
    body = (_item(at, kind) for at, kind in enumerate(islice(cycle(_KINDS), items)))
    scores = (_score(first) for first in range(0, items - 3, len(_KINDS)))
    return head + "\n".join([*body, "scores:", *scores]) + "\n"


def _item(at: int, kind: str) -> str:
    scale = f"q{at - at % len(_KINDS) + 1}"
    return f"  - id: q{at}\n    text: Question number {at}?\n    {kind.replace('SCALE', scale)}"


def _score(first: int) -> str:
    """The score of a scale and a choice among a dozen items."""
    return _SCORE.replace("SCORE", f"s{first}").replace("ITEMS", f"q{first + 1}, q{first + 3}")


def walk(form: Questionnaire, showing: Showing) -> Iterator[tuple[Conversation, Act]]:
    """Each state of a check-in and what somebody does in it, who takes the first answer, until it is sent."""
    turn = begin(form, form.languages[0], showing)
    for _ in range(MOST_STEPS):
        if turn.conversation.sent:
            return
        act = next_act(turn, form, showing)
        yield turn.conversation, act
        turn = advance(turn.conversation, form, act, showing)
    raise RuntimeError("the check-in does not come to its end: the walk has to learn how a question is answered")


def next_act(turn: Turn, form: Questionnaire, showing: Showing) -> Act:
    """What somebody does who answers what is open: a tap on the first button, Done when something is ticked, words."""
    message, talk = turn.say[-1], turn.conversation
    buttons = [choice for row in message.rows for choice in row]
    done = next((one for one in buttons if one.label == showing.words.say("checkin.done")), None)
    ticked = any(one.label.startswith(ON) for one in buttons) or talk.draft is not None
    kind = None if talk.at is None else form.item(talk.at).kind
    if done is None or not ticked:
        if message.reply_expected and kind in _TYPED:
            return Typed(Secret(_TYPED[kind]))
        done = buttons[0]
    read = from_wire(done.data)
    if read is None:
        raise RuntimeError(f"the button {done.label!r} is none of a check-in")
    return read[1]
