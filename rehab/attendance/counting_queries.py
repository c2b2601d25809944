"""Counting who came: what is unrecorded, a class over a period, and what counts for remisi."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, case, exists, extract, func, or_, select
from sqlalchemy.orm import aliased

from rehab.access.scope import Scope
from rehab.attendance import registers as shapes
from rehab.attendance.models import Mark, Recap, TakenBack
from rehab.attendance.registers import Participation
from rehab.attendance.states import joined_late
from rehab.enrolment.models import Enrolment
from rehab.enrolment.queries import paused_on, took_part_on
from rehab.extensions import db
from rehab.programs.models import Cohort, Programme, Session
from rehab.programs.queries import reachable_cohorts
from rehab.wbp.models import BY_NAME, Placement, Wbp

STAY = aliased(Placement)
RECAPS_SHOWN = 24


def stays_on(on: Any, facility_id: Any) -> tuple[ColumnElement[bool], ...]:
    """Conditions over STAY: a stay of the person in a facility that covers a day."""
    covers = and_(or_(STAY.starts_on.is_(None), STAY.starts_on <= on), or_(STAY.ends_on.is_(None), STAY.ends_on > on))
    return (STAY.wbp_id == Enrolment.wbp_id, STAY.facility_id == facility_id, covers)


# What it takes to tell whether an enrolment was entered after a session had begun.
POINTS = (
    Session.id.label("session_id"), Session.held_on, Session.starts_at, Session.starts_time, Enrolment.wbp_id,
    Enrolment.starts_on, Enrolment.created_at,
)  # fmt: skip


def late(row: Any) -> bool:
    """Whether a row of POINTS is of somebody enrolled after the session had begun that day."""
    return joined_late(
        starts_on=row.starts_on, created_at=row.created_at, held_on=row.held_on, starts_time=row.starts_time,
        starts_at=row.starts_at,
    )  # fmt: skip


def placed() -> ColumnElement[bool]:
    """The condition that somebody enrolled was held in the facility of a session on its day."""
    return exists().where(*stays_on(Session.held_on, Session.facility_id)).correlate(Enrolment, Session)


def without_register() -> ColumnElement[bool]:
    """The condition that a session has no register: planned still, or held until all its marks were taken back."""
    undone = Session.id.in_(select(TakenBack.session_id))
    return or_(Session.state == "planned", and_(Session.state == "held", undone, ~_marked()))


def _marked() -> ColumnElement[bool]:
    return exists().where(Mark.session_id == Session.id, Mark.is_current).correlate(Session)


def inline(ids: Iterable[int]) -> Any:
    """Ids written into the statement itself, so that no database's limit on parameters is met."""
    return bindparam(None, sorted(set(ids)), expanding=True, literal_execute=True)


def _unrecorded(where: Sequence[ColumnElement[bool]], from_on: date, to_on: date) -> list[Any]:
    """Rows (person, session, day, programme) of sessions in which somebody counted and nobody wrote a mark, in time order."""
    marked = exists().where(Mark.session_id == Session.id, Mark.wbp_id == Enrolment.wbp_id, Mark.is_current)
    statement = (
        select(*POINTS, Programme.name.label("programme"))
        .join(Enrolment, Enrolment.cohort_id == Session.cohort_id)
        .join(Cohort, Cohort.id == Session.cohort_id)
        .join(Programme, Programme.id == Cohort.programme_id)
        .where(
            *where, Session.held_on >= from_on, Session.held_on < to_on, Session.state != "cancelled",
            took_part_on(Session.held_on), ~marked, ~paused_on(Session.held_on), placed(),
        )
        .order_by(Session.starts_at, Session.id, Enrolment.wbp_id)
    )  # fmt: skip
    return [row for row in db.session.execute(statement) if not late(row)]


def _sum(condition: Any) -> Any:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)


_PRESENT = _sum(Mark.present)
_EXCUSED = _sum(and_(Mark.excused, ~Mark.present))
_ABSENT = _sum(and_(~Mark.excused, ~Mark.present))
COUNTS = (_PRESENT.label("present"), _EXCUSED.label("excused"), _ABSENT.label("absent"))


def counting_marks(from_on: date | None = None, to_on: date | None = None) -> Select[Any]:
    """The marks every rate is counted from: those that stand, in sessions not cancelled, of a period (to_on excluded).

    Columns and groups are the caller's; COUNTS sums them by meaning.
    """
    marks = select().select_from(Mark).join(Session, Session.id == Mark.session_id)
    marks = marks.where(Mark.is_current, Session.state != "cancelled")
    if from_on is not None:
        marks = marks.where(Mark.held_on >= from_on)
    return marks if to_on is None else marks.where(Mark.held_on < to_on)


