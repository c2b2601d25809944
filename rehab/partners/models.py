"""Agencies, their people, agreements (PKS), and the action plans that agreements promise."""

from datetime import date, datetime, timedelta
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Integer, Numeric, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from rehab.plumbing.base import Base, UtcDateTime, Versioned, one_of

AGREEMENT_STATES = ("draft", "active", "ended", "terminated")
PLAN_STATES = ("planned", "running", "done", "dropped")


class Agency(Versioned, Base):
    """A partner: a Dinas of a kabupaten, shared by the facilities of its province."""

    __tablename__ = "agency"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(30), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    regency: Mapped[str] = mapped_column(String(100), default="")
    province: Mapped[str] = mapped_column(String(100), default="")
    contact_name: Mapped[str] = mapped_column(String(200), default="")
    contact_phone: Mapped[str] = mapped_column(String(40), default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class AgencyMember(Base):
    """The agency a partner's account belongs to."""

    __tablename__ = "agency_member"

    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), primary_key=True, autoincrement=False)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), index=True)


class Agreement(Versioned, Base):
    """A cooperation agreement (PKS) between a facility and an agency; ends_on is the first day it no longer holds."""

    __tablename__ = "agreement"
    __table_args__ = (
        UniqueConstraint("facility_id", "number"),
        one_of("state", AGREEMENT_STATES),
        CheckConstraint("ends_on IS NULL OR ends_on > starts_on", name="period"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    facility_id: Mapped[int] = mapped_column(ForeignKey("facility.id"), index=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), index=True)
    number: Mapped[str] = mapped_column(String(100))
    title: Mapped[str] = mapped_column(String(300))
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    state: Mapped[str] = mapped_column(String(12))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    agency: Mapped[Agency] = relationship(lazy="raise")

    @property
    def last_on(self) -> date | None:
        """The last day it holds, as its paper says; None where it has no end."""
        return self.ends_on - timedelta(days=1) if self.ends_on else None


class PlanItem(Versioned, Base):
    """One line of an agreement's action plan: what, how much, by when, at what cost."""

    __tablename__ = "plan_item"
    __table_args__ = (one_of("state", PLAN_STATES),)

    id: Mapped[int] = mapped_column(primary_key=True)
    facility_id: Mapped[int] = mapped_column(ForeignKey("facility.id"), index=True)
    agreement_id: Mapped[int] = mapped_column(ForeignKey("agreement.id"), index=True)
    title: Mapped[str] = mapped_column(String(300))
    unit: Mapped[str] = mapped_column(String(60), default="")
    target: Mapped[int] = mapped_column(Integer, default=0)
    achieved: Mapped[int] = mapped_column(Integer, default=0)
    budget: Mapped[Decimal] = mapped_column(Numeric(14, 2), default=0)
    spent: Mapped[Decimal] = mapped_column(Numeric(14, 2), default=0)
    due_on: Mapped[date | None]
    state: Mapped[str] = mapped_column(String(12))
