"""URLs of paper: registers printed, one or many in a file, and typed back in the printed order."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for

from rehab.access.doors import requires
from rehab.access.permissions import Permission
from rehab.access.scope import Scope, current_scope
from rehab.attendance import queries
from rehab.attendance.blueprint import blueprint, file_answer
from rehab.attendance.forms import SheetForm, asked_day, read_typed
from rehab.attendance.labels import REASONS
from rehab.attendance.letters import STATUSES, letters_in_words, reasons_in_words
from rehab.attendance.paper_pages import entry_page, numbered_session, receive_sheet
from rehab.attendance.rows import lines_of
from rehab.attendance.sheets import (
    PRINTED_AHEAD,
    hours,
    imprint_of,
    registers_pdf,
    teacher_of,
    to_print,
)
from rehab.attendance.summary import sentence_of
from rehab.audit.actions import note_reading
from rehab.facilities.queries import get_facility
from rehab.plumbing import clock
from rehab.plumbing.documents import PDF
from rehab.plumbing.saving import saves
from rehab.programs import queries as programs

REASON_CODES = tuple(REASONS)


@blueprint.get("/sessions/<int:session_id>/sheet")
@requires(Permission.ATTENDANCE_READ)
def sheet(session_id: int) -> str:
    found = queries.register(current_scope(), session_id, clock.now())
    facility = get_facility(current_scope(), found.session.facility_id)
    _note(current_scope(), "attendance.read_register", "session", session_id, facility.id)
    lines = lines_of(found)
    return render_template(
        "attendance/sheet.html", register=found, lines=lines, facility=facility, now=clock.now(),
        imprint=imprint_of(session_id, lines),
        hours=hours(found.session, found.zone), teacher=teacher_of(found.session), boxes=list(STATUSES),
        letters=letters_in_words(), reasons=reasons_in_words(REASON_CODES),
    )  # fmt: skip


def _note(scope: Scope, action: str, subject: str, subject_id: int, facility_id: int, **details: Any) -> None:
    note_reading(scope=scope, action=action, subject=subject, subject_id=subject_id, facility_id=facility_id, details=details)


@blueprint.get("/sessions/<int:session_id>/sheet.pdf")
@requires(Permission.ATTENDANCE_READ)
def sheet_pdf(session_id: int) -> Any:
    scope, at = current_scope(), clock.now()
    session = programs.session(scope, session_id)
    facility = get_facility(scope, session.facility_id)
    _note(scope, "attendance.print_register", "session", session_id, facility.id)
    content = registers_pdf(queries.registers(scope, [session], at), facility, at=at)
    return file_answer(content, PDF, f"presensi-{session_id}.pdf")


@blueprint.get("/sheets.pdf")
@requires(Permission.ATTENDANCE_READ)
def day_sheets() -> Any:
    """Every register of a day, of one programme where one is asked for, in one file."""
    scope, at = current_scope(), clock.now()
    facility = get_facility(scope, scope.facility_id)
    on = asked_day(request.args.get("date", ""), clock.local_date(at, facility.zone))
    chosen = request.args.get("programme", "")
    found = [each for each in programs.list_sessions(scope, on=on) if chosen in ("", str(each.cohort.programme_id))]
    sessions = to_print(found)
    _note(scope, "attendance.print_registers", "facility", facility.id, facility.id, on=on, registers=len(sessions))
    content = registers_pdf(queries.registers(scope, sessions, at), facility, at=at)
    return file_answer(content, PDF, f"presensi-{on.isoformat()}.pdf")


@blueprint.get("/cohorts/<int:cohort_id>/sheets.pdf")
@requires(Permission.ATTENDANCE_READ)
def cohort_sheets(cohort_id: int) -> Any:
    """The registers of one class from a day on, seven days, in one file."""
    scope, at = current_scope(), clock.now()
    row = programs.cohort(scope, cohort_id)
    facility = get_facility(scope, row.facility_id)
    from_on = asked_day(request.args.get("from", ""), clock.local_date(at, facility.zone))
    sessions = to_print(programs.list_sessions(scope, cohort_id=cohort_id, from_on=from_on, to_on=from_on + PRINTED_AHEAD))
    _note(scope, "attendance.print_registers", "cohort", cohort_id, facility.id, on=from_on, registers=len(sessions))
    content = registers_pdf(queries.registers(scope, sessions, at), facility, at=at)
    return file_answer(content, PDF, f"presensi-kelas-{cohort_id}.pdf")


@blueprint.get("/paper")
@requires(Permission.ATTENDANCE_RECORD)
def find_paper() -> Any:
    """On to the session whose number is typed; back with the number where there is none."""
    typed = request.args.get("number", "")
    if found := numbered_session(current_scope(), typed):
        return redirect(url_for("attendance.paper", session_id=found))
    return render_template("attendance/find_paper.html", typed=typed), 404 if typed else 200


@blueprint.get("/sessions/<int:session_id>/paper")
@requires(Permission.ATTENDANCE_RECORD)
def paper(session_id: int) -> Any:
    return _entry_page(session_id, SheetForm(REASON_CODES, formdata=None))


def _entry_page(session_id: int, form: SheetForm, problems: dict[int, Any] | None = None) -> str:
    found = queries.register(current_scope(), session_id, clock.now())
    _note(current_scope(), "attendance.read_register", "session", session_id, found.session.facility_id)
    typed = read_typed(request.form)
    if request.method == "GET":
        form.seen.data, form.sheet.data = str(found.newest_mark_id), request.args.get("sheet", "")
    shown = entry_page(found, form, reasons=REASON_CODES, typed=typed, problems=problems or {})
    return render_template("attendance/paper.html", **shown)


@blueprint.post("/sessions/<int:session_id>/paper")
@requires(Permission.ATTENDANCE_RECORD)
@saves
def record_paper(session_id: int) -> Any:
    form, done, problems = receive_sheet(
        scope=current_scope(), session_id=session_id, sent=request.form, reasons=REASON_CODES, at=clock.now()
    )
    if done is None:
        return _entry_page(session_id, form, problems), 422
    flash(sentence_of(done))
    return redirect(url_for("attendance.register", session_id=session_id), code=303)
