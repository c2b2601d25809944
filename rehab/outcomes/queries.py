"""Reading exam results and certificates.

A person's outcomes go where the person goes; lists of a class belong to the facility that runs it. A teacher reads the
outcomes of the own classes, a Dinas those of its own programmes.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, or_, select, true

from rehab.access.scope import Scope
from rehab.enrolment.models import Enrolment
from rehab.extensions import db
from rehab.outcomes.models import Certificate, ExamResult
from rehab.plumbing.errors import NotFound
from rehab.plumbing.paging import Page, paginate
from rehab.programs.models import Cohort, Programme
from rehab.programs.queries import reachable_cohorts
from rehab.wbp.models import Wbp

MOST_EXPORTED = 20_000
MOST_OF_ONE = 500


@dataclass(frozen=True)
class ExamLine:
    """One person's result in one exam; score 0–100, passed None where nobody has judged yet."""

    id: int
    cohort_id: int
    wbp_id: int
    programme: str
    cohort: str
    title: str
    held_on: date
    score: Decimal | None
    passed: bool | None


@dataclass(frozen=True)
class CertificateLine:
    """One certificate of a list. `here`: the person is held by a facility within scope."""

    id: int
    wbp_id: int
    name: str
    register_no: str
    here: bool
    programme: str | None
    programme_kind: str | None
    cohort: str | None
    kind: str
    title: str
    number: str
    issuer: str
    issued_on: date


@dataclass(frozen=True)
class Outcomes:
    """What a person has achieved, newest first."""

    exams: list[ExamLine]
    certificates: list[CertificateLine]


@dataclass(frozen=True)
class CohortTotals:
    """One class in numbers of people (certificates: of papers)."""

    enrolled: int = 0
    completed: int = 0
    passed: int = 0
    certificates: int = 0


def outcomes_of(scope: Scope, wbp_id: int) -> Outcomes:
    """Everything one person has achieved; nothing where the person is out of scope. A partner sees own classes alone."""
    return outcomes_by_person(scope, [wbp_id])[wbp_id]


def outcomes_by_person(scope: Scope, wbp_ids: Iterable[int]) -> dict[int, Outcomes]:
    """What several people have achieved as `outcomes_of` gives it, for everybody asked for; two queries."""
    found = {each: Outcomes([], []) for each in wbp_ids}
    for exam in _exams_of(scope, found):
        found[exam.wbp_id].exams.append(exam)
    for certificate in _certificates_of(scope, found):
        found[certificate.wbp_id].certificates.append(certificate)
    return {each: Outcomes(mine.exams[:MOST_OF_ONE], mine.certificates[:MOST_OF_ONE]) for each, mine in found.items()}


def _of_person(scope: Scope) -> ColumnElement[bool]:
    return reachable_cohorts(scope) if scope.is_partner else scope.rows(Wbp.facility_id)


def _exams_of(scope: Scope, wbp_ids: Iterable[int]) -> list[ExamLine]:
    columns = (
        ExamResult.id, ExamResult.cohort_id, ExamResult.wbp_id, Programme.name, Cohort.name, ExamResult.title,
        ExamResult.held_on, ExamResult.score, ExamResult.passed,
    )  # fmt: skip
    statement = select(*columns).join(Wbp, Wbp.id == ExamResult.wbp_id).join(Cohort, Cohort.id == ExamResult.cohort_id)
    statement = statement.join(Programme, Programme.id == Cohort.programme_id)
    statement = statement.where(ExamResult.wbp_id.in_(sorted(wbp_ids)), _of_person(scope))
    rows = db.session.execute(statement.order_by(ExamResult.held_on.desc(), ExamResult.id.desc()))
    return [ExamLine(*row) for row in rows]


def _certificate_lines(scope: Scope) -> Select[Any]:
    here = true() if scope.is_partner else scope.rows(Wbp.facility_id)
    columns = (
        Certificate.id, Certificate.wbp_id, Wbp.name, Wbp.register_no, here, Programme.name, Programme.kind, Cohort.name,
        Certificate.kind, Certificate.title, Certificate.number, Certificate.issuer, Certificate.issued_on,
    )  # fmt: skip
    statement = select(*columns).select_from(Certificate).join(Wbp, Wbp.id == Certificate.wbp_id)
    statement = statement.outerjoin(Cohort, Cohort.id == Certificate.cohort_id)
    statement = statement.outerjoin(Programme, Programme.id == Cohort.programme_id)
    return statement.order_by(Certificate.issued_on.desc(), Certificate.id.desc())


