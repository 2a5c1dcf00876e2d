"""Each type of item: what is read of it, and that each mistake is told with what to do."""

from __future__ import annotations

from datetime import date, time

import pytest

from adapters.lab.items import SHAPES
from adapters.lab.names import RESERVED
from bot.domain.body import MAPS
from bot.domain.item import Item, Option, Role, Unit
from bot.domain.questions import KINDS
from bot.domain.words import Localised
from tests.adapters.lab.forms import FIRST_ITEM, faults_in, faults_of, form_of, read_form

ASKS = "{id: asks, type: yes_no, text: Well}"
"""A question that stands beside a statement."""
OPTIONS = "[{code: a, text: A}, {code: b, text: B}, {code: c, text: C}]"
WITH_NONE = '[{code: a, text: A}, {code: b, text: B}, {code: none, text: "None", exclusive: true}]'

LEAST = {
    "statement": "",
    "single_choice": f"options: {OPTIONS}",
    "multi_choice": f"options: {OPTIONS}",
    "scale": "min: 0, max: 10, anchors: {0: None, 10: Worst}",
    "yes_no": "",
    "integer": "",
    "decimal": "",
    "short_text": "max_length: 80",
    "long_text": "max_length: 500",
    "date": "",
    "time": "",
    "body_area": "map: spine-7",
}
"""What an item of each type needs beside id, type and text."""


def an_item(kind: str, more: str = "") -> str:
    return f"{{id: it, type: {kind}, text: It, {', '.join(part for part in (LEAST[kind], more) if part)}}}"


def read_item(kind: str, more: str = "") -> Item:
    return read_form(an_item(kind, more), ASKS).items[0]


def test_every_type_is_asked_in_the_least_that_it_needs() -> None:
    assert set(LEAST) == set(SHAPES) == set(KINDS)
    assert [read_item(kind).kind for kind in LEAST] == list(LEAST)


def test_an_item_keeps_what_its_author_said_of_it() -> None:
    item = read_item("yes_no", "help: Help, required: true, core: true, sensitive_support: true, role: sensitive")
    assert (item.help, item.required, item.core, item.sensitive_support) == (Localised.of(en="Help"), True, True, True)
    assert item.role is Role.SENSITIVE


@pytest.mark.parametrize("kind", sorted(SHAPES))
def test_numbers_and_moments_could_name_somebody_unless_their_author_says_otherwise(kind: str) -> None:
    tells = {"integer", "decimal", "date", "time"}
    assert read_item(kind).role is (Role.QUASI if kind in tells else Role.PLAIN)
    if "role" in SHAPES[kind].has:
        assert read_item(kind, "role: plain").role is Role.PLAIN


@pytest.mark.parametrize("kind", sorted(SHAPES))
def test_a_key_of_another_type_is_refused_and_one_that_is_needed_is_missed(kind: str) -> None:
    every = {key for shape in SHAPES.values() for key in shape.keys}
    for key in every - set(SHAPES[kind].keys):
        assert any(f" {kind} has no '{key}'" in fault for fault in faults_of(an_item(kind, f"{key}: true"), ASKS)), key
    for key in SHAPES[kind].needs:
        bare = an_item(kind).replace(LEAST[kind], LEAST[kind].replace(f"{key}:", "help:"))
        assert any(f" {kind} needs '{key}'. " in fault for fault in faults_of(bare, ASKS)), key


def test_options_are_open_and_exclusive_and_as_many_as_may_be_chosen() -> None:
    item = read_form(
        "{id: it, type: multi_choice, text: It, select: {min: 1, max: 2}, options: ["
        "{code: a, text: A}, {code: other, text: Other, open: true}, {code: none, text: Nothing, exclusive: true}]}",
        "{id: what, type: short_text, text: What, max_length: 80, show_if: \"'other' in it\"}",
    ).items[0]
    assert [(option.code, option.open, option.exclusive) for option in item.options] == [
        ("a", False, False),
        ("other", True, False),
        ("none", False, True),
    ]
    assert (item.fewest, item.most) == (1, 2)


def test_an_option_counts_what_its_author_says() -> None:
    options = read_item("single_choice").options
    assert options[0] == Option(code=options[0].code, text=Localised.of(en="A"))
    worth = "{id: it, type: single_choice, text: It, options: [{code: a, value: 0.5, text: A}, {code: b, text: B}]}"
    assert [option.value for option in read_form(worth).items[0].options] == [0.5, None]


