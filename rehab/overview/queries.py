"""Numbers of the home page, each counted in the database."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, and_, exists, func, select

from rehab.access.permissions import Permission, Role
from rehab.access.scope import Scope
from rehab.accounts.models import User
from rehab.attendance.counting_queries import COUNTS, counting_marks, without_register
from rehab.attendance.life_queries import count_proposals
from rehab.attendance.models import Mark
from rehab.attendance.oversight import Now
from rehab.attendance.oversight_queries import count_open
from rehab.attendance.sent_queries import count_waiting
from rehab.conduct.models import RiskAssessment, SppnMonth
from rehab.enrolment.models import Enrolment
from rehab.extensions import db
from rehab.facilities.models import Facility, Holiday
from rehab.letters.recall_queries import waiting_recalls
from rehab.objections import queries as objections
from rehab.outcomes.models import Certificate
from rehab.overview.forgotten import list_forgotten
from rehab.partners.models import Agency, Agreement
from rehab.programs.models import Cohort, Programme, Session
from rehab.proposals.waiting_queries import WaitingStep, waiting_steps
from rehab.remisi.models import Round
from rehab.remisi.work_queries import count_tasks
from rehab.wbp.models import Paper, Placement, Wbp

RISK_HOLDS = timedelta(days=180)
LOOK_BACK = timedelta(days=14)
ENDING_SOON = timedelta(days=60)


@dataclass(frozen=True)
class Waiting:
    """What waits, as counts; which of them a page shows depends on the role."""

    registers_missing: int
    marks_waiting: int
    changes_asked: int
    absent_running: int
    sppn_due: int
    risk_due: int
    papers_open: int
    without_wali: int
    agreements_ending: int
    objections_overdue: int
    objections_mine: int
    tasks_mine: int
    forgotten: dict[str, int]
    steps: list[WaitingStep]
    recalls: list[tuple[Round, int]]


@dataclass(frozen=True)
class Figures:
    """Four figures with the one before each."""

    population: int
    participants: int
    attended: int
    counted: int
    attended_before: int
    counted_before: int
    certificates: int


def _count(condition: ColumnElement[bool], column: object) -> int:
    return db.session.scalar(select(func.count(column)).where(condition)) or 0  # type: ignore[arg-type]


def _present_people(scope: Scope) -> ColumnElement[bool]:
    here = exists().where(Placement.wbp_id == Wbp.id, Placement.facility_id == Wbp.facility_id, Placement.ends_on.is_(None))
    return and_(scope.rows(Wbp.facility_id), here)


def _judged(scope: Scope) -> ColumnElement[bool]:
    mine = [Wbp.wali_id == scope.user_id] if scope.role is Role.WALI else []
    return and_(_present_people(scope), Wbp.status.in_(("narapidana", "anak_binaan")), *mine)


def waiting(scope: Scope, *, on: date, at: datetime) -> Waiting:
    """Count what waits for somebody on a day; a wali's SPPN and risk counts are of the wali's own people."""
    last_month = (on.replace(day=1) - timedelta(days=1)).replace(day=1)
    unmarked = ~exists().where(Mark.session_id == Session.id, Mark.is_current)
    no_score = ~exists().where(SppnMonth.wbp_id == Wbp.id, SppnMonth.month_on == last_month)
    no_risk = ~exists().where(RiskAssessment.wbp_id == Wbp.id, RiskAssessment.assessed_on > on - RISK_HOLDS)
    open_paper = exists().where(Paper.wbp_id == Wbp.id, Paper.state != "verified")
    recent = and_(Session.ends_at < at, Session.held_on >= on - LOOK_BACK, without_register())
    mine = scope.user_id or 0
    soon = and_(Agreement.state == "active", Agreement.ends_on <= on + ENDING_SOON)
    return Waiting(
        registers_missing=_count(and_(scope.rows(Session.facility_id), recent, unmarked), Session.id),
        marks_waiting=count_waiting(scope),
        changes_asked=count_proposals(scope),
        absent_running=_absent_running(scope, Now(on, at)),
        sppn_due=_count(and_(_judged(scope), no_score), Wbp.id),
        risk_due=_count(and_(_judged(scope), no_risk), Wbp.id),
        papers_open=_count(and_(_judged(scope), open_paper), Wbp.id),
        without_wali=_count(and_(_present_people(scope), Wbp.wali_id.is_(None)), Wbp.id),
        agreements_ending=_count(and_(scope.rows(Agreement.facility_id), soon), Agreement.id),
        objections_overdue=objections.count_tabs(scope, on=on)["overdue"],
        objections_mine=objections.count_tabs(scope, on=on, answerer_id=mine)["open"],
        forgotten=_forgotten(scope, on),
        steps=waiting_steps(scope),
        recalls=waiting_recalls(scope) if scope.can(Permission.LETTERS_RELEASE) else [],
        tasks_mine=count_tasks(scope, on=on, assignee_id=mine) if scope.can(Permission.REMISI_READ) else 0,
    )


def _absent_running(scope: Scope, now: Now) -> int:
    return count_open(scope, ["absent_running"], now)["absent_running"] if scope.can(Permission.ATTENDANCE_OVERSEE) else 0


def _forgotten(scope: Scope, on: date) -> dict[str, int]:
    facility_id = scope.own_facility_id
    if facility_id is None or not scope.can(Permission.REMISI_RUN):
        return {}
    return list_forgotten(scope, facility_id, on=on).counts


def figures(scope: Scope, *, on: date) -> Figures:
    """The four figures of the home page: thirty days against the thirty before."""
    month = timedelta(days=30)
    attended, counted = _attendance(scope, on - month, on)
    before = _attendance(scope, on - 2 * month, on - month)
    live = and_(scope.rows(Enrolment.facility_id), Enrolment.state == "active")
    this_year = and_(scope.rows(Certificate.facility_id), Certificate.issued_on >= date(on.year, 1, 1))
    return Figures(
        population=_count(_present_people(scope), Wbp.id),
        participants=db.session.scalar(select(func.count(Enrolment.wbp_id.distinct())).where(live)) or 0,
        attended=attended,
        counted=counted,
        attended_before=before[0],
        counted_before=before[1],
        certificates=_count(this_year, Certificate.id),
    )


def _attendance(scope: Scope, from_on: date, to_on: date) -> tuple[int, int]:
    row = db.session.execute(counting_marks(from_on, to_on).add_columns(*COUNTS).where(scope.rows(Mark.facility_id))).one()
    return row.present, row.present + row.absent


@dataclass(frozen=True)
class Beginnings:
    """What a facility has already, of what everything else is built on."""

    officers: bool
    head: bool
    great_day: bool
    people: bool
    walis: bool
    agencies: bool
    programmes: bool
    cohorts: bool
    participants: bool


def beginnings(scope: Scope, *, on: date) -> Beginnings:
    """Which of the first things exist, each asked as yes or no; a great day counts once it is confirmed for a day to come."""
    people, programmes = select(Wbp.id).where(scope.rows(Wbp.facility_id)), select(Programme.id)
    confirmed = select(Holiday.id).where(Holiday.held_on >= on, Holiday.state == "ditetapkan")
    asked = (
        select(User.id).where(scope.rows(User.facility_id), User.role != Role.ADMIN).exists(),
        select(Facility.id).where(scope.rows(Facility.id), Facility.head_name != "").exists(),
        confirmed.exists(),
        people.exists(),
        people.where(Wbp.wali_id.is_not(None)).exists(),
        select(Agency.id).exists(),
        programmes.where(scope.rows(Programme.facility_id)).exists(),
        select(Cohort.id).where(scope.rows(Cohort.facility_id)).exists(),
        select(Enrolment.id).where(scope.rows(Enrolment.facility_id)).exists(),
    )
    return Beginnings(*db.session.execute(select(*asked)).one())


def next_great_days(scope: Scope, *, on: date) -> list[Holiday]:
    """The next three great days, by date."""
    statement = select(Holiday).where(Holiday.held_on >= on).order_by(Holiday.held_on, Holiday.code, Holiday.id).limit(3)
    return list(db.session.scalars(statement))
