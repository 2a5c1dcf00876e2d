"""The published JSON Schema and the reader say the same of a questionnaire, as far as a schema can say it."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from adapters.lab.content import MAX_ITEMS
from adapters.lab.instruments import Library
from adapters.lab.items import MAX_TYPED, SHAPES
from adapters.lab.names import PATTERN, RESERVED
from adapters.lab.options import MAX_LABEL
from adapters.lab.spans import MAX_BUTTONS, MAX_NAME, MAX_UNIT
from bot.domain.body import MAPS
from bot.domain.expressions import MAX_LENGTH
from bot.domain.item import Role
from bot.domain.scoring import Method
from tests.adapters.lab.forms import SHIPPED, as_json, faults_in, form_of, source_of
from tests.adapters.lab.json_schema import JsonSchema, keys_of

FILE = Path(__file__).parents[3] / "docs" / "schema" / "checkin-1.schema.json"
WHOLE: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))
SCHEMA = JsonSchema(WHOLE)
TOP, DEFS = WHOLE["properties"], WHOLE["$defs"]
ITEM = DEFS["item"]["properties"]

EVERYTHING = """\
format: checkin/1
id: every-key
version: 1.2.3
status: draft
languages: [en, cy]
reviewed_by: {en: "A Reader", cy: null}
title: {en: "Every key", cy: "Pob allwedd"}
purpose: {en: "All that can be written."}
licence: {id: CC-BY-4.0, holder: "Example Lab", applies_to: "own wording", notice: "None", url: "https://example.org"}
allow_skip: false
items:
  - {id: hello, type: statement, text: "Hello", help: "There"}
  - id: pain
    type: scale
    text: {en: "Pain", cy: "Poen"}
    required: true
    recall: P7D
    core: true
    sensitive_support: true
    role: sensitive
    generalise: {by: 2}
    min: 0
    max: 10
    step: 2
    anchors: {0: {en: "None", cy: "Dim"}, 4: "Some", 10: {en: "Worst", cy: "Gwaethaf"}}
  - id: helped
    type: multi_choice
    text: "What helped?"
    show_if: "pain >= 4"
    options:
      - {code: heat, value: 1.5, text: "Heat"}
      - {code: rest, value: -1, text: "Rest"}
      - {code: other, text: "Something else", open: true}
      - {code: none, text: "Nothing", exclusive: true}
    select: {min: 1, max: 3}
  - {id: helped_other, type: short_text, text: "What?", max_length: 80, link_text: false, show_if: "'other' in helped"}
  - {id: one, type: single_choice, text: "One", options: [{code: a, value: 0, text: "A"}, {code: b, value: 1, text: B}]}
  - {id: days, type: integer, text: "Days", min: 0, max: 7, unit: {code: d, text: {en: "days", cy: "diwrnod"}}}
  - {id: hours, type: decimal, text: "Hours", min: 0.5, max: 24, step: 0.5}
  - {id: since, type: date, text: "Since", min: 2020-01-01, max: "today"}
  - {id: until, type: date, text: "Until", max: "2030-12-31"}
  - {id: up, type: time, text: "Up", min: "05:00", max: 12:30}
  - {id: where, type: body_area, text: "Where", map: spine-7, select: {max: 2}}
  - {id: tired, type: yes_no, text: "Tired", show_if: "score.figure > 1 or answered(since)"}
  - {id: why, type: long_text, text: "Why", max_length: 500}
scores:
  - id: figure
    method: linear
    items: [pain, one]
    reverse: [one]
    range: [0, 110]
    scale: 10
    offset: 0
    round: 1
    missing: {min_answered: 2}
    bands:
      - {id: low, from: 0, to: 50, text: {en: "Low"}}
      - {id: high, from: 60, to: 110, text: "High"}
  - {id: looked_up, method: lookup, items: [one], table: {0: 41.6, 1: null}, missing: {min_answered: 1}}
map:
  fhir: {url: "https://example.org/Questionnaire/every-key"}
  redcap: {form_name: every_key}
  xlsform: {form_id: every_key}
  codes: {pain: [{system: "http://loinc.org", code: "72514-3", display: "Pain severity"}]}
