"""The two commands of the README hold what they promise on machines that lack something."""

from __future__ import annotations

import ast
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest

import tasks
from tests.postgres import Server, libpq_address

LOCKS = tuple(tasks.GROUPS)
NOTHING_LISTENS = "http://127.0.0.1:9/simple"


def lock_text(lock: str) -> str:
    return (tasks.ROOT / lock).read_text()


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A fresh checkout, as far as the set-up looks at it; the .venv of this one stays as it is."""
    for name in ("tasks.py", "pyproject.toml", *LOCKS):
        shutil.copy(tasks.ROOT / name, tmp_path / name)
    return tmp_path


def start(checkout: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Runs tasks.py as a stranger's machine would: empty home, nothing on PATH, no settings of pip or uv."""
    bare = {"HOME": str(checkout / "home"), "PATH": "", "PIP_CONFIG_FILE": os.devnull, "PIP_RETRIES": "1"}
    return subprocess.run(
        [sys.executable, "tasks.py", *arguments],
        cwd=checkout,
        env={**bare, **environment},
        capture_output=True,
        text=True,
        timeout=50,
        check=False,
    )


# The locks


@pytest.mark.parametrize("lock", LOCKS)
def test_every_line_of_a_lock_is_an_exact_pin_with_hashes(lock: str) -> None:
    entries = re.sub(r"(?m)^\s*#.*\n", "", lock_text(lock)).replace("\\\n", " ").splitlines()
    assert len(entries) > 40
    for entry in entries:
        assert re.fullmatch(r"[a-z0-9.-]+==[\w.+!-]+( ; [^#]+?)?\s+(--hash=sha256:[0-9a-f]{64}\s*)+", entry), entry[:80]


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_names_no_address_and_no_path(lock: str) -> None:
    assert not re.search(r"://|--(extra-)?index|--find-links|(?m:^|\s)/|[A-Z]:\\", lock_text(lock))


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_agrees_with_pyproject(lock: str) -> None:
    assert tasks.lock_problems(lock_text(lock), tasks.dependency_tables(), tasks.GROUPS[lock]) == []


def test_the_development_lock_holds_the_other_one_at_the_same_versions() -> None:
    pins = [set(re.findall(r"(?m)^[\w.-]+==\S+", lock_text(lock))) for lock in (tasks.RUN_LOCK, tasks.DEV_LOCK)]
    assert pins[0] < pins[1]


@pytest.mark.parametrize(
    ("wanted", "problem"),
    [("aiohttp>=99", "aiohttp is .*, but pyproject.toml asks for >=99"), ("nowhere", "nowhere is missing")],
)
def test_a_dependency_that_the_lock_does_not_serve_is_named(wanted: str, problem: str) -> None:
    tables = tasks.dependency_tables()
    tables["run"] = [*tables["run"], wanted]
    found = tasks.lock_problems(lock_text(tasks.RUN_LOCK), tables, tasks.GROUPS[tasks.RUN_LOCK])
    assert found[0] == "it was made from other dependency tables"
    assert re.fullmatch(problem, found[1])


def test_the_lock_pins_the_uv_that_installs_it() -> None:
    version, lines = tasks.pinned_uv()
    assert len(version) == 3
    assert "--hash=sha256:" in lines


# Machines that lack something


def test_an_old_python_is_told_what_it_needs_in_one_sentence() -> None:
    assert tasks.python_problem((3, 11, 0)) is None
    assert tasks.python_problem((4, 0)) is None
    said = tasks.python_problem((3, 8, 18))
    assert said is not None
    assert said.startswith("Labbot needs Python 3.11 or newer, and this is Python 3.8.")


def test_an_old_python_can_read_the_file() -> None:
    ast.parse((tasks.ROOT / "tasks.py").read_text(), feature_version=(3, 8))


def test_without_pip_the_missing_package_is_named(checkout: Path) -> None:
    absent = checkout / "absent"
    for name in ("ensurepip", "pip"):
        (absent / name).mkdir(parents=True)
        (absent / name / "__init__.py").touch()
        (absent / name / "__main__.py").write_text(f"raise SystemExit('no {name}')")
    done = start(checkout, "run", PYTHONPATH=str(absent))
    assert (done.returncode, done.stderr) == (3, tasks.NO_PIP + "\n")


def test_without_a_network_one_sentence_says_so_and_nothing_counts_as_installed(checkout: Path) -> None:
    done = start(checkout, "run", PIP_INDEX_URL=NOTHING_LISTENS)
    assert done.returncode == 3
    assert done.stderr == (
        "Labbot could not download its packages: the connection was refused; check the connection and run the same "
        "command again; nothing was half installed.\n"
    )
    assert not (checkout / ".venv" / tasks.STAMP.name).exists()


