"""What keeps people safe: support beside what may hurt, help lines that work, and no names in what people write."""

from __future__ import annotations

import re
from datetime import date, timedelta

from adapters.lab.faults import Notes, advice
from adapters.lab.places import line_of, line_of_item, node_of_item
from adapters.lab.questionnaire import Draft
from adapters.lab.yaml12 import Node
from bot.domain.ids import Language
from bot.domain.item import Item
from bot.domain.lab import Support
from bot.domain.words import Localised

FRESH = timedelta(days=180)
_RISKY = re.compile(
    r"suicid|\bself[ -]?(?:harm|injur|hurt|mutilat)|\boverdos|\bbetter off dead|\bend(?:ing)? it all\b"
    r"|\b(?:kill|harm|hurt|cut)(?:ing)? (?:your|my|them|one)sel(?:f|ves)"
    r"|\b(?:end(?:ing)?|tak(?:e|ing)) (?:your|my|their|one['’]s)(?: own)? li(?:fe|ves)"
    # Welsh, with its mutations: suicide, self-harm, killing or hurting oneself, ending one's life, better off dead.
    r"|hunan[ -]?(?:ladd|niw|anaf)|\b(?:l?ladd|n?niweidio|[bf]rifo|anafu) (?:eich|dy|fy|ei) h?un(?:ain)?\b"
    r"|\bbywyd i ben\b|\bg?well (?:eich byd|eich bod|petaech)[^.?]* [mf]arw",
    re.IGNORECASE,
)
"""Ours: words for suicide and self-harm, wide rather than exact. A false alarm costs a line of YAML."""
_NAMES = {"en": re.compile(r"\bnames?\b", re.IGNORECASE), "cy": re.compile(r"\benwau?\b", re.IGNORECASE)}
"""How a text that speaks of names can be known, by language; others are not looked at."""
_TYPED = frozenset({"short_text", "long_text"})

RISKY_WORDS = advice(
    "risky-words",
    "A question of the lab's own speaks of suicide or self-harm, and has neither 'sensitive_support' nor 'risk'.",
    "Whoever it touches should have the help lines in front of them at once, whatever they answer.",
    "Set 'sensitive_support: true'; ask it at all only where somebody has agreed to act on the answers.",
)
NAMES_WELCOME = advice(
    "names-in-text",
    "People are asked to write, and nowhere up to there are they told to leave out names.",
    "People name others without thinking of it, and a reviewer has to find and remove every name.",
    "Add 'Please leave out names.' to the question, or to a statement before it.",
)
UNCHECKED_LINES = advice(
    "help-lines-unchecked",
    "Nobody has rung the help lines yet, or not within 180 days.",
    "Numbers and hours change, and a dead line is worse than none for somebody in danger.",
    "Ring each one, correct what is wrong, and put the day under 'checked_on'.",
)


def check_safety(draft: Draft, notes: Notes) -> None:
    """Notes questions about risk without support, and questions that invite names."""
    asked = [item for item in draft.form.items if item.kind != "statement"]
    for item in asked:
        is_marked = item.sensitive_support or node_of_item(draft.root, item, "risk") is not None
        if item.instrument is None and not is_marked and any(map(speaks_of_risk, _said(item))):
            at = line_of_item(draft.root, item, "text")
            notes.add(at, f"'{item.id}' speaks of suicide or self-harm", RISKY_WORDS.remedy, RISKY_WORDS)
    for language in draft.form.languages:
        _check_names(draft, language, notes)


def speaks_of_risk(text: str) -> bool:
    """Whether a text in English or Welsh speaks of suicide or self-harm."""
    return _RISKY.search(text) is not None


def check_help_lines(support: Support, root: Node, today: date, notes: Notes) -> None:
    """Notes help lines that nobody has confirmed lately."""
    at, checked = line_of(root, "support", "checked_on"), support.checked_on
    if checked is None:
        notes.add(at, "nobody has rung the help lines yet", UNCHECKED_LINES.remedy, UNCHECKED_LINES)
    elif today - checked > FRESH:
        message = f"the help lines were last rung {(today - checked).days} days ago"
        notes.add(at, message, UNCHECKED_LINES.remedy, UNCHECKED_LINES)


def _check_names(draft: Draft, language: Language, notes: Notes) -> None:
    """Each question for own words is told, until a text has said it for those that follow."""
    for item in draft.form.items:
        speaks_of_names = _NAMES.get(item.text.shown_in(language).partition("-")[0])
        told = " ".join(said.text(language) for said in (item.text, item.help) if said is not None)
        if speaks_of_names is not None and speaks_of_names.search(told):
            if item.kind == "statement":
                return
        elif speaks_of_names is not None and item.kind in _TYPED:
            message = f"'{item.id}' ({language}) does not ask to leave out names"
            notes.add(line_of_item(draft.root, item, "text"), message, NAMES_WELCOME.remedy, NAMES_WELCOME)


def _said(item: Item) -> list[str]:
    """Every text of a question, in every language."""
    texts = (item.text, item.help, *(one.text for one in item.options), *(name for _, name in item.anchors))
    return [text for one in texts if isinstance(one, Localised) for _, text in one.by_language]
