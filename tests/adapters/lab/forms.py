"""Small questionnaires as their authors would write them, and what the reader says of them."""

from __future__ import annotations

import re
from pathlib import Path

from adapters.lab import EXAMPLE, Faults, read_questionnaire
from adapters.lab.content import Instruments
from adapters.lab.faults import Notes
from adapters.lab.yaml12 import Mapping, Node, Scalar, parse
from bot.domain.questionnaire import Questionnaire
from tests.adapters.lab.json_schema import Json

TOP = """\
format: checkin/1
id: tiny
version: 1.0.0
languages: [en]
title: "Tiny"
items:
"""
FIRST_ITEM = TOP.count("\n") + 1
"""The line on which the first item begins."""

SHIPPED = tuple(sorted((EXAMPLE / "questionnaires").glob("*.yaml")))


def form_of(*items: str, rest: str = "") -> str:
    """A questionnaire of these items, each a map in YAML on one line; the first stands on `FIRST_ITEM`."""
    return TOP + "".join(f"  - {item}\n" for item in items) + rest


def read_form(*items: str, rest: str = "", library: Instruments | None = None) -> Questionnaire:
    """The questionnaire of these items, which must have no fault."""
    read = read_questionnaire(form_of(*items, rest=rest), "tiny.yaml", library)
    assert isinstance(read, Questionnaire), str(read)
    return read


def faults_of(*items: str, rest: str = "", library: Instruments | None = None) -> list[str]:
    """What the reader says of these items, a line each."""
    return faults_in(form_of(*items, rest=rest), library)


def faults_in(source: str, library: Instruments | None = None) -> list[str]:
    read = read_questionnaire(source, "tiny.yaml", library)
    return [str(fault) for fault in read] if isinstance(read, Faults) else []


def source_of(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def as_json(source: str) -> Json:
    """The document as JSON has it, by the core rules of YAML 1.2."""
    notes = Notes("a.yaml")
    root = parse(source, notes)
    assert root is not None, notes.faults
    return _plain(root)


def _plain(node: Node) -> Json:
    match node:
        case Scalar() if node.is_null():
            return None
        case Scalar(text="true" | "false" as text, plain=True):
            return text == "true"
        case Scalar(text=text, plain=True) if re.fullmatch("-?[0-9]+", text):
            return int(text)
        case Scalar(text=text, plain=True) if re.fullmatch(r"-?[0-9]+\.[0-9]+", text):
            return float(text)
        case Scalar(text=text):
            return text
        case Mapping(entries=entries):
            return {key.text: _plain(value) for key, value in entries}
    return [_plain(item) for item in node.items]
