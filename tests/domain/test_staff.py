"""Staff: which roles go together, and codes that nobody can guess, reuse or keep."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain import joining
from bot.domain.ids import TELEGRAM, Language, StaffId
from bot.domain.secret import Secret
from bot.domain.staff import (
    CODE_BYTES,
    Role,
    RolesRefused,
    Staff,
    StaffInvitation,
    code_hash,
    code_of,
    matching,
    minute,
    refused,
)

TODAY = date(2026, 11, 25)
EVERY_ROLE = tuple(Role)


def invitation(code: str, until: date = TODAY) -> StaffInvitation:
    return StaffInvitation(code_hash=code_hash(code), name="Ada", roles=frozenset({Role.ANNOUNCER}), until=until)


def somebody(*roles: Role) -> Staff:
    return Staff(
        id=StaffId(b"s" * 16),
        name="Ada",
        roles=frozenset(roles),
        language=Language("en"),
        platform=TELEGRAM,
        address=Secret("1001"),
    )


@given(chance=st.binary(min_size=CODE_BYTES, max_size=CODE_BYTES))
def test_a_code_looks_like_any_other_invitation_code_and_loses_nothing_of_its_chance(chance: bytes) -> None:
    code = code_of(chance)
    assert joining.CODE.fullmatch(code)
    assert re.fullmatch(r"[a-z2-7]{24}", code)
    assert len({code_of(chance), code_of(bytes(byte ^ 1 for byte in chance))}) == 2


def test_a_code_holds_more_than_eighty_bits() -> None:
    assert CODE_BYTES * 8 >= 80


def test_a_code_is_found_however_it_is_typed() -> None:
    [code] = ("abcdefghijklmnopqrstuvwx",)
    for typed in (code, code.upper(), f"  {code} "):
        assert matching(typed, [invitation("other"), invitation(code)], TODAY) == invitation(code)


@pytest.mark.parametrize("typed", ["", "other", "abcdefghijklmnopqrstuvw"])
def test_a_wrong_code_finds_nothing(typed: str) -> None:
    assert matching(typed, [invitation("abcdefghijklmnopqrstuvwx")], TODAY) is None


def test_a_code_is_good_up_to_its_last_day() -> None:
    assert matching("code", [invitation("code", TODAY)], TODAY) is not None
    assert matching("code", [invitation("code", TODAY - timedelta(days=1))], TODAY) is None


def test_what_is_stored_of_a_code_does_not_hold_it() -> None:
    assert b"secretcode" not in code_hash("secretcode")
    assert len(code_hash("secretcode")) == 32


def test_nobody_reads_own_words_and_the_other_answers_too() -> None:
    for count in range(1, len(EVERY_ROLE) + 1):
        for roles in combinations(EVERY_ROLE, count):
            together = {Role.REVIEWER, Role.ANALYST} <= set(roles)
            assert refused(frozenset(roles), EVERY_ROLE) == (RolesRefused.TOGETHER if together else None)


def test_a_role_that_the_lab_does_not_have_is_nobodys() -> None:
    offered = (Role.ADMIN, Role.ANNOUNCER)
    assert refused(frozenset({Role.DUTY}), offered) is RolesRefused.NOT_OFFERED
    assert refused(frozenset({Role.ADMIN, Role.ANNOUNCER}), offered) is None
    assert refused(frozenset(), offered) is RolesRefused.NONE


@pytest.mark.parametrize("role", EVERY_ROLE)
def test_only_announcers_and_admins_may_announce(role: Role) -> None:
    assert somebody(role).may_announce == (role in {Role.ANNOUNCER, Role.ADMIN})


def test_what_staff_do_is_dated_to_the_minute() -> None:
    assert minute(datetime(2026, 11, 25, 12, 30, 59, 999, tzinfo=UTC)) == datetime(2026, 11, 25, 12, 30, tzinfo=UTC)


def test_the_address_of_staff_is_not_in_their_repr() -> None:
    assert "1001" not in repr(somebody(Role.ADMIN))
