"""A register as its page shows it: one plain line a person, typed values kept after a refusal."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from rehab.attendance.actions import NewMark
from rehab.attendance.labels import MARK_LABELS, REASONS, mark_label
from rehab.attendance.models import MARKS
from rehab.attendance.registers import Clash, Register, RegisterRow
from rehab.plumbing.formatting import clock_time
from rehab.wbp.labels import absence_label

CONNECTING = (" bin ", " binti ")
ClashWords = Callable[[Clash], Any]
USUAL = ("hadir", "sakit", "izin", "tanpa_keterangan")


@dataclass(frozen=True)
class Line:
    """One person on the page: what stands or was just typed, what clashes, what is wrong."""

    wbp_id: int
    given: str
    family: str
    number: str
    place: str
    status: str
    reason: str
    note: str
    minutes: int | None
    took_part: bool | None
    recorded: bool
    typed: bool
    clash: str
    problem: Any
    remarks: tuple[str, ...]

    @property
    def listed(self) -> str:
        """The name as lists print it: SETIAWAN, Budi."""
        return f"{self.family.upper()}, {self.given}" if self.given else self.family.upper()


@dataclass(frozen=True)
class Choice:
    """One answer: whether it means that the person came, and whether every row shows it at once."""

    code: str
    label: str
    present: bool
    usual: bool


def status_choices() -> list[Choice]:
    """Every mark with its name in the reader's language, translated once a page instead of once a person."""
    return [Choice(code, str(label), MARKS[code][0], code in USUAL) for code, label in MARK_LABELS.items()]


def reason_choices() -> list[tuple[str, str]]:
    """Every reason with its name in the reader's language."""
    return [(code, str(label)) for code, label in REASONS.items()]


def split_name(name: str) -> tuple[str, str]:
    """Given names and family name (the last word); a name with bin or binti is not taken apart."""
    if any(word in name.lower() for word in CONNECTING) or " " not in name.strip():
        return "", name
    given, family = name.strip().rsplit(" ", 1)
    return given, family


def clash_words(clash: Clash) -> Any:
    """What clashes, as officers read it."""
    return _("kelas %(name)s", name=clash.title) if clash.kind == "kelas" else absence_label(clash.kind)


def lines_of(
    register: Register, *, typed: Mapping[int, NewMark] | None = None, problems: Mapping[int, Any] | None = None,
    words: ClashWords = clash_words,
) -> list[Line]:  # fmt: skip
    """The lines of those who count, by family name as the page shows it."""
    typed, problems = typed or {}, problems or {}
    lines = [_line(register, row, typed.get(row.wbp_id), problems.get(row.wbp_id), words) for row in register.rows if row.counted]
    return sorted(lines, key=lambda line: (line.family.casefold(), line.given.casefold(), line.wbp_id))


def _line(register: Register, row: RegisterRow, typed: NewMark | None, problem: Any, words: ClashWords) -> Line:
    given, family = split_name(row.name)
    shown = typed or row.mark
    kept = row.mark.reason if row.mark else ""
    return Line(
        wbp_id=row.wbp_id, given=given, family=family, number=row.register_no, place=row.place,
        status=shown.status if shown else "", reason=kept if shown is None or shown.reason is None else shown.reason,
        note=(shown.note or "") if shown else "",
        minutes=shown.minutes if shown else None, took_part=shown.took_part if shown else None,
        recorded=row.mark is not None, typed=typed is not None, clash=_clashes(register, row, words), problem=problem,
        remarks=(*_standing_remarks(row), *_asked(register, row), *_corrections(register, row)),
    )  # fmt: skip


def _clashes(register: Register, row: RegisterRow, words: ClashWords) -> str:
    return ", ".join(f"{words(clash)} {clock_time(clash.starts_at, register.zone)}" for clash in row.clashes)


def _standing_remarks(row: RegisterRow) -> list[str]:
    if row.mark is None:
        return []
    remarks = []
    if row.mark.present and any(clash.kind != "kelas" for clash in row.clashes):
        remarks.append(_("Tercatat hadir, padahal ada acara resmi pada jam itu. Periksa kembali."))
    if row.mark.status == "tanpa_keterangan" and row.mark.excused:
        remarks.append(_("Dihitung berhalangan resmi"))
    return remarks


def _asked(register: Register, row: RegisterRow) -> list[str]:
    asked = register.life.open_proposals.get(row.wbp_id)
    return [_("Perubahan diajukan: %(after)s, menunggu petugas lain", after=mark_label(asked.status))] if asked else []


def _corrections(register: Register, row: RegisterRow) -> list[str]:
    mine = [each for each in register.corrections if each.wbp_id == row.wbp_id]
    return [
        _("Diubah dari %(before)s: %(reason)s", before=mark_label(each.before), reason=each.correction)
        if each.correction
        else _("Diubah dari %(before)s", before=mark_label(each.before))
        for each in mine
    ]
