"""``labbot staff``: who runs the lab."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated

import typer

from adapters.cli.entrance import Json, group, with_app
from adapters.deployment import NotStarted
from bot.application.staff import Invited, NotInvited, Roll
from bot.domain.staff import Role

if TYPE_CHECKING:
    from adapters.wiring.app import App

staff = group("Who runs the lab: invite, list and remove.")


@staff.command("invite")
def staff_invite(
    name: Annotated[str, typer.Option(help="What they are called, in lists and in the audit.")],
    role: Annotated[list[Role], typer.Option(help="What they may do; may be repeated.")],
    as_json: Json = False,
) -> None:
    """Make a one-time code with which somebody makes themselves known to the bot. It is shown once."""

    async def make(labbot: App) -> Invited:
        outcome = await labbot.staffing().invite(name, frozenset(role))
        if isinstance(outcome, NotInvited):
            raise NotStarted(outcome.why)
        return outcome

    invited = with_app(make)
    typer.echo(json.dumps(_invited_json(invited)) if as_json else _told(invited))


@staff.command("list")
def staff_list(as_json: Json = False) -> None:
    """Everybody on the staff, and the codes that wait to be redeemed."""

    async def look(labbot: App) -> Roll:
        return await labbot.staffing().roll()

    roll = with_app(look)
    if as_json:
        typer.echo(json.dumps(_rows(roll), ensure_ascii=False))
        return
    for one in roll.staff:
        typer.echo(f"{one.name}  {', '.join(_role_names(one.roles))}  on {one.platform}")
    for waiting in roll.invited:
        typer.echo(f"{waiting.name}  {', '.join(_role_names(waiting.roles))}  invited, until {waiting.until}")
    if not roll.staff and not roll.invited:
        typer.echo("Nobody is on the staff yet. Begin with: labbot staff invite --name NAME --role admin")


@staff.command("remove")
def staff_remove(name: str) -> None:
    """Take somebody off the staff at once, or take their code back. What they announced goes on."""

    async def remove(labbot: App) -> None:
        if not await labbot.staffing().remove(name):
            raise NotStarted(f"nobody on the staff is called {name!r}: see labbot staff list")

    with_app(remove)
    typer.echo(f"{name} is no longer on the staff.")


def _told(invited: Invited) -> str:
    one = invited.invitation
    roles = ", ".join(_role_names(one.roles))
    return (
        f"A code for {one.name} ({roles}), for one use, until {one.until}:\n\n"
        f"    {invited.code}\n\n"
        "They send it to the bot, in a private chat:\n"
        f"  Telegram   /start {invited.code}\n"
        f"  Slack      /lab start {invited.code}, or start {invited.code} as a direct message\n\n"
        "It is shown this once: only its hash is kept. Inviting the same name again makes this code void."
    )


def _invited_json(invited: Invited) -> dict[str, object]:
    one = invited.invitation
    return {"code": invited.code, "name": one.name, "roles": _role_names(one.roles), "until": one.until.isoformat()}


def _rows(roll: Roll) -> list[dict[str, object]]:
    """One form for both: who is there has a platform, who is invited has a day."""
    there: list[dict[str, object]] = [
        {"name": one.name, "roles": _role_names(one.roles), "state": "active", "platform": one.platform, "until": None}
        for one in roll.staff
    ]
    invited: list[dict[str, object]] = [
        {
            "name": one.name,
            "roles": _role_names(one.roles),
            "state": "invited",
            "platform": None,
            "until": one.until.isoformat(),
        }
        for one in roll.invited
    ]
    return there + invited


def _role_names(roles: frozenset[Role]) -> list[str]:
    return sorted(role.value for role in roles)
