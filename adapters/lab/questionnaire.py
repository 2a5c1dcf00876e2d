"""A questionnaire in the format ``checkin/1``, out of its file's text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from hashlib import sha256

from adapters.lab.faults import Faults, Notes, in_order
from adapters.lab.items import read_items
from adapters.lab.reading import (
    NOTHING,
    Reader,
    Section,
    distinct,
    localised,
    matching,
    one_of,
    slug,
    text,
    truth,
)
from adapters.lab.scores import check_scores
from adapters.lab.yaml12 import Mapping, Sequence, parse
from bot.domain.ids import FormId, Language
from bot.domain.questionnaire import FormVersion, Item, Questionnaire

_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Z]{2})?")
_VERSION = re.compile(r"\d{1,4}\.\d{1,4}\.\d{1,4}", re.ASCII)


@dataclass(frozen=True, kw_only=True, slots=True)
class Draft:
    """A questionnaire as far as it could be read, and the status that its author gave it."""

    form: Questionnaire
    status: str


def read_questionnaire(source: str, filename: str) -> Questionnaire | Faults:
    """The questionnaire that `source` is, or everything that is wrong with it.

    The same source gives the same version for ever: its hash is the SHA-256 of the source's UTF-8 bytes.
    """
    notes = Notes(filename)
    draft = read_draft(source, notes)
    if draft is not None and not notes.faults:
        return draft.form
    return in_order(notes)


def read_draft(source: str, notes: Notes) -> Draft | None:
    """What can be read of `source`, with faults going to `notes`; None, with a fault, when it is no YAML at all."""
    root = parse(source, notes)
    if root is None:
        return None
    top = Section.of(
        root,
        notes,
        "a questionnaire",
        required=("format", "id", "version", "languages", "title", "items"),
        optional=("status", "purpose", "licence", "allow_skip", "scores", "map"),
    )
    top.get("format", one_of("checkin/1"), "")
    languages = top.find("languages", languages_reader("languages")) or (Language("en"),)
    _check_licence(top)
    items = read_items(top, languages)
    check_scores(top, items)
    _check_map(top, items)
    form = Questionnaire(
        ref=FormVersion(
            form=FormId(top.get("id", slug, "")),
            version=top.get("version", matching(_VERSION, "a version", 'Write three numbers, such as "1.0.0".'), ""),
            sha256=sha256(source.encode("utf-8", "surrogatepass")).hexdigest(),
        ),
        languages=languages,
        title=top.get("title", localised(languages, longest=100), NOTHING),
        items=items,
        purpose=top.find("purpose", localised(languages, complete=False)),
        allow_skip=top.get("allow_skip", truth, True),
        source=source,
    )
    return Draft(form=form, status=top.get("status", one_of("draft", "active", "retired"), "active"))


def languages_reader(what: str) -> Reader[tuple[Language, ...]]:
    """A list of language tags, each once; the first is the default."""
    tag = matching(_LANGUAGE, "a language", "Write a short tag such as en, cy or pt-BR.")
    return distinct(lambda node, notes: None if (said := tag(node, notes)) is None else Language(said), what)


def _check_licence(top: Section) -> None:
    licence = top.section("licence", required=("id",), optional=("holder", "applies_to", "notice", "url"))
    for key in licence.values:
        licence.find(key, text)


def _check_map(top: Section, items: tuple[Item, ...]) -> None:
    """Names in other systems. This version keeps none of them, but a mistake is told now."""
    mapped = top.section("map", optional=("fhir", "redcap", "xlsform", "codes"))
    for system in ("fhir", "redcap", "xlsform"):
        if system in mapped.values and not isinstance(node := mapped.values[system], Mapping):
            mapped.notes.add(node, f"'{system}' should be a map", "Write 'key: value' lines.")
    ids = tuple(item.id for item in items)
    codes = mapped.section("codes", optional=ids)
    for item, node in codes.values.items():
        if not isinstance(node, Sequence):
            codes.notes.add(node, f"the codes of '{item}' should be a list", "Write [{system: …, code: …}].")
            continue
        for entry in node.items:
            code = Section.of(entry, codes.notes, "a code", required=("system", "code"), optional=("display",))
            for key in code.values:
                code.find(key, text)
