"""URLs of paper in the partners' door: a teacher prints the registers of own classes and types them back."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for

from rehab.access.doors import requires
from rehab.access.permissions import Permission
from rehab.access.scope import Scope, current_scope
from rehab.attendance import queries as attendance
from rehab.attendance.blueprint import file_answer
from rehab.attendance.forms import SheetForm, asked_day, read_typed
from rehab.attendance.paper_pages import entry_page, numbered_session, receive_sheet
from rehab.attendance.sheets import PRINTED_AHEAD, registers_pdf, to_print
from rehab.attendance.summary import sentence_of
from rehab.audit.actions import note_reading
from rehab.facilities.queries import get_letterhead
from rehab.plumbing import clock
from rehab.plumbing.documents import PDF
from rehab.plumbing.saving import saves
from rehab.portal import disclosure
from rehab.portal.blueprint import blueprint
from rehab.programs import queries as programs


@blueprint.get("/sessions/<int:session_id>/sheet.pdf")
@requires(Permission.PORTAL_TEACH)
def sheet_pdf(session_id: int) -> Any:
    scope = current_scope()
    session = programs.session(scope, session_id)
    note_reading(
        scope=scope, action="portal.print_register", subject="session", subject_id=session_id, facility_id=session.facility_id
    )
    return file_answer(_printed(scope, [session]), PDF, f"presensi-{session_id}.pdf")


def _printed(scope: Scope, sessions: list[Any]) -> bytes:
    """Names, register numbers and rooms, and the reasons a teacher may give; nothing else of a person."""
    at, facility = clock.now(), get_letterhead(scope, sessions[0].facility_id)
    return registers_pdf(attendance.registers(scope, sessions, at), facility, at=at, reasons=disclosure.TEACHER_REASONS)


@blueprint.get("/classes/<int:cohort_id>/sheets.pdf")
@requires(Permission.PORTAL_TEACH)
def cohort_sheets(cohort_id: int) -> Any:
    """The registers of an own class from a day on, seven days, in one file."""
    scope = current_scope()
    row = programs.cohort(scope, cohort_id)
    zone = get_letterhead(scope, row.facility_id).zone
    from_on = asked_day(request.args.get("from", ""), clock.today(zone))
    sessions = to_print(programs.list_sessions(scope, cohort_id=cohort_id, from_on=from_on, to_on=from_on + PRINTED_AHEAD))
    note_reading(
        scope=scope, action="portal.print_registers", subject="cohort", subject_id=cohort_id, facility_id=row.facility_id,
        details={"on": from_on, "registers": len(sessions)},
    )  # fmt: skip
    return file_answer(_printed(scope, sessions), PDF, f"presensi-kelas-{cohort_id}.pdf")


@blueprint.get("/paper")
@requires(Permission.PORTAL_TEACH)
def find_paper() -> Any:
    """On to the session whose number is typed; back with the number where there is none."""
    typed = request.args.get("number", "")
    if found := numbered_session(current_scope(), typed):
        return redirect(url_for("portal.paper", session_id=found))
    return render_template("portal/find_paper.html", typed=typed), 404 if typed else 200


@blueprint.get("/sessions/<int:session_id>/paper")
@requires(Permission.PORTAL_TEACH)
def paper(session_id: int) -> Any:
    return _entry_page(session_id, SheetForm(disclosure.TEACHER_REASONS, formdata=None))


def _entry_page(session_id: int, form: SheetForm, problems: dict[int, Any] | None = None) -> str:
    scope = current_scope()
    found = disclosure.disclosed(attendance.register(scope, session_id, clock.now(), source="teacher"))
    note_reading(
        scope=scope,
        action="portal.read_register",
        subject="session",
        subject_id=session_id,
        facility_id=found.session.facility_id,
    )
    if request.method == "GET":
        form.seen.data, form.sheet.data = str(found.newest_mark_id), request.args.get("sheet", "")
    typed, reasons = read_typed(request.form), disclosure.TEACHER_REASONS
    return render_template("portal/paper.html", **entry_page(found, form, reasons=reasons, typed=typed, problems=problems or {}))


@blueprint.post("/sessions/<int:session_id>/paper")
@requires(Permission.PORTAL_TEACH)
@saves
def record_paper(session_id: int) -> Any:
    form, done, problems = receive_sheet(
        scope=current_scope(), session_id=session_id, sent=request.form, reasons=disclosure.TEACHER_REASONS, at=clock.now()
    )
    if done is None:
        return _entry_page(session_id, form, problems), 422
    flash(sentence_of(done))
    return redirect(url_for("portal.register", session_id=session_id), code=303)
