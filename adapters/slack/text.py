"""Rich text as Slack takes it: rich text blocks, in pieces that fit, and the plain words that screen readers say.

Rich text blocks are sent, never markup: no character that a person or the lab typed can become a mention, a link or
formatting. The fallback text is markup to Slack, so it is escaped.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from adapters.graphemes import joined
from adapters.slack import limits
from adapters.slack.fields import Json
from bot.domain.richtext import Part, RichText, Style

_STYLES: Final = {Style.BOLD: {"bold": True}, Style.ITALIC: {"italic": True}}
_LONE_SURROGATES: Final = re.compile("[\ud800-\udfff]")
_MORE: Final = "…"


def escaped(text: str) -> str:
    """`text` as it must be written where Slack reads markup; docs.slack.dev/messaging/formatting-message-text."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def whole(text: str) -> str:
    """`text` with a sign in the place of every half of a character, which cannot be sent."""
    return text if text.isascii() else _LONE_SURROGATES.sub("\ufffd", text)


def cut(text: str, most: int) -> str:
    """At most `most` characters of `text`; what was cut says so, and no character that a reader sees is split."""
    text = whole(text)
    if len(text) <= most:
        return text
    at = most - len(_MORE)
    while at > 0 and joined(text, at):
        at -= 1
    return text[: at or most - len(_MORE)].rstrip() + _MORE


def plain(text: str, most: int) -> Json:
    """A text object in which everything is literal, emoji codes too."""
    return {"type": "plain_text", "text": cut(text, most), "emoji": False}


def pieces(rich: RichText, most: int) -> tuple[RichText, ...]:
    """The text in pieces whose escaped words have at most `most` characters; empty when there is nothing to read.

    A cut is made between paragraphs, else lines, else words, else characters as readers see them. White space at a cut
    is dropped.
    """
    parts = [Part(whole(part.text), part.style) for part in rich.parts]
    text = "".join(part.text for part in parts)
    found: list[RichText] = []
    start = _skip_space(text, 0)
    while start < len(text):
        end = _cut(text, start, _longest(text, start, most))
        found.append(_slice(parts, start, start + len(text[start:end].rstrip())))
        start = _skip_space(text, end)
    return tuple(found)


def blocks(rich: RichText) -> list[Json]:
    """The text as rich text blocks, each of a size that Slack takes."""
    return [
        {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": list(_elements(piece))}]}
        for piece in pieces(rich, limits.RICH_TEXT)
    ]


def words_of(block: object) -> str:
    """The words of one of our own rich text blocks, as Slack gives it back; empty for anything else."""
    if isinstance(block, dict):
        inner = "".join(words_of(one) for one in block.get("elements") or () if isinstance(one, dict))
        return inner + str(block["text"]) if isinstance(block.get("text"), str) else inner
    return ""


def _elements(rich: RichText) -> Iterator[Json]:
    for part in rich.parts:
        style = _STYLES.get(part.style)
        yield {"type": "text", "text": part.text} | ({"style": style} if style else {})


def _skip_space(text: str, start: int) -> int:
    while start < len(text) and text[start].isspace():
        start += 1
    return start


def _longest(text: str, start: int, most: int) -> int:
    """How far from `start` the escaped text stays within `most` characters."""
    end = min(len(text), start + most)
    over = len(escaped(text[start:end])) - most
    while over > 0:
        end -= max(1, over // len("&amp;"))
        over = len(escaped(text[start:end])) - most
    return end


def _cut(text: str, start: int, latest: int) -> int:
    """Where the piece that begins at `start` ends; in the last quarter when there is a boundary, else anywhere."""
    if latest >= len(text):
        return len(text)
    for floor in (start + (latest - start) * 3 // 4, start + 1):
        for separator in ("\n\n", "\n", " "):
            at = text.rfind(separator, floor, latest + len(separator))
            if floor <= at <= latest and not joined(text, at):
                return at
    return next((at for at in range(latest, start, -1) if not joined(text, at)), latest)


def _slice(parts: list[Part], start: int, stop: int) -> RichText:
    """The styled text from `start` to `stop`."""
    found: list[Part] = []
    at = 0
    for part in parts:
        words = part.text[max(start - at, 0) : max(stop - at, 0)]
        if words:
            found.append(Part(words, part.style))
        at += len(part.text)
    return RichText(tuple(found))
