"""URLs of a class's month as a sheet: taken out with what is recorded, filled in, previewed, saved."""

import hashlib
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from rehab.access.doors import requires
from rehab.access.permissions import Permission
from rehab.access.scope import Scope, current_scope
from rehab.attendance import month_actions, queries
from rehab.attendance.actions import CorrectionNeedsReason, Recorded
from rehab.attendance.blueprint import blueprint, file_answer
from rehab.attendance.forms import MonthFileForm, MonthSaveForm, asked_month, month_after
from rehab.attendance.labels import mark_label
from rehab.attendance.month_actions import Parcel, PreviewOutdated, SessionsRefused
from rehab.attendance.month_plan import by_person
from rehab.attendance.month_sheet import UnreadableMonth, month_workbook, read_month
from rehab.attendance.summary import proposed_sentence
from rehab.audit.actions import note_reading
from rehab.audit.refusals import refusal_is_noted
from rehab.facilities.queries import get_facility
from rehab.plumbing import clock
from rehab.plumbing.formatting import moment
from rehab.plumbing.saving import saves, saving
from rehab.plumbing.spreadsheets import XLSX, UnreadableFile, read_bytes
from rehab.programs import queries as programs

# More lines of one kind than this are counted, not shown.
MOST_SHOWN = 500


@blueprint.get("/cohorts/<int:cohort_id>/month.xlsx")
@requires(Permission.ATTENDANCE_READ)
def cohort_month(cohort_id: int) -> Response:
    scope, at = current_scope(), clock.now()
    row = programs.cohort(scope, cohort_id)
    month_on = _asked_month(scope)
    to_on, zone = month_after(month_on), get_facility(scope, row.facility_id).zone
    content = month_workbook(
        row, month_on, programs.list_sessions(scope, cohort_id=row.id, from_on=month_on, to_on=to_on),
        queries.class_attendance(scope, row.id, month_on, to_on, at=at),
        queries.marks_of_class(scope, row.id, month_on, to_on), [_("Data pada %(moment)s", moment=moment(at, zone))],
    )  # fmt: skip
    _note(scope, "attendance.export_month", cohort_id, row.facility_id)
    return file_answer(content, XLSX, f"presensi-kelas-{cohort_id}-{month_on:%Y-%m}.xlsx")


def _asked_month(scope: Scope) -> date:
    """The month of the address, or of the form; this month in the facility's zone where neither names one."""
    return asked_month(request.values.get("month", ""), clock.today(get_facility(scope, scope.facility_id).zone))


def _note(scope: Scope, action: str, cohort_id: int, facility_id: int) -> None:
    note_reading(scope=scope, action=action, subject="cohort", subject_id=cohort_id, facility_id=facility_id)


@blueprint.get("/cohorts/<int:cohort_id>/month")
@requires(Permission.ATTENDANCE_RECORD)
def month_sheet(cohort_id: int) -> str:
    return _month_page(cohort_id, MonthFileForm(formdata=None))


def _month_page(cohort_id: int, form: MonthFileForm) -> str:
    scope = current_scope()
    row = programs.cohort(scope, cohort_id)
    return render_template("attendance/month_sheet.html", cohort=row, form=form, month_on=_asked_month(scope))


@blueprint.post("/cohorts/<int:cohort_id>/month")
@requires(Permission.ATTENDANCE_RECORD)
@saves
def month_preview(cohort_id: int) -> Any:
    form, scope, at = MonthFileForm(), current_scope(), clock.now()
    if not form.validate_on_submit():
        return _month_page(cohort_id, form), 422
    name, content = form.file.data.filename or "", form.file.data.read()
    try:
        # Reading takes its time in another process, and no transaction has begun yet: nobody waits for it.
        sheets = read_bytes(content, name, typed_only=True)
        month_on = _asked_month(scope)
        typed = read_month(sheets, programs.cohort(scope, cohort_id).id, month_on)
    except (UnreadableFile, UnreadableMonth) as refusal:
        return _refused_file(cohort_id, form, name, refusal)
    parcel = Parcel(cohort_id, month_on, name[-200:], hashlib.sha256(content).hexdigest(), typed, {})
    return _preview_page(scope, parcel, MonthSaveForm(formdata=None), at)


def _refused_file(cohort_id: int, form: MonthFileForm, name: str, refusal: UnreadableFile | UnreadableMonth) -> Any:
    """The refusal ends in an error answer, which writes nothing: its line in the history has a transaction of its own."""
    with saving():
        month_actions.note_refused_month(
            scope=current_scope(), cohort_id=cohort_id, file_name=name, code=refusal.code, at=clock.now()
        )
    refusal_is_noted()
    form.file.errors = [refusal.message]
    return _month_page(cohort_id, form), refusal.status


def _preview_page(scope: Scope, parcel: Parcel, form: MonthSaveForm, at: datetime) -> str:
    row = programs.cohort(scope, parcel.cohort_id)
    plan = month_actions.look_ahead(scope, parcel, at)
    form.parcel.data = month_actions.packed(scope, parcel, plan)
    form.month.data = f"{parcel.month_on:%m-%Y}"
    _note(scope, "attendance.preview_month", row.id, row.facility_id)
    return render_template(
        "attendance/month_preview.html", cohort=row, plan=plan, parcel=parcel, form=form, most=MOST_SHOWN,
        new=by_person(plan.new), mark_label=mark_label,
    )  # fmt: skip


@blueprint.post("/cohorts/<int:cohort_id>/month/save")
@requires(Permission.ATTENDANCE_RECORD)
@saves
def save_month(cohort_id: int) -> Any:
    scope, at, form = current_scope(), clock.now(), MonthSaveForm()
    month_on = _asked_month(scope)
    row = programs.cohort(scope, cohort_id)
    try:
        parcel, agreed = month_actions.unpacked(scope, form.parcel.data or "", row.id, month_on)
    except UnreadableMonth as refusal:
        upload = MonthFileForm(formdata=None)
        upload.form_errors.append(refusal.message)
        return _month_page(cohort_id, upload), refusal.status
    if not form.validate_on_submit():
        return _preview_page(scope, parcel, form, at), 422
    try:
        done = month_actions.import_month(scope=scope, parcel=parcel, agreed=agreed, correction=form.correction.data or "", at=at)
    except (PreviewOutdated, SessionsRefused, CorrectionNeedsReason) as refused:
        return _shown_again(scope, parcel, form, refused, at)
    flash(_saved_sentence(done))
    return redirect(url_for("attendance.cohort", cohort_id=cohort_id), code=303)


def _shown_again(scope: Scope, parcel: Parcel, form: MonthSaveForm, refused: Any, at: datetime) -> Any:
    """The preview as it is now; sessions that were refused are left out of it."""
    if isinstance(refused, CorrectionNeedsReason):
        form.correction.errors = [refused.message]
    else:
        form.form_errors.append(refused.message)
    if isinstance(refused, SessionsRefused):
        parcel = replace(parcel, left_out={**parcel.left_out, **refused.sessions})
    # What was tried before the refusal is taken back before the register is read again.
    with saving():
        page = _preview_page(scope, parcel, form, at)
    return page, refused.status


def _saved_sentence(done: Recorded) -> str:
    parts = [_("%(new)s kehadiran tercatat, %(changed)s diubah.", new=done.recorded, changed=done.corrected)]
    if not done.recorded and not done.corrected:
        parts = [] if done.asked else [_("Tidak ada yang berubah.")]
    return " ".join([*parts, *([proposed_sentence(done.asked)] if done.asked else [])])
