"""A pack as CSV: what stands in the files is what was in the pack, and no spreadsheet runs any of it."""

from __future__ import annotations

import csv
import hashlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.formats.csv import write
from bot.domain.ids import StudyId
from bot.domain.pack import Pack, Table
from bot.domain.release import written

COLUMNS = ("code", "pain")


def a_pack(*rows: tuple[str, ...]) -> Pack:
    table = Table(name="responses", columns=COLUMNS, rows=rows)
    return Pack(study=StudyId("weekly"), waves=("1",), people_at_least=10, tables=(table,), codebook="# Codebook\n")


def read(folder: Path) -> list[list[str]]:
    with (folder / "responses.csv").open(newline="", encoding="utf-8") as file:
        return list(csv.reader(file))


NUMBERS = st.one_of(st.integers(), st.floats(allow_nan=False, allow_infinity=False))


@given(numbers=st.lists(NUMBERS, min_size=1, max_size=8))
def test_a_number_stands_there_as_it_is_told(
    tmp_path_factory: pytest.TempPathFactory, numbers: list[int | float]
) -> None:
    folder = tmp_path_factory.mktemp("pack")
    write(a_pack(*(("A", written(number)) for number in numbers)), folder)
    rows = read(folder)[1:]
    assert [float(cell) for _, cell in rows] == [float(number) for number in numbers]
    assert not [cell for _, cell in rows if cell[0] not in "-0123456789"]


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1+1", "@SUM(A1)", "\tx", "--5", "-.", "-1.2.3", "-x"])
def test_what_a_spreadsheet_would_run_is_put_in_quotes_for_it(cell: str, tmp_path: Path) -> None:
    write(a_pack(("A", cell)), tmp_path)
    assert read(tmp_path)[1] == ["A", f"'{cell}"]


@pytest.mark.parametrize("cell", ["yn dda – “iawn” 🙂", 'a "b", c', "two\nlines", "2026-11", "-95", "-0.25", ""])
def test_any_other_cell_is_itself(cell: str, tmp_path: Path) -> None:
    write(a_pack(("A", cell)), tmp_path)
    assert read(tmp_path) == [list(COLUMNS), ["A", cell]]


def test_the_checksums_are_those_of_the_files(tmp_path: Path) -> None:
    *files, sums = write(a_pack(("A", "3")), tmp_path)
    said = {name: digest for digest, name in (line.split("  ") for line in sums.read_text().splitlines())}
    assert said == {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in files}


def test_a_folder_that_holds_a_pack_is_left_as_it_is(tmp_path: Path) -> None:
    write(a_pack(("A", "3")), tmp_path)
    with pytest.raises(FileExistsError):
        write(a_pack(("A", "4")), tmp_path)
    assert read(tmp_path)[1] == ["A", "3"]
