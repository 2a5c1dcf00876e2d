"""The pace, on a clock of its own, with Telegram's numbers: limits, order, holds."""

from __future__ import annotations

import asyncio
import itertools
from collections import defaultdict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.pace import Gate, Pace, Rank, Ticket
from adapters.telegram.pace import PaceSettings

SETTINGS = PaceSettings()
arrivals = st.lists(
    st.tuples(
        st.floats(0, 6),
        st.sampled_from(["1", "2", "3", "-4", None]),
        st.sampled_from(Rank),
        st.booleans(),
    ),
    max_size=120,
)
holds = st.lists(st.tuples(st.floats(0, 8), st.sampled_from(["1", "2", "-4", None]), st.floats(0.1, 5)), max_size=4)


def play(
    gate: Gate,
    coming: list[tuple[float, str | None, Rank, bool]],
    held: list[tuple[float, str | None, float]] | None = None,
    *,
    lasts: float = 0.05,
) -> list[tuple[float, Ticket]]:
    """Let tickets come and holds be ordered at their times; each call lasts `lasts` seconds. Gives when each went."""
    order = itertools.count()
    agenda: list[tuple[float, int, Ticket | tuple[str | None, float]]] = [
        (at, next(order), Ticket(chat, rank, counts)) for at, chat, rank, counts in coming
    ]
    agenda += [(at, next(order), (chat, seconds)) for at, chat, seconds in held or ()]
    agenda.sort(key=lambda it: it[:2])
    went: list[tuple[float, Ticket]] = []
    ends: list[float] = []
    now, again = 0.0, None
    for _ in range(20_000):
        times = [agenda[0][0]] if agenda else []
        times += [min(ends)] if ends else []
        times += [again] if again is not None else []
        if not times:
            return went
        now = max(now, min(times))
        while agenda and agenda[0][0] <= now:
            what = agenda.pop(0)[2]
            if isinstance(what, Ticket):
                gate.add(what)
            else:
                gate.hold(*what, now)
        for end in [it for it in ends if it <= now]:
            ends.remove(end)
            gate.done()
        going, again = gate.due(now)
        went += [(now, ticket) for ticket in going]
        ends += [now + lasts for _ in going]
        assert gate.in_flight == len(ends) <= gate.settings.in_flight
    raise AssertionError("the gate asks again and again and lets nobody go")


def most_within(times: list[float], seconds: float) -> int:
    return max((sum(1 for it in times if start <= it < start + seconds) for start in times), default=0)


@given(arrivals, holds)
def test_everybody_goes_once_and_no_limit_is_passed(
    coming: list[tuple[float, str | None, Rank, bool]], held: list[tuple[float, str | None, float]]
) -> None:
    went = play(Gate(SETTINGS), coming, held)
    assert len(went) == len(coming)
    assert len({id(ticket) for _, ticket in went}) == len(coming)
    counted = [(at, ticket.chat) for at, ticket in went if ticket.counts]
    assert most_within([at for at, _ in counted], 1.0) <= 30
    chats = defaultdict(list)
    for at, chat in counted:
        chats[chat].append(at)
    for chat, times in chats.items():
        if chat == "-4":
            assert most_within(times, 60.0) <= 20
        elif chat is not None:
            for seconds in (1, 2, 5):
                assert most_within(times, seconds) <= 5 + seconds


@given(arrivals, holds)
def test_nothing_goes_during_a_hold_whatever_else_succeeds(
    coming: list[tuple[float, str | None, Rank, bool]], held: list[tuple[float, str | None, float]]
) -> None:
    for at, ticket in play(Gate(SETTINGS), coming, held):
        for begins, chat, seconds in held:
            if chat is None or chat == ticket.chat:
                assert not begins < at < begins + seconds - 1e-6


@given(arrivals)
def test_within_a_chat_and_a_rank_the_order_is_kept(coming: list[tuple[float, str | None, Rank, bool]]) -> None:
    tickets = sorted(coming, key=lambda it: it[0])
    went = [ticket for _, ticket in play(Gate(SETTINGS), tickets)]
    for chat in ("1", "-4"):
        for rank in Rank:
            here = [it.counts for it in went if it.chat == chat and it.rank is rank]
            assert here == [counts for _, name, its, counts in tickets if name == chat and its is rank]


def test_replies_overtake_a_broadcast_that_waits() -> None:
    broadcast = [(0.0, str(chat), Rank.QUEUED, True) for chat in range(1, 201)]
    went = play(Gate(SETTINGS), [*broadcast, (1.0, "999", Rank.REPLY, True)])
    at = next(at for at, ticket in went if ticket.rank is Rank.REPLY)
    assert at <= 1.0 + 1 / SETTINGS.per_second
    assert went[-1][0] == pytest.approx(201 / SETTINGS.per_second, rel=0.05)


