"""Typed values out of YAML nodes. A reader gives a value, or notes a fault and gives None, and reading goes on."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import TypeVar

from adapters.lab.faults import Line, Notes, meant
from adapters.lab.mistakes import (
    MISSING_KEY,
    MISSING_TRANSLATION,
    OUT_OF_RANGE,
    TOO_LONG,
    TWICE,
    UNKNOWN_KEY,
    UNKNOWN_LANGUAGE,
    UNKNOWN_WORD,
    WRONG_SHAPE,
    WRONG_VALUE,
)
from adapters.lab.yaml12 import Mapping, Node, Scalar, Sequence
from bot.domain.ids import Language
from bot.domain.words import Localised

T = TypeVar("T")
Reader = Callable[[Node, Notes], T | None]

NOTHING = Localised(())
"""Stands for a text that could not be read. It never leaves this package: its fault refuses the whole file."""
AGE = range(1900, 2200)  # years that a lab can speak of
SLUG = re.compile(r"[a-z][a-z0-9_-]{0,39}")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Z]{2})?")
_DURATION = re.compile(r"P(?=.)(?:(\d{1,3})W|(?:(\d{1,4})D)?(?:T(?=.)(?:(\d{1,4})H)?(?:(\d{1,5})M)?)?)")
_WHOLE = re.compile(r"-?(0|[1-9][0-9]{0,8})")
_DECIMAL = re.compile(r"-?(0|[1-9][0-9]{0,8})(\.[0-9]{1,9})?")
_CLOCK = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])")


@dataclass(frozen=True, slots=True)
class Section:
    """A map whose keys are known. Missing and unknown keys are noted when it is made; values are read by `get`."""

    values: dict[str, Node]
    at: Node | Line
    notes: Notes

    @classmethod
    def of(
        cls, node: Node, notes: Notes, what: str, required: tuple[str, ...] = (), optional: tuple[str, ...] = ()
    ) -> Section:
        """The map at `node`; empty when `node` is no map, which is then noted."""
        if not isinstance(node, Mapping):
            known = ", ".join((*required, *optional))
            notes.add(node, f"{what} should be a map", f"Write 'key: value' lines; the keys are: {known}.", WRONG_SHAPE)
            return cls({}, node, notes)
        keys = (*required, *optional)
        values: dict[str, Node] = {}
        for key, value in node.entries:
            if key.text in keys:
                values[key.text] = value
            else:
                notes.add(key, f"{what} has no key '{key.text}'", meant(key.text, keys, "Remove it."), UNKNOWN_KEY)
        for missing in (key for key in required if key not in values):
            notes.add(node, f"{what} has no '{missing}'", f"Add the line '{missing}: …'.", MISSING_KEY)
        return cls(values, node, notes)

    def get(self, key: str, reader: Reader[T], default: T) -> T:
        """The value of `key`; `default` when it is missing or was noted as a fault."""
        value = self.find(key, reader)
        return default if value is None else value

    def find(self, key: str, reader: Reader[T]) -> T | None:
        """The value of `key`; None when it is missing or was noted as a fault."""
        return reader(self.values[key], self.notes) if key in self.values else None

    def each(self, key: str, least: int = 1) -> tuple[Node, ...]:
        """The members of the list at `key`, unread; empty when it is missing."""
        node = self.values.get(key)
        if isinstance(node, Sequence) and len(node.items) >= least:
            return node.items
        if node is not None:
            self.notes.add(node, f"'{key}' should be a list, and not empty", "Begin each entry with '- '.", WRONG_SHAPE)
        return ()

    def section(self, key: str, required: tuple[str, ...] = (), optional: tuple[str, ...] = ()) -> Section:
        """The map at `key`; an empty one when it is missing."""
        if key not in self.values:
            return Section({}, self.at, self.notes)
        return Section.of(self.values[key], self.notes, f"'{key}'", required, optional)

    def where(self, key: str) -> Node | Line:
        """Where to point when something about `key` is wrong."""
        return self.values.get(key, self.at)


def text(node: Node, notes: Notes) -> str | None:
    """Some text. A value that is empty, a list or a map is none."""
    if isinstance(node, Scalar) and not node.is_null() and node.text.strip():
        return node.text
    notes.add(node, "there should be a text here", "Write it in quotation marks.", WRONG_SHAPE)
    return None


def slug(node: Node, notes: Notes) -> str | None:
    return matching(SLUG, "an id", "Use small letters, digits, '-' and '_', a letter first, at most 40.")(node, notes)


def matching(pattern: re.Pattern[str], what: str, remedy: str) -> Reader[str]:
    """A text of which the whole fits `pattern`."""

    def read(node: Node, notes: Notes) -> str | None:
        value = node.text if isinstance(node, Scalar) and not node.is_null() else None
        if value is None or not pattern.fullmatch(value):
            notes.add(node, f"{_shown(node)} is not {what}", remedy, WRONG_VALUE)
            return None
        return value

    return read


def one_of(*known: str) -> Reader[str]:
    def read(node: Node, notes: Notes) -> str | None:
        if isinstance(node, Scalar) and node.text in known:
            return node.text
        word = node.text if isinstance(node, Scalar) else ""
        notes.add(node, f"{_shown(node)} is not known here", meant(word, known, "Remove it."), UNKNOWN_WORD)
        return None

    return read


def truth(node: Node, notes: Notes) -> bool | None:
    """``true`` or ``false``, unquoted."""
    if isinstance(node, Scalar) and node.plain and node.text in {"true", "false"}:
        return node.text == "true"
    remedy = "Write true or false, without quotation marks."
    notes.add(node, f"{_shown(node)} is neither true nor false", remedy, WRONG_VALUE)
    return None


def whole(least: int | None = None, most: int | None = None) -> Reader[int]:
    """A whole number, unquoted and without leading zeros."""
    span = f"from {least} to {most}" if most is not None else f"of {least} or more"
    remedy = f"Write a whole number{'' if least is None else ' ' + span}, without quotation marks."

    def read(node: Node, notes: Notes) -> int | None:
        if not (isinstance(node, Scalar) and node.plain and _WHOLE.fullmatch(node.text)):
            notes.add(node, f"{_shown(node)} is not a whole number", remedy, WRONG_VALUE)
            return None
        number = int(node.text)
        if (least is not None and number < least) or (most is not None and number > most):
            size = "small" if least is not None and number < least else "large"
            notes.add(node, f"{number} is too {size}", remedy, OUT_OF_RANGE)
            return None
        return number

    return read


def decimal(node: Node, notes: Notes) -> float | None:
    if isinstance(node, Scalar) and node.plain and _DECIMAL.fullmatch(node.text):
        return float(node.text)
    remedy = "Write a number such as 2 or 0.5, without quotation marks."
    notes.add(node, f"{_shown(node)} is not a number", remedy, WRONG_VALUE)
    return None


def day(node: Node, notes: Notes) -> date | None:
    """A date, year first."""
    value = node.text if isinstance(node, Scalar) else ""
    if re.fullmatch(r"\d{4}-\d\d-\d\d", value, re.ASCII):
        try:
            found = date.fromisoformat(value)
        except ValueError:
            pass
        else:
            return _this_age(found, node, notes)
    notes.add(node, f"{_shown(node)} is not a date", "Write year-month-day, such as 2026-11-23.", WRONG_VALUE)
    return None


def _this_age(found: date, node: Node, notes: Notes) -> date | None:
    """The date, when one can count some hundred years from it without leaving the calendar."""
    if found.year in AGE:
        return found
    notes.add(node, f"{found} is too far away", f"Write a year from {AGE[0]} to {AGE[-1]}.", OUT_OF_RANGE)
    return None


def clock(node: Node, notes: Notes) -> time | None:
    """A local wall time, to the minute."""
    value = matching(_CLOCK, "a time of day", 'Write hours and minutes, such as "06:00".')(node, notes)
    return None if value is None else time(int(value[:2]), int(value[3:]))


def duration(node: Node, notes: Notes) -> timedelta | None:
    """A length of time in ISO 8601, in weeks, days, hours and minutes; longer than nothing."""
    found = _DURATION.fullmatch(node.text) if isinstance(node, Scalar) else None
    weeks, days, hours, minutes = (int(part or 0) for part in found.groups()) if found else (0, 0, 0, 0)
    span = timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes)
    if span:
        return span
    remedy = "Write P1W, P2D, PT2H or PT30M, for example."
    notes.add(node, f"{_shown(node)} is not a length of time", remedy, WRONG_VALUE)
    return None


def listing(reader: Reader[T], what: str, least: int = 1) -> Reader[tuple[T, ...]]:
    """A list of at least `least` members; members at fault are left out."""

    def read(node: Node, notes: Notes) -> tuple[T, ...] | None:
        if not isinstance(node, Sequence):
            notes.add(node, f"'{what}' should be a list", "Write [a, b], or one '- ' line for each.", WRONG_SHAPE)
            return None
        if len(node.items) < least:
            notes.add(node, f"'{what}' has {len(node.items)} entries", f"Give at least {least}.", OUT_OF_RANGE)
        return tuple(value for item in node.items if (value := reader(item, notes)) is not None)

    return read


def distinct(reader: Reader[T], what: str, least: int = 1) -> Reader[tuple[T, ...]]:
    """A list, of which no member comes twice."""

    def read(node: Node, notes: Notes) -> tuple[T, ...] | None:
        members = listing(reader, what, least)(node, notes)
        if members is not None and len(set(members)) < len(members):
            notes.add(node, f"an entry of '{what}' is there twice", "Keep one of the two.", TWICE)
        return members

    return read


def maybe(reader: Reader[T]) -> Reader[T]:
    """As `reader`, but ``null`` is allowed and gives None without a fault."""

    def read(node: Node, notes: Notes) -> T | None:
        return None if isinstance(node, Scalar) and node.is_null() else reader(node, notes)

    return read


def languages_reader(what: str) -> Reader[tuple[Language, ...]]:
    """A list of language tags, each once; the first is the default."""
    tag = matching(_LANGUAGE, "a language", "Write a short tag such as en, cy or pt-BR.")
    return distinct(lambda node, notes: None if (said := tag(node, notes)) is None else Language(said), what)


def localised(languages: tuple[Language, ...], longest: int = 1000, *, complete: bool = True) -> Reader[Localised]:
    """A text for each language, or one text for all. One text alone says that it stands in the first language.

    With `complete`, a map must have every language; else the first is enough.
    """

    def read(node: Node, notes: Notes) -> Localised | None:
        if not isinstance(node, Mapping):
            only = text(node, notes)
            return None if only is None else _fitting(Localised(((languages[0], only),)), node, notes, longest)
        found: dict[str, str] = {}
        for key, value in node.entries:
            if key.text not in languages:
                remedy = meant(key.text, languages, "Remove it.")
                notes.add(key, f"'{key.text}' is not among the languages here", remedy, UNKNOWN_LANGUAGE)
            elif (said := text(value, notes)) is not None:
                found[key.text] = said
        written = {key.text for key, _ in node.entries}
        for language in languages if complete else languages[:1]:
            if language not in written:
                remedy = f'Add it: {{…, {language}: "…"}}.'
                notes.add(node, f"the text has no '{language}'", remedy, MISSING_TRANSLATION)
        by_language = tuple((language, found[language]) for language in languages if language in found)
        return _fitting(Localised(by_language), node, notes, longest) if languages[0] in found else None

    return read


def claimed_id(node: Node) -> str:
    """The id that a map claims, before anything is checked; empty when it claims none."""
    entries = node.entries if isinstance(node, Mapping) else ()
    claimed = (value.text for key, value in entries if key.text == "id" and isinstance(value, Scalar))
    return next(claimed, "")


def _fitting(texts: Localised, node: Node, notes: Notes, longest: int) -> Localised:
    for language, said in texts.by_language:
        if len(said) > longest:
            over = len(said) - longest
            message = f"the text ({language}) is {over} characters too long to fit"
            notes.add(node, message, f"Keep it to {longest}.", TOO_LONG)
    return texts


def _shown(node: Node) -> str:
    """The value, short enough to be quoted in a message."""
    match node:
        case Scalar() if node.is_null():
            return "nothing"
        case Scalar():
            return f"'{node.text if len(node.text) <= 40 else node.text[:39] + '…'}'"
        case Sequence():
            return "a list"
        case Mapping():
            return "a map"
