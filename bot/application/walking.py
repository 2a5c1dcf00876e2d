"""Walks over everybody: each person is visited once, in stretches of one commit, by whichever process comes next."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from bot.application.ports import Vault, VaultTransaction
from bot.domain.ids import PersonId
from bot.domain.participant import Known

STRETCH = 200  # people a commit; keeps each transaction short

People = Callable[[VaultTransaction, PersonId | None, int], tuple[Known, ...]]
"""Who is walked over: so many people, by id, from after that one on."""

Visit = Callable[[VaultTransaction, Known], bool]
"""What is done for one of them, and whether that was anything."""


def everybody(tx: VaultTransaction, after: PersonId | None, limit: int) -> tuple[Known, ...]:
    """Active people, with one chat each that can be written to."""
    return tx.everybody(after, limit)


async def walk(vault: Vault, name: str, people: People, visit: Visit) -> int:
    """Take the walk of that name from where it stands to its end; gives how many visits did something."""
    did = 0
    while (more := await vault.commit(partial(stretch, name=name, people=people, visit=visit))) is not None:
        did += more
    return did


def stretch(tx: VaultTransaction, *, name: str, people: People, visit: Visit) -> int | None:
    """The next stretch, within a transaction; None when the walk is over."""
    at = tx.walk(name)
    if at.over:
        return None
    did, after = visit_some(tx, after=at.after, people=people, visit=visit)
    tx.walked(name, after)
    return did


def visit_some(
    tx: VaultTransaction, *, after: PersonId | None, people: People, visit: Visit
) -> tuple[int, PersonId | None]:
    """Visit the next people; gives how many visits did something, and after whom to go on (None: nobody is left)."""
    some = people(tx, after, STRETCH)
    did = sum(visit(tx, known) for known in some)
    return did, some[-1].person.id if len(some) == STRETCH else None
