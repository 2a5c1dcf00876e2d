"""One planned asking of one questionnaire to one person in one wave.

The occasion is the conversation, the submission and the reminder clock at once. Nothing else says who answered.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from bot.domain.conversation import Conversation, longest_json
from bot.domain.ids import FormId, Language, PersonId, StudyId, WaveNumber
from bot.domain.questionnaire import Questionnaire

_BLOCK = 512  # bytes; the sizes of two form versions differ by whole blocks
_AROUND = 490  # bytes around the conversation: person id, message ids, attempts, the moments of prompt and last act


class OccasionState(Enum):
    #: Nothing has been sent yet, and the person has not begun.
    PLANNED = "planned"
    #: The prompt has been queued.
    SENT = "sent"
    UNDELIVERABLE = "undeliverable"
    STARTED = "started"
    #: The check-in was sent in by the person; it waits for its wave to close.
    DONE = "done"
    BAD_DAY = "bad_day"
    PAUSED = "paused"
    EXPIRED = "expired"


UNFINISHED = frozenset({OccasionState.PLANNED, OccasionState.SENT, OccasionState.STARTED, OccasionState.PAUSED})
"""What may still come in, and expires with its wave when it does not."""

ANSWERABLE = UNFINISHED | {OccasionState.BAD_DAY, OccasionState.UNDELIVERABLE}
"""What can be begun or taken up while its time runs; a bad day may get better."""


@dataclass(frozen=True, kw_only=True, slots=True)
class OccasionKey:
    """Which asking: one person can be asked a form more than once in a wave, each in its own `slot`."""

    study: StudyId
    wave: WaveNumber
    form: FormId
    slot: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Occasion:
    """An occasion as its owner sees it; the vault keeps all but `key`, `version` and `state` encrypted.

    `fence` counts the saves, so that two processes cannot both act on one state. `unshown_since` is set while the
    latest turn may not have reached the person. The vault pads the secret part to `size` bytes.

    `acted_at` is when this person last did something in it. `asked_at` is the moment of the prompt, from which
    reminders and the end are counted. `due` is when the clock has to look at it next, None when never: unlike the rest
    it stands in the open, and goes with the wave.
    """

    key: OccasionKey
    person: PersonId
    version: str
    state: OccasionState
    size: int
    talk: Conversation | None = None
    message_id: str | None = None
    offered_again: int = 0
    unshown_since: datetime | None = None
    asked_at: datetime | None = None
    acted_at: datetime | None = None
    due: datetime | None = None
    fence: int = 0
    token: str = ""
    tag: bytes = b""

    def shown_in(self, own: Language) -> Language:
        """The language of this check-in: the one it was begun in; until then `own`, the person's."""
        return own if self.talk is None else self.talk.language


def padded_size(form: Questionnaire) -> int:
    """Bytes that every waiting check-in of this form version takes, whatever was or was not answered."""
    return -(-(longest_json(form) + _AROUND) // _BLOCK) * _BLOCK
