"""The ways through a questionnaire, and how long the longest of them takes."""

from __future__ import annotations

from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from adapters.lab.advice.burden import SECONDS, seconds
from adapters.lab.advice.ways import MAX_STEPS, ways
from bot.domain.answer import Answer, Chosen, Number
from bot.domain.expressions import Expression, Malformed, parse
from bot.domain.ids import FormId, ItemId, Language, OptionCode
from bot.domain.item import Item, Option
from bot.domain.questionnaire import FormVersion, Questionnaire
from bot.domain.questions import KINDS
from bot.domain.words import Localised

CODES = ("a", "b", "c")
POINTS = range(6)


def condition(text: str) -> Expression:
    found = parse(text)
    assert not isinstance(found, Malformed), found.why
    return found


def item(name: str, kind: str, show_if: str = "", text: str = "Well?") -> Item:
    choice = kind in {"single_choice", "multi_choice"}
    return Item(
        id=ItemId(name),
        kind=kind,
        text=Localised.of(en=text),
        show_if=condition(show_if) if show_if else None,
        options=tuple(Option(code=OptionCode(code), text=Localised.of(en=code)) for code in CODES) if choice else (),
        minimum=POINTS[0] if kind == "scale" else None,
        maximum=POINTS[-1] if kind == "scale" else None,
    )


def form(*items: Item) -> Questionnaire:
    ref = FormVersion(form=FormId("tiny"), version="1.0.0", sha256="00")
    return Questionnaire(ref=ref, languages=(Language("en"),), title=Localised.of(en="Tiny"), items=items)


def met(questionnaire: Questionnaire) -> set[tuple[str, ...]]:
    """Every way through, by the ids of its items."""
    return {tuple(one.id for one in way) for way in ways(questionnaire)}


def test_without_conditions_there_is_one_way() -> None:
    assert met(form(item("x", "scale"), item("y", "yes_no"))) == {("x", "y")}


def test_two_branches_that_exclude_each_other_are_never_met_together() -> None:
    questions = (
        item("x", "yes_no"),
        item("if_yes", "long_text", "x == 'yes'"),
        item("if_no", "long_text", "x == 'no'"),
    )
    assert met(form(*questions)) == {("x",), ("x", "if_yes"), ("x", "if_no")}


def test_of_several_options_one_none_and_all_are_tried() -> None:
    questions = (item("x", "multi_choice"), item("y", "yes_no", "'a' in x"), item("z", "yes_no", "'b' in x"))
    assert met(form(*questions)) == {("x",), ("x", "y"), ("x", "z"), ("x", "y", "z")}


def test_that_something_was_written_can_be_a_condition() -> None:
    questions = (item("x", "long_text"), item("y", "yes_no", "answered(x)"))
    assert met(form(*questions)) == {("x",), ("x", "y")}


def test_a_condition_on_a_score_counts_as_true() -> None:
    assert met(form(item("x", "scale"), item("y", "yes_no", "score.total >= 3"))) == {("x", "y")}


def test_when_there_are_too_many_ways_all_items_are_one() -> None:
    asked = [item(f"q{n}", "single_choice") for n in range(8)]
    assert 4 ** len(asked) > MAX_STEPS
    last = item("last", "yes_no", " and ".join(f"{one.id} == 'a'" for one in asked))
    assert met(form(*asked, last)) == {tuple(one.id for one in (*asked, last))}


OF_X = st.builds("x {} {}".format, st.sampled_from(["==", "!=", "<", "<=", ">", ">="]), st.sampled_from(POINTS))
OF_Y = st.builds("y {} '{}'".format, st.sampled_from(["==", "!="]), st.sampled_from(CODES))
CONDITIONS = st.recursive(
    st.one_of(OF_X, OF_Y, st.just("answered(x)")),
    lambda inner: st.one_of(
        st.builds("not ({})".format, inner),
        st.builds("({}) and ({})".format, inner, inner),
        st.builds("({}) or ({})".format, inner, inner),
    ),
    max_leaves=4,
)


@given(st.lists(CONDITIONS, min_size=1, max_size=3))
def test_the_ways_are_those_of_all_answers(conditions: list[str]) -> None:
    later = [item(f"z{at}", "statement", text) for at, text in enumerate(conditions)]
    questionnaire = form(item("x", "scale"), item("y", "single_choice"), *later)
    xs: list[Answer | None] = [None, *map(Number, POINTS)]
    ys: list[Answer | None] = [None, *(Chosen(OptionCode(code)) for code in CODES)]
    every = (
        {ItemId(name): answer for name, answer in (("x", x), ("y", y)) if answer is not None}
        for x, y in product(xs, ys)
    )
    assert met(questionnaire) == {tuple(one.id for one in questionnaire.path(given)) for given in every}


def test_the_time_is_that_of_the_longest_way_and_not_of_all_items() -> None:
    words = "word " * 175  # a minute to read
    either = (item("x", "yes_no"), item("y", "yes_no", "x == 'yes'", words), item("z", "yes_no", "x == 'no'", words))
    assert 60 <= seconds(form(*either)) < 75
    assert 120 <= seconds(form(item("y", "yes_no", text=words), item("z", "yes_no", text=words))) < 130


def test_the_time_is_that_of_the_language_with_most_words() -> None:
    said = Localised.of(en="Well?", cy="gair " * 175)
    questionnaire = Questionnaire(
        ref=FormVersion(form=FormId("tiny"), version="1.0.0", sha256="00"),
        languages=(Language("en"), Language("cy")),
        title=Localised.of(en="Tiny"),
        items=(Item(id=ItemId("x"), kind="yes_no", text=said),),
    )
    assert seconds(questionnaire) == 60 + SECONDS["yes_no"]


def test_every_kind_of_question_has_its_time_to_answer() -> None:
    assert set(SECONDS) == set(KINDS)
