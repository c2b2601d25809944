"""One mark on its way into a register: what it says in full, whether it changes anything, what is wrong with it."""

from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l

from rehab.attendance.labels import OTHER_REASON, REASONS
from rehab.attendance.models import MARKS
from rehab.attendance.registers import RegisterRow

LONGEST_NOTE = 100
LONGEST_REASON = 200
MOST_MINUTES = 600
PROBLEMS = {
    "not_counted": _l("Orang ini tidak terhitung dalam sesi ini."),
    "status": _l("Pilih salah satu kehadiran."),
    "note": _l("Keterangan paling banyak %(size)d huruf.", size=LONGEST_NOTE),
    "minutes": _l("Isi menit 0 sampai %(most)d.", most=MOST_MINUTES),
    "reason": _l("Pilih alasan tidak hadir."),
    "long_reason": _l("Alasan paling banyak 200 huruf."),
    "other_reason": _l("Isi keterangan untuk alasan lain-lain."),
}


@dataclass(frozen=True, slots=True)
class NewMark:
    """What is to stand for one person: a status of models.MARKS; when absent, a reason of labels.REASONS.

    None says nothing, so what was recorded stays: of `minutes` and `took_part` always, of `reason` and `note` where the
    status stays too.
    """

    wbp_id: int
    status: str
    reason: str | None = ""
    note: str | None = ""
    minutes: int | None = None
    took_part: bool | None = None


def settled(mark: NewMark, row: RegisterRow | None) -> NewMark:
    """A mark as it will be kept: texts stripped, no reason beside a presence, what nothing is said of as it was."""
    now = row.mark if row else None
    same = now if now and now.status == mark.status else None
    present = MARKS.get(mark.status, (False, False))[0]
    reason = (same.reason if same else "") if mark.reason is None else mark.reason.strip()
    note = (same.note if same else "") if mark.note is None else mark.note.strip()
    return NewMark(
        wbp_id=mark.wbp_id,
        status=mark.status,
        reason="" if present else reason,
        note=note,
        minutes=mark.minutes if mark.minutes is not None or now is None else now.minutes,
        took_part=mark.took_part if mark.took_part is not None or now is None else now.took_part,
    )


def stands(mark: NewMark, row: RegisterRow | None) -> bool:
    """Whether a settled mark says what is recorded already."""
    now = row.mark if row else None
    names = ("status", "reason", "note", "minutes", "took_part")
    return now is not None and all(getattr(now, name) == getattr(mark, name) for name in names)


def problem_of(mark: NewMark, row: RegisterRow | None, source: str) -> str | None:
    """Why a settled mark cannot be taken, a code of PROBLEMS; None where it can. `row` None: nobody of this session."""
    if row is None or not row.counted:
        return "not_counted"
    if mark.status not in MARKS:
        return "status"
    if len(mark.note or "") > LONGEST_NOTE:
        return "note"
    if mark.minutes is not None and not 0 <= mark.minutes <= MOST_MINUTES:
        return "minutes"
    return None if MARKS[mark.status][0] else _problem_of_reason(mark, source)


def _problem_of_reason(mark: NewMark, source: str) -> str | None:
    if source == "import":
        return "long_reason" if len(mark.reason or "") > LONGEST_REASON else None
    if mark.reason not in REASONS:
        return "reason"
    return "other_reason" if mark.reason == OTHER_REASON and not mark.note else None


def columns_of(mark: NewMark, row: RegisterRow, correction: str, reasoned: bool = False) -> dict[str, Any]:
    """The columns of a new mark. An absence during court, visit, isolation, hospital or transfer counts as excused.

    `correction` is why a mark that stood changes; `reasoned`: a first mark says why as well.
    """
    present, excused = MARKS[mark.status]
    return {
        "wbp_id": mark.wbp_id, "status": mark.status, "present": present, "excused": excused or (not present and row.official),
        "minutes": mark.minutes, "took_part": mark.took_part, "reason": mark.reason, "note": mark.note,
        "replaces_id": row.mark.id if row.mark else None, "correction": correction if row.mark or reasoned else "",
    }  # fmt: skip