def test_a_scale_goes_by_steps_and_a_number_has_a_unit() -> None:
    scale = read_form("{id: it, type: scale, text: It, min: 0, max: 100, step: 5, anchors: {0: No, 100: Yes}}").items[0]
    assert (scale.minimum, scale.maximum, scale.step) == (0, 100, 5)
    whole = read_item("integer", "min: 0, max: 7, unit: {code: d, text: days}")
    assert (whole.minimum, whole.maximum, whole.unit) == (0, 7, Unit(code="d", text=Localised.of(en="days")))
    weight = read_item("decimal", 'min: 0.5, max: 9999, step: 0.125, unit: {code: "%"}')
    assert (weight.minimum, weight.maximum, weight.step, weight.unit) == (0.5, 9999, 0.125, Unit(code="%"))
    assert (read_item("integer").minimum, read_item("integer").maximum) == (None, None)


def test_days_and_times_of_day_have_ends() -> None:
    day = read_item("date", "min: 2020-02-29, max: 2026-12-31")
    assert (day.earliest, day.latest, day.past) == (date(2020, 2, 29), date(2026, 12, 31), False)
    past = read_item("date", 'max: "today"')
    assert (past.earliest, past.latest, past.past) == (None, None, True)
    hour = read_item("time", 'min: "06:00", max: 19:30')
    assert (hour.opens, hour.closes) == (time(6), time(19, 30))


def test_the_parts_of_a_map_are_the_options_of_a_body_area() -> None:
    item = read_item("body_area", "select: {max: 3}")
    assert (item.regions, item.options, item.most) == ("spine-7", (), 3)
    assert len(MAPS["spine-7"]) == 7


BAD = [
    ("single_choice", "select: {max: 1}", "a single_choice has no 'select'", "Remove"),
    ("multi_choice", "select: {min: 4}", "4 cannot be chosen, for there are 3", "Write 3 or less"),
    ("multi_choice", "select: {max: 4}", "4 cannot be chosen, for there are 3", "Write 3 or less"),
    ("multi_choice", "select: {min: 3, max: 2}", "at least 3 and at most 2", "as large as 'min'"),
    ("multi_choice", "select: {min: -1}", "-1 is too small", "from 0 to 97"),
    ("multi_choice", "select: {max: 0}", "0 is too small", "from 1 to 97"),
    ("multi_choice", "select: 2", "'select' should be a map", "min, max"),
    ("multi_choice", "select: {most: 2}", "has no key 'most'", "Use one of: min, max"),
    ("body_area", "select: {max: 8}", "8 cannot be chosen, for there are 7", "Write 7 or less"),
    ("body_area", "options: []", "a body_area has no 'options'", "Remove"),
    ("integer", "min: 7, max: 7", "the number goes from 7 to 7", "larger than 'min'"),
    ("integer", "max: 0", "the number goes from 0 to 0", "larger than 'min'"),
    ("integer", "min: 9999", "the number goes from 9999 to 9999", "larger than 'min'"),
    ("integer", "min: -1", "-1 is too small", "a number below 0 says in the data why an answer is missing"),
    ("integer", "min: 0.5", "'0.5' is not a whole number", "Write a whole number"),
    ("integer", 'max: "7"', "'7' is not a whole number", "without quotation marks"),
    ("integer", "max: 10000", "10000 is too large", "9999 or less"),
    ("integer", "min: 1, max: 10, step: 2", "steps of 2 do not lead from 1 to 10", "ends on 'max'"),
    ("integer", "step: 0", "a step of 0 leads nowhere", "above 0"),
    ("integer", "step: -1", "a step of -1 leads nowhere", "above 0"),
    ("integer", "anchors: {0: A}", "an integer has no 'anchors'", "Remove"),
    ("integer", "unit: days", "'unit' should be a map", "code, text"),
    ("integer", "unit: {text: days}", "'unit' has no 'code'", "Add the line"),
    ("integer", 'unit: {code: "so many"}', "'so many' is not the code of a unit", "UCUM"),
    ("integer", f"unit: {{code: d, text: {'d' * 31}}}", "1 characters too long", "Keep it to 30"),
    ("decimal", "min: 0.0001", "0.0001 has too many digits", "3 after the point"),
    ("decimal", "min: 1e3", "'1e3' is not a number", "0.5"),
    ("decimal", "min: 0, max: 1, step: 0.3", "steps of 0.3 do not lead from 0 to 1", "ends on 'max'"),
    ("date", "min: 2026-02-30", "'2026-02-30' is not a date", "year-month-day"),
    ("date", "min: today", "'today' is not a date", "year-month-day"),
    ("date", "max: 2100-01-01", "nobody can answer 2100-01-01", "from 1900 to 2099"),
    ("date", "min: 2026-02-02, max: 2026-02-01", "from 2026-02-02 to 2026-02-01", "a later day"),
    ("date", "max: 5", "'5' is not a date", "year-month-day"),
    ("time", 'max: "24:00"', "'24:00' is not a time of day", "06:00"),
    ("time", 'min: "22:00", max: "06:00"', "the time goes from 22:00 to 06:00", "past midnight"),
    ("short_text", "link_text: true", "keeps texts apart from codes", "Remove the line"),
    ("short_text", "role: quasi", "a short_text has no 'role'", "Remove"),
    ("yes_no", "risk: self_harm", "no support rules", "Take the item out"),
    ("yes_no", "generalise: no", "'generalise' should be a map", "key: value"),
    ("yes_no", "recall: P0D", "'P0D' is not a length of time", "P1W"),
    ("yes_no", "role: secret", "'secret' is not known here", "direct, quasi, sensitive, plain"),
    ("statement", "required: true", "a statement has no 'required'", "Remove"),
    ("yes_no", f"help: {'h' * 1001}", "1 characters too long", "Keep it to 1000"),
]


