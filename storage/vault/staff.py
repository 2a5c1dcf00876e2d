"""Staff in the vault: who they are, the codes that wait to be redeemed, and what they did."""

from __future__ import annotations

import hmac
from collections.abc import Iterable

import orjson

from bot.domain.ids import Language, Platform, StaffId
from bot.domain.secret import Secret
from bot.domain.staff import Audited, Role, Staff, StaffInvitation, StaffState, minute
from storage.keyring import lock, unlock
from storage.rows import Row, Statement
from storage.types import day, new_key
from storage.vault.part import Part

_COLUMNS = "SELECT staff_id, name, roles, language, state, platform, key_id, address_ct FROM staff"
_AT = Statement(f"{_COLUMNS} WHERE address_bidx = :bidx AND state = 'active'")
_ONE = Statement(f"{_COLUMNS} WHERE staff_id = :staff")
_ALL = Statement(f"{_COLUMNS} WHERE state = 'active' ORDER BY name")
_ADD = Statement(
    "INSERT INTO staff (staff_id, name, roles, language, state, platform, key_id, address_ct, address_bidx)"
    " VALUES (:staff, :name, :roles, :language, 'active', :platform, :key_id, :address, :bidx) ON CONFLICT DO NOTHING"
)
_REMOVE = Statement(
    "UPDATE staff SET state = 'removed', platform = NULL, key_id = NULL, address_ct = NULL, address_bidx = NULL"
    " WHERE staff_id = :staff"
)
_DROP_DRAFT = Statement("DELETE FROM announcement WHERE staff_id = :staff AND state = 'draft'")
_INVITATIONS = Statement("SELECT code_hash, name, roles, until FROM staff_invitation ORDER BY name")
_INVITE = Statement(
    "INSERT INTO staff_invitation (code_hash, name, roles, until) VALUES (:hash, :name, :roles, :until)"
    " ON CONFLICT (name) DO UPDATE SET code_hash = excluded.code_hash, roles = excluded.roles, until = excluded.until"
)
_UNINVITE = Statement("DELETE FROM staff_invitation WHERE name = :name")
_AUDIT = Statement(
    "INSERT INTO audit (audit_id, at_minute, staff_id, action, object_id, n)"
    " VALUES (:id, :at, :staff, :action, :object, :n)"
)


class StaffRoll(Part):
    """The part of a vault transaction that is about staff."""

    def staff_at(self, platform: Platform, address: Secret) -> Staff | None:
        row = self._rows.one(_AT, bidx=self._staff_bidx(platform, address))
        return None if row is None else self._staff(row)

    def staff(self, staff: StaffId) -> Staff | None:
        row = self._rows.one(_ONE, staff=staff)
        return None if row is None else self._staff(row)

    def all_staff(self) -> tuple[Staff, ...]:
        return tuple(self._staff(row) for row in self._rows.all(_ALL))

    def add_staff(self, staff: Staff) -> bool:
        if staff.platform is None or staff.address is None:
            raise ValueError("staff are reached in a chat: add them with its platform and address")
        key_id = self._keys.contact_id()
        added = self._rows.run(
            _ADD,
            staff=staff.id,
            name=staff.name,
            roles=_roles_text(staff.roles),
            language=staff.language,
            platform=staff.platform,
            key_id=key_id,
            address=lock(self._keys.contact(key_id), staff.address.reveal().encode(), staff.id),
            bidx=self._staff_bidx(staff.platform, staff.address),
        )
        return added == 1

    def remove_staff(self, staff: StaffId) -> None:
        self._rows.run(_REMOVE, staff=staff)
        self._rows.run(_DROP_DRAFT, staff=staff)

    def staff_invitations(self) -> tuple[StaffInvitation, ...]:
        return tuple(
            StaffInvitation(code_hash=bytes(row[0]), name=row[1], roles=_roles(row[2]), until=day(row[3]))
            for row in self._rows.all(_INVITATIONS)
        )

    def invite_staff(self, invitation: StaffInvitation) -> None:
        self._rows.run(
            _INVITE,
            hash=invitation.code_hash,
            name=invitation.name,
            roles=_roles_text(invitation.roles),
            until=invitation.until,
        )

    def uninvite_staff(self, name: str) -> bool:
        return self._rows.run(_UNINVITE, name=name) == 1

    def audit(self, audited: Audited) -> None:
        self._rows.run(
            _AUDIT,
            id=new_key(),
            at=minute(self._clock.now()),
            staff=audited.by,
            action=audited.action.value,
            object=audited.object,
            n=audited.n,
        )

    def _staff(self, row: Row) -> Staff:
        staff, name, roles, language, state, platform, key_id, address_ct = row
        address = None if address_ct is None else unlock(self._keys.contact(key_id), address_ct, staff).decode()
        return Staff(
            id=StaffId(staff),
            name=name,
            roles=_roles(roles),
            language=Language(language),
            state=StaffState(state),
            platform=None if platform is None else Platform(platform),
            address=None if address is None else Secret(address),
        )

    def _staff_bidx(self, platform: Platform, address: Secret) -> bytes:
        """Not what the same chat is found by as a participant's: the two rows have nothing in common."""
        return hmac.digest(self._keys.index(), f"staff|{platform}|{address.reveal()}".encode(), "sha256")


def _roles_text(roles: Iterable[Role]) -> str:
    return orjson.dumps(sorted(role.value for role in roles)).decode()


def _roles(text: str) -> frozenset[Role]:
    return frozenset(Role(one) for one in orjson.loads(text))
