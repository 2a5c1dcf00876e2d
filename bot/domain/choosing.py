"""Kinds of question with something to choose: one of several, yes or no, a point on a scale; and something to read."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.answer import Answer, Chosen, Number, Seen
from bot.domain.ids import OptionCode
from bot.domain.item import Item
from bot.domain.kind import SHORT_LABEL, Asked, AtOnce, Misread, Offer, columns_of, folded, place_of, whole
from bot.domain.secret import Secret
from bot.domain.sheet import FieldKind


@dataclass(frozen=True, slots=True)
class Statement(AtOnce):
    """Something to read. It has no answer; its one choice goes on."""

    def offer(self, asked: Asked) -> Offer:
        return Offer(labels=(asked.words.say("checkin.continue"),), field=FieldKind.READ)

    def choose(self, asked: Asked, place: int) -> Answer | None:
        return Seen() if place == 0 else None

    def read(self, asked: Asked, typed: Secret) -> Answer | Misread:
        return Seen()  # whatever is typed under a statement, the person has read it

    def fill(self, asked: Asked, places: tuple[int, ...], typed: Secret) -> Answer | Misread | None:
        return Seen()

    def tell(self, asked: Asked, answer: Answer) -> str:
        return ""

    def longest(self, item: Item) -> int:
        return 16


@dataclass(frozen=True, slots=True)
class SingleChoice(AtOnce):
    """One of several options."""

    def offer(self, asked: Asked) -> Offer:
        labels = tuple(option.text.text(asked.words.language) for option in asked.item.options)
        return Offer(labels=labels, columns=2 if all(len(label) <= SHORT_LABEL for label in labels) else 1)

    def choose(self, asked: Asked, place: int) -> Answer | None:
        options = asked.item.options
        return Chosen(options[place].code) if 0 <= place < len(options) else None

    def read(self, asked: Asked, typed: Secret) -> Answer | Misread:
        options = asked.item.options
        place = place_of(options, typed.reveal(), asked.words)
        if place is None:
            return Misread(asked.words.say("misread.choice", last=len(options)))
        return Chosen(options[place].code)

    def tell(self, asked: Asked, answer: Answer) -> str:
        codes = {option.code: option.text.text(asked.words.language) for option in asked.item.options}
        return codes[answer.code] if isinstance(answer, Chosen) else ""

    def longest(self, item: Item) -> int:
        return 8 + max(len(option.code) for option in item.options)


@dataclass(frozen=True, slots=True)
class Scale(AtOnce):
    """A whole number between two ends, with the ends named in the text."""

    def offer(self, asked: Asked) -> Offer:
        points = points_of(asked.item)
        anchors = [f"{point} = {text.text(asked.words.language)}" for point, text in asked.item.anchors]
        return Offer(labels=tuple(map(str, points)), columns=columns_of(len(points)), note="\n".join(anchors))

    def choose(self, asked: Asked, place: int) -> Answer | None:
        points = points_of(asked.item)
        return Number(points[place]) if 0 <= place < len(points) else None

    def read(self, asked: Asked, typed: Secret) -> Answer | Misread:
        number = whole(typed.reveal())
        points = points_of(asked.item)
        if number is None or number not in points:
            return Misread(asked.words.say("misread.scale", first=points[0], last=points[-1]))
        return Number(number)

    def tell(self, asked: Asked, answer: Answer) -> str:
        return str(answer.value) if isinstance(answer, Number) else ""

    def longest(self, item: Item) -> int:
        return 16


@dataclass(frozen=True, slots=True)
class YesNo(AtOnce):
    """Yes or no."""

    CODES = (OptionCode("yes"), OptionCode("no"))

    def offer(self, asked: Asked) -> Offer:
        return Offer(labels=(asked.words.say("checkin.yes"), asked.words.say("checkin.no")), columns=2)

    def choose(self, asked: Asked, place: int) -> Answer | None:
        return Chosen(self.CODES[place]) if 0 <= place < 2 else None

    def read(self, asked: Asked, typed: Secret) -> Answer | Misread:
        wanted = folded(typed.reveal())
        for code, key in zip(self.CODES, ("checkin.yes", "checkin.no"), strict=True):
            ways = (asked.words.say(key), *asked.words.say(f"{key}_typed").split(","))
            if wanted and wanted in {folded(way) for way in ways}:
                return Chosen(code)
        number = whole(typed.reveal())
        if number in {1, 2}:
            return Chosen(self.CODES[0 if number == 1 else 1])
        return Misread(asked.words.say("misread.yes_no"))

    def tell(self, asked: Asked, answer: Answer) -> str:
        return asked.words.say("checkin.yes" if answer == Chosen(self.CODES[0]) else "checkin.no")

    def longest(self, item: Item) -> int:
        return 16


def points_of(item: Item) -> range:
    """The points of a scale, or the values of a whole number that has both ends. Raises ValueError without them."""
    match item:
        case Item(minimum=int(least), maximum=int(greatest), step=None):
            return range(least, greatest + 1)
        case Item(minimum=int(least), maximum=int(greatest), step=int(step)):
            return range(least, greatest + 1, step)
    raise ValueError(f"{item.kind} {item.id} has no whole ends: the lab reader should have refused it")
