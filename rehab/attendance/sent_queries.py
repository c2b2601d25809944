"""Reading what devices sent: what was kept before, and what waits for an officer."""

from collections import defaultdict
from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import aliased, contains_eager

from rehab.access.scope import Scope
from rehab.accounts.models import User
from rehab.attendance.arrival import Arrival, WaitingSession, WaitingTap
from rehab.attendance.counting_queries import inline
from rehab.attendance.models import UNDECIDED, Mark, SentMark
from rehab.attendance.registers import MarkNow
from rehab.extensions import db
from rehab.facilities.queries import zones_of_facilities
from rehab.plumbing.paging import Page, paginate
from rehab.programs.models import Cohort, Session
from rehab.wbp.models import BY_NAME, Wbp

SESSIONS_A_PAGE = 5


def kept_before(scope: Scope, keys: Collection[str]) -> dict[str, tuple[str, Arrival]]:
    """Taps of this person that were answered already: key → the hash of what was sent, and the answer."""
    columns = (SentMark.key, SentMark.body_hash, SentMark.state, SentMark.cause, SentMark.mark_id)
    statement = select(*columns).where(SentMark.user_id == scope.user_id, SentMark.key.in_(sorted(set(keys))))
    found = db.session.execute(statement.order_by(SentMark.id))
    # The mark an officer made of a tap that waited is no part of its answer.
    return {key: (body, Arrival(state, cause, mark if state == "stored" else None)) for key, body, state, cause, mark in found}


def taps_of_device(scope: Scope, device: str, session_ids: Collection[int]) -> list[Any]:
    """What one device of this person has sent of some sessions that was not refused, oldest first.

    Rows of (id, session_id, wbp_id, counter, state, cause, mark_id, decision).
    """
    columns = (
        SentMark.id, SentMark.session_id, SentMark.wbp_id, SentMark.counter, SentMark.state, SentMark.cause, SentMark.mark_id,
        SentMark.decision,
    )  # fmt: skip
    mine = (SentMark.user_id == scope.user_id, SentMark.device == device)
    statement = select(*columns).where(*mine, SentMark.session_id.in_(inline(session_ids)), SentMark.state != "refused")
    return list(db.session.execute(statement.order_by(SentMark.id)))


def counters_taken(scope: Scope, device: str, counters: Collection[int]) -> set[int]:
    """Which of these numbers one device of this person has used already."""
    mine = (SentMark.user_id == scope.user_id, SentMark.device == device)
    statement = select(SentMark.counter).where(*mine, SentMark.counter.in_(inline(counters)))
    return {each for each in db.session.scalars(statement.order_by(SentMark.id)) if each is not None}


def standing_marks(scope: Scope, session_ids: Collection[int], wbp_ids: Collection[int]) -> dict[tuple[int, int], MarkNow]:
    """The marks that stand of some people in sessions already read within scope, by (session, person)."""
    columns = (
        Mark.id, Mark.status, Mark.present, Mark.excused, Mark.minutes, Mark.took_part, Mark.reason, Mark.note, Mark.source,
    )  # fmt: skip
    statement = select(Mark.session_id, Mark.wbp_id, *columns).where(
        Mark.session_id.in_(inline(session_ids)), Mark.wbp_id.in_(inline(wbp_ids)), Mark.is_current
    )
    return {(row[0], row[1]): MarkNow(*row[2:]) for row in db.session.execute(statement.order_by(Mark.id))}


def _undecided(scope: Scope) -> ColumnElement[bool]:
    # In the words of the partial index, for SQLite knows it by them.
    return and_(UNDECIDED["sqlite_where"], scope.rows(SentMark.facility_id))


def count_waiting(scope: Scope, session_id: int | None = None) -> int:
    """How many taps wait for an officer, of one session or of all within scope."""
    statement = select(func.count()).select_from(SentMark).where(_undecided(scope))
    if session_id is not None:
        statement = statement.where(SentMark.session_id == session_id)
    return db.session.scalar(statement) or 0


def undecided(scope: Scope, session_id: int, ids: Collection[int]) -> list[SentMark]:
    """Those of some taps of a session that still wait, oldest first."""
    statement = select(SentMark).where(_undecided(scope), SentMark.session_id == session_id, SentMark.id.in_(inline(ids)))
    return list(db.session.scalars(statement.order_by(SentMark.id)))


def list_waiting(scope: Scope, *, session_id: int | None = None, page: int = 1) -> Page[WaitingSession]:
    """One page of the sessions of which taps wait, newest first, each with its taps; or the one session asked for."""
    waiting = select(SentMark.session_id).where(_undecided(scope))
    statement = select(Session).join(Session.cohort).join(Cohort.programme).where(Session.id.in_(waiting))
    if session_id is not None:
        statement = statement.where(Session.id == session_id)
    eager = contains_eager(Session.cohort).contains_eager(Cohort.programme)
    ordered = statement.options(eager).order_by(Session.starts_at.desc(), Session.id.desc())
    found = paginate(ordered, page, SESSIONS_A_PAGE)
    taps = _waiting_taps(scope, [each.id for each in found.items])
    zones = zones_of_facilities(scope, {each.facility_id for each in found.items})
    items = [WaitingSession(each, zones[each.facility_id], taps.get(each.id, [])) for each in found.items]
    return Page(items=items, number=found.number, per_page=found.per_page, total=found.total)


def _waiting_taps(scope: Scope, session_ids: Collection[int]) -> dict[int, list[WaitingTap]]:
    teacher, writer = aliased(User), aliased(User)
    stands = and_(Mark.session_id == SentMark.session_id, Mark.wbp_id == SentMark.wbp_id, Mark.is_current)
    statement = (
        select(
            SentMark.session_id, SentMark.id, SentMark.wbp_id, Wbp.name, Wbp.register_no, SentMark.status, SentMark.reason,
            SentMark.note, SentMark.cause, teacher.name, SentMark.device, SentMark.made_at, SentMark.arrived_at, Mark.id,
            Mark.status, writer.name, Mark.marked_at,
        )
        .join(Wbp, Wbp.id == SentMark.wbp_id)
        .join(teacher, teacher.id == SentMark.user_id)
        .outerjoin(Mark, stands)
        .outerjoin(writer, writer.id == Mark.marked_by)
        .where(_undecided(scope), SentMark.session_id.in_(inline(session_ids)))
        .order_by(SentMark.session_id, *BY_NAME, SentMark.id)
    )  # fmt: skip
    found: dict[int, list[WaitingTap]] = defaultdict(list)
    for session_id, *row in db.session.execute(statement):
        found[session_id].append(WaitingTap(*row))
    return found
