"""The bot's web sockets as the platform counts them: single-use addresses, at most ten, ghosts among them.

Sources: docs.slack.dev/apis/events-api/using-socket-mode, checked 2026-11-22; for what is half open
github.com/slackapi/python-slack-sdk/issues/1940.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

import orjson

from adapters.simulator.slack import limits
from adapters.simulator.slack.record import Json

Reason = Literal["warning", "refresh_requested", "too_many_websockets", "link_disabled"]


@dataclass(kw_only=True, eq=False)
class Connection:
    """One web socket of the bot. `close` says goodbye, `cut` does not.

    `half_open`: it looks alive from here, and nothing arrives at either end. `leaving`: it was told to go away and
    gets no new envelopes; what it still acknowledges counts.
    """

    send: Callable[[bytes], None]
    close: Callable[[], None]
    cut: Callable[[], object]
    half_open: bool = False
    leaving: bool = False


@dataclass(kw_only=True)
class Connections:
    """All of them, in the order in which they came."""

    app_id: str
    here: list[Connection] = field(default_factory=list)
    _tickets: set[str] = field(default_factory=set)
    _turn: int = 0

    def new_ticket(self) -> str:
        """For one connection; apps.connections.open puts it into the address that it gives."""
        ticket = secrets.token_urlsafe(18)
        self._tickets.add(ticket)
        return ticket

    def admits(self, ticket: str) -> bool:
        """Whether the ticket is good; it is then used up."""
        good = ticket in self._tickets
        self._tickets.discard(ticket)
        return good

    def join(self, connection: Connection) -> bool:
        """Greet a new connection; False when there were ten, and it was sent away."""
        if len(self.here) >= limits.CONNECTIONS:
            connection.send(_goodbye("too_many_websockets"))
            connection.close()
            return False
        self.here.append(connection)
        connection.send(self._hello())
        return True

    def leave(self, connection: Connection) -> bool:
        """Forget a connection that ended. False when nobody notices: it is a ghost, or was forgotten before."""
        if connection.half_open or connection not in self.here:
            return False
        self.here.remove(connection)
        return True

    def next_one(self) -> Connection | None:
        """Whose turn it is to get an envelope: any of those that stay, and here they take turns."""
        staying = [it for it in self.here if not it.leaving]
        self._turn += 1
        return staying[self._turn % len(staying)] if staying else None

    @property
    def alive(self) -> list[Connection]:
        """Those that stay, without the ghosts."""
        return [it for it in self.here if not it.leaving and not it.half_open]

    def say_goodbye(self, reason: Reason) -> None:
        """Tell every connection that it has to go, or with "warning" that it will have to soon."""
        for connection in self.here:
            connection.leaving = connection.leaving or reason != "warning"
            if not connection.half_open:
                connection.send(_goodbye(reason))

    def half_open(self) -> Connection:
        """From now on one connection is a ghost: counted, sent to, and dead. LookupError when there is none."""
        if not self.alive:
            raise LookupError("the bot has no connection")
        self.alive[0].half_open = True
        return next(it for it in self.here if it.half_open)

    def _hello(self) -> bytes:
        debug: Json = {
            "host": "stand-in",
            "build_number": 1,
            "approximate_connection_time": limits.CONNECTION_TIME_S,
        }
        return orjson.dumps(
            {
                "type": "hello",
                "num_connections": len(self.here),
                "debug_info": debug,
                "connection_info": {"app_id": self.app_id},
            }
        )


def _goodbye(reason: Reason) -> bytes:
    return orjson.dumps({"type": "disconnect", "reason": reason, "debug_info": {"host": "stand-in"}})
