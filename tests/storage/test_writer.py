"""The group commit: who shares a transaction shares the wait for the disk, and nothing else."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from functools import partial
from pathlib import Path

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import Engine, event
from sqlalchemy.engine import make_url

from bot.application.ports import StoreUnavailable
from storage.engine import make_engine
from storage.failures import StoreFault
from storage.migrate import Store, upgrade
from storage.rows import Rows, Statement
from storage.writer import MAX_BATCH, Writer
from tests.conftest import DatabaseUrls
from tests.contract.databases import ON_POSTGRESQL, ON_SQLITE
from tests.postgres import Server, libpq_address

# `study` is a table of the vault without relations, so that these rows mean nothing.
ADD = Statement("INSERT INTO study (study_id, state) VALUES (:name, :state)")
READ = Statement("SELECT state FROM study WHERE study_id = :name")
WRITE = Statement("UPDATE study SET state = :state WHERE study_id = :name")
NAMES = Statement("SELECT study_id FROM study ORDER BY study_id")
ISOLATED = Statement("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
CONFLICT = Statement("DO $$ BEGIN RAISE EXCEPTION 'no' USING ERRCODE = '40001'; END $$")
READ_ONLY = Statement("SET TRANSACTION READ ONLY")
CANARY = "canary-9f3e71"


class Unit:
    """What a work is handed here: the rows, and what is to follow the commit."""

    def __init__(self, rows: Rows) -> None:
        self.rows = rows
        self.after: list[Callable[[], None]] = []

    def afterwards(self) -> list[Callable[[], None]]:
        after, self.after = self.after, []
        return after


@asynccontextmanager
async def writing(engine: Engine, threads: int = 1) -> AsyncIterator[Writer[Unit]]:
    writer = Writer(engine, Unit, name="test", threads=threads)
    try:
        yield writer
    finally:
        await writer.close()


@pytest.fixture
def engine(urls: DatabaseUrls) -> Engine:
    return make_engine(urls.vault)


@pytest.fixture
async def writer(engine: Engine) -> AsyncIterator[Writer[Unit]]:
    async with writing(engine) as writer:
        yield writer


def add(name: str, unit: Unit) -> str:
    unit.rows.run(ADD, name=name, state="new")
    return name


def names(engine: Engine) -> list[str]:
    """What a stranger to the writer finds."""
    with engine.begin() as connection:
        return [row[0] for row in Rows(connection).all(NAMES)]


class Gate:
    """A work that keeps the writer's thread busy until it is opened, so that others must gather behind it."""

    def __init__(self, writer: Writer[Unit]) -> None:
        self._writer = writer
        self._reached = threading.Event()
        self._open = threading.Event()

    def work(self, _unit: Unit) -> None:
        self._reached.set()
        assert self._open.wait(10)

    @asynccontextmanager
    async def gathering(self) -> AsyncIterator[None]:
        """What is handed to the writer inside is committed together, after the end of this block."""
        held = asyncio.create_task(self._writer.commit(self.work))
        assert await asyncio.to_thread(self._reached.wait, 10)
        try:
            yield
            await asyncio.sleep(0)  # so that the works handed in have been put into the queue
        finally:
            self._open.set()
            await held


async def together(writer: Writer[Unit], *works: Callable[[Unit], object]) -> list[object]:
    """What became of each of the works, committed in one batch."""
    async with Gate(writer).gathering():
        tasks = [asyncio.create_task(writer.commit(work)) for work in works]
    return await asyncio.gather(*tasks, return_exceptions=True)


@contextmanager
def counted(engine: Engine) -> Iterator[list[str]]:
    """An entry for each commit while the block runs."""
    commits: list[str] = []

    def note(_connection: object) -> None:
        commits.append("commit")

    event.listen(engine, "commit", note)
    try:
        yield commits
    finally:
        event.remove(engine, "commit", note)


# Sharing.


async def test_a_crowd_shares_one_commit_and_everybody_gets_their_own_result(
    engine: Engine, writer: Writer[Unit]
) -> None:
    crowd = [f"{n:02}" for n in range(30)]
    with counted(engine) as commits:
        told = await together(writer, *(partial(add, name) for name in crowd))
    assert told == names(engine) == crowd
    assert len(commits) == 2  # the gate's, and the crowd's


async def test_a_crowd_too_large_for_one_commit_takes_more(engine: Engine, writer: Writer[Unit]) -> None:
    crowd = [f"{n:03}" for n in range(2 * MAX_BATCH + 1)]
    with counted(engine) as commits:
        told = await together(writer, *(partial(add, name) for name in crowd))
    assert told == names(engine) == crowd
    assert len(commits) == 4


async def test_a_commit_returns_only_after_a_stranger_can_see_it(engine: Engine, writer: Writer[Unit]) -> None:
    seen: list[list[str]] = []

    async def commits(name: str) -> None:
        await writer.commit(partial(add, name))
        seen.append(names(engine))
        assert name in seen[-1]

    async with Gate(writer).gathering():
        tasks = [asyncio.create_task(commits(name)) for name in "abc"]
        assert names_before_commit(engine) == []
    await asyncio.gather(*tasks)
    assert len(seen) == 3


