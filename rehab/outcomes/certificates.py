"""URLs of certificates; routes.py adds those of exams to the same blueprint."""

from typing import Any

from flask import Blueprint, Response, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from rehab.access.doors import requires
from rehab.access.permissions import Permission
from rehab.access.scope import current_scope
from rehab.audit.actions import note_reading
from rehab.audit.queries import history_of
from rehab.facilities.queries import get_facility, names_of_facilities, zones_of_facilities
from rehab.outcomes import actions, class_queries, queries
from rehab.outcomes.export import certificates_workbook
from rehab.outcomes.forms import CertificateForm, CertificatesForm, Grid, RemovalForm
from rehab.outcomes.history import told_of_certificate
from rehab.outcomes.labels import CERTIFICATE_KIND_LABELS, certificate_kind_label
from rehab.partners.queries import names_of_agencies
from rehab.plumbing import clock
from rehab.plumbing.fields import parse_date
from rehab.plumbing.formatting import moment
from rehab.plumbing.paging import asked_page
from rehab.plumbing.saving import saves
from rehab.plumbing.spreadsheets import XLSX
from rehab.programs import queries as programs

blueprint = Blueprint("outcomes", __name__)


def _asked() -> dict[str, str]:
    return {name: request.args.get(name, "").strip()[:100] for name in ("q", "kind", "programme", "from", "to")}


def _wanted(asked: dict[str, str]) -> queries.CertificateFilter:
    programme = asked["programme"]
    return queries.CertificateFilter(
        search=asked["q"], kind=asked["kind"],
        programme_id=int(programme) if programme.isdecimal() and len(programme) < 10 else None,
        from_on=parse_date(asked["from"]), to_on=parse_date(asked["to"]),
    )  # fmt: skip


@blueprint.get("/")
@requires(Permission.OUTCOMES_READ)
def certificates() -> str:
    scope, asked = current_scope(), _asked()
    page = queries.list_certificates(scope, _wanted(asked), page=asked_page())
    note_reading(
        scope=scope, action="outcomes.read_certificates", subject="report", facility_id=scope.facility_id,
        details={"rows": page.total, "query": request.args.to_dict()},
    )  # fmt: skip
    return render_template(
        "outcomes/certificates.html", page=page, asked=asked,
        kinds=CERTIFICATE_KIND_LABELS, programmes=programs.list_programmes(scope, per_page=200).items,
        kind_label=certificate_kind_label,
    )  # fmt: skip


@blueprint.get("/certificates.xlsx")
@requires(Permission.OUTCOMES_READ)
def export_certificates() -> Response:
    scope, asked = current_scope(), _asked()
    facility = get_facility(scope, scope.facility_id)
    lines = queries.all_certificates(scope, _wanted(asked))
    notes = [facility.name, _("Data pada %(moment)s", moment=moment(clock.now(), facility.zone))]
    notes += (
        [_("Disaring: %(filters)s", filters=", ".join(each for each in asked.values() if each))] if any(asked.values()) else []
    )
    notes += [_("CONTOH: data rekaan, bukan data sebenarnya.")] if current_app.config["DEMO"] else []
    note_reading(
        scope=scope, action="outcomes.export_certificates", subject="report", facility_id=facility.id,
        details={"rows": len(lines), "query": request.args.to_dict()},
    )  # fmt: skip
    name = f"sertifikat-{facility.code}-{clock.today(facility.zone)}.xlsx"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(certificates_workbook(lines, notes), mimetype=XLSX, headers=headers)


@blueprint.get("/classes/<int:cohort_id>/certificates/new")
@requires(Permission.OUTCOMES_RECORD)
def new_certificates(cohort_id: int) -> str:
    scope = current_scope()
    row = programs.cohort(scope, cohort_id)
    form = CertificatesForm(
        kind="ijazah" if row.programme.kind.startswith("paket_") else "sertifikat", title=row.programme.name,
        issuer=names_of_agencies(scope, [row.programme.agency_id]).get(row.programme.agency_id or 0)
        or names_of_facilities(scope, {row.facility_id})[row.facility_id],
    )  # fmt: skip
    return _certificates_page(row, form, Grid())


