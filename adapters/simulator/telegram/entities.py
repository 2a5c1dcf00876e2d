"""Checks formatting entities and reads HTML formatting into them.

Offsets and lengths count UTF-16 code units, while the length limit counts code points.
Source: core.telegram.org/bots/api#messageentity and #formatting-options, checked 2026-11-24.
"""

from __future__ import annotations

from html.parser import HTMLParser

from adapters.simulator.telegram import limits
from adapters.simulator.telegram.record import Json

_NEEDS = {"text_link": "url", "text_mention": "user", "custom_emoji": "custom_emoji_id", "date_time": "unix_time"}
_TAGS = {
    "b": "bold", "strong": "bold", "i": "italic", "em": "italic", "u": "underline", "ins": "underline",
    "s": "strikethrough", "strike": "strikethrough", "del": "strikethrough", "tg-spoiler": "spoiler", "code": "code",
    "pre": "pre", "a": "text_link", "blockquote": "blockquote", "span": "spoiler", "tg-emoji": "custom_emoji",
    "tg-time": "date_time",
}  # fmt: skip


def problem_with(text: str, entities: object) -> str | None:
    """What is wrong with these entities of this text, or None."""
    if not isinstance(entities, list):
        return "entities are not a list"
    if len(entities) > limits.ENTITIES:
        return f"{len(entities)} entities, later than {limits.ENTITIES} are ignored"
    units = text.encode("utf-16-le")
    for entity in entities:
        if (problem := _problem_with_one(units, entity)) is not None:
            return problem
    return None


def _problem_with_one(units: bytes, entity: object) -> str | None:
    if not isinstance(entity, dict):
        return "an entity is not an object"
    kind, offset, length = entity.get("type"), entity.get("offset"), entity.get("length")
    if kind not in limits.ENTITY_TYPES:
        return f"unknown entity type {kind!r}"
    if not isinstance(offset, int) or not isinstance(length, int) or offset < 0 or length < 1:
        return f"{kind}: offset and length must be whole numbers, from 0 and from 1"
    if (offset + length) * 2 > len(units):
        return f"{kind}: ends at unit {offset + length} of {len(units) // 2}"
    if _cuts(units, offset) or _cuts(units, offset + length):
        return f"{kind}: begins or ends in the middle of a character"
    if (needed := _NEEDS.get(kind)) and not entity.get(needed):
        return f"{kind}: without {needed}"
    return None


def _cuts(units: bytes, offset: int) -> bool:
    """Whether this offset points at the second half of a surrogate pair."""
    return offset * 2 < len(units) and 0xDC <= units[offset * 2 + 1] <= 0xDF


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.text: list[str] = []
        self.units = 0
        self.open: list[tuple[str, int, Json]] = []
        self.entities: list[Json] = []
        self.problem: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _TAGS:
            self.problem = self.problem or f'Unsupported start tag "{tag}"'
            return
        given = dict(attrs)
        entity: Json = {"type": _TAGS[tag]}
        if tag == "a":
            entity["url"] = given.get("href") or ""
        elif tag == "tg-time":
            entity |= {"unix_time": int(given.get("unix") or 0), "date_time_format": given.get("format") or ""}
        elif tag == "tg-emoji":
            entity["custom_emoji_id"] = given.get("emoji-id") or ""
        elif tag == "blockquote" and "expandable" in given:
            entity["type"] = "expandable_blockquote"
        self.open.append((tag, self.units, entity))

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open[-1][0] != tag:
            self.problem = self.problem or f'Unmatched end tag "{tag}"'
            return
        _, start, entity = self.open.pop()
        if self.units > start:
            self.entities.append({**entity, "offset": start, "length": self.units - start})

    def handle_data(self, data: str) -> None:
        self.text.append(data)
        self.units += len(data.encode("utf-16-le")) // 2


def read_html(source: str) -> tuple[str, list[Json], str | None]:
    """The plain text, its entities, and what is wrong with the source, or None."""
    reader = _Reader()
    reader.feed(source)
    reader.close()
    problem = reader.problem
    if problem is None and reader.open:
        problem = f'Unclosed start tag "{reader.open[-1][0]}"'
    reader.entities.sort(key=lambda entity: (entity["offset"], -entity["length"]))
    return "".join(reader.text), reader.entities, problem