def test_the_whole_rate_is_used_while_there_is_work() -> None:
    went = play(Gate(SETTINGS), [(0.0, str(chat), Rank.QUEUED, True) for chat in range(1, 501)])
    assert 500 / went[-1][0] >= 0.99 * SETTINGS.per_second


def test_a_burst_of_five_goes_at_once_then_one_a_second() -> None:
    went = [at for at, _ in play(Gate(SETTINGS), [(0.0, "1", Rank.REPLY, True)] * 8)]
    assert went[:4] == [0.0] * 4
    assert went[4] < 0.1
    assert [round(later - earlier, 2) for earlier, later in itertools.pairwise(went[5:])] == [1.05, 1.05]


def test_acknowledgements_take_no_message_from_anybody() -> None:
    went = play(Gate(SETTINGS), [(0.0, None, Rank.NOW, False)] * 60, lasts=0.0)
    assert went[-1][0] == 0.0


def test_a_429_of_a_second_chat_means_the_bot() -> None:
    gate = Gate(SETTINGS)
    assert gate.hold("1", 10, 0.0) is False
    assert gate.held_for("2", 1.0) == 0.0
    assert gate.hold("2", 5, 1.0) is True
    assert gate.held_for("3", 1.0) == 5.0
    assert gate.held_for("1", 1.0) == 9.0


def test_a_429_of_the_same_chat_again_holds_that_chat_only() -> None:
    gate = Gate(SETTINGS)
    gate.hold("1", 10, 0.0)
    assert gate.hold("1", 86400, 11.0) is False
    assert gate.held_for("2", 12.0) == 0.0


def test_a_shorter_429_does_not_shorten_a_longer_one() -> None:
    gate = Gate(SETTINGS)
    gate.hold(None, 100, 0.0)
    gate.hold(None, 1, 0.0)
    assert gate.held_for(None, 50.0) == 50.0


def test_old_chats_are_forgotten() -> None:
    gate = Gate(SETTINGS)
    for chat in range(20_000):
        gate.add(Ticket(str(chat), Rank.QUEUED, True))
        gate.due(chat / 20)
        gate.done()
    assert gate.chats_known <= 4096


async def test_a_cancelled_wait_takes_nobodys_turn() -> None:
    pace = Pace(PaceSettings(in_flight=1))
    await pace.turn("1", Rank.REPLY)
    waiting = asyncio.create_task(pace.turn("2", Rank.REPLY))
    await asyncio.sleep(0)
    waiting.cancel()
    await asyncio.gather(waiting, return_exceptions=True)
    pace.done()
    async with asyncio.timeout(1):
        await pace.turn("3", Rank.REPLY)


async def test_a_wait_cancelled_in_the_moment_of_its_turn_gives_it_back() -> None:
    pace = Pace(PaceSettings(in_flight=1))
    await pace.turn("1", Rank.REPLY)
    waiting = asyncio.create_task(pace.turn("2", Rank.REPLY))
    await asyncio.sleep(0)
    pace.done()
    waiting.cancel()
    await asyncio.gather(waiting, return_exceptions=True)
    async with asyncio.timeout(1):
        await pace.turn("3", Rank.REPLY)


def test_after_another_process_a_chat_begins_with_an_empty_bucket_and_soon_has_its_burst() -> None:
    gate = Gate(SETTINGS, begun=100.0)
    for _ in range(3):
        gate.add(Ticket("1", Rank.REPLY, True))
    gap = SETTINGS.chat_gap.total_seconds()
    going, again = gate.due(100.0)
    assert not going
    assert again == pytest.approx(100.0 + gap)
    assert [len(gate.due(100.0 + gap * times)[0]) for times in (1, 2, 3)] == [1, 1, 1]
    rested = 100.0 + gap * (SETTINGS.chat_burst + 3)
    for _ in range(SETTINGS.chat_burst + 1):
        gate.add(Ticket("2", Rank.REPLY, True))
    assert len(gate.due(rested)[0]) == min(SETTINGS.chat_burst, SETTINGS.burst)


def test_after_another_process_what_does_not_count_as_a_message_goes_at_once() -> None:
    gate = Gate(SETTINGS, begun=100.0)
    gate.add(Ticket("1", Rank.NOW, False))
    assert len(gate.due(100.0)[0]) == 1
