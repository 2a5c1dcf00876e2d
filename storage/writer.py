"""The group commit: many units of work share one transaction and one wait for the disk.

While one batch is being made durable the next one gathers, so that a lone work waits for nobody and a crowd shares.
"""

from __future__ import annotations

import asyncio
import queue
import random
import threading
import time
from collections.abc import Callable, Iterable
from typing import Any, Generic, Protocol, TypeVar

from sqlalchemy import Connection, Engine

from bot.application.ports import StoreUnavailable
from storage.failures import Failure, fault, judged, named, unavailable
from storage.rows import Rows

MAX_BATCH = 64
_TRIES = 5
_PAUSE_SECONDS = 0.02  # the longest pause before a second try, times the number of tries so far

T = TypeVar("T")


class Transaction(Protocol):
    """What a work is handed. One object serves a whole batch."""

    def afterwards(self) -> list[Callable[[], None]]:
        """What to do once the commit is on disk; the list is emptied by whoever takes it."""


X = TypeVar("X", bound=Transaction)


class _Job(Generic[X]):
    """A work and the one who waits for it."""

    __slots__ = ("error", "future", "loop", "result", "work")

    def __init__(self, work: Callable[[X], Any], loop: asyncio.AbstractEventLoop) -> None:
        self.work = work
        self.loop = loop
        self.future: asyncio.Future[Any] = loop.create_future()
        self.result: Any = None
        self.error: BaseException | None = None

    def tell(self) -> None:
        """Runs in the waiter's loop. A waiter that gave up is told nothing."""
        if self.future.done():
            return
        if self.error is None:
            self.future.set_result(self.result)
        else:
            self.future.set_exception(self.error)


class _Unfinished(Exception):
    """A batch came to nothing; `cause` says whether it is worth another try."""

    def __init__(self, cause: Failure, error: BaseException) -> None:
        super().__init__(cause.name)
        self.cause = cause
        self.error = error


class Writer(Generic[X]):
    """Runs works in `threads` threads of its own, each with its own connection: 1 on SQLite, a few on PostgreSQL."""

    def __init__(self, engine: Engine, begin: Callable[[Rows], X], *, name: str, threads: int = 1) -> None:
        self._engine = engine
        self._begin = begin
        self._queue: queue.SimpleQueue[_Job[X] | None] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._closed = False
        self._threads = [threading.Thread(target=self._work, name=name, daemon=True) for _ in range(threads)]
        self._started = False

    async def commit(self, work: Callable[[X], T]) -> T:
        """What `work` returned, once it is on disk. See ``ports.Vault.commit`` for the promise."""
        job = _Job(work, asyncio.get_running_loop())
        with self._lock:  # so that no work can slip in behind the closing mark
            if self._closed:
                raise StoreUnavailable("the store is closed; nothing was saved")
            if not self._started:
                self._started = True
                for thread in self._threads:
                    thread.start()
            self._queue.put(job)
        result: T = await job.future
        return result

    async def close(self) -> None:
        """Finishes what waits, then ends the threads. Closing twice is once."""
        with self._lock:
            first, self._closed = not self._closed, True
            if first and self._started:
                for _ in self._threads:
                    self._queue.put(None)
        if self._started:
            await asyncio.to_thread(self._join)
        self._engine.dispose()

    def _join(self) -> None:
        for thread in self._threads:
            thread.join()

    def _work(self) -> None:
        """The thread: take what waits, commit it together, tell everybody; for ever."""
        with _Line(self._engine, self._begin) as line:
            last = False
            while not last:
                batch, last = self._gather()
                live = [job for job in batch if not job.future.cancelled()]
                if live:
                    self._settle(line, live)
                    _tell(live)

    def _gather(self) -> tuple[list[_Job[X]], bool]:
        """The works that wait now, at least one, and whether the closing mark came."""
        batch: list[_Job[X]] = []
        job = self._queue.get()
        while job is not None:
            batch.append(job)
            if len(batch) == MAX_BATCH:
                return batch, False
            try:
                job = self._queue.get_nowait()
            except queue.Empty:
                return batch, False
        return batch, True

    def _settle(self, line: _Line[X], batch: list[_Job[X]]) -> None:
        """Gives every job its result or its error. Never raises: the thread must outlive every database."""
        try:
            line.commit(batch)
        except _Unfinished as stopped:
            if stopped.cause is Failure.CONFLICT:
                for job in batch:
                    self._alone(line, job)
            else:
                _fail(batch, stopped.error)
        except BaseException as error:
            line.drop()
            _fail(batch, error)

    def _alone(self, line: _Line[X], job: _Job[X]) -> None:
        """One work in a transaction of its own, tried again a few times."""
        for attempt in range(1, _TRIES + 1):
            try:
                line.commit([job])
            except _Unfinished as stopped:
                if stopped.cause is Failure.CONFLICT and attempt < _TRIES:
                    time.sleep(random.uniform(0, _PAUSE_SECONDS * attempt))  # noqa: S311 - no secret, only unevenness
                    continue
                _fail([job], stopped.error)
            return


