"""How much a questionnaire asks of a person: minutes, and whether anything can be passed over.

The estimate is ours. Reading: 175 words a minute, the slow end of where most adults are (Brysbaert 2019,
doi.org/10.1016/j.jml.2019.104047). Typing: 36 words a minute on a phone (Palin and others 2019,
doi.org/10.1145/3338286.3340120), five words for a short text and eighteen for a long one. Choosing: a few seconds. An
ordinary question comes to some ten seconds, which is what Pew Research Center sees on average
(pewresearch.org/decoded/2022/12/08/how-we-keep-our-online-surveys-from-running-too-long). All checked 2026-11-25.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from adapters.lab.advice.ways import ways
from adapters.lab.faults import Notes, advice
from adapters.lab.places import line_of, line_of_item
from adapters.lab.questionnaire import Draft
from bot.domain.ids import Language
from bot.domain.item import Item
from bot.domain.questionnaire import Questionnaire
from bot.domain.words import Localised

MOST_SECONDS = 180
WORDS_A_MINUTE = 175
SECONDS: Mapping[str, int] = {
    "statement": 1,
    "yes_no": 2,
    "single_choice": 3,
    "scale": 3,
    "multi_choice": 6,
    "body_area": 8,
    "integer": 4,
    "decimal": 6,
    "date": 5,
    "time": 5,
    "short_text": 8,
    "long_text": 30,
}
"""What it takes to answer once all is read, by kind."""

TOO_LONG = advice(
    "three-minutes",
    "The longest way through a questionnaire takes more than three minutes.",
    "People with little energy give up in the middle, and those who have least give up first.",
    "Leave out what no decision depends on, or ask it less often, in a questionnaire of its own.",
)
NO_SKIP = advice(
    "no-skip",
    "Nothing in a questionnaire can be skipped.",
    "Who cannot or will not answer one question leaves the whole, or answers anything.",
    "Set 'allow_skip: true', and 'required: true' only where nothing can be made of the rest without it.",
)
TWO_CORES = advice(
    "two-cores",
    "More than one question is marked as core.",
    "'Shorter today' is for a bad day, on which one question is what people have strength for.",
    "Keep 'core: true' on the one question that matters most.",
)


def check_burden(draft: Draft, notes: Notes) -> None:
    """Notes a questionnaire that takes too long, or of which nothing or too much has to be answered."""
    _check_minutes(draft, notes)
    _check_skipping(draft, notes)
    for item in [item for item in draft.form.items if item.core][1:]:
        at = line_of_item(draft.root, item, "core")
        notes.add(at, f"'{item.id}' is marked as core, and so is an item before it", TWO_CORES.remedy, TWO_CORES)


def seconds(form: Questionnaire) -> int:
    """What the longest way through takes, in the language that has most to read."""
    met = {tuple(item.id for item in way) for way in ways(form)}
    takes = [{item.id: _seconds(item, language) for item in form.items} for language in form.languages]
    return round(max(sum(each[item] for item in way) for each in takes for way in met))


def _check_minutes(draft: Draft, notes: Notes) -> None:
    takes = seconds(draft.form)
    if takes > MOST_SECONDS:
        message = f"the longest way through takes about {takes // 60} minutes {takes % 60} seconds"
        notes.add(line_of(draft.root, "items"), message, TOO_LONG.remedy, TOO_LONG)


def _seconds(item: Item, language: Language) -> float:
    words = sum(len(text.split()) for text in _read(item, language))
    return words * 60 / WORDS_A_MINUTE + SECONDS[item.kind]


def _read(item: Item, language: Language) -> Iterator[str]:
    """Everything of an item that is read before it is answered."""
    texts = (item.stem, item.text, item.help, *(said for _, said in item.anchors), *(one.text for one in item.options))
    yield from (said.text(language) for said in texts if isinstance(said, Localised))


def _check_skipping(draft: Draft, notes: Notes) -> None:
    asked = [item for item in draft.form.items if item.kind != "statement"]
    if not draft.form.allow_skip:
        notes.add(line_of(draft.root, "allow_skip"), "no question can be skipped", NO_SKIP.remedy, NO_SKIP)
    elif asked and all(item.required for item in asked):
        at = line_of_item(draft.root, asked[0], "required")
        notes.add(at, "every question is required", NO_SKIP.remedy, NO_SKIP)
