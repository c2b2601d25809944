"""Everybody's sheet in one file, and one person's report of development."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from flask_babel import gettext as _

from rehab.access.scope import Scope
from rehab.attendance.queries import attendance_of, participation
from rehab.conduct.queries import sppn_of
from rehab.enrolment.labels import state_label
from rehab.enrolment.queries import enrolments_of
from rehab.facilities.models import Facility
from rehab.letters.framing import Subject, frame_of, signatures
from rehab.letters.shapes import Drawing
from rehab.outcomes.labels import certificate_kind_label, result_label
from rehab.outcomes.queries import outcomes_of
from rehab.plumbing.formatting import long_date, month, number, percent, short_date
from rehab.remisi.exports import HASH_SHOWN, round_title
from rehab.remisi.models import Round, RoundVerdict
from rehab.remisi.sheet import sheet_data, sheet_of

LOOK_BACK = timedelta(days=180)
# The look-back of SPPN on the report: a year tells the course, not only the window of the law.
MONTHS_SHOWN = 12


def all_sheets(subject: Subject, kept: Sequence[RoundVerdict]) -> Drawing:
    """The sheets of some people of a round, one after the other, each counting its own pages. Raises SheetRefused."""
    round_, facility = subject.round, subject.facility
    frame = frame_of(subject, _("Lembar Penjelasan Remisi"), subject.style["paper_letters"]) | {"size": 10, "draft": False}
    sheets = [_sheet(round_, each, facility) for each in kept]
    return Drawing("sheets", frame | {"sheets": sheets}, {"people": len(sheets)})


def _sheet(round_: Round, kept: RoundVerdict, facility: Facility) -> dict[str, Any]:
    data = sheet_data(sheet_of(round_, kept, facility), round_, facility, demo=False)
    foot = f"{kept.register_no} · {round_.data_hash[:HASH_SHOWN]}"
    return {"title": data["title"], "name": f"{kept.name}, {kept.register_no}", "body": data["body"], "foot": foot}


def development_report(scope: Scope, subject: Subject, wbp_id: int, *, at: datetime) -> Drawing:
    """How one person of a round has developed: programmes, attendance, SPPN, outcomes; what is not recorded is said to be so."""
    (person,) = subject.people
    on = subject.round.held_on
    title = _("Laporan Perkembangan Pembinaan")
    style = subject.style
    data = frame_of(subject, title, style["paper_letters"]) | {
        "show_title": True,
        "draft": False,
        "size": 10,
        "margins_mm": [style["margin_left"], style["margin_right"], style["margin_top"], style["margin_bottom"]],
        "body": [
            {"facts": [
                [_("Nama"), person.name],
                [_("Nomor register"), person.register_no],
                [_("Blok"), person.block or "–"],
                [_("Untuk"), round_title(subject.round)],
            ]},
            _programmes(scope, wbp_id),
            {"heading": _("Kehadiran")},
            _rate(scope, wbp_id, on, at),
            _classes(scope, wbp_id),
            _sppn(scope, wbp_id, on),
            _exams(scope, wbp_id),
            _certificates(scope, wbp_id),
            _("Laporan ini memuat yang tercatat di Bina saat dicetak."),
        ],
        "signatures": signatures(subject),
    }  # fmt: skip
    return Drawing("letter", data, {"people": 1})


def _table(heading: str, columns: list[dict[str, Any]], rows: list[list[Any]], empty: str) -> dict[str, Any]:
    return {"heading": heading, "columns": columns, "rows": rows, "numbered": False, "size": 9, "empty": empty}


def _programmes(scope: Scope, wbp_id: int) -> dict[str, Any]:
    columns = [
        {"label": _("Program"), "width": "2fr"}, {"label": _("Kelas"), "width": "2fr"}, {"label": _("Mulai"), "width": "24mm"},
        {"label": _("Selesai"), "width": "24mm"}, {"label": _("Keadaan"), "width": "1fr"},
    ]  # fmt: skip
    rows = [
        [
            each.cohort.programme.name, each.cohort.name, short_date(each.starts_on), short_date(each.ends_on),
            str(state_label(each.state)),
        ]
        for each in enrolments_of(scope, wbp_id)
    ]  # fmt: skip
    return _table(_("Program yang diikuti"), columns, rows, _("Tidak ada program yang tercatat."))


def _rate(scope: Scope, wbp_id: int, on: date, at: datetime) -> str:
    counts = participation(scope, [wbp_id], on - LOOK_BACK, on, at=at)[wbp_id]
    window = {"from_on": long_date(on - LOOK_BACK), "to_on": long_date(on - timedelta(days=1))}
    if not counts.counted:
        return _("Tidak ada sesi yang terhitung dari %(from_on)s sampai %(to_on)s.", **window)
    said = _(
        "%(attended)s dari %(counted)s sesi (%(rate)s), %(from_on)s sampai %(to_on)s; %(excused)s sesi berizin tidak dihitung.",
        attended=number(counts.attended), counted=number(counts.counted), rate=percent(counts.attended, counts.counted),
        excused=number(counts.excused), **window,
    )  # fmt: skip
    missing = len(counts.unrecorded)
    return f"{said} {_('%(number)s sesi belum dicatat.', number=missing)}" if missing else said


def _classes(scope: Scope, wbp_id: int) -> dict[str, Any]:
    columns = [
        {"label": _("Program"), "width": "2fr"}, {"label": _("Kelas"), "width": "2fr"},
        {"label": _("Hadir"), "width": "18mm", "align": "right"}, {"label": _("Izin"), "width": "18mm", "align": "right"},
        {"label": _("Tidak hadir"), "width": "22mm", "align": "right"},
    ]  # fmt: skip
    found = attendance_of(scope, wbp_id)
    rows = [
        [each.programme, each.cohort, number(each.present), number(each.excused), number(each.absent)] for each in found.classes
    ]
    for each in found.recaps:
        absent = each.scheduled - each.attended - each.excused
        name = _("Rekap kertas, %(month)s", month=month(each.month_on))
        rows.append([each.programme, name, number(each.attended), number(each.excused), number(absent)])
    return _table("", columns, rows, _("Tidak ada kehadiran yang tercatat.")) | {"heading": None}


def _sppn(scope: Scope, wbp_id: int, on: date) -> dict[str, Any]:
    columns = [{"label": _("Bulan"), "width": "1fr"}, {"label": _("Nilai"), "width": "1fr", "align": "right"}]
    months = [each for each in sppn_of(scope, wbp_id) if each.month_on < on][:MONTHS_SHOWN]
    rows = [[month(each.month_on), number(each.score)] for each in months]
    return _table(_("Nilai SPPN (12 bulan terakhir yang tercatat)"), columns, rows, _("Belum ada nilai SPPN yang tercatat."))


def _exams(scope: Scope, wbp_id: int) -> dict[str, Any]:
    columns = [
        {"label": _("Ujian"), "width": "2fr"}, {"label": _("Program"), "width": "2fr"}, {"label": _("Tanggal"), "width": "24mm"},
        {"label": _("Nilai"), "width": "16mm", "align": "right"}, {"label": _("Hasil"), "width": "24mm"},
    ]  # fmt: skip
    rows = [
        [each.title, each.programme, short_date(each.held_on), number(each.score), str(result_label(each.passed))]
        for each in outcomes_of(scope, wbp_id).exams
    ]
    return _table(_("Ujian"), columns, rows, _("Tidak ada ujian yang tercatat."))


def _certificates(scope: Scope, wbp_id: int) -> dict[str, Any]:
    columns = [
        {"label": _("Surat"), "width": "1fr"}, {"label": _("Judul"), "width": "2fr"}, {"label": _("Nomor"), "width": "1fr"},
        {"label": _("Penerbit"), "width": "1fr"}, {"label": _("Tanggal"), "width": "24mm"},
    ]  # fmt: skip
    rows = [
        [str(certificate_kind_label(each.kind)), each.title, each.number, each.issuer, short_date(each.issued_on)]
        for each in outcomes_of(scope, wbp_id).certificates
    ]
    return _table(_("Sertifikat dan ijazah"), columns, rows, _("Tidak ada sertifikat yang tercatat."))
