"""Path C, first half: everybody whom a round asks gets one occasion in its wave, with the moment of their prompt."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from bot.application.permission import may_ask
from bot.application.ports import Clock, Vault, VaultTransaction
from bot.application.walking import visit_some, walk
from bot.domain import rounds
from bot.domain.ids import FormId, PersonId, StudyId
from bot.domain.lab import Lab
from bot.domain.occasion import Occasion, OccasionState, padded_size
from bot.domain.participant import Known, Person
from bot.domain.prompting import window_of
from bot.domain.rounds import Round
from bot.domain.wave import WaveState


@dataclass(frozen=True, kw_only=True, slots=True)
class NothingToAsk:
    why: str


def planned(tx: VaultTransaction, lab: Lab, person: Person, one: Round, asked_at: datetime | None) -> Occasion | None:
    """The person's new occasion in this round; None when it is there already, or the round does not ask them.

    Without a moment the clock leaves it alone.
    """
    if not rounds.is_for(one.asking, tx.groups(person.id)) or not may_ask(tx, person.id, one.study.id):
        return None
    if tx.begin_wave(one.study.id, one.key.wave).state is not WaveState.OPEN:
        return None
    form = lab.forms[one.asking.form]
    tx.add_form_version(form.ref, form.source)
    return tx.add_occasion(
        Occasion(
            key=one.key,
            person=person.id,
            version=form.ref.version,
            state=OccasionState.PLANNED,
            size=padded_size(form),
            asked_at=asked_at,
            due=asked_at,
        )
    )


def plan_ahead(tx: VaultTransaction, lab: Lab, person: Person, now: datetime) -> None:
    """For somebody who joins in mid-wave: the rounds whose moment is still ahead of them."""
    for one in rounds.current(lab, now):
        asked_at = one.prompt_at(person)
        if asked_at is not None and asked_at > now:
            planned(tx, lab, person, one, asked_at)


@dataclass(slots=True)
class Plan:
    lab: Lab
    vault: Vault
    clock: Clock

    async def __call__(self) -> int:
        """Plan the current waves for everybody, once; gives how many occasions are new. Twice changes nothing.

        A walk over everybody is taken up where it was left, by whichever process comes next.
        """
        now = self.clock.now()
        new = 0
        for one in rounds.current(self.lab, now):
            visit = partial(self._plan, one=one, now=now)
            new += await walk(self.vault, _name(one), partial(_asked, one.study.id), visit)
        return new

    async def ask_now(self, study: StudyId, form: FormId) -> int | NothingToAsk:
        """Bring the prompts of `form` in the current wave forward to now; gives how many. Whoever was asked is not."""
        now = self.clock.now()
        chosen = [one for one in rounds.current(self.lab, now) if (one.study.id, one.key.form) == (study, form)]
        if not chosen:
            return NothingToAsk(why=f"study {study!r} does not ask {form!r} today: see `waves` and `questionnaires`")
        one, moved, after = chosen[0], 0, None
        wave = await self.vault.commit(lambda tx: tx.begin_wave(study, one.key.wave))
        if wave.state is not WaveState.OPEN:
            return NothingToAsk(why=f"wave {wave.number} of {study!r} is closed")
        visit = partial(self._forward, one=one, now=now)
        while True:
            work = partial(visit_some, after=after, people=partial(_asked, study), visit=visit)
            did, after = await self.vault.commit(work)
            moved += did
            if after is None:
                return moved

    def _plan(self, tx: VaultTransaction, known: Known, *, one: Round, now: datetime) -> bool:
        asked_at = one.prompt_at(known.person)
        if asked_at is None or now >= window_of(asked_at, one.asking, one.closes(self.lab.zone)):
            return False
        return planned(tx, self.lab, known.person, one, asked_at) is not None

    def _forward(self, tx: VaultTransaction, known: Known, *, one: Round, now: datetime) -> bool:
        waiting = tx.occasions(known.person.id, (one.key,))
        if not waiting:
            return planned(tx, self.lab, known.person, one, now) is not None
        if waiting[0].state is not OccasionState.PLANNED:
            return False
        return tx.save_occasion(replace(waiting[0], asked_at=now, due=now)) is not None


def _asked(study: StudyId, tx: VaultTransaction, after: PersonId | None, limit: int) -> tuple[Known, ...]:
    return tx.enrolled(study, after, limit)


def _name(one: Round) -> str:
    return f"plan|{one.study.id}|{one.key.wave}|{one.key.form}|{one.key.slot}"
