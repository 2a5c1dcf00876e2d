"""The research store's tables. No person, no clock, no row number, and no key that carries an order."""

from __future__ import annotations

from sqlalchemy import Column, Date, ForeignKey, Index, Integer, LargeBinary, MetaData, Table, Text

from storage.types import key16

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _table(name: str, *parts: Column[object] | Index) -> Table:
    """A table without row numbers: SQLite's would tell the order in which rows were written."""
    return Table(name, metadata, *parts, sqlite_with_rowid=False)


def _key(name: str) -> Column[object]:
    return Column(name, key16(), primary_key=True)


def _text(name: str, *, part_of_key: bool = False, index: bool = False) -> Column[object]:
    return Column(name, Text, primary_key=part_of_key, nullable=False, index=index)


study = _table("study", _text("study_id", part_of_key=True), _text("title"))
instrument = _table(
    "instrument",
    _text("study_id", part_of_key=True),
    _text("form", part_of_key=True),
    _text("version", part_of_key=True),
    _text("sha256"),
    _text("codebook"),
)
# One row for each release; `label` is 3, or 3-4 when waves left together.
wave = _table(
    "wave",
    _key("release_id"),
    _text("study_id", index=True),
    _text("label"),
    Column("n_released", Integer, nullable=False),
)
denominator = _table(
    "denominator",
    Column("release_id", key16(), ForeignKey("wave.release_id", ondelete="CASCADE"), primary_key=True),
    _text("form", part_of_key=True),
    _text("platform", part_of_key=True),
    _text("state", part_of_key=True),
    Column("n", Integer, nullable=False),
)
response = _table(
    "response",
    _key("response_id"),
    _text("study_id"),
    _text("wave_label"),
    Column("code", Text),
    _text("form"),
    _text("version"),
    Column("occasion_ordinal", Integer),
    Index("ix_response_study_id_code", "study_id", "code"),
)
value = _table(
    "value",
    Column("response_id", key16(), ForeignKey("response.response_id", ondelete="CASCADE"), primary_key=True),
    _text("item", part_of_key=True),
    # `option` or `number`, so that a number comes back as one. A month or a day is an option's text.
    _text("kind"),
    _text("value"),
)
text_response = _table(
    "text_response", _key("text_id"), _text("study_id", index=True), _text("wave_label"), _text("item"), _text("body")
)
seal = _table(
    "seal",
    _text("study_id", part_of_key=True),
    Column("sealed_on", Date, nullable=False),
    Column("report", LargeBinary),
)
