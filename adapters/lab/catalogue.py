"""Sentences by key, out of gettext catalogues (``.po``) whose msgids are symbolic.

A small reader of our own: Babel's takes 65 ms to import (measured 2026-11-22, Python 3.11), and there is no plural,
context or code comment to read here. Like gettext, it leaves out entries that are empty or marked fuzzy.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from adapters.lab.faults import Line, Notes, meant

GAP = re.compile(r"\{([a-z_]+)\}")  # the same as bot.domain.words
NATION = "support.nation."
"""How the keys of nations begin. A lab may name any, so that these alone may be new in its catalogue."""
_STRING = re.compile(r'"((?:[^"\\]|\\.)*)"')
_ESCAPES = {"n": "\n", "t": "\t", '"': '"', "\\": "\\"}


@dataclass(frozen=True, slots=True)
class Sentence:
    """One entry: what is said, and where it stands."""

    text: str
    line: int


@dataclass(slots=True)
class _Entry:
    line: int = 0
    fuzzy: bool = False
    parts: dict[str, str] = field(default_factory=dict)
    current: str = ""


def read_catalogue(source: str, notes: Notes) -> dict[str, Sentence]:
    """The sentences of a catalogue by key, the header left out."""
    found: dict[str, Sentence] = {}
    entry = _Entry()
    for number, raw in enumerate(source.split("\n"), 1):
        line = raw.strip()
        if not line or line.startswith("#"):
            if "msgstr" in entry.parts:
                _close(entry, found, notes)
                entry = _Entry()
            entry.fuzzy = entry.fuzzy or (line.startswith("#,") and "fuzzy" in line)
            continue
        if line.startswith("msgid ") and "msgstr" in entry.parts:
            _close(entry, found, notes)
            entry = _Entry()
        _take(entry, line, number, notes)
    _close(entry, found, notes)
    return found


def _take(entry: _Entry, line: str, number: int, notes: Notes) -> None:
    keyword, _, rest = ("", "", line) if line.startswith('"') else line.partition(" ")
    string = _STRING.fullmatch(rest.strip())
    if keyword not in {"", "msgid", "msgstr"} or string is None or (not keyword and not entry.current):
        notes.add(Line(number), "this line cannot be read", 'Write msgid "key" and msgstr "text", each on a line.')
        return
    if keyword:
        entry.current = keyword
        entry.line = entry.line or number
    said = re.sub(r"\\(.)", lambda escape: _ESCAPES.get(escape[1], escape[0]), string[1])
    entry.parts[entry.current] = entry.parts.get(entry.current, "") + said


def _close(entry: _Entry, found: dict[str, Sentence], notes: Notes) -> None:
    key, said = entry.parts.get("msgid", ""), entry.parts.get("msgstr", "")
    if not key or not said or entry.fuzzy:
        return
    if key in found:
        notes.add(Line(entry.line), f"'{key}' is here twice, first on line {found[key].line}", "Keep one of the two.")
        return
    found[key] = Sentence(said, entry.line)


def check_overrides(own: Mapping[str, Sentence], shipped: Mapping[str, Sentence], notes: Notes) -> None:
    """Notes keys that the bot never says, and gaps that it would not fill."""
    for key, sentence in own.items():
        at = Line(sentence.line)
        if key not in shipped and key.startswith(NATION):
            continue
        if key not in shipped:
            notes.add(at, f"the bot never says '{key}'", meant(key, tuple(shipped), "Remove it."))
            continue
        filled = set(GAP.findall(shipped[key].text))
        for gap in sorted(set(GAP.findall(sentence.text)) - filled):
            known = ", ".join(f"{{{name}}}" for name in sorted(filled))
            notes.add(at, f"'{key}' has no {{{gap}}} to fill in", f"Use {known}." if known else "Remove it.")
