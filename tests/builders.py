"""Domain values for tests. Each builder takes the fields that a test cares about and fills in the rest plainly."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from functools import cache

from adapters.lab import EXAMPLE
from adapters.lab.catalogue import read_catalogue
from adapters.lab.faults import Notes
from bot.domain.answer import Answer
from bot.domain.asking import Showing
from bot.domain.conversation import Conversation
from bot.domain.delivery import Parcel, Priority, Queued
from bot.domain.expressions import Expression, Malformed, parse
from bot.domain.heard import Heard, Text, What
from bot.domain.ids import (
    TELEGRAM,
    ContactId,
    FormId,
    Group,
    ItemId,
    Language,
    OptionCode,
    PersonId,
    Platform,
    Purpose,
    StudyId,
    WaveNumber,
)
from bot.domain.item import Item, Option, Role
from bot.domain.lab import Asking, ConsentText, Door, Lab, Line, Study, Support
from bot.domain.message import Message, Urgency
from bot.domain.occasion import Occasion, OccasionKey, OccasionState
from bot.domain.participant import Consent, Contact, Decision, Joining, Person, Reach, Standing
from bot.domain.questionnaire import FormVersion, Questionnaire
from bot.domain.richtext import RichText
from bot.domain.schedule import Ask, ChosenTime, Weekday, WeekTime
from bot.domain.secret import Secret
from bot.domain.wave import Submission, WaveCalendar
from bot.domain.words import Localised, Words
from bot.domain.writing import OWN_WORDS

ENGLISH, WELSH = Language("en"), Language("cy")
A_WEDNESDAY = datetime(2026, 11, 25, 12, 30, tzinfo=UTC)
"""In the first wave of `a_lab`, and not in anybody's quiet hours."""

TODAY = date(2026, 11, 25)
"""A Wednesday, and where everybody is in a test that does not say otherwise."""

TOKEN = "tokentok"  # as long as the vault's
CARD = RichText.plain("The support card.")


@cache
def words(language: str = "en") -> Words:
    """The bot's real sentences."""
    notes = Notes(f"{language}.po")
    source = (EXAMPLE / "texts" / f"{language}.po").read_text(encoding="utf-8")
    by_key = read_catalogue(source, Language(language), notes).texts()
    assert not notes.faults, notes.faults
    return Words(Language(language), by_key, fallback=None if language == "en" else words())


WEDNESDAYS = ChosenTime(default=WeekTime(day=Weekday.WEDNESDAY, at=time(12, 30)))


def showing(language: str = "en", token: str = TOKEN) -> Showing:
    return Showing(words=words(language), token=token, card=CARD, today=TODAY)


def localised(en: str, cy: str | None = None) -> Localised:
    return Localised.of(en=en) if cy is None else Localised.of(en=en, cy=cy)


def an_option(
    code: str, text: str | Localised | None = None, value: float | None = None, *, exclusive: bool = False
) -> Option:
    """An option whose text is its code, unless another is given."""
    said = text if isinstance(text, Localised) else localised(code if text is None else text)
    return Option(code=OptionCode(code), text=said, value=value, exclusive=exclusive)


def an_item(
    kind: str,
    item: str = "",
    *,
    show_if: str | None = None,
    options: tuple[Option | str, ...] = ("bad", "good"),
    ends: tuple[int, int] = (0, 10),
    max_length: int = 500,
    most: int | None = None,
    required: bool = False,
    core: bool = False,
    sensitive_support: bool = False,
    role: Role = Role.PLAIN,
    text: str | None = None,
) -> Item:
    """An item that the lab reader could have read; its id is its kind, unless another is given."""
    item_id = ItemId(item or kind)
    low, high = ends if kind in {"scale", "integer", "decimal"} else (None, None)
    return Item(
        id=item_id,
        kind=kind,
        text=localised(f"About {item_id}?" if text is None else text),
        required=required,
        show_if=None if show_if is None else an_expression(show_if),
        options=tuple(one if isinstance(one, Option) else an_option(one) for one in options)
        if kind in {"single_choice", "multi_choice"}
        else (),
        minimum=low,
        maximum=high,
        max_length=max_length if kind in OWN_WORDS else None,
        regions="spine-7" if kind == "body_area" else None,
        core=core,
        most=most,
        sensitive_support=sensitive_support,
        role=role,
    )


