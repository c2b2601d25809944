"""URLs of a person's papers and their scans."""

from typing import Any

from flask import Response, flash, redirect, request, url_for
from flask_babel import gettext as _

from rehab.access.doors import requires
from rehab.access.permissions import Permission
from rehab.accounts.queries import names_of
from rehab.audit.actions import note_reading
from rehab.plumbing import clock
from rehab.plumbing.errors import NotFound, Refusal
from rehab.plumbing.saving import saves
from rehab.wbp import case_queries as asked
from rehab.wbp import labels
from rehab.wbp import paper_actions as actions
from rehab.wbp.blueprint import File, blueprint, open_file, refuse, show
from rehab.wbp.case_routes import seen_version
from rehab.wbp.forms import PaperForm
from rehab.wbp.queries import BASIC_PAPERS
from rehab.wbp.scans import MOST_BYTES, ending_of, open_scan


@blueprint.get("/<int:wbp_id>/papers")
@requires(Permission.WBP_READ_CASE)
def papers(wbp_id: int) -> str:
    file = open_file(wbp_id, reads_case=True)
    found = asked.papers_of(file.scope, wbp_id)
    names = names_of(file.scope, {paper.verified_by for paper in found.values() if paper})
    scans = asked.newest_scans(file.scope, wbp_id)
    return show("papers", file, papers=found, scans=scans, names=names, labels=labels, basic=BASIC_PAPERS)


@blueprint.get("/<int:wbp_id>/papers/<code>")
@requires(Permission.WBP_EDIT)
def edit_paper(wbp_id: int, code: str) -> str:
    file = open_file(wbp_id, reads_case=True)
    paper = _known(file, code)
    form = PaperForm(obj=paper)
    form.version.data = str(paper.version if paper else 0)
    form.state.data = "present"
    return show("edit_paper", file, form=form, code=code, paper=paper, labels=labels)


def _known(file: File, code: str) -> Any:
    if code not in labels.PAPER_LABELS:
        raise NotFound()
    return asked.get_paper(file.scope, file.person.id, code)


@blueprint.post("/<int:wbp_id>/papers/<code>")
@requires(Permission.WBP_EDIT)
@saves
def record_paper(wbp_id: int, code: str) -> Any:
    file, form = open_file(wbp_id), PaperForm()
    paper = _known(file, code)
    if not form.validate_on_submit():
        return show("edit_paper", file, form=form, code=code, paper=paper, labels=labels), 422
    state = "verified" if paper and paper.state == "verified" and form.state.data == "present" else form.state.data
    try:
        actions.record_paper(
            scope=file.scope, wbp_id=wbp_id, code=code, version=form.seen_version, state=state, number=form.number.data,
            dated_on=form.dated_on.data, scan=_uploaded(), at=clock.now(),
        )  # fmt: skip
    except Refusal as refusal:
        if refusal.status in (404, 409):
            raise
        status = refuse(form, refusal, "state" if isinstance(refusal, actions.NotAllowed) else "scan")
        return show("edit_paper", file, form=form, code=code, paper=paper, labels=labels), status
    flash(_("Dokumen tersimpan: %(paper)s.", paper=labels.paper_label(code)))
    return redirect(url_for("wbp.papers", wbp_id=wbp_id), code=303)


def _uploaded() -> bytes | None:
    """The bytes of the scan, one more than allowed at most; None where no file was chosen."""
    sent = request.files.get("scan")
    return sent.stream.read(MOST_BYTES + 1) if sent and sent.filename else None


@blueprint.post("/<int:wbp_id>/papers/<code>/verify")
@requires(Permission.WBP_VERIFY)
@saves
def verify_paper(wbp_id: int, code: str) -> Any:
    file = open_file(wbp_id)
    _known(file, code)
    wanted = request.form.get("verified", "yes") == "yes"
    actions.verify_paper(scope=file.scope, wbp_id=wbp_id, code=code, version=seen_version(), verified=wanted, at=clock.now())
    name = labels.paper_label(code)
    flash(_("Terverifikasi: %(paper)s.", paper=name) if wanted else _("Verifikasi ditarik: %(paper)s.", paper=name))
    return redirect(url_for("wbp.papers", wbp_id=wbp_id), code=303)


@blueprint.get("/<int:wbp_id>/scans/<int:scan_id>")
@requires(Permission.WBP_READ_CASE)
def download_scan(wbp_id: int, scan_id: int) -> Response:
    file = open_file(wbp_id)
    scan, paper = asked.get_scan(file.scope, wbp_id, scan_id)
    note_reading(
        scope=file.scope, action="wbp.read_scan", subject="wbp", subject_id=wbp_id, facility_id=file.person.facility_id,
        details={"code": paper.code, "scan": scan_id},
    )  # fmt: skip
    name = f"{paper.code}-{wbp_id}.{ending_of(scan.media_type)}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "X-Content-Type-Options": "nosniff"}
    return Response(open_scan(scan.content, paper.id), mimetype=scan.media_type, headers=headers)
