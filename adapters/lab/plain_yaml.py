"""The plain part of YAML, read quickly: maps and lists by indentation, ``{}`` and ``[]``, plain and quoted values.

The files of a lab hold little else, and the whole of YAML takes ten times as long to read, which a lab with many
questionnaires would wait for at each start. Whatever is not certain to be plain is left to the whole reader
(``yaml12``), and so is everything that is wrong. What is read here is what that one would read: a test holds the two
to each other.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from adapters.lab.nodes import Mapping, Node, Scalar, Sequence

_MAX_DEPTH = 15  # lists and maps inside each other; the whole reader allows a few more and says when it is too much

#: Characters that YAML does not take everywhere, and lines that are no content.
_ODD = re.compile(
    r"[^\n -~\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]|^(?:---|\.\.\.|%)", re.M
)
_INDENT = re.compile(r" *")
_NOTHING = re.compile(r" *(?:#.*)?$")
_END = re.compile(r" *$| +#.*$")
_ENTRY = re.compile(r"-(?: +|$)")
_KEY = re.compile(r"(\w[\w.-]*):(?: +|$)", re.ASCII)
_FOLDED = re.compile(r">- *$")
_DOUBLE = re.compile(r'"([^"\\]*)"')
_SINGLE = re.compile(r"'((?:[^']|'')*)'")
_FIRST = r"(?:[A-Za-z0-9_+./~\xa1-\U0010ffff]|-(?=[A-Za-z0-9]))"
_PLAIN = re.compile(_FIRST + r"(?:[^:# ]|:(?=[^ ])|(?<! )#| +(?=[^ #]))*")
_FLOW_PLAIN = re.compile(_FIRST + r"(?:[\w+./~()'-]| +(?=[\w+./~()'-]))*")
_FLOW_KEY = re.compile(r"(\w[\w.-]*): +", re.ASCII)


def read_plain(text: str, first_line: int) -> Node | None:
    """The map that `text` is, when it is plain from end to end; None when the whole reader has to look at it."""
    if _ODD.search(text):
        return None
    reader = _Reader(text.split("\n"), first_line)
    try:
        return reader.document()
    except _Unusual:
        return None


class _Unusual(Exception):
    """Something that is not certain to be plain; never leaves this module."""


@dataclass(slots=True)
class _Reader:
    """Reads from line `at`, whose content begins in `column`. Past the last line, `column` is -1."""

    lines: list[str]
    first_line: int
    at: int = -1
    column: int = -1

    def document(self) -> Node:
        self.go_on()
        if self.column != 0:
            raise _Unusual
        node = self.block(1)
        if self.column != -1:
            raise _Unusual
        return node

    def go_on(self) -> None:
        """To the next line that says something."""
        for at in range(self.at + 1, len(self.lines)):
            if not _NOTHING.match(self.lines[at]):
                self.at, self.column = at, _end(_INDENT, self.lines[at], 0)
                return
        self.at, self.column = len(self.lines), -1

    def block(self, depth: int) -> Node:
        """The list or map that begins here."""
        if depth > _MAX_DEPTH:
            raise _Unusual
        is_list = _ENTRY.match(self.lines[self.at], self.column)
        return self.sequence(depth) if is_list else self.mapping(depth)

    def mapping(self, depth: int) -> Mapping:
        column, line = self.column, self.line()
        entries: dict[str, tuple[Scalar, Node]] = {}
        while self.column == column:
            found = _KEY.match(self.lines[self.at], column)
            if found is None or found[1] in entries:
                raise _Unusual
            key = Scalar(found[1], True, self.line())
            entries[key.text] = key, self.value(found.end(), column, depth, key)
        if self.column > column:
            raise _Unusual
        return Mapping(tuple(entries.values()), line)

    def sequence(self, depth: int) -> Sequence:
        column, line = self.column, self.line()
        items: list[Node] = []
        while self.column == column and (found := _ENTRY.match(self.lines[self.at], column)):
            here, after = self.lines[self.at], found.end()
            if _KEY.match(here, after) or _ENTRY.match(here, after):
                self.column = after
                items.append(self.block(depth + 1))
            else:
                items.append(self.value(after, column, depth))
        if self.column > column:
            raise _Unusual
        return Sequence(tuple(items), line)

    def value(self, start: int, column: int, depth: int, key: Scalar | None = None) -> Node:
        """What stands behind a dash or `key`, which began in `column`: here, or as a block below."""
        here = self.lines[self.at]
        if not _NOTHING.match(here, start):
            return self.inline(start, column, depth)
        self.go_on()
        if self.column > column and self.lines[self.at][self.column] in "{[\"'":
            return self.inline(self.column, column, depth)
        is_list = self.column == column and key is not None and _ENTRY.match(self.lines[self.at], column)
        if self.column > column or is_list:
            return self.block(depth + 1)
        if key is None:
            raise _Unusual
        return Scalar("", True, key.line)

    def inline(self, start: int, column: int, depth: int) -> Node:
        """A value that begins on this line, and the step to what follows it."""
        here, line = self.lines[self.at], self.line()
        if _FOLDED.match(here, start):
            return self.folded(column, line)
        if here[start] in "{[":
            node, end = self.flow(start, depth + 1)
        else:
            node, end = _scalar(here, start, line, _PLAIN)
        if not _END.match(self.lines[self.at], end):
            raise _Unusual
        self.go_on()
        return node

    def folded(self, column: int, line: int) -> Scalar:
        """A text over several lines of one indentation, which becomes one line."""
        texts: list[str] = []
        self.at += 1
        indent = _end(_INDENT, self.lines[self.at], 0) if self.at < len(self.lines) else 0
        while self.at < len(self.lines) and _end(_INDENT, self.lines[self.at], 0) == indent:
            texts.append(self.lines[self.at][indent:])
            self.at += 1
        self.at -= 1
        self.go_on()
        if indent <= column or self.column >= indent or any(not text or text.endswith(" ") for text in texts):
            raise _Unusual
        return Scalar(" ".join(texts), False, line)

    def flow(self, start: int, depth: int) -> tuple[Node, int]:
        """The list or map in brackets that begins there, and where it ends; it may go over several lines."""
        if depth > _MAX_DEPTH:
            raise _Unusual
        is_map = self.lines[self.at][start] == "{"
        return self.flow_map(start, depth) if is_map else self.flow_list(start, depth)

    def flow_map(self, start: int, depth: int) -> tuple[Mapping, int]:
        line, end = self.line(), self.skip(start + 1)
        entries: dict[str, tuple[Scalar, Node]] = {}
        while self.lines[self.at][end] != "}":
            key, end = self.flow_key(end, entries)
            value, end = self.flow_value(end, depth)
            entries[key.text] = key, value
            end = self.next_of(end, "}")
        return Mapping(tuple(entries.values()), line), end + 1

    def flow_list(self, start: int, depth: int) -> tuple[Sequence, int]:
        line, end = self.line(), self.skip(start + 1)
        items: list[Node] = []
        while self.lines[self.at][end] != "]":
            value, end = self.flow_value(end, depth)
            items.append(value)
            end = self.next_of(end, "]")
        return Sequence(tuple(items), line), end + 1

    def next_of(self, start: int, closing: str) -> int:
        """Past the comma to the next member, or to the bracket that closes."""
        end = self.skip(start)
        if self.lines[self.at][end] == ",":
            return self.skip(end + 1)
        if self.lines[self.at][end] != closing:
            raise _Unusual
        return end

    def flow_key(self, start: int, before: dict[str, tuple[Scalar, Node]]) -> tuple[Scalar, int]:
        found = _FLOW_KEY.match(self.lines[self.at], start)
        if found is None or found[1] in before:
            raise _Unusual
        return Scalar(found[1], True, self.line()), found.end()

    def flow_value(self, start: int, depth: int) -> tuple[Node, int]:
        here = self.lines[self.at]
        if start < len(here) and here[start] in "{[":
            return self.flow(start, depth + 1)
        return _scalar(here, start, self.line(), _FLOW_PLAIN)

    def skip(self, start: int) -> int:
        """The column of what comes next between brackets, if need be on a later line."""
        while _END.match(self.lines[self.at], start):
            self.at, start = self.at + 1, 0
            while self.at < len(self.lines) and _NOTHING.match(self.lines[self.at]):
                self.at += 1
            if self.at == len(self.lines):
                raise _Unusual
        return _end(_INDENT, self.lines[self.at], start)

    def line(self) -> int:
        return self.first_line + self.at


def _end(pattern: re.Pattern[str], text: str, start: int) -> int:
    """Where a pattern ends that always fits."""
    found = pattern.match(text, start)
    return start if found is None else found.end()


def _scalar(text: str, start: int, line: int, plain: re.Pattern[str]) -> tuple[Scalar, int]:
    """The value that begins there, and where it ends."""
    if found := plain.match(text, start):
        return Scalar(found[0], True, line), found.end()
    if found := _DOUBLE.match(text, start):
        return Scalar(found[1], False, line), found.end()
    if found := _SINGLE.match(text, start):
        return Scalar(found[1].replace("''", "'"), False, line), found.end()
    raise _Unusual
