"""Weeks in turn, days off, covers and catch-up sessions; answers to questions; what a teacher's phone sends."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

OPEN_CATCH_UP = sa.text("replaces_id IS NOT NULL AND state <> 'cancelled'")
UNDECIDED = sa.text("state = 'waiting' AND decision IS NULL")
# SQLite writes a new column of a table that others point to in place: to copy the table would break what points there.
SESSION_COLUMNS = (
    "day_off_id INTEGER CONSTRAINT fk_class_session_day_off_id_day_off REFERENCES day_off (id) "
    "CONSTRAINT ck_class_session_day_off CHECK (day_off_id IS NULL OR state = 'cancelled')",
    "replaces_id INTEGER CONSTRAINT fk_class_session_replaces_id_class_session REFERENCES class_session (id)",
)


def upgrade() -> None:
    op.create_table(
        "day_off",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("facility_id", sa.Integer(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("confirmed_by", sa.Integer(), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("kind IN ('nasional', 'upt')", name=op.f("ck_day_off_kind")),
        sa.CheckConstraint("state IN ('perkiraan', 'ditetapkan')", name=op.f("ck_day_off_state")),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name=op.f("fk_day_off_facility_id_facility")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_day_off")),
        sa.UniqueConstraint("facility_id", "held_on", name=op.f("uq_day_off_facility_id_held_on")),
    )
    let_sessions_name_what_they_replace()
    let_hours_come_every_few_weeks()
    op.create_table(
        "cover",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("facility_id", sa.Integer(), nullable=False),
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("instructor_id", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("weekday", sa.SmallInteger(), nullable=True),
        sa.Column("starts_time", sa.Time(), nullable=True),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("ends_on > starts_on", name=op.f("ck_cover_period")),
        sa.CheckConstraint("weekday IS NULL OR weekday BETWEEN 0 AND 6", name=op.f("ck_cover_weekday")),
        sa.ForeignKeyConstraint(["cohort_id"], ["cohort.id"], name=op.f("fk_cover_cohort_id_cohort")),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name=op.f("fk_cover_facility_id_facility")),
        sa.ForeignKeyConstraint(["instructor_id"], ["instructor.id"], name=op.f("fk_cover_instructor_id_instructor")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cover")),
    )
    with op.batch_alter_table("cover", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_cover_cohort_id"), ["cohort_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_cover_facility_id"), ["facility_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_cover_instructor_id"), ["instructor_id"], unique=False)

    op.create_table(
        "oversight_answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("facility_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=True),
        sa.Column("cohort_id", sa.Integer(), nullable=True),
        sa.Column("wbp_id", sa.Integer(), nullable=True),
        sa.Column("part", sa.Integer(), nullable=False),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.Column("answered_by", sa.Integer(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "kind IN ('no_register', 'absent_running', 'always_full', 'odd_time', 'elsewhere')",
            name=op.f("ck_oversight_answer_kind"),
        ),
        sa.ForeignKeyConstraint(["answered_by"], ["user.id"], name=op.f("fk_oversight_answer_answered_by_user")),
        sa.ForeignKeyConstraint(["cohort_id"], ["cohort.id"], name=op.f("fk_oversight_answer_cohort_id_cohort")),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name=op.f("fk_oversight_answer_facility_id_facility")),
        sa.ForeignKeyConstraint(["session_id"], ["class_session.id"], name=op.f("fk_oversight_answer_session_id_class_session")),
        sa.ForeignKeyConstraint(["wbp_id"], ["wbp.id"], name=op.f("fk_oversight_answer_wbp_id_wbp")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_oversight_answer")),
    )
    with op.batch_alter_table("oversight_answer", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_oversight_answer_cohort_id"), ["cohort_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_oversight_answer_facility_id"), ["facility_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_oversight_answer_session_id"), ["session_id"], unique=False)
        batch_op.create_index("ix_oversight_answer_subject", ["kind", "session_id", "cohort_id", "wbp_id", "part"], unique=False)
        batch_op.create_index(batch_op.f("ix_oversight_answer_wbp_id"), ["wbp_id"], unique=False)

    op.create_table(
        "sent_mark",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("facility_id", sa.Integer(), nullable=True),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("device", sa.String(length=36), nullable=False),
        sa.Column("key", sa.String(length=36), nullable=False),
        sa.Column("counter", sa.Integer(), nullable=True),
        sa.Column("session_id", sa.Integer(), nullable=True),
        sa.Column("wbp_id", sa.Integer(), nullable=True),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=True),
        sa.Column("note", sa.String(length=100), nullable=True),
        sa.Column("minutes", sa.SmallInteger(), nullable=True),
        sa.Column("took_part", sa.Boolean(), nullable=True),
        sa.Column("seen_mark_id", sa.Integer(), nullable=True),
        sa.Column("raw", sa.String(length=1000), nullable=True),
        sa.Column("body_hash", sa.String(length=64), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("arrived_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("cause", sa.String(length=20), nullable=False),
        sa.Column("mark_id", sa.Integer(), nullable=True),
        sa.Column("decision", sa.String(length=10), nullable=True),
        sa.Column("decided_why", sa.String(length=200), nullable=False),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("decision IN ('used', 'left', 'overtaken')", name=op.f("ck_sent_mark_decision")),
        sa.CheckConstraint("decision IS NULL OR state = 'waiting'", name=op.f("ck_sent_mark_decided_waiting")),
        sa.CheckConstraint("state IN ('stored', 'waiting', 'refused')", name=op.f("ck_sent_mark_state")),
        sa.ForeignKeyConstraint(["decided_by"], ["user.id"], name=op.f("fk_sent_mark_decided_by_user")),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name=op.f("fk_sent_mark_facility_id_facility")),
        sa.ForeignKeyConstraint(["mark_id"], ["mark.id"], name=op.f("fk_sent_mark_mark_id_mark")),
        sa.ForeignKeyConstraint(["session_id"], ["class_session.id"], name=op.f("fk_sent_mark_session_id_class_session")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_sent_mark_user_id_user")),
        sa.ForeignKeyConstraint(["wbp_id"], ["wbp.id"], name=op.f("fk_sent_mark_wbp_id_wbp")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sent_mark")),
        sa.UniqueConstraint("user_id", "device", "counter", name=op.f("uq_sent_mark_user_id_device_counter")),
        sa.UniqueConstraint("user_id", "key", name=op.f("uq_sent_mark_user_id_key")),
    )
    with op.batch_alter_table("sent_mark", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sent_mark_mark_id"), ["mark_id"], unique=False)
        batch_op.create_index("ix_sent_mark_session", ["session_id", "user_id", "device"], unique=False)
        batch_op.create_index(
            "ix_sent_mark_undecided",
            ["facility_id", "session_id"],
            unique=False,
            sqlite_where=sa.text("state = 'waiting' AND decision IS NULL"),
            postgresql_where=sa.text("state = 'waiting' AND decision IS NULL"),
        )
        batch_op.create_index(batch_op.f("ix_sent_mark_wbp_id"), ["wbp_id"], unique=False)


def let_sessions_name_what_they_replace() -> None:
    """The day off that closed a session, and the session that one catches up."""
    for column in SESSION_COLUMNS:
        op.execute(f"ALTER TABLE class_session ADD COLUMN {column}")
    op.create_index("ix_class_session_day_off_id", "class_session", ["day_off_id"])
    op.create_index(
        "uq_class_session_replaces", "class_session", ["replaces_id"], unique=True, sqlite_where=OPEN_CATCH_UP,
        postgresql_where=OPEN_CATCH_UP,
    )  # fmt: skip


def let_hours_come_every_few_weeks() -> None:
    """A timetable's hours: every how many weeks, from which day, and who teaches them."""
    with op.batch_alter_table("schedule_slot", schema=None) as batch_op:
        batch_op.add_column(sa.Column("instructor_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("every_weeks", sa.SmallInteger(), nullable=False, server_default="1"))
        batch_op.add_column(sa.Column("first_on", sa.Date(), nullable=True))
        batch_op.drop_constraint("uq_schedule_slot_cohort_id_weekday_starts_time", type_="unique")
        batch_op.create_unique_constraint(
            "uq_schedule_slot_cohort_id_weekday_starts_time_first_on", ["cohort_id", "weekday", "starts_time", "first_on"]
        )
        batch_op.create_check_constraint(
            "ck_schedule_slot_weeks", "every_weeks = 1 OR (every_weeks BETWEEN 2 AND 8 AND first_on IS NOT NULL)"
        )
        batch_op.create_foreign_key("fk_schedule_slot_instructor_id_instructor", "instructor", ["instructor_id"], ["id"])
        batch_op.create_index("ix_schedule_slot_instructor_id", ["instructor_id"], unique=False)
    with op.batch_alter_table("schedule_slot", schema=None) as batch_op:
        batch_op.alter_column("every_weeks", server_default=None)


def downgrade() -> None:
    for table in ("sent_mark", "oversight_answer", "cover"):
        op.drop_table(table)
    op.execute("DELETE FROM schedule_slot WHERE every_weeks > 1")
    with op.batch_alter_table("schedule_slot", schema=None) as batch_op:
        batch_op.drop_index("ix_schedule_slot_instructor_id")
        batch_op.drop_constraint("fk_schedule_slot_instructor_id_instructor", type_="foreignkey")
        batch_op.drop_constraint("ck_schedule_slot_weeks", type_="check")
        batch_op.drop_constraint("uq_schedule_slot_cohort_id_weekday_starts_time_first_on", type_="unique")
        batch_op.create_unique_constraint(
            "uq_schedule_slot_cohort_id_weekday_starts_time", ["cohort_id", "weekday", "starts_time"]
        )
        for column in ("first_on", "every_weeks", "instructor_id"):
            batch_op.drop_column(column)
    op.drop_index("uq_class_session_replaces", "class_session")
    op.drop_index("ix_class_session_day_off_id", "class_session")
    for column in ("replaces_id", "day_off_id"):
        op.execute(f"ALTER TABLE class_session DROP COLUMN {column}")
    op.drop_table("day_off")