class _Line(Generic[X]):
    """One thread's connection, made when it is needed and made again after a failure."""

    def __init__(self, engine: Engine, begin: Callable[[Rows], X]) -> None:
        self._engine = engine
        self._begin = begin
        self._connection: Connection | None = None

    def __enter__(self) -> _Line[X]:
        return self

    def __exit__(self, *_: object) -> None:
        self.drop()

    def commit(self, batch: list[_Job[X]]) -> None:
        """Runs the batch in one transaction, then what is to follow it. Raises _Unfinished, with nothing saved."""
        try:
            after = self._transact(batch)
        except Exception as error:
            self.drop()
            if isinstance(error, _Unfinished):
                raise
            raise _Unfinished(judged(error, self._engine), error) from None
        for job, act in after:
            _follow(job, act)

    def _transact(self, batch: list[_Job[X]]) -> list[tuple[_Job[X], Callable[[], None]]]:
        if self._connection is None:
            self._connection = self._engine.connect()
        # Left open when something is raised: the whole connection is dropped then, and the database rolls back.
        transaction = self._connection.begin()
        rows = Rows(self._connection)
        given = self._begin(rows)
        after: list[tuple[_Job[X], Callable[[], None]]] = []
        if len(batch) == 1:
            failed = self._run(batch[0], given)
            if failed:
                transaction.rollback()
                return []
            after += [(batch[0], act) for act in given.afterwards()]
        else:
            for job in batch:
                after += [(job, act) for act in self._apart(job, rows, given)]
        transaction.commit()
        return after

    def _apart(self, job: _Job[X], rows: Rows, given: X) -> list[Callable[[], None]]:
        """A work among others: if it fails, it alone is undone."""
        rows.mark()
        failed = self._run(job, given)
        after = given.afterwards()
        if failed:
            rows.undo()
            return []
        rows.keep()
        return after

    def _run(self, job: _Job[X], given: X) -> bool:
        """Whether the work failed by itself. Raises _Unfinished when the database did."""
        job.result = job.error = None
        try:
            job.result = job.work(given)
        except BaseException as error:
            cause = judged(error, self._engine)
            if cause in (Failure.UNAVAILABLE, Failure.CONFLICT):
                raise _Unfinished(cause, error) from None
            job.error = fault(error) if cause is Failure.FAULT else _for_a_future(error)
            return True
        return False

    def drop(self) -> None:
        """Gives the connection up; whatever was open in it is rolled back by the database."""
        connection, self._connection = self._connection, None
        if connection is None:
            return
        try:
            connection.invalidate()
            connection.close()
        except Exception:  # noqa: S110 - it is being thrown away because it is broken
            pass


def _follow(job: _Job[Any], act: Callable[[], None]) -> None:
    """Does what is to follow the commit, which stands whatever comes of this: only who asked for it hears."""
    try:
        act()
    except Exception as error:
        failed = f"it was saved, but what was to follow failed ({named(error)}): do it again later"
        job.result, job.error = None, StoreUnavailable(failed)


def _for_a_future(error: BaseException) -> BaseException:
    """A future cannot hold a StopIteration."""
    return RuntimeError("a unit of work raised StopIteration") if isinstance(error, StopIteration) else error


def _fail(batch: Iterable[_Job[Any]], error: BaseException) -> None:
    """Every job of a batch that came to nothing is told the same, whatever it had reached for itself."""
    for job in batch:
        job.result, job.error = None, unavailable(error)


def _tell(batch: list[_Job[Any]]) -> None:
    """Wakes the waiters, with one call into each loop."""
    for loop in {id(job.loop): job.loop for job in batch}.values():
        mine = [job for job in batch if job.loop is loop]
        try:
            loop.call_soon_threadsafe(_tell_all, mine)
        except RuntimeError:  # the loop is closed: nobody waits there any more
            continue


def _tell_all(jobs: list[_Job[Any]]) -> None:
    for job in jobs:
        job.tell()