def an_expression(text: str) -> Expression:
    parsed = parse(text)
    assert not isinstance(parsed, Malformed), f"{text}: {parsed}"
    return parsed


def a_form(*items: Item, form: str = "weekly", version: str = "1.0.0", allow_skip: bool = True) -> Questionnaire:
    """A questionnaire of these items, else of one scale."""
    return Questionnaire(
        ref=FormVersion(form=FormId(form), version=version, sha256="0" * 64),
        languages=(ENGLISH,),
        title=localised("How are you?"),
        items=items or (an_item("scale"),),
        allow_skip=allow_skip,
    )


def a_talk(
    form: Questionnaire, answers: Mapping[str, Answer] | None = None, *, at: str | None = None, sent: bool = False
) -> Conversation:
    """A check-in on `form` with these answers, on the closing page unless `at` names an item."""
    return Conversation(
        form=form.ref,
        language=ENGLISH,
        at=None if at is None else ItemId(at),
        answers=tuple((ItemId(item), answer) for item, answer in (answers or {}).items()),
        sent=sent,
    )


def a_heard(
    what: What | str = "hello",
    *,
    address: str = "1001",
    update: str = "1",
    at: datetime = A_WEDNESDAY,
    platform: Platform = TELEGRAM,
    language: str | None = None,
) -> Heard:
    """Something heard in a private chat; a text alone was typed."""
    return Heard(
        platform=platform,
        address=Secret(address),
        update=update,
        at=at,
        what=Text(words=Secret(what)) if isinstance(what, str) else what,
        language=None if language is None else Language(language),
    )


def an_asking(
    form: str = "weekly",
    *,
    groups: tuple[str, ...] | None = None,
    days: int = 2,
    ask: Ask = WEDNESDAYS,
    reminders: tuple[timedelta, ...] = (timedelta(days=1),),
) -> Asking:
    """That `form` is asked, on Wednesdays unless another way is given, with `days` to answer and two hours of grace."""
    return Asking(
        form=FormId(form),
        groups=None if groups is None else frozenset(map(Group, groups)),
        ask=ask,
        reminders=reminders,
        answer_within=timedelta(days=days),
    )


def a_study(
    study: str = "weekly",
    *askings: Asking,
    k: int = 10,
    every: timedelta = timedelta(weeks=1),
    starting: date = date(2026, 11, 23),
    count: int = 52,
    purposes: tuple[str, ...] = ("check-ins", "quotation"),
) -> Study:
    return Study(
        id=StudyId(study),
        title=localised(study),
        consent_version=1,
        purposes=tuple(map(Purpose, purposes)),
        waves=WaveCalendar(every=every, starting=starting, count=count),
        release_hour=time(6),
        k=k,
        retention_until=date(2030, 1, 1),
        askings=askings or (an_asking(),),
    )


def a_lab(*studies: Study, forms: tuple[Questionnaire, ...] = (), zone: str = "Europe/London") -> Lab:
    """A lab with the real sentences in English and Welsh; one weekly study unless others are given."""
    asked = studies or (a_study(),)
    return Lab(
        id="lab",
        name=localised("The lab"),
        zone=zone,
        languages=(ENGLISH, WELSH),
        door=Door.OPEN,
        age=18,
        groups=(),
        support=Support(
            checked_on=None,
            nations=(("wales", (Line(name=localised("Samaritans"), how=localised("Call 116 123")),)),),
            not_monitored=localised("Nobody reads this straight away."),
        ),
        studies=asked,
        forms={form.id: form for form in forms or (a_form(),)},
        consents=tuple(
            ConsentText(study=study.id, version=1, language=language, short="Short.", full="Full.", sha256="0" * 64)
            for study in asked
            for language in (ENGLISH, WELSH)
        ),
        words={ENGLISH: words(), WELSH: words("cy")},
    )


