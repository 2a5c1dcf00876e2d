"""What a researcher receives: tables of plain text, and the codebook that explains them. Formats write it to files."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.ids import StudyId


@dataclass(frozen=True, kw_only=True, slots=True)
class Table:
    """A table by name (no file ending), its columns and its rows of plain text."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Pack:
    """What researchers get of one study: tidy replies, and the codebook that explains them."""

    study: StudyId
    waves: tuple[str, ...]
    people_at_least: int
    tables: tuple[Table, ...]
    codebook: str
