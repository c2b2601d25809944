"""Reading who takes part: members of a class on a date, enrolments of a person, places taken."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, and_, case, func, or_, select
from sqlalchemy.orm import aliased, contains_eager

from rehab.access.scope import Scope
from rehab.enrolment.membership import paused_on, took_part_on
from rehab.enrolment.models import Batch, Enrolment, Pause
from rehab.enrolment.states import LIVE_STATES, PLACED_STATES
from rehab.extensions import db
from rehab.plumbing.errors import NotFound
from rehab.plumbing.paging import Page, paginate
from rehab.programs.models import Cohort, Programme
from rehab.programs.queries import reachable_cohorts
from rehab.wbp.models import BY_NAME, Placement, Wbp


@dataclass(frozen=True, slots=True)
class Member:
    """One person of a class. `state` is "active" or "suspended" on the date asked for; a suspended one is not expected."""

    enrolment_id: int
    wbp_id: int
    name: str
    register_no: str
    block: str | None
    cell: str | None
    state: str
    starts_on: date
    ends_on: date | None


def _stay_on(on: date) -> Any:
    """The id of the stay of Wbp that covers a date: at most one row a person, whatever was typed."""
    stay = aliased(Placement)
    covers = (or_(stay.starts_on.is_(None), stay.starts_on <= on), or_(stay.ends_on.is_(None), stay.ends_on > on))
    return select(func.max(stay.id)).where(stay.wbp_id == Wbp.id, *covers).correlate(Wbp).scalar_subquery()


def members_on(scope: Scope, cohort_id: int, on: date) -> list[Member]:
    """Those who belong to a class on a date, with block and cell of that date, by name; a class has at most its capacity.

    Outside the scope the list is empty.
    """
    state = case((paused_on(on), "suspended"), else_="active")
    statement = (
        select(
            Enrolment.id, Wbp.id, Wbp.name, Wbp.register_no, Placement.block, Placement.cell, state,
            Enrolment.starts_on, Enrolment.ends_on,
        )
        .join(Enrolment.cohort)
        .join(Enrolment.wbp)
        .outerjoin(Placement, Placement.id == _stay_on(on))
        .where(Enrolment.cohort_id == cohort_id, took_part_on(on), reachable_cohorts(scope))
        .order_by(*BY_NAME, Enrolment.id)
    )  # fmt: skip
    return [Member(*row) for row in db.session.execute(statement)]


def enrolments_of(scope: Scope, wbp_id: int) -> list[Enrolment]:
    """Every enrolment of a person with class and programme loaded, newest first.

    Staff see the whole history of a person of their facility, other facilities' classes too; partners their own classes'.
    """
    return enrolments_by_person(scope, [wbp_id])[wbp_id]


def enrolments_by_person(scope: Scope, wbp_ids: Iterable[int]) -> dict[int, list[Enrolment]]:
    """Every enrolment of several people as `enrolments_of` gives them, for everybody asked for; one query."""
    visible = reachable_cohorts(scope) if scope.is_partner else scope.rows(Wbp.facility_id)
    found: dict[int, list[Enrolment]] = {each: [] for each in wbp_ids}
    statement = _enrolments().where(Enrolment.wbp_id.in_(sorted(found)), visible)
    rows: list[Enrolment] = list(db.session.scalars(statement.order_by(Enrolment.starts_on.desc(), Enrolment.id.desc())))
    for each in rows:
        found[each.wbp_id].append(each)
    return found


def _enrolments() -> Select[tuple[Enrolment]]:
    statement = select(Enrolment).join(Enrolment.cohort).join(Cohort.programme).join(Enrolment.wbp)
    classes = contains_eager(Enrolment.cohort)
    return statement.options(classes, classes.contains_eager(Cohort.programme), contains_eager(Enrolment.wbp))


def enrolment(scope: Scope, enrolment_id: int) -> Enrolment:
    """One enrolment with class, programme and person loaded, or NotFound."""
    found = db.session.scalar(_enrolments().where(Enrolment.id == enrolment_id, reachable_cohorts(scope)))
    if found is None:
        raise NotFound()
    return found


def counts_by_state(scope: Scope, cohort_ids: Iterable[int]) -> dict[int, dict[str, int]]:
    """Enrolments of each class by state; classes without any are left out."""
    wanted = sorted(set(cohort_ids))
    if not wanted:
        return {}
    statement = select(Enrolment.cohort_id, Enrolment.state, func.count()).join(Enrolment.cohort)
    statement = statement.where(Enrolment.cohort_id.in_(wanted), reachable_cohorts(scope))
    statement = statement.group_by(Enrolment.cohort_id, Enrolment.state).order_by(Enrolment.cohort_id, Enrolment.state)
    found: dict[int, dict[str, int]] = {}
    for cohort_id, state, count in db.session.execute(statement):
        found.setdefault(cohort_id, {})[state] = count
    return found


def count_by_cohort(scope: Scope, cohort_ids: Iterable[int]) -> dict[int, int]:
    """Places taken in each class (active and suspended; the waiting take none); 0 where nobody is."""
    wanted = sorted(set(cohort_ids))
    counts = counts_by_state(scope, wanted)
    return {each: sum(counts.get(each, {}).get(state, 0) for state in PLACED_STATES) for each in wanted}


def live_in_cohort(scope: Scope, cohort_id: int) -> dict[int, str]:
    """The people with a live enrolment in a class (waiting, active or suspended): person → state."""
    statement = select(Enrolment.wbp_id, Enrolment.state).join(Enrolment.cohort)
    statement = statement.where(Enrolment.cohort_id == cohort_id, Enrolment.ends_on.is_(None), reachable_cohorts(scope))
    return {row.wbp_id: row.state for row in db.session.execute(statement.order_by(Enrolment.id))}


def live_enrolments_of(scope: Scope, wbp_ids: Iterable[int]) -> list[Enrolment]:
    """The live enrolments of several people with class and programme loaded, by person."""
    wanted = sorted(set(wbp_ids))
    if not wanted:
        return []
    statement = _enrolments().where(Enrolment.wbp_id.in_(wanted), Enrolment.ends_on.is_(None), scope.rows(Wbp.facility_id))
    return list(db.session.scalars(statement.order_by(Enrolment.wbp_id, Enrolment.id)))


@dataclass(frozen=True, slots=True)
class PersonHere:
    """A person of a facility, and whether they are held there now."""

    wbp: Wbp
    block: str | None
    cell: str | None
    placed: bool


def people_of_facility(scope: Scope, facility_id: int, wbp_ids: Iterable[int]) -> list[PersonHere]:
    """The people among some ids who belong to a facility, by name."""
    stay = and_(Placement.wbp_id == Wbp.id, Placement.ends_on.is_(None), Placement.facility_id == facility_id)
    statement = select(Wbp, Placement.block, Placement.cell, Placement.id.is_not(None)).outerjoin(Placement, stay)
    statement = statement.where(Wbp.id.in_(sorted(set(wbp_ids))), Wbp.facility_id == facility_id, scope.rows(Wbp.facility_id))
    return [PersonHere(*row) for row in db.session.execute(statement.order_by(*BY_NAME))]


def live_of_person(scope: Scope, wbp_id: int) -> list[Enrolment]:
    """The live enrolments of a person in this scope's classes, with class and person loaded."""
    statement = _enrolments().where(Enrolment.wbp_id == wbp_id, Enrolment.ends_on.is_(None), reachable_cohorts(scope))
    return list(db.session.scalars(statement.order_by(Enrolment.id)))


