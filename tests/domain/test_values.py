"""Values: one for every variable of the codebook, explained there, and never a word or more than was promised."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.answer import (
    Answer,
    AtTime,
    Chosen,
    MissingCode,
    Number,
    OnDay,
    Seen,
    Several,
    Skipped,
    UnderReview,
    Written,
)
from bot.domain.codebook import Variable, variables
from bot.domain.conversation import record
from bot.domain.ids import ItemId, OptionCode
from bot.domain.item import Role
from bot.domain.questionnaire import Questionnaire
from bot.domain.release import Value
from bot.domain.secret import Secret
from bot.domain.values import values
from tests.builders import a_form, an_item, words
from tests.domain.asked import a_sum, asked, scored, several
from tests.domain.chats import Step, after_each, forms, steps

MISSING = {code.value for code in MissingCode}


def of(form: Questionnaire, answers: Mapping[str, Answer]) -> dict[str, Value]:
    return {str(item): value for item, value in values(form, {ItemId(at): one for at, one in answers.items()})}


def chosen(*codes: str) -> Several:
    return Several(tuple(map(OptionCode, codes)))


def explained(variable: Variable, value: Value) -> bool:
    """Whether a researcher who has only the codebook knows what the value means."""
    if value in MISSING:
        return True
    if variable.kind in {"single_choice", "yes_no", "multi_choice", "body_area"}:
        return str(value) in {code for code, _, _ in variable.values}
    if variable.kind == "date":
        return variable.grain == {7: "month", 10: "day"}[len(str(value))]
    ends = variable.low, variable.high
    return isinstance(value, int | float) and None not in ends and (ends[0] or 0) <= value <= (ends[1] or 0)


@given(forms(), steps())
def test_a_check_in_has_a_value_for_every_variable_of_its_codebook_and_each_is_explained(
    form: Questionnaire, done: list[Step]
) -> None:
    book = variables(form, words())
    for chat in after_each(form, done):
        found = values(form, record(chat.talk, form))
        assert [item for item, _ in found] == [one.name for one in book]
        assert all(explained(one, value) for one, (_, value) in zip(book, found, strict=True))


def test_of_several_options_each_was_chosen_or_not() -> None:
    form = a_form(several("helped", "walking", "rest", "heat"))
    assert of(form, {"helped": chosen("rest", "heat")}) == {
        "helped___walking": 0,
        "helped___rest": 1,
        "helped___heat": 1,
    }
    assert set(of(form, {"helped": chosen()}).values()) == {0}


@pytest.mark.parametrize(
    ("answer", "code"), [(Skipped(), MissingCode.SKIPPED), (None, MissingCode.NOT_ASKED)], ids=["skipped", "not asked"]
)
def test_what_is_missing_of_several_options_is_missing_of_each(answer: Answer | None, code: MissingCode) -> None:
    form = a_form(several("helped", "walking", "rest"))
    given_answers: dict[str, Answer] = {} if answer is None else {"helped": answer}
    assert of(form, given_answers) == {"helped___walking": code.value, "helped___rest": code.value}


def test_a_number_keeps_its_fraction() -> None:
    form = a_form(an_item("decimal", "weight"), an_item("integer", "days"))
    assert of(form, {"weight": Number(72.5), "days": Number(3)}) == {"weight": 72.5, "days": 3}


@given(st.dates())
def test_a_date_is_told_to_its_month_and_to_its_day_only_where_it_is_plain(day: date) -> None:
    assert of(a_form(asked("date", "when", Role.QUASI)), {"when": OnDay(day)}) == {"when": day.isoformat()[:7]}
    assert of(a_form(asked("date", "when")), {"when": OnDay(day)}) == {"when": day.isoformat()}


@given(st.times(), st.sampled_from([Role.QUASI, Role.SENSITIVE, Role.PLAIN]))
def test_a_time_is_told_to_its_hour_whoever_asks(at: time, role: Role) -> None:
    assert of(a_form(asked("time", "when", role)), {"when": AtTime(at)}) == {"when": at.hour}


@pytest.mark.parametrize(
    ("kind", "answer"),
    [
        ("scale", Written(Secret("Aderyn"))),
        ("single_choice", UnderReview("0" * 32)),
        ("yes_no", Seen()),
        ("scale", Chosen(OptionCode("Aderyn"))),
        ("single_choice", Number(3)),
        ("integer", OnDay(date(2026, 11, 25))),
        ("date", AtTime(time(19, 30))),
        ("scale", chosen("Aderyn")),
    ],
    ids=lambda part: part if isinstance(part, str) else type(part).__name__,
)
def test_an_answer_that_does_not_belong_there_stops_the_release_and_is_not_named(kind: str, answer: Answer) -> None:
    with pytest.raises(ValueError, match="never released") as stopped:
        values(a_form(an_item(kind, "q")), {ItemId("q"): answer})
    assert "Aderyn" not in str(stopped.value)


@pytest.mark.parametrize("kind", ["short_text", "long_text"])
def test_own_words_have_no_value_whatever_became_of_them(kind: str) -> None:
    form = a_form(an_item(kind, "own"), an_item("scale", "pain"))
    for answer in (Written(Secret("Aderyn")), UnderReview("0" * 32), Skipped()):
        assert of(form, {"own": answer, "pain": Number(3)}) == {"pain": 3}


def test_a_score_is_worked_out_of_the_answers_that_count() -> None:
    form = scored(a_form(an_item("scale", "a"), an_item("scale", "b")), a_sum("total", "a", "b"))
    assert of(form, {"a": Number(3), "b": Number(4)})["total"] == 7


def test_a_score_with_too_few_answers_says_so_with_a_code_of_its_own() -> None:
    form = scored(a_form(an_item("scale", "a"), an_item("scale", "b")), a_sum("total", "a", "b"))
    too_few: tuple[Mapping[str, Answer], ...] = ({"a": Number(3)}, {"a": Number(3), "b": Skipped()}, {})
    for answers in too_few:
        assert of(form, answers)["total"] == MissingCode.NOT_SCORED.value == -95


def test_a_score_of_something_that_names_a_person_is_left_out() -> None:
    named = replace(an_item("scale", "b"), role=Role.DIRECT)
    form = scored(a_form(an_item("scale", "a"), named), a_sum("total", "a", "b"))
    assert of(form, {"a": Number(3), "b": Number(4)}) == {"a": 3}
