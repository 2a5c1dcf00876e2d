"""A web page with a phone on top of the stand-in, so that anybody can try the bot without an account anywhere.

Mount it with `mount(app, stage)`; its routes are / and /simulator/…. It answers loopback callers only, under a loopback
name only, and takes actions only from its own page.
"""

from __future__ import annotations

import asyncio
import mimetypes
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Protocol

import orjson
from aiohttp import web

from adapters.simulator.loopback import SECURITY_HEADERS, refusal_of
from adapters.simulator.telegram import Change, Message, Person, TelegramStandIn
from adapters.simulator.telegram.record import Json

YOU = "you"
_STATIC = files("adapters.simulator") / "static"
_FILES = ("page.css", "page.js", "phone.js", "words.js", "icon.svg")
_KEEP_ALIVE_S = 15.0  # seconds of silence after which a comment keeps the stream open
_BACKLOG = 500  # events a slow page may fall behind before it is made to start over


class Companion(Protocol):
    """Somebody in the side panel: their phone, and a word or two on what they are doing."""

    @property
    def person(self) -> Person: ...
    @property
    def state(self) -> str: ...


@dataclass(frozen=True, kw_only=True)
class NextStep:
    """One thing worth doing next: a title, a sentence, and the command to type, if any."""

    title: str
    text: str
    command: str = ""


@dataclass(kw_only=True, eq=False)
class Stage:
    """What the page shows: your phone, an invitation code, everyone else, and what to do next."""

    tg: TelegramStandIn
    you: Person
    code: str = ""
    companions: Sequence[Companion] = ()
    steps: Sequence[NextStep] = ()
    title: str = "Labbot"

    def phones(self) -> dict[str, Person]:
        """Every phone by the name the page knows it by."""
        return {YOU: self.you} | {str(place): each.person for place, each in enumerate(self.companions, start=1)}


Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def mount(app: web.Application, stage: Stage) -> None:
    """Add the page's routes to an application; the stand-in is the caller's to open and close."""
    page = _Page(stage)
    app.router.add_get("/", _guarded(page.index))
    app.router.add_get("/simulator/events", _guarded(page.events))
    app.router.add_get("/simulator/phones/{phone}", _guarded(page.phone))
    app.router.add_get("/simulator/{name}", _guarded(page.file))
    for action in (page.start, page.send, page.press, page.block, page.unblock):
        app.router.add_post(f"/simulator/{action.__name__}", _guarded(action))
    stage.tg.platform.world.listeners.append(page.changed)
    app.on_shutdown.append(page.close)


def _guarded(handler: Handler) -> Handler:
    """Refuse who may not ask; put the security headers on every answer."""

    async def answer(request: web.Request) -> web.StreamResponse:
        reason = refusal_of(request)
        response = web.Response(status=403, text=reason) if reason else await handler(request)
        if not response.prepared:
            response.headers.update(SECURITY_HEADERS)
        return response

    return answer


