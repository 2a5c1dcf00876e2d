"""Waves: the periods into which a study's time is cut, and the gate through which a wave's replies leave the vault."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import Enum
from zoneinfo import ZoneInfo

from bot.domain.answer import Answer
from bot.domain.ids import FormId, ItemId, Language, PersonId, StudyId, WaveNumber


class WaveState(Enum):
    OPEN = "open"
    #: No more answers; what was sent in waits for the gate.
    CLOSED = "closed"
    #: A release has been decided and may or may not have reached research yet.
    RELEASING = "releasing"
    RELEASED = "released"


@dataclass(frozen=True, kw_only=True, slots=True)
class WaveCalendar:
    """Back-to-back periods of whole days from `starting`, `count` of them, in local dates of the lab's zone."""

    every: timedelta
    starting: date
    count: int

    def number_on(self, day: date) -> WaveNumber | None:
        """The wave that `day` falls in; None before the first and after the last."""
        past = (day - self.starting).days
        number = past // self.every.days + 1
        return WaveNumber(number) if past >= 0 and number <= self.count else None

    def over_by(self, day: date) -> Iterator[WaveNumber]:
        """The waves whose last day is before `day`, latest first."""
        whole = (day - self.starting).days // self.every.days
        return (WaveNumber(number) for number in range(min(whole, self.count), 0, -1))

    def first_day(self, wave: WaveNumber) -> date:
        return self.starting + (wave - 1) * self.every

    def ends(self, wave: WaveNumber, zone: str) -> datetime:
        """The instant (UTC) at which the wave is over: local midnight after its last day."""
        return datetime.combine(self.first_day(wave) + self.every, time(0), ZoneInfo(zone)).astimezone(UTC)


@dataclass(frozen=True, kw_only=True, slots=True)
class Wave:
    """A wave that has been begun. `release_id` is set while a release is under way, so that it happens exactly once."""

    study: StudyId
    number: WaveNumber
    state: WaveState
    release_id: bytes | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Submission:
    """One finished check-in, on its way out of the vault. In memory only."""

    tag: bytes
    wave: WaveNumber
    person: PersonId
    newcomer: bool
    form: FormId
    version: str
    language: Language
    presentation: str
    values: Mapping[ItemId, Answer]


@dataclass(frozen=True, kw_only=True, slots=True)
class Passed:
    """`out` may leave; `held` are newcomers too few to leave unnoticed, who wait for a later wave."""

    out: tuple[Submission, ...]
    held: tuple[Submission, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Waits:
    """Nothing may leave yet. `why` is for staff and holds no count below k."""

    why: str


def gate(submissions: Iterable[Submission], k: int) -> Passed | Waits:
    """Whether the replies to one questionnaire may leave, counted in distinct people.

    At least `k` people must leave together, and the people never seen before among them must be none or at least `k`;
    otherwise those newcomers are held and the rest is counted again.
    """
    all_of_them = tuple(submissions)
    if _people(all_of_them) < k:
        return Waits(why=f"fewer than {k} people have answered")
    newcomers = tuple(one for one in all_of_them if one.newcomer)
    if not newcomers or _people(newcomers) >= k:
        return Passed(out=all_of_them, held=())
    others = tuple(one for one in all_of_them if not one.newcomer)
    if _people(others) < k:
        return Waits(why=f"fewer than {k} people would be left after holding back those who are new")
    return Passed(out=others, held=newcomers)


def shared_by(submissions: Iterable[Submission], k: int) -> dict[tuple[str, str], bool]:
    """For each facet of how somebody was asked: whether at least `k` people share it, so that it may be told.

    Keys are ``("version", …)``, ``("language", …)`` and ``("presentation", …)``.
    """
    people: dict[tuple[str, str], set[PersonId]] = {}
    for one in submissions:
        people.setdefault(("version", one.version), set()).add(one.person)
        people.setdefault(("language", one.language), set()).add(one.person)
        people.setdefault(("presentation", one.presentation), set()).add(one.person)
    return {facet: len(who) >= k for facet, who in people.items()}


def label(waves: Iterable[WaveNumber]) -> str:
    """How research knows the waves of one release: ``3`` or, when waves left together, ``3-4``."""
    numbers = sorted(set(waves))
    return str(numbers[0]) if len(numbers) == 1 else f"{numbers[0]}-{numbers[-1]}"


def _people(submissions: Iterable[Submission]) -> int:
    return len({one.person for one in submissions})
