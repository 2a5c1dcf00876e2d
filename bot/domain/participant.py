"""Somebody who takes part, and the chats in which they can be reached."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import Enum

from bot.domain.ids import ContactId, Group, Language, PersonId, Platform, Purpose, StudyId
from bot.domain.schedule import WeekTime
from bot.domain.secret import Secret


class Standing(Enum):
    ACTIVE = "active"
    PAUSED = "paused"
    #: Said STOP, or blocked the bot: nothing unasked is sent until they write START.
    STOPPED = "stopped"


class Reach(Enum):
    """Whether a chat can be written to."""

    OK = "ok"
    BLOCKED = "blocked"
    GONE = "gone"


class Decision(Enum):
    GIVEN = "given"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, kw_only=True, slots=True)
class Person:
    id: PersonId
    standing: Standing
    language: Language
    zone: str
    #: When they want to be asked, where the lab lets them choose; None takes the lab's default.
    own_time: WeekTime | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Contact:
    id: ContactId
    person: PersonId
    platform: Platform
    address: Secret
    reach: Reach


@dataclass(frozen=True, kw_only=True, slots=True)
class Known:
    """A person, met in one of their chats."""

    person: Person
    contact: Contact


@dataclass(frozen=True, kw_only=True, slots=True)
class Consent:
    """What was decided about one purpose, after reading which text (by hash) in which language, on which day."""

    study: StudyId
    purpose: Purpose
    version: int
    text_sha256: str
    language: Language
    decision: Decision
    on_day: date


@dataclass(frozen=True, kw_only=True, slots=True)
class Joining:
    """Everything that becomes true at once when a person joins."""

    person: Person
    contact: Contact
    groups: frozenset[Group]
    consents: tuple[Consent, ...]
    studies: frozenset[StudyId]
    #: The invitation code that is used up by one; None in a lab that is open to all.
    invitation: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Invitation:
    """A code that lets people in: which groups it gives, how many uses are left, and its last day."""

    code: str
    groups: frozenset[Group]
    uses_left: int
    last_day: date | None
