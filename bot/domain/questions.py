"""The kinds of question: how each is put, and how an answer to it is read.

A kind never draws a button and never speaks a platform's language. It offers `Option`-like choices in columns, and it
reads a choice by place or a typed answer. To add one, see ``docs/extending.md``.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from bot.domain.answer import Answer, Chosen, Number, Seen, UnderReview, Written
from bot.domain.ids import OptionCode
from bot.domain.questionnaire import Item
from bot.domain.secret import Secret
from bot.domain.words import Words

SHORT_LABEL = 12  # characters; options this short stand two in a row


@dataclass(frozen=True, slots=True)
class Misread:
    """The typed text is no answer to this item; `hint` says kindly what would be."""

    hint: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Offer:
    """How a question is put: labels in columns, a line under the question, and whether typing is the way."""

    labels: tuple[str, ...] = ()
    columns: int = 1
    note: str = ""
    typed: bool = False


class Kind(Protocol):
    """One kind of question."""

    def offer(self, item: Item, words: Words) -> Offer:
        """What is shown with the question."""

    def choose(self, item: Item, place: int) -> Answer | None:
        """The answer at that place of the offer; None when there is no such place."""

    def read(self, item: Item, typed: Secret, words: Words) -> Answer | Misread:
        """The answer that the typed text means."""

    def tell(self, item: Item, answer: Answer, words: Words) -> str:
        """The answer as the person will recognise it."""

    def longest(self, item: Item) -> int:
        """The most bytes that an answer's record can take, so that every waiting check-in can be padded to one size."""


def _folded(text: str) -> str:
    """The text without case, accents, surrounding space or closing punctuation: how two typed answers are compared."""
    bare = unicodedata.normalize("NFKD", text.casefold().strip().strip(".!?"))
    return " ".join("".join(c for c in bare if not unicodedata.combining(c)).split())


def _visible(text: str) -> bool:
    """Whether there is anything to read: white space and invisible signs are no words."""
    return any(unicodedata.category(character)[0] not in "CZ" for character in text)


def _number(text: str) -> int | None:
    """The whole number that was typed, in any script's digits; None for anything else."""
    bare = text.strip().rstrip(".")
    return int(bare) if bare.isdecimal() and len(bare) <= 4 else None


@dataclass(frozen=True, slots=True)
class Statement:
    """Something to read. It has no answer; its one choice goes on."""

    def offer(self, item: Item, words: Words) -> Offer:
        return Offer(labels=(words.say("checkin.continue"),))

    def choose(self, item: Item, place: int) -> Answer | None:
        return Seen() if place == 0 else None

    def read(self, item: Item, typed: Secret, words: Words) -> Answer | Misread:
        return Seen()  # whatever is typed under a statement, the person has read it

    def tell(self, item: Item, answer: Answer, words: Words) -> str:
        return ""

    def longest(self, item: Item) -> int:
        return 16


@dataclass(frozen=True, slots=True)
class SingleChoice:
    """One of several options."""

    def offer(self, item: Item, words: Words) -> Offer:
        labels = tuple(option.text.text(words.language) for option in item.options)
        return Offer(labels=labels, columns=2 if all(len(label) <= SHORT_LABEL for label in labels) else 1)

    def choose(self, item: Item, place: int) -> Answer | None:
        return Chosen(item.options[place].code) if 0 <= place < len(item.options) else None

    def read(self, item: Item, typed: Secret, words: Words) -> Answer | Misread:
        text = typed.reveal()
        wanted = _folded(text)
        shown = [_folded(option.text.text(words.language)) for option in item.options]
        if wanted and wanted in shown:  # what stands on a button wins over the same word in another language
            return Chosen(item.options[shown.index(wanted)].code)
        for option in item.options:
            if wanted and wanted in {_folded(label) for _, label in option.text.by_language}:
                return Chosen(option.code)
        number = _number(text)
        if number is not None and 1 <= number <= len(item.options):
            return Chosen(item.options[number - 1].code)
        return Misread(words.say("misread.choice", last=len(item.options)))

    def tell(self, item: Item, answer: Answer, words: Words) -> str:
        codes = {option.code: option.text.text(words.language) for option in item.options}
        return codes[answer.code] if isinstance(answer, Chosen) else ""

    def longest(self, item: Item) -> int:
        return 8 + max(len(option.code) for option in item.options)


