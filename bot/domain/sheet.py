"""A page of questions that is filled in and handed in as one: what a message with buttons is in a chat.

A platform that can show forms draws it in its own way; nothing here knows how.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from bot.domain.message import Choice, Picture
from bot.domain.richtext import RichText
from bot.domain.secret import Secret


class FieldKind(Enum):
    """What a field takes."""

    #: Nothing: it is there to be read.
    READ = "read"
    #: One of `options`.
    ONE = "one"
    #: Any of `options`, at most `most`.
    MANY = "many"
    LINE = "line"
    LINES = "lines"
    #: A whole number, from `least` to `greatest`; it comes back as it was typed.
    WHOLE = "whole"
    #: A number with a fraction.
    DECIMAL = "decimal"
    #: A day; held and given back as ``2026-11-25``.
    DATE = "date"
    #: A time of day; held and given back as ``19:30``.
    TIME = "time"


@dataclass(frozen=True, kw_only=True, slots=True)
class Field:
    """One item on the page. `item` is its place in the questionnaire; `chosen` and `words` are what it holds already.

    `options` are the labels to choose from, in order. An `optional` field may be left empty. `max_length` counts
    characters. `least` and `greatest` bound a number. `picture` stands above the field. `words` of a date or a time
    are in the form of its kind.
    """

    item: int
    kind: FieldKind
    label: str
    help: str = ""
    options: tuple[str, ...] = ()
    chosen: tuple[int, ...] = ()
    words: Secret | None = None
    optional: bool = True
    max_length: int | None = None
    most: int | None = None
    least: float | None = None
    greatest: float | None = None
    picture: Picture | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Sheet:
    """The page. `opening` is read first, then the fields.

    `submit` labels the button that hands it in, and is empty when there is nothing left to hand in. `data` comes back
    with what is handed in, `keep` with a choice made before that; both are opaque, and at most 64 bytes. `help` labels
    the way to HELP in the language of the page, and is empty where the app's own will do. `edition` differs between
    any two showings of one check-in.
    """

    title: str
    opening: RichText
    fields: tuple[Field, ...] = ()
    submit: str = ""
    close: str
    data: str = ""
    keep: str = ""
    back: Choice | None = None
    help: str = ""
    edition: int = 0
