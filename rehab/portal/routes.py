"""URLs of the partners' door: a teacher's day, classes and registers; a Dinas's progress and report."""

from datetime import date, datetime, timedelta
from typing import Any

from flask import Response, current_app, flash, redirect, render_template, request, url_for
from flask_babel import get_locale

from rehab.access.doors import requires
from rehab.access.permissions import Permission
from rehab.access.scope import Scope, current_scope
from rehab.attendance import queries as attendance
from rehab.attendance.actions import MarksRefused, RegisterNotOpen, record_attendance
from rehab.attendance.forms import ALL_PRESENT, RegisterForm, asked_day
from rehab.attendance.labels import standing_label
from rehab.attendance.rows import lines_of, status_choices
from rehab.attendance.sheets import hours
from rehab.attendance.states import Opening, opening
from rehab.attendance.summary import sentence_of
from rehab.audit.actions import note_reading
from rehab.plumbing import clock
from rehab.plumbing.documents import render_pdf
from rehab.plumbing.errors import NotFound
from rehab.plumbing.formatting import moment
from rehab.plumbing.paging import asked_page
from rehab.plumbing.saving import saves
from rehab.plumbing.spreadsheets import XLSX
from rehab.portal import disclosure, life_routes, phone_routes, queries, report
from rehab.portal.blueprint import blueprint
from rehab.portal.forms import asked_period, read_teacher_marks
from rehab.portal.labels import STATE_LABELS
from rehab.portal.progress import Progress
from rehab.programs import queries as programs
from rehab.programs.labels import SESSION_STATE_LABELS

__all__ = ["blueprint", "life_routes", "phone_routes"]
# A class's page shows what is recorded of the last half year.
LOOK_BACK = timedelta(days=180)


@blueprint.get("/today")
@requires(Permission.PORTAL_TEACH)
def today() -> str:
    scope, at = current_scope(), clock.now()
    this_day = clock.local_date(at, queries.zone_of(scope))
    on = asked_day(request.args.get("date", ""), this_day)
    lines, missing = attendance.list_day(scope, on), attendance.list_missing(scope, this_day)
    return render_template(
        "portal/today.html", on=on, today=this_day, yesterday=on - timedelta(days=1), tomorrow=on + timedelta(days=1),
        lines=lines, missing=missing, now=at, hours=hours,
        openings={line.session.id: _opening(line.session, at) for line in (*lines, *missing.items)},
    )  # fmt: skip


def _opening(session: Any, at: datetime) -> Opening:
    return opening(state=session.state, starts_at=session.starts_at, ends_at=session.ends_at, at=at, source="teacher")


@blueprint.get("/classes")
@requires(Permission.PORTAL_TEACH)
def classes() -> str:
    scope, on = current_scope(), _today(current_scope())
    page = programs.list_cohorts(scope, page=asked_page())
    ids = [each.id for each in page.items]
    totals = attendance.totals_by_cohort(scope, ids, on - LOOK_BACK, on + timedelta(days=1))
    return render_template("portal/classes.html", page=page, totals=totals, members=queries.count_members(scope, ids))


def _today(scope: Scope) -> date:
    return clock.today(queries.zone_of(scope))


@blueprint.get("/classes/<int:cohort_id>")
@requires(Permission.PORTAL_TEACH)
def cohort(cohort_id: int) -> str:
    scope, on = current_scope(), _today(current_scope())
    row = programs.cohort(scope, cohort_id)
    from_on, to_on = on - LOOK_BACK, on + timedelta(days=1)
    people = attendance.class_attendance(scope, cohort_id, from_on, to_on, at=clock.now())
    note_reading(scope=scope, action="portal.read_class", subject="cohort", subject_id=cohort_id, facility_id=row.facility_id)
    next_week, number = on + timedelta(days=8), asked_page()
    sessions = programs.page_of_sessions(scope, cohort_id=cohort_id, to_on=next_week, newest_first=True, page=number)
    return render_template(
        "portal/cohort.html", cohort=row, people=disclosure.pupils(people), from_on=from_on, until_on=on, sessions=sessions,
        state_labels=STATE_LABELS, session_states=SESSION_STATE_LABELS, hours=hours,
        lines=attendance.with_tallies(scope, sessions.items),
    )  # fmt: skip


@blueprint.get("/sessions/<int:session_id>")
@requires(Permission.PORTAL_TEACH)
def register(session_id: int) -> str:
    return _register_page(session_id, RegisterForm(formdata=None))


def _register_page(session_id: int, form: RegisterForm, problems: dict[int, Any] | None = None) -> str:
    at = clock.now()
    scope = current_scope()
    found = disclosure.disclosed(attendance.register(scope, session_id, at, source="teacher"), scope.user_id)
    place = found.session.facility_id
    note_reading(scope=scope, action="portal.read_register", subject="session", subject_id=session_id, facility_id=place)
    typed = read_teacher_marks(request.form)
    if not typed:
        form.seen.data = str(found.newest_mark_id)
    return render_template(
        "portal/register.html", register=found, form=form, statuses=status_choices(), reasons=disclosure.reason_choices(found),
        lines=lines_of(found, typed=typed, problems=problems, words=disclosure.clash_words), standing_label=standing_label,
        today=clock.local_date(at, found.zone), hours=hours(found.session, found.zone), detailed="detail" in request.args,
        past=life_routes.past_of(found),
    )  # fmt: skip


