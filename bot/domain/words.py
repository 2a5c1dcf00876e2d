"""The bot's own sentences, by key, in one language."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.domain.ids import Language

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


@dataclass(frozen=True, slots=True)
class Words:
    """Sentences of one language by key. A missing key falls back to `fallback`; a key in neither is a bug.

    Templates name their gaps (``{day}``). Values are put in literally and are never read as templates.
    """

    language: Language
    by_key: Mapping[str, str]
    fallback: Words | None = field(default=None)

    def say(self, key: str, **values: str | int) -> str:
        """The sentence `key` with its gaps filled. Raises KeyError for a key no catalogue has."""
        template = self.by_key.get(key)
        if template is None:
            if self.fallback is None:
                raise KeyError(f"no catalogue has the sentence {key!r}")
            return self.fallback.say(key, **values)
        return _GAP.sub(lambda gap: str(values.get(gap[1], gap[0])), template)
