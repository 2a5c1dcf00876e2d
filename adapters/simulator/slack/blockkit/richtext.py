"""Rich text blocks: lists of sections, and sections of pieces of text.

Source: docs.slack.dev/reference/block-kit/blocks/rich-text-block, checked 2026-11-25.
"""

from __future__ import annotations

from collections.abc import Iterator

from adapters.simulator.slack.blockkit.findings import Finding, fields, listed
from adapters.simulator.slack.record import Json

_PARTS = {
    "rich_text_section": ("elements",),
    "rich_text_preformatted": ("elements", "border", "language"),
    "rich_text_quote": ("elements", "border"),
    "rich_text_list": ("elements", "style", "indent", "offset", "border"),
}
_PIECES = {
    "text": ("text", "style"),
    "link": ("url", "text", "unsafe", "style"),
    "emoji": ("name", "unicode", "style"),
    "date": ("timestamp", "format", "url", "fallback"),
    "color": ("value", "style"),
    "channel": ("channel_id", "style"),
    "user": ("user_id", "style"),
    "usergroup": ("usergroup_id", "style"),
    "broadcast": ("range", "style"),
}
_CALLS = frozenset({"user", "usergroup", "broadcast"})


def check(it: Json, at: str) -> Iterator[Finding]:
    """The whole block."""
    yield from fields(it, at, needs=("type", "elements"), may=("block_id",))
    for place, part in listed(it.get("elements")):
        yield from _part(part, f"{at}/elements/{place}", among=frozenset(_PARTS))


def _part(it: object, at: str, *, among: frozenset[str]) -> Iterator[Finding]:
    kind = it.get("type") if isinstance(it, dict) else None
    if not isinstance(it, dict) or kind not in among:
        yield Finding(rule="element-type", at=f"{at}/type", message=f"unsupported element: {kind}")
        return
    yield from fields(it, at, needs=("type", "elements"), may=_PARTS[kind])
    for place, piece in listed(it.get("elements")):
        where = f"{at}/elements/{place}"
        if kind == "rich_text_list":
            yield from _part(piece, where, among=frozenset({"rich_text_section"}))
        else:
            yield from _piece(piece, where)


def _piece(it: object, at: str) -> Iterator[Finding]:
    kind = it.get("type") if isinstance(it, dict) else None
    if not isinstance(it, dict) or kind not in _PIECES:
        yield Finding(rule="element-type", at=f"{at}/type", message=f"unsupported element: {kind}")
        return
    yield from fields(it, at, needs=("type", _PIECES[kind][0]), may=_PIECES[kind])
    if kind in _CALLS:
        yield Finding(rule="live-mention", at=at, message="calls somebody, or everybody", refused=False)
    if kind == "text" and not it.get("text"):
        yield Finding(rule="block-shape", at=f"{at}/text", message="must be more than 0 characters")


def words(it: Json) -> str:
    """What a person reads; sections on lines of their own."""
    return "\n".join(_words_of(part) for part in it.get("elements") or ())


def _words_of(part: Json) -> str:
    pieces = part.get("elements") or ()
    if part.get("type") == "rich_text_list":
        return "\n".join(f"• {_words_of(piece)}" for piece in pieces)
    return "".join(_word(piece) for piece in pieces)


def _word(piece: Json) -> str:
    match piece.get("type"):
        case "text":
            return str(piece.get("text", ""))
        case "link":
            return str(piece.get("text") or piece.get("url", ""))
        case "date":
            return str(piece.get("fallback", ""))
        case "emoji":
            return f":{piece.get('name', '')}:"
    return ""
