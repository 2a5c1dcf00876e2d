"""The bot's own sentences, by key, in one language."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.domain.ids import Language
from bot.domain.plurals import Plural, rule_of

ORIGINAL = Language("en")
"""What the sentences were first written in; every other language is a translation of it."""
_GAP = re.compile(r"\{([a-z_]+)\}")


@dataclass(frozen=True, slots=True)
class Localised:
    """A text by language. The first language is the fallback, and callers can ask which one was shown."""

    by_language: tuple[tuple[Language, str], ...]

    @classmethod
    def of(cls, **texts: str) -> Localised:
        return cls(tuple((Language(code), text) for code, text in texts.items()))

    def shown_in(self, language: Language) -> Language:
        """The language in which `language` would be shown: itself, or the first."""
        return language if any(code == language for code, _ in self.by_language) else self.by_language[0][0]

    def text(self, language: Language) -> str:
        """The text in `language`, or in the first language when there is none."""
        shown = self.shown_in(language)
        return next(text for code, text in self.by_language if code == shown)


@dataclass(frozen=True, kw_only=True, slots=True)
class Counted:
    """A sentence that a number puts into another form. A form that is not in `own` is said as `other`."""

    other: str
    own: Mapping[Plural, str]

    def form(self, plural: Plural) -> str:
        return self.own.get(plural, self.other)

    def every(self) -> tuple[str, ...]:
        """Every form that it has."""
        return (*self.own.values(), self.other)


Template = str | Counted
"""A sentence with its gaps still open."""


def gaps(template: Template) -> frozenset[str]:
    """The names of the gaps of a sentence, in whichever form."""
    every = template.every() if isinstance(template, Counted) else (template,)
    return frozenset(name for text in every for name in _GAP.findall(text))


@dataclass(frozen=True, slots=True)
class Words:
    """Sentences of one language by key. A missing key falls back to `fallback`; a key in neither is a bug.

    Templates name their gaps (``{day}``). Values are put in literally and are never read as templates. Where a
    sentence has plural forms, the number in its gap ``{n}`` chooses among them.
    """

    language: Language
    by_key: Mapping[str, Template]
    fallback: Words | None = field(default=None)
    reviewed_by: str = ""
    """The native reader who has read these sentences; empty while they await one."""

    @property
    def is_draft(self) -> bool:
        """Whether this is a translation that no native reader has read."""
        return self.language != ORIGINAL and not self.reviewed_by

    def say(self, key: str, **values: str | int) -> str:
        """The sentence `key` with its gaps filled. Raises KeyError for a key no catalogue has."""
        template = self.by_key.get(key)
        if template is None:
            if self.fallback is None:
                raise KeyError(f"no catalogue has the sentence {key!r}")
            return self.fallback.say(key, **values)
        form = self._form(template, values.get("n"))
        return _GAP.sub(lambda gap: str(values.get(gap[1], gap[0])), form) if values else form

    def _form(self, template: Template, n: str | int | None) -> str:
        """A sentence in the form that `n` takes in this language; with no number, in the form for most numbers."""
        if not isinstance(template, Counted):
            return template
        return template.form(rule_of(self.language).of(n)) if isinstance(n, int) else template.other
