"""What somebody finds who has both databases and no keyring: nothing that says who, what or when."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import Date, DateTime, inspect

from bot.application.ports import ResearchStore, Vault, VaultTransaction
from bot.domain.answer import Answer, Chosen, Number, Written
from bot.domain.ids import FormId, ItemId, OptionCode, StudyId, WaveNumber
from bot.domain.occasion import Occasion, OccasionState, padded_size
from bot.domain.release import Denominator, Release, ReleasedReply
from bot.domain.secret import Secret
from storage.engine import make_engine
from storage.keyring import FolderKeyring
from tests.builders import (
    A_WEDNESDAY,
    a_consent,
    a_form,
    a_joining,
    a_person_id,
    a_queued,
    a_talk,
    an_item,
    an_occasion,
)
from tests.conftest import DatabaseUrls
from tests.contract.databases import ON_POSTGRESQL, ON_SQLITE, RESEARCH, VAULT
from tests.storage.looking import cells, column, files_below

WEEKLY, FIRST = StudyId("weekly"), WaveNumber(1)
PEOPLE = range(1, 13)
FORM = a_form(an_item("yes_no"), an_item("scale"), an_item("long_text"))
SENT_BY = range(1, 7)  # these send theirs in; the others say nothing


def address(person: int) -> str:
    return f"73918462{person:02}"


def own_words(person: int) -> str:
    return f"Aderyn Canary{person:02} of Penmaenmawr"


@dataclass(frozen=True, kw_only=True)
class Secrets:
    """What must not be found."""

    texts: tuple[str, ...]

    def found_in(self, content: bytes) -> list[str]:
        """Those that stand there, plainly or in a common disguise."""
        return [text for text in self.texts if any(one in content for one in disguises(text.encode()))]


def disguises(secret: bytes) -> Iterator[bytes]:
    yield secret
    yield secret.hex().encode()
    yield secret.hex().upper().encode()
    yield secret.decode().encode("utf-16-le")
    # Base64 of a text depends on where it begins; the middle of these is the same wherever that is.
    yield from (base64.b64encode(b"." * shift + secret)[4:-4] for shift in range(3))


@pytest.fixture
async def secrets(vault: Vault, research: ResearchStore, folder_keyring: FolderKeyring) -> Secrets:
    """Twelve people have joined; six have sent their check-in, are held for review, and were released before."""
    codes = [folder_keyring.code(WEEKLY, a_person_id(person)) for person in PEOPLE]
    for person in PEOPLE:
        await vault.commit(partial(live, person))
    await research.land(a_release(codes))
    return Secrets(
        texts=(
            *map(address, PEOPLE),
            *map(own_words, PEOPLE),
            *(f"telegram:canary:{person}" for person in PEOPLE),
            "A message to canary",
            "canary-option",
        )
    )


def live(person: int, tx: VaultTransaction) -> None:
    """Everything that leaves something behind."""
    tx.first_time(f"telegram:canary:{person}")
    tx.join(a_joining(person, address=address(person), groups=("lived-experience",), consents=(a_consent(),)))
    tx.enqueue(a_queued(f"A message to canary {person}", person=person))
    tx.begin_wave(WEEKLY, FIRST)
    added = tx.add_occasion(replace(an_occasion(person), size=padded_size(FORM), due=A_WEDNESDAY))
    assert added is not None
    if person in SENT_BY:
        assert tx.save_occasion(sent_in(added, person)) is not None
        tx.hold_for_review(WEEKLY, FIRST, ItemId("long_text"), Secret(own_words(person)))


def sent_in(occasion: Occasion, person: int) -> Occasion:
    answers: dict[str, Answer] = {
        "yes_no": Chosen(OptionCode("canary-option")),
        "scale": Number(person),
        "long_text": Written(Secret(own_words(person) * (person % 3))),
    }
    talk = a_talk(FORM, answers, sent=True)
    return replace(occasion, state=OccasionState.DONE, talk=talk, message_id=f"5{person:06}")


def a_release(codes: list[str]) -> Release:
    form = FormId("weekly")
    replies = (
        ReleasedReply(study=WEEKLY, wave="1", code=code, form=form, version="1.0.0", values=((ItemId("scale"), 5),))
        for code in codes
    )
    return Release(
        id=b"r" * 16,
        study=WEEKLY,
        wave="1",
        replies=tuple(replies),
        denominators=(Denominator(form=form, platform="all", state="done", n=10),),
    )


# What stands in the files and rows.


async def test_no_value_of_the_vault_holds_a_platform_id_words_or_a_code(
    secrets: Secrets, urls: DatabaseUrls, folder_keyring: FolderKeyring
) -> None:
    codes = tuple(folder_keyring.code(WEEKLY, a_person_id(person)) for person in PEOPLE)
    hidden = Secrets(texts=secrets.texts + codes)
    found = {(cell.table, cell.column): hidden.found_in(cell.as_bytes()) for cell in cells(urls.vault)}
    assert {where: what for where, what in found.items() if what} == {}
    assert {"contact", "occasion", "outbox", "seen", "text_review"} <= {table for table, _ in found}


@ON_SQLITE
async def test_no_file_of_the_vault_holds_them_either_at_any_time(
    secrets: Secrets, vault: Vault, folder_keyring: FolderKeyring, tmp_path: Path
) -> None:
    codes = tuple(folder_keyring.code(WEEKLY, a_person_id(person)) for person in PEOPLE)
    hidden = Secrets(texts=secrets.texts + codes)

    def found() -> dict[str, list[str]]:
        files = {name: content for name, content in files_below(tmp_path).items() if name.startswith(VAULT)}
        assert b"lived-experience" in b"".join(files.values())  # the search does find what stands in the open
        return {name: what for name, content in files.items() if (what := hidden.found_in(content))}

    assert (tmp_path / f"{VAULT}-wal").stat().st_size
    assert found() == {}
    assert await vault.checkpoint()
    assert found() == {}


@ON_SQLITE
@pytest.mark.usefixtures("secrets")
async def test_what_was_deleted_is_in_no_file_of_the_vault_not_even_locked(
    vault: Vault, tmp_path: Path, urls: DatabaseUrls
) -> None:
    pieces = [body[at : at + 32] for body in column(urls.vault, "occasion", "body_ct") for at in range(0, 4096, 512)]
    await vault.checkpoint()
    file = (tmp_path / VAULT).read_bytes()
    assert sum(piece in file for piece in pieces) > len(pieces) / 2  # the others lie across two pages
    there = await vault.commit(lambda tx: tx.occasions_of_wave(WEEKLY, FIRST))
    await vault.commit(lambda tx: tx.delete_occasions(one.tag for one in there))
    assert await vault.checkpoint()
    left = b"".join(files_below(tmp_path).values())
    assert [piece for piece in pieces if piece in left] == []


@pytest.mark.usefixtures("secrets")
async def test_research_holds_no_id_of_the_vault_in_any_disguise(urls: DatabaseUrls) -> None:
    values = {cell.as_bytes() for cell in cells(urls.vault) if isinstance(cell.value, bytes)}
    hidden = {one for value in values for one in (value, *derived(value))}
    research = [cell.as_bytes() for cell in cells(urls.research)]
    assert len(hidden) > 100
    assert len(research) > 50
    assert hidden.isdisjoint(research)


def derived(value: bytes) -> Iterator[bytes]:
    """What research could hold in the place of a value, as bytes, hex and base32, also cut to a code's length."""
    for name in ("md5", "sha1", "sha256", "sha512", "blake2b"):
        digest = hashlib.new(name, value).digest()
        yield from (digest[:16], digest.hex().encode(), base64.b32encode(digest)[:16])
    yield from (value.hex().encode(), base64.b32encode(value)[:16])


