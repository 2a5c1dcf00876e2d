"""Who runs the lab: their roles, and the one-time codes by which they make themselves known in a chat."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import Enum
from hmac import compare_digest

from bot.domain.ids import Language, Platform, StaffId
from bot.domain.secret import Secret

CODE_BYTES = 15  # 120 bits of chance, which are 24 letters and digits: the longest that a start link of ours carries
GOOD_FOR = timedelta(days=7)  # how long a code can be redeemed
LONGEST_NAME = 60  # characters


class Role(Enum):
    """What somebody on the staff may do. The names are those of `roles` in lab.yaml."""

    ADMIN = "admin"
    OPERATOR = "operator"
    ANNOUNCER = "announcer"
    APPROVER = "approver"
    EVENT_HOST = "event-host"
    REVIEWER = "reviewer"
    ANALYST = "analyst"
    GUARDIAN = "guardian"
    DUTY = "duty"


APART = frozenset({Role.REVIEWER, Role.ANALYST})
"""Never one person: who reads own words before they are screened must not hold the other answers."""


class StaffState(Enum):
    ACTIVE = "active"
    #: Only the name is left, so that the audit still says who it was.
    REMOVED = "removed"


@dataclass(frozen=True, kw_only=True, slots=True)
class Staff:
    """Somebody who runs the lab, and the chat in which they do it. Taking part is another matter."""

    id: StaffId
    name: str
    roles: frozenset[Role]
    language: Language
    state: StaffState = StaffState.ACTIVE
    platform: Platform | None = None
    address: Secret | None = None

    @property
    def may_announce(self) -> bool:
        return bool(self.roles & {Role.ANNOUNCER, Role.ADMIN})


@dataclass(frozen=True, kw_only=True, slots=True)
class StaffInvitation:
    """That somebody may join the staff, once, up to the day `until`. The code itself is nowhere but with them."""

    code_hash: bytes
    name: str
    roles: frozenset[Role]
    until: date


class Action(Enum):
    """What the audit records of staff."""

    INVITE = "invite"
    REDEEM = "redeem"
    REMOVE = "remove"
    ANNOUNCE = "announce"
    CANCEL = "cancel"


@dataclass(frozen=True, kw_only=True, slots=True)
class Audited:
    """Something that staff did. `by` None is whoever has the machine's command line; participants are never named."""

    by: StaffId | None
    action: Action
    object: str
    n: int | None = None


class RolesRefused(Enum):
    """Why nobody can have these roles."""

    NONE = "say what they may do, with at least one --role"
    NOT_OFFERED = "the lab does not have that role"
    TOGETHER = "reviewer and analyst are never the same person"


def refused(roles: frozenset[Role], offered: Iterable[Role]) -> RolesRefused | None:
    """Why one person cannot have these roles in a lab that has `offered`; None when they can."""
    if not roles:
        return RolesRefused.NONE
    if not roles <= set(offered):
        return RolesRefused.NOT_OFFERED
    return RolesRefused.TOGETHER if roles >= APART else None


def code_of(chance: bytes) -> str:
    """The code made of `CODE_BYTES` random bytes: small letters and digits, fit for a start link."""
    return base64.b32encode(chance).decode().casefold()


def code_hash(code: str) -> bytes:
    """What is stored of a code. Case and spaces around it do not count. It is too long to be guessed, so no salt."""
    return hashlib.sha256(code.strip().casefold().encode()).digest()


def matching(code: str, open_now: Iterable[StaffInvitation], today: date) -> StaffInvitation | None:
    """The invitation that the code redeems; None for a wrong, used or expired one. Takes as long for each."""
    wanted, found = code_hash(code), None
    for one in open_now:
        if compare_digest(one.code_hash, wanted) and today <= one.until:
            found = one
    return found


def minute(moment: datetime) -> datetime:
    """As fine as anything about staff is dated."""
    return moment.replace(second=0, microsecond=0)
