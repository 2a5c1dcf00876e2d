"""The pretend person of the preview finds an answer to everything that can be asked, and gets to the end."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.preview.person import Person, fitting, meant
from adapters.preview.rehearsal import in_chat, on_pages, unbranched
from adapters.preview.terminal import wrapped
from bot.domain.answer import AtTime, OnDay, Skipped, Written
from bot.domain.asking import PAGE_FITS
from bot.domain.item import Item
from bot.domain.kind import Asked, Misread
from bot.domain.questions import kind_of
from bot.domain.secret import Secret
from tests.builders import TODAY, a_form, an_item, showing, words
from tests.domain.casefile import Case, every_case

DAYS = st.dates(date(1900, 1, 1), date(2099, 12, 31))
TIMES = st.times().map(lambda at: at.replace(second=0, microsecond=0))


def asked(item: Item, language: str = "en") -> Asked:
    return Asked(item=item, words=words(language), today=TODAY)


@pytest.mark.parametrize("language", ["en", "cy"])
@pytest.mark.parametrize("case", every_case(), ids=lambda case: case.item.kind)
def test_there_is_a_fitting_answer_to_every_kind(case: Case, language: str) -> None:
    one = asked(case.item, language)
    told = kind_of(case.item).tell(one, fitting(one))
    assert bool(told) == (case.item.kind != "statement")


@given(earliest=st.none() | DAYS, latest=st.none() | DAYS)
def test_there_is_a_fitting_day_between_any_two(earliest: date | None, latest: date | None) -> None:
    if earliest and latest and earliest > latest:
        earliest, latest = latest, earliest
    found = fitting(asked(replace(an_item("date"), earliest=earliest, latest=latest)))
    assert isinstance(found, OnDay)
    assert (earliest or date.min) <= found.day <= (latest or date.max)


@given(opens=st.none() | TIMES, closes=st.none() | TIMES)
def test_there_is_a_fitting_time_between_any_two(opens: time | None, closes: time | None) -> None:
    if opens and closes and opens > closes:
        opens, closes = closes, opens
    found = fitting(asked(replace(an_item("time"), opens=opens, closes=closes)))
    assert isinstance(found, AtTime)
    assert (opens or time.min) <= found.time <= (closes or time.max)


def test_a_day_that_must_be_past_is_found_however_early_it_must_be() -> None:
    long_ago = TODAY - timedelta(days=9000)
    assert fitting(asked(replace(an_item("date"), latest=long_ago, past=True))) == OnDay(long_ago)


def test_what_is_meant_is_the_whole_answer_also_where_it_could_go_on() -> None:
    more = an_item("long_text", max_length=20)
    assert meant(asked(more), "All well") == Written(Secret("All well"))
    assert isinstance(meant(asked(more), "x" * 21), Misread)


def test_a_check_in_ends_with_what_was_said_and_passed_over() -> None:
    cases = [replace(case.item, required=False, show_if=None) for case in every_case()]
    form = a_form(*{item.id: item for item in cases}.values())
    asked_for = [item for item in form.items if item.kind != "statement"]
    skips = frozenset(item.id for item in asked_for[::2])
    for steps in (
        list(in_chat(form, showing(), Person(skips=skips))),
        list(on_pages(form, replace(showing(), fits=PAGE_FITS), Person(skips=skips))),
    ):
        end = steps[-1].turn.conversation
        assert end.sent
        assert {item for item, answer in end.answers if answer == Skipped()} == skips


def test_without_branches_every_item_is_asked_and_pages_are_cut_as_before() -> None:
    form = a_form(
        an_item("yes_no", "a"),
        an_item("yes_no", "b", show_if="a == 'no'"),
        an_item("yes_no", "c", show_if="a == 'yes' and answered(b)"),
    )
    whole = unbranched(form)
    cut, before = ([[item.id for item in page] for page in one.pages(8)] for one in (whole, form))
    assert whole.path({}) == whole.items
    assert cut == before
    assert len(before) == 3


@given(text=st.text(max_size=300), width=st.integers(40, 120))
def test_no_wrapped_line_is_longer_than_it_may_be(text: str, width: int) -> None:
    lines = list(wrapped(text, width, "> ", "  "))
    assert [line for line in lines if len(line) > width or not line.isprintable()] == []
