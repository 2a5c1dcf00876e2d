"""docs/questionnaires.md: every line of YAML on it is read, and its whole example is checked, shown and answered."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from adapters.cli.commands import app
from adapters.lab import read_questionnaire
from adapters.lab.advice import advise
from adapters.lab.advice.fitting import BUTTON, TITLE
from adapters.lab.content import MAX_ITEMS
from adapters.lab.folder import Reading, read_folder
from adapters.lab.instruments import Library
from adapters.lab.items import MAX_BELOW, MAX_TYPED, SHAPES
from adapters.lab.options import MAX_LABEL
from adapters.lab.scores import MAX_SCORES
from adapters.lab.spans import MAX_BUTTONS, MAX_NAME, MAX_UNIT, PLACES
from adapters.lab.yaml12 import MAX_BYTES, MAX_DEPTH
from adapters.preview.person import Person
from adapters.preview.rehearsal import Step, in_chat, on_pages, unbranched
from bot.domain.asking import PAGE_FITS, Showing
from bot.domain.body import MAPS
from bot.domain.conversation import record
from bot.domain.counting import MAX_NUMBER
from bot.domain.expressions import MAX_LENGTH
from bot.domain.ids import FormId, ItemId, Language
from bot.domain.item import Role
from bot.domain.questionnaire import Questionnaire
from bot.domain.questions import KINDS
from bot.domain.richtext import RichText
from tests.adapters.lab.forms import as_json
from tests.adapters.lab.json_schema import JsonSchema
from tests.adapters.lab.spoiling import copied
from tests.builders import ENGLISH, TODAY, TOKEN, WELSH

DOCS = Path(__file__).resolve().parent.parent / "docs"
PAGE = (DOCS / "questionnaires.md").read_text(encoding="utf-8")
WHOLE: dict[str, Any] = json.loads((DOCS / "schema" / "checkin-1.schema.json").read_text(encoding="utf-8"))
BLOCKS = tuple(re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL))
EXAMPLE = next(block for block in BLOCKS if "\nid: pain-and-work\n" in block)
ASKED = BLOCKS[-1]
FORMS = tuple(block for block in BLOCKS if block != ASKED)
FORM = FormId("pain-and-work")
ONE_MORE = '- {id: one_more, type: yes_no, text: "Is that all?"}\n'
"""Goes below the items of a snippet, for no questionnaire is without a question."""
BRANCHES = ({"now_q1": "6", "tired": "4", "worried": "4"}, {"works": "none just now"}, {"helps": "something else"})
"""Answers that lead through every branch of the example."""


def form_of(block: str) -> str:
    """The snippet as a whole questionnaire."""
    if "format: checkin/1" in block:
        return block
    items = block if block.startswith("items:") else f"items:\n{block}{ONE_MORE}"
    return f'format: checkin/1\nid: tiny\nversion: 1.0.0\nlanguages: [en]\ntitle: "Tiny"\n{items}'


def has_row(key: str) -> bool:
    """Whether the page has a row for that key."""
    return f"\n| `{key}` | " in PAGE


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example lab, which asks the page's whole example as the page says."""
    lab = copied(tmp_path_factory.mktemp("authors") / "lab")
    (lab / "questionnaires" / f"{FORM}.yaml").write_text(EXAMPLE, encoding="utf-8")
    text = (lab / "lab.yaml").read_text(encoding="utf-8")
    before, list_of, after = text.partition("    questionnaires:\n")
    asked = "".join(f"      {line}\n" for line in ASKED.splitlines())
    (lab / "lab.yaml").write_text(before + list_of + asked + after, encoding="utf-8")
    return lab


@pytest.fixture(scope="module")
def reading(folder: Path) -> Reading:
    return read_folder(folder)


def example(reading: Reading) -> Questionnaire:
    return reading.drafts[FORM].form


# Everything on the page


@pytest.mark.parametrize("block", FORMS, ids=lambda block: re.sub(r"\W+", "-", block[:30]))
def test_every_snippet_is_read_without_fault_and_fits_the_schema(block: str) -> None:
    source = form_of(block)
    read = read_questionnaire(source, "snippet.yaml", Library())
    assert isinstance(read, Questionnaire), str(read)
    assert JsonSchema(WHOLE).mistakes(as_json(source)) == []


def test_every_type_has_its_heading_its_snippet_and_its_looks() -> None:
    sections = re.split(r"\n### ", PAGE.partition("## The twelve types")[2].partition("\n## ")[0])[1:]
    named = {kind: section for section in sections for kind in re.findall(r"`(\w+)`", section.splitlines()[0])}
    assert set(named) == set(SHAPES) == set(KINDS)
    for kind, section in named.items():
        assert f"type: {kind}" in section
        assert "Telegram: " in section
        assert "Slack: " in section


def test_every_key_of_the_format_is_explained() -> None:
    assert [key for key in WHOLE["properties"] if not has_row(key)] == []
    of_all = {"help", "show_if", *(key for key in SHAPES["yes_no"].has)}
    assert [key for key in sorted(of_all) if not has_row(key)] == []
    others = {key for shape in SHAPES.values() for key in shape.has} - of_all - {"link_text"}
    assert [key for key in sorted(others) if not re.search(rf"\b{key}: ", "".join(BLOCKS))] == []
    assert [role.value for role in Role if f"`{role.value}`" not in PAGE] == []
    assert [region for region in MAPS["spine-7"] if f"`{region}`" not in PAGE] == []


