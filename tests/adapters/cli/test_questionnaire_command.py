"""``labbot questionnaire preview``: a check-in as people will meet it, for its author."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from adapters.cli.commands import app
from adapters.deployment import NotStarted
from adapters.lab import EXAMPLE, read_lab
from bot.domain.ids import FormId
from bot.domain.lab import Lab
from bot.domain.words import Localised
from tests.adapters.lab.forms import SHIPPED
from tests.adapters.lab.spoiling import change, copied, line_of

Preview = Callable[..., Result]
EVERY_KIND = Path(__file__).parents[2] / "every-kind.yaml"
LANGUAGES = ("en", "cy")


@pytest.fixture
def lab(tmp_path: Path) -> Path:
    """A copy of the example lab that a test may change."""
    return copied(tmp_path / "lab")


@pytest.fixture
def preview(lab: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Preview:
    """Runs ``labbot questionnaire preview`` with that lab, in a folder of its own, 80 columns wide."""
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    monkeypatch.setenv("LAB_DIR", str(lab))
    monkeypatch.setenv("COLUMNS", "80")
    return lambda *words: CliRunner().invoke(app, ["questionnaire", "preview", *map(str, words)])


def shown(done: Result) -> str:
    """What was printed, as one line: where it was wrapped does not matter."""
    assert done.exit_code == 0, done.output
    return " ".join(re.sub(r"(?m)^ *\|", "", done.stdout).split())


def scenes(done: Result, platform: str) -> list[dict[str, Any]]:
    """The scenes of one platform, out of the JSON."""
    assert done.exit_code == 0, done.output
    return next(one["scenes"] for one in json.loads(done.stdout)["transcripts"] if one["platform"] == platform)


def does(done: Result, platform: str = "telegram") -> list[str]:
    return [act for scene in scenes(done, platform) for act in scene["does"]]


def example() -> Lab:
    found = read_lab(EXAMPLE)
    assert isinstance(found, Lab)
    return found


def in_order(whole: str, *parts: str) -> bool:
    """Whether all parts are there, one after the other."""
    return re.search(".*".join(map(re.escape, parts)), whole) is not None


# What is shown


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("form", ["weekly-checkin", "monthly-checkin"])
def test_every_question_on_the_way_is_shown_on_both_platforms_up_to_the_thanks(
    preview: Preview, form: str, language: str
) -> None:
    lab, all_of_it = example(), shown(preview(form, "--language", language, "--all"))
    words = next(words for tag, words in lab.words.items() if tag == language)

    def said(text: Localised) -> str:
        return " ".join(text.text(words.language).split())

    chat, pages = all_of_it.split("Slack, on pages")
    for side in (chat, pages):
        questions = [said(item.text) for item in lab.forms[FormId(form)].items]
        assert in_order(side, *questions, words.say("checkin.check"), *questions[1:], words.say("checkin.thanks"))


@pytest.mark.parametrize("platform", ["telegram", "slack", "both"])
@pytest.mark.parametrize("form", [*(path.stem for path in SHIPPED), str(EVERY_KIND)])
def test_no_line_is_longer_than_the_terminal_and_none_has_a_colour(preview: Preview, form: str, platform: str) -> None:
    for language in LANGUAGES:
        done = preview(form, "--all", "--platform", platform, "--language", language)
        assert done.exit_code == 0, done.output
        lines = done.stdout.splitlines()
        assert [line for line in lines if len(line) > 80 or line != line.rstrip() or not line.isprintable()] == []


def test_a_chat_has_its_buttons_in_rows_and_tells_how_far_one_is(preview: Preview) -> None:
    done = preview("weekly-checkin", "--platform", "telegram")
    assert (
        "    [0]  [1]  [2]  [3]  [4]  [5]\n    [6]  [7]  [8]  [9]  [10]\n    [Back]  [Skip]  [Later]\n" in done.stdout
    )
    assert in_order(shown(done), "taps [Start]", "1 of 5", "taps [0]", "2 of 5", "taps [Yes]", "3 of 6", "taps [Send]")
    assert "Slack" not in done.stdout


def test_a_page_says_in_plain_words_what_each_field_takes(preview: Preview) -> None:
    pages = scenes(preview(EVERY_KIND, "--json"), "slack")
    boxes = {box["item"]: box for scene in pages for box in scene["page"]["boxes"]}
    assert {item: box["kind"] for item, box in boxes.items()} == {
        "intro": "",
        "sleep": "choose one",
        "helped": "tick any, at most 2",
        "pain": "choose one from a list",
        "kept_from": "choose one",
        "days_off": "choose one",
        "moved": "whole number, 0 to 600",
        "slept": "number, 0 to 24",
        "seen": "date",
        "bedtime": "time",
        "worst": "tick any, at most 3",
        "county": "choose one from a list",
        "tried": "tick any from a list, at most 2",
        "hope": "one line, at most 60 characters",
        "anything": "several lines, at most 300 characters",
    }
    assert boxes["helped"]["options"] == ["Walking", "Stretching", "Heat", "Nothing helped"]
    assert "Choose up to 2." in boxes["helped"]["hint"]
    assert "seen from behind" in boxes["worst"]["picture"]
    assert pages[0]["page"]["buttons"] == ["Next", "Later", "Help"]
    assert "Back" in pages[1]["page"]["buttons"]


def test_a_caption_that_is_too_long_stands_below_its_picture(preview: Preview, tmp_path: Path) -> None:
    said = "Think of the whole of last week. " * 30
    where = f'{{id: where, type: body_area, map: spine-7, text: "Where?", help: "{said}"}}'
    [picture, below] = _first_question(preview, tmp_path, where)
    assert (picture["text"], picture["buttons"]) == (picture["picture"], [])
    assert "Where?" in below["text"]
    assert below["picture"] == ""
    assert below["buttons"]
    [together] = _first_question(preview, tmp_path, where.replace(said, "Think."))
    assert together["picture"]
    assert together["buttons"]


def _first_question(preview: Preview, folder: Path, item: str) -> list[dict[str, Any]]:
    file = folder / "tiny.yaml"
    file.write_text(TINY + f"  - {item}\n", encoding="utf-8")
    messages: list[dict[str, Any]] = scenes(preview(file, "--json"), "telegram")[1]["messages"]
    return messages


def test_a_title_that_slack_cuts_is_shown_cut(preview: Preview, lab: Path) -> None:
    file = lab / "questionnaires" / "weekly-checkin.yaml"
    change(file, '"Weekly check-in"', '"A weekly check-in of some length"')
    assert "--- A weekly check-in of so… ---" in preview("weekly-checkin").stdout


def test_the_support_card_follows_its_question_whatever_is_answered(preview: Preview) -> None:
    for how in ((), ("--answer", "mood=skip")):
        done = shown(preview("weekly-checkin", *how))
        assert done.count("Where you can find help") == 2
        assert done.count("Samaritans: Call 116 123") == 8


def test_scores_and_bands_are_never_shown(preview: Preview) -> None:
    done = shown(preview("monthly-checkin", *_all_worst()))
    assert "Nearly every day" in done
    assert not re.search("severe|moderate|score|phq4_anxiety", done, re.IGNORECASE)


def _all_worst() -> list[str]:
    return [word for n in range(1, 5) for word in ("--answer", f"phq4_q{n}=nearly every day")]


@pytest.mark.parametrize(("language", "told"), [("en", 0), ("cy", 14)])
def test_a_text_in_another_language_is_noted_where_it_stands(preview: Preview, language: str, told: int) -> None:
    done = preview("monthly-checkin", "--language", language)
    assert len(re.findall(r"^\((peg|phq4)_q\d has texts that are shown in 'en'\)$", done.stdout, re.MULTILINE)) == told
    assert f"shown in '{language}'" in done.stdout.splitlines()[0]


# Which way is taken


def test_an_answer_takes_another_branch_and_is_told_back(preview: Preview) -> None:
    plain, steered = preview("weekly-checkin", "--answer", "kept_from=no"), ("--answer", "kept_from=no")
    assert "What helped most" not in plain.stdout
    done = preview("weekly-checkin", *steered, "--answer", "pain=7", "--answer", "helped=2")
    assert in_order(shown(done), 'types "7"', "What helped most", 'types "2"', "Resting", "kept_from: No")
    assert "(helped is asked when pain >= 4 or kept_from == 'yes')" in done.stdout


def test_an_answer_that_does_not_fit_is_met_kindly_and_the_check_in_goes_on(preview: Preview) -> None:
    done = preview("weekly-checkin", "--answer", "pain=lots", "--json")
    told = "Please tap a button, or type a whole number from 0 to 10."
    chat = scenes(done, "telegram")
    assert [scene["messages"][0]["text"].startswith(told) for scene in chat if scene["item"] == "pain"] == [False, True]
    assert does(done)[2:4] == ['types "lots"', "taps [0]"]
    assert [f"is told: pain: {told}", "pain: 0"] == does(done, "slack")[:2]


def test_several_answers_and_long_texts_are_put_together_until_done(preview: Preview) -> None:
    done = preview(EVERY_KIND, "--answer", "helped=walking, heat", "--answer", "anything=All well", "--json")
    assert 'types "walking, heat"' in does(done)
    assert does(done)[-3:] == ['types "All well"', "taps [Done]", "taps [Send]"]
    assert "helped: Walking, Heat" in does(done, "slack")
    assert "anything: All well" in does(done, "slack")


def test_what_cannot_be_passed_over_says_so(preview: Preview, lab: Path) -> None:
    change(lab / "questionnaires" / "weekly-checkin.yaml", "  - id: sleep\n", "  - id: sleep\n    required: true\n")
    done = preview("weekly-checkin", "--answer", "sleep=skip", "--answer", "mood=skip")
    assert shown(done).count("We need an answer to this one before we go on.") == 2
    assert "> mood: (left empty)" in done.stdout.splitlines()
    assert "(choose one, needed)" in done.stdout


def test_an_answer_to_what_is_not_asked_on_this_way_is_said_to_be_unused(preview: Preview) -> None:
    done = preview("weekly-checkin", "--answer", "kept_from=no", "--answer", "helped=Resting")
    assert done.stdout.count("Not asked on this way: helped.") == 2


def test_with_all_every_item_is_shown_once_on_the_page_on_which_it_stands(preview: Preview) -> None:
    form = example().forms[FormId("pdsa-log")]
    done = preview("pdsa-log", "--all", "--json")
    assert [scene["item"] for scene in scenes(done, "telegram")[1:-2]] == [
        *("stage", "began", "people", "as_hoped", "learned", "learned")
    ]
    pages = [[box["item"] for box in scene["page"]["boxes"]] for scene in scenes(done, "slack")]
    assert pages[:-2] == [[item.id for item in page] for page in form.pages(8)]
    assert "as if each show_if were true" in shown(preview("pdsa-log", "--all"))


def test_the_shorter_one_asks_what_matters_most(preview: Preview) -> None:
    done = preview("weekly-checkin", "--shorter", "--json")
    assert [scene["item"] for scene in scenes(done, "telegram")] == ["", "mood", "", ""]
    assert does(done)[0] == "taps [Shorter today]"
    refused = preview(EVERY_KIND, "--shorter")
    assert isinstance(refused.exception, NotStarted)
    assert "core: true" in str(refused.exception)


# What is refused


def test_a_faulty_file_is_told_with_its_lines_and_nothing_is_shown(preview: Preview, lab: Path) -> None:
    file = lab / "questionnaires" / "weekly-checkin.yaml"
    change(file, "pain >= 4", "pian >= 4")
    change(file, "max: 10", "max: ten")
    source = file.read_text(encoding="utf-8")
    lines = [line_of(source, part) for part in ("max: ten", "show_if: ")]
    for name, called in (("weekly-checkin", "questionnaires/weekly-checkin.yaml"), (file, str(file))):
        done = preview(name)
        assert (done.exit_code, done.stdout) == (1, "")
        assert [told.split(": ")[0] for told in done.stderr.splitlines()] == [f"{called}:{line}" for line in lines]


def test_a_fault_of_another_questionnaire_does_not_matter_and_one_of_the_lab_does(preview: Preview, lab: Path) -> None:
    change(lab / "questionnaires" / "monthly-checkin.yaml", "max: 24", "max: day")
    assert preview("weekly-checkin").exit_code == 0
    change(lab / "lab.yaml", "age: 18", "age: 12")
    done = preview("weekly-checkin")
    assert (done.exit_code, done.stdout) == (1, "")
    assert "lab.yaml:" in done.stderr


def test_a_draft_is_shown_also_where_a_study_asks_it_already(preview: Preview, lab: Path) -> None:
    change(lab / "questionnaires" / "weekly-checkin.yaml", "status: active", "status: draft")
    assert preview("weekly-checkin").exit_code == 0


def test_a_file_that_is_not_there_is_told(preview: Preview) -> None:
    done = preview("nowhere.yaml")
    assert (done.exit_code, done.stdout) == (1, "")
    assert "nowhere.yaml:1: the file cannot be read" in done.stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("nothing",), "questionnaires are: event-feedback, monthly-checkin, open-survey"),
        (("weekly-checkin", "--answer", "pian=7"), "items are: intro, pain, kept_from"),
        (("weekly-checkin", "--language", "fr"), "its languages are: en, cy"),
    ],
)
def test_what_is_not_known_is_refused_with_what_there_is(preview: Preview, words: tuple[str, ...], said: str) -> None:
    done = preview(*words)
    assert isinstance(done.exception, NotStarted)
    assert said in str(done.exception)
    assert done.stdout == ""


def test_an_answer_without_a_sign_of_equality_is_wrong_usage(preview: Preview) -> None:
    assert preview("weekly-checkin", "--answer", "pain").exit_code == 2


def test_it_needs_no_database_and_leaves_nothing_behind(preview: Preview, tmp_path: Path) -> None:
    assert preview("weekly-checkin").exit_code == 0
    assert list((tmp_path / "here").iterdir()) == []


def test_a_draft_outside_any_lab_is_shown_with_the_sentences_of_the_configured_one(
    preview: Preview, tmp_path: Path
) -> None:
    file = tmp_path / "tiny.yaml"
    file.write_text(TINY + '  - {id: better, type: yes_no, text: "Are you better?"}\n', encoding="utf-8")
    assert in_order(shown(preview(file)), "tiny 0.1.0", "Are you better?", "[Yes] [No]")


def test_the_json_says_what_was_shown(preview: Preview) -> None:
    told = json.loads(preview("weekly-checkin", "--language", "cy", "--json").stdout)
    assert {name: told[name] for name in ("form", "version", "language")} == {
        "form": "weekly-checkin",
        "version": "1.0.0",
        "language": "cy",
    }
    assert [one["platform"] for one in told["transcripts"]] == ["telegram", "slack"]
    keys = {frozenset(scene) for one in told["transcripts"] for scene in one["scenes"]}
    assert keys == {frozenset({"item", "messages", "page", "notes", "does"})}


TINY = """\
format: checkin/1
id: tiny
version: 0.1.0
status: draft
languages: [en]
title: "Tiny"
items:
"""
