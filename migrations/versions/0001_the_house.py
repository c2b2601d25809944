"""The house: every table of the first release, and the triggers that keep the audit append-only."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


APPEND_ONLY = ("audit_entry",)
REFUSAL = "the audit is append-only"


def keep_audit_append_only() -> None:
    """No UPDATE, DELETE or TRUNCATE of what was done, whoever asks."""
    if op.get_bind().dialect.name == "sqlite":
        for table in APPEND_ONLY:
            for verb in ("UPDATE", "DELETE"):
                op.execute(
                    f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
                    f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
                )
        return
    op.execute(
        f"CREATE FUNCTION refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION '{REFUSAL}'; END $$"
    )
    for table in APPEND_ONLY:
        op.execute(
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_change()"
        )


def upgrade() -> None:
    op.create_table(
        "agency",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=30), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("regency", sa.String(length=100), nullable=False),
        sa.Column("province", sa.String(length=100), nullable=False),
        sa.Column("contact_name", sa.String(length=200), nullable=False),
        sa.Column("contact_phone", sa.String(length=40), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agency")),
        sa.UniqueConstraint("code", name=op.f("uq_agency_code")),
    )
    op.create_table(
        "audit_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("chain", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("action", sa.String(length=60), nullable=False),
        sa.Column("subject", sa.String(length=40), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=True),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("prev_hash", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_entry")),
        sa.UniqueConstraint("chain", "seq", name=op.f("uq_audit_entry_chain_seq")),
    )
    with op.batch_alter_table("audit_entry", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_audit_entry_action"), ["action"], unique=False)
        batch_op.create_index(batch_op.f("ix_audit_entry_actor_id"), ["actor_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_audit_entry_at"), ["at"], unique=False)
        batch_op.create_index(batch_op.f("ix_audit_entry_chain"), ["chain"], unique=False)
        batch_op.create_index(batch_op.f("ix_audit_entry_subject_subject_id"), ["subject", "subject_id"], unique=False)

    op.create_table(
        "audit_head",
        sa.Column("chain", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("chain", name=op.f("pk_audit_head")),
    )
    op.create_table(
        "facility",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("zone", sa.String(length=4), nullable=False),
        sa.Column("city", sa.String(length=100), nullable=False),
        sa.Column("address", sa.String(length=300), nullable=False),
        sa.Column("letterhead", sa.JSON(), nullable=False),
        sa.Column("head_name", sa.String(length=200), nullable=False),
        sa.Column("head_nip", sa.String(length=30), nullable=False),
        sa.Column("paper", sa.String(length=4), nullable=False),
        sa.Column("policy", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("kind IN ('rutan', 'lapas', 'lpka')", name=op.f("ck_facility_kind")),
        sa.CheckConstraint("zone IN ('WIB', 'WITA', 'WIT')", name=op.f("ck_facility_zone")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_facility")),
        sa.UniqueConstraint("code", name=op.f("uq_facility_code")),
    )
    op.create_table(
        "holiday",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("decree", sa.String(length=100), nullable=False),
        sa.Column("confirmed_by", sa.Integer(), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("code IN ('idul_fitri', 'natal', 'nyepi', 'waisak', 'imlek')", name=op.f("ck_holiday_code")),
        sa.CheckConstraint("state IN ('perkiraan', 'ditetapkan')", name=op.f("ck_holiday_state")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_holiday")),
        sa.UniqueConstraint("code", "held_on", name=op.f("uq_holiday_code_held_on")),
    )
    with op.batch_alter_table("holiday", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_holiday_held_on"), ["held_on"], unique=False)

    op.create_table(
        "idempotency_key",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("body_hash", sa.String(length=64), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("location", sa.String(length=500), nullable=True),
        sa.Column("body", sa.String(), nullable=True),
        sa.Column("flashes", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_idempotency_key")),
        sa.UniqueConstraint("key", "user_id", name=op.f("uq_idempotency_key_key_user_id")),
    )
    op.create_table(
        "installation",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("is_demo", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_installation")),
    )
    op.create_table(
        "job",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("args", sa.JSON(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("facility_id", sa.Integer(), nullable=True),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("worker", sa.String(length=40), nullable=True),
        sa.Column("result", sa.JSON(), nullable=True),
        sa.Column("error_id", sa.String(length=16), nullable=True),
        sa.Column("queued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("heartbeat_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("state IN ('queued', 'running', 'done', 'failed')", name=op.f("ck_job_state")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job")),
    )
    with op.batch_alter_table("job", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_job_facility_id"), ["facility_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_job_state"), ["state"], unique=False)

    op.create_table(
        "signin_delay",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("username", sa.String(length=60), nullable=False),
        sa.Column("address", sa.String(length=60), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("wait_until", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signin_delay")),
        sa.UniqueConstraint("username", "address", name=op.f("uq_signin_delay_username_address")),
    )
    op.create_table(
        "agreement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("facility_id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=100), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("state IN ('draft', 'active', 'ended', 'terminated')", name=op.f("ck_agreement_state")),
        sa.CheckConstraint("ends_on IS NULL OR ends_on > starts_on", name=op.f("ck_agreement_period")),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_agreement_agency_id_agency")),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name=op.f("fk_agreement_facility_id_facility")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agreement")),
        sa.UniqueConstraint("facility_id", "number", name=op.f("uq_agreement_facility_id_number")),
    )
    with op.batch_alter_table("agreement", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_agreement_agency_id"), ["agency_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_agreement_facility_id"), ["facility_id"], unique=False)

    op.create_table(
        "audit_detail",
        sa.Column("entry_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("salt", sa.LargeBinary(), nullable=False),
        sa.Column("payload", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["audit_entry.id"], name=op.f("fk_audit_detail_entry_id_audit_entry")),
        sa.PrimaryKeyConstraint("entry_id", name=op.f("pk_audit_detail")),
    )
    op.create_table(
        "user",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("username", sa.String(length=60), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("facility_id", sa.Integer(), nullable=True),
        sa.Column("password", sa.String(length=255), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("is_demo", sa.Boolean(), nullable=False),
        sa.Column("must_change_password", sa.Boolean(), nullable=False),
        sa.Column("fs_uniquifier", sa.String(length=64), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("tf_totp_secret", sa.String(length=500), nullable=True),
        sa.Column("tf_primary_method", sa.String(length=20), nullable=True),
        sa.Column("tf_last_counter", sa.Integer(), nullable=True),
        sa.Column("mf_recovery_codes", sa.JSON(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_login_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "role IN ('admin', 'pembinaan', 'registrasi', 'wali', 'tpp', 'kepala', 'kanwil', 'auditor', 'guru', 'dinas')",
            name=op.f("ck_user_role"),
        ),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name=op.f("fk_user_facility_id_facility")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user")),
        sa.UniqueConstraint("fs_uniquifier", name=op.f("uq_user_fs_uniquifier")),
        sa.UniqueConstraint("username", name=op.f("uq_user_username")),
    )
    with op.batch_alter_table("user", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_user_facility_id"), ["facility_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_user_role"), ["role"], unique=False)

    op.create_table(
        "agency_member",
        sa.Column("user_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_agency_member_agency_id_agency")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_agency_member_user_id_user")),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_agency_member")),
    )
    with op.batch_alter_table("agency_member", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_agency_member_agency_id"), ["agency_id"], unique=False)

    op.create_table(
        "import_run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("facility_id", sa.Integer(), nullable=False),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("report", sa.LargeBinary(), nullable=True),
        sa.Column("created_by", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("committed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("state IN ('previewed', 'committed', 'undone', 'dropped')", name=op.f("ck_import_run_state")),
        sa.ForeignKeyConstraint(["created_by"], ["user.id"], name=op.f("fk_import_run_created_by_user")),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name=op.f("fk_import_run_facility_id_facility")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_run")),
    )
    with op.batch_alter_table("import_run", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_import_run_facility_id"), ["facility_id"], unique=False)

    op.create_table(
        "instructor",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("facility_id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=True),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_instructor_agency_id_agency")),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name=op.f("fk_instructor_facility_id_facility")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_instructor_user_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_instructor")),
        sa.UniqueConstraint("facility_id", "user_id", name=op.f("uq_instructor_facility_id_user_id")),
    )
    with op.batch_alter_table("instructor", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_instructor_agency_id"), ["agency_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_instructor_facility_id"), ["facility_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_instructor_user_id"), ["user_id"], unique=False)

    op.create_table(
        "plan_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("facility_id", sa.Integer(), nullable=False),
        sa.Column("agreement_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("unit", sa.String(length=60), nullable=False),
        sa.Column("target", sa.Integer(), nullable=False),
        sa.Column("achieved", sa.Integer(), nullable=False),
        sa.Column("budget", sa.Numeric(precision=14, scale=2), nullable=False),
        sa.Column("spent", sa.Numeric(precision=14, scale=2), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("state IN ('planned', 'running', 'done', 'dropped')", name=op.f("ck_plan_item_state")),
        sa.ForeignKeyConstraint(["agreement_id"], ["agreement.id"], name=op.f("fk_plan_item_agreement_id_agreement")),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name=op.f("fk_plan_item_facility_id_facility")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_item")),
    )
    with op.batch_alter_table("plan_item", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_plan_item_agreement_id"), ["agreement_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_plan_item_facility_id"), ["facility_id"], unique=False)

    op.create_table(
        "programme",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("facility_id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=True),
        sa.Column("agreement_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("description", sa.String(length=2000), nullable=False),
        sa.Column("least_education", sa.String(length=20), nullable=True),
        sa.Column("sex", sa.String(length=1), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('paket_a', 'paket_b', 'paket_c', 'literasi', 'pertanian', 'vokasi', 'kesehatan', 'kerohanian', 'perpustakaan', 'lainnya')",
            name=op.f("ck_programme_kind"),
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_programme_agency_id_agency")),
        sa.ForeignKeyConstraint(["agreement_id"], ["agreement.id"], name=op.f("fk_programme_agreement_id_agreement")),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name=op.f("fk_programme_facility_id_facility")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_programme")),
        sa.UniqueConstraint("facility_id", "name", name=op.f("uq_programme_facility_id_name")),
    )
    with op.batch_alter_table("programme", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_programme_agency_id"), ["agency_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_programme_agreement_id"), ["agreement_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_programme_facility_id"), ["facility_id"], unique=False)

    op.create_table(
        "remisi_round",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("facility_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=4), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("holiday", sa.String(length=20), nullable=True),
        sa.Column("late_on", sa.Date(), nullable=True),
        sa.Column("late_key", sa.String(length=10), nullable=False),
        sa.Column("rules_version", sa.String(length=64), nullable=False),
        sa.Column("data_hash", sa.String(length=64), nullable=False),
        sa.Column("policy", sa.JSON(), nullable=False),
        sa.Column("computed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("bases", sa.JSON(), nullable=False),
        sa.Column("computed_by", sa.Integer(), nullable=True),
        sa.Column("differences", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('RU', 'RK', 'RT', 'RD', 'RKL', 'RKS', 'PMPU', 'PMPK', 'PMPD', 'RAN')", name=op.f("ck_remisi_round_kind")
        ),
        sa.ForeignKeyConstraint(["computed_by"], ["user.id"], name=op.f("fk_remisi_round_computed_by_user")),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name=op.f("fk_remisi_round_facility_id_facility")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_remisi_round")),
        sa.UniqueConstraint(
            "facility_id", "kind", "held_on", "late_key", name=op.f("uq_remisi_round_facility_id_kind_held_on_late_key")
        ),
    )
    with op.batch_alter_table("remisi_round", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_remisi_round_facility_id"), ["facility_id"], unique=False)

    op.create_table(
        "user_session",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("agent", sa.String(length=200), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_why", sa.String(length=30), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_user_session_user_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user_session")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_user_session_token_hash")),
    )
    with op.batch_alter_table("user_session", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_user_session_user_id"), ["user_id"], unique=False)

    op.create_table(
        "wbp",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("facility_id", sa.Integer(), nullable=False),
        sa.Column("register_no", sa.String(length=60), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("alias", sa.String(length=200), nullable=True),
        sa.Column("nik", sa.LargeBinary(), nullable=True),
        sa.Column("nik_index", sa.String(length=64), nullable=True),
        sa.Column("sex", sa.String(length=1), nullable=False),
        sa.Column("birth_place", sa.String(length=100), nullable=True),
        sa.Column("birth_on", sa.Date(), nullable=True),
        sa.Column("religion", sa.String(length=12), nullable=True),
        sa.Column("education", sa.String(length=40), nullable=True),
        sa.Column("status", sa.String(length=12), nullable=True),
        sa.Column("offence", sa.String(length=16), nullable=True),
        sa.Column("offence_article", sa.String(length=200), nullable=True),
        sa.Column("subsidiary_days", sa.Integer(), nullable=True),
        sa.Column("serving_subsidiary", sa.Boolean(), nullable=True),
        sa.Column("fine_paid", sa.Boolean(), nullable=True),
        sa.Column("loyalty_pledge", sa.Boolean(), nullable=True),
        sa.Column("deradicalised", sa.Boolean(), nullable=True),
        sa.Column("justice_collaborator", sa.Boolean(), nullable=True),
        sa.Column("prolonged_illness", sa.Boolean(), nullable=True),
        sa.Column("pre_release_leave", sa.Boolean(), nullable=True),
        sa.Column("parole_revoked", sa.Boolean(), nullable=True),
        sa.Column("escaped", sa.Boolean(), nullable=True),
        sa.Column("wali_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "offence IN ('umum', 'narkotika', 'korupsi', 'terorisme', 'keamanan_negara', 'ham_berat', 'transnasional')",
            name=op.f("ck_wbp_offence"),
        ),
        sa.CheckConstraint(
            "religion IN ('islam', 'protestan', 'katolik', 'hindu', 'buddha', 'konghucu', 'kepercayaan')",
            name=op.f("ck_wbp_religion"),
        ),
        sa.CheckConstraint("sex IN ('L', 'P')", name=op.f("ck_wbp_sex")),
        sa.CheckConstraint("status IN ('tahanan', 'narapidana', 'anak_binaan')", name=op.f("ck_wbp_status")),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name=op.f("fk_wbp_facility_id_facility")),
        sa.ForeignKeyConstraint(["wali_id"], ["user.id"], name=op.f("fk_wbp_wali_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wbp")),
        sa.UniqueConstraint("facility_id", "register_no", name=op.f("uq_wbp_facility_id_register_no")),
    )
    with op.batch_alter_table("wbp", schema=None) as batch_op:
        batch_op.create_index("ix_wbp_facility_name", ["facility_id", "name", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_wbp_nik_index"), ["nik_index"], unique=False)
        batch_op.create_index(batch_op.f("ix_wbp_wali_id"), ["wali_id"], unique=False)

    op.create_table(
        "absence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("facility_id", sa.Integer(), nullable=False),
        sa.Column("wbp_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("kind IN ('sidang', 'kunjungan', 'isolasi', 'rumah_sakit', 'pindah')", name=op.f("ck_absence_kind")),
        sa.CheckConstraint("ends_at IS NULL OR ends_at > starts_at", name=op.f("ck_absence_period")),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name=op.f("fk_absence_facility_id_facility")),
        sa.ForeignKeyConstraint(["wbp_id"], ["wbp.id"], name=op.f("fk_absence_wbp_id_wbp")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_absence")),
    )
    with op.batch_alter_table("absence", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_absence_facility_id"), ["facility_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_absence_wbp_id"), ["wbp_id"], unique=False)

    op.create_table(
        "attendance_recap",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("facility_id", sa.Integer(), nullable=False),
        sa.Column("wbp_id", sa.Integer(), nullable=False),
        sa.Column("month_on", sa.Date(), nullable=False),
        sa.Column("programme", sa.String(length=200), nullable=False),
        sa.Column("scheduled", sa.Integer(), nullable=False),
        sa.Column("attended", sa.Integer(), nullable=False),
        sa.Column("excused", sa.Integer(), nullable=False),
        sa.CheckConstraint("attended + excused <= scheduled", name=op.f("ck_attendance_recap_sum")),
        sa.CheckConstraint("attended >= 0 AND excused >= 0", name=op.f("ck_attendance_recap_counts")),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name=op.f("fk_attendance_recap_facility_id_facility")),
        sa.ForeignKeyConstraint(["wbp_id"], ["wbp.id"], name=op.f("fk_attendance_recap_wbp_id_wbp")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attendance_recap")),
        sa.UniqueConstraint("wbp_id", "month_on", "programme", name=op.f("uq_attendance_recap_wbp_id_month_on_programme")),
    )
    with op.batch_alter_table("attendance_recap", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_attendance_recap_facility_id"), ["facility_id"], unique=False)

    op.create_table(
        "cohort",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("facility_id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("instructor_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("room", sa.String(length=100), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=False),
        sa.Column("target_completions", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("state IN ('planned', 'running', 'finished', 'cancelled')", name=op.f("ck_cohort_state")),
        sa.CheckConstraint("capacity > 0", name=op.f("ck_cohort_capacity")),
        sa.CheckConstraint("ends_on > starts_on", name=op.f("ck_cohort_period")),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name=op.f("fk_cohort_facility_id_facility")),
        sa.ForeignKeyConstraint(["instructor_id"], ["instructor.id"], name=op.f("fk_cohort_instructor_id_instructor")),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_cohort_programme_id_programme")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cohort")),
        sa.UniqueConstraint("programme_id", "name", name=op.f("uq_cohort_programme_id_name")),
    )
    with op.batch_alter_table("cohort", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_cohort_facility_id"), ["facility_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_cohort_instructor_id"), ["instructor_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_cohort_programme_id"), ["programme_id"], unique=False)

    op.create_table(
        "detention",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("facility_id", sa.Integer(), nullable=False),
        sa.Column("wbp_id", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("ends_on IS NULL OR ends_on > starts_on", name=op.f("ck_detention_period")),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name=op.f("fk_detention_facility_id_facility")),
        sa.ForeignKeyConstraint(["wbp_id"], ["wbp.id"], name=op.f("fk_detention_wbp_id_wbp")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_detention")),
        sa.UniqueConstraint("wbp_id", "starts_on", name=op.f("uq_detention_wbp_id_starts_on")),
    )
    with op.batch_alter_table("detention", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_detention_facility_id"), ["facility_id"], unique=False)

    op.create_table(
        "discipline_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("facility_id", sa.Integer(), nullable=False),
        sa.Column("wbp_id", sa.Integer(), nullable=False),
        sa.Column("level", sa.String(length=8), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("forfeits_until", sa.Date(), nullable=True),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.Column("recorded_by", sa.Integer(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("level IN ('ringan', 'sedang', 'berat')", name=op.f("ck_discipline_entry_level")),
        sa.CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name=op.f("ck_discipline_entry_period")),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name=op.f("fk_discipline_entry_facility_id_facility")),
        sa.ForeignKeyConstraint(["recorded_by"], ["user.id"], name=op.f("fk_discipline_entry_recorded_by_user")),
        sa.ForeignKeyConstraint(["wbp_id"], ["wbp.id"], name=op.f("fk_discipline_entry_wbp_id_wbp")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_discipline_entry")),
        sa.UniqueConstraint("wbp_id", "level", "starts_on", name=op.f("uq_discipline_entry_wbp_id_level_starts_on")),
    )
    with op.batch_alter_table("discipline_entry", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_discipline_entry_facility_id"), ["facility_id"], unique=False)

    op.create_table(
        "import_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("facility_id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("wbp_id", sa.Integer(), nullable=False),
        sa.Column("changes", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name=op.f("fk_import_change_facility_id_facility")),
        sa.ForeignKeyConstraint(["run_id"], ["import_run.id"], name=op.f("fk_import_change_run_id_import_run")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_change")),
    )
    with op.batch_alter_table("import_change", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_import_change_facility_id"), ["facility_id"], unique=False)
        batch_op.create_index("ix_import_change_run", ["run_id", "id"], unique=False)

    op.create_table(
        "last_imported",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("facility_id", sa.Integer(), nullable=False),
        sa.Column("wbp_id", sa.Integer(), nullable=False),
        sa.Column("values", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name=op.f("fk_last_imported_facility_id_facility")),
        sa.ForeignKeyConstraint(["wbp_id"], ["wbp.id"], name=op.f("fk_last_imported_wbp_id_wbp")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_last_imported")),
        sa.UniqueConstraint("facility_id", "wbp_id", name=op.f("uq_last_imported_facility_id_wbp_id")),
    )
    with op.batch_alter_table("last_imported", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_last_imported_wbp_id"), ["wbp_id"], unique=False)

    op.create_table(
        "paper",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("facility_id", sa.Integer(), nullable=False),
        sa.Column("wbp_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("number", sa.String(length=100), nullable=True),
        sa.Column("dated_on", sa.Date(), nullable=True),
        sa.Column("verified_by", sa.Integer(), nullable=True),
        sa.Column("verified_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "code IN ('putusan', 'bukan_subsider', 'bukan_cmb', 'register_f', 'daftar_perubahan', 'laporan_pembinaan', 'penurunan_risiko', 'deradikalisasi', 'ikrar', 'bukti_bayar', 'bukti_usia', 'surat_dokter')",
            name=op.f("ck_paper_code"),
        ),
        sa.CheckConstraint("state IN ('verified', 'present', 'missing')", name=op.f("ck_paper_state")),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name=op.f("fk_paper_facility_id_facility")),
        sa.ForeignKeyConstraint(["verified_by"], ["user.id"], name=op.f("fk_paper_verified_by_user")),
        sa.ForeignKeyConstraint(["wbp_id"], ["wbp.id"], name=op.f("fk_paper_wbp_id_wbp")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper")),
        sa.UniqueConstraint("wbp_id", "code", name=op.f("uq_paper_wbp_id_code")),
    )
    with op.batch_alter_table("paper", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_paper_facility_id"), ["facility_id"], unique=False)

    op.create_table(
        "placement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("facility_id", sa.Integer(), nullable=False),
        sa.Column("wbp_id", sa.Integer(), nullable=False),
        sa.Column("register_no", sa.String(length=60), nullable=False),
        sa.Column("block", sa.String(length=40), nullable=True),
        sa.Column("cell", sa.String(length=40), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("end_reason", sa.String(length=16), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "end_reason IN ('bebas', 'pindah', 'meninggal', 'melarikan_diri')", name=op.f("ck_placement_end_reason")
        ),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name=op.f("fk_placement_facility_id_facility")),
        sa.ForeignKeyConstraint(["wbp_id"], ["wbp.id"], name=op.f("fk_placement_wbp_id_wbp")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_placement")),
    )
    with op.batch_alter_table("placement", schema=None) as batch_op:
        batch_op.create_index("ix_placement_facility_dates", ["facility_id", "starts_on", "ends_on"], unique=False)
        batch_op.create_index("ix_placement_wbp_start", ["wbp_id", "starts_on"], unique=False)
        batch_op.create_index(
            "uq_placement_open",
            ["wbp_id"],
            unique=True,
            sqlite_where=sa.text("ends_on IS NULL"),
            postgresql_where=sa.text("ends_on IS NULL"),
        )

    op.create_table(
        "remisi_verdict",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("facility_id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("wbp_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("register_no", sa.String(length=60), nullable=False),
        sa.Column("block", sa.String(length=40), nullable=True),
        sa.Column("outcome", sa.String(length=14), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("release_class", sa.String(length=2), nullable=True),
        sa.Column("earliest_on", sa.Date(), nullable=True),
        sa.Column("failed", sa.String(length=500), nullable=False),
        sa.Column("unknown", sa.String(length=500), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("verdict", sa.JSON(), nullable=False),
        sa.CheckConstraint("outcome IN ('eligible', 'incomplete', 'not_eligible')", name=op.f("ck_remisi_verdict_outcome")),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name=op.f("fk_remisi_verdict_facility_id_facility")),
        sa.ForeignKeyConstraint(["round_id"], ["remisi_round.id"], name=op.f("fk_remisi_verdict_round_id_remisi_round")),
        sa.ForeignKeyConstraint(["wbp_id"], ["wbp.id"], name=op.f("fk_remisi_verdict_wbp_id_wbp")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_remisi_verdict")),
        sa.UniqueConstraint("round_id", "wbp_id", name=op.f("uq_remisi_verdict_round_id_wbp_id")),
    )
    with op.batch_alter_table("remisi_verdict", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_remisi_verdict_facility_id"), ["facility_id"], unique=False)
        batch_op.create_index("ix_remisi_verdict_tab", ["round_id", "outcome", "name", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_remisi_verdict_wbp_id"), ["wbp_id"], unique=False)

    op.create_table(
        "remission_received",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("facility_id", sa.Integer(), nullable=False),
        sa.Column("wbp_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=4), nullable=False),
        sa.Column("granted_on", sa.Date(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("decree", sa.String(length=100), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('RU', 'RK', 'RT', 'RD', 'RKL', 'RKS', 'PMPU', 'PMPK', 'PMPD', 'RAN')",
            name=op.f("ck_remission_received_kind"),
        ),
        sa.CheckConstraint("days >= 0", name=op.f("ck_remission_received_days")),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name=op.f("fk_remission_received_facility_id_facility")),
        sa.ForeignKeyConstraint(["wbp_id"], ["wbp.id"], name=op.f("fk_remission_received_wbp_id_wbp")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_remission_received")),
        sa.UniqueConstraint("wbp_id", "kind", "granted_on", name=op.f("uq_remission_received_wbp_id_kind_granted_on")),
    )
    with op.batch_alter_table("remission_received", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_remission_received_facility_id"), ["facility_id"], unique=False)

    op.create_table(
        "risk_assessment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("facility_id", sa.Integer(), nullable=False),
        sa.Column("wbp_id", sa.Integer(), nullable=False),
        sa.Column("assessed_on", sa.Date(), nullable=False),
        sa.Column("level", sa.String(length=8), nullable=False),
        sa.Column("recorded_by", sa.Integer(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("level IN ('rendah', 'sedang', 'tinggi')", name=op.f("ck_risk_assessment_level")),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name=op.f("fk_risk_assessment_facility_id_facility")),
        sa.ForeignKeyConstraint(["recorded_by"], ["user.id"], name=op.f("fk_risk_assessment_recorded_by_user")),
        sa.ForeignKeyConstraint(["wbp_id"], ["wbp.id"], name=op.f("fk_risk_assessment_wbp_id_wbp")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_risk_assessment")),
        sa.UniqueConstraint("wbp_id", "assessed_on", name=op.f("uq_risk_assessment_wbp_id_assessed_on")),
    )
    with op.batch_alter_table("risk_assessment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_risk_assessment_facility_id"), ["facility_id"], unique=False)

    op.create_table(
        "sentence",
        sa.Column("wbp_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("facility_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=True),
        sa.Column("years", sa.Integer(), nullable=True),
        sa.Column("months", sa.Integer(), nullable=True),
        sa.Column("days", sa.Integer(), nullable=True),
        sa.Column("final_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("kind IN ('penjara', 'kurungan', 'seumur_hidup', 'mati')", name=op.f("ck_sentence_kind")),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name=op.f("fk_sentence_facility_id_facility")),
        sa.ForeignKeyConstraint(["wbp_id"], ["wbp.id"], name=op.f("fk_sentence_wbp_id_wbp")),
        sa.PrimaryKeyConstraint("wbp_id", name=op.f("pk_sentence")),
    )
    with op.batch_alter_table("sentence", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sentence_facility_id"), ["facility_id"], unique=False)

    op.create_table(
        "service",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("facility_id", sa.Integer(), nullable=False),
        sa.Column("wbp_id", sa.Integer(), nullable=False),
        sa.Column("ground", sa.String(length=24), nullable=False),
        sa.Column("rendered_on", sa.Date(), nullable=False),
        sa.Column("verified", sa.Boolean(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "ground IN ('jasa_negara', 'kemanusiaan', 'donor_darah', 'donor_organ', 'pemuka', 'justice_collaborator')",
            name=op.f("ck_service_ground"),
        ),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name=op.f("fk_service_facility_id_facility")),
        sa.ForeignKeyConstraint(["wbp_id"], ["wbp.id"], name=op.f("fk_service_wbp_id_wbp")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_service")),
        sa.UniqueConstraint("wbp_id", "ground", "rendered_on", name=op.f("uq_service_wbp_id_ground_rendered_on")),
    )
    with op.batch_alter_table("service", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_service_facility_id"), ["facility_id"], unique=False)

    op.create_table(
        "sppn_month",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("facility_id", sa.Integer(), nullable=False),
        sa.Column("wbp_id", sa.Integer(), nullable=False),
        sa.Column("month_on", sa.Date(), nullable=False),
        sa.Column("score", sa.Numeric(precision=5, scale=2), nullable=False),
        sa.Column("recorded_by", sa.Integer(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("score >= 0 AND score <= 100", name=op.f("ck_sppn_month_score")),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name=op.f("fk_sppn_month_facility_id_facility")),
        sa.ForeignKeyConstraint(["recorded_by"], ["user.id"], name=op.f("fk_sppn_month_recorded_by_user")),
        sa.ForeignKeyConstraint(["wbp_id"], ["wbp.id"], name=op.f("fk_sppn_month_wbp_id_wbp")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sppn_month")),
        sa.UniqueConstraint("wbp_id", "month_on", name=op.f("uq_sppn_month_wbp_id_month_on")),
    )
    with op.batch_alter_table("sppn_month", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sppn_month_facility_id"), ["facility_id"], unique=False)

    op.create_table(
        "certificate",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("facility_id", sa.Integer(), nullable=False),
        sa.Column("cohort_id", sa.Integer(), nullable=True),
        sa.Column("wbp_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("number", sa.String(length=100), nullable=False),
        sa.Column("issuer", sa.String(length=200), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("recorded_by", sa.Integer(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("kind IN ('ijazah', 'sertifikat', 'surat_keterangan')", name=op.f("ck_certificate_kind")),
        sa.ForeignKeyConstraint(["cohort_id"], ["cohort.id"], name=op.f("fk_certificate_cohort_id_cohort")),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name=op.f("fk_certificate_facility_id_facility")),
        sa.ForeignKeyConstraint(["recorded_by"], ["user.id"], name=op.f("fk_certificate_recorded_by_user")),
        sa.ForeignKeyConstraint(["wbp_id"], ["wbp.id"], name=op.f("fk_certificate_wbp_id_wbp")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificate")),
        sa.UniqueConstraint("issuer", "number", name=op.f("uq_certificate_issuer_number")),
    )
    with op.batch_alter_table("certificate", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_certificate_cohort_id"), ["cohort_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_certificate_facility_id"), ["facility_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_certificate_wbp_id"), ["wbp_id"], unique=False)

    op.create_table(
        "class_session",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("facility_id", sa.Integer(), nullable=False),
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("instructor_id", sa.Integer(), nullable=True),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("starts_time", sa.Time(), nullable=False),
        sa.Column("ends_time", sa.Time(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("room", sa.String(length=100), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("cancel_reason", sa.String(length=200), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("state IN ('planned', 'held', 'cancelled')", name=op.f("ck_class_session_state")),
        sa.ForeignKeyConstraint(["cohort_id"], ["cohort.id"], name=op.f("fk_class_session_cohort_id_cohort")),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name=op.f("fk_class_session_facility_id_facility")),
        sa.ForeignKeyConstraint(["instructor_id"], ["instructor.id"], name=op.f("fk_class_session_instructor_id_instructor")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_class_session")),
        sa.UniqueConstraint("cohort_id", "held_on", "starts_time", name=op.f("uq_class_session_cohort_id_held_on_starts_time")),
    )
    with op.batch_alter_table("class_session", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_class_session_held_on"), ["held_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_class_session_instructor_id"), ["instructor_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_class_session_starts_at"), ["starts_at"], unique=False)

    op.create_table(
        "enrolment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("facility_id", sa.Integer(), nullable=False),
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("wbp_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("end_reason", sa.String(length=12), nullable=True),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("(state IN ('completed', 'withdrawn')) = (ends_on IS NOT NULL)", name=op.f("ck_enrolment_ended")),
        sa.CheckConstraint(
            "end_reason IN ('selesai', 'mundur', 'pindah', 'bebas', 'disiplin', 'sakit', 'lainnya')",
            name=op.f("ck_enrolment_end_reason"),
        ),
        sa.CheckConstraint(
            "state IN ('waiting', 'active', 'suspended', 'completed', 'withdrawn')", name=op.f("ck_enrolment_state")
        ),
        sa.CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name=op.f("ck_enrolment_period")),
        sa.ForeignKeyConstraint(["cohort_id"], ["cohort.id"], name=op.f("fk_enrolment_cohort_id_cohort")),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name=op.f("fk_enrolment_facility_id_facility")),
        sa.ForeignKeyConstraint(["wbp_id"], ["wbp.id"], name=op.f("fk_enrolment_wbp_id_wbp")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enrolment")),
    )
    with op.batch_alter_table("enrolment", schema=None) as batch_op:
        batch_op.create_index("ix_enrolment_cohort", ["cohort_id", "wbp_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_enrolment_facility_id"), ["facility_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_enrolment_wbp_id"), ["wbp_id"], unique=False)
        batch_op.create_index(
            "uq_enrolment_live",
            ["cohort_id", "wbp_id"],
            unique=True,
            sqlite_where=sa.text("ends_on IS NULL"),
            postgresql_where=sa.text("ends_on IS NULL"),
        )

    op.create_table(
        "enrolment_batch",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("facility_id", sa.Integer(), nullable=False),
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=True),
        sa.Column("wbp_ids", sa.JSON(), nullable=False),
        sa.Column("unknown_numbers", sa.JSON(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("results", sa.JSON(), nullable=False),
        sa.Column("enrolled", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["cohort_id"], ["cohort.id"], name=op.f("fk_enrolment_batch_cohort_id_cohort")),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name=op.f("fk_enrolment_batch_facility_id_facility")),
        sa.ForeignKeyConstraint(["made_by"], ["user.id"], name=op.f("fk_enrolment_batch_made_by_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enrolment_batch")),
    )
    with op.batch_alter_table("enrolment_batch", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_enrolment_batch_facility_id"), ["facility_id"], unique=False)
        batch_op.create_index(
            "uq_enrolment_batch_draft",
            ["cohort_id", "made_by"],
            unique=True,
            sqlite_where=sa.text("done_at IS NULL"),
            postgresql_where=sa.text("done_at IS NULL"),
        )

    op.create_table(
        "enrolment_pause",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("facility_id", sa.Integer(), nullable=False),
        sa.Column("enrolment_id", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name=op.f("ck_enrolment_pause_period")),
        sa.ForeignKeyConstraint(["enrolment_id"], ["enrolment.id"], name=op.f("fk_enrolment_pause_enrolment_id_enrolment")),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name=op.f("fk_enrolment_pause_facility_id_facility")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enrolment_pause")),
    )
    with op.batch_alter_table("enrolment_pause", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_enrolment_pause_enrolment_id"), ["enrolment_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_enrolment_pause_facility_id"), ["facility_id"], unique=False)
        batch_op.create_index(
            "uq_enrolment_pause_open",
            ["enrolment_id"],
            unique=True,
            sqlite_where=sa.text("ends_on IS NULL"),
            postgresql_where=sa.text("ends_on IS NULL"),
        )

    op.create_table(
        "exam_result",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("facility_id", sa.Integer(), nullable=False),
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("wbp_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("score", sa.Numeric(precision=5, scale=2), nullable=True),
        sa.Column("passed", sa.Boolean(), nullable=True),
        sa.Column("recorded_by", sa.Integer(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["cohort_id"], ["cohort.id"], name=op.f("fk_exam_result_cohort_id_cohort")),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name=op.f("fk_exam_result_facility_id_facility")),
        sa.ForeignKeyConstraint(["recorded_by"], ["user.id"], name=op.f("fk_exam_result_recorded_by_user")),
        sa.ForeignKeyConstraint(["wbp_id"], ["wbp.id"], name=op.f("fk_exam_result_wbp_id_wbp")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exam_result")),
        sa.UniqueConstraint(
            "cohort_id", "wbp_id", "title", "held_on", name=op.f("uq_exam_result_cohort_id_wbp_id_title_held_on")
        ),
    )
    with op.batch_alter_table("exam_result", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_exam_result_cohort_id"), ["cohort_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_exam_result_facility_id"), ["facility_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_exam_result_wbp_id"), ["wbp_id"], unique=False)

    op.create_table(
        "paper_scan",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("facility_id", sa.Integer(), nullable=False),
        sa.Column("paper_id", sa.Integer(), nullable=False),
        sa.Column("media_type", sa.String(length=60), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("uploaded_by", sa.Integer(), nullable=True),
        sa.Column("uploaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name=op.f("fk_paper_scan_facility_id_facility")),
        sa.ForeignKeyConstraint(["paper_id"], ["paper.id"], name=op.f("fk_paper_scan_paper_id_paper")),
        sa.ForeignKeyConstraint(["uploaded_by"], ["user.id"], name=op.f("fk_paper_scan_uploaded_by_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper_scan")),
    )
    with op.batch_alter_table("paper_scan", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_paper_scan_facility_id"), ["facility_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_paper_scan_paper_id"), ["paper_id"], unique=False)

    op.create_table(
        "schedule_slot",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("facility_id", sa.Integer(), nullable=False),
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("weekday", sa.SmallInteger(), nullable=False),
        sa.Column("starts_time", sa.Time(), nullable=False),
        sa.Column("ends_time", sa.Time(), nullable=False),
        sa.Column("room", sa.String(length=100), nullable=False),
        sa.CheckConstraint("ends_time > starts_time", name=op.f("ck_schedule_slot_times")),
        sa.CheckConstraint("weekday BETWEEN 0 AND 6", name=op.f("ck_schedule_slot_weekday")),
        sa.ForeignKeyConstraint(["cohort_id"], ["cohort.id"], name=op.f("fk_schedule_slot_cohort_id_cohort")),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name=op.f("fk_schedule_slot_facility_id_facility")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_schedule_slot")),
        sa.UniqueConstraint("cohort_id", "weekday", "starts_time", name=op.f("uq_schedule_slot_cohort_id_weekday_starts_time")),
    )
    with op.batch_alter_table("schedule_slot", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_schedule_slot_cohort_id"), ["cohort_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_schedule_slot_facility_id"), ["facility_id"], unique=False)

    op.create_table(
        "mark",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("facility_id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("wbp_id", sa.Integer(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("present", sa.Boolean(), nullable=False),
        sa.Column("excused", sa.Boolean(), nullable=False),
        sa.Column("minutes", sa.SmallInteger(), nullable=True),
        sa.Column("took_part", sa.Boolean(), nullable=True),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("note", sa.String(length=100), nullable=False),
        sa.Column("correction", sa.String(length=200), nullable=False),
        sa.Column("source", sa.String(length=10), nullable=False),
        sa.Column("is_current", sa.Boolean(), nullable=False),
        sa.Column("replaces_id", sa.Integer(), nullable=True),
        sa.Column("marked_by", sa.Integer(), nullable=True),
        sa.Column("marked_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("replaces_id IS NULL OR correction <> ''", name=op.f("ck_mark_correction_reason")),
        sa.CheckConstraint("source IN ('officer', 'teacher', 'paper', 'import')", name=op.f("ck_mark_source")),
        sa.CheckConstraint(
            "status IN ('hadir', 'terlambat', 'pulang_awal', 'sakit', 'izin', 'berhalangan_resmi', 'tanpa_keterangan')",
            name=op.f("ck_mark_status"),
        ),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name=op.f("fk_mark_facility_id_facility")),
        sa.ForeignKeyConstraint(["marked_by"], ["user.id"], name=op.f("fk_mark_marked_by_user")),
        sa.ForeignKeyConstraint(["replaces_id"], ["mark.id"], name=op.f("fk_mark_replaces_id_mark")),
        sa.ForeignKeyConstraint(["session_id"], ["class_session.id"], name=op.f("fk_mark_session_id_class_session")),
        sa.ForeignKeyConstraint(["wbp_id"], ["wbp.id"], name=op.f("fk_mark_wbp_id_wbp")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mark")),
    )
    with op.batch_alter_table("mark", schema=None) as batch_op:
        batch_op.create_index(
            "ix_mark_correction",
            ["session_id"],
            unique=False,
            sqlite_where=sa.text("replaces_id IS NOT NULL"),
            postgresql_where=sa.text("replaces_id IS NOT NULL"),
        )
        batch_op.create_index(batch_op.f("ix_mark_facility_id"), ["facility_id"], unique=False)
        batch_op.create_index("ix_mark_wbp_day", ["wbp_id", "held_on"], unique=False)
        batch_op.create_index(
            "uq_mark_current",
            ["session_id", "wbp_id"],
            unique=True,
            sqlite_where=sa.text("is_current = 1"),
            postgresql_where=sa.text("is_current"),
        )

    keep_audit_append_only()


def downgrade() -> None:
    with op.batch_alter_table("mark", schema=None) as batch_op:
        batch_op.drop_index("uq_mark_current", sqlite_where=sa.text("is_current = 1"), postgresql_where=sa.text("is_current"))
        batch_op.drop_index("ix_mark_wbp_day")
        batch_op.drop_index(batch_op.f("ix_mark_facility_id"))
        batch_op.drop_index(
            "ix_mark_correction",
            sqlite_where=sa.text("replaces_id IS NOT NULL"),
            postgresql_where=sa.text("replaces_id IS NOT NULL"),
        )

    op.drop_table("mark")
    with op.batch_alter_table("schedule_slot", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_schedule_slot_facility_id"))
        batch_op.drop_index(batch_op.f("ix_schedule_slot_cohort_id"))

    op.drop_table("schedule_slot")
    with op.batch_alter_table("paper_scan", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_paper_scan_paper_id"))
        batch_op.drop_index(batch_op.f("ix_paper_scan_facility_id"))

    op.drop_table("paper_scan")
    with op.batch_alter_table("exam_result", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_exam_result_wbp_id"))
        batch_op.drop_index(batch_op.f("ix_exam_result_facility_id"))
        batch_op.drop_index(batch_op.f("ix_exam_result_cohort_id"))

    op.drop_table("exam_result")
    with op.batch_alter_table("enrolment_pause", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_enrolment_pause_open", sqlite_where=sa.text("ends_on IS NULL"), postgresql_where=sa.text("ends_on IS NULL")
        )
        batch_op.drop_index(batch_op.f("ix_enrolment_pause_facility_id"))
        batch_op.drop_index(batch_op.f("ix_enrolment_pause_enrolment_id"))

    op.drop_table("enrolment_pause")
    with op.batch_alter_table("enrolment_batch", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_enrolment_batch_draft", sqlite_where=sa.text("done_at IS NULL"), postgresql_where=sa.text("done_at IS NULL")
        )
        batch_op.drop_index(batch_op.f("ix_enrolment_batch_facility_id"))

    op.drop_table("enrolment_batch")
    with op.batch_alter_table("enrolment", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_enrolment_live", sqlite_where=sa.text("ends_on IS NULL"), postgresql_where=sa.text("ends_on IS NULL")
        )
        batch_op.drop_index(batch_op.f("ix_enrolment_wbp_id"))
        batch_op.drop_index(batch_op.f("ix_enrolment_facility_id"))
        batch_op.drop_index("ix_enrolment_cohort")

    op.drop_table("enrolment")
    with op.batch_alter_table("class_session", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_class_session_starts_at"))
        batch_op.drop_index(batch_op.f("ix_class_session_instructor_id"))
        batch_op.drop_index(batch_op.f("ix_class_session_held_on"))

    op.drop_table("class_session")
    with op.batch_alter_table("certificate", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_certificate_wbp_id"))
        batch_op.drop_index(batch_op.f("ix_certificate_facility_id"))
        batch_op.drop_index(batch_op.f("ix_certificate_cohort_id"))

    op.drop_table("certificate")
    with op.batch_alter_table("sppn_month", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sppn_month_facility_id"))

    op.drop_table("sppn_month")
    with op.batch_alter_table("service", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_service_facility_id"))

    op.drop_table("service")
    with op.batch_alter_table("sentence", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sentence_facility_id"))

    op.drop_table("sentence")
    with op.batch_alter_table("risk_assessment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_risk_assessment_facility_id"))

    op.drop_table("risk_assessment")
    with op.batch_alter_table("remission_received", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_remission_received_facility_id"))

    op.drop_table("remission_received")
    with op.batch_alter_table("remisi_verdict", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_remisi_verdict_wbp_id"))
        batch_op.drop_index("ix_remisi_verdict_tab")
        batch_op.drop_index(batch_op.f("ix_remisi_verdict_facility_id"))

    op.drop_table("remisi_verdict")
    with op.batch_alter_table("placement", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_placement_open", sqlite_where=sa.text("ends_on IS NULL"), postgresql_where=sa.text("ends_on IS NULL")
        )
        batch_op.drop_index("ix_placement_wbp_start")
        batch_op.drop_index("ix_placement_facility_dates")

    op.drop_table("placement")
    with op.batch_alter_table("paper", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_paper_facility_id"))

    op.drop_table("paper")
    with op.batch_alter_table("last_imported", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_last_imported_wbp_id"))

    op.drop_table("last_imported")
    with op.batch_alter_table("import_change", schema=None) as batch_op:
        batch_op.drop_index("ix_import_change_run")
        batch_op.drop_index(batch_op.f("ix_import_change_facility_id"))

    op.drop_table("import_change")
    with op.batch_alter_table("discipline_entry", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_discipline_entry_facility_id"))

    op.drop_table("discipline_entry")
    with op.batch_alter_table("detention", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_detention_facility_id"))

    op.drop_table("detention")
    with op.batch_alter_table("cohort", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_cohort_programme_id"))
        batch_op.drop_index(batch_op.f("ix_cohort_instructor_id"))
        batch_op.drop_index(batch_op.f("ix_cohort_facility_id"))

    op.drop_table("cohort")
    with op.batch_alter_table("attendance_recap", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_attendance_recap_facility_id"))

    op.drop_table("attendance_recap")
    with op.batch_alter_table("absence", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_absence_wbp_id"))
        batch_op.drop_index(batch_op.f("ix_absence_facility_id"))

    op.drop_table("absence")
    with op.batch_alter_table("wbp", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_wbp_wali_id"))
        batch_op.drop_index(batch_op.f("ix_wbp_nik_index"))
        batch_op.drop_index("ix_wbp_facility_name")

    op.drop_table("wbp")
    with op.batch_alter_table("user_session", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_user_session_user_id"))

    op.drop_table("user_session")
    with op.batch_alter_table("remisi_round", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_remisi_round_facility_id"))

    op.drop_table("remisi_round")
    with op.batch_alter_table("programme", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_programme_facility_id"))
        batch_op.drop_index(batch_op.f("ix_programme_agreement_id"))
        batch_op.drop_index(batch_op.f("ix_programme_agency_id"))

    op.drop_table("programme")
    with op.batch_alter_table("plan_item", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_plan_item_facility_id"))
        batch_op.drop_index(batch_op.f("ix_plan_item_agreement_id"))

    op.drop_table("plan_item")
    with op.batch_alter_table("instructor", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_instructor_user_id"))
        batch_op.drop_index(batch_op.f("ix_instructor_facility_id"))
        batch_op.drop_index(batch_op.f("ix_instructor_agency_id"))

    op.drop_table("instructor")
    with op.batch_alter_table("import_run", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_import_run_facility_id"))

    op.drop_table("import_run")
    with op.batch_alter_table("agency_member", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_agency_member_agency_id"))

    op.drop_table("agency_member")
    with op.batch_alter_table("user", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_user_role"))
        batch_op.drop_index(batch_op.f("ix_user_facility_id"))

    op.drop_table("user")
    op.drop_table("audit_detail")
    with op.batch_alter_table("agreement", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_agreement_facility_id"))
        batch_op.drop_index(batch_op.f("ix_agreement_agency_id"))

    op.drop_table("agreement")
    op.drop_table("signin_delay")
    with op.batch_alter_table("job", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_job_state"))
        batch_op.drop_index(batch_op.f("ix_job_facility_id"))

    op.drop_table("job")
    op.drop_table("installation")
    op.drop_table("idempotency_key")
    with op.batch_alter_table("holiday", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_holiday_held_on"))

    op.drop_table("holiday")
    op.drop_table("facility")
    op.drop_table("audit_head")
    with op.batch_alter_table("audit_entry", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_audit_entry_subject_subject_id"))
        batch_op.drop_index(batch_op.f("ix_audit_entry_chain"))
        batch_op.drop_index(batch_op.f("ix_audit_entry_at"))
        batch_op.drop_index(batch_op.f("ix_audit_entry_actor_id"))
        batch_op.drop_index(batch_op.f("ix_audit_entry_action"))

    op.drop_table("audit_entry")
    op.drop_table("agency")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION refuse_audit_change()")
