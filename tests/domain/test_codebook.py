"""The codebook: whatever a researcher can find in a column is explained in it."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.answer import Chosen, MissingCode, Number
from bot.domain.codebook import FREE_TEXT, MISSING, Variable, from_json, to_json, variables
from bot.domain.questionnaire import Questionnaire, Role
from tests.builders import a_form, an_item, an_option, localised
from tests.domain.casefile import Case, every_case
from tests.domain.chats import forms


def only(form: Questionnaire) -> Variable:
    (variable,) = variables(form)
    return variable


@given(forms())
def test_a_codebook_is_read_back_as_it_was_written(form: Questionnaire) -> None:
    assert from_json(to_json(form)) == (form.title.text(form.languages[0]), variables(form))
    assert to_json(form) == to_json(replace(form))


@given(forms())
def test_every_question_but_own_words_is_a_variable_in_its_order(form: Questionnaire) -> None:
    released = [item.id for item in form.items if item.kind not in {"statement", *FREE_TEXT}]
    assert [one.name for one in variables(form)] == released


@given(st.sampled_from(Role))
def test_what_names_a_person_directly_is_no_variable(role: Role) -> None:
    form = a_form(an_item("yes_no", role=role), an_item("scale"))
    assert [one.name for one in variables(form)] == (["scale"] if role is Role.DIRECT else ["yes_no", "scale"])


RELEASED = [case for case in every_case() if case.item.kind not in {"statement", *FREE_TEXT}]


@pytest.mark.parametrize("case", RELEASED, ids=str)
def test_every_answer_that_a_button_gives_is_explained(case: Case) -> None:
    variable = only(a_form(case.item))
    codes = {code for code, _, _ in variable.values}
    for answer in case.places:
        match answer:
            case Chosen(code):
                assert code in codes
            case Number(value):
                assert variable.low is not None
                assert variable.high is not None
                assert variable.low <= value <= variable.high
            case other:
                raise AssertionError(f"the codebook should say what {type(other).__name__} means")


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


def test_a_scale_has_its_ends_and_the_names_of_its_points() -> None:
    item = replace(an_item("scale", "pain"), anchors=((0, localised("None")), (10, localised("Worst"))))
    variable = only(a_form(item))
    assert (variable.low, variable.high) == (0, 10)
    assert variable.values == (("0", "0", "None"), ("10", "10", "Worst"))


def test_the_missing_codes_are_all_explained_once_and_can_be_no_answer() -> None:
    codes = [code for code, _ in MISSING]
    assert sorted(codes) == sorted(code.value for code in MissingCode)
    assert len(set(codes)) == len(codes)
    assert all(code < 0 for code in codes), "a scale holds no negative number"
    assert all(label for _, label in MISSING)


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
