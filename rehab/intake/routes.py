"""URLs of importing a roster: template, upload, preview, commit, drop, undo, error sheet."""

from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.exceptions import RequestEntityTooLarge

from rehab.access.doors import requires
from rehab.access.permissions import Permission
from rehab.access.scope import Scope, current_scope
from rehab.accounts.queries import names_of
from rehab.accounts.signin import scope_of_user
from rehab.audit.actions import note_reading
from rehab.audit.refusals import refusal_is_noted
from rehab.facilities.queries import get_facility
from rehab.intake import actions, queries, undo_actions
from rehab.intake.forms import RunForm, UploadForm
from rehab.intake.labels import TABS, state_label, state_tone
from rehab.intake.report import refusals_of
from rehab.intake.template_workbook import template_workbook
from rehab.plumbing import clock
from rehab.plumbing.errors import refuse_body
from rehab.plumbing.paging import PER_PAGE, Page, asked_page
from rehab.plumbing.saving import saves, saving
from rehab.plumbing.sheet_reading import UnreadableSheet
from rehab.plumbing.spreadsheets import XLSX, Column, UnreadableFile, read_bytes, write_table

blueprint = Blueprint("intake", __name__)


@blueprint.get("")
@requires(Permission.INTAKE_IMPORT)
def imports() -> Any:
    return _imports_page(UploadForm())


def _imports_page(form: UploadForm) -> str:
    scope = current_scope()
    page = queries.list_runs(scope, page=asked_page())
    return render_template(
        "intake/imports.html",
        form=form,
        page=page,
        names=names_of(scope, [run.created_by for run in page.items]),
        zone=get_facility(scope, scope.facility_id).zone,
        state_label=state_label,
        state_tone=state_tone,
    )


@blueprint.get("/template.xlsx")
@requires(Permission.INTAKE_IMPORT)
def template() -> Response:
    return _workbook(template_workbook(), "templat-impor-wbp.xlsx")


@blueprint.post("")
@requires(Permission.INTAKE_IMPORT)
@saves
def upload() -> Any:
    form, scope, at = UploadForm(), current_scope(), clock.now()
    if not form.validate_on_submit():
        return _imports_page(form), 422
    name = form.file.data.filename or ""
    content = form.file.data.read()
    try:
        # Reading takes its time in another process, and no transaction has begun yet: nobody waits for it.
        file = actions.file_of(name=name, content=content, sheets=read_bytes(content, name))
        run = actions.preview_import(scope=scope, facility_id=scope.facility_id, file=file, at=at)
    except (UnreadableFile, UnreadableSheet) as refusal:
        _note_refused(scope, name, refusal.code)
        form.file.errors = [refusal.message]
        return _imports_page(form), refusal.status
    return redirect(url_for("intake.run", run_id=run.id), code=303)


def _note_refused(scope: Scope, name: str, code: str) -> None:
    """The refusal ends in an error answer, which writes nothing: its line in the history has a transaction of its own."""
    with saving():
        actions.note_refused_file(scope=scope, facility_id=scope.facility_id, file_name=name, code=code, at=clock.now())
    refusal_is_noted()


@blueprint.errorhandler(RequestEntityTooLarge)
def too_large(_error: RequestEntityTooLarge) -> Response:
    if current_user.is_authenticated:
        scope = scope_of_user(current_user._get_current_object())  # type: ignore[union-attr]
        if scope.can(Permission.INTAKE_IMPORT):
            _note_refused(scope, "", "too_large")
    return refuse_body(UnreadableFile("too_large").message)


@blueprint.get("/<int:run_id>")
@requires(Permission.INTAKE_IMPORT)
def run(run_id: int) -> Any:
    scope = current_scope()
    found = queries.get_run(scope, run_id)
    report = queries.report_of(scope, found)
    note_reading(scope=scope, action="intake.read", subject=actions.SUBJECT, subject_id=run_id, facility_id=found.facility_id)
    tab = request.args.get("tab", "")
    if tab not in TABS:
        tab = next((name for name in TABS if report[name]), "new")
    rows = refusals_of(report) if tab == "refused" else report[tab]
    return render_template(
        "intake/run.html",
        run=found,
        report=report,
        tab=tab,
        tabs=TABS,
        page=_page_of(rows, asked_page()),
        state_label=state_label,
        state_tone=state_tone,
        newest=queries.newest_committed(scope, found.facility_id),
        zone=get_facility(scope, found.facility_id).zone,
        names=names_of(scope, [found.created_by]),
    )


def _page_of(rows: list[Any], number: int) -> Page[Any]:
    pages = max(1, -(-len(rows) // PER_PAGE))
    number = min(max(1, number), pages)
    return Page(rows[(number - 1) * PER_PAGE : number * PER_PAGE], number, PER_PAGE, len(rows))


@blueprint.get("/<int:run_id>/refused.xlsx")
@requires(Permission.INTAKE_IMPORT)
def refused_rows(run_id: int) -> Response:
    scope = current_scope()
    found = queries.get_run(scope, run_id)
    refusals = refusals_of(queries.report_of(scope, found))
    note_reading(scope=scope, action="intake.export", subject=actions.SUBJECT, subject_id=run_id, facility_id=found.facility_id)
    columns = [Column(_("Lembar"), 18), Column(_("Baris"), 8), Column(_("Kolom"), 22), Column(_("Alasan"), 100)]
    rows = [[refusal.sheet, refusal.row, refusal.column, refusal.message] for refusal in refusals]
    notes = [_("Perbaiki baris ini di berkas asal, lalu impor lagi: baris yang sudah masuk tidak bertambah.")]
    return _workbook(write_table(_("Baris yang ditolak"), notes, columns, rows), f"baris-ditolak-{run_id}.xlsx")


@blueprint.post("/<int:run_id>/commit")
@requires(Permission.INTAKE_IMPORT)
@saves
def commit(run_id: int) -> Any:
    scope, form = current_scope(), RunForm()
    if actions.commit_import(scope=scope, run_id=run_id, version=form.seen_version, at=clock.now()):
        flash(_("Impor tersimpan. Selama datanya belum dipakai, impor ini dapat dibatalkan."), "success")
    else:
        flash(_("Data di Bina berubah sejak pratinjau dibuat. Ini pratinjau yang baru: periksa, lalu simpan lagi."), "warning")
    return redirect(url_for("intake.run", run_id=run_id), code=303)


@blueprint.post("/<int:run_id>/drop")
@requires(Permission.INTAKE_IMPORT)
@saves
def drop(run_id: int) -> Any:
    scope, form = current_scope(), RunForm()
    actions.drop_preview(scope=scope, run_id=run_id, version=form.seen_version, at=clock.now())
    flash(_("Pratinjau dibuang. Tidak ada data yang berubah."), "success")
    return redirect(url_for("intake.imports"), code=303)


@blueprint.post("/<int:run_id>/undo")
@requires(Permission.INTAKE_IMPORT)
@saves
def undo(run_id: int) -> Any:
    undo_actions.undo_import(scope=current_scope(), run_id=run_id, at=clock.now())
    flash(_("Impor dibatalkan. Data kembali seperti sebelum impor ini."), "success")
    return redirect(url_for("intake.imports"), code=303)


def _workbook(content: bytes, name: str) -> Response:
    return Response(content, mimetype=XLSX, headers={"Content-Disposition": f'attachment; filename="{name}"'})
