"""The bot's own page in an app that has one: where somebody stands, and the words that they can say, as buttons."""

from __future__ import annotations

from bot.domain.lab import Lab
from bot.domain.message import Choice, Message
from bot.domain.participant import Person, Standing
from bot.domain.richtext import bold, paragraphs
from bot.domain.spoken import Word, button_of
from bot.domain.words import Words


def home(lab: Lab, person: Person, checkin_open: bool) -> Message:
    """For somebody who takes part. Neutral, like everything that a passer-by could see on a screen."""
    words = lab.words_for(person.language)
    stopped = person.standing is Standing.STOPPED
    says = "home.stopped" if stopped else "checkin.waiting" if checkin_open else "home.member"
    first = (Word.START, "home.start") if stopped else (Word.CHECKIN, "home.checkin")
    return Message(
        text=paragraphs(bold(lab.name.text(words.language)), words.say(says), words.say("support.line")),
        rows=(_row(words, first), _row(words, (Word.PRIVACY, "home.privacy"), (Word.HELP, "home.help"))),
    )


def front_door(lab: Lab, words: Words, way_in: Choice) -> Message:
    """For somebody unknown. `way_in` begins the joining."""
    return Message(
        text=paragraphs(
            words.say("join.welcome", lab=lab.name.text(words.language)),
            lab.support.not_monitored.text(words.language),
        ),
        rows=((way_in,), _row(words, (Word.PRIVACY, "home.privacy"), (Word.HELP, "home.help"))),
    )


def _row(words: Words, *buttons: tuple[Word, str]) -> tuple[Choice, ...]:
    return tuple(Choice(label=words.say(key), data=button_of(word)) for word, key in buttons)
