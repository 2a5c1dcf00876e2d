"""``VaultTransaction``: a walk over everybody is taken up where it was left."""

from __future__ import annotations

from bot.application.ports import Vault
from bot.domain.ids import PersonId
from bot.domain.walk import Walk
from tests.builders import a_person_id


async def stands(vault: Vault, name: str = "plan:1") -> Walk:
    return await vault.commit(lambda tx: tx.walk(name))


async def come(vault: Vault, after: PersonId | None, name: str = "plan:1") -> None:
    await vault.commit(lambda tx: tx.walked(name, after))


async def test_a_walk_that_nobody_began_is_at_its_beginning(vault: Vault) -> None:
    assert await stands(vault) == Walk(after=None, over=False)


async def test_a_walk_is_where_it_was_left_until_it_is_over(vault: Vault) -> None:
    for person in (3, 7):
        await come(vault, a_person_id(person))
        assert await stands(vault) == Walk(after=a_person_id(person), over=False)
    await come(vault, None)
    assert await stands(vault) == Walk(after=None, over=True)


async def test_walks_of_other_names_stand_where_they_stand(vault: Vault) -> None:
    await come(vault, a_person_id(3))
    await come(vault, None, "plan:2")
    assert await stands(vault) == Walk(after=a_person_id(3), over=False)
    assert await stands(vault, "plan:3") == Walk()
