"""URLs of the outcomes of classes and their exams, on the blueprint that certificates.py begins."""

from datetime import date
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from rehab.access.doors import requires
from rehab.access.permissions import Permission
from rehab.access.scope import current_scope
from rehab.audit.actions import note_reading
from rehab.audit.queries import history_of
from rehab.facilities.queries import zones_of_facilities
from rehab.outcomes import actions, class_queries, queries
from rehab.outcomes.certificates import blueprint
from rehab.outcomes.forms import CorrectionForm, ExamForm, Grid
from rehab.outcomes.history import told_of_class
from rehab.outcomes.labels import certificate_kind_label, result_label
from rehab.plumbing import clock
from rehab.plumbing.paging import asked_page
from rehab.plumbing.saving import saves
from rehab.programs import queries as programs
from rehab.programs.labels import class_state_label

FIELDS = ("score", "passed", "version")


def _today(cohort: Any) -> date:
    zones = zones_of_facilities(current_scope(), {cohort.facility_id})
    return clock.today(zones[cohort.facility_id])


@blueprint.get("/classes")
@requires(Permission.OUTCOMES_READ)
def classes() -> str:
    scope, search = current_scope(), request.args.get("q", "").strip()[:100]
    page = programs.list_cohorts(scope, search=search, page=asked_page())
    totals = queries.totals_by_cohort(scope, [row.id for row in page.items])
    return render_template("outcomes/classes.html", page=page, totals=totals, q=search, state_label=class_state_label)


@blueprint.get("/classes/<int:cohort_id>")
@requires(Permission.OUTCOMES_READ)
def class_outcomes(cohort_id: int) -> str:
    scope = current_scope()
    row = programs.cohort(scope, cohort_id)
    wanted = queries.CertificateFilter(cohort_id=row.id)
    names = {wbp_id: each.name for wbp_id, each in class_queries.people_of_class(scope, row.id).items()}
    zone = zones_of_facilities(scope, {row.facility_id})[row.facility_id]
    note_reading(scope=scope, action="outcomes.read_class", subject="cohort", subject_id=row.id, facility_id=row.facility_id)
    return render_template(
        "outcomes/class_outcomes.html", cohort=row, totals=queries.totals_by_cohort(scope, [row.id])[row.id],
        exams=class_queries.list_exams(scope, row.id), page=queries.list_certificates(scope, wanted, page=asked_page()),
        kind_label=certificate_kind_label, state_label=class_state_label,
        history=told_of_class(history_of(scope, "cohort", [row.id], room="outcomes"), names, zone),
    )  # fmt: skip


def _to_class(cohort_id: int, sentence: str) -> Any:
    flash(sentence)
    return redirect(url_for("outcomes.class_outcomes", cohort_id=cohort_id), code=303)


@blueprint.get("/classes/<int:cohort_id>/exams/new")
@requires(Permission.OUTCOMES_RECORD)
def new_exam(cohort_id: int) -> str:
    scope = current_scope()
    people = class_queries.people_of_class(scope, cohort_id)
    return render_template(
        "outcomes/new_exam.html", cohort=programs.cohort(scope, cohort_id), form=ExamForm(), grid=Grid(), people=people
    )


@blueprint.post("/classes/<int:cohort_id>/exams/new")
@requires(Permission.OUTCOMES_RECORD)
@saves
def record_exam(cohort_id: int) -> Any:
    scope, form = current_scope(), ExamForm()
    row = programs.cohort(scope, cohort_id)
    people = class_queries.people_of_class(scope, cohort_id)
    grid = Grid().read(request.form, people, FIELDS)
    results = grid.results()
    if form.validate_on_submit() and not grid.errors:
        assert form.held_on.data is not None
        try:
            count = actions.record_exam(
                scope=scope, cohort_id=cohort_id, title=form.title.data or "", held_on=form.held_on.data, results=results,
                on=_today(row), at=clock.now(),
            )  # fmt: skip
        except actions.InTheFuture as refused:
            form.held_on.errors = [refused.message]
        except actions.ExamTaken as refused:
            form.title.errors = [refused.message]
        except (actions.NobodyGiven, actions.NotInClass) as refused:
            form.form_errors.append(refused.message)
        else:
            return _to_class(cohort_id, _("Hasil %(count)s peserta tercatat.", count=count))
    return render_template("outcomes/new_exam.html", cohort=row, form=form, grid=grid, people=people), 422


@blueprint.get("/classes/<int:cohort_id>/exams/<int:exam_id>")
@requires(Permission.OUTCOMES_READ)
def exam(cohort_id: int, exam_id: int) -> str:
    return _exam_page(cohort_id, exam_id, CorrectionForm(), Grid())


def _exam_page(cohort_id: int, exam_id: int, form: CorrectionForm, grid: Grid) -> str:
    scope = current_scope()
    one = class_queries.exam(scope, cohort_id, exam_id)
    return render_template(
        "outcomes/exam.html", cohort=programs.cohort(scope, cohort_id), exam=one, form=form, grid=grid,
        people=class_queries.exam_grid(scope, one), result_label=result_label,
    )  # fmt: skip


@blueprint.post("/classes/<int:cohort_id>/exams/<int:exam_id>")
@requires(Permission.OUTCOMES_RECORD)
@saves
def correct_exam(cohort_id: int, exam_id: int) -> Any:
    scope, form = current_scope(), CorrectionForm()
    grid_rows = class_queries.exam_grid(scope, class_queries.exam(scope, cohort_id, exam_id))
    grid = Grid().read(request.form, grid_rows, FIELDS)
    results = grid.results()
    if form.validate_on_submit() and not grid.errors:
        try:
            count = actions.correct_exam(
                scope=scope, cohort_id=cohort_id, exam_id=exam_id, results=results, reason=form.reason.data or "", at=clock.now()
            )
        except actions.ReasonMissing as refused:
            form.reason.errors = [refused.message]
        else:
            return _to_class(
                cohort_id, _("%(count)s hasil berubah.", count=count) if count else _("Tidak ada hasil yang berubah.")
            )
    return _exam_page(cohort_id, exam_id, form, grid), 422
