"""Papers of a round: settings, signatories, numbers, released papers, what SDP granted; and what no writer may do to them."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

STAYS = "a released paper stays as it is"
# Words and file stand encrypted; they change only to stand under another key, which their first bytes name.
SEALED_ANEW = " OR ".join(
    f"(OLD.{name} <> NEW.{name} AND substr(OLD.{name}, 1, 5) = substr(NEW.{name}, 1, 5))" for name in ("data", "file")
)
KEPT = (
    "facility_id", "round_id", "kind", "sequence", "number", "code", "lang", "data_hash", "file_hash",
    "signatory", "released_by", "released_at",
)  # fmt: skip
# name → table, verb, condition (None: always), message
GUARDS: dict[str, tuple[str, str, str | None, str]] = {
    "letter_number_no_delete": ("letter_number", "DELETE", None, "a number is never given again"),
    "letter_number_stays": (
        "letter_number", "UPDATE",
        "OLD.facility_id <> NEW.facility_id OR OLD.year <> NEW.year OR OLD.counter <> NEW.counter OR OLD.number <> NEW.number"
        " OR (OLD.state <> 'reserved' AND (OLD.state <> NEW.state OR OLD.reason <> NEW.reason))",
        "a number is never given again",
    ),
    "letter_paper_no_delete": ("letter_paper", "DELETE", None, STAYS),
    "letter_paper_begins_released": ("letter_paper", "INSERT", "NEW.state <> 'released'", "a paper begins released"),
    "letter_paper_stays": (
        "letter_paper", "UPDATE",
        " OR ".join(f"OLD.{name} <> NEW.{name}" for name in KEPT)
        + f" OR {SEALED_ANEW}"
        + " OR COALESCE(OLD.number_id, 0) <> COALESCE(NEW.number_id, 0)"
        " OR COALESCE(OLD.hearing_id, 0) <> COALESCE(NEW.hearing_id, 0)"
        " OR CAST(OLD.totals AS TEXT) <> CAST(NEW.totals AS TEXT)"
        " OR (OLD.state <> 'released' AND (OLD.state <> NEW.state OR OLD.reason <> NEW.reason))",
        STAYS,
    ),
    "grant_import_no_update": ("grant_import", "UPDATE", None, "what SDP said stays beside what Bina said"),
    "grant_import_no_delete": ("grant_import", "DELETE", None, "what SDP said stays beside what Bina said"),
    "grant_line_no_update": ("grant_line", "UPDATE", None, "what SDP said stays beside what Bina said"),
    "grant_line_no_delete": ("grant_line", "DELETE", None, "what SDP said stays beside what Bina said"),
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
        "letter_signatory",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("facility_id", sa.Integer(), nullable=False),
        sa.Column("office", sa.String(length=200), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("nip", sa.String(length=30), nullable=False),
        sa.Column("variant", sa.String(length=4), nullable=False),
        sa.Column("on_behalf_of", sa.String(length=200), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("name <> '' AND office <> ''", name=op.f("ck_letter_signatory_named")),
        sa.CheckConstraint("variant IN ('own', 'an', 'ub', 'plh', 'plt')", name=op.f("ck_letter_signatory_variant")),
        sa.CheckConstraint("variant NOT IN ('an', 'ub') OR on_behalf_of <> ''", name=op.f("ck_letter_signatory_on_behalf_of")),
        sa.CheckConstraint("ends_on IS NULL OR ends_on > starts_on", name=op.f("ck_letter_signatory_period")),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name=op.f("fk_letter_signatory_facility_id_facility")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter_signatory")),
    )
    with op.batch_alter_table("letter_signatory", schema=None) as batch_op:
        batch_op.create_index("ix_letter_signatory_facility_id", ["facility_id", "starts_on", "id"], unique=False)

    op.create_table(
        "letter_number",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("facility_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("counter", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=100), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("purpose", sa.String(length=200), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("reserved_by", sa.Integer(), nullable=True),
        sa.Column("reserved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_by", sa.Integer(), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("number <> ''", name=op.f("ck_letter_number_number")),
        sa.CheckConstraint("state <> 'cancelled' OR reason <> ''", name=op.f("ck_letter_number_cancelled_reason")),
        sa.CheckConstraint("state IN ('reserved', 'used', 'cancelled')", name=op.f("ck_letter_number_state")),
        sa.CheckConstraint("counter > 0", name=op.f("ck_letter_number_counter")),
        sa.ForeignKeyConstraint(["closed_by"], ["user.id"], name=op.f("fk_letter_number_closed_by_user")),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name=op.f("fk_letter_number_facility_id_facility")),
        sa.ForeignKeyConstraint(["reserved_by"], ["user.id"], name=op.f("fk_letter_number_reserved_by_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter_number")),
        sa.UniqueConstraint("facility_id", "number", name=op.f("uq_letter_number_facility_id_number")),
        sa.UniqueConstraint("facility_id", "year", "counter", name=op.f("uq_letter_number_facility_id_year_counter")),
    )
    op.create_table(
        "letter_setting",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("facility_id", sa.Integer(), nullable=False),
        sa.Column("values", sa.JSON(), nullable=False),
        sa.Column("logo", sa.LargeBinary(), nullable=True),
        sa.Column("changed_by", sa.Integer(), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["changed_by"], ["user.id"], name=op.f("fk_letter_setting_changed_by_user")),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name=op.f("fk_letter_setting_facility_id_facility")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter_setting")),
        sa.UniqueConstraint("facility_id", name=op.f("uq_letter_setting_facility_id")),
    )
    op.create_table(
        "grant_import",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("facility_id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("refused", sa.JSON(), nullable=False),
        sa.Column("imported_by", sa.Integer(), nullable=True),
        sa.Column("imported_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name=op.f("fk_grant_import_facility_id_facility")),
        sa.ForeignKeyConstraint(["imported_by"], ["user.id"], name=op.f("fk_grant_import_imported_by_user")),
        sa.ForeignKeyConstraint(["round_id"], ["remisi_round.id"], name=op.f("fk_grant_import_round_id_remisi_round")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_grant_import")),
        sa.UniqueConstraint("round_id", "sha256", name=op.f("uq_grant_import_round_id_sha256")),
    )
    with op.batch_alter_table("grant_import", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_grant_import_facility_id"), ["facility_id"], unique=False)

    op.create_table(
        "grant_line",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("facility_id", sa.Integer(), nullable=False),
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.Column("row", sa.Integer(), nullable=True),
        sa.Column("wbp_id", sa.Integer(), nullable=True),
        sa.Column("register_no", sa.String(length=60), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("days", sa.Integer(), nullable=True),
        sa.Column("release_class", sa.String(length=2), nullable=True),
        sa.Column("decree", sa.String(length=100), nullable=False),
        sa.Column("decree_on", sa.Date(), nullable=True),
        sa.Column("our_name", sa.String(length=200), nullable=False),
        sa.Column("our_days", sa.Integer(), nullable=True),
        sa.Column("our_class", sa.String(length=2), nullable=True),
        sa.Column("our_state", sa.String(length=12), nullable=False),
        sa.Column("difference", sa.String(length=16), nullable=False),
        sa.Column("impact", sa.String(length=12), nullable=False),
        sa.CheckConstraint(
            "difference IN ('same', 'other_days', 'not_proposed', 'not_granted', 'unknown_person', 'other_name', 'other_class')",
            name=op.f("ck_grant_line_difference"),
        ),
        sa.CheckConstraint("impact IN ('out_sooner', 'held_longer', 'paper_only', 'none')", name=op.f("ck_grant_line_impact")),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name=op.f("fk_grant_line_facility_id_facility")),
        sa.ForeignKeyConstraint(["import_id"], ["grant_import.id"], name=op.f("fk_grant_line_import_id_grant_import")),
        sa.ForeignKeyConstraint(["wbp_id"], ["wbp.id"], name=op.f("fk_grant_line_wbp_id_wbp")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_grant_line")),
    )
    with op.batch_alter_table("grant_line", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_grant_line_facility_id"), ["facility_id"], unique=False)
        batch_op.create_index("ix_grant_line_import", ["import_id", "impact", "difference", "name", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_grant_line_wbp_id"), ["wbp_id"], unique=False)

    op.create_table(
        "letter_paper",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("facility_id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("hearing_id", sa.Integer(), nullable=True),
        sa.Column("number_id", sa.Integer(), nullable=True),
        sa.Column("number", sa.String(length=100), nullable=False),
        sa.Column("code", sa.String(length=32), nullable=False),
        sa.Column("lang", sa.String(length=2), nullable=False),
        sa.Column("totals", sa.JSON(), nullable=False),
        sa.Column("data_hash", sa.String(length=64), nullable=False),
        sa.Column("file_hash", sa.String(length=64), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.Column("file", sa.LargeBinary(), nullable=False),
        sa.Column("signatory", sa.String(length=250), nullable=False),
        sa.Column("released_by", sa.Integer(), nullable=False),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("closed_by", sa.Integer(), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("(kind = 'minutes') = (hearing_id IS NOT NULL)", name=op.f("ck_letter_paper_minutes_hearing")),
        sa.CheckConstraint("kind <> 'proposal' OR number_id IS NOT NULL", name=op.f("ck_letter_paper_letter_number")),
        sa.CheckConstraint("kind IN ('lists', 'proposal', 'minutes', 'ceremony', 'release')", name=op.f("ck_letter_paper_kind")),
        sa.CheckConstraint("state <> 'cancelled' OR reason <> ''", name=op.f("ck_letter_paper_cancelled_reason")),
        sa.CheckConstraint("state IN ('released', 'replaced', 'cancelled')", name=op.f("ck_letter_paper_state")),
        sa.ForeignKeyConstraint(["closed_by"], ["user.id"], name=op.f("fk_letter_paper_closed_by_user")),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name=op.f("fk_letter_paper_facility_id_facility")),
        sa.ForeignKeyConstraint(["hearing_id"], ["remisi_hearing.id"], name=op.f("fk_letter_paper_hearing_id_remisi_hearing")),
        sa.ForeignKeyConstraint(["number_id"], ["letter_number.id"], name=op.f("fk_letter_paper_number_id_letter_number")),
        sa.ForeignKeyConstraint(["released_by"], ["user.id"], name=op.f("fk_letter_paper_released_by_user")),
        sa.ForeignKeyConstraint(["round_id"], ["remisi_round.id"], name=op.f("fk_letter_paper_round_id_remisi_round")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter_paper")),
        sa.UniqueConstraint("code", name=op.f("uq_letter_paper_code")),
        sa.UniqueConstraint("number_id", name=op.f("uq_letter_paper_number_id")),
        sa.UniqueConstraint("round_id", "sequence", name=op.f("uq_letter_paper_round_id_sequence")),
    )
    with op.batch_alter_table("letter_paper", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_letter_paper_facility_id"), ["facility_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_letter_paper_hearing_id"), ["hearing_id"], unique=False)

    for name, (table, verb, condition, message) in GUARDS.items():
        guard(name, table, verb, condition, message)


def downgrade() -> None:
    for name, (table, *_) in GUARDS.items():
        if op.get_bind().dialect.name == "sqlite":
            op.execute(f"DROP TRIGGER {name}")
        else:
            op.execute(f"DROP TRIGGER {name} ON {table}")
            op.execute(f"DROP FUNCTION {name}()")
    with op.batch_alter_table("letter_paper", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_letter_paper_hearing_id"))
        batch_op.drop_index(batch_op.f("ix_letter_paper_facility_id"))

    op.drop_table("letter_paper")
    with op.batch_alter_table("grant_line", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_grant_line_wbp_id"))
        batch_op.drop_index("ix_grant_line_import")
        batch_op.drop_index(batch_op.f("ix_grant_line_facility_id"))

    op.drop_table("grant_line")
    with op.batch_alter_table("grant_import", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_grant_import_facility_id"))

    op.drop_table("grant_import")
    op.drop_table("letter_setting")
    op.drop_table("letter_number")
    with op.batch_alter_table("letter_signatory", schema=None) as batch_op:
        batch_op.drop_index("ix_letter_signatory_facility_id")

    op.drop_table("letter_signatory")
