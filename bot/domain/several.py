"""Kinds of question with any number of answers at once: options to tick, and parts of the body."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.domain.answer import Answer, Several
from bot.domain.body import MAPS
from bot.domain.item import Item, Option
from bot.domain.kind import Asked, Misread, More, Offer, Taken, place_of
from bot.domain.secret import Secret
from bot.domain.sheet import FieldKind
from bot.domain.words import Localised, Words

_APART = re.compile(r"[,;/+&\n]|\s\.\s")
_MOST_PIECES = 9  # pieces and what stands between them: five words of a label with four commas
_NUMBERS = re.compile(r"\d+(?:\s+\d+)+")


@dataclass(frozen=True, slots=True)
class MultiChoice:
    """Any of several options, tapped on and off, until Done. An exclusive option takes the place of all others."""

    def offer(self, asked: Asked) -> Offer:
        chosen = _codes(asked.held)
        options = self.options(asked.item, asked.words)
        return Offer(
            labels=tuple(self.label(place, option, asked.words) for place, option in enumerate(options)),
            note=_note(asked.item, asked.words, "checkin"),
            page_note=_note(asked.item, asked.words, "pages"),
            toggles=True,
            chosen=tuple(place for place, option in enumerate(options) if option.code in chosen),
            done=True,
            field=FieldKind.MANY,
        )

    def options(self, item: Item, words: Words) -> tuple[Option, ...]:
        """What there is to choose from."""
        return item.options

    def label(self, place: int, option: Option, words: Words) -> str:
        return option.text.text(words.language)

    def choose(self, asked: Asked, place: int) -> Taken | None:
        """The option at that place is taken, or taken back."""
        options = self.options(asked.item, asked.words)
        if not 0 <= place < len(options):
            return None
        held, tapped = _codes(asked.held), options[place]
        if tapped.code in held:
            return More(_several(options, held - {tapped.code}))
        kept = set() if tapped.exclusive else {one.code for one in options if one.code in held and not one.exclusive}
        taken = _several(options, kept | {tapped.code})
        over = _over(asked, taken)
        return More(taken) if over is None else over

    def read(self, asked: Asked, typed: Secret) -> Taken:
        """Numbers or words with commas between: the whole answer if enough, else they join what was tapped before.

        As with taps, an exclusive option takes the place of what was there, and another option that of it.
        """
        options = self.options(asked.item, asked.words)
        labels = [self.label(place, option, asked.words) for place, option in enumerate(options)]
        places = _places(options, typed.reveal(), asked.words, labels)
        if places is None:
            return Misread(asked.words.say("misread.several", last=len(options)))
        alone = any(options[place].exclusive for place in places)
        before = frozenset[str]() if alone else _codes(asked.draft)
        joined = places | {at for at, one in enumerate(options) if one.code in before and not one.exclusive}
        found = self._whole(asked, options, joined, least=1)
        enough = len(joined) >= _fewest(asked.item) or alone
        return found if isinstance(found, Misread) or (enough and asked.draft is None) else More(found)

    def done(self, asked: Asked) -> Answer | Misread | None:
        options = self.options(asked.item, asked.words)
        held = _codes(asked.held)
        return self._whole(
            asked,
            options,
            frozenset(at for at, one in enumerate(options) if one.code in held),
            least=_fewest(asked.item),
        )

    def fill(self, asked: Asked, places: tuple[int, ...], typed: Secret) -> Answer | Misread | None:
        options = self.options(asked.item, asked.words)
        if not places:
            return None
        if not all(0 <= place < len(options) for place in places):
            return Misread(asked.words.say("pages.choose_again"))
        return self._whole(asked, options, frozenset(places), least=_fewest(asked.item))

    def tell(self, asked: Asked, answer: Answer) -> str:
        chosen = _codes(answer)
        options = self.options(asked.item, asked.words)
        return ", ".join(option.text.text(asked.words.language) for option in options if option.code in chosen)

    def longest(self, item: Item) -> int:
        return 8 + sum(4 + len(option.code) for option in item.options)

    def _whole(
        self, asked: Asked, options: tuple[Option, ...], places: frozenset[int], *, least: int
    ) -> Several | Misread:
        """The answer that these places make, when the item allows it."""
        alone = next((options[place] for place in sorted(places) if options[place].exclusive), None)
        if alone is not None and len(places) > 1:
            return Misread(asked.words.say("misread.exclusive", label=alone.text.text(asked.words.language)))
        if len(places) < least and alone is None:
            return Misread(asked.words.say("misread.too_few", n=least))
        taken = _several(options, {options[place].code for place in places})
        over = _over(asked, taken)
        return taken if over is None else over


@dataclass(frozen=True, slots=True)
class BodyArea(MultiChoice):
    """Parts of the body: numbered on a picture of ours, and named in words, so that the picture is not needed."""

    def options(self, item: Item, words: Words) -> tuple[Option, ...]:
        codes = MAPS[item.regions or ""]
        said = (words.say(f"body.{item.regions}.{code}") for code in codes)
        named = (Localised(((words.language, name),)) for name in said)
        return tuple(Option(code=code, text=text) for code, text in zip(codes, named, strict=True))

    def label(self, place: int, option: Option, words: Words) -> str:
        return f"{place + 1}. {option.text.text(words.language)}"

    def longest(self, item: Item) -> int:
        return 8 + sum(4 + len(code) for code in MAPS[item.regions or ""])


def _codes(answer: Answer | None) -> frozenset[str]:
    return frozenset(answer.codes) if isinstance(answer, Several) else frozenset()


def _several(options: tuple[Option, ...], codes: set[str] | frozenset[str]) -> Several:
    return Several(tuple(option.code for option in options if option.code in codes))


def _fewest(item: Item) -> int:
    """How many there must be: at least one, because Skip is there for none."""
    return max(item.fewest or 1, 1)


def _over(asked: Asked, taken: Several) -> Misread | None:
    most = asked.item.most
    over = most is not None and len(taken.codes) > most
    return Misread(asked.words.say("misread.too_many", n=most or 0)) if over else None


def _places(options: tuple[Option, ...], typed: str, words: Words, labels: list[str]) -> frozenset[int] | None:
    """The places of everything that was typed; None when a part of it is none of the options."""
    if _NUMBERS.fullmatch(typed.strip()):
        typed = ",".join(typed.split())
    joined = "|".join(re.escape(word) for word in words.say("checkin.and_typed").split(","))
    pieces = re.split(rf"({_APART.pattern}|\s(?:{joined})\s)", typed, flags=re.IGNORECASE)
    found: set[int] = set()
    at = 0
    while at < len(pieces):
        place, taken = _longest(options, pieces[at:], words, labels)
        if place is not None:
            found.add(place)
        elif pieces[at].strip():
            return None
        at += taken + 1  # what stands between two parts is passed over
    return frozenset(found) or None


def _longest(options: tuple[Option, ...], pieces: list[str], words: Words, labels: list[str]) -> tuple[int | None, int]:
    """The option that the most of the next pieces name together, and how many those are: its words may hold commas."""
    for count in range(min(len(pieces), _MOST_PIECES), 0, -2):
        place = place_of(options, "".join(pieces[:count]), words, labels)
        if place is not None:
            return place, count
    return None, 1


def _note(item: Item, words: Words, where: str) -> str:
    """How many to choose, and how: in a chat there is Done to tap, on a page there is not."""
    fewest, most = item.fewest or 1, item.most
    if fewest == most:
        return words.say(f"{where}.pick_exactly", n=fewest)
    match fewest > 1, most:
        case True, int():
            return words.say(f"{where}.pick_between", fewest=fewest, most=most)
        case True, None:
            return words.say(f"{where}.pick_fewest", n=fewest)
        case False, int():
            return words.say(f"{where}.pick_most", n=most)
    return words.say(f"{where}.pick")
