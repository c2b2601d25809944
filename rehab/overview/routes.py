"""URLs of this room."""

from datetime import date, timedelta
from typing import Any

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _

from rehab.access.doors import open_to_all, requires, signed_in
from rehab.access.permissions import Permission, Role
from rehab.access.scope import Scope, current_scope
from rehab.audit.actions import note_reading
from rehab.facilities.labels import holiday_label
from rehab.facilities.queries import zone_of
from rehab.overview import forgotten_routes, queries
from rehab.overview.blueprint import blueprint
from rehab.overview.forgotten_words import KIND_LABELS
from rehab.overview.labels import LABELS
from rehab.overview.person import story_of
from rehab.plumbing import clock
from rehab.proposals.labels import waiting_label
from rehab.proposals.pages import parameters
from rehab.remisi.exports import round_title

__all__ = ["blueprint", "forgotten_routes"]


@blueprint.get("/")
@signed_in
def index() -> Any:
    """Everybody's first page."""
    first = {Role.GURU: "portal.today", Role.DINAS: "portal.progress"}
    return redirect(url_for(first.get(current_scope().role, "overview.home")))


@blueprint.get("/paper/<int:session_id>")
@signed_in
def typed_back(session_id: int) -> Any:
    """Where the picture on a printed register leads: to the page that types it back, through the reader's own door."""
    page = "portal.paper" if current_scope().is_partner else "attendance.paper"
    return redirect(url_for(page, session_id=session_id, sheet=request.args.get("sheet")))


@blueprint.get("/healthz")
@open_to_all
def health() -> Any:
    """Whether the application answers."""
    return {"status": "ok"}


@blueprint.get("/home")
@requires(Permission.OVERVIEW_HOME)
def home() -> str:
    """What waits today, then four figures."""
    scope = current_scope()
    on, at = _today(scope), clock.now()
    return render_template(
        "overview/home.html",
        on=on,
        steps=first_steps(scope, queries.beginnings(scope, on=on)),
        work=work_list(scope, queries.waiting(scope, on=on, at=at), on=on),
        figures=queries.figures(scope, on=on) if scope.can(Permission.FACILITIES_READ) else None,
        great_days=[(day, holiday_label(day.code), (day.held_on - on).days) for day in queries.next_great_days(scope, on=on)],
        independence=_independence_day(on),
    )


@blueprint.get("/people/<int:wbp_id>")
@requires(Permission.WBP_READ)
def person(wbp_id: int) -> str:
    """One person: identity, programmes, attendance, outcomes, conduct, remission."""
    scope = current_scope()
    story = story_of(scope, wbp_id, on=_today(scope), at=clock.now())
    if story.case:
        place = story.person.facility_id
        note_reading(scope=scope, action="overview.read_case", subject="wbp", subject_id=wbp_id, facility_id=place)
    return render_template("overview/person.html", story=story, on=_today(scope), **LABELS)


def _today(scope: Scope) -> date:
    return clock.today(zone_of(scope))


def _independence_day(on: date) -> tuple[date, int]:
    day = date(on.year + (on > date(on.year, 8, 17)), 8, 17)
    return day, (day - on) // timedelta(days=1)


def work_list(scope: Scope, waiting: queries.Waiting, *, on: date) -> list[dict[str, Any]]:
    """The lines of the work list that this role can do something about."""
    absences, asked = url_for("attendance.oversight", kind="absent_running"), url_for("attendance.proposals")
    unverified = url_for("wbp.people", papers="open")
    lines: list[tuple[Any, ...]] = [
        (
            Permission.ATTENDANCE_RECORD,
            waiting.registers_missing,
            _("Presensi belum diisi, 14 hari terakhir"),
            url_for("attendance.today"),
        ),
        (
            Permission.ATTENDANCE_RECORD,
            waiting.marks_waiting,
            _("Presensi dari HP perlu diputuskan"),
            url_for("attendance.waiting"),
        ),
        (Permission.ATTENDANCE_CORRECT, waiting.changes_asked, _("Perubahan presensi menunggu persetujuan Anda"), asked),
        (Permission.ATTENDANCE_OVERSEE, waiting.absent_running, _("Tanpa keterangan tiga kali berturut-turut"), absences),
        (Permission.CONDUCT_SCORE, waiting.sppn_due, _("Nilai SPPN bulan lalu belum diisi"), _scores(scope, on)),
        (
            Permission.CONDUCT_ASSESS,
            waiting.risk_due,
            _("Asesmen risiko belum ada atau lebih dari 180 hari"),
            url_for("conduct.risk_due"),
        ),
        (Permission.WBP_EDIT, waiting.papers_open, _("Warga binaan dengan dokumen belum terverifikasi"), unverified),
        (Permission.WBP_EDIT, waiting.without_wali, _("Warga binaan tanpa wali"), url_for("wbp.people", wali="none")),
        (
            Permission.PARTNERS_EDIT,
            waiting.agreements_ending,
            _("Perjanjian berakhir dalam 60 hari"),
            url_for("partners.agencies"),
        ),
        *_remisi_lines(waiting),
    ]
    return _path_lines(waiting) + [_line(*line) for permission, *line in lines if scope.can(permission)]


