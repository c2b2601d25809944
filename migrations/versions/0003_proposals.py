"""The path of a proposal: candidates, deeds, hearings, decrees, withdrawals; and what no writer may do to them."""

from itertools import pairwise

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

FORWARD = ("open", "prepared", "verified", "recommended", "decided", "sent", "granted", "handed_over", "entered")
MOVES = [*pairwise(FORWARD), *((each, "open") for each in FORWARD[1:4])]
JUMP = " AND ".join(f"NOT (OLD.state = '{before}' AND NEW.state = '{after}')" for before, after in MOVES)
NEVER = "a deed and what it did stay as they are"
# name → table, verb, condition (None: always), message
GUARDS: dict[str, tuple[str, str, str | None, str]] = {
    "remisi_deed_no_update": ("remisi_deed", "UPDATE", None, NEVER),
    "remisi_deed_no_delete": ("remisi_deed", "DELETE", None, NEVER),
    "remisi_candidate_move_no_update": ("remisi_candidate_move", "UPDATE", None, NEVER),
    "remisi_candidate_move_no_delete": ("remisi_candidate_move", "DELETE", None, NEVER),
    "remisi_candidate_no_delete": ("remisi_candidate", "DELETE", None, "nobody leaves a round unseen"),
    "remisi_candidate_begins_open": (
        "remisi_candidate", "INSERT", "NEW.state NOT IN ('open', 'prepared')", "the path begins at its beginning",
    ),
    "remisi_candidate_no_jump": (
        "remisi_candidate", "UPDATE", f"OLD.state <> NEW.state AND {JUMP}", "no step of the path is passed over",
    ),
    "remisi_withdrawal_no_delete": ("remisi_withdrawal", "DELETE", None, "what was filed stays"),
    "remisi_verdict_frozen_stays": ("remisi_verdict", "DELETE", "OLD.frozen", "a decision rests on this verdict"),
    "remisi_verdict_frozen_holds": (
        "remisi_verdict", "UPDATE",
        "OLD.frozen AND (OLD.outcome <> NEW.outcome OR OLD.days <> NEW.days OR OLD.wbp_id <> NEW.wbp_id"
        " OR OLD.round_id <> NEW.round_id OR CAST(OLD.facts AS TEXT) <> CAST(NEW.facts AS TEXT)"
        " OR CAST(OLD.verdict AS TEXT) <> CAST(NEW.verdict AS TEXT))",
        "a decision rests on this verdict",
    ),
}  # fmt: skip


def guard(name: str, table: str, verb: str, condition: str | None, message: str) -> None:
    """A trigger that refuses an INSERT, UPDATE or DELETE of a row where the condition holds."""
    when = f"WHEN ({condition}) " if condition else ""
    if op.get_bind().dialect.name == "sqlite":
        op.execute(f"CREATE TRIGGER {name} BEFORE {verb} ON {table} {when}BEGIN SELECT RAISE(ABORT, '{message}'); END")
        return
    op.execute(
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{message}' USING ERRCODE = 'integrity_constraint_violation'; END $$"
    )
    op.execute(f"CREATE TRIGGER {name} BEFORE {verb} ON {table} FOR EACH ROW {when}EXECUTE FUNCTION {name}()")


