"""``labbot announce`` and ``labbot announcement``: a message to many people, and what became of it."""

from __future__ import annotations

import asyncio
import contextlib
import json
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from adapters.cli.entrance import Json, Yes, group, with_app
from adapters.deployment import NotStarted
from bot.application.announce import Announce, NotSent, Standing
from bot.domain.announcement import (
    LONGEST,
    Announcement,
    AnnouncementState,
    Audience,
    CopyState,
    Draft,
    Receipt,
    excerpt,
)
from bot.domain.disclosure import SUPPRESSED_BELOW, publishable
from bot.domain.ids import AnnouncementId, Group
from bot.domain.lab import Lab

if TYPE_CHECKING:
    from adapters.wiring.app import App

announcement = group("Announcements that were sent: list, show and cancel.")

EVERYBODY = "all"
LOOK_EVERY_S = 0.5  # seconds between two looks at the database while it is being sent
SHOWN_ID = 8  # digits of an id in a list; a command takes any beginning that fits one announcement only

COPIES = {
    CopyState.DELIVERED: "delivered",
    CopyState.BLOCKED: "blocked: their chat is closed to us",
    CopyState.OPTED_OUT: "opted out after it was queued",
    CopyState.EXPIRED: "expired before they could be written to",
    CopyState.FAILED: "failed: the platform refused it",
    CopyState.IN_DOUBT: "in doubt: it may have arrived, and is not sent again",
    CopyState.CANCELLED: "cancelled",
    CopyState.WAITING: "waiting",
}

Identity = Annotated[str, typer.Argument(metavar="ID", help="Its id, or the beginning of it.")]

Step = Callable[[Receipt], None]
"""Shows how far it has got."""


def announce(
    file: Annotated[Path, typer.Argument(help="The text, as UTF-8.")],
    to: Annotated[list[str], typer.Option(help="A group that gets it, or all; may be repeated.")],
    not_to: Annotated[list[str] | None, typer.Option(help="A group that does not; may be repeated.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would be sent, and to how many.")] = False,
    yes: Yes = False,
) -> None:
    """Send a text to groups of participants: preview, count, confirm, progress, receipt."""
    text = _text(file)
    draft, audience = with_app(lambda labbot: _counted(labbot, text, to, not_to or []))
    typer.echo(f"{text}\n\n{_forecast(audience)}", err=not audience.targeted)
    if not audience.targeted:
        raise NotStarted("Nobody would get it, so nothing was sent.")
    if dry_run:
        return
    if not yes:
        typer.confirm("Send it now?", abort=True)
    with_app(lambda labbot: _sent(labbot, draft))


@announcement.command("list")
def announcement_list(as_json: Json = False) -> None:
    """Every announcement that was sent, the latest first."""

    async def look(labbot: App) -> tuple[Standing, ...]:
        return await labbot.announce().sent()

    found = with_app(look)
    if as_json:
        typer.echo(json.dumps([_as_json(one) for one in found], ensure_ascii=False))
        return
    for one in found:
        typer.echo(
            f"{one.announcement.id.hex()[:SHOWN_ID]}  {_headline(one)}"
            f"  {one.receipt.count(CopyState.DELIVERED)} of {one.receipt.targeted}"
            f"  {excerpt(one.announcement.draft.text)}"
        )
    if not found:
        typer.echo("No announcement has been sent yet.")


@announcement.command("show")
def announcement_show(identity: Identity, as_json: Json = False) -> None:
    """One announcement, and what became of its copies."""
    one = with_app(lambda labbot: _one(labbot, identity))
    if as_json:
        typer.echo(json.dumps(_as_json(one), ensure_ascii=False))
        return
    draft = one.announcement.draft
    typer.echo(f"{one.announcement.id.hex()}  {_headline(one)}\nTo: {_whom(draft)}\n\n{draft.text}\n")
    typer.echo(_receipt(one.receipt))


@announcement.command("cancel")
def announcement_cancel(identity: Identity, yes: Yes = False) -> None:
    """Stop all of it that is not in the air already."""
    if not yes:
        typer.confirm("Stop sending it?", abort=True)

    async def stop(labbot: App) -> Receipt:
        found = (await _one(labbot, identity)).announcement
        verb = labbot.announce()
        if not await verb.cancel(found.id):
            raise NotStarted(f"it is not being sent: it is {_state(found)}")
        await verb()
        return (await _standing(verb, found.id)).receipt

    typer.echo(f"Stopped. What is in the air still arrives.\n{_receipt(with_app(stop))}")


# What is sent, and to whom.


def _text(file: Path) -> str:
    try:
        text = file.read_text(encoding="utf-8").strip()
    except UnicodeDecodeError:
        raise NotStarted(f"{file} is not UTF-8 text; save it as UTF-8") from None
    except OSError as trouble:
        raise NotStarted(f"{file} cannot be read: {trouble.strerror}") from None
    if not 1 <= len(text) <= LONGEST:
        raise NotStarted(f"an announcement has 1 to {LONGEST} characters; {file} has {len(text)}")
    return text


async def _counted(labbot: App, text: str, to: list[str], not_to: list[str]) -> tuple[Draft, Audience]:
    include = None if EVERYBODY in to else _groups(labbot.lab, to)
    draft = Draft(text=text, include=include, exclude=_groups(labbot.lab, not_to))
    return draft, await labbot.announce().count(draft)