def _certificates_of(scope: Scope, wbp_ids: Iterable[int]) -> list[CertificateLine]:
    statement = _certificate_lines(scope).where(Certificate.wbp_id.in_(sorted(wbp_ids)), _of_person(scope))
    return [CertificateLine(*row) for row in db.session.execute(statement)]


@dataclass(frozen=True)
class CertificateFilter:
    """What the list of certificates is narrowed to; empty values narrow nothing. Both dates are included."""

    search: str = ""
    kind: str = ""
    programme_id: int | None = None
    cohort_id: int | None = None
    from_on: date | None = None
    to_on: date | None = None


def _filtered(scope: Scope, wanted: CertificateFilter) -> Select[Any]:
    owned = reachable_cohorts(scope) if scope.is_partner else scope.rows(Certificate.facility_id)
    statement = _certificate_lines(scope).where(owned)
    if wanted.search:
        columns = (Wbp.name, Wbp.register_no, Certificate.number, Certificate.title)
        statement = statement.where(or_(*(each.icontains(wanted.search, autoescape=True) for each in columns)))
    if wanted.kind:
        statement = statement.where(Certificate.kind == wanted.kind)
    if wanted.programme_id is not None:
        statement = statement.where(Cohort.programme_id == wanted.programme_id)
    if wanted.cohort_id is not None:
        statement = statement.where(Certificate.cohort_id == wanted.cohort_id)
    if wanted.from_on:
        statement = statement.where(Certificate.issued_on >= wanted.from_on)
    if wanted.to_on:
        statement = statement.where(Certificate.issued_on <= wanted.to_on)
    return statement


def list_certificates(scope: Scope, wanted: CertificateFilter, *, page: int = 1) -> Page[CertificateLine]:
    """One page of the certificates a facility has recorded, newest first."""
    found = paginate(_filtered(scope, wanted), page, scalars=False)
    lines = [CertificateLine(*row) for row in found.items]
    return Page(items=lines, number=found.number, per_page=found.per_page, total=found.total)


def all_certificates(scope: Scope, wanted: CertificateFilter) -> list[CertificateLine]:
    """The same list whole, for an export; at most MOST_EXPORTED rows."""
    return [CertificateLine(*row) for row in db.session.execute(_filtered(scope, wanted).limit(MOST_EXPORTED))]


def certificate(scope: Scope, certificate_id: int) -> Certificate:
    """One certificate the facility has recorded, or NotFound."""
    owned = Certificate.id == certificate_id, scope.rows(Certificate.facility_id)
    row = db.session.scalar(select(Certificate).where(*owned))
    if row is None:
        raise NotFound()
    return row


def holder_name(scope: Scope, row: Certificate) -> str:
    """The name on a certificate within scope."""
    statement = select(Wbp.name).join(Certificate, Certificate.wbp_id == Wbp.id)
    return db.session.scalar(statement.where(Certificate.id == row.id, scope.rows(Certificate.facility_id))) or ""


def numbers_in_use(scope: Scope, issuer: str, numbers: Iterable[str]) -> set[str]:
    """Which numbers this issuer has given already, in any facility: a number is unique everywhere."""
    statement = select(Certificate.number).where(Certificate.issuer == issuer, Certificate.number.in_(sorted(set(numbers))))
    return set(db.session.scalars(statement))


def totals_by_cohort(scope: Scope, cohort_ids: Iterable[int]) -> dict[int, CohortTotals]:
    """Each class in numbers, with one statement: people ever in it (the waiting list left out), people who completed it,
    people who passed an exam, certificates given. Classes out of scope are missing."""
    wanted = sorted(set(cohort_ids))
    if not wanted:
        return {}
    taken_part = func.count(func.distinct(case((Enrolment.state != "waiting", Enrolment.wbp_id))))
    completed = func.count(func.distinct(case((Enrolment.state == "completed", Enrolment.wbp_id))))
    passed = func.count(func.distinct(ExamResult.wbp_id))
    counts = (
        select(taken_part).where(Enrolment.cohort_id == Cohort.id),
        select(completed).where(Enrolment.cohort_id == Cohort.id),
        select(passed).where(ExamResult.cohort_id == Cohort.id, ExamResult.passed.is_(True)),
        select(func.count(Certificate.id)).where(Certificate.cohort_id == Cohort.id),
    )
    columns = [each.correlate(Cohort).scalar_subquery() for each in counts]
    statement = select(Cohort.id, *columns).where(Cohort.id.in_(wanted), reachable_cohorts(scope)).order_by(Cohort.id)
    return {row[0]: CohortTotals(*row[1:]) for row in db.session.execute(statement)}
