"""An instrument as it stands in one questionnaire: under ids of that questionnaire, and in its languages."""

from __future__ import annotations

from dataclasses import dataclass, replace

from adapters.lab.instrument import Instrument
from bot.domain.ids import ItemId, Language, ScoreId
from bot.domain.item import Item
from bot.domain.scoring import Score
from bot.domain.words import Localised


@dataclass(frozen=True, kw_only=True, slots=True)
class Placed:
    """What an instrument brings into a questionnaire. `sha256` (hex) changes with every word, code and rule of it."""

    items: tuple[Item, ...]
    scores: tuple[Score, ...]
    sha256: str


def placed(instrument: Instrument, prefix: str, languages: tuple[Language, ...]) -> Placed:
    """The instrument with `prefix` before the id of every item and every score.

    Of scores too, so that the gad-2 inside gad-7 and a gad-2 by itself are two: ``gad2`` and ``g_gad2``.
    """
    stem = None if instrument.stem is None else _spoken(instrument.stem, languages)
    return Placed(
        items=tuple(_item(one, instrument.name, prefix, stem, languages) for one in instrument.items),
        scores=tuple(_score(one, prefix) for one in instrument.scores),
        sha256=instrument.sha256,
    )


def _item(item: Item, name: str, prefix: str, stem: Localised | None, languages: tuple[Language, ...]) -> Item:
    return replace(
        item,
        id=ItemId(prefix + item.id),
        text=_spoken(item.text, languages),
        stem=stem,
        help=None if item.help is None else _spoken(item.help, languages),
        options=tuple(replace(one, text=_spoken(one.text, languages)) for one in item.options),
        anchors=tuple((point, _spoken(text, languages)) for point, text in item.anchors),
        instrument=name,
    )


def _score(score: Score, prefix: str) -> Score:
    return replace(
        score,
        id=ScoreId(prefix + score.id),
        items=tuple(ItemId(prefix + item) for item in score.items),
        reverse=frozenset(ItemId(prefix + item) for item in score.reverse),
    )


def _spoken(text: Localised, languages: tuple[Language, ...]) -> Localised:
    """The text in those of the languages in which it is there, in their order; else in its own first language."""
    own = dict(text.by_language)
    shared = tuple((language, own[language]) for language in languages if language in own)
    return Localised(shared or text.by_language[:1])
