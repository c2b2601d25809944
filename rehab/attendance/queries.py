"""Reading who came: registers, a class's attendance, and what of it counts for remisi."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, false, func, literal_column, or_, select
from sqlalchemy.orm import aliased, contains_eager

from rehab.access.permissions import Role
from rehab.access.scope import Scope
from rehab.accounts.models import User
from rehab.attendance import life_queries
from rehab.attendance import registers as shapes
from rehab.attendance.counting_queries import (
    POINTS,
    STAY,
    attendance_by_person,
    attendance_of,
    class_attendance,
    inline,
    late,
    marks_of_class,
    participation,
    placed,
    shares_in_classes,
    stays_on,
    totals_by_cohort,
    without_register,
)
from rehab.attendance.life import Life
from rehab.attendance.models import Mark
from rehab.attendance.registers import Clash, MarkNow, Register, RegisterRow, SessionLine, Tally, place_of
from rehab.attendance.states import joined_late, opening, opens_at, standing
from rehab.enrolment.models import Enrolment
from rehab.enrolment.queries import paused_on, took_part_on
from rehab.extensions import db
from rehab.facilities.queries import zones_of_facilities
from rehab.plumbing.errors import NotFound
from rehab.plumbing.paging import Page, paginate
from rehab.programs import queries as programs
from rehab.programs.models import Cohort, Programme, Session
from rehab.wbp.models import Absence, Placement, Wbp


def _touches(starts_at: Any, ends_at: Any) -> tuple[ColumnElement[bool], ...]:
    return (Absence.starts_at < ends_at, or_(Absence.ends_at.is_(None), Absence.ends_at > starts_at))


def session_to_write(scope: Scope, session_id: int) -> Session:
    """One session within scope as it is now, held until the transaction ends; NotFound out of scope."""
    found = sessions_to_write(scope, [session_id])
    if session_id not in found:
        raise NotFound()
    return found[session_id]


def register_to_write(scope: Scope, session_id: int, at: datetime) -> tuple[Session, Life]:
    """One session as `session_to_write` gives it with the life of its register; one query. NotFound out of scope."""
    found = db.session.execute(life_queries.with_life(_held(scope, [session_id]))).first()
    if found is None:
        raise NotFound()
    session: Session = found[0]
    return session, life_queries.life_in(found[1:], session.ends_at, at)


def sessions_to_write(scope: Scope, session_ids: Collection[int]) -> dict[int, Session]:
    """Those of some sessions that lie within scope, each held so that registers of one session are written one by one."""
    return {each.id: each for each in db.session.scalars(_held(scope, session_ids))}


def _held(scope: Scope, session_ids: Collection[int]) -> Select[Any]:
    statement = select(Session).join(Session.cohort).where(Session.id.in_(inline(session_ids)))
    # A dinas follows its programmes, but registers are not theirs.
    mine = false() if scope.role is Role.DINAS else programs.reachable_sessions(scope)
    statement = statement.where(mine).order_by(Session.id)
    return statement.with_for_update(of=Session).execution_options(populate_existing=True)


def roster(scope: Scope, session: Session) -> list[RegisterRow]:
    """Everybody who is or was on the list of a session already read within scope, by name, with the marks that stand."""
    return rosters(scope, [session]).get(session.id, [])


def rosters(scope: Scope, sessions: Sequence[Session], wbp_ids: Collection[int] | None = None) -> dict[int, list[RegisterRow]]:
    """The rosters of sessions already read within scope, or of these people in them; sessions without anybody are left out.

    One query, whatever the size. `official` says that court, a visit, isolation, hospital or a transfer falls into it.
    """
    stay = select(func.max(STAY.id)).where(*stays_on(Session.held_on, Session.facility_id))
    stay = stay.correlate(Enrolment, Session).scalar_subquery()
    official = exists().where(Absence.wbp_id == Wbp.id, *_touches(Session.starts_at, Session.ends_at)).correlate(Wbp, Session)
    marked = and_(Mark.session_id == Session.id, Mark.wbp_id == Wbp.id, Mark.is_current)
    statement = (
        select(*_ENROLLED, Wbp.name, Wbp.register_no, Placement.id, Placement.block, Placement.cell, *_MARKED)
        .add_columns(paused_on(Session.held_on), official)
        .select_from(Session)
        .join(Enrolment, Enrolment.cohort_id == Session.cohort_id)
        .join(Wbp, Wbp.id == Enrolment.wbp_id)
        .outerjoin(Placement, Placement.id == stay)
        .outerjoin(Mark, marked)
        .where(Session.id.in_(inline(each.id for each in sessions)))
        .order_by(Session.id, Wbp.name, Wbp.id, Enrolment.id)
    )
    if wbp_ids is not None:
        statement = statement.where(Enrolment.wbp_id.in_(inline(wbp_ids)))
    known = {each.id: each for each in sessions}
    found: dict[int, list[RegisterRow]] = defaultdict(list)
    for session_id, *row in db.session.execute(statement):
        found[session_id].append(_row(known[session_id], row))
    return {session_id: shapes.one_row_each(rows) for session_id, rows in found.items()}


_ENROLLED = (
    Session.id, Enrolment.wbp_id, Enrolment.state, Enrolment.starts_on, Enrolment.ends_on, Enrolment.created_at,
)  # fmt: skip
_MARKED = (
    Mark.id, Mark.status, Mark.present, Mark.excused, Mark.minutes, Mark.took_part, Mark.reason, Mark.note, Mark.source,
)  # fmt: skip


def _row(session: Session, row: Sequence[Any]) -> RegisterRow:
    wbp_id, state, starts_on, ends_on, created_at, name, number, stay_id, block, cell, *mark, paused, official = row
    late = joined_late(
        starts_on=starts_on, created_at=created_at, held_on=session.held_on,
        starts_time=session.starts_time, starts_at=session.starts_at,
    )  # fmt: skip
    where = standing(
        state=state, starts_on=starts_on, ends_on=ends_on, held_on=session.held_on,
        paused=bool(paused), placed=stay_id is not None, late=late,
    )  # fmt: skip
    now = MarkNow(*mark) if mark[0] is not None else None
    return RegisterRow(wbp_id, name, number, place_of(block, cell), where, now, official=bool(official))


def register(scope: Scope, session_id: int, at: datetime, source: str = "officer") -> Register:
    """The register of a session: everybody on it, what clashes, its life, what was corrected. NotFound out of scope.

    `at` says whether it is open; `source` "teacher" closes it a day after the session.
    """
    session = programs.session(scope, session_id)
    life = life_queries.life_of(scope, session, at)
    rows = roster(scope, session)
    clashes = _clashes(session, [row.wbp_id for row in rows if row.counted])
    rows = [shapes.with_clashes(row, clashes.get(row.wbp_id, ())) for row in rows]
    marked = any(row.mark for row in rows)
    return Register(
        session=session, zone=life.zone, rows=rows, opens_at=opens_at(session.starts_at),
        opening=opening(state=session.state, starts_at=session.starts_at, ends_at=session.ends_at, at=at, source=source),
        life=life_queries.with_past(scope, life, session) if session.state == "held" or life.late else life,
        corrections=_corrections(session) if marked else [],
    )  # fmt: skip


def registers(scope: Scope, sessions: Sequence[Session], at: datetime) -> list[Register]:
    """The registers of sessions already read within scope as they are printed: who is on them, nothing of clashes or corrections.

    In the order of the sessions; two queries, whatever their number.
    """
    lives = life_queries.lives_of(scope, sessions, at)
    rows = rosters(scope, sessions)
    return [
        Register(
            session=each, zone=lives[each.id].zone, rows=rows.get(each.id, []), opens_at=opens_at(each.starts_at),
            opening=opening(state=each.state, starts_at=each.starts_at, ends_at=each.ends_at, at=at), life=lives[each.id],
        )
        for each in sessions
    ]  # fmt: skip


def _clashes(session: Session, wbp_ids: Sequence[int]) -> dict[int, tuple[Clash, ...]]:
    """What else stands at the time of a session: absences, and other classes in which the person counts."""
    away = select(Absence.wbp_id, Absence.kind, Absence.starts_at, Absence.ends_at).where(
        Absence.wbp_id.in_(inline(wbp_ids)), *_touches(session.starts_at, session.ends_at)
    )
    classes = (
        select(Enrolment.wbp_id, Session.starts_at, Session.ends_at, Programme.name, Cohort.name)
        .join(Session, Session.cohort_id == Enrolment.cohort_id)
        .join(Cohort, Cohort.id == Session.cohort_id)
        .join(Programme, Programme.id == Cohort.programme_id)
        .where(
            Enrolment.wbp_id.in_(inline(wbp_ids)), Session.cohort_id != session.cohort_id, Session.state != "cancelled",
            Session.held_on == session.held_on, Session.starts_at < session.ends_at, Session.ends_at > session.starts_at,
            took_part_on(session.held_on), ~paused_on(session.held_on),
        )
    )  # fmt: skip
    found: dict[int, list[Clash]] = defaultdict(list)
    for row in db.session.execute(away.order_by(Absence.starts_at, Absence.id)):
        found[row.wbp_id].append(Clash(row.kind, row.starts_at, row.ends_at))
    for wbp_id, starts_at, ends_at, programme, cohort in db.session.execute(classes.order_by(Session.starts_at, Session.id)):
        found[wbp_id].append(Clash("kelas", starts_at, ends_at, f"{programme}, {cohort}"))
    return {wbp_id: tuple(sorted(each, key=lambda clash: clash.starts_at)) for wbp_id, each in found.items()}


def _corrections(session: Session) -> list[shapes.Correction]:
    old = aliased(Mark)
    statement = (
        select(Mark.wbp_id, old.status, Mark.status, Mark.correction, Mark.marked_by, User.name, Mark.marked_at)
        .outerjoin(old, old.id == Mark.replaces_id)
        .outerjoin(User, User.id == Mark.marked_by)
        # In the words of the partial index, for SQLite knows it by them.
        .where(Mark.session_id == session.id, Mark.correction != literal_column("''"))
        .order_by(Mark.id.desc())
    )
    return [shapes.Correction(*row) for row in db.session.execute(statement)]


def list_day(scope: Scope, on: date) -> list[SessionLine]:
    """The sessions of a day in time order with their tallies; a day of one scope is short."""
    return with_tallies(scope, programs.list_sessions(scope, on=on))


def list_missing(scope: Scope, before_on: date, *, programme_id: int | None = None, page: int = 1) -> Page[SessionLine]:
    """One page of the sessions of days before `before_on` that were neither recorded nor cancelled, newest first."""
    statement = _missing(scope, before_on).options(contains_eager(Session.cohort).contains_eager(Cohort.programme))
    if programme_id is not None:
        statement = statement.where(Cohort.programme_id == programme_id)
    found = paginate(statement.order_by(Session.starts_at.desc(), Session.id.desc()), page)
    lines = with_tallies(scope, found.items)
    return Page(items=lines, number=found.number, per_page=found.per_page, total=found.total)


def count_missing(scope: Scope, before_on: date) -> int:
    """How many sessions of days before `before_on` have no register."""
    return db.session.scalar(select(func.count()).select_from(_missing(scope, before_on).subquery())) or 0


def _missing(scope: Scope, before_on: date) -> Select[tuple[Session]]:
    statement = select(Session).join(Session.cohort).join(Cohort.programme).where(programs.reachable_sessions(scope))
    return statement.where(without_register(), Session.held_on < before_on)


def with_tallies(scope: Scope, sessions: Sequence[Session]) -> list[SessionLine]:
    """Sessions already read within scope, each with its tally and zone, in the same order; two queries."""
    zones = zones_of_facilities(scope, {each.facility_id for each in sessions})
    tallies = _tallies([each.id for each in sessions])
    return [SessionLine(each, tallies.get(each.id, Tally()), zones[each.facility_id]) for each in sessions]


def _tallies(session_ids: Sequence[int]) -> dict[int, Tally]:
    counts = and_(took_part_on(Session.held_on), ~paused_on(Session.held_on), placed())
    statement = (
        select(*POINTS, Mark.present)
        .join(Enrolment, Enrolment.cohort_id == Session.cohort_id)
        .outerjoin(Mark, and_(Mark.session_id == Session.id, Mark.wbp_id == Enrolment.wbp_id, Mark.is_current))
        .where(Session.id.in_(inline(session_ids)), or_(counts, Mark.id.is_not(None)))
    )
    people: dict[int, dict[int, bool | None]] = defaultdict(dict)
    for row in db.session.execute(statement):
        if row.present is not None or not late(row):
            people[row.session_id][row.wbp_id] = row.present
    return {session_id: shapes.tally_of(marks.values()) for session_id, marks in people.items()}


__all__ = [
    "attendance_by_person", "attendance_of", "class_attendance", "count_missing", "list_day", "list_missing", "marks_of_class",
    "participation", "register", "registers", "roster", "shares_in_classes", "totals_by_cohort", "with_tallies",
]  # fmt: skip