def upgrade() -> None:
    op.create_table(
        "remisi_decree",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("facility_id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=100), nullable=False),
        sa.Column("dated_on", sa.Date(), nullable=False),
        sa.Column("recorded_by", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("number <> ''", name=op.f("ck_remisi_decree_number")),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name=op.f("fk_remisi_decree_facility_id_facility")),
        sa.ForeignKeyConstraint(["recorded_by"], ["user.id"], name=op.f("fk_remisi_decree_recorded_by_user")),
        sa.ForeignKeyConstraint(["round_id"], ["remisi_round.id"], name=op.f("fk_remisi_decree_round_id_remisi_round")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_remisi_decree")),
        sa.UniqueConstraint("facility_id", "number", name=op.f("uq_remisi_decree_facility_id_number")),
    )
    with op.batch_alter_table("remisi_decree", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_remisi_decree_round_id"), ["round_id"], unique=False)

    op.create_table(
        "remisi_deed",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("facility_id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("act", sa.String(length=20), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("batch_hash", sa.String(length=64), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("step_up", sa.String(length=10), nullable=False),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.CheckConstraint(
            "act IN ('prepare', 'verify', 'recommend', 'decide', 'send', 'grant', 'hand_over', 'enter', 'send_back', 'withdraw', 'confirm_withdrawal', 'decline_withdrawal')",
            name=op.f("ck_remisi_deed_act"),
        ),
        sa.CheckConstraint("step_up IN ('totp', 'password')", name=op.f("ck_remisi_deed_step_up")),
        sa.CheckConstraint("people > 0", name=op.f("ck_remisi_deed_people")),
        sa.ForeignKeyConstraint(["by_id"], ["user.id"], name=op.f("fk_remisi_deed_by_id_user")),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name=op.f("fk_remisi_deed_facility_id_facility")),
        sa.ForeignKeyConstraint(["round_id"], ["remisi_round.id"], name=op.f("fk_remisi_deed_round_id_remisi_round")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_remisi_deed")),
        sa.UniqueConstraint("id", "by_id", name=op.f("uq_remisi_deed_id_by_id")),
    )
    with op.batch_alter_table("remisi_deed", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_remisi_deed_facility_id"), ["facility_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_remisi_deed_round_id"), ["round_id"], unique=False)

    op.create_table(
        "remisi_hearing",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("facility_id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=100), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("members", sa.JSON(), nullable=False),
        sa.Column("minutes", sa.String(length=5000), nullable=False),
        sa.Column("recorded_by", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("number <> ''", name=op.f("ck_remisi_hearing_number")),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name=op.f("fk_remisi_hearing_facility_id_facility")),
        sa.ForeignKeyConstraint(["recorded_by"], ["user.id"], name=op.f("fk_remisi_hearing_recorded_by_user")),
        sa.ForeignKeyConstraint(["round_id"], ["remisi_round.id"], name=op.f("fk_remisi_hearing_round_id_remisi_round")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_remisi_hearing")),
        sa.UniqueConstraint("facility_id", "number", name=op.f("uq_remisi_hearing_facility_id_number")),
    )
    with op.batch_alter_table("remisi_hearing", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_remisi_hearing_round_id"), ["round_id"], unique=False)

    op.create_table(
        "remisi_candidate",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("facility_id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("wbp_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("proposal", sa.String(length=10), nullable=True),
        sa.Column("overrides", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=False),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.Column("document", sa.String(length=200), nullable=False),
        sa.Column("wali_id", sa.Integer(), nullable=True),
        sa.Column("prepared_by", sa.Integer(), nullable=True),
        sa.Column("prepared_deed_id", sa.Integer(), nullable=True),
        sa.Column("verified_by", sa.Integer(), nullable=True),
        sa.Column("verified_deed_id", sa.Integer(), nullable=True),
        sa.Column("hearing_id", sa.Integer(), nullable=True),
        sa.Column("recommendation", sa.String(length=10), nullable=True),
        sa.Column("recommendation_reason", sa.String(length=500), nullable=False),
        sa.Column("recommended_by", sa.Integer(), nullable=True),
        sa.Column("recommended_deed_id", sa.Integer(), nullable=True),
        sa.Column("decision", sa.String(length=10), nullable=True),
        sa.Column("decision_reason", sa.String(length=40), nullable=False),
        sa.Column("decision_note", sa.String(length=500), nullable=False),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("decided_deed_id", sa.Integer(), nullable=True),
        sa.Column("decree_id", sa.Integer(), nullable=True),
        sa.Column("granted_days", sa.Integer(), nullable=True),
        sa.Column("handed_on", sa.Date(), nullable=True),
        sa.Column("remission_id", sa.Integer(), nullable=True),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "NOT (state IN ('decided', 'sent', 'granted', 'handed_over', 'entered')) OR (decided_by IS NOT NULL AND decided_deed_id IS NOT NULL)",
            name=op.f("ck_remisi_candidate_decided_step"),
        ),
        sa.CheckConstraint(
            "NOT (state IN ('decided', 'sent', 'granted', 'handed_over', 'entered')) OR decision IS NOT NULL",
            name=op.f("ck_remisi_candidate_decision_step"),
        ),
        sa.CheckConstraint(
            "NOT (state IN ('entered')) OR remission_id IS NOT NULL", name=op.f("ck_remisi_candidate_entered_step")
        ),
        sa.CheckConstraint(
            "NOT (state IN ('granted', 'handed_over', 'entered')) OR (decree_id IS NOT NULL AND granted_days > 0)",
            name=op.f("ck_remisi_candidate_decree_step"),
        ),
        sa.CheckConstraint(
            "NOT (state IN ('handed_over', 'entered')) OR handed_on IS NOT NULL", name=op.f("ck_remisi_candidate_handed_step")
        ),
        sa.CheckConstraint(
            "NOT (state IN ('prepared', 'verified', 'recommended', 'decided', 'sent', 'granted', 'handed_over', 'entered')) OR (prepared_by IS NOT NULL AND prepared_deed_id IS NOT NULL)",
            name=op.f("ck_remisi_candidate_prepared_step"),
        ),
        sa.CheckConstraint(
            "NOT (state IN ('prepared', 'verified', 'recommended', 'decided', 'sent', 'granted', 'handed_over', 'entered')) OR proposal IS NOT NULL",
            name=op.f("ck_remisi_candidate_proposal_step"),
        ),
        sa.CheckConstraint(
            "NOT (state IN ('recommended', 'decided', 'sent', 'granted', 'handed_over', 'entered')) OR (recommendation IS NOT NULL AND hearing_id IS NOT NULL)",
            name=op.f("ck_remisi_candidate_hearing_step"),
        ),
        sa.CheckConstraint(
            "NOT (state IN ('recommended', 'decided', 'sent', 'granted', 'handed_over', 'entered')) OR (recommended_by IS NOT NULL AND recommended_deed_id IS NOT NULL)",
            name=op.f("ck_remisi_candidate_recommended_step"),
        ),
        sa.CheckConstraint(
            "NOT (state IN ('sent', 'granted', 'handed_over', 'entered')) OR decision = 'propose'",
            name=op.f("ck_remisi_candidate_sent_proposed"),
        ),
        sa.CheckConstraint(
            "NOT (state IN ('verified', 'recommended', 'decided', 'sent', 'granted', 'handed_over', 'entered')) OR (verified_by IS NOT NULL AND verified_deed_id IS NOT NULL)",
            name=op.f("ck_remisi_candidate_verified_step"),
        ),
        sa.CheckConstraint(
            "NOT (state IN ('verified', 'recommended', 'decided', 'sent', 'granted', 'handed_over', 'entered')) OR wali_id IS NOT NULL",
            name=op.f("ck_remisi_candidate_has_wali"),
        ),
        sa.CheckConstraint(
            "NOT overrides OR (reason <> '' AND document <> '')", name=op.f("ck_remisi_candidate_override_document")
        ),
        sa.CheckConstraint(
            "NOT withdrawn OR NOT (state IN ('granted', 'handed_over', 'entered'))",
            name=op.f("ck_remisi_candidate_withdrawn_before_decree"),
        ),
        sa.CheckConstraint("decision IN ('propose', 'leave_out')", name=op.f("ck_remisi_candidate_decision")),
        sa.CheckConstraint(
            "decision IS NULL OR decision = 'propose' OR decision_reason <> ''", name=op.f("ck_remisi_candidate_decision_reason")
        ),
        sa.CheckConstraint("proposal IN ('propose', 'leave_out')", name=op.f("ck_remisi_candidate_proposal")),
        sa.CheckConstraint(
            "proposal IS NULL OR proposal = 'propose' OR reason <> ''", name=op.f("ck_remisi_candidate_left_out_reason")
        ),
        sa.CheckConstraint("recommendation IN ('propose', 'leave_out')", name=op.f("ck_remisi_candidate_recommendation")),
        sa.CheckConstraint(
            "recommendation IS NULL OR recommendation = proposal OR recommendation_reason <> ''",
            name=op.f("ck_remisi_candidate_tpp_reason"),
        ),
        sa.CheckConstraint(
            "state IN ('open', 'prepared', 'verified', 'recommended', 'decided', 'sent', 'granted', 'handed_over', 'entered')",
            name=op.f("ck_remisi_candidate_state"),
        ),
        sa.CheckConstraint(
            "decided_by <> prepared_by AND decided_by <> verified_by AND decided_by <> recommended_by",
            name=op.f("ck_remisi_candidate_third_person"),
        ),
        sa.CheckConstraint("decided_by <> wali_id", name=op.f("ck_remisi_candidate_decider_not_wali")),
        sa.CheckConstraint("prepared_by <> wali_id", name=op.f("ck_remisi_candidate_preparer_not_wali")),
        sa.CheckConstraint("recommended_by <> prepared_by", name=op.f("ck_remisi_candidate_tpp_person")),
        sa.CheckConstraint("recommended_by <> wali_id", name=op.f("ck_remisi_candidate_tpp_not_wali")),
        sa.CheckConstraint("verified_by <> prepared_by", name=op.f("ck_remisi_candidate_second_person")),
        sa.CheckConstraint("verified_by <> wali_id", name=op.f("ck_remisi_candidate_verifier_not_wali")),
        sa.ForeignKeyConstraint(["decided_by"], ["user.id"], name=op.f("fk_remisi_candidate_decided_by_user")),
        sa.ForeignKeyConstraint(
            ["decided_deed_id", "decided_by"], ["remisi_deed.id", "remisi_deed.by_id"], name="fk_remisi_candidate_decided_deed"
        ),
        sa.ForeignKeyConstraint(["decree_id"], ["remisi_decree.id"], name=op.f("fk_remisi_candidate_decree_id_remisi_decree")),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name=op.f("fk_remisi_candidate_facility_id_facility")),
        sa.ForeignKeyConstraint(
            ["hearing_id"], ["remisi_hearing.id"], name=op.f("fk_remisi_candidate_hearing_id_remisi_hearing")
        ),
        sa.ForeignKeyConstraint(["prepared_by"], ["user.id"], name=op.f("fk_remisi_candidate_prepared_by_user")),
        sa.ForeignKeyConstraint(
            ["prepared_deed_id", "prepared_by"], ["remisi_deed.id", "remisi_deed.by_id"], name="fk_remisi_candidate_prepared_deed"
        ),
        sa.ForeignKeyConstraint(["recommended_by"], ["user.id"], name=op.f("fk_remisi_candidate_recommended_by_user")),
        sa.ForeignKeyConstraint(
            ["recommended_deed_id", "recommended_by"],
            ["remisi_deed.id", "remisi_deed.by_id"],
            name="fk_remisi_candidate_recommended_deed",
        ),
        sa.ForeignKeyConstraint(
            ["remission_id"], ["remission_received.id"], name=op.f("fk_remisi_candidate_remission_id_remission_received")
        ),
        sa.ForeignKeyConstraint(["round_id"], ["remisi_round.id"], name=op.f("fk_remisi_candidate_round_id_remisi_round")),
        sa.ForeignKeyConstraint(["verified_by"], ["user.id"], name=op.f("fk_remisi_candidate_verified_by_user")),
        sa.ForeignKeyConstraint(
            ["verified_deed_id", "verified_by"], ["remisi_deed.id", "remisi_deed.by_id"], name="fk_remisi_candidate_verified_deed"
        ),
        sa.ForeignKeyConstraint(["wali_id"], ["user.id"], name=op.f("fk_remisi_candidate_wali_id_user")),
        sa.ForeignKeyConstraint(["wbp_id"], ["wbp.id"], name=op.f("fk_remisi_candidate_wbp_id_wbp")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_remisi_candidate")),
        sa.UniqueConstraint("remission_id", name=op.f("uq_remisi_candidate_remission_id")),
        sa.UniqueConstraint("round_id", "wbp_id", name=op.f("uq_remisi_candidate_round_id_wbp_id")),
    )
    with op.batch_alter_table("remisi_candidate", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_remisi_candidate_decree_id"), ["decree_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_remisi_candidate_facility_id"), ["facility_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_remisi_candidate_hearing_id"), ["hearing_id"], unique=False)
        batch_op.create_index("ix_remisi_candidate_state", ["round_id", "state", "wbp_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_remisi_candidate_wbp_id"), ["wbp_id"], unique=False)

    op.create_table(
        "remisi_candidate_move",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("facility_id", sa.Integer(), nullable=False),
        sa.Column("candidate_id", sa.Integer(), nullable=False),
        sa.Column("deed_id", sa.Integer(), nullable=False),
        sa.Column("before", sa.String(length=12), nullable=False),
        sa.Column("after", sa.String(length=12), nullable=False),
        sa.Column("said", sa.String(length=10), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.ForeignKeyConstraint(
            ["candidate_id"], ["remisi_candidate.id"], name=op.f("fk_remisi_candidate_move_candidate_id_remisi_candidate")
        ),
        sa.ForeignKeyConstraint(["deed_id"], ["remisi_deed.id"], name=op.f("fk_remisi_candidate_move_deed_id_remisi_deed")),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name=op.f("fk_remisi_candidate_move_facility_id_facility")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_remisi_candidate_move")),
    )
    with op.batch_alter_table("remisi_candidate_move", schema=None) as batch_op:
        batch_op.create_index("ix_remisi_candidate_move", ["candidate_id", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_remisi_candidate_move_deed_id"), ["deed_id"], unique=False)

    op.create_table(
        "remisi_withdrawal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("facility_id", sa.Integer(), nullable=False),
        sa.Column("candidate_id", sa.Integer(), nullable=False),
        sa.Column("discipline_id", sa.Integer(), nullable=False),
        sa.Column("entry", sa.JSON(), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("filed_by", sa.Integer(), nullable=False),
        sa.Column("filed_deed_id", sa.Integer(), nullable=False),
        sa.Column("filed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decision", sa.String(length=10), nullable=True),
        sa.Column("decision_note", sa.String(length=500), nullable=False),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("decided_deed_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("decision IN ('confirmed', 'declined')", name=op.f("ck_remisi_withdrawal_decision")),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_remisi_withdrawal_reason")),
        sa.CheckConstraint("decided_by <> filed_by", name=op.f("ck_remisi_withdrawal_second_person")),
        sa.CheckConstraint(
            "decision IS NULL OR (decided_by IS NOT NULL AND decided_deed_id IS NOT NULL)",
            name=op.f("ck_remisi_withdrawal_decided"),
        ),
        sa.ForeignKeyConstraint(
            ["candidate_id"], ["remisi_candidate.id"], name=op.f("fk_remisi_withdrawal_candidate_id_remisi_candidate")
        ),
        sa.ForeignKeyConstraint(["decided_by"], ["user.id"], name=op.f("fk_remisi_withdrawal_decided_by_user")),
        sa.ForeignKeyConstraint(
            ["decided_deed_id", "decided_by"], ["remisi_deed.id", "remisi_deed.by_id"], name="fk_remisi_withdrawal_decided_deed"
        ),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name=op.f("fk_remisi_withdrawal_facility_id_facility")),
        sa.ForeignKeyConstraint(["filed_by"], ["user.id"], name=op.f("fk_remisi_withdrawal_filed_by_user")),
        sa.ForeignKeyConstraint(
            ["filed_deed_id", "filed_by"], ["remisi_deed.id", "remisi_deed.by_id"], name="fk_remisi_withdrawal_filed_deed"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_remisi_withdrawal")),
    )
    with op.batch_alter_table("remisi_withdrawal", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_remisi_withdrawal_candidate_id"), ["candidate_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_remisi_withdrawal_facility_id"), ["facility_id"], unique=False)
        batch_op.create_index(
            "uq_remisi_withdrawal_open",
            ["candidate_id"],
            unique=True,
            sqlite_where=sa.text("decision IS NULL"),
            postgresql_where=sa.text("decision IS NULL"),
        )

    op.add_column("remisi_verdict", sa.Column("frozen", sa.Boolean(), nullable=False, server_default=sa.false()))
    for name, (table, verb, condition, message) in GUARDS.items():
        guard(name, table, verb, condition, message)


def downgrade() -> None:
    for name, (table, *_) in GUARDS.items():
        if op.get_bind().dialect.name == "sqlite":
            op.execute(f"DROP TRIGGER {name}")
        else:
            op.execute(f"DROP TRIGGER {name} ON {table}")
            op.execute(f"DROP FUNCTION {name}()")
    op.drop_column("remisi_verdict", "frozen")

    with op.batch_alter_table("remisi_withdrawal", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_remisi_withdrawal_open", sqlite_where=sa.text("decision IS NULL"), postgresql_where=sa.text("decision IS NULL")
        )
        batch_op.drop_index(batch_op.f("ix_remisi_withdrawal_facility_id"))
        batch_op.drop_index(batch_op.f("ix_remisi_withdrawal_candidate_id"))

    op.drop_table("remisi_withdrawal")
    with op.batch_alter_table("remisi_candidate_move", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_remisi_candidate_move_deed_id"))
        batch_op.drop_index("ix_remisi_candidate_move")

    op.drop_table("remisi_candidate_move")
    with op.batch_alter_table("remisi_candidate", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_remisi_candidate_wbp_id"))
        batch_op.drop_index("ix_remisi_candidate_state")
        batch_op.drop_index(batch_op.f("ix_remisi_candidate_hearing_id"))
        batch_op.drop_index(batch_op.f("ix_remisi_candidate_facility_id"))
        batch_op.drop_index(batch_op.f("ix_remisi_candidate_decree_id"))

    op.drop_table("remisi_candidate")
    with op.batch_alter_table("remisi_hearing", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_remisi_hearing_round_id"))

    op.drop_table("remisi_hearing")
    with op.batch_alter_table("remisi_deed", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_remisi_deed_round_id"))
        batch_op.drop_index(batch_op.f("ix_remisi_deed_facility_id"))

    op.drop_table("remisi_deed")
    with op.batch_alter_table("remisi_decree", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_remisi_decree_round_id"))

    op.drop_table("remisi_decree")
