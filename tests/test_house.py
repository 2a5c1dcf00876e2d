"""House rules that imports and linters cannot see. Who breaks one finds here which, where, and why it is a rule.

Every list of exceptions gives its reasons, and an exception that is no longer needed fails too.
"""

from __future__ import annotations

import ast
import hashlib
import io
import re
import subprocess
import tokenize
import tomllib
from collections.abc import Callable, Iterator
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot import settings
from bot.domain.questions import KINDS

ROOT = Path(__file__).resolve().parent.parent
PROGRAM = ("bot", "adapters", "storage")
"""The folders that run; tests, benchmarks and tasks.py are the tools around them."""

CLOCK_AND_ENVIRONMENT = {
    "adapters/wiring/": "the one place that reads the clock and the environment, and hands them on",
    "bot/settings.py": "reads the settings, once",
    "adapters/simulator/": "plays a platform, which has a clock of its own",
}
LONG_FILES: dict[str, str] = {}
MOST_LINES = 400
SKIPPED_TESTS = {
    "tests/test_setup.py": "kills a process in a way that Windows does not have",
}
THE_WORD = {
    "docs/data-protection.md": "says when the word may be used: after sealing, and not before",
    "tests/test_content.py": "looks for the word, in both languages, in what people read",
    "tests/test_house.py": "looks for the word everywhere else",
}


