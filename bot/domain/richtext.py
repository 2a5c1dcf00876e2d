"""Text with a little emphasis, free of any platform's markup.

Text is built from literal parts. Nothing is ever parsed out of what a person typed, so no character of theirs can
become bold, a link or a ping.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Style(Enum):
    PLAIN = "plain"
    BOLD = "bold"
    ITALIC = "italic"


@dataclass(frozen=True, slots=True)
class Part:
    text: str
    style: Style = Style.PLAIN


@dataclass(frozen=True, slots=True)
class RichText:
    """Parts in reading order; joined without anything between them."""

    parts: tuple[Part, ...]

    @classmethod
    def plain(cls, text: str) -> RichText:
        """All of `text`, literally."""
        return cls((Part(text),))

    def __add__(self, other: RichText) -> RichText:
        return RichText(self.parts + other.parts)

    def text(self) -> str:
        """What is left when every style is taken away: what a screen reader says."""
        return "".join(part.text for part in self.parts)


def paragraphs(*blocks: RichText | str) -> RichText:
    """The blocks with an empty line between them; empty blocks are left out."""
    parts: list[Part] = []
    for block in blocks:
        if not block:
            continue
        rich = RichText.plain(block) if isinstance(block, str) else block
        if not any(part.text for part in rich.parts):
            continue
        if parts:
            parts.append(Part("\n\n"))
        parts.extend(rich.parts)
    return RichText(tuple(parts))


def bold(text: str) -> RichText:
    return RichText((Part(text, Style.BOLD),))
