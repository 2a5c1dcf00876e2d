"""The items of a questionnaire, each checked against its kind."""

from __future__ import annotations

import re
from collections.abc import Mapping as Map

from adapters.lab.branches import Branch, read_branch
from adapters.lab.faults import Notes
from adapters.lab.reading import (
    NOTHING,
    Section,
    claimed_id,
    decimal,
    duration,
    localised,
    matching,
    one_of,
    truth,
    whole,
)
from adapters.lab.yaml12 import Mapping, Node, Scalar
from bot.domain.ids import ItemId, Language, OptionCode
from bot.domain.questionnaire import Item, Option, Role
from bot.domain.questions import KINDS
from bot.domain.words import Localised

MAX_ITEMS = 100  # far past three minutes
MAX_BUTTONS = 97  # Telegram takes 100 buttons under a message; Back, Skip and Later are three of them
MAX_LABEL = 40  # characters that a button shows whole when it has the row to itself
MAX_TYPED = 500  # characters of free text: the longer a text, the more it gives away
MAX_NUMBER = 9999  # the longest number that a typed answer may have

_VAR_HELP = "Use small letters, digits and '_', a letter first, at most 26."
VAR = matching(re.compile(r"[a-z][a-z0-9_]{0,25}"), "an id", _VAR_HELP)

#: Every type of the format, whether or not this version can ask it.
TYPES = (
    "statement", "single_choice", "multi_choice", "scale", "yes_no", "integer", "decimal", "short_text", "long_text",
    "date", "time", "body_area",
)  # fmt: skip
_ANY = ("id", "type", "text", "help", "show_if")
_QUESTION = ("required", "recall", "core", "sensitive_support")
_ROLE = ("role", "generalise")
#: Which keys a type has beside those of any item; a type that is not here may have all of them.
_KEYS: Map[str, tuple[str, ...]] = {
    "statement": (),
    "single_choice": (*_QUESTION, *_ROLE, "options"),
    "scale": (*_QUESTION, *_ROLE, "min", "max", "step", "anchors"),
    "yes_no": (*_QUESTION, *_ROLE),
    "long_text": (*_QUESTION, "max_length", "link_text"),
}
_NEEDS: Map[str, tuple[str, ...]] = {
    "single_choice": ("options",),
    "scale": ("min", "max", "anchors"),
    "long_text": ("max_length",),
}
_EVERY = (
    *_ANY, *_QUESTION, *_ROLE, "options", "min", "max", "step", "anchors", "max_length", "link_text", "select", "unit",
    "map", "risk",
)  # fmt: skip


def read_items(top: Section, languages: tuple[Language, ...]) -> tuple[Item, ...]:
    """The items that could be read, in order."""
    nodes, notes, at = top.each("items"), top.notes, top.where("items")
    if len(nodes) > MAX_ITEMS:
        notes.add(at, f"there are {len(nodes)} items", f"Keep to {MAX_ITEMS}; a check-in takes three minutes.")
    branch = Branch(all_ids=tuple(ItemId(claimed_id(item)) for item in nodes))
    found = [item for one in nodes if (item := _item(one, notes, languages, branch)) is not None]
    if found and all(item.kind == "statement" for item in found):
        notes.add(at, "there is no question among the items", "Add an item that asks something.")
    return tuple(found)


def _item(node: Node, notes: Notes, languages: tuple[Language, ...], branch: Branch) -> Item | None:
    if isinstance(node, Mapping) and any(key.text == "use" for key, _ in node.entries):
        notes.add(node, "this version of Labbot cannot place an instrument yet", "Take the item out for now.")
        return None
    values = Section.of(node, notes, "an item", required=("id", "type", "text"), optional=_EVERY)
    kind = values.get("type", one_of(*TYPES), "")
    item_id = ItemId(values.get("id", VAR, ""))
    _check_new(values, item_id, branch)
    if kind not in KINDS:
        if kind:
            notes.add(values.where("type"), f"this version of Labbot cannot ask a '{kind}' yet", _CAN_ASK)
        branch.earlier[item_id] = None
        return None
    _check_keys(values, kind)
    least, most = values.find("min", _NUMBER), values.find("max", _NUMBER)
    item = Item(
        id=item_id,
        kind=kind,
        text=values.get("text", localised(languages), NOTHING),
        help=values.find("help", localised(languages)),
        required=values.get("required", truth, False),
        show_if=read_branch(values, item_id, branch),
        options=_options(values, languages),
        minimum=least,
        maximum=most,
        anchors=_anchors(values, languages, least, most),
        max_length=values.find("max_length", whole(1, MAX_TYPED)),
        core=values.get("core", truth, False),
        sensitive_support=values.get("sensitive_support", truth, False),
        role=Role(values.get("role", one_of(*(role.value for role in Role)), Role.PLAIN.value)),
    )
    branch.earlier[item_id] = item
    return item


