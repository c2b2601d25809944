"""The register on paper, and a class's month as a table."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from flask_babel import gettext as _

from rehab.attendance.labels import mark_label
from rehab.attendance.registers import PersonInClass, Register
from rehab.attendance.rows import lines_of
from rehab.plumbing.formatting import clock_time, day, moment, month, percent
from rehab.plumbing.spreadsheets import Column, write_table

# What stands in the small cells of a month.
LETTERS = {
    "hadir": "H", "terlambat": "T", "pulang_awal": "P", "sakit": "S", "izin": "I", "berhalangan_resmi": "B",
    "tanpa_keterangan": "A",
}  # fmt: skip
DOTS = "." * 20


def paper_of_register(register: Register, facility: Any, *, at: datetime, demo: bool) -> dict[str, Any]:
    """The data of a printed register with empty boxes and a column for notes (plumbing.documents, list.typ)."""
    session, lines, box = register.session, lines_of(register), {"width": "14mm", "align": "center", "box": True}
    return {
        "title": _("Daftar hadir"),
        "subtitle": [f"{session.cohort.programme.name} · {session.cohort.name}", day(session.held_on)],
        "paper": facility.paper.lower(),
        "kop": {"lines": list(facility.letterhead), "unit": facility.name, "contact": facility.address},
        "facts": [
            [_("Waktu"), hours(session, register.zone)],
            [_("Tempat"), session.room or session.cohort.room or "–"],
            [_("Pengajar"), _teacher(session)],
            [_("Dicetak"), moment(at, register.zone)],
        ],
        "sections": [{
            "numbered": True,
            "row_height_mm": 9,
            "columns": [
                {"label": _("Nama"), "width": "2fr"}, {"label": _("Nomor register"), "width": "1.2fr"},
                {"label": _("Kamar"), "width": "16mm"},
                *({"label": label, **box} for label in (_("Hadir"), _("Sakit"), _("Izin"), _("Alpa"))),
                {"label": _("Catatan"), "width": "1.4fr"},
            ],
            "rows": [[line.listed, line.number, line.place, "", "", "", "", ""] for line in lines],
            "empty": _("Belum ada peserta."),
        }],
        "closing": _("Daftar ini memuat %(count)s orang.", count=len(lines)),
        "statement": _("Salin daftar ini ke Bina setelah sesi selesai."),
        "signatures": [
            {"office": _("Pengajar"), "name": _teacher(session)},
            {"place_date": f"{facility.city or facility.name}, {DOTS}", "office": _("Petugas"), "name": DOTS},
        ],
        "demo": demo,
    }  # fmt: skip


def _teacher(session: Any) -> str:
    teacher = session.instructor or session.cohort.instructor
    return teacher.name if teacher else "–"


def hours(session: Any, zone: str) -> str:
    """09.00–11.00 WITA."""
    start = clock_time(session.starts_at, zone).removesuffix(f" {zone}")
    return f"{start}–{clock_time(session.ends_at, zone)}"


def month_workbook(
    cohort: Any, month_on: date, sessions: Sequence[Any], people: Sequence[PersonInClass],
    marks: Mapping[tuple[int, int], str], notes: Sequence[str] = (),
) -> bytes:  # fmt: skip
    """A class's month as .xlsx: one row a person, one column a session that was not cancelled, then the sums."""
    kept = [each for each in sessions if each.state != "cancelled"]
    legend = " · ".join(f"{letter} {mark_label(code)}" for code, letter in LETTERS.items())
    sums = (_("Hadir"), _("Sakit, izin, resmi"), _("Tanpa keterangan"), _("Belum dicatat"), _("Kehadiran"))
    columns = [Column(_("Nama"), 32), Column(_("Nomor register"), 20), Column(_("Kamar"), 10)]
    columns += [Column(f"{each.held_on:%d-%m} {each.starts_time:%H.%M}", 8) for each in kept]
    columns += [Column(each, 12) for each in sums]
    rows = [
        [
            person.name, person.register_no, person.place, *(_letter(marks, person.wbp_id, each.id) for each in kept),
            person.present, person.excused, person.absent, person.unrecorded, percent(person.present, person.counted),
        ]
        for person in people
    ]  # fmt: skip
    names = {"programme": cohort.programme.name, "cohort": cohort.name, "month": month(month_on)}
    title = _("Kehadiran %(programme)s, %(cohort)s, %(month)s", **names)
    return write_table(title, [legend, *notes], columns, rows)


def _letter(marks: Mapping[tuple[int, int], str], wbp_id: int, session_id: int) -> str | None:
    status = marks.get((wbp_id, session_id))
    return LETTERS[status] if status else None