def names_before_commit(engine: Engine) -> list[str]:
    """The same as `names`, read beside an open transaction: as a mere reader, which SQLite lets in."""
    raw = engine.raw_connection()
    try:
        cursor = raw.cursor()
        cursor.execute(NAMES.sqlite)
        return [row[0] for row in cursor.fetchall()]
    finally:
        raw.close()


async def test_one_that_fails_among_many_undoes_itself_and_no_other(engine: Engine, writer: Writer[Unit]) -> None:
    def fails_in_the_middle(unit: Unit) -> None:
        add("undone", unit)
        raise LookupError("mine")

    told = await together(writer, partial(add, "a"), fails_in_the_middle, partial(add, "b"))
    assert [told[0], told[2]] == ["a", "b"]
    assert isinstance(told[1], LookupError)
    assert names(engine) == ["a", "b"]


async def test_a_refused_statement_among_many_undoes_its_own_work_and_no_other(
    engine: Engine, writer: Writer[Unit]
) -> None:
    def adds_twice(unit: Unit) -> None:
        add("undone", unit)
        add(CANARY, unit)
        add(CANARY, unit)

    told = await together(writer, partial(add, "a"), adds_twice, partial(add, "b"))
    assert [told[0], told[2]] == ["a", "b"]
    assert isinstance(told[1], StoreFault)
    assert names(engine) == ["a", "b"]


async def test_a_refused_statement_is_told_without_a_value_of_it(writer: Writer[Unit]) -> None:
    await writer.commit(partial(add, CANARY))
    with pytest.raises(StoreFault) as told:
        await writer.commit(partial(add, CANARY))
    assert CANARY not in repr(told.value)
    assert told.value.__cause__ is told.value.__context__ is None


async def test_a_stop_iteration_arrives_as_an_error_and_hangs_nobody(writer: Writer[Unit]) -> None:
    def stops(_unit: Unit) -> object:
        return next(iter(()))

    with pytest.raises(RuntimeError, match="StopIteration"):
        await asyncio.wait_for(writer.commit(stops), 10)
    told = await together(writer, stops, partial(add, "a"))
    assert isinstance(told[0], RuntimeError)
    assert told[1] == "a"


async def test_who_gave_up_waiting_harms_nobody(engine: Engine, writer: Writer[Unit]) -> None:
    async with Gate(writer).gathering():
        given_up = asyncio.create_task(writer.commit(partial(add, "given up")))
        kept = asyncio.create_task(writer.commit(partial(add, "kept")))
        await asyncio.sleep(0)
        given_up.cancel()
    assert await kept == "kept"
    assert names(engine) == ["kept"]


# What follows a commit.


async def test_what_is_to_follow_happens_after_the_commit_and_only_for_works_that_succeeded(
    engine: Engine, writer: Writer[Unit]
) -> None:
    found: list[tuple[str, list[str]]] = []

    def works(name: str, unit: Unit) -> None:
        add(name, unit)
        unit.after.append(lambda: found.append((name, names(engine))))
        if name == "fails":
            raise LookupError("mine")

    with pytest.raises(LookupError):
        await writer.commit(partial(works, "fails"))
    await writer.commit(partial(works, "alone"))
    await together(writer, partial(works, "a"), partial(works, "fails"), partial(works, "b"))
    assert found == [("alone", ["alone"]), ("a", ["a", "alone", "b"]), ("b", ["a", "alone", "b"])]


async def test_when_what_is_to_follow_fails_only_who_asked_for_it_is_told(engine: Engine, writer: Writer[Unit]) -> None:
    def destroys_in_vain(unit: Unit) -> None:
        add("asked", unit)
        unit.after.append(lambda: (_ for _ in ()).throw(OSError(CANARY)))

    told = await together(writer, partial(add, "a"), destroys_in_vain, partial(add, "b"))
    assert [told[0], told[2]] == ["a", "b"]
    assert isinstance(told[1], StoreUnavailable)
    assert CANARY not in str(told[1])
    assert names(engine) == ["a", "asked", "b"]


# Closing.


async def test_closing_finishes_what_waits_and_then_takes_nothing_more(engine: Engine) -> None:
    writer = Writer(engine, Unit, name="test", threads=1 if engine.dialect.name == "sqlite" else 3)
    waiting = [asyncio.create_task(writer.commit(partial(add, f"{n:02}"))) for n in range(20)]
    await asyncio.sleep(0)
    await writer.close()
    assert [task.done() for task in waiting] == [True] * 20
    assert names(engine) == [f"{n:02}" for n in range(20)]
    with pytest.raises(StoreUnavailable, match="closed"):
        await writer.commit(partial(add, "late"))
    await writer.close()


