"""Sets Labbot up and starts its jobs; needs nothing but Python 3.11 or newer.

    python3 tasks.py run     sets up .venv once, then starts Labbot
    python3 tasks.py test    the same set-up, then every test but the browser's

The other commands are in COMMANDS below. What follows a command is passed on to the program behind it.

This file uses the standard library only, because it runs before there is anything else, and syntax that Python 3.8
reads, so that an old Python can say that it is too old. It names no package index: pip and uv use the one that the
machine is configured for.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
STAMP = VENV / "installed.txt"
OLDEST_PYTHON = (3, 11)
RUN_LOCK = "requirements.lock"
DEV_LOCK = "requirements-dev.lock"
GROUPS = {RUN_LOCK: ("setup", "test"), DEV_LOCK: ("setup", "test", "dev", "e2e")}
TABLES = "# dependency tables: "

COMMANDS = {
    "run": (RUN_LOCK, "start Labbot; without tokens in .env, the local demo"),
    "labbot": (RUN_LOCK, "any other Labbot command: python3 tasks.py labbot --help"),
    "test": (RUN_LOCK, "every test on SQLite and on a real PostgreSQL"),
    "faults": (RUN_LOCK, "the long tests that kill processes and cut connections"),
    "fuzz": (RUN_LOCK, "minutes of made-up questionnaires and conditions; the other tests run seconds of it"),
    "bench": (RUN_LOCK, "the measurements behind the figures in the README"),
    "e2e": (DEV_LOCK, "the tests that need a browser"),
    "check": (DEV_LOCK, "format, lint, types, import contracts, lock"),
    "ci": (DEV_LOCK, "check, then the browser's tests, then every other test"),
    "lock": (DEV_LOCK, "work the two locks out again from pyproject.toml; --upgrade takes newer versions"),
}

PYTEST = ("-m", "pytest")
FUZZ = ["-n", "2", "--timeout=0", "tests/adapters/lab/test_fuzz.py"]
CHECKS = (
    ("format", ("-m", "ruff", "format", "--check", ".")),
    ("lint", ("-m", "ruff", "check", ".")),
    ("types", ("-m", "mypy")),
    (
        "import contracts",
        ("-c", "import sys; from importlinter.cli import lint_imports_command as run; sys.exit(run())"),
    ),
    ("lock", (str(ROOT / "tasks.py"), "lock-agrees")),
)

NO_PIP = (
    "Labbot installs its packages with pip, and this Python has neither pip nor ensurepip. On Debian or Ubuntu: "
    "sudo apt install python3-venv; then run the same command again."
)
# What pip and uv print when the index cannot be reached, and the plain words for it; the first that fits is said.
UNREACHABLE = (
    (("certificate", "unknownissuer"), "this machine does not trust the certificate of the package index"),
    (("dns error", "name resolution", "name or service", "getaddrinfo"), "the package index was not found by its name"),
    (("refused",), "the connection was refused"),
    (("timed out", "timeout"), "the package index did not answer in time"),
    (("error sending request", "failed to fetch", "newconnectionerror", "proxyerror", "retrying ("), "no connection"),
    # pip keeps the reason to itself when it is told not to retry.
    (("from versions: none",), "the package index was out of reach, or does not have them"),
)


class SetupProblem(Exception):
    """Something outside Labbot is missing; the text is the one sentence that the person reads."""


def python_problem(version: tuple[int, ...]) -> str | None:
    """The sentence for a Python that is too old, or None."""
    if tuple(version[:2]) >= OLDEST_PYTHON:
        return None
    have = ".".join(str(part) for part in version[:2])
    return (
        f"Labbot needs Python 3.11 or newer, and this is Python {have}. Install a newer one and start with it, "
        "for example: python3.11 tasks.py run"
    )


def environment_python() -> Path:
    """The Python inside .venv, whether or not it is there."""
    return VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def python_line() -> str:
    """The line of the stamp that ties .venv to this minor version; a patch release keeps it."""
    return f"python {sys.version_info[0]}.{sys.version_info[1]}"


def lock_line(lock: str) -> str:
    """The line of the stamp that says that exactly this lock is installed."""
    import hashlib

    return f"{lock} {hashlib.sha256((ROOT / lock).read_bytes()).hexdigest()}"


def is_installed(lock: str) -> bool:
    """Whether .venv holds what the lock says, as far as its stamp knows: two small reads, for a quick start."""
    try:
        stamped = STAMP.read_text().splitlines()
    except OSError:
        return False
    return python_line() in stamped and lock_line(lock) in stamped and environment_python().exists()


def set_up(lock: str) -> None:
    """Makes .venv hold what the lock says. Raises SetupProblem; the stamp is written last, so a retry is safe."""
    if is_installed(lock):
        return
    print(f"Setting up {VENV.name} from {lock}, once; its packages are downloaded now …", flush=True)
    if STAMP.exists():
        STAMP.unlink()
    make_environment()
    install(lock)
    # The development lock holds everything that the other one does, at the same versions.
    lines = [python_line(), *(lock_line(each) for each in {lock, RUN_LOCK})]
    fresh = STAMP.with_suffix(".new")
    fresh.write_text("\n".join(lines) + "\n")
    fresh.replace(STAMP)


def make_environment() -> None:
    """Makes .venv without pip, unless there is one of this Python's minor version."""
    import re

    try:
        version = re.search(r"(?m)^version\s*=\s*(\d+)\.(\d+)", (VENV / "pyvenv.cfg").read_text())
    except OSError:
        version = None
    if version and version.group(1, 2) == tuple(map(str, sys.version_info[:2])) and environment_python().exists():
        return
    try:
        import venv
    except ImportError:
        raise SetupProblem(NO_PIP) from None
    venv.EnvBuilder(clear=True, symlinks=os.name != "nt", with_pip=False).create(VENV)


