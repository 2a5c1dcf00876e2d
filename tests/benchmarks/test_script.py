"""The check-in as the load generator and the peers read it, and the lab in which it is answered."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from adapters.lab import Faults, read_lab
from benchmarks.lab import in_season
from benchmarks.script import FORM, shipped
from bot.domain.asking import PAGE_FITS
from bot.domain.rounds import current


def test_pages_put_the_same_questions_as_messages_in_the_same_order() -> None:
    messages, pages = shipped(fits=1), shipped(fits=PAGE_FITS)
    assert pages.steps == messages.steps
    assert all(len(page) == 1 for page in messages.pages)
    assert len(pages.pages) < len(messages.pages)


def test_a_question_that_depends_on_an_answer_stands_on_a_later_page() -> None:
    first, second = shipped(fits=PAGE_FITS).pages
    assert [step.kind for step in first] == ["statement", "choice", "choice"]
    assert second[0].text == "What helped most this week?"


def test_the_lab_that_is_measured_has_a_round_to_answer_today(tmp_path: Path) -> None:
    lab = read_lab(in_season(tmp_path / "lab"))
    assert not isinstance(lab, Faults)
    assert FORM in [one.key.form for one in current(lab, datetime.now(UTC))]
