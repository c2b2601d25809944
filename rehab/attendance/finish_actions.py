"""Declaring a register finished (Selesai), and taking back what was first marked (Urungkan) while it is not."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from flask_babel import lazy_gettext as _l
from sqlalchemy import update

from rehab.access.scope import Scope
from rehab.attendance import life_queries, queries
from rehab.attendance.actions import RegisterNotOpen
from rehab.attendance.models import Finish, Mark, TakenBack
from rehab.attendance.registers import RegisterRow
from rehab.attendance.states import REGISTER_MOVES, Opening, may_move, opening
from rehab.audit.actions import write_entry
from rehab.extensions import db
from rehab.plumbing.bulk import insert_rows
from rehab.plumbing.errors import NotFound, Refusal, StaleVersion


class FinishRefused(Refusal):
    """The register was not declared finished."""


class NothingRecorded(FinishRefused):
    message = _l("Belum ada yang dicatat. Catat kehadiran dulu; bila sesi tidak berlangsung, batalkan sesinya.")


class StillUnrecorded(FinishRefused):
    """People are unrecorded whom the one who finishes was not shown."""

    message = _l("Masih ada orang yang belum dicatat. Periksa nama di bawah ini.")

    def __init__(self, people: list[RegisterRow]) -> None:
        super().__init__()
        self.people = people


class NothingToTakeBack(StaleVersion):
    """The marks of that save no longer stand, or the register moved on; nothing was taken back."""

    message = _l("Pencatatan ini tidak dapat diurungkan lagi. Muat ulang daftar hadir, lalu ubah kehadirannya dengan alasan.")


@dataclass(frozen=True, slots=True)
class Finished:
    """A register that is finished: how many people it leaves unrecorded; `before`: it was finished already."""

    unrecorded: int
    before: bool


def finish_register(*, scope: Scope, session_id: int, source: str, known: Collection[int], at: datetime) -> Finished:
    """Declare the register of a session finished, for good; finishing it again changes nothing.

    `known` are the people the one who finishes was told are unrecorded. They stay unrecorded: nobody becomes absent by it.
    Raises NotFound, RegisterNotOpen, NothingRecorded, StillUnrecorded; then nothing is written.
    """
    session, life = queries.register_to_write(scope, session_id, at)
    if life.finished:
        return Finished(life.left_unrecorded, True)
    state = opening(state=session.state, starts_at=session.starts_at, ends_at=session.ends_at, at=at, source=source)
    if state is not Opening.OPEN:
        raise RegisterNotOpen(state)
    if not may_move(REGISTER_MOVES, scope, "draft", "finished"):
        raise NotFound()
    rows = queries.roster(scope, session)
    if not any(row.mark for row in rows):
        raise NothingRecorded()
    left = [row for row in rows if row.counted and row.mark is None]
    if {row.wbp_id for row in left} - set(known):
        raise StillUnrecorded(left)
    place = {"facility_id": session.facility_id, "session_id": session.id}
    db.session.add(Finish(**place, unrecorded=len(left), finished_by=scope.user_id, finished_at=at))
    write_entry(
        scope=scope, action="attendance.finish", subject="session", subject_id=session.id, at=at,
        facility_id=session.facility_id, details={"source": source, "unrecorded": [row.wbp_id for row in left]},
    )  # fmt: skip
    return Finished(len(left), False)


def take_back_marks(*, scope: Scope, session_id: int, mark_id: int, source: str, at: datetime) -> int:
    """Take back what one save first marked and still stands, so that these people are unrecorded again; returns how many.

    `mark_id` names the save (life.Save). Only while the register is a draft and its window open: a finished register, or an
    older one, is changed with a reason. A teacher takes back own saves alone. What was taken back is kept and shown.
    Raises NotFound, RegisterNotOpen, NothingToTakeBack; then nothing is written.
    """
    session, life = queries.register_to_write(scope, session_id, at)
    state = opening(state=session.state, starts_at=session.starts_at, ends_at=session.ends_at, at=at, source=source)
    if state is not Opening.OPEN:
        raise RegisterNotOpen(state)
    marks = life_queries.marks_of_save(scope, session_id, mark_id)
    mine = source != "teacher" or all(each.marked_by == scope.user_id for each in marks)
    if life.finished or life.late or not marks or not mine:
        raise NothingToTakeBack()
    db.session.execute(update(Mark).where(Mark.id.in_([each.id for each in marks])).values(is_current=False))
    taken = {"facility_id": session.facility_id, "session_id": session.id, "taken_by": scope.user_id, "taken_at": at}
    insert_rows(TakenBack, [taken | {"mark_id": each.id} for each in marks])
    write_entry(
        scope=scope, action="attendance.take_back", subject="session", subject_id=session.id, at=at,
        facility_id=session.facility_id, details={"source": source, "marks": {str(each.wbp_id): each.status for each in marks}},
    )  # fmt: skip
    return len(marks)
