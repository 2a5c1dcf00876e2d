"""Items and scores of the kinds that builders.py does not make, for the tests of what researchers get."""

from __future__ import annotations

from dataclasses import replace

from bot.domain.ids import ItemId, ScoreId
from bot.domain.item import Item, Role
from bot.domain.questionnaire import Questionnaire
from bot.domain.scoring import Method, Score
from tests.builders import an_option, localised


def asked(kind: str, item: str, role: Role = Role.PLAIN) -> Item:
    """An item of any kind, with nothing decided about it but its role."""
    return Item(id=ItemId(item), kind=kind, text=localised(f"About {item}?"), role=role)


def several(item: str, *codes: str) -> Item:
    """A question of which several of these options may be chosen."""
    return replace(asked("multi_choice", item), options=tuple(map(an_option, codes)))


def a_sum(score: str, *items: str) -> Score:
    """The sum of these items, all of which must be answered."""
    return Score(id=ScoreId(score), method=Method.SUM, items=tuple(map(ItemId, items)), min_answered=len(items))


def scored(form: Questionnaire, *scores: Score) -> Questionnaire:
    return replace(form, scores=scores)
