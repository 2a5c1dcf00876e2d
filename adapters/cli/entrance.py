"""What every command needs: the settings, the app with its stores open, and how trouble is told."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn, TypeVar

import typer

from adapters.deployment import Deployment, NotStarted, deployment
from bot.domain.ids import StudyId
from bot.domain.lab import Study
from bot.settings import Settings, read

if TYPE_CHECKING:
    from adapters.wiring.app import App

T = TypeVar("T")
REFUSED, WORLD_FAILED = 1, 3

Json = Annotated[bool, typer.Option("--json", help="Print JSON with stable keys.")]
Yes = Annotated[bool, typer.Option("--yes", help="Do not ask.")]


def group(help_text: str) -> typer.Typer:
    """Commands under one noun."""
    return typer.Typer(help=help_text, no_args_is_help=True)


def with_app(do: Callable[[App], Awaitable[T]]) -> T:
    """What `do` gives, with the stores open. Raises NotStarted when they cannot be opened."""
    from adapters.wiring.app import opened  # noqa: PLC0415  # databases and platforms only where a command needs them

    settings = read()

    async def inside() -> T:
        async with opened(settings) as labbot:
            return await do(labbot)

    return asyncio.run(inside())


def settings() -> Settings:
    return read()


def places() -> Deployment:
    return deployment(read(), Path.cwd())


def study_of(labbot: App, study: str) -> Study:
    """The study of that id. Raises NotStarted with the ids there are."""
    found = labbot.lab.study(StudyId(study))
    if found is None:
        names = ", ".join(one.id for one in labbot.lab.studies)
        raise NotStarted(f"there is no study {study!r}; studies are: {names}")
    return found


def fail(message: str, code: int) -> NoReturn:
    typer.echo(message, err=True)
    raise SystemExit(code)
