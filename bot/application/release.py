"""Path D: the replies of closed waves leave the vault together, without their people, exactly once.

Three steps, each one commit, so that a crash between any two is finished by running the verb again:

1. In the vault, decide. What may not leave yet is moved under the next wave's key; what stays is what leaves. The
   waves are marked as releasing, with a random release id.
2. In research, land the batch: shuffled, one transaction, known by its release id.
3. In the vault, delete the rows and mark the waves released. Then the waves' keys are destroyed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.application.ports import Draw, Keyring, ResearchStore, Vault, VaultTransaction
from bot.domain import rounds
from bot.domain.answer import MissingCode
from bot.domain.codebook import to_json
from bot.domain.conversation import Conversation, record
from bot.domain.disclosure import publishable
from bot.domain.ids import FormId, ItemId, StudyId, WaveNumber
from bot.domain.lab import Lab, Study
from bot.domain.occasion import Occasion, OccasionState
from bot.domain.questionnaire import FormVersion, Questionnaire
from bot.domain.release import Denominator, Release, ReleasedReply, Value
from bot.domain.values import values
from bot.domain.wave import Passed, Submission, Waits, Wave, WaveState, gate, label, shared_by

LANGUAGE = ItemId("language_shown")
PRESENTATION = ItemId("presentation")
WITHHELD_VERSION = str(MissingCode.WITHHELD.value)


@dataclass(frozen=True, kw_only=True, slots=True)
class Released:
    """What has left: the label of its waves, and how many replies. `held` forms and newcomers wait for a later wave."""

    wave: str
    replies: int
    some_held: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Waiting:
    """Nothing has left. Every reply still waits, locked; `why` has a line for each form."""

    why: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class _Decided:
    release_id: bytes
    waves: tuple[Wave, ...]


@dataclass(slots=True)
class ReleaseReplies:
    lab: Lab
    forms: Mapping[FormVersion, Questionnaire]
    vault: Vault
    research: ResearchStore
    keyring: Keyring
    draw: Draw

    async def __call__(self, study: Study) -> Released | Waiting:
        """Release every closed wave of `study` that passes the gate. Safe to run again after any crash."""
        await self._destroy_keys(study)
        known = await self.research.known_codes(study.id)
        decided = await self.vault.commit(lambda tx: self._decide(tx, study, known))
        if isinstance(decided, Waiting):
            return decided
        there = await self.vault.commit(lambda tx: _all_of(tx, decided.waves))
        release = self._release(study, decided, there)
        await self._keep_codebooks(study, _done(there))
        await self.research.land(release)
        await self.vault.commit(lambda tx: _forget(tx, decided))
        await self._destroy_keys(study)
        await self.vault.checkpoint()
        some_held = await self.vault.commit(lambda tx: _anything_held(tx, study.id))
        return Released(wave=release.wave, replies=len(release.replies), some_held=some_held)

    async def _destroy_keys(self, study: Study) -> None:
        """The keys of released waves: now, and also those that a crash left behind."""
        for wave in await self.vault.commit(lambda tx: tx.waves(study.id)):
            if wave.state is WaveState.RELEASED:
                self.keyring.destroy_wave_key(wave.study, wave.number)

    # Step 1.

    def _decide(self, tx: VaultTransaction, study: Study, known: frozenset[str]) -> _Decided | Waiting:
        waves = tx.waves(study.id)
        begun = tuple(wave for wave in waves if wave.state is WaveState.RELEASING)
        if begun and begun[0].release_id is not None:
            return _Decided(release_id=begun[0].release_id, waves=begun)
        closed = tuple(wave for wave in waves if wave.state is WaveState.CLOSED)
        if not closed:
            return Waiting(why=("no wave is closed: close one first",))
        finished = _done(_all_of(tx, closed))
        outcomes = {
            form: gate((self._submission(one, known) for one in finished if one.key.form == form), study.k)
            for form in sorted({one.key.form for one in finished})
        }
        if not any(isinstance(outcome, Passed) for outcome in outcomes.values()):
            return Waiting(why=_reasons(outcomes, study.k))
        self._move_the_rest(tx, study, closed, finished, outcomes)
        release_id = self.draw.token(16)
        for wave in closed:
            tx.set_wave_state(wave, WaveState.RELEASING, release_id)
        return _Decided(release_id=release_id, waves=closed)

    def _move_the_rest(
        self,
        tx: VaultTransaction,
        study: Study,
        closed: Sequence[Wave],
        finished: Sequence[Occasion],
        outcomes: dict[FormId, Passed | Waits],
    ) -> None:
        """Held newcomers and forms that did not pass go under the next wave's key, before the old key can go."""
        leaving = {one.tag for outcome in outcomes.values() if isinstance(outcome, Passed) for one in outcome.out}
        staying = [one for one in finished if one.tag not in leaving]
        if not staying:
            return
        later = WaveNumber(max(wave.number for wave in closed) + 1)
        begun = {wave.number: wave for wave in tx.waves(study.id)}
        while later in begun and begun[later].state is not WaveState.OPEN:
            later = WaveNumber(later + 1)
        tx.begin_wave(study.id, later)
        for occasion in staying:
            tx.move_occasion(occasion, later)

    def _submission(self, occasion: Occasion, known: frozenset[str]) -> Submission:
        talk, form = self._talk(occasion)
        code = self.keyring.code(occasion.key.study, occasion.person)
        return Submission(
            tag=occasion.tag,
            wave=rounds.origin(occasion.key),
            person=occasion.person,
            newcomer=code not in known,
            form=occasion.key.form,
            version=occasion.version,
            language=form.title.shown_in(talk.language),
            presentation=talk.presentation.value,
            values=record(talk, form),
        )

    # Step 2.

    def _release(self, study: Study, decided: _Decided, there: Sequence[Occasion]) -> Release:
        leaving = _done(there)
        replies: list[ReleasedReply] = []
        for form in sorted({one.key.form for one in leaving}):
            of_form = [one for one in leaving if one.key.form == form]
            submissions = [self._submission(one, frozenset()) for one in of_form]
            waves, shared = label(one.wave for one in submissions), shared_by(submissions, study.k)
            replies.extend(
                self._reply(occasion, submission, waves, shared)
                for occasion, submission in zip(of_form, submissions, strict=True)
            )
        return Release(
            id=decided.release_id,
            study=study.id,
            wave=label(rounds.origin(one.key) for one in leaving)
            if leaving
            else label(w.number for w in decided.waves),
            replies=self.draw.shuffled(replies),
            denominators=_denominators(there),
        )

    def _reply(
        self, occasion: Occasion, submission: Submission, waves: str, shared: dict[tuple[str, str], bool]
    ) -> ReleasedReply:
        _, form = self._talk(occasion)
        version = submission.version if shared["version", submission.version] else WITHHELD_VERSION
        told = (
            (item, _told(shown, shared[facet, shown]))
            for item, facet, shown in (
                (LANGUAGE, "language", str(submission.language)),
                (PRESENTATION, "presentation", submission.presentation),
            )
        )
        return ReleasedReply(
            study=occasion.key.study,
            wave=waves,
            code=self.keyring.code(occasion.key.study, occasion.person),
            form=occasion.key.form,
            version=version,
            values=(*values(form, submission.values), *told),
        )

    def _talk(self, occasion: Occasion) -> tuple[Conversation, Questionnaire]:
        if occasion.talk is None:
            raise RuntimeError("a finished check-in has no answers: the vault was changed by something else")
        return occasion.talk, self.forms[occasion.talk.form]

    async def _keep_codebooks(self, study: Study, leaving: Sequence[Occasion]) -> None:
        for ref in sorted({self._talk(one)[0].form for one in leaving}, key=lambda ref: (ref.form, ref.version)):
            form = self.forms[ref]
            words = self.lab.words_for(form.languages[0])
            title = study.title.text(self.lab.languages[0])
            await self.research.register(study.id, title, ref, to_json(form, words))


