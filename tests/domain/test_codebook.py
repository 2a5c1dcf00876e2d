"""The codebook: whatever a researcher can find in a column is explained in it."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.answer import MissingCode
from bot.domain.codebook import MISSING, Variable, from_json, to_json, variables
from bot.domain.ids import Language
from bot.domain.item import Role, Unit
from bot.domain.questionnaire import Questionnaire
from bot.domain.scoring import Band
from bot.domain.words import Localised
from tests.builders import a_form, an_item, an_option, localised, words
from tests.domain.asked import a_sum, asked, scored, several
from tests.domain.chats import forms


def of(form: Questionnaire) -> tuple[Variable, ...]:
    return variables(form, words(form.languages[0]))


def only(form: Questionnaire) -> Variable:
    (variable,) = of(form)
    return variable


@given(forms())
def test_a_codebook_is_read_back_as_it_was_written(form: Questionnaire) -> None:
    book = to_json(form, words())
    assert from_json(book) == (form.title.text(form.languages[0]), of(form))
    assert book == to_json(replace(form), words())


@given(forms())
def test_every_variable_has_a_name_of_its_own_and_words(form: Questionnaire) -> None:
    names = [one.name for one in of(form)]
    assert len(set(names)) == len(names)
    assert all(one.label for one in of(form))


@given(st.sampled_from(Role))
def test_what_names_a_person_directly_is_no_variable(role: Role) -> None:
    form = a_form(an_item("yes_no", role=role), an_item("scale"))
    assert [one.name for one in of(form)] == (["scale"] if role is Role.DIRECT else ["yes_no", "scale"])


def test_options_have_their_codes_their_numbers_and_their_words() -> None:
    item = replace(
        an_item("single_choice", "sleep", options=(an_option("bad", localised("Bad", "Gwael"), 0), an_option("good"))),
        role=Role.SENSITIVE,
    )
    assert only(a_form(item)) == Variable(
        name="sleep",
        kind="single_choice",
        label="About sleep?",
        role="sensitive",
        values=(("bad", "0", "Bad"), ("good", "", "good")),
    )


@given(st.from_regex(r"-?(0|[1-9][0-9]{0,8})(\.[0-9]{1,9})?", fullmatch=True).map(float))
def test_an_options_number_is_kept_to_its_last_digit(value: float) -> None:
    item = an_item("single_choice", options=(an_option("one", value=value), an_option("two", value=2)))
    (_, kept, _), (_, two, _) = only(a_form(item)).values
    assert float(kept) == value
    assert two == "2"


def test_each_of_several_options_is_a_variable_that_says_question_and_option() -> None:
    walking, rest = of(a_form(several("helped", "walking", "rest")))
    assert (walking.name, walking.label) == ("helped___walking", "About helped? – walking")
    assert (rest.name, rest.label) == ("helped___rest", "About helped? – rest")
    assert walking.values == rest.values == (("1", "1", "chosen"), ("0", "0", "not chosen"))


@pytest.mark.parametrize(("language", "name"), [("en", "Lower back"), ("cy", "Rhan isaf y cefn")])
def test_parts_of_the_body_are_named_in_the_first_language_of_the_form(language: str, name: str) -> None:
    where = replace(asked("body_area", "where"), regions="spine-7")
    form = replace(a_form(where), languages=(Language(language),))
    named = {one.name: one.label for one in of(form)}
    assert len(named) == 7
    assert named["where___lower_back"] == f"About where? – {name}"


def test_a_scale_has_its_ends_and_the_names_of_its_points() -> None:
    item = replace(an_item("scale", "pain"), anchors=((0, localised("None")), (10, localised("Worst"))))
    variable = only(a_form(item))
    assert (variable.low, variable.high) == (0, 10)
    assert variable.values == (("0", "0", "None"), ("10", "10", "Worst"))


def test_a_number_has_its_ends_and_its_unit() -> None:
    item = replace(an_item("integer", "days"), minimum=0, maximum=7, unit=Unit(code="d", text=localised("days")))
    variable = only(a_form(item))
    assert (variable.low, variable.high, variable.unit) == (0, 7, "d")


@pytest.mark.parametrize(
    ("kind", "role", "grain"),
    [
        ("date", Role.QUASI, "month"),
        ("date", Role.PLAIN, "day"),
        ("time", Role.PLAIN, "hour"),
        ("scale", Role.QUASI, ""),
    ],
)
def test_a_date_and_a_time_say_how_exactly_they_are_told(kind: str, role: Role, grain: str) -> None:
    assert only(a_form(an_item(kind, role=role))).grain == grain


def test_an_item_of_an_instrument_says_which_and_reads_with_the_line_above_it() -> None:
    item = replace(an_item("scale", "q1", text="Worrying"), stem=localised("How often?"), instrument="gad-2@1")
    variable = only(a_form(item))
    assert (variable.instrument, variable.label) == ("gad-2@1", "How often? Worrying")


def test_a_score_has_its_range_its_rule_and_its_bands() -> None:
    band = Band(id="low", low=0, high=4, text=Localised.of(en="Low"))
    items = [replace(an_item("scale", name), instrument="x-2@1") for name in ("a", "b")]
    total = replace(a_sum("total", "a", "b"), range=(0, 20), bands=(band,))
    assert of(scored(a_form(*items), total))[-1] == Variable(
        name="total",
        kind="score",
        label="Sum of 2 items",
        role="plain",
        values=(("0 to 4", "", "Low"),),
        low=0,
        high=20,
        instrument="x-2@1",
        method="Sum of 2 items: a, b; 2 of 2 must be answered",
    )


@pytest.mark.parametrize(
    ("roles", "role"),
    [
        ((Role.PLAIN, Role.PLAIN), "plain"),
        ((Role.PLAIN, Role.QUASI), "quasi"),
        ((Role.QUASI, Role.SENSITIVE), "sensitive"),
    ],
)
def test_a_score_has_the_strictest_role_of_its_items(roles: tuple[Role, Role], role: str) -> None:
    items = [an_item("scale", name, role=of_item) for name, of_item in zip("ab", roles, strict=True)]
    assert of(scored(a_form(*items), a_sum("total", "a", "b")))[-1].role == role


def test_a_score_across_instruments_comes_from_none() -> None:
    items = [replace(an_item("scale", name), instrument=f"{name}-2@1") for name in "ab"]
    assert of(scored(a_form(*items), a_sum("total", "a", "b")))[-1].instrument == ""


def test_the_missing_codes_are_all_explained_once_and_can_be_no_answer() -> None:
    codes = [code for code, _ in MISSING]
    assert sorted(codes) == sorted(code.value for code in MissingCode)
    assert len(set(codes)) == len(codes)
    assert all(code < 0 for code in codes), "neither a scale nor a number holds a negative number"
    assert all(label for _, label in MISSING)


@pytest.mark.parametrize(("code", "meaning"), MISSING)
def test_the_page_for_researchers_lists_every_missing_code(code: int, meaning: str) -> None:
    page = Path(__file__).resolve().parents[2] / "docs" / "research-data.md"
    assert f"| `{code}` | {meaning.partition(':')[0]}" in page.read_text(encoding="utf-8")


def test_a_codebook_of_the_first_version_is_still_read() -> None:
    kept = {"name": "pain", "kind": "scale", "label": "Pain?", "role": "plain", "values": [["0", "0", "None"]]}
    book = json.dumps({"title": "Weekly", "variables": [kept | {"low": 0, "high": 10}]})
    pain = Variable(
        name="pain", kind="scale", label="Pain?", role="plain", values=(("0", "0", "None"),), low=0, high=10
    )
    assert from_json(book) == ("Weekly", (pain,))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "null",
        "7",
        '"codebook"',
        "{}",
        '{"title": "x"}',
        '{"title": "x", "variables": 7}',
        '{"title": "x", "variables": [7]}',
        '{"title": "x", "variables": [{"name": "a"}]}',
        json.dumps(
            {
                "title": "x",
                "variables": [
                    {"name": "a", "kind": "scale", "label": "", "role": "", "values": [["1"]], "low": 0, "high": 1}
                ],
            }
        ),
    ],
)
def test_what_is_no_codebook_of_ours_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        from_json(text)
