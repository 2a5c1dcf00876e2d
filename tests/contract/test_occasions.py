"""``VaultTransaction``: waves and occasions, readable only while their wave has its key."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest

from bot.application.ports import Keyring, Vault, VaultTransaction
from bot.domain.answer import Answer, Chosen, Number, Seen, Skipped, UnderReview, Written
from bot.domain.ids import FormId, ItemId, OptionCode, StudyId, WaveNumber
from bot.domain.occasion import Occasion, OccasionKey, OccasionState
from bot.domain.questionnaire import FormVersion
from bot.domain.rounds import origin
from bot.domain.secret import Secret
from bot.domain.wave import Wave, WaveState
from tests.builders import A_WEDNESDAY, a_form, a_key, a_person_id, a_talk, an_occasion

WEEKLY = StudyId("weekly")
DAY = timedelta(days=1)
ANSWERS: dict[str, Answer] = {
    "mood": Chosen(OptionCode("good")),
    "pain": Number(-3),
    "words": Written(Secret("Diolch 🙂\n'; \0")),
    "sleep": Skipped(),
    "hello": Seen(),
    "more": UnderReview("0" * 32),
}


async def begin(vault: Vault, *numbers: int) -> None:
    await vault.commit(lambda tx: [tx.begin_wave(WEEKLY, WaveNumber(number)) for number in numbers])


async def add(vault: Vault, occasion: Occasion) -> Occasion:
    added = await vault.commit(lambda tx: tx.add_occasion(occasion))
    assert added is not None
    return added


async def save(vault: Vault, occasion: Occasion) -> Occasion | None:
    return await vault.commit(lambda tx: tx.save_occasion(occasion))


async def move(vault: Vault, occasion: Occasion, to: int) -> Occasion:
    return await vault.commit(lambda tx: tx.move_occasion(occasion, WaveNumber(to)))


async def use(vault: Vault, ref: FormVersion, source: str) -> None:
    await vault.commit(lambda tx: tx.add_form_version(ref, source))


async def of_person(vault: Vault, person: int, *keys: OccasionKey) -> tuple[Occasion, ...]:
    return await vault.commit(lambda tx: tx.occasions(a_person_id(person), keys or (a_key(),)))


async def of_wave(vault: Vault, number: int = 1) -> tuple[Occasion, ...]:
    return await vault.commit(lambda tx: tx.occasions_of_wave(WEEKLY, WaveNumber(number)))


# Waves.


async def test_a_wave_is_begun_once_and_keeps_its_state(vault: Vault) -> None:
    first = await vault.commit(lambda tx: tx.begin_wave(WEEKLY, WaveNumber(1)))
    assert first == Wave(study=WEEKLY, number=WaveNumber(1), state=WaveState.OPEN)
    await vault.commit(lambda tx: tx.set_wave_state(first, WaveState.RELEASING, b"r" * 16))
    again = await vault.commit(lambda tx: tx.begin_wave(WEEKLY, WaveNumber(1)))
    assert again == replace(first, state=WaveState.RELEASING, release_id=b"r" * 16)


async def test_the_waves_of_a_study_are_those_that_were_begun_in_order(vault: Vault) -> None:
    await begin(vault, 10, 2, 1)
    await vault.commit(lambda tx: tx.begin_wave(StudyId("another"), WaveNumber(3)))
    assert [wave.number for wave in await vault.commit(lambda tx: tx.waves(WEEKLY))] == [1, 2, 10]
    assert await vault.commit(lambda tx: tx.wave(WEEKLY, WaveNumber(3))) is None


async def test_a_wave_begun_by_many_at_once_is_one_with_one_key(vault: Vault) -> None:
    def begun_and_used(person: int, tx: VaultTransaction) -> Occasion | None:
        tx.begin_wave(WEEKLY, WaveNumber(1))
        return tx.add_occasion(an_occasion(person))

    added = await asyncio.gather(*(vault.commit(partial(begun_and_used, person)) for person in range(1, 11)))
    assert {one.tag for one in await of_wave(vault)} == {one.tag for one in added if one is not None}
    assert len(set(added)) == 10


# Occasions.


async def test_an_occasion_comes_back_as_it_was_added(vault: Vault) -> None:
    await begin(vault, 1)
    talk = a_talk(a_form(), ANSWERS, at="scale")
    occasion = an_occasion(state=OccasionState.STARTED, talk=talk, unshown_since=A_WEDNESDAY)
    occasion = replace(occasion, message_id="77", offered_again=1, asked_at=A_WEDNESDAY - DAY, due=A_WEDNESDAY + DAY)
    added = await add(vault, occasion)
    assert await of_person(vault, 1) == (added,)
    assert replace(added, tag=b"", token="") == occasion


async def test_an_occasion_added_twice_is_once_and_the_first_stays(vault: Vault) -> None:
    await begin(vault, 1)
    first = await add(vault, an_occasion(state=OccasionState.STARTED))
    again = an_occasion(state=OccasionState.PLANNED)
    assert await vault.commit(lambda tx: tx.add_occasion(again)) is None
    assert await of_person(vault, 1) == (first,)


async def test_of_many_who_add_one_occasion_at_once_one_does(vault: Vault) -> None:
    await begin(vault, 1)
    added = await asyncio.gather(*(vault.commit(lambda tx: tx.add_occasion(an_occasion())) for _ in range(12)))
    assert sum(one is not None for one in added) == 1
    assert len(await of_wave(vault)) == 1


async def test_occasions_are_found_by_person_wave_form_and_slot(vault: Vault) -> None:
    await begin(vault, 1, 2)
    keys = (a_key(), a_key(wave=2), a_key(slot="1"), a_key(form="daily"))
    added = [await add(vault, an_occasion(1, key=key)) for key in keys]
    await add(vault, an_occasion(2))
    for key, one in zip(keys, added, strict=True):
        assert await of_person(vault, 1, key) == (one,)
    assert await of_person(vault, 1, *keys) == tuple(added)
    assert await of_person(vault, 3, *keys) == ()
    assert await of_person(vault, 1, a_key(wave=3), a_key(slot="9")) == ()
    assert await vault.commit(lambda tx: tx.occasions(a_person_id(1), ())) == ()


async def test_every_occasion_has_a_token_of_its_own_that_stays(vault: Vault) -> None:
    await begin(vault, 1, 2)
    added = [await add(vault, an_occasion(p, key=a_key(wave=w))) for p in (1, 2, 3) for w in (1, 2)]
    assert len({one.token for one in added}) == len({one.tag for one in added}) == 6
    assert {len(one.token) for one in added} == {8}
    saved = await save(vault, replace(added[0], state=OccasionState.DONE))
    assert saved is not None
    assert saved.token == added[0].token


async def test_a_save_counts_only_over_the_state_that_was_loaded(vault: Vault) -> None:
    await begin(vault, 1)
    loaded = await add(vault, an_occasion())
    first, second = (replace(loaded, talk=a_talk(a_form(), {"scale": Number(n)})) for n in (1, 2))
    saved = await save(vault, first)
    assert await save(vault, second) is None
    assert await of_person(vault, 1) == (saved,)
    assert saved == replace(first, fence=loaded.fence + 1)
    assert await save(vault, replace(second, fence=loaded.fence + 1)) is not None


async def test_of_many_saves_over_one_state_at_once_one_counts(vault: Vault) -> None:
    await begin(vault, 1)
    loaded = await add(vault, an_occasion())
    others = [replace(loaded, message_id=str(n)) for n in range(12)]
    [saved] = [one for one in await asyncio.gather(*(save(vault, one) for one in others)) if one is not None]
    assert await of_person(vault, 1) == (saved,)


async def test_the_occasions_of_a_wave_come_in_an_order_that_says_nothing(vault: Vault) -> None:
    await begin(vault, 1, 2)
    added = [await add(vault, an_occasion(person)) for person in range(1, 31)]
    await add(vault, an_occasion(1, key=a_key(wave=2)))
    once, twice = await of_wave(vault), await of_wave(vault)
    assert set(once) == set(twice) == set(added)
    assert once != twice  # thirty in the same order by chance: 1 in 10³²


async def test_only_the_occasions_that_are_named_are_deleted(vault: Vault) -> None:
    await begin(vault, 1)
    added = [await add(vault, an_occasion(person)) for person in (1, 2, 3)]
    await vault.commit(lambda tx: tx.delete_occasions([added[0].tag, added[2].tag, b"?" * 16]))
    await vault.commit(lambda tx: tx.delete_occasions([]))
    assert await of_wave(vault) == (added[1],)


# What a wave's key decides.


@pytest.fixture
def keys(folder_keyring: Keyring) -> Keyring:
    """The keyring that the vault uses."""
    return folder_keyring


async def test_without_the_waves_key_nothing_of_it_is_found_or_saved(vault: Vault, keys: Keyring) -> None:
    await begin(vault, 1, 2)
    lost = await add(vault, an_occasion(1, unshown_since=A_WEDNESDAY))
    kept = await add(vault, an_occasion(1, key=a_key(wave=2), unshown_since=A_WEDNESDAY))
    keys.destroy_wave_key(WEEKLY, WaveNumber(1))
    assert await of_person(vault, 1, a_key(), a_key(wave=2)) == (kept,)
    assert await of_wave(vault) == ()
    assert await vault.commit(lambda tx: tx.unshown(A_WEDNESDAY + timedelta(hours=1), 10)) == (kept,)
    assert await save(vault, lost) is None


@pytest.mark.parametrize("look", ["due", "unshown"])
async def test_what_lost_its_key_does_not_stand_in_the_way_of_others(vault: Vault, keys: Keyring, look: str) -> None:
    await begin(vault, 1, 2)
    late = A_WEDNESDAY + DAY
    for person in range(1, 6):
        await add(vault, replace(an_occasion(person, unshown_since=A_WEDNESDAY), due=A_WEDNESDAY))
    kept = await add(vault, replace(an_occasion(key=a_key(wave=2), unshown_since=late), due=late))
    keys.destroy_wave_key(WEEKLY, WaveNumber(1))

    def found(tx: VaultTransaction) -> tuple[Occasion, ...]:
        return tx.due(late + DAY, 5) if look == "due" else tx.unshown(late + DAY, 5)

    assert [await vault.commit(found) for _ in range(2)] == [(), (kept,)]


async def test_a_wave_whose_key_is_gone_gets_no_new_one(vault: Vault, keys: Keyring) -> None:
    await begin(vault, 1)
    await add(vault, an_occasion())
    keys.destroy_wave_key(WEEKLY, WaveNumber(1))
    await begin(vault, 1)
    with pytest.raises(Exception, match="has no key"):
        await vault.commit(lambda tx: tx.add_occasion(an_occasion(2)))


async def test_an_occasion_that_moves_takes_all_along_and_leaves_nothing(vault: Vault) -> None:
    await begin(vault, 1)
    occasion = an_occasion(state=OccasionState.DONE, talk=a_talk(a_form(), ANSWERS, sent=True))
    before = await add(vault, occasion)
    moved = await move(vault, before, 2)
    assert await of_wave(vault, 1) == ()
    assert await of_wave(vault, 2) == (moved,)
    assert (moved.person, moved.talk, moved.state) == (before.person, before.talk, before.state)
    assert moved.tag != before.tag
    assert moved.token != before.token


async def test_an_occasion_keeps_its_origin_however_often_it_moves(vault: Vault) -> None:
    await begin(vault, 3)
    occasion = await add(vault, an_occasion(key=a_key(wave=3, slot="7")))
    for number in (4, 5, 9):
        occasion = await move(vault, occasion, number)
        assert (occasion.key.wave, origin(occasion.key)) == (number, 3)


async def test_a_moved_occasion_does_not_stand_in_the_way_of_the_new_waves_own(vault: Vault) -> None:
    await begin(vault, 1, 2)
    before = await add(vault, an_occasion())
    moved = await move(vault, before, 2)
    own = await add(vault, an_occasion(key=a_key(wave=2)))
    assert set(await of_wave(vault, 2)) == {moved, own}


async def test_a_moved_occasion_is_readable_under_the_new_waves_key_alone(vault: Vault, keys: Keyring) -> None:
    await begin(vault, 1)
    before = await add(vault, an_occasion())
    moved = await move(vault, before, 2)
    keys.destroy_wave_key(WEEKLY, WaveNumber(1))
    assert await of_wave(vault, 2) == (moved,)
    keys.destroy_wave_key(WEEKLY, WaveNumber(2))
    assert await of_wave(vault, 2) == ()


# When the clock looks at an occasion, and what may not have been shown.


async def test_what_is_due_comes_the_longest_waiting_first(vault: Vault) -> None:
    await begin(vault, 1)
    for person, days in enumerate((2, -1, 1, 0, None), 1):
        due = None if days is None else A_WEDNESDAY + days * DAY
        await add(vault, replace(an_occasion(person), due=due))
    found = await vault.commit(lambda tx: tx.due(A_WEDNESDAY + DAY, 10))
    assert [one.person for one in found] == [a_person_id(person) for person in (2, 4, 3)]
    assert await vault.commit(lambda tx: tx.due(A_WEDNESDAY + DAY, 1)) == found[:1]


async def test_what_was_looked_at_is_due_when_it_says_next(vault: Vault) -> None:
    await begin(vault, 1)
    added = await add(vault, replace(an_occasion(), due=A_WEDNESDAY))
    saved = await save(vault, replace(added, due=A_WEDNESDAY + DAY))
    assert saved is not None
    assert await vault.commit(lambda tx: tx.due(A_WEDNESDAY, 10)) == ()
    assert await vault.commit(lambda tx: tx.due(A_WEDNESDAY + DAY, 10)) == (saved,)
    await save(vault, replace(saved, due=None))
    assert await vault.commit(lambda tx: tx.due(A_WEDNESDAY + 9 * DAY, 10)) == ()


async def test_what_was_not_shown_is_found_by_since_when(vault: Vault) -> None:
    await begin(vault, 1)
    minutes = (None, 1, 2, 3)
    added = [
        await add(
            vault,
            an_occasion(n, unshown_since=None if at is None else A_WEDNESDAY + timedelta(minutes=at)),
        )
        for n, at in enumerate(minutes, 1)
    ]
    before = A_WEDNESDAY + timedelta(minutes=3)
    assert set(await vault.commit(lambda tx: tx.unshown(before, 10))) == set(added[1:3])
    assert len(await vault.commit(lambda tx: tx.unshown(before, 1))) == 1


async def test_what_was_shown_is_not_found_any_more(vault: Vault) -> None:
    await begin(vault, 1)
    added = await add(vault, an_occasion(unshown_since=A_WEDNESDAY))
    await save(vault, replace(added, unshown_since=None))
    assert await vault.commit(lambda tx: tx.unshown(A_WEDNESDAY + timedelta(days=1), 10)) == ()


# Own words, and the questionnaires in use.


async def test_each_text_held_for_review_gets_an_id_of_its_own(vault: Vault) -> None:
    def held(tx: VaultTransaction) -> str:
        return tx.hold_for_review(WEEKLY, WaveNumber(1), ItemId("words"), Secret("the same words"))

    ids = [await vault.commit(held) for _ in range(5)]
    assert len(set(ids)) == 5
    assert all(len(bytes.fromhex(one)) == 16 for one in ids)


async def test_every_version_of_a_questionnaire_that_was_used_is_kept_with_its_source(vault: Vault) -> None:
    one, two = (FormVersion(form=FormId("weekly"), version=v, sha256=v * 8) for v in ("1.0.0", "1.1.0"))
    for ref, source in ((one, "# ein"), (two, "# zwei"), (one, "# ein")):
        await use(vault, ref, source)
    assert await vault.commit(lambda tx: tx.form_versions()) == ((one, "# ein"), (two, "# zwei"))


async def test_a_version_that_was_used_cannot_change_its_text(vault: Vault) -> None:
    ref = FormVersion(form=FormId("weekly"), version="1.0.0", sha256="0" * 64)
    await use(vault, ref, "before")
    with pytest.raises(ValueError, match="new version"):
        await use(vault, replace(ref, sha256="1" * 64), "after")
    assert await vault.commit(lambda tx: tx.form_versions()) == ((ref, "before"),)
