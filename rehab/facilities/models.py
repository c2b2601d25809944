"""Facilities (UPT), the great days, the days without classes, and the mark of the installation."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Boolean, ForeignKey, SmallInteger, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from rehab.plumbing.base import Base, UtcDateTime, Versioned, one_of

KINDS = ("rutan", "lapas", "lpka")
ZONES = ("WIB", "WITA", "WIT")
GREAT_DAYS = ("idul_fitri", "natal", "nyepi", "waisak", "imlek")
HOLIDAY_STATES = ("perkiraan", "ditetapkan")
DAY_OFF_KINDS = ("nasional", "upt")
# Days after a session in which its marks are changed by one person; ours, no rule sets it.
CORRECTION_DAYS, LEAST_CORRECTION_DAYS, MOST_CORRECTION_DAYS = 7, 1, 60


class Installation(Base):
    """One row: whether this database is the demo's. A real start refuses a demo database."""

    __tablename__ = "installation"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    is_demo: Mapped[bool] = mapped_column(Boolean)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Facility(Versioned, Base):
    """A prison: its name, its zone, and what stands on top of its letters."""

    __tablename__ = "facility"
    __table_args__ = (one_of("zone", ZONES), one_of("kind", KINDS))

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(20), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    kind: Mapped[str] = mapped_column(String(10))
    zone: Mapped[str] = mapped_column(String(4))
    city: Mapped[str] = mapped_column(String(100), default="")
    address: Mapped[str] = mapped_column(String(300), default="")
    letterhead: Mapped[list[str]] = mapped_column(JSON, default=list)
    head_name: Mapped[str] = mapped_column(String(200), default="")
    head_nip: Mapped[str] = mapped_column(String(30), default="")
    paper: Mapped[str] = mapped_column(String(4), default="A4")
    # How many days after a session one officer alone may change its marks; later it takes a second person.
    correction_days: Mapped[int] = mapped_column(SmallInteger, default=CORRECTION_DAYS, server_default=str(CORRECTION_DAYS))
    policy: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Holiday(Versioned, Base):
    """A great day (hari besar): an estimate until somebody confirms it with its decree (SKB)."""

    __tablename__ = "holiday"
    __table_args__ = (
        UniqueConstraint("code", "held_on"),
        one_of("code", GREAT_DAYS),
        one_of("state", HOLIDAY_STATES),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(20))
    held_on: Mapped[date] = mapped_column(index=True)
    state: Mapped[str] = mapped_column(String(12))
    decree: Mapped[str] = mapped_column(String(100), default="")
    confirmed_by: Mapped[int | None]
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class DayOff(Versioned, Base):
    """A day on which no class of a facility meets: an estimate that changes nothing until the facility confirms it."""

    __tablename__ = "day_off"
    __table_args__ = (
        UniqueConstraint("facility_id", "held_on"),
        one_of("kind", DAY_OFF_KINDS),
        one_of("state", HOLIDAY_STATES),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    facility_id: Mapped[int] = mapped_column(ForeignKey("facility.id"))
    held_on: Mapped[date]
    name: Mapped[str] = mapped_column(String(200))
    kind: Mapped[str] = mapped_column(String(10))
    state: Mapped[str] = mapped_column(String(12))
    confirmed_by: Mapped[int | None]
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
