"""What a questionnaire holds all in all: open options, placed instruments, and scores that conditions look at."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from adapters.lab.content import MAX_ITEMS
from adapters.lab.faults import Notes
from adapters.lab.mistakes import INSTRUMENT
from adapters.lab.yaml12 import Mapping, Scalar
from bot.domain.answer import Answer, Chosen, Number, Several
from bot.domain.expressions import Expression, parse
from bot.domain.ids import ItemId, Language, OptionCode, ScoreId
from bot.domain.item import Item
from bot.domain.questionnaire import Questionnaire
from bot.domain.scoring import Method, Score
from bot.domain.words import Localised
from tests.adapters.lab.forms import FIRST_ITEM, faults_of, read_form

PAIN = "{id: pain, type: scale, text: Pain, min: 0, max: 10, anchors: {0: None, 10: Worst}}"
HELPED = (
    "{id: helped, type: multi_choice, text: Helped, options: "
    "[{code: heat, text: Heat}, {code: other, text: Other, open: true}]}"
)
CHOSEN = HELPED.replace("multi_choice", "single_choice")


def what(condition: str, kind: str = "short_text") -> str:
    return f'{{id: what, type: {kind}, text: What, max_length: 80, show_if: "{condition}"}}'


@pytest.mark.parametrize(
    ("asked", "condition"),
    [
        (HELPED, "'other' in helped"),
        (HELPED, "pain > 3 and 'other' in helped"),
        (CHOSEN, "helped == 'other'"),
        (CHOSEN, "'other' in helped"),
        (CHOSEN, "'other' == helped or pain > 3"),
    ],
)
def test_an_open_option_is_followed_by_an_item_that_asks_for_it(asked: str, condition: str) -> None:
    for kind in ("short_text", "long_text"):
        assert read_form(PAIN, asked, what(condition, kind)).items[1].options[1].open


@pytest.mark.parametrize(
    "follows",
    [
        (),
        ("{id: what, type: short_text, text: What, max_length: 80}",),
        (what("'heat' in helped"),),
        (what("not 'other' in helped"),),
        (what("answered(helped)"),),
        ("{id: what, type: yes_no, text: What, show_if: \"'other' in helped\"}",),
    ],
)
def test_an_open_option_without_such_an_item_is_told_with_the_lines_to_add(follows: tuple[str, ...]) -> None:
    faults = faults_of(HELPED, *follows)
    assert len(faults) == 1
    assert faults[0].startswith(f"tiny.yaml:{FIRST_ITEM}: nothing asks what 'other' was. ")
    lines = faults[0].partition("Add after it: - ")[2]
    assert read_form(HELPED, *follows, lines).items[-1].id == "helped_other"


def test_the_lines_to_add_for_a_single_choice_and_a_long_id_can_be_added_too() -> None:
    asked = CHOSEN.replace("id: helped", f"id: {'h' * 26}")
    fault = faults_of(asked)[0]
    form = read_form(
        asked, fault.partition("Add after it: - ")[2].replace(f"id: {'h' * 26}, type: sh", "id: x, type: sh")
    )
    assert form.items[1].show_if == parse(f"{'h' * 26} == 'other'")


# Instruments.


@dataclass(frozen=True, kw_only=True, slots=True)
class Placed:
    items: tuple[Item, ...]
    scores: tuple[Score, ...]
    sha256: str = "two@1"


class Shelf:
    """A library of one instrument: two questions, the second only after the first, and their sum."""

    def place(self, node: Mapping, notes: Notes, languages: tuple[Language, ...]) -> Placed | None:
        values = {key.text: value.text for key, value in node.entries if isinstance(value, Scalar)}
        if values["use"] != "two@1":
            notes.add(node, f"there is no instrument '{values['use']}'", "Use two@1.", INSTRUMENT)
            return None
        prefix = values.get("prefix", "")
        first, second = ItemId(f"{prefix}q1"), ItemId(f"{prefix}q2")
        items = (_scale(first), _scale(second, show_if=_expression(f"{first} >= 1")))
        total = Score(id=ScoreId(f"{prefix}sum"), method=Method.SUM, items=(first, second), min_answered=2)
        return Placed(items=items, scores=(total,))


def _scale(item: ItemId, show_if: Expression | None = None) -> Item:
    return Item(
        id=item, kind="scale", text=Localised.of(en=item), minimum=0, maximum=3, instrument="two@1", show_if=show_if
    )


def _expression(source: str) -> Expression:
    found = parse(source)
    assert isinstance(found, Expression)
    return found


def shown(form: Questionnaire, **answers: Answer) -> list[str]:
    return [item.id for item in form.path({ItemId(item): answer for item, answer in answers.items()})]


def test_an_instrument_stands_where_it_is_placed_with_its_scores_before_the_files_own() -> None:
    form = read_form(
        PAIN,
        "{use: two@1, prefix: a_}",
        "{use: two@1, prefix: b_}",
        rest="scores:\n  - {id: own, method: sum, items: [pain, a_q1], missing: {min_answered: 2}}\n",
        library=Shelf(),
    )
    assert [item.id for item in form.items] == ["pain", "a_q1", "a_q2", "b_q1", "b_q2"]
    assert [score.id for score in form.scores] == ["a_sum", "b_sum", "own"]


def test_the_condition_of_a_placed_instrument_holds_for_each_of_its_items_beside_their_own() -> None:
    form = read_form(PAIN, "{use: two@1, show_if: pain >= 4}", library=Shelf())
    assert shown(form, pain=Number(3), q1=Number(2)) == ["pain"]
    assert shown(form, pain=Number(4)) == ["pain", "q1"]
    assert shown(form, pain=Number(4), q1=Number(1)) == ["pain", "q1", "q2"]


def test_a_condition_can_look_at_the_score_of_a_placed_instrument_once_all_of_it_was_asked() -> None:
    after = "{id: it, type: yes_no, text: It, show_if: score.a_sum >= 5}"
    form = read_form("{use: two@1, prefix: a_}", after, library=Shelf())
    assert shown(form, a_q1=Number(3), a_q2=Number(1)) == ["a_q1", "a_q2"]
    assert shown(form, a_q1=Number(3), a_q2=Number(2)) == ["a_q1", "a_q2", "it"]
    never = after.replace("5", "7")
    assert any(
        "'score.a_sum' goes from 0 to 6" in one for one in faults_of("{use: two@1, prefix: a_}", never, library=Shelf())
    )
    early = faults_of(after, "{use: two@1, prefix: a_}", library=Shelf())
    assert any("looks at the score 'a_sum', of which 'a_q1' comes later" in fault for fault in early)


def test_an_instrument_placed_twice_under_one_prefix_is_told_where_it_stands_again() -> None:
    faults = faults_of("{use: two@1}", PAIN, "{use: two@1}", library=Shelf())
    told = [fault for fault in faults if "two items have the id 'q1'" in fault]
    assert len(told) == 1
    assert told[0].startswith(f"tiny.yaml:{FIRST_ITEM + 2}: ")
    assert "another 'prefix'" in told[0]


def test_an_instrument_that_is_not_there_is_told_and_not_what_follows_from_it() -> None:
    later = "{id: it, type: yes_no, text: It, show_if: a_q1 > 1}"
    faults = faults_of(PAIN, "{use: three@1, prefix: a_}", later, library=Shelf())
    assert any("there is no instrument 'three@1'" in fault for fault in faults)
    assert not any("no item has that id" in fault for fault in faults)
    assert any("Correct the instrument first" in fault for fault in faults)


def test_without_the_labs_instruments_none_can_be_placed() -> None:
    assert any("the instruments are not at hand" in fault for fault in faults_of(PAIN, "{use: two@1}"))


# All of it.


def test_a_questionnaire_has_at_most_a_hundred_items_those_of_instruments_included() -> None:
    items = [f"{{id: i{at}, type: yes_no, text: It}}" for at in range(MAX_ITEMS)]
    assert faults_of(*items) == []
    for more, library in (("{id: more, type: yes_no, text: It}", None), ("{use: two@1}", Shelf())):
        faults = faults_of(*items[1 if library else 0 :], more, library=library)
        assert any("there are 101 items" in fault and "Keep to 100" in fault for fault in faults), faults


def test_scores_of_answers_decide_who_is_asked() -> None:
    tired = "{id: tired, type: yes_no, text: Tired}"
    total = "scores:\n  - {id: total, method: sum, items: [pain, tired], missing: {min_answered: 2}}\n"
    form = read_form(PAIN, tired, "{id: it, type: yes_no, text: It, show_if: score.total == 11}", rest=total)
    assert shown(form, pain=Number(10), tired=Chosen(OptionCode("yes")))[-1] == "it"
    assert shown(form, pain=Number(10))[-1] == "tired"


def test_several_answers_decide_who_is_asked() -> None:
    form = read_form(HELPED, what("'other' in helped"))
    assert shown(form, helped=Several((OptionCode("heat"), OptionCode("other")))) == ["helped", "what"]
    assert shown(form, helped=Several((OptionCode("heat"),))) == ["helped"]
