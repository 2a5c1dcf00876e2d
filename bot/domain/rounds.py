"""Which check-ins are open to whom, by the calendar alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.domain.ids import FormId, Group, StudyId, WaveNumber
from bot.domain.lab import Asking, Lab, Study
from bot.domain.occasion import OccasionKey

WEEKLY_SLOT = "0"  # the one asking of a form that a wave plans; bursts will count on from here


@dataclass(frozen=True, kw_only=True, slots=True)
class Round:
    """One form of one study, in the wave that `moment` falls in."""

    study: Study
    asking: Asking
    key: OccasionKey


def current(lab: Lab, moment: datetime) -> tuple[Round, ...]:
    """What can be begun at `moment` (aware), before asking which groups somebody is in."""
    today = moment.astimezone(ZoneInfo(lab.zone)).date()
    rounds = []
    for study in lab.studies:
        number = study.waves.number_on(today)
        if number is not None:
            rounds.extend(_rounds(study, number))
    return tuple(rounds)


def answerable(lab: Lab, moment: datetime) -> tuple[OccasionKey, ...]:
    """Every key that can still be answered: the current wave's, and those of earlier ones while their slack runs."""
    keys = [one.key for one in current(lab, moment)]
    today = moment.astimezone(ZoneInfo(lab.zone)).date()
    for study in lab.studies:
        for number in study.waves.over_by(today):
            if moment >= study.waves.ends(number, lab.zone) + study.closing_slack():
                break
            keys.extend(one.key for one in _rounds(study, number))
    return tuple(keys)


def is_for(asking: Asking, groups: frozenset[Group]) -> bool:
    return asking.groups is None or bool(asking.groups & groups)


def key_of(study: StudyId, wave: WaveNumber, form: FormId) -> OccasionKey:
    return OccasionKey(study=study, wave=wave, form=form, slot=WEEKLY_SLOT)


def origin(key: OccasionKey) -> WaveNumber:
    """The wave in which an occasion was planned, also after it was held over into a later one."""
    return WaveNumber(int(key.slot[1:].partition(".")[0])) if key.slot.startswith("w") else key.wave


def held_slot(key: OccasionKey) -> str:
    """The slot of an occasion that is held over: ``w3.0`` was planned in wave 3 as slot 0."""
    return key.slot if key.slot.startswith("w") else f"w{key.wave}.{key.slot}"


def _rounds(study: Study, number: WaveNumber) -> list[Round]:
    return [Round(study=study, asking=asking, key=key_of(study.id, number, asking.form)) for asking in study.askings]
