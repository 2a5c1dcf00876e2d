"""The shipped instruments: whole, lawful, and scored as published."""

from __future__ import annotations

import re
import tomllib
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from adapters.lab.faults import Notes
from adapters.lab.instrument import read_instrument
from adapters.lab.outcomes import outcomes
from adapters.lab.yaml12 import parse
from bot.domain.ids import ItemId
from bot.domain.item import Item
from bot.domain.scoring import Method, Score, band, score
from tests.content.instrument_files import NAMES, Instrument, as_labbot_reads, instrument, path
from tests.content.oracle import RULES
from tests.content.published import FACTS, Fact

ROOT = Path(__file__).resolve().parents[2]
SHIPPED = (
    "nrs-pain", "peg", "phq-2", "phq-4", "phq-8", "gad-7", "gad-2", "ons-4", "pgic", "sleep-own",
)  # fmt: skip
SLOTS = (
    "who-5", "promis-pi-4a", "start-back", "msk-hq", "pss-4", "swemwbs", "odi", "ndi", "ucla-3",
)  # fmt: skip
OWN_WORDS = ("nrs-pain", "pgic", "sleep-own")
WITHOUT_PERIOD = ("pgic", "ucla-3")
"""Those that ask about no fixed period; all others say how far back they look."""

SLUG = r"[a-z][a-z0-9_-]{0,39}"
VAR = r"[a-z][a-z0-9_]{0,25}"
PERIOD = r"P[1-9]\d*D"
TOP = {
    "format", "id", "version", "title", "wording", "licence", "citation", "recall", "languages", "items", "scores",
}  # fmt: skip


def scores() -> list[tuple[str, str]]:
    return [(name, defined) for name in NAMES for defined in instrument(name).scores]


def worths(item: Item) -> list[int]:
    """Every value that somebody can give to the question, told without the product."""
    if item.kind == "single_choice":
        return sorted({int(option.value) for option in item.options if option.value is not None})
    assert isinstance(item.minimum, int)
    assert isinstance(item.maximum, int)
    return list(range(item.minimum, item.maximum + 1))


# The files.


def test_the_library_is_what_it_says() -> None:
    assert set(NAMES) == {*SHIPPED, *SLOTS}


@pytest.mark.parametrize("name", NAMES)
def test_a_plain_yaml_reader_reads_the_same(name: str) -> None:
    read = YAML(typ="safe", pure=True).load(path(name).read_text(encoding="utf-8"))
    assert texts(read) == texts(instrument(name).raw)


def texts(value: Any) -> Any:  # noqa: ANN401 - any part of a file
    """The value with every key as text, since a number may be a key."""
    if isinstance(value, dict):
        return {str(key): texts(one) for key, one in value.items()}
    return [texts(one) for one in value] if isinstance(value, list) else value


@pytest.mark.parametrize("name", NAMES)
def test_labbot_reads_what_stands_there_and_finds_no_fault(name: str) -> None:
    notes = Notes(f"{name}.yaml")
    root = parse(path(name).read_text(encoding="utf-8"), notes)
    assert root is not None
    read = read_instrument(root, notes)
    assert notes.faults == []
    assert read == as_labbot_reads(name)
    raw = instrument(name).raw
    assert read.items == tuple(instrument(name).items.values())
    assert read.scores == tuple(instrument(name).scores.values())
    assert (read.worded, read.languages) == (name in SHIPPED, ("en",))
    assert (None if read.stem is None else dict(read.stem.by_language)) == raw.get("stem")
    assert (None if read.recall is None else f"P{read.recall.days}D") == raw["recall"]
    notice = read.notice
    assert [notice.licence, notice.holder, notice.notice, notice.url] == [
        raw["licence"][key] for key in ("id", "holder", "notice", "url")
    ]
    assert (notice.citation, dict(notice.title.by_language)) == (raw["citation"], raw["title"])


@pytest.mark.parametrize("name", NAMES)
def test_it_says_what_it_is_whose_it_is_and_how_far_back_it_looks(name: str) -> None:
    raw = instrument(name).raw
    assert raw.keys() - {"stem"} == TOP
    assert (raw["format"], raw["id"], raw["version"], raw["languages"]) == ("instrument/1", name, 1, ["en"])
    assert re.fullmatch(SLUG, name)
    assert raw["licence"].keys() == {"id", "holder", "notice", "url"}
    assert raw["licence"]["url"].startswith("https://")
    assert all(len(words) > 4 for words in (*raw["licence"].values(), raw["title"]["en"]))
    assert re.search(r"\b(19|20)\d\d\b", raw["citation"]) or name in OWN_WORDS
    assert (raw["recall"] is None) == (name in WITHOUT_PERIOD)
    assert raw["recall"] is None or re.fullmatch(PERIOD, raw["recall"])


