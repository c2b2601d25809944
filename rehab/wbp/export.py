"""The list of people as a workbook: no NIK, no offence."""

from collections.abc import Sequence
from datetime import datetime

from flask_babel import gettext as _

from rehab.facilities.models import Facility
from rehab.plumbing.formatting import moment
from rehab.plumbing.spreadsheets import Column, write_table
from rehab.wbp import labels
from rehab.wbp.queries import BASIC_PAPERS, PersonRow


def people_workbook(rows: Sequence[PersonRow], facility: Facility, at: datetime, wali_names: dict[int, str]) -> bytes:
    """An .xlsx of the given rows with the facility's name and the moment of the data above the headings."""
    columns = [
        Column(_("Nomor register"), 20), Column(_("Nama"), 32), Column(_("Alias"), 18), Column(_("Jenis kelamin"), 12),
        Column(_("Tanggal lahir"), 12), Column(_("Agama"), 16), Column(_("Status"), 14), Column(_("Blok"), 8),
        Column(_("Kamar"), 8), Column(_("Tanggal masuk"), 12), Column(_("Tanggal keluar"), 12), Column(_("Sebab keluar"), 18),
        Column(_("Wali"), 24), Column(_("Dokumen dasar terverifikasi"), 14),
    ]  # fmt: skip
    notes = [facility.name, _("Data pada %(moment)s", moment=moment(at, facility.zone))]
    return write_table(_("Warga Binaan"), notes, columns, [_cells(row, wali_names) for row in rows])


def _cells(row: PersonRow, wali_names: dict[int, str]) -> list[object]:
    return [
        row.register_no, row.name, row.alias, labels.sex_label(row.sex), row.birth_on, labels.religion_label(row.religion),
        labels.status_label(row.status), row.block, row.cell, row.starts_on, row.ends_on,
        labels.end_reason_label(row.end_reason) if row.end_reason else None, wali_names.get(row.wali_id or 0),
        len(BASIC_PAPERS) - row.lacking,
    ]  # fmt: skip