def _line(count: int, label: str, href: str, note: str = "") -> dict[str, Any]:
    return {"count": count, "label": label, "href": href, "note": note}


def _path_lines(waiting: queries.Waiting) -> list[dict[str, Any]]:
    """Steps on the path of a round and recalls of its papers, only where some wait: people wait for these."""
    lines = []
    for each in waiting.steps:
        href = url_for("proposals.path", round_id=each.round.id, _anchor="orang", **parameters(each.filters))
        lines.append(_line(each.count, str(waiting_label(each.act)), href, round_title(each.round)))
    for round_, count in waiting.recalls:
        href = url_for("letters.papers", round_id=round_.id, _anchor="terbit")
        lines.append(_line(count, _("Pencabutan kertas menunggu keputusan"), href, round_title(round_)))
    return lines


def _remisi_lines(waiting: queries.Waiting) -> list[tuple[Any, ...]]:
    """Permission, count, words, address and note of what waits in remisi and objections."""
    forgotten = " · ".join(f"{KIND_LABELS[kind]}: {count}" for kind, count in waiting.forgotten.items() if count)
    answers, overdue = url_for("objections.objections", answerer="me"), url_for("objections.objections", tab="overdue")
    tasks = _("Kelengkapan remisi yang diserahkan kepada Anda")
    return [
        (
            Permission.REMISI_RUN,
            sum(waiting.forgotten.values()),
            _("Siapa yang terlewat?"),
            url_for("overview.forgotten"),
            forgotten,
        ),
        (Permission.REMISI_READ, waiting.tasks_mine, tasks, url_for("remisi.tasks")),
        (Permission.OBJECTIONS_ANSWER, waiting.objections_mine, _("Keberatan yang harus Anda jawab"), answers),
        (Permission.OBJECTIONS_READ, waiting.objections_overdue, _("Keberatan lewat waktu"), overdue),
    ]


def _scores(scope: Scope, on: date) -> str:
    """Where last month's scores are filled in: a wali's own grid; the others choose whose first."""
    if scope.role is not Role.WALI:
        return url_for("conduct.board")
    return url_for("conduct.sppn", month=(on.replace(day=1) - timedelta(days=1)).strftime("%Y-%m"))


def first_steps(scope: Scope, have: queries.Beginnings) -> list[dict[str, Any]]:
    """What a new facility does first, in order, as far as this role does it; nothing once all of it is done."""
    settings = url_for("facilities.settings")
    steps = [
        (Permission.FACILITIES_EDIT, have.head, _("Lengkapi data UPT: kop surat dan kepala"), settings),
        (Permission.ACCOUNTS_ADMINISTER, have.officers, _("Tambah pengguna bagi tiap petugas"), url_for("accounts.users")),
        (Permission.FACILITIES_EDIT, have.great_day, _("Tetapkan hari besar berikutnya"), url_for("facilities.holidays")),
        (Permission.INTAKE_IMPORT, have.people, _("Masukkan warga binaan dari buku register Excel"), url_for("intake.imports")),
        (Permission.WBP_EDIT, have.walis, _("Tetapkan wali bagi tiap warga binaan"), url_for("wbp.people", wali="none")),
        (Permission.PARTNERS_EDIT, have.agencies, _("Catat mitra dan perjanjiannya"), url_for("partners.agencies")),
        (Permission.PROGRAMS_EDIT, have.programmes, _("Buat program"), url_for("programs.programmes")),
        (Permission.PROGRAMS_EDIT, have.cohorts, _("Buka kelas dengan jadwal dan pengajarnya"), url_for("enrolment.classes")),
        (Permission.ENROLMENT_ENROL, have.participants, _("Daftarkan peserta"), url_for("enrolment.classes")),
    ]
    mine = [{"done": done, "label": label, "href": href} for permission, done, label, href in steps if scope.can(permission)]
    return mine if any(not each["done"] for each in mine) else []
