"""Languages: what somebody would read in another one than they chose, and what no native reader has signed."""

from __future__ import annotations

from collections.abc import Iterator

from adapters.lab.consent import Consent
from adapters.lab.faults import Notes, advice
from adapters.lab.places import line_of, line_of_item, node_at
from adapters.lab.questionnaire import Draft
from adapters.lab.yaml12 import Node
from bot.domain.ids import Language
from bot.domain.item import Item
from bot.domain.lab import Lab
from bot.domain.words import Localised

UNTRANSLATED = advice(
    "untranslated",
    "A text is shown in another language than the one that somebody chose.",
    "An answer in the second language can be another answer; the export says which language was shown.",
    "Add the text in that language; of an instrument, only in its owner's own translation.",
)
UNREVIEWED = advice(
    "unreviewed",
    "No native reader has signed the wording in a language.",
    "A machine's or a learner's translation can ask another question, and promise something else.",
    "Have it read by somebody who speaks it at home, and put their name under 'reviewed_by'.",
)
UNSIGNED = advice(
    "unsigned-consent",
    "Nobody has signed a consent text.",
    "Somebody has to answer for what people agree to, in each language.",
    "Have it read by whoever answers for it, and by a native reader; put their name under 'reviewed_by'.",
)

_SIGNED = "'X-Reviewed-By: …' in its header"


def check_languages(draft: Draft, offered: tuple[Language, ...], notes: Notes) -> None:
    """Notes texts that are missing in a language of the questionnaire or `offered` by the lab, and unsigned ones."""
    for language in offered:
        if language not in draft.form.languages:
            message = f"the lab offers '{language}', and nothing here is in it"
            notes.add(line_of(draft.root, "languages"), message, UNTRANSLATED.remedy, UNTRANSLATED)
    for language in draft.form.languages[1:]:
        _check_translated(draft, language, notes)
        if language not in draft.reviewed:
            at = line_of(draft.root, "languages" if node_at(draft.root, "reviewed_by") is None else "reviewed_by")
            notes.add(at, f"no native reader has signed the wording in '{language}'", UNREVIEWED.remedy, UNREVIEWED)


def check_sentences(lab: Lab, root: Node, notes: Notes) -> None:
    """Notes the languages in which no native reader has read what the bot says."""
    for language in lab.awaiting:
        message = f"no native reader has signed the bot's sentences in '{language}'"
        remedy = f"Have them read by somebody who speaks it at home, and name them in texts/{language}.po: {_SIGNED}."
        notes.add(line_of(root, "languages"), message, remedy, UNREVIEWED)


def check_signed(consent: Consent, notes: Notes) -> None:
    """Notes a consent text that nobody has signed."""
    if consent.reviewed_by is None:
        message = f"nobody has signed the consent text in '{consent.text.language}'"
        notes.add(consent.signed_at, message, UNSIGNED.remedy, UNSIGNED)


def _check_translated(draft: Draft, language: Language, notes: Notes) -> None:
    """Of an instrument it is told once, where that is placed."""
    form = draft.form
    for key, text in (("title", form.title), ("purpose", form.purpose)):
        if text is not None and not _is_in(language, text):
            message = f"the {key} has no '{language}'"
            notes.add(line_of(draft.root, key), message, UNTRANSLATED.remedy, UNTRANSLATED)
    for item in form.items:
        if not all(_is_in(language, text) for text in _texts(item)):
            message = f"'{item.instrument or item.id}' has no wording in '{language}'"
            notes.add(line_of_item(draft.root, item), message, UNTRANSLATED.remedy, UNTRANSLATED)


def _is_in(language: Language, text: Localised) -> bool:
    return text.shown_in(language) == language


def _texts(item: Item) -> Iterator[Localised]:
    """Every text of an item that people read."""
    unit = None if item.unit is None else item.unit.text
    yield from (text for text in (item.text, item.stem, item.help, unit) if text is not None)
    yield from (name for _, name in item.anchors)
    yield from (option.text for option in item.options)
