"""URLs of this room."""

from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import Any

from flask import Response, current_app, flash, redirect, render_template, request, url_for
from flask_babel import get_locale
from flask_babel import gettext as _

from rehab.access.doors import requires
from rehab.access.permissions import Permission
from rehab.access.scope import Scope, current_scope
from rehab.attendance import life_queries, life_routes, oversight_routes, queries, sent_queries
from rehab.attendance.actions import MarksRefused, RegisterNotOpen, record_attendance
from rehab.attendance.blueprint import blueprint
from rehab.attendance.decide_actions import DecisionRefused, decide_taps
from rehab.attendance.forms import (
    ALL_PRESENT,
    DecisionForm,
    RegisterForm,
    asked_day,
    asked_month,
    month_after,
    read_marks,
    read_taps,
)
from rehab.attendance.labels import mark_label, reason_label, standing_label, waiting_label
from rehab.attendance.past import history_of
from rehab.attendance.proposal_actions import ProposalRefused, propose_marks
from rehab.attendance.rows import lines_of, reason_choices, status_choices
from rehab.attendance.sheets import hours, month_workbook, paper_of_register
from rehab.attendance.summary import decided_sentence, proposed_sentence, sentence_of
from rehab.audit.actions import note_reading
from rehab.facilities.queries import get_facility
from rehab.plumbing import clock
from rehab.plumbing.documents import render_pdf
from rehab.plumbing.formatting import moment, month
from rehab.plumbing.paging import asked_page
from rehab.plumbing.saving import saves
from rehab.plumbing.spreadsheets import XLSX
from rehab.programs import queries as programs

__all__ = ["blueprint", "life_routes", "oversight_routes"]


def _today(scope: Scope) -> date:
    return clock.today(get_facility(scope, scope.facility_id).zone)


@blueprint.get("")
@requires(Permission.ATTENDANCE_READ)
def today() -> str:
    scope = current_scope()
    this_day = _today(scope)
    on = asked_day(request.args.get("date", ""), this_day)
    lines = queries.list_day(scope, on)
    programmes = {line.session.cohort.programme_id: line.session.cohort.programme.name for line in lines}
    chosen = request.args.get("programme", "")
    shown = [line for line in lines if chosen in ("", str(line.session.cohort.programme_id))]
    return render_template(
        "attendance/today.html", on=on, today=this_day, yesterday=on - timedelta(days=1), tomorrow=on + timedelta(days=1),
        lines=shown, programmes=sorted(programmes.items(), key=lambda each: (each[1], each[0])), programme=chosen,
        missing=queries.count_missing(scope, this_day), now=clock.now(), hours=hours,
        waiting=sent_queries.count_waiting(scope) if scope.can(Permission.ATTENDANCE_RECORD) else 0,
        asked=life_queries.count_proposals(scope) if scope.can(Permission.ATTENDANCE_CORRECT) else 0,
    )  # fmt: skip


@blueprint.get("/missing")
@requires(Permission.ATTENDANCE_READ)
def missing() -> str:
    scope = current_scope()
    page = queries.list_missing(scope, _today(scope), page=asked_page())
    return render_template("attendance/missing.html", page=page, hours=hours)


@blueprint.get("/sessions/<int:session_id>")
@requires(Permission.ATTENDANCE_READ)
def register(session_id: int) -> str:
    return _register_page(session_id, RegisterForm(formdata=None))


def _register_page(session_id: int, form: RegisterForm, problems: dict[int, Any] | None = None) -> str:
    scope, at = current_scope(), clock.now()
    found = queries.register(scope, session_id, at)
    _note(scope, "attendance.read_register", "session", session_id, found.session.facility_id)
    typed = read_marks(request.form)
    may_record = scope.can(Permission.ATTENDANCE_RECORD)
    if not typed:
        form.seen.data = str(found.newest_mark_id)
    return render_template(
        "attendance/register.html", register=found, form=form, lines=lines_of(found, typed=typed, problems=problems),
        today=clock.local_date(at, found.zone), hours=hours(found.session, found.zone), detailed="detail" in request.args,
        statuses=status_choices(), reasons=reason_choices(), standing_label=standing_label,
        may_record=may_record, past=history_of(found, life_routes.undo_address(found) if may_record else None),
        waiting=sent_queries.count_waiting(scope, session_id) if may_record else 0,
    )  # fmt: skip


