"""Consent texts: ``consent/<study>.<version>.<language>.md``, a few lines of front matter and then plain text.

What follows the front matter is shown as it stands, in a chat that knows no Markdown: so it is plain paragraphs. The
first block, up to the first empty line, is the short form that everybody reads before they choose.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from hashlib import sha256

from adapters.lab.faults import Line, Notes
from adapters.lab.reading import Section, maybe, one_of, slug, text, whole
from adapters.lab.yaml12 import parse
from bot.domain.ids import Language, StudyId
from bot.domain.lab import ConsentText

SHORT_LINES = range(6, 9)  # what is read on one phone screen
MAX_SHORT = 1200  # characters; leaves room in one message for the question under it
MAX_FULL = 3800  # characters; Telegram takes 4096 in one message (core.telegram.org/bots/api#sendmessage)
_NAME = re.compile(
    r"(?P<study>[a-z][a-z0-9_-]{0,39})\.(?P<version>[1-9][0-9]{0,3})\.(?P<language>[a-z]{2,3}(-[A-Z]{2})?)\.md"
)


@dataclass(frozen=True, slots=True)
class Named:
    """What a consent file's name says."""

    study: StudyId
    version: int
    language: Language


def named(filename: str) -> Named | None:
    """What the name says; None when it is no name of a consent text."""
    found = _NAME.fullmatch(filename)
    if found is None:
        return None
    return Named(StudyId(found["study"]), int(found["version"]), Language(found["language"]))


def read_consent(source: str, name: Named, notes: Notes) -> ConsentText | None:
    """The consent text; None, with a fault noted, when it has no front matter to read.

    Its hash is the SHA-256 of the whole file's UTF-8 bytes, front matter included.
    """
    lines = source.split("\n")
    if lines[0].rstrip() != "---" or "---" not in (later.rstrip() for later in lines[1:]):
        notes.add(Line(1), "the file has no front matter", "Begin with '---', 'study: …' and so on, and '---' again.")
        return None
    end = next(at for at, line in enumerate(lines[1:], 1) if line.rstrip() == "---")
    _check_front(lines[1:end], name, notes)
    start = next((at for at, line in enumerate(lines[end + 1 :], end + 1) if line.strip()), end)
    full = "\n".join(line.rstrip() for line in lines[start:]).strip() if start > end else ""
    short = full.partition("\n\n")[0]
    _check_body(short, full, start + 1, notes)
    return ConsentText(
        study=name.study,
        version=name.version,
        language=name.language,
        short=short,
        full=full,
        sha256=sha256(source.encode("utf-8", "surrogatepass")).hexdigest(),
    )


def _check_front(lines: list[str], name: Named, notes: Notes) -> None:
    root = parse("\n".join(lines), notes, first_line=2)
    if root is None:
        return
    keys = ("study", "version", "change", "what_changed", "reviewed_by")
    front = Section.of(root, notes, "the front matter", required=keys)
    for key, said, expected in (
        ("study", front.find("study", slug), str(name.study)),
        ("version", front.find("version", whole(1, 9999)), name.version),
    ):
        if said is not None and said != expected:
            notes.add(front.where(key), f"{key} is {said} here and {expected} in the file's name", "Make them agree.")
    front.find("change", one_of("minor", "material"))
    front.find("what_changed", text)
    front.find("reviewed_by", maybe(text))


def _check_body(short: str, full: str, line: int, notes: Notes) -> None:
    at = Line(line)
    count = len(short.split("\n")) if short else 0
    if count not in SHORT_LINES:
        notes.add(at, f"the short form has {count} lines", "Write 6 to 8 short lines, then an empty line.")
    if len(short) > MAX_SHORT:
        notes.add(at, f"the short form has {len(short)} characters", f"Keep it to {MAX_SHORT}.")
    if len(full) > MAX_FULL:
        notes.add(at, f"the text has {len(full)} characters", f"Keep it to {MAX_FULL}, so that it fits one message.")
