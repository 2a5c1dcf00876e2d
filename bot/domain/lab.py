"""What a lab decided: the content of its folder, checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from enum import Enum

from bot.domain.event import Detail
from bot.domain.ids import FormId, Group, Language, Purpose, StudyId
from bot.domain.questionnaire import Questionnaire
from bot.domain.quiet import DEFAULT_QUIET_HOURS, QuietHours
from bot.domain.schedule import Ask
from bot.domain.staff import Role
from bot.domain.wave import WaveCalendar
from bot.domain.words import Localised, Words


class Door(Enum):
    """Who may join."""

    CODE = "code"
    OPEN = "open"


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """One way to get help: a name, and how to reach it."""

    name: Localised
    how: Localised


@dataclass(frozen=True, kw_only=True, slots=True)
class Support:
    """What HELP shows. `checked_on` None means that nobody has confirmed the entries yet."""

    checked_on: date | None
    nations: tuple[tuple[str, tuple[Line, ...]], ...]
    not_monitored: Localised


@dataclass(frozen=True, kw_only=True, slots=True)
class ConsentText:
    """A study's consent text, by version and language: short form, whole text, SHA-256 (hex) of its file."""

    study: StudyId
    version: int
    language: Language
    short: str
    full: str
    sha256: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Asking:
    """That a study asks a form: of which groups (None is all), when, and for how long after the prompt.

    `reminders` are spans after the prompt; `grace` is what somebody who has begun gets on top of `answer_within`. What
    is typed after `inactivity` is not taken as an answer: by then it may be about something else. Only the first
    of each `every` waves asks it.
    """

    form: FormId
    groups: frozenset[Group] | None
    ask: Ask
    answer_within: timedelta
    grace: timedelta = timedelta(hours=2)
    inactivity: timedelta = timedelta(hours=2)
    every: int = 1
    reminders: tuple[timedelta, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Study:
    """A longitudinal study: its waves, its gate `k` (people), and what it asks."""

    id: StudyId
    title: Localised
    consent_version: int
    purposes: tuple[Purpose, ...]
    waves: WaveCalendar
    release_hour: time
    k: int
    retention_until: date
    askings: tuple[Asking, ...]

    def closing_slack(self) -> timedelta:
        """How long after a wave's end an answer can still come: the longest window and its grace."""
        return max((asking.answer_within + asking.grace for asking in self.askings), default=timedelta(0))


@dataclass(frozen=True, kw_only=True, slots=True)
class EventPlan:
    """Where the lab's events come from, what is shown of them, and how long before they begin people are reminded.

    `calendar` is a file in the lab's folder.
    """

    calendar: str
    show: frozenset[Detail]
    reminders: tuple[timedelta, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Lab:
    """A checked lab folder. `words` has every language offered; the first of `languages` is the default."""

    id: str
    name: Localised
    zone: str
    languages: tuple[Language, ...]
    door: Door
    age: int
    groups: tuple[Group, ...]
    support: Support
    studies: tuple[Study, ...]
    forms: Mapping[FormId, Questionnaire]
    consents: tuple[ConsentText, ...]
    words: Mapping[Language, Words]
    quiet: QuietHours = DEFAULT_QUIET_HOURS
    roles: tuple[Role, ...] = tuple(Role)
    events: EventPlan | None = None

    def study(self, study: StudyId) -> Study | None:
        return next((one for one in self.studies if one.id == study), None)

    def consent_text(self, study: Study, language: Language) -> ConsentText:
        """The study's current consent text in `language`, else in the lab's first language that has one."""
        current = [text for text in self.consents if (text.study, text.version) == (study.id, study.consent_version)]
        return next((text for text in current if text.language == language), current[0])

    def offered(self, language: Language | None) -> Language:
        """`language` when the lab offers it, else the lab's default."""
        return language if language in self.languages else self.languages[0]

    def words_for(self, language: Language | None) -> Words:
        """The sentences for somebody whose language that is: in it when the lab offers it, else in the default."""
        return self.words[self.offered(language)]

    @property
    def awaiting(self) -> tuple[Language, ...]:
        """Languages whose sentences no native reader has read yet. English, the original, needs none."""
        return tuple(language for language, words in self.words.items() if words.is_draft)

    def for_real_people(self) -> Lab:
        """The lab with no language on offer that awaits its native reader, unless they all do.

        What is typed in such a language is still understood, STOP and HELP above all.
        """
        offered = tuple(language for language in self.languages if language not in self.awaiting)
        return replace(self, languages=offered or self.languages)