def outcome(command: list[str], environment: dict[str, str] | None = None) -> tuple[bool, str]:
    """Whether the command ended well, and all that it printed."""
    import subprocess

    done = subprocess.run(
        command,
        cwd=ROOT,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    return done.returncode == 0, done.stdout


def find_pip() -> list[str]:
    """A pip that installs into .venv: its own, or this Python's where Debian keeps ensurepip in another package."""
    inside = str(environment_python())
    for own in ([inside, "-m", "pip", "--version"], [inside, "-m", "ensurepip", "--default-pip"]):
        if outcome(own)[0]:
            return [inside, "-m", "pip"]
    outside = [sys.executable, "-m", "pip", "--python", inside]
    if outcome([*outside, "--version"])[0]:
        return outside
    raise SetupProblem(NO_PIP)


def pinned_uv() -> tuple[tuple[int, ...], str]:
    """The version of uv in the lock, and the lines of the lock that pin it with its hashes."""
    import re

    found = re.search(r"(?m)^uv==([\d.]+)(?:.*\\\n)(?:\s+--hash=.*\n)+", (ROOT / RUN_LOCK).read_text())
    if found is None:
        raise SetupProblem(f"{RUN_LOCK} does not pin uv; restore the file with git and run the same command again.")
    return tuple(map(int, found.group(1).split("."))), found.group(0)


def find_uv() -> list[str]:
    """The uv on PATH when it is not older than the pinned one; otherwise the pinned one, installed into .venv."""
    import re
    import shutil

    version, lines = pinned_uv()
    for candidate in ([shutil.which("uv") or ""], [str(environment_python()), "-m", "uv"]):
        if candidate[0]:
            worked, said = outcome([*candidate, "--version"])
            numbers = re.match(r"uv (\d+)\.(\d+)\.(\d+)", said)
            if worked and numbers and tuple(map(int, numbers.groups())) >= version:
                return candidate
    listed = VENV / "uv.txt"
    listed.write_text(lines)
    pip_install(listed)
    return [str(environment_python()), "-m", "uv"]


def pip_install(requirements: Path) -> None:
    """Installs the hashed requirements with pip, which knows the machine's own index, proxy and certificates."""
    options = ["--disable-pip-version-check", "--no-input", "--require-hashes", "--no-deps"]
    worked, said = outcome([*find_pip(), "install", *options, "-r", str(requirements)])
    if not worked:
        raise install_problem(said)


def install(lock: str) -> None:
    """Installs the lock with uv; where only pip is configured to reach an index, with pip, which takes longer."""
    what = ["--require-hashes", "-r", lock]
    worked, said = outcome(
        [*find_uv(), "pip", "install", "--compile-bytecode", "--python", str(environment_python()), *what],
        uv_environment(),
    )
    if not worked and unreachable(said):
        pip_install(ROOT / lock)
    elif not worked:
        raise install_problem(said)


def uv_environment() -> dict[str, str]:
    """The environment for uv: the index that pip is told to use, and the certificates that the machine trusts."""
    environment = {"UV_SYSTEM_CERTS": "1", **os.environ}
    if "PIP_INDEX_URL" in environment and "UV_INDEX_URL" not in environment:
        environment.setdefault("UV_DEFAULT_INDEX", environment["PIP_INDEX_URL"])
    return environment


def unreachable(said: str) -> str | None:
    """The plain words for what kept pip or uv from the package index, or None when it was something else."""
    said = said.lower()
    return next((words for signs, words in UNREACHABLE if any(sign in said for sign in signs)), None)


def install_problem(said: str) -> SetupProblem:
    """The sentence for an installation that failed."""
    words = unreachable(said)
    if words is None:
        tail = "\n".join(said.strip().splitlines()[-6:])
        return SetupProblem(f"Labbot could not install its packages. The installer's last words were:\n{tail}")
    return SetupProblem(
        f"Labbot could not download its packages: {words}; check the connection and run the same command again; "
        "nothing was half installed."
    )


def dependency_tables() -> dict[str, list[str]]:
    """What pyproject.toml asks for directly: the runtime dependencies under "run", and each dependency group."""
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return {"run": project["project"]["dependencies"], **project["dependency-groups"]}


def tables_line(tables: dict[str, list[str]]) -> str:
    """The line of a lock that ties it to the dependency tables from which it was made."""
    import hashlib
    import json

    return TABLES + "sha256:" + hashlib.sha256(json.dumps(tables, sort_keys=True).encode()).hexdigest()


def lock_problems(text: str, tables: dict[str, list[str]], groups: tuple[str, ...]) -> list[str]:
    """Where a lock's text and the dependency tables disagree, without asking any index. Needs .venv's packages."""
    import re

    from packaging.requirements import Requirement
    from packaging.utils import canonicalize_name

    pins = {canonicalize_name(name): pin for name, pin in re.findall(r"(?m)^([\w.-]+)(?:\[.*?\])?==([^\s;]+)", text)}
    problems = [] if tables_line(tables) in text.splitlines() else ["it was made from other dependency tables"]
    for wanted in (Requirement(line) for group in ("run", *groups) for line in tables[group]):
        pin = pins.get(canonicalize_name(wanted.name))
        if pin is None:
            problems.append(f"{wanted.name} is missing")
        elif not wanted.specifier.contains(pin, prereleases=True):
            problems.append(f"{wanted.name} is {pin}, but pyproject.toml asks for {wanted.specifier}")
    return problems


def lock_agrees() -> int:
    """Says whether both locks agree with pyproject.toml."""
    tables = dependency_tables()
    found = [
        f"{lock}: {problem}"
        for lock, groups in GROUPS.items()
        for problem in lock_problems((ROOT / lock).read_text(), tables, groups)
    ]
    print("\n".join([*found, "Run: python3 tasks.py lock"]) if found else "Both locks agree with pyproject.toml.")
    return 1 if found else 0


def make_locks(uv: list[str], options: list[str]) -> None:
    """Writes both locks: hashed pins for every platform, without any address or path of this machine."""
    header = (
        f"# Made by `python3 tasks.py lock` from pyproject.toml; do not edit.\n{tables_line(dependency_tables())}\n"
    )
    for lock, groups in GROUPS.items():
        command = [*uv, "pip", "compile", "pyproject.toml", "--universal", "--generate-hashes", "--no-header"]
        command += ["--no-emit-index-url", "--no-emit-find-links", "--python-version", "3.11", "-o", lock, *options]
        command += [word for group in groups for word in ("--group", group)]
        if lock != RUN_LOCK:
            command += ["-c", RUN_LOCK]
        worked, said = outcome(command, uv_environment())
        if not worked:
            raise SetupProblem(f"{lock} could not be made. The last words of uv were:\n{said[-800:].strip()}")
        (ROOT / lock).write_text(header + (ROOT / lock).read_text())


def become(arguments: list[str]) -> int:
    """Turns this process into .venv's Python with these arguments, so that Ctrl-C and exit codes are its own."""
    command = [str(environment_python()), *arguments]
    sys.stdout.flush()
    if os.name == "nt":  # there, execv returns to the shell while the new program still runs
        import subprocess

        return subprocess.call(command)
    os.execv(command[0], command)  # noqa: S606 - .venv's own Python, with arguments that start() chose


def step(title: str, arguments: tuple[str, ...]) -> int:
    """Runs one step under a heading and gives its exit code."""
    import subprocess

    print(f"== {title}", flush=True)
    return subprocess.call([str(environment_python()), *arguments])


def check() -> int:
    """Runs every check, so that one round shows everything that is wrong."""
    failed = [title for title, arguments in CHECKS if step(title, arguments)]
    print(f"Failed: {', '.join(failed)}" if failed else "Every check passed.", flush=True)
    return 1 if failed else 0


def ci(arguments: list[str]) -> int:
    """Check, the browser's tests, then every other test; pytest comes last, so that its closing line ends the log."""
    os.environ.setdefault("HYPOTHESIS_PROFILE", "ci")
    if check():
        return 1
    none_collected = 5
    code = step("browser tests", (*PYTEST, "-m", "e2e"))
    return code if code not in (0, none_collected) else start("test", arguments)


def start(command: str, arguments: list[str]) -> int:
    """Starts the program behind a command whose environment is set up."""
    if command in ("run", "labbot"):
        return become(["-m", "bot", *(["run"] if command == "run" else []), *arguments])
    if command == "check":
        return check()
    if command == "ci":
        return ci(arguments)
    if command == "lock":
        make_locks([str(environment_python()), "-m", "uv"], arguments)
        return 0
    if command == "bench":
        return become(["-m", "benchmarks", *arguments])
    if command == "fuzz":
        os.environ.setdefault("HYPOTHESIS_PROFILE", "fuzz")
    chosen = {"test": ["-n", "2", "-m", "not e2e"], "e2e": ["-m", "e2e"], "faults": ["tests/faults"], "fuzz": FUZZ}
    return become([*PYTEST, *chosen[command], *arguments])


def usage() -> str:
    """One line for each command."""
    lines = [f"  {name:8}{meaning}" for name, (_, meaning) in COMMANDS.items()]
    return "\n".join(["Usage: python3 tasks.py COMMAND [ARGUMENTS]", "", *lines])


def main(arguments: list[str]) -> int:
    """Sets up what the command needs and starts it. Exit code 2: no such command; 3: the machine lacks something."""
    problem = python_problem(sys.version_info[:3])
    if problem:
        print(problem, file=sys.stderr)
        return 3
    os.chdir(ROOT)
    if arguments == ["lock-agrees"]:  # a step of `check`, already inside .venv
        return lock_agrees()
    if not arguments or arguments[0] not in COMMANDS:
        asked_for = arguments[:1] in (["help"], ["-h"], ["--help"])
        print(usage(), file=sys.stdout if asked_for else sys.stderr)
        return 0 if asked_for else 2
    try:
        set_up(COMMANDS[arguments[0]][0])
        return start(arguments[0], arguments[1:])
    except SetupProblem as error:
        print(error, file=sys.stderr)
    except OSError as error:
        print(f"Labbot could not be set up in {ROOT}: {error.strerror or error}.", file=sys.stderr)
    except KeyboardInterrupt:
        print("Stopped; the same command goes on where this one stopped.", file=sys.stderr)
        return 130
    return 3


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
