"""What a kind of question is, and what the kinds share: comparing what was typed, and telling numbers in it."""

from __future__ import annotations

import unicodedata
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from bot.domain.answer import Answer
from bot.domain.item import Item, Option
from bot.domain.secret import Secret
from bot.domain.sheet import FieldKind
from bot.domain.words import Words

SHORT_LABEL = 12  # characters; options this short stand two in a row
_SIGNS = str.maketrans({"．": ".", "，": ",", "٫": ".", "،": ",", "：": ":", "／": "/", "－": "-", "–": "-"})
IN_A_ROW = 6  # numbers; 0–10 stands in two rows, 0–5 and 6–10


@dataclass(frozen=True, slots=True)
class Misread:
    """What was given is no answer to this item; `hint` says kindly what would be."""

    hint: str


@dataclass(frozen=True, slots=True)
class More:
    """Part of an answer: it is kept as a draft, and the question stays open until Done."""

    draft: Answer


Taken = Answer | More | Misread


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """An item as it stands before somebody: in these words, on this day where they are.

    `given` is what they answered before; `draft` is what they have put together since, and not finished.
    """

    item: Item
    words: Words
    today: date
    given: Answer | None = None
    draft: Answer | None = None

    @property
    def held(self) -> Answer | None:
        """What counts as chosen now."""
        return self.given if self.draft is None else self.draft


@dataclass(frozen=True, kw_only=True, slots=True)
class Offer:
    """How a question is put: labels in columns, a line under the question, and whether typing is the way.

    With `toggles`, each label can be chosen and taken back, and `chosen` are the places of those that are. With
    `done`, what was put together is finished by Done. `field` is what takes the answer on a page; `labels` stand there
    only where it has options, and `page_note` in place of `note` where the way to answer is another.
    """

    labels: tuple[str, ...] = ()
    columns: int = 1
    note: str = ""
    typed: bool = False
    toggles: bool = False
    chosen: tuple[int, ...] = ()
    done: bool = False
    field: FieldKind = FieldKind.ONE
    page_note: str | None = None


class Kind(Protocol):
    """One kind of question."""

    def offer(self, asked: Asked) -> Offer:
        """What is shown with the question."""

    def choose(self, asked: Asked, place: int) -> Taken | None:
        """What a tap at that place of the offer gives; None when there is no such place."""

    def read(self, asked: Asked, typed: Secret) -> Taken:
        """What the typed text means."""

    def done(self, asked: Asked) -> Answer | Misread | None:
        """What the draft comes to, or without one what was answered before; None when that is nothing."""

    def fill(self, asked: Asked, places: tuple[int, ...], typed: Secret) -> Answer | Misread | None:
        """What stands in the field of a page: places of its options, or what was typed. None: it was left empty."""

    def tell(self, asked: Asked, answer: Answer) -> str:
        """The answer as the person will recognise it."""

    def longest(self, item: Item) -> int:
        """The most bytes that an answer's record can take, so that every waiting check-in can be padded to one size."""


class AtOnce(ABC):
    """The half of a kind whose answer is whole as soon as it is given."""

    def choose(self, asked: Asked, place: int) -> Answer | None:
        """The answer at that place of the offer; None when there is no such place."""
        return None

    @abstractmethod
    def read(self, asked: Asked, typed: Secret) -> Answer | Misread:
        """The answer that the typed text means."""

    def done(self, asked: Asked) -> Answer | Misread | None:
        return asked.given

    def fill(self, asked: Asked, places: tuple[int, ...], typed: Secret) -> Answer | Misread | None:
        if places:
            chosen = self.choose(asked, places[0])
            return Misread(asked.words.say("pages.choose_again")) if chosen is None else chosen
        return self.read(asked, typed) if typed.reveal().strip() else None


def folded(text: str) -> str:
    """The text without case, accents, surrounding space or closing punctuation: how two typed answers are compared.

    Phones type a curled apostrophe where the catalogues have a straight one.
    """
    bare = unicodedata.normalize("NFKD", text.casefold().replace("’", "'").strip().strip(".!?"))
    return " ".join("".join(c for c in bare if not unicodedata.combining(c)).split())


def visible(text: str) -> bool:
    """Whether there is anything to read: white space and invisible signs are no words."""
    return any(unicodedata.category(character)[0] not in "CZ" for character in text)


def western(text: str) -> str:
    """The text with the digits and number signs of any script as those on a British keyboard."""
    return "".join(str(unicodedata.decimal(sign, sign)) for sign in text).translate(_SIGNS)


def whole(text: str) -> int | None:
    """The whole number that was typed, in any script's digits; None for anything else."""
    bare = text.strip().rstrip(".")
    return int(bare) if bare.isdecimal() and len(bare) <= 4 else None


def place_of(options: Sequence[Option], typed: str, words: Words, shown: Sequence[str] = ()) -> int | None:
    """The place of the option that was typed, by its words in any language, or by its number from 1.

    `shown` is what stands on the buttons, where that is not the option's words alone.
    """
    wanted = folded(typed)
    if wanted and wanted in (labels := [folded(label) for label in shown]):
        return labels.index(wanted)
    shown = [folded(option.text.text(words.language)) for option in options]
    if wanted and wanted in shown:  # what stands on a button wins over the same word in another language
        return shown.index(wanted)
    for place, option in enumerate(options):
        if wanted and wanted in {folded(label) for _, label in option.text.by_language}:
            return place
    number = whole(typed)
    return number - 1 if number is not None and 1 <= number <= len(options) else None


def columns_of(numbers: int) -> int:
    """How many of that many numbers stand in a row, so that the rows are even."""
    rows = -(-numbers // IN_A_ROW)
    return -(-numbers // max(rows, 1))


def told(value: float) -> str:
    """A number to its last digit; a whole one without a point."""
    return str(value).removesuffix(".0")
