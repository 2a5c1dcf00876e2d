"""Where a text may be cut without splitting what a reader sees as one character.

An approximation of Unicode's grapheme clusters (UAX #29, unicode.org/reports/tr29, checked 2026-11-24) with the
standard library's tables: it may join more than the standard does, never less in the cases listed here.
"""

from __future__ import annotations

import unicodedata
from typing import Final

_ZERO_WIDTH_JOINER: Final = "\u200d"
_FLAGS: Final = ("\U0001f1e6", "\U0001f1ff")  # regional indicators: two make a flag
_VIRAMA: Final = 9  # canonical combining class
_SKIN_TONES: Final = ("\U0001f3fb", "\U0001f3ff")
_TAGS: Final = ("\U000e0020", "\U000e007f")  # spell the flags of England, Scotland and Wales


def joined(text: str, at: int) -> bool:
    """Whether a cut before ``text[at]`` would split a character. The ends of a text are never joined."""
    if at <= 0 or at >= len(text):
        return False
    before, after = text[at - 1], text[at]
    if after < "\u0300" and before < "\u0300":  # Latin and controls: the common case
        return before == "\r" and after == "\n"
    if before == _ZERO_WIDTH_JOINER or _extends(after) or _leads(before) or _conjoins(before, after):
        return True
    if _FLAGS[0] <= after <= _FLAGS[1] and _FLAGS[0] <= before <= _FLAGS[1]:
        return _flags_before(text, at) % 2 == 1
    return _hangul(before) and _hangul(after) and not _syllable(after)


def _extends(character: str) -> bool:
    """Combining and enclosing marks, variation selectors, joiners, skin tones and tags belong to what stands before."""
    return (
        unicodedata.category(character)[0] == "M"
        or character in (_ZERO_WIDTH_JOINER, "\u200c")
        or _SKIN_TONES[0] <= character <= _SKIN_TONES[1]
        or _TAGS[0] <= character <= _TAGS[1]
    )


def _leads(character: str) -> bool:
    """Signs that stand before the number they belong to, such as Arabic's; a tag ends what stands before it."""
    return unicodedata.category(character) == "Cf" and not _extends(character)


def _conjoins(before: str, after: str) -> bool:
    """A virama makes one sign of the consonants around it (rule GB9c)."""
    return unicodedata.combining(before) == _VIRAMA and unicodedata.category(after) == "Lo"


def _flags_before(text: str, at: int) -> int:
    start = at
    while start > 0 and _FLAGS[0] <= text[start - 1] <= _FLAGS[1]:
        start -= 1
    return at - start


def _hangul(character: str) -> bool:
    return "\u1100" <= character <= "\u11ff" or _syllable(character)


def _syllable(character: str) -> bool:
    return "\uac00" <= character <= "\ud7a3"