def a_key(*, wave: int = 1, slot: str = "0", form: str = "weekly") -> OccasionKey:
    return OccasionKey(study=StudyId("weekly"), wave=WaveNumber(wave), form=FormId(form), slot=slot)


def a_submission(
    person: int, *, newcomer: bool = False, version: str = "1.0.0", language: str = "en", wave: int = 1, nth: int = 0
) -> Submission:
    """What person number `person` sent in; `nth` tells their submissions apart."""
    return Submission(
        tag=person.to_bytes(8, "big") + nth.to_bytes(8, "big"),
        wave=WaveNumber(wave),
        person=PersonId(person.to_bytes(16, "big")),
        newcomer=newcomer,
        form=FormId("weekly"),
        version=version,
        language=Language(language),
        presentation="one_at_a_time",
        values={},
    )


def a_person_id(person: int) -> PersonId:
    return PersonId(person.to_bytes(16, "big"))


def a_contact_id(person: int) -> ContactId:
    """The chat of person number `person`."""
    return ContactId(person.to_bytes(16, "little"))


def a_consent(
    purpose: str = "check-ins", decision: Decision = Decision.GIVEN, *, on_day: date | None = None
) -> Consent:
    return Consent(
        study=StudyId("weekly"),
        purpose=Purpose(purpose),
        version=1,
        text_sha256="0" * 64,
        language=ENGLISH,
        decision=decision,
        on_day=on_day or A_WEDNESDAY.date(),
    )


def a_joining(
    person: int = 1,
    *,
    address: str | None = None,
    groups: tuple[str, ...] = (),
    consents: tuple[Consent, ...] = (),
    studies: tuple[str, ...] = ("weekly",),
    invitation: str | None = None,
    zone: str = "Europe/London",
) -> Joining:
    """That person number `person` joins from a chat whose address is 1000 more, unless another is given."""
    who, chat = a_person_id(person), a_contact_id(person)
    where = Secret(str(1000 + person) if address is None else address)
    return Joining(
        person=Person(id=who, standing=Standing.ACTIVE, language=ENGLISH, zone=zone),
        contact=Contact(id=chat, person=who, platform=TELEGRAM, address=where, reach=Reach.OK),
        groups=frozenset(map(Group, groups)),
        consents=consents,
        studies=frozenset(map(StudyId, studies)),
        invitation=invitation,
    )


def an_occasion(
    person: int = 1,
    *,
    key: OccasionKey | None = None,
    state: OccasionState = OccasionState.PLANNED,
    talk: Conversation | None = None,
    unshown_since: datetime | None = None,
) -> Occasion:
    """An asking of person number `person` that is not in a vault yet."""
    return Occasion(
        key=key or a_key(),
        person=a_person_id(person),
        version="1.0.0",
        state=state,
        size=1024,
        talk=talk,
        unshown_since=unshown_since,
    )


def a_queued(
    name: str = "first",
    *,
    person: int = 1,
    parcel: Parcel = Parcel.PROMPT,
    priority: Priority = Priority.PROMPT,
    platform: Platform = TELEGRAM,
    due: datetime = A_WEDNESDAY,
    lives: timedelta = timedelta(hours=2),
    message: Message | None = None,
    occasion: OccasionKey | None = None,
) -> Queued:
    """A message for the chat of person number `person`, which says its name unless another message is given."""
    return Queued(
        parcel=parcel,
        platform=platform,
        contact=a_contact_id(person),
        message=message or Message(text=RichText.plain(name), urgency=Urgency.UNASKED),
        priority=priority,
        not_before=due,
        expires_at=due + lives,
        dedupe=name,
        occasion=occasion,
    )
