"""The shipped instruments, read twice: by a plain reader that is not the product's, and as Labbot itself reads them."""

from __future__ import annotations

import re
from collections.abc import Mapping as Map
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from adapters.lab import EXAMPLE
from adapters.lab.faults import Notes
from adapters.lab.instrument import Instrument as Read
from adapters.lab.instruments import Library
from adapters.lab.yaml12 import Mapping, Node, Scalar, parse, read_text
from bot.domain.answer import Answer, Chosen, Number
from bot.domain.ids import ItemId, OptionCode, ScoreId
from bot.domain.item import Item, Option, Role
from bot.domain.scoring import Band, Method, Score
from bot.domain.words import Localised

FOLDER = EXAMPLE / "instruments"
NAMES = tuple(sorted(path.stem for path in FOLDER.glob("*.yaml")))


@dataclass(frozen=True, kw_only=True, slots=True)
class Instrument:
    """One file: `raw` is all of it as JSON would have it, with every quoted text a text."""

    raw: Map[str, Any]
    items: Map[ItemId, Item]
    scores: Map[str, Score]

    def answers(self, *values: int | str | None, prefix: str = "") -> dict[ItemId, Answer]:
        """These values given to the first questions, in order: None leaves one out, a text is an option's code."""
        given = zip(self.items.values(), values, strict=False)
        return {ItemId(prefix + item.id): _answer(item, value) for item, value in given if value is not None}


def as_labbot_reads(name: str) -> Read:
    """The instrument as a questionnaire would place it, still under its own ids."""
    found = Library().find(f"{name}@1")
    assert found is not None
    return found


def words_for(name: str) -> str:
    """A lab's file with made-up words for every slot of an instrument."""
    raw = instrument(name).raw
    lines = ["format: wording/1", f"use: {name}@1", "terms: {accepted_by: A. Person, accepted_on: 2026-11-25}"]
    lines += ["languages: [en]", "items:"]
    for item in raw["items"]:
        lines += [f"  {item['id']}:", f'    text: "About {item["id"]}?"']
        codes = [option["code"] for option in item.get("options", ())]
        lines += ["    options:", *(f'      {code}: "Answer {code}"' for code in codes)] if codes else []
    return "\n".join(lines) + "\n"


def slotted() -> tuple[str, ...]:
    """The instruments that are shipped without their words."""
    return tuple(name for name in NAMES if instrument(name).raw["wording"] == "slots")


@cache
def instrument(name: str) -> Instrument:
    """The instrument of that file; a file that is not plain YAML 1.2 fails the test with its line."""
    notes = Notes(f"{name}.yaml")
    source = read_text(path(name), notes)
    root = None if source is None else parse(source, notes)
    assert root is not None, notes.faults
    assert not notes.faults, "\n".join(map(str, notes.faults))
    raw = plain(root)
    items = [_item(one) for one in raw["items"]]
    return Instrument(
        raw=raw,
        items={item.id: item for item in items},
        scores={one["id"]: _score(one) for one in raw["scores"]},
    )


def plain(node: Node) -> Any:  # noqa: ANN401 - what a file holds is only known where it is used
    """The node as JSON would have it, by the rules of YAML 1.2: an unquoted number is a number, and `true` is true."""
    match node:
        case Scalar() if node.is_null():
            return None
        case Scalar(text="true" | "false" as text, plain=True):
            return text == "true"
        case Scalar(text=text, plain=True) if re.fullmatch(r"-?[0-9]+", text):
            return int(text)
        case Scalar(text=text, plain=True) if re.fullmatch(r"-?[0-9]+\.[0-9]+", text):
            return float(text)
        case Scalar(text=text):
            return text
        case Mapping(entries=entries):
            return {key.text: plain(value) for key, value in entries}
    return [plain(item) for item in node.items]


def _answer(item: Item, value: int | str) -> Answer:
    if isinstance(value, str):
        return Chosen(OptionCode(value))
    if item.kind == "single_choice":
        return Chosen(next(option.code for option in item.options if option.value == value))
    return Number(value)


def _item(raw: Map[str, Any]) -> Item:
    return Item(
        id=ItemId(raw["id"]),
        kind=raw["type"],
        text=Localised.of(**raw.get("text", {"en": raw["id"]})),
        options=tuple(
            Option(
                code=OptionCode(one["code"]),
                text=Localised.of(**one.get("text", {"en": one["code"]})),
                value=one["value"],
            )
            for one in raw.get("options", ())
        ),
        minimum=raw.get("min"),
        maximum=raw.get("max"),
        anchors=tuple((int(point), Localised.of(**text)) for point, text in raw.get("anchors", {}).items()),
        sensitive_support=raw.get("sensitive_support", False),
        role=Role(raw.get("role", "quasi" if raw["type"] == "integer" else "plain")),
    )


def _score(raw: Map[str, Any]) -> Score:
    least, greatest = raw["range"]
    return Score(
        id=ScoreId(raw["id"]),
        method=Method(raw["method"]),
        items=tuple(map(ItemId, raw["items"])),
        min_answered=raw["missing"]["min_answered"],
        reverse=frozenset(map(ItemId, raw.get("reverse", ()))),
        range=(least, greatest),
        scale=raw.get("scale", 1),
        offset=raw.get("offset", 0),
        round=raw.get("round"),
        table=tuple((float(of), outcome) for of, outcome in raw.get("table", {}).items() if outcome is not None),
        bands=tuple(
            Band(id=one["id"], low=one["from"], high=one["to"], text=Localised.of(**one["text"]))
            for one in raw.get("bands", ())
        ),
    )


def path(name: str) -> Path:
    return FOLDER / f"{name}.yaml"
