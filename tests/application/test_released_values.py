"""Every kind of answer on its way from the vault to a researcher: values and their codebook, and no word of anybody."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, time

from bot.application.close_wave import CloseWave, When
from bot.application.ports import VaultTransaction
from bot.application.release import Released, ReleaseReplies
from bot.domain.answer import Answer, AtTime, Number, OnDay, Several, Skipped, Written
from bot.domain.ids import ItemId, OptionCode, ScoreId, StudyId, WaveNumber
from bot.domain.item import Role, Unit
from bot.domain.occasion import OccasionState, padded_size
from bot.domain.pack import Pack, Table
from bot.domain.scoring import Band, Method, Score
from bot.domain.secret import Secret
from tests.application.conftest import House
from tests.builders import a_form, a_lab, a_talk, an_item, an_occasion, an_option, localised
from tests.domain.asked import asked

WEEKLY, FIRST = StudyId("weekly"), WaveNumber(1)
CANARY = "Aderyn of Penmaenmawr"


MOOD = Score(
    id=ScoreId("mood"),
    method=Method.MEAN,
    items=(ItemId("mood_a"), ItemId("mood_b")),
    min_answered=2,
    range=(0, 10),
    round=2,
    bands=(Band(id="low", low=0, high=4.99, text=localised("Low")), Band(id="high", low=5, high=10)),
)
FORM = replace(
    a_form(
        an_item("statement", "intro"),
        replace(asked("multi_choice", "helped"), options=(an_option("walking"), an_option("rest"))),
        replace(asked("body_area", "where"), regions="spine-7"),
        replace(asked("integer", "days"), minimum=0, maximum=7, unit=Unit(code="d")),
        replace(asked("decimal", "weight"), minimum=0, maximum=300),
        asked("date", "began", Role.QUASI),
        asked("date", "tested"),
        asked("time", "slept"),
        replace(asked("short_text", "what"), max_length=100),
        replace(asked("long_text", "more"), max_length=500),
        an_item("scale", "mood_a", role=Role.SENSITIVE),
        an_item("scale", "mood_b", role=Role.SENSITIVE),
    ),
    scores=(MOOD,),
)
ANSWERS: Mapping[str, Answer] = {
    "helped": Several((OptionCode("rest"),)),
    "where": Several((OptionCode("neck"), OptionCode("lower_back"))),
    "days": Number(3),
    "weight": Number(72.5),
    "began": OnDay(date(2026, 10, 17)),
    "tested": OnDay(date(2026, 11, 25)),
    "slept": AtTime(time(22, 45)),
    "what": Written(Secret(f"{CANARY}'s garden")),
    "more": Written(Secret(f"Ask {CANARY}")),
    "mood_a": Number(3),
    "mood_b": Number(4),
}
RELEASED = {
    "helped___walking": 0,
    "helped___rest": 1,
    "where___neck": 1,
    "where___lower_back": 1,
    "where___buttocks": 0,
    "days": 3,
    "weight": 72.5,
    "began": "2026-10",
    "tested": "2026-11-25",
    "slept": 22,
    "mood": 3.5,
}

SAID = (
    "### `helped___rest`\n\nAbout helped? – rest\n\n* type: multi_choice; role: plain\n* `1`: chosen (value 1)",
    "### `where___lower_back`\n\nAbout where? – Lower back\n",
    "* from 0 to 7\n* unit: `d` (UCUM)",
    "### `began`\n\nAbout began?\n\n* type: date; role: quasi\n* only the month is given, such as `2026-11`",
    "### `tested`\n\nAbout tested?\n\n* type: date; role: plain\n* the day is given",
    "* only the hour is given: `19` is any time from 19:00 to 19:59",
    "### `mood`\n\nMean of 2 items\n\n* type: score; role: sensitive\n* from 0 to 10\n* Mean of 2 items: mood_a,",
    "* `0 to 4.99`: Low\n* `5 to 10`: high",
    "* `-95`: not scored: too few answers",
)


async def released(house: House, *given: Mapping[str, Answer], version: str = "1.0.0") -> Released:
    """These check-ins, of a person each, sent in, closed and released; a first wave of a study that has `FORM` only."""
    form = replace(FORM, ref=replace(FORM.ref, version=version))
    lab = a_lab(forms=(form,))

    def sent_in(tx: VaultTransaction) -> None:
        tx.begin_wave(WEEKLY, FIRST)
        for person, answers in enumerate(given, 1):
            added = tx.add_occasion(replace(an_occasion(person), version=version, size=padded_size(form)))
            assert added is not None
            talk = a_talk(form, answers, sent=True)
            assert tx.save_occasion(replace(added, state=OccasionState.DONE, talk=talk)) is not None

    await house.vault.commit(sent_in)
    await CloseWave(lab=lab, vault=house.vault, clock=house.clock, draw=house.draw)(WEEKLY, FIRST, When.EARLY)
    release = ReleaseReplies(
        lab=lab,
        forms={form.ref: form},
        vault=house.vault,
        research=house.research,
        keyring=house.keyring,
        draw=house.draw,
    )
    outcome = await release(lab.studies[0])
    assert isinstance(outcome, Released)
    return outcome


async def pack(house: House) -> Pack:
    made = await house.export()(WEEKLY, 10)
    assert isinstance(made, Pack)
    return made


def table(made: Pack, name: str) -> Table:
    return next(one for one in made.tables if one.name == name)


async def test_every_kind_of_answer_leaves_as_codes_and_numbers(house: House) -> None:
    await released(house, *[ANSWERS] * 10)
    for reply in await house.research.replies(WEEKLY):
        found = {str(item): value for item, value in reply.values}
        assert RELEASED.items() <= found.items()
        assert type(found["weight"]) is float
        assert type(found["days"]) is int


async def test_own_words_of_either_kind_stay_behind(house: House) -> None:
    await released(house, *[ANSWERS] * 10)
    made = await pack(house)
    assert not {"what", "more"} & {
        str(item) for reply in await house.research.replies(WEEKLY) for item, _ in reply.values
    }
    assert CANARY not in repr(made)
    assert CANARY not in repr(await house.research.codebooks(WEEKLY))


async def test_what_was_skipped_not_asked_or_not_scored_says_so(house: House) -> None:
    silent: dict[str, Answer] = {"helped": Skipped(), "slept": Skipped(), "mood_a": Number(3)}
    await released(house, *[silent] * 10)
    for reply in await house.research.replies(WEEKLY):
        found = {str(item): value for item, value in reply.values}
        assert (found["helped___rest"], found["slept"], found["weight"], found["mood"]) == (-98, -98, -97, -95)


async def test_a_pack_explains_every_column_and_writes_every_number_in_full(house: House) -> None:
    await released(house, *[ANSWERS] * 10)
    made = await pack(house)
    wide = table(made, "responses_wide_weekly")
    explained = {row[2] for row in table(made, "codebook").rows}
    beside = {"wave", "code", "version", "language_shown", "presentation"}
    assert set(wide.columns) == explained | beside
    row = dict(zip(wide.columns, wide.rows[0], strict=True))
    assert (row["weight"], row["mood"], row["days"], row["began"], row["slept"]) == (
        "72.5",
        "3.5",
        "3",
        "2026-10",
        "22",
    )


async def test_the_codebook_tells_people_what_each_variable_is(house: House) -> None:
    await released(house, *[ANSWERS] * 10)
    text = (await pack(house)).codebook
    assert [said for said in SAID if said not in text] == []


async def test_a_form_version_that_an_older_labbot_released_is_explained_anew(house: House) -> None:
    old = '{"title": "How are you?", "variables": []}'
    await house.research.register(WEEKLY, "weekly", FORM.ref, old)
    await released(house, *[ANSWERS] * 10)
    assert "### `mood`" in (await pack(house)).codebook
