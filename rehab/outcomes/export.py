"""The list of certificates as a workbook."""

from collections.abc import Sequence

from flask_babel import gettext as _

from rehab.outcomes.labels import certificate_kind_label
from rehab.outcomes.queries import CertificateLine
from rehab.plumbing.spreadsheets import Column, write_table


def certificates_workbook(lines: Sequence[CertificateLine], notes: Sequence[str]) -> bytes:
    """An .xlsx of the given certificates; the register number only of those who are still here."""
    columns = [
        Column(_("Nama"), 32), Column(_("Nomor register"), 20), Column(_("Jenis"), 16), Column(_("Nama sertifikat"), 36),
        Column(_("Nomor"), 24), Column(_("Penerbit"), 32), Column(_("Tanggal terbit"), 14), Column(_("Program"), 28),
        Column(_("Kelas"), 20),
    ]  # fmt: skip
    rows = [
        [
            line.name, line.register_no if line.here else None, certificate_kind_label(line.kind), line.title, line.number,
            line.issuer, line.issued_on, line.programme, line.cohort,
        ]
        for line in lines
    ]  # fmt: skip
    return write_table(_("Sertifikat dan Ijazah"), notes, columns, rows)
