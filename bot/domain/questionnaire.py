"""A questionnaire as its author meant it: items in order, and who sees which."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bot.domain.answer import Answer
from bot.domain.expressions import NO_SCORES, holds, names, scores_in
from bot.domain.ids import FormId, ItemId, Language, ScoreId
from bot.domain.item import Item
from bot.domain.scoring import Score, score
from bot.domain.words import Localised


@dataclass(frozen=True, kw_only=True, slots=True)
class FormVersion:
    """Which wording somebody answered: id, version, and the SHA-256 (hex) of the file it came from."""

    form: FormId
    version: str
    sha256: str


_Step = tuple[Item, frozenset[ScoreId], bool]
"""An item, the scores that its condition looks at, and whether any condition looks at it: worked out once."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Questionnaire:
    """A published questionnaire. The first of `languages` is the default; `source` is its whole file."""

    ref: FormVersion
    languages: tuple[Language, ...]
    title: Localised
    items: tuple[Item, ...]
    purpose: Localised | None = None
    allow_skip: bool = True
    scores: tuple[Score, ...] = ()
    source: str = field(default="", repr=False)
    _places: Mapping[ItemId, int] = field(init=False, repr=False, compare=False)
    _pages: dict[int, tuple[tuple[Item, ...], ...]] = field(init=False, repr=False, compare=False)
    _steps: tuple[_Step, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_steps", _steps(self.items, self.scores))
        object.__setattr__(self, "_places", {item.id: at for at, item in reversed(tuple(enumerate(self.items)))})
        object.__setattr__(self, "_pages", {})

    @property
    def id(self) -> FormId:
        return self.ref.form

    @property
    def has_shorter(self) -> bool:
        """Whether a shorter check-in, of the core items only, would ask less."""
        asked = [item for item in self.items if item.kind != "statement"]
        return any(item.core for item in asked) and not all(item.core for item in asked)

    def item(self, item: ItemId) -> Item:
        """The item of that id. Raises KeyError for an id of another version."""
        return self.items[self._places[item]]

    def index(self, item: ItemId) -> int:
        """The item's place, from 0. Raises KeyError as `item` does."""
        return self._places[item]

    def pages(self, fits: int) -> tuple[tuple[Item, ...], ...]:
        """The items in runs of at most `fits`, cut wherever an item could depend on another of the same run.

        The cuts depend on nobody's answers, so that everybody meets the same pages.
        """
        if fits not in self._pages:
            self._pages[fits] = self._cut(fits)
        return self._pages[fits]

    def path(self, answers: Mapping[ItemId, Answer], *, shorter: bool = False) -> tuple[Item, ...]:
        """The items that somebody with `answers` is shown, in order.

        Only answers to items on the path count: an answer left over from a branch that is no longer taken decides
        nothing. A `shorter` path has the core items, and what was answered before it became shorter.
        """
        shown: list[Item] = []
        counted: dict[ItemId, Answer] = {}
        for item, looks, is_looked_at in self._steps:
            if shorter and not item.core and item.id not in answers:
                continue
            if item.show_if is not None:
                scores = self._scores_of(counted, looks) if looks else NO_SCORES
                if not holds(item.show_if, counted, scores):
                    continue
            shown.append(item)
            if is_looked_at and item.id in answers:
                counted[item.id] = answers[item.id]
        return tuple(shown)

    def scored(self, answers: Mapping[ItemId, Answer]) -> dict[ScoreId, float | None]:
        """Every score of `answers`, which must be those that count."""
        return self._scores_of(answers, frozenset(one.id for one in self.scores))

    def _scores_of(self, answers: Mapping[ItemId, Answer], wanted: frozenset[ScoreId]) -> dict[ScoreId, float | None]:
        by_id = {item.id: item for item in self.items}
        return {one.id: score(one, by_id, answers) for one in self.scores if one.id in wanted}

    def _cut(self, fits: int) -> tuple[tuple[Item, ...], ...]:
        runs: list[list[Item]] = []
        for item in self.items:
            needs = _needs(item, self.scores)
            if not runs or len(runs[-1]) >= fits or any(one.id in needs for one in runs[-1]):
                runs.append([])
            runs[-1].append(item)
        return tuple(tuple(run) for run in runs)


def _needs(item: Item, scores: Sequence[Score]) -> frozenset[ItemId]:
    """The items that decide whether this one is shown."""
    if item.show_if is None:
        return frozenset()
    wanted = scores_in(item.show_if)
    return names(item.show_if).union(*(one.items for one in scores if one.id in wanted))


def _steps(items: Sequence[Item], scores: Sequence[Score]) -> tuple[_Step, ...]:
    looked_at = frozenset[ItemId]().union(*(_needs(item, scores) for item in items))
    return tuple(
        (item, frozenset() if item.show_if is None else scores_in(item.show_if), item.id in looked_at) for item in items
    )
