"""A whole lab folder: every file read, and what they say to each other checked."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path

from adapters.lab.catalogue import Sentence, check_overrides, read_catalogue
from adapters.lab.consent import MAX_FULL, Named, named, read_consent
from adapters.lab.events import read_events
from adapters.lab.faults import Faults, Notes, in_order
from adapters.lab.faults import Line as At
from adapters.lab.questionnaire import Draft, languages_reader, read_draft
from adapters.lab.reading import NOTHING, Section, claimed_id, distinct, localised, one_of, slug, whole
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
from adapters.lab.yaml12 import parse, read_text
from bot.domain.ids import FormId, Group, Language
from bot.domain.lab import ConsentText, Door, Lab
from bot.domain.quiet import QuietHours
from bot.domain.words import Words

EXAMPLE = Path(str(files("bot") / "content"))
"""The lab that is shipped; its ``texts`` are also the sentences of every other lab, which may override them."""

_BASE = Language("en")
_KEYS = (
    "format", "id", "name", "zone", "languages", "join", "age", "groups", "data_protection", "support", "studies",
)  # fmt: skip
_LATER_KEYS = ("messages", "community_chats", "events", "announcements", "roles")


def read_lab(path: Path) -> Lab | Faults:
    """The lab in the folder `path`, or everything that is wrong with it.

    Studies of kind ``unlinked``, the approval of announcements and the like are checked but are not in the `Lab` yet:
    nothing uses them.
    """
    folder = _Folder(path)
    lab = folder.read()
    faults = in_order(*folder.notes)
    return faults if lab is None or faults.all else lab


class _Folder:
    """One reading of one folder, with the notes of every file."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.notes: list[Notes] = []
        self.known: frozenset[str] = frozenset()  # keys of the sentences that there are

    def noted(self, file: str) -> Notes:
        self.notes.append(Notes(file))
        return self.notes[-1]

    def read(self) -> Lab | None:
        notes = self.noted("lab.yaml")
        forms = self.forms()
        source = read_text(self.path / "lab.yaml", notes)
        root = None if source is None else parse(source, notes)
        if root is None:
            return None
        top = Section.of(root, notes, "lab.yaml", required=_KEYS, optional=_LATER_KEYS)
        top.find("format", one_of("lab/1"))
        languages = top.find("languages", languages_reader("languages")) or (_BASE,)
        groups = tuple(Group(group) for group in top.find("groups", distinct(slug, "groups")) or ())
        check_data_protection(top)
        check_later(top)
        quiet = read_quiet_hours(top)
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
            forms={form: draft.form for form, draft in forms.items() if draft is not None},
            consents=self.consents(languages),
            words=self.words(languages, top),
            quiet=QuietHours(begins=quiet.start, ends=quiet.end),
            roles=read_roles(top),
            events=read_events(top, self.path, tuple(sorted(forms)), self.noted),
        )
        self.check_consents(lab, top)
        check_nations(top, self.known)
        return lab

    def forms(self) -> dict[FormId, Draft | None]:
        """Every questionnaire by its file's name; None for one that could not be read."""
        found: dict[FormId, Draft | None] = {}
        for file in sorted((self.path / "questionnaires").glob("*.yaml")):
            notes = self.noted(f"questionnaires/{file.name}")
            source = read_text(file, notes)
            draft = None if source is None else read_draft(source, notes)
            if draft is not None and draft.form.id and draft.form.id != file.stem:
                notes.add(At(1), f"the id is '{draft.form.id}' and the file is '{file.name}'", "Make them agree.")
            found[FormId(file.stem)] = draft
        return found

    def consents(self, languages: tuple[Language, ...]) -> tuple[ConsentText, ...]:
        """Every consent text, old versions too; within a version the lab's first language comes first."""
        found: list[ConsentText] = []
        for file in sorted((self.path / "consent").glob("*.md")):
            notes = self.noted(f"consent/{file.name}")
            name = named(file.name)
            if name is None:
                notes.add(At(1), "the file's name does not say what it is", "Name it <study>.<version>.<language>.md.")
                continue
            source = read_text(file, notes)
            text = None if source is None else read_consent(source, name, notes)
            if text is not None:
                found.append(text)
        rank = {language: place for place, language in enumerate(languages)}
        return tuple(sorted(found, key=lambda one: (one.study, one.version, rank.get(one.language, len(rank)))))

    def check_consents(self, lab: Lab, top: Section) -> None:
        """Each study has its consent text in every language, and nobody can agree without the notice of `support`."""
        texts = {Named(text.study, text.version, text.language): text for text in lab.consents}
        known = {claimed_id(node) for node in top.each("studies")} - {""}
        for name in texts:
            if known and name.study not in known:
                file = f"consent/{name.study}.{name.version}.{name.language}.md"
                self.noted(file).add(At(1), f"there is no study '{name.study}'", "Rename the file or remove it.")
        if len(lab.studies) > 1:
            _check_together(lab, top)
        for study in lab.studies:
            for language in lab.languages if study.id else ():
                file = f"consent/{study.id}.{study.consent_version}.{language}.md"
                text = texts.get(Named(study.id, study.consent_version, language))
                if text is None and not (self.path / file).exists():
                    remedy = f"Write it, or take '{language}' out of the lab's languages."
                    top.notes.add(top.where("studies"), f"there is no {file}", remedy)
                elif text is not None and lab.support.not_monitored.by_language:
                    notice = lab.support.not_monitored.text(language)
                    if notice not in text.short:
                        remedy = f"Add this line to it: {notice}"
                        self.noted(file).add(At(1), "the short form leaves out the notice of 'support'", remedy)

    def words(self, languages: tuple[Language, ...], top: Section) -> Mapping[Language, Words]:
        """Every sentence in each language: the lab's own, then the shipped one, then English."""
        shipped = {language: _shipped(language) for language in {_BASE, *languages}}
        base = Words(_BASE, _texts({**shipped[_BASE], **self.overrides(_BASE, shipped[_BASE])}))
        self.known = frozenset(base.by_key)
        words = {_BASE: base}
        for language in languages:
            if language == _BASE:
                continue
            own = self.overrides(language, shipped[_BASE])
            if not own and not shipped[language]:
                remedy = f"Add texts/{language}.po, or take '{language}' out."
                top.notes.add(top.where("languages"), f"the bot has no sentences in '{language}'", remedy)
            words[language] = Words(language, _texts({**shipped[language], **own}), fallback=base)
        return {language: words[language] for language in languages}

    def overrides(self, language: Language, shipped: Mapping[str, Sentence]) -> dict[str, Sentence]:
        file = self.path / "texts" / f"{language}.po"
        if not file.exists():
            return {}
        notes = self.noted(f"texts/{language}.po")
        source = read_text(file, notes)
        own = {} if source is None else read_catalogue(source, notes)
        check_overrides(own, shipped, notes)
        return own


def _check_together(lab: Lab, top: Section) -> None:
    """Who joins reads the texts of all studies in one message, which must hold them."""
    current = {(study.id, study.consent_version) for study in lab.studies}
    for language in lab.languages:
        texts = [text for text in lab.consents if text.language == language]
        long = sum(len(text.full) for text in texts if (text.study, text.version) in current)
        if long > MAX_FULL:
            remedy = f"Keep them to {MAX_FULL}, so that they fit one message."
            top.notes.add(top.where("studies"), f"the consent texts ({language}) have {long} characters", remedy)


def _shipped(language: Language) -> dict[str, Sentence]:
    """The sentences that come with Labbot; none for a language that it does not speak."""
    notes = Notes(f"texts/{language}.po")
    file = EXAMPLE / "texts" / f"{language}.po"
    source = read_text(file, notes) if file.exists() else None
    return {} if source is None else read_catalogue(source, notes)


def _texts(sentences: Mapping[str, Sentence]) -> dict[str, str]:
    return {key: sentence.text for key, sentence in sentences.items()}