@dataclass(frozen=True, slots=True)
class Scale:
    """A whole number between two ends, with the ends named in the text."""

    def offer(self, item: Item, words: Words) -> Offer:
        points = _points(item)
        anchors = [f"{point} = {text.text(words.language)}" for point, text in item.anchors]
        # 0–10 stands in two rows, six and five: 0–5, 6–10.
        return Offer(labels=tuple(map(str, points)), columns=min(6, len(points)), note="\n".join(anchors))

    def choose(self, item: Item, place: int) -> Answer | None:
        points = _points(item)
        return Number(points[place]) if 0 <= place < len(points) else None

    def read(self, item: Item, typed: Secret, words: Words) -> Answer | Misread:
        number = _number(typed.reveal())
        points = _points(item)
        if number is None or number not in points:
            return Misread(words.say("misread.scale", first=points[0], last=points[-1]))
        return Number(number)

    def tell(self, item: Item, answer: Answer, words: Words) -> str:
        return str(answer.value) if isinstance(answer, Number) else ""

    def longest(self, item: Item) -> int:
        return 16


@dataclass(frozen=True, slots=True)
class YesNo:
    """Yes or no."""

    CODES = (OptionCode("yes"), OptionCode("no"))

    def offer(self, item: Item, words: Words) -> Offer:
        return Offer(labels=(words.say("checkin.yes"), words.say("checkin.no")), columns=2)

    def choose(self, item: Item, place: int) -> Answer | None:
        return Chosen(self.CODES[place]) if 0 <= place < 2 else None

    def read(self, item: Item, typed: Secret, words: Words) -> Answer | Misread:
        wanted = _folded(typed.reveal())
        for code, key in zip(self.CODES, ("checkin.yes", "checkin.no"), strict=True):
            ways = (words.say(key), *words.say(f"{key}_typed").split(","))
            if wanted and wanted in {_folded(way) for way in ways}:
                return Chosen(code)
        number = _number(typed.reveal())
        if number in {1, 2}:
            return Chosen(self.CODES[0 if number == 1 else 1])
        return Misread(words.say("misread.yes_no"))

    def tell(self, item: Item, answer: Answer, words: Words) -> str:
        return words.say("checkin.yes" if answer == Chosen(self.CODES[0]) else "checkin.no")

    def longest(self, item: Item) -> int:
        return 16


@dataclass(frozen=True, slots=True)
class LongText:
    """The person's own words, up to the item's length. Never cut: too long is said, with by how much."""

    def offer(self, item: Item, words: Words) -> Offer:
        return Offer(note=words.say("checkin.write", most=item.max_length or 0), typed=True)

    def choose(self, item: Item, place: int) -> Answer | None:
        return None

    def read(self, item: Item, typed: Secret, words: Words) -> Answer | Misread:
        text = typed.reveal().strip()
        most = item.max_length or 0
        if len(text) > most:
            return Misread(words.say("misread.too_long", most=most, over=len(text) - most))
        if not _visible(text):
            return Misread(words.say("misread.empty"))
        return Written(Secret(text))

    def tell(self, item: Item, answer: Answer, words: Words) -> str:
        match answer:
            case Written(own):
                return own.reveal()
            case UnderReview():
                return words.say("checkin.own_words")
        return ""

    def longest(self, item: Item) -> int:
        # A character takes at most 12 bytes in a record: an astral character as two \uXXXX escapes.
        # After the review has taken the words, its id stands in their place: 40 bytes.
        return max(40, 16 + 12 * (item.max_length or 0))


def _points(item: Item) -> range:
    if item.minimum is None or item.maximum is None:
        raise ValueError(f"scale {item.id} has no ends: the lab reader should have refused it")
    return range(item.minimum, item.maximum + 1)


#: Every kind of question there is. The name is the `type` of the questionnaire format.
KINDS: Mapping[str, Kind] = {
    "statement": Statement(),
    "single_choice": SingleChoice(),
    "scale": Scale(),
    "yes_no": YesNo(),
    "long_text": LongText(),
}


def kind_of(item: Item) -> Kind:
    return KINDS[item.kind]
