"""The columns that a questionnaire becomes for researchers: which there are, what they are called, how exact they are.

A question of which several options may be chosen becomes a column for each option, named ``helped___walking``, as
REDCap names them. A score is a column too. Own words are none, and neither is what names a person directly.
"""

from __future__ import annotations

from enum import Enum

from bot.domain.body import MAPS
from bot.domain.ids import ItemId, OptionCode
from bot.domain.item import Item, Role
from bot.domain.questionnaire import Questionnaire
from bot.domain.questions import kind_of
from bot.domain.scoring import Score
from bot.domain.several import MultiChoice
from bot.domain.writing import OWN_WORDS

EVERY_ROW = ("wave", "code", "version", "language_shown", "presentation")
"""Columns that stand beside those of any questionnaire, so that no item and no score can have one of these names."""

_NO_COLUMN = OWN_WORDS | {"statement"}
_STRICTEST = (Role.DIRECT, Role.SENSITIVE, Role.QUASI, Role.PLAIN)


class Grain(Enum):
    """How exactly a date or a time is told. A day can name a person, and a minute can tell when somebody answered."""

    MONTH = "month"
    #: Only for a date whose author wrote that it is plain.
    DAY = "day"
    #: For every time.
    HOUR = "hour"


def released_items(form: Questionnaire) -> tuple[Item, ...]:
    """The items whose answers become columns, in order."""
    return tuple(item for item in form.items if item.kind not in _NO_COLUMN and item.role is not Role.DIRECT)


def released_scores(form: Questionnaire) -> tuple[Score, ...]:
    """The scores that become columns: none from which an answer could be read that names a person directly."""
    return tuple(score for score in form.scores if role_of(score, form) is not Role.DIRECT)


def role_of(score: Score, form: Questionnaire) -> Role:
    """The strictest role of the items behind a score: what they say about somebody, it says."""
    return min((form.item(item).role for item in score.items), key=_STRICTEST.index)


def is_of_many(item: Item) -> bool:
    """Whether several options may be chosen, so that each of them is a column."""
    return isinstance(kind_of(item), MultiChoice)


def options_of(item: Item) -> tuple[OptionCode, ...]:
    """The options that are a column each; none of any other kind of item."""
    if not is_of_many(item):
        return ()
    return tuple(option.code for option in item.options) if item.regions is None else MAPS[item.regions]


def column(item: Item, option: OptionCode | None = None) -> ItemId:
    """The name of the item's column, or of that option's."""
    return item.id if option is None else ItemId(f"{item.id}___{option}")


def grain(item: Item) -> Grain | None:
    """How exactly the item's answers are told; None for what is neither a date nor a time."""
    match item:
        case Item(kind="date", role=Role.PLAIN):
            return Grain.DAY
        case Item(kind="date"):
            return Grain.MONTH
        case Item(kind="time"):
            return Grain.HOUR
    return None
