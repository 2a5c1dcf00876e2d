"""Fields as Slack draws them: which element, within which limits, holding what, and what is read beside it."""

from __future__ import annotations

from typing import Any

import pytest

from adapters.simulator.slack.blockkit import shown, views
from adapters.simulator.slack.blockkit.blocks import with_ids
from adapters.simulator.slack.blockkit.state import State
from adapters.slack import limits
from adapters.slack.views import modal
from bot.domain.message import Picture
from bot.domain.secret import Secret
from bot.domain.sheet import Field, FieldKind
from tests.adapters.slack.fakes import ENGLISH, MOOD, NOTE, sheet

Json = dict[str, Any]


def field(kind: FieldKind, **more: object) -> Field:
    return Field(**{"item": 0, "kind": kind, "label": "q", **more})  # type: ignore[arg-type]  # any property by its name


def blocks_of(asked: Field, drawn: dict[str, str] | None = None) -> list[Json]:
    """The blocks of one field, on a page that Slack takes."""
    view = modal(sheet(asked), ENGLISH, drawn or {})
    assert not list(views.check(view, kind="modal"))
    blocks: list[Json] = view["blocks"][1:-1]
    return blocks


def element(asked: Field) -> Json:
    found: Json = blocks_of(asked)[-1]["element"]
    return {name: value for name, value in found.items() if name not in ("action_id", "options", "option_groups")}


def as_seen(asked: Field) -> shown.Field:
    """The field as somebody sees it who has not touched it."""
    named = with_ids(blocks_of(asked))
    return shown.fields_of(named, State.of(named))[0]


def numbers(count: int) -> tuple[str, ...]:
    return tuple(map(str, range(count)))


def test_choices_are_told_at_once_and_texts_and_numbers_only_with_the_page() -> None:
    kinds = [kind for kind in FieldKind if kind is not FieldKind.READ]
    asked = [field(kind, item=at, options=("a", "b")) for at, kind in enumerate(kinds)]
    told = [it.dispatches for it in shown.fields_of(with_ids(modal(sheet(*asked), ENGLISH)["blocks"]), State())]
    at_once = {FieldKind.ONE, FieldKind.MANY, FieldKind.DATE, FieldKind.TIME}
    assert dict(zip(kinds, told, strict=True)) == {kind: kind in at_once for kind in kinds}


def test_nothing_is_told_at_once_on_a_page_that_keeps_nothing() -> None:
    view = modal(sheet(MOOD, NOTE, keep=""), ENGLISH)
    assert not any(it.dispatches for it in shown.fields_of(with_ids(view["blocks"]), State()))


@pytest.mark.parametrize(
    ("kind", "few", "many"),
    [
        (FieldKind.ONE, "radio_buttons", "static_select"),
        (FieldKind.MANY, "checkboxes", "multi_static_select"),
    ],
)
def test_ten_options_all_stand_there_and_more_are_a_menu(kind: FieldKind, few: str, many: str) -> None:
    for count, expected in ((1, few), (10, few), (11, many), (100, many), (101, many), (250, many)):
        it = as_seen(field(kind, options=numbers(count)))
        assert (it.kind, it.options) == (expected, numbers(count))


def test_more_than_a_hundred_options_stand_in_groups_that_say_which_they_hold() -> None:
    (block,) = blocks_of(field(FieldKind.MANY, options=numbers(250), chosen=(0, 249)))
    groups = block["element"]["option_groups"]
    assert [group["label"]["text"] for group in groups] == ["1–100", "101–200", "201–250"]
    assert [len(group["options"]) for group in groups] == [100, 100, 50]
    assert as_seen(field(FieldKind.MANY, options=numbers(250), chosen=(0, 249))).value == ("0", "249")


def test_only_a_menu_can_hold_people_to_a_most() -> None:
    assert "max_selected_items" not in element(field(FieldKind.MANY, options=numbers(10), most=3))
    assert element(field(FieldKind.MANY, options=numbers(11), most=3))["max_selected_items"] == 3
    assert "max_selected_items" not in element(field(FieldKind.MANY, options=numbers(11)))


