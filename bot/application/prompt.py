"""Path C, second half: what has come due is asked, reminded, warned or ended, in the commit that moves its due time."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import assert_never
from zoneinfo import ZoneInfo

from bot.application.permission import may_ask
from bot.application.ports import Clock, Vault, VaultTransaction
from bot.domain import rounds
from bot.domain.asking import Showing, open_button, prompt_rows
from bot.domain.delivery import Parcel, Priority, Queued
from bot.domain.lab import Lab
from bot.domain.message import Choice, Message, Urgency
from bot.domain.occasion import Occasion, OccasionState
from bot.domain.participant import Contact, Person, Reach, Standing
from bot.domain.prompting import Due, Step, due, window_of
from bot.domain.richtext import RichText
from bot.domain.rounds import Round
from bot.domain.words import Words

BATCH = 100  # occasions a commit; keeps each transaction short


@dataclass(slots=True)
class Prompt:
    """Safe to run twice, and in many processes: a step is taken by the save that moves the occasion on."""

    lab: Lab
    vault: Vault
    clock: Clock

    async def __call__(self) -> int:
        """Do everything that is due now; gives how many messages were queued."""
        now, queued = self.clock.now(), 0
        while True:
            looked_at, sent = await self.vault.commit(lambda tx: self._batch(tx, now))
            queued += sent
            if looked_at < BATCH:
                return queued

    def _batch(self, tx: VaultTransaction, now: datetime) -> tuple[int, int]:
        waiting = tx.due(now, BATCH)
        return len(waiting), sum(self._look(tx, occasion, now) for occasion in waiting)

    def _look(self, tx: VaultTransaction, occasion: Occasion, now: datetime) -> bool:
        """Take one occasion a step on; gives whether a message was queued."""
        one = rounds.of_key(self.lab, occasion.key)
        if one is None:  # the lab no longer asks this form: nothing is sent, and the wave's end clears it away
            tx.save_occasion(replace(occasion, due=None))
            return False
        found = due(occasion, one.asking, one.closes(self.lab.zone), now)
        match found.step:
            case Step.NOTHING:
                tx.save_occasion(replace(occasion, due=found.again))
                return False
            case Step.EXPIRE:
                tx.save_occasion(ended(occasion))
                return False
            case Step.PROMPT | Step.REMIND | Step.WARN:
                return self._tell(tx, occasion, one, found, now)
        assert_never(found.step)

    def _tell(self, tx: VaultTransaction, occasion: Occasion, one: Round, found: Due, now: datetime) -> bool:
        person = tx.person(occasion.person)
        if person is None or person.standing is not Standing.ACTIVE or not may_ask(tx, person.id, one.study.id):
            paused = occasion.state in {OccasionState.PLANNED, OccasionState.SENT}
            state = OccasionState.PAUSED if paused else occasion.state
            tx.save_occasion(replace(occasion, state=state, due=None if paused else found.again))
            return False
        waking = self.lab.quiet.first_waking(now, person.zone)
        if waking > now:
            tx.save_occasion(replace(occasion, due=waking))
            return False
        contact = reachable(tx, person)
        saved = tx.save_occasion(_after(occasion, found, contact))
        if saved is None or contact is None:
            return False
        asks, closes = found.step is Step.PROMPT, self._closes(saved, one)
        return tx.enqueue(
            Queued(
                parcel=Parcel.PROMPT if asks else Parcel.REMINDER,
                platform=contact.platform,
                contact=contact.id,
                message=self._message(saved, person, found.step, closes, now),
                priority=Priority.PROMPT if asks else Priority.REMINDER,
                not_before=now,
                expires_at=closes,
                dedupe=f"{found.step.value}:{saved.tag.hex()}:{saved.fence}",
                occasion=saved.key,
            )
        )

    def _closes(self, occasion: Occasion, one: Round) -> datetime:
        """When it can no longer be begun; for whoever has begun, when it can no longer be sent in."""
        if occasion.asked_at is None:
            raise ValueError("an occasion without the moment of its prompt is never due")
        window = window_of(occasion.asked_at, one.asking, one.closes(self.lab.zone))
        return window + one.asking.grace if occasion.state is OccasionState.STARTED else window

    def _rows(self, occasion: Occasion, showing: Showing) -> tuple[tuple[Choice, ...], ...]:
        form = self.lab.forms.get(occasion.key.form)
        return prompt_rows(showing, shorter=form is not None and form.has_shorter)

    def _message(self, occasion: Occasion, person: Person, step: Step, closes: datetime, now: datetime) -> Message:
        """Neutral by rule: a lock screen shows that a check-in is ready, never a question."""
        words = self.lab.words_for(occasion.shown_in(person.language))
        here = ZoneInfo(person.zone)
        showing = Showing(words=words, token=occasion.token, card=RichText(()), today=now.astimezone(here).date())
        begun = occasion.state is OccasionState.STARTED
        rows = ((open_button(showing, words.say("checkin.go_on")),),) if begun else self._rows(occasion, showing)
        text = _text(step, closes.astimezone(here), words, begun=begun)
        return Message(text=RichText.plain(text), rows=rows, urgency=Urgency.UNASKED)


def ended(occasion: Occasion) -> Occasion:
    """What was not sent in is deleted; the empty row still counts somebody who was asked."""
    return replace(occasion, state=OccasionState.EXPIRED, talk=None, unshown_since=None, due=None)


def reachable(tx: VaultTransaction, person: Person) -> Contact | None:
    """A chat of the person that can be written to."""
    return next((contact for contact in tx.contacts(person.id) if contact.reach is Reach.OK), None)


def _after(occasion: Occasion, found: Due, contact: Contact | None) -> Occasion:
    """The occasion once it has been told, or could not be."""
    if occasion.state is not OccasionState.PLANNED:
        return replace(occasion, due=found.again)
    state = OccasionState.UNDELIVERABLE if contact is None else OccasionState.SENT
    return replace(occasion, state=state, due=found.again)


def _text(step: Step, closes: datetime, words: Words, *, begun: bool) -> str:
    day = words.say(f"weekday.{closes.weekday()}")
    match step:
        case Step.PROMPT:
            return words.say("checkin.ready")
        case Step.WARN:
            return words.say("checkin.closing", day=day, time=f"{closes:%H:%M}")
        case _:
            key = "checkin.reminder_begun" if begun else "checkin.reminder"
            return words.say(key, day=day, time=f"{closes:%H:%M}")