@blueprint.post("/sessions/<int:session_id>")
@requires(Permission.ATTENDANCE_RECORD)
@saves
def record(session_id: int) -> Any:
    form = RegisterForm()
    if not form.validate_on_submit():
        return _register_page(session_id, form), 422
    try:
        done = record_attendance(
            scope=current_scope(), session_id=session_id, marks=list(read_marks(request.form).values()), source="officer",
            at=clock.now(), fill_present=request.form.get("mark") == ALL_PRESENT, correction=form.correction.data or "",
            seen_mark_id=form.seen_mark_id,
        )  # fmt: skip
    except (MarksRefused, RegisterNotOpen) as refused:
        form.form_errors.append(refused.message)
        return _register_page(session_id, form, getattr(refused, "problems", None)), 422
    flash(sentence_of(done))
    if request.form.get("then") == "finish":
        return life_routes.finish_or_ask(session_id, done.unrecorded)
    return redirect(url_for("attendance.register", session_id=session_id), code=303)


@blueprint.post("/sessions/<int:session_id>/proposals")
@requires(Permission.ATTENDANCE_CORRECT)
@saves
def propose(session_id: int) -> Any:
    form = RegisterForm()
    if not form.validate_on_submit():
        return _register_page(session_id, form), 422
    try:
        count = propose_marks(
            scope=current_scope(), session_id=session_id, marks=list(read_marks(request.form).values()), at=clock.now(),
            why=form.correction.data or "", fill_present=request.form.get("mark") == ALL_PRESENT, seen_mark_id=form.seen_mark_id,
        )  # fmt: skip
    except (MarksRefused, RegisterNotOpen, ProposalRefused) as refused:
        form.form_errors.append(refused.message)
        return _register_page(session_id, form, getattr(refused, "problems", None)), 422
    flash(proposed_sentence(count))
    return redirect(url_for("attendance.register", session_id=session_id), code=303)


@blueprint.get("/waiting")
@requires(Permission.ATTENDANCE_RECORD)
def waiting() -> str:
    return _waiting_page(DecisionForm(formdata=None), request.args.get("session", type=int))


def _waiting_page(form: DecisionForm, session_id: int | None, chosen: Collection[int] = ()) -> str:
    scope = current_scope()
    page = sent_queries.list_waiting(scope, session_id=session_id, page=asked_page())
    for facility_id in sorted({each.session.facility_id for each in page.items}):
        _note(scope, "attendance.read_waiting", "facility", facility_id, facility_id)
    return render_template(
        "attendance/waiting.html", page=page, form=form, chosen=chosen, asked=session_id, hours=hours, mark_label=mark_label,
        reason_label=reason_label, cause_label=waiting_label,
    )  # fmt: skip


@blueprint.post("/sessions/<int:session_id>/waiting")
@requires(Permission.ATTENDANCE_RECORD)
@saves
def decide(session_id: int) -> Any:
    form, chosen = DecisionForm(), read_taps(request.form.getlist("tap"))
    if not form.validate_on_submit():
        return _waiting_page(form, session_id, chosen), 422
    use = request.form.get("decision") == "use"
    try:
        done = decide_taps(
            scope=current_scope(), session_id=session_id, tap_ids=chosen, use=use, why=form.why.data or "", at=clock.now(),
            seen_mark_id=form.seen_mark_id,
        )  # fmt: skip
    except (DecisionRefused, MarksRefused, RegisterNotOpen) as refused:
        form.form_errors.append(refused.message)
        return _waiting_page(form, session_id, chosen), 422
    flash(decided_sentence(done, use))
    return redirect(url_for("attendance.waiting"), code=303)


