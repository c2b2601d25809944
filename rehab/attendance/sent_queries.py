"""Reading what devices sent: what was kept before, and what waits for an officer."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import select

from rehab.access.scope import Scope
from rehab.attendance.counting_queries import inline
from rehab.attendance.models import Mark, SentMark
from rehab.attendance.registers import MarkNow
from rehab.extensions import db


def kept_before(scope: Scope, keys: Collection[str]) -> dict[str, Any]:
    """Taps of this person that were answered already, by key: rows of (key, body_hash, state, cause, mark_id)."""
    columns = (SentMark.key, SentMark.body_hash, SentMark.state, SentMark.cause, SentMark.mark_id)
    statement = select(*columns).where(SentMark.user_id == scope.user_id, SentMark.key.in_(sorted(set(keys))))
    return {row.key: row for row in db.session.execute(statement.order_by(SentMark.id))}


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