def _certificates_page(row: Any, form: CertificatesForm, grid: Grid) -> str:
    people = class_queries.people_of_class(current_scope(), row.id)
    return render_template("outcomes/new_certificates.html", cohort=row, form=form, grid=grid, people=people)


@blueprint.post("/classes/<int:cohort_id>/certificates/new")
@requires(Permission.OUTCOMES_RECORD)
@saves
def record_certificates(cohort_id: int) -> Any:
    scope, form = current_scope(), CertificatesForm()
    row = programs.cohort(scope, cohort_id)
    grid = Grid().read(request.form, class_queries.people_of_class(scope, cohort_id), ("number",))
    numbers = grid.numbers()
    if form.validate_on_submit() and not grid.errors:
        today = clock.today(zones_of_facilities(scope, {row.facility_id})[row.facility_id])
        try:
            count = actions.record_certificates(
                scope=scope, cohort_id=cohort_id, details=form.details, numbers=numbers, on=today, at=clock.now()
            )
        except actions.NumbersTaken as refused:
            grid.errors |= {wbp_id: refused.message for wbp_id, number in numbers.items() if number in refused.numbers}
        except actions.InTheFuture as refused:
            form.issued_on.errors = [refused.message]
        except (actions.NobodyGiven, actions.NotInClass) as refused:
            form.form_errors.append(refused.message)
        else:
            flash(_("%(count)s peserta sekarang bersertifikat.", count=count))
            return redirect(url_for("outcomes.class_outcomes", cohort_id=cohort_id), code=303)
    return _certificates_page(row, form, grid), 422


@blueprint.get("/certificates/<int:certificate_id>")
@requires(Permission.OUTCOMES_RECORD)
def edit_certificate(certificate_id: int) -> str:
    row = queries.certificate(current_scope(), certificate_id)
    return _certificate_page(row, CertificateForm(obj=row), RemovalForm(obj=row, prefix="removal"))


def _certificate_page(row: Any, form: CertificateForm, removal: RemovalForm) -> str:
    scope = current_scope()
    zone = zones_of_facilities(scope, {row.facility_id})[row.facility_id]
    return render_template(
        "outcomes/edit_certificate.html", certificate=row, form=form, removal=removal, holder=queries.holder_name(scope, row),
        history=told_of_certificate(history_of(scope, "certificate", [row.id]), zone),
    )  # fmt: skip


@blueprint.post("/certificates/<int:certificate_id>")
@requires(Permission.OUTCOMES_RECORD)
@saves
def correct_certificate(certificate_id: int) -> Any:
    scope, form = current_scope(), CertificateForm()
    row = queries.certificate(scope, certificate_id)
    if form.validate_on_submit():
        today = clock.today(zones_of_facilities(scope, {row.facility_id})[row.facility_id])
        try:
            actions.correct_certificate(
                scope=scope, certificate_id=certificate_id, version=form.seen_version, details=form.details,
                number=form.number.data or "", reason=form.reason.data or "", on=today, at=clock.now(),
            )  # fmt: skip
        except actions.NumbersTaken as refused:
            form.number.errors = [refused.message]
        except actions.InTheFuture as refused:
            form.issued_on.errors = [refused.message]
        else:
            flash(_("Sertifikat %(number)s sudah diperbaiki.", number=form.number.data))
            return redirect(url_for("outcomes.certificates"), code=303)
    return _certificate_page(row, form, RemovalForm(formdata=None, obj=row, prefix="removal")), 422


@blueprint.post("/certificates/<int:certificate_id>/remove")
@requires(Permission.OUTCOMES_RECORD)
@saves
def remove_certificate(certificate_id: int) -> Any:
    scope, removal = current_scope(), RemovalForm(prefix="removal")
    row = queries.certificate(scope, certificate_id)
    if not removal.validate_on_submit():
        return _certificate_page(row, CertificateForm(formdata=None, obj=row), removal), 422
    actions.remove_certificate(
        scope=scope, certificate_id=certificate_id, version=removal.seen_version, reason=removal.reason.data or "",
        at=clock.now(),
    )  # fmt: skip
    flash(_("Sertifikat itu sudah dihapus. Catatannya tetap ada di jejak audit."))
    return redirect(url_for("outcomes.certificates"), code=303)
