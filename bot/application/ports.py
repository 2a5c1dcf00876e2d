"""What the verbs need of the world. Each Protocol states its promise; ``storage`` and ``adapters`` keep it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Protocol, TypeVar

from bot.domain.delivery import Claimed, OutboxState, Pace, Queued, SendResult
from bot.domain.heard import Heard
from bot.domain.ids import ContactId, FormId, Group, ItemId, PersonId, Platform, StudyId, WaveNumber
from bot.domain.message import Message
from bot.domain.occasion import Occasion, OccasionKey
from bot.domain.participant import Consent, Contact, Invitation, Joining, Known, Person, Reach, Standing
from bot.domain.questionnaire import FormVersion
from bot.domain.release import Release, ReleasedReply
from bot.domain.reply import Reply
from bot.domain.secret import Secret
from bot.domain.wave import Wave, WaveState

T = TypeVar("T")


class StoreUnavailable(Exception):
    """The database cannot be reached or written. Nothing was saved; the same work may be tried again later."""


class VaultTransaction(Protocol):
    """The vault, inside one transaction. Every method is synchronous and sees what the others of it wrote.

    Encryption, blind indexes and tags are the vault's own affair: values go in and come out as domain types.
    """

    # What was heard before.

    def first_time(self, update: str) -> bool:
        """True exactly once for each update name within 48 hours; records it in this transaction."""

    # People.

    def person_at(self, platform: Platform, address: Secret) -> Known | None: ...

    def join(self, joining: Joining) -> bool:
        """Write a new person, contact, memberships, consents and enrolments; use up the invitation.

        False, and nothing written, when the address is already known or the invitation has no use left.
        """

    def invitation(self, code: str) -> Invitation | None: ...

    def add_invitation(self, invitation: Invitation) -> bool:
        """False when the code is taken."""

    def set_standing(self, person: PersonId, standing: Standing) -> None: ...

    def set_reach(self, contact: ContactId, reach: Reach) -> None: ...

    def consents(self, person: PersonId) -> tuple[Consent, ...]:
        """The latest decision for each study and purpose."""

    def groups(self, person: PersonId) -> frozenset[Group]: ...

    def enrolled(self, study: StudyId, after: PersonId | None, limit: int) -> tuple[Known, ...]:
        """Active people of a study with a chat that can be written to, one contact each, by id, from `after` on."""

    # Waves and occasions.

    def wave(self, study: StudyId, number: WaveNumber) -> Wave | None: ...

    def waves(self, study: StudyId) -> tuple[Wave, ...]:
        """Every wave that was begun, in order."""

    def begin_wave(self, study: StudyId, number: WaveNumber) -> Wave:
        """The wave, made (with its key) when it was not there."""

    def set_wave_state(self, wave: Wave, state: WaveState, release_id: bytes | None = None) -> None: ...

    def occasions(self, person: PersonId, keys: Sequence[OccasionKey]) -> tuple[Occasion, ...]:
        """This person's occasions among `keys`; keys of waves without a key (released) give none."""

    def add_occasion(self, occasion: Occasion) -> Occasion | None:
        """Write a new occasion and return it with tag and token; None when that one exists already."""

    def save_occasion(self, occasion: Occasion) -> Occasion | None:
        """Save over the state that was loaded, and return it with its new fence; None when another save came first."""

    def occasions_of_wave(self, study: StudyId, number: WaveNumber) -> tuple[Occasion, ...]:
        """Every occasion of a wave, in an order that says nothing."""

    def delete_occasions(self, tags: Iterable[bytes]) -> None: ...

    def move_occasion(self, occasion: Occasion, to: WaveNumber) -> Occasion:
        """Re-encrypt an occasion under another wave's key, in a slot that keeps its origin; the old row goes."""

    def unshown(self, before: datetime, limit: int) -> tuple[Occasion, ...]:
        """Occasions whose latest turn may not have reached the person, set before `before`."""

    def hold_for_review(self, study: StudyId, wave: WaveNumber, item: ItemId, words: Secret) -> str:
        """Put free text, without its author, under the study's review key; gives the review's id (hex)."""

    # Questionnaires in use.

    def form_versions(self) -> tuple[tuple[FormVersion, str], ...]:
        """Every version that was ever used, with its source text."""

    def add_form_version(self, ref: FormVersion, source: str) -> None: ...

    # Outbox.

    def enqueue(self, queued: Queued) -> bool:
        """Write a message to be sent; False when its dedupe key is known."""

    def claim(self, platform: Platform, now: datetime, pace: Pace, limit: int, lease: timedelta) -> tuple[Claimed, ...]:
        """Take due messages: the lane's bucket and each chat's gap allowing, by priority, in order within a chat.

        Rows past `expires_at` become expired. Rows whose contact is not reachable or whose person has stopped become
        cancelled. A row in `sending` whose lease ran out becomes in doubt, or ready once more when it is a service
        notice on its first attempt.
        """

    def settle(self, claimed: Claimed, state: OutboxState, now: datetime, not_before: datetime | None = None) -> bool:
        """Write the outcome by fence; False when the lease was lost. READY with `not_before` puts it back."""

    def hold_lane(self, platform: Platform, until: datetime) -> None:
        """Nothing of this lane is claimed before `until` (a bot-wide 429). Never shortens a longer hold."""

    def cancel_for(self, contact: ContactId) -> int:
        """Cancel everything unsent and unasked to this contact; gives how many."""

    def next_due(self, platform: Platform, now: datetime) -> datetime | None:
        """When the earliest ready row of the lane is due; None when the lane is empty."""

    def outbox_counts(self) -> dict[OutboxState, int]: ...

    def contacts(self, person: PersonId) -> tuple[Contact, ...]:
        """Every chat of a person."""

    # Housekeeping.

    def renew_day_keys(self, today: date) -> None:
        """Bring waiting rows under today's key, forget what is over 48 hours old, drop day keys past their time."""

    def person(self, person: PersonId) -> Person | None: ...


