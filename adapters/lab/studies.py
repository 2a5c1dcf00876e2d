"""The ``studies`` of lab.yaml: waves, gate, and which form is asked of whom, and when."""

from __future__ import annotations

from collections.abc import Mapping as Map
from dataclasses import dataclass
from datetime import date, time, timedelta

from adapters.lab.asking import Hours, read_ask
from adapters.lab.faults import Notes
from adapters.lab.mistakes import (
    ASKING,
    LATE_REMINDER,
    MISSING_KEY,
    NO_FORM,
    NOT_ACTIVE,
    NOT_YET,
    SHORT_RETENTION,
    TWICE,
    WRONG_PURPOSES,
    WRONG_SHAPE,
)
from adapters.lab.questionnaire import Draft
from adapters.lab.reading import (
    NOTHING,
    Section,
    clock,
    day,
    distinct,
    duration,
    listing,
    localised,
    one_of,
    slug,
    text,
    truth,
    whole,
)
from adapters.lab.yaml12 import Mapping, Node, Scalar
from bot.domain.ids import FormId, Group, Language, Purpose, StudyId
from bot.domain.joining import MOST_PURPOSES
from bot.domain.lab import Asking, Study
from bot.domain.wave import WaveCalendar

K_FLOOR = 5  # people: fewer would make each stand out
PURPOSES = ("check-ins", "event-reminders", "announcements", "quotation")
_KINDS = ("longitudinal", "unlinked")
_GRACE = _INACTIVITY = timedelta(hours=2)


@dataclass(frozen=True, kw_only=True, slots=True)
class Around:
    """What a study may refer to. `forms` has None for a file that is there but could not be read."""

    languages: tuple[Language, ...]
    groups: tuple[Group, ...]
    forms: Map[FormId, Draft | None]
    quiet: Hours


def read_studies(top: Section, around: Around) -> tuple[Study, ...]:
    """The longitudinal studies. Those of kind ``unlinked`` are checked and left out: nothing asks them yet."""
    nodes = top.each("studies")
    studies: list[Study] = []
    seen: set[str] = set()
    for one in nodes:
        kind = _kind_of(one, top.notes)
        study = _longitudinal(one, top.notes, around) if kind == "longitudinal" else None
        name = _unlinked(one, top.notes, around) if kind == "unlinked" else study.id if study else ""
        if name and name in seen:
            top.notes.add(one, f"two studies have the id '{name}'", "Give one of them another id.", TWICE)
        seen.add(name)
        if study is not None:
            studies.append(study)
    asked = sum(len(study.purposes) for study in studies)
    if asked > MOST_PURPOSES:
        remedy = f"Keep to {MOST_PURPOSES}: each is a choice that everybody who joins has to make."
        top.notes.add(top.where("studies"), f"the studies ask for {asked} purposes", remedy, WRONG_PURPOSES)
    if nodes and not any(_kind_is(one, "longitudinal") for one in nodes):
        remedy = "Add one of kind: longitudinal."
        top.notes.add(top.where("studies"), "this version of Labbot needs a longitudinal study", remedy, NOT_YET)
    return tuple(studies)


def _kind_is(node: Node, kind: str) -> bool:
    entries = node.entries if isinstance(node, Mapping) else ()
    return any(key.text == "kind" and isinstance(value, Scalar) and value.text == kind for key, value in entries)


def _kind_of(node: Node, notes: Notes) -> str:
    """The study's kind, noted when it is missing or unknown."""
    if not isinstance(node, Mapping):
        notes.add(node, "a study should be a map", "Write '- id: …' and its other keys below.", WRONG_SHAPE)
        return ""
    for key, value in node.entries:
        if key.text == "kind":
            return one_of(*_KINDS)(value, notes) or ""
    remedy = f"Add the line 'kind: {_KINDS[0]}' or 'kind: {_KINDS[1]}'."
    notes.add(node, "a study has no 'kind'", remedy, MISSING_KEY)
    return ""


def _longitudinal(node: Node, notes: Notes, around: Around) -> Study:
    study = Section.of(
        node,
        notes,
        "a longitudinal study",
        required=("id", "kind", "title", "consent", "waves", "k", "retention_until", "questionnaires"),
        optional=("release_intake",),
    )
    waves = study.section("waves", required=("every", "starting", "count", "release_hour"))
    calendar = WaveCalendar(
        every=_whole_days(waves),
        starting=waves.get("starting", day, date(2000, 1, 1)),
        count=waves.get("count", whole(1, 1000), 1),
    )
    consent = study.section("consent", required=("version", "purposes"))
    purposes = consent.find("purposes", distinct(one_of(*PURPOSES), "purposes")) or ()
    if "purposes" in consent.values and purposes and "check-ins" not in purposes:
        notes.add(
            consent.where("purposes"), "nobody is asked to agree to check-ins", "Add 'check-ins'.", WRONG_PURPOSES
        )
    study.find("release_intake", one_of("rolling", "cohorts"))
    retention = _retention(study)
    if (
        "starting" in waves.values
        and retention is not None
        and retention < calendar.starting + (calendar.every * calendar.count)
    ):
        message = "the data would go before the last wave is over"
        notes.add(study.where("retention_until"), message, "Choose a later day.", SHORT_RETENTION)
    return Study(
        id=StudyId(study.get("id", slug, "")),
        title=study.get("title", localised(around.languages, longest=100), NOTHING),
        consent_version=consent.get("version", whole(1, 9999), 1),
        purposes=tuple(Purpose(purpose) for purpose in purposes),
        waves=calendar,
        release_hour=waves.get("release_hour", clock, time(0)),
        k=study.get("k", whole(K_FLOOR, 1000), K_FLOOR),
        retention_until=retention or date(2000, 1, 1),
        askings=_askings(study, around, calendar.every),
    )


