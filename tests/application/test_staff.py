"""Staff: inviting, redeeming, removing, the audit, and nothing that would show anybody else that there is a desk."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.application.staff import NotInvited
from bot.domain.heard import Command, Entry, Pressed, Submitted, Surface, Text, What
from bot.domain.ids import SLACK, TELEGRAM
from bot.domain.secret import Secret
from bot.domain.staff import Role, Staff
from tests.application.announcing import (
    announcing,
    code,
    drafted,
    on_staff,
    peopled,
    staffing,
    the_only_one,
)
from tests.application.conftest import House
from tests.conftest import DatabaseUrls
from tests.fakes import Talker, text_of
from tests.storage.looking import cells

WELCOME = "You are on the staff as Ada: announcer."


async def staff_of(house: House, talker: Talker) -> Staff | None:
    return await house.vault.commit(lambda tx: tx.staff_at(talker.platform, Secret(talker.address)))


def audit(urls: DatabaseUrls) -> list[tuple[str, str]]:
    """What was done, to what."""
    rows: list[dict[str, str]] = []
    for cell in cells(urls.vault):
        if cell.table == "audit":
            if cell.column == "audit_id":
                rows.append({})
            rows[-1][cell.column] = str(cell.value)
    return sorted((row["action"], row["object_id"]) for row in rows)


# Inviting and redeeming.


@pytest.mark.parametrize("typed", ["/start", "start", "as a command"])
async def test_a_code_is_redeemed_by_somebody_unknown_and_by_somebody_who_takes_part(house: House, typed: str) -> None:
    def act(secret: str) -> What:
        if typed == "as a command":
            return Command(name="start", argument=secret)
        return Text(words=Secret(f"{typed} {secret}"))

    unknown, participant = house.talker("1"), await house.joined("2")
    for talker, name in ((unknown, "Ada"), (participant, "Bo")):
        reply = await talker.does(act(await code(house, name)))
        assert text_of(reply).startswith(f"You are on the staff as {name}: announcer.")
        staff = await staff_of(house, talker)
        assert staff is not None
        assert (staff.name, staff.roles) == (name, frozenset({Role.ANNOUNCER}))
    assert await house.vault.commit(lambda tx: tx.person_at(TELEGRAM, Secret("1"))) is None


async def test_a_code_is_redeemed_on_the_page_that_asks_for_one(house: House) -> None:
    ada = Talker(
        listener=house.listener, clock=house.clock, address="U1", platform=SLACK, surface=Surface.PAGES, language="cy"
    )
    secret = await code(house)
    reply = await ada.does(Submitted(data="j:code", entries=(Entry(item=0, words=Secret(secret)),)))
    assert text_of(reply).startswith("Rydych ar y staff fel Ada")


async def test_a_wrong_a_used_and_an_old_code_are_answered_as_any_wrong_invitation_is(house: House) -> None:
    used = await code(house)
    await house.talker("9").commands("start", used)
    old = await code(house, "Bo")
    house.clock.move(timedelta(days=8))
    for number, secret in enumerate((used, old, "wrongwrongwrongwrongwron")):
        stranger, control = house.talker(f"{number}1"), house.talker(f"{number}1")
        said = text_of(await stranger.commands("start", secret))
        assert said == text_of(await control.commands("start", "somecode"))
        participant = await house.joined(f"{number}2")
        said = text_of(await participant.commands("start", secret))
        assert said == text_of(await participant.commands("start", "somecode"))
        assert await staff_of(house, stranger) is None
        assert await staff_of(house, participant) is None


async def test_a_code_is_good_for_seven_days(house: House) -> None:
    secret = await code(house)
    house.clock.move(timedelta(days=7))
    await house.talker("1").commands("start", secret)
    assert await staff_of(house, house.talker("1")) is not None


async def test_who_redeems_twice_stays_who_they_are_and_the_second_code_stays_good(house: House) -> None:
    ada = await on_staff(house)
    secret = await code(house, "Bo", Role.ANALYST)
    assert text_of(await ada.commands("start", secret)).startswith(WELCOME)
    bo = house.talker("2")
    assert text_of(await bo.commands("start", secret)) == "You are on the staff as Bo: analyst."


async def test_inviting_a_name_again_makes_the_first_code_void(house: House) -> None:
    first, second = await code(house), await code(house)
    await house.talker("1").commands("start", first)
    assert await staff_of(house, house.talker("1")) is None
    await house.talker("1").commands("start", second)
    assert await staff_of(house, house.talker("1")) is not None


async def test_what_cannot_be_invited_is_refused_with_why(house: House) -> None:
    await on_staff(house)
    verb = staffing(house)
    verb.lab = replace(house.lab, roles=(Role.ADMIN, Role.ANNOUNCER))
    for name, roles, why in (
        ("", {Role.ADMIN}, "1 to 60 characters"),
        ("x" * 61, {Role.ADMIN}, "1 to 60 characters"),
        ("Bo", {Role.DUTY}, "its roles are: admin, announcer"),
        ("Bo", set(), "at least one --role"),
        ("Ada", {Role.ADMIN}, "on the staff already"),
    ):
        refused = await verb.invite(name, frozenset(roles))
        assert isinstance(refused, NotInvited)
        assert why in refused.why
    assert (await verb.roll()).invited == ()


async def test_who_was_removed_is_nobody_at_once_and_can_be_invited_again(house: House) -> None:
    await peopled(house, 10)
    ada = await drafted(house)
    send = Pressed(data=ada.button("Send").data, message_id="1")
    assert await staffing(house).remove("Ada")
    assert not await staffing(house).remove("Ada")
    assert (await ada.does(send)).say == ()
    assert text_of(await ada.says("announce")) == text_of(await ada.says("sdfkjh"))
    assert await house.vault.commit(lambda tx: tx.announcements()) == ()
    await ada.commands("start", await code(house))
    assert "Please write" in text_of(await ada.says("announce"))


async def test_an_open_invitation_can_be_taken_back(house: House) -> None:
    secret = await code(house)
    assert [one.name for one in (await staffing(house).roll()).invited] == ["Ada"]
    assert await staffing(house).remove("Ada")
    await house.talker("1").commands("start", secret)
    assert await staff_of(house, house.talker("1")) is None


async def test_the_audit_knows_every_step_and_no_participant(house: House, database_urls: DatabaseUrls) -> None:
    await peopled(house, 3)
    ada = await drafted(house)
    await ada.presses("Send")
    one = (await the_only_one(house)).hex()
    await announcing(house).cancel(await the_only_one(house))
    await staffing(house).remove("Ada")
    assert audit(database_urls) == [
        ("announce", one),
        ("cancel", one),
        ("invite", "Ada"),
        ("redeem", "Ada"),
        ("remove", "Ada"),
    ]


# Nothing leaks.


@pytest.mark.parametrize("word", ["announce", "announcements", "/announce", "cyhoeddi"])
async def test_to_a_participant_a_staff_word_is_a_word_like_any_other(house: House, word: str) -> None:
    await on_staff(house, "1", Role.ANALYST, "An analyst")
    participant, stranger = await house.joined("2"), house.talker("3")
    for talker in (participant, stranger, house.talker("1")):
        said = text_of(await talker.says(word))
        assert said == text_of(await talker.says("sdfkjh"))


async def test_in_the_middle_of_own_words_a_staff_word_is_an_answer(house: House) -> None:
    talker = await house.joined("2")
    await talker.commands("checkin")
    for label in ("Continue", "6", "Yes", "Resting", "Fairly good", "5"):
        await talker.presses(label)
    assert (await talker.says("announce")).remove_heard  # as every answer that was stored


async def test_a_button_of_the_desk_does_nothing_for_anybody_else(house: House) -> None:
    await peopled(house, 10)
    ada = await drafted(house)
    send = ada.button("Send").data
    old = await house.talker("7").does(Pressed(data="a:nonsense", message_id="1"))
    for talker in (house.talker("7"), await house.joined("8"), await on_staff(house, "6", Role.ANALYST, "Analyst")):
        assert (await talker.does(Pressed(data=send, message_id="1"))).toast == old.toast
    other = await on_staff(house, "5", Role.ANNOUNCER, "Bo")
    assert (await other.does(Pressed(data=send, message_id="1"))).toast == old.toast
    assert await house.vault.commit(lambda tx: tx.announcements()) == ()
