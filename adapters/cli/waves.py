"""``labbot wave``: the rounds of a study."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated

import typer

from adapters.cli.entrance import Json, Yes, group, study_of, with_app
from adapters.deployment import NotStarted
from bot.application.close_wave import NotClosed, When
from bot.application.plan import NothingToAsk
from bot.application.release import Released, Waiting
from bot.domain.ids import FormId, StudyId, WaveNumber
from bot.domain.lab import Study
from bot.domain.wave import Wave, WaveState

if TYPE_CHECKING:
    from adapters.wiring.app import App

wave = group("The rounds of a study: list them, prompt, close and release.")


@wave.command("list")
def wave_list(study: str | None = None, as_json: Json = False) -> None:
    """Every wave that was begun, and how it stands."""

    async def rows(labbot: App) -> list[Wave]:
        found: list[Wave] = []
        for one in labbot.lab.studies:
            if study in (None, one.id):
                found += await labbot.vault.commit(lambda tx, one=one: tx.waves(one.id))  # type: ignore[misc]  # default
        return found

    found = with_app(rows)
    if as_json:
        typer.echo(json.dumps([{"study": w.study, "wave": w.number, "state": w.state.value} for w in found]))
        return
    for w in found:
        typer.echo(f"{w.study}  wave {w.number}  {w.state.value}")
    if not found:
        typer.echo("No wave has been begun yet.")


@wave.command("prompt")
def wave_prompt(study: str, form: str) -> None:
    """Ask this wave's form now, without waiting for the clock. Doing it twice asks nobody twice."""

    async def ask(labbot: App) -> str:
        outcome = await labbot.plan().ask_now(StudyId(study), FormId(form))
        if isinstance(outcome, NothingToAsk):
            raise NotStarted(outcome.why)
        queued = await labbot.prompt()()
        return f"{outcome} asked now: {queued} queued; in quiet hours they wait for the morning."

    typer.echo(with_app(ask))


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
        found = study_of(labbot, study)
        which = WaveNumber(number) if number is not None else await _earliest_open(labbot, found)
        outcome = await labbot.close_wave()(found.id, which, When.EARLY if early else When.WHEN_OVER)
        if isinstance(outcome, NotClosed):
            raise NotStarted(outcome.why)
        return f"Wave {which} is closed.\n" + await _release(labbot, found)

    typer.echo(with_app(close))


@wave.command("release")
def wave_release(study: str) -> None:
    """Try the gate again for closed waves that are waiting, or finish a release that was cut off."""

    async def release(labbot: App) -> str:
        return await _release(labbot, study_of(labbot, study))

    typer.echo(with_app(release))


async def _release(labbot: App, study: Study) -> str:
    match await labbot.release()(study):
        case Released(wave=label, replies=n, some_held=held):
            more = " Some replies are held for a later wave." if held else ""
            return f"Wave {label}: {n} replies have been released and its key is destroyed.{more}"
        case Waiting(why=why):
            return "Nothing has been released; every reply still waits, locked.\n" + "\n".join(
                f"  {one}" for one in why
            )


async def _earliest_open(labbot: App, study: Study) -> WaveNumber:
    waves = await labbot.vault.commit(lambda tx: tx.waves(study.id))
    found = next((w.number for w in waves if w.state is WaveState.OPEN), None)
    if found is None:
        raise NotStarted(f"no wave of {study.id!r} is open")
    return found
