"""Sentences by key, out of gettext catalogues (``.po``) whose msgids are symbolic.

A small reader of our own: Babel's takes 65 ms to import (measured 2026-11-22, Python 3.11), and there is no context or
code comment to read here. Like gettext, it leaves out entries that are empty or marked fuzzy.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from adapters.lab.faults import Line, Notes, meant
from adapters.lab.mistakes import SENTENCES, TWICE
from bot.domain.ids import Language
from bot.domain.plurals import RULES, Plural, rule_of
from bot.domain.words import Counted, Template, gaps

NATION = "support.nation."
"""How the keys of nations begin. A lab may name any, so that these alone may be new in its catalogue."""
PLURAL_FORMS = {
    Language("en"): "nplurals=2; plural=(n != 1);",
    Language("cy"): "nplurals=6; plural=(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n==3 ? 3 : n==6 ? 4 : 5);",
}
"""The rules of ``bot.domain.plurals``, as the header of a catalogue states them."""
NUMBER = "n"  # the gap whose number chooses the form
_LINE = re.compile(r'(?:(msgid|msgid_plural|msgstr|msgstr\[[0-9]\])[ \t]+)?"((?:[^"\\]|\\.)*)"')
_ESCAPES = {"n": "\n", "t": "\t", '"': '"', "\\": "\\"}


@dataclass(frozen=True, slots=True)
class Sentence:
    """One entry: what is said, and where it stands."""

    text: Template
    line: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Catalogue:
    """A catalogue, read. `reviewed_by` is the native reader that its header names; None when it says nothing of one."""

    sentences: Mapping[str, Sentence] = field(default_factory=dict)
    reviewed_by: str | None = None

    def texts(self) -> dict[str, Template]:
        return {key: sentence.text for key, sentence in self.sentences.items()}


@dataclass(slots=True)
class _Entry:
    line: int = 0
    fuzzy: bool = False
    parts: dict[str, str] = field(default_factory=dict)
    current: str = ""

    @property
    def is_whole(self) -> bool:
        return any(part.startswith("msgstr") for part in self.parts)


def read_catalogue(source: str, language: Language, notes: Notes) -> Catalogue:
    """The sentences of a catalogue in `language`, by key."""
    found: dict[str, Sentence] = {}
    header: dict[str, str] = {}
    for entry in _entries(source, notes):
        key = entry.parts.get("msgid", "")
        if not key:
            header |= _header(entry, language, notes)
            continue
        text = None if entry.fuzzy else _template(key, entry, language, notes)
        if text is None:
            continue
        if key in found:
            message = f"'{key}' is here twice, first on line {found[key].line}"
            notes.add(Line(entry.line), message, "Keep one of the two.", TWICE)
            continue
        found[key] = Sentence(text, entry.line)
    return Catalogue(sentences=found, reviewed_by=header.get("x-reviewed-by"))


def _entries(source: str, notes: Notes) -> list[_Entry]:
    entries = [_Entry()]
    for number, raw in enumerate(source.split("\n"), 1):
        line = raw.strip()
        between = not line or line.startswith("#")
        if entries[-1].is_whole and (between or line.startswith("msgid ")):
            entries.append(_Entry())
        if between:
            entries[-1].fuzzy |= line.startswith("#,") and "fuzzy" in line
        else:
            _take(entries[-1], line, number, notes)
    return entries


def _take(entry: _Entry, line: str, number: int, notes: Notes) -> None:
    match = _LINE.fullmatch(line)
    if match is None or not (match[1] or entry.current):
        remedy = 'Write msgid "key" and msgstr "text", each on a line.'
        notes.add(Line(number), "this line cannot be read", remedy, SENTENCES)
        return
    if match[1]:
        entry.current = match[1]
        entry.line = entry.line or number
    said = re.sub(r"\\(.)", lambda escape: _ESCAPES.get(escape[1], escape[0]), match[2])
    entry.parts[entry.current] = entry.parts.get(entry.current, "") + said


def _header(entry: _Entry, language: Language, notes: Notes) -> dict[str, str]:
    """The header's fields by their names in small letters; notes a rule for plurals that is not the language's."""
    lines = (line.partition(":") for line in entry.parts.get("msgstr", "").split("\n"))
    fields = {name.strip().lower(): value.strip() for name, colon, value in lines if colon}
    stated, known = fields.get("plural-forms"), PLURAL_FORMS.get(language)
    if stated is not None and known is not None and _bare(stated) != _bare(known):
        message = f"these are not the plural forms of '{language}'"
        notes.add(Line(entry.line), message, f"Write Plural-Forms: {known}", SENTENCES)
    return fields


def _bare(rule: str) -> str:
    """A rule without what its meaning does not hang on: tools differ in their spaces and brackets."""
    return re.sub(r"[\s();]", "", rule)


def _template(key: str, entry: _Entry, language: Language, notes: Notes) -> Template | None:
    """What an entry says; None when it is not translated, or not as a sentence with forms has to be."""
    said = {part: text for part, text in entry.parts.items() if part.startswith("msgstr[") and text}
    if not said:
        return entry.parts.get("msgstr") or None
    if language not in RULES:  # which form is for which number is not known here; gettext's last is the most general
        return Counted(other=said[max(said)], own={})
    places = {f"msgstr[{at}]": plural for at, plural in enumerate(rule_of(language).forms)}
    if said.keys() != places.keys():
        _note_forms(key, entry, said, places, notes)
        return None
    by_form = {plural: said[part] for part, plural in places.items()}
    counted = Counted(other=by_form.pop(Plural.OTHER), own=by_form)
    if any(gaps(form) | {NUMBER} != gaps(counted) | {NUMBER} for form in counted.every()):
        message = f"the forms of '{key}' do not have the same gaps"
        notes.add(Line(entry.line), message, f"Give each the same; only {{{NUMBER}}} may be left out.", SENTENCES)
    return counted


def _note_forms(key: str, entry: _Entry, said: Mapping[str, str], places: Mapping[str, Plural], notes: Notes) -> None:
    """Notes which forms are too many or missing."""
    at, every = Line(entry.line), ", ".join(f"{part} is '{plural.value}'" for part, plural in places.items())
    for part in sorted(said.keys() - places.keys()):
        notes.add(at, f"'{key}' has a form {part} too many", f"In this language {every}.", SENTENCES)
    for part in sorted(places.keys() - said.keys()):
        notes.add(at, f"'{key}' lacks its form {part}", f"In this language {every}.", SENTENCES)


def check_overrides(own: Mapping[str, Sentence], shipped: Mapping[str, Sentence], notes: Notes) -> None:
    """Notes keys that the bot never says, and gaps that it would not fill."""
    for key, sentence in own.items():
        at = Line(sentence.line)
        if key not in shipped and key.startswith(NATION):
            continue
        if key not in shipped:
            notes.add(at, f"the bot never says '{key}'", meant(key, tuple(shipped), "Remove it."), SENTENCES)
            continue
        filled = gaps(shipped[key].text)
        for gap in sorted(gaps(sentence.text) - filled):
            known = ", ".join(f"{{{name}}}" for name in sorted(filled))
            remedy = f"Use {known}." if known else "Remove it."
            notes.add(at, f"'{key}' has no {{{gap}}} to fill in", remedy, SENTENCES)
        if isinstance(sentence.text, Counted) and NUMBER not in filled:
            notes.add(at, f"no number chooses among the forms of '{key}'", "Write one msgstr for it.", SENTENCES)
