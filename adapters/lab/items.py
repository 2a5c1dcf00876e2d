"""An item of a questionnaire, checked against its type. What it depends on is read by ``branches``."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping as Map
from dataclasses import dataclass

from adapters.lab.faults import Notes
from adapters.lab.mistakes import MISSING_KEY, NOT_YET, RISK, TOO_LONG, TWICE, UNKNOWN_KEY, WRONG_SHAPE
from adapters.lab.names import KEYWORDS, RESERVED, VAR
from adapters.lab.options import check_exclusive, read_options, read_regions, read_select
from adapters.lab.reading import NOTHING, Section, duration, localised, one_of, truth, whole
from adapters.lab.spans import Days, Hours, Numbers, read_anchors, read_days, read_hours, read_numbers, read_unit
from adapters.lab.yaml12 import Mapping, Node
from bot.domain.ids import ItemId, Language
from bot.domain.item import Item, Role

MAX_TYPED = 500  # characters of free text: the longer a text, the more it gives away
MAX_BELOW = 1900  # characters under a question; Slack takes 2000 there, and a Telegram message all in all 4096

_ANY = ("id", "type", "text", "help", "show_if")
_QUESTION = ("required", "recall", "core", "sensitive_support", "risk")
_VALUE = (*_QUESTION, "role", "generalise")
_NUMBERS = ("min", "max", "step", "unit")


@dataclass(frozen=True, slots=True)
class Shape:
    """Which keys a type of item has, which of them it needs, and how much its answers say about who gave them."""

    has: tuple[str, ...]
    needs: tuple[str, ...] = ()
    role: Role = Role.PLAIN

    @property
    def keys(self) -> tuple[str, ...]:
        """Every key of an item of this type."""
        return (*_ANY, *self.has)


#: Every type of the format. Days, times and numbers can name a person when they stand beside other answers.
SHAPES: Map[str, Shape] = {
    "statement": Shape(()),
    "single_choice": Shape((*_VALUE, "options"), ("options",)),
    "multi_choice": Shape((*_VALUE, "options", "select"), ("options",)),
    "scale": Shape((*_VALUE, "min", "max", "step", "anchors"), ("min", "max", "anchors")),
    "yes_no": Shape(_VALUE),
    "integer": Shape((*_VALUE, *_NUMBERS), role=Role.QUASI),
    "decimal": Shape((*_VALUE, *_NUMBERS), role=Role.QUASI),
    "short_text": Shape((*_QUESTION, "max_length", "link_text"), ("max_length",)),
    "long_text": Shape((*_QUESTION, "max_length", "link_text"), ("max_length",)),
    "date": Shape((*_VALUE, "min", "max"), role=Role.QUASI),
    "time": Shape((*_VALUE, "min", "max"), role=Role.QUASI),
    "body_area": Shape((*_VALUE, "map", "select"), ("map",)),
}
_EVERY = tuple(dict.fromkeys(key for shape in SHAPES.values() for key in shape.keys))


def read_item(node: Node, notes: Notes, languages: tuple[Language, ...]) -> Item | None:
    """The item as far as it could be read, without its condition; None when its type is not known."""
    needed = ("id", "type", "text")
    values = Section.of(node, notes, "an item", needed, tuple(key for key in _EVERY if key not in needed))
    kind = values.find("type", one_of(*SHAPES))
    item_id = values.get("id", _item_id, ItemId(""))
    if kind is None:
        return None
    shape = SHAPES[kind]
    known = _known(values, kind, shape)
    _check_promises(known)
    item = _item(item_id, kind, shape, known, languages)
    _check_room(item, values, languages)
    return item


def _item(item_id: ItemId, kind: str, shape: Shape, values: Section, languages: tuple[Language, ...]) -> Item:
    options, regions = read_options(values, languages, kind), read_regions(values)
    amount = read_select(values, options, regions)
    check_exclusive(values, options)
    span = read_numbers(values, kind) if kind in {"scale", "integer", "decimal"} else Numbers()
    days = read_days(values) if kind == "date" else Days()
    hours = read_hours(values) if kind == "time" else Hours()
    return Item(
        id=item_id,
        kind=kind,
        text=values.get("text", localised(languages), NOTHING),
        help=values.find("help", localised(languages)),
        required=values.get("required", truth, False),
        options=options,
        fewest=amount.fewest,
        most=amount.most,
        minimum=span.least,
        maximum=span.most,
        step=span.step,
        unit=read_unit(values, languages),
        anchors=read_anchors(values, languages, span),
        earliest=days.earliest,
        latest=days.latest,
        past=days.past,
        opens=hours.opens,
        closes=hours.closes,
        regions=regions,
        max_length=values.find("max_length", whole(1, MAX_TYPED)),
        core=values.get("core", truth, False),
        sensitive_support=values.get("sensitive_support", truth, False),
        role=Role(values.get("role", one_of(*(role.value for role in Role)), shape.role.value)),
    )


def _item_id(node: Node, notes: Notes) -> ItemId | None:
    found = VAR(node, notes)
    if found in RESERVED:
        what = "is a word of show_if" if found in KEYWORDS else "is a column of every table already"
        notes.add(node, f"'{found}' {what}", "Give the item another id.", TWICE)
    return None if found is None else ItemId(found)


def _known(values: Section, kind: str, shape: Shape) -> Section:
    """The keys that this type has. The others, and those that are missing, are noted."""
    notes, what = values.notes, f"{'an' if kind[0] in 'aeiou' else 'a'} {kind}"
    for key in values.values:
        if key not in shape.keys:
            notes.add(values.where(key), f"{what} has no '{key}'", "Remove it.", UNKNOWN_KEY)
    for key in shape.needs:
        if key not in values.values:
            notes.add(values.at, f"{what} needs '{key}'", f"Add the line '{key}: …'.", MISSING_KEY)
    return Section({key: node for key, node in values.values.items() if key in shape.keys}, values.at, notes)


def _check_promises(values: Section) -> None:
    """Keys whose promise this version does not keep yet, and those that it checks and keeps nothing of."""
    notes = values.notes
    if "risk" in values.values:
        what = "this version of Labbot has no support rules for an item with 'risk'"
        notes.add(values.where("risk"), what, "Take the item out, or ask it where somebody can act on it.", RISK)
    if values.find("link_text", truth):
        what = "this version of Labbot keeps texts apart from codes"
        notes.add(values.where("link_text"), what, "Remove the line.", NOT_YET)
    values.find("recall", duration)
    generalise = values.values.get("generalise")
    if generalise is not None and not isinstance(generalise, Mapping):
        notes.add(generalise, "'generalise' should be a map", "Write 'key: value' lines.", WRONG_SHAPE)


def _check_room(item: Item, values: Section, languages: tuple[Language, ...]) -> None:
    """Notes help, names of points and options that do not fit under the question together."""
    for language in languages:
        over = sum(len(text) + 1 for text in _below(item, language)) - MAX_BELOW
        if over > 0:
            what = f"what stands under the question ({language}) is {over} characters too long to fit"
            values.notes.add(values.at, what, f"Keep help and names to {MAX_BELOW} together.", TOO_LONG)


def _below(item: Item, language: Language) -> Iterator[str]:
    """What is read under a question. Options stand there too where several can be chosen: those are said back."""
    if item.help is not None:
        yield item.help.text(language)
    for point, name in item.anchors:
        yield f"{point} = {name.text(language)}"
    if item.kind == "multi_choice":
        yield from (option.text.text(language) for option in item.options if option.text.by_language)