def shares_in_classes(
    scope: Scope, cohort_ids: Iterable[int], from_on: date, to_on: date
) -> dict[int, dict[int, tuple[int, int]]]:  # fmt: skip
    """For each class within scope and each person with marks in it: (present, counted) in a period (to_on excluded)."""
    reach = select(Cohort.id).where(Cohort.id.in_(inline(cohort_ids)), reachable_cohorts(scope))
    marks = counting_marks(from_on, to_on).add_columns(Session.cohort_id, Mark.wbp_id, *COUNTS)
    marks = marks.where(Session.cohort_id.in_(reach)).group_by(Session.cohort_id, Mark.wbp_id)
    found: dict[int, dict[int, tuple[int, int]]] = defaultdict(dict)
    for row in db.session.execute(marks.order_by(Session.cohort_id, Mark.wbp_id)):
        found[row.cohort_id][row.wbp_id] = (row.present, row.present + row.absent)
    return found


def participation(
    scope: Scope, wbp_ids: Iterable[int], from_on: date, to_on: date, *, at: datetime | None = None
) -> dict[int, Participation]:
    """What counts for remisi from `from_on` until `to_on` (excluded), for every person asked for; four queries at most.

    Sessions that begin after `at` (where it is given) have not been missed by anybody yet and are not named as unrecorded.
    A recap counts when its month begins in the period and this house has no session of the person in that month and programme.
    """
    ids = sorted(set(wbp_ids))
    people = select(Wbp.id).where(Wbp.id.in_(inline(ids)), scope.rows(Wbp.facility_id))
    counted = counting_marks(from_on, to_on).add_columns(Mark.wbp_id, *COUNTS)
    counted = counted.where(Mark.wbp_id.in_(people)).group_by(Mark.wbp_id)
    marks = {row.wbp_id: (row.present, row.excused, row.absent) for row in db.session.execute(counted)}
    open_rows = [row for row in _unrecorded([Enrolment.wbp_id.in_(people)], from_on, to_on) if at is None or row.starts_at <= at]
    missing: dict[int, list[int]] = defaultdict(list)
    for row in open_rows:
        missing[row.wbp_id].append(row.session_id)
    recaps = _counting_recaps(people, from_on, to_on, open_rows)
    return {each: shapes.participation_of(marks.get(each), recaps.get(each, ()), missing.get(each, [])) for each in ids}


def _counting_recaps(people: Any, from_on: date, to_on: date, open_rows: Sequence[Any]) -> dict[int, list[Recap]]:
    statement = select(Recap).where(Recap.wbp_id.in_(people), Recap.month_on >= from_on, Recap.month_on < to_on)
    recaps = list(db.session.scalars(statement.order_by(Recap.wbp_id, Recap.month_on, Recap.id)))
    if not recaps:
        return {}
    year, month = extract("year", Mark.held_on), extract("month", Mark.held_on)
    own = (
        select(Mark.wbp_id, func.lower(Programme.name), year, month)
        .join(Session, Session.id == Mark.session_id)
        .join(Cohort, Cohort.id == Session.cohort_id)
        .join(Programme, Programme.id == Cohort.programme_id)
        .where(Mark.wbp_id.in_(inline(each.wbp_id for each in recaps)), Mark.is_current, Session.state != "cancelled")
        .where(Mark.held_on >= min(each.month_on for each in recaps), Mark.held_on < to_on)
        .distinct()
    )
    seen = {(row[0], row[1], int(row[2]), int(row[3])) for row in db.session.execute(own)}
    seen |= {(row.wbp_id, row.programme.lower(), row.held_on.year, row.held_on.month) for row in open_rows}
    found: dict[int, list[Recap]] = defaultdict(list)
    for each in recaps:
        if (each.wbp_id, each.programme.strip().lower(), each.month_on.year, each.month_on.month) not in seen:
            found[each.wbp_id].append(each)
    return found


def totals_by_cohort(scope: Scope, cohort_ids: Iterable[int], from_on: date, to_on: date) -> dict[int, shapes.CohortTotals]:
    """Sessions by state and marks by meaning of several classes from `from_on` until `to_on` (excluded), month by month.

    Every class asked for and within scope is in the answer; months without a session are left out. Two queries.
    """
    wanted = inline(cohort_ids)
    year, month = extract("year", Session.held_on), extract("month", Session.held_on)
    reach = select(Cohort.id).where(Cohort.id.in_(wanted), reachable_cohorts(scope))
    where = (Session.cohort_id.in_(reach), Session.held_on >= from_on, Session.held_on < to_on)
    states = [_sum(Session.state == state) for state in ("planned", "held", "cancelled")]
    sessions = select(Session.cohort_id, year, month, *states).where(*where).group_by(Session.cohort_id, year, month)
    marks = counting_marks().add_columns(Session.cohort_id, year, month, *COUNTS)
    marks = marks.where(*where).group_by(Session.cohort_id, year, month)
    made = {(row[0], int(row[1]), int(row[2])): row[3:] for row in db.session.execute(marks)}
    months: dict[int, list[shapes.MonthTotals]] = {each: [] for each in db.session.scalars(reach.order_by(Cohort.id))}
    for row in db.session.execute(sessions):
        key = (row[0], int(row[1]), int(row[2]))
        months[row[0]].append(shapes.MonthTotals(date(key[1], key[2], 1), *row[3:], *made.get(key, (0, 0, 0))))
    return {cohort_id: shapes.totals_of(each) for cohort_id, each in months.items()}


