"""What the verbs need of the world. Each Protocol states its promise; ``storage`` and ``adapters`` keep it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Protocol, TypeVar

from bot.domain.announcement import Announcement, AnnouncementState, Audience, CopyState, Draft, Receipt
from bot.domain.delivery import Claimed, OutboxState, Pace, Queued, SendResult
from bot.domain.event import Event
from bot.domain.heard import Heard
from bot.domain.ids import (
    AnnouncementId,
    ContactId,
    FormId,
    Group,
    ItemId,
    PersonId,
    Platform,
    StaffId,
    StudyId,
    WaveNumber,
)
from bot.domain.message import Message
from bot.domain.occasion import Occasion, OccasionKey
from bot.domain.participant import Consent, Contact, Invitation, Joining, Known, Person, Reach, Standing
from bot.domain.questionnaire import FormVersion
from bot.domain.release import Release, ReleasedReply
from bot.domain.reply import Reply
from bot.domain.schedule import WeekTime
from bot.domain.secret import Secret
from bot.domain.staff import Audited, Staff, StaffInvitation
from bot.domain.walk import Walk
from bot.domain.wave import Wave, WaveState

T = TypeVar("T")


class StoreUnavailable(Exception):
    """The database cannot be reached or written. Nothing was saved; the same work may be tried again later."""


class StaffRecords(Protocol):
    """Who runs the lab, and what they did. Inside one transaction, as everything of the vault."""

    def staff_at(self, platform: Platform, address: Secret) -> Staff | None:
        """Whoever on the staff writes from there; nobody who was removed."""

    def staff(self, staff: StaffId) -> Staff | None:
        """Also who was removed, by name."""

    def all_staff(self) -> tuple[Staff, ...]:
        """Everybody on the staff now, by name."""

    def add_staff(self, staff: Staff) -> bool:
        """False when the address or the name is somebody's on the staff."""

    def remove_staff(self, staff: StaffId) -> None:
        """Forget their address; their name stays for the audit. A draft of theirs goes."""

    def staff_invitations(self) -> tuple[StaffInvitation, ...]:
        """Every one that was not redeemed, also when its day is past."""

    def invite_staff(self, invitation: StaffInvitation) -> None:
        """Write it in the place of an earlier one of that name."""

    def uninvite_staff(self, name: str) -> bool:
        """Take an invitation back, or use it up; False when there is none, or another was quicker."""

    def audit(self, audited: Audited) -> None:
        """Write it down, to the minute."""


class AnnouncementRecords(Protocol):
    """Announcements and their ledger: a line for each person's copy, which says what became of it."""

    def audience(self, draft: Draft) -> Audience:
        """Who would get it now, in totals."""

    def add_announcement(self, announcement: Announcement) -> bool:
        """False when its writer has another draft."""

    def save_announcement(self, announcement: Announcement, was: AnnouncementState) -> bool:
        """Write state, draft and dates over; False, and nothing written, when it no longer stands in `was`."""

    def discard_draft(self, announcement: AnnouncementId) -> None: ...

    def announcement(self, announcement: AnnouncementId) -> Announcement | None:
        """As it stands, and held until the end of the transaction: whoever changes it takes their turn."""

    def draft_of(self, staff: StaffId) -> Announcement | None: ...

    def announcements(self, limit: int | None = None) -> tuple[Announcement, ...]:
        """Those that were sent, the latest first."""

    def under_way(self) -> tuple[AnnouncementId, ...]:
        """Those that were sent and have not ended."""

    def target(self, announcement: AnnouncementId, contact: ContactId, state: CopyState) -> bool:
        """Write a line of the ledger; False when it is there."""

    def delivered(
        self, announcement: AnnouncementId, contact: ContactId, state: CopyState, message_id: str | None = None
    ) -> None:
        """What became of a copy."""

    def receipt(self, announcement: AnnouncementId) -> Receipt: ...

    def stop_copies(self, announcement: AnnouncementId) -> int:
        """Take out of the outbox what is not in the air; gives how many."""

    def lapse(self, announcement: AnnouncementId, now: datetime, rest: CopyState) -> int:
        """End the copies whose time or whose sender's lease ran out; gives how many still wait or are in the air.

        When none does, `rest` becomes of every line that still waits.
        """

    def reports_due(self, platform: Platform, now: datetime, until: datetime) -> tuple[Announcement, ...]:
        """Those whose sender, on that platform, is to hear how far they have got; taken until `until`."""

    def reported(self, announcement: AnnouncementId, message_id: str | None, again: datetime | None) -> None:
        """In which message they have heard, and when next; None: never."""


