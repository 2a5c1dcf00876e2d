"""The vault's tables. Keys are random, no table has a row number, and no column says when a row was made.

What follows the ids of people is who they are and what they agreed. What waits (occasions, outbox, seen) knows people
only through keyed hashes and ciphertext.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from storage.types import UTCDateTime, key16

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _table(name: str, *parts: Column[object] | Index | UniqueConstraint) -> Table:
    """A table without row numbers: SQLite's would tell the order in which rows were written."""
    return Table(name, metadata, *parts, sqlite_with_rowid=False)


def _key(name: str) -> Column[object]:
    return Column(name, key16(), primary_key=True)


def _person(*, part_of_key: bool = False, index: bool = False) -> Column[object]:
    where = ForeignKey("person.person_id", ondelete="CASCADE")
    return Column("person_id", key16(), where, primary_key=part_of_key, nullable=False, index=index)


def _text(name: str, *, part_of_key: bool = False) -> Column[object]:
    return Column(name, Text, primary_key=part_of_key, nullable=False)


def _number(name: str) -> Column[object]:
    return Column(name, Integer, nullable=False)


# People.

person = _table(
    "person",
    _key("person_id"),
    _text("standing"),
    _text("language"),
    _text("zone"),
    Column("day_hour", Integer),
    Column("quiet", Text),
    Column("weekly_limit", Integer),
    Column("paused_until_day", Date),
)
membership = _table("membership", _person(part_of_key=True), _text("group_id", part_of_key=True))
contact = _table(
    "contact",
    _key("contact_id"),
    _person(index=True),
    _text("platform"),
    _text("state"),
    _number("key_id"),
    Column("address_ct", LargeBinary, nullable=False),
    Column("address_bidx", LargeBinary(32), nullable=False, unique=True),
)
consent = _table(
    "consent",
    _key("consent_id"),
    _person(index=True),
    _text("study_id"),
    _text("purpose"),
    _number("version"),
    _text("text_sha256"),
    _text("language"),
    _text("decision"),
    Column("on_day", Date, nullable=False),
    # The person's first, second, … decision on this purpose; a day alone would not say which came last.
    _number("ordinal"),
)
enrolment = _table("enrolment", _text("study_id", part_of_key=True), _person(part_of_key=True), Column("cohort", Text))
alias = _table("alias", _key("former_person_id"), _person(index=True))
invitation = _table(
    "invitation", _text("code", part_of_key=True), _text("groups"), _number("uses_left"), Column("last_day", Date)
)
withdrawal = _table(
    "withdrawal", _key("person_id"), _text("study_id", part_of_key=True), Column("everything", Boolean, nullable=False)
)
help_request = _table(
    "help_request",
    _key("request_id"),
    Column("contact_id", key16(), nullable=False),
    Column("on_day", Date, nullable=False),
    _text("state"),
)

# What is asked. `occasion` holds the waves that are open or wait for their release, and nothing older.