@pytest.mark.parametrize("name", NAMES)
def test_its_ids_and_codes_are_well_formed_and_each_is_there_once(name: str) -> None:
    raw = instrument(name).raw
    ids = [one["id"] for one in (*raw["items"], *raw["scores"])]
    assert len(ids) == len(set(ids))
    assert [one["id"] for one in raw["items"]] == [f"q{number + 1}" for number in range(len(raw["items"]))]
    assert all(re.fullmatch(VAR, one) for one in ids)
    for item in raw["items"]:
        codes = [option["code"] for option in item.get("options", ())]
        assert len(codes) == len(set(codes))
        assert all(re.fullmatch(VAR, code) for code in codes)


@pytest.mark.parametrize("name", SHIPPED)
def test_with_its_wording_every_question_and_every_answer_has_words_that_fit_a_button(name: str) -> None:
    raw = instrument(name).raw
    assert raw["wording"] == "shipped"
    for item in raw["items"]:
        assert len(item["text"]["en"]) > 10
        labels = [option["text"]["en"] for option in item.get("options", ())]
        assert all(0 < len(label) <= 40 for label in labels)  # as adapters/lab/items.py asks
        assert len(labels) == len(set(labels))
        if item["type"] == "scale":
            assert {str(item["min"]), str(item["max"])} == item["anchors"].keys()


@pytest.mark.parametrize("name", SLOTS)
def test_without_its_wording_not_one_word_of_the_owner_is_there(name: str) -> None:
    raw = instrument(name).raw
    assert raw["wording"] == "slots"
    assert "stem" not in raw
    for item in raw["items"]:
        assert not item.keys() & {"text", "help", "anchors"}
        assert all(option.keys() == {"code", "value"} for option in item.get("options", ()))
        assert all(re.fullmatch(r"[vp]\d", option["code"]) for option in item.get("options", ()))


def test_the_same_answers_have_the_same_codes_and_values_throughout_a_family() -> None:
    family = ("phq-2", "phq-4", "phq-8", "gad-7", "gad-2")
    answers = {str(item["options"]) for name in family for item in instrument(name).raw["items"]}
    assert len(answers) == 1
    first = [instrument(name).raw["items"] for name in family]
    said = {name: [item["text"]["en"] for item in items] for name, items in zip(family, first, strict=True)}
    assert said["phq-8"][:2] == said["phq-2"] == said["phq-4"][2:]
    assert said["gad-7"][:2] == said["gad-2"] == said["phq-4"][:2]


@pytest.mark.parametrize(
    "name", ["phq-2", "phq-4", "phq-8", "gad-7", "gad-2", "ons-4", "who-5", "pss-4", "swemwbs", "ucla-3"]
)
def test_questions_about_mood_are_sensitive_and_end_with_the_support_card(name: str) -> None:
    items = instrument(name).raw["items"]
    assert all(item["role"] == "sensitive" for item in items)
    assert [item.get("sensitive_support", False) for item in items] == [False] * (len(items) - 1) + [True]


def test_nothing_asks_about_self_harm() -> None:
    for name in NAMES:
        assert not re.search(r"suicid|better off dead|hurting yourself", path(name).read_text(encoding="utf-8"))


def test_wording_and_tables_that_others_made_are_in_the_list_of_sources() -> None:
    listed = {Path(one["path"]).stem for one in tomllib.loads((ROOT / "docs/provenance.toml").read_text())["file"]}
    tables = {name for name, of in scores() if instrument(name).scores[of].method is Method.LOOKUP}
    assert {*SHIPPED, *tables} - set(OWN_WORDS) <= listed


# The scores.


@pytest.mark.parametrize(("name", "of"), scores())
def test_a_score_is_made_of_questions_that_have_values(name: str, of: str) -> None:
    read = instrument(name)
    defined = read.scores[of]
    assert defined.items
    assert defined.reverse <= set(defined.items) <= read.items.keys()
    assert 1 <= defined.min_answered <= len(defined.items)
    for item in defined.items:
        assert all(option.value is not None for option in read.items[item].options)
        assert len(worths(read.items[item])) >= 2