def _groups(lab: Lab, named: list[str]) -> frozenset[Group]:
    """The groups of those names. Raises NotStarted with the names that there are."""
    for name in named:
        if name not in lab.groups:
            raise NotStarted(f"no group {name!r}; the lab's groups are: {', '.join((EVERYBODY, *lab.groups))}")
    return frozenset(map(Group, named))


def _forecast(audience: Audience) -> str:
    """Who gets it and who does not, in numbers that single nobody out."""
    lines = [f"People who get it: {_about(audience.targeted)}"]
    reasons = {
        "have not agreed to announcements": audience.no_consent,
        "have stopped or paused": audience.stopped,
        "cannot be reached": audience.unreachable,
    }
    lines += [f"People who do not, because they {why}: {_about(n)}" for why, n in reasons.items() if n]
    return "\n".join(lines)


def _about(n: int) -> str:
    shown = publishable(n)
    return f"fewer than {SUPPRESSED_BELOW}" if shown is None else f"about {shown}" if shown else "none"


# While it is being sent.


async def _sent(labbot: App, draft: Draft) -> None:
    left = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGINT, left.set)  # before anything is sent
    verb = labbot.announce()
    begun = await verb.start(draft)
    if isinstance(begun, NotSent):
        raise NotStarted("Nobody would get it any more, so nothing was sent.")
    short = begun.id.hex()[:SHOWN_ID]
    typer.echo(f"Announcement {short} is on its way. A running `labbot run` sends it.")
    stands = await _followed(verb, begun.id, left)
    if not stands.announcement.ended:
        typer.echo(f"It goes on without this command. See: labbot announcement show {short}")
    typer.echo(_receipt(stands.receipt))


async def _followed(verb: Announce, identity: AnnouncementId, left: asyncio.Event) -> Standing:
    """How it stands once it has ended, or when `left` is set; until then it is shown how far it has got."""
    with _progress() as show:
        while True:
            await verb()
            stands = await _standing(verb, identity)
            show(stands.receipt)
            if stands.announcement.ended or left.is_set():
                return stands
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(left.wait(), timeout=LOOK_EVERY_S)


@contextmanager
def _progress() -> Iterator[Step]:
    """A bar on a terminal; elsewhere a line whenever something has changed."""
    from rich.console import Console  # noqa: PLC0415  # only what shows a bar waits for it
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn  # noqa: PLC0415  # the same

    console = Console(stderr=True)
    if not console.is_terminal:
        yield _Lines()
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=console) as bar:
        task = bar.add_task("Settled", total=None)
        yield lambda receipt: bar.update(task, completed=receipt.settled, total=receipt.targeted)


class _Lines:
    """Says how far it has got, whenever that is further than before."""

    def __init__(self) -> None:
        self._said = ""

    def __call__(self, receipt: Receipt) -> None:
        line = f"{receipt.settled} of {receipt.targeted} settled"
        if line != self._said:
            self._said = line
            typer.echo(line, err=True)


# What became of it.


async def _standing(verb: Announce, identity: AnnouncementId) -> Standing:
    found = await verb.standing(identity)
    if found is None:
        raise NotStarted("the announcement is no longer there")
    return found


async def _one(labbot: App, identity: str) -> Standing:
    """The one whose id begins so. Raises NotStarted when none does, or several do."""
    sent = await labbot.announce().sent()
    fitting = [one for one in sent if identity and one.announcement.id.hex().startswith(identity.casefold())]
    if len(fitting) != 1:
        why = "more than one announcement has" if fitting else "no announcement has"
        raise NotStarted(f"{why} an id that begins with {identity!r}: see labbot announcement list")
    return fitting[0]


def _headline(one: Standing) -> str:
    return f"{one.announcement.started:%Y-%m-%d %H:%M} UTC  {one.by or 'command line'}  {_state(one.announcement)}"


def _state(one: Announcement) -> str:
    is_stopping = one.state is AnnouncementState.CANCELLED and not one.ended
    return "being cancelled" if is_stopping else one.state.value


def _whom(draft: Draft) -> str:
    include = EVERYBODY if draft.include is None else ", ".join(sorted(draft.include))
    return include + (f", not {', '.join(sorted(draft.exclude))}" if draft.exclude else "")


def _receipt(receipt: Receipt) -> str:
    """Every number, and their sum: whoever has this command line has the database too."""
    counted = [(receipt.count(state), says) for state, says in COPIES.items() if receipt.count(state)]
    return "\n".join(f"{n:>7}  {says}" for n, says in [*counted, (receipt.targeted, "in all")])


def _as_json(standing: Standing) -> dict[str, object]:
    one, receipt = standing.announcement, standing.receipt
    return {
        "id": one.id.hex(),
        "state": one.state.value,
        "ended": one.ended,
        "started": one.started.isoformat(),
        "by": standing.by,
        "to": [EVERYBODY] if one.draft.include is None else sorted(one.draft.include),
        "not_to": sorted(one.draft.exclude),
        "text": one.draft.text,
        "receipt": {"targeted": receipt.targeted, **{state.value: receipt.count(state) for state in CopyState}},
    }
