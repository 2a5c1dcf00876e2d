"""What is queued to be sent, and what can become of a send."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum, IntEnum

from bot.domain.ids import AnnouncementId, ContactId, Platform
from bot.domain.message import Message
from bot.domain.occasion import OccasionKey
from bot.domain.secret import Secret


class Parcel(Enum):
    """The kinds of thing that are queued. The kind decides what happens when nobody knows whether it arrived."""

    PROMPT = "prompt"
    REMINDER = "reminder"
    #: A card or a reminder of one of the lab's events.
    EVENT = "event"
    #: One person's copy of an announcement.
    ANNOUNCEMENT = "announcement"
    #: A notice about the person's own check-in or membership: offered again at most once.
    SERVICE = "service"


class Priority(IntEnum):
    """Lower goes first."""

    SERVICE = 1
    PROMPT = 2
    REMINDER = 3
    BULK = 4


class OutboxState(Enum):
    READY = "ready"
    SENDING = "sending"
    SENT = "sent"
    REFUSED = "refused"
    CANCELLED = "cancelled"
    EXPIRED = "expired"
    IN_DOUBT = "in_doubt"


@dataclass(frozen=True, kw_only=True, slots=True)
class Queued:
    """A message to be sent, as the verb that decided it writes it down. `dedupe` makes it exist once.

    `occasion` ties a prompt to its check-in, `announcement` a copy to what it is a copy of; `not_before` and
    `expires_at` are aware.
    """

    parcel: Parcel
    platform: Platform
    contact: ContactId
    message: Message
    priority: Priority
    not_before: datetime
    expires_at: datetime
    dedupe: str
    occasion: OccasionKey | None = None
    announcement: AnnouncementId | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Claimed:
    """A queued message that this process may send until its lease runs out. `fence` proves the claim.

    `zone` is the zone name of the person it is for, so that quiet hours can be kept at the last moment too.
    """

    id: bytes
    fence: int
    parcel: Parcel
    platform: Platform
    address: Secret
    message: Message
    attempts: int
    zone: str
    contact: ContactId
    occasion: OccasionKey | None = None
    announcement: AnnouncementId | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Sent:
    message_id: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Later:
    """Not now. `whole_lane` when the platform told the bot, not one chat, to wait."""

    after: timedelta
    why: str
    whole_lane: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Refused:
    """Never, in this form: our fault. It is not tried again unchanged."""

    why: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Gone:
    """The chat is closed to us: blocked, deactivated or never opened."""

    why: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Unsure:
    """The request left and no answer came: it may have arrived."""

    why: str


SendResult = Sent | Later | Refused | Gone | Unsure


@dataclass(frozen=True, kw_only=True, slots=True)
class Pace:
    """How fast a lane may go: messages a second over all chats, and the gap between two in one chat."""

    per_second: float
    chat_gap: timedelta