def class_attendance(scope: Scope, cohort_id: int, from_on: date, to_on: date, *, at: datetime) -> list[shapes.PersonInClass]:
    """Each member of a class within scope and what is recorded of them in a period (to_on excluded), by name.

    A class has at most its capacity, so this is no page. Sessions that begin after `at` are not unrecorded yet.
    """
    counted = counting_marks(from_on, to_on).add_columns(Mark.wbp_id, *COUNTS)
    counted = counted.where(Session.cohort_id == cohort_id).group_by(Mark.wbp_id).subquery()
    stay = select(func.max(STAY.id)).where(STAY.wbp_id == Enrolment.wbp_id, STAY.ends_on.is_(None))
    stay = stay.correlate(Enrolment).scalar_subquery()
    overlaps = and_(Enrolment.starts_on < to_on, or_(Enrolment.ends_on.is_(None), Enrolment.ends_on > from_on))
    statement = (
        select(Wbp.id, Wbp.name, Wbp.register_no, Placement.block, Placement.cell, Enrolment.state, *list(counted.c)[1:])
        .select_from(Enrolment)
        .join(Enrolment.cohort)
        .join(Enrolment.wbp)
        .outerjoin(Placement, Placement.id == stay)
        .outerjoin(counted, counted.c.wbp_id == Wbp.id)
        .where(Enrolment.cohort_id == cohort_id, reachable_cohorts(scope), Enrolment.state != "waiting")
        .where(or_(overlaps, counted.c.wbp_id.is_not(None)))
        .order_by(*BY_NAME, Enrolment.id.desc())
    )
    found = db.session.execute(statement).all()
    open_rows = _unrecorded([Session.cohort_id == cohort_id], from_on, to_on) if found else []
    missing = Counter(row.wbp_id for row in open_rows if row.starts_at <= at)
    people = {row[0]: row for row in reversed(found)}
    return [shapes.person_in_class(people[each], missing[each]) for each in dict.fromkeys(row[0] for row in found)]


def marks_of_class(scope: Scope, cohort_id: int, from_on: date, to_on: date) -> dict[tuple[int, int], str]:
    """The marks that stand in a class's sessions of a period (to_on excluded): (person, session) → status."""
    statement = (
        select(Mark.wbp_id, Mark.session_id, Mark.status)
        .join(Session, Session.id == Mark.session_id)
        .join(Session.cohort)
        .where(Session.cohort_id == cohort_id, reachable_cohorts(scope), Session.state != "cancelled", Mark.is_current)
        .where(Mark.held_on >= from_on, Mark.held_on < to_on)
        .order_by(Mark.id)
    )
    return {(row[0], row[1]): row[2] for row in db.session.execute(statement)}


def attendance_of(scope: Scope, wbp_id: int) -> shapes.PersonAttendance:
    """A person's attendance for their page: each class, the latest 24 recaps, the latest 20 marks. Empty out of scope."""
    latest = _marks_of(scope, [wbp_id]).add_columns(
        Mark.session_id, Mark.held_on, Programme.name.label("programme"), Cohort.name.label("cohort"), Mark.status, Mark.reason,
        Mark.note, Mark.present, Mark.excused,
    ).order_by(Mark.held_on.desc(), Mark.id.desc())  # fmt: skip
    classes, recaps = attendance_by_person(scope, [wbp_id])[wbp_id]
    return shapes.PersonAttendance(classes, recaps, latest=list(db.session.execute(latest.limit(20))))


def attendance_by_person(scope: Scope, wbp_ids: Iterable[int]) -> dict[int, tuple[list[shapes.ClassOfPerson], list[Recap]]]:
    """Classes and latest 24 recaps of several people as `attendance_of` gives them, for everybody asked for; two queries."""
    found: dict[int, tuple[list[shapes.ClassOfPerson], list[Recap]]] = {each: ([], []) for each in wbp_ids}
    named = (Cohort.id, Programme.name, Cohort.name)
    last = func.max(Mark.held_on)
    classes = _marks_of(scope, found).add_columns(Mark.wbp_id, *named, *COUNTS, last).group_by(Mark.wbp_id, *named)
    for wbp_id, *row in db.session.execute(classes.order_by(last.desc(), Cohort.id, Mark.wbp_id)):
        found[wbp_id][0].append(shapes.ClassOfPerson(*row))
    mine = (Recap.wbp_id.in_(inline(found)), scope.rows(Wbp.facility_id))
    recaps = select(Recap).join(Wbp, Wbp.id == Recap.wbp_id).where(*mine)
    for each in db.session.scalars(recaps.order_by(Recap.month_on.desc(), Recap.programme, Recap.id)):
        if len(found[each.wbp_id][1]) < RECAPS_SHOWN:
            found[each.wbp_id][1].append(each)
    return found


def _marks_of(scope: Scope, wbp_ids: Iterable[int]) -> Select[Any]:
    return (
        counting_marks()
        .join(Cohort, Cohort.id == Session.cohort_id)
        .join(Programme, Programme.id == Cohort.programme_id)
        .join(Wbp, Wbp.id == Mark.wbp_id)
        .where(Mark.wbp_id.in_(inline(wbp_ids)), scope.rows(Wbp.facility_id))
    )
