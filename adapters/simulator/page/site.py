"""The routes of the page, its files, and who may ask for them."""

from __future__ import annotations

import asyncio
import mimetypes
from collections.abc import Awaitable, Callable
from importlib.resources import files

from aiohttp import web

from adapters.simulator.loopback import SECURITY_HEADERS, refusal_of
from adapters.simulator.page.asked import Json, gone
from adapters.simulator.page.desks import DeskSide
from adapters.simulator.page.phones import PhoneSide
from adapters.simulator.page.stage import Stage
from adapters.simulator.page.streams import Streams

_STATIC = files("adapters.simulator") / "static"
_KINDS = (".css", ".js", ".svg")

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def mount(app: web.Application, stage: Stage) -> None:
    """Add the page's routes to an application; the stand-ins are the caller's to open and close."""
    site = _Site(stage)
    phones, desks = site.phones, site.desks
    app.router.add_get("/", _guarded(_index))
    app.router.add_get("/simulator/events", _guarded(site.streams.serve))
    app.router.add_get("/simulator/phones/{phone}", _guarded(phones.phone))
    app.router.add_get("/simulator/desks/{desk}", _guarded(desks.desk))
    app.router.add_get("/simulator/pictures/phone/{picture}", _guarded(phones.picture))
    app.router.add_get("/simulator/pictures/desk/{picture}", _guarded(desks.picture))
    app.router.add_get("/simulator/{name}", _guarded(_file))
    for action in (phones.start, phones.send, phones.press, phones.block, phones.unblock):
        app.router.add_post(f"/simulator/{action.__name__}", _guarded(action))
    for action in (desks.open, desks.send, desks.press, desks.choose, desks.enter, desks.submit, desks.close):
        app.router.add_post(f"/simulator/slack/{action.__name__}", _guarded(action))
    stage.phones.tg.platform.world.listeners.append(phones.changed)
    stage.desks.slack.listeners.append(desks.changed)
    app.on_shutdown.append(site.streams.close)


class _Site:
    """Both sides and the streams that tell of them."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.streams = Streams(self._everything)
        self.phones = PhoneSide(
            stage.phones, code=stage.code, streams=self.streams, others_changed=self._others_changed
        )
        self.desks = DeskSide(stage.desks, streams=self.streams, others_changed=self._others_changed)
        self._is_due = False

    def _others_changed(self) -> None:
        """Tell of everyone else, once for all that happens now, and after the listeners that set their state."""
        if not self._is_due:
            self._is_due = True
            asyncio.get_running_loop().call_soon(self._push_people)

    def _push_people(self) -> None:
        self._is_due = False
        self.streams.push("people", self._people)

    def _people(self) -> list[Json]:
        return [*self.phones.people(), *self.desks.people()]

    def _everything(self) -> Json:
        return {
            "title": self.stage.title,
            "code": self.stage.code,
            "phone": self.phones.everything(),
            "desk": self.desks.everything(),
            "people": self._people(),
            "steps": [{"title": it.title, "text": it.text, "command": it.command} for it in self.stage.steps],
        }


def _guarded(handler: Handler) -> Handler:
    """Refuse who may not ask; put the security headers on every answer."""

    async def answer(request: web.Request) -> web.StreamResponse:
        reason = refusal_of(request)
        response = web.Response(status=403, text=reason) if reason else await handler(request)
        if not response.prepared:
            response.headers.update(SECURITY_HEADERS)
        return response

    return answer


async def _index(request: web.Request) -> web.Response:
    return web.Response(body=(_STATIC / "page.html").read_bytes(), content_type="text/html", charset="utf-8")


async def _file(request: web.Request) -> web.Response:
    """A style sheet, a script or a picture of the page's own."""
    wanted = request.match_info["name"]
    one = next((it for it in _STATIC.iterdir() if it.name == wanted and wanted.endswith(_KINDS)), None)
    if one is None:
        return gone("There is no such file.")
    kind = mimetypes.types_map.get("." + wanted.rpartition(".")[2], "text/plain")
    return web.Response(body=one.read_bytes(), content_type=kind, charset="utf-8")
