"""What a button means, and the few bytes in which that travels.

A button lives in a chat for ever and comes back from a client that can send anything. So it carries no answer and no
name: only a token that fits one person's one check-in, which item it stood under, and which place in the list.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum

MAX_DATA_BYTES = 64  # core.telegram.org/bots/api#inlinekeyboardbutton, callback_data, checked 2026-11-22


class Verb(Enum):
    """What a button of a check-in does."""

    #: Begin or take up this check-in.
    OPEN = "o"
    #: Take option number `choice` of item number `item`.
    CHOOSE = "c"
    BACK = "b"
    SKIP = "s"
    LATER = "l"
    #: Send the whole check-in.
    SEND = "d"
    #: Hand in a page of questions, which begins with item number `item`.
    NEXT = "n"
    #: Something was chosen on that page, which stays open.
    KEEP = "k"
    #: Leave this check-in out.
    NOT_TODAY = "t"
    #: What was put together as the answer to item number `item` is whole.
    DONE = "f"
    #: Show part number `choice` of the long list of item number `item`.
    LIST = "p"
    #: Ask only what matters most today.
    SHORTER = "h"


@dataclass(frozen=True, kw_only=True, slots=True)
class Press:
    """One button of a check-in. `item` counts the questionnaire's items from 0; the closing page is ``len(items)``."""

    verb: Verb
    item: int = 0
    choice: int = 0


_WIRE = re.compile(r"q:([A-Za-z0-9_-]{6,16}):([ocbsldnktfph])(0|[1-9][0-9]{0,2})\.(0|[1-9][0-9]{0,2})")


def to_wire(press: Press, token: str) -> str:
    """The press as button data: ``q:TOKEN:c3.1``."""
    return f"q:{token}:{press.verb.value}{press.item}.{press.choice}"


def from_wire(data: str) -> tuple[str, Press] | None:
    """Token and press, or None when `data` is no button of a check-in. The token is not yet checked."""
    match = _WIRE.fullmatch(data)
    if match is None:
        return None
    token, verb, item, choice = match.groups()
    return token, Press(verb=Verb(verb), item=int(item), choice=int(choice))
