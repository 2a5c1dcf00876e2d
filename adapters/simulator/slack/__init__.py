"""A strict stand-in for Slack, in memory, on a loopback port: Web API, Socket Mode, Block Kit, response_urls.

Sources: docs.slack.dev/reference/methods, /reference/block-kit, /reference/views, /reference/interaction-payloads,
/apis/events-api, /apis/events-api/using-socket-mode and /apis/web-api/rate-limits, checked 2026-11-22, most of
them again 2026-11-25; each file says which.

`standin.py`   the way in: SlackStandIn                    `member.py` `acting.py` `picking.py`  somebody at a screen
`world.py`     people, rooms, messages, views              `channel.py`  a channel        `waiting.py`  for changes
`methods.py`   what each method takes                      `blockkit/` `limits.py` `pace.py` `wording.py`  the rules
`web_api.py`   a call from parameters to answer            `messages.py` `modals.py` `directory.py`  the methods
`sockets.py` `connections.py` `envelopes.py`  Socket Mode  `payloads.py` `wire.py`  the shapes of JSON
`files.py` `filestore.py`  files, and how far each has got
`rooms.py`     messages and the events about them          `keys.py` `responses.py`  triggers and response_urls
`faults.py`    trouble on order                            `server.py`  HTTP and web sockets
"""

from adapters.simulator.record import Call, Violation
from adapters.simulator.slack.blockkit.shown import Button, Field
from adapters.simulator.slack.channel import Channel
from adapters.simulator.slack.envelopes import Envelope
from adapters.simulator.slack.faults import DropAfter, DropBefore, RateLimited, Refuse, ServerError, Slow
from adapters.simulator.slack.member import Member
from adapters.simulator.slack.standin import APP_TOKEN, BOT_TOKEN, SlackStandIn
from adapters.simulator.slack.world import Change, Message, View

__all__ = [
    "APP_TOKEN",
    "BOT_TOKEN",
    "Button",
    "Call",
    "Change",
    "Channel",
    "DropAfter",
    "DropBefore",
    "Envelope",
    "Field",
    "Member",
    "Message",
    "RateLimited",
    "Refuse",
    "ServerError",
    "SlackStandIn",
    "Slow",
    "View",
    "Violation",
]
