"""The typed answer to "somebody's words in a log line"."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, repr=False)
class Secret:
    """A text that belongs to a person: an address, an answer, a token. Its ``repr`` shows a length only.

    ``reveal`` is the one way to the text, and is easy to search for. Equality compares the text.
    """

    _text: str

    def reveal(self) -> str:
        """The text itself, for the one call that needs it."""
        return self._text

    def __len__(self) -> int:
        return len(self._text)

    def __repr__(self) -> str:
        return f"Secret({len(self._text)} characters)"

    __str__ = __repr__
