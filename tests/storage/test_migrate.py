"""Migrations: whole or not at all, up and down, and in agreement with the tables that the program expects."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, MetaData, inspect, text
from sqlalchemy.engine.interfaces import ReflectedIndex

import storage
from bot.application.ports import StoreUnavailable
from storage.alembic_env import rendered
from storage.engine import make_engine
from storage.migrate import REVISIONS, NewerDatabase, State, Store, move, state, upgrade
from storage.research.tables import metadata as research_tables
from storage.types import UTCDateTime
from storage.vault.tables import metadata as vault_tables
from tests.conftest import DatabaseUrls

TABLES: dict[Store, MetaData] = {Store.VAULT: vault_tables, Store.RESEARCH: research_tables}


def url_of(store: Store, urls: DatabaseUrls) -> str:
    return urls.vault if store is Store.VAULT else urls.research


def config(store: Store, connection: Connection | None = None) -> Config:
    """What `alembic` itself would be told, on our connection."""
    told = Config()
    told.set_main_option("script_location", str(Path(storage.__path__[0]) / store.value / "migrations"))
    told.set_main_option("path_separator", "os")
    told.attributes["connection"] = connection
    return told


@contextmanager
def connected(url: str) -> Iterator[Connection]:
    engine = make_engine(url)
    with engine.begin() as connection:
        yield connection
    engine.dispose()


def shape(url: str) -> dict[str, object]:
    """Every table but alembic's own, with its columns, keys and indexes."""
    with connected(url) as connection:
        found = inspect(connection)
        return {
            name: (
                sorted((c["name"], str(c["type"]), c["nullable"]) for c in found.get_columns(name)),
                found.get_pk_constraint(name),
                sorted(map(index, found.get_indexes(name))),
                sorted(map(str, found.get_foreign_keys(name))),
                sorted(map(str, found.get_unique_constraints(name))),
            )
            for name in found.get_table_names()
            if name != "alembic_version"
        }


def index(found: ReflectedIndex) -> str:
    """The index as text, with the condition of a partial one."""
    options = {name: str(value) for name, value in found.get("dialect_options", {}).items()}
    return str({**found, "dialect_options": options})


@pytest.mark.parametrize("store", Store)
def test_a_new_database_is_made_once(store: Store, database_urls: DatabaseUrls) -> None:
    url = url_of(store, database_urls)
    assert state(store, url) is State.EMPTY
    assert upgrade(store, url) is State.EMPTY
    assert state(store, url) is State.CURRENT
    assert upgrade(store, url) is State.CURRENT
    assert set(shape(url)) == set(TABLES[store].tables)


def test_to_ask_about_a_file_that_is_not_there_makes_none(tmp_path: Path) -> None:
    assert state(Store.VAULT, f"sqlite:///{tmp_path / 'none' / 'vault.db'}") is State.EMPTY
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("store", Store)
def test_up_and_down_and_up_again_comes_to_the_same(store: Store, database_urls: DatabaseUrls) -> None:
    url = url_of(store, database_urls)
    upgrade(store, url)
    before = shape(url)
    with connected(url) as connection:
        move(store, connection, "base")
    assert shape(url) == {}
    assert state(store, url) is State.EMPTY
    assert upgrade(store, url) is State.EMPTY
    assert shape(url) == before


@pytest.mark.parametrize("store", Store)
def test_the_migrations_make_what_the_models_say(store: Store, database_urls: DatabaseUrls) -> None:
    url = url_of(store, database_urls)
    upgrade(store, url)
    with connected(url) as connection:
        command.check(config(store, connection))  # raises when a new migration would have something to do


@pytest.mark.parametrize("store", Store)
def test_the_program_knows_every_migration_in_its_order(store: Store) -> None:
    scripts = ScriptDirectory.from_config(config(store))
    in_order = [script.revision for script in scripts.walk_revisions()][::-1]
    assert tuple(in_order) == REVISIONS[store]


@pytest.mark.parametrize("store", Store)
def test_a_migration_that_fails_half_way_leaves_nothing(store: Store, database_urls: DatabaseUrls) -> None:
    url = url_of(store, database_urls)
    last = {Store.VAULT: "membership", Store.RESEARCH: "value"}[store]  # the last table that is made
    with connected(url) as connection:
        connection.execute(text(f"CREATE TABLE {last} (in_the_way INTEGER)"))
    before = shape(url)
    with pytest.raises(StoreUnavailable):
        upgrade(store, url)
    assert shape(url) == before
    assert state(store, url) is State.EMPTY
    with connected(url) as connection:
        connection.execute(text(f"DROP TABLE {last}"))
    upgrade(store, url)
    assert state(store, url) is State.CURRENT


@pytest.mark.parametrize("store", Store)
def test_a_newer_database_is_refused_and_left_as_it_is(store: Store, database_urls: DatabaseUrls) -> None:
    url = url_of(store, database_urls)
    upgrade(store, url)
    with connected(url) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = 'from_the_future'"))
        connection.execute(text("CREATE TABLE of_the_future (n INTEGER)"))
    before = shape(url)
    assert state(store, url) is State.NEWER
    with pytest.raises(NewerDatabase, match=store.value):
        upgrade(store, url)
    assert shape(url) == before
    assert state(store, url) is State.NEWER


def test_a_server_that_is_down_is_unavailable_and_no_reason_to_start_afresh() -> None:
    for ask in (state, upgrade):
        with pytest.raises(StoreUnavailable):
            ask(Store.VAULT, "postgresql://labbot@127.0.0.1:1/none")


def test_a_file_that_is_no_database_is_unavailable_and_left_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / "vault.db"
    file.write_bytes(b"a letter to my aunt" * 100)
    with pytest.raises(StoreUnavailable):
        upgrade(Store.VAULT, f"sqlite:///{file}")
    assert file.read_bytes() == b"a letter to my aunt" * 100


@pytest.mark.parametrize("store", Store)
def test_no_table_tells_in_which_order_its_rows_were_written(store: Store, tmp_path: Path) -> None:
    upgrade(store, f"sqlite:///{tmp_path / 'one.db'}")
    connection = sqlite3.connect(tmp_path / "one.db")
    try:
        for table in TABLES[store].tables:
            with pytest.raises(sqlite3.OperationalError, match="no such column: rowid"):
                connection.execute(f"SELECT rowid FROM {table}")  # noqa: S608 - the names are our own
    finally:
        connection.close()


def test_a_migration_names_no_type_of_ours() -> None:
    assert rendered("type", UTCDateTime(), None) == "sa.DateTime(timezone=True)"
    assert rendered("type", object(), None) is False
