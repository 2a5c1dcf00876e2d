"""A questionnaire in the format ``checkin/1``, out of its file's text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from hashlib import sha256

from adapters.lab.content import Instruments, read_content
from adapters.lab.faults import Faults, Notes, in_order
from adapters.lab.mistakes import WRONG_SHAPE
from adapters.lab.reading import (
    NOTHING,
    Section,
    languages_reader,
    localised,
    matching,
    maybe,
    one_of,
    slug,
    text,
    truth,
)
from adapters.lab.yaml12 import Mapping, Node, Sequence, parse
from bot.domain.ids import FormId, Language
from bot.domain.item import Item
from bot.domain.questionnaire import FormVersion, Questionnaire

_VERSION = re.compile(r"\d{1,4}\.\d{1,4}\.\d{1,4}", re.ASCII)


@dataclass(frozen=True, kw_only=True, slots=True)
class Draft:
    """A questionnaire as far as it could be read, and the status that its author gave it.

    `root` is the file itself, for whoever has to name a line of it. `reviewed` are the languages whose wording a
    native reader has signed.
    """

    form: Questionnaire
    status: str
    root: Node
    reviewed: frozenset[Language] = frozenset()


def file_of(form: FormId) -> str:
    """The file of a questionnaire, from the top of the lab's folder."""
    return f"questionnaires/{form}.yaml"


def read_questionnaire(source: str, filename: str, library: Instruments | None = None) -> Questionnaire | Faults:
    """The questionnaire that `source` is, or everything that is wrong with it.

    The same source gives the same version for ever: its hash is the SHA-256 of the source's UTF-8 bytes, and of what
    pins the instruments that it places.
    """
    notes = Notes(filename)
    draft = read_draft(source, notes, library)
    if draft is not None and not notes.faults:
        return draft.form
    return in_order(notes)


def read_draft(source: str, notes: Notes, library: Instruments | None = None) -> Draft | None:
    """What can be read of `source`, with faults going to `notes`; None, with a fault, when it is no YAML at all."""
    root = parse(source, notes)
    if root is None:
        return None
    top = Section.of(
        root,
        notes,
        "a questionnaire",
        required=("format", "id", "version", "languages", "title", "items"),
        optional=("status", "purpose", "licence", "allow_skip", "scores", "map", "reviewed_by"),
    )
    top.get("format", one_of("checkin/1"), "")
    languages = top.find("languages", languages_reader("languages")) or (Language("en"),)
    _check_licence(top)
    content = read_content(top, languages, library)
    _check_map(top, content.items)
    form = Questionnaire(
        ref=FormVersion(
            form=FormId(top.get("id", slug, "")),
            version=top.get("version", matching(_VERSION, "a version", 'Write three numbers, such as "1.0.0".'), ""),
            sha256=_pinned(source, content.pins),
        ),
        languages=languages,
        title=top.get("title", localised(languages, longest=100), NOTHING),
        items=content.items,
        scores=content.scores,
        purpose=top.find("purpose", localised(languages, complete=False)),
        allow_skip=top.get("allow_skip", truth, True),
        source=source,
    )
    return Draft(
        form=form,
        status=top.get("status", one_of("draft", "active", "retired"), "active"),
        root=root,
        reviewed=_reviewed(top, languages),
    )


def _pinned(source: str, pins: tuple[str, ...]) -> str:
    """The hash of everything that was asked: the file, and the wording that it takes from elsewhere."""
    return sha256("\0".join((source, *pins)).encode("utf-8", "surrogatepass")).hexdigest()


def _reviewed(top: Section, languages: tuple[Language, ...]) -> frozenset[Language]:
    """The languages whose wording has the name of a native reader beside it; null stands for nobody yet."""
    signed = top.section("reviewed_by", optional=languages)
    return frozenset(language for language in languages if signed.find(language, maybe(text)) is not None)


def _check_licence(top: Section) -> None:
    licence = top.section("licence", required=("id",), optional=("holder", "applies_to", "notice", "url"))
    for key in licence.values:
        licence.find(key, text)


def _check_map(top: Section, items: tuple[Item, ...]) -> None:
    """Names in other systems. This version keeps none of them, but a mistake is told now."""
    mapped = top.section("map", optional=("fhir", "redcap", "xlsform", "codes"))
    for system in ("fhir", "redcap", "xlsform"):
        if system in mapped.values and not isinstance(node := mapped.values[system], Mapping):
            mapped.notes.add(node, f"'{system}' should be a map", "Write 'key: value' lines.", WRONG_SHAPE)
    ids = tuple(item.id for item in items)
    codes = mapped.section("codes", optional=ids)
    for item, node in codes.values.items():
        if not isinstance(node, Sequence):
            codes.notes.add(
                node, f"the codes of '{item}' should be a list", "Write [{system: …, code: …}].", WRONG_SHAPE
            )
            continue
        for entry in node.items:
            code = Section.of(entry, codes.notes, "a code", required=("system", "code"), optional=("display",))
            for key in code.values:
                code.find(key, text)
