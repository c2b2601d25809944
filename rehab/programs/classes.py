"""URLs of classes and their timetables; routes.py adds those of programmes and teachers to the same blueprint."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from rehab.access.doors import requires
from rehab.access.permissions import Permission
from rehab.access.scope import Scope, current_scope
from rehab.audit.queries import history_of
from rehab.facilities.queries import zones_of_facilities
from rehab.plumbing import clock
from rehab.plumbing.errors import Refusal
from rehab.plumbing.saving import saves
from rehab.programs import actions, labels, queries, session_actions, timetable_queries
from rehab.programs.forms import ClassForm, last_day
from rehab.programs.history import told
from rehab.programs.models import Cohort
from rehab.programs.states import next_class_states
from rehab.programs.timetable_forms import TimetableForm

blueprint = Blueprint("programs", __name__)


def zone_of(scope: Scope, facility_id: int) -> str:
    """The zone in which a class meets."""
    return zones_of_facilities(scope, {facility_id})[facility_id]


def seen_version() -> int:
    """The version of the row a small form was drawn from."""
    text = request.form.get("version", "")
    return int(text) if text.isdecimal() and len(text) < 10 else 0


@blueprint.get("/<int:programme_id>/classes/new")
@requires(Permission.PROGRAMS_EDIT)
def new_class(programme_id: int) -> str:
    scope = current_scope()
    course = queries.programme(scope, programme_id)
    form = ClassForm(capacity=20).offer(scope, course.facility_id)
    return render_template("programs/new_class.html", form=form, programme=course)


@blueprint.post("/<int:programme_id>/classes/new")
@requires(Permission.PROGRAMS_EDIT)
@saves
def add_class(programme_id: int) -> Any:
    scope = current_scope()
    course = queries.programme(scope, programme_id)
    form = ClassForm().offer(scope, course.facility_id)
    if form.validate_on_submit():
        try:
            row = actions.add_class(scope=scope, programme_id=course.id, details=form.details, at=clock.now())
        except (actions.NameTaken, actions.WrongPeriod) as refused:
            _put_on_field(form, refused)
        else:
            flash(_("Kelas %(name)s tercatat. Isi jadwal mingguannya.", name=row.name))
            return redirect(url_for("programs.edit_timetable", cohort_id=row.id), code=303)
    return render_template("programs/new_class.html", form=form, programme=course), 422


def _put_on_field(form: ClassForm, refused: Refusal) -> None:
    field = form.last_on if isinstance(refused, actions.WrongPeriod) else form.name
    field.errors = [refused.message]


@blueprint.get("/classes/<int:cohort_id>")
@requires(Permission.PROGRAMS_READ)
def cohort(cohort_id: int) -> str:
    scope = current_scope()
    row = queries.cohort(scope, cohort_id)
    totals = queries.session_totals_by_cohort(scope, [row.id]).get(row.id, queries.SessionTotals())
    zone, slots = zone_of(scope, row.facility_id), queries.timetable(scope, row.id)
    return render_template(
        "programs/cohort.html", cohort=row, slots=slots, totals=totals, labels=labels, zone=zone, last_day=last_day,
        steps=next_class_states(row.state), covers=timetable_queries.list_covers(scope, row.id), today=clock.today(zone),
        teachers=timetable_queries.names_of_instructors(scope, [slot.instructor_id for slot in slots]),
        history=told(history_of(scope, "cohort", [row.id]), zone),
    )  # fmt: skip


@blueprint.get("/classes/<int:cohort_id>/edit")
@requires(Permission.PROGRAMS_EDIT)
def edit_class(cohort_id: int) -> str:
    scope = current_scope()
    row = queries.cohort(scope, cohort_id)
    given = {"last_on": last_day(row.ends_on), "instructor_id": str(row.instructor_id or "")}
    form = ClassForm(obj=row, data=given).offer(scope, row.facility_id, row.instructor)
    form.instructor_id.data = given["instructor_id"]
    return render_template("programs/edit_class.html", form=form, cohort=row)


@blueprint.post("/classes/<int:cohort_id>/edit")
@requires(Permission.PROGRAMS_EDIT)
@saves
def change_class(cohort_id: int) -> Any:
    scope = current_scope()
    row = queries.cohort(scope, cohort_id)
    form = ClassForm().offer(scope, row.facility_id, row.instructor)
    if form.validate_on_submit():
        try:
            row = actions.change_class(
                scope=scope, cohort_id=row.id, version=form.seen_version, details=form.details, at=clock.now()
            )
        except (actions.NameTaken, actions.WrongPeriod) as refused:
            _put_on_field(form, refused)
        else:
            return _to_class(row, _("Kelas %(name)s sudah diubah.", name=row.name))
    return render_template("programs/edit_class.html", form=form, cohort=row), 422


def _to_class(row: Cohort, sentence: str) -> Any:
    flash(sentence)
    return redirect(url_for("programs.cohort", cohort_id=row.id), code=303)


@blueprint.post("/classes/<int:cohort_id>/state")
@requires(Permission.PROGRAMS_EDIT)
@saves
def move_class(cohort_id: int) -> Any:
    row = actions.move_class(
        scope=current_scope(), cohort_id=cohort_id, version=seen_version(), state=request.form.get("state", ""), at=clock.now()
    )
    state = str(labels.class_state_label(row.state)).lower()
    return _to_class(row, _("Kelas %(name)s kini %(state)s.", name=row.name, state=state))


@blueprint.get("/classes/<int:cohort_id>/timetable")
@requires(Permission.PROGRAMS_EDIT)
def edit_timetable(cohort_id: int) -> str:
    scope = current_scope()
    row = queries.cohort(scope, cohort_id)
    form = TimetableForm(obj=row).offer(scope, row.facility_id).show(queries.timetable(scope, row.id))
    return _timetable(row, form)


def _timetable(row: Cohort, form: TimetableForm) -> str:
    errors = [(line.error[1], f"#{line.error[0]}-{number}") for number, line in enumerate(form.rows) if line.error]
    errors += [(text, None) for text in form.form_errors]
    return render_template("programs/edit_timetable.html", cohort=row, form=form, errors=errors, labels=labels)


@blueprint.post("/classes/<int:cohort_id>/timetable")
@requires(Permission.PROGRAMS_EDIT)
@saves
def set_timetable(cohort_id: int) -> Any:
    scope = current_scope()
    row = queries.cohort(scope, cohort_id)
    form = TimetableForm().offer(scope, row.facility_id)
    if form.read(request.form):
        try:
            added = session_actions.set_timetable(
                scope=scope, cohort_id=row.id, version=form.seen_version, slots=form.slots, at=clock.now()
            )
        except session_actions.OverlappingSlots as refused:
            form.form_errors = [refused.message]
        else:
            words = ngettext("Jadwal tersimpan, %(num)d sesi baru dibuat.", "Jadwal tersimpan, %(num)d sesi baru dibuat.", added)
            return _to_class(row, words)
    return _timetable(row, form), 422
