"""Recording who came, and correcting it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from rehab.access.scope import Scope
from rehab.attendance import queries
from rehab.attendance.labels import mark_label
from rehab.attendance.life import Life
from rehab.attendance.marking import LONGEST_REASON, PROBLEMS, NewMark, columns_of, problem_of, settled, stands
from rehab.attendance.models import Mark
from rehab.attendance.registers import MarkNow, RegisterRow
from rehab.attendance.states import Opening, opening, two_people
from rehab.audit.actions import write_entry
from rehab.extensions import db
from rehab.plumbing.bulk import insert_rows
from rehab.plumbing.errors import Refusal, StaleVersion
from rehab.programs import actions as programs


@dataclass(frozen=True, slots=True)
class Recorded:
    """What a save did: marks new, corrected, already so, and asked of a second person; and how many are still unrecorded."""

    recorded: int
    corrected: int
    unchanged: int
    unrecorded: int
    asked: int = 0


class RegisterNotOpen(Refusal):
    """The session was cancelled, has not begun, or closed for teachers a day ago."""

    MESSAGES = {
        Opening.CANCELLED: _l("Sesi ini dibatalkan, jadi kehadirannya tidak dicatat."),
        Opening.EARLY: _l("Sesi ini belum dimulai. Daftar hadir dibuka 15 menit sebelum jam mulai."),
        Opening.CLOSED: _l("Daftar hadir ini sudah ditutup untuk pengajar. Minta petugas pembinaan mencatatnya."),
    }

    def __init__(self, state: Opening) -> None:
        super().__init__(self.MESSAGES[state])


class MarksRefused(Refusal):
    """Some marks cannot be taken; nothing was. `problems`: person → sentence."""

    message = _l("Daftar hadir belum tersimpan. Perbaiki baris yang ditandai, lalu simpan lagi.")

    def __init__(self, problems: dict[int, Any]) -> None:
        super().__init__()
        self.problems = problems


class CorrectionNeedsReason(MarksRefused):
    """A recorded mark would change and nobody says why."""

    message = _l("Kehadiran yang sudah tercatat hanya dapat diubah dengan alasan. Isi alasan perubahan, lalu simpan lagi.")


class RecordedMeanwhile(StaleVersion):
    """Somebody else recorded one of these people since the register was opened; nothing was written."""

    message = _l("Orang lain sudah mencatat daftar ini sejak Anda membukanya. Muat ulang, periksa, lalu ulangi.")


class SecondPersonNeeded(MarksRefused):
    """The facility's window is over: one person alone changes nothing, and writes no first mark either."""

    message = _l(
        "Masa perubahan daftar hadir ini sudah lewat. Ajukan perubahannya; perubahan berlaku setelah petugas lain menyetujui."
    )


class FinishedNeedsReason(CorrectionNeedsReason):
    """The register was declared finished, and nobody says why it changes."""

    message = _l("Daftar hadir ini sudah selesai. Isi alasan perubahan, lalu simpan lagi.")


@dataclass(frozen=True)
class Change:
    """What marks would change in a register, found good: `changed` by person; `corrected`: the marks that some of it replaces."""

    session: Any
    life: Life
    rows: dict[int, RegisterRow]
    wanted: dict[int, NewMark]
    changed: dict[int, NewMark]

    @property
    def corrected(self) -> dict[int, MarkNow]:
        return {wbp_id: now for wbp_id in self.changed if (now := _mark(self.rows, wbp_id))}


def change_of(
    *, scope: Scope, session_id: int, marks: Sequence[NewMark], source: str, at: datetime, fill_present: bool = False,
    seen_mark_id: int | None = None,
) -> Change:  # fmt: skip
    """What marks would change, with the session held until the transaction ends; writes nothing.

    Raises NotFound, RegisterNotOpen, MarksRefused, RecordedMeanwhile, as record_attendance says.
    """
    session, life = queries.register_to_write(scope, session_id, at)
    state = opening(state=session.state, starts_at=session.starts_at, ends_at=session.ends_at, at=at, source=source)
    if state is not Opening.OPEN:
        raise RegisterNotOpen(state)
    rows = {row.wbp_id: row for row in queries.roster(scope, session)}
    wanted = _wanted(marks, rows, fill_present)
    changed = {wbp_id: each for wbp_id, each in wanted.items() if not stands(each, rows.get(wbp_id))}
    _check(changed, rows, source)
    _check_seen(changed, rows, seen_mark_id)
    return Change(session, life, rows, wanted, changed)


