"""Reading the life of registers: finished, changes asked for, what was taken back."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, literal_column, select
from sqlalchemy.orm import aliased, contains_eager

from rehab.access.scope import Scope
from rehab.accounts.models import User
from rehab.attendance.counting_queries import inline
from rehab.attendance.life import Asked, AskedLine, Life, Save, Withdrawn
from rehab.attendance.models import Finish, Mark, MarkProposal, TakenBack
from rehab.attendance.states import window_closes_at
from rehab.extensions import db
from rehab.facilities.models import Facility
from rehab.facilities.queries import zones_of_facilities
from rehab.plumbing.paging import Page, paginate
from rehab.programs.models import Cohort, Session
from rehab.wbp.models import Wbp

# In the words of the partial index, for SQLite knows it by them.
_WAITS = MarkProposal.state == literal_column("'proposed'")


def life_of(scope: Scope, session: Session, at: datetime) -> Life:
    """Whether the register of a session already read within scope is finished, and whether its window is over; one query."""
    return lives_of(scope, [session], at)[session.id]


def lives_of(scope: Scope, sessions: Collection[Session], at: datetime) -> dict[int, Life]:
    """The same for several sessions already read within scope, by session; one query."""
    statement = select(Session.id, Session.ends_at).where(Session.id.in_(inline([each.id for each in sessions])))
    rows = db.session.execute(with_life(statement.order_by(Session.id)))
    return {session_id: life_in(columns, ends_at, at) for session_id, ends_at, *columns in rows}


def with_life(statement: Select[Any]) -> Select[Any]:
    """A statement over sessions, with the columns that `life_in` reads behind its own."""
    columns = (Facility.zone, Facility.correction_days, Finish.finished_at, Finish.finished_by, User.name, Finish.unrecorded)
    joined = statement.add_columns(*columns).join(Facility, Facility.id == Session.facility_id)
    return joined.outerjoin(Finish, Finish.session_id == Session.id).outerjoin(User, User.id == Finish.finished_by)


def life_in(columns: Sequence[Any], ends_at: datetime, at: datetime) -> Life:
    """The life of a register from the columns of `with_life` and the end of its session."""
    zone, days, finished, by_id, by_name, left = columns
    ends = window_closes_at(ends_at, days)
    return Life(zone, ends, at > ends, finished, by_id, by_name, left or 0)


def finished_at(scope: Scope, session_ids: Collection[int]) -> dict[int, datetime]:
    """When the registers of sessions already read within scope were finished; those that were not are left out."""
    statement = select(Finish.session_id, Finish.finished_at).where(Finish.session_id.in_(inline(session_ids)))
    return {row.session_id: row.finished_at for row in db.session.execute(statement.order_by(Finish.session_id))}


def with_past(scope: Scope, life: Life, session: Session) -> Life:
    """The same life with what the register's history tells: changes asked for, saves that stand, marks taken back."""
    asked = _asked().where(MarkProposal.session_id == session.id).order_by(MarkProposal.id.desc())
    return replace(
        life, asked=[Asked(*row) for row in db.session.execute(asked)], saves=_saves(session), withdrawn=_withdrawn(session)
    )


def _saves(session: Session) -> list[Save]:
    first = func.min(Mark.id)
    columns = (first, Mark.marked_by, User.name, Mark.marked_at, func.count(), func.sum(case((Mark.present, 1), else_=0)))
    statement = (
        select(*columns)
        .outerjoin(User, User.id == Mark.marked_by)
        .where(Mark.session_id == session.id, Mark.is_current, Mark.replaces_id.is_(None))
        .group_by(Mark.marked_by, User.name, Mark.marked_at)
        .order_by(first.desc())
    )
    return [Save(*row) for row in db.session.execute(statement)]


def _withdrawn(session: Session) -> list[Withdrawn]:
    statement = (
        select(Mark.wbp_id, Mark.status, TakenBack.taken_by, User.name, TakenBack.taken_at)
        .join(Mark, Mark.id == TakenBack.mark_id)
        .outerjoin(User, User.id == TakenBack.taken_by)
        .where(TakenBack.session_id == session.id)
        .order_by(TakenBack.id.desc())
    )
    return [Withdrawn(*row) for row in db.session.execute(statement)]


