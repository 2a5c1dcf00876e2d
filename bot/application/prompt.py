"""Path C: everybody whom a round asks gets one occasion and one queued prompt, in one commit; twice changes nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.application.ports import Clock, Vault, VaultTransaction
from bot.application.receive import CHECK_INS
from bot.domain import rounds
from bot.domain.asking import Showing, open_button
from bot.domain.delivery import Parcel, Priority, Queued
from bot.domain.ids import FormId, PersonId, StudyId
from bot.domain.lab import Lab
from bot.domain.message import Message, Urgency
from bot.domain.occasion import Occasion, OccasionState, padded_size
from bot.domain.participant import Decision, Known
from bot.domain.richtext import RichText
from bot.domain.rounds import Round
from bot.domain.wave import WaveState

BATCH = 100  # people a commit; keeps each transaction short


@dataclass(frozen=True, kw_only=True, slots=True)
class Prompted:
    """How many prompts were queued now; people who were asked before are not counted."""

    queued: int


@dataclass(frozen=True, kw_only=True, slots=True)
class NothingToAsk:
    why: str


@dataclass(slots=True)
class Prompt:
    lab: Lab
    vault: Vault
    clock: Clock

    async def __call__(self, study: StudyId, form: FormId) -> Prompted | NothingToAsk:
        """Queue the prompt of `form` in the current wave of `study` to everybody whom it asks."""
        now = self.clock.now()
        chosen = [one for one in rounds.current(self.lab, now) if (one.study.id, one.key.form) == (study, form)]
        if not chosen:
            return NothingToAsk(why=f"study {study!r} does not ask {form!r} today: see `waves` and `questionnaires`")
        wave = await self.vault.commit(lambda tx: tx.begin_wave(study, chosen[0].key.wave))
        if wave.state is not WaveState.OPEN:
            return NothingToAsk(why=f"wave {wave.number} of {study!r} is closed")
        queued, after = 0, None
        while True:
            done, last = await self.vault.commit(lambda tx, after=after: self._batch(tx, chosen[0], after, now))  # type: ignore[misc]  # mypy cannot infer a lambda's default
            queued += done
            if last is None:
                return Prompted(queued=queued)
            after = last

    def _batch(
        self, tx: VaultTransaction, one: Round, after: PersonId | None, now: datetime
    ) -> tuple[int, PersonId | None]:
        people = tx.enrolled(one.study.id, after, BATCH)
        form = self.lab.forms[one.asking.form]
        tx.add_form_version(form.ref, form.source)
        queued = sum(self._ask(tx, one, known, now) for known in people)
        return queued, people[-1].person.id if len(people) == BATCH else None

    def _ask(self, tx: VaultTransaction, one: Round, known: Known, now: datetime) -> bool:
        if not self._may_ask(tx, one, known):
            return False
        form = self.lab.forms[one.asking.form]
        occasion = tx.add_occasion(
            Occasion(
                key=one.key,
                person=known.person.id,
                version=form.ref.version,
                state=OccasionState.PLANNED,
                size=padded_size(form),
            )
        )
        if occasion is None:
            return False
        not_before = self.lab.quiet.first_waking(now, known.person.zone)
        closes = one.study.waves.ends(one.key.wave, self.lab.zone) + one.study.closing_slack()
        return tx.enqueue(
            Queued(
                parcel=Parcel.PROMPT,
                platform=known.contact.platform,
                contact=known.contact.id,
                message=self._message(known, occasion.token),
                priority=Priority.PROMPT,
                not_before=not_before,
                expires_at=min(not_before + one.asking.answer_within, closes),
                dedupe=f"prompt:{occasion.tag.hex()}",
                occasion=occasion.key,
            )
        )

    def _may_ask(self, tx: VaultTransaction, one: Round, known: Known) -> bool:
        agreed = any(
            (consent.study, consent.purpose, consent.decision) == (one.study.id, CHECK_INS, Decision.GIVEN)
            for consent in tx.consents(known.person.id)
        )
        return agreed and rounds.is_for(one.asking, tx.groups(known.person.id))

    def _message(self, known: Known, token: str) -> Message:
        """Neutral by rule: a lock screen shows that a check-in is ready, never a question."""
        words = self.lab.words[known.person.language]
        showing = Showing(words=words, token=token, card=RichText(()))
        return Message(
            text=RichText.plain(words.say("checkin.ready")),
            rows=((open_button(showing, words.say("checkin.start")),),),
            urgency=Urgency.UNASKED,
        )