def _unlinked(node: Node, notes: Notes, around: Around) -> str:
    """The id of a study without people, once everything about it has been checked."""
    study = Section.of(
        node,
        notes,
        "an unlinked study",
        required=("id", "kind", "open_to", "k", "retention_until", "questionnaires"),
        optional=("title",),
    )
    study.find("title", localised(around.languages, longest=100))
    study.find("open_to", one_of("anyone-with-the-link"))
    study.find("k", whole(K_FLOOR, 1000))
    _retention(study)
    for one in study.each("questionnaires"):
        asked = Section.of(one, notes, "a questionnaire", required=("form", "ask"))
        read_form(asked, around.forms)
        ask = asked.section("ask", required=("kind",), optional=("once",))
        ask.find("kind", one_of("on-request"))
        ask.find("once", truth)
    return study.get("id", slug, "")


def _whole_days(waves: Section) -> timedelta:
    every = waves.find("every", duration) or timedelta(days=1)
    if every % timedelta(days=1) or every > timedelta(days=366):
        remedy = "Write P1W or P7D, for example."
        waves.notes.add(waves.where("every"), "a wave lasts whole days, a year at most", remedy, ASKING)
        return timedelta(days=1)
    return every


def _retention(study: Section) -> date | None:
    """The day after which the study's data goes. A study without one is refused."""
    return study.find("retention_until", day)


def _askings(study: Section, around: Around, wave: timedelta) -> tuple[Asking, ...]:
    askings: list[Asking] = []
    for one in study.each("questionnaires"):
        asking = _asking(one, study.notes, around, wave)
        if any(asking.form == earlier.form for earlier in askings):
            study.notes.add(one, f"'{asking.form}' is asked twice in this study", "Keep one of the two.", TWICE)
        askings.append(asking)
    return tuple(askings)


def _asking(node: Node, notes: Notes, around: Around, wave: timedelta) -> Asking:
    asked = Section.of(
        node,
        notes,
        "a questionnaire",
        required=("form", "ask", "answer_within"),
        optional=("for", "every", "grace", "inactivity", "reminders"),
    )
    ask = read_ask(asked, around.quiet)
    within = asked.find("answer_within", duration)
    reminders = asked.find("reminders", listing(duration, "reminders", least=0)) or ()
    if within is not None and any(reminder >= within for reminder in reminders):
        message = "a reminder comes after the time to answer"
        notes.add(asked.where("reminders"), message, "Choose a shorter one.", LATE_REMINDER)
    return Asking(
        form=read_form(asked, around.forms),
        groups=_groups(asked, around),
        ask=ask,
        reminders=tuple(sorted(reminders)),
        answer_within=within or timedelta(days=1),
        grace=asked.get("grace", duration, _GRACE),
        inactivity=asked.get("inactivity", duration, _INACTIVITY),
        every=_waves_between(asked, wave),
    )


def _waves_between(asked: Section, wave: timedelta) -> int:
    """Of how many waves one asks the form."""
    every = asked.get("every", duration, wave)
    if every % wave:
        remedy = f"Write a multiple of {wave.days} days, such as P{4 * wave.days}D, or leave it out."
        asked.notes.add(asked.where("every"), "the form would be asked in the middle of a wave", remedy, ASKING)
    return max(every // wave, 1)


def read_form(asked: Section, forms: Map[FormId, Draft | None]) -> FormId:
    """The questionnaire's id; noted when there is none of that name or it is not meant to be asked."""
    form = asked.find("form", one_of(*sorted(forms)) if forms else text)
    if form is None:
        return FormId("")
    draft = forms.get(FormId(form))
    if form not in forms:
        remedy = f"Add questionnaires/{form}.yaml."
        asked.notes.add(asked.where("form"), f"there is no questionnaire '{form}'", remedy, NO_FORM)
    elif draft is not None and draft.status != "active":
        remedy = "Set its 'status: active', or take it out of the study."
        asked.notes.add(asked.where("form"), f"'{form}' is {draft.status} and cannot be asked", remedy, NOT_ACTIVE)
    return FormId(form)


def _groups(asked: Section, around: Around) -> frozenset[Group] | None:
    """Who is asked; None is everybody."""
    chosen = asked.section("for", required=("groups",))
    node = chosen.values.get("groups")
    if node is None or (isinstance(node, Scalar) and node.text == "all"):
        return None
    named = distinct(one_of(*around.groups), "groups")(node, chosen.notes) or ()
    return frozenset(Group(group) for group in named)
