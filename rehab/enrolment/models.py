"""Who takes part in which class."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, Integer, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from rehab.plumbing.base import Base, UtcDateTime, Versioned, one_of
from rehab.programs.models import Cohort
from rehab.wbp.models import Wbp

ENROLMENT_STATES = ("waiting", "active", "suspended", "completed", "withdrawn")
END_REASONS = ("selesai", "mundur", "pindah", "bebas", "disiplin", "sakit", "lainnya")
LIVE = text("ends_on IS NULL")
DRAFT = text("done_at IS NULL")


class Enrolment(Versioned, Base):
    """One person in one class from starts_on until ends_on (excluded); live while ends_on is null.

    The database itself allows one live enrolment of a person in a class.
    """

    __tablename__ = "enrolment"
    __table_args__ = (
        Index("uq_enrolment_live", "cohort_id", "wbp_id", unique=True, sqlite_where=LIVE, postgresql_where=LIVE),
        Index("ix_enrolment_cohort", "cohort_id", "wbp_id"),
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


class Pause(Base):
    """A time out of class within an enrolment (suspension): no session from starts_on until ends_on (excluded) counts.

    The state of an enrolment says whether it is paused today; these rows say whether it was on any other day.
    """

    __tablename__ = "enrolment_pause"
    __table_args__ = (
        Index("uq_enrolment_pause_open", "enrolment_id", unique=True, sqlite_where=LIVE, postgresql_where=LIVE),
        CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name="period"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    facility_id: Mapped[int] = mapped_column(ForeignKey("facility.id"), index=True)
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolment.id"), index=True)
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    reason: Mapped[str] = mapped_column(String(300), default="")


class Batch(Versioned, Base):
    """People chosen for a class by one officer: first a selection, then, once sent, its row-by-row answer for good."""

    __tablename__ = "enrolment_batch"
    __table_args__ = (
        Index("uq_enrolment_batch_draft", "cohort_id", "made_by", unique=True, sqlite_where=DRAFT, postgresql_where=DRAFT),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    facility_id: Mapped[int] = mapped_column(ForeignKey("facility.id"), index=True)
    cohort_id: Mapped[int] = mapped_column(ForeignKey("cohort.id"))
    made_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    wbp_ids: Mapped[list[int]] = mapped_column(JSON, default=list)
    # Register numbers typed for which nobody is held here.
    unknown_numbers: Mapped[list[str]] = mapped_column(JSON, default=list)
    starts_on: Mapped[date | None]
    results: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    enrolled: Mapped[int] = mapped_column(Integer, default=0)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    done_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
