"""Reading programmes, classes and sessions; which of them a partner may reach stands in reach.py, once."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, and_, false, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from rehab.access.permissions import Role
from rehab.access.scope import Scope
from rehab.extensions import db
from rehab.plumbing.errors import NotFound
from rehab.plumbing.paging import Page, paginate
from rehab.programs.models import Cohort, Instructor, Programme, ScheduleSlot, Session
from rehab.programs.reach import reachable_cohorts, reachable_programmes, reachable_sessions
from rehab.programs.states import OPEN_CLASS_STATES

MOST_SESSIONS = 1000
PROGRAMME_SORTS = {"name": Programme.name, "kind": Programme.kind, "created": Programme.created_at}
COHORT_SORTS = {"name": Cohort.name, "programme": Programme.name, "starts": Cohort.starts_on, "ends": Cohort.ends_on}


@dataclass(frozen=True)
class SessionTotals:
    """How many sessions of a class are planned (not recorded yet), held and cancelled in a period."""

    planned: int = 0
    held: int = 0
    cancelled: int = 0

    @property
    def due(self) -> int:
        """Sessions that were to take place: planned and held."""
        return self.planned + self.held


def list_programmes(
    scope: Scope,
    *,
    search: str = "",
    kind: str = "",
    agency_id: int | None = None,
    active: bool | None = None,
    sort: str = "name",
    page: int = 1,
    per_page: int = 30,
) -> Page[Programme]:
    """One page of programmes; `sort` a key of PROGRAMME_SORTS, with "-" for descending."""
    statement = select(Programme).where(reachable_programmes(scope))
    if search:
        statement = statement.where(Programme.name.icontains(search, autoescape=True))
    if kind:
        statement = statement.where(Programme.kind == kind)
    if agency_id is not None:
        statement = statement.where(Programme.agency_id == agency_id)
    if active is not None:
        statement = statement.where(Programme.active == active)
    return paginate(_ordered(statement, PROGRAMME_SORTS, sort, "name", Programme.id), page, per_page)


def _ordered(statement: Select[Any], sorts: dict[str, Any], sort: str, default: str, tie: Any) -> Select[Any]:
    column = sorts.get(sort.lstrip("-"), sorts[default])
    return statement.order_by(column.desc() if sort.startswith("-") else column.asc(), tie)


def programme(scope: Scope, programme_id: int) -> Programme:
    """One programme, or NotFound."""
    found = db.session.scalar(select(Programme).where(Programme.id == programme_id, reachable_programmes(scope)))
    if found is None:
        raise NotFound()
    return found


def _cohorts(scope: Scope) -> Select[tuple[Cohort]]:
    statement = select(Cohort).join(Cohort.programme).where(reachable_cohorts(scope))
    return statement.options(contains_eager(Cohort.programme), joinedload(Cohort.instructor))


def list_cohorts(
    scope: Scope,
    *,
    search: str = "",
    programme_id: int | None = None,
    states: Iterable[str] = (),
    instructor_id: int | None = None,
    on: date | None = None,
    sort: str = "programme",
    page: int = 1,
    per_page: int = 30,
) -> Page[Cohort]:
    """One page of classes with programme and teacher loaded.

    `states` empty takes all; `on` keeps those whose period covers that date; `sort` a key of COHORT_SORTS.
    """
    statement = _cohorts(scope)
    if search:
        words = or_(Cohort.name.icontains(search, autoescape=True), Programme.name.icontains(search, autoescape=True))
        statement = statement.where(words)
    if programme_id is not None:
        statement = statement.where(Cohort.programme_id == programme_id)
    if wanted := list(states):
        statement = statement.where(Cohort.state.in_(wanted))
    if instructor_id is not None:
        statement = statement.where(Cohort.instructor_id == instructor_id)
    if on is not None:
        statement = statement.where(Cohort.starts_on <= on, Cohort.ends_on > on)
    return paginate(_ordered(statement, COHORT_SORTS, sort, "programme", Cohort.id), page, per_page)


def cohort(scope: Scope, cohort_id: int, *, lock: bool = False) -> Cohort:
    """One class with programme and teacher loaded, or NotFound. `lock`: fresh, and held until the transaction ends."""
    statement = _cohorts(scope).where(Cohort.id == cohort_id)
    if lock:
        statement = statement.with_for_update(of=Cohort).execution_options(populate_existing=True)
    found = db.session.scalar(statement)
    if found is None:
        raise NotFound()
    return found


def open_class_counts(scope: Scope, programme_ids: Iterable[int]) -> dict[int, int]:
    """How many classes of each programme are planned or run; programmes without any are left out."""
    statement = select(Cohort.programme_id, func.count()).where(
        Cohort.programme_id.in_(sorted(set(programme_ids))), Cohort.state.in_(OPEN_CLASS_STATES), reachable_cohorts(scope)
    )
    found = db.session.execute(statement.group_by(Cohort.programme_id).order_by(Cohort.programme_id))
    return {row[0]: row[1] for row in found}


def timetable(scope: Scope, cohort_id: int) -> list[ScheduleSlot]:
    """The weekly hours of a class, Monday first."""
    statement = select(ScheduleSlot).join(Cohort, Cohort.id == ScheduleSlot.cohort_id)
    statement = statement.where(ScheduleSlot.cohort_id == cohort_id, reachable_cohorts(scope))
    return list(db.session.scalars(statement.order_by(ScheduleSlot.weekday, ScheduleSlot.starts_time, ScheduleSlot.id)))


def _sessions(scope: Scope) -> Select[tuple[Session]]:
    statement = select(Session).join(Session.cohort).join(Cohort.programme).where(reachable_sessions(scope))
    eager = contains_eager(Session.cohort)
    return statement.options(eager, eager.contains_eager(Cohort.programme), joinedload(Session.instructor))


def session(scope: Scope, session_id: int) -> Session:
    """One session with class, programme and teacher loaded, or NotFound.

    A guru reaches those of their classes or that they hold; a dinas none, since registers are not theirs.
    """
    allowed = false() if scope.role is Role.DINAS else reachable_sessions(scope)
    found = db.session.scalar(_sessions(scope).where(Session.id == session_id, allowed))
    if found is None:
        raise NotFound()
    return found


def _in_period(
    statement: Select[Any], on: date | None, cohort_id: int | None, from_on: date | None, to_on: date | None
) -> Select[Any]:
    if on is not None:
        statement = statement.where(Session.held_on == on)
    if cohort_id is not None:
        statement = statement.where(Session.cohort_id == cohort_id)
    if from_on is not None:
        statement = statement.where(Session.held_on >= from_on)
    if to_on is not None:
        statement = statement.where(Session.held_on < to_on)
    return statement


def list_sessions(
    scope: Scope,
    *,
    on: date | None = None,
    cohort_id: int | None = None,
    from_on: date | None = None,
    to_on: date | None = None,
) -> list[Session]:
    """The sessions of a day, a class or a period (to_on excluded), in time order, at most 1,000; all states."""
    statement = _in_period(_sessions(scope), on, cohort_id, from_on, to_on)
    return list(db.session.scalars(statement.order_by(Session.starts_at, Session.id).limit(MOST_SESSIONS)))


def page_of_sessions(
    scope: Scope,
    *,
    cohort_id: int,
    state: str = "",
    from_on: date | None = None,
    to_on: date | None = None,
    newest_first: bool = False,
    page: int = 1,
) -> Page[Session]:
    """One page of the sessions of a class in time order (to_on excluded)."""
    statement = _in_period(_sessions(scope), None, cohort_id, from_on, to_on)
    if state:
        statement = statement.where(Session.state == state)
    order = (Session.starts_at.desc(), Session.id.desc()) if newest_first else (Session.starts_at, Session.id)
    return paginate(statement.order_by(*order), page)


def session_totals_by_cohort(
    scope: Scope, cohort_ids: Iterable[int], from_on: date | None = None, to_on: date | None = None
) -> dict[int, SessionTotals]:
    """Sessions by state for each class in a period (to_on excluded); classes without any are left out."""
    wanted = sorted(set(cohort_ids))
    if not wanted:
        return {}
    statement = select(Session.cohort_id, Session.state, func.count()).join(Session.cohort)
    statement = statement.where(Session.cohort_id.in_(wanted), reachable_cohorts(scope))
    statement = _in_period(statement, None, None, from_on, to_on).group_by(Session.cohort_id, Session.state)
    found: dict[int, dict[str, int]] = {}
    for cohort_id, state, count in db.session.execute(statement.order_by(Session.cohort_id, Session.state)):
        found.setdefault(cohort_id, {})[state] = count
    return {cohort_id: SessionTotals(**counts) for cohort_id, counts in found.items()}


def list_instructors(scope: Scope, *, search: str = "", active: bool | None = None, page: int = 1) -> Page[Instructor]:
    """One page of the teachers of this scope's facilities, by name."""
    statement = select(Instructor).where(scope.rows(Instructor.facility_id))
    if search:
        statement = statement.where(Instructor.name.icontains(search, autoescape=True))
    if active is not None:
        statement = statement.where(Instructor.active == active)
    return paginate(statement.order_by(Instructor.name, Instructor.id), page)


def instructor(scope: Scope, instructor_id: int) -> Instructor:
    """One teacher, or NotFound."""
    where = and_(Instructor.id == instructor_id, scope.rows(Instructor.facility_id))
    found = db.session.scalar(select(Instructor).where(where))
    if found is None:
        raise NotFound()
    return found


def instructors_to_choose(scope: Scope, facility_id: int) -> list[Instructor]:
    """The active teachers of a facility by name, for giving a class its teacher; at most 500."""
    statement = select(Instructor).where(
        scope.rows(Instructor.facility_id), Instructor.facility_id == facility_id, Instructor.active
    )
    return list(db.session.scalars(statement.order_by(Instructor.name, Instructor.id).limit(500)))
