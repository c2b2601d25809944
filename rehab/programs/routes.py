"""URLs of programmes and teachers; those of classes and sessions stand in classes.py, on the blueprint of this room."""

from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from rehab.access.doors import requires
from rehab.access.permissions import Permission
from rehab.access.scope import Scope, current_scope
from rehab.accounts.queries import names_of
from rehab.audit.actions import note_reading
from rehab.audit.queries import history_of
from rehab.facilities.queries import names_of_facilities
from rehab.partners import queries as partners
from rehab.plumbing import clock
from rehab.plumbing.errors import Refusal
from rehab.plumbing.paging import Page, asked_page
from rehab.plumbing.saving import saves
from rehab.plumbing.spreadsheets import Column, write_table
from rehab.programs import actions, cover_routes, labels, queries, session_routes
from rehab.programs.classes import blueprint, zone_of
from rehab.programs.forms import InstructorForm, ProgrammeForm, id_or_none, last_day
from rehab.programs.history import told
from rehab.programs.models import Programme
from rehab.wbp.labels import EDUCATION_LABELS, SEX_LABELS

__all__ = ["blueprint", "cover_routes", "session_routes"]
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ACTIVE = {"ya": True, "tidak": False}
MOST_EXPORTED = 5000


def _asked() -> dict[str, str]:
    return {name: request.args.get(name, "").strip()[:100] for name in ("q", "kind", "agency", "active", "sort")}


def _found(scope: Scope, asked: dict[str, str], **paging: Any) -> Page[Programme]:
    return queries.list_programmes(
        scope, search=asked["q"], kind=asked["kind"], agency_id=id_or_none(asked["agency"]), active=ACTIVE.get(asked["active"]),
        sort=asked["sort"] or "name", **paging,
    )  # fmt: skip


@blueprint.get("/")
@requires(Permission.PROGRAMS_READ)
def programmes() -> str:
    scope, asked = current_scope(), _asked()
    page = _found(scope, asked, page=asked_page())
    many = scope.facility_ids is None or len(scope.facility_ids) > 1
    agencies = {row.id: row.name for row in partners.list_agencies(scope)}
    return render_template(
        "programs/programmes.html", page=page, asked=asked, agency_names=agencies, labels=labels, many=many,
        agency_options=[(str(key), name) for key, name in agencies.items()], applied=_applied(asked, agencies),
        export_args={name: value for name, value in asked.items() if value},
        counts=queries.open_class_counts(scope, [row.id for row in page.items]),
        places=names_of_facilities(scope, {row.facility_id for row in page.items}) if many else {},
    )  # fmt: skip


def _applied(asked: dict[str, str], agencies: dict[int, str]) -> list[tuple[str, Any, Any]]:
    """The filters in use: argument, label, value in words."""
    named = [
        ("q", _("Cari"), asked["q"]),
        ("kind", _("Jenis"), labels.kind_label(asked["kind"])),
        ("agency", _("Mitra"), agencies.get(id_or_none(asked["agency"]) or 0, asked["agency"])),
        ("active", _("Keadaan"), _("Ditawarkan") if asked["active"] == "ya" else _("Tidak ditawarkan lagi")),
    ]
    return [each for each in named if asked[each[0]]]


@blueprint.get("/export.xlsx")
@requires(Permission.PROGRAMS_READ)
def export() -> Response:
    scope, asked = current_scope(), _asked()
    rows = _found(scope, asked, per_page=MOST_EXPORTED).items
    agencies = partners.names_of_agencies(scope, [row.agency_id for row in rows])
    places = names_of_facilities(scope, {row.facility_id for row in rows})
    counts = queries.open_class_counts(scope, [row.id for row in rows])
    heads = (_("UPT"), _("Nama program"), _("Jenis"), _("Mitra"), _("Kelas terbuka"), _("Masih ditawarkan"))
    lines = [
        [
            places[row.facility_id], row.name, str(labels.kind_label(row.kind)), agencies.get(row.agency_id, ""),
            counts.get(row.id, 0), _("Ya") if row.active else _("Tidak"),
        ]
        for row in rows
    ]  # fmt: skip
    content = write_table(_("Daftar Program"), [], [Column(head, 24) for head in heads], lines)
    note_reading(scope=scope, action="programs.export", subject="programme", details={"rows": len(rows)})
    return Response(content, mimetype=XLSX, headers={"Content-Disposition": "attachment; filename=program.xlsx"})


@blueprint.get("/new")
@requires(Permission.PROGRAMS_EDIT)
def new_programme() -> str:
    return render_template("programs/new_programme.html", form=ProgrammeForm().offer(current_scope()))


@blueprint.post("/new")
@requires(Permission.PROGRAMS_EDIT)
@saves
def add_programme() -> Any:
    scope = current_scope()
    form = ProgrammeForm().offer(scope)
    if form.validate_on_submit():
        try:
            row = actions.add_programme(scope=scope, facility_id=scope.facility_id, details=form.details, at=clock.now())
        except (actions.NameTaken, actions.WrongAgreement) as refused:
            _put_on_field(form, refused)
        else:
            return _to_programme(row, _("Program %(name)s tercatat.", name=row.name))
    return render_template("programs/new_programme.html", form=form), 422