class _Page:
    """The handlers. Changes are pushed to every open page as server-sent events."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self._streams: set[asyncio.Queue[bytes]] = set()
        self._names = {person.user_id: name for name, person in stage.phones().items()}

    async def index(self, request: web.Request) -> web.Response:
        return web.Response(body=(_STATIC / "page.html").read_bytes(), content_type="text/html", charset="utf-8")

    async def file(self, request: web.Request) -> web.Response:
        name = request.match_info["name"]
        if name not in _FILES:
            return web.Response(status=404, text="There is no such file.")
        kind = mimetypes.types_map.get("." + name.rpartition(".")[2], "text/plain")
        return web.Response(body=(_STATIC / name).read_bytes(), content_type=kind, charset="utf-8")

    async def phone(self, request: web.Request) -> web.Response:
        person = self.stage.phones().get(request.match_info["phone"])
        if person is None:
            return web.Response(status=404, text="There is no such phone.")
        return web.Response(body=orjson.dumps(_phone(person)), content_type="application/json")

    async def start(self, request: web.Request) -> web.Response:
        self.stage.you.start(self.stage.code)
        return web.Response(status=204)

    async def send(self, request: web.Request) -> web.Response:
        text = (await _said(request)).get("text")
        if not isinstance(text, str) or not text.strip():
            return web.Response(status=400, text="There is nothing to send.")
        try:
            self.stage.you.send(text.strip())
        except ValueError as problem:
            return web.Response(status=400, text=str(problem))
        return web.Response(status=204)

    async def press(self, request: web.Request) -> web.Response:
        said = await _said(request)
        message = next((it for it in self.stage.you.chat if it.message_id == said.get("message_id")), None)
        number = said.get("number")
        if message is None or not isinstance(number, int):
            return web.Response(status=404, text="That message is gone.")
        try:
            self.stage.you.press(number, message)
        except LookupError as problem:
            return web.Response(status=404, text=str(problem))
        return web.Response(status=204)

    async def block(self, request: web.Request) -> web.Response:
        self.stage.you.block()
        return web.Response(status=204)

    async def unblock(self, request: web.Request) -> web.Response:
        self.stage.you.unblock()
        return web.Response(status=204)

    async def events(self, request: web.Request) -> web.StreamResponse:
        """First everything, then each change. A page that falls behind is told to start over by the stream's end."""
        response = web.StreamResponse(headers={"Cache-Control": "no-store", **SECURITY_HEADERS})
        response.content_type = "text/event-stream"
        await response.prepare(request)
        stream: asyncio.Queue[bytes] = asyncio.Queue(_BACKLOG)
        self._streams.add(stream)
        try:
            await response.write(_event("everything", self._everything()))
            while stream in self._streams or not stream.empty():
                try:
                    await response.write(await asyncio.wait_for(stream.get(), _KEEP_ALIVE_S))
                except TimeoutError:
                    await response.write(b": still here\n\n")
        except ConnectionError:
            pass  # the page was closed: what every stream ends with
        finally:
            self._streams.discard(stream)
        return response

    def changed(self, change: Change) -> None:
        """Push one change to every open page."""
        name = self._names.get(change.chat_id)
        if name is None or not self._streams:
            return
        if change.message is not None:
            shape: Json = {"phone": name, "message": _message(change.message)}
        elif change.query is not None:
            shape = {"phone": name, "text": change.query.toast, "alert": change.query.alert}
        else:
            person = self.stage.phones()[name]
            shape = {"phone": name, "blocked": person.phone.blocked, "commands": person.commands}
        kind = {"edit": "message", "delete": "message"}.get(change.kind, change.kind)
        self._push(_event(kind, shape))
        if name != YOU:
            # After the listeners of this change, so that a companion's new state is seen.
            asyncio.get_running_loop().call_soon(self._push, _event("people", self._people()))

    async def close(self, app: web.Application) -> None:
        """End the streams, so that the server can stop."""
        streams, self._streams = self._streams, set()
        for stream in streams:
            if not stream.full():
                stream.put_nowait(b": goodbye\n\n")

    def _push(self, event: bytes) -> None:
        for stream in tuple(self._streams):
            if stream.full():
                self._streams.discard(stream)
            else:
                stream.put_nowait(event)

    def _everything(self) -> Json:
        bot = self.stage.tg.platform.world.bot
        return {
            "title": self.stage.title,
            "bot": {"name": bot["first_name"], "about": self.stage.tg.platform.profile.get("description", "")},
            "you": _phone(self.stage.you),
            "people": self._people(),
            "steps": [{"title": it.title, "text": it.text, "command": it.command} for it in self.stage.steps],
        }

    def _people(self) -> list[Json]:
        return [
            {
                "phone": str(place),
                "name": each.person.name,
                "state": each.state,
                "messages": len(each.person.chat),
            }
            for place, each in enumerate(self.stage.companions, start=1)
        ]


def _phone(person: Person) -> Json:
    return {
        "name": person.name,
        "started": person.phone.started,
        "blocked": person.phone.blocked,
        "commands": person.commands,
        "messages": [_message(message) for message in person.chat],
    }


def _message(it: Message) -> Json:
    return {
        "id": it.message_id,
        "mine": not it.by_bot,
        "text": it.text,
        "entities": it.entities,
        "keyboard": [[{"text": b.text, "url": b.url} for b in row] for row in it.keyboard],
        "file": it.document.name if it.document else None,
        "at": it.at,
        "edited": it.edited,
        "silent": it.silent,
        "deleted": it.deleted,
    }


async def _said(request: web.Request) -> Json:
    try:
        said = orjson.loads(await request.read())
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}


def _event(kind: str, shape: object) -> bytes:
    return b"event: " + kind.encode() + b"\ndata: " + orjson.dumps(shape) + b"\n\n"
