"""The YAML reader: nothing is guessed, nothing raises, and what is refused says where and what to do."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.lab.faults import Notes
from adapters.lab.yaml12 import MAX_BYTES, Mapping, Node, Scalar, Sequence, parse, read_text


def _read(source: str) -> tuple[Node | None, list[str]]:
    notes = Notes("a.yaml")
    node = parse(source, notes)
    return node, [str(fault) for fault in notes.faults]


@pytest.mark.parametrize(
    "written", ["19:30", "no", "on", "yes", "010", "0x1f", "1e3", "2026-11-23", "1_000", ".inf", "~"]
)
def test_a_plain_value_stays_as_it_was_written(written: str) -> None:
    node, faults = _read(f"a: {written}\n")
    assert faults == []
    assert isinstance(node, Mapping)
    assert node.entries[0][1] == Scalar(written, True, 1)


def test_every_value_knows_its_line() -> None:
    node, _ = _read("a: 1\nb:\n  - x\n  - {c: y}\n")
    assert isinstance(node, Mapping)
    listed = node.entries[1][1]
    assert isinstance(listed, Sequence)
    assert [item.line for item in listed.items] == [3, 4]


@pytest.mark.parametrize(
    ("source", "said", "remedy"),
    [
        ("a: 1\n\tb: 2\n", "a.yaml:2: there is a tab", "Use spaces"),
        ("a: 1\nb: 2\na: 3\n", "a.yaml:3: 'a' is here twice, first on line 1", "Keep one"),
        ("a: 1\n'a': 3\n", "a.yaml:2: 'a' is here twice", "Keep one"),
        ("a: &x 1\n", "a.yaml:1: there is an anchor (&x)", "Remove it"),
        ("b: 1\na: *x\n", "a.yaml:2: there is an alias (*x)", "Write the value out"),
        ("b: 1\na: !!str 1\n", "a.yaml:2: there is a tag", "quotation marks"),
        ("a: !python/object:os.system {}\n", "a.yaml:1: there is a tag", "quotation marks"),
        ("%YAML 1.1\n---\na: no\n", "a.yaml:2: there is a directive", "Remove the line"),
        ("a: 1\n---\nb: 2\n", "a.yaml:2: a second document", "Keep one"),
        ("x: " + "[" * 30, "a.yaml:1: lists and maps are nested", "flatter"),
        ("? [a]\n: b\n", "a.yaml:1: a list or map stands where a key", "Write a word"),
        ("a: 1\nb: c: d\n", "a.yaml:2: this is not YAML", "Look here"),
        ('a: 1\nb: "open\n', "a.yaml:2: this is not YAML", "Look here"),
        ("a: 1\nb: \x07\n", "a.yaml:2: there is a character", "Remove it"),
        ("", "a.yaml:1: there is nothing in here", "Fill it in"),
        ("a: '" + "x" * MAX_BYTES + "'", "a.yaml:1: the text is longer than 256 KiB", "Split"),
    ],
)
def test_what_goes_beyond_plain_data_is_refused_with_its_line(source: str, said: str, remedy: str) -> None:
    _, faults = _read(source)
    assert any(fault.startswith(said) and remedy in fault for fault in faults), faults


def test_twenty_levels_are_enough_and_allowed() -> None:
    assert _read("[" * 20 + "]" * 20)[1] == []


@given(st.text(st.sampled_from("ab:-?[]{}#&*!|>'\"%@`, \n\\~<=.0"), max_size=80))
def test_nothing_that_can_be_typed_makes_it_raise(source: str) -> None:
    node, faults = _read(source)
    assert node is not None or faults


@given(st.text(max_size=60))
def test_no_character_makes_it_raise(source: str) -> None:
    node, faults = _read(source)
    assert node is not None or faults


def test_a_file_that_is_not_utf8_is_refused_at_the_line_of_the_first_bad_byte(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_bytes(b"a: 1\nb: caf\xe9\n")
    notes = Notes("a.yaml")
    assert read_text(tmp_path / "a.yaml", notes) is None
    [fault] = notes.faults
    assert (fault.file, fault.line, fault.message) == ("a.yaml", 2, "a character is not UTF-8")
    assert fault.remedy == "Save the file in the encoding UTF-8."


def test_a_file_past_the_limit_and_a_missing_one_are_faults(tmp_path: Path) -> None:
    (tmp_path / "big.yaml").write_bytes(b" " * (MAX_BYTES + 1))
    for name in ("big.yaml", "missing.yaml"):
        notes = Notes(name)
        assert read_text(tmp_path / name, notes) is None
        assert len(notes.faults) == 1


def test_line_ends_and_a_byte_order_mark_change_nothing(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_bytes(b"\xef\xbb\xbfa: 1\r\nb: 2\r\n")
    assert read_text(tmp_path / "a.yaml", Notes("a.yaml")) == "a: 1\nb: 2\n"
