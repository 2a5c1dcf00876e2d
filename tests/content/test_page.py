"""The page on instruments says what the files say, and its examples work as they stand."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from adapters.lab import read_questionnaire
from adapters.lab.faults import Notes
from adapters.lab.instruments import Library
from adapters.lab.options import MAX_LABEL
from bot.domain.questionnaire import Questionnaire
from tests.content.instrument_files import NAMES, as_labbot_reads, slotted

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "instruments.md").read_text(encoding="utf-8")
PLACING, WORDING, OWN = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
HEAD = "format: checkin/1\nid: tiny\nversion: 1.0.0\nlanguages: [en]\ntitle: Tiny\n"
PAIN = "  - {id: pain, type: scale, min: 0, max: 10, anchors: {0: None, 10: Worst}, text: Pain}\n"


def rows(heading: str) -> dict[str, list[str]]:
    """The cells of the table under a heading, by what is placed."""
    section = PAGE.partition(f"## {heading}\n")[2].partition("\n## ")[0]
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in section.splitlines() if "@1` |" in line]
    return {row[0].strip("`").removesuffix("@1"): row[1:] for row in cells}


WITH, WITHOUT, NOTICES = map(rows, ("Shipped with its wording", "Shipped without its wording", "Notices and citations"))


def placed(items: str, lab: Path) -> Questionnaire:
    read = read_questionnaire(HEAD + items, "tiny.yaml", Library.of(lab, Notes))
    assert isinstance(read, Questionnaire), str(read)
    return read


def test_it_names_every_instrument_that_is_shipped_and_no_other() -> None:
    assert {*WITH, *WITHOUT} == {*NOTICES} == {*NAMES}
    assert {*WITHOUT} == {*slotted()}


@pytest.mark.parametrize("name", NAMES)
def test_it_says_of_each_how_far_it_looks_back_its_terms_and_its_scores(name: str) -> None:
    read, row = as_labbot_reads(name), (WITH | WITHOUT)[name]
    days = None if read.recall is None else read.recall.days
    assert row[1] == ("no fixed period" if days is None else "1 day" if days == 1 else f"{days} days")
    assert row[2] == read.notice.licence
    assert name in WITH or f"({read.notice.url})" in row[3]
    assert set(re.findall(r"`(\w+)`", row[-2])) == {score.id for score in read.scores}
    assert ("no bands" in row[-2]) == (not any(score.bands for score in read.scores))


@pytest.mark.parametrize("name", NAMES)
def test_it_gives_each_owners_notice_and_what_to_cite_as_the_file_has_them(name: str) -> None:
    notice = as_labbot_reads(name).notice
    assert NOTICES[name] == [f"{notice.holder.rstrip('.')}. {notice.notice}", notice.citation]


def test_the_example_of_placing_works(tmp_path: Path) -> None:
    form = placed(PLACING.replace("items:\n", f"items:\n{PAIN}"), tmp_path)
    assert [item.id for item in form.items] == ["pain", "mood_q1", "mood_q2", "mood_q3", "mood_q4"]
    assert all(item.show_if is not None for item in form.items[1:])
    assert "mood_phq4" in [score.id for score in form.scores]


def test_the_example_of_words_for_slots_works(tmp_path: Path) -> None:
    (tmp_path / "instruments").mkdir()
    (tmp_path / "instruments" / "pss-4.yaml").write_text(WORDING, encoding="utf-8")
    form = placed("items:\n  - use: pss-4@1\n", tmp_path)
    assert len(form.items) == 4
    assert {len(item.options) for item in form.items} == {5}


def test_the_example_of_an_own_instrument_works(tmp_path: Path) -> None:
    (tmp_path / "instruments").mkdir()
    (tmp_path / "instruments" / "stiffness.yaml").write_text(OWN, encoding="utf-8")
    assert [score.id for score in placed("items:\n  - use: stiffness@1\n", tmp_path).scores] == ["stiff"]


def test_it_names_the_longest_answer_that_fits() -> None:
    assert f"An answer is at most {MAX_LABEL} characters long" in PAGE
