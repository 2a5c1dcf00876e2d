"""A lab's own instruments, and the words that it puts into slots: what is read, and each mistake at its line."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adapters.lab.instruments import SHIPPED, Library
from tests.adapters.lab.libraries import NAMES, OWN, SLOTS, WORDS, a_library, opened, placed, well_placed
from tests.builders import ENGLISH, WELSH
from tests.content.instrument_files import as_labbot_reads, slotted, words_for

# A lab's own instruments.


def test_a_lab_may_have_instruments_of_its_own(tmp_path: Path) -> None:
    library, wrong = a_library(tmp_path, stiffness=OWN)
    assert wrong == []
    found = well_placed("{use: stiffness@2, prefix: s_}", library)
    assert [item.text.text(WELSH)[:3] for item in found.items] == ["Pa ", "Fai"]
    assert [item.sensitive_support for item in found.items] == [False, True]
    assert library.recall("stiffness@2") == timedelta(days=7)
    assert set(library.names) == {*NAMES, "stiffness@2"}


def test_old_versions_of_one_stay_beside_the_newest(tmp_path: Path) -> None:
    library, wrong = a_library(tmp_path, **{"stiffness": OWN, "stiffness@1": OWN.replace("version: 2", "version: 1")})
    assert wrong == []
    assert {well_placed(f"{{use: stiffness@{version}}}", library).items[0].instrument for version in (1, 2)} == {
        "stiffness@1",
        "stiffness@2",
    }


def test_a_lab_without_such_a_folder_has_what_is_shipped(tmp_path: Path) -> None:
    library, wrong = opened(tmp_path)
    assert (library.names, wrong) == (NAMES, [])


def test_the_example_lab_has_what_is_shipped() -> None:
    library, wrong = opened(SHIPPED.parent)
    assert (library, wrong) == (Library(), [])


def test_a_copy_of_a_shipped_instrument_may_stay_only_as_it_is_shipped(tmp_path: Path) -> None:
    shipped = (SHIPPED / "phq-2.yaml").read_text(encoding="utf-8")
    library, wrong = a_library(tmp_path, **{"phq-2": f"# copied\n{shipped}"})
    assert wrong == []
    assert well_placed("{use: phq-2@1}", library) == well_placed("{use: phq-2@1}")
    (tmp_path / "instruments" / "phq-2.yaml").write_text(
        shipped.replace("Feeling down", "Being down"), encoding="utf-8"
    )
    library, wrong = opened(tmp_path)
    assert len(wrong) == 1
    assert "there is another 'phq-2@1', with other words, codes or scores" in wrong[0]
    assert well_placed("{use: phq-2@1}", library) == well_placed("{use: phq-2@1}")


BAD_OWN = [
    ("id: stiffness", "id: Stiffness", 2, "'Stiffness' is not an id", "small letters"),
    ("id: stiffness", "id: stiff", 1, "the file is 'stiffness.yaml', and 'stiff@2' is in it", "Name it stiff.yaml"),
    ("version: 2", "version: two", 3, "'two' is not a whole number", "from 1"),
    ("format: instrument/1", "format: instrument/2", 1, "'instrument/2' is not known", "Did you mean 'instrument/1'?"),
    ("wording: shipped", "wording: mine", 5, "'mine' is not known here", "shipped, slots"),
    ("wording: shipped", "wording: slots", 14, "there are words here", "wording/1"),
    (', url: "https://example.org/terms"', "", 6, "has no 'url'", "Add the line"),
    ('citation: "Example Lab, 2026."\n', "", 1, "an instrument has no 'citation'", "Add the line"),
    ("recall: P7D", "recall: week", 8, "'week' is not a length of time", "P1W"),
    ("languages: [en, cy]", "languages: []", 9, "'languages' has 0 entries", "at least 1"),
    ('stem: {en: "Over the past 7 days:", ', "stem: {", 10, "the text has no 'en'", "Add it"),
    ("id: q2", "id: q1", 12, "two items have the id 'q1'", "another id"),
    ("id: q2", "id: wave", 18, "'wave' is a column of every table", "another id"),
    ("type: scale", "type: slider", 19, "'slider' is not known here", "scale"),
    ("type: scale", "type: scale\n    core: true", 20, "an item of an instrument has no 'core'", "asked whole"),
    ("type: scale", "type: scale\n    show_if: q1 > 1", 20, "an item of an instrument has no 'show_if'", "asked whole"),
    ("type: scale", "type: scale\n    risk: self_harm", 20, "no support rules", "Take the item out"),
    ("value: 1, ", "", 27, "'q1' has no value to score", "Give each of its options a value"),
    ("reverse: [q1]", "reverse: [q3]", 27, "'q3' is not known here", "q1, q2"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "line", "told"), [(*rest, (said, remedy)) for *rest, said, remedy in BAD_OWN])
def test_a_mistake_in_an_instrument_is_told_at_its_line(
    old: str, new: str, line: int, told: tuple[str, str], tmp_path: Path
) -> None:
    assert OWN.count(old) == 1, old
    _, wrong = a_library(tmp_path, stiffness=OWN.replace(old, new))
    start = f"instruments/stiffness.yaml:{line}: "
    assert any(fault.startswith(start) and all(part in fault for part in told) for fault in wrong), wrong


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "there is nothing in here"),
        ("- a\n", "an instrument should be a map"),
        ("a: [\n", "this is not YAML"),
        ("items: {}\n", "'items' should be a list"),
        ("format: wording/1\n", "a wording"),
    ],
)
def test_a_file_that_is_no_instrument_is_told(text: str, said: str, tmp_path: Path) -> None:
    _, wrong = a_library(tmp_path, odd=text)
    assert any(said in fault for fault in wrong) or (said == "a wording" and "there is no instrument ''" in wrong[0]), (
        wrong
    )


def test_a_folder_that_is_none_is_told(tmp_path: Path) -> None:
    (tmp_path / "instruments").write_text("phq-2", encoding="utf-8")
    library, wrong = opened(tmp_path)
    assert "instruments:1: the folder cannot be read" in wrong[0]
    assert library == Library()


# Words in slots.


def test_a_lab_puts_the_owners_words_into_slots_and_changes_nothing_else(tmp_path: Path) -> None:
    library, wrong = a_library(tmp_path, **{"bare": SLOTS, "bare@1": WORDS})
    assert wrong == []
    found = well_placed("{use: bare@1, prefix: b_}", library)
    assert [item.text.text(WELSH)[:6] for item in found.items] == ["Ydych ", "Ydych ", "Pa mor", "Ar saw"]
    assert [option.text.text(ENGLISH) for item in found.items for option in item.options] == [
        "Hardly", "Often", "No", "Yes",
    ]  # fmt: skip
    assert [(option.code, option.value) for option in found.items[1].options] == [("v0", 0), ("v1", 1)]
    assert [(point, text.text(ENGLISH)) for point, text in found.items[2].anchors] == [(0, "Nowhere"), (4, "Far")]
    assert (found.items[3].minimum, found.items[3].maximum) == (0, 7)
    assert {item.stem.text(WELSH) for item in found.items if item.stem is not None} == {"Y dyddiau hyn:"}
    assert library.recall("bare@1") is None


def test_without_words_slots_cannot_be_placed(tmp_path: Path) -> None:
    library, wrong = a_library(tmp_path, bare=SLOTS)
    assert wrong == []
    found, wrong = placed("{use: bare@1}", library)
    assert found is None
    assert "Accept its owner's terms (https://example.org/bare)" in wrong[0]


@pytest.mark.parametrize("name", slotted())
def test_each_shipped_instrument_with_slots_takes_words_and_keeps_its_scoring(name: str, tmp_path: Path) -> None:
    shipped = as_labbot_reads(name)
    library, wrong = a_library(tmp_path, **{name: words_for(name)})
    assert wrong == []
    found = well_placed(f"{{use: {name}@1}}", library)
    assert [item.text.text(ENGLISH) for item in found.items] == [f"About {item.id}?" for item in shipped.items]
    for filled, bare in zip(found.items, shipped.items, strict=True):
        assert [(one.code, one.value) for one in filled.options] == [(one.code, one.value) for one in bare.options]
        assert (filled.kind, filled.role, filled.sensitive_support) == (bare.kind, bare.role, bare.sensitive_support)
    assert found.scores == shipped.scores


BAD_WORDS = [
    ("use: bare@1", "use: bare@2", 2, "there is no instrument 'bare@2'", "Did you mean 'bare@1'?"),
    ("use: bare@1", "use: phq-2@1", 2, "'phq-2@1' has its wording already", "Remove this file"),
    ("use: bare@1", "use: who-5@1", 1, "the file is 'bare@1.yaml', and 'who-5@1' is in it", "Name it who-5.yaml"),
    ("use: bare@1", "using: bare@1", 1, "there is no instrument ''", "Use one of"),
    (', accepted_on: 2026-11-25', "", 3, "'terms' has no 'accepted_on'", "Add the line"),
    ("2026-11-25", "yesterday", 3, "'yesterday' is not a date", "year-month-day"),
    ('accepted_by: "A. Person, Example Lab", ', "", 3, "'terms' has no 'accepted_by'", "Add the line"),
    ("languages: [en, cy]", "languages: [cymraeg]", 4, "'cymraeg' is not a language", "such as en, cy"),
    ('  v1: {en: "Often", cy: "Yn aml"}\n', "", 7, "'options' has no 'v1'", "Add the line"),
    ('v1: {en: "Often"', 'v2: {en: "Often"', 8, "'options' has no key 'v2'", "Use one of: v0, v1"),
    ('v1: {en: "Often"', 'v1: {en: "HARDLY"', 8, "two options have the same words", "Word them apart"),
    ('v1: {en: "Often", cy: "Yn aml"}', 'v1: {en: "Often"}', 8, "the text has no 'cy'", "Add it"),
    ('{en: "Often"', f'{{en: "{"often " * 9}"', 8, "characters too long to fit", "Keep it to 40"),
    ("  q4: {text", "  q5: {text", 20, "'items' has no key 'q5'", "q1, q2, q3, q4"),
    ("  q4: {text", "  q5: {text", 10, "'items' has no 'q4'", "Add the line"),
    ("  q4: {text: ", "  q4: {words: ", 20, "the wording of 'q4' has no 'text'", "Add the line"),
    ("  q4: {text", "  q4: {max: 9, text", 20, "the wording of 'q4' has no key 'max'", "Use one of: text"),
    ("      v1: {en: \"Yes\"", "      value: 3\n      v1: {en: \"Yes\"", 16, "'options' has no key 'value'", "v0, v1"),
    ("      v1: {en: \"Yes\", cy: \"Ydw\"}\n", "", 15, "'options' has no 'v1'", "Add the line"),
    ('    anchors: {0: {en: "Nowhere", cy: "Unman"}, 4: {en: "Far", cy: "Pell"}}\n', "", 18, "has no 'anchors'", "Add"),
    ('0: {en: "Nowhere", cy: "Unman"}, ', "", 19, "the end 0 of the scale has no name", "Add 0"),
    ('4: {en: "Far"', '5: {en: "Far"', 19, "5 is not on the scale from 0 to 4", "Move it"),
    ('{text: {en: "On how many days?", cy: "Ar sawl diwrnod?"}}', "words", 20, "'q4' should be a map", "text"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "line", "told"), [(*rest, (said, remedy)) for *rest, said, remedy in BAD_WORDS])
def test_a_mistake_in_a_wording_is_told_at_its_line(
    old: str, new: str, line: int, told: tuple[str, str], tmp_path: Path
) -> None:
    assert WORDS.count(old) == 1, old
    _, wrong = a_library(tmp_path, **{"bare": SLOTS, "bare@1": WORDS.replace(old, new)})
    start = f"instruments/bare@1.yaml:{line}: "
    assert any(fault.startswith(start) and all(part in fault for part in told) for fault in wrong), wrong


def test_what_is_wrong_with_a_wording_is_told_in_its_own_file_and_once(tmp_path: Path) -> None:
    _, wrong = a_library(tmp_path, **{"bare": SLOTS, "bare@1": WORDS[: WORDS.index("items:")] + "items: {}\n"})
    assert [fault.partition(" Labbot")[0] for fault in wrong] == [
        f"instruments/bare@1.yaml:9: 'items' has no 'q{number}'." for number in range(1, 5)
    ]


def test_slots_have_words_from_one_file_only(tmp_path: Path) -> None:
    words = words_for("who-5")
    _, wrong = a_library(tmp_path, **{"who-5": words, "who-5@1": words})
    assert len(wrong) == 1
    assert "'who-5@1' has its wording already" in wrong[0]


# What changes with it.


def test_its_hash_changes_with_every_word_and_code_and_with_no_comment(tmp_path: Path) -> None:
    written = {"bare": SLOTS, "bare@1": WORDS}
    changed: dict[str, dict[str, str]] = {
        "as it was": {},
        "with a comment": {"bare@1": f"# a comment\n{WORDS}"},
        "with another notice": {"bare": SLOTS.replace("Ask first.", "Ask.")},
        "with another word": {"bare@1": WORDS.replace("Hardly", "Barely")},
        "with another value": {"bare": SLOTS.replace("value: 1}]\n  - id: q2", "value: 2}]\n  - id: q2")},
        "with another rule": {"bare": SLOTS.replace("method: sum", "method: mean")},
    }
    hashes = {}
    for number, (how, files) in enumerate(changed.items()):
        (folder := tmp_path / str(number)).mkdir()
        library, wrong = a_library(folder, **(written | files))
        assert wrong == []
        hashes[how] = well_placed("{use: bare@1}", library).sha256
    assert hashes["as it was"] == hashes["with a comment"] == hashes["with another notice"]
    assert len(set(hashes.values())) == 4


# Whatever is written.

SOME = ("peg", "phq-2", "start-back", "promis-pi-4a")
TEXTS = st.sampled_from([OWN, SLOTS, WORDS, *((SHIPPED / f"{name}.yaml").read_text(encoding="utf-8") for name in SOME)])
JUNK = st.sampled_from(
    ["", "null", "[]", "{}", "- a", "x: [1, 2]", "options: {v0: a}", "  q1: {}", "use: who-5@1", "0", "\x00"]
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])  # every example writes the same two files anew
@given(text=TEXTS, cuts=st.lists(st.tuples(st.integers(0, 60), JUNK | st.none()), min_size=1, max_size=4))
def test_nothing_that_stands_in_a_file_makes_it_raise(
    text: str, cuts: list[tuple[int, str | None]], tmp_path: Path
) -> None:
    lines = text.splitlines()
    for at, junk in cuts:
        lines[at % len(lines) : at % len(lines) + 1] = [] if junk is None else [junk]
        lines = lines or [""]
    (tmp_path / "instruments").mkdir(exist_ok=True)
    (tmp_path / "instruments" / "wild.yaml").write_text("\n".join(lines), encoding="utf-8")
    (tmp_path / "instruments" / "bare.yaml").write_text(SLOTS, encoding="utf-8")
    library, wrong = opened(tmp_path)
    for name in library.own:
        placed(f"{{use: {name}}}", library)
    assert wrong, "the file's name alone is wrong"
