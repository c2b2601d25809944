"""What is owed and to whom: gaps given to colleagues; objections, which nobody deletes or rewrites."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

SAID = (
    "facility_id", "year", "number", "wbp_id", "about", "raised_by", "raised_name", "text", "received_on", "due_on", "date_name",
    "recorded_by", "recorded_at",
)  # fmt: skip
REWRITTEN = (
    " OR ".join(f"OLD.{each} <> NEW.{each}" for each in SAID) + " OR COALESCE(OLD.round_id, 0) <> COALESCE(NEW.round_id, 0)"
)
# name → verb, condition (None: always), message
GUARDS: dict[str, tuple[str, str | None, str]] = {
    "objection_no_delete": ("DELETE", None, "an objection stays"),
    "objection_said_stays": ("UPDATE", REWRITTEN, "what was said stays as it was said"),
    "objection_answer_stays": ("UPDATE", "OLD.result IS NOT NULL", "an answer stays as it was given"),
}


def upgrade() -> None:
    op.create_table(
        "remisi_task",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("facility_id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("wbp_id", sa.Integer(), nullable=False),
        sa.Column("topic", sa.String(length=24), nullable=False),
        sa.Column("assignee_id", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("assigned_by", sa.Integer(), nullable=True),
        sa.Column("assigned_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("topic <> ''", name=op.f("ck_remisi_task_topic")),
        *_keys(
            "remisi_task", assignee_id="user", assigned_by="user", facility_id="facility", round_id="remisi_round", wbp_id="wbp"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_remisi_task")),
        sa.UniqueConstraint("round_id", "wbp_id", "topic", name=op.f("uq_remisi_task_round_id_wbp_id_topic")),
    )
    op.create_index(op.f("ix_remisi_task_facility_id"), "remisi_task", ["facility_id"])
    op.create_index(op.f("ix_remisi_task_wbp_id"), "remisi_task", ["wbp_id"])
    op.create_index("ix_remisi_task_assignee", "remisi_task", ["assignee_id", "due_on", "id"])
    _objections()
    for name, (verb, condition, message) in GUARDS.items():
        _guard(name, verb, condition, message)


def _keys(table: str, **points: str) -> list[sa.ForeignKeyConstraint]:
    return [
        sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}_{other}"))
        for column, other in points.items()
    ]


def _objections() -> None:
    op.create_table(
        "objection",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("facility_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("wbp_id", sa.Integer(), nullable=False),
        sa.Column("about", sa.String(length=10), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=True),
        sa.Column("date_name", sa.String(length=24), nullable=False),
        sa.Column("raised_by", sa.String(length=12), nullable=False),
        sa.Column("raised_name", sa.String(length=200), nullable=False),
        sa.Column("text", sa.String(length=4000), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("recorded_by", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answerer_id", sa.Integer(), nullable=False),
        sa.Column("decider_id", sa.Integer(), nullable=True),
        sa.Column("result", sa.String(length=10), nullable=True),
        sa.Column("answer", sa.String(length=4000), nullable=False),
        sa.Column("answered_by", sa.Integer(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("raised_by IN ('wbp', 'keluarga', 'kuasa_hukum')", name=op.f("ck_objection_raised_by")),
        sa.CheckConstraint("about IN ('round', 'date')", name=op.f("ck_objection_about")),
        sa.CheckConstraint("result IN ('accepted', 'refused', 'explained')", name=op.f("ck_objection_result")),
        sa.CheckConstraint("text <> '' AND raised_name <> ''", name=op.f("ck_objection_said")),
        sa.CheckConstraint("number > 0", name=op.f("ck_objection_number")),
        sa.CheckConstraint("due_on >= received_on", name=op.f("ck_objection_due")),
        sa.CheckConstraint("about <> 'round' OR round_id IS NOT NULL", name=op.f("ck_objection_round")),
        sa.CheckConstraint("about <> 'date' OR date_name <> ''", name=op.f("ck_objection_date_name")),
        sa.CheckConstraint("answerer_id <> decider_id", name=op.f("ck_objection_named_person")),
        sa.CheckConstraint("answered_by <> decider_id", name=op.f("ck_objection_not_the_decider")),
        sa.CheckConstraint("answered_by = answerer_id", name=op.f("ck_objection_answered_by_the_named")),
        sa.CheckConstraint(
            "result IS NULL OR (answer <> '' AND answered_by IS NOT NULL AND answered_at IS NOT NULL)",
            name=op.f("ck_objection_answered"),
        ),
        sa.CheckConstraint(
            "result IS NOT NULL OR (answer = '' AND answered_by IS NULL AND answered_at IS NULL)",
            name=op.f("ck_objection_open"),
        ),
        *_keys("objection", answered_by="user", answerer_id="user", decider_id="user", facility_id="facility"),
        *_keys("objection", recorded_by="user", round_id="remisi_round", wbp_id="wbp"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_objection")),
        sa.UniqueConstraint("facility_id", "year", "number", name=op.f("uq_objection_facility_id_year_number")),
    )
    for column in ("wbp_id", "round_id", "answerer_id"):
        op.create_index(op.f(f"ix_objection_{column}"), "objection", [column])
    op.create_index("ix_objection_open", "objection", ["facility_id", "result", "due_on", "id"])


def _guard(name: str, verb: str, condition: str | None, message: str) -> None:
    """A trigger that refuses to change or delete an objection where the condition holds."""
    when = f"WHEN ({condition}) " if condition else ""
    if op.get_bind().dialect.name == "sqlite":
        op.execute(f"CREATE TRIGGER {name} BEFORE {verb} ON objection {when}BEGIN SELECT RAISE(ABORT, '{message}'); END")
        return
    op.execute(
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{message}' USING ERRCODE = 'integrity_constraint_violation'; END $$"
    )
    op.execute(f"CREATE TRIGGER {name} BEFORE {verb} ON objection FOR EACH ROW {when}EXECUTE FUNCTION {name}()")


def downgrade() -> None:
    for name in GUARDS:
        if op.get_bind().dialect.name == "sqlite":
            op.execute(f"DROP TRIGGER {name}")
        else:
            op.execute(f"DROP TRIGGER {name} ON objection")
            op.execute(f"DROP FUNCTION {name}()")
    op.drop_table("objection")
    op.drop_table("remisi_task")
