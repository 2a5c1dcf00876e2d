"""Staff in the vault: found again by nobody without the index key, forgotten when they go, and audited."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.application.ports import Vault
from bot.domain.announcement import Announcement, AnnouncementState, Draft
from bot.domain.ids import SLACK, TELEGRAM, AnnouncementId, Language, Platform, StaffId
from bot.domain.secret import Secret
from bot.domain.staff import Action, Audited, Role, Staff, StaffInvitation, StaffState, code_hash
from tests.builders import A_WEDNESDAY, a_joining
from tests.conftest import DatabaseUrls
from tests.fakes import FixedClock
from tests.storage.looking import cells, column

CODE = "abcdefghijklmnopqrstuvwx"
ADDRESS = "73918462"
ADA = StaffId(b"a" * 16)


def somebody(name: str = "Ada", address: str = ADDRESS, platform: Platform = TELEGRAM) -> Staff:
    return Staff(
        id=StaffId(name.encode().ljust(16, b"a")) if name != "Ada" else ADA,
        name=name,
        roles=frozenset({Role.ADMIN, Role.ANNOUNCER}),
        language=Language("cy"),
        platform=platform,
        address=Secret(address),
    )


def invitation(name: str = "Ada", code: str = CODE) -> StaffInvitation:
    roles = frozenset({Role.REVIEWER, Role.DUTY})
    return StaffInvitation(code_hash=code_hash(code), name=name, roles=roles, until=date(2026, 12, 2))


async def test_staff_come_back_as_they_were_added(vault: Vault) -> None:
    ada = somebody()
    assert await vault.commit(lambda tx: tx.add_staff(ada))
    assert await vault.commit(lambda tx: tx.staff_at(TELEGRAM, Secret(ADDRESS))) == ada
    assert await vault.commit(lambda tx: tx.staff(ada.id)) == ada
    assert await vault.commit(lambda tx: tx.all_staff()) == (ada,)
    assert await vault.commit(lambda tx: tx.staff_at(SLACK, Secret(ADDRESS))) is None
    assert await vault.commit(lambda tx: tx.staff_at(TELEGRAM, Secret("73918463"))) is None


async def test_nobody_is_on_the_staff_twice_by_address_or_by_name(vault: Vault) -> None:
    assert await vault.commit(lambda tx: tx.add_staff(somebody()))
    assert not await vault.commit(lambda tx: tx.add_staff(somebody("Bo")))
    assert not await vault.commit(lambda tx: tx.add_staff(replace(somebody(address="2"), id=StaffId(b"b" * 16))))
    assert [one.name for one in await vault.commit(lambda tx: tx.all_staff())] == ["Ada"]


async def test_one_chat_can_be_staffs_and_a_participants_and_the_rows_have_nothing_in_common(
    vault: Vault, urls: DatabaseUrls
) -> None:
    await vault.commit(lambda tx: tx.join(a_joining(address=ADDRESS)))
    await vault.commit(lambda tx: tx.add_staff(somebody()))
    assert await vault.commit(lambda tx: tx.person_at(TELEGRAM, Secret(ADDRESS))) is not None
    staff = {cell.as_bytes() for cell in cells(urls.vault) if cell.table == "staff" and isinstance(cell.value, bytes)}
    other = {cell.as_bytes() for cell in cells(urls.vault) if cell.table != "staff" and isinstance(cell.value, bytes)}
    assert len(staff) == 3
    assert staff.isdisjoint(other)


async def test_no_value_holds_an_address_or_a_code(vault: Vault, urls: DatabaseUrls) -> None:
    await vault.commit(lambda tx: tx.add_staff(somebody()))
    await vault.commit(lambda tx: tx.invite_staff(invitation("Bo")))
    values = [cell.as_bytes() for cell in cells(urls.vault)]
    assert [value for value in values if ADDRESS.encode() in value or CODE.encode() in value] == []
    assert column(urls.vault, "staff_invitation", "name") == [b"Bo"]


async def test_who_is_removed_leaves_a_name_and_nothing_else(vault: Vault, urls: DatabaseUrls) -> None:
    await vault.commit(lambda tx: tx.add_staff(somebody()))
    draft = Announcement(
        id=AnnouncementId(b"d" * 16),
        by=ADA,
        state=AnnouncementState.DRAFT,
        draft=Draft(text="Hello"),
        started=A_WEDNESDAY,
    )
    sent = replace(draft, id=AnnouncementId(b"e" * 16), state=AnnouncementState.SENDING)
    await vault.commit(lambda tx: [tx.add_announcement(draft), tx.add_announcement(sent)])
    await vault.commit(lambda tx: tx.remove_staff(ADA))
    assert await vault.commit(lambda tx: tx.staff_at(TELEGRAM, Secret(ADDRESS))) is None
    assert await vault.commit(lambda tx: tx.all_staff()) == ()
    kept = await vault.commit(lambda tx: tx.staff(ADA))
    assert kept == replace(somebody(), state=StaffState.REMOVED, platform=None, address=None)
    assert {column(urls.vault, "staff", name)[0] for name in ("address_ct", "address_bidx", "platform")} == {b"None"}
    assert await vault.commit(lambda tx: tx.draft_of(ADA)) is None
    assert await vault.commit(lambda tx: tx.announcements()) == (sent,)


async def test_name_and_address_of_who_was_removed_are_free_again(vault: Vault) -> None:
    await vault.commit(lambda tx: tx.add_staff(somebody()))
    await vault.commit(lambda tx: tx.remove_staff(ADA))
    again = replace(somebody(), id=StaffId(b"z" * 16))
    assert await vault.commit(lambda tx: tx.add_staff(again))
    assert await vault.commit(lambda tx: tx.staff_at(TELEGRAM, Secret(ADDRESS))) == again


async def test_a_newer_invitation_of_a_name_takes_the_place_of_the_older(vault: Vault) -> None:
    newer = invitation(code="another")
    await vault.commit(lambda tx: tx.invite_staff(invitation()))
    await vault.commit(lambda tx: tx.invite_staff(newer))
    assert await vault.commit(lambda tx: tx.staff_invitations()) == (newer,)


async def test_an_invitation_is_used_up_once(vault: Vault) -> None:
    await vault.commit(lambda tx: tx.invite_staff(invitation()))
    assert await vault.commit(lambda tx: tx.uninvite_staff("Ada"))
    assert not await vault.commit(lambda tx: tx.uninvite_staff("Ada"))
    assert await vault.commit(lambda tx: tx.staff_invitations()) == ()


@pytest.mark.parametrize("by", [ADA, None])
async def test_the_audit_says_who_did_what_in_which_minute(
    vault: Vault, urls: DatabaseUrls, clock: FixedClock, by: StaffId | None
) -> None:
    clock.moment = A_WEDNESDAY + timedelta(seconds=42, microseconds=7)
    await vault.commit(lambda tx: tx.audit(Audited(by=by, action=Action.ANNOUNCE, object="an id", n=120)))
    row = {cell.column: cell.value for cell in cells(urls.vault) if cell.table == "audit"}
    assert (row["action"], row["object_id"], row["n"]) == ("announce", "an id", 120)
    assert str(row["at_minute"]).startswith("2026-11-25 12:30:00")
    assert row["staff_id"] == by
