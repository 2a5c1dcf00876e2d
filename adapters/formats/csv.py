"""A pack as CSV files (RFC 4180, UTF-8, comma, CRLF) with the codebook beside them."""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections.abc import Sequence
from pathlib import Path

from bot.domain.pack import Pack, Table

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")


def write(pack: Pack, out: Path) -> tuple[Path, ...]:
    """Write the pack into the folder `out`, which is made; gives the files, checksums last.

    Nothing is overwritten: raises FileExistsError for a folder that already holds a pack.
    """
    out.mkdir(parents=True, exist_ok=True)
    files = {f"{table.name}.csv": _text(table) for table in pack.tables}
    files["codebook.md"] = pack.codebook
    files["checksums.sha256"] = "".join(
        f"{hashlib.sha256(text.encode()).hexdigest()}  {name}\n" for name, text in sorted(files.items())
    )
    for name in files:
        if (out / name).exists():
            raise FileExistsError(f"{out / name} is there already; export into an empty folder")
    for name, text in files.items():
        (out / name).write_text(text, encoding="utf-8", newline="")
    return tuple(out / name for name in files)


def _text(table: Table) -> str:
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    writer.writerow(table.columns)
    writer.writerows(_harmless(row) for row in table.rows)
    return buffer.getvalue()


def _harmless(row: Sequence[str]) -> list[str]:
    """Cells that a spreadsheet would run as a formula get a leading apostrophe; numbers do not."""
    return [f"'{cell}" if cell.startswith(_FORMULA) and not _is_number(cell) else cell for cell in row]


def _is_number(cell: str) -> bool:
    return _NUMBER.fullmatch(cell) is not None
