"""Consent texts: ``consent/<study>.<version>.<language>.md``, a few lines of front matter and then plain text.

What follows the front matter is shown as it stands, in a chat that knows no Markdown: so it is plain paragraphs. The
first block, up to the first empty line, is the short form that everybody reads before they choose.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from hashlib import sha256

from adapters.lab.faults import Line, Notes, Placed
from adapters.lab.mistakes import CONSENT_FILE, SHORT_FORM, TOO_LONG
from adapters.lab.reading import Section, maybe, one_of, slug, whole
from adapters.lab.reading import text as said
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


@dataclass(frozen=True, kw_only=True, slots=True)
class Consent:
    """A consent text, who has signed it, and the lines on which that and the text itself stand."""

    text: ConsentText
    reviewed_by: str | None
    signed_at: Placed
    begins_at: Placed


def file_of_consent(text: ConsentText) -> str:
    """The file of a consent text, from the top of the lab's folder."""
    return f"consent/{text.study}.{text.version}.{text.language}.md"


def named(filename: str) -> Named | None:
    """What the name says; None when it is no name of a consent text."""
    found = _NAME.fullmatch(filename)
    if found is None:
        return None
    return Named(StudyId(found["study"]), int(found["version"]), Language(found["language"]))


def read_consent(source: str, name: Named, notes: Notes) -> Consent | None:
    """The consent text; None, with a fault noted, when it has no front matter to read.

    Its hash is the SHA-256 of the whole file's UTF-8 bytes, front matter included.
    """
    lines = source.split("\n")
    if lines[0].rstrip() != "---" or "---" not in (later.rstrip() for later in lines[1:]):
        remedy = "Begin with '---', 'study: …' and so on, and '---' again."
        notes.add(Line(1), "the file has no front matter", remedy, CONSENT_FILE)
        return None
    end = next(at for at, line in enumerate(lines[1:], 1) if line.rstrip() == "---")
    front = _front(lines[1:end], name, notes)
    start = next((at for at, line in enumerate(lines[end + 1 :], end + 1) if line.strip()), end)
    full = "\n".join(line.rstrip() for line in lines[start:]).strip() if start > end else ""
    short = full.partition("\n\n")[0]
    _check_body(short, full, start + 1, notes)
    text = ConsentText(
        study=name.study,
        version=name.version,
        language=name.language,
        short=short,
        full=full,
        sha256=sha256(source.encode("utf-8", "surrogatepass")).hexdigest(),
    )
    return Consent(
        text=text,
        reviewed_by=front.find("reviewed_by", maybe(said)),
        signed_at=front.where("reviewed_by"),
        begins_at=Line(start + 1),
    )


def _front(lines: list[str], name: Named, notes: Notes) -> Section:
    """The front matter, held against the file's name; empty when it cannot be read."""
    root = parse("\n".join(lines), notes, first_line=2)
    if root is None:
        return Section({}, Line(1), notes)
    keys = ("study", "version", "change", "what_changed", "reviewed_by")
    front = Section.of(root, notes, "the front matter", required=keys)
    for key, found, expected in (
        ("study", front.find("study", slug), str(name.study)),
        ("version", front.find("version", whole(1, 9999)), name.version),
    ):
        if found is not None and found != expected:
            message = f"{key} is {found} here and {expected} in the file's name"
            notes.add(front.where(key), message, "Make them agree.", CONSENT_FILE)
    front.find("change", one_of("minor", "material"))
    front.find("what_changed", said)
    return front


def _check_body(short: str, full: str, line: int, notes: Notes) -> None:
    at = Line(line)
    count = len(short.split("\n")) if short else 0
    if count not in SHORT_LINES:
        remedy = "Write 6 to 8 short lines, then an empty line."
        notes.add(at, f"the short form has {count} lines", remedy, SHORT_FORM)
    if len(short) > MAX_SHORT:
        notes.add(at, f"the short form has {len(short)} characters", f"Keep it to {MAX_SHORT}.", SHORT_FORM)
    if len(full) > MAX_FULL:
        remedy = f"Keep it to {MAX_FULL}, so that it fits one message."
        notes.add(at, f"the text has {len(full)} characters", remedy, TOO_LONG)
