"""A lab's file in the format ``wording/1``: the owner's words for an instrument that is shipped without them.

It brings words and nothing else: questions, codes, values and scoring stay as they are.
"""

from __future__ import annotations

from dataclasses import replace

from adapters.lab.faults import Notes
from adapters.lab.instrument import ENGLISH, Instrument, digest, read_stem
from adapters.lab.items import read_item
from adapters.lab.mistakes import MISSING_KEY
from adapters.lab.places import said
from adapters.lab.reading import Section, day, languages_reader, text
from adapters.lab.slots import Words, codes, codes_as_words, filled
from adapters.lab.yaml12 import Node

FORMAT = "wording/1"


def read_wording(root: Node, notes: Notes, instrument: Instrument) -> Instrument:
    """`instrument` with the words that are in the file, as far as they could be read."""
    keys = ("format", "use", "terms", "languages", "items")
    top = Section.of(root, notes, "a wording", required=keys, optional=("stem", "options"))
    _check_terms(top)
    languages = top.find("languages", languages_reader("languages")) or (ENGLISH,)
    words = top.section("items", required=tuple(item.id for item in instrument.items))
    items = tuple(
        read_item(filled(node, _words(node, words.values[item.id], top)), notes, languages) or item
        if item.id in words.values
        else item
        for node, item in zip(instrument.nodes, instrument.items, strict=True)
    )
    return replace(
        instrument,
        languages=languages,
        items=items,
        stem=read_stem(top, languages),
        worded=True,
        sha256=digest(top, "stem", "options", "items", before=instrument.sha256),
    )


def _check_terms(top: Section) -> None:
    """Somebody has accepted the owner's terms, and says so with their name and the day."""
    terms = top.section("terms", required=("accepted_by", "accepted_on"))
    terms.find("accepted_by", text)
    terms.find("accepted_on", day)


def _words(slot: Node, node: Node, top: Section) -> Words:
    """The words for one item. Without `options` of its own, it has those that stand at the top for all.

    Codes stand in for words that are missing, so that each is told once.
    """
    item, missing, wanted = said(slot, "id"), codes_as_words(slot), codes(slot)
    own = Section.of(node, top.notes, f"the wording of '{item}'", tuple(missing.texts), ("options",) if wanted else ())
    options = own if "options" in own.values else top
    if wanted and "options" not in options.values:
        top.notes.add(node, f"the wording of '{item}' has no 'options'", "Add words for each code.", MISSING_KEY)
    given = options.section("options", required=wanted).values if wanted else {}
    texts = {key: own.values.get(key, stand_in) for key, stand_in in missing.texts.items()}
    return Words(line=node.line, texts=texts, options={**missing.options, **given})