def test_a_folder_that_cannot_be_written_gets_one_sentence(checkout: Path) -> None:
    (checkout / ".venv").write_text("a file stands where the folder should be")
    done = start(checkout, "run")
    assert done.returncode == 3
    assert done.stderr.startswith("Labbot could not be set up in ")
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize("arguments", [(), ("no-such-command",)])
def test_an_unknown_command_gets_the_list(checkout: Path, arguments: tuple[str, ...]) -> None:
    done = start(checkout, *arguments)
    assert done.returncode == 2
    assert all(name in done.stderr for name in tasks.COMMANDS)


def test_a_second_start_costs_less_than_a_tenth_of_a_second(checkout: Path) -> None:
    inside = checkout / ".venv" / "bin"
    inside.mkdir(parents=True)
    (inside / "python").symlink_to("/bin/true")
    line = subprocess.run(
        [sys.executable, "-c", "import tasks; print(tasks.python_line(), tasks.lock_line(tasks.RUN_LOCK), sep='\\n')"],
        cwd=checkout,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    (checkout / ".venv" / tasks.STAMP.name).write_text(line)
    seconds = []
    for _ in range(5):
        began = time.perf_counter()
        assert start(checkout, "run").returncode == 0
        seconds.append(time.perf_counter() - began)
    assert min(seconds) < 0.1


# CI


def test_ci_runs_the_same_command_as_a_person() -> None:
    script = tasks.ROOT / ".ci" / "run"
    assert os.access(script, os.X_OK)
    assert script.read_text().rstrip().endswith("exec python3 tasks.py ci")
    subprocess.run(["/bin/bash", "-n", str(script)], check=True)


def test_ci_stops_before_the_tests_when_a_check_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HYPOTHESIS_PROFILE", "ci")
    monkeypatch.setattr(tasks, "step", lambda title, arguments: 1)
    monkeypatch.setattr(tasks, "become", lambda arguments: pytest.fail("the tests were started"))
    assert tasks.ci([]) == 1


def test_ci_ends_with_pytest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HYPOTHESIS_PROFILE", "ci")
    started: list[tuple[str, ...]] = []

    def note(*arguments: str) -> int:
        started.append(arguments)
        return 0

    monkeypatch.setattr(tasks, "step", lambda title, arguments: note(*arguments))
    monkeypatch.setattr(tasks, "become", lambda arguments: note(*arguments))
    assert tasks.ci([]) == 0
    assert started[-1] == ("-m", "pytest", "-n", "2", "-m", "not e2e")
    assert started[-2] == ("-m", "pytest", "-m", "e2e")


# What the tests themselves stand on


def test_a_test_cannot_leave_the_machine(nothing_left_the_machine: list[str]) -> None:
    with pytest.raises(AssertionError, match=r"192\.0\.2\.1"):
        socket.create_connection(("192.0.2.1", 80), timeout=1)
    with pytest.raises(AssertionError, match=r"example\.org"):
        socket.getaddrinfo("example.org", 80)
    assert nothing_left_the_machine == ["192.0.2.1", "example.org"]
    nothing_left_the_machine.clear()


def test_each_test_gets_an_empty_utf8_database(postgres_database: str, postgres_server: Server) -> None:
    other = postgres_server.create_database()
    try:
        assert other != postgres_database
        address = postgres_database.replace("+psycopg", "")
        with psycopg.connect(address) as connection:
            query = "SELECT current_setting('server_encoding'), count(*) FROM pg_stat_user_tables"
            assert connection.execute(query).fetchone() == ("UTF8", 0)
    finally:
        postgres_server.drop_database(other)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no kill -9")
def test_a_server_goes_with_a_process_that_is_killed(tmp_path: Path) -> None:
    program = (
        "import tests.postgres as p, time\n"
        "with p.running_server() as server:\n"
        "    print(server.url.query['host'], flush=True); time.sleep(60)\n"
    )
    environment = {key: value for key, value in os.environ.items() if key != "TEST_POSTGRES_URL"}
    with subprocess.Popen(
        [sys.executable, "-c", program], cwd=tasks.ROOT, env=environment, stdout=subprocess.PIPE, text=True
    ) as owner:
        assert owner.stdout is not None
        home = Path(owner.stdout.readline().strip())
        assert (home / ".s.PGSQL.5432").exists()
        owner.send_signal(signal.SIGKILL)
    until = time.monotonic() + 10
    while home.exists() and time.monotonic() < until:
        time.sleep(0.02)
    assert not home.exists()


def test_the_address_for_psycopg_names_no_driver(postgres_server: Server) -> None:
    assert libpq_address(postgres_server.url).startswith("postgresql://")
