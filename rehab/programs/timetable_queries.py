"""Reading what sessions are made from and what stands in the way: hours, covers, days off, sessions to be changed together."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import aliased, contains_eager, joinedload

from rehab.access.scope import Scope
from rehab.extensions import db
from rehab.plumbing.errors import NotFound
from rehab.programs.models import Cohort, Cover, Instructor, ScheduleSlot, Session
from rehab.programs.reach import reachable_cohorts
from rehab.programs.states import OPEN_CLASS_STATES

MOST_AT_ONCE = 1000


def open_cohorts(scope: Scope, *, facility_id: int | None = None, lock: bool = False) -> list[Cohort]:
    """Every class that is planned or runs; `lock` holds them until the transaction ends. For making sessions, not for a page."""
    statement = select(Cohort).where(reachable_cohorts(scope), Cohort.state.in_(OPEN_CLASS_STATES)).order_by(Cohort.id)
    if facility_id is not None:
        statement = statement.where(Cohort.facility_id == facility_id)
    if lock:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    return list(db.session.scalars(statement))


def slots_by_cohort(scope: Scope, cohort_ids: Iterable[int]) -> dict[int, list[ScheduleSlot]]:
    """The hours of several classes, by class."""
    statement = select(ScheduleSlot).join(Cohort, Cohort.id == ScheduleSlot.cohort_id)
    statement = statement.where(ScheduleSlot.cohort_id.in_(sorted(set(cohort_ids))), reachable_cohorts(scope))
    found: dict[int, list[ScheduleSlot]] = {}
    for slot in db.session.scalars(statement.order_by(ScheduleSlot.weekday, ScheduleSlot.starts_time, ScheduleSlot.id)):
        found.setdefault(slot.cohort_id, []).append(slot)
    return found


def session_keys(scope: Scope, cohort_ids: Iterable[int], from_on: date) -> set[tuple[int, date, time]]:
    """Class, date and hour of every session of some classes from a day on, whatever its state."""
    statement = select(Session.cohort_id, Session.held_on, Session.starts_time).join(Session.cohort)
    statement = statement.where(Session.cohort_id.in_(sorted(set(cohort_ids))), reachable_cohorts(scope))
    statement = statement.where(Session.held_on >= from_on).order_by(Session.id)
    return {(row.cohort_id, row.held_on, row.starts_time) for row in db.session.execute(statement)}


def _replaced() -> ColumnElement[bool]:
    """The condition that a catch-up session which was not cancelled stands for this one."""
    other = aliased(Session)
    return select(other.id).where(other.replaces_id == Session.id, other.state != "cancelled").correlate(Session).exists()


def _named() -> ColumnElement[bool]:
    """The condition that any catch-up session, cancelled or not, names this one."""
    other = aliased(Session)
    return select(other.id).where(other.replaces_id == Session.id).correlate(Session).exists()


def _from_timetable() -> ColumnElement[bool]:
    """Sessions that follow the timetable: planned, or cancelled by a day off, and tied to no catch-up session."""
    waits = or_(Session.state == "planned", Session.day_off_id.is_not(None))
    return and_(waits, Session.replaces_id.is_(None), ~_named())


def future_sessions(scope: Scope, cohort_id: int, at: datetime) -> list[Session]:
    """The sessions of a class that start after an instant and follow the timetable (some 60 days of them)."""
    statement = select(Session).join(Session.cohort).where(Session.cohort_id == cohort_id, Session.starts_at > at)
    statement = statement.where(_from_timetable(), reachable_cohorts(scope))
    return list(db.session.scalars(statement.order_by(Session.starts_at, Session.id)))


def future_catch_ups(scope: Scope, cohort_id: int, at: datetime) -> list[Session]:
    """The planned catch-up sessions of a class that start after an instant."""
    statement = select(Session).join(Session.cohort).where(Session.cohort_id == cohort_id, Session.starts_at > at)
    statement = statement.where(Session.replaces_id.is_not(None), Session.state == "planned", reachable_cohorts(scope))
    return list(db.session.scalars(statement.order_by(Session.starts_at, Session.id)))


def covers_by_cohort(scope: Scope, cohort_ids: Iterable[int], from_on: date) -> dict[int, list[Cover]]:
    """The covers of some classes that end after a day, by class, the oldest first."""
    statement = select(Cover).join(Cohort, Cohort.id == Cover.cohort_id)
    statement = statement.where(Cover.cohort_id.in_(sorted(set(cohort_ids))), Cover.ends_on > from_on, reachable_cohorts(scope))
    found: dict[int, list[Cover]] = {}
    for row in db.session.scalars(statement.order_by(Cover.id)):
        found.setdefault(row.cohort_id, []).append(row)
    return found


def list_covers(scope: Scope, cohort_id: int) -> list[Cover]:
    """The latest 50 covers of a class with their teachers, the newest period first."""
    statement = select(Cover).join(Cohort, Cohort.id == Cover.cohort_id).join(Cover.instructor)
    statement = statement.where(Cover.cohort_id == cohort_id, reachable_cohorts(scope))
    statement = statement.options(contains_eager(Cover.instructor)).order_by(Cover.starts_on.desc(), Cover.id.desc())
    return list(db.session.scalars(statement.limit(50)))


def get_cover(scope: Scope, cover_id: int) -> Cover:
    """One cover, or NotFound."""
    statement = select(Cover).join(Cohort, Cohort.id == Cover.cohort_id).where(Cover.id == cover_id, reachable_cohorts(scope))
    found = db.session.scalar(statement)
    if found is None:
        raise NotFound()
    return found


def planned_of_class(scope: Scope, cohort_id: int, from_on: date, to_on: date) -> list[Session]:
    """The sessions of a class in a period (to_on excluded) that follow the timetable and have no register."""
    statement = select(Session).join(Session.cohort).where(Session.cohort_id == cohort_id, reachable_cohorts(scope))
    statement = statement.where(Session.held_on >= from_on, Session.held_on < to_on, _from_timetable())
    return list(db.session.scalars(statement.order_by(Session.starts_at, Session.id)))


def planned_on_days(scope: Scope, facility_id: int, days: Iterable[date]) -> list[Session]:
    """The planned sessions of every class of a facility on some days."""
    statement = select(Session).join(Session.cohort).where(Session.facility_id == facility_id, reachable_cohorts(scope))
    statement = statement.where(Session.held_on.in_(sorted(set(days))), Session.state == "planned")
    return list(db.session.scalars(statement.order_by(Session.starts_at, Session.id)))


def cancelled_by(scope: Scope, day_off_ids: Iterable[int]) -> list[Session]:
    """The sessions that some days off cancelled."""
    statement = select(Session).join(Session.cohort).where(Session.day_off_id.in_(sorted(set(day_off_ids))))
    return list(db.session.scalars(statement.where(reachable_cohorts(scope)).order_by(Session.starts_at, Session.id)))


def session_counts_on(scope: Scope, facility_id: int, from_on: date, to_on: date) -> dict[date, tuple[int, int]]:
    """For each day of a period (to_on excluded): how many sessions of a facility are planned, and how many have a register."""
    planned, held = (func.count().filter(Session.state == state) for state in ("planned", "held"))
    statement = select(Session.held_on, planned, held).where(Session.facility_id == facility_id, scope.rows(Session.facility_id))
    statement = statement.where(Session.held_on >= from_on, Session.held_on < to_on)
    found = db.session.execute(statement.group_by(Session.held_on).order_by(Session.held_on))
    return {row[0]: (row[1], row[2]) for row in found}


@dataclass(frozen=True)
class Chosen:
    """Which sessions are meant together: of a facility, from one day to another (`to_on` excluded), of one class or all."""

    facility_id: int
    from_on: date
    to_on: date
    cohort_id: int | None = None
    programme_id: int | None = None


def _with_class(scope: Scope) -> Select[tuple[Session]]:
    eager = contains_eager(Session.cohort)
    statement = select(Session).join(Session.cohort).join(Cohort.programme).where(reachable_cohorts(scope))
    return statement.options(eager, eager.contains_eager(Cohort.programme), joinedload(Session.instructor))


def choose_sessions(scope: Scope, chosen: Chosen, state: str) -> list[Session]:
    """The sessions meant, planned or cancelled by hand, in time order with class and programme, at most 1,000."""
    statement = _with_class(scope).where(Session.facility_id == chosen.facility_id, Session.state == state)
    statement = statement.where(Session.held_on >= chosen.from_on, Session.held_on < chosen.to_on, Session.day_off_id.is_(None))
    if chosen.cohort_id is not None:
        statement = statement.where(Session.cohort_id == chosen.cohort_id)
    if chosen.programme_id is not None:
        statement = statement.where(Cohort.programme_id == chosen.programme_id)
    return list(db.session.scalars(statement.order_by(Session.starts_at, Session.id).limit(MOST_AT_ONCE)))


def sessions_by_id(scope: Scope, facility_id: int, ids: Iterable[int]) -> list[Session]:
    """Some sessions of a facility in time order with class and programme, at most 1,000; what lies elsewhere is left out."""
    statement = _with_class(scope).where(Session.facility_id == facility_id, Session.id.in_(sorted(set(ids))[:MOST_AT_ONCE]))
    return list(db.session.scalars(statement.order_by(Session.starts_at, Session.id)))


def replaced_among(scope: Scope, ids: Iterable[int]) -> dict[int, Session]:
    """For those of some sessions that have one: the catch-up session, not cancelled, that stands for them."""
    statement = select(Session).join(Session.cohort).where(Session.replaces_id.in_(sorted(set(ids))), reachable_cohorts(scope))
    statement = statement.where(Session.state != "cancelled").order_by(Session.id)
    return {row.replaces_id: row for row in db.session.scalars(statement) if row.replaces_id is not None}


def days_replaced(scope: Scope, sessions: Iterable[Session]) -> dict[int, date]:
    """For each catch-up session among some: the day of the session it stands for."""
    wanted = {row.replaces_id for row in sessions if row.replaces_id is not None}
    statement = select(Session.id, Session.held_on).join(Session.cohort).where(Session.id.in_(sorted(wanted)))
    return {row[0]: row[1] for row in db.session.execute(statement.where(reachable_cohorts(scope)).order_by(Session.id))}


def class_meets_between(scope: Scope, cohort_id: int, starts_at: datetime, ends_at: datetime) -> bool:
    """Whether a session of a class that is not cancelled touches a stretch of time."""
    statement = select(Session.id).join(Session.cohort).where(Session.cohort_id == cohort_id, reachable_cohorts(scope))
    touches = (Session.state != "cancelled", Session.starts_at < ends_at, Session.ends_at > starts_at)
    return db.session.scalar(statement.where(*touches).limit(1)) is not None


def names_of_instructors(scope: Scope, ids: Iterable[int | None]) -> dict[int, str]:
    """Names of teachers of this scope's facilities, by id."""
    wanted = sorted({each for each in ids if each is not None})
    statement = select(Instructor.id, Instructor.name).where(Instructor.id.in_(wanted), scope.rows(Instructor.facility_id))
    return {row.id: row.name for row in db.session.execute(statement.order_by(Instructor.id))}
