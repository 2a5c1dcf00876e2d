"""Locked instruments: placed whole or not at all, and never two things of one id."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.lab import Faults, read_questionnaire
from adapters.lab.instruments import Library
from bot.domain.ids import ItemId, Language
from bot.domain.item import Role
from bot.domain.questionnaire import Questionnaire
from tests.adapters.lab.libraries import NAMES, OWN, a_library, placed, well_placed
from tests.builders import ENGLISH, WELSH
from tests.content.instrument_files import slotted

FRENCH = Language("fr")

FORM = """\
format: checkin/1
id: tiny
version: 1.0.0
languages: [en, cy]
title: {en: "Tiny", cy: "Bach"}
items:
"""


def faults(items: str, library: Library | None = None) -> list[str]:
    """What is wrong with a questionnaire of these items."""
    read = read_questionnaire(FORM + items, "tiny.yaml", library or Library())
    return [str(fault) for fault in read] if isinstance(read, Faults) else []


# Placed.


def test_an_instrument_is_placed_whole_in_its_order_under_prefixed_ids() -> None:
    found = well_placed("{use: gad-7@1, prefix: anx_}")
    assert [item.id for item in found.items] == [f"anx_q{number}" for number in range(1, 8)]
    assert {item.instrument for item in found.items} == {"gad-7@1"}
    assert [item.sensitive_support for item in found.items] == [False] * 6 + [True]
    assert {item.role for item in found.items} == {Role.SENSITIVE}
    assert [(option.code, option.value) for option in found.items[0].options] == [
        ("not_at_all", 0), ("several_days", 1), ("more_than_half", 2), ("nearly_every_day", 3),
    ]  # fmt: skip
    assert [score.id for score in found.scores] == ["anx_gad7", "anx_gad2"]
    assert found.scores[1].items == ("anx_q1", "anx_q2")


def test_without_a_prefix_ids_are_its_own() -> None:
    found = well_placed("{use: phq-2@1}")
    assert [item.id for item in found.items] == ["q1", "q2"]
    assert [score.id for score in found.scores] == ["phq2"]


def test_the_line_above_its_questions_goes_with_each() -> None:
    stems = {item.stem for item in well_placed("{use: phq-4@1}").items}
    assert [stem.text(ENGLISH)[:22] for stem in stems if stem is not None] == ["Over the last 2 weeks,"]
    assert [item.stem for item in well_placed("{use: peg@1}").items] == [None, None, None]


def test_what_is_reversed_stays_reversed_under_its_new_id(tmp_path: Path) -> None:
    library, _ = a_library(tmp_path, stiffness=OWN)
    (score,) = well_placed("{use: stiffness@2, prefix: s_}", library).scores
    assert (score.items, score.reverse) == (("s_q1", "s_q2"), frozenset({"s_q1"}))


def test_where_there_is_no_welsh_the_english_is_shown_and_says_that_it_is_english() -> None:
    found = well_placed("{use: phq-4@1}")
    texts = [found.items[0].text, found.items[0].options[0].text, *(item.stem for item in found.items if item.stem)]
    assert {text.shown_in(WELSH) for text in texts} == {ENGLISH}


def test_it_is_shown_in_the_languages_of_the_questionnaire_and_falls_back_as_that_does(tmp_path: Path) -> None:
    library, _ = a_library(tmp_path, stiffness=OWN)
    use = "{use: stiffness@2}"
    spoken = [
        [code for code, _ in well_placed(use, library, *languages).items[1].anchors[0][1].by_language]
        for languages in ((WELSH, ENGLISH), (WELSH,), (FRENCH, WELSH), (FRENCH,))
    ]
    assert spoken == [["cy", "en"], ["cy"], ["cy"], ["en"]]


LOCKED = [
    ("{use: phq-4@1, text: Other}", "an instrument is locked, and has no 'text' here", "Remove it"),
    ("{use: phq-4@1, id: mine}", "an instrument is locked, and has no 'id' here", "only 'prefix' and 'show_if'"),
    ("{use: phq-4@1, items: [q1]}", "an instrument is locked, and has no 'items' here", "Remove it"),
    ("{use: phq-4}", "'phq-4' is not an instrument", '"phq-4@1"'),
    ("{use: [phq-4@1]}", "a list is not an instrument", '"phq-4@1"'),
    ("{use: phq-4@2}", "there is no instrument 'phq-4@2'", "Did you mean 'phq-4@1'?"),
    ("{use: phq-3@1}", "there is no instrument 'phq-3@1'", "Did you mean 'phq-"),
    ("{use: zzz@1}", "there is no instrument 'zzz@1'", f"Use one of: {', '.join(NAMES)}."),
    ("{use: phq-4@1, prefix: PHQ_}", "'PHQ_' is not a prefix", "such as phq4_"),
    ("{use: phq-4@1, prefix: a___}", "'a___' is not a prefix", "such as phq4_"),
    ("{use: phq-4@1, prefix: abcdefghijklmnopq}", "is not a prefix", "at most 16"),
    ("{use: phq-4@1, prefix: ''}", "'' is not a prefix", "such as phq4_"),
    ("{use: phq-4@1, prefix: abcdefghijkl}", "have more than 26 characters", "Keep the prefix to 11 characters"),
    ("{use: who-5@1}", "the wording of 'who-5@1' is its owner's", "terms (https://www.who.int/copyright)"),
    ("{use: who-5@1}", "is not shipped", "into instruments/who-5.yaml"),
]


@pytest.mark.parametrize(("use", "said", "remedy"), LOCKED)
def test_what_cannot_be_placed_so_is_told_with_what_to_do(use: str, said: str, remedy: str) -> None:
    _, wrong = placed(use)
    assert any(fault.startswith("tiny.yaml:1: ") and said in fault and remedy in fault for fault in wrong), wrong


# In a questionnaire.

GAD_7, GAD_2 = "  - {use: gad-7@1}\n", "  - {use: gad-2@1, prefix: g_}\n"


@pytest.mark.parametrize("items", [GAD_7 + GAD_2, GAD_2 + GAD_7, GAD_2 + GAD_7.replace("@1", "@1, prefix: gad7_")])
def test_the_gad_2_inside_gad_7_and_a_gad_2_by_itself_keep_apart(items: str) -> None:
    form = read_questionnaire(FORM + items, "tiny.yaml", Library())
    assert isinstance(form, Questionnaire), form
    assert len({score.id for score in form.scores}) == len(form.scores) == 3
    assert len({item.id for item in form.items}) == len(form.items) == 9


@pytest.mark.parametrize(
    ("items", "said"),
    [
        (GAD_7 + GAD_2.replace(", prefix: g_", ""), "two items have the id 'q1'"),
        (GAD_2 + GAD_2, "two items have the id 'g_q1'"),
        (GAD_2 + GAD_2, "brings in a score 'g_gad2', and something else has that id"),
        (GAD_2 + "  - {id: g_gad2, type: yes_no, text: Tired?}\n", "brings in a score 'g_gad2'"),
        (GAD_2 + "  - {id: g_q1, type: yes_no, text: Tired?}\n", "two items have the id 'g_q1'"),
        (GAD_2 + "scores: [{id: g_gad2, method: sum, items: [g_q1], missing: {min_answered: 1}}]\n", "already an item"),
    ],
)
def test_two_things_of_one_id_are_told(items: str, said: str) -> None:
    found = faults(items)
    assert any(said in fault for fault in found), found


def test_a_form_may_score_and_ask_by_what_an_instrument_brought_in() -> None:
    items = GAD_2 + (
        '  - {id: more, type: yes_no, show_if: "score.g_gad2 >= 3 and g_q1 == \'several_days\'", text: "More?"}\n'
        "scores: [{id: again, method: mean, items: [g_q1, g_q2], missing: {min_answered: 1}}]\n"
    )
    assert faults(items) == []


def test_an_instrument_is_asked_only_when_its_condition_holds() -> None:
    items = '  - {id: bad, type: yes_no, text: "Bad?"}\n  - {use: peg@1, prefix: p_, show_if: "bad == \'yes\'"}\n'
    form = read_questionnaire(FORM + items, "tiny.yaml", Library())
    assert isinstance(form, Questionnaire), form
    assert [item.show_if is None for item in form.items] == [True, False, False, False]


# What the library knows.


def test_it_says_how_far_back_an_instrument_looks() -> None:
    looks = {name: Library().recall(name) for name in ("phq-4@1", "peg@1", "ons-4@1", "pgic@1", "gone@1")}
    assert looks == {
        "phq-4@1": timedelta(days=14),
        "peg@1": timedelta(days=7),
        "ons-4@1": timedelta(days=1),
        "pgic@1": None,
        "gone@1": None,
    }


def test_it_has_what_owners_want_said_for_each_instrument_of_a_form() -> None:
    items = GAD_2 + "  - {id: tired, type: yes_no, text: Tired?}\n  - {use: peg@1}\n"
    form = read_questionnaire(FORM + items, "tiny.yaml", Library())
    assert isinstance(form, Questionnaire), form
    notices = Library().notices(form)
    assert list(notices) == ["gad-2@1", "peg@1"]
    assert "No permission required to reproduce" in notices["gad-2@1"].notice
    assert (notices["peg@1"].licence, notices["peg@1"].url[:16]) == ("LicenseRef-PEG", "https://doi.org/")
    assert "Krebs" in notices["peg@1"].citation
    assert Library().notice("gone@1") is None


def test_the_shipped_files_are_read_once() -> None:
    assert Library().find("phq-4@1") is Library().find("phq-4@1")


# Whatever is written.

USES = st.dictionaries(
    st.sampled_from(["use", "prefix", "show_if", "text", "id"]),
    st.sampled_from(["phq-4@1", "phq-4", "who-5@1", "a_", "A", "[]", "{}", "null", "'@1'", "x@99999", "gad-7@1", "''"]),
    min_size=1,
)


@given(USES)
def test_nothing_that_is_placed_makes_it_raise(use: dict[str, str]) -> None:
    found, wrong = placed("{" + ", ".join(f"{key}: {value}" for key, value in use.items()) + "}")
    assert found is not None or wrong or "use" not in use


def test_every_name_is_an_id_of_its_own() -> None:
    for name in set(NAMES) - {f"{name}@1" for name in slotted()}:
        found = well_placed(f"{{use: {name}, prefix: x_}}")
        ids = [*(item.id for item in found.items), *(ItemId(score.id) for score in found.scores)]
        assert len(set(ids)) == len(ids)
