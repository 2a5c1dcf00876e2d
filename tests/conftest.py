"""What every test gets: fresh databases of both kinds, no way out to the network, and hypothesis's profiles."""

from __future__ import annotations

import contextlib
import importlib.util
import ipaddress
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from hypothesis import HealthCheck, settings

from tests.postgres import Server, running_server

# The run lock has no browser driver; `tasks.py e2e` and `tasks.py ci` install one first.
collect_ignore = [] if importlib.util.find_spec("playwright") else ["e2e"]

# Machines differ in speed, so that no example has a deadline; pytest-timeout bounds the whole test.
for name, examples in {"test": 40, "ci": 100, "nightly": 2000, "fuzz": 5000}.items():
    settings.register_profile(
        name, max_examples=examples, deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True
    )
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "test"))


@dataclass(frozen=True, kw_only=True)
class DatabaseUrls:
    """SQLAlchemy URLs of two fresh, empty databases of one engine."""

    engine: str
    vault: str
    research: str


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Server]:
    """One server for the session, or for each worker of pytest-xdist; started when the first test asks for it."""
    with running_server() as server:
        yield server


@contextlib.contextmanager
def _fresh_databases(server: Server, count: int) -> Iterator[list[str]]:
    made = [server.create_database() for _ in range(count)]
    try:
        yield made
    finally:
        for url in made:
            server.drop_database(url)


@pytest.fixture
def postgres_database(postgres_server: Server) -> Iterator[str]:
    """The `postgresql+psycopg://…` URL of a fresh, empty database, which is dropped after the test."""
    with _fresh_databases(postgres_server, 1) as (url,):
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def database_urls(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[DatabaseUrls]:
    """Two fresh databases, vault and research; the test runs once on SQLite and once on PostgreSQL."""
    if request.param == "sqlite":
        files = (f"sqlite:///{tmp_path / name}" for name in ("vault.db", "research.db"))
        yield DatabaseUrls(engine="sqlite", vault=next(files), research=next(files))
        return
    with _fresh_databases(request.getfixturevalue("postgres_server"), 2) as (vault, research):
        yield DatabaseUrls(engine="postgresql", vault=vault, research=research)


class OutsideNetworkError(AssertionError):
    """A test tried to leave the machine. Not an OSError, so that no code under test takes it for a broken line."""


_reached_for: list[str] = []
_allowed = {"localhost", "", None, urlsplit(os.environ.get("TEST_POSTGRES_URL", "")).hostname}


def _is_near(host: object) -> bool:
    """Whether the host is this machine, as a name or as an address."""
    if isinstance(host, bytes):
        host = host.decode(errors="replace")
    if host in _allowed:
        return True
    try:
        address = ipaddress.ip_address(str(host).partition("%")[0])
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified


def _guard_the_network(event: str, arguments: tuple[Any, ...]) -> None:
    """Refuses connections and look-ups that leave the machine; sockets of the file system are no tuple and pass."""
    if event in ("socket.connect", "socket.sendto", "socket.sendmsg"):
        address = arguments[1]
        host = address[0] if isinstance(address, tuple) else None
    elif event in ("socket.getaddrinfo", "socket.gethostbyname"):
        host = arguments[0]
    else:
        return
    if not _is_near(host):
        _reached_for.append(str(host))
        raise OutsideNetworkError(f"a test reached for {host}; tests stay on this machine")


# An audit hook sees every socket that Python opens, in whichever thread; a replaced socket class would miss some.
sys.addaudithook(_guard_the_network)


@pytest.fixture(autouse=True)
def nothing_left_the_machine() -> Iterator[list[str]]:
    """Fails a test that reached for the network even where the code under test swallowed the refusal.

    Gives the hosts reached for, so that a test of the refusal itself can read the list and clear it.
    """
    _reached_for.clear()
    yield _reached_for
    assert not _reached_for, f"the test reached for {_reached_for}; tests stay on this machine"
