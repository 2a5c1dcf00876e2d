"""An instrument in the format ``instrument/1``: questions that somebody published, with their codes and their scoring.

Of one with ``wording: slots`` the words are not in the file. Codes stand in for them until ``wording`` brings them.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256

from adapters.lab.faults import Notes
from adapters.lab.items import read_item
from adapters.lab.mistakes import INSTRUMENT, TWICE
from adapters.lab.reading import (
    NOTHING,
    Section,
    duration,
    languages_reader,
    localised,
    matching,
    maybe,
    one_of,
    slug,
    text,
    whole,
)
from adapters.lab.scores import read_scores
from adapters.lab.slots import codes_as_words, filled, words_in
from adapters.lab.yaml12 import Mapping, Node, Scalar
from bot.domain.ids import Language
from bot.domain.item import Item
from bot.domain.scoring import Score
from bot.domain.words import Localised

FORMAT = "instrument/1"
NAME = matching(
    re.compile(r"[a-z][a-z0-9_-]{0,39}@[1-9][0-9]{0,3}"), "an instrument", 'Write its id and version: "phq-4@1".'
)
MAX_ITEMS = 100  # as many as a questionnaire may have
MAX_STEM = 300  # characters of the line above the questions, which is read with each of them
ENGLISH = Language("en")
_KEYS = ("format", "id", "version", "title", "wording", "licence", "citation", "recall", "languages", "items")
_NOT_ITS_OWN = ("show_if", "core", "required", "recall")


@dataclass(frozen=True, kw_only=True, slots=True)
class Notice:
    """What its owner wants said wherever an instrument is used, and what to cite. `url` is where the terms stand."""

    title: Localised
    licence: str
    holder: str
    notice: str
    url: str
    citation: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Instrument:
    """One version of an instrument. `name` is what a questionnaire places, such as ``phq-4@1``.

    `stem` is the line above its questions. `recall` is how far back they look; None when they look at no fixed period.
    `worded` is false while its slots are empty. `nodes` are its items as they stand in the file. `sha256` (hex)
    changes with every word, code and rule, and with nothing else in the file.
    """

    name: str
    notice: Notice
    languages: tuple[Language, ...]
    items: tuple[Item, ...]
    scores: tuple[Score, ...]
    nodes: tuple[Node, ...]
    sha256: str
    worded: bool = True
    stem: Localised | None = None
    recall: timedelta | None = None

    @property
    def id(self) -> str:
        return id_of(self.name)

    @property
    def longest_id(self) -> int:
        """How many characters its longest id has, of items and scores."""
        ids: list[str] = [*(item.id for item in self.items), *(score.id for score in self.scores)]
        return max(map(len, ids), default=0)


def id_of(name: str) -> str:
    """``phq-4`` of ``phq-4@1``."""
    return name.partition("@")[0]


def read_instrument(root: Node, notes: Notes) -> Instrument | None:
    """The instrument as far as it could be read; None, with a fault, when it has no name."""
    top = Section.of(root, notes, "an instrument", required=_KEYS, optional=("stem", "scores"))
    top.find("format", one_of(FORMAT, "wording/1"))
    name, version = top.find("id", slug), top.find("version", whole(1, 9999))
    languages = top.find("languages", languages_reader("languages")) or (ENGLISH,)
    worded = top.get("wording", one_of("shipped", "slots"), "shipped") == "shipped"
    nodes = top.each("items")
    if len(nodes) > MAX_ITEMS:
        notes.add(top.where("items"), f"there are {len(nodes)} items", f"Keep to {MAX_ITEMS}.", INSTRUMENT)
    read = [(node, _item(node, notes, languages, worded)) for node in nodes[:MAX_ITEMS]]
    items = tuple(item for _, item in read if item is not None)
    _check_ids(top, items)
    found = Instrument(
        name=f"{name}@{version}",
        notice=_notice(top, languages),
        languages=languages,
        items=items,
        scores=read_scores(top, items, languages),
        nodes=tuple(node for node, item in read if item is not None),
        sha256=digest(top, "stem", "items", "scores"),
        worded=worded,
        stem=read_stem(top, languages),
        recall=top.find("recall", maybe(duration)),
    )
    return None if name is None or version is None else found


def read_stem(top: Section, languages: tuple[Language, ...]) -> Localised | None:
    """The line above the questions, if there is one."""
    return top.find("stem", localised(languages, longest=MAX_STEM))


def digest(top: Section, *keys: str, before: str = "") -> str:
    """The SHA-256 (hex) of what those keys hold, whatever the comments, quotation marks and line breaks around it.

    `before` is the digest of what came before, if anything did.
    """
    held = {key: _plain(top.values[key]) for key in keys if key in top.values}
    return sha256(json.dumps([before, held], sort_keys=True).encode()).hexdigest()


_Plain = str | list["_Plain"] | dict[str, "_Plain"]


def _plain(node: Node) -> _Plain:
    match node:
        case Scalar(text=written):
            return written
        case Mapping(entries=entries):
            return {key.text: _plain(value) for key, value in entries}
    return [_plain(member) for member in node.items]


def _item(node: Node, notes: Notes, languages: tuple[Language, ...], worded: bool) -> Item | None:
    """The item; in slots, with its codes for words. It is placed whole, so that nothing in it depends on a form."""
    for key, _ in node.entries if isinstance(node, Mapping) else ():
        if key.text in _NOT_ITS_OWN:
            what = f"an item of an instrument has no '{key.text}'"
            notes.add(key, what, "Remove it: an instrument is asked whole, wherever it is placed.", INSTRUMENT)
    if worded:
        return read_item(node, notes, languages)
    word = next(words_in(node), None)
    if word is None:
        return read_item(filled(node, codes_as_words(node)), notes, languages)
    what = "there are words here, and 'wording: slots' says that there are none"
    notes.add(word, what, "Put them into a file of the format wording/1.", INSTRUMENT)
    return None


def _check_ids(top: Section, items: tuple[Item, ...]) -> None:
    ids = [item.id for item in items]
    for twice in sorted({one for one in ids if ids.count(one) > 1}):
        top.notes.add(top.where("items"), f"two items have the id '{twice}'", "Give one of them another id.", TWICE)


def _notice(top: Section, languages: tuple[Language, ...]) -> Notice:
    licence = top.section("licence", required=("id", "holder", "notice", "url"))
    return Notice(
        title=top.get("title", localised(languages, longest=100, complete=False), NOTHING),
        licence=licence.get("id", text, ""),
        holder=licence.get("holder", text, ""),
        notice=licence.get("notice", text, ""),
        url=licence.get("url", text, ""),
        citation=top.get("citation", text, ""),
    )
