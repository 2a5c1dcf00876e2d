"""What is measured without a platform: the questionnaires are what is said, and somebody gets to their end."""

from __future__ import annotations

from pathlib import Path

import pytest

from adapters.lab import Faults, read_lab
from benchmarks import engine, reading
from bot.domain.engine import advance
from bot.domain.questions import KINDS


def test_the_questionnaire_has_forty_items_of_every_kind_with_branches_and_scores() -> None:
    form = engine.questionnaire(engine.ITEMS)
    assert len(form.items) == engine.ITEMS
    assert {item.kind for item in form.items} == set(KINDS)
    assert len([item for item in form.items if item.show_if is not None]) >= 6
    assert len(form.scores) == 4


def test_whoever_walks_through_it_answers_every_question_and_sends_it() -> None:
    form, showing = engine.questionnaire(engine.ITEMS), engine.english()
    walked = list(engine.walk(form, showing))
    talk, act = walked[-1]
    assert talk.given().keys() == {item.id for item in form.items}
    assert advance(talk, form, act, showing).conversation.sent


def test_the_steps_that_are_measured_are_those(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "ROUNDS", 2)
    steps = engine.measure()
    assert steps.items < steps.steps <= engine.MOST_STEPS
    assert 0 < steps.median_us <= steps.p95_us
    assert f"target under {engine.TARGET_US} µs" in str(steps)


def test_a_filled_lab_has_so_many_questionnaires_and_no_fault(tmp_path: Path) -> None:
    lab = read_lab(reading.filled(tmp_path / "lab", 12))
    assert not isinstance(lab, Faults), lab
    assert len(lab.forms) == 12


def test_a_lab_with_a_fault_is_not_measured(tmp_path: Path) -> None:
    folder = reading.filled(tmp_path / "lab", 12)
    (folder / "questionnaires" / "copy-0.yaml").write_text("format: checkin/1\n", encoding="utf-8")
    with pytest.raises(TypeError, match="copy-0"):
        reading.checked(folder)


def test_reading_is_measured_beside_the_library_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "QUESTIONNAIRES", 12)
    found = reading.measure(rounds=1)
    assert found.questionnaires == 12
    assert found.ours_s[0] > 0
    assert found.floor_s[0] > 0
    assert "labbot / ruamel.yaml" in str(found)
