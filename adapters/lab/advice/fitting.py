"""Whether what is written fits where it is shown, in each language, and can be told apart without pictures.

Slack's numbers are those of its Block Kit (docs.slack.dev/reference/block-kit, checked 2026-11-22). Telegram gives none
for what a button shows: 32 characters is what others have counted before its middle is left out
(docs.mavibot.ai/chatbot/builder/buttons/limits, checked 2026-11-25).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from adapters.lab.faults import Line, Notes, advice
from adapters.lab.places import Step, line_of, line_of_item
from adapters.lab.questionnaire import Draft
from bot.domain.ids import Language
from bot.domain.item import Item
from bot.domain.words import Localised

BUTTON = 32  # characters that a button shows whole on Telegram
BOX = 2  # characters of the box before an option of which several can be chosen
TITLE = 24  # characters of the title of a page on Slack
QUESTION = 300  # ours: about nine lines on a phone, so that the buttons stand below without scrolling
_SPOKEN = frozenset({"Lu", "Ll", "Lt", "Lm", "Lo", "Nd", "Nl", "No", "Sm", "Sc"})  # categories of Unicode

LONG_BUTTON = advice(
    "long-button",
    "An option is longer than a button shows on Telegram: 32 characters, 30 where several can be chosen.",
    "The middle is left out on a phone, and two options may then look alike.",
    "Say it in fewer words, and the rest in the question or in 'help'.",
)
LONG_TITLE = advice(
    "long-title",
    "A title is longer than the 24 characters that a page shows on Slack.",
    "People see it cut off, and may take one questionnaire for another.",
    "Choose a shorter title.",
)
LONG_QUESTION = advice(
    "long-question",
    "A question, with its help, is longer than 300 characters. On Slack a label holds 2000.",
    "Its beginning is out of sight when the answers come into sight.",
    "Put what has to be known first into a statement before it, and ask in one sentence.",
)
ONLY_PICTURES = advice(
    "only-pictures",
    "A text has no letters or digits, or differs from another by its emoji or signs alone.",
    "A screen reader says something else, or nothing; and the same picture looks different on each phone.",
    "Say it in words; an emoji may stand beside them.",
)


def check_fit(draft: Draft, notes: Notes) -> None:
    """Notes what would be cut off, scrolled away, or not understood by who cannot see it."""
    form = draft.form
    check_title("the title", form.title, line_of(draft.root, "title"), notes)
    for item in form.items:
        _check_options(draft, item, notes)
        _check_question(draft, item, notes)
        for said, path in _texts(item):
            for _, text in said.by_language:
                if not bare(text):
                    at = line_of_item(draft.root, item, *path)
                    notes.add(at, f"'{text}' is no words", ONLY_PICTURES.remedy, ONLY_PICTURES)


def check_title(what: str, title: Localised, at: Line, notes: Notes) -> None:
    """Notes the title of a page that Slack would cut off."""
    for language, text in title.by_language:
        if len(text) > TITLE:
            message = f"{what} ({language}) has {len(text)} characters, and {TITLE} are shown on Slack"
            notes.add(at, message, LONG_TITLE.remedy, LONG_TITLE)


def bare(text: str) -> str:
    """What is left of a text when nothing can be seen: letters, digits, and the signs of arithmetic and money."""
    kept = [one if unicodedata.category(one) in _SPOKEN else " " for one in unicodedata.normalize("NFKC", text)]
    return " ".join("".join(kept).split()).casefold()


def _texts(item: Item) -> Iterator[tuple[Localised, tuple[Step, ...]]]:
    """Every text of an item, and where it stands."""
    yield item.text, ("text",)
    if item.help is not None:
        yield item.help, ("help",)
    for place, option in enumerate(item.options):
        yield option.text, ("options", place)
    for point, name in item.anchors:
        yield name, ("anchors", str(point))


def _check_options(draft: Draft, item: Item, notes: Notes) -> None:
    most = BUTTON - (BOX if item.kind == "multi_choice" else 0)
    seen: set[tuple[Language, str]] = set()
    for place, option in enumerate(item.options):
        at = line_of_item(draft.root, item, "options", place)
        for language, text in option.text.by_language:
            if len(text) > most:
                long = f"the option '{option.code}' ({language}) has {len(text)} characters"
                notes.add(at, f"{long}, and a button on Telegram shows {most}", LONG_BUTTON.remedy, LONG_BUTTON)
            words = language, bare(text)
            if words in seen and words[1]:
                message = f"'{text}' differs from another option by its signs only"
                notes.add(at, message, ONLY_PICTURES.remedy, ONLY_PICTURES)
            seen.add(words)


def _check_question(draft: Draft, item: Item, notes: Notes) -> None:
    if item.kind == "statement" or item.instrument is not None:
        return
    for language, text in item.text.by_language:
        long = len(text) + (len(item.help.text(language)) if item.help is not None else 0)
        if long > QUESTION:
            message = f"'{item.id}' ({language}) has {long} characters, and {QUESTION} fit on a phone above its answers"
            notes.add(line_of_item(draft.root, item, "text"), message, LONG_QUESTION.remedy, LONG_QUESTION)
