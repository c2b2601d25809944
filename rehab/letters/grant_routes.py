"""URLs of comparing what SDP granted with what was proposed."""

import hashlib
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from rehab.access.doors import requires
from rehab.access.permissions import Permission
from rehab.access.scope import current_scope
from rehab.accounts.queries import names_of
from rehab.facilities.queries import get_facility
from rehab.letters import actions, exports, grant_queries
from rehab.letters.blueprint import blueprint, note, sent
from rehab.letters.forms import GrantsForm
from rehab.letters.grants import reconcile
from rehab.letters.labels import IMPACT_LABELS, difference_label
from rehab.letters.lists import parted
from rehab.letters.models import IMPACTS, GrantImport
from rehab.letters.subjects import subject_of
from rehab.plumbing import clock
from rehab.plumbing.paging import asked_page
from rehab.plumbing.refused_rows import Problem
from rehab.plumbing.saving import let_others_write, saves
from rehab.plumbing.sheet_reading import UnreadableSheet
from rehab.plumbing.spreadsheets import XLSX, UnreadableFile, read_bytes
from rehab.remisi.exports import round_title
from rehab.remisi.queries import get_round


@blueprint.get("/letters/rounds/<int:round_id>/grants")
@requires(Permission.PROPOSALS_READ)
def grants(round_id: int) -> Any:
    """The imports of a round, and the form for another."""
    return _grants_page(round_id, GrantsForm())


def _grants_page(round_id: int, form: GrantsForm) -> str:
    scope = current_scope()
    round_ = get_round(scope, round_id)
    page = grant_queries.list_imports(scope, round_id, page=asked_page())
    return render_template(
        "letters/grants.html", round=round_, title=round_title(round_), page=page, form=form, impacts=IMPACT_LABELS,
        names=names_of(scope, [each.imported_by for each in page.items]), zone=get_facility(scope, round_.facility_id).zone,
    )  # fmt: skip


@blueprint.post("/letters/rounds/<int:round_id>/grants")
@requires(Permission.LETTERS_PREPARE)
@saves
def import_grants(round_id: int) -> Any:
    """Compare a file with the round; nothing of the round changes."""
    scope, form, at = current_scope(), GrantsForm(), clock.now()
    get_round(scope, round_id)
    if not form.validate_on_submit():
        return _grants_page(round_id, form), 422
    name, content = form.file.data.filename or "", form.file.data.read()
    # The file is read in another process; nobody waits for it.
    let_others_write()
    try:
        sheets = read_bytes(content, name)
        subject = subject_of(scope, round_id, "grants", at=at)
        found = reconcile(subject.people, parted(subject)[0], sheets)
    except (UnreadableFile, UnreadableSheet) as refusal:
        form.file.errors = [refusal.message]
        return _grants_page(round_id, form), refusal.status
    kept = actions.keep_grants(
        scope=scope, facility_id=subject.facility.id, round_id=round_id, file_name=name,
        sha256=hashlib.sha256(content).hexdigest(), found=found, at=at,
    )  # fmt: skip
    if kept.imported_at != at:
        flash(_("Berkas ini sudah pernah dibandingkan; inilah hasilnya."), "info")
    return redirect(url_for("letters.grant_import", import_id=kept.id), code=303)


@blueprint.get("/letters/grants/<int:import_id>")
@requires(Permission.PROPOSALS_READ)
def grant_import(import_id: int) -> Any:
    """One comparison: the lines by what they do to a person."""
    scope = current_scope()
    found = grant_queries.get_import(scope, import_id)
    round_ = get_round(scope, found.round_id)
    impact = request.args.get("tab", "")
    if impact not in IMPACTS:
        impact = next((each for each in IMPACTS if found.counts.get(each)), "none")
    note(scope, round_, "read_grants", grant_import=import_id)
    return render_template(
        "letters/grant_import.html", found=found, round=round_, title=round_title(round_), impact=impact, refused=_refused(found),
        page=grant_queries.list_lines(scope, import_id, impact, page=asked_page()), impacts=IMPACT_LABELS,
        difference_label=difference_label,
    )  # fmt: skip


def _refused(found: GrantImport) -> list[tuple[int, str, str]]:
    """The refused rows in words: row, column, reason."""
    return [(row, column, Problem(column, kind, details).sentence) for row, column, kind, details in found.refused]


@blueprint.get("/letters/grants/<int:import_id>.xlsx")
@requires(Permission.PROPOSALS_READ)
def grants_workbook(import_id: int) -> Any:
    """The whole comparison as a workbook."""
    scope = current_scope()
    found = grant_queries.get_import(scope, import_id)
    round_ = get_round(scope, found.round_id)
    note(scope, round_, "export_grants", grant_import=import_id)
    title = _("Usulan dan SDP, %(round)s", round=round_title(round_))
    content = exports.grants_workbook(found, grant_queries.all_lines(scope, import_id), title)
    return sent(content, XLSX, f"sdp-{round_.kind}-{round_.held_on}-{import_id}.xlsx")
