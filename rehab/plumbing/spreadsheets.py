"""Workbooks and CSV: read in a limited child process, written so that no text ever becomes a formula."""

import csv
import hashlib
import io
import json
import subprocess
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import xlsxwriter
from flask_babel import lazy_gettext as _l
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from rehab.plumbing.errors import Refusal

READER = Path(__file__).with_name("workbook_reader.py")
SECONDS = 25
MAX_BYTES = 10_000_000
LONGEST_TEXT = 32_000
CONSTANT_MEMORY_ABOVE = 10_000
# Excel and LibreOffice take these, and their full-width forms, as the start of a formula.
RISKY = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

Cell = str | float | int | bool | date | None


class UnreadableFile(Refusal):
    """A file that cannot be read at all; `code` names the reason, `status` the HTTP answer (413, 415 or 422)."""

    REASONS: dict[str, tuple[int, Any]] = {
        "empty_file": (422, _l("Berkas ini kosong. Pilih berkas yang berisi data.")),
        "too_large": (413, _l("Berkas ini lebih besar dari 10 MB. Bagi menjadi beberapa berkas.")),
        "wrong_type": (415, _l("Berkas ini bukan Excel (.xlsx) atau CSV. Simpan ulang sebagai .xlsx, lalu unggah lagi.")),
        "old_excel": (415, _l("Berkas ini berformat Excel lama (.xls). Buka di Excel, simpan sebagai .xlsx, lalu unggah lagi.")),
        "encrypted": (422, _l("Berkas ini terkunci kata sandi. Hapus kata sandinya di Excel, simpan, lalu unggah lagi.")),
        "damaged": (422, _l("Berkas ini rusak atau terpotong. Buka dan simpan ulang di Excel, lalu unggah lagi.")),
        "bomb": (413, _l("Isi berkas ini jauh lebih besar daripada ukurannya, jadi tidak dibuka. Simpan ulang.")),
        "too_many_members": (413, _l("Berkas ini berisi lebih dari 1.000 berkas di dalamnya, jadi tidak dibuka.")),
        "too_many_rows": (413, _l("Berkas ini berisi lebih dari 250.000 baris. Bagi menjadi beberapa berkas.")),
        "too_much_work": (413, _l("Berkas ini terlalu berat untuk dibaca. Bagi menjadi beberapa berkas yang lebih kecil.")),
        "nested_archive": (422, _l("Berkas ini berisi arsip lain di dalamnya. Unggah CSV atau .xlsx langsung.")),
        "symlink": (422, _l("Berkas atau folder ini berisi tautan, jadi tidak dibuka. Salin berkas aslinya.")),
        "wrong_member": (415, _l("Di dalam arsip atau folder ini ada berkas yang bukan CSV. Sisakan berkas CSV saja.")),
        "formula": (422, _l("Berkas ini memuat rumus, dan Bina hanya membaca huruf yang diketik. Tempel sebagai nilai.")),
        "not_found": (422, _l("Berkas atau folder itu tidak ada, atau tidak dapat dibuka.")),
    }  # fmt: skip

    def __init__(self, code: str) -> None:
        self.code = code
        self.status, message = self.REASONS[code]
        super().__init__(message)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: `rows[n]` is Excel's row n + 1, its cells as typed in the file, empty right ends cut off."""

    name: str
    rows: list[list[Cell]]


def read_path(path: Path) -> list[Sheet]:
    """Sheets of a workbook, CSV file, ZIP of CSV, or folder of CSV on this machine; UnreadableFile where it cannot be read."""
    if path.is_symlink():
        raise UnreadableFile("symlink")
    if path.is_dir():
        return _read(str(path.absolute()), "folder", b"")
    try:
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except OSError as fault:
        raise UnreadableFile("not_found") from fault
    return read_bytes(content, path.name)


def read_bytes(content: bytes, name: str, *, typed_only: bool = False) -> list[Sheet]:
    """Sheets of an uploaded file; `name` only tells plain text to be CSV. UnreadableFile where it cannot be read.

    `typed_only` refuses a workbook with a formula anywhere: its cells show what some program once computed.
    """
    if len(content) > MAX_BYTES:
        raise UnreadableFile("too_large")
    return _read("-", Path(name).name[:200] or "berkas", content, *(["typed-only"] if typed_only else []))


def fingerprint_of(path: Path) -> str:
    """SHA-256 of a file, or of the names and bytes of a folder's files; of nothing where it cannot be opened."""
    digest = hashlib.sha256()
    for part in sorted(path.glob("*.csv"))[:1000] if path.is_dir() else [path]:
        try:
            with part.open("rb") as file:
                digest.update(part.name.encode() + hashlib.file_digest(file, "sha256").digest())
        except OSError:
            continue
    return digest.hexdigest()