def open_pause(scope: Scope, enrolment_id: int) -> Pause | None:
    """The pause an enrolment is in, if any."""
    statement = select(Pause).where(Pause.enrolment_id == enrolment_id, Pause.ends_on.is_(None), scope.rows(Pause.facility_id))
    return db.session.scalar(statement)


@dataclass(frozen=True, slots=True)
class Participant:
    """One enrolment as the class page lists it."""

    enrolment: Enrolment
    wbp: Wbp
    block: str | None
    cell: str | None


def list_participants(
    scope: Scope, cohort_id: int, *, on: date, states: Iterable[str] = LIVE_STATES, search: str = "", page: int = 1
) -> Page[Participant]:
    """One page of the enrolments of a class in some states, by name; the waiting in the order they came."""
    wanted = list(states)
    statement = _participants(scope, cohort_id, on).where(Enrolment.state.in_(wanted))
    if search:
        words = or_(Wbp.name.icontains(search, autoescape=True), Wbp.register_no.icontains(search, autoescape=True))
        statement = statement.where(words)
    order = (Enrolment.created_at, Enrolment.id) if wanted == ["waiting"] else (*BY_NAME, Enrolment.id)
    found = paginate(statement.order_by(*order), page, scalars=False)
    rows = [Participant(*row) for row in found.items]
    return Page(items=rows, number=found.number, per_page=found.per_page, total=found.total)


