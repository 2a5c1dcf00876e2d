"""Whatever is written into a questionnaire, the reader gives a questionnaire or faults with lines, and never raises.

A few seconds of it run with the other tests; ``python3 tasks.py fuzz`` runs minutes of it.
"""

from __future__ import annotations

import json
import re
from datetime import date, time

from hypothesis import given
from hypothesis import strategies as st

from adapters.lab import Faults, read_questionnaire
from adapters.lab.instruments import Library
from adapters.lab.items import SHAPES
from bot.domain.answer import Answer, AtTime, Chosen, Number, OnDay, Seen, Several, Skipped, UnderReview, Written
from bot.domain.expressions import Malformed, holds, names, parse, scores_in
from bot.domain.ids import ItemId, OptionCode, ScoreId
from bot.domain.item import Role
from bot.domain.questionnaire import Questionnaire
from bot.domain.secret import Secret
from tests.adapters.lab.forms import SHIPPED, as_json, source_of
from tests.adapters.lab.test_schema import EVERYTHING, SCHEMA

LIBRARY = Library()
SOURCES = (EVERYTHING, *map(source_of, SHIPPED))
NAMES = ("a", "b", "c", "pain", "helped")


def check(source: str) -> Questionnaire | None:
    """The questionnaire, or None for faults, each of which stands on a line of `source`."""
    read = read_questionnaire(source, "tiny.yaml", LIBRARY)
    match read:
        case Questionnaire():
            return read
        case Faults():
            assert len(read) > 0
            assert all(1 <= fault.line <= len(re.findall("\r\n|\r|\n", source)) + 1 for fault in read)
            assert all(fault.message and fault.remedy and "\n" not in str(fault) for fault in read)
    return None


# What can be answered, fitting or not.

codes = st.sampled_from(["bad", "good", "heat", "other", "none", "yes", "a", "neck", "x"]).map(OptionCode)
answers: st.SearchStrategy[Answer] = st.one_of(
    st.builds(Chosen, codes),
    st.lists(codes, max_size=3).map(lambda some: Several(tuple(some))),
    st.one_of(st.integers(-1, 12), st.floats(0, 100)).map(Number),
    st.dates(date(1900, 1, 1), date(2099, 12, 31)).map(OnDay),
    st.times().map(lambda at: AtTime(time(at.hour, at.minute))),
    st.builds(Written, st.text(max_size=5).map(Secret)),
    st.sampled_from([Skipped(), Seen(), UnderReview("0" * 32)]),
)


# Any text at all.


@given(st.text(max_size=200))
def test_any_text_is_a_questionnaire_or_has_faults(source: str) -> None:
    check(source)


# Shipped files, spoiled.

ODD = (
    *(
        "",
        "~",
        "null",
        "no",
        "yes",
        "true",
        "0",
        "-1",
        "1",
        "2",
        "97",
        "100",
        "1e9",
        "010",
        "0.5",
        "19:30",
        "2026-02-30",
    ),
    *("today", "'", '"', "[]", "{}", "[a, a]", "{a: {b: c}}", "&x", "*x", "!!str", "|", ">-", "P7D", "P0D", "x" * 50),
    *("id", "pain", "other", "score.x", "'other' in helped", "pain >= 4", "sum", "scale", "multi_choice", "body_area"),
    *("spine-7", "phq-4@1", "gad-2@1", "\u2028", "\x00", "\ufeff", "é", "#", ": ", "- ", "{en: a, cy: b}"),
)
spoils = st.lists(
    st.tuples(
        st.sampled_from(["drop", "swap", "double", "move", "value", "key", "cut"]),
        st.floats(0, 1),
        st.sampled_from(ODD),
    ),
    min_size=1,
    max_size=5,
)