"""


@pytest.mark.parametrize("file", SHIPPED, ids=lambda file: file.stem)
def test_every_shipped_questionnaire_fits_the_schema(file: Path) -> None:
    assert SCHEMA.mistakes(as_json(source_of(file))) == []


def test_a_questionnaire_with_every_key_is_read_and_fits() -> None:
    assert faults_in(EVERYTHING) == []
    assert SCHEMA.mistakes(as_json(EVERYTHING)) == []


def test_the_example_of_every_key_leaves_none_out() -> None:
    written = set(_keys_in(as_json(EVERYTHING)))
    described = {*TOP, *ITEM, *(key for name in ("option", "score") for key in DEFS[name]["properties"])}
    assert described - written == {"risk"}, "an item with a risk is refused"


def _keys_in(value: Any) -> list[str]:  # noqa: ANN401 - any JSON
    match value:
        case dict():
            return [*value, *(key for inner in value.values() for key in _keys_in(inner))]
        case list():
            return [key for inner in value for key in _keys_in(inner)]
    return []


def known_to_the_reader(source: str) -> set[str]:
    """The keys that the reader names where it finds a text in place of a map."""
    found = [
        set(re.split(", ", keys)) for fault in faults_in(source) for keys in re.findall(r"keys are: (.*)\.", fault)
    ]
    assert len(found) == 1, faults_in(source)
    return found[0]


@pytest.mark.parametrize(
    ("described", "old", "new"),
    [
        (WHOLE, EVERYTHING, "a text"),
        (TOP["licence"], re.findall("licence: (.*)", EVERYTHING)[0], "a text"),
        (TOP["map"], re.findall("(map:\n.*)", EVERYTHING, re.DOTALL)[0], "map: a text\n"),
        (TOP["map"]["properties"]["codes"]["additionalProperties"]["items"], "[{system", "[a text, {system"),
        (DEFS["item"], '{id: hello, type: statement, text: "Hello", help: "There"}', "a text"),
        (DEFS["option"], '{code: none, text: "Nothing", exclusive: true}', "a text"),
        (ITEM["select"], "select: {min: 1, max: 3}", "select: a text"),
        (ITEM["unit"], 'unit: {code: d, text: {en: "days", cy: "diwrnod"}}', "unit: a text"),
        (DEFS["score"], "{id: looked_up,", "a text\n  - {id: looked_up,"),
        (DEFS["score"]["properties"]["missing"], "missing: {min_answered: 2}", "missing: a text"),
        (DEFS["score"]["properties"]["bands"]["items"], '{id: low, from: 0, to: 50, text: {en: "Low"}}', "a text"),
    ],
)
def test_the_schema_describes_the_keys_that_the_reader_knows_and_no_others(
    described: dict[str, Any], old: str, new: str
) -> None:
    assert EVERYTHING.count(old) == 1
    assert known_to_the_reader(EVERYTHING.replace(old, new)) == keys_of(described)


@pytest.mark.parametrize(
    ("used", "fits"),
    [
        ("{use: gad-2@1, prefix: a_, show_if: \"first == 'yes'\"}", True),
        ("{use: gad-2@1, core: true}", False),
        ("{use: gad-2@1, prefix: A}", False),
        ("{use: gad-2@1, prefix: a___}", False),
        ("{use: gad-2}", False),
        ("{prefix: a_}", False),
    ],
)
def test_the_schema_and_the_reader_place_the_same_instruments(used: str, fits: bool) -> None:
    assert keys_of(DEFS["use"]) == {"use", "prefix", "show_if"}
    source = form_of("{id: first, type: yes_no, text: First}", used)
    assert (SCHEMA.mistakes(as_json(source)) == []) is fits
    assert (faults_in(source, Library()) == []) is fits


def test_the_schema_gives_each_type_the_keys_that_the_reader_gives_it() -> None:
    rules = {kind: rule["then"] for rule in DEFS["item"]["allOf"] for kind in _kinds(rule["if"])}
    assert rules.keys() == SHAPES.keys() == set(ITEM["type"]["enum"])
    for kind, shape in SHAPES.items():
        assert set(rules[kind]["propertyNames"]["enum"]) == set(shape.keys), kind
        assert set(rules[kind].get("required", ())) == set(shape.needs), kind


def _kinds(condition: dict[str, Any]) -> list[str]:
    said = condition["properties"]["type"]
    return [said["const"]] if "const" in said else list(said["enum"])


def test_the_schema_has_the_readers_own_words_and_limits() -> None:
    assert DEFS["var"]["pattern"] == f"^{PATTERN}$"
    assert DEFS["own_var"]["not"]["enum"] == list(RESERVED)
    assert ITEM["map"]["enum"] == list(MAPS)
    assert ITEM["role"]["enum"] == [role.value for role in Role]
    assert DEFS["score"]["properties"]["method"]["enum"] == [method.value for method in Method]
    assert ITEM["max_length"]["maximum"] == MAX_TYPED
    assert ITEM["options"]["maxItems"] == MAX_BUTTONS
    assert TOP["items"]["maxItems"] == MAX_ITEMS
    assert DEFS["condition"]["maxLength"] == MAX_LENGTH
    longest = {name: DEFS[name]["anyOf"][0]["maxLength"] for name in ("title", "name", "label", "unit_name")}
    assert longest == {"title": 100, "name": MAX_NAME, "label": MAX_LABEL, "unit_name": MAX_UNIT}


def test_every_key_says_what_it_means() -> None:
    silent = [f"{at}/{key}" for at, key, one in _properties(WHOLE, "") if not _described(one)]
    assert silent == []


def _properties(schema: Any, at: str) -> list[tuple[str, str, dict[str, Any]]]:  # noqa: ANN401 - any JSON
    """Every key that is described where it is listed with all its neighbours."""
    if isinstance(schema, list):
        return [found for place, one in enumerate(schema) for found in _properties(one, f"{at}/{place}")]
    if not isinstance(schema, dict):
        return []
    own = schema["properties"].items() if schema.get("additionalProperties") is False else ()
    below = [found for key, one in schema.items() for found in _properties(one, f"{at}/{key}")]
    return [*((at, key, one) for key, one in own), *below]


def _described(one: dict[str, Any]) -> bool:
    name = one.get("$ref", "").removeprefix("#/$defs/")
    return "description" in one or (name in DEFS and "description" in DEFS[name])


BAD = [
    ("format: checkin/1", "format: checkin/2"),
    ("id: every-key", "id: Every"),
    ("version: 1.2.3", 'version: "1.2"'),
    ("status: draft", "status: done"),
    ("languages: [en, cy]", "languages: []"),
    ("languages: [en, cy]", "languages: [en, en]"),
    ("languages: [en, cy]", "languages: [english]"),
    ('title: {en: "Every key", cy: "Pob allwedd"}', 'title: ""'),
    ('title: {en: "Every key", cy: "Pob allwedd"}', f"title: {'t' * 101}"),
    ("allow_skip: false", 'allow_skip: "no"'),
    ("allow_skip: false", "colour: red"),
    ("licence: {id: CC-BY-4.0,", "licence: {"),
    ("type: statement", "type: heading"),
    ("type: statement", "type: statement, required: true"),
    ("id: pain\n    type: scale", "type: scale"),
    ("id: pain\n    type: scale", "id: pain"),
    ("id: pain\n    type: scale", "id: wave\n    type: scale"),
    ("id: pain\n    type: scale", "id: a___b\n    type: scale"),
    ('    text: {en: "Pain", cy: "Poen"}\n', ""),
    ("recall: P7D", "recall: P"),
    ("recall: P7D", "recall: a week"),
    ("required: true", "required: 1"),
    ("role: sensitive", "role: secret"),
    ("role: sensitive", "risk: self_harm\n    options: []"),
    ("generalise: {by: 2}", "generalise: 2"),
    ("min: 0\n", "min: -1\n"),
    ("min: 0\n", "min: 0.5\n"),
    ("min: 0\n", 'min: "0"\n'),
    ("    min: 0\n", ""),
    ("max: 10\n", "max: 10000\n"),
    ("step: 2\n", "step: 0\n"),
    ("step: 2\n", "step: 0.5\n"),
    ('4: "Some"', 'x: "Some"'),
    ('4: "Some"', f"4: {'s' * 81}"),
    ('show_if: "pain >= 4"', f"show_if: {'pain >= 4 and ' * 30} pain > 3"),
    ("code: heat", "code: Heat"),
    ("code: heat, value: 1.5", "code: heat, value: much"),
    ('text: "Heat"', f"text: {'h' * 41}"),
    ("open: true", 'open: "true"'),
    ('value: 0, text: "A"', 'exclusive: true, text: "A"'),
    ("select: {min: 1, max: 3}", "select: {min: 0, max: 0}"),
    ("select: {min: 1, max: 3}", "select: {least: 1}"),
    ("max_length: 80", "max_length: 501"),
    ("max_length: 80, ", ""),
    ("link_text: false", "link_text: true"),
    ("unit: {code: d,", "unit: {"),
    ("unit: {code: d,", 'unit: {code: "a b",'),
    ("min: 0.5", "min: half"),
    ("step: 0.5", "step: -0.5"),
    ("min: 2020-01-01", "min: 2020-13-01"),
    ("min: 2020-01-01", "min: today"),
    ('max: "today"', "max: tomorrow"),
    ('min: "05:00"', 'min: "5:00"'),
    ("max: 12:30", "max: 24:00"),
    ("map: spine-7", "map: hand"),
    ("method: linear", "method: median"),
    ("items: [pain, one]", "items: []"),
    ("items: [pain, one]", "items: [pain, pain]"),
    ("round: 1", "round: 7"),
    ("range: [0, 110]", "range: [0]"),
    ("missing: {min_answered: 2}", "missing: {min_answered: 0}"),
    ("missing: {min_answered: 2}", "missing: {}"),
    ("scale: 10", "scale: ten"),
    ("from: 0, to: 50", "from: 0"),
    ("method: lookup", "method: sum"),
    ("table: {0: 41.6, 1: null}, ", ""),
    ("1: null}", "1: none}"),
    ("fhir: {", "snomed: {"),
    ("redcap: {form_name: every_key}", "redcap: every_key"),
    ('{system: "http://loinc.org", ', "{"),
]


@pytest.mark.parametrize(("old", "new"), BAD)
def test_what_the_schema_refuses_the_reader_refuses(old: str, new: str) -> None:
    assert EVERYTHING.count(old) == 1, old
    source = EVERYTHING.replace(old, new)
    assert SCHEMA.mistakes(as_json(source)) != []
    assert faults_in(source) != []


def test_a_form_without_items_is_refused_by_both() -> None:
    assert SCHEMA.mistakes(as_json(form_of(rest="  []\n"))) != []
    assert faults_in(form_of(rest="  []\n")) != []
