"""The words that a person can say at any time, by command or by typing them, in every language of the lab."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum

from bot.domain.heard import Command, Pressed, Text, What
from bot.domain.ids import Language
from bot.domain.support import folded, word_lists
from bot.domain.words import Words


class Word(Enum):
    HELP = "help"
    STOP = "stop"
    START = "start"
    CHECKIN = "checkin"
    BACK = "back"
    SKIP = "skip"
    LATER = "later"
    NOT_TODAY = "not_today"
    SHORTER = "shorter"
    MENU = "menu"
    PRIVACY = "privacy"
    ANNOUNCE = "announce"
    ANNOUNCEMENTS = "announcements"


STAFF = frozenset({Word.ANNOUNCE, Word.ANNOUNCEMENTS})
"""Words of the staff desk. To everybody else they mean nothing, and are answered like any other text."""

ORDINARY = frozenset({Word.START, Word.CHECKIN, Word.PRIVACY, Word.NOT_TODAY, Word.SHORTER, Word.MENU})
"""Words that give way to an answer in own words; their commands still work. HELP and STOP never give way."""


def button_of(word: Word) -> str:
    """The data of a button that says the word. It carries nothing else, so anybody may press it."""
    return f"m:{word.value}"


class Spoken:
    """Recognises a word as the whole of what was typed, whatever its case, accents or closing punctuation."""

    def __init__(self, words: Mapping[Language, Words]) -> None:
        self._meanings = {
            spoken: word
            for word in reversed(Word)  # HELP and STOP are put in last, so they win over any other meaning
            for spoken in (word.value, *word_lists(words, f"word.{word.value}"))
        }

    def word(self, what: What) -> Word | None:
        """The word that was said, or stands on a button; None for anything else."""
        match what:
            case Pressed(data=data):
                return next((word for word in Word if data == button_of(word)), None)
            case Command(name=name):
                return self._meanings.get(folded(name))
            case Text(words=typed):
                return self._meanings.get(folded(typed.reveal()))
        return None

    def word_and_argument(self, what: What) -> tuple[Word | None, str]:
        """The same for somebody unknown, who may type ``start CODE`` without its slash."""
        match what:
            case Command(argument=argument):
                return self.word(what), argument
            case Text(words=typed):
                first, _, rest = typed.reveal().strip().partition(" ")
                if self._meanings.get(folded(first)) is Word.START:
                    return Word.START, rest.strip()
        return self.word(what), ""