def spoiled(source: str, changes: list[tuple[str, float, str]]) -> str:
    lines = source.split("\n")
    for how, where, odd in changes:
        at = min(int(where * len(lines)), len(lines) - 1)
        line = lines[at]
        match how:
            case "drop":
                lines[at : at + 1] = []
            case "swap":
                lines[at : at + 2] = reversed(lines[at : at + 2])
            case "double":
                lines[at:at] = [line]
            case "move":
                lines[at] = line[2:] if line.startswith("  ") and len(odd) % 2 else f"  {line}"
            case "value":
                lines[at] = f"{line.partition(':')[0]}: {odd}"
            case "key":
                lines[at] = f"{line[: len(line) - len(line.lstrip())]}{odd}:{line.partition(':')[2]}"
            case "cut":
                lines[at] = line[: len(line) // 2] + odd
        lines = lines or [""]
    return "\n".join(lines)


@given(st.sampled_from(SOURCES), spoils, st.dictionaries(st.sampled_from(["pain", "helped", "one", "mood"]), answers))
def test_a_spoiled_file_is_read_or_has_faults(
    source: str, changes: list[tuple[str, float, str]], said: dict[str, Answer]
) -> None:
    form = check(spoiled(source, changes))
    if form is not None:
        walk(form, {ItemId(item): answer for item, answer in said.items()})


def walk(form: Questionnaire, said: dict[ItemId, Answer]) -> None:
    """Everything that the answers decide can be worked out."""
    assert set(form.path(said)) <= set(form.items)
    assert form.scored(said).keys() == {score.id for score in form.scores}
    assert [item for page in form.pages(8) for item in page] == list(form.items)


# Trees of the format's own keys: most of them fit, and in some a value or two does not.

texts = st.one_of(st.sampled_from(["Text", "T", "Other words"]), st.just({"en": "A"}))
codes_of_options = st.lists(st.sampled_from(["x", "y", "z", "w"]), min_size=2, unique=True)


@st.composite
def options(draw: st.DrawFn, several: bool) -> list[dict[str, object]]:
    found: list[dict[str, object]] = []
    for code in draw(codes_of_options):
        some = draw(st.fixed_dictionaries({}, optional={"value": st.sampled_from([0, 1, 2.5, -1])}))
        if several and draw(st.integers(0, 4)) == 0:
            some["exclusive"] = True
        found.append({"code": code, "text": f"Option {code}", **some})
    return found


scales = st.sampled_from([(0, 10, {}), (1, 5, {"step": 1}), (0, 100, {"step": 20}), (3, 4, {})]).map(
    lambda ends: {"min": ends[0], "max": ends[1], "anchors": {str(ends[0]): "A", str(ends[1]): {"en": "B"}}, **ends[2]}
)
wholes = {"min": st.sampled_from([0, 1]), "max": st.sampled_from([7, 9999]), "step": st.just(1)}
units = st.fixed_dictionaries({"code": st.sampled_from(["d", "%"])}, optional={"text": texts})
FITTING: dict[str, st.SearchStrategy[dict[str, object]]] = {
    "statement": st.just({}),
    "yes_no": st.just({}),
    "single_choice": st.fixed_dictionaries({"options": options(False)}),
    "multi_choice": st.fixed_dictionaries(
        {"options": options(True)}, optional={"select": st.sampled_from([{"min": 1}, {"max": 1}, {"min": 1, "max": 2}])}
    ),
    "scale": scales,
    "integer": st.fixed_dictionaries({}, optional={**wholes, "unit": units}),
    "decimal": st.fixed_dictionaries({}, optional={"min": st.just(0.5), "max": st.just(24), "unit": units}),
    "short_text": st.fixed_dictionaries({"max_length": st.integers(1, 500)}),
    "long_text": st.fixed_dictionaries({"max_length": st.integers(1, 500)}, optional={"link_text": st.just(False)}),
    "date": st.fixed_dictionaries(
        {}, optional={"min": st.just("2020-02-29"), "max": st.sampled_from(["today", "2030-01-01"])}
    ),
    "time": st.fixed_dictionaries({}, optional={"min": st.just("06:00"), "max": st.just("19:30")}),
    "body_area": st.fixed_dictionaries({"map": st.just("spine-7")}, optional={"select": st.sampled_from([{"max": 3}])}),
}
ALSO: dict[str, st.SearchStrategy[object]] = {
    "help": texts,
    "required": st.booleans(),
    "recall": st.sampled_from(["P7D", "P2W"]),
    "core": st.booleans(),
    "sensitive_support": st.booleans(),
    "role": st.sampled_from([role.value for role in Role]),
    "generalise": st.just({"by": 5}),
}
COMPARED = {
    "single_choice": ("== 'x'", "!= 'y'"),
    "yes_no": ("== 'yes'", "!= 'yes'"),
    "multi_choice": ("in 'x'",),
    "scale": (">= 4", "< 4", "== 3", "!= 20"),
    "integer": ("> 6", "<= 1", "== 7"),
    "decimal": ("> 6.5", "<= 1", "== 7"),
}


@st.composite
def conditions(draw: st.DrawFn, before: list[tuple[str, str]]) -> str:
    """A condition that looks at items before, most of the time in a way that fits them."""
    parts = []
    for item, kind in draw(st.lists(st.sampled_from(before), min_size=1, max_size=3)):
        compared = draw(st.sampled_from([*COMPARED.get(kind, ()), ""]))
        said = f"{item} {compared}" if compared else f"answered({item})"
        said = f"'{draw(st.sampled_from('xyzw'))}' in {item}" if compared.startswith("in ") else said
        parts.append(f"not ({said})" if draw(st.integers(0, 3)) == 0 else said)
    return draw(st.sampled_from([" and ", " or "])).join(
        [*parts, *draw(st.sampled_from([[], [], [], ["score.s > 1"]]))]
    )


@st.composite
def items(draw: st.DrawFn, name: str, before: list[tuple[str, str]]) -> dict[str, object]:
    kind = draw(st.sampled_from(sorted(SHAPES)))
    also = draw(st.lists(st.sampled_from(sorted(ALSO)), max_size=2))
    item = {"id": name, "type": kind, "text": draw(texts), **draw(FITTING[kind])}
    item |= {key: draw(ALSO[key]) for key in also if key in SHAPES[kind].keys}
    if draw(st.booleans()) and before:
        item["show_if"] = draw(conditions(before))
    return item


small = st.sampled_from([0, 1, 2, 3, 10, 0.5, -1])
bands = st.fixed_dictionaries(
    {"id": st.sampled_from(["low", "high"]), "from": small, "to": small}, optional={"text": texts}
)
METHODS = ("sum", "mean", "prorated_sum", "linear", "lookup", "count_true")


@st.composite
def scores(draw: st.DrawFn, of: list[str]) -> dict[str, object]:
    counted = draw(st.lists(st.sampled_from(of), min_size=1, max_size=3, unique=True))
    more = {
        "scale": small,
        "offset": small,
        "round": st.integers(0, 6),
        "range": st.lists(small, min_size=2, max_size=2),
    }
    more["bands"] = st.lists(bands, min_size=1, max_size=2)
    more["table"] = st.dictionaries(st.sampled_from(["0", "1", "2"]), st.one_of(small, st.none()), min_size=1)
    more["reverse"] = st.sampled_from(counted).map(lambda one: [one])
    return {
        "id": draw(st.sampled_from(["s", "t"])),
        "method": draw(st.sampled_from(METHODS)),
        "items": counted,
        "missing": {"min_answered": draw(st.sampled_from([1, len(counted)]))},
        **{key: draw(more[key]) for key in draw(st.lists(st.sampled_from(sorted(more)), max_size=2))},
    }


odd: st.SearchStrategy[object] = st.one_of(
    st.sampled_from([None, "", "odd", "wave", "x___y", "true", [], {}, [1], {"a": "b"}, "y" * 1001]),
    st.sampled_from(["score.t == 1", "'yes' == i0", "i0 in i1", "i9 > 1", "phq-8@1", "who-5@1", "none@1", "today"]),
)
bare = st.sampled_from([True, False, 0, -1, 0.0001, 10_000])
NO_TEXTS = frozenset({"required", "core", "sensitive_support", "min", "max", "step", "max_length", "options", "select"})
"""Keys that never take a text. Elsewhere a number is as good as one: the reader takes ``help: 5`` for a text."""


@st.composite
def forms(draw: st.DrawFn) -> dict[str, object]:
    """A whole questionnaire."""
    listed: list[dict[str, object]] = []
    before: list[tuple[str, str]] = []
    for place in range(draw(st.integers(1, 5))):
        if draw(st.integers(0, 9)) == 0:
            listed.append({"use": draw(st.sampled_from(["gad-2@1", "peg@1"])), "prefix": f"p{place}_"})
            continue
        item = draw(items(f"i{place}", before))
        listed.append(item)
        before.append((str(item["id"]), str(item["type"])))
    tree: dict[str, object] = {
        "format": "checkin/1",
        "id": "tiny",
        "version": "1.0.0",
        "languages": ["en"] if draw(st.integers(0, 9)) else ["en", "cy"],
        "title": draw(texts),
        "items": listed,
    }
    scored = [name for name, kind in before if kind in {"scale", "yes_no", "single_choice"}]
    if draw(st.booleans()) and scored:
        tree["scores"] = draw(st.lists(scores(scored), min_size=1, max_size=2))
    for _ in range(draw(st.sampled_from([0, 0, 1, 2]))):
        spoiling = draw(st.sampled_from([tree, *listed]))
        key = draw(st.sampled_from([*spoiling, *ALSO, "select", "min", "options", "scores", "risk"]))
        spoiling[key] = draw(st.one_of(odd, bare) if key in NO_TEXTS else odd)
    return tree


@given(forms(), st.dictionaries(st.sampled_from(["i0", "i1", "i2", "i3"]), answers))
def test_any_tree_of_the_formats_keys_is_read_or_has_faults(tree: dict[str, object], said: dict[str, Answer]) -> None:
    source = json.dumps(tree, indent=1)
    form = check(source)
    if form is not None:
        assert SCHEMA.mistakes(as_json(source)) == [], "the reader takes what the schema refuses"
        walk(form, {ItemId(item): answer for item, answer in said.items()})


# Conditions.

tokens = st.sampled_from(
    [
        *("a", "b", "pain", "helped", "score.s", "score.t", "score.", "1", "2.5", "10", "'x'", "'other'", "''", "'"),
        *(
            "and",
            "or",
            "not",
            "in",
            "answered",
            "answered(a)",
            "(",
            ")",
            "==",
            "!=",
            "<",
            "<=",
            ">",
            ">=",
            "=",
            "!",
            "é",
        ),
    ]
)


def try_condition(source: str, said: dict[str, Answer], scored: dict[str, float | None]) -> None:
    found = parse(source)
    if isinstance(found, Malformed):
        assert found.why
        return
    given_answers = {ItemId(item): answer for item, answer in said.items()}
    assert holds(found, given_answers, {ScoreId(score): value for score, value in scored.items()}) in {True, False}
    assert names(found) or scores_in(found) or "'" in source or any(sign.isdigit() for sign in source)


of_scores = st.dictionaries(st.sampled_from(["s", "t"]), st.one_of(st.none(), st.floats(allow_nan=False)))


@given(st.text(max_size=60), st.dictionaries(st.sampled_from(NAMES), answers), of_scores)
def test_any_text_is_a_condition_or_says_why_not(
    source: str, said: dict[str, Answer], scored: dict[str, float | None]
) -> None:
    try_condition(source, said, scored)


@given(st.lists(tokens, max_size=14).map(" ".join), st.dictionaries(st.sampled_from(NAMES), answers), of_scores)
def test_any_order_of_its_words_is_a_condition_or_says_why_not(
    source: str, said: dict[str, Answer], scored: dict[str, float | None]
) -> None:
    try_condition(source, said, scored)
