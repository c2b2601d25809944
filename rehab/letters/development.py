"""How people of a round have developed: programmes, attendance, SPPN, outcomes; what is not recorded is said to be so.

The report of many is that of each, one after the other: there is one function that says what stands in it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from flask_babel import gettext as _

from rehab.access.scope import Scope
from rehab.attendance.queries import attendance_by_person, participation
from rehab.attendance.registers import Participation
from rehab.conduct.queries import sppn_by_person
from rehab.enrolment.labels import state_label
from rehab.enrolment.queries import enrolments_by_person
from rehab.letters.framing import Subject, fingerprint, frame_of, signatures
from rehab.letters.shapes import Drawing, Person
from rehab.outcomes.labels import certificate_kind_label, result_label
from rehab.outcomes.queries import Outcomes, outcomes_by_person
from rehab.plumbing.formatting import long_date, month, number, percent, short_date
from rehab.remisi.exports import HASH_SHOWN, round_title
from rehab.remisi.models import RoundVerdict
from rehab.remisi.sheet import check_verdict
from rehab.wbp.case_queries import places_of

LOOK_BACK = timedelta(days=180)
# The look-back of SPPN on the report: a year tells the course, not only the window of the law.
MONTHS_SHOWN = 12
# Side by side, so that most reports are one page.
MONTHS_A_ROW = 3


@dataclass(frozen=True, slots=True)
class Recorded:
    """What the report of one person is made from: rows of the rooms as their queries give them.

    Not `here`: the person has gone to another facility since, whose records are not read from this one.
    """

    here: bool
    enrolments: Sequence[Any]
    counts: Participation
    classes: Sequence[Any]
    recaps: Sequence[Any]
    months: Sequence[Any]
    outcomes: Outcomes


def development_report(scope: Scope, subject: Subject, wbp_id: int) -> Drawing:
    """The report of the one person that a subject was narrowed to, as a letter."""
    (person,) = subject.people
    return _report(subject, person, _recorded(scope, subject, [wbp_id])[wbp_id])


def all_reports(scope: Scope, subject: Subject, kept: Sequence[RoundVerdict]) -> Drawing:
    """The reports of some people of a round, one after the other, each counting its own pages; as many queries as for one.

    Each foot has the fingerprint that the report would have alone. Raises SheetRefused.
    """
    for each in kept:
        check_verdict(subject.round, each)
    people = {each.wbp_id: each for each in subject.people}
    recorded = _recorded(scope, subject, [each.wbp_id for each in kept])
    sheets = [_sheet(subject, people[each.wbp_id], recorded[each.wbp_id]) for each in kept]
    return Drawing("sheets", _frame(subject) | {"sheets": sheets, "signatures": signatures(subject)}, {"people": len(sheets)})


def _sheet(subject: Subject, person: Person, recorded: Recorded) -> dict[str, Any]:
    report = _report(subject, person, recorded)
    foot = f"{person.register_no} · {fingerprint(report)[:HASH_SHOWN]}"
    # Name and number are the heading, which is the person's bookmark: said once, so that most reports are one page.
    name = f"{person.name}, {person.register_no}"
    body = [{"facts": _place(subject, person)}, *report.data["body"][1:]]
    return {"title": report.data["title"], "name": name, "body": body, "foot": foot}


def _frame(subject: Subject) -> dict[str, Any]:
    style = subject.style
    return frame_of(subject, _("Laporan Perkembangan Pembinaan"), style["paper_letters"]) | {
        "draft": False,
        "size": 10,
        "margins_mm": [style["margin_left"], style["margin_right"], style["margin_top"], style["margin_bottom"]],
    }


def _recorded(scope: Scope, subject: Subject, wbp_ids: Iterable[int]) -> dict[int, Recorded]:
    """What is recorded of some people, for everybody asked for; a fixed number of queries."""
    ids, on = list(wbp_ids), subject.round.held_on
    enrolments, attendance = enrolments_by_person(scope, ids), attendance_by_person(scope, ids)
    counts = participation(scope, ids, on - LOOK_BACK, on, at=subject.at)
    months, outcomes = sppn_by_person(scope, ids), outcomes_by_person(scope, ids)
    here = places_of(scope, ids)
    return {
        each: Recorded(each in here, enrolments[each], counts[each], *attendance[each], months[each], outcomes[each])
        for each in ids
    }


def _report(subject: Subject, person: Person, recorded: Recorded) -> Drawing:
    data = _frame(subject) | {
        "show_title": True,
        "body": [
            {"facts": [
                [_("Nama"), person.name],
                [_("Nomor register"), person.register_no],
                *_place(subject, person),
            ]},
            *(_records(recorded, subject.round.held_on) if recorded.here else [_gone()]),
            _("Laporan ini memuat yang tercatat di Bina saat dicetak."),
        ],
        "signatures": signatures(subject),
    }  # fmt: skip
    return Drawing("letter", data, {"people": 1})


def _place(subject: Subject, person: Person) -> list[list[str]]:
    return [[_("Blok"), person.block or "–"], [_("Untuk"), round_title(subject.round)]]


def _gone() -> str:
    return _("Orang ini sudah pindah ke UPT lain. Catatannya ikut ke sana dan tidak dibaca dari sini.")


def _records(recorded: Recorded, on: date) -> list[Any]:
    return [
        _programmes(recorded),
        {"heading": _("Kehadiran")},
        _rate(recorded.counts, on),
        _classes(recorded),
        _sppn(recorded, on),
        _exams(recorded),
        _certificates(recorded),
    ]


def _table(heading: str, columns: list[dict[str, Any]], rows: list[list[Any]], empty: str) -> dict[str, Any]:
    return {"heading": heading, "columns": columns, "rows": rows, "numbered": False, "size": 9, "empty": empty}


def _programmes(recorded: Recorded) -> dict[str, Any]:
    columns = [
        {"label": _("Program"), "width": "2fr"}, {"label": _("Kelas"), "width": "2fr"}, {"label": _("Mulai"), "width": "24mm"},
        {"label": _("Selesai"), "width": "24mm"}, {"label": _("Keadaan"), "width": "1fr"},
    ]  # fmt: skip
    rows = [
        [
            each.cohort.programme.name, each.cohort.name, short_date(each.starts_on), short_date(each.ends_on),
            str(state_label(each.state)),
        ]
        for each in recorded.enrolments
    ]  # fmt: skip
    return _table(_("Program yang diikuti"), columns, rows, _("Tidak ada program yang tercatat."))


def _rate(counts: Participation, on: date) -> str:
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


def _classes(recorded: Recorded) -> dict[str, Any]:
    columns = [
        {"label": _("Program"), "width": "2fr"}, {"label": _("Kelas"), "width": "2fr"},
        {"label": _("Hadir"), "width": "18mm", "align": "right"}, {"label": _("Izin"), "width": "18mm", "align": "right"},
        {"label": _("Tidak hadir"), "width": "22mm", "align": "right"},
    ]  # fmt: skip
    rows = [
        [each.programme, each.cohort, number(each.present), number(each.excused), number(each.absent)]
        for each in recorded.classes
    ]
    for each in recorded.recaps:
        absent = each.scheduled - each.attended - each.excused
        name = _("Rekap kertas, %(month)s", month=month(each.month_on))
        rows.append([each.programme, name, number(each.attended), number(each.excused), number(absent)])
    return _table("", columns, rows, _("Tidak ada kehadiran yang tercatat.")) | {"heading": None}


def _sppn(recorded: Recorded, on: date) -> dict[str, Any]:
    columns = [{"label": _("Bulan"), "width": "2fr"}, {"label": _("Nilai"), "width": "1fr", "align": "right"}] * MONTHS_A_ROW
    months = [each for each in recorded.months if each.month_on < on][:MONTHS_SHOWN]
    cells = [text for each in months for text in (month(each.month_on), number(each.score))]
    # What is left of the last row is empty: a dash would be a month without a score.
    cells += [""] * (-len(cells) % len(columns))
    rows = [cells[start : start + len(columns)] for start in range(0, len(cells), len(columns))]
    return _table(_("Nilai SPPN (12 bulan terakhir yang tercatat)"), columns, rows, _("Belum ada nilai SPPN yang tercatat."))


def _exams(recorded: Recorded) -> dict[str, Any]:
    columns = [
        {"label": _("Ujian"), "width": "2fr"}, {"label": _("Program"), "width": "2fr"}, {"label": _("Tanggal"), "width": "24mm"},
        {"label": _("Nilai"), "width": "16mm", "align": "right"}, {"label": _("Hasil"), "width": "24mm"},
    ]  # fmt: skip
    rows = [
        [each.title, each.programme, short_date(each.held_on), number(each.score), str(result_label(each.passed))]
        for each in recorded.outcomes.exams
    ]
    return _table(_("Ujian"), columns, rows, _("Tidak ada ujian yang tercatat."))


def _certificates(recorded: Recorded) -> dict[str, Any]:
    columns = [
        {"label": _("Surat"), "width": "20mm"}, {"label": _("Judul"), "width": "3fr"}, {"label": _("Nomor"), "width": "2fr"},
        {"label": _("Penerbit"), "width": "3fr"}, {"label": _("Tanggal"), "width": "24mm"},
    ]  # fmt: skip
    rows = [
        [str(certificate_kind_label(each.kind)), each.title, each.number, each.issuer, short_date(each.issued_on)]
        for each in recorded.outcomes.certificates
    ]
    return _table(_("Sertifikat dan ijazah"), columns, rows, _("Tidak ada sertifikat yang tercatat."))