def _read(source: str, name: str, content: bytes, *asked: str) -> list[Sheet]:
    command = [sys.executable, "-I", str(READER), source, name, *asked]
    try:
        done = subprocess.run(command, input=content, capture_output=True, timeout=SECONDS, env={"LANG": "C.UTF-8"}, check=False)  # noqa: S603
    except subprocess.TimeoutExpired as fault:
        raise UnreadableFile("too_much_work") from fault
    if done.returncode != 0:
        raise UnreadableFile("too_much_work" if done.returncode < 0 else "damaged")
    answer = json.loads(done.stdout, object_hook=_decoded)
    if isinstance(answer, dict) and "error" in answer:
        raise UnreadableFile(answer["error"])
    return [Sheet(name, rows) for name, rows in answer["sheets"]]


def _decoded(found: dict[str, Any]) -> Any:
    return date.fromisoformat(found["d"]) if "d" in found else found


@dataclass(frozen=True, slots=True)
class Column:
    """A column of an export: its heading, its width in characters, and what may be chosen in its cells."""

    header: str
    width: int = 18
    choices: tuple[str, ...] = ()


def write_table(
    title: str, notes: Sequence[str], columns: Sequence[Column], rows: Sequence[Sequence[Any]], *, name: str | None = None
) -> bytes:  # fmt: skip
    """An .xlsx with a title, notes above the headings, a frozen header and inert texts.

    Cells may be text, numbers, Decimal, dates, aware datetimes (written as their text), booleans (Ya/Tidak is the caller's
    business) or None.
    """
    packed = io.BytesIO()
    lean = len(rows) > CONSTANT_MEMORY_ABOVE
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "constant_memory": lean}
    with xlsxwriter.Workbook(packed, options) as workbook:
        sheet = workbook.add_worksheet(name)
        formats = _formats(workbook)
        sheet.write_string(0, 0, title[:LONGEST_TEXT], formats["title"])
        for number, note in enumerate(notes, 1):
            sheet.write_string(number, 0, note[:LONGEST_TEXT], formats["note"])
        top = len(notes) + 2
        for place, column in enumerate(columns):
            sheet.set_column(place, place, column.width)
            sheet.write_string(top, place, column.header, formats["header"])
            if column.choices and rows:
                sheet.data_validation(
                    top + 1, place, top + len(rows), place, {"validate": "list", "source": list(column.choices)}
                )
        sheet.freeze_panes(top + 1, 0)
        for number, row in enumerate(rows, top + 1):
            for place, cell in enumerate(row):
                _write_cell(sheet, number, place, cell, formats)
        if rows:
            sheet.autofilter(top, 0, top + len(rows), max(len(columns) - 1, 0))
    return packed.getvalue()


def _formats(workbook: xlsxwriter.Workbook) -> dict[str, Format]:
    return {
        "title": workbook.add_format({"bold": True, "font_size": 14}),
        "note": workbook.add_format({"italic": True}),
        "header": workbook.add_format({"bold": True, "bg_color": "#E3E8EE", "bottom": 1, "text_wrap": True, "valign": "top"}),
        "date": workbook.add_format({"num_format": "dd-mm-yyyy"}),
        "text": workbook.add_format({"num_format": "@"}),
        "inert": workbook.add_format({"num_format": "@", "quote_prefix": True}),
    }


def _write_cell(sheet: Worksheet, row: int, column: int, cell: Any, formats: dict[str, Format]) -> None:
    match cell:
        case None:
            pass
        case bool():
            sheet.write_boolean(row, column, cell)
        case int() | float() | Decimal():
            sheet.write_number(row, column, float(cell))
        case datetime():
            sheet.write_string(row, column, cell.isoformat(" ", "minutes"), formats["text"])
        case date():
            sheet.write_datetime(row, column, datetime(cell.year, cell.month, cell.day), formats["date"])  # noqa: DTZ001
        case _:
            text = str(cell)[:LONGEST_TEXT]
            sheet.write_string(row, column, text, formats["inert" if text.startswith(RISKY) else "text"])


def write_csv(columns: Sequence[Column], rows: Iterable[Sequence[Any]]) -> bytes:
    """The same table as CSV for an Indonesian Excel: UTF-8 with mark, `;`, decimal commas, texts that cannot become formulas."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow([_csv_cell(column.header) for column in columns])
    writer.writerows([_csv_cell(cell) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def _csv_cell(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, (float, Decimal)):
        return str(cell).replace(".", ",")
    if isinstance(cell, date) and not isinstance(cell, datetime):
        return cell.strftime("%d-%m-%Y")
    text = str(cell)
    return f"'{text}" if text.startswith(RISKY) and not isinstance(cell, int) else text