async def test_closing_what_was_never_used_is_nothing(engine: Engine) -> None:
    await Writer(engine, Unit, name="test").close()


# Databases that are down.


def allow_connections(server: Server, url: str, allowed: bool) -> None:
    """Lets nobody in, and sends everybody away; or lets people in again."""
    name = str(make_url(url).database)
    with psycopg.connect(libpq_address(server.url), autocommit=True) as connection:
        rule = sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS {}")
        connection.execute(rule.format(sql.Identifier(name), sql.Literal(allowed)))
        if not allowed:
            connection.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name])


async def test_a_server_that_went_away_is_unavailable_and_then_used_again(
    postgres_server: Server, postgres_database: str
) -> None:
    upgrade(Store.VAULT, postgres_database)
    engine = make_engine(postgres_database)
    async with writing(engine) as writer:
        await writer.commit(partial(add, "before"))
        allow_connections(postgres_server, postgres_database, False)
        for name in ("lost 1", "lost 2", "lost 3"):
            with pytest.raises(StoreUnavailable):
                await writer.commit(partial(add, name))
        allow_connections(postgres_server, postgres_database, True)
        await writer.commit(partial(add, "after"))
    assert names(engine) == ["after", "before"]


async def test_a_file_that_cannot_be_opened_is_unavailable_and_then_used(tmp_path: Path) -> None:
    engine = make_engine(f"sqlite:///{tmp_path / 'not yet' / 'vault.db'}")
    async with writing(engine) as writer:
        works = [writer.commit(partial(add, name)) for name in "ab"]
        told = await asyncio.gather(*works, return_exceptions=True)
        assert [type(one) for one in told] == [StoreUnavailable, StoreUnavailable]
        upgrade(Store.VAULT, f"sqlite:///{tmp_path / 'not yet' / 'vault.db'}")
        await writer.commit(partial(add, "after"))
    assert names(engine) == ["after"]


@ON_SQLITE
async def test_a_file_that_somebody_else_holds_is_given_up_in_time_and_then_used_again(
    urls: DatabaseUrls, engine: Engine, writer: Writer[Unit]
) -> None:
    with make_engine(urls.vault).begin(), pytest.raises(StoreUnavailable):
        await asyncio.wait_for(writer.commit(partial(add, "late")), 3)  # Slack's limit for an answer
    await writer.commit(partial(add, "after"))
    assert names(engine) == ["after"]


# Conflicts, which only PostgreSQL has.


@ON_POSTGRESQL
async def test_a_work_that_met_a_conflict_is_run_again_over_what_the_other_wrote(engine: Engine) -> None:
    both_have_read = threading.Barrier(2)
    runs: list[str] = []

    def counts_up(unit: Unit) -> None:
        unit.rows.run(ISOLATED)
        found = unit.rows.one(READ, name="n")
        assert found is not None
        runs.append("run")
        if len(runs) <= 2:
            both_have_read.wait(10)
        unit.rows.run(WRITE, name="n", state=str(int(found[0]) + 1))

    async with writing(engine) as here, writing(engine) as there:
        await here.commit(lambda unit: unit.rows.run(ADD, name="n", state="0"))
        await asyncio.gather(here.commit(counts_up), there.commit(counts_up))
        assert await here.commit(lambda unit: unit.rows.one(READ, name="n")) == ("2",)
    assert len(runs) == 3


@ON_POSTGRESQL
async def test_a_conflict_of_one_among_many_costs_nobody_anything(engine: Engine) -> None:
    conflicts = iter([CONFLICT, CONFLICT])

    def meets_two(unit: Unit) -> str:
        for conflict in conflicts:
            unit.rows.run(conflict)
        return add("stubborn", unit)

    async with writing(engine) as writer:
        told = await together(writer, partial(add, "a"), meets_two, partial(add, "b"))
    assert told == ["a", "stubborn", "b"]
    assert names(engine) == ["a", "b", "stubborn"]


@ON_POSTGRESQL
async def test_a_conflict_that_does_not_end_is_given_up_and_nothing_is_saved(engine: Engine) -> None:
    def never_ends(unit: Unit) -> None:
        add("undone", unit)
        unit.rows.run(CONFLICT)

    async with writing(engine) as writer:
        told = await together(writer, partial(add, "a"), never_ends)
    assert told[0] == "a"
    assert isinstance(told[1], StoreUnavailable)
    assert names(engine) == ["a"]


@ON_POSTGRESQL
async def test_a_server_that_only_lets_us_read_is_unavailable_and_no_bug_of_the_work(engine: Engine) -> None:
    def writes_on_a_standby(unit: Unit) -> None:
        unit.rows.run(READ_ONLY)
        add("lost", unit)

    async with writing(engine) as writer:
        with pytest.raises(StoreUnavailable):
            await writer.commit(writes_on_a_standby)
        await writer.commit(partial(add, "after"))
    assert names(engine) == ["after"]