def test_what_was_ticked_before_is_ticked_and_nothing_else() -> None:
    assert as_seen(field(FieldKind.MANY, options=("a", "b", "c"), chosen=(0, 2))).value == ("a", "c")
    assert as_seen(field(FieldKind.MANY, options=("a", "b", "c"))).value == ()
    assert as_seen(field(FieldKind.MANY, options=("a", "b", "c"), chosen=(3,))).value == ()


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        (
            field(FieldKind.WHOLE, least=0, greatest=100, words=Secret("7")),
            {"is_decimal_allowed": False, "min_value": "0", "max_value": "100", "initial_value": "7"},
        ),
        (
            field(FieldKind.DECIMAL, least=0.5, greatest=300.0, words=Secret("72.5")),
            {"is_decimal_allowed": True, "min_value": "0.5", "max_value": "300", "initial_value": "72.5"},
        ),
        (
            field(FieldKind.DECIMAL, least=0.00001, greatest=1e21),
            {"is_decimal_allowed": True, "min_value": "0.00001", "max_value": "1000000000000000000000"},
        ),
        (field(FieldKind.WHOLE), {"is_decimal_allowed": False}),
        (field(FieldKind.WHOLE, words=Secret("7.5")), {"is_decimal_allowed": False}),
        (field(FieldKind.DECIMAL, words=Secret("many")), {"is_decimal_allowed": True}),
        (field(FieldKind.DECIMAL, words=Secret("7,5")), {"is_decimal_allowed": True}),
    ],
)
def test_a_number_has_its_ends_as_plain_texts_and_holds_numbers_only(asked: Field, expected: Json) -> None:
    assert element(asked) == {"type": "number_input", **expected}


@pytest.mark.parametrize(
    ("kind", "words", "expected"),
    [
        (FieldKind.DATE, "2026-11-25", {"type": "datepicker", "initial_date": "2026-11-25"}),
        (FieldKind.DATE, "25 November", {"type": "datepicker"}),
        (FieldKind.TIME, "19:30", {"type": "timepicker", "initial_time": "19:30"}),
        (FieldKind.TIME, "19:30:59", {"type": "timepicker", "initial_time": "19:30"}),
        (FieldKind.TIME, "half past seven", {"type": "timepicker"}),
    ],
)
def test_a_day_or_a_time_that_is_held_is_picked_and_no_other_words(kind: FieldKind, words: str, expected: Json) -> None:
    assert element(field(kind, words=Secret(words))) == expected


def test_a_line_is_one_line_and_lines_are_many() -> None:
    assert element(field(FieldKind.LINE, max_length=80)) == {
        "type": "plain_text_input", "multiline": False, "max_length": 80,
    }  # fmt: skip
    assert element(field(FieldKind.LINES))["multiline"] is True


def test_what_was_typed_before_stands_there_as_it_was() -> None:
    typed = "<!channel> & *me*"
    assert as_seen(field(FieldKind.LINES, words=Secret(typed))).value == typed


@pytest.mark.parametrize("kind", [FieldKind.ONE, FieldKind.MANY])
def test_options_that_are_too_long_are_read_above_and_chosen_by_number(kind: FieldKind) -> None:
    asked = field(kind, options=("short", "long " * 30))
    assert f"1. short\n2. {'long ' * 30}".strip() in shown.text_of(blocks_of(asked))
    first, second = as_seen(asked).options
    assert first == "1. short"
    assert second.startswith("2. long long")
    assert len(second) <= limits.OPTION_TEXT


def test_a_label_and_a_hint_that_are_too_long_are_read_above_their_field() -> None:
    label, hint = "many words " * 300, "more words " * 300
    read = "".join(shown.text_of(blocks_of(field(FieldKind.LINE, label=label, help=hint))).split())
    assert "".join(label.split()) in read
    assert "".join(hint.split()) in read


def test_the_label_names_the_field_and_the_hint_says_how_to_answer_it() -> None:
    it = as_seen(field(FieldKind.WHOLE, label="Hours of sleep", help="A whole number, 0 to 24"))
    assert (it.label, it.hint) == ("Hours of sleep", "A whole number, 0 to 24")


def test_a_picture_stands_above_its_field_with_its_words() -> None:
    asked = field(FieldKind.MANY, options=("1. Neck", "2. Back"), picture=Picture(name="spine-7", alt="A back"))
    picture, question = blocks_of(asked, {"spine-7": "F0123456789"})
    assert picture == {"type": "image", "slack_file": {"id": "F0123456789"}, "alt_text": "A back"}
    assert question["type"] == "input"


def test_a_picture_that_cannot_be_shown_is_told_in_words() -> None:
    words, question = blocks_of(field(FieldKind.LINE, picture=Picture(name="spine-7", alt="A back")))
    assert shown.text_of([words]) == "A back"
    assert question["type"] == "input"
