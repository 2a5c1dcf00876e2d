"""A wave ends: nothing more can be answered in it, and own words leave their authors."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum
from zoneinfo import ZoneInfo

from bot.application.ports import Clock, Draw, Vault, VaultTransaction
from bot.application.prompt import ended
from bot.domain.answer import Answer, UnderReview, Written
from bot.domain.ids import ItemId, StudyId, WaveNumber
from bot.domain.lab import Lab, Study
from bot.domain.occasion import UNFINISHED, Occasion
from bot.domain.wave import WaveState


class When(Enum):
    #: After the wave's end, its longest answering window and grace.
    WHEN_OVER = "when_over"
    #: At once: staff take it on themselves that somebody may be cut off in the middle.
    EARLY = "early"


@dataclass(frozen=True, kw_only=True, slots=True)
class Closed:
    """The wave is closed. What was not sent in by then is deleted, and is not counted here."""

    wave: WaveNumber


@dataclass(frozen=True, kw_only=True, slots=True)
class NotClosed:
    why: str


@dataclass(slots=True)
class CloseWave:
    lab: Lab
    vault: Vault
    clock: Clock
    draw: Draw

    async def __call__(self, study_id: StudyId, number: WaveNumber, when: When) -> Closed | NotClosed:
        """Close a wave. Closing it twice is once."""
        study = self.lab.study(study_id)
        if study is None:
            return NotClosed(why=f"there is no study {study_id!r}; studies are: {_names(self.lab)}")
        over = study.waves.ends(number, self.lab.zone) + study.closing_slack()
        if when is When.WHEN_OVER and self.clock.now() < over:
            return NotClosed(
                why=f"wave {number} can still be answered until {_local(over, self.lab.zone):%A %d %B %Y %H:%M %Z}; "
                "wait until then, or close it early with --early"
            )
        return await self.vault.commit(lambda tx: self._close(tx, study, number))

    def _close(self, tx: VaultTransaction, study: Study, number: WaveNumber) -> Closed | NotClosed:
        wave = tx.wave(study.id, number)
        if wave is None:
            return NotClosed(why=f"wave {number} of {study.id!r} was never begun, so there is nothing to close")
        if wave.state is not WaveState.OPEN:
            return Closed(wave=number)
        for occasion in self.draw.shuffled(tx.occasions_of_wave(study.id, number)):
            _save(tx, ended(occasion) if occasion.state in UNFINISHED else self._without_words(tx, occasion))
        tx.set_wave_state(wave, WaveState.CLOSED)
        return Closed(wave=number)

    def _without_words(self, tx: VaultTransaction, occasion: Occasion) -> Occasion:
        """The submission with each free text moved, authorless, to the review queue; its id stays behind."""
        if occasion.talk is None:
            return occasion
        answers: list[tuple[ItemId, Answer]] = []
        for item, answer in occasion.talk.answers:
            if isinstance(answer, Written):
                review = tx.hold_for_review(occasion.key.study, occasion.key.wave, item, answer.words)
                answers.append((item, UnderReview(review)))
            else:
                answers.append((item, answer))
        return replace(occasion, talk=replace(occasion.talk, answers=tuple(answers)), unshown_since=None)


def _local(moment: datetime, zone: str) -> datetime:
    return moment.astimezone(ZoneInfo(zone))


def _save(tx: VaultTransaction, occasion: Occasion) -> None:
    if tx.save_occasion(occasion) is None:
        raise RuntimeError("an answer came in while its wave was being closed; nothing was changed, close it again")


def _names(lab: Lab) -> str:
    return ", ".join(study.id for study in lab.studies) or "none"
