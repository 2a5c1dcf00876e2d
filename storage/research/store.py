"""The research store: a release lands whole, once, in the order that it was shuffled into."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from sqlalchemy.engine import URL

from bot.application.ports import StoreUnavailable
from bot.domain.ids import FormId, ItemId, StudyId
from bot.domain.questionnaire import FormVersion
from bot.domain.release import Release, ReleasedReply, Value
from storage.engine import make_engine
from storage.failures import Failure, fault, judged, unavailable
from storage.rows import Rows, Statement
from storage.types import new_key

_LAND = Statement(
    "INSERT INTO wave (release_id, study_id, label, n_released) VALUES (:release, :study, :label, :n)"
    " ON CONFLICT (release_id) DO NOTHING"
)
_DENOMINATOR = Statement(
    "INSERT INTO denominator (release_id, form, platform, state, n) VALUES (:release, :form, :platform, :state, :n)"
)
_RESPONSE = Statement(
    "INSERT INTO response (response_id, study_id, wave_label, code, form, version)"
    " VALUES (:id, :study, :label, :code, :form, :version)"
)
_VALUE = Statement("INSERT INTO value (response_id, item, kind, value) VALUES (:id, :item, :kind, :value)")
_CODES = Statement("SELECT DISTINCT code FROM response WHERE study_id = :study AND code IS NOT NULL")
_RESPONSES = Statement(
    "SELECT response_id, wave_label, code, form, version FROM response WHERE study_id = :study ORDER BY response_id"
)
_VALUES = Statement(
    "SELECT v.response_id, v.item, v.kind, v.value FROM value v"
    " JOIN response r ON r.response_id = v.response_id WHERE r.study_id = :study ORDER BY v.response_id, v.item"
)
_STUDY = Statement("INSERT INTO study (study_id, title) VALUES (:study, :title) ON CONFLICT (study_id) DO NOTHING")
_INSTRUMENT = Statement(
    "INSERT INTO instrument (study_id, form, version, sha256, codebook)"
    " VALUES (:study, :form, :version, :sha256, :codebook)"
    # The same file, explained by a newer Labbot: its codebook says more.
    " ON CONFLICT (study_id, form, version) DO UPDATE SET codebook = excluded.codebook"
    " WHERE instrument.sha256 = excluded.sha256"
)
_CODEBOOKS = Statement("SELECT form, version, codebook FROM instrument WHERE study_id = :study ORDER BY form, version")
_RELEASES = Statement("SELECT label, n_released FROM wave WHERE study_id = :study")

_OPTION, _NUMBER = "option", "number"

T = TypeVar("T")


class SqlResearchStore:
    """``ports.ResearchStore`` on SQLite or PostgreSQL, in one thread of its own.

    On SQLite the file has no write-ahead log: between two releases not a byte of it changes, and nothing stands
    beside it.
    """

    def __init__(self, url: str | URL) -> None:
        self._engine = make_engine(url, journal="delete")
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="research")

    @classmethod
    def open(cls, url: str | URL) -> SqlResearchStore:
        """The store at `url`; connects with the first use. ``storage.migrate`` must have brought it up to date."""
        return cls(url)

    async def close(self) -> None:
        """Finish what is under way and let go of the database."""
        await asyncio.to_thread(self._thread.shutdown)
        self._engine.dispose()

    async def land(self, release: Release) -> bool:
        return await self._run(lambda rows: _land(rows, release))

    async def known_codes(self, study: StudyId) -> frozenset[str]:
        return await self._run(lambda rows: frozenset(row[0] for row in rows.all(_CODES, study=study)))

    async def replies(self, study: StudyId) -> tuple[ReleasedReply, ...]:
        """In the order of their random keys."""
        return await self._run(lambda rows: _replies(rows, study))

    async def register(self, study: StudyId, title: str, ref: FormVersion, codebook: str) -> None:
        def work(rows: Rows) -> None:
            rows.run(_STUDY, study=study, title=title)
            rows.run(_INSTRUMENT, study=study, form=ref.form, version=ref.version, sha256=ref.sha256, codebook=codebook)

        await self._run(work)

    async def codebooks(self, study: StudyId) -> tuple[tuple[FormId, str, str], ...]:
        return await self._run(
            lambda rows: tuple(
                (FormId(form), version, book) for form, version, book in rows.all(_CODEBOOKS, study=study)
            )
        )

    async def releases(self, study: StudyId) -> tuple[tuple[str, int], ...]:
        """In the order of their waves."""
        found = await self._run(lambda rows: [(row[0], row[1]) for row in rows.all(_RELEASES, study=study)])
        return tuple(sorted(found, key=lambda one: ([int(n) for n in re.findall(r"\d+", one[0])], one)))

    async def _run(self, work: Callable[[Rows], T]) -> T:
        """What `work` returned, in a transaction of its own. Raises StoreUnavailable, with nothing saved."""
        try:
            running = asyncio.get_running_loop().run_in_executor(self._thread, self._transact, work)
        except RuntimeError:
            raise StoreUnavailable("the research store is closed; nothing was saved") from None
        return await running

    def _transact(self, work: Callable[[Rows], T]) -> T:
        try:
            with self._engine.begin() as connection:
                return work(Rows(connection))
        except Exception as error:
            judgement = judged(error, self._engine)
            if judgement is Failure.FOREIGN:
                raise
            told = fault(error) if judgement is Failure.FAULT else unavailable(error)
        raise told  # out here, so that the driver's own words do not travel along as its context


def _land(rows: Rows, release: Release) -> bool:
    landed = rows.run(_LAND, release=release.id, study=release.study, label=release.wave, n=len(release.replies))
    if not landed:
        return False
    ids = [new_key() for _ in release.replies]
    together = list(zip(ids, release.replies, strict=True))
    rows.run_many(
        _RESPONSE,
        [
            {
                "id": id,
                "study": reply.study,
                "label": reply.wave,
                "code": reply.code or None,  # an unlinked reply has none, and none is no code that anybody knows
                "form": reply.form,
                "version": reply.version,
            }
            for id, reply in together
        ],
    )
    rows.run_many(_VALUE, [_value(id, item, value) for id, reply in together for item, value in reply.values])
    rows.run_many(
        _DENOMINATOR,
        [
            {"release": release.id, "form": one.form, "platform": one.platform, "state": one.state, "n": one.n}
            for one in release.denominators
        ],
    )
    return True


def _value(response: bytes, item: ItemId, value: Value) -> dict[str, object]:
    kind = _OPTION if isinstance(value, str) else _NUMBER
    return {"id": response, "item": item, "kind": kind, "value": str(value)}


def _kept(kind: str, value: str) -> Value:
    """The value that was stored: a number is whole when it was written without a point or an exponent."""
    if kind != _NUMBER:
        return value
    return int(value) if value.lstrip("-").isdecimal() else float(value)


def _replies(rows: Rows, study: StudyId) -> tuple[ReleasedReply, ...]:
    values: dict[bytes, list[tuple[ItemId, Value]]] = {}
    for response, item, kind, value in rows.all(_VALUES, study=study):
        values.setdefault(response, []).append((ItemId(item), _kept(kind, value)))
    return tuple(
        ReleasedReply(
            study=study,
            wave=label,
            code=code or "",
            form=FormId(form),
            version=version,
            values=tuple(values.get(response, ())),
        )
        for response, label, code, form, version in rows.all(_RESPONSES, study=study)
    )
