"""Questionnaires: what is read, and that each mistake is told at its line with what to do."""

from __future__ import annotations

from hashlib import sha256

import pytest

from adapters.lab import Faults, read_questionnaire
from bot.domain.ids import ItemId, Language
from bot.domain.item import Role
from bot.domain.questionnaire import Questionnaire

GOOD = """\
format: checkin/1
id: tiny
version: 1.0.0
languages: [en, cy]
title: {en: "Tiny", cy: "Bach"}
items:
  - id: pain
    type: scale
    text: {en: "How bad?", cy: "Pa mor ddrwg?"}
    min: 0
    max: 10
    anchors: {0: {en: "None", cy: "Dim"}, 10: {en: "Worst", cy: "Gwaethaf"}}
  - id: helped
    type: single_choice
    show_if: "pain >= 4"
    text: {en: "What helped?", cy: "Beth helpodd?"}
    options:
      - {code: rest, text: {en: "Rest", cy: "Gorffwys"}}
      - {code: heat, value: 2, text: "Heat"}
  - id: why
    type: long_text
    text: "Why?"
    max_length: 200
"""


def _with(old: str, new: str) -> str:
    assert GOOD.count(old) == 1, old
    return GOOD.replace(old, new)


def _faults(source: str) -> list[str]:
    read = read_questionnaire(source, "tiny.yaml")
    return [str(fault) for fault in read] if isinstance(read, Faults) else []


def test_a_good_questionnaire_is_read_whole() -> None:
    form = read_questionnaire(GOOD, "tiny.yaml")
    assert isinstance(form, Questionnaire)
    assert form.ref.sha256 == sha256(GOOD.encode()).hexdigest()
    assert (form.source, form.languages, form.allow_skip) == (GOOD, ("en", "cy"), True)
    pain, helped, why = form.items
    assert (pain.minimum, pain.maximum, [point for point, _ in pain.anchors]) == (0, 10, [0, 10])
    assert [(option.code, option.value) for option in helped.options] == [("rest", None), ("heat", 2.0)]
    assert (why.max_length, why.role) == (200, Role.PLAIN)


def test_the_same_source_is_the_same_version_and_another_character_is_another() -> None:
    first, second, other = (read_questionnaire(text, "x.yaml") for text in (GOOD, GOOD, GOOD + "# \n"))
    assert isinstance(first, Questionnaire)
    assert first == second
    assert isinstance(other, Questionnaire)
    assert first.ref != other.ref


def test_one_text_alone_counts_as_shown_in_the_first_language() -> None:
    form = read_questionnaire(GOOD, "tiny.yaml")
    assert isinstance(form, Questionnaire)
    assert form.item(ItemId("why")).text.shown_in(Language("cy")) == "en"


