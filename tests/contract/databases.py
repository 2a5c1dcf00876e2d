"""Databases for suites that ask for the newest tables and no rows: made once for each engine, emptied before each test.

To migrate a fresh pair takes a tenth of a second and these suites have hundreds of tests. What is about the making of a
database takes `database_urls` of tests/conftest.py instead.
"""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import MetaData

from storage.engine import make_engine
from storage.keyring import FolderKeyring
from storage.migrate import Store, upgrade
from storage.research.tables import metadata as research_tables
from storage.vault.tables import metadata as vault_tables
from tests.conftest import DatabaseUrls
from tests.postgres import Server

VAULT, RESEARCH = "vault.db", "research.db"

ON_SQLITE = pytest.mark.parametrize("urls", ["sqlite"], indirect=True)
"""For what SQLite alone has: files beside each other, and locks on them."""
ON_POSTGRESQL = pytest.mark.parametrize("urls", ["postgresql"], indirect=True)
"""For what PostgreSQL alone has: transactions that meet."""


def migrated(urls: DatabaseUrls) -> DatabaseUrls:
    """The same databases, with the newest tables."""
    upgrade(Store.VAULT, urls.vault)
    upgrade(Store.RESEARCH, urls.research)
    return urls


def files_in(folder: Path) -> DatabaseUrls:
    """Two SQLite files in a folder."""
    return DatabaseUrls(engine="sqlite", vault=f"sqlite:///{folder / VAULT}", research=f"sqlite:///{folder / RESEARCH}")


@contextlib.contextmanager
def on_server(server: Server) -> Iterator[DatabaseUrls]:
    """Two databases of a PostgreSQL server, dropped at the end."""
    vault, research = server.create_database(), server.create_database()
    try:
        yield DatabaseUrls(engine="postgresql", vault=vault, research=research)
    finally:
        server.drop_database(vault)
        server.drop_database(research)


def copied(template: Path, folder: Path) -> DatabaseUrls:
    """The two migrated SQLite files of `template`, copied into another folder."""
    for name in (VAULT, RESEARCH):
        shutil.copyfile(template / name, folder / name)
    return files_in(folder)


def emptied(urls: DatabaseUrls) -> DatabaseUrls:
    """The same databases without a row in any table of ours."""
    _empty(urls.vault, vault_tables)
    _empty(urls.research, research_tables)
    return urls


def _empty(url: str, tables: MetaData) -> None:
    # Row by row: for a few rows that takes a tenth of the time of PostgreSQL's TRUNCATE.
    with make_engine(url).begin() as connection:
        for table in reversed(tables.sorted_tables):
            connection.execute(table.delete())


@dataclass(frozen=True, kw_only=True)
class Templates:
    """What is made once in a session: two files, two databases of a server, and a keyring."""

    files: Path
    server: DatabaseUrls
    keys: Path

    def databases(self, engine: str, folder: Path) -> DatabaseUrls:
        """Databases of that engine, with the newest tables and no rows; SQLite's are in `folder`."""
        return copied(self.files, folder) if engine == "sqlite" else emptied(self.server)

    def keyring(self, place: Path) -> FolderKeyring:
        """A keyring in a new folder. Its first keys are other tests' too, which saves a dozen waits for the disk."""
        shutil.copytree(self.keys, place)
        return FolderKeyring.open(place)
