"""A class's month as a sheet: written with what is recorded, read back as letters typed beside people and sessions.

The headings of the format are Indonesian whoever reads it, so that a sheet fits again whatever language it was taken in.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from rehab.attendance.letters import LETTERS, letter_of, letters_in_words
from rehab.attendance.registers import PersonInClass
from rehab.plumbing.cells import plain
from rehab.plumbing.errors import Refusal
from rehab.plumbing.formatting import month, percent
from rehab.plumbing.sheet_reading import is_row, loose
from rehab.plumbing.spreadsheets import Cell, Column, Sheet, write_table

SHEET = "Presensi"
NAME, NUMBER, PLACE = "Nama", "Nomor register", "Kamar"
HEADER_ROWS = 10
# Which class and month a sheet belongs to, and which session a column.
_CODE = re.compile(r"\bK(\d{1,9})-(\d{4})-(\d{2})\b")
_SESSION = re.compile(r"#\s*(\d{1,9})\s*$")


class UnreadableMonth(Refusal):
    """A file that opens but is not this class's month; `code` names the reason."""

    REASONS: dict[str, Any] = {
        "no_code": _l("Berkas ini bukan lembar bulanan dari Bina. Unduh lembarnya di halaman ini, isi, lalu unggah lagi."),
        "other_class": _l("Lembar ini milik kelas lain. Unggah di halaman kelas itu, atau unduh lembar kelas ini."),
        "other_month": _l("Lembar ini untuk bulan lain. Pilih bulan itu di halaman ini, lalu unggah lagi."),
        "no_header": _l("Judul kolom lembar ini hilang atau diubah. Unduh lembar baru, lalu salin huruf-hurufnya."),
        "no_rows": _l("Lembar ini tidak memuat satu orang pun. Unduh lembar baru, lalu isi."),
        "old_preview": _l("Pratinjau ini tidak dapat dibaca lagi. Unggah berkasnya sekali lagi."),
    }

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(self.REASONS[code])


@dataclass(frozen=True, slots=True)
class TypedCell:
    """What stands in one cell beside a person: the heading of its column, the session that names, the text."""

    column: str
    session_id: int
    text: str


@dataclass(frozen=True, slots=True)
class TypedRow:
    """One person's line: Excel's row number, the register number and name as written, the filled cells."""

    number: int
    register_no: str
    name: str
    cells: tuple[TypedCell, ...]


@dataclass(frozen=True, slots=True)
class TypedMonth:
    """A sheet as it was read: its name and the lines of its people."""

    sheet: str
    rows: tuple[TypedRow, ...]


def code_of(cohort_id: int, month_on: date) -> str:
    """What stands on a sheet so that it is taken for no other class or month."""
    return f"K{cohort_id}-{month_on:%Y-%m}"


def month_workbook(
    cohort: Any, month_on: date, sessions: Sequence[Any], people: Sequence[PersonInClass],
    marks: Mapping[tuple[int, int], str], notes: Sequence[str] = (),
) -> bytes:  # fmt: skip
    """A class's month as .xlsx: one row a person, one column a session that was not cancelled, then the sums of that moment."""
    kept = [each for each in sessions if each.state != "cancelled"]
    letters = tuple(LETTERS.values())
    sums = (_("Hadir"), _("Sakit, izin, resmi"), _("Tanpa keterangan"), _("Belum dicatat"), _("Kehadiran"))
    columns = [Column(NAME, 32), Column(NUMBER, 20), Column(PLACE, 10)]
    columns += [Column(f"{each.held_on:%d-%m} {each.starts_time:%H.%M} #{each.id}", 8, letters) for each in kept]
    columns += [Column(each, 12) for each in sums]
    rows = [
        [
            person.name, person.register_no, person.place,
            *(letter_of(marks.get((person.wbp_id, each.id))) or None for each in kept),
            person.present, person.excused, person.absent, person.unrecorded, percent(person.present, person.counted),
        ]
        for person in people
    ]  # fmt: skip
    names = {"programme": cohort.programme.name, "cohort": cohort.name, "month": month(month_on)}
    title = _("Kehadiran %(programme)s, %(cohort)s, %(month)s", **names)
    told = _("Kode lembar %(code)s. Isi huruf di bawah setiap sesi, lalu unggah; sel kosong tidak menghapus apa pun.",
             code=code_of(cohort.id, month_on))  # fmt: skip
    return write_table(title, [letters_in_words(), told, *notes], columns, rows, name=SHEET)


def read_month(sheets: Sequence[Sheet], cohort_id: int, month_on: date) -> TypedMonth:
    """The lines of the sheet that belongs to a class's month. Raises UnreadableMonth."""
    coded = [(sheet, code) for sheet in sheets for code in _codes(sheet)]
    if not coded:
        raise UnreadableMonth("no_code")
    sheet, (class_number, month_text) = coded[0]
    if class_number != cohort_id:
        raise UnreadableMonth("other_class")
    if month_text != f"{month_on:%Y-%m}":
        raise UnreadableMonth("other_month")
    top, name_at, number_at, columns = _headings(sheet)
    rows = tuple(
        TypedRow(number, _text(cells, number_at), _text(cells, name_at), tuple(_filled(cells, columns)))
        for number, cells in enumerate(sheet.rows[top + 1 :], top + 2)
        if is_row(cells)
    )
    if not rows:
        raise UnreadableMonth("no_rows")
    return TypedMonth(sheet.name[:40], rows)


def _codes(sheet: Sheet) -> Iterator[tuple[int, str]]:
    for row in sheet.rows[:HEADER_ROWS]:
        for cell in row:
            if isinstance(cell, str) and (found := _CODE.search(cell)):
                yield int(found[1]), f"{found[2]}-{found[3]}"


def _headings(sheet: Sheet) -> tuple[int, int, int, list[tuple[int, str, int]]]:
    """The row of the headings, the places of name and register number, and (place, heading, session) of each session."""
    for top, row in enumerate(sheet.rows[:HEADER_ROWS]):
        places = {loose(cell): place for place, cell in reversed(list(enumerate(row)))}
        columns = [(place, str(cell), int(found[1])) for place, cell in enumerate(row) if (found := _SESSION.search(str(cell)))]
        named = [places[loose(heading)] for heading in (NAME, NUMBER) if loose(heading) in places]
        if len(named) == 2 and columns:
            return top, named[0], named[1], columns
    raise UnreadableMonth("no_header")


def _text(cells: Sequence[Cell], place: int) -> str:
    return plain(cells[place])[:200] if place < len(cells) else ""


def _filled(cells: Sequence[Cell], columns: Sequence[tuple[int, str, int]]) -> Iterator[TypedCell]:
    for place, heading, session_id in columns:
        if text := _text(cells, place):
            yield TypedCell(heading[:40], session_id, text[:40])