@cache
def files() -> tuple[str, ...]:
    """Every file that is or will be in the repository, by its path from the top, on this machine's disk now."""
    listed = subprocess.run(
        ["git", "-c", "safe.directory=*", "ls-files", "--cached", "--others", "--exclude-standard"],  # noqa: S607 - git is where PATH says
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.splitlines()
    return tuple(sorted(name for name in listed if (ROOT / name).is_file()))


def python(*folders: str) -> tuple[str, ...]:
    """The Python files below those folders, or all of them."""
    return tuple(name for name in files() if name.endswith(".py") and (not folders or name.split("/")[0] in folders))


@cache
def text(name: str) -> str:
    """A file's text; empty for a picture and the like."""
    try:
        return (ROOT / name).read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return ""


@cache
def tree(name: str) -> ast.Module:
    return ast.parse(text(name), filename=name)


def dotted(node: ast.AST) -> str:
    """``datetime.now`` for that expression, as far as it is made of names; empty for anything else."""
    match node:
        case ast.Name(id=name):
            return name
        case ast.Attribute(value=value, attr=attribute):
            before = dotted(value)
            return f"{before}.{attribute}" if before else ""
    return ""


def breaches(names: tuple[str, ...], is_one: Callable[[ast.AST], bool]) -> list[str]:
    """``file:line`` of every node that breaks a rule."""
    return [f"{name}:{getattr(node, 'lineno', 0)}" for name in names for node in ast.walk(tree(name)) if is_one(node)]


def without(found: list[str], allowed: dict[str, str]) -> list[str]:
    """What is left when the exceptions are taken out; a key that ends in ``/`` stands for a folder."""
    return [one for one in found if not one.startswith(tuple(allowed))]


# What the program may not do.


CLOCK = re.compile(r"(.+\.)?(datetime\.(now|utcnow|today)|date\.today|time\.(time|time_ns))")
ENVIRONMENT = re.compile(r"os\.(environ(b)?|getenv|putenv)")


def test_only_the_wiring_reads_the_clock() -> None:
    found = breaches(python(*PROGRAM), lambda node: bool(CLOCK.fullmatch(dotted(node))))
    assert without(found, CLOCK_AND_ENVIRONMENT) == [], "take a Clock, or the moment, as an argument"
    assert any(one.startswith("adapters/wiring/") for one in found), "the check no longer finds what it looks for"


def test_only_the_wiring_and_the_settings_read_the_environment() -> None:
    found = breaches(python(*PROGRAM), lambda node: bool(ENVIRONMENT.fullmatch(dotted(node))))
    assert without(found, CLOCK_AND_ENVIRONMENT) == [], "make it a setting"


def test_the_bot_has_no_chance_of_its_own() -> None:
    def is_chance(node: ast.AST) -> bool:
        match node:
            case ast.Import(names=names):
                return any(one.name in {"random", "secrets", "uuid"} for one in names)
            case ast.ImportFrom(module=module):
                return module in {"random", "secrets", "uuid"}
        return dotted(node) == "os.urandom"

    assert breaches(python("bot"), is_chance) == [], "take a Draw as an argument"


def test_nothing_that_runs_prints() -> None:
    def prints(node: ast.AST) -> bool:
        return isinstance(node, ast.Call) and dotted(node.func) in {"print", "pprint.pprint"}

    assert breaches(python(*PROGRAM), prints) == [], "log a fixed event name, or say it through the command line"


def test_no_module_is_named_after_nothing() -> None:
    empty = {"util", "utils", "helper", "helpers", "manager", "managers", "common", "misc"}
    assert [name for name in python() if empty & set(Path(name).with_suffix("").parts)] == [], "a better noun is near"


# What every part brings along.


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_kind_of_question_has_its_case_file(kind: str) -> None:
    cases = [name for name in files() if name.startswith("tests/domain/cases/") and Path(name).stem == kind]
    assert len(cases) == 1, f"write tests/domain/cases/{kind}.*: what it takes, what it refuses, what it shows back"


def test_every_case_file_belongs_to_a_kind() -> None:
    stems = {Path(name).stem for name in files() if name.startswith("tests/domain/cases/")}
    assert stems - set(KINDS) - {"README", "__init__"} == set()


# Settings and their example.


def examples() -> dict[str, tuple[str, str]]:
    """Each setting of .env.example: its value, and the comment above it."""
    found: dict[str, tuple[str, str]] = {}
    comment = ""
    for line in text(".env.example").splitlines():
        name, equals, value = line.partition("=")
        if line.startswith("#"):
            comment += line
        elif equals:
            found[name] = (value, comment)
        else:
            comment = ""
    return found


def shown(default: object) -> str:
    """A default as a person would write it into .env."""
    match default:
        case None:
            return ""
        case float():
            return f"{default:g}"
    return str(default)


def test_the_example_lists_every_setting_and_no_other() -> None:
    assert set(examples()) == {name.upper() for name in settings.Settings.model_fields}


@pytest.mark.parametrize("name", sorted(settings.Settings.model_fields))
def test_the_example_shows_each_default_and_says_what_is_secret(name: str) -> None:
    field = settings.Settings.model_fields[name]
    value, comment = examples()[name.upper()]
    assert value == shown(field.default)
    assert len(comment) > 20, "say what it is, with its unit"
    assert ("secret" in comment.lower()) == (SecretStr.__name__ in str(field.annotation))
    assert "_PER_SECOND" not in name.upper() or "a second" in comment


def test_every_setting_has_an_example_for_its_error_message() -> None:
    assert set(settings.EXAMPLES) == {name.upper() for name in settings.Settings.model_fields}


# Reasons.


DIRECTIVE = re.compile(r"noqa: [A-Z]+[0-9]+(?:, ?[A-Z]+[0-9]+)*|type: ignore\[[a-z, -]+\]|pragma: no cover|fmt: skip")
ASKED = re.compile(r"#\s*(noqa|type:\s*ignore|pragma: no cover)\b")


def comments(name: str) -> Iterator[tuple[int, str]]:
    for token in tokenize.generate_tokens(io.StringIO(text(name)).readline):
        if token.type == tokenize.COMMENT:
            yield token.start[0], token.string


def test_every_exception_to_a_lint_or_type_rule_has_its_reason_on_its_line() -> None:
    bare = [
        f"{name}:{line}"
        for name in python()
        for line, comment in comments(name)
        if ASKED.search(comment) and len(re.sub(r"[^A-Za-z]", "", DIRECTIVE.sub("", comment))) < 6
    ]
    assert bare == [], "write the reason behind the code: # noqa: S311 - repeatable on purpose, guards nothing"


def test_every_rule_that_is_switched_off_in_the_project_file_has_its_reason() -> None:
    section = text("pyproject.toml").partition("[tool.ruff.lint]")[2].partition("[tool.mypy]")[0]
    codes = [line for line in section.splitlines() if re.match(r'\s+"[A-Z]+[0-9]+",', line)]
    assert codes
    assert [line for line in codes if not re.search(r'",\s+# \w', line)] == []


def test_no_file_is_too_long_to_read_without_a_reason() -> None:
    kinds = (".py", ".js", ".css", ".html", ".md")
    long = [name for name in files() if name.endswith(kinds) and text(name).count("\n") > MOST_LINES]
    assert sorted(long) == sorted(LONG_FILES), "cut it where a noun ends, or give the reason above; drop old reasons"


def test_no_test_is_skipped_or_expected_to_fail() -> None:
    skips = re.compile(r"pytest\.(mark\.)?(skip|skipif|xfail|importorskip)|unittest\.skip\w*")
    found = breaches(python("tests", "benchmarks"), lambda node: bool(skips.fullmatch(dotted(node))))
    assert without(found, SKIPPED_TESTS) == [], "a machine that lacks something fails, and the failure says what"
    assert {one.partition(":")[0] for one in found} == set(SKIPPED_TESTS), "drop the exception"


# What must not stand in any file.


MADE_UP = ("stand-in", "made-up", "BotFather", "example", "AAAA", "aaaa")
"""A token with one of these in it opens nothing."""

FORBIDDEN = {
    "a folder of somebody's machine": re.compile(r"(?<![\w.~-])/(?:home|Users|root|work|workspace)/[A-Za-z0-9._-]+"),
    "the address of a package index": re.compile(
        r"(?:pypi|testpypi)\.(?:org|python)|pythonhosted\.org|artifactory|devpi|--(?:extra-)?index-url[ =]\S*//"
    ),
    "a token or a key": re.compile(
        r"(?<![0-9])[0-9]{6,12}:[A-Za-z0-9_-]{30,}|x(?:ox[abeprs]|app)-[A-Za-z0-9-]{20,}|gh[pousr]_[A-Za-z0-9]{30,}"
        r"|AKIA[A-Z0-9]{16}|-----BEGIN [A-Z ]*PRIVATE KEY-----"
    ),
    "a document that is not in the repository": re.compile(r"\b(?:reference|design)/\s*[a-z-]+\.md"),
}


@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_file_holds(what: str) -> None:
    found = [
        f"{name}:{text(name).count(chr(10), 0, match.start()) + 1}"
        for name in files()
        if name != "tests/test_house.py"
        for match in FORBIDDEN[what].finditer(text(name))
        if not any(word in match[0] for word in MADE_UP)
    ]
    assert found == [], f"{what} stands there"


@pytest.mark.parametrize(
    ("what", "example"),
    [
        ("a folder of somebody's machine", "see /home/" + "maria/labbot"),
        ("the address of a package index", "https://files.pythonhosted" + ".org/x"),
        ("a token or a key", "https://x/bot123456789" + ":AAE" + "b" * 32),
        ("a document that is not in the repository", "see reference/" + "\n  stack.md"),
    ],
)
def test_the_search_finds_what_it_looks_for(what: str, example: str) -> None:
    assert FORBIDDEN[what].search(example)


def test_nothing_is_called_anonymised_before_a_study_can_be_sealed() -> None:
    found = [name for name in files() if re.search(r"\b(anonym|dienw)", text(name), re.IGNORECASE)]
    assert without(found, THE_WORD) == [], "say pseudonymised, or nothing"
    assert set(THE_WORD) - set(found) == set(), "drop an exception that has no use"


# Papers.


def decisions() -> list[str]:
    return [name for name in files() if re.match(r"docs/decisions/\d", name)]


@pytest.mark.parametrize("page", decisions())
def test_every_decision_has_its_number_its_date_and_its_status(page: str) -> None:
    number = Path(page).name[:4]
    lines = text(page).splitlines()
    assert re.fullmatch(r"\d{4}-[a-z0-9-]+\.md", Path(page).name)
    assert lines[0].startswith(f"# {number}. ")
    assert date.fromisoformat(lines[2].removeprefix("Date: ")) >= date(2026, 1, 1)
    assert re.fullmatch(r"Status: (proposed|accepted|superseded by \d{4})", lines[3])
    assert f"({Path(page).name})" in text("docs/decisions/README.md"), "list it in docs/decisions/README.md"


def test_decisions_are_numbered_without_a_gap() -> None:
    numbers = [int(Path(page).name[:4]) for page in decisions()]
    assert numbers == list(range(1, len(numbers) + 1))


OWN_KINDS = {".py", ".md", ".yaml", ".po", ".ics", ".html", ".css", ".js", ".svg", ".toml", ".mako", ".lock"}
"""What we write ourselves. Another kind of file among those that run is data that came from somewhere."""


def provenance() -> list[dict[str, object]]:
    return list(tomllib.loads(text("docs/provenance.toml"))["file"])


def test_every_copied_file_is_there_unchanged_and_says_where_it_came_from() -> None:
    for one in provenance():
        assert {"path", "source", "licence", "retrieved", "sha256"} <= one.keys(), f"{one.get('path')} lacks something"
        assert hashlib.sha256((ROOT / str(one["path"])).read_bytes()).hexdigest() == one["sha256"], str(one["path"])


def test_every_file_that_looks_copied_is_listed() -> None:
    listed = {str(one["path"]) for one in provenance()}
    copied = [
        name
        for name in files()
        if re.search(r"(^|/)(vendor|vendored|third_party)/|\.min\.(js|css)$", name)
        or (name.split("/")[0] in PROGRAM and Path(name).suffix not in OWN_KINDS)
    ]
    assert [name for name in copied if name not in listed] == [], "list it in docs/provenance.toml"
