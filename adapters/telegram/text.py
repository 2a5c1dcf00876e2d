"""Rich text as Telegram takes it: plain text with entities, in pieces that fit.

Entities are sent, never markup: no character that a person or the lab typed can turn into formatting.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from adapters.graphemes import joined
from adapters.telegram import limits
from bot.domain.richtext import RichText, Style

Entity = dict[str, str | int]

_STYLES: Final = {Style.BOLD: "bold", Style.ITALIC: "italic"}
_LONE_SURROGATES: Final = re.compile("[\ud800-\udfff]")
#: A boundary is taken only in the last quarter of a piece, so that a message is not torn into scraps.
_SHORTEST: Final = limits.TEXT_CODE_POINTS * 3 // 4


@dataclass(frozen=True, slots=True)
class Piece:
    """What fits into one message. Entity offsets and lengths are in UTF-16 units, as Telegram counts them."""

    text: str
    entities: tuple[Entity, ...] = ()


@dataclass(frozen=True, slots=True)
class _Span:
    """Where a style lies in the whole text, in code points."""

    kind: str
    start: int
    end: int


def pieces(rich: RichText, most: int = limits.TEXT_CODE_POINTS) -> tuple[Piece, ...]:
    """The text in pieces of at most `most` code points; empty when there is nothing to read.

    A cut is made between paragraphs, else lines, else words, else characters as readers see them; an entity is cut only
    when it alone is longer than a message. White space at a cut is dropped, as Telegram does at the ends of a message.
    """
    text, spans = _flat(rich)
    found: list[Piece] = []
    start = _skip_space(text, 0)
    while start < len(text):
        end = _cut(text, spans, start, most)
        stop = start + len(text[start:end].rstrip())
        found.append(Piece(text[start:stop], _entities(text, spans, start, stop)))
        start = _skip_space(text, end)
    return tuple(found)


def units(text: str) -> int:
    """The length in UTF-16 units."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le")) // 2


def _flat(rich: RichText) -> tuple[str, list[_Span]]:
    """The whole text and its spans; neighbours of one style become one span, without the white space around it."""
    words: list[str] = []
    spans: list[_Span] = []
    at = 0
    for part in rich.parts:
        said = part.text if part.text.isascii() else _LONE_SURROGATES.sub("\ufffd", part.text)
        words.append(said)
        kind = _STYLES.get(part.style)
        if kind is not None and said:
            if spans and spans[-1].kind == kind and spans[-1].end == at:
                spans[-1] = _Span(kind, spans[-1].start, at + len(said))
            else:
                spans.append(_Span(kind, at, at + len(said)))
        at += len(said)
    return "".join(words), spans


def _skip_space(text: str, start: int) -> int:
    while start < len(text) and text[start].isspace():
        start += 1
    return start


def _cut(text: str, spans: list[_Span], start: int, most: int) -> int:
    """Where the piece that begins at `start` ends."""
    if len(text) - start <= most:
        return len(text)
    latest = start + most
    earliest = start + max(1, most * _SHORTEST // limits.TEXT_CODE_POINTS)
    for floor in (earliest, start + 1):
        for separator in ("\n\n", "\n", " "):
            at = _boundary(text, spans, separator, floor, latest)
            if at is not None:
                return at
    for spare in (spans, []):  # an entity longer than a message has to be cut
        for at in range(latest, start, -1):
            if not _inside(spare, at) and not joined(text, at):
                return at
    return latest  # thousands of marks on one letter: no boundary at all


def _boundary(text: str, spans: list[_Span], separator: str, floor: int, latest: int) -> int | None:
    """The last place to cut, before a `separator` from `floor` to `latest`, outside entities and characters."""
    at = text.rfind(separator, floor, latest + len(separator))
    while at >= floor:
        if at <= latest and not _inside(spans, at) and not joined(text, at):
            return at
        at = text.rfind(separator, floor, at)
    return None


def _inside(spans: list[_Span], at: int) -> bool:
    return any(span.start < at < span.end for span in spans)


def _entities(text: str, spans: list[_Span], start: int, stop: int) -> tuple[Entity, ...]:
    """The entities of text[start:stop]. Beyond Telegram's hundred the words stay and the emphasis goes."""
    found: list[Entity] = []
    for span in spans:
        first, last = max(span.start, start), min(span.end, stop)
        if first >= last or text[first:last].isspace():
            continue
        offset, length = units(text[start:first]), units(text[first:last])
        found.append({"type": span.kind, "offset": offset, "length": length})
    return tuple(found[: limits.ENTITIES])
