"""A message from staff to many people: the draft, whom it is for, and a receipt that adds up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum
from hashlib import sha256

from bot.domain.delivery import Gone, OutboxState, SendResult
from bot.domain.ids import AnnouncementId, Group, StaffId
from bot.domain.message import Message, Urgency
from bot.domain.richtext import RichText

LONGEST = 3500  # characters; with room to spare in one Telegram message, which holds 4096
KEPT_FOR = timedelta(days=3)  # how long a copy waits for a morning, a database or a platform before it expires
TYPED_WITHIN = timedelta(minutes=30)  # how long a draft waits for its text; later, what is typed is something else


class AnnouncementState(Enum):
    DRAFT = "draft"
    SENDING = "sending"
    DONE = "done"
    CANCELLED = "cancelled"


class CopyState(Enum):
    """What became of one person's copy."""

    WAITING = "waiting"
    DELIVERED = "delivered"
    #: The chat was closed to us.
    BLOCKED = "blocked"
    #: They stopped, or took their consent back, after it was queued.
    OPTED_OUT = "opted_out"
    #: Their morning, or a way to them, did not come in time.
    EXPIRED = "expired"
    FAILED = "failed"
    #: It left and no answer came. It is not sent again.
    IN_DOUBT = "in_doubt"
    CANCELLED = "cancelled"


@dataclass(frozen=True, kw_only=True, slots=True)
class Draft:
    """What is said, and to whom: everybody (`include` None) or some groups, without those of `exclude`."""

    text: str = ""
    include: frozenset[Group] | None = frozenset()
    exclude: frozenset[Group] = frozenset()

    def is_for(self, groups: frozenset[Group]) -> bool:
        """Whether it is for somebody who is in `groups`."""
        return (self.include is None or bool(self.include & groups)) and not self.exclude & groups

    @property
    def edition(self) -> int:
        """A number that changes with the text and the groups, so that an old preview's button is known as old."""
        whom = "*" if self.include is None else ",".join(sorted(self.include))
        digest = sha256("\0".join((self.text, whom, ",".join(sorted(self.exclude)))).encode()).digest()
        return int.from_bytes(digest[:2], "big")


@dataclass(frozen=True, kw_only=True, slots=True)
class Announcement:
    """`by` None came from the command line. `started` is a minute: of the draft, and once sent, of the sending.

    `ended` once nothing of it waits or is in the air. `progress_message` is the message that tells its sender how far
    it has got, once that is up.
    """

    id: AnnouncementId
    by: StaffId | None
    state: AnnouncementState
    draft: Draft
    started: datetime
    ended: bool = False
    progress_message: str | None = None

    def waits_for_text(self, now: datetime) -> bool:
        """Whether the next thing that its writer types is the announcement."""
        is_empty = self.state is AnnouncementState.DRAFT and not self.draft.text
        return is_empty and now < self.started + TYPED_WITHIN


@dataclass(frozen=True, kw_only=True, slots=True)
class Audience:
    """How many would get a draft, and how many of the people whom it is for would not, and why. Each counts once."""

    targeted: int = 0
    stopped: int = 0
    unreachable: int = 0
    no_consent: int = 0


@dataclass(frozen=True, slots=True)
class Receipt:
    """How many copies stand in which way. Counted from the ledger whenever it is asked for, and never kept."""

    counts: Mapping[CopyState, int] = field(default_factory=dict)

    def count(self, state: CopyState) -> int:
        return self.counts.get(state, 0)

    @property
    def targeted(self) -> int:
        """Everybody for whom a copy was written down: the others add up to it."""
        return sum(self.counts.values())

    @property
    def settled(self) -> int:
        return self.targeted - self.count(CopyState.WAITING)


def announced(text: str) -> Message:
    """The announcement as everybody gets it, literally."""
    return Message(text=RichText.plain(text), urgency=Urgency.UNASKED)


def copy_state(state: OutboxState, result: SendResult) -> CopyState | None:
    """What a send that left its row in `state` means for the ledger; None while the copy still waits."""
    match state:
        case OutboxState.READY | OutboxState.SENDING:
            return None
        case OutboxState.SENT:
            return CopyState.DELIVERED
        case OutboxState.REFUSED:
            return CopyState.BLOCKED if isinstance(result, Gone) else CopyState.FAILED
        case OutboxState.CANCELLED:
            return CopyState.CANCELLED
        case OutboxState.EXPIRED:
            return CopyState.EXPIRED
        case OutboxState.IN_DOUBT:
            return CopyState.IN_DOUBT


def excerpt(text: str, most: int = 40) -> str:
    """The beginning of a text, on one line."""
    line = " ".join(text.split())
    return line if len(line) <= most else line[: most - 1].rstrip() + "…"
