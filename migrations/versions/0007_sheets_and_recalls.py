"""Explanation sheets of everybody in a round, made by a job."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "sheet_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("facility_id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("job_id", sa.Integer(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("computed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_by", sa.Integer(), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("people > 0", name=op.f("ck_sheet_file_people")),
        *_keys("sheet_file", asked_by="user", facility_id="facility", job_id="job", round_id="remisi_round"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sheet_file")),
        sa.UniqueConstraint("job_id", name=op.f("uq_sheet_file_job_id")),
    )
    op.create_index(op.f("ix_sheet_file_facility_id"), "sheet_file", ["facility_id"])
    op.create_index(op.f("ix_sheet_file_round_id"), "sheet_file", ["round_id"])
    op.create_table(
        "sheet_part",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("facility_id", sa.Integer(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("block", sa.String(length=40), nullable=False),
        sa.Column("share", sa.Integer(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("people > 0", name=op.f("ck_sheet_part_people")),
        *_keys("sheet_part", facility_id="facility", file_id="sheet_file"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sheet_part")),
        sa.UniqueConstraint("file_id", "number", name=op.f("uq_sheet_part_file_id_number")),
    )
    op.create_index(op.f("ix_sheet_part_facility_id"), "sheet_part", ["facility_id"])


def _keys(table: str, **targets: str) -> list[sa.ForeignKeyConstraint]:
    """Foreign keys of a table by column, each to the id of another."""
    return [
        sa.ForeignKeyConstraint([column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}_{target}"))
        for column, target in targets.items()
    ]


def downgrade() -> None:
    op.drop_table("sheet_part")
    op.drop_table("sheet_file")
