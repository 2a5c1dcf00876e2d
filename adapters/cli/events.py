"""``labbot event``: what stands in the lab's calendar."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

import typer

from adapters.calendars.faults import Faults
from adapters.cli.entrance import Json, group, with_app
from adapters.deployment import NotStarted
from bot.domain.event import AllDay, Event, Timed

if TYPE_CHECKING:
    from adapters.wiring.app import App

_WEEKS = timedelta(weeks=6)
event = group("The lab's events.")


@event.command("list")
def event_list(
    first: Annotated[datetime | None, typer.Option("--from", formats=["%Y-%m-%d"], help="First day; today.")] = None,
    last: Annotated[datetime | None, typer.Option("--to", formats=["%Y-%m-%d"], help="Last day; in six weeks.")] = None,
    as_json: Json = False,
) -> None:
    """What the calendar holds, the earliest first. Times are those of the event's own zone."""

    async def rows(labbot: App) -> tuple[Event, ...]:
        local = ZoneInfo(labbot.lab.zone)
        begins = first.date() if first else labbot.clock.now().astimezone(local).date()
        ends = last.date() if last else begins + _WEEKS
        if labbot.lab.events is None:
            raise NotStarted("the lab has no events: give it a calendar in lab.yaml, under `events`")
        if ends < begins:
            raise NotStarted("--to is before --from: turn them round")
        found = labbot.calendar().read(_midnight(begins, local), _midnight(ends + timedelta(days=1), local))
        if isinstance(found, Faults):
            file = labbot.lab.events.calendar
            raise NotStarted("\n".join(f"{file}:{one.line}: {one.message}. {one.remedy}" for one in found.all))
        return found

    found = with_app(rows)
    if as_json:
        typer.echo(json.dumps([_record(one) for one in found], ensure_ascii=False))
        return
    for one in found:
        typer.echo("  ".join(filter(None, (_said(one), one.title, one.location, one.url))))
    if not found:
        typer.echo("No events in this time.")


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone).astimezone(UTC)


def _span(one: Event) -> tuple[date, date]:
    """Its first and last moment, in its own zone; days for whole days."""
    match one.when:
        case Timed(starts=starts, ends=ends):
            return starts.astimezone(ZoneInfo(one.zone)), ends.astimezone(ZoneInfo(one.zone))
        case AllDay(first=first, last=last):
            return first, last


def _said(one: Event) -> str:
    starts, _ = _span(one)
    return f"{starts:%Y-%m-%d %H:%M} {one.zone}" if isinstance(starts, datetime) else f"{starts:%Y-%m-%d} all day"


def _record(one: Event) -> dict[str, str | bool | None]:
    starts, ends = _span(one)
    return {
        "starts": starts.isoformat(),
        "ends": ends.isoformat(),
        "all_day": isinstance(one.when, AllDay),
        "zone": one.zone,
        "title": one.title,
        "description": one.description,
        "location": one.location,
        "url": one.url,
    }
