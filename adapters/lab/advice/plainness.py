"""How plainly a lab writes: the reading age of its own English. The wording of an instrument is its owner's."""

from __future__ import annotations

from adapters.lab.advice.ages import age
from adapters.lab.consent import Consent
from adapters.lab.faults import Notes, Placed, advice
from adapters.lab.places import line_of, line_of_item
from adapters.lab.questionnaire import Draft
from bot.domain.ids import Language
from bot.domain.words import Localised

OLDEST = 12  # years

HARD_TO_READ = advice(
    "reading-age",
    "English wording of the lab's own reads at an age above 12, by the formula of Flesch and Kincaid.",
    "Pain, tiredness and medicine make reading harder than it is on a good day.",
    "Write shorter sentences and shorter words.",
)


def check_wording(draft: Draft, notes: Notes) -> None:
    """Notes each long text that is hard to read; else the whole, when all of it together is."""
    told = len(notes.faults)
    whole: list[str] = []
    for item in draft.form.items:
        if item.instrument is None:
            texts = [text for one in (item.text, item.help) if one is not None for text in english(one)]
            check_plainness(texts, f"'{item.id}'", line_of_item(draft.root, item, "text"), notes)
            whole += texts
    if len(notes.faults) == told:
        check_plainness(whole, "the wording", line_of(draft.root, "items"), notes)


def check_consent(consent: Consent, notes: Notes) -> None:
    """Notes an English consent text that is hard to read; the short form is held to it by itself."""
    text, told = consent.text, len(notes.faults)
    if is_english(text.language):
        check_plainness([text.short], "the short form", consent.begins_at, notes)
        if len(notes.faults) == told:
            check_plainness([text.full], "the consent text", consent.begins_at, notes)


def check_plainness(texts: list[str], what: str, at: Placed, notes: Notes) -> None:
    """Notes texts that together read at too high an age; nothing when they are too short to tell."""
    years = age(texts)
    if years is not None and years > OLDEST:
        notes.add(at, f"{what} reads at the age of {years}", HARD_TO_READ.remedy, HARD_TO_READ)


def english(text: Localised) -> tuple[str, ...]:
    """The text in English; nothing when there is none."""
    return tuple(said for language, said in text.by_language if is_english(language))


def is_english(language: Language) -> bool:
    return language.partition("-")[0] == "en"
