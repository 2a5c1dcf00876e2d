"""The engines: what SQLite does not do by itself, and instants that mean the same on both."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Column, Connection, Date, Engine, ForeignKey, Integer, MetaData, Table, Text, select, text
from sqlalchemy.exc import IntegrityError, OperationalError, StatementError

from storage.engine import UnknownDatabase, database_path, emptied_log, make_engine, normalised
from storage.rows import Rows, Statement
from storage.types import UTCDateTime, day, instant, sqlite_value
from tests.conftest import DatabaseUrls

metadata = MetaData()
counter = Table("counter", metadata, Column("name", Text, primary_key=True), Column("n", Integer))
part = Table("part", metadata, Column("name", Text, ForeignKey("counter.name"), primary_key=True))
moment = Table("moment", metadata, Column("name", Text, primary_key=True), Column("at", UTCDateTime))
ordinary = Table("ordinary", metadata, Column("name", Text, primary_key=True), Column("on_day", Date))

ADD = Statement("INSERT INTO counter (name, n) VALUES (:name, :n)")
READ = Statement("SELECT n FROM counter WHERE name = :name", locking="FOR UPDATE")
WRITE = Statement("UPDATE counter SET n = :n WHERE name = :name")
NAMES = Statement("SELECT name FROM counter ORDER BY name")
CANARY = "canary-9f3e71"


@pytest.fixture
def sqlite_file(tmp_path: Path) -> Path:
    return tmp_path / "one.db"


@pytest.fixture
def sqlite(sqlite_file: Path) -> Engine:
    """An SQLite engine as the vault has it, with the tables above."""
    engine = make_engine(f"sqlite:///{sqlite_file}")
    metadata.create_all(engine)
    return engine


@pytest.fixture
def engine(urls: DatabaseUrls) -> Iterator[Engine]:
    """An engine of either kind, with the tables above beside the vault's."""
    engine = make_engine(urls.vault)
    metadata.create_all(engine)
    yield engine
    metadata.drop_all(engine)


def pragma(engine: Engine, name: str) -> object:
    with engine.begin() as connection:
        return connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()


def names(engine: Engine) -> list[str]:
    with engine.begin() as connection:
        return [row[0] for row in Rows(connection).all(NAMES)]


# Addresses.


@pytest.mark.parametrize("url", ["sqlite:///a.db", "sqlite+aiosqlite:///a.db"])
def test_an_sqlite_address_may_name_any_driver(url: str) -> None:
    assert normalised(url).drivername == "sqlite+pysqlite"
    assert database_path(url) == Path("a.db")


@pytest.mark.parametrize("url", ["postgresql://h/x", "postgresql+asyncpg://h/x", "postgresql+psycopg://h/x"])
def test_a_postgresql_address_may_name_any_driver(url: str) -> None:
    assert normalised(url).drivername == "postgresql+psycopg"
    assert database_path(url) is None


@pytest.mark.parametrize("url", ["mysql://me:hunter2@h/x", "me:hunter2@h", "", "sqlite"])
def test_an_address_that_cannot_be_used_is_refused_without_repeating_it(url: str) -> None:
    with pytest.raises(UnknownDatabase) as refused:
        normalised(url)
    assert "hunter2" not in f"{refused.value!r} {refused.value.__cause__!r}"


# What SQLite is told.