# Lengths, and what equal things look like.


@pytest.mark.usefixtures("secrets")
async def test_every_body_of_a_form_version_has_one_length_answered_or_not(urls: DatabaseUrls) -> None:
    bodies = column(urls.vault, "occasion", "body_ct")
    assert len(bodies) == len(PEOPLE)
    assert len({len(body) for body in bodies}) == 1


@pytest.mark.usefixtures("secrets")
async def test_a_body_keeps_its_length_through_answers_moves_and_saves(vault: Vault, urls: DatabaseUrls) -> None:
    before = {len(body) for body in column(urls.vault, "occasion", "body_ct")}
    for occasion in await vault.commit(lambda tx: tx.occasions_of_wave(WEEKLY, FIRST)):
        moved = await vault.commit(partial(moved_on, occasion))
        assert await vault.commit(partial(saved_empty, moved)) is not None
    assert {len(body) for body in column(urls.vault, "occasion", "body_ct")} == before


def moved_on(occasion: Occasion, tx: VaultTransaction) -> Occasion:
    return tx.move_occasion(occasion, WaveNumber(2))


def saved_empty(occasion: Occasion, tx: VaultTransaction) -> Occasion | None:
    return tx.save_occasion(replace(occasion, talk=None, state=OccasionState.EXPIRED))


