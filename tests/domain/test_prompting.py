"""What the clock does about one asking: each step once, in order, and nothing late."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.occasion import Occasion, OccasionState
from bot.domain.prompting import Due, Step, due
from tests.builders import a_key, a_person_id, an_asking

ASKED = datetime(2026, 11, 25, 12, 30, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
ASKING = an_asking(days=2, reminders=(DAY,))
CLOSES = datetime(2026, 12, 2, 2, 0, tzinfo=UTC)
S = OccasionState


def occasion(state: OccasionState, asked_at: datetime | None = ASKED) -> Occasion:
    return Occasion(
        key=a_key(), person=a_person_id(1), version="1.0.0", state=state, size=1024, asked_at=asked_at, due=asked_at
    )


@pytest.mark.parametrize(
    ("state", "after", "step", "again"),
    [
        (S.PLANNED, -HOUR, Step.NOTHING, timedelta(0)),
        (S.PLANNED, timedelta(0), Step.PROMPT, DAY),
        (S.PLANNED, 30 * HOUR, Step.PROMPT, 2 * DAY),
        (S.PLANNED, 2 * DAY, Step.EXPIRE, None),
        (S.SENT, DAY, Step.REMIND, 2 * DAY),
        (S.SENT, 2 * DAY, Step.EXPIRE, None),
        (S.STARTED, timedelta(0), Step.NOTHING, DAY),
        (S.STARTED, DAY, Step.REMIND, 2 * DAY),
        (S.STARTED, 2 * DAY, Step.WARN, 2 * DAY + 2 * HOUR),
        (S.STARTED, 2 * DAY + 2 * HOUR, Step.EXPIRE, None),
        (S.UNDELIVERABLE, DAY, Step.NOTHING, 2 * DAY),
        (S.UNDELIVERABLE, 2 * DAY, Step.EXPIRE, None),
        (S.DONE, DAY, Step.NOTHING, None),
        (S.BAD_DAY, DAY, Step.NOTHING, None),
        (S.PAUSED, DAY, Step.NOTHING, None),
        (S.EXPIRED, DAY, Step.NOTHING, None),
    ],
)
def test_what_is_due(state: OccasionState, after: timedelta, step: Step, again: timedelta | None) -> None:
    found = due(occasion(state), ASKING, CLOSES, ASKED + after)
    assert found.step is step
    assert found.again == (None if again is None else ASKED + again)


def test_what_nobody_is_asked_by_the_clock_is_never_due() -> None:
    assert due(occasion(S.PLANNED, None), ASKING, CLOSES, ASKED).again is None


def test_in_a_wave_that_closes_sooner_the_window_ends_with_it_and_the_grace_still_fits() -> None:
    closes = ASKED + 10 * HOUR
    assert due(occasion(S.SENT), ASKING, closes, ASKED + 8 * HOUR).step is Step.EXPIRE
    assert due(occasion(S.STARTED), ASKING, closes, ASKED + 8 * HOUR) == Due(step=Step.WARN, again=closes)
    assert due(occasion(S.STARTED), ASKING, closes, closes).step is Step.EXPIRE


@given(st.lists(st.integers(1, 47), max_size=3, unique=True), st.lists(st.integers(0, 60), max_size=30))
def test_a_beat_at_whatever_moments_prompts_once_reminds_at_most_as_often_as_the_lab_says_and_ends(
    reminders: list[int], beats: list[int]
) -> None:
    asking = an_asking(days=2, reminders=tuple(HOUR * hours for hours in sorted(reminders)))
    at = occasion(S.PLANNED)
    steps: list[Step] = []
    for hour in sorted(beats):
        now = ASKED + hour * HOUR
        if at.due is None or now < at.due:
            continue
        found = due(at, asking, CLOSES, now)
        steps.append(found.step)
        states = {Step.PROMPT: S.SENT, Step.EXPIRE: S.EXPIRED}
        at = replace(at, state=states.get(found.step, at.state), due=found.again)
        assert at.due is None or at.due > now, "a step that is due again at once would be taken for ever"
    assert steps.count(Step.PROMPT) <= 1
    assert steps.count(Step.REMIND) <= len(reminders)
    if beats and max(beats) >= 48:
        assert at.state is S.EXPIRED
