"""Imports: the file waiting between preview and commit, what it did, and what was last imported."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, Integer, LargeBinary, String, UniqueConstraint
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
    # The sheets as they were read, encrypted, until they are committed or dropped.
    content: Mapped[bytes | None] = mapped_column(LargeBinary)
    # How many people are new, changed, …: numbers only.
    counts: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    # The whole report with names and values, encrypted.
    report: Mapped[bytes | None] = mapped_column(LargeBinary)
    created_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    committed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    undone_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class ImportChange(Base):
    """What a run inserted and changed about one person, and what was last imported before it: enough to undo it.

    `changes` is encrypted JSON: {"new_person", "inserted": {table: [key]}, "changed": {table: {key: {"before", "version"}}},
    "last"}.
    """

    __tablename__ = "import_change"
    __table_args__ = (Index("ix_import_change_run", "run_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    facility_id: Mapped[int] = mapped_column(ForeignKey("facility.id"), index=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("import_run.id"))
    # A plain number: the person may have come in by this run, and leaves when it is undone.
    wbp_id: Mapped[int] = mapped_column(Integer)
    changes: Mapped[bytes] = mapped_column(LargeBinary)


class LastImported(Base):
    """The values a person's rows had when they were last imported: a later difference in Bina is a correction to be kept.

    `values` is encrypted JSON: {table: {natural key: {field: value}}}.
    """

    __tablename__ = "last_imported"
    __table_args__ = (UniqueConstraint("facility_id", "wbp_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    facility_id: Mapped[int] = mapped_column(ForeignKey("facility.id"))
    wbp_id: Mapped[int] = mapped_column(ForeignKey("wbp.id"), index=True)
    values: Mapped[bytes] = mapped_column(LargeBinary)
