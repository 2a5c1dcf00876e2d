"""Staff and operator commands. Each says what it did in a sentence, or why not and what to do.

The databases and platforms are imported by the command that needs them, so that ``labbot --help`` answers at once.
"""

from __future__ import annotations

import asyncio
import json
import secrets
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn, TypeVar

import typer

from adapters.deployment import NotStarted, deployment
from adapters.lab import Faults, read_lab
from bot.application.close_wave import NotClosed, When
from bot.application.export import NotExported
from bot.application.ports import StoreUnavailable
from bot.application.prompt import NothingToAsk
from bot.application.release import Released, Waiting
from bot.domain.ids import FormId, Group, StudyId, WaveNumber
from bot.domain.lab import Study
from bot.domain.participant import Invitation
from bot.domain.wave import Wave, WaveState
from bot.settings import Settings, SettingsError, read

if TYPE_CHECKING:
    from adapters.wiring import App

T = TypeVar("T")
REFUSED, WORLD_FAILED = 1, 3

app = typer.Typer(
    name="labbot",
    help="The participant community bot of an improvement lab.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
wave = typer.Typer(help="The rounds of a study: list them, prompt, close and release.", no_args_is_help=True)
db = typer.Typer(help="The databases' tables.", no_args_is_help=True)
app.add_typer(wave, name="wave")
app.add_typer(db, name="db")

Json = Annotated[bool, typer.Option("--json", help="Print JSON with stable keys.")]
Yes = Annotated[bool, typer.Option("--yes", help="Do not ask.")]


def main() -> None:
    """The entry point; expected trouble is a sentence on stderr and an exit code, never a traceback."""
    try:
        app()
    except (SettingsError, NotStarted) as trouble:
        _fail(str(trouble), REFUSED)
    except StoreUnavailable as trouble:
        _fail(f"The database cannot be used: {trouble}", WORLD_FAILED)


@app.command()
def run() -> None:
    """Everything that is configured, in one process. Without tokens: the local demo."""
    from adapters.wiring import run as run_app  # noqa: PLC0415  # as the top of the file says

    asyncio.run(run_app(_settings(), typer.echo))


@app.command()
def check(
    lab_dir: Annotated[Path | None, typer.Argument(help="A lab folder; the configured one when left out.")] = None,
    as_json: Json = False,
) -> None:
    """Check a lab folder: file:line: what is wrong, and what to do."""
    folder = lab_dir or deployment(_settings(), Path.cwd()).lab
    found = read_lab(folder)
    faults = list(found) if isinstance(found, Faults) else []
    if as_json:
        rows = [{"file": one.file, "line": one.line, "message": one.message, "remedy": one.remedy} for one in faults]
        typer.echo(json.dumps({"ok": not faults, "faults": rows}, ensure_ascii=False))
    else:
        for fault in faults:
            typer.echo(str(fault), err=True)
        if not faults:
            typer.echo(f"{folder}: no faults")
    if faults:
        raise typer.Exit(REFUSED)


@app.command()
def invite(
    group: Annotated[list[str] | None, typer.Option(help="A group that the code gives; may be repeated.")] = None,
    uses: Annotated[int, typer.Option(help="How many people may use it.", min=1)] = 1,
    days: Annotated[int | None, typer.Option(help="For how many days it is good.", min=1)] = None,
    bot: Annotated[str, typer.Option(help="The bot's Telegram name, for a link.")] = "",
    as_json: Json = False,
) -> None:
    """Make an invitation code."""

    async def make(labbot: App) -> str:
        unknown = sorted(set(group or ()) - set(labbot.lab.groups))
        if unknown:
            raise NotStarted(f"no group {unknown[0]!r}; the lab's groups are: {', '.join(labbot.lab.groups)}")
        last = None if days is None else labbot.clock.now().date() + timedelta(days=days)
        code = secrets.token_hex(6)
        groups = frozenset(Group(one) for one in group or ())
        invitation = Invitation(code=code, groups=groups, uses_left=uses, last_day=last)
        await labbot.vault.commit(lambda tx: tx.add_invitation(invitation))
        return _told_invitation(invitation, bot, as_json)

    typer.echo(_with_app(make))


def _told_invitation(made: Invitation, bot: str, as_json: bool) -> str:
    link = f"https://t.me/{bot}?start={made.code}" if bot else None
    last = None if made.last_day is None else made.last_day.isoformat()
    if as_json:
        return json.dumps({"code": made.code, "link": link, "uses": made.uses_left, "last_day": last})
    until = f", until {last}" if last else ""
    return f"{link or made.code}   ({made.uses_left} {'use' if made.uses_left == 1 else 'uses'}{until})"


@wave.command("list")
def wave_list(study: str | None = None, as_json: Json = False) -> None:
    """Every wave that was begun, and how it stands."""

    async def rows(labbot: App) -> list[Wave]:
        found: list[Wave] = []
        for one in labbot.lab.studies:
            if study in (None, one.id):
                found += await labbot.vault.commit(lambda tx, one=one: tx.waves(one.id))  # type: ignore[misc]  # default
        return found

    found = _with_app(rows)
    if as_json:
        typer.echo(json.dumps([{"study": w.study, "wave": w.number, "state": w.state.value} for w in found]))
        return
    for w in found:
        typer.echo(f"{w.study}  wave {w.number}  {w.state.value}")
    if not found:
        typer.echo("No wave has been begun yet.")


@wave.command("prompt")
def wave_prompt(study: str, form: str) -> None:
    """Queue this wave's prompt to everybody whom it asks. Doing it twice asks nobody twice."""

    async def ask(labbot: App) -> str:
        outcome = await labbot.prompt()(StudyId(study), FormId(form))
        if isinstance(outcome, NothingToAsk):
            raise NotStarted(outcome.why)
        return f"{outcome.queued} queued; in quiet hours they wait for the morning."

    typer.echo(_with_app(ask))


@wave.command("close")
def wave_close(
    study: str,
    number: Annotated[int | None, typer.Argument(help="Which wave; the earliest open one when left out.")] = None,
    early: Annotated[bool, typer.Option(help="Before its time; unfinished check-ins are deleted.")] = False,
    yes: Yes = False,
) -> None:
    """Close a wave and release what passes the gate."""
    if not yes:
        typer.confirm("Close it? What was not sent in is deleted.", abort=True)

    async def close(labbot: App) -> str:
        found = _study(labbot, study)
        which = WaveNumber(number) if number is not None else await _earliest_open(labbot, found)
        outcome = await labbot.close_wave()(found.id, which, When.EARLY if early else When.WHEN_OVER)
        if isinstance(outcome, NotClosed):
            raise NotStarted(outcome.why)
        return f"Wave {which} is closed.\n" + await _release(labbot, found)

    typer.echo(_with_app(close))


@wave.command("release")
def wave_release(study: str) -> None:
    """Try the gate again for closed waves that are waiting, or finish a release that was cut off."""

    async def release(labbot: App) -> str:
        return await _release(labbot, _study(labbot, study))

    typer.echo(_with_app(release))


async def _release(labbot: App, study: Study) -> str:
    match await labbot.release()(study):
        case Released(wave=label, replies=n, some_held=held):
            more = " Some replies are held for a later wave." if held else ""
            return f"Wave {label}: {n} replies have been released and its key is destroyed.{more}"
        case Waiting(why=why):
            return "Nothing has been released; every reply still waits, locked.\n" + "\n".join(
                f"  {one}" for one in why
            )


def _study(labbot: App, study: str) -> Study:
    found = labbot.lab.study(StudyId(study))
    if found is None:
        names = ", ".join(one.id for one in labbot.lab.studies)
        raise NotStarted(f"there is no study {study!r}; studies are: {names}")
    return found


async def _earliest_open(labbot: App, study: Study) -> WaveNumber:
    waves = await labbot.vault.commit(lambda tx: tx.waves(study.id))
    found = next((w.number for w in waves if w.state is WaveState.OPEN), None)
    if found is None:
        raise NotStarted(f"no wave of {study.id!r} is open")
    return found


@app.command()
def export(
    study: str,
    out: Annotated[Path, typer.Option(help="An empty folder, which is made.")],
    form: Annotated[str, typer.Option("--format", help="Only csv so far.")] = "csv",
) -> None:
    """Write a study's released replies and their codebook."""
    if form != "csv":
        raise NotStarted(f"format {form!r} is not written yet; use --format csv")

    async def write(labbot: App) -> str:
        from adapters.formats import csv  # noqa: PLC0415  # as the top of the file says

        found = _study(labbot, study)
        pack = await labbot.export()(found.id, found.k)
        if isinstance(pack, NotExported):
            raise NotStarted(pack.why)
        try:
            files = csv.write(pack, out)
        except FileExistsError as there:
            raise NotStarted(str(there)) from None
        return "\n".join(str(file) for file in files)

    typer.echo(_with_app(write))


@db.command("upgrade")
def db_upgrade() -> None:
    """Bring the tables of both databases up to this version. Back them up first."""
    from storage.migrate import NewerDatabase, Store, upgrade  # noqa: PLC0415  # as the top of the file says

    places = deployment(_settings(), Path.cwd())
    try:
        upgrade(Store.VAULT, places.vault.reveal())
        upgrade(Store.RESEARCH, places.research.reveal())
    except NewerDatabase as newer:
        raise NotStarted(str(newer)) from None
    typer.echo("Both databases are current.")


@db.command("check")
def db_check() -> None:
    """Open both databases and the keyring, and say whether all is well."""

    async def look(labbot: App) -> str:
        await labbot.vault.commit(lambda tx: None)
        return "Vault, research and keyring are in order."

    typer.echo(_with_app(look))


def _with_app(do: Callable[[App], Awaitable[T]]) -> T:
    from adapters.wiring import opened  # noqa: PLC0415  # as the top of the file says

    settings = _settings()

    async def inside() -> T:
        async with opened(settings) as labbot:
            return await do(labbot)

    return asyncio.run(inside())


def _settings() -> Settings:
    return read()


def _fail(message: str, code: int) -> NoReturn:
    typer.echo(message, err=True)
    raise SystemExit(code)
