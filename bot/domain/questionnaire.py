"""A questionnaire as its author meant it: items in order, and who sees which."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from bot.domain.answer import Answer
from bot.domain.expressions import Expression, holds, names
from bot.domain.ids import FormId, ItemId, Language, OptionCode
from bot.domain.words import Localised


class Role(Enum):
    """How much an item says about who answered; decides what an export may hold."""

    DIRECT = "direct"
    QUASI = "quasi"
    SENSITIVE = "sensitive"
    PLAIN = "plain"


@dataclass(frozen=True, kw_only=True, slots=True)
class Option:
    code: OptionCode
    text: Localised
    value: float | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Item:
    """One thing on the page. `kind` is a name in ``questions.KINDS``; which other fields count depends on it.

    `minimum` and `maximum` are the ends of a scale; `max_length` counts characters of free text.
    """

    id: ItemId
    kind: str
    text: Localised
    help: Localised | None = None
    required: bool = False
    show_if: Expression | None = None
    options: tuple[Option, ...] = ()
    minimum: int | None = None
    maximum: int | None = None
    anchors: tuple[tuple[int, Localised], ...] = ()
    max_length: int | None = None
    core: bool = False
    sensitive_support: bool = False
    role: Role = Role.PLAIN


@dataclass(frozen=True, kw_only=True, slots=True)
class FormVersion:
    """Which wording somebody answered: id, version, and the SHA-256 (hex) of the file it came from."""

    form: FormId
    version: str
    sha256: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Questionnaire:
    """A published questionnaire. The first of `languages` is the default; `source` is its whole file."""

    ref: FormVersion
    languages: tuple[Language, ...]
    title: Localised
    items: tuple[Item, ...]
    purpose: Localised | None = None
    allow_skip: bool = True
    source: str = field(default="", repr=False)

    @property
    def id(self) -> FormId:
        return self.ref.form

    def item(self, item: ItemId) -> Item:
        """The item of that id. Raises KeyError for an id of another version."""
        for candidate in self.items:
            if candidate.id == item:
                return candidate
        raise KeyError(item)

    def index(self, item: ItemId) -> int:
        """The item's place, from 0."""
        return next(at for at, candidate in enumerate(self.items) if candidate.id == item)

    def pages(self, fits: int) -> tuple[tuple[Item, ...], ...]:
        """The items in runs of at most `fits`, cut wherever an item could depend on another of the same run.

        The cuts depend on nobody's answers, so that everybody meets the same pages.
        """
        runs: list[list[Item]] = []
        for item in self.items:
            needs = names(item.show_if) if item.show_if is not None else frozenset()
            if not runs or len(runs[-1]) >= fits or any(one.id in needs for one in runs[-1]):
                runs.append([])
            runs[-1].append(item)
        return tuple(tuple(run) for run in runs)

    def path(self, answers: Mapping[ItemId, Answer]) -> tuple[Item, ...]:
        """The items that somebody with `answers` is shown, in order.

        Only answers to items on the path count: an answer left over from a branch that is no longer taken decides
        nothing.
        """
        shown: list[Item] = []
        counted: dict[ItemId, Answer] = {}
        for item in self.items:
            if item.show_if is not None and not holds(item.show_if, counted):
                continue
            shown.append(item)
            if item.id in answers:
                counted[item.id] = answers[item.id]
        return tuple(shown)
