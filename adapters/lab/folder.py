"""A whole lab folder: every file read, and what they say to each other checked."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from importlib.resources import files
from pathlib import Path

from adapters.lab.catalogue import Catalogue, check_overrides, read_catalogue
from adapters.lab.consent import MAX_FULL, Consent, Named, named, read_consent
from adapters.lab.events import read_events
from adapters.lab.faults import Faults, Notes, in_order
from adapters.lab.faults import Line as At
from adapters.lab.instruments import Library
from adapters.lab.mistakes import MISSING_CONSENT, MISSING_NOTICE, TOO_LONG, UNKNOWN_LANGUAGE, WRONG_NAME
from adapters.lab.questionnaire import Draft, read_draft
from adapters.lab.reading import (
    NOTHING,
    Section,
    claimed_id,
    distinct,
    languages_reader,
    localised,
    one_of,
    slug,
    whole,
)
from adapters.lab.settings import (
    check_data_protection,
    check_later,
    check_nations,
    read_quiet_hours,
    read_roles,
    read_support,
    zone,
)
from adapters.lab.studies import Around, read_studies
from adapters.lab.yaml12 import Node, parse, read_text
from bot.domain.ids import FormId, Group, Language
from bot.domain.lab import Door, Lab
from bot.domain.quiet import QuietHours
from bot.domain.words import Words

EXAMPLE = Path(str(files("bot") / "content"))
"""The lab that is shipped; its ``texts`` are also the sentences of every other lab, which may override them."""

_BASE = Language("en")
_KEYS = (
    "format", "id", "name", "zone", "languages", "join", "age", "groups", "data_protection", "support", "studies",
)  # fmt: skip
_LATER_KEYS = ("messages", "community_chats", "events", "announcements", "roles")


@dataclass(frozen=True, kw_only=True, slots=True)
class Reading:
    """What one look at a folder found: the lab as far as it could be read, what stands behind it, and the faults.

    `root` is lab.yaml itself. `drafts` are the questionnaires by their files' names, without those that are no YAML.
    `recalls` is how far back each instrument looks, by its name.
    """

    lab: Lab | None
    root: Node | None
    drafts: Mapping[FormId, Draft]
    consents: tuple[Consent, ...]
    recalls: Mapping[str, timedelta]
    faults: Faults


def read_lab(path: Path) -> Lab | Faults:
    """The lab in the folder `path`, or everything that is wrong with it.

    Studies of kind ``unlinked``, the approval of announcements and the like are checked but are not in the `Lab` yet:
    nothing uses them.
    """
    found = read_folder(path)
    return found.faults if found.lab is None or found.faults.all else found.lab


def read_folder(path: Path) -> Reading:
    """All that can be read of the folder `path`, whatever is wrong with it."""
    folder = _Folder(path)
    lab = folder.read()
    return Reading(
        lab=lab,
        root=folder.root,
        drafts=folder.drafts,
        consents=folder.consents,
        recalls=folder.recalls,
        faults=in_order(*folder.notes),
    )


class _Folder:
    """One reading of one folder, with the notes of every file."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.notes: list[Notes] = []
        self.root: Node | None = None
        self.drafts: dict[FormId, Draft] = {}
        self.consents: tuple[Consent, ...] = ()
        self.recalls: dict[str, timedelta] = {}
        self.known: frozenset[str] = frozenset()  # keys of the sentences that there are

    def noted(self, file: str) -> Notes:
        self.notes.append(Notes(file))
        return self.notes[-1]

    def read(self) -> Lab | None:
        notes = self.noted("lab.yaml")
        forms = self.forms()
        source = read_text(self.path / "lab.yaml", notes)
        self.root = root = None if source is None else parse(source, notes)
        if root is None:
            return None
        top = Section.of(root, notes, "lab.yaml", required=_KEYS, optional=_LATER_KEYS)
        top.find("format", one_of("lab/1"))
        languages = top.find("languages", languages_reader("languages")) or (_BASE,)
        groups = tuple(Group(group) for group in top.find("groups", distinct(slug, "groups")) or ())
        check_data_protection(top)
        check_later(top)
        quiet = read_quiet_hours(top)
        self.consents = self.read_consents(languages)
        lab = Lab(
            id=top.get("id", slug, ""),
            name=top.get("name", localised(languages, longest=100), NOTHING),
            zone=top.get("zone", zone, "UTC"),
            languages=languages,
            door=Door(top.get("join", one_of("code", "open"), "code")),
            age=top.get("age", whole(16, 99), 18),
            groups=groups,
            support=read_support(top, languages),
            studies=read_studies(top, Around(languages=languages, groups=groups, forms=forms, quiet=quiet)),
            forms={form: draft.form for form, draft in self.drafts.items()},
            consents=tuple(consent.text for consent in self.consents),
            words=self.words(languages, top),
            quiet=QuietHours(begins=quiet.start, ends=quiet.end),
            roles=read_roles(top),
            events=read_events(top, self.path, forms, self.noted),
        )
        self.check_consents(lab, top)
        check_nations(top, self.known)
        return lab

    def forms(self) -> dict[FormId, Draft | None]:
        """Every questionnaire by its file's name; None for one that could not be read."""
        library = Library.of(self.path, self.noted)
        found: dict[FormId, Draft | None] = {}
        for file in sorted((self.path / "questionnaires").glob("*.yaml")):
            notes = self.noted(f"questionnaires/{file.name}")
            source = read_text(file, notes)
            draft = None if source is None else read_draft(source, notes, library)
            if draft is not None and draft.form.id and draft.form.id != file.stem:
                message = f"the id is '{draft.form.id}' and the file is '{file.name}'"
                notes.add(At(1), message, "Make them agree.", WRONG_NAME)
            found[FormId(file.stem)] = draft
        self.drafts = {form: draft for form, draft in found.items() if draft is not None}
        self.recalls = library.recalls(draft.form for draft in self.drafts.values())
        return found

    def read_consents(self, languages: tuple[Language, ...]) -> tuple[Consent, ...]:
        """Every consent text, old versions too; within a version the lab's first language comes first."""
        found: list[Consent] = []
        for file in sorted((self.path / "consent").glob("*.md")):
            notes = self.noted(f"consent/{file.name}")
            name = named(file.name)
            if name is None:
                remedy = "Name it <study>.<version>.<language>.md."
                notes.add(At(1), "the file's name does not say what it is", remedy, WRONG_NAME)
                continue
            source = read_text(file, notes)
            consent = None if source is None else read_consent(source, name, notes)
            if consent is not None:
                found.append(consent)
        rank = {language: place for place, language in enumerate(languages)}

        def order(one: Consent) -> tuple[str, int, int]:
            return one.text.study, one.text.version, rank.get(one.text.language, len(rank))

        return tuple(sorted(found, key=order))

    def check_consents(self, lab: Lab, top: Section) -> None:
        """Each study has its consent text in every language, and nobody can agree without the notice of `support`."""
        texts = {Named(text.study, text.version, text.language): text for text in lab.consents}
        known = {claimed_id(node) for node in top.each("studies")} - {""}
        for name in texts:
            if known and name.study not in known:
                file = f"consent/{name.study}.{name.version}.{name.language}.md"
                remedy = "Rename the file or remove it."
                self.noted(file).add(At(1), f"there is no study '{name.study}'", remedy, WRONG_NAME)
        if len(lab.studies) > 1:
            _check_together(lab, top)
        for study in lab.studies:
            for language in lab.languages if study.id else ():
                file = f"consent/{study.id}.{study.consent_version}.{language}.md"
                text = texts.get(Named(study.id, study.consent_version, language))
                if text is None and not _is_there(self.path / file):
                    remedy = f"Write it, or take '{language}' out of the lab's languages."
                    top.notes.add(top.where("studies"), f"there is no {file}", remedy, MISSING_CONSENT)
                elif text is not None and lab.support.not_monitored.by_language:
                    notice = lab.support.not_monitored.text(language)
                    if notice not in text.short:
                        remedy = f"Add this line to it: {notice}"
                        self.noted(file).add(
                            At(1), "the short form leaves out the notice of 'support'", remedy, MISSING_NOTICE
                        )

    def words(self, languages: tuple[Language, ...], top: Section) -> Mapping[Language, Words]:
        """Every sentence in each language: the lab's own, then the shipped one, then English."""
        shipped = {language: _shipped(language) for language in {_BASE, *languages}}
        base = _words(_BASE, shipped[_BASE], self.overrides(_BASE, shipped[_BASE]))
        self.known = frozenset(base.by_key)
        words = {_BASE: base}
        for language in languages:
            if language == _BASE:
                continue
            own = self.overrides(language, shipped[_BASE])
            if not own.sentences and not shipped[language].sentences:
                remedy = f"Add texts/{language}.po, or take '{language}' out."
                top.notes.add(
                    top.where("languages"), f"the bot has no sentences in '{language}'", remedy, UNKNOWN_LANGUAGE
                )
            words[language] = _words(language, shipped[language], own, fallback=base)
        return {language: words[language] for language in languages}

    def overrides(self, language: Language, shipped: Catalogue) -> Catalogue:
        file = self.path / "texts" / f"{language}.po"
        if not _is_there(file):
            return Catalogue()
        notes = self.noted(f"texts/{language}.po")
        source = read_text(file, notes)
        own = Catalogue() if source is None else read_catalogue(source, language, notes)
        check_overrides(own.sentences, shipped.sentences, notes)
        return own


