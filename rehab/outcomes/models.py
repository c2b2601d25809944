"""What came of it: exam results and certificates."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import Boolean, ForeignKey, Numeric, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from rehab.plumbing.base import Base, UtcDateTime, Versioned, one_of

CERTIFICATE_KINDS = ("ijazah", "sertifikat", "surat_keterangan")


class ExamResult(Versioned, Base):
    """One person's result in one exam of a class; score 0–100 where one is given."""

    __tablename__ = "exam_result"
    __table_args__ = (UniqueConstraint("cohort_id", "wbp_id", "title", "held_on"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    facility_id: Mapped[int] = mapped_column(ForeignKey("facility.id"), index=True)
    cohort_id: Mapped[int] = mapped_column(ForeignKey("cohort.id"), index=True)
    wbp_id: Mapped[int] = mapped_column(ForeignKey("wbp.id"), index=True)
    title: Mapped[str] = mapped_column(String(200))
    held_on: Mapped[date]
    score: Mapped[Decimal | None] = mapped_column(Numeric(5, 2))
    passed: Mapped[bool | None] = mapped_column(Boolean)
    recorded_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Certificate(Versioned, Base):
    """An ijazah or certificate with its number and date; a number is used once by an issuer."""

    __tablename__ = "certificate"
    __table_args__ = (UniqueConstraint("issuer", "number"), one_of("kind", CERTIFICATE_KINDS))

    id: Mapped[int] = mapped_column(primary_key=True)
    facility_id: Mapped[int] = mapped_column(ForeignKey("facility.id"), index=True)
    cohort_id: Mapped[int | None] = mapped_column(ForeignKey("cohort.id"), index=True)
    wbp_id: Mapped[int] = mapped_column(ForeignKey("wbp.id"), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    title: Mapped[str] = mapped_column(String(200))
    number: Mapped[str] = mapped_column(String(100))
    issuer: Mapped[str] = mapped_column(String(200))
    issued_on: Mapped[date]
    recorded_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)
