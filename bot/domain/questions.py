"""The kinds of question there are. A kind is how a question is put, and how an answer to it is read.

A kind never draws a button and never speaks a platform's language. It offers labels in columns, and it reads a choice
by place or a typed answer. To add one, see ``docs/extending.md``.
"""

from __future__ import annotations

from collections.abc import Mapping

from bot.domain.choosing import Scale, SingleChoice, Statement, YesNo
from bot.domain.counting import Decimal, Integer
from bot.domain.item import Item
from bot.domain.kind import Kind
from bot.domain.moments import Date, Time
from bot.domain.several import BodyArea, MultiChoice
from bot.domain.writing import LongText, ShortText

#: Every kind of question there is. The name is the `type` of the questionnaire format.
KINDS: Mapping[str, Kind] = {
    "statement": Statement(),
    "single_choice": SingleChoice(),
    "multi_choice": MultiChoice(),
    "scale": Scale(),
    "yes_no": YesNo(),
    "integer": Integer(),
    "decimal": Decimal(),
    "short_text": ShortText(),
    "long_text": LongText(),
    "date": Date(),
    "time": Time(),
    "body_area": BodyArea(),
}


def kind_of(item: Item) -> Kind:
    return KINDS[item.kind]
