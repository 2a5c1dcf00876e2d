"""``ResearchStore``: a release is there whole and once; what comes out is what went in, without an order."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import replace

import pytest

from bot.application.ports import ResearchStore
from bot.domain.ids import FormId, ItemId, StudyId
from bot.domain.questionnaire import FormVersion
from bot.domain.release import Denominator, Release, ReleasedReply, Value

WEEKLY, ANOTHER = StudyId("weekly"), StudyId("another")
NOBODY: dict[str, Value] = {}


def a_reply(
    code: str = "AAAAAAAAAAAAAAAA",
    values: Mapping[str, Value] | None = None,
    *,
    study: StudyId = WEEKLY,
    wave: str = "1",
) -> ReleasedReply:
    answers = {"pain": 3} if values is None else values
    return ReleasedReply(
        study=study,
        wave=wave,
        code=code,
        form=FormId("weekly-checkin"),
        version="1.0.0",
        values=tuple((ItemId(item), value) for item, value in sorted(answers.items())),
    )


def a_release(*replies: ReleasedReply, name: str = "first", study: StudyId = WEEKLY, wave: str = "1") -> Release:
    form = FormId("weekly-checkin")
    return Release(
        id=name.encode().ljust(16, b"."),
        study=study,
        wave=wave,
        replies=replies,
        denominators=(
            Denominator(form=form, platform="all", state="done", n=10),
            Denominator(form=form, platform="all", state="expired", n=5),
        ),
    )


async def test_a_release_lands_once(research: ResearchStore) -> None:
    release = a_release(a_reply())
    assert [await research.land(release), await research.land(release)] == [True, False]
    assert await research.replies(WEEKLY) == (a_reply(),)
    assert await research.releases(WEEKLY) == (("1", 1),)


async def test_of_many_who_land_a_release_at_once_one_does(research: ResearchStore) -> None:
    release = a_release(*(a_reply(str(n)) for n in range(20)))
    assert sum(await asyncio.gather(*(research.land(release) for _ in range(8)))) == 1
    assert len(await research.replies(WEEKLY)) == 20


async def test_a_release_that_fails_in_the_middle_leaves_nothing_and_can_land_later(research: ResearchStore) -> None:
    good, twice = a_reply("A"), replace(a_reply("B"), values=((ItemId("pain"), 1), (ItemId("pain"), 2)))
    with pytest.raises(Exception, match="nothing of this work was saved"):
        await research.land(a_release(good, twice))
    assert await research.replies(WEEKLY) == ()
    assert await research.releases(WEEKLY) == ()
    assert await research.known_codes(WEEKLY) == frozenset()
    assert await research.land(a_release(good))


async def test_every_value_comes_back_as_what_it_was(research: ResearchStore) -> None:
    values: dict[str, Value] = {
        "number": 5,
        "digits": "5",
        "missing": -99,
        "fraction": 72.5,
        "whole": 3.0,
        "tenth": 0.1,
        "small": 1e-7,
        "large": 1e16,
        "below": -0.25,
        "month": "2026-11",
        "point": "3.0",
        "empty": "",
        "words": "yn dda – “iawn” 🙂",
    }
    await research.land(a_release(a_reply(values=values)))
    [reply] = await research.replies(WEEKLY)
    assert dict(reply.values) == values
    assert {item: type(value) for item, value in reply.values} == {item: type(one) for item, one in values.items()}


async def test_replies_come_in_an_order_that_says_nothing(research: ResearchStore) -> None:
    landed = tuple(a_reply(f"{n:016}", {"pain": n}) for n in range(40))
    await research.land(a_release(*landed))
    found = await research.replies(WEEKLY)
    assert sorted(found, key=lambda one: one.code) == list(landed)
    assert found != landed  # forty in the same order by chance: 1 in 10⁴⁷


async def test_a_reply_with_no_value_is_still_a_reply(research: ResearchStore) -> None:
    await research.land(a_release(a_reply(values=NOBODY)))
    assert await research.replies(WEEKLY) == (a_reply(values=NOBODY),)


async def test_an_empty_release_is_a_release(research: ResearchStore) -> None:
    assert await research.land(a_release(wave="2"))
    assert not await research.land(a_release(wave="2"))
    assert await research.releases(WEEKLY) == (("2", 0),)


async def test_the_known_codes_are_those_of_the_study(research: ResearchStore) -> None:
    await research.land(a_release(a_reply("A"), a_reply("B"), a_reply("A", wave="1")))
    await research.land(a_release(a_reply("C", study=ANOTHER), name="other", study=ANOTHER))
    assert await research.known_codes(WEEKLY) == {"A", "B"}
    assert await research.known_codes(ANOTHER) == {"C"}
    assert await research.known_codes(StudyId("none")) == frozenset()


async def test_a_reply_without_a_code_makes_no_code_known(research: ResearchStore) -> None:
    await research.land(a_release(a_reply("")))
    assert await research.replies(WEEKLY) == (a_reply(""),)
    assert await research.known_codes(WEEKLY) == frozenset()


async def test_releases_are_listed_in_the_order_of_their_waves(research: ResearchStore) -> None:
    for wave, count in (("10", 1), ("3-4", 2), ("2", 3)):
        replies = (a_reply(str(n), wave=wave) for n in range(count))
        await research.land(a_release(*replies, name=wave, wave=wave))
    await research.land(a_release(name="other", study=ANOTHER))
    assert await research.releases(WEEKLY) == (("2", 3), ("3-4", 2), ("10", 1))


async def test_each_codebook_is_kept_once(research: ResearchStore) -> None:
    one, two = (FormVersion(form=FormId("weekly"), version=v, sha256="0" * 64) for v in ("1.0.0", "1.1.0"))
    for ref, codebook in ((two, '{"v": 2}'), (one, '{"v": 1}'), (one, '{"v": 1}')):
        await research.register(WEEKLY, "A week", ref, codebook)
    await research.register(ANOTHER, "Another", one, "{}")
    expected = (("weekly", "1.0.0", '{"v": 1}'), ("weekly", "1.1.0", '{"v": 2}'))
    assert await research.codebooks(WEEKLY) == expected
    assert await research.codebooks(ANOTHER) == (("weekly", "1.0.0", "{}"),)


async def test_a_codebook_of_the_same_file_takes_the_place_of_the_former_and_another_file_does_not(
    research: ResearchStore,
) -> None:
    first = FormVersion(form=FormId("weekly"), version="1.0.0", sha256="0" * 64)
    changed = replace(first, sha256="1" * 64)
    for ref, codebook in ((first, "old words"), (first, "new words"), (changed, "other words")):
        await research.register(WEEKLY, "A week", ref, codebook)
    assert await research.codebooks(WEEKLY) == (("weekly", "1.0.0", "new words"),)


async def test_a_study_that_nobody_released_is_empty(research: ResearchStore) -> None:
    assert await research.replies(WEEKLY) == ()
    assert await research.codebooks(WEEKLY) == ()
    assert await research.releases(WEEKLY) == ()
