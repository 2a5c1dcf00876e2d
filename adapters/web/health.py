"""``/healthz``: the loop is alive. ``/readyz``: the vault can be written and its tables are current."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from aiohttp import web

Ready = Callable[[], Awaitable[str | None]]
"""Gives None when all is well, else one plain reason without anybody's data."""


def routes(ready: Ready) -> list[web.RouteDef]:
    """The two routes, to be added to an application."""

    async def alive(_: web.Request) -> web.Response:
        return web.json_response({"status": "alive"})

    async def is_ready(_: web.Request) -> web.Response:
        reason = await ready()
        if reason is None:
            return web.json_response({"status": "ready"})
        return web.json_response({"status": "not ready", "why": reason}, status=503)

    return [web.get("/healthz", alive), web.get("/readyz", is_ready)]