class Vault(Protocol):
    """Who people are, what they agreed, and what waits."""

    async def commit(self, work: Callable[[VaultTransaction], T]) -> T:
        """Run `work` in a transaction, durably, and give what it returned.

        `work` is plain synchronous code without outside effects. It runs in the store's own thread, perhaps beside
        others' work in one commit; if it raises, its effects alone are undone and the exception comes out here. On a
        conflict between processes it may be run again. Returns only after the commit is on disk. Raises
        StoreUnavailable when the database cannot be used.
        """

    async def checkpoint(self) -> bool:
        """Leave no deleted row behind in a log file; False when a reader is in the way. Called after a release."""


class ResearchStore(Protocol):
    """Codes and values. Written by a release and by deletions, and by nothing else."""

    async def land(self, release: Release) -> bool:
        """Write a release in one transaction, in the order given. False when this release is already there."""

    async def known_codes(self, study: StudyId) -> frozenset[str]: ...

    async def replies(self, study: StudyId) -> tuple[ReleasedReply, ...]:
        """Every released reply of the study, in an order that says nothing."""

    async def register(self, study: StudyId, title: str, ref: FormVersion, codebook: str) -> None:
        """Keep the codebook (JSON) of a form version; the same one twice is one."""

    async def codebooks(self, study: StudyId) -> tuple[tuple[FormId, str, str], ...]:
        """Form, version and codebook (JSON)."""

    async def releases(self, study: StudyId) -> tuple[tuple[str, int], ...]:
        """Wave label and number of replies of each release."""


class Keyring(Protocol):
    """Keys that are in neither database. No caller keeps one."""

    def code(self, study: StudyId, person: PersonId) -> str:
        """The code under which research knows this person in this study."""

    def mark(self, purpose: str, text: str) -> str:
        """A short keyed mark (11 characters) for `text`, to recognise our own buttons by."""

    def destroy_wave_key(self, study: StudyId, wave: WaveNumber) -> None:
        """Destroy the key. What it locked is gone for good. Destroying it twice is once."""


class Transport(Protocol):
    """A platform's outward half. Every failure is one of the five results; it never raises for the platform."""

    platform: Platform

    async def send(self, address: Secret, message: Message) -> SendResult: ...


class Listener(Protocol):
    """What an adapter calls with what it hears. One person's calls come one at a time, in order."""

    def at_once(self, heard: Heard) -> Reply | None:
        """The answer to HELP, from memory, with no load and no await; None for everything else.

        An adapter sends it before anything else, once for each update, and hands the same `heard` to `receive` too.
        """

    async def receive(self, heard: Heard) -> Reply:
        """Commit what `heard` changes, then give what to say. Raises StoreUnavailable when nothing could be saved.

        Any other exception is a bug met while handling this one update: nothing of it was saved.
        """

    async def shown(self, receipt: Occasion, message_id: str | None) -> None:
        """The turn of `receipt` has reached the person, as message `message_id`."""

    def sorry(self, heard: Heard) -> Reply:
        """Say that the update could not be read, and ask for it again."""


class Clock(Protocol):
    def now(self) -> datetime:
        """The moment, aware, in UTC."""


class Draw(Protocol):
    """Randomness that nobody can guess; tests put a seed in its place."""

    def token(self, n: int) -> bytes: ...

    def shuffled(self, things: Sequence[T]) -> tuple[T, ...]: ...
