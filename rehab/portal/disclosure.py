"""What partners may see of a person: the one list, and the only ways from a person's row to a partner's page."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from flask_babel import gettext as _

from rehab.attendance.labels import REASONS
from rehab.attendance.life import Life
from rehab.attendance.registers import Clash, PersonInClass, Register, RegisterRow
from rehab.wbp.labels import absence_label

# A teacher: who is in the room, and who came. Nothing else of a person leaves by this door.
TEACHER_SEES = ("wbp_id", "name", "register_no", "place", "state", "present", "counted", "unrecorded")
# A Dinas: participants of its own programmes by name, how often they came, what they got.
DINAS_SEES = ("name", "state", "present", "counted", "unrecorded", "certificates")
# Court, visits and transfers are told; isolation and hospital are told as an official event only (discipline, health).
TOLD_CLASHES = ("sidang", "kunjungan", "pindah")
# A teacher gives reasons that say nothing of health, case or discipline.
TEACHER_REASONS = (
    "kabar_petugas", "kabar_teman", "tugas", "ibadah", "keluarga", "menolak", "tidak_diantar", "belum_diketahui", "lain_lain",
)  # fmt: skip
# Stands for the reason an officer wrote, which a teacher does not see and does not change.
KEPT = "dicatat_petugas"


@dataclass(frozen=True, slots=True)
class Pupil:
    """One member of a teacher's class; the fields are TEACHER_SEES."""

    wbp_id: int
    name: str
    register_no: str
    place: str
    state: str
    present: int
    counted: int
    unrecorded: int


@dataclass(frozen=True, slots=True)
class Participant:
    """One participant of a Dinas's programme; the fields are DINAS_SEES. `certificates`: titles."""

    name: str
    state: str
    present: int
    counted: int
    unrecorded: int
    certificates: tuple[str, ...]


def pupils(people: Iterable[PersonInClass]) -> list[Pupil]:
    """The members of a class as their teacher sees them."""
    return [Pupil(**{name: getattr(each, name) for name in TEACHER_SEES}) for each in people]


def participants(people: Iterable[PersonInClass], certificates: dict[int, list[str]]) -> list[Participant]:
    """The members of a class as the Dinas sees them; `certificates`: person → titles."""
    shared = [name for name in DINAS_SEES if name != "certificates"]
    return [
        Participant(
            **{name: getattr(each, name) for name in shared}, certificates=tuple(certificates.get(each.wbp_id, ()))
        )
        for each in people
    ]  # fmt: skip


def clash_words(clash: Clash) -> Any:
    """What clashes, as a teacher may read it."""
    if clash.kind == "kelas":
        return _("kelas lain")
    return absence_label(clash.kind) if clash.kind in TOLD_CLASHES else _("acara resmi")


def reason_choices(register: Register) -> list[tuple[str, str]]:
    """The reasons a teacher may give, and the officer's unread one where it stands."""
    kept = any(row.mark and row.mark.reason == KEPT for row in register.rows)
    return all_reason_choices() if kept else all_reason_choices()[1:]


def all_reason_choices() -> list[tuple[str, str]]:
    """The officer's unread reason, and after it those a teacher may give."""
    return [(KEPT, _("Dicatat petugas")), *((code, str(REASONS[code])) for code in TEACHER_REASONS)]


def disclosed(register: Register, user_id: int | None = None) -> Register:
    """A register without the words officers wrote: reasons, notes, and why something was or is to be corrected.

    Of its saves it keeps this user's own, and nobody else is named.
    """
    rows = [disclosed_row(row) for row in register.rows]
    corrections = [replace(each, correction="", by_id=None, by_name=None) for each in register.corrections]
    return replace(register, rows=rows, corrections=corrections, life=_disclosed_life(register.life, user_id))


def _disclosed_life(life: Life, user_id: int | None) -> Life:
    theirs = life.finished and (user_id is None or life.finished_by_id != user_id)
    return replace(
        life,
        finished_by=_("Petugas") if theirs else life.finished_by,
        asked=[replace(each, reason="", note="", why="", proposer="", decided_note="", decider=None) for each in life.asked],
        saves=[each for each in life.saves if user_id is not None and each.by_id == user_id],
        withdrawn=[each for each in life.withdrawn if user_id is not None and each.by_id == user_id],
    )


def disclosed_row(row: RegisterRow) -> RegisterRow:
    """One row of a register without the words an officer wrote."""
    if row.mark is None or row.mark.source == "teacher":
        return row
    return replace(row, mark=replace(row.mark, reason=KEPT if row.mark.reason else "", note=""))
