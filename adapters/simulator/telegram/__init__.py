"""A strict stand-in for the Telegram Bot API, in memory, on a loopback port.

`standin.py`   the way in: TelegramStandIn, Group      `person.py`  somebody with a phone
`world.py`     people, chats, messages, presses        `updates.py` the queue with true offset semantics
`methods.py`   what each method takes                  `checks.py` `entities.py` `limits.py` `pace.py`  the rules
`bot_api.py`   a call from parameters to answer        `messages.py` `profile.py` `receiving.py`  the methods
`photos.py`    what sendPhoto takes                    `faults.py`  trouble on order
`server.py`    HTTP                                    `record.py`  calls and violations
"""

from adapters.simulator.telegram.faults import DropAfter, DropBefore, Refuse, ServerError, Slow, TooMany
from adapters.simulator.telegram.person import Person
from adapters.simulator.telegram.record import Call, Violation
from adapters.simulator.telegram.standin import TOKEN, Group, TelegramStandIn
from adapters.simulator.telegram.world import Button, Change, Message, Photo, Query

__all__ = [
    "TOKEN",
    "Button",
    "Call",
    "Change",
    "DropAfter",
    "DropBefore",
    "Group",
    "Message",
    "Person",
    "Photo",
    "Query",
    "Refuse",
    "ServerError",
    "Slow",
    "TelegramStandIn",
    "TooMany",
    "Violation",
]
