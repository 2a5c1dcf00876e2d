"""Every implementation of each port, as a parameter; the suites beside this file know the ports only."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import pytest

from bot.application.ports import Keyring, ResearchStore, Vault
from storage.keyring import FolderKeyring
from storage.research.store import SqlResearchStore
from storage.vault.store import SqlVault
from tests.conftest import DatabaseUrls
from tests.contract.databases import Templates, files_in, migrated, on_server
from tests.fakes import FixedClock
from tests.postgres import Server

KEYRINGS: dict[str, Callable[[Path], Keyring]] = {"folder": FolderKeyring.create}


@pytest.fixture(scope="session")
def templates(postgres_server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Templates]:
    files = tmp_path_factory.mktemp("templates")
    migrated(files_in(files))
    with on_server(postgres_server) as server:
        yield Templates(files=files, server=migrated(server), keys=FolderKeyring.create(files / "keys").path)


@pytest.fixture(params=["sqlite", "postgresql"])
def urls(request: pytest.FixtureRequest, templates: Templates, tmp_path: Path) -> DatabaseUrls:
    """Vault and research with the newest tables and no rows; once on SQLite and once on PostgreSQL."""
    return templates.databases(str(request.param), tmp_path)


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock()


@pytest.fixture
def folder_keyring(templates: Templates, tmp_path: Path) -> FolderKeyring:
    """What the vaults keep their keys in."""
    return templates.keyring(tmp_path / "keyring")


@pytest.fixture
async def vault(urls: DatabaseUrls, folder_keyring: FolderKeyring, clock: FixedClock) -> AsyncIterator[Vault]:
    opened = SqlVault.open(urls.vault, folder_keyring, clock)
    yield opened
    await opened.close()


@pytest.fixture
async def research(urls: DatabaseUrls) -> AsyncIterator[ResearchStore]:
    opened = SqlResearchStore.open(urls.research)
    yield opened
    await opened.close()


@pytest.fixture(params=sorted(KEYRINGS))
def keyring(request: pytest.FixtureRequest, tmp_path: Path) -> Keyring:
    return KEYRINGS[request.param](tmp_path / "keys")
