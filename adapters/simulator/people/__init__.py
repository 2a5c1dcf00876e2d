"""Pretend people who join and answer by themselves, so that a demo has a group and not one lonely voice.

They know nothing of the bot but what their screens show. They react to events and never poll, and none of them can go
on for ever.

`manners.py`    what to do with what is shown, from its words and its buttons' labels only
`forms.py`      what to put into a field of a form      `reading.py`  what the words of a question ask for
`attention.py`  what has been answered already          `pulse.py`   how fast they live, and what holds them back
`person.py`     one of them, with a phone (Telegram)    `member.py`  one of them, at a desk (Slack)
`crowd.py`      all of them
"""

from adapters.simulator.people.crowd import DESK_NAMES, NAMES, Crowd, DeskCrowd
from adapters.simulator.people.forms import Forms
from adapters.simulator.people.manners import SENTENCES, Manners
from adapters.simulator.people.member import PretendMember
from adapters.simulator.people.person import PretendPerson
from adapters.simulator.people.pulse import Pulse, State

__all__ = [
    "DESK_NAMES",
    "NAMES",
    "SENTENCES",
    "Crowd",
    "DeskCrowd",
    "Forms",
    "Manners",
    "PretendMember",
    "PretendPerson",
    "Pulse",
    "State",
]