def _told(shown: str, by_enough: bool) -> Value:
    """How somebody was asked, when enough others were asked so too."""
    return shown if by_enough else MissingCode.WITHHELD.value


def _denominators(occasions: Sequence[Occasion]) -> tuple[Denominator, ...]:
    """How the askings of these waves ended, rounded; counts of 1 to 7 are left out."""
    counted = Counter((one.key.form, one.state.value) for one in occasions)
    return tuple(
        Denominator(form=form, platform="all", state=state, n=told)
        for (form, state), n in sorted(counted.items())
        if (told := publishable(n)) is not None
    )


def _reasons(outcomes: Mapping[FormId, Passed | Waits], k: int) -> tuple[str, ...]:
    if not outcomes:
        return (f"nobody has sent in a check-in yet; at least {k} people are needed",)
    return tuple(f"{form}: {outcome.why}" for form, outcome in outcomes.items() if isinstance(outcome, Waits))


def _done(occasions: Sequence[Occasion]) -> tuple[Occasion, ...]:
    return tuple(one for one in occasions if one.state is OccasionState.DONE)


def _all_of(tx: VaultTransaction, waves: Sequence[Wave]) -> tuple[Occasion, ...]:
    return tuple(one for wave in waves for one in tx.occasions_of_wave(wave.study, wave.number))


def _forget(tx: VaultTransaction, decided: _Decided) -> None:
    tx.delete_occasions([one.tag for one in _all_of(tx, decided.waves)])
    for wave in decided.waves:
        tx.set_wave_state(wave, WaveState.RELEASED)


def _anything_held(tx: VaultTransaction, study: StudyId) -> bool:
    open_waves = [wave for wave in tx.waves(study) if wave.state is WaveState.OPEN]
    return any(rounds.origin(one.key) != one.key.wave for one in _all_of(tx, open_waves))
