"""Who takes part in which class."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from rehab.plumbing.base import Base, UtcDateTime, Versioned, one_of
from rehab.programs.models import Cohort
from rehab.wbp.models import Wbp

ENROLMENT_STATES = ("waiting", "active", "suspended", "completed", "withdrawn")
END_REASONS = ("selesai", "mundur", "pindah", "bebas", "disiplin", "sakit", "lainnya")
LIVE = text("ends_on IS NULL")


class Enrolment(Versioned, Base):
    """One person in one class from starts_on until ends_on (excluded); live while ends_on is null.

    The database itself allows one live enrolment of a person in a class.
    """

    __tablename__ = "enrolment"
    __table_args__ = (
        Index("uq_enrolment_live", "cohort_id", "wbp_id", unique=True, sqlite_where=LIVE, postgresql_where=LIVE),
        one_of("state", ENROLMENT_STATES),
        one_of("end_reason", END_REASONS),
        CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name="period"),
        CheckConstraint("(state IN ('completed', 'withdrawn')) = (ends_on IS NOT NULL)", name="ended"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    facility_id: Mapped[int] = mapped_column(ForeignKey("facility.id"), index=True)
    cohort_id: Mapped[int] = mapped_column(ForeignKey("cohort.id"))
    wbp_id: Mapped[int] = mapped_column(ForeignKey("wbp.id"), index=True)
    state: Mapped[str] = mapped_column(String(12))
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    end_reason: Mapped[str | None] = mapped_column(String(12))
    note: Mapped[str] = mapped_column(String(300), default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    cohort: Mapped[Cohort] = relationship(lazy="raise")
    wbp: Mapped[Wbp] = relationship(lazy="raise")
