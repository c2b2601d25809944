"""Explanation sheets of everybody in a round, made by a job; released papers taken back by two people."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

OPEN = sa.text("decision IS NULL")
# What an officer asked for stays as it was asked; what a second person said stays as it was said.
ASKED = " OR ".join(f"OLD.{each} <> NEW.{each}" for each in ("facility_id", "paper_id", "reason", "note", "filed_by", "filed_at"))
STANDING = (
    "EXISTS (SELECT 1 FROM letter_paper WHERE letter_paper.id = NEW.paper_id AND letter_paper.facility_id = NEW.facility_id"
    " AND letter_paper.state = 'released')"
)
CONFIRMED = "EXISTS (SELECT 1 FROM letter_recall WHERE letter_recall.paper_id = NEW.id AND letter_recall.decision = 'confirmed')"
# name → table, verb, condition, message
GUARDS: dict[str, tuple[str, str, str, str]] = {
    "letter_recall_no_delete": ("letter_recall", "DELETE", "1 = 1", "a recall stays"),
    "letter_recall_begins_open": (
        "letter_recall", "INSERT", f"NEW.decision IS NOT NULL OR NOT {STANDING}",
        "a recall begins undecided, over a paper that stands",
    ),
    "letter_recall_stays": ("letter_recall", "UPDATE", f"OLD.decision IS NOT NULL OR {ASKED}", "a recall stays"),
    "letter_paper_taken_back_by_two": (
        "letter_paper", "UPDATE", f"OLD.state <> 'cancelled' AND NEW.state = 'cancelled' AND NOT {CONFIRMED}",
        "a second person takes a paper back",
    ),
}  # fmt: skip


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
    let_papers_be_taken_back()
    for name, (table, verb, condition, message) in GUARDS.items():
        _guard(name, table, verb, condition, message)


def let_papers_be_taken_back() -> None:
    """Who asks for a released paper to be taken back, and who says so."""
    op.create_table(
        "letter_recall",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("facility_id", sa.Integer(), nullable=False),
        sa.Column("paper_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=20), nullable=False),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.Column("filed_by", sa.Integer(), nullable=False),
        sa.Column("filed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decision", sa.String(length=10), nullable=True),
        sa.Column("decision_note", sa.String(length=500), nullable=False),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "reason IN ('wrong_content', 'wrong_people', 'wrong_signature', 'decision_changed', 'other')",
            name=op.f("ck_letter_recall_reason"),
        ),
        sa.CheckConstraint("decision IN ('confirmed', 'declined')", name=op.f("ck_letter_recall_decision")),
        sa.CheckConstraint("reason <> 'other' OR note <> ''", name=op.f("ck_letter_recall_other_reason")),
        sa.CheckConstraint("decided_by <> filed_by", name=op.f("ck_letter_recall_second_person")),
        sa.CheckConstraint(
            "(decision IS NULL) = (decided_by IS NULL) AND (decision IS NULL) = (decided_at IS NULL)",
            name=op.f("ck_letter_recall_decided"),
        ),
        sa.CheckConstraint("decision <> 'declined' OR decision_note <> ''", name=op.f("ck_letter_recall_declined_note")),
        *_keys("letter_recall", decided_by="user", facility_id="facility", filed_by="user", paper_id="letter_paper"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter_recall")),
    )
    op.create_index(op.f("ix_letter_recall_facility_id"), "letter_recall", ["facility_id"])
    op.create_index(op.f("ix_letter_recall_paper_id"), "letter_recall", ["paper_id"])
    op.create_index("uq_letter_recall_open", "letter_recall", ["paper_id"], unique=True, sqlite_where=OPEN, postgresql_where=OPEN)


def _guard(name: str, table: str, verb: str, condition: str, message: str) -> None:
    """A trigger that refuses a row where the condition holds; the condition may ask another table."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            f"CREATE TRIGGER {name} BEFORE {verb} ON {table} WHEN ({condition}) BEGIN SELECT RAISE(ABORT, '{message}'); END"
        )
        return
    op.execute(
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF {condition} THEN "
        f"RAISE EXCEPTION '{message}' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $$"
    )
    op.execute(f"CREATE TRIGGER {name} BEFORE {verb} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()")


def _keys(table: str, **targets: str) -> list[sa.ForeignKeyConstraint]:
    """Foreign keys of a table by column, each to the id of another."""
    return [
        sa.ForeignKeyConstraint([column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}_{target}"))
        for column, target in targets.items()
    ]


def downgrade() -> None:
    for name, (table, *_) in GUARDS.items():
        if op.get_bind().dialect.name == "sqlite":
            op.execute(f"DROP TRIGGER {name}")
        else:
            op.execute(f"DROP TRIGGER {name} ON {table}")
            op.execute(f"DROP FUNCTION {name}()")
    op.drop_table("letter_recall")
    op.drop_table("sheet_part")
    op.drop_table("sheet_file")
