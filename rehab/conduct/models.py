"""How a person behaves: SPPN months, risk assessments, and the discipline register (Register F)."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Numeric, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from rehab.plumbing.base import Base, UtcDateTime, Versioned, one_of

RISK_LEVELS = ("rendah", "sedang", "tinggi")
DISCIPLINE_LEVELS = ("ringan", "sedang", "berat")


class SppnMonth(Versioned, Base):
    """The score 0–100 of one calendar month; month_on is its first day."""

    __tablename__ = "sppn_month"
    __table_args__ = (
        UniqueConstraint("wbp_id", "month_on"),
        CheckConstraint("score >= 0 AND score <= 100", name="score"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    facility_id: Mapped[int] = mapped_column(ForeignKey("facility.id"), index=True)
    wbp_id: Mapped[int] = mapped_column(ForeignKey("wbp.id"))
    month_on: Mapped[date]
    score: Mapped[Decimal] = mapped_column(Numeric(5, 2))
    recorded_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)


class RiskAssessment(Versioned, Base):
    """One risk screening (ISPN, RRI)."""

    __tablename__ = "risk_assessment"
    __table_args__ = (UniqueConstraint("wbp_id", "assessed_on"), one_of("level", RISK_LEVELS))

    id: Mapped[int] = mapped_column(primary_key=True)
    facility_id: Mapped[int] = mapped_column(ForeignKey("facility.id"), index=True)
    wbp_id: Mapped[int] = mapped_column(ForeignKey("wbp.id"))
    assessed_on: Mapped[date]
    level: Mapped[str] = mapped_column(String(8))
    recorded_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)


class DisciplineEntry(Versioned, Base):
    """One entry of Register F. ends_on is the end itself as the register writes it; null while it lasts."""

    __tablename__ = "discipline_entry"
    __table_args__ = (
        UniqueConstraint("wbp_id", "level", "starts_on"),
        one_of("level", DISCIPLINE_LEVELS),
        CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name="period"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    facility_id: Mapped[int] = mapped_column(ForeignKey("facility.id"), index=True)
    wbp_id: Mapped[int] = mapped_column(ForeignKey("wbp.id"))
    level: Mapped[str] = mapped_column(String(8))
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    forfeits_until: Mapped[date | None]
    note: Mapped[str] = mapped_column(String(500), default="")
    recorded_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)
