"""Kinds of question with a number for an answer: a whole one, or one with a fraction."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

from bot.domain.answer import Answer, Number
from bot.domain.choosing import points_of
from bot.domain.item import Item
from bot.domain.kind import Asked, AtOnce, Misread, Offer, columns_of, folded, told, western
from bot.domain.secret import Secret
from bot.domain.sheet import FieldKind

MAX_NUMBER = 9999  # the greatest that any item takes
MAX_BUTTONS = 12  # values; more than this are typed
_TYPED = re.compile(r"([1-9]\d{0,2}(?:,\d{3})+|\d{1,5})(?:[.,](\d{1,3}))?\.?(?:\s*([^\d\s].*))?", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Integer(AtOnce):
    """A whole number. Few values have a button each; all can be typed, with the unit or without."""

    def offer(self, asked: Asked) -> Offer:
        if not _has_buttons(asked.item):
            return Offer(note=_note(asked), typed=True, field=FieldKind.WHOLE)
        points = points_of(asked.item)
        unit = _unit(asked)
        note = asked.words.say("checkin.in_unit", unit=unit) if unit else ""
        return Offer(labels=tuple(map(str, points)), columns=columns_of(len(points)), note=note)

    def choose(self, asked: Asked, place: int) -> Answer | None:
        points = points_of(asked.item) if _has_buttons(asked.item) else range(0)
        return Number(points[place]) if 0 <= place < len(points) else None

    def read(self, asked: Asked, typed: Secret) -> Answer | Misread:
        number = _number(asked, typed.reveal())
        if number is None or number.denominator != 1 or not _fits(asked.item, number):
            return Misread(_hint(asked, "misread.whole"))
        return Number(int(number))

    def tell(self, asked: Asked, answer: Answer) -> str:
        return _told(asked, answer)

    def longest(self, item: Item) -> int:
        return 16


@dataclass(frozen=True, slots=True)
class Decimal(AtOnce):
    """A number with up to three decimal places, after a point or a comma."""

    def offer(self, asked: Asked) -> Offer:
        return Offer(note=_note(asked), typed=True, field=FieldKind.DECIMAL)

    def read(self, asked: Asked, typed: Secret) -> Answer | Misread:
        number = _number(asked, typed.reveal())
        if number is None or not _fits(asked.item, number):
            return Misread(_hint(asked, "misread.decimal"))
        return Number(float(number))

    def tell(self, asked: Asked, answer: Answer) -> str:
        return _told(asked, answer)

    def longest(self, item: Item) -> int:
        return 24


def ends_of(item: Item) -> tuple[int | float, int | float]:
    """The least and the greatest number that the item takes."""
    return item.minimum or 0, MAX_NUMBER if item.maximum is None else item.maximum


def _has_buttons(item: Item) -> bool:
    both = item.minimum is not None and item.maximum is not None
    return both and len(points_of(item)) <= MAX_BUTTONS


def _number(asked: Asked, typed: str) -> Fraction | None:
    """The number that was typed, alone or with its unit. A comma before three digits parts thousands, as in 1,000."""
    found = _TYPED.fullmatch(western(typed).strip())
    if found is None:
        return None
    number, decimals, rest = found.groups()
    if rest is not None and folded(rest) not in _units(asked.item):
        return None
    return Fraction(f"{number.replace(',', '')}.{decimals or 0}")


def _units(item: Item) -> frozenset[str]:
    """Every way to name the unit."""
    if item.unit is None:
        return frozenset()
    names = [] if item.unit.text is None else [text for _, text in item.unit.text.by_language]
    return frozenset(folded(name) for name in (item.unit.code, *names))


def _unit(asked: Asked) -> str:
    unit = asked.item.unit
    if unit is None:
        return ""
    return unit.code if unit.text is None else unit.text.text(asked.words.language)


def _fits(item: Item, number: Fraction) -> bool:
    least, greatest = (Fraction(str(end)) for end in ends_of(item))
    if not least <= number <= greatest:
        return False
    return item.step is None or (number - least) % Fraction(str(item.step)) == 0


def _note(asked: Asked) -> str:
    least, greatest = map(told, ends_of(asked.item))
    unit = _unit(asked)
    if unit:
        return asked.words.say("checkin.type_number_unit", least=least, most=greatest, unit=unit)
    return asked.words.say("checkin.type_number", least=least, most=greatest)


def _hint(asked: Asked, key: str) -> str:
    least, greatest = map(told, ends_of(asked.item))
    if asked.item.step not in {None, 1}:
        return asked.words.say("misread.number_step", least=least, most=greatest, step=told(asked.item.step or 1))
    return asked.words.say(key, least=least, most=greatest)


def _told(asked: Asked, answer: Answer) -> str:
    if not isinstance(answer, Number):
        return ""
    return " ".join(part for part in (told(answer.value), _unit(asked)) if part)