def _is_there(file: Path) -> bool:
    """Whether there is anything of that name; no when nobody may look."""
    return os.path.exists(file)  # the method of `Path` raises then


def _check_together(lab: Lab, top: Section) -> None:
    """Who joins reads the texts of all studies in one message, which must hold them."""
    current = {(study.id, study.consent_version) for study in lab.studies}
    for language in lab.languages:
        texts = [text for text in lab.consents if text.language == language]
        long = sum(len(text.full) for text in texts if (text.study, text.version) in current)
        if long > MAX_FULL:
            remedy = f"Keep them to {MAX_FULL}, so that they fit one message."
            top.notes.add(
                top.where("studies"), f"the consent texts ({language}) have {long} characters", remedy, TOO_LONG
            )


def _shipped(language: Language) -> Catalogue:
    """The sentences that come with Labbot; none for a language that it does not speak."""
    notes = Notes(f"texts/{language}.po")
    file = EXAMPLE / "texts" / f"{language}.po"
    source = read_text(file, notes) if file.exists() else None
    return Catalogue() if source is None else read_catalogue(source, language, notes)


def _words(language: Language, shipped: Catalogue, own: Catalogue, fallback: Words | None = None) -> Words:
    """One language's sentences. The reader that a lab's own catalogue names has read the shipped ones too."""
    reader = shipped.reviewed_by if own.reviewed_by is None else own.reviewed_by
    return Words(language, {**shipped.texts(), **own.texts()}, fallback=fallback, reviewed_by=reader or "")
