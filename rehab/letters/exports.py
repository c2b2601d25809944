"""The same lists as workbooks: texts that never become formulas, no NIK, and the word that they are a preparation."""

from typing import Any

from flask_babel import gettext as _

from rehab.letters.framing import Subject
from rehab.letters.labels import difference_label, impact_label
from rehab.letters.lists import Reasons, parted, remark
from rehab.letters.models import GrantImport, GrantLine
from rehab.letters.shapes import Drawing
from rehab.plumbing.spreadsheets import Column, write_table
from rehab.proposals.labels import state_label
from rehab.remisi.exports import preparation, round_title
from rehab.wbp.labels import remission_label


def _notes(subject: Subject) -> list[str]:
    """Few enough that the headings stay within the first ten rows, where an import looks for them."""
    return [
        preparation(),
        _("%(unit)s, %(round)s, nomor putaran %(id)s", unit=subject.facility.name, round=round_title(subject.round),
          id=subject.round.id),
        _("DRAF: belum ada yang diputus.") if not subject.decided else _("Menurut keputusan Kepala."),
    ]  # fmt: skip


def lists_workbook(subject: Subject) -> bytes:
    """Everybody of the round, proposed or not, in one table with reasons."""
    columns = [
        Column(_("No."), 6), Column(_("Nomor register"), 20), Column(_("Nama"), 32), Column(_("Blok"), 10),
        Column(_("Diusulkan"), 12), Column(_("Usulan (hari)"), 12), Column(_("Golongan"), 10), Column(_("Keterangan"), 60),
        Column(_("Langkah"), 20),
    ]  # fmt: skip
    proposed, others = parted(subject)
    reasons = Reasons(subject.decided)
    rows: list[list[Any]] = [
        [each.register_no, each.name, each.block, _("Ya"), each.days or None, each.release_class, remark(each)]
        for each in proposed
    ]
    rows += [[each.register_no, each.name, each.block, _("Tidak"), None, None, reasons.of(each)] for each in others]
    steps = [str(state_label(each.state or "open")) for each in (*proposed, *others)]
    table = [[number, *row, step] for number, (row, step) in enumerate(zip(rows, steps, strict=True), 1)]
    return write_table(_("Daftar Usulan %(round)s", round=round_title(subject.round)), _notes(subject), columns, table)


def sdp_workbook(subject: Subject) -> bytes:
    """What is typed into SDP: everybody proposed, with the days of the decree where there is one. Never with a NIK."""
    columns = [
        Column(_("No."), 6), Column(_("Nomor register"), 20), Column(_("Nama"), 32), Column(_("Jenis"), 26),
        Column(_("Tanggal"), 12), Column(_("Besaran (hari)"), 14), Column(_("Golongan"), 10), Column(_("Nomor SK"), 30),
        Column(_("Tanggal SK"), 12), Column(_("Langkah"), 20),
    ]  # fmt: skip
    kind, held_on = str(remission_label(subject.round.kind)), subject.round.held_on
    table = [
        [
            number, each.register_no, each.name, kind, held_on, each.size or None, each.release_class, each.decree,
            each.decree_on, str(state_label(each.state or "open")),
        ]
        for number, each in enumerate(parted(subject)[0], 1)
    ]  # fmt: skip
    return write_table(_("Isian SDP, %(round)s", round=round_title(subject.round)), _notes(subject), columns, table)


def sections_workbook(subject: Subject, drawing: Drawing) -> bytes:
    """A paper whose sections have the same columns, as one table with the section before each row."""
    sections = drawing.data["sections"]
    columns = [Column(_("Bagian"), 40), *(Column(each["label"], 24) for each in sections[0]["columns"])]
    rows = [[section.get("heading", ""), *row] for section in sections for row in section["rows"]]
    return write_table(drawing.data["title"], _notes(subject), columns, rows)


def grants_workbook(found: GrantImport, lines: list[GrantLine], title: str) -> bytes:
    """Every line of a comparison, SDP's values beside Bina's."""
    columns = [
        Column(_("Akibat"), 20), Column(_("Perbedaan"), 34), Column(_("Baris berkas"), 10), Column(_("Nomor register"), 20),
        Column(_("Nama menurut SDP"), 30), Column(_("Nama menurut Bina"), 30), Column(_("Hari menurut SDP"), 12),
        Column(_("Hari menurut Bina"), 12), Column(_("Golongan menurut SDP"), 12), Column(_("Golongan menurut Bina"), 12),
        Column(_("Nomor SK"), 28), Column(_("Tanggal SK"), 12),
    ]  # fmt: skip
    rows = [
        [
            str(impact_label(each.impact)), str(difference_label(each.difference)), each.row, each.register_no, each.name,
            each.our_name, each.days, each.our_days, each.release_class, each.our_class, each.decree, each.decree_on,
        ]
        for each in lines
    ]  # fmt: skip
    notes = [preparation(), _("Berkas %(file)s, sidik %(hash)s", file=found.file_name, hash=found.sha256[:12])]
    return write_table(title, notes, columns, rows)
