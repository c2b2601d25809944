"""Programmes, the classes that run them, their weekly timetable, their teachers and their sessions."""

from datetime import date, datetime, time

from sqlalchemy import CheckConstraint, ForeignKey, Integer, SmallInteger, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from rehab.plumbing.base import Base, UtcDateTime, Versioned, one_of

PROGRAMME_KINDS = (
    "paket_a", "paket_b", "paket_c", "literasi", "pertanian", "vokasi", "kesehatan", "kerohanian", "perpustakaan", "lainnya",
)  # fmt: skip
COHORT_STATES = ("planned", "running", "finished", "cancelled")
SESSION_STATES = ("planned", "held", "cancelled")


class Programme(Versioned, Base):
    """What is offered: Kejar Paket, literacy, farming, a vocational course; with a partner or the UPT's own."""

    __tablename__ = "programme"
    __table_args__ = (UniqueConstraint("facility_id", "name"), one_of("kind", PROGRAMME_KINDS))

    id: Mapped[int] = mapped_column(primary_key=True)
    facility_id: Mapped[int] = mapped_column(ForeignKey("facility.id"), index=True)
    agency_id: Mapped[int | None] = mapped_column(ForeignKey("agency.id"), index=True)
    agreement_id: Mapped[int | None] = mapped_column(ForeignKey("agreement.id"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    kind: Mapped[str] = mapped_column(String(16))
    description: Mapped[str] = mapped_column(String(2000), default="")
    # A code of wbp.EDUCATIONS: the least schooling asked for; null asks for none.
    least_education: Mapped[str | None] = mapped_column(String(20))
    sex: Mapped[str | None] = mapped_column(String(1))
    active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Instructor(Versioned, Base):
    """A teacher in one facility; with an account (user_id) they record attendance through the partners' door."""

    __tablename__ = "instructor"
    __table_args__ = (UniqueConstraint("facility_id", "user_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    facility_id: Mapped[int] = mapped_column(ForeignKey("facility.id"), index=True)
    agency_id: Mapped[int | None] = mapped_column(ForeignKey("agency.id"), index=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    active: Mapped[bool] = mapped_column(default=True)


class Cohort(Versioned, Base):
    """A class: one run of a programme with places, a period (ends_on excluded) and a teacher."""

    __tablename__ = "cohort"
    __table_args__ = (
        UniqueConstraint("programme_id", "name"),
        one_of("state", COHORT_STATES),
        CheckConstraint("capacity > 0", name="capacity"),
        CheckConstraint("ends_on > starts_on", name="period"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    facility_id: Mapped[int] = mapped_column(ForeignKey("facility.id"), index=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id"), index=True)
    instructor_id: Mapped[int | None] = mapped_column(ForeignKey("instructor.id"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    room: Mapped[str] = mapped_column(String(100), default="")
    capacity: Mapped[int] = mapped_column(Integer)
    target_completions: Mapped[int] = mapped_column(Integer, default=0)
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    state: Mapped[str] = mapped_column(String(12))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    programme: Mapped[Programme] = relationship(lazy="raise")
    instructor: Mapped[Instructor | None] = relationship(lazy="raise")


class ScheduleSlot(Base):
    """One weekly hour of a class: weekday 0 (Monday) to 6, wall-clock times in the facility's zone."""

    __tablename__ = "schedule_slot"
    __table_args__ = (
        UniqueConstraint("cohort_id", "weekday", "starts_time"),
        CheckConstraint("weekday BETWEEN 0 AND 6", name="weekday"),
        CheckConstraint("ends_time > starts_time", name="times"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    facility_id: Mapped[int] = mapped_column(ForeignKey("facility.id"), index=True)
    cohort_id: Mapped[int] = mapped_column(ForeignKey("cohort.id"), index=True)
    weekday: Mapped[int] = mapped_column(SmallInteger)
    starts_time: Mapped[time]
    ends_time: Mapped[time]
    room: Mapped[str] = mapped_column(String(100), default="")


class Session(Versioned, Base):
    """One meeting of a class on a legal date. Planned until attendance is recorded; cancelled is nobody's absence."""

    __tablename__ = "class_session"
    __table_args__ = (
        UniqueConstraint("cohort_id", "held_on", "starts_time"),
        one_of("state", SESSION_STATES),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    facility_id: Mapped[int] = mapped_column(ForeignKey("facility.id"))
    cohort_id: Mapped[int] = mapped_column(ForeignKey("cohort.id"))
    instructor_id: Mapped[int | None] = mapped_column(ForeignKey("instructor.id"), index=True)
    held_on: Mapped[date] = mapped_column(index=True)
    starts_time: Mapped[time]
    ends_time: Mapped[time]
    starts_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    ends_at: Mapped[datetime] = mapped_column(UtcDateTime)
    room: Mapped[str] = mapped_column(String(100), default="")
    state: Mapped[str] = mapped_column(String(12))
    cancel_reason: Mapped[str | None] = mapped_column(String(200))

    cohort: Mapped[Cohort] = relationship(lazy="raise")
    instructor: Mapped[Instructor | None] = relationship(lazy="raise")
