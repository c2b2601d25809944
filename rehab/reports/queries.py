"""Sums straight from the database: classes over a period, and the population with who takes part."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import and_, case, exists, extract, func, or_, select

from rehab.access.scope import Scope
from rehab.enrolment.models import Enrolment
from rehab.extensions import db
from rehab.facilities.models import Facility
from rehab.outcomes.models import Certificate, ExamResult
from rehab.programs.models import Cohort, Programme
from rehab.wbp.models import Placement, Wbp

# First ages of the groups; the youngest group is under the first of them.
AGES = (18, 26, 41, 56)


@dataclass(frozen=True)
class ClassOfPeriod:
    """One class that runs in a period."""

    cohort_id: int
    cohort: str
    programme: str
    kind: str
    capacity: int
    facility_id: int
    facility: str


def list_classes(scope: Scope, *, from_on: date, to_on: date, kind: str = "") -> list[ClassOfPeriod]:
    """The classes whose period touches from_on until to_on (excluded), cancelled ones left out, by facility and programme.

    A sum needs all of them, so this is no page; they are classes, not people.
    """
    columns = (Cohort.id, Cohort.name, Programme.name, Programme.kind, Cohort.capacity, Facility.id, Facility.name)
    statement = select(*columns).select_from(Cohort).join(Programme, Programme.id == Cohort.programme_id)
    statement = statement.join(Facility, Facility.id == Cohort.facility_id)
    statement = statement.where(scope.rows(Cohort.facility_id), Cohort.state != "cancelled")
    statement = statement.where(Cohort.starts_on < to_on, Cohort.ends_on > from_on)
    if kind:
        statement = statement.where(Programme.kind == kind)
    rows = db.session.execute(statement.order_by(Facility.name, Facility.id, Programme.name, Cohort.name, Cohort.id))
    return [ClassOfPeriod(*row) for row in rows]


@dataclass(frozen=True)
class Achieved:
    """One class in a period: people taking part, people who completed, people who passed an exam, papers given."""

    enrolled: int = 0
    completed: int = 0
    passed: int = 0
    certificates: int = 0


def achieved_by_class(scope: Scope, *, from_on: date, to_on: date, kind: str = "") -> dict[int, Achieved]:
    """What each class within scope achieved from from_on until to_on (excluded), with one statement."""
    inside = and_(Enrolment.starts_on < to_on, or_(Enrolment.ends_on.is_(None), Enrolment.ends_on > from_on))
    ended = and_(Enrolment.state == "completed", Enrolment.ends_on >= from_on, Enrolment.ends_on < to_on)
    people = func.count(func.distinct(Enrolment.wbp_id))
    mine = Enrolment.cohort_id == Cohort.id
    parts = (
        select(people).where(mine, Enrolment.state != "waiting", inside),
        select(people).where(mine, ended),
        select(func.count(func.distinct(ExamResult.wbp_id))).where(
            ExamResult.cohort_id == Cohort.id, ExamResult.passed, ExamResult.held_on >= from_on, ExamResult.held_on < to_on
        ),
        select(func.count()).where(
            Certificate.cohort_id == Cohort.id, Certificate.issued_on >= from_on, Certificate.issued_on < to_on
        ),
    )
    columns = [part.correlate(Cohort).scalar_subquery() for part in parts]
    statement = select(Cohort.id, *columns).where(scope.rows(Cohort.facility_id), Cohort.starts_on < to_on)
    if kind:
        statement = statement.join(Programme, Programme.id == Cohort.programme_id).where(Programme.kind == kind)
    return {row[0]: Achieved(*row[1:]) for row in db.session.execute(statement.order_by(Cohort.id))}


def certificates_by_month(scope: Scope, *, from_on: date, to_on: date) -> list[tuple[int, int, int]]:
    """(year, month, papers) of certificates recorded by the facilities within scope, oldest first."""
    year, month = extract("year", Certificate.issued_on), extract("month", Certificate.issued_on)
    statement = select(year, month, func.count()).where(
        scope.rows(Certificate.facility_id), Certificate.issued_on >= from_on, Certificate.issued_on < to_on
    )
    rows = db.session.execute(statement.group_by(year, month).order_by(year, month))
    return [(int(row[0]), int(row[1]), row[2]) for row in rows]


@dataclass(frozen=True)
class PopulationCell:
    """People of one facility, block, sex, schooling and age group; `age` counts the bounds of AGES reached, None unknown."""

    facility: str
    block: str | None
    sex: str
    education: str | None
    age: int | None
    people: int
    taking_part: int


def population(scope: Scope, *, on: date) -> list[PopulationCell]:
    """Who is held within scope on a day, summed, with how many of them take part in any class that day. One statement."""
    live = and_(Enrolment.starts_on <= on, or_(Enrolment.ends_on.is_(None), Enrolment.ends_on > on))
    part = exists().where(Enrolment.wbp_id == Wbp.id, Enrolment.state != "waiting", live)
    age = _age_group(on)
    keys = (Facility.name, Placement.block, Wbp.sex, Wbp.education, age)
    statement = select(*keys, func.count(), func.sum(case((part, 1), else_=0))).select_from(Placement)
    statement = statement.join(Wbp, Wbp.id == Placement.wbp_id).join(Facility, Facility.id == Placement.facility_id)
    statement = statement.where(scope.rows(Placement.facility_id), *_there(on)).group_by(Facility.id, *keys)
    rows = db.session.execute(statement.order_by(Facility.name, Placement.block, Wbp.sex, Wbp.education, age))
    return [PopulationCell(*row[:6], int(row[6])) for row in rows]


def _there(on: date) -> Iterable[Any]:
    began = or_(Placement.starts_on.is_(None), Placement.starts_on <= on)
    return began, or_(Placement.ends_on.is_(None), Placement.ends_on > on)


def _age_group(on: date) -> Any:
    """How many of the bounds a person has reached by their birthday; 29 February counts as 1 March."""
    reached = []
    for bound in AGES:
        day = on.replace(year=on.year - bound) if (on.month, on.day) != (2, 29) else date(on.year - bound, 2, 28)
        reached.append(case((Wbp.birth_on <= day, 1), else_=0))
    return case((Wbp.birth_on.is_(None), None), else_=sum(reached[1:], reached[0]))
