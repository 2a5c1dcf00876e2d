"""Which check-ins are open to whom, by the calendar alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.domain.ids import FormId, Group, StudyId, WaveNumber
from bot.domain.lab import Asking, Lab, Study
from bot.domain.occasion import OccasionKey
from bot.domain.participant import Person
from bot.domain.schedule import slot_names, slots


@dataclass(frozen=True, kw_only=True, slots=True)
class Round:
    """One asking of one form of one study, in one wave."""

    study: Study
    asking: Asking
    key: OccasionKey

    def closes(self, zone: str) -> datetime:
        """The instant (UTC) at which the wave takes no more answers; `zone` is the lab's."""
        return self.study.waves.ends(self.key.wave, zone) + self.study.closing_slack()

    def prompt_at(self, person: Person) -> datetime | None:
        """The moment (UTC) of this person's prompt; None when the clock never asks them."""
        calendar = self.study.waves
        first = calendar.first_day(origin(self.key))
        found = slots(self.asking.ask, first, calendar.every.days, person.zone, person.own_time)
        return next((slot.at for slot in found if slot.name == self.key.slot), None)


def current(lab: Lab, moment: datetime) -> tuple[Round, ...]:
    """What can be begun at `moment` (aware), before asking which groups somebody is in."""
    today = moment.astimezone(ZoneInfo(lab.zone)).date()
    return tuple(
        one
        for study in lab.studies
        if (number := study.waves.number_on(today)) is not None
        for one in of_wave(study, number)
    )


def answerable(lab: Lab, moment: datetime) -> tuple[OccasionKey, ...]:
    """Every key that can still be answered: the current wave's, and those of earlier ones while their slack runs."""
    return tuple(one.key for one in (*current(lab, moment), *_ending(lab, moment)))


def of_wave(study: Study, number: WaveNumber) -> tuple[Round, ...]:
    """Every asking of a wave."""
    days = study.waves.every.days
    return tuple(
        Round(study=study, asking=asking, key=_key(study.id, number, asking.form, name))
        for asking in study.askings
        if (number - 1) % asking.every == 0
        for name in slot_names(asking.ask, days)
    )


def of_key(lab: Lab, key: OccasionKey) -> Round | None:
    """The asking that an occasion belongs to; None when the lab no longer has it."""
    study = lab.study(key.study)
    asking = None if study is None else next((one for one in study.askings if one.form == key.form), None)
    return None if study is None or asking is None else Round(study=study, asking=asking, key=key)


def is_for(asking: Asking, groups: frozenset[Group]) -> bool:
    return asking.groups is None or bool(asking.groups & groups)


def origin(key: OccasionKey) -> WaveNumber:
    """The wave in which an occasion was planned, also after it was held over into a later one."""
    return WaveNumber(int(key.slot[1:].partition(".")[0])) if key.slot.startswith("w") else key.wave


def held_slot(key: OccasionKey) -> str:
    """The slot of an occasion that is held over: ``w3.0`` was planned in wave 3 as slot 0."""
    return key.slot if key.slot.startswith("w") else f"w{key.wave}.{key.slot}"


def _ending(lab: Lab, moment: datetime) -> Iterator[Round]:
    """Waves that are over and whose slack still runs."""
    today = moment.astimezone(ZoneInfo(lab.zone)).date()
    for study in lab.studies:
        for number in study.waves.over_by(today):
            if moment >= study.waves.ends(number, lab.zone) + study.closing_slack():
                break
            yield from of_wave(study, number)


def _key(study: StudyId, wave: WaveNumber, form: FormId, slot: str) -> OccasionKey:
    return OccasionKey(study=study, wave=wave, form=form, slot=slot)
