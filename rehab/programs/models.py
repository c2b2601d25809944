"""Programmes, the classes that run them, their timetable, their teachers, who covers for whom, and their sessions."""

from datetime import date, datetime, time

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, SmallInteger, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from rehab.plumbing.base import Base, UtcDateTime, Versioned, one_of

PROGRAMME_KINDS = (
    "paket_a", "paket_b", "paket_c", "literasi", "pertanian", "vokasi", "kesehatan", "kerohanian", "perpustakaan", "lainnya",
)  # fmt: skip
COHORT_STATES = ("planned", "running", "finished", "cancelled")
SESSION_STATES = ("planned", "held", "cancelled")
# One catch-up session stands for a cancelled one; a catch-up that was cancelled itself stands for nothing.
_STANDS = text("replaces_id IS NOT NULL AND state <> 'cancelled'")
STANDS = {"sqlite_where": _STANDS, "postgresql_where": _STANDS}


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
    """One hour of a class's timetable: weekday 0 (Monday) to 6, wall-clock times in the facility's zone.

    It comes every `every_weeks` weeks, counted from the week of `first_on`; without that day it comes every week.
    Room "" and no teacher mean the class's own.
    """

    __tablename__ = "schedule_slot"
    __table_args__ = (
        UniqueConstraint("cohort_id", "weekday", "starts_time", "first_on"),
        CheckConstraint("weekday BETWEEN 0 AND 6", name="weekday"),
        CheckConstraint("ends_time > starts_time", name="times"),
        CheckConstraint("every_weeks = 1 OR (every_weeks BETWEEN 2 AND 8 AND first_on IS NOT NULL)", name="weeks"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    facility_id: Mapped[int] = mapped_column(ForeignKey("facility.id"), index=True)
    cohort_id: Mapped[int] = mapped_column(ForeignKey("cohort.id"), index=True)
    instructor_id: Mapped[int | None] = mapped_column(ForeignKey("instructor.id"), index=True)
    weekday: Mapped[int] = mapped_column(SmallInteger)
    starts_time: Mapped[time]
    ends_time: Mapped[time]
    room: Mapped[str] = mapped_column(String(100), default="")
    every_weeks: Mapped[int] = mapped_column(SmallInteger, default=1)
    first_on: Mapped[date | None]


class Cover(Base):
    """Who teaches a class instead for a period (ends_on excluded): all its hours, or those of one weekday and time."""

    __tablename__ = "cover"
    __table_args__ = (
        CheckConstraint("ends_on > starts_on", name="period"),
        CheckConstraint("weekday IS NULL OR weekday BETWEEN 0 AND 6", name="weekday"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    facility_id: Mapped[int] = mapped_column(ForeignKey("facility.id"), index=True)
    cohort_id: Mapped[int] = mapped_column(ForeignKey("cohort.id"), index=True)
    instructor_id: Mapped[int] = mapped_column(ForeignKey("instructor.id"), index=True)
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    weekday: Mapped[int | None] = mapped_column(SmallInteger)
    starts_time: Mapped[time | None]
    reason: Mapped[str] = mapped_column(String(200), default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    instructor: Mapped[Instructor] = relationship(lazy="raise")


class Session(Versioned, Base):
    """One meeting of a class on a legal date. Planned until attendance is recorded; cancelled is nobody's absence.

    `day_off_id` names the day off that cancelled it; `replaces_id` the cancelled session a catch-up session stands for.
    """

    __tablename__ = "class_session"
    __table_args__ = (
        UniqueConstraint("cohort_id", "held_on", "starts_time"),
        Index("uq_class_session_replaces", "replaces_id", unique=True, **STANDS),
        one_of("state", SESSION_STATES),
        CheckConstraint("day_off_id IS NULL OR state = 'cancelled'", name="day_off"),
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
    day_off_id: Mapped[int | None] = mapped_column(ForeignKey("day_off.id"), index=True)
    replaces_id: Mapped[int | None] = mapped_column(ForeignKey("class_session.id"))

    cohort: Mapped[Cohort] = relationship(lazy="raise")
    instructor: Mapped[Instructor | None] = relationship(lazy="raise")
