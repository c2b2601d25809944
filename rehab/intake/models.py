"""Imports: the file waiting between preview and commit, what it did, and what was last imported."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from rehab.plumbing.base import Base, UtcDateTime, Versioned, one_of

IMPORT_STATES = ("previewed", "committed", "undone", "dropped")


class ImportRun(Versioned, Base):
    """One file: previewed, then committed in one transaction, and undone while nothing was built on it."""

    __tablename__ = "import_run"
    __table_args__ = (one_of("state", IMPORT_STATES),)

    id: Mapped[int] = mapped_column(primary_key=True)
    facility_id: Mapped[int] = mapped_column(ForeignKey("facility.id"), index=True)
    file_name: Mapped[str] = mapped_column(String(200))
    sha256: Mapped[str] = mapped_column(String(64))
    state: Mapped[str] = mapped_column(String(10))
    # The file itself, encrypted, until it is committed or dropped.
    content: Mapped[bytes | None] = mapped_column(LargeBinary)
    report: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    created_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    committed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    undone_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class ImportChange(Base):
    """One row an import inserted (before null) or changed, so that it can be undone. Values are encrypted JSON."""

    __tablename__ = "import_change"
    __table_args__ = (Index("ix_import_change_run", "run_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    facility_id: Mapped[int] = mapped_column(ForeignKey("facility.id"), index=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("import_run.id"))
    table_name: Mapped[str] = mapped_column(String(40))
    row_id: Mapped[int]
    before: Mapped[bytes | None] = mapped_column(LargeBinary)
    after: Mapped[bytes] = mapped_column(LargeBinary)


class LastImported(Base):
    """The values a row had when it was last imported: a later difference in Bina is a correction to be kept."""

    __tablename__ = "last_imported"
    __table_args__ = (UniqueConstraint("facility_id", "sheet", "natural_key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    facility_id: Mapped[int] = mapped_column(ForeignKey("facility.id"))
    run_id: Mapped[int] = mapped_column(ForeignKey("import_run.id"), index=True)
    sheet: Mapped[str] = mapped_column(String(20))
    natural_key: Mapped[str] = mapped_column(String(200))
    values: Mapped[bytes] = mapped_column(LargeBinary)
