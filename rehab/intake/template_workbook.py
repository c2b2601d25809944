"""The workbook people download to fill in: every sheet, drop-down lists, and a page that explains."""

import io

from flask_babel import gettext as _
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from rehab.intake.sheets import EXPLANATION, SHEETS
from rehab.plumbing.sheet_reading import SheetRule

ROWS_TO_FILL = 2_000
BOLD = Font(bold=True)
REQUIRED = PatternFill("solid", fgColor="FFE9A8")
OPTIONAL = PatternFill("solid", fgColor="E3E8EE")


def template_workbook() -> bytes:
    """The empty workbook as .xlsx: texts stay texts (NIK, register numbers, dates), required headings are yellow."""
    workbook = Workbook()
    for rule in SHEETS:
        _add_sheet(workbook.create_sheet(rule.name), rule)
    workbook.remove(workbook.worksheets[0])
    _explain(workbook.create_sheet(EXPLANATION))
    packed = io.BytesIO()
    workbook.save(packed)
    return packed.getvalue()


def _add_sheet(sheet: Worksheet, rule: SheetRule) -> None:
    sheet.freeze_panes = "A2"
    for place, column in enumerate(rule.columns, 1):
        letter = get_column_letter(place)
        cell = sheet.cell(1, place, column.header)
        cell.font, cell.fill = BOLD, REQUIRED if column.required else OPTIONAL
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        sheet.column_dimensions[letter].width = max(14, len(column.header) + 4)
        # Typed values stay what was typed: Excel turns no NIK into a number and no month into a date.
        sheet.column_dimensions[letter].number_format = "@"
        if column.choices:
            chosen = DataValidation(type="list", formula1=f'"{",".join(column.choices)}"', allow_blank=True)
            sheet.add_data_validation(chosen)
            chosen.add(f"{letter}2:{letter}{ROWS_TO_FILL}")


def _explain(sheet: Worksheet) -> None:
    lines = [
        _("Isi satu baris untuk setiap data. Kolom kuning wajib, kolom abu-abu boleh kosong: kosong berarti belum diketahui."),
        _("Tanggal ditulis seperti 17-08-2025 atau 17 Agustus 2025, bulan seperti 2025-07 atau Juli 2025."),
        _("NIK dan nomor register diketik sebagai teks, karena Excel hanya menyimpan 15 digit angka."),
        _("Lama pidana ditulis di kolom Lama Pidana, atau di kolom Tahun, Bulan dan Hari."),
        _("Selesai pada Penahanan adalah hari terakhir di dalam; kosong berarti masih ditahan."),
        _("Berkas yang sama boleh diimpor lagi: baris yang sudah ada tidak bertambah, dan sel kosong tidak menghapus apa pun."),
    ]
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width, sheet.column_dimensions["C"].width = 22, 24, 90
    for line in lines:
        sheet.append([line])
    sheet.append([])
    sheet.append([_("Lembar"), _("Kolom"), _("Isi")])
    for cell in sheet[sheet.max_row]:
        cell.font = BOLD
    for rule in SHEETS:
        for column in rule.columns:
            content = ", ".join(column.choices) or column.hint or _("teks atau angka")
            sheet.append([rule.name, column.header, f"{content} ({_('wajib')})" if column.required else content])