def _check_new(values: Section, item: ItemId, branch: Branch) -> None:
    if item and item in branch.earlier:
        values.notes.add(values.where("id"), f"two items have the id '{item}'", "Give one of them another id.")


def _check_keys(values: Section, kind: str) -> None:
    """Keys that this kind needs or cannot have, and those whose promise this version does not keep yet."""
    notes = values.notes
    if kind in _KEYS:
        for key in values.values:
            if key not in (*_ANY, *_KEYS[kind], "risk"):
                notes.add(values.where(key), f"a {kind} has no '{key}'", "Remove it.")
    for key in _NEEDS.get(kind, ()):
        if key not in values.values:
            notes.add(values.at, f"a {kind} needs '{key}'", f"Add the line '{key}: …'.")
    if "risk" in values.values:
        notes.add(
            values.where("risk"),
            "this version of Labbot has no support rules for an item with 'risk'",
            "Take the item out, or ask it where somebody can act on it.",
        )
    if values.find("link_text", truth):
        notes.add(values.where("link_text"), "this version of Labbot keeps texts apart from codes", "Remove the line.")
    if values.get("step", whole(1, MAX_NUMBER), 1) != 1:
        notes.add(values.where("step"), "this version of Labbot counts a scale by ones", "Remove 'step'.")
    values.find("recall", duration)
    generalise = values.values.get("generalise")
    if generalise is not None and not isinstance(generalise, Mapping):
        notes.add(generalise, "'generalise' should be a map", "Write 'key: value' lines.")


def _options(values: Section, languages: tuple[Language, ...]) -> tuple[Option, ...]:
    nodes, notes = values.each("options"), values.notes
    if nodes and not 2 <= len(nodes) <= MAX_BUTTONS:
        notes.add(values.where("options"), f"there are {len(nodes)} options", f"Give 2 to {MAX_BUTTONS}.")
    codes: set[str] = set()
    labels: set[tuple[str, str]] = set()
    options = []
    for one in nodes:
        option = _option(one, notes, languages)
        said = {(language, label.casefold()) for language, label in option.text.by_language}
        if option.code and option.code in codes:
            notes.add(one, f"two options have the code '{option.code}'", "Give one of them another code.")
        if said & labels:
            notes.add(one, "two options have the same words", "Word them apart: a person may type them.")
        codes.add(option.code)
        labels |= said
        options.append(option)
    return tuple(options)


def _option(node: Node, notes: Notes, languages: tuple[Language, ...]) -> Option:
    one = Section.of(node, notes, "an option", required=("code", "text"), optional=("value", "open", "exclusive"))
    for key in ("open", "exclusive"):
        if one.find(key, truth):
            notes.add(one.where(key), f"this version of Labbot has no '{key}' options yet", "Remove it.")
    return Option(
        code=OptionCode(one.get("code", VAR, "")),
        text=one.get("text", localised(languages, longest=MAX_LABEL), NOTHING),
        value=one.find("value", decimal),
    )


def _anchors(
    values: Section, languages: tuple[Language, ...], least: int | None, most: int | None
) -> tuple[tuple[int, Localised], ...]:
    """The named points of a scale, lowest first. Both ends must have a name: a screen reader has nothing else."""
    notes = values.notes
    if least is not None and most is not None:
        if least >= most:
            notes.add(values.where("max"), f"the scale goes from {least} to {most}", "Make 'max' larger than 'min'.")
        elif most - least >= MAX_BUTTONS:
            notes.add(values.where("max"), f"the scale has {most - least + 1} points", f"Keep to {MAX_BUTTONS}.")
    node = values.values.get("anchors")
    if node is None:
        return ()
    if not isinstance(node, Mapping):
        notes.add(node, "'anchors' should be a map", 'Write {0: {en: "None"}, 10: {en: "Worst"}}.')
        return ()
    found: dict[int, Localised] = {}
    for key, value in node.entries:
        point = _NUMBER(Scalar(key.text, True, key.line), notes)
        said = localised(languages, longest=MAX_LABEL * 2)(value, notes)
        if point is not None and said is not None:
            found[point] = said
            if least is not None and most is not None and not least <= point <= most:
                notes.add(key, f"{point} is not on the scale from {least} to {most}", "Move it or widen the scale.")
    for end in (least, most):
        if end is not None and str(end) not in {key.text for key, _ in node.entries}:
            notes.add(node, f"the end {end} of the scale has no name", f'Add {end}: {{en: "…"}}.')
    return tuple(sorted(found.items(), key=lambda anchor: anchor[0]))


_NUMBER = whole(0, MAX_NUMBER)
_CAN_ASK = f"It can ask: {', '.join(KINDS)}."