def marks_of_save(scope: Scope, session_id: int, mark_id: int) -> list[Mark]:
    """The marks of the save that a mark of a session already read within scope belongs to, as far as they still stand.

    A save is what one person wrote first, at one instant; corrections of it, and corrections in it, are not among them.
    """
    named = aliased(Mark)
    same = and_(
        named.id == mark_id, named.session_id == session_id, Mark.marked_at == named.marked_at,
        Mark.marked_by.is_not_distinct_from(named.marked_by),
    )  # fmt: skip
    statement = select(Mark).join(named, same).where(
        Mark.session_id == session_id, Mark.is_current, Mark.replaces_id.is_(None)
    )  # fmt: skip
    return list(db.session.scalars(statement.order_by(Mark.id)))


def _asked() -> Select[Any]:
    """Columns of life.Asked."""
    proposer, decider, before, each = aliased(User), aliased(User), aliased(Mark), MarkProposal
    return (
        select(
            each.id, each.session_id, each.wbp_id, Wbp.name, Wbp.register_no, before.status, each.status, each.reason, each.note,
            each.why, each.proposed_by, proposer.name, each.proposed_at, each.state, each.decided_note, decider.name,
            each.decided_at,
        )
        .join(Wbp, Wbp.id == MarkProposal.wbp_id)
        .join(proposer, proposer.id == MarkProposal.proposed_by)
        .outerjoin(before, before.id == MarkProposal.seen_mark_id)
        .outerjoin(decider, decider.id == MarkProposal.decided_by)
    )  # fmt: skip


def _open(scope: Scope, mine: bool) -> ColumnElement[bool]:
    asker = MarkProposal.proposed_by == scope.user_id if mine else MarkProposal.proposed_by.is_distinct_from(scope.user_id)
    return and_(_WAITS, scope.rows(MarkProposal.facility_id), asker)


def count_proposals(scope: Scope, *, mine: bool = False) -> int:
    """How many changes wait for this person's decision; `mine`: which this person asked for, and others decide."""
    return db.session.scalar(select(func.count()).select_from(MarkProposal).where(_open(scope, mine))) or 0


def open_of_people(scope: Scope, session_id: int, wbp_ids: Collection[int]) -> set[int]:
    """Those of some people for whom a change in a session already read within scope waits."""
    statement = select(MarkProposal.wbp_id).where(_WAITS, MarkProposal.session_id == session_id)
    return set(db.session.scalars(statement.where(MarkProposal.wbp_id.in_(inline(wbp_ids))).order_by(MarkProposal.id)))


def open_proposals(scope: Scope, ids: Collection[int]) -> list[MarkProposal]:
    """Those of some changes within scope that still wait, by session."""
    statement = select(MarkProposal).where(_WAITS, scope.rows(MarkProposal.facility_id))
    return list(
        db.session.scalars(statement.where(MarkProposal.id.in_(inline(ids))).order_by(MarkProposal.session_id, MarkProposal.id))
    )


def list_proposals(scope: Scope, *, mine: bool = False, page: int = 1) -> Page[AskedLine]:
    """One page of the changes that wait for this person (`mine`: that this person asked for), oldest first."""
    found = paginate(_asked().where(_open(scope, mine)).order_by(MarkProposal.id), page, scalars=False)
    rows = [Asked(*row) for row in found.items]
    sessions = _sessions(sorted({each.session_id for each in rows}))
    zones = zones_of_facilities(scope, {each.facility_id for each in sessions.values()})
    lines = [AskedLine(each, sessions[each.session_id], zones[sessions[each.session_id].facility_id]) for each in rows]
    return Page(items=lines, number=found.number, per_page=found.per_page, total=found.total)


def _sessions(ids: Sequence[int]) -> dict[int, Session]:
    statement = select(Session).join(Session.cohort).join(Cohort.programme).where(Session.id.in_(inline(ids)))
    statement = statement.options(contains_eager(Session.cohort).contains_eager(Cohort.programme)).order_by(Session.id)
    return {each.id: each for each in db.session.scalars(statement)}
