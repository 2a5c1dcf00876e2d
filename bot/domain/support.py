"""HELP: how it is recognised, and the card that answers it. Works from memory, whatever else is broken."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping

from bot.domain.ids import Language
from bot.domain.lab import Lab
from bot.domain.richtext import RichText, bold, paragraphs
from bot.domain.words import Words


def folded(text: str) -> str:
    """A typed word as it is compared with a list: no case, no accents, nothing but letters and digits at its ends."""
    bare = unicodedata.normalize("NFKD", text).casefold()
    bare = "".join(c for c in bare if not unicodedata.combining(c))
    return " ".join(bare.strip("".join({c for c in bare if not c.isalnum()})).split())


def card(lab: Lab, language: Language) -> RichText:
    """The support card: immediate danger first, then the lines of each nation, and that nobody reads along."""
    words = lab.words[language]
    blocks: list[RichText | str] = [bold(words.say("support.title")), words.say("support.immediate")]
    for nation, lines in lab.support.nations:
        told = "\n".join(f"{line.name.text(language)}: {line.how.text(language)}" for line in lines)
        blocks.append(bold(words.say(f"support.nation.{nation}") + "\n") + RichText.plain(told))
    blocks.append(lab.support.not_monitored.text(language))
    return paragraphs(*blocks)


def word_lists(words: Mapping[Language, Words], key: str) -> frozenset[str]:
    """Every way, in every language, to say the command whose list is `key`."""
    return frozenset(folded(word) for one in words.values() for word in one.say(key).split(",") if word.strip())
