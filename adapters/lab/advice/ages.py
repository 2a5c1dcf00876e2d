"""Reading age: how old one has to be to read an English text with ease, by the formula of Flesch and Kincaid.

Grade = 0.39 × words a sentence + 11.8 × syllables a word − 15.59; Kincaid, Fishburne, Rogers and Chissom 1975
(doi.org/10.21236/ADA006655, checked 2026-11-25). It gives a school year of the United States, in whose first year
children are six: five more is the age. It looks at lengths and nothing else, so that it is a hint and no judge.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

FEWEST_WORDS = 30  # ours: on fewer, one long word decides
FIRST_GRADE_IS_AFTER = 5  # years of age
_WORD = re.compile(r"[a-z]+(?:['’][a-z]+)*|[0-9]+(?:[.,][0-9]+)*")
_SENTENCE_ENDS = re.compile(r"[.!?…]+(?:\s|$)|\n")
_VOWELS = re.compile("[aeiouy]+")
_APART = re.compile("[^tscg]i(?:a|o|u)|(?<![gq])u(?:a|ou)|ea(?:te|ti|$)|eing|ie(?:t|nc)|[aeiou]ing")
"""Two vowels that are said apart: "area", "quiet", "being"."""
_SILENT = re.compile(
    "(?<=[^aeiouy])(?<![^aeiouyrlw]l)(?<![^aeiouy]r)e$"  # "home", but "table" and "centre"
    "|(?<=[^aeiouytd])ed$"  # "hoped", but "needed"
    "|(?<=[^aeiouyscgxz])(?<![^aeiouyrlw]l)(?<!sh)(?<!ch)es$"  # "likes", but "places" and "tables"
    "|(?<=[^aeiouy])e(?=ly|ful|ment|ty|times|thing|body|one|where|care)|(?<=ev)e(?=ry)"  # "safely", "something"
)
"""An e that is written and not said."""


def age(texts: Iterable[str]) -> int | None:
    """The reading age of the texts together, in whole years; None for fewer than 30 words."""
    said = [text.casefold() for text in texts]
    words = [word for text in said for word in words_of(text)]
    if len(words) < FEWEST_WORDS:
        return None
    sentences = sum(1 for text in said for part in _SENTENCE_ENDS.split(text) if words_of(part))
    grade = 0.39 * len(words) / sentences + 11.8 * sum(map(syllables, words)) / len(words) - 15.59
    return round(grade + FIRST_GRADE_IS_AFTER)


def words_of(text: str) -> list[str]:
    """The words and numbers of a text in small letters."""
    return _WORD.findall(text)


def syllables(word: str) -> int:
    """How many syllables an English word has, told from its letters: right for most, near for the others."""
    letters = re.sub("[^a-z]", "", word)
    said = len(_VOWELS.findall(letters)) + len(_APART.findall(letters)) - len(_SILENT.findall(letters))
    return max(1, said)
