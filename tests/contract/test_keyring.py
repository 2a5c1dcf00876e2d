"""``Keyring``: codes and marks that stay, and destruction that is for good."""

from __future__ import annotations

import re

from bot.application.ports import Keyring
from bot.domain.ids import StudyId, WaveNumber
from tests.builders import a_person_id

WEEKLY, ANOTHER = StudyId("weekly"), StudyId("another")


def test_a_persons_code_in_a_study_stays_the_same(keyring: Keyring) -> None:
    assert keyring.code(WEEKLY, a_person_id(1)) == keyring.code(WEEKLY, a_person_id(1))


def test_every_person_has_a_code_of_their_own_in_every_study(keyring: Keyring) -> None:
    codes = {keyring.code(study, a_person_id(person)) for study in (WEEKLY, ANOTHER) for person in range(50)}
    assert len(codes) == 100
    assert all(re.fullmatch("[A-Z2-7]{16}", code) for code in codes)


def test_a_mark_is_short_and_stays_the_same(keyring: Keyring) -> None:
    mark = keyring.mark("join", "1001|18")
    assert re.fullmatch("[A-Za-z0-9_-]{11}", mark)
    assert keyring.mark("join", "1001|18") == mark


def test_every_text_and_every_purpose_has_a_mark_of_its_own(keyring: Keyring) -> None:
    marks = {keyring.mark(purpose, text) for purpose in ("join", "leave") for text in ("", "1001|18", "1001|19", "é")}
    assert len(marks) == 8


def test_a_wave_key_is_destroyed_once_however_often_it_is_asked(keyring: Keyring) -> None:
    before = keyring.code(WEEKLY, a_person_id(1))
    for _ in range(2):
        keyring.destroy_wave_key(WEEKLY, WaveNumber(1))
    assert keyring.code(WEEKLY, a_person_id(1)) == before