def all_participants(scope: Scope, cohort_id: int, *, on: date) -> list[Participant]:
    """Every enrolment of a class for an export, by name: at most 5,000."""
    statement = _participants(scope, cohort_id, on).order_by(*BY_NAME, Enrolment.id)
    return [Participant(*row) for row in db.session.execute(statement.limit(5000))]


def _participants(scope: Scope, cohort_id: int, on: date) -> Select[Any]:
    statement = select(Enrolment, Wbp, Placement.block, Placement.cell).join(Enrolment.cohort).join(Enrolment.wbp)
    statement = statement.outerjoin(Placement, Placement.id == _stay_on(on))
    return statement.where(Enrolment.cohort_id == cohort_id, reachable_cohorts(scope))


def programmes_of(scope: Scope, wbp_ids: Iterable[int]) -> dict[int, list[str]]:
    """The names of the programmes several people take part in now, by person."""
    wanted = sorted(set(wbp_ids))
    if not wanted:
        return {}
    statement = select(Enrolment.wbp_id, Programme.name).join(Enrolment.cohort).join(Cohort.programme).join(Enrolment.wbp)
    statement = statement.where(Enrolment.wbp_id.in_(wanted), Enrolment.state.in_(PLACED_STATES), scope.rows(Wbp.facility_id))
    found: dict[int, list[str]] = {}
    for wbp_id, name in db.session.execute(statement.order_by(Enrolment.wbp_id, Programme.name, Enrolment.id)):
        found.setdefault(wbp_id, []).append(name)
    return found


def draft_of(scope: Scope, cohort_id: int, *, lock: bool = False) -> Batch | None:
    """The selection this person is making for a class, not sent yet."""
    statement = select(Batch).where(
        Batch.cohort_id == cohort_id, Batch.made_by == scope.user_id, Batch.done_at.is_(None), scope.rows(Batch.facility_id)
    )
    return db.session.scalar(statement.with_for_update() if lock else statement)


def batch(scope: Scope, batch_id: int, *, lock: bool = False) -> Batch:
    """One selection or its answer, or NotFound; a selection not sent yet is its maker's alone."""
    mine = or_(Batch.done_at.is_not(None), Batch.made_by == scope.user_id)
    statement = select(Batch).where(Batch.id == batch_id, scope.rows(Batch.facility_id), mine)
    found = db.session.scalar(statement.with_for_update() if lock else statement)
    if found is None:
        raise NotFound()
    return found


def pauses_of(scope: Scope, enrolment_id: int) -> list[Pause]:
    """The pauses of an enrolment, newest first."""
    statement = select(Pause).where(Pause.enrolment_id == enrolment_id, scope.rows(Pause.facility_id))
    return list(db.session.scalars(statement.order_by(Pause.starts_on.desc(), Pause.id.desc())))
