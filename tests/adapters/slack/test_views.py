"""Pages: whatever the sheet, Slack takes it; whatever is filled in comes back as entries."""

from __future__ import annotations

from typing import Any, assert_never

from hypothesis import given
from hypothesis import strategies as st

from adapters.simulator.slack.blockkit import shown, views
from adapters.simulator.slack.blockkit.blocks import with_ids
from adapters.simulator.slack.blockkit.state import State
from adapters.slack.entries import entries
from adapters.slack.views import HELP, Kept, home, modal, page
from bot.domain.heard import Entry
from bot.domain.message import Choice, Message, Picture
from bot.domain.richtext import RichText
from bot.domain.secret import Secret
from bot.domain.sheet import Field, FieldKind, Sheet
from tests.adapters.fakes import message
from tests.adapters.slack.fakes import BACK, ENGLISH, KEEP, MOOD, SUBMIT, sheet

Json = dict[str, Any]

words = st.text(max_size=40).filter(lambda it: it.strip())
long_words = words.flatmap(lambda it: st.sampled_from([it, it * 3, it * 30, it * 90]))
typed = st.none() | long_words.map(Secret)
options = st.lists(long_words, min_size=1, max_size=250).map(tuple)
pictures = st.none() | st.builds(Picture, name=st.sampled_from(["spine-7", "unknown"]), alt=long_words)
SHOWN = {"spine-7": "F0123456789"}


@st.composite
def bounded(draw: st.DrawFn, numbers: st.SearchStrategy[float]) -> dict[str, Any]:
    """Ends, or one of them, or none, and perhaps a number between them."""
    least, number, most = sorted(draw(st.tuples(numbers, numbers, numbers)))
    ends = {"least": least, "greatest": most}
    words = draw(st.sampled_from([None, Secret(str(number))]))
    return {"words": words, **{name: end for name, end in ends.items() if draw(st.booleans())}}


@st.composite
def held(draw: st.DrawFn, kind: FieldKind) -> dict[str, Any]:
    """What is special to a field of that kind, with something that it may hold already."""
    match kind:
        case FieldKind.READ:
            return {}
        case FieldKind.ONE:
            labels = draw(options)
            return {"options": labels, "chosen": draw(st.sampled_from([(), (0,), (len(labels) - 1,)]))}
        case FieldKind.MANY:
            labels = draw(options)
            most = draw(st.none() | st.integers(1, len(labels)))
            places = st.sets(st.integers(0, len(labels) - 1), max_size=most or 5)
            return {"options": labels, "most": most, "chosen": tuple(sorted(draw(places)))}
        case FieldKind.LINE | FieldKind.LINES:
            return {"words": draw(typed), "max_length": draw(st.none() | st.integers(1, 5000))}
        case FieldKind.WHOLE:
            return draw(bounded(st.integers(-(10**6), 10**6)))
        case FieldKind.DECIMAL:
            return draw(bounded(st.integers(-(10**7), 10**7).map(lambda it: it / 10)))
        case FieldKind.DATE:
            return {"words": draw(st.none() | st.dates().map(lambda it: Secret(it.isoformat())))}
        case FieldKind.TIME:
            return {"words": draw(st.none() | st.times().map(lambda it: Secret(f"{it:%H:%M}")))}
    assert_never(kind)


@st.composite
def fields(draw: st.DrawFn, item: int) -> Field:
    kind = draw(st.sampled_from(FieldKind))
    return Field(
        item=item,
        kind=kind,
        label=draw(long_words),
        help=draw(st.just("") | long_words),
        optional=draw(st.booleans()),
        picture=draw(pictures),
        **draw(held(kind)),
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


def comes_back(field: Field, entry: Entry) -> bool:
    """Whether a text is there again; a long one may have been cut to what Slack takes."""
    if field.kind in (FieldKind.LINE, FieldKind.LINES):
        return (entry.words is None) == (field.words is None)
    return entry.words == field.words


@given(sheets())
def test_slack_takes_every_sheet_and_gives_back_what_was_filled_in_before(asked: Sheet) -> None:
    view = modal(asked, ENGLISH, SHOWN)
    assert not list(views.check(view, kind="modal"))
    found = entries(state_of(view))
    asking = [field for field in asked.fields if field.kind is not FieldKind.READ]
    assert [entry.item for entry in found] == [field.item for field in asking]
    for field, entry in zip(asking, found, strict=True):
        assert entry.places == field.chosen
        assert comes_back(field, entry)
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
