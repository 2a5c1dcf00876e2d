"""The quick reader of plain YAML: it reads what the whole reader reads, to the last line number, or leaves it alone."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.lab import EXAMPLE
from adapters.lab.faults import Notes
from adapters.lab.nodes import Node
from adapters.lab.plain_yaml import read_plain
from adapters.lab.yaml12 import parse, read_whole

FILES = tuple(sorted(EXAMPLE.rglob("*.yaml")))
PIECES = (
    *("a:", "b:", "key: ", "- ", "-", " ", "  ", "\n", "\n  ", "\n    ", "\n- ", "\n  - ", "\na: ", "\n  b: ", "\n\n"),
    *("{", "}", "[", "]", ",", ", ", "{a: 1}", "[a, b]", "{a: {b: c}}", "{a: 1,\n  b: 2}", "[a,\n b,]", "{}", "[]"),
    *('"text"', "'it''s'", '"', "'", "#", " # note", "# note\n", ">-", ">-\n    one\n    two\n", "|\n  x\n", "? "),
    *("x", "no", "010", "19:30", "-1", "2.5", "~", "null", "a b", "a, b", "http://x", "a: b", "é", "x#y", "&a", "*a"),
    *("---\n", "...\n", "%YAML 1.2\n", "\\", '"a\\n"', "\xa0", "\u2028", "<", "=", "%", "@", "`", "(", ".", ": ", "!t"),
)
"""What YAML is made of, in crumbs that meet each other in every way."""

WORDS = (
    "x",
    "no",
    "010",
    "19:30",
    "-1",
    "2.5",
    "~",
    "a b",
    "it's",
    "http://x/y",
    "é",
    "x#y",
    "a, b",
    "{a}",
    "+",
    "(1)",
)
SAFE = tuple(word for word in WORDS if not set(word) & set(":,{}#"))


def whole(source: str) -> tuple[Node | None, list[str]]:
    notes = Notes("a.yaml")
    return read_whole(source, notes), [str(fault) for fault in notes.faults]


def agree(source: str) -> None:
    """What the quick reader reads is what the whole reader reads, and that one finds no fault in it."""
    found = read_plain(source, 1)
    if found is not None:
        assert whole(source) == (found, [])


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_shipped_file_is_plain_and_read_alike(file: Path) -> None:
    source = file.read_text(encoding="utf-8")
    assert read_plain(source, 1) is not None
    agree(source)


@pytest.mark.parametrize(
    "source",
    [
        "a: 1",
        "a:\nb: ~\n",
        "a:\n- 1\n- 2\nb: 2\n",
        "a:\n  - b: 1\n    c:\n      d: e\n  -   f: g\n",
        "- - a\n  - b\n- c\n",
        "a: {b: [c, {d: 'it''s'}], e: \"f, g\"} # h\n",
        "a: [b,\n  c,\n\n d]\nb: {c: 1,  # d\n}\n",
        "a: >-\n  one # no note\n  - two\n\n# a note\nb: c\n",
        "a:\n  {b: c}\n",
        "# a note\n\na: b # c\n# d\n",
        "a: b c, d [e] {f} g:h i#j\n",
        "0: no\n1.5: 010\n",
    ],
)
def test_what_is_plain_is_read_alike(source: str) -> None:
    assert read_plain(source, 1) is not None
    agree(source)


@pytest.mark.parametrize(
    "source",
    [
        "",
        "text",
        " a: 1\n",
        "a: 1\na: 2\n",
        "a: {b: 1, b: 2}\n",
        "a: b\n  c\n",
        "a: &x 1\n",
        "a: *x\n",
        "a: !t 1\n",
        'a: "b\\n"\n',
        'a: "b\n  c"\n',
        "a: |\n  b\n",
        "a: >-\n  b\n\n  c\n",
        "a: >-\n  b\n    c\n",
        "a: b: c\n",
        "a: [b\n",
        "a: {b}\n",
        "---\na: 1\n",
        "a: 1\n---\nb: 2\n",
        "'a': 1\n",
        "? a\n: b\n",
        "a:\n    b: 1\n  c: 2\n",
        "a:\n  b: 1\n c: 2\n",
        "a: \x07\n",
        "x: " + "[" * 30 + "]" * 30,
    ],
)
def test_what_is_not_certain_to_be_plain_is_left_to_the_whole_reader(source: str) -> None:
    assert read_plain(source, 1) is None


def test_lines_are_counted_from_the_first_line_of_the_text_in_its_file() -> None:
    notes = Notes("a.md")
    assert parse("a: 1\n", notes, first_line=7) == read_plain("a: 1\n", 7)
    assert read_plain("a: 1\n", 7) != read_plain("a: 1\n", 8)


def blocks(depth: int = 0) -> st.SearchStrategy[str]:
    """Maps and lists by indentation, each line beginning where the last one left off."""
    value = st.one_of(plain, flows)
    if depth > 2:
        return value.map(lambda one: f" {one}\n")
    indent = "  " * depth
    inner = st.deferred(lambda: st.one_of(value.map(lambda one: f" {one}\n"), blocks(depth + 1)))
    notes = st.sampled_from(["", "\n", f"{indent}# note\n", "# note\n"])
    entries = st.lists(st.tuples(inner, notes).map("".join), min_size=1, max_size=3)
    as_map = entries.map(lambda some: "".join(f"{indent}k{at}:{one}" for at, one in enumerate(some)))
    found = st.one_of(as_map, entries.map(lambda some: "".join(f"{indent}-{one}" for one in some)))
    return found.map(lambda text: f"\n{text}")


plain = st.one_of(
    st.sampled_from(WORDS),
    st.sampled_from(WORDS).map(lambda word: f'"{word}"'),
    st.sampled_from(["'it''s'", "x # note"]),
)
flows = st.recursive(
    st.one_of(st.sampled_from(SAFE), st.sampled_from(WORDS).map(lambda word: f'"{word}"')),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(lambda some: f"[{', '.join(some)}]"),
        st.lists(inner, max_size=3).map(
            lambda some: f"{{{', '.join(f'k{at}: {one}' for at, one in enumerate(some))}}}"
        ),
        st.lists(inner, min_size=1, max_size=2).map(lambda some: "[" + ", # note\n   ".join(some) + ",\n ]"),
    ),
    max_leaves=6,
)


@given(blocks())
def test_maps_and_lists_of_every_shape_are_read_alike(source: str) -> None:
    agree(source)


@given(st.lists(st.sampled_from(PIECES), max_size=14).map("".join))
def test_pieces_of_yaml_are_read_alike(source: str) -> None:
    agree(source)


@given(st.sampled_from(FILES), st.randoms(use_true_random=False))
def test_a_shipped_file_with_a_few_characters_changed_is_read_alike(file: Path, chance: random.Random) -> None:
    source = file.read_text(encoding="utf-8")
    start = chance.randrange(len(source))
    part = source[start : start + 600]
    for _ in range(chance.randrange(1, 4)):
        at = chance.randrange(len(part) + 1)
        part = part[:at] + chance.choice(PIECES) + part[at + chance.randrange(4) :]
    agree(part)
