"""The documents say what the program does: its commands, its settings, its log events, its refusals."""

from __future__ import annotations

import ast
import re
import uuid
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import psycopg
import pytest
import typer
from sqlalchemy.engine import URL, make_url

import tasks
from adapters.cli.commands import app
from bot.settings import Settings
from storage.migrate import Store, upgrade
from tests.postgres import Server, libpq_address

ROOT = Path(__file__).resolve().parent.parent
PAGES = tuple(
    sorted(str(page.relative_to(ROOT)) for page in (*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")) if page.is_file())
)
OPERATING = (ROOT / "docs" / "operating.md").read_text(encoding="utf-8")
README = (ROOT / "README.md").read_text(encoding="utf-8")


def read(page: str) -> str:
    return (ROOT / page).read_text(encoding="utf-8")


# Commands


def commands() -> dict[str, set[str]]:
    """Every command of the command line, such as ``labbot wave close``, with its options."""
    found: dict[str, set[str]] = {}

    def walk(command: object, name: str) -> None:
        below = getattr(command, "commands", None)
        if below:
            for word, each in below.items():
                walk(each, f"{name} {word}")
            return
        found[name] = {
            option
            for one in getattr(command, "params", ())
            for option in one.opts
            if option.startswith("--") and option != "--help"
        }

    walk(typer.main.get_command(app), "labbot")
    return found


@pytest.mark.parametrize("command", sorted(commands()))
def test_every_command_and_option_is_documented(command: str) -> None:
    row = next((line for line in OPERATING.splitlines() if re.match(rf"\| `{command}[ `]", line)), "")
    assert row, f"docs/operating.md has no row for `{command}`"
    assert [option for option in sorted(commands()[command]) if option not in row] == []


def spoken() -> Iterator[tuple[str, str]]:
    """Every ``labbot …`` that a page names as code, with its page."""
    for page in PAGES:
        for code in re.findall(r"`([^`\n]+)`|^(?: {3,})?(python3 tasks\.py .*)$", read(page), re.MULTILINE):
            for words in re.findall(r"(?:^|tasks\.py )labbot ([a-z]+(?: [a-z]+)?)", code[0] or code[1]):
                yield page, words


def test_no_page_names_a_command_that_is_not_there() -> None:
    known = {name.removeprefix("labbot ") for name in commands()}
    groups = {name.split()[0] for name in known if " " in name}
    unknown = [
        f"{page}: labbot {words}"
        for page, words in spoken()
        if (words not in known if words.split()[0] in groups else words.split()[0] not in known)
    ]
    assert unknown == []
    assert len(list(spoken())) > 10, "the check no longer finds what it looks for"


def test_every_job_of_the_task_file_is_explained_to_those_who_work_on_it() -> None:
    told = set(re.findall(r"python3 tasks\.py ([a-z0-9]+)", read("CONTRIBUTING.md")))
    assert told >= set(tasks.COMMANDS)


def test_every_page_names_only_jobs_that_the_task_file_has() -> None:
    named = {name for page in PAGES for name in re.findall(r"python3 tasks\.py ([a-z0-9]+)", read(page))}
    assert named <= set(tasks.COMMANDS)


# Settings


@pytest.mark.parametrize("name", sorted(Settings.model_fields))
def test_every_setting_is_documented_with_its_default(name: str) -> None:
    field = Settings.model_fields[name]
    row = next((line for line in OPERATING.splitlines() if line.startswith(f"| `{name.upper()}` |")), "")
    assert row, f"docs/operating.md has no row for {name.upper()}"
    if field.default is not None:
        assert f"| `{field.default}` |" in row
    assert ("secret" in row) == ("SecretStr" in str(field.annotation))


# Log events and refusals


@cache
def program() -> tuple[ast.AST, ...]:
    """Every node of the program."""
    found: list[ast.AST] = []
    for folder in ("bot", "adapters", "storage"):
        for file in sorted((ROOT / folder).rglob("*.py")):
            found += ast.walk(ast.parse(file.read_text(encoding="utf-8")))
    return tuple(found)


def events(*levels: str) -> set[str]:
    """The names of the events that are logged at those levels."""
    found = set()
    for node in program():
        match node:
            case ast.Call(
                func=ast.Attribute(value=ast.Name(id="log"), attr=level), args=[ast.Constant(value=str(event)), *_]
            ) if level in levels:
                found.add(event)
    return found


def documented_events() -> set[str]:
    section = OPERATING.partition("## Logs")[2].partition("\n## ")[0]
    return {name for row in section.splitlines() for name in re.findall(r"`([a-z]+\.[a-z_]+)`", row.split(" | ")[0])}


def test_every_event_that_wants_an_operator_is_explained() -> None:
    assert events("warning", "error", "critical") - documented_events() == set()


def test_every_event_that_is_explained_exists() -> None:
    assert documented_events() - events("debug", "info", "warning", "error", "critical") == set()


def refusals() -> list[str]:
    section = OPERATING.partition("## When it will not start")[2].partition("\n## ")[0]
    rows = [row.split("|")[1] for row in section.splitlines() if row.startswith("| `")]
    return [said for row in rows for said in re.findall(r"`([^`]+)`", row) if said != "NAME …. Example: NAME=…"]


@pytest.mark.parametrize("said", refusals())
def test_every_refusal_that_is_explained_is_said_by_the_program(said: str) -> None:
    sentences = [node.value for node in program() if isinstance(node, ast.Constant) and isinstance(node.value, str)]
    parts = [part.strip() for part in said.split("…") if len(part.strip()) > 3]
    assert [part for part in parts if not any(part in sentence for sentence in sentences)] == []


# PostgreSQL


def blocks(language: str) -> list[str]:
    section = OPERATING.partition("## PostgreSQL")[2]
    return re.findall(rf"```{language}\n(.*?)```", section, re.DOTALL)


def refused(address: str) -> bool:
    """Whether the server lets this role into this database."""
    try:
        psycopg.connect(address).close()
    except psycopg.OperationalError:
        return True
    return False


def test_the_roles_of_the_manual_are_kept_apart_and_can_do_their_work(postgres_server: Server) -> None:
    mark = uuid.uuid4().hex[:8]
    roles, grants = (block.replace("labbot_", f"labbot_{mark}_") for block in blocks("sql"))
    names = re.findall(r"CREATE ROLE (\w+)", roles)
    vault, research, analyst = names

    def url(role: str, database: str) -> URL:
        return postgres_server.url.set(username=role, database=database)

    with psycopg.connect(libpq_address(postgres_server.url), autocommit=True) as superuser:
        try:
            for statement in filter(None, map(str.strip, roles.split(";"))):
                superuser.execute(statement.encode())
            with psycopg.connect(libpq_address(url(research, research)), autocommit=True) as owner:
                owner.execute(grants.encode())
            upgrade(Store.VAULT, url(vault, vault))
            upgrade(Store.RESEARCH, url(research, research))
            assert refused(libpq_address(url(research, vault)))
            assert refused(libpq_address(url(analyst, vault)))
            assert refused(libpq_address(url(vault, research)))
            with psycopg.connect(libpq_address(url(analyst, research))) as reader:
                assert reader.execute("SELECT count(*) FROM response").fetchone() == (0,)
                with pytest.raises(psycopg.errors.InsufficientPrivilege):
                    reader.execute("DELETE FROM response")
        finally:
            for database in (vault, research):
                superuser.execute(f"DROP DATABASE IF EXISTS {database} WITH (FORCE)".encode())
            for role in (analyst, research, vault):
                superuser.execute(f"DROP ROLE IF EXISTS {role}".encode())


def test_the_addresses_of_the_manual_can_be_read() -> None:
    addresses = re.findall(r"^(?:RESEARCH_)?DATABASE_URL=(\S+)$", OPERATING, re.MULTILINE)
    assert [make_url(address).drivername for address in addresses] == ["postgresql+psycopg"] * 2


# Links


@pytest.mark.parametrize("page", PAGES)
def test_every_link_to_a_file_leads_somewhere(page: str) -> None:
    targets = re.findall(r"\]\(([^)#\s]+)", read(page))
    near = [target for target in targets if not re.match(r"[a-z]+:", target)]
    assert [target for target in near if not ((ROOT / page).parent / target).exists()] == []


def test_the_front_page_is_short_and_leads_to_every_document() -> None:
    assert README.count("\n") < 120
    assert [page for page in PAGES if page.startswith("docs/") and page.count("/") == 1 and page not in README] == []


def test_no_page_shouts() -> None:
    code = re.compile(r"```.*?```|`[^`\n]*`|!\[", re.DOTALL)
    assert [page for page in PAGES if "!" in code.sub("", read(page))] == []