@pytest.mark.parametrize(
    ("name", "value"),
    [("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1), ("secure_delete", 1), ("busy_timeout", 2000)],
)
def test_every_connection_has_the_settings_that_make_it_safe(sqlite: Engine, name: str, value: object) -> None:
    assert [pragma(sqlite, name), pragma(sqlite, name)] == [value, value]


def test_the_driver_begins_nothing_by_itself(sqlite: Engine) -> None:
    raw = sqlite.raw_connection()
    try:
        raw.cursor().execute("INSERT INTO counter (name, n) VALUES ('a', 1)")
        assert names(sqlite) == ["a"]  # there for others at once: no transaction waits for its end
    finally:
        raw.close()


def test_a_research_file_has_no_second_file_beside_it(sqlite_file: Path) -> None:
    engine = make_engine(f"sqlite:///{sqlite_file}", journal="delete")
    metadata.create_all(engine)
    assert pragma(engine, "journal_mode") == "delete"
    assert [path.name for path in sqlite_file.parent.iterdir()] == [sqlite_file.name]


def test_a_row_without_its_parent_is_refused(sqlite: Engine) -> None:
    with pytest.raises(IntegrityError), sqlite.begin() as connection:
        connection.execute(part.insert().values(name="orphan"))


def test_an_error_does_not_repeat_the_values_of_its_statement(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(counter.insert().values(name=CANARY, n=1))
    with pytest.raises(IntegrityError) as refused, engine.begin() as connection:
        connection.execute(counter.insert().values(name=CANARY, n=2))
    assert "parameters hidden" in str(refused.value)


def test_what_is_deleted_is_in_no_file_once_the_log_is_emptied(sqlite: Engine, sqlite_file: Path) -> None:
    with sqlite.begin() as connection:
        connection.execute(counter.insert().values(name=CANARY, n=1))
    assert emptied_log(sqlite)
    assert CANARY in everything_in(sqlite_file.parent)
    with sqlite.begin() as connection:
        connection.execute(counter.delete())
    assert emptied_log(sqlite)
    assert CANARY not in everything_in(sqlite_file.parent)


def test_a_reader_in_the_way_keeps_the_log_and_is_told_of(sqlite: Engine) -> None:
    reader = sqlite.raw_connection()
    try:
        cursor = reader.cursor()
        cursor.execute("BEGIN")
        cursor.execute("SELECT count(*) FROM counter")
        cursor.fetchall()
        with sqlite.begin() as connection:
            connection.execute(counter.insert().values(name="late", n=1))
        assert not emptied_log(sqlite)
        cursor.execute("COMMIT")
        assert emptied_log(sqlite)
    finally:
        reader.close()


def everything_in(folder: Path) -> str:
    return "".join(path.read_bytes().decode("latin-1") for path in folder.iterdir())


# Transactions.


def test_a_transaction_that_only_read_so_far_is_the_only_writer(sqlite: Engine) -> None:
    with sqlite.begin() as connection:
        connection.execute(select(counter)).all()
        impatient = sqlite.raw_connection()
        try:
            impatient.cursor().execute("PRAGMA busy_timeout=0")
            with pytest.raises(Exception, match="locked"):
                impatient.cursor().execute("BEGIN IMMEDIATE")
        finally:
            impatient.close()


def test_nobody_loses_an_update_to_somebody_who_read_at_the_same_time(engine: Engine) -> None:
    with engine.begin() as connection:
        Rows(connection).run(ADD, name="n", n=0)

    def count_up() -> None:
        for _ in range(15):
            with engine.begin() as connection:
                rows = Rows(connection)
                found = rows.one(READ, name="n")
                assert found is not None
                rows.run(WRITE, name="n", n=found[0] + 1)

    threads = [threading.Thread(target=count_up) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with engine.begin() as connection:
        assert Rows(connection).one(READ, name="n") == (60,)


def test_what_a_rolled_back_transaction_released_from_its_savepoint_is_gone(engine: Engine) -> None:
    with engine.connect() as connection:
        transaction = connection.begin()
        rows = Rows(connection)
        rows.all(NAMES)
        rows.mark()
        rows.run(ADD, name="a", n=1)
        rows.keep()
        transaction.rollback()
    assert names(engine) == []


def test_a_part_that_is_undone_takes_nothing_else_along(engine: Engine) -> None:
    with engine.begin() as connection:
        rows = Rows(connection)
        rows.run(ADD, name="before", n=1)
        rows.mark()
        rows.run(ADD, name="undone", n=1)
        rows.undo()
        rows.mark()
        rows.run(ADD, name="kept", n=1)
        rows.keep()
        rows.run(ADD, name="after", n=1)
    assert names(engine) == ["after", "before", "kept"]


def test_a_statement_that_fails_in_a_part_leaves_the_transaction_usable(engine: Engine) -> None:
    with engine.begin() as connection:
        rows = Rows(connection)
        rows.run(ADD, name="a", n=1)
        rows.mark()
        with pytest.raises(engine.dialect.loaded_dbapi.IntegrityError):
            rows.run(ADD, name="a", n=2)
        rows.undo()
        rows.run(ADD, name="b", n=1)
    assert names(engine) == ["a", "b"]


# Instants and days.

TOKYO = datetime(2026, 11, 25, 12, tzinfo=ZoneInfo("Asia/Tokyo"))  # 03:00 UTC
FOUR = datetime(2026, 11, 25, 4, tzinfo=UTC)


def keep_moment(connection: Connection, name: str, at: datetime | None) -> None:
    connection.execute(moment.insert().values(name=name, at=at))


def test_instants_of_different_zones_compare_by_the_instant(engine: Engine) -> None:
    with engine.begin() as connection:
        keep_moment(connection, "tokyo", TOKYO)
        due = connection.execute(select(moment.c.name).where(moment.c.at <= FOUR)).scalars().all()
        not_due = connection.execute(select(moment.c.name).where(moment.c.at > FOUR)).scalars().all()
    assert (due, not_due) == (["tokyo"], [])


def test_an_instant_comes_back_aware_and_in_utc(engine: Engine) -> None:
    with engine.begin() as connection:
        keep_moment(connection, "tokyo", TOKYO)
        keep_moment(connection, "never", None)
        found = {row.name: row.at for row in connection.execute(select(moment))}
    assert found == {"tokyo": TOKYO, "never": None}
    assert found["tokyo"] is not None
    assert found["tokyo"].tzinfo is UTC


def test_an_instant_without_a_zone_is_refused(engine: Engine) -> None:
    with pytest.raises(StatementError, match="naive datetime"), engine.begin() as connection:
        keep_moment(connection, "naive", datetime(2026, 11, 25, 12))  # noqa: DTZ001 - what is refused
    with pytest.raises(TypeError, match="naive datetime"):
        sqlite_value(datetime(2026, 11, 25, 12))  # noqa: DTZ001 - the same


def test_both_ways_to_the_database_write_and_read_the_same(engine: Engine) -> None:
    add = Statement("INSERT INTO moment (name, at) VALUES (:name, :at)")
    find = Statement("SELECT name, at FROM moment WHERE at = :at ORDER BY name")
    add_day = Statement("INSERT INTO ordinary (name, on_day) VALUES (:name, :day)")
    today = date(2026, 11, 25)
    with engine.begin() as connection:
        keep_moment(connection, "one", TOKYO)
        rows = Rows(connection)
        rows.run(add, name="two", at=TOKYO)
        found = rows.all(find, at=TOKYO.astimezone(UTC))
        assert [(name, instant(at)) for name, at in found] == [("one", TOKYO), ("two", TOKYO)]
        assert set(connection.execute(select(moment.c.at)).scalars()) == {TOKYO}
        rows.run(add_day, name="day", day=today)
        assert connection.execute(select(ordinary.c.on_day)).scalar_one() == today
        assert day(connection.execute(text("SELECT on_day FROM ordinary")).scalar_one()) == today


aware = st.datetimes(
    min_value=datetime(1970, 1, 2),  # noqa: DTZ001 - hypothesis adds the zone
    max_value=datetime(2200, 1, 1),  # noqa: DTZ001 - the same
    timezones=st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes))),
)


@given(aware, aware)
def test_what_sqlite_keeps_sorts_as_the_instants_do(one: datetime, other: datetime) -> None:
    kept, other_kept = sqlite_value(one), sqlite_value(other)
    assert isinstance(kept, str)
    assert isinstance(other_kept, str)
    assert (kept < other_kept) == (one < other)
    assert (kept == other_kept) == (one == other)
    assert instant(kept) == one


@pytest.mark.parametrize("value", [None, 7, b"2026-11-25"])
def test_what_is_no_instant_is_refused(value: object) -> None:
    with pytest.raises(TypeError):
        instant(value)
    with pytest.raises(TypeError):
        day(value)


def test_a_server_that_is_not_there_is_given_up_soon() -> None:
    engine = make_engine("postgresql://labbot@127.0.0.1:1/none")
    with pytest.raises(OperationalError):
        engine.connect()