class VaultTransaction(StaffRecords, AnnouncementRecords, Protocol):
    """The vault, inside one transaction. Every method is synchronous and sees what the others of it wrote.

    Encryption, blind indexes and tags are the vault's own affair: values go in and come out as domain types.
    """

    # What was heard before.

    def first_time(self, update: str) -> bool:
        """True exactly once for each update name within a day, also over midnight; records it in this transaction.

        A name is known for 24 to 48 hours, which is as long as any platform delivers an update again.
        """

    # People.

    def person_at(self, platform: Platform, address: Secret) -> Known | None: ...

    def join(self, joining: Joining) -> bool:
        """Write a new person, contact, memberships, consents and enrolments; use up the invitation.

        False, and nothing written, when the address is already known or the invitation has no use left.
        """

    def invitation(self, code: str) -> Invitation | None: ...

    def add_invitation(self, invitation: Invitation) -> bool:
        """False when the code is taken."""

    def set_own_time(self, person: PersonId, own: WeekTime | None) -> None:
        """When they want to be asked from now on; None takes the lab's default."""

    def set_standing(self, person: PersonId, standing: Standing) -> None: ...

    def set_reach(self, contact: ContactId, reach: Reach) -> None: ...

    def consents(self, person: PersonId) -> tuple[Consent, ...]:
        """The latest decision for each study and purpose."""

    def groups(self, person: PersonId) -> frozenset[Group]: ...

    def enrolled(self, study: StudyId, after: PersonId | None, limit: int) -> tuple[Known, ...]:
        """Active people of a study with a chat that can be written to, one contact each, by id, from `after` on."""

    def everybody(self, after: PersonId | None, limit: int) -> tuple[Known, ...]:
        """Active people with a chat that can be written to, one contact each, by id, from `after` on."""

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

    def due(self, now: datetime, limit: int) -> tuple[Occasion, ...]:
        """Occasions whose `due` has come, the longest waiting first."""

    def unshown(self, before: datetime, limit: int) -> tuple[Occasion, ...]:
        """Occasions whose latest turn may not have reached the person, set before `before`."""

    def hold_for_review(self, study: StudyId, wave: WaveNumber, item: ItemId, words: Secret) -> str:
        """Put free text, without its author, under the study's review key; gives the review's id (hex)."""

    # Questionnaires in use.

    def form_versions(self) -> tuple[tuple[FormVersion, str], ...]:
        """Every version that was ever used, with its source text."""

    def add_form_version(self, ref: FormVersion, source: str) -> None: ...

    # Walks over everybody.

    def walk(self, name: str) -> Walk:
        """Where the walk of that name stands; at its beginning when nobody has begun it."""

    def walked(self, name: str, after: PersonId | None) -> None:
        """It has come past `after`; None: it is over."""

    # Outbox.

    def enqueue(self, queued: Queued) -> bool:
        """Write a message to be sent; False when its dedupe key is known."""

    def claim(self, platform: Platform, now: datetime, pace: Pace, limit: int, lease: timedelta) -> tuple[Claimed, ...]:
        """Take due messages: the lane's bucket and each chat's gap allowing, by priority, in order within a chat.

        Rows past `expires_at` become expired. Rows whose contact is not reachable become cancelled, and so do those
        whose person has stopped, but for service notices. A row in `sending` whose lease ran out becomes in doubt, or
        ready once more when it is a service notice on its first attempt.

        A copy of an announcement also needs a current consent to announcements; one that is kept back is noted in the
        ledger. A copy whose time or lease ran out is left alone here: ``lapse`` ends it.
        """

    def settle(self, claimed: Claimed, state: OutboxState, now: datetime, not_before: datetime | None = None) -> bool:
        """Write the outcome by fence; False when the lease was lost. READY with `not_before` puts it back."""

    def hold_lane(self, platform: Platform, until: datetime) -> None:
        """Nothing of this lane is claimed before `until` (a bot-wide 429). Never shortens a longer hold."""

    def cancel_for(self, contact: ContactId) -> int:
        """Cancel everything unsent and unasked to this contact; gives how many. Copies that wait end in the ledger."""

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
        """Keep the codebook (JSON) of a form version. Of the same file the newest is kept; another changes nothing."""

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

    async def edit(self, address: Secret, message_id: str, message: Message) -> SendResult:
        """Put `message` in the place of an own one. Doing it twice is once."""


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


class Calendar(Protocol):
    """The lab's events."""

    def occurrences(self, start: datetime, end: datetime) -> tuple[Event, ...]:
        """What begins from `start` until before `end`, the earliest first; not what was cancelled.

        A calendar that can no longer be read goes on as it last was. May take seconds and reads files: not for the
        event loop's own thread.
        """


class Clock(Protocol):
    def now(self) -> datetime:
        """The moment, aware, in UTC."""


class Draw(Protocol):
    """Randomness that nobody can guess; tests put a seed in its place."""

    def token(self, n: int) -> bytes: ...

    def shuffled(self, things: Sequence[T]) -> tuple[T, ...]: ...
