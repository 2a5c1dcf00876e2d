"""From released replies to the tables of a pack. What the tables look like in a file is a format's affair."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.application.ports import Draw, ResearchStore
from bot.domain.codebook import MISSING, Variable, from_json
from bot.domain.columns import Grain
from bot.domain.ids import FormId, StudyId
from bot.domain.pack import Pack, Table
from bot.domain.release import ReleasedReply, written

_GRAINS: Mapping[str, str] = {
    Grain.MONTH.value: "only the month is given, such as `2026-11`",
    Grain.DAY.value: "the day is given, such as `2026-11-25`",
    Grain.HOUR.value: "only the hour is given: `19` is any time from 19:00 to 19:59",
}

Books = Mapping[tuple[FormId, str], tuple[str, tuple[Variable, ...]]]


@dataclass(frozen=True, kw_only=True, slots=True)
class NotExported:
    why: str


@dataclass(slots=True)
class Export:
    research: ResearchStore
    draw: Draw

    async def __call__(self, study: StudyId, k: int) -> Pack | NotExported:
        """The pack of everything released so far; refused while fewer than `k` people are in it."""
        replies = await self.research.replies(study)
        if not replies:
            return NotExported(why=f"nothing of {study!r} has been released yet: close a wave first")
        people = len({reply.code for reply in replies})
        if people < k:
            return NotExported(why=f"fewer than {k} people are in what was released of {study!r}")
        books = {(form, version): from_json(book) for form, version, book in await self.research.codebooks(study)}
        shuffled = self.draw.shuffled(replies)
        return Pack(
            study=study,
            waves=tuple(sorted({reply.wave for reply in replies}, key=_wave_order)),
            people_at_least=k,
            tables=(_long(shuffled), *_wide(shuffled, books), _codebook_table(books)),
            codebook=_codebook_text(study, books),
        )


def _wave_order(wave: str) -> tuple[int, ...]:
    return tuple(int(part) for part in wave.split("-"))


def _long(replies: Sequence[ReleasedReply]) -> Table:
    rows = tuple(
        (reply.form, reply.version, reply.wave, reply.code, item, written(value))
        for reply in replies
        for item, value in reply.values
    )
    return Table(name="responses_long", columns=("form", "version", "wave", "code", "item", "value"), rows=rows)


def _wide(replies: Sequence[ReleasedReply], books: Books) -> tuple[Table, ...]:
    """One table a form: a row for each check-in, a column for each variable in the order of the codebook."""
    tables = []
    for form in sorted({reply.form for reply in replies}):
        of_form = [reply for reply in replies if reply.form == form]
        named = [one.name for (of, _), (_, found) in sorted(books.items()) if of == form for one in found]
        others = sorted({item for reply in of_form for item, _ in reply.values} - set(named))
        items = tuple(dict.fromkeys([*named, *others]))
        rows = tuple(_wide_row(reply, items) for reply in of_form)
        tables.append(Table(name=f"responses_wide_{form}", columns=("wave", "code", "version", *items), rows=rows))
    return tuple(tables)


def _wide_row(reply: ReleasedReply, items: Sequence[str]) -> tuple[str, ...]:
    values = {str(item): written(value) for item, value in reply.values}
    return (reply.wave, reply.code, reply.version, *(values.get(item, "") for item in items))


def _codebook_table(books: Books) -> Table:
    rows = tuple(
        (form, version, *_codebook_row(one)) for (form, version), (_, found) in sorted(books.items()) for one in found
    )
    columns = (
        *("form", "version", "variable", "type", "label", "role", "minimum", "maximum"),
        *("unit", "grain", "instrument", "method", "values"),
    )
    return Table(name="codebook", columns=columns, rows=rows)


def _codebook_row(one: Variable) -> tuple[str, ...]:
    described = "; ".join(f"{code} = {label}" for code, _, label in one.values)
    ends = ("" if end is None else written(end) for end in (one.low, one.high))
    kept = (one.unit, one.grain, one.instrument, one.method)
    return (one.name, one.kind, one.label, one.role, *ends, *kept, described)


def _codebook_text(study: StudyId, books: Books) -> str:
    """The codebook as Markdown, for people."""
    lines = [f"# Codebook: {study}", ""]
    for (form, version), (title, found) in sorted(books.items()):
        lines += [f"## {title} (`{form}` {version})", ""]
        for one in found:
            lines += [f"### `{one.name}`", "", one.label, "", *_described(one), ""]
    lines += ["## Missing values", "", *(f"* `{code}`: {meaning}" for code, meaning in MISSING), ""]
    lines += [
        "## Also in every row",
        "",
        "* `wave`: the round of questions; `3-4` when two rounds had to leave together",
        "* `code`: the same for one person throughout this study, and in no other",
        "* `language_shown`, `presentation`: how the questions were put",
        "",
    ]
    return "\n".join(lines)


def _described(one: Variable) -> Iterator[str]:
    """What there is to say of a variable, a line each."""
    yield f"* type: {one.kind}; role: {one.role}"
    if one.instrument:
        yield f"* from the instrument `{one.instrument}`"
    if one.low is not None and one.high is not None:
        yield f"* from {written(one.low)} to {written(one.high)}"
    if one.unit:
        yield f"* unit: `{one.unit}` (UCUM)"
    if one.grain:
        yield f"* {_GRAINS[one.grain]}"
    if one.method:
        yield f"* {one.method}"
    for code, value, label in one.values:
        yield f"* `{code}`: {label}" + (f" (value {value})" if value else "")
