"""Libraries of instruments for tests: a lab's files, what they give, and what is wrong with them."""

from __future__ import annotations

from pathlib import Path

from adapters.lab.faults import Notes, in_order
from adapters.lab.instruments import Library
from adapters.lab.placing import Placed
from adapters.lab.yaml12 import Mapping, parse
from bot.domain.ids import Language
from tests.builders import ENGLISH, WELSH

NAMES = Library().names

OWN = """\
format: instrument/1
id: stiffness
version: 2
title: {en: "Stiffness"}
wording: shipped
licence: {id: CC-BY-4.0, holder: "Example Lab", notice: "Free to copy.", url: "https://example.org/terms"}
citation: "Example Lab, 2026."
recall: P7D
languages: [en, cy]
stem: {en: "Over the past 7 days:", cy: "Dros y 7 diwrnod diwethaf:"}
items:
  - id: q1
    type: single_choice
    text: {en: "How stiff was your back?", cy: "Pa mor anystwyth oedd eich cefn?"}
    options:
      - {code: little, value: 0, text: {en: "A little", cy: "Ychydig"}}
      - {code: much, value: 1, text: {en: "Much", cy: "Llawer"}}
  - id: q2
    type: scale
    sensitive_support: true
    role: sensitive
    text: {en: "How much did it bother you?", cy: "Faint wnaeth e eich poeni?"}
    min: 0
    max: 4
    anchors: {0: {en: "Not at all", cy: "Dim o gwbl"}, 4: {en: "Very much", cy: "Yn fawr iawn"}}
scores:
  - {id: stiff, method: sum, items: [q1, q2], reverse: [q1], missing: {min_answered: 2}}
"""

SLOTS = """\
format: instrument/1
id: bare
version: 1
title: {en: "Bare"}
wording: slots
licence: {id: LicenseRef-Bare, holder: "Somebody", notice: "Ask first.", url: "https://example.org/bare"}
citation: "Somebody, 2020."
recall: null
languages: [en]
items:
  - id: q1
    type: single_choice
    options: [{code: v0, value: 0}, {code: v1, value: 1}]
  - id: q2
    type: single_choice
    options: [{code: v0, value: 0}, {code: v1, value: 1}]
  - {id: q3, type: scale, min: 0, max: 4}
  - {id: q4, type: integer, min: 0, max: 7}
scores:
  - {id: bare, method: sum, items: [q1, q2, q3], missing: {min_answered: 3}}
"""

WORDS = """\
format: wording/1
use: bare@1
terms: {accepted_by: "A. Person, Example Lab", accepted_on: 2026-11-25}
languages: [en, cy]
stem: {en: "These days:", cy: "Y dyddiau hyn:"}
options:
  v0: {en: "Hardly", cy: "Prin"}
  v1: {en: "Often", cy: "Yn aml"}
items:
  q1:
    text: {en: "Do you rest?", cy: "Ydych chi'n gorffwys?"}
  q2:
    text: {en: "Do you walk?", cy: "Ydych chi'n cerdded?"}
    options:
      v0: {en: "No", cy: "Nac ydw"}
      v1: {en: "Yes", cy: "Ydw"}
  q3:
    text: {en: "How far?", cy: "Pa mor bell?"}
    anchors: {0: {en: "Nowhere", cy: "Unman"}, 4: {en: "Far", cy: "Pell"}}
  q4: {text: {en: "On how many days?", cy: "Ar sawl diwrnod?"}}
"""


def a_library(folder: Path, **files: str) -> tuple[Library, list[str]]:
    """The library of a lab with these instrument files, and what is wrong with them."""
    (folder / "instruments").mkdir()
    for name, text in files.items():
        (folder / "instruments" / f"{name.replace('_', '-')}.yaml").write_text(text, encoding="utf-8")
    return opened(folder)


def opened(folder: Path) -> tuple[Library, list[str]]:
    noted: list[Notes] = []

    def note(file: str) -> Notes:
        noted.append(Notes(file))
        return noted[-1]

    library = Library.of(folder, note)
    return library, [str(fault) for fault in in_order(*noted)]


def placed(use: str, library: Library | None = None, *languages: Language) -> tuple[Placed | None, list[str]]:
    """What a ``use``, written in one line, brings in, and what is wrong with it."""
    notes = Notes("tiny.yaml")
    node = parse(use, notes)
    assert isinstance(node, Mapping), notes.faults
    found = (library or Library()).place(node, notes, languages or (ENGLISH, WELSH))
    return found, [str(fault) for fault in notes.faults]


def well_placed(use: str, library: Library | None = None, *languages: Language) -> Placed:
    found, wrong = placed(use, library, *languages)
    assert wrong == []
    assert found is not None
    return found
