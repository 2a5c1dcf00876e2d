"""Who is on the staff: inviting, taking in whoever has the code, and letting go."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.application.ports import Clock, Draw, Vault, VaultTransaction
from bot.domain.heard import Heard
from bot.domain.ids import StaffId
from bot.domain.lab import Lab
from bot.domain.staff import (
    CODE_BYTES,
    GOOD_FOR,
    LONGEST_NAME,
    Action,
    Audited,
    Role,
    RolesRefused,
    Staff,
    StaffInvitation,
    code_hash,
    code_of,
    matching,
    refused,
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Invited:
    """The one time that the code is seen: only its hash is kept."""

    code: str
    invitation: StaffInvitation


@dataclass(frozen=True, kw_only=True, slots=True)
class NotInvited:
    why: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Roll:
    """Everybody on the staff, and the invitations that wait to be redeemed."""

    staff: tuple[Staff, ...]
    invited: tuple[StaffInvitation, ...]


@dataclass(slots=True)
class Staffing:
    """The verbs of the command line."""

    lab: Lab
    vault: Vault
    clock: Clock
    draw: Draw

    async def invite(self, name: str, roles: frozenset[Role]) -> Invited | NotInvited:
        """A code for somebody new. An earlier code for the same name is void from now on."""
        name = " ".join(name.split())
        if not 1 <= len(name) <= LONGEST_NAME:
            return NotInvited(why=f"a name has 1 to {LONGEST_NAME} characters")
        fault = refused(roles, self.lab.roles)
        if fault is not None:
            offers = f"; its roles are: {', '.join(role.value for role in self.lab.roles)}"
            return NotInvited(why=fault.value + (offers if fault is RolesRefused.NOT_OFFERED else ""))
        code = code_of(self.draw.token(CODE_BYTES))
        until = _day(self.lab, self.clock.now() + GOOD_FOR)
        invitation = StaffInvitation(code_hash=code_hash(code), name=name, roles=roles, until=until)
        if not await self.vault.commit(lambda tx: _invited(tx, invitation)):
            return NotInvited(why=f"{name} is on the staff already; to change the roles, remove them first")
        return Invited(code=code, invitation=invitation)

    async def roll(self) -> Roll:
        today = _day(self.lab, self.clock.now())

        def work(tx: VaultTransaction) -> Roll:
            good = tuple(one for one in tx.staff_invitations() if today <= one.until)
            return Roll(staff=tx.all_staff(), invited=good)

        return await self.vault.commit(work)

    async def remove(self, name: str) -> bool:
        """Take somebody off the staff, or take back their invitation; False when there is neither."""
        return await self.vault.commit(lambda tx: _removed(tx, " ".join(name.split())))


def redeemed(tx: VaultTransaction, lab: Lab, draw: Draw, heard: Heard, code: str) -> Staff | None:
    """Whoever has redeemed a staff code with what was heard; None when the code is none, used up or too old.

    Somebody who is on the staff already stays who they are, and the code stays good.
    """
    found = matching(code, tx.staff_invitations(), _day(lab, heard.at))
    if found is None:
        return None
    known = tx.staff_at(heard.platform, heard.address)
    if known is not None:
        return known
    staff = Staff(
        id=StaffId(draw.token(16)),
        name=found.name,
        roles=found.roles,
        language=lab.offered(heard.language),
        platform=heard.platform,
        address=heard.address,
    )
    if not tx.uninvite_staff(found.name) or not tx.add_staff(staff):
        return None
    tx.audit(Audited(by=staff.id, action=Action.REDEEM, object=staff.name))
    return staff


def _invited(tx: VaultTransaction, invitation: StaffInvitation) -> bool:
    if any(one.name == invitation.name for one in tx.all_staff()):
        return False
    tx.invite_staff(invitation)
    tx.audit(Audited(by=None, action=Action.INVITE, object=invitation.name))
    return True


def _removed(tx: VaultTransaction, name: str) -> bool:
    known = [one for one in tx.all_staff() if one.name == name]
    for one in known:
        tx.remove_staff(one.id)
    if not tx.uninvite_staff(name) and not known:
        return False
    tx.audit(Audited(by=None, action=Action.REMOVE, object=name))
    return True


def _day(lab: Lab, moment: datetime) -> date:
    return moment.astimezone(ZoneInfo(lab.zone)).date()
