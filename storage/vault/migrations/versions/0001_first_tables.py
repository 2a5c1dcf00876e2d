"""The first tables."""

import sqlalchemy as sa
from alembic import op

revision = "vault_0001"
down_revision = None
branch_labels = None
depends_on = None


def _index_where(condition: str, name: str, table: str, columns: list[str], *, unique: bool = False) -> None:
    """An index of the rows that fulfil the condition."""
    where = sa.text(condition)
    op.create_index(name, table, columns, unique=unique, sqlite_where=where, postgresql_where=where)


def upgrade() -> None:
    op.create_table(
        "announcement",
        sa.Column("announcement_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("staff_id", sa.LargeBinary(length=16), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("ended", sa.Boolean(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("audience", sa.Text(), nullable=False),
        sa.Column("started", sa.DateTime(timezone=True), nullable=False),
        sa.Column("progress_message", sa.Text(), nullable=True),
        sa.Column("report_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("announcement_id", name="pk_announcement"),
        sqlite_with_rowid=False,
    )
    _index_where("state = 'draft'", "ix_announcement_draft", "announcement", ["staff_id"], unique=True)

    op.create_table(
        "audit",
        sa.Column("audit_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("at_minute", sa.DateTime(timezone=True), nullable=False),
        sa.Column("staff_id", sa.LargeBinary(length=16), nullable=True),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("object_id", sa.Text(), nullable=True),
        sa.Column("n", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("audit_id", name="pk_audit"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "delivery",
        sa.Column("announcement_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("contact_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("message_id", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("announcement_id", "contact_id", name="pk_delivery"),
        sqlite_with_rowid=False,
    )
    _index_where("state = 'waiting'", "ix_delivery_waiting", "delivery", ["contact_id"])

    op.create_table(
        "form_version",
        sa.Column("form", sa.Text(), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("form", "version", name="pk_form_version"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "help_request",
        sa.Column("request_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("contact_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("request_id", name="pk_help_request"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "invitation",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("groups", sa.Text(), nullable=False),
        sa.Column("uses_left", sa.Integer(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("code", name="pk_invitation"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "lane",
        sa.Column("lane", sa.Text(), nullable=False),
        sa.Column("rate", sa.Float(), nullable=False),
        sa.Column("tokens", sa.Float(), nullable=False),
        sa.Column("refilled_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("hold_until", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("lane", name="pk_lane"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "occasion",
        sa.Column("tag", sa.LargeBinary(length=16), nullable=False),
        sa.Column("study_id", sa.Text(), nullable=False),
        sa.Column("wave", sa.Integer(), nullable=False),
        sa.Column("form", sa.Text(), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("slot", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("next_due", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lease", sa.DateTime(timezone=True), nullable=True),
        sa.Column("fence", sa.Integer(), nullable=False),
        sa.Column("body_ct", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("tag", name="pk_occasion"),
        sqlite_with_rowid=False,
    )
    _index_where("lease IS NOT NULL", "ix_occasion_lease", "occasion", ["lease"])
    _index_where("next_due IS NOT NULL", "ix_occasion_next_due", "occasion", ["next_due"])
    op.create_index("ix_occasion_wave", "occasion", ["study_id", "wave"], unique=False)

    op.create_table(
        "outbox",
        sa.Column("id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("lane", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("chat", sa.LargeBinary(length=16), nullable=True),
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=False),
        sa.Column("turn", sa.DateTime(timezone=True), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("lease", sa.DateTime(timezone=True), nullable=True),
        sa.Column("fence", sa.Integer(), nullable=False),
        sa.Column("key_day", sa.Date(), nullable=False),
        sa.Column("dedupe", sa.LargeBinary(length=16), nullable=False),
        sa.Column("name_ct", sa.LargeBinary(), nullable=False),
        sa.Column("body_ct", sa.LargeBinary(), nullable=True),
        sa.Column("announcement_id", sa.LargeBinary(length=16), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_outbox"),
        sa.UniqueConstraint("dedupe", name="uq_outbox_dedupe"),
        sqlite_with_rowid=False,
    )
    _index_where("announcement_id IS NOT NULL", "ix_outbox_announcement", "outbox", ["announcement_id", "state"])
    _index_where("chat IS NOT NULL", "ix_outbox_chat", "outbox", ["chat"])
    _index_where("state = 'ready'", "ix_outbox_due", "outbox", ["lane", "not_before"])
    op.create_index("ix_outbox_expires_at", "outbox", ["expires_at"], unique=False)
    _index_where("state = 'ready'", "ix_outbox_expiry", "outbox", ["lane", "expires_at"])
    op.create_index("ix_outbox_key_day", "outbox", ["key_day"], unique=False)
    _index_where("state = 'sending'", "ix_outbox_sending", "outbox", ["lane", "lease"])
    _index_where("state = 'ready'", "ix_outbox_turn", "outbox", ["lane", "priority", "turn", "place"])

    op.create_table(
        "pace",
        sa.Column("chat", sa.LargeBinary(length=16), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("gap_us", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("chat", name="pk_pace"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "person",
        sa.Column("person_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("standing", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.Column("day_hour", sa.Integer(), nullable=True),
        sa.Column("quiet", sa.Text(), nullable=True),
        sa.Column("weekly_limit", sa.Integer(), nullable=True),
        sa.Column("paused_until_day", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("person_id", name="pk_person"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "seen",
        sa.Column("key", sa.LargeBinary(length=16), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_seen"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_seen_until", "seen", ["until"], unique=False)

    op.create_table(
        "staff",
        sa.Column("staff_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("roles", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("platform", sa.Text(), nullable=True),
        sa.Column("key_id", sa.Integer(), nullable=True),
        sa.Column("address_ct", sa.LargeBinary(), nullable=True),
        sa.Column("address_bidx", sa.LargeBinary(length=32), nullable=True),
        sa.PrimaryKeyConstraint("staff_id", name="pk_staff"),
        sa.UniqueConstraint("address_bidx", name="uq_staff_address_bidx"),
        sqlite_with_rowid=False,
    )
    _index_where("state = 'active'", "ix_staff_name", "staff", ["name"], unique=True)

    op.create_table(
        "staff_invitation",
        sa.Column("code_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("roles", sa.Text(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("code_hash", name="pk_staff_invitation"),
        sa.UniqueConstraint("name", name="uq_staff_invitation_name"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "study",
        sa.Column("study_id", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("study_id", name="pk_study"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "text_review",
        sa.Column("review_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("study_id", sa.Text(), nullable=False),
        sa.Column("wave", sa.Integer(), nullable=False),
        sa.Column("item", sa.Text(), nullable=False),
        sa.Column("body_ct", sa.LargeBinary(), nullable=False),
        sa.Column("spans_ct", sa.LargeBinary(), nullable=True),
        sa.Column("reasons", sa.Text(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("reviewers", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("review_id", name="pk_text_review"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_text_review_study_id", "text_review", ["study_id", "wave"], unique=False)

    op.create_table(
        "walk",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("after", sa.LargeBinary(length=16), nullable=True),
        sa.Column("over", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_walk"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "wave",
        sa.Column("study_id", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("release_id", sa.LargeBinary(length=16), nullable=True),
        sa.PrimaryKeyConstraint("study_id", "number", name="pk_wave"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "withdrawal",
        sa.Column("person_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("study_id", sa.Text(), nullable=False),
        sa.Column("everything", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("person_id", "study_id", name="pk_withdrawal"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "alias",
        sa.Column("former_person_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("person_id", sa.LargeBinary(length=16), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.person_id"], name="fk_alias_person_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("former_person_id", name="pk_alias"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_alias_person_id", "alias", ["person_id"], unique=False)

    op.create_table(
        "consent",
        sa.Column("consent_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("person_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("study_id", sa.Text(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("text_sha256", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("decision", sa.Text(), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.person_id"], name="fk_consent_person_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("consent_id", name="pk_consent"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_consent_person_id", "consent", ["person_id"], unique=False)

    op.create_table(
        "contact",
        sa.Column("contact_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("person_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("key_id", sa.Integer(), nullable=False),
        sa.Column("address_ct", sa.LargeBinary(), nullable=False),
        sa.Column("address_bidx", sa.LargeBinary(length=32), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.person_id"], name="fk_contact_person_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("contact_id", name="pk_contact"),
        sa.UniqueConstraint("address_bidx", name="uq_contact_address_bidx"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_contact_person_id", "contact", ["person_id"], unique=False)

    op.create_table(
        "enrolment",
        sa.Column("study_id", sa.Text(), nullable=False),
        sa.Column("person_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("cohort", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.person_id"], name="fk_enrolment_person_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("study_id", "person_id", name="pk_enrolment"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "membership",
        sa.Column("person_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("group_id", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.person_id"], name="fk_membership_person_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("person_id", "group_id", name="pk_membership"),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    for table in (
        "membership",
        "enrolment",
        "contact",
        "consent",
        "alias",
        "withdrawal",
        "wave",
        "walk",
        "text_review",
        "study",
        "staff_invitation",
        "staff",
        "seen",
        "person",
        "pace",
        "outbox",
        "occasion",
        "lane",
        "invitation",
        "help_request",
        "form_version",
        "delivery",
        "audit",
        "announcement",
    ):
        op.drop_table(table)