def record_attendance(
    *, scope: Scope, session_id: int, marks: Sequence[NewMark], source: str, at: datetime, fill_present: bool = False,
    correction: str = "", seen_mark_id: int | None = None, asked_by: Collection[int | None] = (),
) -> Recorded:  # fmt: skip
    """Record marks of a session once, correct those that differ, and make the session held.

    `source` is officer, teacher, paper or import. `fill_present` gives "hadir" to everybody counted whom neither `marks`
    nor the register records. Whoever is not named stays unrecorded. The same marks sent again change nothing. A mark that
    differs from the one that stands is a correction: a new row naming the old, with `correction` as its reason; once the
    register is finished a first mark takes a reason too. After the facility's window a change must be the deed of two
    people: `asked_by` names the users who asked for it, none of whom may be the one who writes.
    `seen_mark_id` is the newest mark the writer saw (None: whatever stands); a newer one that differs is never overwritten.
    Raises NotFound, RegisterNotOpen, MarksRefused, SecondPersonNeeded, CorrectionNeedsReason, RecordedMeanwhile; then
    nothing is written.
    """
    change = change_of(
        scope=scope,
        session_id=session_id,
        marks=marks,
        source=source,
        at=at,
        fill_present=fill_present,
        seen_mark_id=seen_mark_id,
    )
    changed, corrected, correction = change.changed, change.corrected, correction.strip()[:LONGEST_REASON]
    _check_life(scope, change, correction, asked_by)
    if changed:
        _write(scope, change, correction, source, at)
    left = sum(1 for row in change.rows.values() if row.counted and row.mark is None and row.wbp_id not in changed)
    return Recorded(len(changed) - len(corrected), len(corrected), len(change.wanted) - len(changed), left)


def _check_life(scope: Scope, change: Change, correction: str, asked_by: Collection[int | None]) -> None:
    if change.changed and change.life.late and not two_people(asked_by, scope.user_id):
        raise SecondPersonNeeded({wbp_id: _l("Perubahan ini perlu diajukan.") for wbp_id in change.changed})
    if correction:
        return
    if change.life.finished and change.changed:
        raise FinishedNeedsReason({wbp_id: _l("Daftar ini sudah selesai.") for wbp_id in change.changed})
    if change.corrected:
        raise CorrectionNeedsReason({wbp_id: _l("Kehadiran ini sudah tercatat.") for wbp_id in change.corrected})


def _write(scope: Scope, change: Change, correction: str, source: str, at: datetime) -> None:
    session, corrected = change.session, change.corrected
    common = {
        "facility_id": session.facility_id, "session_id": session.id, "held_on": session.held_on, "source": source,
        "is_current": True, "marked_by": scope.user_id, "marked_at": at,
    }  # fmt: skip
    reasoned = change.life.finished or change.life.late
    fresh = [common | columns_of(each, change.rows[each.wbp_id], correction, reasoned) for each in change.changed.values()]
    _replace(fresh, corrected)
    programs.mark_session_held(session=session)
    write_entry(
        scope=scope, action="attendance.record", subject="session", subject_id=session.id, at=at,
        facility_id=session.facility_id, details=_details(change, source, correction if corrected or reasoned else ""),
    )  # fmt: skip


def _wanted(marks: Sequence[NewMark], rows: dict[int, RegisterRow], fill_present: bool) -> dict[int, NewMark]:
    wanted = {each.wbp_id: settled(each, rows.get(each.wbp_id)) for each in marks}
    if fill_present:
        empty = (row.wbp_id for row in rows.values() if row.counted and row.mark is None)
        wanted |= {wbp_id: NewMark(wbp_id, "hadir") for wbp_id in empty if wbp_id not in wanted}
    return wanted


def _mark(rows: dict[int, RegisterRow], wbp_id: int) -> MarkNow | None:
    return rows[wbp_id].mark if wbp_id in rows else None


def _check(changed: dict[int, NewMark], rows: dict[int, RegisterRow], source: str) -> None:
    problems = {wbp_id: problem_of(each, rows.get(wbp_id), source) for wbp_id, each in changed.items()}
    if found := {wbp_id: PROBLEMS[problem] for wbp_id, problem in problems.items() if problem}:
        raise MarksRefused(found)


def _check_seen(changed: dict[int, NewMark], rows: dict[int, RegisterRow], seen_mark_id: int | None) -> None:
    if seen_mark_id is None:
        return
    newer = {wbp_id: now for wbp_id in changed if (now := _mark(rows, wbp_id)) and now.id > seen_mark_id}
    if newer:
        raise RecordedMeanwhile(
            theirs={rows[wbp_id].name: mark_label(now.status) for wbp_id, now in newer.items()},
            yours={rows[wbp_id].name: mark_label(changed[wbp_id].status) for wbp_id in newer},
        )


def _replace(fresh: Sequence[dict[str, Any]], corrected: dict[int, MarkNow]) -> None:
    try:
        write_marks(fresh=fresh, replaced=[now.id for now in corrected.values()])
    except IntegrityError as error:
        raise RecordedMeanwhile() from error


def write_marks(*, fresh: Sequence[dict[str, Any]], replaced: Sequence[int]) -> None:
    """Write new marks (columns of models.Mark) in place of those they replace. Raises IntegrityError where one stands already."""
    if replaced:
        db.session.execute(update(Mark).where(Mark.id.in_(replaced)).values(is_current=False))
    insert_rows(Mark, fresh)


def _details(change: Change, source: str, why: str) -> dict[str, Any]:
    return {
        "source": source,
        "marks": {str(wbp_id): each.status for wbp_id, each in change.changed.items()},
        "replaced": {str(wbp_id): now.status for wbp_id, now in change.corrected.items()},
        "why": why,
    }
