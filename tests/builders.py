"""Domain values for tests. Each builder takes the fields that a test cares about and fills in the rest plainly."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from functools import cache

from adapters.lab import EXAMPLE
from adapters.lab.catalogue import read_catalogue
from adapters.lab.faults import Notes
from bot.domain.answer import Answer
from bot.domain.conversation import Conversation, Showing
from bot.domain.expressions import Expression, Malformed, parse
from bot.domain.heard import Heard, Text, What
from bot.domain.ids import (
    TELEGRAM,
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
from bot.domain.lab import Asking, ConsentText, Door, Lab, Line, Study, Support
from bot.domain.occasion import OccasionKey
from bot.domain.questionnaire import FormVersion, Item, Option, Questionnaire, Role
from bot.domain.richtext import RichText
from bot.domain.secret import Secret
from bot.domain.wave import Submission, WaveCalendar
from bot.domain.words import Localised, Words

ENGLISH, WELSH = Language("en"), Language("cy")
A_WEDNESDAY = datetime(2026, 11, 25, 12, 30, tzinfo=UTC)
"""In the first wave of `a_lab`, and not in anybody's quiet hours."""

TOKEN = "tokentok"  # as long as the vault's
CARD = RichText.plain("The support card.")


@cache
def words(language: str = "en") -> Words:
    """The bot's real sentences."""
    notes = Notes(f"{language}.po")
    source = (EXAMPLE / "texts" / f"{language}.po").read_text(encoding="utf-8")
    by_key = {key: sentence.text for key, sentence in read_catalogue(source, notes).items()}
    assert not notes.faults, notes.faults
    return Words(Language(language), by_key, fallback=None if language == "en" else words())


def showing(language: str = "en", token: str = TOKEN) -> Showing:
    return Showing(words=words(language), token=token, card=CARD)


def localised(en: str, cy: str | None = None) -> Localised:
    return Localised.of(en=en) if cy is None else Localised.of(en=en, cy=cy)


def an_option(code: str, text: str | Localised | None = None, value: float | None = None) -> Option:
    """An option whose text is its code, unless another is given."""
    said = text if isinstance(text, Localised) else localised(code if text is None else text)
    return Option(code=OptionCode(code), text=said, value=value)


def an_item(
    kind: str,
    item: str = "",
    *,
    show_if: str | None = None,
    options: tuple[Option | str, ...] = ("bad", "good"),
    ends: tuple[int, int] = (0, 10),
    max_length: int = 500,
    required: bool = False,
    sensitive_support: bool = False,
    role: Role = Role.PLAIN,
    text: str | None = None,
) -> Item:
    """An item that the lab reader could have read; its id is its kind, unless another is given."""
    item_id = ItemId(item or kind)
    low, high = ends if kind == "scale" else (None, None)
    return Item(
        id=item_id,
        kind=kind,
        text=localised(f"About {item_id}?" if text is None else text),
        required=required,
        show_if=None if show_if is None else an_expression(show_if),
        options=tuple(one if isinstance(one, Option) else an_option(one) for one in options)
        if kind == "single_choice"
        else (),
        minimum=low,
        maximum=high,
        max_length=max_length if kind == "long_text" else None,
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


def an_asking(form: str = "weekly", *, groups: tuple[str, ...] | None = None, days: int = 2) -> Asking:
    """That `form` is asked, with `days` to answer and two hours of grace."""
    return Asking(
        form=FormId(form),
        groups=None if groups is None else frozenset(map(Group, groups)),
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
            nations=(("wales", (Line(name="Samaritans", how="Call 116 123"),)),),
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
        values={},
    )
