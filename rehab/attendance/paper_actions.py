"""Part of this room's actions: a register that was kept on paper, typed back."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from rehab.access.scope import Scope
from rehab.attendance import queries
from rehab.attendance.actions import MarksRefused, Recorded, RegisterNotOpen
from rehab.attendance.letters import UnreadableEntry, read_entry
from rehab.attendance.marking import NewMark
from rehab.attendance.models import MARKS
from rehab.attendance.proposal_actions import record_or_ask
from rehab.attendance.registers import MarkNow
from rehab.attendance.states import Opening, opening
from rehab.programs import queries as programs


def record_sheet(
    *, scope: Scope, session_id: int, typed: Mapping[int, str], reasons: Sequence[str], absent_reason: str, at: datetime,
    correction: str, seen_mark_id: int,
) -> Recorded:  # fmt: skip
    """Record what was typed for each person of a printed register (letters.read_entry); whoever has nothing is left as it is.
    After the facility's window a second person is asked for it.

    `absent_reason` stands for everybody absent beside whom the paper gives no reason and none is recorded.
    Raises what `record_or_ask` raises, and MarksRefused where something typed cannot be read; then nothing is written.
    """
    session = programs.session(scope, session_id)
    # A register closes for a teacher in the same hour, whether it is tapped or typed back.
    source = "teacher" if scope.is_partner else "paper"
    state = opening(state=session.state, starts_at=session.starts_at, ends_at=session.ends_at, at=at, source=source)
    if state is not Opening.OPEN:
        raise RegisterNotOpen(state)
    stands = {row.wbp_id: row.mark for row in queries.roster(scope, session)}
    marks: list[NewMark] = []
    problems: dict[int, Any] = {}
    for wbp_id, text in typed.items():
        try:
            marks.append(_mark(wbp_id, text, reasons, absent_reason, stands.get(wbp_id)))
        except UnreadableEntry as unread:
            problems[wbp_id] = unread.message
    if problems:
        raise MarksRefused(problems)
    return record_or_ask(
        scope=scope, session_id=session_id, marks=marks, source="paper", at=at, correction=correction, seen_mark_id=seen_mark_id
    )


def _mark(wbp_id: int, text: str, reasons: Sequence[str], absent_reason: str, now: MarkNow | None) -> NewMark:
    entry = read_entry(text, reasons)
    if now is not None and now.status == entry.status:
        # Nothing typed beside the letter says nothing: what is recorded stays.
        return NewMark(wbp_id, entry.status, entry.reason or None, entry.note)
    reason = "" if MARKS[entry.status][0] else entry.reason or absent_reason
    return NewMark(wbp_id, entry.status, reason, entry.note or "")
