"""Files made for many people of a round say what they hold: explanation sheets, or reports of development."""

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

# What stands there was made before there were reports. SQLite writes a new column of a table that others point to in place:
# to copy the table would break what points there.
KIND = "VARCHAR(12) DEFAULT 'sheets' NOT NULL CONSTRAINT ck_sheet_file_kind CHECK (kind IN ('sheets', 'development'))"


def upgrade() -> None:
    op.execute(f"ALTER TABLE sheet_file ADD COLUMN kind {KIND}")


def downgrade() -> None:
    # Before this revision every file was one of sheets: reports would be handed out as such, to who may not read them.
    op.execute("DELETE FROM sheet_part WHERE file_id IN (SELECT id FROM sheet_file WHERE kind <> 'sheets')")
    op.execute("DELETE FROM sheet_file WHERE kind <> 'sheets'")
    op.execute("ALTER TABLE sheet_file DROP COLUMN kind")
