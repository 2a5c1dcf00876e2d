"""Kinds of question that take the person's own words: a line, or a text that may come in several messages."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.answer import Answer, UnderReview, Written
from bot.domain.item import Item
from bot.domain.kind import Asked, AtOnce, Misread, More, Offer, Taken, visible
from bot.domain.secret import Secret
from bot.domain.sheet import FieldKind

OWN_WORDS = frozenset({"short_text", "long_text"})
"""Kinds whose answers are own words: held for review, and never released beside codes."""


@dataclass(frozen=True, slots=True)
class ShortText(AtOnce):
    """A few words, in one message. Never cut: too long is said, with by how much."""

    def offer(self, asked: Asked) -> Offer:
        return Offer(note=asked.words.say("checkin.write", n=_most(asked.item)), typed=True, field=FieldKind.LINE)

    def read(self, asked: Asked, typed: Secret) -> Answer | Misread:
        return _text(asked, typed.reveal())

    def tell(self, asked: Asked, answer: Answer) -> str:
        return _told(asked, answer)

    def longest(self, item: Item) -> int:
        return _bytes(item)


@dataclass(frozen=True, slots=True)
class LongText:
    """The person's own words, in as many messages as they like until Done, up to the item's length."""

    def offer(self, asked: Asked) -> Offer:
        most = _most(asked.item)
        match asked.draft:
            case Written(words):
                note = asked.words.say("checkin.wrote", length=len(words.reveal()), most=most)
            case _:
                note = asked.words.say("checkin.write", n=most)
        return Offer(note=note, typed=True, done=asked.draft is not None, field=FieldKind.LINES)

    def choose(self, asked: Asked, place: int) -> Taken | None:
        return None

    def read(self, asked: Asked, typed: Secret) -> Taken:
        """The text joins what was written before; what does not fit is left out whole, and it is said."""
        new = _text(asked, typed.reveal())
        if isinstance(new, Misread) or not isinstance(asked.draft, Written):
            return new if isinstance(new, Misread) else More(new)
        both = f"{asked.draft.words.reveal()}\n{new.words.reveal()}"
        over = len(both) - _most(asked.item)
        return Misread(asked.words.say("checkin.wrote_over", n=over)) if over > 0 else More(Written(Secret(both)))

    def done(self, asked: Asked) -> Answer | Misread | None:
        return Misread(asked.words.say("misread.empty")) if asked.held is None else asked.held

    def fill(self, asked: Asked, places: tuple[int, ...], typed: Secret) -> Answer | Misread | None:
        return _text(asked, typed.reveal()) if typed.reveal().strip() else None

    def tell(self, asked: Asked, answer: Answer) -> str:
        return _told(asked, answer)

    def longest(self, item: Item) -> int:
        return _bytes(item)


def _most(item: Item) -> int:
    return item.max_length or 0


def _text(asked: Asked, typed: str) -> Written | Misread:
    text, most = typed.strip(), _most(asked.item)
    if len(text) > most:
        return Misread(asked.words.say("misread.too_long", n=len(text) - most, most=most))
    if not visible(text):
        return Misread(asked.words.say("misread.empty"))
    return Written(Secret(text))


def _told(asked: Asked, answer: Answer) -> str:
    match answer:
        case Written(own):
            return own.reveal()
        case UnderReview():
            return asked.words.say("checkin.own_words")
    return ""


def _bytes(item: Item) -> int:
    # A character takes at most 12 bytes in a record: an astral character as two \uXXXX escapes.
    # After the review has taken the words, its id stands in their place: 40 bytes.
    return max(40, 16 + 12 * _most(item))
