"""A YAML reader without surprises: every plain value stays as it was written, and knows its line.

`19:30`, `no`, `on`, `010` and `2026-11-23` are their own characters until a typed reader (``reading``) asks for a
number, a date or yes/no. What YAML can do beyond plain data is refused: anchors, aliases, tags, directives, duplicate
keys, tabs, more than one document, deep nesting. Nothing in here raises: what is wrong becomes a fault.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from stat import S_ISREG

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)
from ruamel.yaml.reader import ReaderError

from adapters.lab.faults import Line, Notes
from adapters.lab.mistakes import NOT_YAML, TWICE, UNREADABLE
from adapters.lab.nodes import Mapping, Node, Scalar, Sequence

__all__ = ["MAX_BYTES", "MAX_DEPTH", "Mapping", "Node", "Scalar", "Sequence", "parse", "read_text"]

MAX_BYTES = 256 * 1024  # far more than a questionnaire needs
MAX_DEPTH = 20  # lists and maps inside each other


def read_text(path: Path, notes: Notes) -> str | None:
    """The file's text, with LF line ends and without a byte-order mark; None, with a fault, when it cannot be read."""
    try:
        told = path.stat()
        is_readable = S_ISREG(told.st_mode) and told.st_size <= MAX_BYTES  # never wait for a pipe, nor fill the memory
        data = path.read_bytes() if is_readable else b""
    except OSError as error:
        notes.add(
            Line(1), f"the file cannot be read ({error.strerror})", "Check that it is there and readable.", UNREADABLE
        )
        return None
    if not S_ISREG(told.st_mode):
        notes.add(Line(1), "this is no file", "Put a file in its place.", UNREADABLE)
        return None
    if told.st_size > MAX_BYTES:
        notes.add(
            Line(1), f"the file has {told.st_size // 1024} KiB, more than {MAX_BYTES // 1024}", "Split it.", UNREADABLE
        )
        return None
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        notes.add(Line(line), "a character is not UTF-8", "Save the file in the encoding UTF-8.", UNREADABLE)
        return None
    return text.removeprefix("\ufeff").replace("\r\n", "\n")


def parse(text: str, notes: Notes, first_line: int = 1) -> Node | None:
    """The one document of `text`, or None when it cannot be read as YAML. Faults go to `notes`.

    `first_line` is where `text` begins in its file.
    """
    if len(text.encode("utf-8", "surrogatepass")) > MAX_BYTES:
        notes.add(Line(first_line), f"the text is longer than {MAX_BYTES // 1024} KiB", "Split it.", UNREADABLE)
        return None
    tabs = [at for at, line in enumerate(text.split("\n"), first_line) if "\t" in line]
    for at in tabs:
        notes.add(Line(at), "there is a tab", "Use spaces.", NOT_YAML)
    if tabs:
        return None
    return _Builder(notes, first_line).build(text)


@dataclass(slots=True)
class _Open:
    """A list or map whose end has not come. In a map, `key` waits for its value."""

    line: int
    is_map: bool
    items: list[Node] = field(default_factory=list)
    entries: list[tuple[Scalar, Node]] = field(default_factory=list)
    seen: dict[str, int] = field(default_factory=dict)
    key: Scalar | None = None


@dataclass(slots=True)
class _Builder:
    notes: Notes
    first_line: int
    stack: list[_Open] = field(default_factory=list)
    root: Node | None = None
    documents: int = 0
    broken: bool = False

    def build(self, text: str) -> Node | None:
        try:
            for event in YAML(typ="safe", pure=True).parse(text):
                self.take(event)
                if self.broken:
                    return None
        except MarkedYAMLError as error:
            # A quotation mark or bracket that never closes is found at the end; its author looks for the beginning.
            never_ends = error.problem is not None and "end of stream" in error.problem
            mark = (error.context_mark if never_ends else None) or error.problem_mark or error.context_mark
            line = self.first_line + (mark.line if mark is not None else 0)
            why = " ".join(part for part in (error.context, error.problem) if part)
            self.stop(line, f"this is not YAML: {why}", _LOOK)
        except ReaderError as error:
            line = self.first_line + text[: error.position].count("\n")
            self.stop(line, "there is a character that YAML does not allow", "Remove it; it may be invisible.")
        except (YAMLError, ValueError, RecursionError):
            self.stop(self.first_line, "this is not YAML", _LOOK)
        if self.broken:
            return None
        if self.root is None:
            self.stop(self.first_line, "there is nothing in here", "Fill it in; the example lab shows how.")
        return self.root

    def stop(self, line: int, message: str, remedy: str) -> None:
        self.notes.add(Line(line), message, remedy, NOT_YAML)
        self.broken = True

    def take(self, event: Event) -> None:
        line = self.first_line + event.start_mark.line
        match event:
            case DocumentStartEvent():
                self.documents += 1
                if self.documents > 1:
                    self.stop(line, "a second document begins here", "Keep one; remove the line '---'.")
                elif event.version is not None or event.tags:
                    self.stop(line, "there is a directive (%)", "Remove the line that begins with %.")
            case AliasEvent():
                self.stop(line, f"there is an alias (*{event.anchor})", "Write the value out.")
            case ScalarEvent():
                self.refuse_extras(event, line)
                self.add(Scalar(str(event.value), event.style is None, line))
            case MappingStartEvent() | SequenceStartEvent():
                self.refuse_extras(event, line)
                if len(self.stack) >= MAX_DEPTH:
                    self.stop(line, f"lists and maps are nested more than {MAX_DEPTH} deep", "Make it flatter.")
                self.stack.append(_Open(line, isinstance(event, MappingStartEvent)))
            case MappingEndEvent():
                done = self.stack.pop()
                self.add(Mapping(tuple(done.entries), done.line))
            case SequenceEndEvent():
                done = self.stack.pop()
                self.add(Sequence(tuple(done.items), done.line))

    def refuse_extras(self, event: ScalarEvent | MappingStartEvent | SequenceStartEvent, line: int) -> None:
        if event.anchor is not None:
            remedy = "Remove it; write values out."
            self.notes.add(Line(line), f"there is an anchor (&{event.anchor})", remedy, NOT_YAML)
        if event.tag is not None:
            remedy = "Remove it; put texts in quotation marks."
            self.notes.add(Line(line), f"there is a tag ({event.tag})", remedy, NOT_YAML)

    def add(self, node: Node) -> None:
        if not self.stack:
            self.root = node
            return
        top = self.stack[-1]
        if not top.is_map:
            top.items.append(node)
        elif top.key is not None:
            if isinstance(node, Scalar) and node.is_null():
                node = replace(node, line=top.key.line)  # nothing was written, so that only the key has a place
            self.entry(top, top.key, node)
            top.key = None
        elif isinstance(node, Scalar):
            top.key = node
        else:
            self.stop(node.line, "a list or map stands where a key should be", "Write a word before the colon.")

    def entry(self, top: _Open, key: Scalar, value: Node) -> None:
        if key.text in top.seen:
            message = f"'{key.text}' is here twice, first on line {top.seen[key.text]}"
            self.notes.add(key, message, "Keep one of the two.", TWICE)
            return
        top.seen[key.text] = key.line
        top.entries.append((key, value))


_LOOK = "Look here and one line above for a missing quotation mark, bracket, colon or space."
