"""The first tables."""

import sqlalchemy as sa
from alembic import op

revision = "research_0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "instrument",
        sa.Column("study_id", sa.Text(), nullable=False),
        sa.Column("form", sa.Text(), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("codebook", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("study_id", "form", "version", name="pk_instrument"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "response",
        sa.Column("response_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("study_id", sa.Text(), nullable=False),
        sa.Column("wave_label", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=True),
        sa.Column("form", sa.Text(), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("occasion_ordinal", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("response_id", name="pk_response"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_response_study_id_code", "response", ["study_id", "code"], unique=False)

    op.create_table(
        "seal",
        sa.Column("study_id", sa.Text(), nullable=False),
        sa.Column("sealed_on", sa.Date(), nullable=False),
        sa.Column("report", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("study_id", name="pk_seal"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "study",
        sa.Column("study_id", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("study_id", name="pk_study"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "text_response",
        sa.Column("text_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("study_id", sa.Text(), nullable=False),
        sa.Column("wave_label", sa.Text(), nullable=False),
        sa.Column("item", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("text_id", name="pk_text_response"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_text_response_study_id", "text_response", ["study_id"], unique=False)

    op.create_table(
        "wave",
        sa.Column("release_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("study_id", sa.Text(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("n_released", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("release_id", name="pk_wave"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_wave_study_id", "wave", ["study_id"], unique=False)

    op.create_table(
        "denominator",
        sa.Column("release_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("form", sa.Text(), nullable=False),
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["release_id"], ["wave.release_id"], name="fk_denominator_release_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("release_id", "form", "platform", "state", name="pk_denominator"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "value",
        sa.Column("response_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("item", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["response_id"], ["response.response_id"], name="fk_value_response_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("response_id", "item", name="pk_value"),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    for table in (
        "value",
        "denominator",
        "wave",
        "text_response",
        "study",
        "seal",
        "response",
        "instrument",
    ):
        op.drop_table(table)
