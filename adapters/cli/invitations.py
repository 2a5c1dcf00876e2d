"""``labbot invite``: codes that let people in."""

from __future__ import annotations

import json
import secrets
from datetime import timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from adapters.cli.entrance import Json, with_app
from adapters.deployment import NotStarted
from bot.domain.ids import Group
from bot.domain.participant import Invitation

if TYPE_CHECKING:
    from adapters.wiring.app import App


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

    typer.echo(with_app(make))


def _told_invitation(made: Invitation, bot: str, as_json: bool) -> str:
    link = f"https://t.me/{bot}?start={made.code}" if bot else None
    last = None if made.last_day is None else made.last_day.isoformat()
    if as_json:
        return json.dumps({"code": made.code, "link": link, "uses": made.uses_left, "last_day": last})
    until = f", until {last}" if last else ""
    return f"{link or made.code}   ({made.uses_left} {'use' if made.uses_left == 1 else 'uses'}{until})"
