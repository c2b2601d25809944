"""The life of a register: finished, marks taken back, changes asked for after the facility's window."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

OPEN = sa.text("state = 'proposed'")
REPLACED, REASONED = sa.text("replaces_id IS NOT NULL"), sa.text("correction <> ''")


def upgrade() -> None:
    op.add_column("facility", sa.Column("correction_days", sa.SmallInteger(), nullable=False, server_default="7"))
    _renew_correction_index(REPLACED, REASONED)
    op.create_table(
        "mark_taken_back",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("facility_id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("mark_id", sa.Integer(), nullable=False),
        sa.Column("taken_by", sa.Integer(), nullable=True),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name=op.f("fk_mark_taken_back_facility_id_facility")),
        sa.ForeignKeyConstraint(["mark_id"], ["mark.id"], name=op.f("fk_mark_taken_back_mark_id_mark")),
        sa.ForeignKeyConstraint(["session_id"], ["class_session.id"], name=op.f("fk_mark_taken_back_session_id_class_session")),
        sa.ForeignKeyConstraint(["taken_by"], ["user.id"], name=op.f("fk_mark_taken_back_taken_by_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mark_taken_back")),
        sa.UniqueConstraint("mark_id", name=op.f("uq_mark_taken_back_mark_id")),
    )
    op.create_index(op.f("ix_mark_taken_back_facility_id"), "mark_taken_back", ["facility_id"])
    op.create_index(op.f("ix_mark_taken_back_session_id"), "mark_taken_back", ["session_id"])
    op.create_table(
        "register_finish",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("facility_id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("unrecorded", sa.Integer(), nullable=False),
        sa.Column("finished_by", sa.Integer(), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("unrecorded >= 0", name=op.f("ck_register_finish_unrecorded")),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name=op.f("fk_register_finish_facility_id_facility")),
        sa.ForeignKeyConstraint(["finished_by"], ["user.id"], name=op.f("fk_register_finish_finished_by_user")),
        sa.ForeignKeyConstraint(["session_id"], ["class_session.id"], name=op.f("fk_register_finish_session_id_class_session")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_register_finish")),
        sa.UniqueConstraint("session_id", name=op.f("uq_register_finish_session_id")),
    )
    op.create_index(op.f("ix_register_finish_facility_id"), "register_finish", ["facility_id"])
    _create_proposals()


def _create_proposals() -> None:
    op.create_table(
        "mark_proposal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("facility_id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("wbp_id", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("note", sa.String(length=100), nullable=False),
        sa.Column("minutes", sa.SmallInteger(), nullable=True),
        sa.Column("took_part", sa.Boolean(), nullable=True),
        sa.Column("seen_mark_id", sa.Integer(), nullable=True),
        sa.Column("why", sa.String(length=200), nullable=False),
        sa.Column("proposed_by", sa.Integer(), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("decided_note", sa.String(length=200), nullable=False),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("mark_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "status IN ('hadir', 'terlambat', 'pulang_awal', 'sakit', 'izin', 'berhalangan_resmi', 'tanpa_keterangan')",
            name=op.f("ck_mark_proposal_status"),
        ),
        sa.CheckConstraint("state IN ('proposed', 'confirmed', 'declined')", name=op.f("ck_mark_proposal_state")),
        sa.CheckConstraint("why <> ''", name=op.f("ck_mark_proposal_why")),
        sa.CheckConstraint("decided_by <> proposed_by", name=op.f("ck_mark_proposal_second_person")),
        sa.CheckConstraint(
            "(state = 'proposed') = (decided_by IS NULL) AND (state = 'proposed') = (decided_at IS NULL)",
            name=op.f("ck_mark_proposal_decided"),
        ),
        sa.CheckConstraint("mark_id IS NULL OR state = 'confirmed'", name=op.f("ck_mark_proposal_confirmed")),
        sa.ForeignKeyConstraint(["decided_by"], ["user.id"], name=op.f("fk_mark_proposal_decided_by_user")),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name=op.f("fk_mark_proposal_facility_id_facility")),
        sa.ForeignKeyConstraint(["mark_id"], ["mark.id"], name=op.f("fk_mark_proposal_mark_id_mark")),
        sa.ForeignKeyConstraint(["proposed_by"], ["user.id"], name=op.f("fk_mark_proposal_proposed_by_user")),
        sa.ForeignKeyConstraint(["seen_mark_id"], ["mark.id"], name=op.f("fk_mark_proposal_seen_mark_id_mark")),
        sa.ForeignKeyConstraint(["session_id"], ["class_session.id"], name=op.f("fk_mark_proposal_session_id_class_session")),
        sa.ForeignKeyConstraint(["wbp_id"], ["wbp.id"], name=op.f("fk_mark_proposal_wbp_id_wbp")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mark_proposal")),
    )
    op.create_index(
        "uq_mark_proposal_open", "mark_proposal", ["session_id", "wbp_id"], unique=True, sqlite_where=OPEN, postgresql_where=OPEN
    )
    op.create_index(
        "ix_mark_proposal_open", "mark_proposal", ["facility_id", "proposed_by"], sqlite_where=OPEN, postgresql_where=OPEN
    )
    op.create_index("ix_mark_proposal_session", "mark_proposal", ["session_id"])
    op.create_index(op.f("ix_mark_proposal_wbp_id"), "mark_proposal", ["wbp_id"])


def _renew_correction_index(before: sa.TextClause, after: sa.TextClause) -> None:
    """The marks written with a reason: since a register can be finished, a first mark may carry one too."""
    op.drop_index("ix_mark_correction", "mark", sqlite_where=before, postgresql_where=before)
    op.create_index("ix_mark_correction", "mark", ["session_id"], sqlite_where=after, postgresql_where=after)


def downgrade() -> None:
    op.drop_table("mark_proposal")
    op.drop_table("register_finish")
    op.drop_table("mark_taken_back")
    _renew_correction_index(REASONED, REPLACED)
    op.drop_column("facility", "correction_days")
