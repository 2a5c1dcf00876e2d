"""Staff and operator commands. Each says what it did in a sentence, or why not and what to do.

The databases and platforms are imported by the command that needs them, so that ``labbot --help`` answers at once.
"""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from adapters.cli.announcements import announce, announcement
from adapters.cli.checking import check
from adapters.cli.entrance import REFUSED, WORLD_FAILED, fail, group, places, settings, study_of, with_app
from adapters.cli.events import event
from adapters.cli.invitations import invite
from adapters.cli.questionnaires import questionnaire
from adapters.cli.staff import staff
from adapters.cli.waves import wave
from adapters.deployment import NotStarted
from bot.application.export import NotExported
from bot.application.ports import StoreUnavailable
from bot.settings import SettingsError

if TYPE_CHECKING:
    from adapters.wiring.app import App

app = typer.Typer(
    name="labbot",
    help="The participant community bot of an improvement lab.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
db = group("The databases' tables.")
app.add_typer(questionnaire, name="questionnaire")
app.add_typer(wave, name="wave")
app.add_typer(event, name="event")
app.add_typer(announcement, name="announcement")
app.add_typer(staff, name="staff")
app.add_typer(db, name="db")
app.command()(check)
app.command()(invite)
app.command()(announce)


def main() -> None:
    """The entry point; expected trouble is a sentence on stderr and an exit code, never a traceback."""
    try:
        app()
    except (SettingsError, NotStarted) as trouble:
        fail(str(trouble), REFUSED)
    except StoreUnavailable as trouble:
        fail(f"The database cannot be used: {trouble}", WORLD_FAILED)


@app.command()
def run() -> None:
    """Everything that is configured, in one process. Without tokens: the local demo."""
    from adapters.wiring.loops import run as run_app  # noqa: PLC0415  # as the top of the file says

    asyncio.run(run_app(settings(), typer.echo))


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

        found = study_of(labbot, study)
        pack = await labbot.export()(found.id, found.k)
        if isinstance(pack, NotExported):
            raise NotStarted(pack.why)
        try:
            files = csv.write(pack, out)
        except FileExistsError as there:
            raise NotStarted(str(there)) from None
        return "\n".join(str(file) for file in files)

    typer.echo(with_app(write))


@db.command("upgrade")
def db_upgrade() -> None:
    """Bring the tables of both databases up to this version. Back them up first."""
    from storage.migrate import NewerDatabase, Store, upgrade  # noqa: PLC0415  # as the top of the file says

    where = places()
    try:
        upgrade(Store.VAULT, where.vault.reveal())
        upgrade(Store.RESEARCH, where.research.reveal())
    except NewerDatabase as newer:
        raise NotStarted(str(newer)) from None
    typer.echo("Both databases are current.")


@db.command("check")
def db_check() -> None:
    """Open both databases and the keyring, and say whether all is well."""

    async def look(labbot: App) -> str:
        await labbot.vault.commit(lambda tx: None)
        return "Vault, research and keyring are in order."

    typer.echo(with_app(look))