def _put_on_field(form: ProgrammeForm, refused: Refusal) -> None:
    field = form.agreement_id if isinstance(refused, actions.WrongAgreement) else form.name
    field.errors = [refused.message]


def _to_programme(row: Programme, sentence: str) -> Any:
    flash(sentence)
    return redirect(url_for("programs.programme", programme_id=row.id), code=303)


@blueprint.get("/<int:programme_id>")
@requires(Permission.PROGRAMS_READ)
def programme(programme_id: int) -> str:
    scope = current_scope()
    row = queries.programme(scope, programme_id)
    states = queries.OPEN_CLASS_STATES if request.args.get("all") != "1" else ()
    classes = queries.list_cohorts(scope, programme_id=row.id, states=states, sort="-starts", page=asked_page())
    may_see_partner = scope.can(Permission.PARTNERS_READ)
    return render_template(
        "programs/programme.html", programme=row, classes=classes, labels=labels, everything=not states, last_day=last_day,
        agency=partners.names_of_agencies(scope, [row.agency_id]).get(row.agency_id or 0),
        agreement=partners.agreement(scope, row.agreement_id) if row.agreement_id and may_see_partner else None,
        education=EDUCATION_LABELS.get(row.least_education or ""), sex=SEX_LABELS.get(row.sex or ""),
        totals=queries.session_totals_by_cohort(scope, [each.id for each in classes.items]),
        history=told(history_of(scope, "programme", [row.id]), zone_of(scope, row.facility_id)),
    )  # fmt: skip


@blueprint.get("/<int:programme_id>/edit")
@requires(Permission.PROGRAMS_EDIT)
def edit_programme(programme_id: int) -> str:
    scope = current_scope()
    row = queries.programme(scope, programme_id)
    form = ProgrammeForm(obj=row).offer(scope)
    for field in (form.agency_id, form.agreement_id, form.least_education, form.sex):
        field.data = str(field.data or "")
    return render_template("programs/edit_programme.html", form=form, programme=row)


@blueprint.post("/<int:programme_id>/edit")
@requires(Permission.PROGRAMS_EDIT)
@saves
def change_programme(programme_id: int) -> Any:
    scope = current_scope()
    row = queries.programme(scope, programme_id)
    form = ProgrammeForm().offer(scope)
    if form.validate_on_submit():
        try:
            row = actions.change_programme(
                scope=scope, programme_id=row.id, version=form.seen_version, details=form.details, at=clock.now()
            )
        except (actions.NameTaken, actions.WrongAgreement) as refused:
            _put_on_field(form, refused)
        else:
            return _to_programme(row, _("Program %(name)s sudah diubah.", name=row.name))
    return render_template("programs/edit_programme.html", form=form, programme=row), 422


@blueprint.get("/instructors")
@requires(Permission.PROGRAMS_READ)
def instructors() -> str:
    scope, search = current_scope(), request.args.get("q", "").strip()[:100]
    page = queries.list_instructors(scope, search=search, page=asked_page())
    return render_template(
        "programs/instructors.html", page=page, q=search,
        agencies=partners.names_of_agencies(scope, [row.agency_id for row in page.items]),
        accounts=names_of(scope, [row.user_id for row in page.items]),
    )  # fmt: skip


@blueprint.get("/instructors/new")
@requires(Permission.PROGRAMS_EDIT)
def new_instructor() -> str:
    return render_template("programs/new_instructor.html", form=InstructorForm().offer(current_scope()))


@blueprint.post("/instructors/new")
@requires(Permission.PROGRAMS_EDIT)
@saves
def add_instructor() -> Any:
    scope = current_scope()
    form = InstructorForm().offer(scope)
    if form.validate_on_submit():
        try:
            row = actions.add_instructor(scope=scope, facility_id=scope.facility_id, details=form.details, at=clock.now())
        except (actions.AccountTaken, actions.WrongAccount) as refused:
            form.user_id.errors = [refused.message]
        else:
            flash(_("%(name)s tercatat sebagai pengajar.", name=row.name))
            return redirect(url_for("programs.instructors"), code=303)
    return render_template("programs/new_instructor.html", form=form), 422


@blueprint.get("/instructors/<int:instructor_id>/edit")
@requires(Permission.PROGRAMS_EDIT)
def edit_instructor(instructor_id: int) -> str:
    scope = current_scope()
    row = queries.instructor(scope, instructor_id)
    form = InstructorForm(obj=row).offer(scope)
    for field in (form.agency_id, form.user_id):
        field.data = str(field.data or "")
    return render_template("programs/edit_instructor.html", form=form, instructor=row)


@blueprint.post("/instructors/<int:instructor_id>/edit")
@requires(Permission.PROGRAMS_EDIT)
@saves
def change_instructor(instructor_id: int) -> Any:
    scope = current_scope()
    row = queries.instructor(scope, instructor_id)
    form = InstructorForm().offer(scope)
    if form.validate_on_submit():
        try:
            row = actions.change_instructor(
                scope=scope, instructor_id=row.id, version=form.seen_version, details=form.details, at=clock.now()
            )
        except (actions.AccountTaken, actions.WrongAccount) as refused:
            form.user_id.errors = [refused.message]
        else:
            flash(_("Data %(name)s sudah diubah.", name=row.name))
            return redirect(url_for("programs.instructors"), code=303)
    return render_template("programs/edit_instructor.html", form=form, instructor=row), 422