@pytest.mark.parametrize(("name", "of"), scores())
def test_only_what_is_filled_or_averaged_may_lack_an_answer(name: str, of: str) -> None:
    defined = instrument(name).scores[of]
    if defined.method not in {Method.PRORATED_SUM, Method.MEAN}:
        assert defined.min_answered == len(defined.items)


@pytest.mark.parametrize(("name", "of"), scores())
def test_its_range_is_what_can_come_out(name: str, of: str) -> None:
    read = instrument(name)
    ends = [extreme(read, read.scores[of], lowest) for lowest in (True, False)]
    assert read.scores[of].range == (ends[0], 71.6 if of == "promis_pi4a_t" else ends[1])
    possible = outcomes(read.scores[of], read.items)
    assert (possible.all, read.scores[of].range) == (True, (possible.numbers[0], possible.numbers[-1]))


def extreme(read: Instrument, defined: Score, lowest: bool) -> float | None:
    """The score of whoever gives the least, or the most, of everything."""
    values = [worths(read.items[item])[0 if lowest != (item in defined.reverse) else -1] for item in read.items]
    return score(defined, read.items, read.answers(*values))


@pytest.mark.parametrize(("name", "of"), scores())
def test_its_bands_cover_the_range_in_order_and_apart(name: str, of: str) -> None:
    defined = instrument(name).scores[of]
    if not defined.bands:
        return
    assert defined.range == (defined.bands[0].low, defined.bands[-1].high)
    step = Fraction(1, 10) if of == "promis_pi4a_t" else Fraction(1)
    for one, following in pairwise(defined.bands):
        assert Fraction(str(following.low)) - Fraction(str(one.high)) == step
    assert all(one.low <= one.high and one.text is not None for one in defined.bands)


def test_a_lookup_knows_every_sum_but_the_one_that_sources_differ_on() -> None:
    for name, of, lacks in (("promis-pi-4a", "promis_pi4a_t", {20}), ("swemwbs", "swemwbs", set())):
        read = instrument(name)
        defined = read.scores[of]
        possible = [worths(read.items[item]) for item in defined.items]
        every = range(sum(map(min, possible)), sum(map(max, possible)) + 1)
        assert {raw for raw, _ in defined.table} == set(every) - lacks
        outcomes = [outcome for _, outcome in sorted(defined.table)]
        assert outcomes == sorted(set(outcomes)), "more of it never scores less"


def test_the_ons_has_no_total() -> None:
    assert all(len(defined.items) == 1 for defined in instrument("ons-4").scores.values())


# What is published.


@pytest.mark.parametrize("told", FACTS, ids=str)
def test_it_comes_to_what_is_published(told: Fact) -> None:
    read = as_labbot_reads(told.name)
    defined = next(one for one in read.scores if one.id == told.score)
    answers = instrument(told.name).answers(*told.values)
    outcome = score(defined, {item.id: item for item in read.items}, answers)
    assert outcome == told.number, told.source
    found = None if outcome is None else band(defined, outcome)
    assert (found.id if found else None) == told.band, told.source


def test_every_score_and_every_band_has_a_published_fact() -> None:
    assert {(told.name, told.score) for told in FACTS} == set(scores())
    named = {(told.name, told.score, told.band) for told in FACTS if told.band}
    assert named == {(name, of, one.id) for name, of in scores() for one in instrument(name).scores[of].bands}


@pytest.mark.parametrize(("name", "of"), scores())
@given(data=st.data())
def test_it_comes_to_what_the_published_rule_comes_to(name: str, of: str, data: st.DataObject) -> None:
    read = instrument(name)
    values = [data.draw(st.none() | st.sampled_from(worths(item)), label=key) for key, item in read.items.items()]
    expected = RULES[name, of](values)
    outcome = score(read.scores[of], read.items, read.answers(*values))
    assert outcome == (None if expected is None else float(expected))


@pytest.mark.parametrize("points", [("p1", 0), ("p2", 0), ("p3", 0), ("p4", 1), ("p5", 1)])
def test_only_the_last_two_answers_of_the_ninth_question_count(points: tuple[str, int]) -> None:
    read = instrument("start-back")
    answers = read.answers(*[0] * 8, points[0])
    assert score(read.scores["startback_distress"], read.items, answers) == points[1]


def test_days_of_activity_count_for_nothing() -> None:
    read = instrument("msk-hq")
    assert ItemId("q15") in read.items
    assert all(ItemId("q15") not in defined.items for defined in read.scores.values())
