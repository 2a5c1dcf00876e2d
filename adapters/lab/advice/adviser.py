"""Everything that is advised about a lab folder, from every side."""

from __future__ import annotations

from datetime import date

from adapters.lab.advice import burden, fitting, languages, plainness, safety, studies
from adapters.lab.consent import Consent, file_of_consent
from adapters.lab.faults import Finding, Notes, in_order, shown
from adapters.lab.folder import Reading
from adapters.lab.places import line_of
from adapters.lab.questionnaire import file_of
from adapters.lab.yaml12 import Node
from bot.domain.lab import Lab

ADVICE = (
    burden.TOO_LONG, burden.NO_SKIP, burden.TWO_CORES, fitting.LONG_BUTTON, fitting.LONG_TITLE, fitting.LONG_QUESTION,
    fitting.ONLY_PICTURES, plainness.HARD_TO_READ, languages.UNTRANSLATED, languages.UNREVIEWED, languages.UNSIGNED,
    safety.RISKY_WORDS, safety.NAMES_WELCOME, safety.UNCHECKED_LINES, studies.TOO_OFTEN, studies.NO_CORE,
    studies.NOT_ASKED, studies.RETENTION_OVER, studies.REMINDER_AT_NIGHT,
)  # fmt: skip
"""Every check that advises."""


def advise(found: Reading, today: date) -> tuple[Finding, ...]:
    """The advice on what was found, in order. About a file with a fault nothing is said: it is about to change."""
    adviser = _Adviser(found)
    adviser.look_at_forms()
    adviser.look_at_consents()
    if adviser.lab is not None and found.root is not None:
        adviser.look_at_lab(adviser.lab, found.root, today)
    return in_order(*adviser.notes.values()).all


class _Adviser:
    """One look at a folder, with the notes of every file. `lab` is None when lab.yaml has a fault."""

    def __init__(self, found: Reading) -> None:
        faulty = frozenset(fault.file for fault in found.faults)
        self.found = found
        self.lab = None if "lab.yaml" in faulty else found.lab
        self.drafts = {form: one for form, one in found.drafts.items() if shown(file_of(form)) not in faulty}
        self.consents = [one for one in found.consents if file_of_consent(one.text) not in faulty]
        self.notes: dict[str, Notes] = {}

    def noted(self, file: str) -> Notes:
        return self.notes.setdefault(file, Notes(file))

    def look_at_forms(self) -> None:
        offered = () if self.lab is None else self.lab.languages
        for form, draft in self.drafts.items():
            if draft.status != "retired":
                notes = self.noted(file_of(form))
                burden.check_burden(draft, notes)
                fitting.check_fit(draft, notes)
                plainness.check_wording(draft, notes)
                languages.check_languages(draft, offered, notes)
                safety.check_safety(draft, notes)

    def look_at_consents(self) -> None:
        for consent in self.consents:
            if self.lab is None or _is_current(consent, self.lab):
                notes = self.noted(file_of_consent(consent.text))
                plainness.check_consent(consent, notes)
                languages.check_signed(consent, notes)

    def look_at_lab(self, lab: Lab, root: Node, today: date) -> None:
        notes = self.noted("lab.yaml")
        fitting.check_title("the lab's name", lab.name, line_of(root, "name"), notes)
        languages.check_sentences(lab, root, notes)
        safety.check_help_lines(lab.support, root, today, notes)
        folder = studies.Folder(lab=lab, root=root, drafts=self.drafts, recalls=self.found.recalls)
        studies.check_studies(folder, today, self.noted)


def _is_current(consent: Consent, lab: Lab) -> bool:
    """Whether people are asked to agree to this version today."""
    return any((study.id, study.consent_version) == (consent.text.study, consent.text.version) for study in lab.studies)
