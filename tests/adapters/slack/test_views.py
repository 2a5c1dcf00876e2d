"""Pages: whatever the sheet, Slack takes it; whatever is filled in comes back as entries."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from adapters.simulator.slack.blockkit import shown, views
from adapters.simulator.slack.blockkit.blocks import with_ids
from adapters.simulator.slack.blockkit.state import State
from adapters.slack import limits
from adapters.slack.views import HELP, Kept, acted, entries, home, modal, page
from bot.domain.heard import Entry
from bot.domain.message import Choice, Message
from bot.domain.richtext import RichText
from bot.domain.secret import Secret
from bot.domain.sheet import Field, FieldKind, Sheet
from tests.adapters.fakes import message
from tests.adapters.slack.fakes import BACK, ENGLISH, KEEP, MOOD, NOTE, SUBMIT, sheet

Json = dict[str, Any]

words = st.text(max_size=40).filter(lambda it: it.strip())
long_words = words.flatmap(lambda it: st.sampled_from([it, it * 3, it * 30, it * 90]))


@st.composite
def fields(draw: st.DrawFn, item: int) -> Field:
    kind = draw(st.sampled_from(FieldKind))
    options = tuple(draw(st.lists(long_words, min_size=1, max_size=120))) if kind is FieldKind.ONE else ()
    chosen = draw(st.sampled_from([(), (0,), (len(options) - 1,)])) if options else ()
    typed = draw(st.none() | long_words.map(Secret)) if kind in (FieldKind.LINE, FieldKind.LINES) else None
    return Field(
        item=item,
        kind=kind,
        label=draw(long_words),
        help=draw(st.just("") | long_words),
        options=options,
        chosen=chosen,
        words=typed,
        optional=draw(st.booleans()),
        max_length=draw(st.none() | st.integers(1, 5000)),
    )


@st.composite
def sheets(draw: st.DrawFn) -> Sheet:
    asked = tuple(draw(fields(item)) for item in range(draw(st.integers(0, 4))))
    return Sheet(
        title=draw(st.just("") | long_words),
        opening=RichText.plain(draw(st.just("") | long_words)),
        fields=asked,
        submit=draw(long_words) if asked else "",
        close=draw(long_words),
        data=SUBMIT,
        keep=draw(st.sampled_from(["", KEEP])),
        back=draw(st.none() | st.just(Choice(label="Back", data=BACK))),
        edition=draw(st.integers(0, 10**9 - 1)),
    )


def state_of(view: Json) -> Json:
    """What Slack sends back of a view that nobody has touched."""
    return State.of(with_ids(view["blocks"])).values


@given(sheets())
def test_slack_takes_every_sheet_and_gives_back_what_was_filled_in_before(asked: Sheet) -> None:
    view = modal(asked, ENGLISH)
    assert not list(views.check(view, kind="modal"))
    found = entries(state_of(view))
    asking = [field for field in asked.fields if field.kind is not FieldKind.READ]
    assert [entry.item for entry in found] == [field.item for field in asking]
    for field, entry in zip(asking, found, strict=True):
        assert entry.places == field.chosen
        assert (entry.words is None) == (field.words is None)
    assert Kept.read(view["private_metadata"]).submit == SUBMIT


@given(sheets(), sheets())
def test_no_two_editions_share_a_block(before: Sheet, after: Sheet) -> None:
    if before.edition == after.edition:
        return
    first, second = (with_ids(modal(it, ENGLISH)["blocks"]) for it in (before, after))
    assert not list(views.reused(first, second))


def test_a_page_has_help_on_it_and_back_where_there_is_something_before() -> None:
    def buttons(view: Json) -> list[tuple[str, str]]:
        return [(button.text, button.element["value"]) for button in shown.buttons_of(view["blocks"])]

    assert buttons(modal(sheet(MOOD, back=True), ENGLISH)) == [("Back", BACK), ("Help now", HELP)]
    assert buttons(modal(sheet(), ENGLISH)) == [("Help now", HELP)]


def test_the_last_page_has_nothing_to_hand_in() -> None:
    assert "submit" not in modal(sheet(), ENGLISH)
    assert "submit" in modal(sheet(MOOD), ENGLISH)


def test_choices_are_told_at_once_and_texts_only_with_the_page() -> None:
    view = modal(sheet(MOOD, NOTE), ENGLISH)
    assert [field.dispatches for field in shown.fields_of(view["blocks"], State())] == [True, False]


def test_ten_options_are_buttons_and_more_are_a_menu() -> None:
    def kind(count: int) -> str:
        asked = Field(item=0, kind=FieldKind.ONE, label="q", options=tuple(map(str, range(count))))
        (field,) = shown.fields_of(modal(sheet(asked), ENGLISH)["blocks"], State())
        assert field.options == asked.options
        return field.kind

    assert [kind(10), kind(11), kind(101)] == ["radio_buttons", "static_select", "static_select"]


def test_options_that_are_too_long_are_read_above_and_chosen_by_number() -> None:
    options = ("short", "long " * 30)
    view = modal(sheet(Field(item=0, kind=FieldKind.ONE, label="q", options=options)), ENGLISH)
    assert f"1. short\n2. {'long ' * 30}".strip() in shown.text_of(view["blocks"])
    (field,) = shown.fields_of(view["blocks"], State())
    assert field.options[0] == "1. short"
    assert field.options[1].startswith("2. long long")
    assert len(field.options[1]) <= limits.OPTION_TEXT


def test_a_label_that_is_too_long_is_read_above_its_field() -> None:
    label = "many words " * 300
    view = modal(sheet(Field(item=0, kind=FieldKind.LINE, label=label)), ENGLISH)
    assert "".join(label.split()) in "".join(shown.text_of(view["blocks"]).split())


def test_what_was_typed_before_stands_there_as_it_was() -> None:
    typed = "<!channel> & *me*"
    view = modal(sheet(Field(item=0, kind=FieldKind.LINES, label="q", words=Secret(typed))), ENGLISH)
    (field,) = shown.fields_of(view["blocks"], State.of(with_ids(view["blocks"])))
    assert field.value == typed


def test_messages_can_stand_on_a_page_and_on_the_home() -> None:
    said = (message("one"), message("two", "Yes", "No"))
    view = page(said, ENGLISH)
    assert not list(views.check(view, kind="modal"))
    assert shown.text_of(view["blocks"]) == "one\ntwo"
    assert view["title"]["text"] == ENGLISH.title
    front = home(said[1])
    assert not list(views.check(front, kind="home"))
    assert [button.text for button in shown.buttons_of(front["blocks"])] == ["Yes", "No"]


def test_a_home_that_is_too_long_ends_where_slack_would_refuse_it() -> None:
    rows = tuple((Choice(label=str(at), data="d"),) for at in range(150))
    assert not list(views.check(home(Message(text=RichText.plain("x"), rows=rows)), kind="home"))


def test_only_our_inputs_are_entries() -> None:
    assert entries({"b": {"answer": {"value": "x"}}, "i1": {}, "i1.x": {}}) == ()
    assert entries({"i1.2": {}}) == (Entry(item=1),)
    assert acted({"block_id": "i1.2", "action_id": "other"}) is None
    forged = {"block_id": "i1.2", "action_id": "answer", "selected_option": {"value": "-1"}}
    assert acted(forged) == Entry(item=1)
