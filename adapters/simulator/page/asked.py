"""What the page asks for, and how it is answered."""

from __future__ import annotations

from typing import Any

import orjson
from aiohttp import web

Json = dict[str, Any]


async def said(request: web.Request) -> Json:
    """The JSON object of a request; empty for anything else."""
    try:
        body = orjson.loads(await request.read())
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}


def done() -> web.Response:
    return web.Response(status=204)


def gone(words: str) -> web.Response:
    """What was acted on is not there any more."""
    return web.Response(status=404, text=words)


def refused(words: str) -> web.Response:
    return web.Response(status=400, text=words)


def found(shape: Json) -> web.Response:
    return web.Response(body=orjson.dumps(shape), content_type="application/json")


def picture(content: bytes) -> web.Response:
    """A PNG, as all that a bot of ours sends are; under its name it stays as it is."""
    return web.Response(body=content, content_type="image/png", headers={"Cache-Control": "private, max-age=3600"})