def test_the_limits_are_those_of_the_program() -> None:
    slug, name = (1 + int(WHOLE["$defs"][one]["pattern"][:-2].rpartition(",")[2]) for one in ("slug", "var"))
    title, text = (WHOLE["$defs"][one]["anyOf"][0]["maxLength"] for one in ("title", "text"))
    for row in (
        f"| a file | {MAX_BYTES // 1024} KiB, {MAX_DEPTH} lists and maps inside each other |",
        f"| items, those of instruments too | {MAX_ITEMS} |",
        f"| scores | {MAX_SCORES} |",
        f"| an id of a file | {slug} characters |",
        f"| an id of an item, option or score | {name} characters |",
        f"| a title | {title} characters; Slack shows {TITLE} |",
        f"| a question, or its help | {text} characters |",
        f"| an option | {MAX_LABEL} characters; a button on Telegram shows {BUTTON} |",
        f"| options, or points of a scale | {MAX_BUTTONS} |",
        f"| the name of a point | {MAX_NAME} characters |",
        f"| a unit | {MAX_UNIT} characters |",
        f"| help, names and options under a question | {MAX_BELOW} characters |",
        f"| own words | {MAX_TYPED} characters |",
        f"| a number | {MAX_NUMBER}, with {PLACES} decimal places |",
        f"| a `show_if` | {MAX_LENGTH} characters |",
    ):
        assert row in PAGE


def test_the_line_for_editors_leads_from_a_lab_beside_docs_to_the_schema() -> None:
    lines = set(re.findall(r"^# yaml-language-server: \$schema=(\S+)$", PAGE, re.MULTILINE))
    assert lines == {"../../docs/schema/checkin-1.schema.json"}
    file = DOCS.parent / "my-lab" / "questionnaires" / lines.pop()
    assert file.resolve() == DOCS / "schema" / "checkin-1.schema.json"


# The whole example


def test_the_example_has_what_the_page_promises_of_it(reading: Reading) -> None:
    form = example(reading)
    assert form.languages == (ENGLISH, WELSH)
    assert len(form.items) >= 12
    options = [option for item in form.items for option in item.options]
    assert any(option.open for option in options)
    assert any(option.exclusive for option in options)
    assert {"body_area", "multi_choice"} <= {item.kind for item in form.items}
    assert any(item.instrument for item in form.items)
    assert {str(score.id) for score in form.scores} >= {"strain"}


def test_the_example_has_no_fault_and_no_advice_but_what_the_page_says(reading: Reading) -> None:
    assert str(reading.faults) == ""
    told = {one.check.code for one in advise(reading, TODAY) if FORM in one.file}
    said = PAGE.partition("`labbot check` advises two things about it: ")[2].partition("To ask it")[0]
    assert told == set(re.findall(r"`([a-z-]+)`", said))


@pytest.mark.parametrize("language", [ENGLISH, WELSH])
@pytest.mark.parametrize("steered", BRANCHES, ids="-".join)
def test_the_example_is_answered_to_its_end_on_both_platforms(
    reading: Reading, steered: dict[str, str], language: Language
) -> None:
    form = example(reading)
    for steps in walks(form, showing(reading, language), steered):
        end = steps[-1].turn.conversation
        path = [item.id for item in end.path(form) if item.kind != "statement"]
        assert end.sent
        assert [*record(end, form)] == path
        assert [step.act for step in steps[:-1] if step.act is None] == []
        assert [remark for step in steps for remark in step.remarks] == []


def test_the_ways_that_are_answered_meet_every_item_of_the_example(reading: Reading) -> None:
    form, words = example(reading), showing(reading, ENGLISH)
    met = [steps[-1].turn.conversation.path(form) for one in BRANCHES for steps in walks(form, words, one)]
    assert {item.id for path in met for item in path} == {item.id for item in form.items}
    everything = unbranched(form)
    [steps, _] = walks(everything, words, {})
    assert steps[-1].turn.conversation.path(everything) == everything.items


def walks(form: Questionnaire, showing: Showing, steered: dict[str, str]) -> Iterator[list[Step]]:
    """The steps in a chat, then those on pages."""
    person = Person(says={ItemId(item): said for item, said in steered.items()})
    yield list(in_chat(form, showing, person))
    pages = Showing(words=showing.words, token=TOKEN, card=showing.card, today=TODAY, fits=PAGE_FITS)
    yield list(on_pages(form, pages, person))


def showing(reading: Reading, language: Language) -> Showing:
    assert reading.lab is not None
    words = reading.lab.words[language]
    return Showing(words=words, token=TOKEN, card=RichText.plain("Help"), today=TODAY)


@pytest.mark.parametrize("language", ["en", "cy"])
def test_the_example_is_previewed_on_both_platforms(folder: Path, reading: Reading, language: str) -> None:
    file = folder / "questionnaires" / f"{FORM}.yaml"
    done = CliRunner().invoke(app, ["questionnaire", "preview", str(file), "--all", "--language", language, "--json"])
    assert done.exit_code == 0, done.output
    for transcript in json.loads(done.stdout)["transcripts"]:
        whole = json.dumps(transcript, ensure_ascii=False)
        texts = [item.text.text(Language(language)) for item in example(reading).items]
        assert [text for text in texts if text not in whole] == []
        assert not re.search(r'"refused": "[^"]', whole)