@pytest.mark.parametrize(("kind", "more", "said", "remedy"), BAD)
def test_a_mistake_is_told_with_what_to_do(kind: str, more: str, said: str, remedy: str) -> None:
    faults = faults_of(an_item(kind, more), ASKS)
    assert any(
        fault.startswith(f"tiny.yaml:{FIRST_ITEM}: ") and said in fault and remedy in fault for fault in faults
    ), faults


@pytest.mark.parametrize(
    ("item", "said", "remedy"),
    [
        ("{id: it, type: body_area, text: It, map: hand}", "'hand' is not known here", "Use one of: spine-7"),
        ("{id: it, type: short_text, text: It, max_length: 501}", "501 is too large", "from 1 to 500"),
        (
            "{id: it, type: scale, text: It, min: 0, max: 10, step: 5, anchors: {0: A, 3: B, 10: C}}",
            "3 is between two points",
            "to a point",
        ),
        (
            "{id: it, type: scale, text: It, min: 0, max: 9999, anchors: {0: A, 9999: B}}",
            "the scale has 10000 points",
            "ask for an integer",
        ),
        (
            "{id: it, type: scale, text: It, min: 0, max: 1, anchors: [A, B]}",
            "'anchors' should be a map",
            "Write {0:",
        ),
        (
            f"{{id: it, type: multi_choice, text: It, options: {WITH_NONE}, select: {{max: 3}}}}",
            "3 cannot be chosen, for there are 2 beside 'none', which goes with no other",
            "Write 2 or less",
        ),
        (
            "{id: it, type: multi_choice, text: It, options: [{code: a, text: A}, "
            "{code: b, text: B, exclusive: true}]}",
            "no two of the options go together",
            "Make it a single_choice",
        ),
        ("{id: a___b, type: yes_no, text: It}", "'a___b' is not an id", "no three '_' in a row"),
        ("{id: it, type: single_choice, text: It, options: [{code: a, text: A}]}", "there are 1 options", "Give 2"),
        ("{type: yes_no, text: It}", "an item has no 'id'", "Add the line"),
        ("{id: it, type: yesno, text: It}", "'yesno' is not known here", "Did you mean 'yes_no'?"),
        ("{id: it, type: [yes_no], text: It}", "a list is not known here", "Use one of"),
        ("just a text", "an item should be a map", "the keys are: id, type, text"),
    ],
)
def test_a_mistake_of_an_items_own_is_told_with_what_to_do(item: str, said: str, remedy: str) -> None:
    faults = faults_of(item, ASKS)
    assert any(
        fault.startswith(f"tiny.yaml:{FIRST_ITEM}: ") and said in fault and remedy in fault for fault in faults
    ), faults


@pytest.mark.parametrize("name", RESERVED)
def test_no_item_is_called_as_a_column_or_a_word_of_show_if(name: str) -> None:
    assert any(f"'{name}' is a" in fault for fault in faults_of(f"{{id: {name}, type: yes_no, text: It}}"))


def test_what_stands_under_a_question_must_fit_one_message_in_each_language() -> None:
    options = ", ".join(f"{{code: c{at}, text: {{en: L{at}, cy: {'x' * 36}{at}}}}}" for at in range(97))
    item = f"{{id: it, type: multi_choice, text: {{en: It, cy: Y}}, options: [{options}]}}"
    faults = faults_in(form_of(item).replace("languages: [en]", "languages: [en, cy]"))
    long = [fault for fault in faults if "under the question" in fault]
    assert len(long) == 1
    assert "(cy)" in long[0]
    assert "Keep help and names to 1900 together" in long[0]


def test_many_names_of_points_with_a_long_help_do_not_fit_either() -> None:
    anchors = ", ".join(f"{point}: {'n' * 60}" for point in range(30))
    scale = f"{{id: it, type: scale, text: It, help: {'h' * 900}, min: 0, max: 29, anchors: {{{anchors}}}}}"
    assert any("what stands under the question (en)" in fault for fault in faults_of(scale))