@pytest.mark.parametrize("words", ["", "a", "Ŵ" * 500, "🙂" * 500])
async def test_every_text_under_review_has_one_length(vault: Vault, urls: DatabaseUrls, words: str) -> None:
    await vault.commit(lambda tx: tx.hold_for_review(WEEKLY, FIRST, ItemId("long_text"), Secret(words)))
    [body] = column(urls.vault, "text_review", "body_ct")
    assert len(body) == 2048 + 28


async def test_equal_answers_of_equal_people_look_different_every_time(vault: Vault, urls: DatabaseUrls) -> None:
    await vault.commit(lambda tx: tx.begin_wave(WEEKLY, FIRST))
    await vault.commit(lambda tx: [tx.add_occasion(an_occasion(person)) for person in PEOPLE])
    bodies = column(urls.vault, "occasion", "body_ct")
    there = await vault.commit(lambda tx: tx.occasions_of_wave(WEEKLY, FIRST))
    await vault.commit(lambda tx: [tx.save_occasion(one) for one in there])
    both = bodies + column(urls.vault, "occasion", "body_ct")
    for length in (12, 16):
        assert len({body[:length] for body in both}) == len({body[-length:] for body in both}) == 2 * len(PEOPLE)


# Time.

INSTANTS = {
    # The open wave's clock, wiped with the row when the wave leaves.
    ("occasion", "next_due"),
    ("occasion", "lease"),
    # What waits to be sent; the chat is known by a mark that is blind from the next day.
    ("outbox", "not_before"),
    ("outbox", "turn"),
    ("outbox", "expires_at"),
    ("outbox", "lease"),
    ("pace", "next_at"),
    ("lane", "refilled_at"),
    ("lane", "hold_until"),
    # Staff are named, and what they send is no secret.
    ("audit", "at_minute"),
    ("announcement", "started"),
    ("announcement", "report_at"),
}
"""Every instant that the vault keeps, and why it may."""
OF_PEOPLE = {"person_id", "former_person_id", "contact_id", "group_id", "after", "review_id", "address_bidx"}


def columns(url: str) -> Iterator[tuple[str, str, object]]:
    """Table, name and type of every column."""
    with make_engine(url).begin() as connection:
        found = inspect(connection)
        for table in found.get_table_names():
            yield from ((table, str(one["name"]), one["type"]) for one in found.get_columns(table))


def test_no_column_of_a_time_type_stands_beside_a_person(urls: DatabaseUrls) -> None:
    of_people = {table for table, name, _ in columns(urls.vault) if name in OF_PEOPLE}
    instants = {(table, name) for table, name, kind in columns(urls.vault) if isinstance(kind, DateTime)}
    assert {"person", "contact", "consent", "membership", "enrolment", "text_review"} <= of_people
    assert {table for table, _ in instants} & of_people == set()
    assert instants == INSTANTS


def test_research_knows_no_time_but_the_day_of_sealing(urls: DatabaseUrls) -> None:
    kinds = [(table, name) for table, name, kind in columns(urls.research) if isinstance(kind, DateTime | Date)]
    assert kinds == [("seal", "sealed_on")]


# Order.


@ON_POSTGRESQL
@pytest.mark.usefixtures("secrets")
async def test_a_release_is_one_transaction_in_the_order_it_was_shuffled_into(
    urls: DatabaseUrls, folder_keyring: FolderKeyring
) -> None:
    engine = make_engine(urls.research)
    with engine.begin() as connection:
        codes = connection.exec_driver_sql("SELECT code FROM response ORDER BY ctid").scalars().all()
        both = "SELECT xmin::text FROM response UNION SELECT xmin::text FROM value"
        transactions = connection.exec_driver_sql(both).scalars().all()
    assert list(codes) == [folder_keyring.code(WEEKLY, a_person_id(person)) for person in PEOPLE]
    assert len(transactions) == 1


@ON_SQLITE
@pytest.mark.usefixtures("secrets")
async def test_between_two_releases_not_a_byte_of_the_research_file_changes(
    vault: Vault, research: ResearchStore, folder_keyring: FolderKeyring, tmp_path: Path
) -> None:
    before = (tmp_path / RESEARCH).read_bytes()
    assert before[18:20] == b"\1\1"  # SQLite's header: written and read without a write-ahead log
    assert len(await research.replies(WEEKLY)) == len(PEOPLE)
    await research.known_codes(WEEKLY)
    await research.releases(WEEKLY)
    assert not await research.land(a_release([folder_keyring.code(WEEKLY, a_person_id(1))]))
    await vault.commit(partial(live, 99))
    assert (tmp_path / RESEARCH).read_bytes() == before
    assert [name for name in files_below(tmp_path) if name.startswith(RESEARCH)] == [RESEARCH]
