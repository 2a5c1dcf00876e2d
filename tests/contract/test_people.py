"""``VaultTransaction``: people join whole or not at all, and are found where they can be reached."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import date, time

import pytest

from bot.application.ports import Vault
from bot.domain.ids import TELEGRAM, Group, PersonId, Platform, StudyId
from bot.domain.participant import Decision, Invitation, Joining, Known, Reach, Standing
from bot.domain.schedule import Weekday, WeekTime
from bot.domain.secret import Secret
from tests.builders import a_consent, a_contact_id, a_joining, a_person_id

WEEKLY = StudyId("weekly")


def an_invitation(code: str = "welcome", *, uses: int = 1) -> Invitation:
    return Invitation(code=code, groups=frozenset(map(Group, ("b", "a"))), uses_left=uses, last_day=date(2026, 12, 24))


async def join(vault: Vault, joining: Joining) -> bool:
    return await vault.commit(lambda tx: tx.join(joining))


async def invite(vault: Vault, invitation: Invitation) -> bool:
    return await vault.commit(lambda tx: tx.add_invitation(invitation))


async def given_out(vault: Vault, code: str) -> Invitation | None:
    return await vault.commit(lambda tx: tx.invitation(code))


async def uses_left(vault: Vault) -> int:
    """Of the invitation that `an_invitation` makes."""
    found = await given_out(vault, "welcome")
    assert found is not None
    return found.uses_left


async def enrolled(
    vault: Vault, study: StudyId = WEEKLY, after: PersonId | None = None, limit: int = 10
) -> tuple[Known, ...]:
    return await vault.commit(lambda tx: tx.enrolled(study, after, limit))


async def at(vault: Vault, joining: Joining) -> Known | None:
    return await vault.commit(lambda tx: tx.person_at(joining.contact.platform, joining.contact.address))


async def trace(vault: Vault, joining: Joining) -> tuple[object, ...]:
    """All that the vault knows of somebody, which for a stranger is nothing."""
    who = joining.person.id
    return await vault.commit(
        lambda tx: tuple(
            one for one in (tx.person(who), *tx.contacts(who), *tx.groups(who), *tx.consents(who)) if one is not None
        )
    )


async def test_who_joined_is_found_where_they_joined_and_nowhere_else(vault: Vault) -> None:
    joining = a_joining(address="1001")
    assert await join(vault, joining)
    assert await at(vault, joining) == Known(person=joining.person, contact=joining.contact)
    assert await vault.commit(lambda tx: tx.person_at(Platform("slack"), Secret("1001"))) is None
    assert await vault.commit(lambda tx: tx.person_at(TELEGRAM, Secret("100"))) is None


async def test_everything_of_a_joining_is_there_at_once(vault: Vault) -> None:
    consents = (a_consent("check-ins"), a_consent("quotation", Decision.REFUSED))
    joining = a_joining(groups=("lived-experience", "staff"), consents=consents, studies=("weekly", "daily"))
    assert await join(vault, joining)
    who = joining.person.id
    assert await vault.commit(lambda tx: tx.person(who)) == joining.person
    assert await vault.commit(lambda tx: tx.contacts(who)) == (joining.contact,)
    assert await vault.commit(lambda tx: tx.groups(who)) == joining.groups
    assert set(await vault.commit(lambda tx: tx.consents(who))) == set(consents)
    for study in joining.studies:
        assert [known.person.id for known in await enrolled(vault, study)] == [who]


async def test_a_known_address_does_not_join_again_and_writes_and_uses_up_nothing(vault: Vault) -> None:
    await invite(vault, an_invitation(uses=2))
    first = a_joining(1, address="1001", invitation="welcome")
    second = a_joining(2, address="1001", groups=("staff",), consents=(a_consent(),), invitation="welcome")
    assert await join(vault, first)
    assert not await join(vault, second)
    assert await trace(vault, second) == ()
    assert await uses_left(vault) == 1


@pytest.mark.parametrize("code", ["welcome", "never given out"])
async def test_without_a_use_left_nobody_joins_and_nothing_is_written(vault: Vault, code: str) -> None:
    await invite(vault, an_invitation("welcome", uses=0))
    joining = a_joining(groups=("staff",), consents=(a_consent(),), invitation=code)
    assert not await join(vault, joining)
    assert await trace(vault, joining) == ()
    assert await at(vault, joining) is None


async def test_a_joining_that_fails_in_the_middle_writes_nothing_and_gives_its_use_back(vault: Vault) -> None:
    await invite(vault, an_invitation(uses=2))
    await join(vault, a_joining(1, address="1001"))
    same_person = replace(a_joining(1, address="1002", invitation="welcome"), groups=frozenset({Group("staff")}))
    with pytest.raises(Exception, match="nothing of this work was saved"):
        await join(vault, same_person)
    assert await at(vault, same_person) is None
    assert await vault.commit(lambda tx: tx.groups(same_person.person.id)) == frozenset()
    assert await uses_left(vault) == 2


async def test_an_invitation_lets_in_as_many_as_it_says_however_many_come_at_once(vault: Vault) -> None:
    await invite(vault, an_invitation(uses=3))
    crowd = [a_joining(person, invitation="welcome") for person in range(1, 13)]
    let_in = await asyncio.gather(*(join(vault, one) for one in crowd))
    assert sum(let_in) == 3
    assert await uses_left(vault) == 0
    assert [await at(vault, one) is not None for one in crowd] == let_in


async def test_one_chat_that_joins_many_times_at_once_is_one_person_and_one_use(vault: Vault) -> None:
    await invite(vault, an_invitation(uses=12))
    tries = [a_joining(person, address="1001", invitation="welcome") for person in range(1, 13)]
    let_in = await asyncio.gather(*(join(vault, one) for one in tries))
    assert sum(let_in) == 1
    assert await uses_left(vault) == 11
    assert sum([await trace(vault, one) != () for one in tries]) == 1


async def test_an_invitation_comes_back_as_it_was_given_out(vault: Vault) -> None:
    for invitation in (an_invitation("one"), replace(an_invitation("two", uses=7), last_day=None, groups=frozenset())):
        assert await invite(vault, invitation)
        assert await given_out(vault, invitation.code) == invitation
    assert await given_out(vault, "three") is None


async def test_a_code_that_is_taken_is_not_given_out_again(vault: Vault) -> None:
    assert await invite(vault, an_invitation(uses=5))
    assert not await invite(vault, an_invitation(uses=9))
    assert await uses_left(vault) == 5


@pytest.mark.parametrize("standing", Standing)
async def test_standing_is_kept(vault: Vault, standing: Standing) -> None:
    await vault.commit(lambda tx: [tx.join(a_joining(person)) for person in (1, 2)])
    await vault.commit(lambda tx: tx.set_standing(a_person_id(1), standing))
    found = await vault.commit(lambda tx: [tx.person(a_person_id(person)) for person in (1, 2)])
    assert [one.standing for one in found if one] == [standing, Standing.ACTIVE]


@pytest.mark.parametrize("own", [None, *(WeekTime(day=one, at=time(23, 59)) for one in Weekday)])
async def test_the_time_that_somebody_chose_is_kept(vault: Vault, own: WeekTime | None) -> None:
    monday = WeekTime(day=Weekday.MONDAY, at=time(0))
    joining = a_joining()
    await join(vault, replace(joining, person=replace(joining.person, own_time=monday)))
    assert await own_time(vault, joining) == monday
    await vault.commit(lambda tx: tx.set_own_time(joining.person.id, own))
    assert await own_time(vault, joining) == own


async def own_time(vault: Vault, joining: Joining) -> WeekTime | None:
    """The same, however the person is found."""
    known, [one] = await at(vault, joining), await enrolled(vault)
    assert known is not None
    person = await vault.commit(lambda tx: tx.person(joining.person.id))
    assert known.person == one.person == person
    return known.person.own_time


@pytest.mark.parametrize("reach", Reach)
async def test_reach_is_kept(vault: Vault, reach: Reach) -> None:
    await vault.commit(lambda tx: [tx.join(a_joining(person)) for person in (1, 2)])
    await vault.commit(lambda tx: tx.set_reach(a_contact_id(1), reach))
    found = [await at(vault, a_joining(person)) for person in (1, 2)]
    assert [one.contact.reach for one in found if one] == [reach, Reach.OK]


async def test_the_latest_decision_on_each_purpose_counts_also_within_a_day(vault: Vault) -> None:
    purposes = ("check-ins", "quotation", "contact")
    decisions = [Decision.GIVEN, Decision.WITHDRAWN] * 3
    decided = [
        replace(a_consent(purpose, decision), version=version)
        for version, decision in enumerate(decisions, 1)
        for purpose in purposes
    ]
    await join(vault, a_joining(consents=tuple(decided)))
    assert set(await vault.commit(lambda tx: tx.consents(a_person_id(1)))) == set(decided[-3:])


async def test_a_stranger_has_nothing(vault: Vault) -> None:
    assert await trace(vault, a_joining(9)) == ()


# Who takes part in a study.


async def test_only_active_people_of_the_study_with_an_open_chat_are_asked(vault: Vault) -> None:
    for person in range(1, 6):
        await join(vault, a_joining(person))
    await join(vault, a_joining(6, studies=("another",)))
    await vault.commit(lambda tx: tx.set_standing(a_person_id(2), Standing.STOPPED))
    await vault.commit(lambda tx: tx.set_standing(a_person_id(3), Standing.PAUSED))
    await vault.commit(lambda tx: tx.set_reach(a_contact_id(4), Reach.BLOCKED))
    await vault.commit(lambda tx: tx.set_reach(a_contact_id(5), Reach.GONE))
    assert await enrolled(vault) == (Known(person=a_joining(1).person, contact=a_joining(1).contact),)


async def test_everybody_is_who_is_active_in_any_study_or_none_and_can_be_reached(vault: Vault) -> None:
    for person, studies in enumerate((("weekly",), (), ("another", "weekly"), (), ()), 1):
        await join(vault, a_joining(person, studies=studies))
    await vault.commit(lambda tx: tx.set_standing(a_person_id(4), Standing.STOPPED))
    await vault.commit(lambda tx: tx.set_reach(a_contact_id(5), Reach.GONE))
    found = await vault.commit(lambda tx: tx.everybody(None, 10))
    assert [one.contact.id for one in found] == [a_contact_id(person) for person in (1, 2, 3)]
    assert await vault.commit(lambda tx: tx.everybody(a_person_id(1), 1)) == found[1:2]


@pytest.mark.parametrize("limit", [1, 2, 3, 7, 8])
async def test_pages_of_any_size_give_everybody_once_in_the_order_of_their_ids(vault: Vault, limit: int) -> None:
    people = range(1, 8)
    await vault.commit(lambda tx: [tx.join(a_joining(person)) for person in reversed(people)])
    found = page = await enrolled(vault, limit=limit)
    while page:
        assert len(page) <= limit
        page = await enrolled(vault, after=found[-1].person.id, limit=limit)
        found += page
    assert [one.person.id for one in found] == [a_person_id(person) for person in people]


# Everybody.


async def everybody(vault: Vault, after: PersonId | None = None, limit: int = 10) -> tuple[Known, ...]:
    return await vault.commit(lambda tx: tx.everybody(after, limit))


async def test_everybody_is_who_is_active_with_an_open_chat_whatever_they_take_part_in(vault: Vault) -> None:
    for person in range(1, 6):
        await join(vault, a_joining(person, studies=()))
    await vault.commit(lambda tx: tx.set_standing(a_person_id(2), Standing.STOPPED))
    await vault.commit(lambda tx: tx.set_standing(a_person_id(3), Standing.PAUSED))
    await vault.commit(lambda tx: tx.set_reach(a_contact_id(4), Reach.BLOCKED))
    await vault.commit(lambda tx: tx.set_reach(a_contact_id(5), Reach.GONE))
    assert await everybody(vault) == (Known(person=a_joining(1).person, contact=a_joining(1).contact),)


@pytest.mark.parametrize("limit", [1, 3, 7, 8])
async def test_everybody_comes_in_pages_of_any_size_once_in_the_order_of_their_ids(vault: Vault, limit: int) -> None:
    people = range(1, 8)
    await vault.commit(lambda tx: [tx.join(a_joining(person)) for person in reversed(people)])
    found = page = await everybody(vault, limit=limit)
    while page:
        assert len(page) <= limit
        page = await everybody(vault, after=found[-1].person.id, limit=limit)
        found += page
    assert [one.person.id for one in found] == [a_person_id(person) for person in people]
