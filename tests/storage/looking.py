"""How somebody looks who has come by a database, a disk or a keyring: past the program, at everything."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import inspect, text

from storage.engine import make_engine

WINDOW = 32  # bytes of a key


@dataclass(frozen=True, kw_only=True)
class Cell:
    """One value of one row."""

    table: str
    column: str
    value: object

    def as_bytes(self) -> bytes:
        """The value as it can be searched."""
        return bytes(self.value) if isinstance(self.value, bytes | memoryview) else str(self.value).encode()


def cells(url: str) -> Iterator[Cell]:
    """Every value of every column of every table."""
    engine = make_engine(url)
    with engine.begin() as connection:
        for table in inspect(connection).get_table_names():
            for row in connection.execute(text(f'SELECT * FROM "{table}"')).mappings():  # noqa: S608 - a name from the database
                for column, value in row.items():
                    yield Cell(table=table, column=str(column), value=value)
    engine.dispose()


def column(url: str, table: str, name: str) -> list[bytes]:
    """One column as bytes, in no order."""
    return [cell.as_bytes() for cell in cells(url) if (cell.table, cell.column) == (table, name)]


def files_below(folder: Path) -> dict[str, bytes]:
    """Every file by its name, whatever it is for."""
    return {path.name: path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def windows(folder: Path) -> Iterator[bytes]:
    """Every run of bytes in a folder that is as long as a key."""
    for content in files_below(folder).values():
        for at in range(len(content) - WINDOW + 1):
            yield content[at : at + WINDOW]