@blueprint.get("/sessions/<int:session_id>/sheet")
@requires(Permission.ATTENDANCE_READ)
def sheet(session_id: int) -> str:
    found = queries.register(current_scope(), session_id, clock.now())
    facility = get_facility(current_scope(), found.session.facility_id)
    _note(current_scope(), "attendance.read_register", "session", session_id, facility.id)
    return render_template(
        "attendance/sheet.html", register=found, lines=lines_of(found), facility=facility, now=clock.now(),
        hours=hours(found.session, found.zone),
    )  # fmt: skip


@blueprint.get("/sessions/<int:session_id>/sheet.pdf")
@requires(Permission.ATTENDANCE_READ)
def sheet_pdf(session_id: int) -> Response:
    scope, at = current_scope(), clock.now()
    found = queries.register(scope, session_id, at)
    facility = get_facility(scope, found.session.facility_id)
    data = paper_of_register(found, facility, at=at, demo=current_app.config["DEMO"])
    _note(scope, "attendance.print_register", "session", session_id, facility.id)
    return _file(render_pdf("list", data, lang=str(get_locale()), at=at), "application/pdf", f"presensi-{session_id}.pdf")


def _note(scope: Scope, action: str, subject: str, subject_id: int, facility_id: int) -> None:
    note_reading(scope=scope, action=action, subject=subject, subject_id=subject_id, facility_id=facility_id)


def _file(content: bytes, mimetype: str, name: str) -> Response:
    response = Response(content, mimetype=mimetype)
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response


@blueprint.get("/cohorts/<int:cohort_id>")
@requires(Permission.ATTENDANCE_READ)
def cohort(cohort_id: int) -> str:
    scope, at = current_scope(), clock.now()
    row = programs.cohort(scope, cohort_id)
    this_day = _today(scope)
    from_on = asked_day(request.args.get("from", ""), min(row.starts_on, this_day))
    last_on = asked_day(request.args.get("until", ""), min(row.ends_on - timedelta(days=1), this_day))
    to_on = max(last_on, from_on) + timedelta(days=1)
    totals = queries.totals_by_cohort(scope, [cohort_id], from_on, to_on)[cohort_id]
    _note(scope, "attendance.read_class", "cohort", cohort_id, row.facility_id)
    return render_template(
        "attendance/cohort.html", cohort=row, from_on=from_on, until_on=to_on - timedelta(days=1), totals=totals,
        people=queries.class_attendance(scope, cohort_id, from_on, to_on, at=at), this_month=this_day.replace(day=1),
        months=[(month(each.month_on), each) for each in totals.months],
    )  # fmt: skip


@blueprint.get("/cohorts/<int:cohort_id>/month.xlsx")
@requires(Permission.ATTENDANCE_READ)
def cohort_month(cohort_id: int) -> Response:
    scope, at = current_scope(), clock.now()
    row = programs.cohort(scope, cohort_id)
    content = month_file(scope, row, asked_month(request.args.get("month", ""), _today(scope)), at)
    _note(scope, "attendance.export_month", "cohort", cohort_id, row.facility_id)
    return _file(content, XLSX, f"presensi-kelas-{cohort_id}.xlsx")


def month_file(scope: Scope, row: Any, month_on: date, at: datetime) -> bytes:
    """A class's month as .xlsx."""
    to_on = month_after(month_on)
    zone = get_facility(scope, row.facility_id).zone
    return month_workbook(
        row, month_on, programs.list_sessions(scope, cohort_id=row.id, from_on=month_on, to_on=to_on),
        queries.class_attendance(scope, row.id, month_on, to_on, at=at),
        queries.marks_of_class(scope, row.id, month_on, to_on), [_("Data pada %(moment)s", moment=moment(at, zone))],
    )  # fmt: skip
