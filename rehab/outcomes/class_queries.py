"""Reading the exams of a class and the grid in which they are written down."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import Integer, case, func, select

from rehab.access.scope import Scope
from rehab.enrolment.models import Enrolment
from rehab.extensions import db
from rehab.outcomes.models import ExamResult
from rehab.plumbing.errors import NotFound
from rehab.programs.models import Cohort
from rehab.programs.queries import reachable_cohorts
from rehab.wbp.models import BY_NAME, Wbp


@dataclass(frozen=True)
class ExamHead:
    """One exam of a class: its first result's id stands for it. People who took it, people who passed, not yet judged."""

    id: int
    title: str
    held_on: date
    taken: int
    passed: int
    open: int


@dataclass(frozen=True)
class GridRow:
    """One person of the class, with the result of one exam where there is one (result_id and version None: none yet)."""

    wbp_id: int
    name: str
    register_no: str
    result_id: int | None = None
    version: int | None = None
    score: Decimal | None = None
    passed: bool | None = None


def list_exams(scope: Scope, cohort_id: int) -> list[ExamHead]:
    """The exams of a class, newest first; at most 200."""
    passed = func.coalesce(func.sum(case((ExamResult.passed.is_(True), 1), else_=0)), 0).cast(Integer)
    still_open = func.coalesce(func.sum(case((ExamResult.passed.is_(None), 1), else_=0)), 0).cast(Integer)
    first = func.min(ExamResult.id)
    statement = select(first, ExamResult.title, ExamResult.held_on, func.count(), passed, still_open)
    statement = statement.join(Cohort, Cohort.id == ExamResult.cohort_id)
    statement = statement.where(ExamResult.cohort_id == cohort_id, reachable_cohorts(scope))
    statement = statement.group_by(ExamResult.title, ExamResult.held_on).order_by(ExamResult.held_on.desc(), first.desc())
    return [ExamHead(*row) for row in db.session.execute(statement.limit(200))]


def exam(scope: Scope, cohort_id: int, exam_id: int) -> ExamResult:
    """Any one result of an exam of this class, standing for the exam, or NotFound."""
    statement = select(ExamResult).join(Cohort, Cohort.id == ExamResult.cohort_id)
    statement = statement.where(ExamResult.id == exam_id, ExamResult.cohort_id == cohort_id, reachable_cohorts(scope))
    row = db.session.scalar(statement)
    if row is None:
        raise NotFound()
    return row


def results_of_exam(scope: Scope, one: ExamResult) -> list[ExamResult]:
    """Every result of the exam this one belongs to, by id."""
    statement = select(ExamResult).join(Cohort, Cohort.id == ExamResult.cohort_id).where(
        ExamResult.cohort_id == one.cohort_id, ExamResult.title == one.title, ExamResult.held_on == one.held_on,
        reachable_cohorts(scope),
    )  # fmt: skip
    return list(db.session.scalars(statement.order_by(ExamResult.id)))


def people_of_class(scope: Scope, cohort_id: int) -> dict[int, GridRow]:
    """Everybody who is or was in a class (the waiting list left out) by id, in name order."""
    statement = select(Wbp.id, Wbp.name, Wbp.register_no, BY_NAME[0]).join(Enrolment, Enrolment.wbp_id == Wbp.id)
    statement = statement.join(Cohort, Cohort.id == Enrolment.cohort_id)
    statement = statement.where(Enrolment.cohort_id == cohort_id, Enrolment.state != "waiting", reachable_cohorts(scope))
    rows = db.session.execute(statement.distinct().order_by(*BY_NAME))
    return {row.id: GridRow(row.id, row.name, row.register_no) for row in rows}


def exam_grid(scope: Scope, one: ExamResult) -> dict[int, GridRow]:
    """The people of a class by id, in name order, each with the result of this exam where there is one."""
    results = {row.wbp_id: row for row in results_of_exam(scope, one)}
    people = people_of_class(scope, one.cohort_id)
    missing = sorted(set(results) - set(people))
    if missing:
        # Somebody whose enrolment was since taken away keeps the result.
        found = db.session.execute(select(Wbp.id, Wbp.name, Wbp.register_no).where(Wbp.id.in_(missing)).order_by(*BY_NAME))
        people |= {row.id: GridRow(row.id, row.name, row.register_no) for row in found}
    return {key: _with_result(row, results.get(key)) for key, row in people.items()}


def _with_result(row: GridRow, result: ExamResult | None) -> GridRow:
    if result is None:
        return row
    return GridRow(row.wbp_id, row.name, row.register_no, result.id, result.version, result.score, result.passed)
