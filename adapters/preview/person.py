"""A pretend person: what they answer to a question, by themselves or as the author of the questionnaire tells them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, time, timedelta

from bot.domain.answer import Answer
from bot.domain.counting import ends_of
from bot.domain.ids import ItemId
from bot.domain.item import Item
from bot.domain.kind import Asked, Misread, More, Taken, told
from bot.domain.press import Press, Verb
from bot.domain.questions import kind_of
from bot.domain.secret import Secret
from bot.domain.turn import Typed

OWN_WORDS = "Some words of their own."
EVENING = time(21, 30)


@dataclass(frozen=True, kw_only=True, slots=True)
class Person:
    """What they `say` to some items, as they would type it, and which they pass over. The rest they choose."""

    says: Mapping[ItemId, str] = field(default_factory=dict)
    skips: frozenset[ItemId] = frozenset()


def meant(asked: Asked, typed: str) -> Answer | Misread:
    """The whole answer that the typed words are, if they are one."""
    kind = kind_of(asked.item)
    taken = kind.read(asked, Secret(typed))
    if not isinstance(taken, More):
        return taken
    return kind.done(replace(asked, draft=taken.draft)) or Misread("")


def fitting(asked: Asked) -> Answer:
    """An answer that fits: the first choice, or something that can be typed. Raises ValueError when nothing does."""
    while True:
        match _takes(asked, taps(asked)):
            case None | Misread():
                raise ValueError(f"nothing that the preview knows fits {asked.item.kind} {asked.item.id}")
            case More(draft):
                asked = replace(asked, draft=draft)
            case answer:
                return answer


def _takes(asked: Asked, act: Press | Typed) -> Taken | None:
    """What the kind makes of that step."""
    kind = kind_of(asked.item)
    if isinstance(act, Typed):
        return kind.read(asked, act.words)
    return kind.done(asked) if act.verb is Verb.DONE else kind.choose(asked, act.choice)


def taps(asked: Asked, place: int = 0) -> Press | Typed:
    """The next step towards an answer that fits, where the item stands at `place` of its questionnaire."""
    kind = kind_of(asked.item)
    offer = kind.offer(asked)
    if offer.done and asked.draft is not None and not isinstance(kind.done(asked), Misread):
        return Press(verb=Verb.DONE, item=place)
    if offer.labels:
        free = (at for at in range(len(offer.labels)) if at not in offer.chosen)
        return Press(verb=Verb.CHOOSE, item=place, choice=next(free, 0))
    return Typed(Secret(_typed(asked.item, asked.today)))


def _typed(item: Item, today: date) -> str:
    """What somebody might type to an item without buttons."""
    match item.kind:
        case "date":
            day = _day(item, today)
            return f"{day.day}/{day.month}/{day.year}"
        case "time":
            return f"{_time(item):%H:%M}"
        case "integer" | "decimal":
            return told(ends_of(item)[0])
    return OWN_WORDS[: item.max_length]


def _day(item: Item, today: date) -> date:
    last = min(item.latest or today, today - timedelta(days=3))
    return max(last, item.earliest or last)


def _time(item: Item) -> time:
    return min(max(EVENING, item.opens or time.min), item.closes or time.max)
