"""What a questionnaire asks and works out: its items with their conditions, placed instruments, and its scores."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from adapters.lab.branches import Branch, asks_for, how_to_ask_for, read_branch
from adapters.lab.faults import Notes, Placed
from adapters.lab.items import read_item
from adapters.lab.mistakes import INSTRUMENT, NO_QUESTION, OPTIONS, TWICE
from adapters.lab.reading import Section, claimed_id
from adapters.lab.scores import read_scores
from adapters.lab.yaml12 import Mapping, Node
from bot.domain.expressions import Both, Expression
from bot.domain.ids import ItemId, Language
from bot.domain.item import Item, Option
from bot.domain.scoring import Score
from bot.domain.writing import OWN_WORDS

MAX_ITEMS = 100  # far past three minutes
_NAME = 26  # characters of the longest id


class Placement(Protocol):
    """What an instrument brings into a questionnaire."""

    @property
    def items(self) -> tuple[Item, ...]:
        """Its items, under their ids in this questionnaire."""

    @property
    def scores(self) -> tuple[Score, ...]:
        """Its scores, of those items."""

    @property
    def sha256(self) -> str:
        """What pins its wording, codes and scoring, in hex."""


class Instruments(Protocol):
    """The locked instruments that can be placed."""

    def place(self, node: Mapping, notes: Notes, languages: tuple[Language, ...]) -> Placement | None:
        """What the ``use`` at `node` places; None, with a fault, when there is no such instrument."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Content:
    """Items and scores, as far as they could be read, and what pins each instrument that was placed (hex)."""

    items: tuple[Item, ...]
    scores: tuple[Score, ...]
    pins: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """One entry of the list: an item, or what an instrument placed. `ids` are known even where `items` are not."""

    values: Section
    ids: tuple[ItemId, ...]
    items: tuple[Item, ...] = ()
    scores: tuple[Score, ...] = ()
    is_use: bool = False
    pin: str = ""


def read_content(top: Section, languages: tuple[Language, ...], library: Instruments | None = None) -> Content:
    """The items and scores of a questionnaire; what is wrong with any of them is noted."""
    nodes = top.each("items")
    entries = [_entry(node, top.notes, languages, library) for node in nodes[:MAX_ITEMS]]
    read = tuple(item for entry in entries for item in entry.items)
    _check_count(top, max(len(nodes), len(read)))
    _check_ids(entries)
    placed = tuple(score for entry in entries for score in entry.scores)
    scores = (*placed, *read_scores(top, read, languages, placed))
    items = tuple(_with_conditions(entries, scores))
    _check_open(entries, items)
    if read and all(item.kind == "statement" for item in read):
        what = "there is no question among the items"
        top.notes.add(top.where("items"), what, "Add an item that asks something.", NO_QUESTION)
    return Content(items=items, scores=scores, pins=tuple(entry.pin for entry in entries if entry.pin))


def _entry(node: Node, notes: Notes, languages: tuple[Language, ...], library: Instruments | None) -> Entry:
    entries = node.entries if isinstance(node, Mapping) else ()
    values = Section({key.text: value for key, value in entries}, node, notes)
    if not isinstance(node, Mapping) or "use" not in values.values:
        item = read_item(node, notes, languages)
        return Entry(values=values, ids=(ItemId(claimed_id(node)),), items=() if item is None else (item,))
    if library is None:
        remedy = "Check it as a part of its lab folder."
        notes.add(node, "an instrument is placed here, and the instruments are not at hand", remedy, INSTRUMENT)
    placed = None if library is None else library.place(node, notes, languages)
    if placed is None:
        return Entry(values=values, ids=(), is_use=True)
    ids = tuple(item.id for item in placed.items)
    return Entry(values=values, ids=ids, items=placed.items, scores=placed.scores, is_use=True, pin=placed.sha256)


def _check_count(top: Section, count: int) -> None:
    if count > MAX_ITEMS:
        remedy = f"Keep to {MAX_ITEMS}; a check-in takes three minutes."
        top.notes.add(top.where("items"), f"there are {count} items", remedy, NO_QUESTION)


def _check_ids(entries: Sequence[Entry]) -> None:
    seen: set[ItemId] = set()
    for entry in entries:
        for twice in (one for one in entry.ids if one and one in seen):
            at = entry.values.at if entry.is_use else entry.values.where("id")
            remedy = "Give the instrument another 'prefix'." if entry.is_use else "Give one of them another id."
            entry.values.notes.add(at, f"two items have the id '{twice}'", remedy, TWICE)
        seen.update(entry.ids)


def _with_conditions(entries: Sequence[Entry], scores: tuple[Score, ...]) -> Iterator[Item]:
    """Every item with what it depends on. The condition of a ``use`` holds for each item that was placed."""
    branch = Branch(
        all_ids=frozenset(item for entry in entries for item in entry.ids),
        scores={score.id: score for score in scores},
        blind=any(entry.is_use and not entry.items for entry in entries),
    )
    for entry in entries:
        condition = read_branch(entry.values, entry.ids, branch)
        yield from (_under(condition, item) for item in entry.items)
        branch.earlier.update(dict.fromkeys(entry.ids))
        branch.earlier.update({item.id: item for item in entry.items})


def _under(condition: Expression | None, item: Item) -> Item:
    if condition is None:
        return item
    return replace(item, show_if=condition if item.show_if is None else Both(condition, item.show_if))


def _check_open(entries: Sequence[Entry], items: tuple[Item, ...]) -> None:
    """Notes an open option for which no later item asks what it was."""
    places = {item.id: place for place, item in enumerate(items)}
    for entry in entries:
        for item in entry.items:
            later = [one for one in items[places[item.id] + 1 :] if one.kind in OWN_WORDS]
            for at, option in _open(entry, item):
                if not any(asks_for(one.show_if, item.id, option.code) for one in later):
                    what = f"nothing asks what '{option.code}' was"
                    entry.values.notes.add(at, what, f"Add after it: {_follow_up(item, option)}", OPTIONS)


def _open(entry: Entry, item: Item) -> Iterator[tuple[Placed, Option]]:
    """The open options of an item, each with its place in the file."""
    nodes = () if entry.is_use else entry.values.each("options")
    for place, option in enumerate(item.options):
        if option.open:
            yield nodes[place] if place < len(nodes) else entry.values.at, option


def _follow_up(item: Item, option: Option) -> str:
    """The entry that asks what an open option was."""
    name, condition = f"{item.id}_{option.code}"[:_NAME], how_to_ask_for(item, option.code)
    return f'- {{id: {name}, type: short_text, max_length: 120, show_if: "{condition}", text: "What was it?"}}'