@blueprint.post("/sessions/<int:session_id>")
@requires(Permission.PORTAL_TEACH)
@saves
def record(session_id: int) -> Any:
    form = RegisterForm()
    if not form.validate_on_submit():
        return _register_page(session_id, form), 422
    try:
        done = record_attendance(
            scope=current_scope(), session_id=session_id, marks=list(read_teacher_marks(request.form).values()),
            source="teacher", at=clock.now(), fill_present=request.form.get("mark") == ALL_PRESENT,
            correction=form.correction.data or "", seen_mark_id=form.seen_mark_id,
        )  # fmt: skip
    except (MarksRefused, RegisterNotOpen) as refused:
        form.form_errors.append(refused.message)
        return _register_page(session_id, form, getattr(refused, "problems", None)), 422
    flash(sentence_of(done))
    if request.form.get("then") == "finish":
        return life_routes.finish_or_ask(session_id, done.unrecorded)
    return redirect(url_for("portal.register", session_id=session_id), code=303)


def _report(programme_id: int | None = None) -> report.Report:
    scope, at = current_scope(), clock.now()
    zone = queries.zone_of(scope)
    on = clock.local_date(at, zone)
    from_on, to_on = asked_period(request.args, on)
    return queries.read_report(scope, from_on, to_on, on=on, as_of=moment(at, zone), programme_id=programme_id)


def _shown(found: report.Report) -> dict[str, Any]:
    """What the progress and report pages show."""
    tables = {each.code: each for each in report.tables_of(found)}
    tables["classes"] = report.classes_on_paper(found)
    return {
        "report": found, "progress": found.progress, "totals": found.progress.totals, "tables": tables,
        "sentence": report.sentence_of(found.progress), "small_note": report.small_note(),
        "sessions": report.session_parts(found), "attendance": report.attendance_points(found),
        "outcomes": report.outcome_points(found),
    }  # fmt: skip


@blueprint.get("/progress")
@requires(Permission.PORTAL_FOLLOW)
def progress() -> str:
    return render_template("portal/progress.html", **_shown(_report()))


@blueprint.get("/progress/<code>.csv")
@requires(Permission.PORTAL_FOLLOW)
def table_csv(code: str) -> Response:
    found = report.table(_report(), code)
    if found is None:
        raise NotFound()
    return _file(report.csv_of(found), "text/csv", f"{code}.csv")


@blueprint.get("/programmes/<int:programme_id>")
@requires(Permission.PORTAL_FOLLOW)
def programme(programme_id: int) -> str:
    """Every class in figures, and the people of one of them by name: the one asked for, else the first."""
    scope = current_scope()
    row = programs.programme(scope, programme_id)
    found = _report(programme_id)
    classes = found.progress.classes
    asked = request.args.get("class", type=int)
    opened = next((each for each in classes if each.cohort.id == asked), classes[0] if classes else None)
    if opened is not None:
        facility_id = opened.cohort.facility_id
        note_reading(
            scope=scope, action="portal.read_participants", subject="programme", subject_id=programme_id, facility_id=facility_id
        )
    return render_template(
        "portal/programme.html", programme=row, report=found, state_labels=STATE_LABELS, opened=opened,
        classes=[(each, Progress([each])) for each in classes],
        people=_participants(scope, opened.cohort.id, found) if opened is not None else [],
    )  # fmt: skip


def _participants(scope: Scope, cohort_id: int, found: report.Report) -> list[disclosure.Participant]:
    people = attendance.class_attendance(scope, cohort_id, found.from_on, found.to_on, at=clock.now())
    return disclosure.participants(people, queries.certificates_by_person(scope, cohort_id))


@blueprint.get("/report", endpoint="report")
@requires(Permission.PORTAL_FOLLOW)
def report_page() -> str:
    return render_template("portal/report.html", **_shown(_report()))


@blueprint.get("/report.<any(xlsx, csv, pdf):kind>")
@requires(Permission.PORTAL_FOLLOW)
def report_file(kind: str) -> Response:
    scope, found = current_scope(), _report()
    note_reading(scope=scope, action="portal.export_report", subject="agency", subject_id=scope.agency_id, details={"kind": kind})
    if kind == "xlsx":
        return _file(report.workbook(found), XLSX, "laporan.xlsx")
    if kind == "csv":
        return _file(report.csv_of(report.tables_of(found)[0]), "text/csv", "laporan.csv")
    paper = report.paper(found, demo=current_app.config["DEMO"])
    return _file(render_pdf("list", paper, lang=str(get_locale()), at=clock.now()), "application/pdf", "laporan.pdf")


def _file(content: bytes, mimetype: str, name: str) -> Response:
    response = Response(content, mimetype=mimetype)
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response
