"""The one way in: every payload of every kind comes to ``Hearing`` through one middleware of Bolt.

Bolt's own listeners are not used. It acknowledges an event before its listener has done anything, leaves what no
listener wants unacknowledged, and answers a failed authorisation as if all were well (slack_bolt 1.30.0, seen on
2026-11-22). Its first middleware comes before all that; for payloads by HTTP it comes after the signature is checked.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Final

from slack_bolt.app.async_app import AsyncApp
from slack_bolt.middleware.async_middleware import AsyncMiddleware
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse

from adapters.slack.acks import Ack
from adapters.slack.client import Client, quiet_logger

#: Not an acknowledgement: Slack sends it again if it sends such things again.
NOT_NOW: Final = 503

Hear = Callable[[object], Awaitable[Ack | None]]


class Acknowledged(BoltResponse):
    """Bolt's answer, carrying our acknowledgement; `Sockets` writes that out, so nothing stands in the body."""

    def __init__(self, ack: Ack) -> None:
        super().__init__(status=200)
        self.ack = ack


class Door(AsyncMiddleware):
    """Hands each payload on, and turns the acknowledgement into Bolt's answer. Nothing comes after it."""

    def __init__(self, hear: Hear) -> None:
        self._hear = hear

    async def async_process(
        self,
        *,
        req: AsyncBoltRequest,
        resp: BoltResponse,
        next: Callable[[], Awaitable[BoltResponse]],
    ) -> BoltResponse:
        ack = await self._hear(req.body)
        return BoltResponse(status=NOT_NOW) if ack is None else Acknowledged(ack)


def bolt_app(client: Client, hear: Hear) -> AsyncApp:
    """Bolt with our one middleware, for one workspace. It calls nothing by itself."""
    return AsyncApp(
        name="labbot",
        token=client.web.token,
        logger=quiet_logger(),
        process_before_response=True,
        before_authorize=Door(hear),
    )
