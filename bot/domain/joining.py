"""The steps of joining. Nothing is stored before consent, so the whole state travels in the buttons themselves.

A button carries where the person is, what they have ticked and the invitation code, with a keyed mark that fits their
chat only. Nobody can tick for somebody else, and an edited button is no button.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import Enum
from hmac import compare_digest

from bot.domain.ids import Language, Purpose, StudyId
from bot.domain.lab import Lab
from bot.domain.message import Choice, Message, Urgency
from bot.domain.richtext import bold, paragraphs

CODE = re.compile(r"[A-Za-z0-9_-]{1,24}")  # an invitation code; short enough for a button, plain enough for a link

Mark = Callable[[str], str]
"""Gives the keyed mark of a text for one chat."""


class Step(Enum):
    #: "I am old enough."
    OLD_ENOUGH = "y"
    TOO_YOUNG = "n"
    #: Show the choices with what is ticked.
    CHOICES = "c"
    FULL_TEXT = "f"
    AGREE = "g"
    NOT_NOW = "x"


@dataclass(frozen=True, kw_only=True, slots=True)
class Join:
    """Where somebody is in joining. `ticked` are places in `purposes`; an empty `code` means the lab is open."""

    step: Step
    language: Language
    code: str = ""
    ticked: frozenset[int] = frozenset()


MOST_PURPOSES = 64  # in all studies together; as many bits as fit a button

_WIRE = re.compile(r"j:([yncfgx])([0-9a-f]{1,16}):([a-z]{2,3}(?:-[A-Z]{2})?):([A-Za-z0-9_-]{0,24}):([A-Za-z0-9_-]{11})")


def to_wire(join: Join, mark: Mark) -> str:
    """The state as button data: at most 63 bytes, for at most 64 purposes."""
    bits = sum(1 << place for place in join.ticked)
    body = f"j:{join.step.value}{bits:x}:{join.language}:{join.code}"
    return f"{body}:{mark(body)}"


def from_wire(data: str, mark: Mark) -> Join | None:
    """The state of a button of ours for this chat; None for anything else."""
    match = _WIRE.fullmatch(data)
    if match is None or not compare_digest(mark(data.rpartition(":")[0]), match[5]):
        return None
    bits = int(match[2], 16)
    ticked = frozenset(place for place in range(bits.bit_length()) if bits >> place & 1)
    return Join(step=Step(match[1]), language=Language(match[3]), code=match[4], ticked=ticked)


def purposes(lab: Lab) -> tuple[tuple[StudyId, Purpose], ...]:
    """Everything that is asked for separately, in the order shown."""
    return tuple((study.id, purpose) for study in lab.studies for purpose in study.purposes)


def age_gate(lab: Lab, join: Join, mark: Mark) -> Message:
    words = lab.words[join.language]
    return Message(
        text=paragraphs(
            words.say("join.welcome", lab=lab.name.text(join.language)), bold(words.say("join.age", age=lab.age))
        ),
        rows=(
            (_button(words.say("join.age_yes", age=lab.age), join, Step.OLD_ENOUGH, mark),),
            (_button(words.say("join.age_no"), join, Step.TOO_YOUNG, mark),),
        ),
        urgency=Urgency.REPLY,
    )


def not_monitored(lab: Lab, join: Join, mark: Mark) -> Message:
    """Said before consent, always: nobody reads this straight away."""
    words = lab.words[join.language]
    return Message(
        text=paragraphs(bold(lab.support.not_monitored.text(join.language)), words.say("support.line")),
        rows=((_button(words.say("join.continue"), join, Step.CHOICES, mark),),),
    )


def choices(lab: Lab, join: Join, mark: Mark, hint: str = "") -> Message:
    """The short consent text and each purpose as its own box; nothing is ticked beforehand."""
    words = lab.words[join.language]
    boxes = tuple(
        (_box(words.say(f"join.purpose.{purpose}"), place, join, mark),)
        for place, (_, purpose) in enumerate(purposes(lab))
    )
    short = paragraphs(*(lab.consent_text(study, join.language).short for study in lab.studies))
    return Message(
        text=paragraphs(short, hint or words.say("join.consent_intro")),
        rows=(
            *boxes,
            (_button(words.say("join.full_text"), join, Step.FULL_TEXT, mark),),
            (
                _button(words.say("join.agree"), join, Step.AGREE, mark),
                _button(words.say("join.not_now"), join, Step.NOT_NOW, mark),
            ),
        ),
    )


def full_text(lab: Lab, join: Join) -> Message:
    return Message(text=paragraphs(*(lab.consent_text(study, join.language).full for study in lab.studies)))


def _box(label: str, place: int, join: Join, mark: Mark) -> Choice:
    ticked = place in join.ticked
    flipped = join.ticked - {place} if ticked else join.ticked | {place}
    return _button(f"{'☑' if ticked else '☐'} {label}", replace(join, ticked=flipped), Step.CHOICES, mark)


def _button(label: str, join: Join, step: Step, mark: Mark) -> Choice:
    return Choice(label=label, data=to_wire(replace(join, step=step), mark))
