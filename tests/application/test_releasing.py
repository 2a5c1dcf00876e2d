"""From a closed wave to research: the gate, exactly once, and nothing that says who."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.application.close_wave import Closed, NotClosed, When
from bot.application.export import NotExported
from bot.application.release import Released, Waiting
from bot.domain.ids import StudyId, WaveNumber
from bot.domain.pack import Pack
from bot.domain.release import Release
from tests.application.conftest import House
from tests.fakes import text_of

WEEKLY, FIRST = StudyId("weekly"), WaveNumber(1)


async def crowd(house: House, n: int, *, first: int = 1, words: str | None = None) -> None:
    for address in range(first, first + n):
        await house.answers(await house.joined(str(address)), pain=str(address % 11), words=words)


async def closed_and_released(house: House, wave: int = 1) -> Released | Waiting:
    assert isinstance(await house.close()(WEEKLY, WaveNumber(wave), When.EARLY), Closed)
    return await house.release()(house.lab.studies[0])


async def test_ten_people_leave_together_with_codes_and_nothing_else(house: House) -> None:
    await crowd(house, 10)
    outcome = await closed_and_released(house)
    assert isinstance(outcome, Released)
    assert outcome.replies == 10
    replies = await house.research.replies(WEEKLY)
    assert len({reply.code for reply in replies}) == 10
    assert {reply.wave for reply in replies} == {"1"}
    assert all(len(reply.code) == 16 for reply in replies)


async def test_nine_people_wait_and_nothing_is_written(house: House) -> None:
    await crowd(house, 9)
    outcome = await closed_and_released(house)
    assert isinstance(outcome, Waiting)
    assert await house.research.replies(WEEKLY) == ()


async def test_the_tenth_comes_a_week_later_and_all_appear_under_a_joint_label(house: House) -> None:
    await crowd(house, 9)
    assert isinstance(await closed_and_released(house), Waiting)
    house.clock.move(timedelta(days=7))
    await crowd(house, 1, first=100)
    outcome = await closed_and_released(house, wave=2)
    assert isinstance(outcome, Released)
    assert outcome.replies == 10
    assert {reply.wave for reply in await house.research.replies(WEEKLY)} == {"1-2"}


async def test_one_newcomer_among_the_others_is_held_for_a_later_wave(house: House) -> None:
    await crowd(house, 10)
    await closed_and_released(house)
    house.clock.move(timedelta(days=7))
    for address in range(1, 11):
        await house.answers(house.talker(str(address)))
    await crowd(house, 1, first=100)
    outcome = await closed_and_released(house, wave=2)
    assert isinstance(outcome, Released)
    assert (outcome.replies, outcome.some_held) == (10, True)
    house.clock.move(timedelta(days=7))
    for address in range(1, 11):
        await house.answers(house.talker(str(address)))
    await crowd(house, 9, first=200)
    outcome = await closed_and_released(house, wave=3)
    assert isinstance(outcome, Released)
    assert (outcome.replies, outcome.some_held) == (20, False)
    waves = [reply.wave for reply in await house.research.replies(WEEKLY)]
    assert waves.count("2-3") == 20  # the one who was held cannot be told from the rest


async def test_after_a_release_the_vault_keeps_nothing_of_who_answered(house: House) -> None:
    await crowd(house, 10)
    await closed_and_released(house)
    assert await house.vault.commit(lambda tx: tx.occasions_of_wave(WEEKLY, FIRST)) == ()
    talker = house.talker("1")
    assert not (await talker.commands("checkin")).say[-1].rows


async def test_free_text_stays_behind_and_is_in_no_reply(house: House) -> None:
    await crowd(house, 10, words="My neighbour Aderyn helped")
    await closed_and_released(house)
    for reply in await house.research.replies(WEEKLY):
        assert "anything" not in dict(reply.values)
        assert "Aderyn" not in repr(reply)


async def test_a_check_in_that_was_not_sent_is_deleted_at_the_close_and_never_released(house: House) -> None:
    await crowd(house, 10)
    late = await house.joined("99")
    await late.commands("checkin")
    await late.presses("Continue")
    button = late.button("7")
    outcome = await closed_and_released(house)
    assert isinstance(outcome, Released)
    assert outcome.replies == 10
    reply = await late.presses(button.label)
    assert reply.toast or "closed" in text_of(reply)


async def test_a_wave_that_can_still_be_answered_is_not_closed_without_early(house: House) -> None:
    await crowd(house, 1)
    outcome = await house.close()(WEEKLY, FIRST, When.WHEN_OVER)
    assert isinstance(outcome, NotClosed)
    assert "--early" in outcome.why
    study = house.lab.studies[0]
    house.clock.moment = study.waves.ends(FIRST, house.lab.zone) + study.closing_slack()
    assert isinstance(await house.close()(WEEKLY, FIRST, When.WHEN_OVER), Closed)


class _Cut(Exception):
    """The process ends here."""


@pytest.mark.parametrize("step", ["decided", "landed", "forgotten"])
async def test_a_release_cut_off_anywhere_is_finished_by_the_next_exactly_once(
    house: House, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    await crowd(house, 10)
    await house.close()(WEEKLY, FIRST, When.EARLY)
    with monkeypatch.context() as patch:
        _cut_at(house, step, patch)
        with pytest.raises(_Cut):
            await house.release()(house.lab.studies[0])
    outcome = await house.release()(house.lab.studies[0])
    assert isinstance(outcome, Released if step != "forgotten" else Waiting | Released)
    replies = await house.research.replies(WEEKLY)
    assert len(replies) == 10
    assert len({reply.code for reply in replies}) == 10
    assert await house.vault.commit(lambda tx: tx.occasions_of_wave(WEEKLY, FIRST)) == ()
    assert not list(_wave_keys(house))


def _cut_at(house: House, step: str, patch: pytest.MonkeyPatch) -> None:
    """Make the process end after the named step, by ending it where the next step begins."""
    real_land = house.research.land

    async def cut_before(release: Release) -> bool:
        raise _Cut

    async def cut_after(release: Release) -> bool:
        await real_land(release)
        raise _Cut

    def cut(*_: object) -> None:
        raise _Cut

    match step:
        case "decided":
            patch.setattr(house.research, "land", cut_before)
        case "landed":
            patch.setattr(house.research, "land", cut_after)
        case "forgotten":
            patch.setattr(house.keyring, "destroy_wave_key", cut)


def _wave_keys(house: House) -> list[str]:
    return [path.name for path in house.keyring.path.rglob("*") if path.is_file() and "wave" in path.name]


async def test_closing_twice_is_once(house: House) -> None:
    await crowd(house, 10)
    await closed_and_released(house)
    assert isinstance(await house.close()(WEEKLY, FIRST, When.EARLY), Closed)
    assert len(await house.research.replies(WEEKLY)) == 10


async def test_a_pack_has_tidy_rows_and_a_codebook_and_is_refused_before_anything_was_released(house: House) -> None:
    assert isinstance(await house.export()(WEEKLY, 10), NotExported)
    await crowd(house, 10)
    await closed_and_released(house)
    pack = await house.export()(WEEKLY, 10)
    assert isinstance(pack, Pack)
    tables = {table.name: table for table in pack.tables}
    assert len(tables["responses_wide_weekly-checkin"].rows) == 10
    assert {row[4] for row in tables["responses_long"].rows} >= {"pain", "sleep", "language_shown"}
    assert "over the past 7 days" in pack.codebook.lower()