study = _table("study", _text("study_id", part_of_key=True), _text("state"))
wave = _table(
    "wave",
    _text("study_id", part_of_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    _text("state"),
    Column("release_id", key16()),
)
form_version = _table(
    "form_version",
    _text("form", part_of_key=True),
    _text("version", part_of_key=True),
    _text("sha256"),
    _text("source"),
)
occasion = _table(
    "occasion",
    _key("tag"),
    _text("study_id"),
    _number("wave"),
    _text("form"),
    _text("version"),
    _text("slot"),
    _text("state"),
    Column("next_due", UTCDateTime),
    # Since when the latest turn may not have reached the person; empty when it has.
    Column("lease", UTCDateTime),
    _number("fence"),
    Column("body_ct", LargeBinary, nullable=False),
    Index("ix_occasion_wave", "study_id", "wave"),
)
for _column in (occasion.c.lease, occasion.c.next_due):
    Index(
        f"ix_occasion_{_column.name}",
        _column,
        sqlite_where=text(f"{_column.name} IS NOT NULL"),
        postgresql_where=text(f"{_column.name} IS NOT NULL"),
    )
# How far something that is done once for everybody has come; `over` when all have been visited.
walk = _table(
    "walk", _text("name", part_of_key=True), Column("after", key16()), Column("over", Boolean, nullable=False)
)
text_review = _table(
    "text_review",
    _key("review_id"),
    _text("study_id"),
    _number("wave"),
    _text("item"),
    Column("body_ct", LargeBinary, nullable=False),
    Column("spans_ct", LargeBinary),
    Column("reasons", Text),
    _text("state"),
    Column("reviewers", Text),
    Index("ix_text_review_study_id", "study_id", "wave"),
)

# What goes in and out.

seen = _table("seen", _key("key"), Column("until", Date, nullable=False, index=True))
outbox = _table(
    "outbox",
    _key("id"),
    _text("lane"),
    _text("kind"),
    _number("priority"),
    _text("state"),
    Column("chat", key16()),
    Column("not_before", UTCDateTime, nullable=False),
    # The first `not_before`: a row that is put back keeps its turn.
    Column("turn", UTCDateTime, nullable=False),
    # Which comes first of those with the same turn in one chat; starts at 0 again when the chat is empty.
    _number("place"),
    Column("expires_at", UTCDateTime, nullable=False, index=True),
    _number("attempts"),
    Column("lease", UTCDateTime),
    _number("fence"),
    Column("key_day", Date, nullable=False, index=True),
    Column("dedupe", key16(), nullable=False, unique=True),
    Column("name_ct", LargeBinary, nullable=False),
    Column("body_ct", LargeBinary),
    # Which announcement it is a copy of, so that one statement can stop them all. For whom is in `body_ct` only.
    Column("announcement_id", key16()),
)


def _outbox_index(name: str, condition: str, *columns: str) -> None:
    Index(
        f"ix_outbox_{name}",
        *(outbox.c[column] for column in columns),
        sqlite_where=text(condition),
        postgresql_where=text(condition),
    )


_outbox_index("turn", "state = 'ready'", "lane", "priority", "turn", "place")
_outbox_index("due", "state = 'ready'", "lane", "not_before")
_outbox_index("expiry", "state = 'ready'", "lane", "expires_at")
_outbox_index("sending", "state = 'sending'", "lane", "lease")
_outbox_index("chat", "chat IS NOT NULL", "chat")
_outbox_index("announcement", "announcement_id IS NOT NULL", "announcement_id", "state")

lane = _table(
    "lane",
    _text("lane", part_of_key=True),
    Column("rate", Float, nullable=False),
    Column("tokens", Float, nullable=False),
    Column("refilled_at", UTCDateTime, nullable=False),
    Column("hold_until", UTCDateTime),
)
pace = _table(
    "pace",
    _key("chat"),
    Column("next_at", UTCDateTime, nullable=False),
    # The chat's gap in microseconds, for the stamp when a send has ended.
    Column("gap_us", BigInteger, nullable=False),
)

# Announcements, and what became of each copy. A line of the ledger never says which row of the outbox it was, nor the
# chat's mark there: that mark would then name its person beside everything else that waits.

announcement = _table(
    "announcement",
    _key("announcement_id"),
    Column("staff_id", key16()),
    _text("state"),
    Column("ended", Boolean, nullable=False),
    _text("text"),
    _text("audience"),
    Column("started", UTCDateTime, nullable=False),
    # The message that tells its sender how far it has got, and when that is to be brought up to date.
    Column("progress_message", Text),
    Column("report_at", UTCDateTime),
)
Index(
    "ix_announcement_draft",
    announcement.c.staff_id,
    unique=True,
    sqlite_where=text("state = 'draft'"),
    postgresql_where=text("state = 'draft'"),
)
delivery = _table(
    "delivery",
    _key("announcement_id"),
    _key("contact_id"),
    _text("state"),
    Column("message_id", Text),
)
Index(
    "ix_delivery_waiting",
    delivery.c.contact_id,
    sqlite_where=text("state = 'waiting'"),
    postgresql_where=text("state = 'waiting'"),
)

# Staff are named; participants never are.

staff = _table(
    "staff",
    _key("staff_id"),
    _text("name"),
    _text("roles"),
    _text("language"),
    _text("state"),
    Column("platform", Text),
    Column("key_id", Integer),
    Column("address_ct", LargeBinary),
    Column("address_bidx", LargeBinary(32), unique=True),
)
Index(
    "ix_staff_name",
    staff.c.name,
    unique=True,
    sqlite_where=text("state = 'active'"),
    postgresql_where=text("state = 'active'"),
)
staff_invitation = _table(
    "staff_invitation",
    Column("code_hash", LargeBinary(32), primary_key=True),
    Column("name", Text, nullable=False, unique=True),
    _text("roles"),
    Column("until", Date, nullable=False),
)
audit = _table(
    "audit",
    _key("audit_id"),
    Column("at_minute", UTCDateTime, nullable=False),
    # Nobody: whoever has the command line of the machine.
    Column("staff_id", key16()),
    _text("action"),
    Column("object_id", Text),
    Column("n", Integer),
)