BAD = [
    ("id: tiny", "id: Tiny", 2, "'Tiny' is not an id", "small letters"),
    ("version: 1.0.0", "version: 1.0", 3, "'1.0' is not a version", '"1.0.0"'),
    ("version: 1.0.0\n", "", 1, "a questionnaire has no 'version'", "Add the line"),
    ("format: checkin/1", "format: checkin/2", 1, "'checkin/2' is not known here", "checkin/1"),
    ("title:", "titel:", 5, "has no key 'titel'", "Did you mean 'title'?"),
    ("languages: [en, cy]", "languages: [en, cy, en]", 4, "is there twice", "Keep one"),
    ("languages: [en, cy]", "languages: english", 4, "should be a list", "[a, b]"),
    ('{en: "Tiny", cy: "Bach"}', '{en: "Tiny"}', 5, "has no 'cy'", "Add it"),
    ('{en: "Tiny", cy: "Bach"}', '{en: "T", cy: "B", fr: "P"}', 5, "'fr' is not among", "en, cy"),
    ('"Why?"', "", 22, "should be a text", "quotation marks"),
    ("type: long_text", "type: longtext", 21, "'longtext' is not known", "Did you mean 'long_text'?"),
    ("id: why", "id: pain", 20, "two items have the id 'pain'", "another id"),
    ("id: why", "id: Why", 20, "'Why' is not an id", "small letters"),
    ("pain >= 4", "pain >=", 15, "show_if cannot be read", "Write it like"),
    ("pain >= 4", "why == 'x'", 15, "'why', which comes later", "Move 'why' before 'helped'"),
    ("pain >= 4", "helped == 'rest'", 15, "this item itself", "earlier item"),
    ("pain >= 4", "pian >= 4", 15, "no item has that id", "Did you mean 'pain'?"),
    ("pain >= 4", "pain >= 11", 15, "can never be true: 'pain' is a number from 0 to 10", "can be answered"),
    ("pain >= 4", "pain == 'bad'", 15, "can never be true", "can be answered"),
    ("pain >= 4", "pain > 7 and pain < 3", 15, "exclude each other", "can be answered"),
    (
        "    max_length: 200\n",
        "    max_length: 200\n  - {id: b, type: yes_no, text: B, show_if: why == 'x'}\n",
        24,
        "show_if compares 'why', which is a long_text",
        "Write answered(why)",
    ),
    ("pain >= 4", "1 == 1", 15, "fixed values", "can be answered"),
    ("    max: 10\n", "", 7, "a scale needs 'max'", "Add the line"),
    ("min: 0", "min: 10", 11, "goes from 10 to 10", "larger"),
    ("min: 0", "min: none", 10, "'none' is not a whole number", "Write a whole number"),
    ("min: 0", "min: 010", 10, "'010' is not a whole number", "without quotation marks"),
    ("min: 0", "min: -5", 10, "-5 is too small", "Write 0 or more: a number below 0"),
    ("max: 10", "max: 10000", 11, "10000 is too large", "9999 or less"),
    ("max: 10", "max: 200", 11, "201 points", "Keep to"),
    (
        '10: {en: "Worst", cy: "Gwaethaf"}',
        '9: {en: "Worst", cy: "Gwaethaf"}',
        12,
        "the end 10 of the scale has no name",
        "Add",
    ),
    ('10: {en: "Worst"', '10: {en: "W", cy: "G"}, 11: {en: "Worst"', 12, "11 is not on the scale", "Move it"),
    ("code: heat", "code: rest", 19, "two options have the code 'rest'", "another code"),
    ('text: "Heat"', 'text: "REST"', 19, "same words", "Word them apart"),
    ('text: "Heat"', f'text: "{"long " * 12}"', 19, "characters too long to fit", "Keep it to 40"),
    ("value: 2", "value: two", 19, "'two' is not a number", "0.5"),
    ("value: 2", "exclusive: true", 19, "every option is exclusive", "Remove"),
    ("max_length: 200", "max_length: 501", 23, "501 is too large", "from 1 to 500"),
    ("    max_length: 200\n", "", 20, "a long_text needs 'max_length'", "Add the line"),
    ("max_length: 200", "max_length: 200\n    role: plain", 24, "a long_text has no 'role'", "Remove"),
    ("max_length: 200", "max_length: 200\n    required: yes", 24, "neither true nor false", "Write true or false"),
    ("max_length: 200", "max_length: 200\n    link_text: true", 24, "keeps texts apart", "Remove"),
    ("max_length: 200", "max_length: 200\n    risk: self_harm", 24, "no support rules", "Take the item out"),
    ("    type: long_text\n", "    type: statement\n    options: []\n", 22, "a statement has no 'options'", "Remove"),
    ("  - id: why\n", "  - use: phq-2@1\n  - id: why\n", 20, "the instruments are not at hand", "lab folder"),
    ("min: 0", "min: 0\n    recall: week", 11, "'week' is not a length of time", "P1W"),
]


@pytest.mark.parametrize(("old", "new", "line", "said", "remedy"), BAD)
def test_a_mistake_is_told_at_its_line_with_what_to_do(old: str, new: str, line: int, said: str, remedy: str) -> None:
    faults = _faults(_with(old, new))
    assert any(fault.startswith(f"tiny.yaml:{line}: ") and said in fault and remedy in fault for fault in faults), (
        faults
    )


def test_all_mistakes_are_told_at_once_in_the_order_of_lines() -> None:
    source = GOOD.replace("min: 0", "min: x").replace("max_length: 200", "max_length: 0").replace("pain >= 4", "(")
    read = read_questionnaire(source, "tiny.yaml")
    assert isinstance(read, Faults)
    lines = [fault.line for fault in read]
    assert {10, 15, 23} <= set(lines)
    assert lines == sorted(lines)


def test_a_statement_only_form_has_nothing_to_ask() -> None:
    source = GOOD.partition("items:")[0] + 'items:\n  - {id: hello, type: statement, text: "Hello"}\n'
    assert any("no question among the items" in fault for fault in _faults(source))
