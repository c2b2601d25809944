"""A Dinas's report as tables: the same figures on the page, in the workbook, in CSV and on paper."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from flask_babel import gettext as _

from rehab.partners.labels import plan_state_label
from rehab.plumbing.formatting import long_date, month, number, percent, short_date
from rehab.plumbing.spreadsheets import Column, write_csv, write_table
from rehab.portal.labels import AGE_LABELS, LEAVING_LABELS, SEX_LABELS
from rehab.portal.progress import ClassProgress, Progress, whole_percent
from rehab.portal.smallcounts import HIDDEN, SMALL, masked_counts, shown_counts


@dataclass(frozen=True)
class Table:
    """One table of the report: its name, its headings, its rows of texts and numbers."""

    code: str
    title: str
    heads: list[str]
    rows: list[list[Any]]

    @property
    def numeric(self) -> list[bool]:
        """Which columns hold counts, hidden ones too."""
        return [all(_is_count(row[place]) for row in self.rows) for place in range(len(self.heads))]


def _is_count(cell: Any) -> bool:
    return not isinstance(cell, str) or cell.isdigit() or cell in (HIDDEN, SMALL)


@dataclass(frozen=True)
class Report:
    """Everything a Dinas reads over a period (to_on excluded), and when the data was read (a text)."""

    agency: str
    from_on: date
    to_on: date
    as_of: str
    progress: Progress
    plan: Sequence[tuple[Any, Any]]
    leavers: Mapping[str, int]
    traits: tuple[Mapping[str, int], Mapping[str, int]]
    facilities: Mapping[int, str]

    @property
    def until_on(self) -> date:
        """The last day of the period."""
        return self.to_on - timedelta(days=1)

    @property
    def period(self) -> str:
        return _("%(first)s sampai %(last)s", first=long_date(self.from_on), last=long_date(self.until_on))


def sentence_of(progress: Progress) -> str:
    """The first sentence of the page."""
    return _("%(part)s dari %(all)s peserta sesuai target.", part=number(progress.on_target), all=number(progress.participants))


def tables_of(report: Report) -> list[Table]:
    """Every table of the report, in the order of the page."""
    return [
        _classes(report),
        _sessions(report),
        _months(report),
        _outcomes(report),
        _plan(report),
        _leaving(report),
        *_traits(report),
    ]


def table(report: Report, code: str) -> Table | None:
    """One table by its code, None where there is none of that name."""
    return next((each for each in tables_of(report) if each.code == code), None)


def _classes(report: Report) -> Table:
    heads = [
        _("Program"), _("Kelas"), _("UPT"), _("Peserta"), _("Sesuai target"), _("Belum ada catatan"), _("Sesi terlaksana"),
        _("Sesi direncanakan"), _("Sesi dibatalkan"), _("Hadir"), _("Dihitung"), _("Kehadiran (%)"), _("Selesai"), _("Lulus"),
        _("Sertifikat"),
    ]  # fmt: skip
    rows: list[list[Any]] = [
        [
            each.cohort.programme.name, each.cohort.name, _place(report, each), each.participants, each.on_target, each.unknown,
            each.totals.held, each.totals.held + each.totals.planned, each.totals.cancelled, each.totals.present,
            each.totals.counted, whole_percent(each.totals.present, each.totals.counted), each.outcomes.completed,
            each.outcomes.passed, each.outcomes.certificates,
        ]
        for each in report.progress.classes
    ]  # fmt: skip
    return Table("classes", _("Kelas"), heads, rows)


def _place(report: Report, each: ClassProgress) -> str:
    return report.facilities.get(each.cohort.facility_id, "")


def session_parts(report: Report) -> list[tuple[str, int]]:
    """Sessions by what became of them, for the bar and its table."""
    totals = report.progress.totals
    return [(_("Terlaksana"), totals.held), (_("Belum tercatat"), totals.planned), (_("Dibatalkan"), totals.cancelled)]


def _sessions(report: Report) -> Table:
    return Table("sessions", _("Sesi"), [_("Keadaan"), _("Jumlah")], [list(each) for each in session_parts(report)])


def attendance_points(report: Report) -> list[tuple[str, int]]:
    """The share present of each of the last 12 months with anything counted, in whole percent."""
    marked = [each for each in report.progress.totals.months if each.counted][-12:]
    return [(each.month_on.strftime("%m-%y"), whole_percent(each.present, each.counted)) for each in marked]


def _months(report: Report) -> Table:
    heads = [
        _("Bulan"),
        _("Sesi terlaksana"),
        _("Belum tercatat"),
        _("Dibatalkan"),
        _("Hadir"),
        _("Dihitung"),
        _("Kehadiran (%)"),
    ]
    rows = [
        [
            month(each.month_on),
            each.held,
            each.planned,
            each.cancelled,
            each.present,
            each.counted,
            whole_percent(each.present, each.counted),
        ]
        for each in report.progress.totals.months
    ]
    return Table("attendance", _("Kehadiran setiap bulan"), heads, rows)


def outcome_points(report: Report) -> list[tuple[str, int]]:
    """People taking part, finishing, passing, and certificates given."""
    progress = report.progress
    return [
        (_("Peserta"), progress.participants), (_("Selesai"), progress.completed), (_("Lulus"), progress.passed),
        (_("Sertifikat"), progress.certificates),
    ]  # fmt: skip


def _outcomes(report: Report) -> Table:
    return Table("outcomes", _("Hasil"), [_("Hasil"), _("Jumlah")], [list(each) for each in outcome_points(report)])


def _plan(report: Report) -> Table:
    heads = [
        _("Kegiatan"), _("Perjanjian"), _("Tercapai"), _("Target"), _("Satuan"), _("Anggaran (Rp)"), _("Terpakai (Rp)"),
        _("Tenggat"), _("Keadaan"),
    ]  # fmt: skip
    rows = [
        [
            item.title, agreement.number, item.achieved, item.target, item.unit, item.budget, item.spent, short_date(item.due_on),
            str(plan_state_label(item.state)),
        ]
        for agreement, item in report.plan
    ]  # fmt: skip
    return Table("plan", _("Rencana aksi"), heads, rows)


def _leaving(report: Report) -> Table:
    rows = [[str(LEAVING_LABELS[code]), shown] for code, shown in masked_counts(report.leavers).items()]
    return Table("leaving", _("Alasan keluar dari kelas"), [_("Alasan"), _("Orang")], rows)


def _traits(report: Report) -> list[Table]:
    sexes, ages = report.traits
    heads = [_("Peserta aktif sekarang"), _("Orang")]
    return [
        Table("sex", _("Jenis kelamin"), heads, [[str(SEX_LABELS[code]), shown] for code, shown in shown_counts(sexes).items()]),
        Table("age", _("Kelompok usia"), heads, [[str(AGE_LABELS[code]), shown] for code, shown in shown_counts(ages).items()]),
    ]


def notes_of(report: Report) -> list[str]:
    """What stands above every table that leaves the house."""
    return [
        report.agency,
        _("Masa: %(period)s", period=report.period),
        sentence_of(report.progress),
        _("Data pada %(moment)s", moment=report.as_of),
        small_note(),
    ]


def small_note() -> str:
    """What "<5" and "*" mean."""
    return _('"<5" berarti 1 sampai 4 orang; "*" disembunyikan agar tidak dapat dihitung.')


def workbook(report: Report) -> bytes:
    """The classes as .xlsx, the sums above them."""
    classes = _classes(report)
    widths = [30, 24, 30, *([12] * (len(classes.heads) - 3))]
    columns = [Column(head, width) for head, width in zip(classes.heads, widths, strict=True)]
    return write_table(_("Laporan program mitra"), notes_of(report), columns, classes.rows)


def csv_of(chosen: Table) -> bytes:
    """One table as CSV."""
    return write_csv([Column(head) for head in chosen.heads], chosen.rows)


def paper(report: Report, *, demo: bool) -> dict[str, Any]:
    """The report as a paper (plumbing.documents, list.typ)."""
    sections = [
        {
            "heading": each.title,
            "columns": [
                {"label": head, "align": "right" if counts and place else "left", "width": "1fr" if place else "2.4fr"}
                for place, (head, counts) in enumerate(zip(each.heads, each.numeric, strict=True))
            ],
            "numbered": False,
            "rows": [[_text(cell) for cell in row] for row in each.rows],
            "empty": _("Tidak ada."),
        }
        for each in [classes_on_paper(report), *tables_of(report)[1:]]
    ]
    return {
        "title": _("Laporan program mitra"), "subtitle": [report.agency, report.period], "landscape": True, "size": 9,
        "facts": [[_("Data pada"), report.as_of], [_("Ringkasan"), sentence_of(report.progress)]],
        "sections": sections, "closing": small_note(), "demo": demo,
        "statement": _("Laporan ini memuat jumlah, bukan nama orang."),
    }  # fmt: skip


def classes_on_paper(report: Report) -> Table:
    """The classes in the columns that fit on a page; the workbook and the CSV hold them all."""
    heads = [_("Program dan kelas"), _("Peserta"), _("Sesuai target"), _("Sesi"), _("Kehadiran"), _("Selesai"), _("Sertifikat")]
    rows: list[list[Any]] = [
        [
            " · ".join((each.cohort.programme.name, each.cohort.name, _place(report, each))), each.participants, each.on_target,
            _("%(part)s dari %(all)s", part=each.totals.held, all=each.totals.held + each.totals.planned),
            percent(each.totals.present, each.totals.counted), each.outcomes.completed, each.outcomes.certificates,
        ]
        for each in report.progress.classes
    ]  # fmt: skip
    return Table("classes", _("Kelas"), heads, rows)


def _text(cell: Any) -> str:
    return cell if isinstance(cell, str) else number(cell)
